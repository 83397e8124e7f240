//! `--until 'METRIC>=X'`: the condition, and how far it is kept.

use std::path::{Path, PathBuf};

use crate::cli::asked::{PlayedAt, at_level, difference, estimate, unit};
use crate::cli::sweep::wanted::Wanted;
use crate::cli::{Failure, shown};
use crate::scenario::read::quantity::number_in;
use crate::stats::{ConfidenceLevel, Interval};
use crate::words::figures::Figure;
use crate::words::say;

/// What a metric is held against.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::cli) enum Target {
    /// A value, in the unit of the tables.
    Value(f64),
    /// What the metric is in another scenario, on the same applicants.
    Scenario(PathBuf),
}

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::cli) struct Until {
    pub(in crate::cli) wanted: Wanted,
    /// Whether the metric is to be at least the target, and not at most.
    pub(in crate::cli) at_least: bool,
    pub(in crate::cli) target: Target,
}

/// By how much a condition is kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::cli) enum Margin {
    /// Nothing can be said, as the metric is not defined.
    Undefined,
    /// No interval is known, as all replications agree: this much.
    Exactly(f64),
    /// From here to there.
    Between(f64, f64),
}

impl Margin {
    /// Its ends.
    pub(in crate::cli) fn ends(self) -> Option<(f64, f64)> {
        match self {
            Self::Undefined => None,
            Self::Exactly(margin) => Some((margin, margin)),
            Self::Between(low, high) => Some((low, high)),
        }
    }
}

impl Until {
    /// Reads `METRIC>=X` or `METRIC<=X`, where X is a value in the unit of the metric, or a scenario file; `option` is what
    /// it was said with.
    pub(in crate::cli) fn parse(option: &str, text: &str, stations: &[&str]) -> Result<Self, Failure> {
        let signs = [(">=", true), ("<=", false), ("≥", true), ("≤", false)];
        let parted = signs.iter().find_map(|(sign, at_least)| {
            text.split_once(sign).map(|(metric, target)| (metric.trim(), *at_least, target.trim()))
        });
        let Some((metric, at_least, target)) = parted else {
            return Err(Failure::Usage(say!(ErrorUntilForm, option = option, text = text)));
        };
        let wanted = Wanted::parse(&[metric.to_owned()], stations)?.into_iter().next();
        let wanted =
            wanted.ok_or_else(|| Failure::Usage(say!(ErrorUntilForm, option = option, text = text)))?;
        let target = match number_in(target, unit(&wanted)).filter(|number| number.is_finite()) {
            Some(number) => Target::Value(number),
            None if !target.is_empty() && Path::new(target).exists() => Target::Scenario(target.into()),
            None => {
                let (metric, unit) = (wanted.name(), unit(&wanted));
                return Err(Failure::Usage(say!(
                    ErrorUntilTarget,
                    target = target,
                    metric = metric,
                    unit = unit
                )));
            }
        };
        Ok(Self { wanted, at_least, target })
    }

    /// How far it is kept at a setting, at this level; `reference` is the scenario of the target, if that is one.
    pub(in crate::cli) fn margin(
        &self,
        at: &PlayedAt,
        reference: Option<&PlayedAt>,
        level: ConfidenceLevel,
    ) -> Margin {
        let (value, interval) = match (&self.target, reference) {
            (Target::Scenario(_), Some(reference)) => {
                let Some(found) = difference(&self.wanted, reference, at) else { return Margin::Undefined };
                (found.difference.value, at_level(&found, level))
            }
            (Target::Scenario(_), None) => return Margin::Undefined,
            (Target::Value(target), _) => {
                let found = estimate(&self.wanted, at, level);
                let less = |ends: Interval| Interval { low: ends.low - target, high: ends.high - target };
                (found.value.map(|value| value - target), found.interval.map(less))
            }
        };
        let turned = |value: f64| if self.at_least { value } else { -value };
        match (value, interval) {
            (None, _) => Margin::Undefined,
            // One replication says nothing of how exact it is.
            (Some(_), None) if at.estimates.replications < 2 => Margin::Undefined,
            (Some(value), None) => Margin::Exactly(turned(value)),
            (Some(_), Some(ends)) => {
                let (one, other) = (turned(ends.low), turned(ends.high));
                Margin::Between(one.min(other), one.max(other))
            }
        }
    }

    /// The condition in words: a metric, a sign and a target.
    pub(in crate::cli) fn said(&self) -> String {
        let sign = if self.at_least { ">=" } else { "<=" };
        let target = match &self.target {
            Target::Value(value) => {
                Figure::new(*value, unit(&self.wanted), Some(value.abs() / 1_000.0)).say(*value)
            }
            Target::Scenario(path) => say!(SolveAsIn, scenario = shown(path)),
        };
        format!("{} {sign} {target}", self.wanted.name())
    }
}

/// `--confidence`: a share such as `95%`.
pub(in crate::cli) fn confidence(text: &str) -> Result<ConfidenceLevel, Failure> {
    let level = number_in(text.trim(), "share").and_then(|level| ConfidenceLevel::new(level).ok());
    level.ok_or_else(|| Failure::Usage(say!(ErrorConfidence, text = text)))
}

/// `--tolerance`: in the unit of the metric, or points of a share.
pub(in crate::cli) fn tolerance(text: &str, wanted: &Wanted) -> Result<f64, Failure> {
    let unit = unit(wanted);
    let text = text.trim();
    let points = text.strip_suffix("pp").filter(|_| unit == "share");
    let found = match points {
        Some(points) => points.trim().parse::<f64>().ok().map(|points| points / 100.0),
        None => number_in(text, unit),
    };
    let found = found.filter(|width| *width >= 0.0 && width.is_finite());
    found
        .ok_or_else(|| Failure::Usage(say!(ErrorTolerance, text = text, metric = wanted.name(), unit = unit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Until, Failure> {
        Until::parse("--until", text, &["human_review"])
    }

    #[test]
    fn a_condition_is_in_the_unit_of_its_metric() {
        let of = |text: &str| match read(text) {
            Ok(Until { at_least, target: Target::Value(value), .. }) => Some((at_least, value)),
            _ => None,
        };
        assert_eq!(of("decided_within_3wd_share>=95%"), Some((true, 0.95)));
        assert_eq!(of("decided_within_3wd_share ≥ 0.95"), Some((true, 0.95)));
        assert_eq!(of("human_review.wait_p95<=2d"), Some((false, 2_880.0)));
        assert_eq!(of("cost_per_decision_cny<=¥20"), Some((false, 20.0)));
        for text in ["", "flip_rate", "flip_rate>0.1", "flip_rat>=0.1", "flip_rate>=", "flip_rate>=x.toml"] {
            assert!(matches!(read(text), Err(Failure::Usage(_))), "{text}");
        }
        let file = read(concat!("bad_rate_approved<=", env!("CARGO_MANIFEST_DIR"), "/scenarios/base.toml"));
        assert!(matches!(file, Ok(Until { target: Target::Scenario(_), .. })));
    }

    #[test]
    fn a_tolerance_may_be_in_points() {
        let share = read("flip_rate>=0.1").map(|until| until.wanted);
        let Ok(share) = share else { panic!("not read") };
        assert_eq!(tolerance("0.5pp", &share).ok(), Some(0.005));
        assert_eq!(tolerance("0", &share).ok(), Some(0.0));
        assert!(tolerance("-1pp", &share).is_err());
        assert_eq!(confidence("99%").ok().map(ConfidenceLevel::get), Some(0.99));
        assert!(confidence("95").is_err());
    }
}
