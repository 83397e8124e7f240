//! The rows of every table in an output folder, one struct a table.
//!
//! The structs are the contract between the writer, the charts and the report: a chart is drawn
//! from these rows alone, whether they were just computed or read back from disk. Column names
//! and order follow the field names and order. Shares are 0..1; an undefined value is `None` and
//! an empty field in the file. This module does not know how a number was estimated.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::cuts::{ByTimeRow, CrossTable, ResourceRow};

/// One metric of `summary.csv`: its estimate over replications and a 95 % interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SummaryRow {
    /// Name of the metric, as fixed by the interface.
    pub metric: String,
    /// Unit: `share`, `working_days`, `days`, `minutes`, `cny`, `count`, `hours`.
    pub unit: String,
    /// Mean over replications.
    pub estimate: Option<f64>,
    /// Standard error of that mean.
    pub std_error: Option<f64>,
    /// Lower end of the 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub ci_high: Option<f64>,
    /// Replications in which the metric was defined.
    pub replications: u64,
}

/// One measure of one station, `stations.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StationRow {
    /// Name of the station.
    pub station: String,
    /// Measure: `arrivals`, `served`, `utilisation`, `queue_mean`, `wait_mean`, …
    pub metric: String,
    /// Unit: `count`, `share`, `hours`, `minutes`.
    pub unit: String,
    /// Mean over replications.
    pub estimate: Option<f64>,
    /// Standard error of that mean.
    pub std_error: Option<f64>,
    /// Lower end of the 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub ci_high: Option<f64>,
}

/// Approval among the applicants at one level of one behaviour, `behaviours.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BehaviourRow {
    /// Name of the behaviour, e.g. `repay`.
    pub behaviour: String,
    /// `observed` (who meant to do it when restricted), `done_first` (for whom it had taken effect when the first
    /// application was filed; where none was, by the end), `done` (for whom it had by the end): all three
    /// confounded; or `intervention` (forced: causal).
    pub basis: String,
    /// 0, 0.5 or 1: the forced level, or whether the applicant meant to do it or did it.
    pub level: f64,
    /// Eligible applicants behind the row, mean over replications.
    pub applicants: f64,
    /// Share of them restored at their first application.
    pub first_pass_approval_rate: Option<f64>,
    /// Lower end of its 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end of its 95 % interval.
    pub ci_high: Option<f64>,
    /// Share of them restored in the end.
    pub eventual_approval_rate: Option<f64>,
    /// Lower end of its 95 % interval.
    pub eventual_ci_low: Option<f64>,
    /// Upper end of its 95 % interval.
    pub eventual_ci_high: Option<f64>,
}

/// The effect of one behaviour on one metric, `effects.csv`: forced on less forced off, the same applicants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EffectRow {
    /// Name of the behaviour, e.g. `repay`.
    pub behaviour: String,
    /// `everyone` (on all to whom it applies, so the lines change as well) or `one` (on a single applicant, everybody
    /// else as in the scenario).
    pub scope: String,
    /// Over whom it is a mean: `eligible` (to whom the behaviour applies) or `all` applicants.
    pub population: String,
    /// Name of the metric, as in `summary.csv`.
    pub metric: String,
    /// Its unit; of a share, 0.01 is one percentage point.
    pub unit: String,
    /// Mean difference over replications.
    pub difference: Option<f64>,
    /// Standard error of that mean.
    pub std_error: Option<f64>,
    /// Lower end of the 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub ci_high: Option<f64>,
    /// Applicants behind it, of all replications together; with `one`, those who were forced.
    pub applicants: u64,
    /// Replications in which it was defined.
    pub replications: u64,
    /// In a row of `everyone`, what the others add: the mean over replications of the effect on everyone less that on
    /// one. `None` in a row of `one`, and where nobody was forced alone.
    #[serde(default)]
    pub spillover: Option<f64>,
    /// Standard error of that mean.
    #[serde(default)]
    pub spillover_std_error: Option<f64>,
    /// Lower end of its 95 % interval, of differences within replications.
    #[serde(default)]
    pub spillover_ci_low: Option<f64>,
    /// Upper end.
    #[serde(default)]
    pub spillover_ci_high: Option<f64>,
}

/// Approval in one value of one segment, `segments.csv`.
///
/// The segment `score_band` (values such as `55_to_60`) carries approval by first-application score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SegmentRow {
    /// Name of the segment: `cause`, `restriction`, `channel`, `age_band`, `limit_band`, `score_band`, …
    pub segment: String,
    /// Value within the segment.
    pub value: String,
    /// Applicants in it, mean over replications.
    pub applicants: f64,
    /// Share of them restored at their first application.
    pub first_pass_approval_rate: Option<f64>,
    /// Lower end of its 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end of its 95 % interval.
    pub ci_high: Option<f64>,
    /// Share of them restored in the end.
    pub eventual_approval_rate: Option<f64>,
    /// Median calendar days from restriction to restoration, of all the restored.
    pub restoration_days_p50: Option<f64>,
    /// Share of the restored who go bad.
    pub bad_rate_approved: Option<f64>,
    /// Lower end of the 95 % interval of the median.
    pub restoration_days_p50_ci_low: Option<f64>,
    /// Its upper end.
    pub restoration_days_p50_ci_high: Option<f64>,
}

/// Approval at one attempt number, `attempts.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttemptRow {
    /// Attempt number, from 1.
    pub attempt: u32,
    /// Decided applications at that attempt, mean over replications.
    pub applications: f64,
    /// Share of them approved.
    pub approval_rate: Option<f64>,
    /// Lower end of its 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end of its 95 % interval.
    pub ci_high: Option<f64>,
}

/// One screen of the app path, `screens.csv`; means over replications, of all passes at all attempts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScreenRow {
    /// Number of the screen, from 1.
    pub screen: u32,
    /// Passes that reached it.
    pub reached: f64,
    /// Passes that broke off there.
    pub left: f64,
    /// Of those, the ones after which the applicant came back.
    pub returned: f64,
}

/// One calendar date, `timeline.csv`; means over replications.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimelineRow {
    /// The date, `YYYY-MM-DD`.
    pub date: String,
    /// Whether the review office works that day.
    pub working: bool,
    /// Applicants newly restricted.
    pub arrivals: f64,
    /// Applications filed.
    pub applications: f64,
    /// Decisions made.
    pub decisions: f64,
    /// Approvals among them.
    pub approvals: f64,
    /// Mean number of cases in line at all stations after filing over the day.
    pub queue_mean: f64,
    /// Most of them at once that day.
    pub queue_max: f64,
    /// Busy share of the reviewers' duty time; `None` on days off.
    pub utilisation: Option<f64>,
}

/// The line of one station on one calendar date, `queues.csv`; means over replications.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QueueRow {
    /// Name of the station, which its rows share: there may be a hundred thousand.
    pub station: Arc<str>,
    /// The date, `YYYY-MM-DD`.
    pub date: String,
    /// Mean number in line over the day.
    pub queue_mean: f64,
    /// Longest line that day.
    pub queue_max: f64,
    /// Busy share of its teams' duty time; `None` where nobody is on duty.
    pub utilisation: Option<f64>,
}

/// One bin of a delay distribution, `delays.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DelayRow {
    /// `decision_working_days`, `decision_calendar_days`, `restoration_days` (among the restored) or
    /// `restoration_incidence` (of all applicants: those pending are censored, Aalen–Johansen).
    pub measure: String,
    /// `working_days` or `days`.
    pub unit: String,
    /// Lower edge of the bin, inclusive.
    pub from: f64,
    /// Upper edge of the bin, exclusive; `None` for the last, open bin.
    pub to: Option<f64>,
    /// Share of the cases that fall in the bin.
    pub share: f64,
    /// Share of the cases that fall in this bin or an earlier one.
    pub cumulative_share: f64,
}

/// An expectation of the scenario beside its estimate, `expectations.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExpectationRow {
    /// Name of the station, or `summary`.
    pub station: String,
    /// The metric.
    pub metric: String,
    /// Its unit.
    pub unit: String,
    /// What was expected.
    pub expected: f64,
    /// What came out.
    pub estimate: Option<f64>,
    /// Lower end of an interval; those of all rows cover together with probability .99.
    pub ci_low: Option<f64>,
    /// Its upper end.
    pub ci_high: Option<f64>,
    /// Whether the expected value lies in it; `None` without an interval.
    pub holds: Option<bool>,
    /// Where the expected value comes from.
    pub source: String,
}

/// How two factors go together among applicants of one cause when accounts are restricted, `correlations.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CorrelationRow {
    /// The cause.
    pub cause: String,
    /// The one factor.
    pub factor: String,
    /// The other.
    pub other: String,
    /// Spearman's rank correlation, -1 to 1; nothing where one of the two is the same for everyone.
    pub rank_correlation: Option<f64>,
    /// Applicants it was found from.
    pub applicants: u64,
}

/// A number of the scenario and where it comes from, `provenance.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProvenanceRow {
    /// Its key, as `--set` takes it.
    pub key: String,
    /// The number, in its unit.
    pub value: f64,
    /// `d`, `h`, `min`, `s`, `working days`, `CNY`; empty for a number without a unit, such as a share or a score.
    pub unit: String,
    /// `seed` (the article), `data` (computed from a data set), `source` (public), `assumption`; empty if nobody has
    /// said.
    pub tag: String,
    /// Where the number, or its form, can be looked up; may be empty.
    pub source: String,
    /// Least value that it may well have, in its unit.
    pub low: Option<f64>,
    /// Greatest value that it may well have.
    pub high: Option<f64>,
}

/// A metric of a scenario beside that of the base, `comparison.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComparisonRow {
    /// Name of the scenario that is compared with the base.
    pub scenario: String,
    /// The metric: as in `summary.csv`, or `STATION.MEASURE`.
    pub metric: String,
    /// Its unit.
    pub unit: String,
    /// In the base, mean over the replications in which both have it.
    pub base: Option<f64>,
    /// In the scenario, over the same.
    pub estimate: Option<f64>,
    /// The scenario less the base.
    pub difference: Option<f64>,
    /// Standard error of the difference, from pairs.
    pub std_error: Option<f64>,
    /// Lower end of the 95 % interval of the difference, from pairs.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
    /// Pairs of replications.
    pub replications: u64,
    /// Lower end of its interval among those that hold all at once with 95 %: those of the metrics that the comparison is
    /// about, of all scenarios. `None` of other metrics.
    #[serde(default)]
    pub simultaneous_low: Option<f64>,
    /// Upper end.
    #[serde(default)]
    pub simultaneous_high: Option<f64>,
    /// Variance of the difference if the runs had been independent, over that with the same applicants.
    #[serde(default)]
    pub variance_ratio: Option<f64>,
}

/// The tables of one scenario among several.
#[derive(Debug, Clone)]
pub struct ScenarioTables {
    /// Its name.
    pub scenario: String,
    /// Its tables.
    pub tables: Tables,
    /// Names of the metrics.
    pub metrics: Vec<&'static str>,
    /// The metrics of each replication.
    pub replications: Vec<Vec<Option<f64>>>,
}

/// Every table that charts and the report read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tables {
    /// `summary.csv`.
    pub summary: Vec<SummaryRow>,
    /// `stations.csv`.
    pub stations: Vec<StationRow>,
    /// `behaviours.csv`.
    pub behaviours: Vec<BehaviourRow>,
    /// `effects.csv`.
    pub effects: Vec<EffectRow>,
    /// `segments.csv`.
    pub segments: Vec<SegmentRow>,
    /// `attempts.csv`.
    pub attempts: Vec<AttemptRow>,
    /// `screens.csv`.
    pub screens: Vec<ScreenRow>,
    /// `timeline.csv`.
    pub timeline: Vec<TimelineRow>,
    /// `queues.csv`.
    pub queues: Vec<QueueRow>,
    /// `delays.csv`.
    pub delays: Vec<DelayRow>,
    /// `provenance.csv`.
    pub provenance: Vec<ProvenanceRow>,
    /// `expectations.csv`, which is there if the scenario expects something.
    pub expectations: Vec<ExpectationRow>,
    /// `by_time.csv`, which is there if it was asked for; so are the next two.
    pub by_time: Vec<ByTimeRow>,
    /// `resources.csv`.
    pub resources: Vec<ResourceRow>,
    /// `cross.csv`.
    pub cross: CrossTable,
}

impl Tables {
    /// Whether entities without attributes passed the stations: then nothing is told by behaviour
    /// or segment, and every metric about applicants is idle.
    pub fn is_plain(&self) -> bool {
        self.behaviours.is_empty() && self.segments.is_empty()
    }
}
