//! What is known of a replication before it is played, and what is to be expected of it: control variates.
//!
//! Everything here follows from the replication's key alone. So nothing of it is in records, nothing is paid for it
//! while a replication is played, and expectations are exact: they are those of the laws that are drawn from.

use super::tags;
use super::{Decision, Model, StageKind};
use crate::population::{ArrivalSource, ArrivalStream, Arrivals};
use crate::random::{Purpose, ReplicationKey};

/// Work is counted in hours.
const HOUR_SECONDS: f64 = 3600.0;

/// Something of a replication whose expectation is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// Mean leniency of the people who may give a verdict.
    Leniency,
    /// Arrivals from the end of the warm-up on.
    Arrivals,
    /// Work that these bring to the stations after filing if each comes once to each, less that of as many of average work.
    OfferedWork,
}

impl Control {
    /// Its name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Leniency => "leniency",
            Self::Arrivals => "arrivals",
            Self::OfferedWork => "offered_work",
        }
    }
}

impl Model {
    /// The controls that this model has, in the order in which they are tried.
    pub fn controls(&self) -> Vec<Control> {
        let mut all = Vec::new();
        let config = self.config();
        let judged = |kind: &StageKind| matches!(kind, StageKind::Decision(Decision::Reviewer));
        let reviewed = config.process.stages.iter().any(|stage| stage.enabled && judged(&stage.kind));
        if reviewed
            && config.review.leniency_sd > 0.0
            && !self.reader_of_its_own
            && self.readers().next().is_some()
        {
            all.push(Control::Leniency);
        }
        if matches!(config.arrivals.source, ArrivalSource::Drawn(_)) {
            all.push(Control::Arrivals);
        }
        if self.works().next().is_some() {
            all.push(Control::OfferedWork);
        }
        all
    }

    /// The controls of a replication, less what is expected of them.
    pub fn control_values(&self, seed: u64, replication: u64) -> Vec<f64> {
        let key = ReplicationKey::new(seed, replication);
        let controls = self.controls();
        let counts = controls.iter().any(|control| *control != Control::Leniency);
        let come = if counts { self.come(key) } else { (0, 0) };
        let value = |control: &Control| match control {
            Control::Leniency => self.mean_leniency(key),
            Control::Arrivals => (come.1 - come.0) as f64 - self.expected_arrivals(),
            Control::OfferedWork => self.surplus_work(key, come),
        };
        controls.iter().map(value).collect()
    }

    /// Positions of the teams whose people read applications: those that serve a station after filing.
    fn readers(&self) -> impl Iterator<Item = usize> {
        let stages = &self.config().process.stages;
        let serves = move |team: usize| {
            let stations = stages.iter().filter(|stage| stage.enabled && !stage.before_filing);
            stations.filter_map(|stage| stage.station()).any(|at| at.teams.contains(&(team as u16)))
        };
        (0..self.config().process.teams.len()).filter(move |team| serves(*team))
    }

    /// Of the same draws as those of the people who are played; each of them has expectation 0.
    fn mean_leniency(&self, key: ReplicationKey) -> f64 {
        let (mut sum, mut people) = (0.0, 0.0);
        for team in self.readers() {
            let team = &self.config().process.teams[team];
            let key = key.branch(tags::team(&team.name));
            for member in 0..u64::from(team.people()) {
                sum += key.stream(member, Purpose::Leniency, 0).normal();
                people += 1.0;
            }
        }
        if people > 0.0 { sum / people } else { 0.0 }
    }

    /// How many have come by the day on which the warm-up ends, and in all.
    fn come(&self, key: ReplicationKey) -> (u64, u64) {
        let first = self.tally_config().warm_up.day();
        let mut arrivals = Arrivals::new(&self.config().arrivals, key);
        let (mut before, mut all) = (0, 0);
        while let Some(time) = arrivals.next_time() {
            all += 1;
            before += u64::from(time.day() < first);
        }
        (before, all)
    }

    /// Expected arrivals of the days from that one on: the random factor of a day has mean 1, and batches of a mean size
    /// come that much more rarely.
    fn expected_arrivals(&self) -> f64 {
        let config = &self.config().arrivals;
        let ArrivalSource::Drawn(stream) = &config.source else { return 0.0 };
        let of_day = |day: u32| {
            let ArrivalStream { per_day, day_factors, .. } = &**stream;
            per_day * day_factors.get(day as usize).copied().unwrap_or(1.0)
        };
        (self.tally_config().warm_up.day()..config.days).map(of_day).sum()
    }

    /// Stations after filing that people come to, with the law of their work.
    fn works(&self) -> impl Iterator<Item = (&str, &crate::random::Law)> {
        let stages = self.config().process.stages.iter();
        let stations = stages.filter(|stage| stage.enabled && !stage.before_filing);
        let laws = stations.filter_map(|stage| Some((stage.name.as_str(), &stage.station()?.service)));
        laws.filter(|(_, law)| law.variance() > 0.0 && law.variance().is_finite())
    }

    /// Work of the first pass of everyone from `before` to `all`, less its mean, hours. The draw is that which is made when
    /// the service begins; of whoever is served otherwise, or not at all, it is as good a draw.
    fn surplus_work(&self, key: ReplicationKey, (before, all): (u64, u64)) -> f64 {
        let of = |(name, law): (&str, &crate::random::Law)| {
            let key = tags::StageKeys::new(key, name).of(Purpose::Handling);
            let mean = law.mean();
            let work = |index: u64| law.sample(&mut key.stream(index, Purpose::Handling, 1)) - mean;
            (before..all).map(work).sum::<f64>() / HOUR_SECONDS
        };
        self.works().map(of).sum()
    }
}
