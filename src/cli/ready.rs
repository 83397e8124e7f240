//! A run that has been read: what it is a study of, and how it is played.

use std::convert::Infallible;
use std::path::PathBuf;

use super::args::{Reduction, RunArgs};
use super::job::Job;
use super::precision::{parse_all, station_names};
use super::progress::Steps;
use super::reading::read_scenario;
use super::run::folder_name;
use super::studies::About;
use super::{Failure, filed};
use crate::experiment::study::{Ledger, OneModel, Plays, PointKey, Reduced, Study};
use crate::experiment::{FoundWarmUp, InterventionPlan, Interventions, Run, RunPlan, WARM_UP_TRIALS};
use crate::results::{Origin, RunLog, sha256};
use crate::scenario::{Compiled, Identity, Scenario};

/// Replications that a precision may take when `--replications` does not say.
pub(super) const MOST_FOR_PRECISION: u64 = 10_000;

/// A run that has been read.
pub(super) struct Ready {
    pub(super) scenario: Scenario,
    pub(super) compiled: Compiled,
    pub(super) identity: Identity,
    pub(super) plan: RunPlan,
    /// Output folder.
    pub(super) dir: PathBuf,
    pub(super) origin: Origin,
    pub(super) reduction: Reduction,
}

/// What was played.
pub(super) struct Played {
    pub(super) run: Run,
    pub(super) warm_up: Option<FoundWarmUp>,
    pub(super) interventions: Option<Interventions>,
    /// Replications of the interventions, if they are finished.
    pub(super) intervention_runs: u64,
    /// Whether the interventions were stopped before their end.
    pub(super) cut_short: bool,
    /// Of all that counts, interventions included.
    pub(super) applicants: u64,
    pub(super) events: u64,
    pub(super) threads: usize,
}

impl Played {
    /// Whether it was stopped before its end.
    pub(super) fn stopped(&self) -> bool {
        self.run.interrupted || self.cut_short
    }
}

impl Ready {
    /// Reads and compiles what the arguments say.
    pub(super) fn read(arguments: &RunArgs) -> Result<Self, Failure> {
        let mut sets = arguments.set.clone();
        sets.extend(arguments.seed.map(|seed| format!("seed={seed}")));
        // What happens to behaviours that are forced is counted over the whole period.
        if arguments.no_interventions || arguments.filed.is_some() {
            sets.push("interventions.enabled=false".to_owned());
        }
        let most = (!arguments.precision.is_empty()).then_some(MOST_FOR_PRECISION);
        sets.extend(arguments.replications.or(most).map(|count| format!("replications={count}")));
        let (scenario, mut compiled, mut identity) = read_scenario(&arguments.scenario, &sets)?;
        filed::apply(arguments.filed, &mut compiled, &mut identity).map_err(Failure::Usage)?;
        compiled.model = arguments.cuts.apply(&compiled.model)?;
        if arguments.no_interventions || arguments.filed.is_some() {
            // Whoever leaves them out need not be told that their keys change nothing.
            compiled.idle.retain(|idle| !idle.key.starts_with("interventions."));
        }
        let precision = parse_all(&arguments.precision, &station_names(&compiled.model))?;
        let settings = &compiled.settings;
        let plan = RunPlan { seed: settings.seed, replications: settings.replications, precision };
        let usual = || PathBuf::from("output").join(folder_name(&settings.name));
        let dir = arguments.out.clone().unwrap_or_else(usual);
        let origin = Origin::of([arguments.scenario.as_path()]);
        let reduction = arguments.variance_reduction;
        Ok(Self { scenario, compiled, identity, plan, dir, origin, reduction })
    }

    /// Its interventions, if it has any.
    fn wanted(&self) -> Option<InterventionPlan> {
        let behaviours = self.compiled.model.config().behaviours.actions.len();
        self.compiled.settings.interventions.map(|settings| InterventionPlan {
            behaviours,
            replications: settings.replications,
            shadow_share: settings.shadow_share,
        })
    }

    /// The study that it is.
    pub(super) fn design(&self) -> OneModel<'_> {
        let plays = Plays {
            warm_up: self.compiled.settings.auto_warm_up,
            replications: self.plan.replications,
            precision: self.plan.precision.clone(),
            interventions: self.wanted(),
            controls: self.reduction == Reduction::Auto,
            ..Plays::default()
        };
        let key = point_key(&self.identity);
        OneModel { key, model: &self.compiled.model, seed: self.plan.seed, plays }
    }

    /// What is said of that study.
    pub(super) fn about(&self, arguments: &RunArgs) -> About {
        About {
            settings: self.identity.settings.clone(),
            identity: identity_with(&self.identity, self.reduction),
            dir: self.dir.clone(),
            origin: self.origin.clone(),
            force: arguments.output.force,
            logs: arguments.cases.is_some() || !arguments.events.is_empty(),
            threads: arguments.threads,
            names: Vec::new(),
        }
    }

    /// Plays it, as far as `ledger` does not hold what it gives.
    pub(super) fn play(
        &self,
        job: &Job<'_>,
        log: &RunLog<'_>,
        ledger: &dyn Ledger,
    ) -> Result<Played, Failure> {
        let design = self.design();
        let study = Study { design: &design, ledger };
        let plays = &design.plays;
        let steps = Steps {
            trials: if plays.warm_up { WARM_UP_TRIALS } else { 0 },
            own: plays.replications,
            forced: plays.interventions.map_or(0, |plan| plan.runs()),
            points: 0,
            open: !plays.precision.is_empty(),
        };
        let mut found = None;
        let take = |_, point: Result<Reduced<'_>, &Infallible>| {
            found = point.ok().map(|point| (point.run, point.interventions, point.warm_up));
        };
        let (_, threads) = job.play(&study, log, (steps, Vec::new()), take)?;
        // Without anything that was finished, nothing is known to be whole.
        let nothing = || (Run { interrupted: true, ..Run::default() }, None, None);
        let (run, interventions, warm_up) = found.unwrap_or_else(nothing);
        let cut_short = self.wanted().is_some() && interventions.is_none();
        let forced = interventions.as_ref().map_or((0, 0), |forced| (forced.applicants, forced.events));
        let (applicants, events) = (run.estimates.applicants + forced.0, run.events + forced.1);
        let intervention_runs = if interventions.is_some() { steps.forced } else { 0 };
        Ok(Played { run, warm_up, interventions, intervention_runs, cut_short, applicants, events, threads })
    }
}

/// The identity of estimates of a scenario, by whether these take control variates. Records are of the scenario alone, and
/// serve both.
pub(super) fn identity_with(identity: &Identity, reduction: Reduction) -> String {
    match reduction {
        Reduction::Off => identity.sha256.clone(),
        Reduction::Auto => sha256(format!("{}\nvariance_reduction=auto", identity.sha256).as_bytes()),
    }
}

/// The key of a point by its identity.
pub(super) fn point_key(identity: &Identity) -> PointKey {
    PointKey::from_hex(&identity.sha256).unwrap_or_default()
}
