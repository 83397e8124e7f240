//! The metrics of the summary: their names, units, and what they are of one replication.

use super::{Fate, Outcome};
use crate::policy::Route;

/// What one replication says of one metric.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measure {
    /// Its value; `None` when it is not defined (a mean over nobody).
    pub value: Option<f64>,
    /// For shares: how many, of [`Self::denominator`].
    pub numerator: u64,
    /// For shares: of how many.
    pub denominator: u64,
}

/// A metric: how it is called and how it is read off an outcome.
#[derive(Debug, Clone, Copy)]
pub struct MetricInfo {
    /// Name in files.
    pub name: &'static str,
    /// Unit in files.
    pub unit: &'static str,
    /// What one replication says of it.
    pub read: fn(&Outcome) -> Measure,
}

/// A share of counted things; not defined of none.
pub(super) fn share(numerator: u64, denominator: u64) -> Measure {
    let value = (denominator > 0).then(|| numerator as f64 / denominator as f64);
    Measure { value, numerator, denominator }
}

/// Anything else.
pub(super) fn plain(value: Option<f64>) -> Measure {
    Measure { value, ..Measure::default() }
}

/// A mean; not defined of none.
pub(super) fn ratio(sum: f64, count: u64) -> Measure {
    plain((count > 0).then(|| sum / count as f64))
}

/// What is known of people only, and not of entities without attributes.
fn of_people(outcome: &Outcome, measure: Measure) -> Measure {
    if outcome.plain { Measure::default() } else { measure }
}

fn fate(outcome: &Outcome, fate: Fate) -> Measure {
    share(outcome.fate(fate), outcome.applicants)
}

fn route(outcome: &Outcome, route: Route) -> Measure {
    share(outcome.route(route), outcome.applications)
}

/// Applications decided within `days` working days, of those decided or still undecided at the end.
fn within(outcome: &Outcome, days: u32) -> Measure {
    let decided = outcome.working_days.share_at_most(days).unwrap_or(0.0) * outcome.decisions.decided as f64;
    share(decided.round() as u64, outcome.decisions.decided + outcome.undecided)
}

fn human_within(outcome: &Outcome, days: u32) -> Measure {
    let decided =
        outcome.working_days_human.share_at_most(days).unwrap_or(0.0) * outcome.human.decided as f64;
    share(decided.round() as u64, outcome.human.decided + outcome.undecided_human)
}

/// Busy share of duty time at the stations after filing; not defined where none of them is in use.
fn reviewer_utilisation(outcome: &Outcome) -> Measure {
    let in_use = outcome.lender_stations().any(|station| station.facts().enabled);
    let busy: f64 = outcome.lender_stations().map(|station| station.busy_hours(outcome.arrival_days)).sum();
    plain((in_use && outcome.lender_duty_hours > 0.0).then(|| busy / outcome.lender_duty_hours))
}

/// Mean number in line at all stations after filing.
fn queue_mean(outcome: &Outcome) -> Measure {
    let means =
        outcome.lender_stations().map(|station| station.mean_levels(outcome.arrival_days).map(|l| l.0));
    // Added to zero, since the sum of nothing is −0.
    plain(means.sum::<Option<f64>>().map(|sum| 0.0 + sum))
}

/// Most in line at once at all of them.
fn queue_max(outcome: &Outcome) -> Measure {
    plain(Some(f64::from(outcome.longest_line(outcome.arrival_days))))
}

fn working_days_quantile(outcome: &Outcome, p: f64) -> Measure {
    plain(outcome.working_days.quantile(p).map(f64::from))
}

/// Days by which a share `p` is restored of those who are restored in the end; without any pending, the quantile of
/// the restored.
fn censored_quantile(outcome: &Outcome, p: f64) -> Measure {
    plain(outcome.restoration_course.as_ref().and_then(|course| course.incidence_quantile(p)))
}

const fn metric(name: &'static str, unit: &'static str, read: fn(&Outcome) -> Measure) -> MetricInfo {
    MetricInfo { name, unit, read }
}

/// Every metric, in the order of the files.
pub const METRICS: [MetricInfo; 42] = [
    metric("applicants", "count", |o| plain(Some(o.applicants as f64))),
    metric("applications", "count", |o| plain(Some(o.applications as f64))),
    metric("first_pass_approval_rate", "share", |o| share(o.first_pass, o.applicants)),
    metric("eventual_approval_rate", "share", |o| share(o.restored(), o.applicants)),
    metric("attempts_per_applicant", "count", |o| ratio(o.applications as f64, o.applicants)),
    metric("decision_working_days_mean", "working_days", |o| plain(o.working_days.mean())),
    metric("decision_working_days_p50", "working_days", |o| working_days_quantile(o, 0.50)),
    metric("decision_working_days_p90", "working_days", |o| working_days_quantile(o, 0.90)),
    metric("decision_working_days_p95", "working_days", |o| working_days_quantile(o, 0.95)),
    metric("decided_within_1wd_share", "share", |o| within(o, 1)),
    metric("decided_within_2wd_share", "share", |o| within(o, 2)),
    metric("decided_within_3wd_share", "share", |o| within(o, 3)),
    metric("human_decided_within_3wd_share", "share", |o| human_within(o, 3)),
    metric("restoration_days_mean", "days", |o| ratio(o.restoration_days_sum, o.restored())),
    metric("restoration_days_p50", "days", |o| plain(o.restoration_days.quantile(0.50))),
    metric("restoration_days_p90", "days", |o| plain(o.restoration_days.quantile(0.90))),
    metric("knocked_out_share", "share", |o| route(o, Route::KnockedOut)),
    metric("auto_approved_share", "share", |o| route(o, Route::AutoApproved)),
    metric("auto_refused_share", "share", |o| route(o, Route::AutoRefused)),
    metric("human_reviewed_share", "share", |o| route(o, Route::Human)),
    metric("human_approval_rate", "share", |o| share(o.human.approved, o.human.decided)),
    metric("withdrawn_share", "share", |o| fate(o, Fate::Withdrawn)),
    metric("dropped_off_share", "share", |o| fate(o, Fate::DroppedOff)),
    metric("gave_up_share", "share", |o| fate(o, Fate::GaveUp)),
    metric("refused_share", "share", |o| fate(o, Fate::Refused)),
    metric("pending_share", "share", |o| fate(o, Fate::Pending)),
    metric("reviewer_utilisation", "share", reviewer_utilisation),
    metric("queue_length_mean", "count", queue_mean),
    metric("queue_length_max", "count", queue_max),
    metric("reviewer_minutes_per_decision", "minutes", |o| ratio(o.review_minutes, o.decisions.decided)),
    metric("cost_per_decision_cny", "cny", |o| ratio(o.cost_cny, o.decisions.decided)),
    metric("flip_rate", "share", |o| share(o.flipped, o.read_twice)),
    metric("bad_rate_approved", "share", |o| of_people(o, share(o.bad_restored, o.restored()))),
    metric("bad_rate_all", "share", |o| of_people(o, share(o.bad, o.applicants))),
    metric("restoration_days_censored_p50", "days", |o| censored_quantile(o, 0.50)),
    metric("restoration_days_censored_p90", "days", |o| censored_quantile(o, 0.90)),
    metric("decision_days_mean", "days", |o| ratio(o.decision_days_sum, o.decisions.decided)),
    metric("behaviour_cost_per_applicant_cny", "cny", |o| {
        of_people(o, ratio(o.behaviour_cost_cny, o.applicants))
    }),
    metric("behaviour_effort_hours_per_applicant", "hours", |o| {
        of_people(o, ratio(o.behaviour_effort_hours, o.applicants))
    }),
    metric("takeover_loss_per_applicant_cny", "cny", |o| {
        of_people(o, ratio(o.takeover_loss_cny, o.applicants))
    }),
    metric("restored_unasked_share", "share", |o| of_people(o, fate(o, Fate::RestoredUnasked))),
    metric("repaid_arrears_per_applicant_cny", "cny", |o| {
        of_people(o, ratio(o.repaid_arrears_cny, o.applicants))
    }),
];
