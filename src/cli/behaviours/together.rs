//! What behaviours do together, as rows: the worth of sets, Shapley values, pairs, and the front.

use super::Acts;
use super::played::{Played, Wide, place, read};
use crate::analysis::{apportioned, beyond_sum, mean_of, ranks};
use crate::observe::{ACT_METRICS, ActCounts};
use crate::results::{CoalitionRow, FrontRow, InteractionRow, ShapleyRow};

/// Decimals of worths and Shapley values in their tables: so few that sums close exactly, and far more than mean anything.
const DECIMALS: i32 = 9;

fn rounded(value: f64) -> f64 {
    let unit = 10_f64.powi(DECIMALS);
    (value * unit).round() / unit
}

/// Which behaviours belong to a set, a 0 or 1 each.
fn flags(members: u64, behaviours: usize) -> Vec<u8> {
    (0..behaviours).map(|behaviour| (members >> behaviour & 1) as u8).collect()
}

/// Rows of `coalitions.csv`: of every set that was played in every replication.
pub(super) fn coalitions(asked: &Acts, played: &Played) -> Vec<CoalitionRow> {
    let mut rows = Vec::new();
    for set in 0..played.sets.points() {
        if !played.sets.is_exact() && !played.ends().contains(&set) {
            continue;
        }
        for Wide { segment, value, group } in &asked.groups {
            for (metric, told) in ACT_METRICS.iter().enumerate() {
                let found = mean_of(&played.worth(set, *group, metric));
                let (low, high) = found.and_then(|mean| mean.index.interval).unzip();
                rows.push((
                    flags(played.sets.members(set), asked.behaviours),
                    told.name.to_owned(),
                    found.map(|mean| rounded(mean.index.estimate)),
                    low,
                    high,
                    segment.clone(),
                    value.clone(),
                ));
            }
        }
    }
    rows
}

/// The Shapley values of a metric in a group, with their ranks.
pub(super) fn shapley_of(asked: &Acts, played: &Played, wide: &Wide, metric: usize) -> Vec<ShapleyRow> {
    let values = played.shapley(wide.group, metric);
    let means: Vec<_> = values.iter().map(|values| mean_of(values)).collect();
    let [nobody, everybody] = played
        .ends()
        .map(|set| mean_of(&played.worth(set, wide.group, metric)).map(|mean| mean.index.estimate));
    let all: Option<Vec<f64>> = means.iter().map(|mean| mean.map(|mean| mean.index.estimate)).collect();
    let closing: Vec<Option<f64>> = match (all, nobody, everybody) {
        (Some(all), Some(nobody), Some(everybody)) => {
            apportioned(&all, rounded(everybody) - rounded(nobody), DECIMALS).into_iter().map(Some).collect()
        }
        _ => vec![None; means.len()],
    };
    let ranks = ranks(&values);
    let row = |at: usize| {
        let mean = means[at];
        let (low, high) = mean.and_then(|mean| mean.index.interval).unzip();
        ShapleyRow {
            behaviour: asked.names().behaviours[at].clone(),
            segment: wide.segment.clone(),
            value: wide.value.clone(),
            metric: ACT_METRICS[metric].name.to_owned(),
            estimate: closing[at].or(mean.map(|mean| mean.index.estimate)),
            std_error: mean.and_then(|mean| mean.std_error),
            ci_low: low,
            ci_high: high,
            replications: mean.map_or(0, |mean| mean.replications),
            rank_low: mean.map(|_| ranks[at].0 as u64),
            rank_high: mean.map(|_| ranks[at].1 as u64),
        }
    };
    (0..asked.behaviours).map(row).collect()
}

/// Rows of `shapley.csv`.
pub(super) fn shapley(asked: &Acts, played: &Played) -> Vec<ShapleyRow> {
    let each = asked.groups.iter().flat_map(|wide| (0..ACT_METRICS.len()).map(move |metric| (wide, metric)));
    each.flat_map(|(wide, metric)| shapley_of(asked, played, wide, metric)).collect()
}

/// Rows of `interactions.csv`: over all applicants, where every set was played.
pub(super) fn interactions(asked: &Acts, played: &Played) -> Vec<InteractionRow> {
    let mut rows = Vec::new();
    if !played.sets.is_exact() {
        return rows;
    }
    let names = &asked.names().behaviours;
    for one in 0..asked.behaviours {
        for other in one + 1..asked.behaviours {
            for (metric, told) in ACT_METRICS.iter().enumerate() {
                let sets = [1 << one | 1 << other, 1 << one, 1 << other, 0];
                let [both, first, second, nobody] = sets.map(|set| played.worth(set, 0, metric));
                let found = mean_of(&beyond_sum([&both, &first, &second, &nobody]));
                let (low, high) = found.and_then(|mean| mean.index.interval).unzip();
                rows.push(InteractionRow {
                    behaviour: names[one].clone(),
                    other: names[other].clone(),
                    metric: told.name.to_owned(),
                    estimate: found.map(|mean| mean.index.estimate),
                    ci_low: low,
                    ci_high: high,
                });
            }
        }
    }
    rows
}

/// A set with its approval and its wait.
pub(super) struct Weighed {
    pub(super) members: u64,
    /// Mean and interval of eventual approval over all applicants.
    pub(super) approval: [Option<f64>; 3],
    /// The same of the median days to restoration.
    pub(super) wait: [Option<f64>; 3],
    pub(super) hours: Option<f64>,
    pub(super) cny: Option<f64>,
    /// Whether no other set restores as many as soon.
    pub(super) best: bool,
}

/// Every set, where every set was played.
pub(super) fn weighed(played: &Played) -> Vec<Weighed> {
    if !played.sets.is_exact() {
        return Vec::new();
    }
    let mean = |set: usize, metric: &str| {
        let metric = place(metric);
        let values = played.set(set).iter().map(|counts: &ActCounts| read(metric, counts.wide(0)));
        let found = mean_of(&values.collect::<Vec<_>>());
        let (low, high) = found.and_then(|mean| mean.index.interval).unzip();
        [found.map(|mean| mean.index.estimate), low, high]
    };
    let mut all: Vec<Weighed> = (0..played.sets.points())
        .map(|set| Weighed {
            members: played.sets.members(set),
            approval: mean(set, "eventual_approval_rate"),
            wait: mean(set, "restoration_days_p50"),
            hours: mean(set, "behaviour_effort_hours_per_applicant")[0],
            cny: mean(set, "behaviour_cost_per_applicant_cny")[0],
            best: false,
        })
        .collect();
    let ends: Vec<_> = all.iter().map(|one| one.approval[0].zip(one.wait[0])).collect();
    for (one, own) in all.iter_mut().zip(&ends) {
        let beats = |other: &(f64, f64), (approval, wait): (f64, f64)| {
            other.0 >= approval && other.1 <= wait && (other.0 > approval || other.1 < wait)
        };
        one.best = own.is_some_and(|own| !ends.iter().flatten().any(|other| beats(other, own)));
    }
    all
}

/// Rows of `front.csv`, those that wait least first.
pub(super) fn front(weighed: &[Weighed], behaviours: usize) -> Vec<FrontRow> {
    let mut best: Vec<&Weighed> = weighed.iter().filter(|one| one.best).collect();
    best.sort_by(|one, other| one.wait[0].unwrap_or(0.0).total_cmp(&other.wait[0].unwrap_or(0.0)));
    best.iter()
        .map(|one| (flags(one.members, behaviours), one.approval, one.wait, one.hours, one.cny))
        .collect()
}
