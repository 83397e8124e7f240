//! `sim solve`: the least, or greatest, setting of a key at which a condition holds.

mod told;
pub(in crate::cli) mod until;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde_json::json;

use super::Failure;
use super::args::SolveArgs;
use super::asked::{PlayedAt, at_level, difference, estimate};
use super::ground::{Done, Ground, Player, Took};
use super::job::Job;
use super::reading::PointFault;
use super::studies::About;
use super::sweep::study::{impossible, may_vary};
use crate::analysis::{Search, Verdict};
use crate::design::{Axis, MOST_POINTS};
use crate::experiment::study::{Design, Plays, Point};
use crate::results::{PointValue, Row as _, SolutionRow, write_table};
use crate::stats::ConfidenceLevel;
use crate::words::say;
use until::{Target, Until};

/// A search that has been read.
pub(super) struct Solve {
    ground: Ground,
    /// The scenario that the metric is held against, if it is one.
    reference: Option<Ground>,
    until: Until,
    axis: Axis,
    count: usize,
    /// Whether the greatest setting is looked for.
    most: bool,
    confidence: ConfidenceLevel,
    tolerance: f64,
}

/// A setting that was judged.
struct Judged {
    /// Its place on the axis.
    place: usize,
    verdict: Verdict,
    at: PlayedAt,
    warnings: Vec<String>,
}

/// What was found.
struct Found {
    /// In the order of the axis.
    judged: Vec<Judged>,
    chosen: Option<usize>,
    /// Level of each interval.
    level: ConfidenceLevel,
    /// Two places next to each other among the judged between which the metric goes the other way.
    against: Option<(usize, usize)>,
    took: Took,
}

impl Solve {
    /// Reads what the arguments say.
    ///
    /// # Errors
    /// Faults of the scenarios, a key that is none, and a condition, confidence or tolerance that cannot be read.
    pub(super) fn read(arguments: &SolveArgs) -> Result<Self, Failure> {
        let axis = Axis::parse(&arguments.vary).map_err(|error| impossible(&error))?;
        if !axis.is_rising() {
            return Err(Failure::Usage(say!(ErrorSolveRange, key = axis.key())));
        }
        may_vary(&[axis.key().to_owned()])?;
        let SolveArgs { scenario, set, seed, replications, .. } = arguments;
        let ground = Ground::read(scenario, set, *seed, *replications)?;
        let whole = ground.is_whole(axis.key());
        let axis = axis.stepped(whole);
        let count = axis.count().filter(|count| (1..=MOST_POINTS).contains(count));
        let count = count.ok_or_else(|| impossible(&crate::design::DesignError::TooManyPoints))?;
        let stations = ground.stations();
        let stations: Vec<&str> = stations.iter().map(String::as_str).collect();
        let until = Until::parse("--until", &arguments.until, &stations)?;
        let settings = &ground.base.settings;
        let reference = match &until.target {
            Target::Value(_) => None,
            Target::Scenario(path) => {
                Some(Ground::read(path, set, Some(settings.seed), Some(settings.replications))?)
            }
        };
        let confidence = until::confidence(&arguments.confidence)?;
        let tolerance = until::tolerance(&arguments.tolerance, &until.wanted)?;
        let most = arguments.most;
        let solve = Self { ground, reference, until, axis, count, most, confidence, tolerance };
        match solve.ground.point(&solve.sets(0)) {
            // No value would help.
            Err(fault) if fault.is_of_key() => Err(Failure::Usage(fault.drawn())),
            _ => Ok(solve),
        }
    }

    /// What is said of the study besides its design.
    pub(super) fn about(&self, arguments: &SolveArgs) -> About {
        let mut more = vec![
            ("vary", arguments.vary.clone()),
            ("until", arguments.until.clone()),
            ("most", arguments.most.to_string()),
            ("confidence", arguments.confidence.clone()),
            ("tolerance", arguments.tolerance.clone()),
            ("replications", self.ground.base.settings.replications.to_string()),
        ];
        more.extend(self.reference.as_ref().map(|other| ("reference", other.identity.sha256.clone())));
        let place = ("solve", arguments.out.as_deref());
        self.ground.about(place, &arguments.output, arguments.threads, &[self.axis.key().to_owned()], &more)
    }

    fn value(&self, place: usize) -> String {
        self.axis.value(place)
    }

    fn sets(&self, place: usize) -> Vec<String> {
        self.ground.sets_of([(self.axis.key(), self.value(place).as_str())].into_iter())
    }

    /// The place of a setting of the search, whose later settings rather hold.
    fn place(&self, setting: usize) -> usize {
        if self.most { self.count - 1 - setting } else { setting }
    }

    /// Looks for the setting.
    fn search(&self, player: &mut Player<'_>) -> Result<Found, Failure> {
        let most = self.ground.base.settings.replications;
        let mut search = Search::new(self.count, self.confidence, self.tolerance, most);
        let mut judged: BTreeMap<usize, (PlayedAt, Vec<String>)> = BTreeMap::new();
        let mut reference: Option<PlayedAt> = None;
        while let Some(ask) = search.ask() {
            let place = self.place(ask.setting);
            if let Some(ground) = &self.reference
                && reference.as_ref().is_none_or(|known| known.estimates.replications < ask.replications)
            {
                reference = Some(player.setting(ground, ground.sets.clone(), ask.replications)?.0);
            }
            let played = player.setting(&self.ground, self.sets(place), ask.replications)?;
            search.tell(self.until.margin(&played.0, reference.as_ref(), ask.level).ends());
            judged.insert(place, played);
        }
        let verdicts: BTreeMap<usize, Verdict> =
            search.tested().iter().map(|tested| (self.place(tested.setting), tested.verdict)).collect();
        let judged: Vec<Judged> = judged
            .into_iter()
            .map(|(place, (at, warnings))| {
                let verdict = verdicts.get(&place).copied().unwrap_or(Verdict::Unclear);
                Judged { place, verdict, at, warnings }
            })
            .collect();
        let against = judged.windows(2).find(|pair| self.goes_against(pair, search.level()));
        let against = against.map(|pair| (pair[0].place, pair[1].place));
        let chosen = search.found().map(|setting| self.place(setting));
        Ok(Found { judged, chosen, level: search.level(), against, took: player.took })
    }

    /// Whether the metric goes the other way from one setting to the next, by more than the tolerance.
    fn goes_against(&self, pair: &[Judged], level: ConfidenceLevel) -> bool {
        let found = difference(&self.until.wanted, &pair[0].at, &pair[1].at);
        let Some(ends) = found.and_then(|found| at_level(&found, level)) else { return false };
        // The condition is to be kept better towards the far end.
        let rises = self.until.at_least != self.most;
        if rises { ends.high < -self.tolerance } else { ends.low > self.tolerance }
    }

    /// Rows of `solution.csv`.
    fn rows(&self, found: &Found) -> Vec<SolutionRow> {
        let row = |judged: &Judged| {
            let known = estimate(&self.until.wanted, &judged.at, found.level);
            SolutionRow {
                value: PointValue::of(&self.value(judged.place)),
                metric: self.until.wanted.name(),
                estimate: known.value,
                ci_low: known.interval.map(|ends| ends.low),
                ci_high: known.interval.map(|ends| ends.high),
                holds: match judged.verdict {
                    Verdict::Holds => Some(true),
                    Verdict::Fails => Some(false),
                    Verdict::Unclear => None,
                },
                chosen: found.chosen == Some(judged.place),
                replications: judged.at.estimates.replications,
            }
        };
        found.judged.iter().map(row).collect()
    }
}

/// All settings, each with as many replications as it may take: which of them are played is known only on the way.
impl Design for Solve {
    type Fault = PointFault;

    fn points(&self) -> usize {
        self.count
    }

    fn plays(&self, _: usize) -> Plays {
        self.ground.plays(self.ground.base.settings.replications)
    }

    fn point(&self, number: usize) -> Result<Point<'_>, PointFault> {
        self.ground.point(&self.sets(number))
    }
}

/// Solves.
pub(super) fn solve(
    arguments: &SolveArgs,
    command: &[String],
    interrupted: &Arc<AtomicBool>,
) -> Result<(), Failure> {
    let job = Job::start(command, &arguments.output, arguments.threads, interrupted)?;
    let solve = Solve::read(arguments)?;
    let about = solve.about(arguments);
    let most = solve.ground.base.settings.replications;
    let (found, folder) = job.in_folder(&about, most, |ledger| {
        solve.search(&mut Player { job: &job, ledger, took: Took::default() })
    })?;
    let rows = solve.rows(&found);
    write_table(&folder.staging().join(SolutionRow::FILE), &rows, arguments.output.style())
        .map_err(Failure::run)?;
    let chosen = found.chosen.map(|place| PointValue::of(&solve.value(place)));
    let done = Done {
        took: found.took,
        points: BTreeMap::new(),
        facts: json!({
            "settings": arguments.set,
            "key": solve.axis.key(),
            "condition": arguments.until,
            "chosen": chosen,
            "level": found.level.get(),
        }),
    };
    let dir: PathBuf = solve.ground.publish((&job, &arguments.output), &about, folder, done)?;
    let said = told::Said { solve: &solve, found: &found, rows: &rows, changed: &arguments.set, dir: &dir };
    job.tell(|| said.document(), |screen| said.text(screen))
}
