//! What each behaviour does by itself, as rows: curves, gaps between what is seen and what acting does, prices.

use super::played::{Played, less, place, read};
use super::{Acts, WAITS};
use crate::analysis::{ByReplication, Index, mean_of};
use crate::behaviour::Behaviour;
use crate::experiment::Scope;
use crate::experiment::study::level_of;
use crate::observe::{ACT_METRICS, ActCounts, ActSums};
use crate::results::{CurveRow, ObservedRow, PriceRow, WaitingRow};
use crate::stats::{ConfidenceLevel, ratio_interval};

/// Metrics whose gaps are told.
const GAPS: [&str; 2] = ["first_pass_approval_rate", "eventual_approval_rate"];

/// A curve row without its numbers.
struct Place<'a> {
    behaviour: &'a str,
    intensity: f64,
    segment: &'a str,
    value: &'a str,
    scope: Scope,
    basis: &'static str,
}

impl Place<'_> {
    fn row(&self, metric: usize, values: &ByReplication, applicants: u64) -> CurveRow {
        let found = mean_of(values);
        let (low, high) = found.and_then(|mean| mean.index.interval).unzip();
        CurveRow {
            behaviour: self.behaviour.to_owned(),
            intensity: self.intensity,
            segment: self.segment.to_owned(),
            value: self.value.to_owned(),
            metric: ACT_METRICS[metric].name.to_owned(),
            estimate: found.map(|mean| mean.index.estimate),
            ci_low: low,
            ci_high: high,
            applicants,
            scope: self.scope.name().to_owned(),
            basis: self.basis.to_owned(),
        }
    }
}

fn applicants<'c>(all: &'c [ActCounts], of: impl Fn(&'c ActCounts) -> Option<&'c ActSums>) -> u64 {
    all.iter().filter_map(of).map(|sums| sums.applicants).sum()
}

/// Rows of `curves.csv`.
pub(super) fn curves(asked: &Acts, played: &Played) -> Vec<CurveRow> {
    let mut rows = Vec::new();
    for behaviour in Behaviour::first(asked.behaviours) {
        for step in 0..asked.steps {
            everyone(asked, played, (behaviour, step), &mut rows);
        }
        for step in 0..asked.steps {
            one(asked, played, (behaviour, step), &mut rows);
        }
        observed(asked, played, behaviour, &mut rows);
    }
    rows
}

/// Forced on all to whom it applies.
fn everyone(asked: &Acts, played: &Played, (behaviour, step): (Behaviour, u16), rows: &mut Vec<CurveRow>) {
    let all = played.step(behaviour, usize::from(step));
    let name = asked.names().behaviour(behaviour);
    let intensity = level_of(step, asked.steps);
    let mut tell = |segment: &str, value: &str, of: &dyn Fn(&ActCounts) -> ActSums| {
        let counted = all.iter().map(|counts| of(counts).applicants).sum::<u64>();
        let place =
            Place { behaviour: name, intensity, segment, value, scope: Scope::Everyone, basis: "forced" };
        for metric in 0..ACT_METRICS.len() {
            let values: ByReplication = all.iter().map(|counts| read(metric, &of(counts))).collect();
            rows.push(place.row(metric, &values, counted));
        }
    };
    for wide in &asked.groups {
        tell(&wide.segment, &wide.value, &|counts| *counts.wide(wide.group));
        if wide.group == 0 {
            tell("eligible", "", &|counts| *counts.eligible(behaviour));
        }
    }
}

/// Forced on a single applicant.
fn one(asked: &Acts, played: &Played, (behaviour, step): (Behaviour, u16), rows: &mut Vec<CurveRow>) {
    let name = asked.names().behaviour(behaviour);
    let (intensity, step) = (level_of(step, asked.steps), usize::from(step));
    let arm = behaviour.index() * usize::from(asked.steps) + step;
    for wide in &asked.groups {
        let place = |segment, value| Place {
            behaviour: name,
            intensity,
            segment,
            value,
            scope: Scope::One,
            basis: "forced",
        };
        let counted = applicants(played.base(), |counts| counts.arm(arm, wide.group));
        for (metric, told) in ACT_METRICS.iter().enumerate() {
            if told.per_applicant {
                let values = played.one_of_all(behaviour, step, wide.group, metric);
                rows.push(place(&wide.segment, &wide.value).row(metric, &values, counted));
            }
        }
        if wide.group == 0 {
            // The median is that of everyone alone.
            for metric in (0..ACT_METRICS.len()).filter(|metric| *metric != place_of_median()) {
                let values = played.one_eligible(behaviour, step, 0, metric);
                rows.push(place("eligible", "").row(metric, &values, counted));
            }
        }
    }
}

fn place_of_median() -> usize {
    place("restoration_days_p50")
}

/// Those to whom it applies, by whether they did it as the scenario is.
fn observed(asked: &Acts, played: &Played, behaviour: Behaviour, rows: &mut Vec<CurveRow>) {
    let name = asked.names().behaviour(behaviour);
    for done in [false, true] {
        for wide in &asked.groups {
            let segment = if wide.group == 0 { "eligible" } else { &wide.segment };
            let place = Place {
                behaviour: name,
                intensity: f64::from(u8::from(done)),
                segment,
                value: &wide.value,
                scope: Scope::One,
                basis: "observed",
            };
            let counted = applicants(played.base(), |counts| {
                counts.observed(wide.group, behaviour).map(|observed| &observed.by_end[usize::from(done)])
            });
            for metric in (0..ACT_METRICS.len()).filter(|metric| *metric != place_of_median()) {
                let values = played.observed(behaviour, done, wide.group, metric);
                rows.push(place.row(metric, &values, counted));
            }
        }
    }
}

/// Rows of `gaps.csv`: what is seen between those who act and those who do not, what acting does to one, and the first less
/// the second; and its parts: what goes when both are alike in cause and days overdue (severity), what goes when they are
/// alike in diligence as well, and the rest, which is diagnosis and that people act at different times.
pub(super) fn gaps(asked: &Acts, played: &Played) -> Vec<ObservedRow> {
    let mut rows = Vec::new();
    for behaviour in Behaviour::first(asked.behaviours) {
        for name in GAPS {
            let metric = place(name);
            let seen = less(
                &played.observed(behaviour, true, 0, metric),
                &played.observed(behaviour, false, 0, metric),
            );
            let causal = gain(played, behaviour, 0, metric);
            let gap = less(&seen, &causal);
            let first = name == GAPS[0];
            let severity = played.alike(behaviour, first, false);
            let both = played.alike(behaviour, first, true);
            let parts = [
                ("observed", &seen),
                ("causal", &causal),
                ("gap", &gap),
                ("severity", &less(&seen, &severity)),
                ("diligence", &less(&severity, &both)),
                ("rest", &less(&both, &causal)),
            ];
            for (part, values) in parts {
                let found = mean_of(values);
                let (low, high) = found.and_then(|mean| mean.index.interval).unzip();
                rows.push(ObservedRow {
                    behaviour: asked.names().behaviour(behaviour).to_owned(),
                    metric: name.to_owned(),
                    part: part.to_owned(),
                    estimate: found.map(|mean| mean.index.estimate),
                    ci_low: low,
                    ci_high: high,
                });
            }
        }
    }
    rows
}

/// What a single applicant of a group to whom a behaviour applies has of it: forced on less forced off.
pub(super) fn gain(played: &Played, behaviour: Behaviour, group: usize, metric: usize) -> ByReplication {
    less(
        &played.one_eligible(behaviour, played.top(), group, metric),
        &played.one_eligible(behaviour, 0, group, metric),
    )
}

/// What a metric changes by if all to whom a behaviour applies do it, rather than none of them: of them, or of everyone.
pub(super) fn of_everyone(
    played: &Played,
    behaviour: Behaviour,
    eligible: bool,
    metric: usize,
) -> ByReplication {
    let at = |step: usize| -> ByReplication {
        let of = |counts: &ActCounts| {
            read(metric, if eligible { counts.eligible(behaviour) } else { counts.wide(0) })
        };
        played.step(behaviour, step).iter().map(of).collect()
    };
    less(&at(played.top()), &at(0))
}

/// Rows of `prices.csv`.
pub(super) fn prices(asked: &Acts, played: &Played) -> Vec<PriceRow> {
    const PAID: [(&str, &str, &str); 3] = [
        ("hours", "gain_per_hour", "behaviour_effort_hours_per_applicant"),
        ("cny", "gain_per_cny", "behaviour_cost_per_applicant_cny"),
        ("days", "gain_per_day", "restoration_days_mean"),
    ];
    let mut rows = Vec::new();
    for behaviour in Behaviour::first(asked.behaviours) {
        let mut tell = |measure: &str, index: Option<Index>| {
            let (low, high) = index.and_then(|index| index.interval).unzip();
            rows.push(PriceRow {
                behaviour: asked.names().behaviour(behaviour).to_owned(),
                measure: measure.to_owned(),
                estimate: index.map(|index| index.estimate),
                ci_low: low,
                ci_high: high,
            });
        };
        let gain_of = |metric: &str| gain(played, behaviour, 0, place(metric));
        let index = |values: &ByReplication| mean_of(values).map(|mean| mean.index);
        let gained = gain_of("eventual_approval_rate");
        tell("gain", index(&gained));
        let paid = PAID.map(|(measure, per, metric)| (measure, per, gain_of(metric)));
        for (measure, _, values) in &paid {
            tell(measure, index(values));
        }
        for (_, per, values) in &paid {
            tell(per, ratio(&gained, values));
        }
    }
    rows
}

/// What is gained for each of what is paid; `None` unless the latter is surely above zero.
fn ratio(gained: &ByReplication, paid: &ByReplication) -> Option<Index> {
    let found = mean_of(paid)?;
    let surely = found.index.interval.map_or(found.index.estimate, |ends| ends.0);
    if surely <= 1e-9 {
        return None;
    }
    let pairs: Vec<(f64, f64)> =
        gained.iter().zip(paid).filter_map(|(gained, paid)| Some(((*gained)?, (*paid)?))).collect();
    let sum = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>();
    let interval = ratio_interval(&pairs, ConfidenceLevel::NINETY_FIVE).map(|ends| (ends.low, ends.high));
    let estimate = sum(|pair| pair.0) / sum(|pair| pair.1);
    Some(Index { estimate, interval, open: pairs.len() < 2 })
}

/// Rows of `timing.csv`.
pub(super) fn timing(asked: &Acts, played: &Played) -> Vec<WaitingRow> {
    let mut rows = Vec::new();
    let waits = WAITS.iter().enumerate().map(|(wait, days)| (*days, played.wait(wait)));
    for (days, all) in std::iter::once((0, played.base())).chain(waits).filter(|(_, all)| !all.is_empty()) {
        for wide in &asked.groups {
            for (metric, told) in ACT_METRICS.iter().enumerate() {
                let values = |all: &[ActCounts]| -> ByReplication {
                    all.iter().map(|counts| read(metric, counts.wide(wide.group))).collect()
                };
                let level = mean_of(&values(all));
                let change = mean_of(&less(&values(all), &values(played.base())));
                let change = change.filter(|_| days > 0);
                let (low, high) = level.and_then(|mean| mean.index.interval).unzip();
                let (less, more) = change.and_then(|mean| mean.index.interval).unzip();
                rows.push(WaitingRow {
                    wait_days: days.into(),
                    segment: wide.segment.clone(),
                    value: wide.value.clone(),
                    metric: told.name.to_owned(),
                    estimate: level.map(|mean| mean.index.estimate),
                    ci_low: low,
                    ci_high: high,
                    difference: change.map(|mean| mean.index.estimate),
                    difference_ci_low: less,
                    difference_ci_high: more,
                });
            }
        }
    }
    rows
}
