//! What a scenario expects of its results.

use super::super::read::offer::listed;
use super::super::read::quantity::percent;
use super::super::read::section::Section as _;
use super::super::sections::Scenario;
use super::super::sections::applicants::PopulationSource;
use super::super::sections::process::StageKindName;
use super::super::sections::steady::{ExpectSection, SUMMARY};
use super::Compiler;
use crate::observe::{Expectation, METRICS, OF_PEOPLE, STATION_MEASURES};
use crate::words::say;

/// Measures that may be below 0.
const SIGNED: [&str; 1] = ["lateness_mean"];
/// Shares that may be above 1, by overtime, and up to how much.
const BEYOND_ONE: (&str, f64) = ("utilisation", 3.0);

impl Compiler<'_> {
    /// What the scenario expects, in the order of the file's names.
    pub(super) fn expectations(&mut self, scenario: &Scenario) -> Vec<Expectation> {
        let stations = scenario.stage.0.iter().filter(|stage| stage.kind == StageKindName::Station);
        let mut homes: Vec<&str> = stations.map(|stage| stage.name.as_str()).collect();
        homes.push(SUMMARY);
        let of_station: Vec<&str> = STATION_MEASURES.iter().map(|(name, _)| *name).collect();
        let of_summary: Vec<&str> = METRICS.iter().map(|metric| metric.name).collect();
        let plain = scenario.population.source == PopulationSource::Plain;
        let mut found = Vec::new();
        for (of, metrics) in &scenario.expect.0 {
            let place = scenario.spans().key_place(&format!("expect.{of}"));
            let Some(home) = self.position("station", of, &homes, place) else { continue };
            let station = (home + 1 < homes.len()).then_some(home);
            let known = if station.is_some() { &of_station } else { &of_summary };
            for (metric, expected) in metrics {
                let place = scenario.spans().key_place(&format!("expect.{of}.{metric}"));
                let other = if station.is_some() { &of_summary } else { &of_station };
                if !known.contains(&metric.as_str()) && other.contains(&metric.as_str()) {
                    let there = homes.iter().filter(|home| (**home == SUMMARY) == station.is_some());
                    let paths: Vec<String> = there.map(|home| format!("expect.{home}.{metric}")).collect();
                    let help = say!(WriteItAs, homes = listed(paths.iter().map(String::as_str)));
                    let message = say!(IsNoMetricOf, metric = metric, of = of);
                    self.fault(place, message, say!(CompileUnknown), help);
                    continue;
                }
                let Some(position) = self.position("metric", metric, known, place) else { continue };
                let unit = match station {
                    Some(_) => STATION_MEASURES[position].1,
                    None => METRICS[position].unit,
                };
                self.possible(expected, metric, unit);
                if station.is_none() && plain && OF_PEOPLE.contains(&metric.as_str()) {
                    let message =
                        say!(IsAboutApplicantsAndThere, name = format_args!("expect.{of}"), key = metric);
                    self.fault(place, message, say!(NotDefined), say!(TakeItOutOrUse));
                }
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

    /// A fault if no run can give this value.
    fn possible(&mut self, expected: &ExpectSection, metric: &str, unit: &str) {
        let (value, place) = (expected.value, expected.place("value"));
        let most = if metric.contains(BEYOND_ONE.0) { BEYOND_ONE.1 } else { 1.0 };
        if value < 0.0 && !SIGNED.contains(&metric) {
            let message = say!(IsNeverBelow, metric = metric, value = value);
            self.fault(place, message, say!(MustBeAtLeast), say!(WriteAValue, bound = say!(ZeroOrMore)));
        } else if unit == "share" && value > most {
            let message = say!(IsAShare, metric = metric, value = value);
            let help = if value <= 100.0 {
                say!(IfYouMeanPercent, number = value, share = percent(value))
            } else {
                say!(WriteANumberFromTo).to_owned()
            };
            self.fault(place, message, say!(QuantityMustBeFromTo), help);
        }
    }
}
