//! Estimates over replications: what the tables are made of.

use crate::observe::{BehaviourCount, DeskTally, METRICS, Measure, MetricKind, Outcome, SegmentCount};
use crate::stats::{ConfidenceLevel, CountHistogram, Interval, Moments, share_interval, t_interval};

/// A rate: its mean over replications, and the pooled counts behind it.
#[derive(Debug, Clone, Copy, Default)]
pub struct RateEstimate {
    /// The rate, over replications in which it is defined.
    pub moments: Moments,
    /// Pooled numerator.
    pub numerator: u64,
    /// Pooled denominator.
    pub denominator: u64,
}

impl RateEstimate {
    /// Adds one replication.
    pub fn push(&mut self, numerator: u64, denominator: u64) {
        if denominator > 0 {
            self.moments.push(numerator as f64 / denominator as f64);
            self.numerator += numerator;
            self.denominator += denominator;
        }
    }

    /// Mean over replications.
    pub fn mean(&self) -> Option<f64> {
        self.moments.mean()
    }

    /// 95 % interval, inside 0..1. `None` with fewer than two replications: applicants of one
    /// replication share its queue, so their spread alone would make it too narrow.
    pub fn interval(&self) -> Option<Interval> {
        if self.moments.count() < 2 {
            return None;
        }
        share_interval(&self.moments, self.numerator, self.denominator, ConfidenceLevel::NINETY_FIVE)
    }
}

/// 95 % t interval of a mean over replications.
pub fn mean_interval(moments: &Moments) -> Option<Interval> {
    t_interval(moments, ConfidenceLevel::NINETY_FIVE)
}

/// Applicants of one group: how many, and how many were restored.
#[derive(Debug, Clone, Copy, Default)]
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
#[derive(Debug, Clone, Copy, Default)]
pub struct SegmentEstimate {
    /// Numbers and approval.
    pub group: GroupEstimate,
    /// Median days from restriction to restoration.
    pub restoration_days_p50: Moments,
    /// Share of the restored who go bad.
    pub bad: RateEstimate,
}

impl SegmentEstimate {
    fn push(&mut self, count: &SegmentCount) {
        self.group.push(&count.counts);
        self.bad.push(count.bad, count.counts.restored);
        if let Some(median) = count.restoration_days.quantile(0.5) {
            self.restoration_days_p50.push(median);
        }
    }
}

/// One attempt number.
#[derive(Debug, Clone, Copy, Default)]
pub struct AttemptEstimate {
    /// Decided applications.
    pub decided: Moments,
    /// Share approved.
    pub approval: RateEstimate,
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
    /// Mean line before the reviewers.
    pub queue_mean: f64,
    /// Longest line before the reviewers.
    pub queue_max: f64,
    /// Busy hours of all reviewers.
    pub busy_hours: f64,
    /// Duty hours of all reviewers.
    pub duty_hours: f64,
}

/// One desk: each measure of `stations.csv` over replications.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeskEstimate {
    /// In the order of [`DeskEstimate::MEASURES`].
    pub measures: [Moments; 13],
}

impl DeskEstimate {
    /// Names and units of the measures.
    pub const MEASURES: [(&'static str, &'static str); 13] = [
        ("arrivals", "count"),
        ("served", "count"),
        ("abandoned_share", "share"),
        ("utilisation", "share"),
        ("queue_mean", "count"),
        ("queue_max", "count"),
        ("wait_mean", "minutes"),
        ("wait_p50", "minutes"),
        ("wait_p90", "minutes"),
        ("wait_p95", "minutes"),
        ("wait_p99", "minutes"),
        ("sojourn_mean", "minutes"),
        ("in_system_mean", "count"),
    ];

    fn push(&mut self, desk: &DeskTally, days: u32) {
        let levels = desk.mean_levels(days);
        let mean = |sum: f64, count: u64| (count > 0).then(|| sum / count as f64);
        let values = [
            Some(desk.arrivals as f64),
            Some(desk.served as f64),
            mean(desk.abandoned as f64, desk.arrivals),
            desk.utilisation(days),
            levels.map(|levels| levels.0),
            Some(f64::from(desk.queue_max(days))),
            mean(desk.wait_minutes, desk.started),
            desk.waits.quantile(0.50),
            desk.waits.quantile(0.90),
            desk.waits.quantile(0.95),
            desk.waits.quantile(0.99),
            mean(desk.sojourn_minutes, desk.served),
            levels.map(|levels| levels.1),
        ];
        for (moments, value) in self.measures.iter_mut().zip(values) {
            if let Some(value) = value {
                moments.push(value);
            }
        }
    }
}

/// Everything estimated over the replications reduced so far.
#[derive(Debug, Clone)]
pub struct Estimates {
    /// Replications reduced.
    pub replications: u64,
    /// The metrics, in the order of [`METRICS`].
    pub metrics: Vec<RateEstimate>,
    /// The metrics of each replication.
    pub by_replication: Vec<Vec<Option<f64>>>,
    /// The desks.
    pub desks: [DeskEstimate; 2],
    /// Eligible applicants by behaviour, who did not (0) and who did (1) intend it.
    pub behaviours: [[GroupEstimate; 2]; 7],
    /// As in [`Outcome::segments`].
    pub segments: Vec<Vec<SegmentEstimate>>,
    /// By attempt.
    pub attempts: Vec<AttemptEstimate>,
    /// By day; sums until [`Estimates::day`] divides them.
    days: Vec<DayEstimate>,
    /// Pooled working days to decision.
    pub working_days: CountHistogram,
    /// Pooled calendar days to decision.
    pub decision_days: CountHistogram,
    /// Pooled calendar days to restoration.
    pub restoration_days: CountHistogram,
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
            by_replication: Vec::new(),
            desks: [DeskEstimate::default(); 2],
            behaviours: [[GroupEstimate::default(); 2]; 7],
            segments: Vec::new(),
            attempts: Vec::new(),
            days: Vec::new(),
            working_days: CountHistogram::default(),
            decision_days: CountHistogram::default(),
            restoration_days: CountHistogram::default(),
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
            if let Some(value) = measure.value {
                estimate.moments.push(value);
                estimate.numerator += measure.numerator;
                estimate.denominator += measure.denominator;
            }
        }
        self.by_replication.push(measures.iter().map(|measure| measure.value).collect());
        for (estimate, desk) in self.desks.iter_mut().zip(&outcome.desks) {
            estimate.push(desk, outcome.arrival_days);
        }
        for (estimates, counts) in self.behaviours.iter_mut().zip(&outcome.behaviours) {
            for (estimate, count) in estimates.iter_mut().zip(counts) {
                estimate.push(count);
            }
        }
        self.push_segments(outcome);
        self.push_attempts(outcome);
        self.push_days(outcome);
        self.working_days.merge(&outcome.working_days);
        self.decision_days.merge(&outcome.decision_days);
        self.restoration_days.merge(&outcome.restoration_whole_days);
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

    fn push_days(&mut self, outcome: &Outcome) {
        if self.days.is_empty() {
            self.days = vec![DayEstimate::default(); outcome.days.len()];
        }
        let review = &outcome.desks[1];
        for (day, (sum, (count, queue))) in
            (0_u32..).zip(self.days.iter_mut().zip(outcome.days.iter().zip(review.days())))
        {
            sum.arrivals += count.arrivals as f64;
            sum.applications += count.applications as f64;
            sum.decisions += count.decisions as f64;
            sum.approvals += count.approvals as f64;
            sum.queue_mean += queue.queue_hours / 24.0;
            sum.queue_max += f64::from(queue.queue_max);
            sum.busy_hours += queue.busy_hours;
            sum.duty_hours += review.duty_hours(day);
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
            duty_hours: sum.duty_hours / n,
        }
    }

    /// 95 % interval of metric `index` of [`METRICS`].
    pub fn metric_interval(&self, index: usize) -> Option<Interval> {
        match METRICS[index].kind {
            MetricKind::Share => self.metrics[index].interval(),
            MetricKind::Plain => mean_interval(&self.metrics[index].moments),
        }
    }
}
