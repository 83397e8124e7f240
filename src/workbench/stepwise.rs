//! A study that is played replication by replication, for somebody who looks while it goes on.
//!
//! What was counted of a replication can be handed out as a record and taken back, here or elsewhere: a page ends the worker
//! in which it plays when its reader moves on, and gives the next one what is known already. Replications are reduced in
//! order, as those of a run, so the numbers are those of a run of as many. Nothing is written to a disk.

use serde::Serialize;

use super::{MetricEstimate, Study, StudyError};
use crate::experiment::study::{self, Ledger as _, MemoryLedger, OneModel, Play, Plays, PointKey, Unit};
use crate::experiment::{
    Difference, Estimates, ExperimentError, InterventionPlan, Interventions, Progress, Run, compare,
    compare_stations, judge, rank_correlations,
};
use crate::model::Model;
use crate::observe::{METRICS, STATION_MEASURES, is_of_backlog};
use crate::results::{
    CorrelationRow, CsvStyle, ResultsError, Row as _, Tables, correlation_rows, replications_bytes,
    table_bytes,
};
use crate::stats::ConfidenceLevel;

/// A study, and what was played of it.
#[derive(Debug)]
pub struct Stepwise {
    study: Study,
    ledger: MemoryLedger,
    /// With the warm-up that was found, once it was.
    model: Model,
    run: Run,
    interventions: Option<Interventions>,
}

/// A metric of two studies on the same applicants.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Paired {
    /// The metric in the base: its name, unit, estimate and interval.
    pub base: MetricEstimate,
    /// The same metric in the other study.
    pub other: MetricEstimate,
    /// The other less the base, with the interval of differences within pairs of replications.
    pub difference: MetricEstimate,
    /// Pairs of replications behind the difference.
    pub pairs: u64,
}

impl Stepwise {
    /// Nothing of it is played yet.
    pub fn new(study: Study) -> Self {
        let model = study.compiled.model.clone();
        Self { study, ledger: MemoryLedger::default(), model, run: Run::default(), interventions: None }
    }

    /// The study.
    pub fn study(&self) -> &Study {
        &self.study
    }

    /// Replications behind the estimates.
    pub fn replications(&self) -> u64 {
        self.run.estimates.replications
    }

    /// Trials that find the warm-up, which have records of their own: none where it is given.
    pub fn trials(&self) -> u64 {
        if self.study.compiled.settings.auto_warm_up { crate::experiment::WARM_UP_TRIALS } else { 0 }
    }

    /// The record of a replication or, with `trial`, of a trial; `None` before it is played.
    pub fn record(&self, trial: bool, replication: u64) -> Option<Vec<u8>> {
        self.ledger.get(&unit(trial, replication)).ok().flatten()
    }

    /// Takes a record that a study of the same scenario and settings gave. One that is damaged, or of another version, is
    /// played again.
    pub fn keep(&self, trial: bool, replication: u64, record: Vec<u8>) {
        // Memory refuses nothing.
        let _ = self.ledger.put(&unit(trial, replication), record);
    }

    /// Plays what is missing of the first `replications`, with the interventions of the scenario if they are wanted.
    ///
    /// # Errors
    /// [`StudyError::Threads`] if something else than the scenario kept it from being played.
    pub fn reach(&mut self, replications: u64, interventions: bool) -> Result<(), StudyError> {
        let compiled = &self.study.compiled;
        let settings = &compiled.settings;
        let plan = settings.interventions.filter(|_| interventions).map(|plan| InterventionPlan {
            behaviours: compiled.model.config().behaviours.actions.len(),
            replications: plan.replications,
            shadow_share: plan.shadow_share,
        });
        let design = OneModel {
            key: PointKey::default(),
            model: &compiled.model,
            seed: settings.seed,
            plays: Plays {
                warm_up: settings.auto_warm_up,
                replications,
                interventions: plan,
                ..Plays::default()
            },
        };
        let played = study::Study { design: &design, ledger: &self.ledger };
        let (mut found, progress) = (None, Progress::default());
        played
            .run(&(), &progress, |_, reduced| {
                found =
                    reduced.ok().map(|reduced| (reduced.model.clone(), reduced.run, reduced.interventions));
            })
            .map_err(|error: ExperimentError<_>| StudyError::Threads(error.to_string()))?;
        let Some((model, run, forced)) = found else { return Err(StudyError::Stopped) };
        (self.model, self.run, self.interventions) = (model, run, forced);
        Ok(())
    }

    /// Every table that `sim run` writes of as many replications without being asked: the name of the file, and what stands
    /// in it.
    ///
    /// # Errors
    /// None that a scenario can cause.
    pub fn tables(&self) -> Result<Vec<(&'static str, Vec<u8>)>, ResultsError> {
        let (model, estimates, style) = (&self.model, &self.run.estimates, CsvStyle::default());
        let judged = judge(&self.study.compiled.expectations, estimates);
        let mut tables = Tables::build(
            estimates,
            self.interventions.as_ref(),
            &judged,
            model.tally_config(),
            &model.config().calendar,
        );
        tables.provenance = super::provenance_rows(&self.study.compiled.numbers);
        let mut files = tables.to_bytes(style)?;
        let names: Vec<&str> = METRICS.iter().map(|metric| metric.name).collect();
        files.push(("replications.csv", replications_bytes(&names, &estimates.by_replication, style)?));
        let correlated = rank_correlations(model, self.study.compiled.settings.seed);
        if !correlated.is_empty() {
            let rows = correlation_rows(&correlated, &model.config().names);
            files.push((CorrelationRow::FILE, table_bytes(&rows, style)?));
        }
        Ok(files)
    }

    /// Every metric of the summary here and in `base`, then every measure of the stations that both have, as `sim compare`
    /// tells them. Both must be of one seed, and should be played equally far.
    pub fn against(&self, base: &Self) -> Vec<Paired> {
        let (here, there) = (&self.run.estimates, &base.run.estimates);
        let of_summary = compare(there, here).into_iter().zip(METRICS).map(|(difference, metric)| {
            let level =
                |side: &Estimates| side.metric(difference.metric, ConfidenceLevel::NINETY_FIVE).interval;
            paired(metric.name.to_owned(), metric.unit, &difference, [level(there), level(here)])
        });
        of_summary.chain(self.stations_against(base)).collect()
    }

    fn stations_against(&self, base: &Self) -> Vec<Paired> {
        let stations = |side: &Self| {
            let stations = side.model.tally_config().stations.iter();
            stations.map(|station| (station.name.clone(), station.backlog > 0)).collect::<Vec<_>>()
        };
        let (here, there) = (stations(self), stations(base));
        let mut found = Vec::new();
        for (place, (name, backlog)) in here.iter().enumerate() {
            let other = there.iter().position(|(other, _)| other == name);
            let base = other.and_then(|other| base.run.estimates.stations.get(other));
            let (Some(base), Some(own)) = (base, self.run.estimates.stations.get(place)) else { continue };
            for (measure, (known, unit)) in STATION_MEASURES.iter().enumerate() {
                if *backlog || !is_of_backlog(known) {
                    let level = |side: &crate::experiment::StationEstimate| {
                        side.estimate(measure, ConfidenceLevel::NINETY_FIVE).interval
                    };
                    let intervals = [level(base), level(own)];
                    let difference = compare_stations(base, own, measure);
                    found.push(paired(format!("{name}.{known}"), unit, &difference, intervals));
                }
            }
        }
        found
    }
}

fn paired(
    name: String,
    unit: &'static str,
    found: &Difference,
    [base, other]: [Option<crate::stats::Interval>; 2],
) -> Paired {
    let level = |value, interval: Option<crate::stats::Interval>| MetricEstimate {
        name: name.clone(),
        unit,
        value,
        std_error: None,
        interval: interval.map(|interval| (interval.low, interval.high)),
    };
    let (base, other) = (level(found.base, base), level(found.other, other));
    Paired { base, other, difference: MetricEstimate::new(name, unit, found.difference), pairs: found.pairs }
}

fn unit(trial: bool, replication: u64) -> Unit {
    Unit { point: PointKey::default(), play: if trial { Play::Trial } else { Play::Plain }, replication }
}
