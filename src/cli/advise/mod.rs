//! `sim advise`: what one applicant of a kind gains by each action, and by the best few together.

mod found;
mod told;
mod who;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde_json::json;

use super::Failure;
use super::args::AdviseArgs;
use super::estimate::arrivals;
use super::ground::{Done, Ground};
use super::job::Job;
use super::progress::Steps;
use super::reading::PointFault;
use super::studies::About;
use crate::experiment::study::{Design, Plays, Point, PointKey, Study};
use crate::experiment::{Advice, AdvicePlan, sets_of};
use crate::observe::CrossPlan;
use crate::results::{Row as _, TimingRow, sha256, write_table};
use crate::scenario::read::quantity::number_in;
use crate::words::say;

/// Segments whose cells are told apart, as far as the scenario has them.
const CELLS: [&str; 3] = ["cause", "days_overdue", "sesame_band"];
/// So many sets are looked at unless `--largest` says otherwise.
const MOST_SETS: usize = 100;
/// Applicants of a replication who have shadows unless `--share` says otherwise: of one kind, and of all.
const SHADOWED: [f64; 2] = [1_000.0, 4_000.0];

/// What is asked, once it has been read.
pub(super) struct Advise {
    ground: Ground,
    plan: Arc<AdvicePlan>,
    /// What was typed after `--who`.
    who: Vec<String>,
    /// Members of the largest set.
    largest: usize,
    /// Whether larger ones were left out unasked.
    cut: bool,
    /// What an hour of one's own time is counted as, CNY.
    hour_cny: f64,
}

impl Advise {
    /// Reads what the arguments say.
    ///
    /// # Errors
    /// Faults of the scenario, a kind that cannot be read or that nobody is of, and entities without behaviour.
    pub(super) fn read(arguments: &AdviseArgs) -> Result<Self, Failure> {
        let AdviseArgs { scenario, set, seed, replications, .. } = arguments;
        let hour_cny = number_in(arguments.hour.trim(), "cny").filter(|hour| *hour >= 0.0);
        let hour_cny = hour_cny.ok_or_else(|| Failure::Usage(say!(AdviseHour, text = arguments.hour)))?;
        let ground = Ground::read(scenario, set, *seed, *replications)?;
        let (model, settings) = (&ground.base.model, &ground.base.settings);
        let config = model.config();
        let behaviours = config.behaviours.actions.len();
        if config.plain || behaviours == 0 {
            return Err(Failure::Usage(say!(AdviseNothingToDo).to_owned()));
        }
        if settings.replications < 2 {
            return Err(Failure::Usage(say!(AdviseTwoReplications).to_owned()));
        }
        let kind = who::parse(&arguments.who, &config.names)?;
        let (fits, of) = who::fitting(model, settings.seed, &kind);
        if fits == 0 {
            let who = arguments.who.join(",");
            return Err(Failure::Usage(say!(AdviseNobody, who = who, of = of)));
        }
        let share = if let Some(text) = &arguments.share {
            number_in(text.trim(), "share")
                .filter(|share| *share > 0.0 && *share <= 1.0)
                .ok_or_else(|| Failure::Usage(say!(AdviseShare, text = text)))?
        } else {
            let expected = arrivals(model).0 * fits as f64 / of as f64;
            let wanted = SHADOWED[usize::from(arguments.who.is_empty())];
            // In steps, so that it is easily said again.
            ((wanted / expected.max(1.0)).min(1.0) * 1_000.0).ceil() / 1_000.0
        };
        let fits_in = |largest: &usize| sets_of(behaviours, *largest).len() <= MOST_SETS;
        let largest = match arguments.largest {
            Some(largest) => usize::from(largest),
            None => (1..=3).rev().find(fits_in).unwrap_or(1),
        };
        let known = CrossPlan::segments(&config.names);
        let segments: Vec<&str> = CELLS.into_iter().filter(|name| known.contains(name)).collect();
        let cells = CrossPlan::new(&config.names, &segments).map_err(Failure::run)?;
        let waits: Vec<u32> = arguments.wait.iter().map(|days| u32::from(*days)).collect();
        let said = format!("{kind:?}\n{share}\n{largest}\n{waits:?}\n{segments:?}");
        let tag = PointKey::from_hex(&sha256(said.as_bytes())).unwrap_or_default().tag();
        let plan = AdvicePlan {
            kind,
            share,
            cells: Arc::new(cells),
            sets: sets_of(behaviours, largest),
            waits,
            replications: settings.replications,
            tag,
        };
        let cut = arguments.largest.is_none() && largest < behaviours.min(3);
        let who = arguments.who.iter().map(|text| text.trim().to_owned()).collect();
        Ok(Self { ground, plan: Arc::new(plan), who, largest, cut, hour_cny })
    }

    /// What is said of the study besides its design.
    pub(super) fn about(&self, arguments: &AdviseArgs) -> About {
        let more = [
            ("who", self.who.join(",")),
            ("largest", self.largest.to_string()),
            ("wait", self.plan.waits.iter().map(u32::to_string).collect::<Vec<_>>().join(",")),
            ("hour", self.hour_cny.to_string()),
            ("share", self.plan.share.to_string()),
            ("replications", self.plan.replications.to_string()),
        ];
        let place = ("advise", arguments.out.as_deref());
        self.ground.about(place, &arguments.output, arguments.threads, &[], &more)
    }
}

impl Design for Advise {
    type Fault = PointFault;

    fn points(&self) -> usize {
        1
    }

    fn plays(&self, _: usize) -> Plays {
        Plays { advice: Some(Arc::clone(&self.plan)), ..self.ground.plays(0) }
    }

    fn point(&self, _: usize) -> Result<Point<'_>, PointFault> {
        self.ground.point(&self.ground.sets)
    }
}

/// Advises.
pub(super) fn advise(
    arguments: &AdviseArgs,
    command: &[String],
    interrupted: &Arc<AtomicBool>,
) -> Result<(), Failure> {
    let job = Job::start(command, &arguments.output, arguments.threads, interrupted)?;
    let asked = Advise::read(arguments)?;
    let about = asked.about(arguments);
    let ((advice, took), folder) = job.in_folder(&about, asked.plan.replications, |ledger| {
        let study = Study { design: &asked, ledger };
        let steps = Steps { own: study.most(), ..Steps::default() };
        let mut found = Err(Failure::Interrupted);
        let threads = job.play_all(&study, (steps, Vec::new()), |_, point| {
            found = match point {
                Ok(reduced) => Ok((Advice::new(&asked.plan, &reduced.advice.0), reduced.advice.1)),
                Err(fault) => Err(Failure::Usage(fault.drawn())),
            };
        })?;
        let (advice, events) = found?;
        let applicants = advice.applicants + advice.shadows;
        Ok((advice, super::ground::Took { threads, applicants, events }))
    })?;
    let found = found::Found::new(&asked, &advice);
    let style = arguments.output.style();
    found.table.write(folder.staging(), style).map_err(Failure::run)?;
    if !asked.plan.waits.is_empty() {
        write_table(&folder.staging().join(TimingRow::FILE), &found.timing, style).map_err(Failure::run)?;
    }
    let done = Done {
        took,
        points: BTreeMap::new(),
        facts: json!({
            "settings": arguments.set,
            "who": asked.who,
            "share": asked.plan.share,
            "largest": asked.largest,
            "hour_cny": asked.hour_cny,
            "sets": asked.plan.sets.len(),
        }),
    };
    let dir = asked.ground.publish((&job, &arguments.output), &about, folder, done)?;
    let said =
        told::Said { asked: &asked, advice: &advice, found: &found, changed: &arguments.set, dir: &dir };
    job.tell(|| said.document(), |screen| said.text(screen))
}
