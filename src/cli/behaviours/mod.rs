//! `sim behaviours`: what behaviour does, alone and together, for whom, and at what price.

mod curves;
mod found;
mod picture;
mod played;
mod sentences;
mod together;
mod told;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde_json::json;

use super::Failure;
use super::args::BehavioursArgs;
use super::ground::{Done, Ground, Player, Took};
use super::job::Job;
use super::precision::parse_all;
use super::reading::PointFault;
use super::ready::{MOST_FOR_PRECISION, point_key};
use super::studies::About;
use crate::behaviour::{Behaviour, Forced};
use crate::design::Coalitions;
use crate::experiment::study::{Acting, Design, Plays, Point, PointKey, level_of};
use crate::experiment::{HalfWidth, Precision};
use crate::observe::{ACT_METRICS, Names};
use crate::results::sha256;
use crate::words::say;
use played::{Played, Wide};

/// Replications where nothing else is said.
const REPLICATIONS: u64 = 36;
/// Days that everybody waits before they apply, to tell whether that is worth it.
const WAITS: [u32; 4] = [7, 30, 60, 90];
/// Replications before the first look at a precision.
const FIRST_LOOK: u64 = 30;

/// What is asked, once it has been read.
pub(super) struct Acts {
    ground: Ground,
    /// How many behaviours there are.
    behaviours: usize,
    /// Levels of each curve.
    steps: u16,
    /// Whom rows are of: everyone first.
    groups: Vec<Wide>,
    precision: Vec<Precision>,
    /// Replications; with a precision, the most there may be.
    replications: u64,
}

/// What is played with so many replications.
struct Plan<'a> {
    asked: &'a Acts,
    sets: Coalitions,
    replications: u64,
}

impl Acts {
    /// Reads what the arguments say.
    ///
    /// # Errors
    /// Faults of the scenario, one without behaviours or with a warm-up that is still to be found, unknown segments, and a
    /// precision that cannot be read.
    pub(super) fn read(arguments: &BehavioursArgs) -> Result<Self, Failure> {
        let precise = !arguments.precision.is_empty();
        let usual = if precise { MOST_FOR_PRECISION } else { REPLICATIONS };
        let replications = arguments.replications.unwrap_or(usual);
        let ground = Ground::read(&arguments.scenario, &arguments.set, arguments.seed, Some(replications))?;
        let config = ground.base.model.config();
        let behaviours = config.names.behaviours.len();
        if config.plain || behaviours == 0 {
            return Err(Failure::Usage(say!(ErrorNoBehaviours).to_owned()));
        }
        if ground.base.settings.auto_warm_up {
            return Err(Failure::Usage(say!(ErrorBehavioursWarmUp).to_owned()));
        }
        let groups = groups(&config.names, &arguments.by)?;
        let precision = parse_all(&arguments.precision, &[])?;
        for asked in &precision {
            let known = ACT_METRICS.iter().any(|metric| metric.name == asked.name);
            if !known || matches!(asked.half_width, HalfWidth::Relative(_)) {
                let metrics: Vec<&str> = ACT_METRICS.iter().map(|metric| metric.name).collect();
                return Err(Failure::Usage(say!(ErrorBehavioursPrecision, metrics = metrics.join(", "))));
            }
        }
        let read = Self { behaviours, steps: arguments.steps, groups, precision, replications, ground };
        read.coalitions(replications)?;
        Ok(read)
    }

    /// What is said of the study besides its design.
    pub(super) fn about(&self, arguments: &BehavioursArgs) -> About {
        let more = [
            ("by", arguments.by.join("\n")),
            ("steps", self.steps.to_string()),
            ("precision", arguments.precision.join("\n")),
            ("replications", self.replications.to_string()),
        ];
        let place = ("behaviours", arguments.out.as_deref());
        self.ground.about(place, &arguments.output, arguments.threads, &[], &more)
    }

    fn names(&self) -> &Names {
        &self.ground.base.model.config().names
    }

    fn coalitions(&self, replications: u64) -> Result<Coalitions, Failure> {
        let seed = self.ground.base.settings.seed;
        Coalitions::new(self.behaviours, replications, seed)
            .ok_or_else(|| Failure::Usage(say!(ErrorTooManyBehaviours, count = self.behaviours)))
    }

    fn plan(&self, replications: u64) -> Result<Plan<'_>, Failure> {
        Ok(Plan { asked: self, sets: self.coalitions(replications)?, replications })
    }

    /// The arguments of a scenario in which everybody waits so long before they apply: a behaviour of its own that does
    /// nothing else. Without any effect it would be refused, so it has one that changes nobody.
    fn waiting(&self, days: u32) -> Vec<String> {
        let keys = [
            ("intensity", "0".to_owned()),
            ("force", "1.0".to_owned()),
            ("delay", format!("{days}d")),
            ("wait_share", "1.0".to_owned()),
            ("effort", "0h".to_owned()),
            ("risk_log_odds", "0.000000001".to_owned()),
        ];
        let key = |(name, value): &(&str, String)| format!("behaviour.wait_before_applying.{name}={value}");
        self.ground.sets.iter().cloned().chain(keys.iter().map(key)).collect()
    }

    /// Applicants with shadows, in millionths.
    fn share(&self) -> u32 {
        (1e6 * self.ground.scenario.interventions.shadow_share.get()) as u32
    }

    /// Plays with more and more replications until every precision is reached.
    fn play(&self, player: &mut Player<'_>) -> Result<Played, Failure> {
        let mut replications = if self.precision.is_empty() { self.replications } else { FIRST_LOOK };
        loop {
            replications = replications.min(self.replications);
            let plan = self.plan(replications)?;
            let mut acts = vec![Vec::new(); plan.points()];
            player.play(&plan, |number, point| {
                if let Ok(reduced) = point {
                    acts[number] = reduced.acts;
                }
            })?;
            let played = Played::new(self, plan.sets, replications, acts);
            if replications >= self.replications || played.precise() {
                return Ok(played);
            }
            replications = (3 * replications).div_ceil(2);
        }
    }
}

/// Everyone, every cause, and every value of the segments that are asked for.
fn groups(names: &Names, by: &[String]) -> Result<Vec<Wide>, Failure> {
    for asked in by {
        if !names.segments.iter().any(|segment| segment.name == *asked) {
            let known: Vec<&str> = names.segments.iter().map(|segment| segment.name.as_str()).collect();
            return Err(Failure::Usage(say!(
                ErrorBehavioursSegment,
                segment = asked,
                segments = known.join(", ")
            )));
        }
    }
    let mut groups = vec![Wide { segment: "all".to_owned(), value: String::new(), group: 0 }];
    let mut at = 1;
    for segment in &names.segments {
        for value in &segment.values {
            if segment.name == "cause" || by.contains(&segment.name) {
                groups.push(Wide { segment: segment.name.clone(), value: value.clone(), group: at });
            }
            at += 1;
        }
    }
    Ok(groups)
}

impl Plan<'_> {
    /// Points before the waits: that without a change, and those of the curves.
    fn first_wait(&self) -> usize {
        1 + self.asked.behaviours * usize::from(self.asked.steps)
    }

    /// Points before the sets.
    fn first_set(&self) -> usize {
        self.first_wait() + WAITS.len()
    }

    /// The days that are waited at a point, if it is one of those.
    fn wait(&self, number: usize) -> Option<u32> {
        WAITS.get(number.checked_sub(self.first_wait())?).copied()
    }

    /// What is forced at a point.
    fn forced(&self, number: usize) -> Forced {
        let steps = usize::from(self.asked.steps);
        if let Some(set) = number.checked_sub(self.first_set()) {
            let members = self.sets.members(set);
            return Behaviour::first(self.asked.behaviours).fold(Forced::NONE, |forced, behaviour| {
                forced.with(behaviour, f64::from(u8::from(members >> behaviour.index() & 1 == 1)))
            });
        }
        match number.checked_sub(1) {
            Some(step) => {
                Forced::one(Behaviour::at(step / steps), level_of((step % steps) as u16, self.asked.steps))
            }
            None => Forced::NONE,
        }
    }

    /// The key of a point: that of the scenario, and what is forced.
    fn key(&self, number: usize, forced: &Forced) -> PointKey {
        let base = point_key(&self.asked.ground.identity);
        if number == 0 {
            return base;
        }
        let mut text = format!("{base}\n");
        for behaviour in Behaviour::first(self.asked.behaviours) {
            if let Some(level) = forced.level(behaviour) {
                // Writing to a String cannot fail.
                let _ = writeln!(text, "force {}={level}", behaviour.index());
            }
        }
        PointKey::from_hex(&sha256(text.as_bytes())).unwrap_or_default()
    }
}

impl Design for Plan<'_> {
    type Fault = PointFault;

    fn points(&self) -> usize {
        self.first_set() + self.sets.points()
    }

    fn plays(&self, number: usize) -> Plays {
        let levels = self.asked.steps;
        let acting = match number {
            0 => Acting::One { millionths: self.asked.share(), levels },
            _ => Acting::Everyone,
        };
        let (first, replications) = match number.checked_sub(self.first_set()) {
            Some(set) => self.sets.replications(set),
            None => (0, self.replications),
        };
        Plays { replications, acting: Some((acting, first)), ..Plays::default() }
    }

    fn point(&self, number: usize) -> Result<Point<'_>, PointFault> {
        if let Some(days) = self.wait(number) {
            return self.asked.ground.point(&self.asked.waiting(days));
        }
        let forced = self.forced(number);
        let base = &self.asked.ground.base;
        let model =
            if number == 0 { Cow::Borrowed(&base.model) } else { Cow::Owned(base.model.forced(&forced)) };
        Ok(Point { key: self.key(number, &forced), seed: base.settings.seed, model })
    }
}

/// All that may be played: with a precision, the most there may be.
impl Design for Acts {
    type Fault = PointFault;

    fn points(&self) -> usize {
        self.plan(self.replications).map_or(0, |plan| plan.points())
    }

    fn plays(&self, number: usize) -> Plays {
        self.plan(self.replications).map(|plan| plan.plays(number)).unwrap_or_default()
    }

    fn point(&self, number: usize) -> Result<Point<'_>, PointFault> {
        let plan = self.plan(self.replications).map_err(|_| PointFault::of(say!(ErrorNoBehaviours)))?;
        let point = plan.point(number)?;
        Ok(Point { key: point.key, seed: point.seed, model: Cow::Owned(point.model.into_owned()) })
    }
}

/// Tells what behaviour does.
pub(super) fn behaviours(
    arguments: &BehavioursArgs,
    command: &[String],
    interrupted: &Arc<AtomicBool>,
) -> Result<(), Failure> {
    let job = Job::start(command, &arguments.output, arguments.threads, interrupted)?;
    let asked = Acts::read(arguments)?;
    let about = asked.about(arguments);
    let ((played, took), folder) = job.in_folder(&about, asked.replications, |ledger| {
        let mut player = Player { job: &job, ledger, took: Took::default() };
        let played = asked.play(&mut player)?;
        Ok((played, player.took))
    })?;
    let found = found::Found::of(&asked, &played);
    found.write(&asked, &folder, arguments.output.style())?;
    if !arguments.no_charts {
        picture::draw(&asked, &found, &folder)?;
    }
    let done = Done {
        took,
        points: BTreeMap::new(),
        facts: json!({
            "settings": arguments.set,
            "behaviours": asked.names().behaviours,
            "sets": played.sets.points(),
            "exact": played.sets.is_exact(),
            "steps": asked.steps,
            "replications": played.replications,
        }),
    };
    let dir = asked.ground.publish((&job, &arguments.output), &about, folder, done)?;
    let said = told::Said { asked: &asked, played: &played, found: &found, arguments, dir: &dir };
    job.tell(|| said.document(), |screen| said.text(screen))
}
