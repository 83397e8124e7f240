//! Playing settings, and what is kept of each.

use crate::analysis::Told;
use crate::cli::Failure;
use crate::cli::args::OptimiseArgs;
use crate::cli::asked::{PlayedAt, by_replication, estimate};
use crate::cli::ground::{Ground, Player};
use crate::cli::reading::PointFault;
use crate::cli::solve::until::Target;
use crate::cli::sweep::wanted::stations;
use crate::cli::warnings;
use crate::experiment::RunPlan;
use crate::experiment::study::{Design, Plays, Point, Reduced};
use crate::results::{MetricCells, OptimumRow, PointValue};
use crate::stats::{ConfidenceLevel, Estimate};
use crate::words::Language;

use super::goals::Limit;
use super::{Optimise, State, Tried};

/// A scenario, and those that constraints are held against, all with one seed.
pub(super) struct Side {
    pub(super) ground: Ground,
    /// By constraint.
    pub(super) references: Vec<Option<Ground>>,
}

/// Reads the scenario, with another seed if one is given.
pub(super) fn ground(arguments: &OptimiseArgs, seed: Option<u64>) -> Result<Ground, Failure> {
    let OptimiseArgs { scenario, set, replications, .. } = arguments;
    Ground::read(scenario, set, seed.or(arguments.seed), *replications)
}

/// A seed for other applicants than those of this one: mixed (`SplitMix64`), so that seeds next to each other share none.
pub(super) fn fresh_seed(seed: u64) -> u64 {
    let mut mixed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    // A scenario takes seeds up to 2^53.
    (mixed ^ (mixed >> 31)) >> 11
}

impl Side {
    pub(super) fn of(ground: Ground, limits: &[Limit], arguments: &OptimiseArgs) -> Result<Self, Failure> {
        let settings = &ground.base.settings;
        let read = |limit: &Limit| match &limit.until.target {
            Target::Value(_) => Ok(None),
            Target::Scenario(path) => {
                let (seed, replications) = (Some(settings.seed), Some(settings.replications));
                Ground::read(path, &arguments.set, seed, replications).map(Some)
            }
        };
        let references = limits.iter().map(read).collect::<Result<_, _>>()?;
        Ok(Self { ground, references })
    }
}

/// What is kept of a setting.
pub(super) struct At {
    /// By objective, then by constraint: what each replication says.
    pub(super) values: Vec<Vec<Option<f64>>>,
    /// By metric that has columns: its estimate, with its 95 % interval.
    pub(super) estimates: Vec<Estimate>,
    pub(super) warnings: Vec<String>,
    pub(super) replications: u64,
}

/// Some settings, as a design.
struct Settings<'a> {
    ground: &'a Ground,
    sets: Vec<Vec<String>>,
    replications: u64,
}

impl Design for Settings<'_> {
    type Fault = PointFault;

    fn points(&self) -> usize {
        self.sets.len()
    }

    fn plays(&self, _: usize) -> Plays {
        self.ground.plays(self.replications)
    }

    fn point(&self, number: usize) -> Result<Point<'_>, PointFault> {
        self.ground.point(&self.sets[number])
    }
}

/// What came of some settings: what is kept of each, or why it could not be played.
pub(super) struct PlayedSettings {
    pub(super) all: Vec<Result<At, String>>,
    /// The first fault, with its place.
    pub(super) fault: Option<String>,
}

impl Optimise {
    /// Plays settings of one of the sides.
    pub(super) fn play(
        &self,
        player: &mut Player<'_>,
        side: &Side,
        settings: &[&[String]],
        replications: u64,
    ) -> Result<PlayedSettings, Failure> {
        let keys: Vec<&str> = self.axes.iter().map(crate::design::Axis::key).collect();
        let sets = settings
            .iter()
            .map(|values| side.ground.sets_of(keys.iter().copied().zip(values.iter().map(String::as_str))));
        let design = Settings { ground: &side.ground, sets: sets.collect(), replications };
        let mut played = PlayedSettings { all: Vec::with_capacity(settings.len()), fault: None };
        player.play(&design, |_, point: Result<Reduced<'_>, &PointFault>| match point {
            Ok(reduced) => played.all.push(Ok(self.kept(&side.ground, reduced, replications))),
            Err(fault) => {
                played.fault.get_or_insert_with(|| fault.drawn());
                played.all.push(Err(fault.told.clone()));
            }
        })?;
        Ok(played)
    }

    fn kept(&self, ground: &Ground, reduced: Reduced<'_>, replications: u64) -> At {
        let words = Language::default().words();
        let plan = RunPlan { seed: ground.base.settings.seed, replications, precision: Vec::new() };
        let mut warnings = warnings::warnings(words, reduced.model, &reduced.run, &plan);
        warnings.extend(reduced.warm_up.and_then(|found| warnings::unsettled(words, found)));
        let stations = stations(reduced.model);
        let at = PlayedAt { estimates: reduced.run.estimates, stations };
        let goals = self.goals.iter().map(|goal| &goal.wanted);
        let all = goals.chain(self.limits.iter().map(|limit| &limit.until.wanted));
        let level = ConfidenceLevel::NINETY_FIVE;
        At {
            values: all.map(|wanted| by_replication(wanted, &at)).collect(),
            estimates: self.metrics().into_iter().map(|wanted| estimate(wanted, &at, level)).collect(),
            warnings,
            replications,
        }
    }

    /// What each replication says of the scenarios that constraints are held against.
    pub(super) fn references(
        &self,
        player: &mut Player<'_>,
        side: &Side,
        replications: u64,
    ) -> Result<Vec<Option<Vec<Option<f64>>>>, Failure> {
        let mut all = Vec::new();
        for (limit, reference) in self.limits.iter().zip(&side.references) {
            all.push(match reference {
                None => None,
                Some(ground) => {
                    let (at, _) = player.setting(ground, ground.sets.clone(), replications)?;
                    Some(by_replication(&limit.until.wanted, &at))
                }
            });
        }
        Ok(all)
    }

    /// By how much a constraint is kept in each replication; nothing where it is not defined in one.
    pub(super) fn margins(
        &self,
        limit: usize,
        at: &At,
        references: &[Option<Vec<Option<f64>>>],
    ) -> Option<Vec<f64>> {
        let until = &self.limits[limit].until;
        let values = &at.values[self.goals.len() + limit];
        let bound = |replication: usize| match (&until.target, &references[limit]) {
            (Target::Value(value), _) => Some(*value),
            (Target::Scenario(_), Some(all)) => all.get(replication).copied().flatten(),
            (Target::Scenario(_), None) => None,
        };
        let turned = |margin: f64| if until.at_least { margin } else { -margin };
        let margin =
            |(replication, value): (usize, &Option<f64>)| Some(turned((*value)? - bound(replication)?));
        values.iter().enumerate().map(margin).collect()
    }

    /// What a selection is told of a setting; nothing if something is not defined in a replication.
    pub(super) fn told(&self, at: &At, references: &[Option<Vec<Option<f64>>>]) -> Option<Told> {
        let objective: Option<Vec<f64>> =
            at.values[0].iter().map(|value| value.map(|value| self.goals[0].turned(value))).collect();
        let margins = (0..self.limits.len()).map(|limit| self.margins(limit, at, references));
        Some(Told { objective: objective?, margins: margins.collect::<Option<_>>()? })
    }
}

/// A mean; nothing of no numbers.
pub(super) fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

impl State {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Chosen => "chosen",
            Self::Open => "open",
            Self::Front => "front",
            Self::Worse => "worse",
            Self::Beaten => "beaten",
            Self::Infeasible => "infeasible",
            Self::Tried => "tried",
            Self::LeftOut => "left_out",
        }
    }
}

impl Tried {
    /// Its row, with so many metrics.
    pub(super) fn row(&self, metrics: usize) -> OptimumRow {
        let cells = |estimate: &Estimate| -> MetricCells {
            let ends = estimate.interval;
            (estimate.value, ends.map(|ends| ends.low), ends.map(|ends| ends.high))
        };
        let values = self.values.iter().map(|value| PointValue::of(value)).collect();
        let of_metrics = self
            .at
            .as_ref()
            .map_or_else(|| vec![(None, None, None); metrics], |at| at.estimates.iter().map(cells).collect());
        let replications = self.at.as_ref().map_or(0, |at| at.replications);
        (values, of_metrics, self.feasible, self.best, self.state.name(), replications)
    }
}

#[cfg(test)]
mod tests {
    use super::fresh_seed;

    #[test]
    fn a_fresh_seed_is_another_that_a_scenario_takes() {
        let seeds: std::collections::BTreeSet<u64> = (0..1_000).map(fresh_seed).collect();
        assert_eq!(seeds.len(), 1_000);
        assert!(seeds.iter().all(|seed| *seed < 1 << 53));
    }
}
