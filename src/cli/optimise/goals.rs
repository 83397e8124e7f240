//! What is to be as low or as high as can be, and what is to be kept.

use crate::cli::Failure;
use crate::cli::args::OptimiseArgs;
use crate::cli::asked::unit;
use crate::cli::solve::until::{self, Target, Until};
use crate::cli::sweep::wanted::Wanted;
use crate::words::say;

/// Points of a share that do not matter, if nothing else is said.
const POINTS: f64 = 0.005;
/// Part of a value that does not matter, if nothing else is said.
const PART: f64 = 0.01;

/// An objective.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Goal {
    pub(super) wanted: Wanted,
    /// Whether less of it is better.
    pub(super) least: bool,
}

impl Goal {
    /// A value so that less is better.
    pub(super) fn turned(&self, value: f64) -> f64 {
        if self.least { value } else { -value }
    }
}

/// A constraint.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Limit {
    pub(super) until: Until,
    /// How near to its bound is near enough.
    pub(super) slack: f64,
}

impl Limit {
    /// Reads `METRIC>=X` or `METRIC<=X`, with `±D` behind it if D is near enough.
    pub(super) fn parse(text: &str, stations: &[&str]) -> Result<Self, Failure> {
        let (condition, slack) = match text.split_once('±') {
            Some((condition, slack)) => (condition, Some(slack)),
            None => (text, None),
        };
        let until = Until::parse("--subject-to", condition.trim(), stations)?;
        let wrong = || {
            let (metric, unit) = (until.wanted.name(), unit(&until.wanted));
            Failure::Usage(say!(ErrorSlack, text = text, metric = metric, unit = unit))
        };
        let usual = match (&until.target, unit(&until.wanted)) {
            (_, "share") => Some(POINTS),
            (Target::Value(value), _) => Some(PART * value.abs()),
            (Target::Scenario(_), _) => None,
        };
        let said =
            slack.map(|slack| until::tolerance(slack, &until.wanted).map_err(|_| wrong())).transpose()?;
        let slack = said.or(usual).filter(|slack| *slack > 0.0).ok_or_else(wrong)?;
        Ok(Self { until, slack })
    }
}

/// The objectives, those to minimise first.
///
/// # Errors
/// None, more than two, one twice, and names that are none.
pub(super) fn goals(arguments: &OptimiseArgs, stations: &[&str]) -> Result<Vec<Goal>, Failure> {
    let of = |names: &[String], least| {
        let found = Wanted::parse(names, stations)?;
        Ok::<_, Failure>(found.into_iter().map(move |wanted| Goal { wanted, least }))
    };
    let goals: Vec<Goal> = of(&arguments.minimise, true)?.chain(of(&arguments.maximise, false)?).collect();
    match goals.as_slice() {
        [] => Err(Failure::Usage(say!(ErrorNoObjective).to_owned())),
        [one, other] if one.wanted == other.wanted => {
            Err(Failure::Usage(say!(ErrorObjectiveTwice, metric = one.wanted.name())))
        }
        [_] | [_, _] => Ok(goals),
        _ => Err(Failure::Usage(say!(ErrorTooManyObjectives, count = goals.len()))),
    }
}

/// The difference of the objective that does not matter; nothing if it follows from what the first stage gives.
///
/// # Errors
/// A text that is none or zero, and one for a front, which has no use for it.
pub(super) fn tolerance(arguments: &OptimiseArgs, goals: &[Goal]) -> Result<Option<f64>, Failure> {
    let Some(text) = &arguments.tolerance else {
        return Ok((unit(&goals[0].wanted) == "share").then_some(POINTS));
    };
    if goals.len() > 1 {
        return Err(Failure::Usage(say!(ErrorToleranceOfAFront).to_owned()));
    }
    let found = until::tolerance(text, &goals[0].wanted)?;
    if found > 0.0 {
        return Ok(Some(found));
    }
    Err(Failure::Usage(say!(ErrorNoTolerance, metric = goals[0].wanted.name())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_near_is_near_enough_stands_behind_the_bound() {
        let of = |text: &str| Limit::parse(text, &["human_review"]).ok().map(|limit| limit.slack);
        assert_eq!(of("decided_within_3wd_share>=95%"), Some(0.005));
        assert_eq!(of("decided_within_3wd_share>=95%±1pp"), Some(0.01));
        assert_eq!(of("cost_per_decision_cny<=¥20"), Some(0.2));
        assert_eq!(of("human_review.wait_p95<=2d ± 1h"), Some(60.0));
        for text in ["cost_per_decision_cny<=0", "flip_rate<=0.1±0", "flip_rate<=0.1±much", "flip_rate"] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
