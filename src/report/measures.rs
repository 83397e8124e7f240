//! What every measure of a station is called and means.
//!
//! The names are those of `stations.csv`. This module does not know any number.

use super::glossary::Metric;

const fn measure(name: &'static str, label: &'static str, definition: &'static str) -> Metric {
    Metric { name, label, definition }
}

/// Every measure, in the order in which a reader asks for them.
pub const STATION_METRICS: &[Metric] = &[
    measure(
        "arrivals",
        "Arrivals",
        "Cases that come to the station in one replication; each return counts again.",
    ),
    measure("served", "Served", "Services completed in one replication."),
    measure("utilisation", "People busy", "Share of the time on duty of its people in which they work here."),
    measure("waited_share", "Have to wait", "Share of the same cases that were in line at all."),
    measure(
        "wait_mean",
        "Wait, mean",
        "Time in line over one visit, after handovers too, of all who were served or left the line; calendar time, so \
         nights and days off count.",
    ),
    measure("wait_p50", "Wait, median", "Half of these cases wait no longer."),
    measure("wait_p90", "Wait, 90%", "Nine in ten of these cases wait no longer."),
    measure("wait_p95", "Wait, 95%", "95 in 100 of these cases wait no longer."),
    measure("wait_p99", "Wait, 99%", "99 in 100 of these cases wait no longer."),
    measure(
        "queue_mean",
        "In line, mean",
        "Cases in line, averaged over time, nights and days off included.",
    ),
    measure(
        "queue_max",
        "In line, most",
        "Most cases in line at once for any length of time, mean over replications.",
    ),
    measure(
        "sojourn_mean",
        "Time at the station, mean",
        "Calendar time from arrival to the end of the service.",
    ),
    measure(
        "in_system_mean",
        "At the station, mean",
        "Cases in line or being worked on, averaged over time.",
    ),
    measure(
        "abandoned_share",
        "Left the line",
        "Share of arrivals that ran out of patience and left before their service.",
    ),
    measure(
        "balked_share",
        "Turned away",
        "Share of arrivals that found the line too long and did not join it.",
    ),
    measure("late_share", "Late", "Share of services that end after they are due."),
    measure(
        "lateness_mean",
        "Lateness, mean",
        "End of the service less the time it was due; negative if early.",
    ),
    measure(
        "tardiness_p99",
        "Delay past the due time, 99%",
        "99 in 100 services end no later than this after they are due.",
    ),
];

/// The measure of that name, if the report knows it.
pub fn station_metric(name: &str) -> Option<&'static Metric> {
    STATION_METRICS.iter().find(|metric| metric.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::observe::STATION_MEASURES;

    #[test]
    fn every_measure_of_a_station_is_explained_once() {
        let counted: BTreeSet<_> = STATION_MEASURES.iter().map(|(name, _)| *name).collect();
        let explained: BTreeSet<_> = STATION_METRICS.iter().map(|metric| metric.name).collect();
        assert_eq!(explained, counted);
        assert_eq!(STATION_METRICS.len(), STATION_MEASURES.len());
        assert!(STATION_METRICS.iter().all(|metric| metric.definition.ends_with('.')));
    }
}
