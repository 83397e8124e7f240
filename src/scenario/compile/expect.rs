//! What a scenario expects of its results.

use super::super::read::section::Section as _;
use super::super::sections::Scenario;
use super::super::sections::process::StageKindName;
use super::Compiler;
use crate::observe::{Expectation, METRICS, STATION_MEASURES};

/// Where the metrics of the summary stand in `[expect]`.
const SUMMARY: &str = "summary";

impl Compiler<'_> {
    /// What the scenario expects, in the order of the file's names.
    pub(super) fn expectations(&mut self, scenario: &Scenario) -> Vec<Expectation> {
        let stations = scenario.stage.0.iter().filter(|stage| stage.kind == StageKindName::Station);
        let mut homes: Vec<&str> = stations.map(|stage| stage.name.as_str()).collect();
        homes.push(SUMMARY);
        let of_station: Vec<&str> = STATION_MEASURES.iter().map(|(name, _)| *name).collect();
        let of_summary: Vec<&str> = METRICS.iter().map(|metric| metric.name).collect();
        let mut found = Vec::new();
        for (of, metrics) in &scenario.expect {
            let place = scenario.spans().key_place(&format!("expect.{of}"));
            let Some(home) = self.position("station", of, &homes, place) else { continue };
            let station = (home + 1 < homes.len()).then_some(home);
            let known = if station.is_some() { &of_station } else { &of_summary };
            for (metric, expected) in metrics {
                let place = scenario.spans().key_place(&format!("expect.{of}.{metric}"));
                let Some(position) = self.position("metric", metric, known, place) else { continue };
                found.push(Expectation {
                    station,
                    of: of.clone(),
                    metric: metric.clone(),
                    position,
                    value: expected.value,
                    source: expected.source.clone(),
                });
            }
        }
        found
    }
}
