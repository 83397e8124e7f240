//! `--variant 'NAME: KEY=VALUE; KEY=VALUE'`: a scenario that is the base with these keys set.

use crate::cli::Failure;
use crate::words::say;

/// Keys that no variant sets: they are what makes scenarios comparable, or its own name.
const SAME: [&str; 4] = ["seed", "replications", "name", "interventions"];

/// The base with some keys set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Variant {
    pub(in crate::cli) name: String,
    /// `KEY=VALUE` each.
    pub(in crate::cli) sets: Vec<String>,
}

impl Variant {
    /// What a person writes.
    ///
    /// # Errors
    /// A variant without a name or without a key, and a key that stays the same.
    pub(in crate::cli) fn parse(text: &str) -> Result<Self, Failure> {
        let mut parts = apart(text, ':');
        let name = parts.first().map_or("", |name| name.trim());
        if parts.len() < 2 || name.is_empty() || name.contains('=') {
            return Err(Failure::Usage(say!(ErrorVariantWithoutName, text = text.trim())));
        }
        let name = name.to_owned();
        // A colon in a value parts nothing.
        let settings = text.get(parts.remove(0).len() + 1..).unwrap_or_default();
        let sets = apart(settings, ';').into_iter().map(|part| part.trim().to_owned());
        let sets: Vec<String> = sets.filter(|part| !part.is_empty()).collect();
        if sets.is_empty() {
            return Err(Failure::Usage(say!(ErrorVariantSetsNothing, name = name)));
        }
        for set in &sets {
            let key = set.split_once('=').map_or(set.as_str(), |(key, _)| key).replace(['"', '\'', ' '], "");
            if SAME.contains(&key.split('.').next().unwrap_or_default()) {
                return Err(Failure::Usage(say!(ErrorVariantKeyStays, name = name, key = key)));
            }
        }
        Ok(Self { name, sets })
    }

    /// What is wrong with what it sets, said with its name.
    pub(in crate::cli) fn faulty(&self, failure: Failure) -> Failure {
        match failure {
            Failure::Usage(told) => Failure::Usage(say!(ErrorInVariant, name = self.name, told = told)),
            other => other,
        }
    }
}

/// The parts of a text between `mark`s that stand in no quotes and no brackets.
fn apart(text: &str, mark: char) -> Vec<&str> {
    let (mut parts, mut from) = (Vec::new(), 0);
    let (mut quote, mut escaped, mut depth) = (None, false, 0_i32);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            _ if escaped => escaped = false,
            (Some('"'), '\\') => escaped = true,
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth -= 1,
            (None, c) if c == mark && depth <= 0 => {
                parts.push(&text[from..at]);
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (String, Vec<String>) {
        let Ok(Variant { name, sets }) = Variant::parse(text) else { panic!("{text}") };
        (name, sets)
    }

    #[test]
    fn a_variant_has_a_name_and_settings() {
        for (text, name, sets) in [
            ("ten: team.reviewers.people=10", "ten", &["team.reviewers.people=10"][..]),
            (" a b :x=1;y = 2 ; ", "a b", &["x=1", "y = 2"]),
            (
                "late: team.reviewers.shifts=[\"09:00-12:00\"]; x=\"a;b\"",
                "late",
                &["team.reviewers.shifts=[\"09:00-12:00\"]", "x=\"a;b\""],
            ),
            ("t: period.start=2024-01-01; at=09:30", "t", &["period.start=2024-01-01", "at=09:30"]),
            ("中文: x={ a = 1; b = 2 }", "中文", &["x={ a = 1; b = 2 }"]),
        ] {
            assert_eq!(parsed(text), (name.to_owned(), sets.iter().map(|set| (*set).to_owned()).collect()));
        }
    }

    #[test]
    fn what_is_no_variant_is_told_with_its_name_and_key() {
        for (text, told) in [
            ("x=1", "has no name"),
            (": x=1", "has no name"),
            ("x=[\"09:00\"]: y=2", "has no name"),
            ("ten:", "sets nothing"),
            ("ten: ;", "sets nothing"),
            ("ten: seed=3", "`seed`"),
            ("ten: interventions.enabled=true", "`interventions.enabled`"),
        ] {
            let Err(Failure::Usage(message)) = Variant::parse(text) else { panic!("{text}") };
            assert!(message.contains(told), "{text}: {message}");
        }
    }
}
