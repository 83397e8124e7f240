//! Figures of several stations, of a plain queue, and of restoration.

#![allow(clippy::unwrap_used)]

use super::font::Fonts;
use super::scene::Shape;
use super::tests::{assert_tidy, names, scenes, svg};
use super::{fixture, queue_timeline};

#[test]
fn a_plain_queue_has_no_figure_about_applicants() {
    let tables = fixture::plain();
    assert_eq!(names(&tables), ["queue_timeline"]);
    let text = svg(&tables, "queue_timeline");
    assert!(text.contains("In line before desk") && !text.contains("restricted"));
    assert_tidy(&tables, "plain");
}

#[test]
fn a_whole_that_is_cut_is_shown_for_plain_entities_too() {
    let mut tables = fixture::plain();
    for row in &mut tables.summary {
        if row.metric == "eventual_approval_rate" {
            row.estimate = Some(0.8);
        }
    }
    assert!(names(&tables).contains(&"routes"));
    let text = svg(&tables, "routes");
    assert!(text.contains("Ends") && text.contains("Approved") && !text.contains("Restored"));
}

#[test]
fn days_before_the_stations_are_counted_have_no_line() {
    let mut tables = fixture::plain();
    for row in &mut tables.timeline {
        row.decisions = 100.0;
    }
    for row in &mut tables.queues[..10] {
        (row.queue_mean, row.queue_max, row.utilisation) = (0.0, 0.0, Some(0.0));
    }
    let points: Vec<usize> = scenes(&tables, "test")[0]
        .shapes
        .iter()
        .filter_map(|shape| match shape {
            Shape::Path { points, .. } if points.len() > 2 => Some(points.len()),
            _ => None,
        })
        .collect();
    // Mean and longest line lack ten days, the arrivals none.
    assert_eq!(points, [52, 52, 62]);
    assert!(svg(&tables, "queue_timeline").contains("first day on which stations are counted"));
}

#[test]
fn every_station_has_its_line_and_the_longest_comes_first() {
    let text = svg(&fixture::tables(), "queue_timeline");
    let place = |words: &str| text.find(words).unwrap();
    assert!(place("human_review") < place("intake"));
    assert!(text.contains("72%") && text.contains("440"));
}

#[test]
fn many_stations_with_long_names_fit_over_short_and_long_runs() {
    let fonts = Fonts::load().unwrap();
    for stations in [2, 5, 8, 30] {
        for days in [1, 2, 10, 300] {
            let mut tables = fixture::tables();
            tables.timeline.truncate(days);
            tables.stations.clear();
            tables.queues = (0..stations)
                .flat_map(|station| {
                    let name = format!("{station}: 人工复核 {}", "with a name beyond all bounds ".repeat(5));
                    fixture::queue(&name, &tables.timeline, 1.0 + f64::from(station))
                })
                .collect();
            assert_tidy(&tables, "many stations");
            let figure = queue_timeline::draw(&tables, "many", &fonts).unwrap().unwrap();
            assert_eq!(figure.caption.contains("22 more stations"), stations == 30, "{}", figure.caption);
            assert!(figure.caption.contains(&format!("before “{}: 人工复核", stations - 1)));
        }
    }
}

#[test]
fn restoration_is_told_of_all_applicants_and_otherwise_among_the_restored() {
    let mut tables = fixture::tables();
    let text = svg(&tables, "decision_delay");
    assert!(text.contains("of all applicants") && text.contains("day 60: 55.7%"));
    tables.delays.retain(|row| row.measure != "restoration_incidence");
    let text = svg(&tables, "decision_delay");
    assert!(text.contains("among the restored") && !text.contains("of all applicants"));
    assert_tidy(&tables, "no incidence");
}
