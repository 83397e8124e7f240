//! Observers that keep what the tables do not: squares of waits, quantiles by replication, and waits by class.

use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};

use reinstate::experiment::Recorder;
use reinstate::observe::{ApplicationRecord, Observer};
use reinstate::stats::{LogHistogram, Moments};
use reinstate::time::{SimDuration, SimTime};

/// Keeps one observer a replication, in order.
pub(crate) struct Each<F, O> {
    open: F,
    closed: Mutex<Vec<O>>,
}

impl<O, F: Fn() -> O> Each<F, O> {
    pub(crate) fn new(open: F) -> Self {
        Self { open, closed: Mutex::new(Vec::new()) }
    }

    /// A value of each replication, in order.
    pub(crate) fn values(&self, value: impl Fn(&O) -> f64) -> Vec<f64> {
        self.closed.lock().unwrap_or_else(PoisonError::into_inner).iter().map(value).collect()
    }

    /// Moments of a value over replications.
    pub(crate) fn moments(&self, value: impl Fn(&O) -> f64) -> Moments {
        self.values(value).into_iter().collect()
    }
}

impl<O: Observer + Send, F: Fn() -> O + Sync> Recorder for Each<F, O> {
    type Observer = O;
    type Error = Infallible;

    fn open(&self, _: u64) -> Result<O, Infallible> {
        Ok((self.open)())
    }

    fn close(&self, _: u64, observer: O) -> Result<(), Infallible> {
        self.closed.lock().unwrap_or_else(PoisonError::into_inner).push(observer);
        Ok(())
    }
}

/// Waits and lateness at a process of one station, in minutes.
pub(crate) struct Times {
    warm_up: SimTime,
    waits: LogHistogram,
    wait: f64,
    wait_squared: f64,
    lateness: f64,
    tardiness: LogHistogram,
}

impl Times {
    pub(crate) fn after(days: u32) -> Self {
        let (waits, tardiness) = (LogHistogram::new(), LogHistogram::new());
        let warm_up = SimTime::from_day(days);
        Self { warm_up, waits, wait: 0.0, wait_squared: 0.0, lateness: 0.0, tardiness }
    }

    pub(crate) fn wait(&self) -> f64 {
        self.wait / self.waits.count() as f64
    }

    pub(crate) fn wait_squared(&self) -> f64 {
        self.wait_squared / self.waits.count() as f64
    }

    pub(crate) fn wait_p99(&self) -> f64 {
        self.waits.quantile(0.99).unwrap()
    }

    pub(crate) fn lateness(&self) -> f64 {
        self.lateness / self.tardiness.count() as f64
    }

    pub(crate) fn tardiness_p99(&self) -> f64 {
        self.tardiness.quantile(0.99).unwrap()
    }
}

impl Observer for Times {
    fn served(&mut self, _: u16, since: SimTime, waited: SimDuration, now: SimTime, due: Option<SimTime>) {
        if since >= self.warm_up {
            let wait = waited.as_minutes();
            self.waits.record(wait);
            self.wait += wait;
            self.wait_squared += wait * wait;
        }
        if let (true, Some(due)) = (since >= self.warm_up, due) {
            let late = if now > due { now.since(due).as_minutes() } else { -due.since(now).as_minutes() };
            self.lateness += late;
            self.tardiness.record(late.max(0.0));
        }
    }
}

/// Waits by class, in minutes: from filing to decision, less the service.
pub(crate) struct ByClass<C> {
    warm_up: SimTime,
    class: C,
    classes: [(f64, f64); 3],
}

impl<C: Fn(&ApplicationRecord<'_>) -> usize> ByClass<C> {
    pub(crate) fn after(days: u32, class: C) -> Self {
        Self { warm_up: SimTime::from_day(days), class, classes: [(0.0, 0.0); 3] }
    }

    pub(crate) fn mean(&self, class: usize) -> f64 {
        let (count, sum) = self.classes[class];
        sum / count
    }
}

impl<C: Fn(&ApplicationRecord<'_>) -> usize> Observer for ByClass<C> {
    fn application(&mut self, record: &ApplicationRecord<'_>) {
        if let (true, Some(decided)) = (record.submitted_at >= self.warm_up, record.decided_at) {
            let (count, sum) = &mut self.classes[(self.class)(record)];
            *count += 1.0;
            *sum += decided.since(record.submitted_at).as_minutes() - record.handling.as_minutes();
        }
    }
}
