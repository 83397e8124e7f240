//! The stations in words: a table each, and where the bottleneck is, if there is one.
//!
//! A bottleneck shows in two ways, by the busiest people and by the longest waits; where they point to
//! different stations, both are named, for long waits can also come from short hours of duty. Among people who have time
//! to spare there is no bottleneck, only a busiest station.

use serde::Serialize;

use super::numbers::estimated;
use super::view::{MetricView, definition};
use crate::chart::words::{label, percent, short};
use crate::results::{StationRow, Tables};
use crate::words::figures::{Figure, TimeUnit};
use crate::words::{Catalogue, Kind};

/// The busy share of time on duty from which a station can hold up the rest: at .85 a case waits behind one desk for six
/// services on average, at .5 for one.
const BOTTLENECK: f64 = 0.85;

/// One station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct StationView {
    name: String,
    /// Why it stands out: `busiest people`, `longest waits`; empty if it does not.
    marks: Vec<&'static str>,
    measures: Vec<MetricView>,
}

/// The section about stations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct StationsView {
    /// Where the bottleneck is, or which station is the busiest.
    lead: String,
    stations: Vec<StationView>,
}

/// Stations in the order of the file, with the measures that are defined.
pub(super) fn section(tables: &Tables, words: &Catalogue) -> StationsView {
    let rows = &tables.stations;
    let mut names: Vec<&str> = Vec::new();
    for row in rows {
        if !names.contains(&row.station.as_str()) {
            names.push(&row.station);
        }
    }
    let greatest = |metric: &str| {
        let known = names.iter().filter_map(|name| Some((*name, estimate(rows, name, metric)?)));
        known.filter(|(_, value)| *value > 0.0).max_by(|a, b| a.1.total_cmp(&b.1))
    };
    let (busiest, slowest) = (greatest("utilisation"), greatest("wait_mean"));
    let several = names.len() > 1;
    let stations = names
        .iter()
        .map(|name| {
            let is = |found: Option<(&str, f64)>| several && found.is_some_and(|(at, _)| at == *name);
            let marks = [(is(busiest), "busiest people"), (is(slowest), "longest waits")];
            StationView {
                name: (*name).to_owned(),
                marks: marks.into_iter().filter(|(is, _)| *is).map(|(_, mark)| mark).collect(),
                measures: measures(rows, name, words),
            }
        })
        .collect();
    StationsView { lead: lead(busiest, slowest, several), stations }
}

/// Numbers shown large for plain entities: the wait and the line at the busiest station.
pub(super) fn headlines(tables: &Tables, words: &Catalogue) -> Vec<MetricView> {
    let section = section(tables, words);
    let marked = section.stations.iter().find(|station| station.marks.contains(&"longest waits"));
    let Some(station) = marked.or(section.stations.first()) else { return Vec::new() };
    let shown = ["utilisation", "wait_mean", "wait_p95", "queue_mean"];
    let named = |name: &str| station.measures.iter().find(|measure| measure.name == name).cloned();
    let with_station =
        |measure: MetricView| MetricView { label: format!("{}: {}", station.name, measure.label), ..measure };
    shown.into_iter().filter_map(named).map(with_station).collect()
}

fn estimate(rows: &[StationRow], station: &str, metric: &str) -> Option<f64> {
    let row = rows.iter().find(|row| row.station == station && row.metric == metric)?;
    row.estimate.filter(|value| value.is_finite())
}

fn lead(busiest: Option<(&str, f64)>, slowest: Option<(&str, f64)>, several: bool) -> String {
    let busy = |share: f64| percent(share, 0);
    match (busiest, slowest) {
        (Some((_, share)), Some((_, wait))) if !several => {
            format!(
                "{}Its people are busy {} of their time on duty; the mean wait is {}.",
                if share < BOTTLENECK { "" } else { "It is a bottleneck. " },
                busy(share),
                minutes(wait, wait)
            )
        }
        (Some((at, share)), Some((other, wait))) if at == other && share < BOTTLENECK => format!(
            "No station is a bottleneck. The busiest station is “{at}”: its people are busy {} of their time on duty; waits before it are the longest, {} on average, nights and days off included.",
            busy(share),
            minutes(wait, wait)
        ),
        (Some((at, share)), Some((other, wait))) if at == other => format!(
            "The bottleneck is “{at}”: its people are the busiest, {} of their time on duty, and waits before it the longest, {} on average.",
            busy(share),
            minutes(wait, wait)
        ),
        (Some((at, share)), Some((other, wait))) => format!(
            "The busiest people are those of “{at}”, {} of their time on duty; the longest waits are before “{other}”, {} on average. Waits can be long without busy people where hours of duty are short or one team serves several stations.",
            busy(share),
            minutes(wait, wait)
        ),
        (Some((at, share)), None) => {
            format!(
                "Nobody waits at any station; the busiest people are those of “{at}”, {} of their time on duty.",
                busy(share)
            )
        }
        _ => String::new(),
    }
}

fn measures(rows: &[StationRow], station: &str, words: &Catalogue) -> Vec<MetricView> {
    let mut own: Vec<&StationRow> =
        rows.iter().filter(|row| row.station == station && row.estimate.is_some()).collect();
    // Measures that the report does not know go last, in the order of the file.
    own.sort_by_key(|row| {
        words.all(Kind::Measure).iter().position(|known| known.name == row.metric).unwrap_or(usize::MAX)
    });
    let unit = TimeUnit::of_stations(rows.iter().map(|row| (row.metric.as_str(), row.estimate)));
    own.into_iter().map(|row| view(row, unit, words)).collect()
}

fn view(row: &StationRow, unit: TimeUnit, words: &Catalogue) -> MetricView {
    let figure = |value: f64, half: Option<f64>| match row.unit.as_str() {
        "minutes" => Figure::of_time(unit, half),
        other => Figure::new(value, other, half),
    };
    let (estimate, interval) = estimated(row.estimate, (row.ci_low, row.ci_high), figure);
    MetricView {
        name: row.metric.clone(),
        label: label(words, Kind::Measure, &row.metric),
        definition: definition(words, Kind::Measure, &row.metric),
        estimate,
        interval,
    }
}

/// A time in minutes, in the unit that suits `scale`.
pub(super) fn minutes(value: f64, scale: f64) -> String {
    let (parts, name) = unit(scale);
    format!("{} {name}", short(value / parts, 2))
}

/// Minutes in the unit that suits a time, and its name.
fn unit(minutes: f64) -> (f64, &'static str) {
    match minutes.abs() {
        short if short < 120.0 => (1.0, "minutes"),
        middling if middling < 48.0 * 60.0 => (60.0, "hours"),
        _ => (24.0 * 60.0, "days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::fixture;
    use crate::words::Language;

    /// The tables with another busy share of the people of `human_review`.
    fn busy(share: f64) -> Tables {
        let mut tables = fixture::tables();
        let of_review = |row: &&mut StationRow| row.station == "human_review" && row.metric == "utilisation";
        tables.stations.iter_mut().filter(of_review).for_each(|row| row.estimate = Some(share));
        tables
    }

    #[test]
    fn people_with_time_to_spare_are_no_bottleneck() {
        let lead = |share| section(&busy(share), Language::English.words()).lead;
        for share in [0.51, 0.84] {
            assert!(
                lead(share).starts_with("No station is a bottleneck. The busiest station is “human_review”")
            );
        }
        assert!(lead(0.51).contains("busy 51% of their time on duty"), "{}", lead(0.51));
        assert!(lead(0.85).starts_with("The bottleneck is “human_review”"), "{}", lead(0.85));
    }

    #[test]
    fn an_only_station_may_be_a_bottleneck() {
        let lead = |share: f64| {
            let mut tables = busy(share);
            tables.stations.retain(|row| row.station == "human_review");
            section(&tables, Language::English.words()).lead
        };
        assert!(lead(0.84).starts_with("Its people are busy 84"), "{}", lead(0.84));
        assert!(lead(0.9).starts_with("It is a bottleneck. Its people are busy 90"), "{}", lead(0.9));
    }

    #[test]
    fn the_bottleneck_is_named_and_marked() {
        let section = section(&busy(0.92), Language::English.words());
        assert!(section.lead.starts_with("The bottleneck is “human_review”"), "{}", section.lead);
        assert!(section.lead.contains("92%") && section.lead.contains("23.25 hours"), "{}", section.lead);
        assert_eq!(section.stations[1].marks, ["busiest people", "longest waits"]);
        assert!(section.stations[0].marks.is_empty());
    }

    #[test]
    fn the_busiest_need_not_have_the_longest_waits() {
        let mut tables = fixture::tables();
        for row in
            tables.stations.iter_mut().filter(|row| row.station == "intake" && row.metric == "utilisation")
        {
            row.estimate = Some(0.95);
        }
        let section = section(&tables, Language::English.words());
        assert!(
            section.lead.contains("those of “intake”, 95%") && section.lead.contains("before “human_review”")
        );
        assert_eq!(section.stations[0].marks, ["busiest people"]);
        assert_eq!(section.stations[1].marks, ["longest waits"]);
    }

    #[test]
    fn undefined_measures_are_left_out_and_times_take_one_unit() {
        let section = section(&fixture::tables(), Language::English.words());
        let review = &section.stations[1].measures;
        assert!(review.iter().all(|measure| measure.name != "late_share"));
        let p95 = review.iter().find(|measure| measure.name == "wait_p95");
        assert_eq!(p95.map(|measure| measure.estimate.as_str()), Some("81 h"));
        assert_eq!(p95.map(|measure| measure.interval.as_str()), Some("78 to 84 h"));
        assert_eq!(minutes(90.0, 90.0), "90 minutes");
    }

    #[test]
    fn no_stations_say_nothing() {
        let section = section(&Tables::default(), Language::English.words());
        assert!(section.lead.is_empty() && section.stations.is_empty());
        assert!(headlines(&Tables::default(), Language::English.words()).is_empty());
    }
}
