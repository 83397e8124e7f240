//! Figures over tables of every shape: what they say, that nothing overlaps, that nothing breaks.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use super::font::Fonts;
use super::scene::{Align, Scene, Shape};
use super::*;
use crate::results::{AttemptRow, BehaviourRow, DelayRow, TimelineRow};
use crate::words::Language;

const NAMES: [&str; 8] = [
    "approval_by_behaviour",
    "effects",
    "approval_by_score",
    "routes",
    "attempts",
    "decision_delay",
    "queue_timeline",
    "segments",
];

pub(super) fn names(tables: &Tables) -> Vec<&'static str> {
    let figures = draw_all(tables, "test", Language::English.words()).unwrap();
    figures.iter().map(|figure| figure.name).collect()
}

pub(super) fn svg(tables: &Tables, name: &str) -> String {
    let figures = draw_all(tables, "test", Language::English.words()).unwrap();
    figures.into_iter().find(|figure| figure.name == name).unwrap().svg
}

/// Every scene that the tables give, for checks of the layout.
pub(super) fn scenes(tables: &Tables, title: &str) -> Vec<Scene> {
    let fonts = Fonts::load().unwrap();
    [
        approval_by_behaviour::draw(&tables.behaviours, title, &fonts, Language::English.words()),
        effects::draw(&tables.effects, title, &fonts, Language::English.words()),
        approval_by_score::draw(&tables.segments, title, &fonts),
        routes::draw(&tables.summary, tables.is_plain(), title, &fonts, Language::English.words()),
        attempts::draw(&tables.attempts, title, &fonts),
        decision_delay::draw(&tables.delays, tables.is_plain(), title, &fonts),
        queue_timeline::draw(tables, title, &fonts).unwrap(),
        segments::draw(&tables.segments, title, &fonts, Language::English.words()),
    ]
    .into_iter()
    .flatten()
    .map(|drawing| drawing.scene)
    .collect()
}

/// The box of every text: left, top, right, bottom.
fn text_boxes(scene: &Scene) -> Vec<(String, [f64; 4])> {
    let fonts = Fonts::load().unwrap();
    let texts = scene.shapes.iter().filter_map(|shape| match shape {
        Shape::Text { at, words, style } => Some((at, words, style)),
        _ => None,
    });
    texts
        .map(|(at, words, style)| {
            let width = fonts.width(words, style.size, style.weight);
            let left = match style.align {
                Align::Left => at.0,
                Align::Centre => at.0 - width / 2.0,
                Align::Right => at.0 - width,
            };
            // Capitals alone: the line's ascenders and descenders may share white space.
            let half = style.size * 0.36;
            (words.clone(), [left, at.1 - half, left + width, at.1 + half])
        })
        .collect()
}

pub(super) fn assert_tidy(tables: &Tables, title: &str) {
    for scene in scenes(tables, title) {
        let boxes = text_boxes(&scene);
        for (place, (words, [left, top, right, bottom])) in boxes.iter().enumerate() {
            assert!(
                *left >= 0.0 && *top >= 0.0 && *right <= scene.width && *bottom <= scene.height,
                "{words:?} is clipped: {left} {top} {right} {bottom}"
            );
            for (other, [l, t, r, b]) in &boxes[place + 1..] {
                let apart = right <= l || r <= left || bottom <= t || b <= top;
                assert!(apart, "{words:?} runs into {other:?}");
            }
        }
        for shape in &scene.shapes {
            let points = match shape {
                Shape::Path { points, .. } | Shape::Area { points, .. } => points.clone(),
                Shape::Rect { from, to, .. } => vec![*from, *to],
                Shape::Disc { centre, .. } => vec![*centre],
                Shape::Text { at, .. } => vec![*at],
            };
            for (x, y) in points {
                assert!((0.0..=scene.width).contains(&x) && (0.0..=scene.height).contains(&y));
            }
        }
    }
}

#[test]
fn a_usual_run_gives_every_figure_in_both_formats() {
    let figures = draw_all(&fixture::tables(), "Base", Language::English.words()).unwrap();
    let made: Vec<_> = figures.iter().map(|figure| figure.name).collect();
    assert_eq!(made, NAMES);
    for figure in figures {
        assert!(figure.svg.starts_with("<svg ") && figure.svg.trim_end().ends_with("</svg>"));
        assert!(figure.png.starts_with(b"\x89PNG\r\n\x1a\n"));
        assert!(figure.caption.ends_with('.'));
        assert!(figure.svg.contains("synthetic; compare scenarios, do not read levels"));
    }
}

#[test]
fn tables_without_rows_give_no_figure() {
    assert!(draw_all(&Tables::default(), "empty", Language::English.words()).unwrap().is_empty());
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    let draw = || draw_all(&fixture::tables(), "Base", Language::English.words()).unwrap();
    assert_eq!(draw(), draw());
}

#[test]
fn labels_are_neither_clipped_nor_in_each_others_way() {
    assert_tidy(&fixture::tables(), "Base scenario");
}

#[test]
fn figures_carry_their_numbers_as_text() {
    let tables = fixture::tables();
    let behaviours = svg(&tables, "approval_by_behaviour");
    for words in ["Repay arrears", "+33.0 pp", "−0.2 pp", "9,720 eligible"] {
        assert!(behaviours.contains(words), "{words}");
    }
    let routes = svg(&tables, "routes");
    for words in ["26.1%", "42.8%", "55.8%", "0.2%"] {
        assert!(routes.contains(words), "{words}");
    }
    assert!(svg(&tables, "attempts").contains("1,350 decided"));
    assert!(svg(&tables, "segments").contains("64.0%"));
    assert!(svg(&tables, "decision_delay").contains("76.0%"));
}

#[test]
fn behaviours_are_sorted_by_the_effect_of_the_intervention() {
    let text = svg(&fixture::tables(), "approval_by_behaviour");
    let place = |words: &str| text.find(words).unwrap();
    let order = [
        "Repay arrears",
        "Secure the account",
        "Stop editing",
        "Keep steady",
        "Complete the",
        "Raise external",
        "Submit documents",
    ]
    .map(place);
    assert!(order.is_sorted());
}

/// What concerns few stands low, however much it does for them.
#[test]
fn effects_are_sorted_by_what_they_do_for_all_applicants() {
    let text = svg(&fixture::tables(), "effects");
    let place = |words: &str| text.find(words).unwrap();
    assert!(place("Secure the account") < place("Stop editing"));
    for words in ["+9.0 pp", "+0.6 pp", "+6.0 pp", "everyone", "one"] {
        assert!(text.contains(words), "{words}");
    }
}

#[test]
fn one_basis_alone_fills_the_page() {
    for (basis, present, absent) in
        [("observed", "Difference", "Effect"), ("intervention", "Effect", "Difference")]
    {
        let mut tables = fixture::tables();
        tables.behaviours.retain(|row| row.basis == basis);
        let text = svg(&tables, "approval_by_behaviour");
        assert!(text.contains(present) && !text.contains(absent));
        assert_tidy(&tables, "one basis");
    }
}

#[test]
fn missing_intervals_leave_the_dots() {
    let mut tables = fixture::tables();
    for row in &mut tables.behaviours {
        (row.ci_low, row.ci_high) = (None, None);
    }
    for row in &mut tables.segments {
        (row.ci_low, row.ci_high) = (None, None);
    }
    for row in &mut tables.attempts {
        (row.ci_low, row.ci_high) = (None, None);
    }
    for row in &mut tables.summary {
        (row.std_error, row.ci_low, row.ci_high) = (None, None, None);
    }
    assert_eq!(names(&tables), NAMES);
    assert_tidy(&tables, "one replication");
}

#[test]
fn undefined_rates_leave_their_figures_out() {
    let mut tables = fixture::tables();
    for row in &mut tables.behaviours {
        row.first_pass_approval_rate = None;
    }
    for row in &mut tables.attempts {
        row.approval_rate = None;
    }
    for row in &mut tables.summary {
        row.estimate = None;
    }
    let made: BTreeSet<_> = names(&tables).into_iter().collect();
    for name in ["approval_by_behaviour", "attempts", "routes"] {
        assert!(!made.contains(name), "{name}");
    }
}

#[test]
fn extreme_rates_stay_on_the_page() {
    for rate in [0.0, 1.0] {
        let mut tables = fixture::tables();
        for row in &mut tables.behaviours {
            row.first_pass_approval_rate = Some(rate);
            (row.ci_low, row.ci_high) = (Some(rate), Some(rate));
        }
        for row in &mut tables.segments {
            row.first_pass_approval_rate = Some(rate);
        }
        for row in &mut tables.attempts {
            row.approval_rate = Some(rate);
            (row.ci_low, row.ci_high) = (Some(rate), Some(rate));
        }
        for row in &mut tables.summary {
            row.estimate = Some(rate);
            (row.ci_low, row.ci_high) = (Some(rate), Some(rate));
        }
        assert_eq!(names(&tables), NAMES);
        assert_tidy(&tables, "extreme");
    }
}

#[test]
fn a_single_date_is_a_figure_and_a_bad_one_a_named_error() {
    let mut tables = fixture::tables();
    tables.timeline.truncate(1);
    assert!(names(&tables).contains(&"queue_timeline"));
    assert_tidy(&tables, "one day");
    tables.timeline[0].date = "yesterday".to_owned();
    let error = draw_all(&tables, "bad", Language::English.words()).unwrap_err();
    assert!(error.to_string().contains("`yesterday`"));
}

#[test]
fn periods_from_days_to_years_are_labelled_without_collisions() {
    for days in [2, 9, 44, 46, 200, 900, 4_000, 4_001, 50_000] {
        let mut date = jiff::civil::date(2023, 12, 30);
        let mut tables = Tables::default();
        for _ in 0..days {
            tables.timeline.push(TimelineRow {
                date: date.to_string(),
                working: true,
                arrivals: 1.0,
                applications: 1.0,
                decisions: 1.0,
                approvals: 0.5,
                queue_mean: 0.2,
                queue_max: 1.0,
                utilisation: None,
            });
            date = date.tomorrow().unwrap();
        }
        assert_tidy(&tables, "period");
    }
}

#[test]
fn a_hundred_values_and_long_names_fit() {
    let long = "a_very_long_name_that_no_panel_could_ever_hold_without_an_ellipsis";
    let mut tables = fixture::tables();
    for value in 0..100 {
        let row = fixture::segment(long, &format!("{long}_{value}"), 50.0 + f64::from(value), 0.5);
        tables.segments.push(row);
        tables.segments.push(fixture::segment(&format!("segment_{value}"), "only", 10.0, 0.2));
    }
    let mut unknown: BehaviourRow = tables.behaviours[0].clone();
    unknown.behaviour = long.to_owned();
    tables.behaviours.push(unknown);
    for attempt in 5..40 {
        tables.attempts.push(AttemptRow {
            attempt,
            applications: 0.0,
            approval_rate: Some(0.9),
            ci_low: None,
            ci_high: None,
        });
    }
    for bin in 0..150 {
        tables.delays.push(DelayRow {
            measure: "decision_working_days".to_owned(),
            unit: "working_days".to_owned(),
            from: 6.0 + f64::from(bin),
            to: Some(7.0 + f64::from(bin)),
            share: 1e-4,
            cumulative_share: 1.0,
        });
    }
    assert_eq!(names(&tables), NAMES);
    assert_tidy(&tables, &long.repeat(5));
}

#[test]
fn numbers_that_are_not_finite_do_no_harm() {
    let mut tables = fixture::tables();
    for (place, row) in tables.timeline.iter_mut().enumerate() {
        if place % 5 == 0 {
            (row.queue_mean, row.queue_max) = (f64::NAN, f64::INFINITY);
        }
    }
    tables.summary[0].estimate = Some(f64::NAN);
    for row in &mut tables.segments {
        row.first_pass_approval_rate = Some(f64::NAN);
    }
    tables.delays[1].share = f64::NAN;
    draw_all(&tables, "not finite", Language::English.words()).unwrap();
}

#[test]
fn control_characters_in_a_name_do_not_reach_the_document() {
    let figures = draw_all(&fixture::tables(), "tab\tbell\u{7}", Language::English.words()).unwrap();
    assert!(figures.iter().all(|figure| !figure.svg.contains(['\t', '\u{7}'])));
}
