//! `--precision` of differences: replications end once the difference of every scenario to the base is known so well.

use std::fmt::Display;

use super::sides::{Played, Side};
use crate::cli::Failure;
use crate::cli::args::CompareArgs;
use crate::cli::precision::{parse_all, said};
use crate::cli::sweep::stations;
use crate::experiment::{Compared, Estimates, Measured, PairedPrecision, Precision};
use crate::words::{Catalogue, Phrase};

/// The precisions that a person asks for. Those of stations are of stations that all scenarios have.
///
/// # Errors
/// A metric or a half-width that is none.
pub(in crate::cli) fn precisions(
    arguments: &CompareArgs,
    sides: &[Side],
) -> Result<Vec<PairedPrecision>, Failure> {
    let names: Vec<Vec<String>> = sides.iter().map(|side| stations(&side.compiled.model)).collect();
    let Some((base, others)) = names.split_first() else { return Ok(Vec::new()) };
    let common: Vec<&str> = base
        .iter()
        .filter(|name| others.iter().all(|other| other.contains(name)))
        .map(String::as_str)
        .collect();
    let place =
        |names: &[String], name: &str| names.iter().position(|known| known == name).unwrap_or_default();
    let of = |precision: Precision| {
        let compared = |other: &Vec<String>| match precision.of {
            Measured::Metric(metric) => Compared::Metric(metric),
            Measured::Station { station, measure } => {
                let name = common[station];
                Compared::Station { measure, base: place(base, name), other: place(other, name) }
            }
        };
        let of = others.iter().map(compared).collect();
        PairedPrecision { name: precision.name, half_width: precision.half_width, of }
    };
    Ok(parse_all(&arguments.precision, &common)?.into_iter().map(of).collect())
}

/// Warnings of precisions that were not reached, each with the scenario it is of.
pub(super) fn not_reached<'a>(
    words: &Catalogue,
    precision: &[PairedPrecision],
    sides: &'a [Side],
    played: &[Played],
) -> Vec<(&'a str, String)> {
    let all: Vec<&Estimates> = played.iter().map(|played| &played.run.estimates).collect();
    let Some((base, others)) = all.split_first() else { return Vec::new() };
    let mut found = Vec::new();
    for precision in precision {
        for (at, reached) in precision.reached(base, others).into_iter().enumerate() {
            let metric = &precision.name;
            let values: [(&str, &dyn Display); 2] = [("metric", metric), ("played", &base.replications)];
            let text = match reached {
                Some((reached, allowed)) if reached <= allowed => continue,
                Some((reached, allowed)) => {
                    let unit = precision.of[at].unit();
                    let (asked, reached) = (said(allowed, unit), said(reached, unit));
                    let more: [(&str, &dyn Display); 2] = [("asked", &asked), ("reached", &reached)];
                    words.say(Phrase::WarningDifferenceMissed, &[values, more].concat())
                }
                None => words.say(Phrase::WarningDifferenceConstant, &values),
            };
            found.push((sides[at + 1].name(), text));
        }
    }
    found
}
