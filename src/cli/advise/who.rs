//! `--who NAME=VALUE,…`: of which kind the applicants are that advice is for.

use crate::cli::Failure;
use crate::model::Model;
use crate::observe::Names;
use crate::population::{Applicant, Attribute, Kind, Range};
use crate::random::{ROW, ReplicationKey};
use crate::scenario::read::offer::near;
use crate::words::say;

/// Applicants of which it is counted how many are of the kind.
const LOOKED_AT: u64 = 20_000;

/// Reads what was typed. Of the same name several values may be given, of which any will do.
///
/// # Errors
/// Names and values that are none, and ranges upside down.
pub(super) fn parse(typed: &[String], names: &Names) -> Result<Kind, Failure> {
    let mut kind = Kind::default();
    for text in typed.iter().map(|text| text.trim()) {
        let parts = text.split_once('=').map(|(name, value)| (name.trim(), value.trim()));
        let Some((name, value)) = parts.filter(|(name, value)| !name.is_empty() && !value.is_empty()) else {
            return Err(Failure::Usage(say!(AdviseWhoForm, text = text)));
        };
        let segment = names.segments.iter().position(|known| known.name == name);
        let attribute = attribute(names, name);
        let in_segment = segment.and_then(|at| {
            let value = names.segments[at].values.iter().position(|known| known == value)?;
            Some((at, value as u8))
        });
        if let Some((at, value)) = in_segment {
            match kind.segments.iter_mut().find(|(known, _)| *known == at) {
                Some((_, values)) => values.push(value),
                None => kind.segments.push((at, vec![value])),
            }
            continue;
        }
        let Some((at, words)) = attribute else {
            return Err(Failure::Usage(match segment {
                Some(at) => no_value(name, value, &names.segments[at].values),
                None => no_name(names, name, text),
            }));
        };
        let named = words.iter().position(|known| known == value).map(|at| at as f64);
        let range = match named {
            Some(number) => Range { low: number, high: number, whole: false },
            None => range(text, value)?.ok_or_else(|| {
                let known = segment.map_or(words, |at| &names.segments[at].values[..]);
                Failure::Usage(no_value(name, value, known))
            })?,
        };
        match kind.ranges.iter_mut().find(|(known, _)| *known == at) {
            Some((_, ranges)) => ranges.push(range),
            None => kind.ranges.push((at, vec![range])),
        }
    }
    Ok(kind)
}

/// An attribute by its name, and what its values are called, if they are.
fn attribute<'n>(names: &'n Names, name: &str) -> Option<(Attribute, &'n [String])> {
    if let Some(at) = Attribute::NAMES.iter().position(|known| *known == name) {
        return Some((Attribute::at(at), &[]));
    }
    let own = names.attributes.iter().position(|known| known.name == name)?;
    Some((Attribute::at(Attribute::GENERATED + own), &names.attributes[own].values))
}

/// `LOW..HIGH`, both included, or one number; `None` if it is neither.
fn range(text: &str, value: &str) -> Result<Option<Range>, Failure> {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    let (low, high) = match value.split_once("..") {
        Some((low, high)) => (number(low), number(high.trim_start_matches('='))),
        None => (number(value), number(value)),
    };
    let Some((low, high)) = low.zip(high) else { return Ok(None) };
    if low > high {
        return Err(Failure::Usage(say!(AdviseWhoUpsideDown, text = text, low = low, high = high)));
    }
    // Of scores and days the whole part counts, of shares between 0 and 1 every decimal does.
    let whole = low.fract() == 0.0 && high.fract() == 0.0 && high > 1.0;
    Ok(Some(Range { low, high, whole }))
}

fn no_value(name: &str, value: &str, known: &[String]) -> String {
    let remedy = match near(value, known.iter().map(String::as_str)) {
        Some(near) => say!(SheetDidYouMean, near = near),
        None if known.is_empty() => say!(AdviseWhoWriteARange, name = name),
        None => say!(ItIsOneOf, names = known.join(", ")),
    };
    say!(AdviseWhoNoValue, name = name, value = value, remedy = remedy)
}

fn no_name(names: &Names, name: &str, text: &str) -> String {
    let segments: Vec<&str> = names.segments.iter().map(|segment| segment.name.as_str()).collect();
    let own = names.attributes.iter().map(|attribute| attribute.name.as_str());
    let all = segments.iter().copied().chain(Attribute::NAMES).chain(own);
    let remedy = near(name, all).map_or_else(
        || say!(AdviseWhoNames, segments = segments.join(", ")),
        |near| say!(SheetDidYouMean, near = near),
    );
    say!(AdviseWhoNoName, text = text, name = name, remedy = remedy)
}

/// How many of so many applicants of a replication are of a kind.
pub(super) fn fitting(model: &Model, seed: u64, kind: &Kind) -> (u64, u64) {
    let config = model.config();
    let key = ReplicationKey::new(seed, 0);
    let (mut fits, mut all) = (0, 0);
    let (mut row, mut own) = ([Applicant::BLANK; ROW], Vec::new());
    while all < LOOKED_AT {
        config.population.applicants(key, all, &mut row);
        for (index, applicant) in (all..).zip(&row) {
            config.population.own_values(key, index, applicant, &mut own);
            let segments = config.segments.of(applicant, &own);
            fits += u64::from(kind.holds(applicant, &own, &segments));
        }
        all += ROW as u64;
    }
    (fits, all)
}
