//! `sim fairness`: groups of applicants held against each other, as they are and at equal true risk, and what behaviours
//! and policies do to the gaps.

mod asked;
mod rows;
mod told;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde_json::json;

use super::Failure;
use super::args::FairnessArgs;
use super::compare::Variant;
use super::ground::{Done, Ground, Player, Took};
use super::job::Job;
use super::ready::point_key;
use super::studies::About;
use crate::behaviour::{Behaviour, Forced};
use crate::experiment::study::{Design, Plays, Point, PointKey};
use crate::experiment::{Gap, Worth, applicants_of, gap};
use crate::observe::{FAIR_MEASURES, FairTally};
use crate::results::{
    CutOffRow, FairnessRow, GapRow, Row as _, ScorePathRow, ScorecardRow, sha256, write_table,
};
use crate::words::say;
use asked::{Asked, asked};

/// What is played of the scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Setting {
    /// As it is.
    Own,
    /// With a behaviour forced on nobody, or on everyone.
    Forced(Behaviour, bool),
    /// A variant, by its number.
    Variant(usize),
}

/// What is asked, once it has been read.
pub(super) struct Fairness {
    ground: Ground,
    variants: Vec<(String, Ground)>,
    asked: Vec<Asked>,
    settings: Vec<Setting>,
    worth: Worth,
    replications: u64,
    /// Replications of each behaviour.
    forced: u64,
}

/// A group beside its reference by one measure.
#[derive(Debug, Clone)]
struct Compared {
    /// Position among the segments that are asked for.
    asked: usize,
    /// Position of the value.
    value: usize,
    /// Position in [`FAIR_MEASURES`].
    measure: usize,
    at_equal_risk: bool,
    gap: Gap,
}

/// What was found.
struct Found {
    /// By setting, in the same order in each.
    gaps: Vec<Vec<Compared>>,
    /// Applicants by segment and value, of the scenario as it is.
    applicants: Vec<Vec<u64>>,
    all: Vec<FairnessRow>,
    paths: Vec<ScorePathRow>,
    scorecard: Vec<ScorecardRow>,
    cut_offs: Vec<CutOffRow>,
    took: Took,
}

impl Fairness {
    /// Reads what the arguments say.
    ///
    /// # Errors
    /// Faults of the scenario and of variants, segments that are none, and values that none of them has.
    pub(super) fn read(arguments: &FairnessArgs) -> Result<Self, Failure> {
        let FairnessArgs { scenario, set, seed, replications, .. } = arguments;
        let ground = Ground::read(scenario, set, *seed, *replications)?;
        let config = ground.base.model.config();
        if config.plain {
            return Err(Failure::Usage(say!(NoSegmentsOfPlainEntities).to_owned()));
        }
        let asked = asked(&config.names, &arguments.by, &arguments.reference).map_err(Failure::Usage)?;
        let mut variants: Vec<(String, Ground)> = Vec::new();
        for text in &arguments.variant {
            let variant = Variant::parse(text)?;
            let sets: Vec<String> = set.iter().chain(&variant.sets).cloned().collect();
            let settings = &ground.base.settings;
            let read = Ground::read(scenario, &sets, Some(settings.seed), Some(settings.replications));
            let read = read.map_err(|failure| variant.faulty(failure))?;
            if read.base.model.config().names.segments != config.names.segments {
                return Err(Failure::Usage(say!(ErrorVariantSegments, name = variant.name)));
            }
            if variants.iter().any(|(name, _)| *name == variant.name) {
                return Err(Failure::Usage(say!(ErrorVariantTwice, name = variant.name)));
            }
            variants.push((variant.name, read));
        }
        let behaviours = if arguments.no_interventions { 0 } else { config.names.behaviours.len() };
        let forced = Behaviour::first(behaviours)
            .flat_map(|behaviour| [false, true].map(|level| Setting::Forced(behaviour, level)));
        let settings = std::iter::once(Setting::Own)
            .chain(forced)
            .chain((0..variants.len()).map(Setting::Variant))
            .collect();
        let replications = ground.base.settings.replications;
        let forced = replications.min(ground.scenario.interventions.replications);
        let worth = Worth {
            loss_given_default: share("--loss-given-default", &arguments.loss_given_default)?,
            margin: share("--margin", &arguments.margin)?,
        };
        Ok(Self { ground, variants, asked, settings, worth, replications, forced })
    }

    /// What is said of the study.
    pub(super) fn about(&self, arguments: &FairnessArgs) -> About {
        let mut more = vec![("replications", self.replications.to_string())];
        if !arguments.no_interventions {
            more.push(("interventions", self.forced.to_string()));
        }
        let variants: Vec<String> =
            self.variants.iter().map(|(name, ground)| format!("{name}={}", ground.identity.sha256)).collect();
        more.push(("variants", variants.join(" ")));
        let place = ("fairness", arguments.out.as_deref());
        self.ground.about(place, &arguments.output, arguments.threads, &[], &more)
    }

    /// Position among the settings.
    fn number(&self, setting: Setting) -> Option<usize> {
        self.settings.iter().position(|other| *other == setting)
    }

    /// What a setting is called whose scorecard is told.
    fn name(&self, number: usize) -> Option<&str> {
        match self.settings[number] {
            Setting::Own => Some(&self.ground.base.settings.name),
            Setting::Variant(at) => Some(&self.variants[at].0),
            Setting::Forced(..) => None,
        }
    }

    /// Every group beside its reference by every measure.
    fn compare(&self, tallies: &[FairTally]) -> Vec<Compared> {
        let mut all = Vec::new();
        let Some(first) = tallies.first() else { return all };
        for (number, asked) in self.asked.iter().enumerate() {
            let start = first.first_group(asked.segment + 1);
            for value in 0..asked.values.len() {
                for measure in 0..FAIR_MEASURES.len() {
                    for at_equal_risk in [false, true] {
                        if at_equal_risk && value == asked.reference {
                            continue;
                        }
                        let pair = (start + value, start + asked.reference);
                        let gap = gap(tallies, measure, pair, at_equal_risk);
                        all.push(Compared { asked: number, value, measure, at_equal_risk, gap });
                    }
                }
            }
        }
        all
    }

    fn play(&self, player: &mut Player<'_>) -> Result<Found, Failure> {
        let mut gaps = Vec::new();
        let (mut applicants, mut all, mut paths, mut simulated) = (Vec::new(), Vec::new(), Vec::new(), 0);
        let (mut scorecard, mut cut_offs) = (Vec::new(), Vec::new());
        player.play(self, |number, point| {
            let Ok(point) = point else { return };
            let tallies = &point.fairness;
            simulated += tallies.iter().map(|tally| tally.applicants).sum::<u64>();
            gaps.push(self.compare(tallies));
            if let Some(name) = self.name(number) {
                let (figures, rows) = rows::of_scores(name, tallies, self.worth);
                scorecard.extend(figures);
                cut_offs.extend(rows);
            }
            if let (0, Some(first)) = (number, tallies.first()) {
                let of = |asked: &Asked| {
                    let start = first.first_group(asked.segment + 1);
                    (0..asked.values.len()).map(|value| applicants_of(tallies, start + value)).collect()
                };
                applicants = self.asked.iter().map(of).collect();
                all = rows::of_everyone(tallies);
                paths = rows::paths(&self.asked, tallies);
            }
        })?;
        let took = Took { applicants: simulated, ..player.took };
        Ok(Found { gaps, applicants, all, paths, scorecard, cut_offs, took })
    }
}

impl Design for Fairness {
    type Fault = std::convert::Infallible;

    fn points(&self) -> usize {
        self.settings.len()
    }

    fn plays(&self, number: usize) -> Plays {
        let fairness = match self.settings[number] {
            Setting::Forced(..) => self.forced,
            Setting::Own | Setting::Variant(_) => self.replications,
        };
        Plays { warm_up: self.ground.base.settings.auto_warm_up, fairness, ..Plays::default() }
    }

    fn point(&self, number: usize) -> Result<Point<'_>, Self::Fault> {
        let ground = match self.settings[number] {
            Setting::Variant(at) => &self.variants[at].1,
            Setting::Own | Setting::Forced(..) => &self.ground,
        };
        let (mut key, mut model) = (point_key(&ground.identity), Cow::Borrowed(&ground.base.model));
        if let Setting::Forced(behaviour, everyone) = self.settings[number] {
            let level = f64::from(u8::from(everyone));
            let text = format!("{}:{}={level}", ground.identity.sha256, behaviour.index());
            key = PointKey::from_hex(&sha256(text.as_bytes())).unwrap_or_default();
            model = Cow::Owned(ground.base.model.forced(&Forced::one(behaviour, level)));
        }
        Ok(Point { key, seed: ground.base.settings.seed, model })
    }
}

/// A share that a person writes, such as `60%` or `.6`.
fn share(argument: &str, text: &str) -> Result<f64, Failure> {
    let typed = text.trim();
    let number = match typed.strip_suffix('%') {
        Some(number) => number.trim().parse::<f64>().map(|number| number / 100.0),
        None => typed.parse::<f64>(),
    };
    let found = number.ok().filter(|number| (0.0..=1.0).contains(number));
    found.ok_or_else(|| Failure::Usage(say!(ErrorNoShareOf, argument = argument, text = text)))
}

/// Holds groups against each other.
pub(super) fn fairness(
    arguments: &FairnessArgs,
    command: &[String],
    interrupted: &Arc<AtomicBool>,
) -> Result<(), Failure> {
    let job = Job::start(command, &arguments.output, arguments.threads, interrupted)?;
    let fairness = Fairness::read(arguments)?;
    let about = fairness.about(arguments);
    let (found, folder) = job.in_folder(&about, fairness.replications, |ledger| {
        fairness.play(&mut Player { job: &job, ledger, took: Took::default() })
    })?;
    let rows = fairness.rows(&found);
    let gaps = fairness.gap_rows(&found);
    let (style, staging) = (arguments.output.style(), folder.staging());
    write_table(&staging.join(FairnessRow::FILE), &rows, style).map_err(Failure::run)?;
    write_table(&staging.join(ScorePathRow::FILE), &found.paths, style).map_err(Failure::run)?;
    write_table(&staging.join(ScorecardRow::FILE), &found.scorecard, style).map_err(Failure::run)?;
    write_table(&staging.join(CutOffRow::FILE), &found.cut_offs, style).map_err(Failure::run)?;
    if !gaps.is_empty() {
        write_table(&staging.join(GapRow::FILE), &gaps, style).map_err(Failure::run)?;
    }
    let points =
        fairness.variants.iter().map(|(name, ground)| (name.clone(), ground.identity.sha256.clone()));
    let done = Done {
        took: found.took,
        points: points.collect::<BTreeMap<_, _>>(),
        facts: json!({ "settings": arguments.set, "by": arguments.by }),
    };
    let dir = fairness.ground.publish((&job, &arguments.output), &about, folder, done)?;
    let said =
        told::Said { fairness: &fairness, found: &found, rows: &rows, changed: &arguments.set, dir: &dir };
    job.tell(|| said.document(), |screen| said.text(screen))
}
