//! Which times to decision only repeat what the scenario says, and what the queue adds of its own.

use crate::model::{DelayTime, Model, StageKind};
use crate::random::Law;

/// What times to decision are made of.
#[derive(Debug, Default)]
pub(super) struct OwnTime {
    /// What delays set, in words.
    pub(super) set_by_delays: Vec<String>,
    /// The stations whose line and work are the queue's own time.
    pub(super) stations: Vec<String>,
}

impl OwnTime {
    /// Those of a model.
    pub(super) fn of(model: &Model) -> Self {
        Self { set_by_delays: set_by_delays(model), stations: stations(model) }
    }
}

/// What delays after filing set, in words: `review_delay` 1 to 3 working days. Empty without any that is in use.
fn set_by_delays(model: &Model) -> Vec<String> {
    let stages = model.config().process.stages.iter();
    stages
        .filter(|stage| stage.enabled && !stage.before_filing)
        .filter_map(|stage| {
            let StageKind::Delay(delay) = &stage.kind else { return None };
            let long = match &delay.time {
                DelayTime::WorkingDays(law) => working_days(law),
                DelayTime::Office(law) => format!("{} of office time on average", span(law)),
                DelayTime::Calendar(law) => format!("{} on average", span(law)),
                DelayTime::RunAt(_) => "the time to the next run".to_owned(),
            };
            let since = if delay.since_filing { " from filing" } else { "" };
            Some(format!("`{}` sets {long}{since}", stage.name))
        })
        .collect()
}

/// The stations after filing that are in use.
fn stations(model: &Model) -> Vec<String> {
    let stages = model.config().process.stages.iter();
    let serves = stages.filter(|stage| stage.enabled && !stage.before_filing && stage.station().is_some());
    serves.map(|stage| stage.name.clone()).collect()
}

/// Working days from the fewest to the most that a law gives; of the most, all but one in ten thousand.
fn working_days(law: &Law) -> String {
    // Draws are rounded to whole days.
    let until = |share: f64| (0..1_000_u32).find(|days| law.cdf(f64::from(*days) + 0.5) > share);
    match (until(0.0), until(0.9999)) {
        (Some(1), Some(1)) => "1 working day".to_owned(),
        (Some(least), Some(most)) if least == most => format!("{most} working days"),
        (Some(least), Some(most)) => format!("{least} to {most} working days"),
        _ => format!("{:.1} working days on average", law.mean()),
    }
}

fn span(law: &Law) -> String {
    super::figures::quantity(law.mean() / 86_400.0, "days")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::random::LawSpec;

    #[test]
    fn working_days_are_told_by_their_bounds() {
        let days = |values: &[f64]| {
            let weights = vec![1.0; values.len()];
            let law = LawSpec::Discrete { values: values.to_vec(), weights };
            working_days(&Law::new(law).unwrap())
        };
        assert_eq!(days(&[1.0, 2.0, 3.0]), "1 to 3 working days");
        assert_eq!((days(&[1.0]), days(&[2.0])), ("1 working day".to_owned(), "2 working days".to_owned()));
        assert_eq!(days(&[5_000.0]), "5000.0 working days on average");
    }
}
