//! The numbers of a scenario and where they come from, in words.

use serde_json::json;

use crate::scenario::{Number, TagName};
use crate::words::say;
pub(super) use crate::workbench::provenance_rows as rows;

/// Numbers without a tag that are named; the others are counted.
const MOST_NAMED: usize = 5;

/// The keys of those of which nobody has said where they come from.
fn untagged(numbers: &[Number]) -> Vec<&str> {
    numbers.iter().filter(|number| number.origin.is_none()).map(|number| number.key.as_str()).collect()
}

/// How many there are of each origin, and which have none.
pub(super) fn words(numbers: &[Number]) -> String {
    let tagged = |tag: TagName| {
        numbers.iter().filter(|number| number.origin.as_ref().is_some_and(|origin| origin.tag == tag)).count()
    };
    let without = untagged(numbers);
    let named: Vec<String> = without.iter().take(MOST_NAMED).map(|key| format!("`{key}`")).collect();
    let more = if without.len() > MOST_NAMED { ", …" } else { "" };
    let keys = format!("{}{more}", named.join(", "));
    let untagged = match without.len() {
        0 => String::new(),
        count => say!(NumbersUntaggedKeys, count = count, keys = keys),
    };
    say!(
        Numbers,
        count = numbers.len(),
        seed = tagged(TagName::Seed),
        data = tagged(TagName::Data),
        source = tagged(TagName::Source),
        assumption = tagged(TagName::Assumption),
        untagged = untagged,
    )
}

/// Numbers that lie outside the band that is stated for them.
pub(super) fn outside(numbers: &[Number]) -> Vec<String> {
    let warning = |number: &Number| {
        let (low, high) = number.origin.as_ref()?.band?;
        let said = || say!(NumberOutside, key = number.key, value = number.amount, low = low, high = high);
        number.is_outside().then(said)
    };
    numbers.iter().filter_map(warning).collect()
}

/// The same as a document.
pub(super) fn json(numbers: &[Number]) -> serde_json::Value {
    json!({ "numbers": numbers.len(), "untagged": untagged(numbers) })
}
