//! Estimates over replications: what the tables are made of.

use super::cuts::CutEstimates;
use super::rate::RateEstimate;
use super::samples::Samples;
use super::stations::StationEstimate;
use crate::observe::{BehaviourCount, METRICS, Measure, MetricKind, Outcome, SegmentCount};
use crate::stats::{
    Clusters, ConfidenceLevel, Controlled, CountHistogram, Estimate, Interval, Moments, t_interval,
};

/// 95 % t interval of a mean over replications.
pub fn mean_interval(moments: &Moments) -> Option<Interval> {
    t_interval(moments, ConfidenceLevel::NINETY_FIVE)
}

/// Applicants of one group: how many, and how many were restored.
#[derive(Debug, Clone, Default)]
pub struct GroupEstimate {
    /// Applicants.
    pub applicants: Moments,
    /// Share restored at the first application.
    pub first_pass: RateEstimate,
    /// Share restored in the end.
    pub eventual: RateEstimate,
}

impl GroupEstimate {
    /// Adds one replication.
    pub fn push(&mut self, count: &BehaviourCount) {
        self.applicants.push(count.applicants as f64);
        self.first_pass.push(count.first_pass, count.applicants);
        self.eventual.push(count.restored, count.applicants);
    }
}

/// Applicants of one value of a segment.
#[derive(Debug, Clone)]
pub struct SegmentEstimate {
    /// Numbers and approval.
    pub group: GroupEstimate,
    /// Days from restriction to restoration.
    restoration_days: Clusters,
    /// Share of the restored who go bad.
    pub bad: RateEstimate,
}

impl Default for SegmentEstimate {
    fn default() -> Self {
        let (group, bad) = (GroupEstimate::default(), RateEstimate::default());
        Self { group, restoration_days: Clusters::of_sketches(), bad }
    }
}

impl SegmentEstimate {
    /// Median days from restriction to restoration of all who were restored.
    pub fn restoration_days_p50(&self) -> Estimate {
        self.restoration_days.estimate(0.5, ConfidenceLevel::NINETY_FIVE)
    }

    fn push(&mut self, count: &SegmentCount) {
        self.group.push(&count.counts);
        self.bad.push(count.bad, count.counts.restored);
        self.restoration_days.push_sketch(&count.restoration_days);
    }
}

/// One attempt number.
#[derive(Debug, Clone, Default)]
pub struct AttemptEstimate {
    /// Decided applications.
    pub decided: Moments,
    /// Share approved.
    pub approval: RateEstimate,
}

/// One screen of the app.
#[derive(Debug, Clone, Copy, Default)]
pub struct ScreenEstimate {
    /// Passes that reached it.
    pub reached: Moments,
    /// Passes that broke off there.
    pub left: Moments,
    /// Of those, the ones after which the applicant came back.
    pub returned: Moments,
}

/// One calendar day; all means over replications.
#[derive(Debug, Clone, Copy, Default)]
pub struct DayEstimate {
    /// Newly restricted.
    pub arrivals: f64,
    /// Filed.
    pub applications: f64,
    /// Decided.
    pub decisions: f64,
    /// Approved.
    pub approvals: f64,
    /// Mean line at all stations after filing.
    pub queue_mean: f64,
    /// Most in line at once at all of them.
    pub queue_max: f64,
    /// Hours worked at all stations after filing.
    pub busy_hours: f64,
}

/// Everything estimated over the replications reduced so far.
#[derive(Debug, Clone)]
pub struct Estimates {
    /// Replications reduced.
    pub replications: u64,
    /// What each replication says of the metrics, in the order of [`METRICS`]. What the run says is
    /// [`Estimates::metric`].
    pub metrics: Vec<RateEstimate>,
    /// The cases of which some metrics are quantiles.
    pub samples: Samples,
    /// The metrics of each replication.
    pub by_replication: Vec<Vec<Option<f64>>>,
    /// The controls of each replication; empty without variance reduction.
    controls: Vec<Vec<f64>>,
    /// The stations, in the order of the process.
    pub stations: Vec<StationEstimate>,
    /// Eligible applicants by behaviour, who did not (0) and who did (1) mean to do it when restricted.
    pub behaviours: Vec<[GroupEstimate; 2]>,
    /// The same by whether it had taken effect when the first application was filed.
    pub done_first: Vec<[GroupEstimate; 2]>,
    /// The same by whether it had taken effect by the end.
    pub done: Vec<[GroupEstimate; 2]>,
    /// As in [`Outcome::segments`].
    pub segments: Vec<Vec<SegmentEstimate>>,
    /// What is told by hour, weekday, people and crossed segments, if somebody has asked.
    pub cuts: CutEstimates,
    /// By attempt.
    pub attempts: Vec<AttemptEstimate>,
    /// The screens of the app.
    pub screens: Vec<ScreenEstimate>,
    /// By day; sums until [`Estimates::day`] divides them.
    days: Vec<DayEstimate>,
    /// Pooled working days to decision.
    pub working_days: CountHistogram,
    /// Pooled calendar days to decision.
    pub decision_days: CountHistogram,
    /// Pooled calendar days to restoration.
    pub restoration_days: CountHistogram,
    /// Pooled calendar days to any other end.
    pub other_days: CountHistogram,
    /// Pooled calendar days of those still pending.
    pub pending_days: CountHistogram,
    /// Applicants simulated, pooled.
    pub applicants: u64,
    /// Cases pending at the end, pooled.
    pub pending: u64,
}

impl Default for Estimates {
    fn default() -> Self {
        Self {
            replications: 0,
            metrics: vec![RateEstimate::default(); METRICS.len()],
            samples: Samples::default(),
            by_replication: Vec::new(),
            controls: Vec::new(),
            stations: Vec::new(),
            behaviours: Vec::new(),
            done_first: Vec::new(),
            done: Vec::new(),
            segments: Vec::new(),
            cuts: CutEstimates::default(),
            attempts: Vec::new(),
            screens: Vec::new(),
            days: Vec::new(),
            working_days: CountHistogram::default(),
            decision_days: CountHistogram::default(),
            restoration_days: CountHistogram::default(),
            other_days: CountHistogram::default(),
            pending_days: CountHistogram::default(),
            applicants: 0,
            pending: 0,
        }
    }
}

impl Estimates {
    /// Reduces one replication. Must be called in order of replications.
    pub fn push(&mut self, outcome: &Outcome) {
        self.replications += 1;
        self.applicants += outcome.applicants;
        self.pending += outcome.fate(crate::observe::Fate::Pending);
        let measures: Vec<Measure> = METRICS.iter().map(|metric| (metric.read)(outcome)).collect();
        for (estimate, measure) in self.metrics.iter_mut().zip(&measures) {
            estimate.push_measure(measure);
        }
        self.samples.push(outcome);
        self.by_replication.push(measures.iter().map(|measure| measure.value).collect());
        if self.stations.is_empty() {
            self.stations = outcome.stations.iter().map(|_| StationEstimate::default()).collect();
        }
        for (estimate, station) in self.stations.iter_mut().zip(&outcome.stations) {
            estimate.push(station, outcome.arrival_days);
        }
        for (estimates, counts) in [
            (&mut self.behaviours, &outcome.behaviours),
            (&mut self.done_first, &outcome.done_first),
            (&mut self.done, &outcome.done),
        ] {
            estimates.resize_with(counts.len().max(estimates.len()), Default::default);
            for (estimate, count) in estimates.iter_mut().flatten().zip(counts.iter().flatten()) {
                estimate.push(count);
            }
        }
        self.cuts.push(outcome);
        self.push_segments(outcome);
        self.push_attempts(outcome);
        self.push_screens(outcome);
        self.push_days(outcome);
        self.working_days.merge(&outcome.working_days);
        self.decision_days.merge(&outcome.decision_days.whole());
        self.restoration_days.merge(&outcome.restoration_whole_days);
        self.other_days.merge(&outcome.other_whole_days);
        self.pending_days.merge(&outcome.pending_whole_days);
    }

    /// Reduces one replication of which these are the controls, less what is expected of them.
    pub fn push_with_controls(&mut self, outcome: &Outcome, controls: Vec<f64>) {
        self.push(outcome);
        for station in &mut self.stations {
            station.control(controls.clone());
        }
        self.controls.push(controls);
    }

    /// What control variates do for metric `index`; `None` where they are not asked for or do nothing, and for quantiles.
    pub fn controlled(&self, index: usize) -> Option<Controlled> {
        if self.controls.is_empty() || matches!(METRICS[index].kind, MetricKind::Quantile { .. }) {
            return None;
        }
        let values: Vec<Option<f64>> = self.by_replication.iter().map(|values| values[index]).collect();
        self.metrics[index].controlled(&values, &self.controls)
    }

    fn push_segments(&mut self, outcome: &Outcome) {
        if self.segments.is_empty() {
            self.segments = outcome
                .segments
                .iter()
                .map(|values| vec![SegmentEstimate::default(); values.len()])
                .collect();
        }
        for (estimates, counts) in self.segments.iter_mut().zip(&outcome.segments) {
            for (estimate, count) in estimates.iter_mut().zip(counts) {
                estimate.push(count);
            }
        }
    }

    fn push_attempts(&mut self, outcome: &Outcome) {
        while self.attempts.len() < outcome.attempts.len() {
            // Earlier replications had no application at this attempt.
            let mut fresh = AttemptEstimate::default();
            (1..self.replications).for_each(|_| fresh.decided.push(0.0));
            self.attempts.push(fresh);
        }
        for (attempt, estimate) in self.attempts.iter_mut().enumerate() {
            let count = outcome.attempts.get(attempt).copied().unwrap_or_default();
            estimate.decided.push(count.decided as f64);
            estimate.approval.push(count.approved, count.decided);
        }
    }

    fn push_screens(&mut self, outcome: &Outcome) {
        self.screens.resize(outcome.screens.len(), ScreenEstimate::default());
        for (estimate, count) in self.screens.iter_mut().zip(&outcome.screens) {
            estimate.reached.push(count.reached as f64);
            estimate.left.push(count.left as f64);
            estimate.returned.push(count.returned as f64);
        }
    }

    fn push_days(&mut self, outcome: &Outcome) {
        if self.days.is_empty() {
            self.days = vec![DayEstimate::default(); outcome.days.len()];
        }
        for (day, (sum, count)) in (0_u32..).zip(self.days.iter_mut().zip(&outcome.days)) {
            sum.arrivals += count.arrivals as f64;
            sum.applications += count.applications as f64;
            sum.decisions += count.decisions as f64;
            sum.approvals += count.approvals as f64;
            for station in outcome.lender_stations() {
                let tally = station.day(day);
                sum.queue_mean += tally.queue_hours() / 24.0;
                sum.busy_hours += tally.busy_hours();
            }
            sum.queue_max += f64::from(outcome.longest_line_on(day));
        }
    }

    /// Number of days.
    pub fn days(&self) -> u32 {
        self.days.len() as u32
    }

    /// Means over replications of one day.
    pub fn day(&self, day: u32) -> DayEstimate {
        let n = self.replications.max(1) as f64;
        let sum = self.days.get(day as usize).copied().unwrap_or_default();
        DayEstimate {
            arrivals: sum.arrivals / n,
            applications: sum.applications / n,
            decisions: sum.decisions / n,
            approvals: sum.approvals / n,
            queue_mean: sum.queue_mean / n,
            queue_max: sum.queue_max / n,
            busy_hours: sum.busy_hours / n,
        }
    }

    /// Metric `index` of [`METRICS`] with its error: the mean over replications with Student's t interval, of shares
    /// on the logit scale; of a mean of cases, that of all of them ([`RateEstimate::estimate_at`]); of a quantile, the
    /// quantile of all cases with Woodruff's interval. With control variates, where these do anything for it, the mean with
    /// them ([`Self::controlled`]).
    pub fn metric(&self, index: usize, level: ConfidenceLevel) -> Estimate {
        if let Some(found) = self.controlled(index) {
            return self.metrics[index].estimate_of(&found, (METRICS[index].unit, false), level);
        }
        self.plain_metric(index, level)
    }

    /// The same without control variates.
    pub fn plain_metric(&self, index: usize, level: ConfidenceLevel) -> Estimate {
        match METRICS[index].kind {
            MetricKind::Mean | MetricKind::MeanOfCases => {
                self.metrics[index].estimate_at(METRICS[index].unit, false, level)
            }
            MetricKind::Quantile { of, p } => self.samples.estimate(of, p, level),
        }
    }

    /// Its 95 % interval.
    pub fn metric_interval(&self, index: usize) -> Option<Interval> {
        self.metric(index, ConfidenceLevel::NINETY_FIVE).interval
    }
}
