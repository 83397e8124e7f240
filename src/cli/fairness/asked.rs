//! Which segments are asked for, and which value of each the others are held against.

use crate::cli::cuts::said_of_segment;
use crate::observe::Names;
use crate::words::say;

/// A segment that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    /// Its position among those of the scenario.
    pub(super) segment: usize,
    pub(super) name: String,
    pub(super) values: Vec<String>,
    /// The position of the value that the others are held against.
    pub(super) reference: usize,
}

impl Asked {
    /// The values but the reference.
    pub(super) fn others(&self) -> impl Iterator<Item = usize> + use<> {
        let reference = self.reference;
        (0..self.values.len()).filter(move |value| *value != reference)
    }
}

/// The segments of these names, each with the first of `references` that is a value of it, or its first value.
///
/// # Errors
/// Names that are none or come twice, and values that no segment has.
pub(super) fn asked(names: &Names, by: &[String], references: &[String]) -> Result<Vec<Asked>, String> {
    let wanted: Vec<&str> = by.iter().map(|name| name.trim()).collect();
    let mut all: Vec<Asked> = Vec::new();
    for name in &wanted {
        let position = names.segments.iter().position(|segment| segment.name == *name);
        let Some(segment) = position.filter(|_| all.iter().all(|asked| asked.name != *name)) else {
            let known: Vec<&str> = names.segments.iter().map(|segment| segment.name.as_str()).collect();
            return Err(said_of_segment(&known, name, &wanted));
        };
        let values = names.segments[segment].values.clone();
        let reference = values.iter().position(|value| references.iter().any(|named| named.trim() == *value));
        all.push(Asked { segment, name: (*name).to_owned(), reference: reference.unwrap_or(0), values });
    }
    let unknown = references
        .iter()
        .find(|named| all.iter().all(|asked| !asked.values.iter().any(|value| value == named.trim())));
    match unknown {
        None => Ok(all),
        Some(named) => {
            let known: Vec<&str> = all.iter().flat_map(|asked| &asked.values).map(String::as_str).collect();
            Err(say!(ErrorNoReference, value = named, values = known.join(", ")))
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::observe::SegmentNames;

    #[test]
    fn a_reference_is_a_value_of_a_segment_that_is_asked_for() {
        let segment = |name: &str, values: &[&str]| SegmentNames {
            name: name.to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        };
        let segments = vec![segment("age", &["young", "old"]), segment("months", &["none", "some"])];
        let names = Names { segments, ..Names::default() };
        let texts = |all: &[&str]| all.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let found = |by: &[&str], references: &[&str]| asked(&names, &texts(by), &texts(references));
        let chosen = found(&["months", " age"], &["old"]).unwrap();
        let chosen: Vec<_> = chosen.iter().map(|asked| (asked.segment, asked.reference)).collect();
        assert_eq!(chosen, [(1, 0), (0, 1)]);
        for (by, references) in [(&["agee"][..], &[][..]), (&["age", "age"], &[]), (&["age"], &["some"])] {
            assert!(found(by, references).is_err(), "{by:?} {references:?}");
        }
    }
}
