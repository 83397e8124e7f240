//! Which times to decision only repeat what the scenario says, and what the queue adds of its own.
//!
//! A delay sets the time to decision if no case that a person serves is decided without passing it, and if the queue's
//! own time is short beside it. Where neither holds of any delay, nothing is said.

use crate::experiment::Estimates;
use crate::model::{DelayConfig, DelayTime, ExitOutcome, Model, StageConfig, StageId, StageKind};
use crate::observe::STATION_MEASURES;
use crate::random::Law;
use crate::words::say;

/// The queue's own time may be this part of a delay that is said to set the time to decision.
const SHORT: f64 = 0.5;

/// What times to decision are made of.
#[derive(Debug, Default)]
pub(super) struct OwnTime {
    /// What delays set, in words.
    pub(super) set_by_delays: Vec<String>,
    /// The stations whose line and work are the queue's own time.
    pub(super) stations: Vec<String>,
}

impl OwnTime {
    /// Those of a model, by what was seen at its stations.
    pub(super) fn of(model: &Model, estimates: &Estimates) -> Self {
        let own = own_days(model, estimates);
        let stages = &model.config().process.stages;
        let sets_time = |id: StageId, delay: &DelayConfig| {
            all_served_pass(stages, id) && own.is_some_and(|own| own <= SHORT * least_days(delay))
        };
        let delays = || {
            (0_u16..).zip(stages).filter(|(_, stage)| stage.enabled && !stage.before_filing).filter_map(
                |(id, stage)| match &stage.kind {
                    StageKind::Delay(delay) => Some((id, stage, delay)),
                    _ => None,
                },
            )
        };
        // Without people all times are those of delays.
        let nobody_serves = stations(model).is_empty();
        if !nobody_serves && !delays().any(|(id, _, delay)| sets_time(id, delay)) {
            return Self::default();
        }
        let said = delays().filter(|(id, _, delay)| {
            nobody_serves || sets_time(*id, delay) || !reached_from_stations(stages, *id)
        });
        let set_by_delays = said.map(|(_, stage, delay)| in_words(stage, delay)).collect();
        Self { set_by_delays, stations: stations(model) }
    }
}

/// Mean time in line and at work at all stations after filing, days; `None` without a visit.
fn own_days(model: &Model, estimates: &Estimates) -> Option<f64> {
    let stages = model.config().process.stages.iter().filter(|stage| stage.station().is_some());
    let counted = stages.zip(&estimates.stations).filter(|(stage, _)| stage.enabled && !stage.before_filing);
    let sojourn = STATION_MEASURES.iter().position(|(name, _)| *name == "sojourn_mean")?;
    let means = counted.filter_map(|(_, station)| station.measures[sojourn].mean());
    means.map(|minutes| minutes / 1_440.0).reduce(|sum, days| sum + days)
}

/// The stages from which a case may go on after it has been served at a station after filing.
fn after_stations(stages: &[StageConfig]) -> Vec<StageId> {
    let serves = |stage: &&StageConfig| stage.enabled && !stage.before_filing && stage.station().is_some();
    stages.iter().filter(serves).flat_map(StageConfig::successors).collect()
}

/// The stages that can be reached from these, themselves included, without passing `avoided`.
fn reached(stages: &[StageConfig], mut ahead: Vec<StageId>, avoided: Option<StageId>) -> Vec<bool> {
    let mut seen = vec![false; stages.len()];
    while let Some(next) = ahead.pop() {
        if Some(next) != avoided && !std::mem::replace(&mut seen[usize::from(next)], true) {
            ahead.extend(stages[usize::from(next)].successors());
        }
    }
    seen
}

fn reached_from_stations(stages: &[StageConfig], delay: StageId) -> bool {
    reached(stages, after_stations(stages), None)[usize::from(delay)]
}

/// Whether no case that was served at a station is decided without passing a delay.
fn all_served_pass(stages: &[StageConfig], delay: StageId) -> bool {
    let from = after_stations(stages);
    let without = reached(stages, from.clone(), Some(delay));
    let decided = |stage: &StageConfig| matches!(&stage.kind, StageKind::Exit(outcome) if *outcome != ExitOutcome::Withdrawn);
    !from.is_empty() && !stages.iter().zip(without).any(|(stage, reached)| reached && decided(stage))
}

/// Mean of a delay, days of calendar time: at least so long, as working days and office hours take longer.
fn least_days(delay: &DelayConfig) -> f64 {
    match &delay.time {
        DelayTime::WorkingDays(law) => law.mean(),
        DelayTime::Office(law) | DelayTime::Calendar(law) => law.mean() / 86_400.0,
        DelayTime::RunAt(times) => 0.5 / times.len().max(1) as f64,
    }
}

/// What a delay sets, in words: `review_delay` sets 1 to 3 working days.
fn in_words(stage: &StageConfig, delay: &DelayConfig) -> String {
    let long = match &delay.time {
        DelayTime::WorkingDays(law) => working_days(law),
        DelayTime::Office(law) => say!(OfOfficeTimeOnAverage, law = span(law)),
        DelayTime::Calendar(law) => say!(OnAverage, law = span(law)),
        DelayTime::RunAt(_) => say!(TheTimeToTheNext).to_owned(),
    };
    let since = if delay.since_filing { say!(FromFiling) } else { "" };
    say!(OwnTimeSets, name = stage.name, long = long, since = since)
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
        (Some(1), Some(1)) => say!(OneWorkingDay).to_owned(),
        (Some(least), Some(most)) if least == most => say!(OwnTimeWorkingDays, most = most),
        (Some(least), Some(most)) => say!(ToWorkingDays, least = least, most = most),
        _ => say!(WorkingDaysOnAverage, mean = format_args!("{:.1}", law.mean())),
    }
}

fn span(law: &Law) -> String {
    crate::words::figures::quantity(law.mean() / 86_400.0, "days")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::experiment::{Progress, RunPlan, run};
    use crate::random::LawSpec;
    use crate::scenario::{Scenario, compile, load_text};

    /// What is said of three days of a process without applicants, in which so many people that nobody waits serve for
    /// so many hours at `desk` each.
    fn said(hours: u32, desk_next: &str, stages: &str) -> OwnTime {
        let text = format!(
            "population.source = \"plain\"\ncalendar.preset = \"every_day\"\narrivals.per_day = 20\n\
             period = {{ start = \"2024-01-01\", arrivals = \"3d\", drain = \"9d\" }}\n\
             [[stage]]\nname = \"before\"\nkind = \"delay\"\ntime = \"1h\"\nnext = \"desk\"\n\
             [[stage]]\nname = \"desk\"\nkind = \"station\"\nservers = 90\nshifts = [\"00:00-24:00\"]\n\
             service = \"{hours}h\"\nnext = {desk_next}\n{stages}\
             [[stage]]\nname = \"done\"\nkind = \"exit\"\noutcome = \"approved\"\n"
        );
        let mut loaded = load_text("test", &text, &[]);
        let scenario: Scenario = loaded.read();
        let compiled = compile(&scenario, &mut loaded.faults);
        let model =
            compiled.unwrap_or_else(|| panic!("{}", loaded.faults.render(&loaded.sources, false))).model;
        let plan = RunPlan { seed: 1, replications: 2, precision: Vec::new() };
        OwnTime::of(&model, &run(&model, &plan, &(), &Progress::default()).unwrap().estimates)
    }

    fn delay(name: &str, hours: u32) -> String {
        format!("[[stage]]\nname = \"{name}\"\nkind = \"delay\"\ntime = \"{hours}h\"\nnext = \"done\"\n")
    }

    /// The names of the delays that are said to set the time to decision.
    fn names(found: &OwnTime) -> Vec<&str> {
        found.set_by_delays.iter().map(|words| words.split('`').nth(1).unwrap()).collect()
    }

    /// A delay of 12 h behind the desk sets the time where the desk takes 5 h, not where it takes 7 h: own time may be
    /// half of it. The delay before the desk is then said as well.
    #[test]
    fn a_delay_sets_the_time_where_the_own_time_is_half_of_it_at_most() {
        let short = said(5, "\"wait\"", &delay("wait", 12));
        assert_eq!(
            (names(&short), short.stations.as_slice()),
            (vec!["before", "wait"], &["desk".to_owned()][..])
        );
        let long = said(7, "\"wait\"", &delay("wait", 12));
        assert!(long.set_by_delays.is_empty() && long.stations.is_empty(), "{long:?}");
    }

    /// One case in ten goes round the delay: then times to decision are more than what it sets, whatever its length. Two
    /// delays of which each case passes one are each gone round.
    #[test]
    fn a_delay_that_some_of_the_served_go_round_sets_nothing() {
        let some = "[{ to = \"done\", share = 0.1 }, { to = \"wait\" }]";
        assert!(said(1, some, &delay("wait", 48)).set_by_delays.is_empty());
        let either = "[{ to = \"fast\", share = 0.5 }, { to = \"wait\" }]";
        let both = delay("fast", 24) + &delay("wait", 48);
        assert!(said(1, either, &both).set_by_delays.is_empty());
    }

    /// Whoever goes round the delay without being served, or leaves without a decision, does not matter.
    #[test]
    fn only_the_served_and_decided_need_to_pass() {
        let gone = "[{ to = \"gone\", share = 0.1 }, { to = \"wait\" }]";
        let exit = "[[stage]]\nname = \"gone\"\nkind = \"exit\"\noutcome = \"withdrawn\"\n";
        let found = said(1, gone, &(delay("wait", 48) + exit));
        assert_eq!(names(&found), ["before", "wait"]);
    }

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
