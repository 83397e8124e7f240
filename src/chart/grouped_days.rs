//! Long periods for a figure of limited width: several days become one point.
//!
//! What the points are drawn as is not known here.

use std::sync::Arc;

use super::words::count;
use crate::results::{QueueRow, Tables, TimelineRow};

/// Longest period of which every day is drawn.
const EVERY_DAY: usize = 4_000;
/// At most so many points are drawn of a longer one: fewer than the panel is wide.
const POINTS: usize = 600;

/// How many days make a point.
pub(super) fn days_a_point(tables: &Tables) -> usize {
    let days = tables.timeline.len();
    if days > EVERY_DAY { days.div_ceil(POINTS) } else { 1 }
}

/// What a note says of it.
pub(super) fn note(span: usize) -> String {
    format!("Means over replications and {} days a point.", count(span as f64))
}

/// The days in groups of `span` consecutive ones, under the date of the first: means of what is a mean
/// or a count, and the longest of the longest lines. A group is worked if one of its days is.
pub(super) fn grouped(tables: &Tables, span: usize) -> Tables {
    let stations = tables.queues.chunk_by(|one, next| one.station == next.station);
    Tables {
        timeline: tables.timeline.chunks(span).map(days).collect(),
        queues: stations.flat_map(|rows| rows.chunks(span).map(line)).collect(),
        ..tables.clone()
    }
}

fn mean<T>(rows: &[T], value: impl Fn(&T) -> Option<f64>) -> Option<f64> {
    let (sum, rows) =
        rows.iter().filter_map(value).fold((0.0, 0.0), |(sum, rows), one| (sum + one, rows + 1.0));
    (rows > 0.0).then(|| sum / rows)
}

fn days(rows: &[TimelineRow]) -> TimelineRow {
    let of = |value: fn(&TimelineRow) -> f64| mean(rows, |row| Some(value(row))).unwrap_or(0.0);
    TimelineRow {
        date: rows.first().map_or_else(String::new, |first| first.date.clone()),
        working: rows.iter().any(|row| row.working),
        arrivals: of(|row| row.arrivals),
        applications: of(|row| row.applications),
        decisions: of(|row| row.decisions),
        approvals: of(|row| row.approvals),
        queue_mean: of(|row| row.queue_mean),
        queue_max: rows.iter().map(|row| row.queue_max).fold(0.0, f64::max),
        utilisation: mean(rows, |row| row.utilisation),
    }
}

fn line(rows: &[QueueRow]) -> QueueRow {
    QueueRow {
        station: rows.first().map_or_else(|| Arc::from(""), |first| Arc::clone(&first.station)),
        date: rows.first().map_or_else(String::new, |first| first.date.clone()),
        queue_mean: mean(rows, |row| Some(row.queue_mean)).unwrap_or(0.0),
        queue_max: rows.iter().map(|row| row.queue_max).fold(0.0, f64::max),
        utilisation: mean(rows, |row| row.utilisation),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(date: &str, working: bool, arrivals: f64, queue: (f64, f64), busy: Option<f64>) -> TimelineRow {
        TimelineRow {
            date: date.to_owned(),
            working,
            arrivals,
            applications: 0.0,
            decisions: 2.0 * arrivals,
            approvals: 0.0,
            queue_mean: queue.0,
            queue_max: queue.1,
            utilisation: busy,
        }
    }

    #[test]
    fn a_group_has_the_means_and_the_longest_line_of_its_days() {
        let timeline = vec![
            day("2024-01-06", false, 3.0, (1.0, 9.0), None),
            day("2024-01-07", false, 5.0, (3.0, 4.0), None),
            day("2024-01-08", true, 1.0, (2.0, 2.0), Some(0.5)),
        ];
        let row = |station: &str, of: &TimelineRow| QueueRow {
            station: station.into(),
            date: of.date.clone(),
            queue_mean: of.queue_mean,
            queue_max: of.queue_max,
            utilisation: of.utilisation,
        };
        let queues = ["desk", "window"].iter().flat_map(|station| timeline.iter().map(|of| row(station, of)));
        let tables = Tables { queues: queues.collect(), timeline: timeline.clone(), ..Tables::default() };
        let pairs = grouped(&tables, 2);
        assert_eq!(pairs.timeline, [day("2024-01-06", false, 4.0, (2.0, 9.0), None), timeline[2].clone()]);
        let expected = ["desk", "window"].map(|name| [0, 1].map(|pair| row(name, &pairs.timeline[pair])));
        assert_eq!(pairs.queues, expected.as_flattened());
    }

    #[test]
    fn only_long_periods_are_grouped() {
        for (days, span) in [(1, 1), (EVERY_DAY, 1), (EVERY_DAY + 1, 7), (50_000, 84)] {
            let timeline = vec![day("2024-01-01", true, 1.0, (0.0, 0.0), None); days];
            let tables = Tables { timeline, ..Tables::default() };
            assert_eq!(days_a_point(&tables), span);
            assert!(grouped(&tables, span).timeline.len() <= EVERY_DAY);
        }
    }
}
