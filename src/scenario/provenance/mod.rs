//! The numbers of a scenario, and where each comes from.
//!
//! What is known of the standard numbers stands in `provenance.toml`; a scenario adds what it knows of its own in
//! `[provenance]`. Whoever changes a number and says nothing of it leaves a number without a tag: what was known spoke
//! of another. What a number does is not known here.

mod leaves;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

use super::read::fault::{Fault, Faults};
use super::read::field::{Field as _, join};
use super::read::load::Loaded;
use super::read::offer::near;
use super::read::reader::Reader;
use super::read::section::Section as _;
use super::read::source::Sources;
use super::read::tree;
use super::sections::Scenario;
use super::sections::applicants::PopulationSource;
use super::sections::provenance::{Amount, Provenance, ProvenanceSection, TagName, fault};
use crate::words::say;

/// A number of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// Its key, as `--set` takes it.
    pub key: String,
    /// What it is.
    pub amount: Amount,
    /// Where it comes from; `None` if nobody has said.
    pub origin: Option<NumberOrigin>,
}

/// Where a number comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberOrigin {
    /// The key of the entry that says so: that of the number, or one above it.
    pub entry: String,
    /// What kind of origin it is.
    pub tag: TagName,
    /// Where it can be looked up; may be empty.
    pub source: String,
    /// Least and greatest value that it may well have.
    pub band: Option<(Amount, Amount)>,
}

impl Number {
    /// Whether it lies outside its own band.
    pub fn is_outside(&self) -> bool {
        let band = self.origin.as_ref().and_then(|origin| origin.band);
        band.is_some_and(|(low, high)| {
            !(self.amount.is_like(low) && (low.base()..=high.base()).contains(&self.amount.base()))
        })
    }
}

/// What is known of the standard numbers.
const TEXT: &str = include_str!("../provenance.toml");

/// The source of a number that is not written.
const DEFAULT: &str = "default";

static STANDARD: LazyLock<Provenance> = LazyLock::new(|| {
    let (mut sources, mut faults) = (Sources::default(), Faults::default());
    let id = sources.add("provenance.toml", TEXT, None);
    let root = tree::parse(TEXT, id, &mut faults);
    let mut reader = Reader::new(&sources, &mut faults, Vec::new());
    // A text that cannot be read is a broken build, which a test does not let pass.
    Provenance::read(&root, &mut reader).unwrap_or_default()
});

/// Sections whose numbers mean nothing for entities without attributes.
const ABOUT_APPLICANTS: [&str; 16] = [
    "restriction",
    "population",
    "attribute",
    "self_check",
    "behaviours",
    "application",
    "screen",
    "weights",
    "factors",
    "factor",
    "human",
    "patience",
    "notice",
    "human_request",
    "reapply",
    "unasked_restoration",
];

/// The numbers of a scenario, read from `loaded`, in the order of its keys. Seed, replications, interventions and
/// expectations are none of the model's.
pub fn numbers(loaded: &Loaded, scenario: &Scenario) -> Vec<Number> {
    let usual: BTreeMap<String, Amount> = leaves::of(&Scenario::default().to_table()).into_iter().collect();
    let origin = |key: &str, amount: Amount| {
        let source = leaves::source_of(&loaded.root, key);
        let written = source.map_or(0, |source| loaded.sources.layer(source));
        let said = find(&scenario.provenance, key)
            .filter(|(_, section)| loaded.sources.layer(section.place("").source) >= written);
        let known = || find(&STANDARD, key).filter(|_| usual.get(key) == Some(&amount));
        let origin = said.or_else(known).map(|(entry, section)| NumberOrigin {
            entry: entry.to_owned(),
            tag: section.tag,
            source: section.source.clone(),
            band: section.low.zip(section.high),
        });
        // What nobody has written is what a key is without being written: nothing, mostly.
        let default = || NumberOrigin {
            entry: key.to_owned(),
            tag: TagName::Assumption,
            source: DEFAULT.to_owned(),
            band: None,
        };
        origin.or_else(|| source.is_none().then(default))
    };
    let number = |(key, amount): (String, Amount)| Number { origin: origin(&key, amount), key, amount };
    let plain = scenario.population.source == PopulationSource::Plain;
    let matters = |(key, _): &(String, Amount)| {
        !(plain && ABOUT_APPLICANTS.iter().any(|section| is_at_or_below(key, section)))
    };
    leaves::of(&scenario.to_table()).into_iter().filter(matters).map(number).collect()
}

/// The entry for a key, or for the nearest key above it.
fn find<'a>(all: &'a Provenance, key: &str) -> Option<(&'a str, &'a ProvenanceSection)> {
    let mut path = key;
    loop {
        if let Some((entry, section)) = all.entries.get_key_value(path) {
            return Some((entry.as_str(), section));
        }
        path = &path[..path.rfind('.')?];
    }
}

/// Adds the faults of the entries of a scenario: bands that are none, and keys of no number. What a file that it builds on
/// says of a number that the scenario has left out is no fault.
pub(super) fn check(scenario: &Scenario, found: &mut Vec<Fault>) {
    let Provenance { entries, own } = &scenario.provenance;
    found.extend(entries.iter().filter_map(|(key, section)| fault(key, section)));
    if own.is_empty() {
        return;
    }
    let written = scenario.to_table();
    let keys: Vec<String> = leaves::of(&written).into_iter().map(|(key, _)| key).collect();
    let mut known = Vec::new();
    Scenario::collect_keys("", &mut known);
    // A list that a scenario leaves empty has no number now, and could have.
    let empty = |key: &str| is_empty(&written, key) && known.iter().any(|known| is_at_or_below(known, key));
    for (key, section) in entries.iter().filter(|(key, _)| own.contains(*key)) {
        if !keys.iter().any(|number| is_at_or_below(number, key)) && !empty(key) {
            let help = match near(key, keys.iter().map(String::as_str)) {
                Some(near) => say!(DidYouMean, known = near),
                None => say!(WriteTheKeyOfANumber).to_owned(),
            };
            found.push(Fault::rule(
                section.place(""),
                say!(IsTheKeyOfNoNumber, key = key),
                say!(ChangesNothing),
                help,
            ));
        }
    }
}

/// Whether nothing, or an empty list, stands at a key.
fn is_empty(table: &toml::Table, key: &str) -> bool {
    let mut parts = key.split('.');
    let first = parts.next().and_then(|part| table.get(part));
    let value = parts.fold(first, |value, part| value?.as_table()?.get(part));
    value.is_none_or(|value| value.as_array().is_some_and(Vec::is_empty))
}

/// Whether a key is this one or lies below it.
fn is_at_or_below(key: &str, above: &str) -> bool {
    key.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The section `[provenance]` of a file that says of these numbers what is known, and nothing of those of which nothing
/// is. One line an entry.
pub(super) fn text(numbers: &[Number]) -> String {
    let (mut out, mut written) = (String::new(), BTreeSet::new());
    for number in numbers {
        let Some(origin) = &number.origin else { continue };
        // An entry above several numbers can be said again if it comes to speak of no other.
        let speaks_of = |other: &Number| match &other.origin {
            Some(other) => is_at_or_below(&other.entry, &origin.entry),
            None => false,
        };
        let below = |other: &&Number| is_at_or_below(&other.key, &origin.entry);
        let whole = numbers.iter().filter(below).all(speaks_of);
        let key = if whole { origin.entry.as_str() } else { number.key.as_str() };
        if written.insert(key) {
            line(&mut out, key, origin);
        }
    }
    if out.is_empty() { out } else { format!("\n[provenance]\n{out}") }
}

fn line(out: &mut String, key: &str, origin: &NumberOrigin) {
    let text = |text: &str| toml::Value::String(text.to_owned());
    let mut parts = vec![format!("tag = {}", text(origin.tag.name()))];
    for (name, end) in [("low", origin.band.map(|band| band.0)), ("high", origin.band.map(|band| band.1))] {
        parts.extend(end.and_then(|end| end.to_toml()).map(|end| format!("{name} = {end}")));
    }
    if !origin.source.is_empty() {
        parts.push(format!("source = {}", text(&origin.source)));
    }
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{} = {{ {} }}", join("", key), parts.join(", "));
}
