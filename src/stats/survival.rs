//! How long something lasts and how it ends, when some cases were still open when observation stopped.
//!
//! Knows counts at times, in any unit. It compares no groups and fits no law.

use super::{ConfidenceLevel, Interval};

/// Slack, relative, when a product of shares is compared with a level: after some thousand factors it may
/// lie above the number meant by this much.
const ROUNDING: f64 = 1e-12;

/// How the observation of one case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndKind {
    /// By the event of interest.
    Event,
    /// In another way, after which the event of interest can no longer happen.
    Other,
    /// Not at all: the case was still open when it was last seen.
    Censored,
}

/// Estimated course of cases that end in one of two ways, or are censored on the right.
///
/// The survival function S(t) is the probability that a case is still open after t, whichever way it would
/// end: the product-limit estimator of Kaplan and Meier, *JASA* 53(282), 1958,
/// DOI 10.1080/01621459.1958.10501452, with Greenwood's variance. Each way of ending has its cumulative
/// incidence: Aalen and Johansen, *Scandinavian Journal of Statistics* 5(3), 1978, pages 141–150. At every
/// time the two incidences and the survival function add up to 1. One minus a product-limit estimate that
/// calls other ends censored would exceed the incidence, since those cases can no longer have the event.
///
/// Censoring must not depend on how a case would have gone on. A case censored at a time was open at that
/// time; ends at the same time come before it. After the last time observed ([`Self::last_time`]) all
/// functions stay as they are there, which is a convention and not an estimate if cases were still open.
///
/// Memory follows the number of distinct times, not of cases.
#[derive(Debug, Clone, PartialEq)]
pub struct Survival {
    /// One for each time at which a case ended, in increasing order.
    steps: Vec<Step>,
    last_time: f64,
}

/// The estimates from one time of an end up to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Step {
    time: f64,
    survival: f64,
    /// Greenwood's sum: the squared relative error of `survival`; infinite once nobody survives.
    relative_variance: f64,
    incidence: f64,
    other_incidence: f64,
}

/// Before the first end.
const START: Step = Step {
    time: f64::NEG_INFINITY,
    survival: 1.0,
    relative_variance: 0.0,
    incidence: 0.0,
    other_incidence: 0.0,
};

impl Survival {
    /// From single cases: when each was last seen, and how it ended then. In any order, with ties.
    ///
    /// `None` without cases, or if a time is NaN or infinite.
    pub fn new(cases: &[(f64, EndKind)]) -> Option<Self> {
        Self::from_counts(cases.iter().map(|&(time, kind)| match kind {
            EndKind::Event => (time, 1, 0, 0),
            EndKind::Other => (time, 0, 1, 0),
            EndKind::Censored => (time, 0, 0, 1),
        }))
    }

    /// From numbers of cases: (time, events of interest, other ends, censored). In any order; counts at the
    /// same time add up, so that the histograms of the three kinds can be chained.
    ///
    /// `None` without cases, or if a time is NaN or infinite.
    pub fn from_counts(counts: impl IntoIterator<Item = (f64, u64, u64, u64)>) -> Option<Self> {
        // Adding zero turns −0 into 0.
        let mut counts: Vec<_> =
            counts.into_iter().map(|(time, event, other, open)| (time + 0.0, event, other, open)).collect();
        if counts.iter().any(|count| !count.0.is_finite()) {
            return None;
        }
        counts.retain(|&(_, event, other, open)| event + other + open > 0);
        counts.sort_by(|a, b| a.0.total_cmp(&b.0));
        let last_time = counts.last()?.0;
        let mut at_risk: u64 = counts.iter().map(|&(_, event, other, open)| event + other + open).sum();
        let (mut steps, mut now) = (Vec::new(), START);
        for tied in counts.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
            let sum = |part: fn(&(f64, u64, u64, u64)) -> u64| tied.iter().map(part).sum::<u64>();
            let (event, other, open) = (sum(|c| c.1), sum(|c| c.2), sum(|c| c.3));
            if event + other > 0 {
                now = now.after(tied[0].0, at_risk, event, other);
                steps.push(now);
            }
            at_risk -= event + other + open;
        }
        Some(Self { steps, last_time })
    }

    /// Latest time at which a case was seen, in the unit of the input.
    pub const fn last_time(&self) -> f64 {
        self.last_time
    }

    /// Probability, 0..=1, that a case is still open after `time`; 1 before the first end.
    pub fn survival(&self, time: f64) -> f64 {
        self.at(time).survival
    }

    /// Probability, 0..=1, that a case has had the event of interest by `time`, included.
    pub fn incidence(&self, time: f64) -> f64 {
        self.at(time).incidence
    }

    /// Probability, 0..=1, that a case has ended in the other way by `time`, included.
    pub fn other_incidence(&self, time: f64) -> f64 {
        self.at(time).other_incidence
    }

    /// The least time by which a share `p` of all cases has ended, either way: the least t with
    /// S(t) ≤ 1 − p, and for p = 0 the time of the first end.
    ///
    /// `None` if the share was not reached while cases were seen, or if `p` is not in 0..=1.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        if !(0.0..=1.0).contains(&p) {
            return None;
        }
        let open = (1.0 - p) * (1.0 + ROUNDING);
        let reached = self.steps.partition_point(|step| step.survival > open);
        self.steps.get(reached).map(|step| step.time)
    }

    /// The least time by which a share `p` has had the event of interest, of all who have it in the end: the least t
    /// with F(t) ≥ p·F(∞), where F is [`Self::incidence`] and F(∞) what it comes to at the last time seen.
    ///
    /// `None` if nobody had it, or if `p` is not in 0..=1.
    pub fn incidence_quantile(&self, p: f64) -> Option<f64> {
        let in_the_end = self.steps.last()?.incidence;
        if !(0.0..=1.0).contains(&p) || in_the_end <= 0.0 {
            return None;
        }
        // Not a step at which only others ended, for p = 0.
        let wanted = (p * in_the_end * (1.0 - ROUNDING)).max(f64::MIN_POSITIVE);
        let reached = self.steps.partition_point(|step| step.incidence < wanted);
        self.steps.get(reached).map(|step| step.time)
    }

    /// The same as if incidence rose evenly between the times seen: it moves with every case.
    pub(super) fn smooth_incidence_quantile(&self, p: f64) -> Option<f64> {
        let wanted = p * self.steps.last()?.incidence;
        let reached = self.steps.partition_point(|step| step.incidence < wanted);
        let step = self.steps.get(reached)?;
        let Some(before) = reached.checked_sub(1).map(|at| self.steps[at]) else { return Some(step.time) };
        let rise = step.incidence - before.incidence;
        let into = if rise > 0.0 { (wanted - before.incidence) / rise } else { 1.0 };
        Some(before.time + into * (step.time - before.time))
    }

    /// Share that has had the event by `time`, included, of those who have it in the end; `None` if nobody has.
    pub(super) fn share_of_events(&self, time: f64) -> Option<f64> {
        let in_the_end = self.steps.last()?.incidence;
        (in_the_end > 0.0).then(|| self.incidence(time) / in_the_end)
    }

    /// The same before `time`.
    pub(super) fn share_of_events_before(&self, time: f64) -> Option<f64> {
        self.share_of_events(time.next_down())
    }

    /// Variance of [`Self::survival`]: S² Σ d / (n (n − d)), over the times with d ends among n open cases.
    ///
    /// M. Greenwood, *The natural duration of cancer*, 1926; without censoring it is S (1 − S) / n. It is 0
    /// before the first end, where it tells nothing about the error. `None` once no case is open (0 · ∞).
    pub fn variance(&self, time: f64) -> Option<f64> {
        let Step { survival, relative_variance, .. } = self.at(time);
        (survival > 0.0).then_some(survival * survival * relative_variance)
    }

    /// Interval for [`Self::survival`] at one time, strictly inside 0..1: normal on the scale of log(−log S).
    ///
    /// Kalbfleisch and Prentice, *The Statistical Analysis of Failure Time Data*, 1980, section 1.3; Klein
    /// and Moeschberger, *Survival Analysis*, 2nd ed., section 4.3. `None` where S is 1 or 0.
    pub fn interval(&self, time: f64, level: ConfidenceLevel) -> Option<Interval> {
        let Step { survival, relative_variance, .. } = self.at(time);
        if !(survival > 0.0 && survival < 1.0) {
            return None;
        }
        let hazard = -libm::log(survival);
        let reach = level.normal_quantile() * relative_variance.sqrt() / hazard;
        Interval::new(libm::exp(-hazard * libm::exp(reach)), libm::exp(-hazard * libm::exp(-reach)))
    }

    fn at(&self, time: f64) -> Step {
        let passed = self.steps.partition_point(|step| step.time <= time);
        passed.checked_sub(1).map_or(START, |last| self.steps[last])
    }
}

impl Step {
    /// The estimates after some of `at_risk` open cases ended.
    fn after(self, time: f64, at_risk: u64, event: u64, other: u64) -> Self {
        let (open, ended) = (at_risk as f64, (event + other) as f64);
        let left = (at_risk - event - other) as f64;
        Self {
            time,
            survival: self.survival * (left / open),
            relative_variance: self.relative_variance + ended / (open * left),
            // A sum of shares of 1 may come out above it.
            incidence: (self.incidence + self.survival * (event as f64 / open)).min(1.0),
            other_incidence: (self.other_incidence + self.survival * (other as f64 / open)).min(1.0),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
