//! From estimates to the rows of the tables.

use std::sync::Arc;

use super::{
    AttemptRow, BehaviourRow, CorrelationRow, DelayRow, EffectRow, ExpectationRow, QueueRow, ScreenRow,
    SegmentRow, StationRow, SummaryRow, Tables, TimelineRow, cuts,
};
use crate::behaviour::{Behaviour, Channel};
use crate::experiment::{
    Estimates, GroupEstimate, Interventions, Judged, RankCorrelation, RateEstimate, Scope, mean_interval,
};
use crate::observe::{
    EFFECT_METRICS, METRICS, Names, STATION_MEASURES, TallyConfig, is_of_backlog, score_band_name, time_share,
};
use crate::stats::{ConfidenceLevel, CountHistogram, Interval, Survival};
use crate::time::WorkCalendar;

/// Days a delay distribution shows one by one; later ones share an open bin.
const DELAY_BINS: u32 = 60;
/// The same for working days.
const WORKING_DAY_BINS: u32 = 20;

impl Tables {
    /// The tables of one run of what `facts` describe; `calendar` says which days are worked. Without
    /// interventions their rows are left out; where arrivals have no attributes, whatever is counted
    /// by attribute. Where the numbers come from is for who has read the scenario to add.
    pub fn build(
        estimates: &Estimates,
        interventions: Option<&Interventions>,
        expectations: &[Judged<'_>],
        facts: &TallyConfig,
        calendar: &WorkCalendar,
    ) -> Self {
        Self {
            summary: summary(estimates),
            stations: stations(estimates, facts),
            behaviours: if facts.plain {
                Vec::new()
            } else {
                behaviours(estimates, interventions, &facts.names)
            },
            effects: interventions
                .map_or_else(Vec::new, |interventions| effects(interventions, &facts.names)),
            segments: if facts.plain { Vec::new() } else { segments(estimates, &facts.names) },
            attempts: attempts(estimates),
            screens: screens(estimates),
            timeline: timeline(estimates, facts, calendar),
            queues: queues(estimates, facts, calendar),
            delays: delays(estimates),
            provenance: Vec::new(),
            expectations: expectations.iter().map(expectation).collect(),
            by_time: cuts::by_time(estimates, facts),
            resources: cuts::resources(estimates, facts),
            cross: cuts::cross(estimates, facts),
        }
    }
}

impl Tables {
    /// `summary.csv`, `stations.csv`, `expectations.csv` and, where segments are crossed, `cross.csv` alone, of one point
    /// among many.
    pub fn of_point(estimates: &Estimates, expectations: &[Judged<'_>], facts: &TallyConfig) -> Self {
        Self {
            summary: summary(estimates),
            stations: stations(estimates, facts),
            expectations: expectations.iter().map(expectation).collect(),
            cross: cuts::cross(estimates, facts),
            ..Self::default()
        }
    }
}

fn ends(interval: Option<Interval>) -> (Option<f64>, Option<f64>) {
    (interval.map(|interval| interval.low), interval.map(|interval| interval.high))
}

fn summary(estimates: &Estimates) -> Vec<SummaryRow> {
    let row = |(index, metric): (usize, &crate::observe::MetricInfo)| {
        let found = estimates.metric(index, ConfidenceLevel::NINETY_FIVE);
        let (ci_low, ci_high) = ends(found.interval);
        SummaryRow {
            metric: metric.name.to_owned(),
            unit: metric.unit.to_owned(),
            estimate: found.value,
            std_error: found.std_error,
            ci_low,
            ci_high,
            replications: estimates.metrics[index].moments.count(),
        }
    };
    METRICS.iter().enumerate().map(row).collect()
}

fn expectation(judged: &Judged<'_>) -> ExpectationRow {
    let (ci_low, ci_high) = ends(judged.interval);
    let expected = judged.expectation;
    ExpectationRow {
        station: expected.of.clone(),
        metric: expected.metric.clone(),
        unit: judged.unit.to_owned(),
        expected: expected.value,
        estimate: judged.estimate,
        ci_low,
        ci_high,
        holds: judged.holds,
        source: expected.source.clone(),
    }
}

fn stations(estimates: &Estimates, facts: &TallyConfig) -> Vec<StationRow> {
    let mut rows = Vec::new();
    for (station, estimate) in facts.stations.iter().zip(&estimates.stations) {
        let told = |metric: &str| station.backlog > 0 || !is_of_backlog(metric);
        for (measure, (metric, unit)) in STATION_MEASURES.iter().enumerate().filter(|(_, of)| told(of.0)) {
            let found = estimate.estimate(measure, ConfidenceLevel::NINETY_FIVE);
            let (ci_low, ci_high) = ends(found.interval);
            rows.push(StationRow {
                station: station.name.clone(),
                metric: (*metric).to_owned(),
                unit: (*unit).to_owned(),
                estimate: found.value,
                std_error: found.std_error,
                ci_low,
                ci_high,
            });
        }
    }
    rows
}

/// The lines of all stations day by day.
fn queues(estimates: &Estimates, facts: &TallyConfig, calendar: &WorkCalendar) -> Vec<QueueRow> {
    let mut rows = Vec::with_capacity(estimates.days() as usize * estimates.stations.len());
    for (station, estimate) in facts.stations.iter().zip(&estimates.stations) {
        let name: Arc<str> = station.name.as_str().into();
        for day in 0..estimates.days() {
            let means = estimate.day(day, estimates.replications);
            // Nobody is waited for at a station that is switched off: it has no busy share.
            let duty = if station.enabled { station.duty.on(day) } else { 0.0 };
            rows.push(QueueRow {
                station: Arc::clone(&name),
                date: calendar.date(day).to_string(),
                queue_mean: means.queue_mean,
                queue_max: means.queue_max,
                utilisation: time_share(means.busy_hours, duty),
            });
        }
    }
    rows
}

fn behaviour_row(behaviour: &str, basis: &str, level: f64, group: &GroupEstimate) -> BehaviourRow {
    let (ci_low, ci_high) = ends(group.first_pass.interval());
    let (eventual_ci_low, eventual_ci_high) = ends(group.eventual.interval());
    BehaviourRow {
        behaviour: behaviour.to_owned(),
        basis: basis.to_owned(),
        level,
        applicants: group.applicants.mean().unwrap_or(0.0),
        first_pass_approval_rate: group.first_pass.mean(),
        ci_low,
        ci_high,
        eventual_approval_rate: group.eventual.mean(),
        eventual_ci_low,
        eventual_ci_high,
    }
}

fn behaviours(
    estimates: &Estimates,
    interventions: Option<&Interventions>,
    names: &Names,
) -> Vec<BehaviourRow> {
    let mut rows = Vec::new();
    for (at, ([without, with], name)) in estimates.behaviours.iter().zip(&names.behaviours).enumerate() {
        rows.push(behaviour_row(name, "observed", 0.0, without));
        rows.push(behaviour_row(name, "observed", 1.0, with));
        let levels = interventions.map_or(&[][..], |interventions| &interventions.levels);
        for level in levels.iter().filter(|level| level.behaviour == Behaviour::at(at)) {
            rows.push(behaviour_row(name, "intervention", level.level, &level.group));
        }
    }
    for (basis, groups) in [("done_first", &estimates.done_first), ("done", &estimates.done)] {
        for ([without, with], name) in groups.iter().zip(&names.behaviours) {
            rows.push(behaviour_row(name, basis, 0.0, without));
            rows.push(behaviour_row(name, basis, 1.0, with));
        }
    }
    rows
}

fn effects(interventions: &Interventions, names: &Names) -> Vec<EffectRow> {
    let row = |effect: &crate::experiment::Effect| {
        let (metric, interval) = (&EFFECT_METRICS[effect.metric], mean_interval(&effect.difference));
        let everyone = effect.scope == Scope::Everyone;
        let spillover = interventions.effects.spillover(effect.behaviour, effect.reach, metric.name);
        let spillover = spillover.filter(|_| everyone).map(|found| found.difference).unwrap_or_default();
        let spillover_interval = mean_interval(&spillover);
        EffectRow {
            behaviour: names.behaviour(effect.behaviour).to_owned(),
            scope: effect.scope.name().to_owned(),
            population: effect.reach.name().to_owned(),
            metric: metric.name.to_owned(),
            unit: metric.unit.to_owned(),
            difference: effect.difference.mean(),
            std_error: effect.difference.std_error(),
            ci_low: interval.map(|interval| interval.low),
            ci_high: interval.map(|interval| interval.high),
            applicants: effect.applicants,
            replications: effect.difference.count(),
            spillover: spillover.mean(),
            spillover_std_error: spillover.std_error(),
            spillover_ci_low: spillover_interval.map(|interval| interval.low),
            spillover_ci_high: spillover_interval.map(|interval| interval.high),
        }
    };
    // Without shadows nothing was played for one.
    let played = |effect: &&crate::experiment::Effect| effect.difference.count() > 0 || effect.applicants > 0;
    interventions.effects.effects.iter().filter(played).map(row).collect()
}

/// The segments and their values, in the order of [`crate::observe::Outcome::segments`].
pub(super) fn segment_names(names: &Names, bands: usize) -> impl Iterator<Item = (&str, Vec<String>)> {
    let named = names.segments.iter().map(|segment| (segment.name.as_str(), segment.values.clone()));
    let channels = ("channel", Channel::ALL.iter().map(|channel| channel.name().to_owned()).collect());
    named.chain([channels, ("score_band", (0..bands).map(score_band_name).collect())])
}

fn segments(estimates: &Estimates, names: &Names) -> Vec<SegmentRow> {
    let bands = estimates.segments.last().map_or(0, Vec::len);
    let mut rows = Vec::new();
    for ((segment, values), counts) in segment_names(names, bands).zip(&estimates.segments) {
        for (value, estimate) in values.into_iter().zip(counts) {
            let group = &estimate.group;
            let (ci_low, ci_high) = ends(group.first_pass.interval());
            let median = estimate.restoration_days_p50();
            let (median_low, median_high) = ends(median.interval);
            rows.push(SegmentRow {
                segment: segment.to_owned(),
                value,
                applicants: group.applicants.mean().unwrap_or(0.0),
                first_pass_approval_rate: group.first_pass.mean(),
                ci_low,
                ci_high,
                eventual_approval_rate: group.eventual.mean(),
                restoration_days_p50: median.value,
                bad_rate_approved: estimate.bad.mean(),
                restoration_days_p50_ci_low: median_low,
                restoration_days_p50_ci_high: median_high,
            });
        }
    }
    rows
}

fn attempts(estimates: &Estimates) -> Vec<AttemptRow> {
    let row = |(attempt, estimate): (u32, &crate::experiment::AttemptEstimate)| {
        let approval: &RateEstimate = &estimate.approval;
        let (ci_low, ci_high) = ends(approval.interval());
        AttemptRow {
            attempt,
            applications: estimate.decided.mean().unwrap_or(0.0),
            approval_rate: approval.mean(),
            ci_low,
            ci_high,
        }
    };
    (1..).zip(&estimates.attempts).map(row).collect()
}

fn screens(estimates: &Estimates) -> Vec<ScreenRow> {
    let row = |(screen, estimate): (u32, &crate::experiment::ScreenEstimate)| {
        let mean = |moments: &crate::stats::Moments| moments.mean().unwrap_or(0.0);
        ScreenRow {
            screen,
            reached: mean(&estimate.reached),
            left: mean(&estimate.left),
            returned: mean(&estimate.returned),
        }
    };
    (1..).zip(&estimates.screens).map(row).collect()
}

fn timeline(estimates: &Estimates, facts: &TallyConfig, calendar: &WorkCalendar) -> Vec<TimelineRow> {
    let row = |day: u32| {
        let means = estimates.day(day);
        let duty = facts.lender_duty.on(day);
        TimelineRow {
            date: calendar.date(day).to_string(),
            working: calendar.is_working(day),
            arrivals: means.arrivals,
            applications: means.applications,
            decisions: means.decisions,
            approvals: means.approvals,
            queue_mean: means.queue_mean,
            queue_max: means.queue_max,
            utilisation: time_share(means.busy_hours, duty),
        }
    };
    (0..estimates.days()).map(row).collect()
}

fn delays(estimates: &Estimates) -> Vec<DelayRow> {
    let mut rows = bins("decision_working_days", "working_days", &estimates.working_days, WORKING_DAY_BINS);
    rows.extend(bins("decision_calendar_days", "days", &estimates.decision_days, DELAY_BINS));
    rows.extend(bins("restoration_days", "days", &estimates.restoration_days, DELAY_BINS));
    rows.extend(incidence(estimates));
    rows
}

/// Share of all applicants restored by each day (Aalen–Johansen): those pending at the end are
/// censored at their age, whoever ended otherwise no longer can be.
fn incidence(estimates: &Estimates) -> Vec<DelayRow> {
    let ends = |histogram: &CountHistogram, place: usize| -> Vec<(f64, u64, u64, u64)> {
        let count = |(day, count): (u32, u64)| {
            let mut entry = [0; 3];
            entry[place] = count;
            (f64::from(day), entry[0], entry[1], entry[2])
        };
        histogram.iter().map(count).collect()
    };
    let all = [
        ends(&estimates.restoration_days, 0),
        ends(&estimates.other_days, 1),
        ends(&estimates.pending_days, 2),
    ];
    let Some(survival) = Survival::from_counts(all.into_iter().flatten()) else { return Vec::new() };
    let last = estimates.restoration_days.max().map_or(0, |last| last.saturating_add(1).min(DELAY_BINS));
    let mut before = 0.0;
    (0..last)
        .map(|day| {
            let by_then = survival.incidence(f64::from(day));
            let share = by_then - before;
            before = by_then;
            DelayRow {
                measure: "restoration_incidence".to_owned(),
                unit: "days".to_owned(),
                from: f64::from(day),
                to: Some(f64::from(day + 1)),
                share,
                cumulative_share: by_then,
            }
        })
        .collect()
}

/// Bins of one day each up to `most` days, fewer if nothing lies beyond, and an open one if
/// something does. Shares are pooled over replications.
fn bins(measure: &str, unit: &str, histogram: &CountHistogram, most: u32) -> Vec<DelayRow> {
    let Some(last) = histogram.max() else { return Vec::new() };
    let total = histogram.count() as f64;
    let mut seen = 0;
    let mut row = |from: u32, to: Option<u32>, count: u64| {
        seen += count;
        DelayRow {
            measure: measure.to_owned(),
            unit: unit.to_owned(),
            from: f64::from(from),
            to: to.map(f64::from),
            share: count as f64 / total,
            cumulative_share: seen as f64 / total,
        }
    };
    let closed = last.saturating_add(1).min(most);
    let mut rows: Vec<DelayRow> =
        (0..closed).map(|day| row(day, Some(day + 1), histogram.occurrences(day))).collect();
    if last >= most {
        let rest = histogram.count() - (0..most).map(|day| histogram.occurrences(day)).sum::<u64>();
        rows.push(row(most, None, rest));
    }
    rows
}

/// The rows of `correlations.csv`.
pub fn correlation_rows(found: &[RankCorrelation], names: &Names) -> Vec<CorrelationRow> {
    let row = |found: &RankCorrelation| CorrelationRow {
        cause: names.causes[found.cause].clone(),
        factor: names.factors[found.factors.0].clone(),
        other: names.factors[found.factors.1].clone(),
        rank_correlation: found.value,
        applicants: found.applicants as u64,
    };
    found.iter().map(row).collect()
}
