//! The metrics of the summary: their names, units, and what they are of one replication.

use super::{Fate, Outcome};
use crate::policy::Route;
use crate::stats::CountHistogram;

/// What one replication says of one metric.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measure {
    /// Its value; `None` when it is not defined (a mean over nobody).
    pub value: Option<f64>,
    /// For shares: how many, of [`Self::denominator`].
    pub numerator: u64,
    /// For shares: of how many.
    pub denominator: u64,
    /// For means of cases: their sum, in the unit of the value, and their number.
    pub cases: Option<(f64, u64)>,
}

/// The cases of which a metric is a quantile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    /// [`Outcome::working_days`].
    WorkingDays,
    /// [`Outcome::decision_days`].
    DecisionDays,
    /// [`Outcome::working_days_human`].
    HumanWorkingDays,
    /// [`Outcome::decision_days_human`].
    HumanDecisionDays,
    /// [`Outcome::restoration_days`].
    RestorationDays,
    /// [`Outcome::restoration_course`].
    RestorationCourse,
}

/// What a metric of a run is, of those of its replications.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MetricKind {
    /// The mean of what each replication says.
    Mean,
    /// The mean of all cases of all replications ([`Measure::cases`]).
    MeanOfCases,
    /// The quantile of all cases of all replications.
    Quantile {
        /// Of what.
        of: Sample,
        /// Share of the cases that it is not exceeded by, 0..1.
        p: f64,
    },
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
    /// What it is of a run.
    pub kind: MetricKind,
}

/// The cases of which a measure of a station is a quantile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StationSample {
    /// [`super::StationTally::waits`].
    Waits,
    /// [`super::StationTally::tardiness`].
    Tardiness,
}

/// Of what and at which share a measure of a station is a quantile of all cases; `None` if it is a mean over
/// replications.
pub fn station_quantile(measure: &str) -> Option<(StationSample, f64)> {
    match measure {
        "wait_p50" => Some((StationSample::Waits, 0.50)),
        "wait_p90" => Some((StationSample::Waits, 0.90)),
        "wait_p95" => Some((StationSample::Waits, 0.95)),
        "wait_p99" => Some((StationSample::Waits, 0.99)),
        "tardiness_p99" => Some((StationSample::Tardiness, 0.99)),
        _ => None,
    }
}

/// A share of counted things; not defined of none.
pub(super) fn share(numerator: u64, denominator: u64) -> Measure {
    let value = (denominator > 0).then(|| numerator as f64 / denominator as f64);
    Measure { value, numerator, denominator, cases: None }
}

/// Anything else.
pub(super) fn plain(value: Option<f64>) -> Measure {
    Measure { value, ..Measure::default() }
}

/// Hours worked over hours on duty; not defined without duty. Whoever is busy all the time is busy for 1 of it, and
/// not for what rounding makes of 1 when hours are added up; overtime can make it more.
pub fn time_share(busy: f64, duty: f64) -> Option<f64> {
    /// Relative error that adding up some thousand days may have.
    const ROUNDING: f64 = 1e-12;
    let share = busy / duty;
    (duty > 0.0).then_some(if (share - 1.0).abs() <= ROUNDING { 1.0 } else { share })
}

/// A mean of cases; not defined of none.
pub(super) fn ratio(sum: f64, count: u64) -> Measure {
    let value = (count > 0).then(|| sum / count as f64);
    Measure { value, cases: Some((sum, count)), ..Measure::default() }
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

/// A promise: applications decided within `days` working days, of all that were filed less those withdrawn within
/// them. Whoever waits longer counts as late, and so does whoever gave up later.
fn promise(decided: &CountHistogram, withdrawn: &CountHistogram, undecided: u64, days: u32) -> Measure {
    let in_time = decided.count_at_most(days);
    let gave_up_late = withdrawn.count() - withdrawn.count_at_most(days);
    share(in_time, decided.count() + undecided + gave_up_late)
}

fn within(outcome: &Outcome, days: u32) -> Measure {
    promise(&outcome.working_days, &outcome.withdrawn_working_days, outcome.undecided, days)
}

fn human_within(outcome: &Outcome, days: u32) -> Measure {
    let (decided, withdrawn) = (&outcome.working_days_human, &outcome.withdrawn_working_days_human);
    promise(decided, withdrawn, outcome.undecided_human, days)
}

/// Busy share of duty time at the stations after filing; not defined where none of them is in use.
fn reviewer_utilisation(outcome: &Outcome) -> Measure {
    let in_use = outcome.lender_stations().any(|station| station.facts().enabled);
    let busy: f64 = outcome.lender_stations().map(|station| station.busy_hours(outcome.arrival_days)).sum();
    plain(time_share(busy, outcome.lender_duty_hours).filter(|_| in_use))
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

fn human_working_days_quantile(outcome: &Outcome, p: f64) -> Measure {
    plain(outcome.working_days_human.quantile(p).map(f64::from))
}

/// Days by which a share `p` is restored of those who are restored in the end; without any pending, the quantile of
/// the restored.
fn censored_quantile(outcome: &Outcome, p: f64) -> Measure {
    plain(outcome.restoration_course.as_ref().and_then(|course| course.incidence_quantile(p)))
}

const fn metric(name: &'static str, unit: &'static str, read: fn(&Outcome) -> Measure) -> MetricInfo {
    MetricInfo { name, unit, read, kind: MetricKind::Mean }
}

/// A mean of cases; `read` makes it by [`ratio`].
const fn mean_of(name: &'static str, unit: &'static str, read: fn(&Outcome) -> Measure) -> MetricInfo {
    MetricInfo { name, unit, read, kind: MetricKind::MeanOfCases }
}

/// A quantile of cases; `read` is that of one replication.
const fn quantile(
    name: &'static str,
    unit: &'static str,
    of: Sample,
    p: f64,
    read: fn(&Outcome) -> Measure,
) -> MetricInfo {
    MetricInfo { name, unit, read, kind: MetricKind::Quantile { of, p } }
}

/// What is known of people only: it is not defined for entities without attributes.
pub const OF_PEOPLE: [&str; 8] = [
    "flip_rate",
    "bad_rate_approved",
    "bad_rate_all",
    "behaviour_cost_per_applicant_cny",
    "behaviour_effort_hours_per_applicant",
    "takeover_loss_per_applicant_cny",
    "restored_unasked_share",
    "repaid_arrears_per_applicant_cny",
];

/// Every metric, in the order of the files.
pub const METRICS: [MetricInfo; 55] = [
    metric("applicants", "count", |o| plain(Some(o.applicants as f64))),
    metric("applications", "count", |o| plain(Some(o.applications as f64))),
    metric("first_pass_approval_rate", "share", |o| share(o.first_pass, o.applicants)),
    metric("eventual_approval_rate", "share", |o| share(o.restored(), o.applicants)),
    mean_of("attempts_per_applicant", "count", |o| ratio(o.applications as f64, o.applicants)),
    mean_of("decision_working_days_mean", "working_days", |o| {
        ratio(o.working_days.sum(), o.working_days.count())
    }),
    quantile("decision_working_days_p50", "working_days", Sample::WorkingDays, 0.50, |o| {
        working_days_quantile(o, 0.50)
    }),
    quantile("decision_working_days_p90", "working_days", Sample::WorkingDays, 0.90, |o| {
        working_days_quantile(o, 0.90)
    }),
    quantile("decision_working_days_p95", "working_days", Sample::WorkingDays, 0.95, |o| {
        working_days_quantile(o, 0.95)
    }),
    metric("decided_within_1wd_share", "share", |o| within(o, 1)),
    metric("decided_within_2wd_share", "share", |o| within(o, 2)),
    metric("decided_within_3wd_share", "share", |o| within(o, 3)),
    metric("human_decided_within_3wd_share", "share", |o| human_within(o, 3)),
    mean_of("restoration_days_mean", "days", |o| ratio(o.restoration_days_sum, o.restored())),
    quantile("restoration_days_p50", "days", Sample::RestorationDays, 0.50, |o| {
        plain(o.restoration_days.quantile(0.50))
    }),
    quantile("restoration_days_p90", "days", Sample::RestorationDays, 0.90, |o| {
        plain(o.restoration_days.quantile(0.90))
    }),
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
    mean_of("reviewer_minutes_per_decision", "minutes", |o| ratio(o.review_minutes, o.decisions.decided)),
    mean_of("cost_per_decision_cny", "cny", |o| ratio(o.cost_cny(), o.decisions.decided)),
    metric("flip_rate", "share", |o| share(o.flipped, o.read_twice)),
    metric("bad_rate_approved", "share", |o| of_people(o, share(o.bad_restored, o.restored()))),
    metric("bad_rate_all", "share", |o| of_people(o, share(o.bad, o.applicants))),
    quantile("restoration_days_censored_p50", "days", Sample::RestorationCourse, 0.50, |o| {
        censored_quantile(o, 0.50)
    }),
    quantile("restoration_days_censored_p90", "days", Sample::RestorationCourse, 0.90, |o| {
        censored_quantile(o, 0.90)
    }),
    mean_of("decision_days_mean", "days", |o| ratio(o.decision_days_sum, o.decisions.decided)),
    mean_of("behaviour_cost_per_applicant_cny", "cny", |o| {
        of_people(o, ratio(o.behaviour_cost_cny, o.applicants))
    }),
    mean_of("behaviour_effort_hours_per_applicant", "hours", |o| {
        of_people(o, ratio(o.behaviour_effort_hours, o.applicants))
    }),
    mean_of("takeover_loss_per_applicant_cny", "cny", |o| {
        of_people(o, ratio(o.takeover_loss_cny, o.applicants))
    }),
    metric("restored_unasked_share", "share", |o| of_people(o, fate(o, Fate::RestoredUnasked))),
    mean_of("repaid_arrears_per_applicant_cny", "cny", |o| {
        of_people(o, ratio(o.repaid_arrears_cny, o.applicants))
    }),
    quantile("decision_days_p50", "days", Sample::DecisionDays, 0.50, |o| {
        plain(o.decision_days.quantile(0.50))
    }),
    quantile("decision_days_p90", "days", Sample::DecisionDays, 0.90, |o| {
        plain(o.decision_days.quantile(0.90))
    }),
    quantile("decision_days_p95", "days", Sample::DecisionDays, 0.95, |o| {
        plain(o.decision_days.quantile(0.95))
    }),
    mean_of("cost_per_restored_cny", "cny", |o| ratio(o.cost_cny(), o.fate(Fate::Restored))),
    mean_of("cost_per_working_day_cny", "cny", |o| ratio(o.cost_cny(), o.working_days_in_period.into())),
    metric("paid_hours", "hours", |o| plain(Some(o.pay.hours))),
    metric("overtime_hours", "hours", |o| plain(Some(o.pay.overtime_hours))),
    quantile("human_decision_working_days_p50", "working_days", Sample::HumanWorkingDays, 0.50, |o| {
        human_working_days_quantile(o, 0.50)
    }),
    quantile("human_decision_working_days_p90", "working_days", Sample::HumanWorkingDays, 0.90, |o| {
        human_working_days_quantile(o, 0.90)
    }),
    quantile("human_decision_working_days_p95", "working_days", Sample::HumanWorkingDays, 0.95, |o| {
        human_working_days_quantile(o, 0.95)
    }),
    quantile("human_decision_days_p50", "days", Sample::HumanDecisionDays, 0.50, |o| {
        plain(o.decision_days_human.quantile(0.50))
    }),
    quantile("human_decision_days_p90", "days", Sample::HumanDecisionDays, 0.90, |o| {
        plain(o.decision_days_human.quantile(0.90))
    }),
    quantile("human_decision_days_p95", "days", Sample::HumanDecisionDays, 0.95, |o| {
        plain(o.decision_days_human.quantile(0.95))
    }),
];

#[cfg(test)]
mod tests {
    use super::time_share;

    #[test]
    fn all_of_the_time_is_one() {
        assert_eq!(time_share(0.1 + 0.2, 0.3), Some(1.0));
        assert_eq!(time_share(9.0, 8.0), Some(1.125), "with overtime");
        assert_eq!((time_share(2.0, 8.0), time_share(0.0, 0.0)), (Some(0.25), None));
    }
}
