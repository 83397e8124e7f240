//! `--precision METRIC=±X`: what a person writes, and what they are told if it is not reached.

use std::fmt::Display;

use super::Failure;
use super::figures::Figure;
use crate::experiment::{Estimates, HalfWidth, Precision};
use crate::observe::METRICS;
use crate::scenario::read::reader::near;
use crate::words::{Catalogue, Phrase, say};

/// `METRIC=±X`, `METRIC=±Xpp` for percentage points of a share, or `METRIC=±X%rel` for percent of the value, where `±`,
/// `+-` or nothing may stand before the number.
pub(super) fn parse_precision(text: &str) -> Result<Precision, Failure> {
    let usage = |what: String| Failure::Usage(say!(ErrorPrecision, text = text, what = what));
    let Some((name, width)) = text.split_once('=') else {
        return Err(usage(say!(WriteMetricXForExample).to_owned()));
    };
    let Some(metric) = METRICS.iter().position(|metric| metric.name == name.trim()) else {
        let near = near(name.trim(), METRICS.iter().map(|metric| metric.name));
        let remedy =
            near.map_or(say!(SimMetricsPrintsAll).to_owned(), |near| say!(SheetDidYouMean, near = near));
        return Err(usage(say!(ThereIsNoMetricIn, name = name, remedy = remedy)));
    };
    let width = width.trim();
    let number = width.strip_prefix('±').or_else(|| width.strip_prefix("+-")).unwrap_or(width);
    let above_zero =
        |number: &str| number.trim().parse::<f64>().ok().filter(|number| *number > 0.0 && number.is_finite());
    let wrong = || usage(say!(IsNoHalfWidthWrite, width = width));
    let half_width = if let Some(points) = number.strip_suffix("pp") {
        let unit = METRICS[metric].unit;
        if unit != "share" {
            let what = say!(PpIsForSharesAnd, trim = name.trim(), unit = unit);
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
    let width = Figure::new(half_width, unit, Some(half_width)).say(half_width);
    match unit {
        "share" => width.replace(" %", say!(FiguresPp)),
        _ => width,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
