//! `--precision METRIC=±X`: what a person writes, and what they are told if it is not reached.

use std::fmt::Display;

use super::Failure;
use super::terminal::complain;
use crate::experiment::{Estimates, HalfWidth, Precision};
use crate::observe::{METRICS, STATION_MEASURES};
use crate::scenario::read::offer::near;
use crate::scenario::read::quantity::number_in;
use crate::words::figures::Figure;
use crate::words::{Catalogue, Phrase, say};

/// `METRIC=±X`, `METRIC=±Xpp` for percentage points of a share, or `METRIC=±X%rel` for percent of the value, where `±`,
/// `+-` or nothing may stand before the number.
pub(super) fn parse_precision(text: &str) -> Result<Precision, Failure> {
    let usage = |what: String| Failure::Usage(say!(ErrorPrecision, text = text, what = what));
    let Some((name, width)) = text.split_once('=') else {
        return Err(usage(say!(WriteMetricXForExample).to_owned()));
    };
    let Some(metric) = METRICS.iter().position(|metric| metric.name == name.trim()) else {
        if STATION_MEASURES.iter().any(|(measure, _)| *measure == name.trim()) {
            return Err(usage(say!(IsOfAStation, name = name.trim())));
        }
        let near = near(name.trim(), METRICS.iter().map(|metric| metric.name));
        let remedy =
            near.map_or(say!(SimMetricsPrintsAll).to_owned(), |near| say!(SheetDidYouMean, near = near));
        return Err(usage(say!(ThereIsNoMetricIn, name = name, remedy = remedy)));
    };
    let width = width.trim();
    let number = width.strip_prefix('±').or_else(|| width.strip_prefix("+-")).unwrap_or(width);
    let above_zero =
        |number: &str| number.trim().parse::<f64>().ok().filter(|number| *number > 0.0 && number.is_finite());
    let (name, unit) = (name.trim(), METRICS[metric].unit);
    let wrong =
        || usage(in_its_unit(name, unit, number).unwrap_or_else(|| say!(IsNoHalfWidthWrite, width = width)));
    let half_width = if let Some(points) = number.strip_suffix("pp") {
        if unit != "share" {
            let in_unit = of_unit(unit).map_or_else(String::new, |unit| say!(InItsUnit, unit = unit));
            let what = say!(PpIsForSharesAnd, trim = name, number = points.trim(), in_unit = in_unit);
            return Err(usage(what));
        }
        HalfWidth::Absolute(above_zero(points).ok_or_else(wrong)? / 100.0)
    } else if let Some(percent) = number.strip_suffix("%rel") {
        let share = above_zero(percent)
            .filter(|percent| *percent < 100.0)
            .ok_or_else(|| usage(say!(MustLieAboveAndBelow, width = width)))?;
        HalfWidth::Relative(share / 100.0)
    } else {
        HalfWidth::Absolute(above_zero(number).ok_or_else(wrong)?)
    };
    Ok(Precision { metric, half_width })
}

/// What to write for a half-width in percent, or in a unit of its own.
fn in_its_unit(metric: &str, unit: &str, width: &str) -> Option<String> {
    let above_zero = |number: &f64| *number > 0.0 && number.is_finite();
    if let Some(percent) = width.strip_suffix('%') {
        let number = percent.trim().parse().ok().filter(above_zero)?;
        return Some(match unit {
            "share" => say!(PercentOfWhat, metric = metric, number = number),
            _ => say!(PercentOfTheValue, metric = metric, number = number),
        });
    }
    let number = number_in(width, unit).filter(above_zero)?;
    Some(say!(WidthInItsUnit, metric = metric, unit = of_unit(unit)?, number = number))
}

/// A unit of tables in words; nothing for numbers without one.
fn of_unit(unit: &str) -> Option<&str> {
    Some(match unit {
        "working_days" => say!(WorkingDays).trim(),
        "cny" => "CNY",
        "count" | "share" => return None,
        other => other,
    })
}

/// A warning if a precision was not reached.
pub(super) fn not_reached(words: &Catalogue, precision: &Precision, estimates: &Estimates) -> Option<String> {
    let (name, played) = (METRICS[precision.metric].name, estimates.replications);
    let about = |phrase| words.say(phrase, &[("metric", &name), ("played", &played)]);
    let Some((reached, allowed)) = precision.reached(estimates) else {
        return Some(match estimates.metrics[precision.metric].moments.count() {
            0 => about(Phrase::WarningPrecisionUndefined),
            1 => words.say(Phrase::WarningPrecisionOnce, &[("metric", &name), ("played", &played)]),
            _ => about(Phrase::WarningPrecisionConstant),
        });
    };
    let width = |width: f64| said(width, METRICS[precision.metric].unit);
    (reached > allowed).then(|| {
        let percent = match precision.half_width {
            HalfWidth::Absolute(_) => None,
            HalfWidth::Relative(share) => Some(100.0 * share),
        };
        let mut values: Vec<(&str, &dyn Display)> = vec![("metric", &name), ("played", &played)];
        let (asked, reached) = (width(allowed), width(reached));
        values.extend([("asked", &asked as &dyn Display), ("reached", &reached)]);
        match &percent {
            None => words.say(Phrase::WarningPrecisionMissed, &values),
            Some(percent) => {
                values.push(("percent", percent));
                words.say(Phrase::WarningPrecisionMissedRelative, &values)
            }
        }
    })
}

/// A half-width in the unit in which its metric is said.
fn said(half_width: f64, unit: &str) -> String {
    if unit == "share" {
        // As it was asked for: a width below a hundredth of a point is not rounded away.
        return format!("{} pp", plain(100.0 * half_width));
    }
    Figure::new(half_width, unit, Some(half_width)).say(half_width)
}

/// A number with three significant digits at most and no trailing zeros.
fn plain(number: f64) -> String {
    let decimals = (2.0 - number.abs().log10().floor()).clamp(0.0, 12.0) as usize;
    let text = format!("{number:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// The half-width that was reached, beside the one that was asked for.
pub(super) fn beside_target(words: &Catalogue, asked: &Precision, figure: &Figure, half: f64) -> String {
    let reached = figure.half_width_alone(half);
    match asked.half_width {
        HalfWidth::Absolute(width) => {
            let width = said(width, METRICS[asked.metric].unit);
            words.say(Phrase::PrecisionAsked, &[("reached", &reached), ("asked", &width)])
        }
        HalfWidth::Relative(share) => {
            let percent = plain(100.0 * share);
            words.say(Phrase::PrecisionAskedRelative, &[("reached", &reached), ("percent", &percent)])
        }
    }
}

/// From this half-width of a share on, percentage points were surely meant.
const LARGE_SHARE: f64 = 0.05;

/// Says on stderr which precisions of shares, without a unit, are so large that points were surely meant.
pub(super) fn warn_of_shares(words: &Catalogue, asked: &[String]) {
    for warning in asked.iter().filter_map(|text| large_share(words, text)) {
        complain(&format!("{}{warning}", words.text(Phrase::Warning)));
    }
}

fn large_share(words: &Catalogue, text: &str) -> Option<String> {
    let precision = parse_precision(text).ok()?;
    let metric = &METRICS[precision.metric];
    let HalfWidth::Absolute(width) = precision.half_width else { return None };
    (metric.unit == "share" && width >= LARGE_SHARE && !text.trim_end().ends_with("pp")).then(|| {
        let (number, points) = (plain(width), plain(100.0 * width));
        let values: [(&str, &dyn Display); 3] =
            [("metric", &metric.name), ("number", &number), ("points", &points)];
        words.say(Phrase::WarningPrecisionShare, &values)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever writes `=0.1` for a share asks for ten points, and hardly means it.
    #[test]
    fn a_large_share_without_a_unit_is_asked_about() {
        let words = crate::words::Language::English.words();
        let said = large_share(words, "flip_rate=0.1").unwrap_or_default();
        assert!(said.contains("±10 percentage points") && said.contains("±0.1pp"), "{said}");
        for text in ["flip_rate=±0.005", "flip_rate=±10pp", "flip_rate=±10%rel", "decision_days_mean=±1"]
        {
            assert_eq!(large_share(words, text), None, "{text}");
        }
    }

    #[test]
    fn what_is_reached_stands_beside_what_was_asked_for() {
        let words = crate::words::Language::English.words();
        let figure = Figure::new(0.43, "share", Some(0.002));
        let told = |text: &str| beside_target(words, &parse_precision(text).expect(text), &figure, 0.002);
        assert_eq!(told("flip_rate=0.1"), "±0.20 pp (asked: ±10 pp)");
        assert_eq!(told("flip_rate=±1%rel"), "±0.20 pp (asked: ±1% of the value)");
    }

    /// What is told can be pasted, and is the half-width that was meant.
    #[test]
    fn a_half_width_in_another_unit_is_told_in_that_of_its_metric() {
        for (typed, meant) in [
            ("first_pass_approval_rate=1%", HalfWidth::Absolute(0.01)),
            ("first_pass_approval_rate=±1 %", HalfWidth::Relative(0.01)),
            ("restoration_days_p50=±12h", HalfWidth::Absolute(0.5)),
            ("cost_per_decision_cny=¥1", HalfWidth::Absolute(1.0)),
            ("decision_days_mean=1%", HalfWidth::Relative(0.01)),
            ("decision_days_mean=±1pp", HalfWidth::Absolute(1.0)),
            ("decision_working_days_mean=±0.5 working days", HalfWidth::Absolute(0.5)),
        ] {
            let Err(Failure::Usage(told)) = parse_precision(typed) else { panic!("{typed} was accepted") };
            let offered = told.split('`').skip(1).step_by(2).filter_map(|text| parse_precision(text).ok());
            let offered: Vec<HalfWidth> = offered.map(|precision| precision.half_width).collect();
            assert!(offered.contains(&meant), "{typed}: {told}");
        }
        let Err(Failure::Usage(told)) = parse_precision("wait_mean=1") else { panic!("accepted") };
        assert!(told.contains("measure of a station"), "{told}");
    }

    #[test]
    fn a_precision_names_a_metric_and_a_half_width() {
        let read = |text: &str| parse_precision(text).expect(text);
        for text in
            ["flip_rate=±0.01", "flip_rate=+-0.01", "flip_rate = 0.01", "flip_rate=±1pp", "flip_rate=1pp"]
        {
            let precision = read(text);
            assert_eq!(METRICS[precision.metric].name, "flip_rate");
            assert_eq!(precision.half_width, HalfWidth::Absolute(0.01), "{text}");
        }
        assert_eq!(read("decision_days_mean=±5%rel").half_width, HalfWidth::Relative(0.05));
        for text in [
            "flip_rate",
            "flip_rat=0.1",
            "flip_rate=0",
            "flip_rate=NaN",
            "flip_rate=-1",
            "flip_rate=±0pp",
            "decision_days_mean=±1pp",
            "flip_rate=±100%rel",
            "flip_rate=±%rel",
        ] {
            assert!(matches!(parse_precision(text), Err(Failure::Usage(_))), "{text} was accepted");
        }
    }
}
