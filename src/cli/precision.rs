//! `--precision METRIC=±X`: what a person writes, and what they are told if it is not reached.

use std::fmt::Display;

use super::Failure;
use super::terminal::complain;
use crate::experiment::{Estimates, HalfWidth, Measured, Precision};
use crate::model::Model;
use crate::observe::{METRICS, STATION_MEASURES};
use crate::scenario::read::offer::near;
use crate::scenario::read::quantity::number_in;
use crate::words::figures::Figure;
use crate::words::{Catalogue, Phrase, say};

/// `METRIC=±X` in the unit of the tables or with a unit of its own, `METRIC=±Xpp` for percentage points of a share, or
/// `METRIC=±X%rel` for percent of the value, where `±`, `+-` or nothing may stand before the number. METRIC is one of
/// `summary.csv`, or `STATION.MEASURE` of one of the `stations`.
pub(super) fn parse_precision(text: &str, stations: &[&str]) -> Result<Precision, Failure> {
    let usage = |what: String| Failure::Usage(say!(ErrorPrecision, text = text, what = what));
    let Some((name, width)) = text.split_once('=') else {
        return Err(usage(say!(WriteMetricXForExample).to_owned()));
    };
    let name = name.trim();
    let of = measured(name, stations).ok_or_else(|| usage(unknown(name, stations)))?;
    let width = width.trim();
    let number = width.strip_prefix('±').or_else(|| width.strip_prefix("+-")).unwrap_or(width).trim();
    let above_zero =
        |number: &str| number.trim().parse::<f64>().ok().filter(|number| *number > 0.0 && number.is_finite());
    let unit = of.unit();
    let wrong =
        || usage(percent_of(name, unit, number).unwrap_or_else(|| say!(IsNoHalfWidthWrite, width = width)));
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
        let with_unit = || number_in(number, unit).filter(|number| *number > 0.0 && number.is_finite());
        let in_unit = above_zero(number).or_else(|| if number.ends_with('%') { None } else { with_unit() });
        HalfWidth::Absolute(in_unit.ok_or_else(wrong)?)
    };
    Ok(Precision { name: name.to_owned(), of, half_width })
}

/// The names of the stations of a model, in their order.
pub(super) fn station_names(model: &Model) -> Vec<&str> {
    model.tally_config().stations.iter().map(|station| station.name.as_str()).collect()
}

/// All that are asked for, of a process with these stations.
pub(super) fn parse_all(asked: &[String], stations: &[&str]) -> Result<Vec<Precision>, Failure> {
    asked.iter().map(|text| parse_precision(text, stations)).collect()
}

/// What a name is of: a metric of `summary.csv`, or `STATION.MEASURE` of one of the `stations`.
pub(super) fn measured(name: &str, stations: &[&str]) -> Option<Measured> {
    if let Some(metric) = METRICS.iter().position(|metric| metric.name == name) {
        return Some(Measured::Metric(metric));
    }
    let (station, measure) = name.rsplit_once('.')?;
    let station = stations.iter().position(|known| *known == station)?;
    let measure = STATION_MEASURES.iter().position(|(known, _)| *known == measure)?;
    Some(Measured::Station { station, measure })
}

/// The name of a metric or measure of a process with these stations that was surely meant.
pub(super) fn near_metric(name: &str, stations: &[&str]) -> Option<String> {
    let of_stations = stations
        .iter()
        .flat_map(|station| STATION_MEASURES.iter().map(move |(measure, _)| format!("{station}.{measure}")));
    let known: Vec<String> = METRICS.iter().map(|metric| metric.name.to_owned()).chain(of_stations).collect();
    near(name, known.iter().map(String::as_str)).map(str::to_owned)
}

/// Why a name is none, and which was meant.
fn unknown(name: &str, stations: &[&str]) -> String {
    /// Stations that are named.
    const MOST: usize = 3;
    if STATION_MEASURES.iter().any(|(measure, _)| *measure == name) && !stations.is_empty() {
        let homes: Vec<String> =
            stations.iter().take(MOST).map(|station| format!("`{station}.{name}`")).collect();
        return say!(IsOfAStation, name = name, homes = homes.join(", "));
    }
    let remedy = near_metric(name, stations)
        .map_or(say!(SimMetricsPrintsAll).to_owned(), |near| say!(SheetDidYouMean, near = near));
    say!(ThereIsNoMetricIn, name = name, remedy = remedy)
}

/// What to write for a half-width in percent, which may be of two things.
fn percent_of(metric: &str, unit: &str, width: &str) -> Option<String> {
    let percent = width.strip_suffix('%')?;
    let number = percent.trim().parse().ok().filter(|number: &f64| *number > 0.0 && number.is_finite())?;
    Some(match unit {
        "share" => say!(PercentOfWhat, metric = metric, number = number),
        _ => say!(PercentOfTheValue, metric = metric, number = number),
    })
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
    let (name, played) = (&precision.name, estimates.replications);
    let about = |phrase| words.say(phrase, &[("metric", name), ("played", &played)]);
    let Some((reached, allowed)) = precision.reached(estimates) else {
        return Some(match precision.of.defined(estimates) {
            0 => about(Phrase::WarningPrecisionUndefined),
            1 => words.say(Phrase::WarningPrecisionOnce, &[("metric", name), ("played", &played)]),
            _ => about(Phrase::WarningPrecisionConstant),
        });
    };
    let width = |width: f64| said(width, precision.of.unit());
    (reached > allowed).then(|| {
        let percent = match precision.half_width {
            HalfWidth::Absolute(_) => None,
            HalfWidth::Relative(share) => Some(100.0 * share),
        };
        let mut values: Vec<(&str, &dyn Display)> = vec![("metric", name), ("played", &played)];
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
pub(super) fn said(half_width: f64, unit: &str) -> String {
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
            let width = said(width, asked.of.unit());
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

/// Says on stderr which precisions of shares, without a unit, are so large that points were surely meant: `typed` beside
/// what was read of it, a name, a half-width and the unit of the metric.
pub(super) fn warn_of_shares<'a>(
    words: &Catalogue,
    typed: &[String],
    asked: impl IntoIterator<Item = (&'a str, HalfWidth, &'static str)>,
) {
    for warning in typed.iter().zip(asked).filter_map(|(text, asked)| large_share(words, text, asked)) {
        complain(&format!("{}{warning}", words.text(Phrase::Warning)));
    }
}

fn large_share(
    words: &Catalogue,
    typed: &str,
    (name, half_width, unit): (&str, HalfWidth, &str),
) -> Option<String> {
    let HalfWidth::Absolute(width) = half_width else { return None };
    (unit == "share" && width >= LARGE_SHARE && !typed.trim_end().ends_with("pp")).then(|| {
        let (number, points) = (plain(width), plain(100.0 * width));
        let values: [(&str, &dyn Display); 3] = [("metric", &name), ("number", &number), ("points", &points)];
        words.say(Phrase::WarningPrecisionShare, &values)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As it is read in a process with one station.
    fn read(text: &str) -> Precision {
        parse_precision(text, &["human_review"]).unwrap_or_else(|failure| panic!("{text}: {failure:?}"))
    }

    /// Why it is refused.
    fn refused(text: &str) -> String {
        match parse_precision(text, &["human_review"]) {
            Err(Failure::Usage(told)) => told,
            other => panic!("{text}: {other:?}"),
        }
    }

    /// Whoever writes `=0.1` for a share asks for ten points, and hardly means it.
    #[test]
    fn a_large_share_without_a_unit_is_asked_about() {
        let words = crate::words::Language::English.words();
        let large = |text: &str| {
            let read = read(text);
            large_share(words, text, (&read.name, read.half_width, read.of.unit()))
        };
        let said = large("flip_rate=0.1").unwrap_or_default();
        assert!(said.contains("±10 percentage points") && said.contains("±0.1pp"), "{said}");
        for text in ["flip_rate=±0.005", "flip_rate=±10pp", "flip_rate=±10%rel", "decision_days_mean=±1"]
        {
            assert_eq!(large(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_reached_stands_beside_what_was_asked_for() {
        let words = crate::words::Language::English.words();
        let figure = Figure::new(0.43, "share", Some(0.002));
        let told = |text: &str| beside_target(words, &read(text), &figure, 0.002);
        assert_eq!(told("flip_rate=0.1"), "±0.20 pp (asked: ±10 pp)");
        assert_eq!(told("flip_rate=±1%rel"), "±0.20 pp (asked: ±1% of the value)");
    }

    /// What is told can be pasted, and is the half-width that was meant.
    #[test]
    fn a_half_width_that_may_mean_two_things_is_told_with_what_to_write() {
        for (typed, meant) in [
            ("first_pass_approval_rate=1%", HalfWidth::Absolute(0.01)),
            ("first_pass_approval_rate=±1 %", HalfWidth::Relative(0.01)),
            ("decision_days_mean=1%", HalfWidth::Relative(0.01)),
            ("decision_days_mean=±1pp", HalfWidth::Absolute(1.0)),
            ("human_review.wait_p95=±5%", HalfWidth::Relative(0.05)),
            ("human_review.wait_p95=±5pp", HalfWidth::Absolute(5.0)),
        ] {
            let told = refused(typed);
            let pasted = told.split('`').skip(1).step_by(2);
            let offered: Vec<HalfWidth> = pasted
                .filter_map(|text| parse_precision(text, &["human_review"]).ok())
                .map(|precision| precision.half_width)
                .collect();
            assert!(offered.contains(&meant), "{typed}: {told}");
        }
        let told = refused("wait_mean=1");
        assert!(told.contains("measure of a station") && told.contains("`human_review.wait_mean`"), "{told}");
        assert!(refused("human_review.wait_p95x=1").contains("human_review.wait_p95"));
        assert!(refused("desk.wait_p95=1").contains("no metric `desk.wait_p95`"));
    }

    #[test]
    fn a_half_width_may_have_a_unit_of_its_own() {
        for (typed, in_tables) in [
            ("restoration_days_p50=±12h", 0.5),
            ("cost_per_decision_cny=¥1", 1.0),
            ("decision_working_days_mean=±0.5 working days", 0.5),
            ("human_review.wait_p95=±10min", 10.0),
            ("human_review.wait_p95=±2h", 120.0),
            ("human_review.wait_p95=10", 10.0),
            ("human_review.utilisation=±1pp", 0.01),
        ] {
            assert_eq!(read(typed).half_width, HalfWidth::Absolute(in_tables), "{typed}");
        }
        assert_eq!(read("human_review.wait_p95=1").of.unit(), "minutes");
        assert!(matches!(read("human_review.wait_p95=1").of, Measured::Station { station: 0, .. }));
    }

    #[test]
    fn a_precision_names_a_metric_and_a_half_width() {
        for text in
            ["flip_rate=±0.01", "flip_rate=+-0.01", "flip_rate = 0.01", "flip_rate=±1pp", "flip_rate=1pp"]
        {
            let precision = read(text);
            assert_eq!(precision.name, "flip_rate");
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
            "decision_days_mean=±-1d",
            "human_review.wait_p95=±1 working days",
            "flip_rate=±100%rel",
            "flip_rate=±%rel",
        ] {
            refused(text);
        }
    }
}
