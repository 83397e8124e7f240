//! Remedies for what stands in a `--set` argument: what they say to write is said as another argument, with its path.

use super::field::join;
use super::set::{find_equals, parse_keys};
use super::source::{Place, Sources};

/// The option, and the name of the sources that its arguments are.
pub(super) const ARGUMENT: &str = "--set";

/// The remedy of a fault at `place`: where that is in an argument, each `key = value` of it as an argument. A key that
/// stands alone lies beside the one that was set; one of several parts is a whole path.
pub(super) fn as_arguments(help: &str, place: Place, sources: &Sources) -> Option<String> {
    if sources.name(place.source) != ARGUMENT {
        return None;
    }
    let argument = sources.text(place.source);
    let equals = find_equals(argument)?;
    // In a table the key may lie anywhere.
    if argument[equals + 1..].trim_start().starts_with(['{', '[']) {
        return None;
    }
    let keys = parse_keys(&argument[..equals], place.source)?;
    let (own, above) = keys.split_last()?;
    let section = above.iter().fold(String::new(), |path, (key, _)| join(&path, key));
    let mut said = String::new();
    // Every second part stands between backquotes.
    for (at, part) in help.split('`').enumerate() {
        let assigned =
            part.split_once(" = ").filter(|(key, value)| at % 2 == 1 && is_path(key) && !value.is_empty());
        let path = assigned.and_then(|(key, _)| {
            if key.contains('.') {
                Some(key.to_owned())
            } else {
                (key == own.0 || !section.is_empty()).then(|| join(&section, key))
            }
        });
        if at > 0 {
            said.push('`');
        }
        match assigned.zip(path) {
            Some(((_, value), path)) => {
                said.extend([ARGUMENT, " ", &in_a_shell(&path, value)]);
            }
            None => said += part,
        }
    }
    (said != help).then_some(said)
}

/// Whether a text is a dotted path of keys that need no quotes.
fn is_path(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// `path=value` as it is typed in a shell: a text needs no quotes of TOML, and what a shell would read stands in its own.
fn in_a_shell(path: &str, value: &str) -> String {
    let bare = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let bare =
        bare.filter(|text| !text.is_empty() && !text.contains(['"', '\\']) && text.parse::<f64>().is_err());
    let argument = format!("{path}={}", bare.unwrap_or(value));
    let plain = |c: char| {
        c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '=' | ':' | '/' | '¥' | '+' | '%' | '…')
    };
    if argument.chars().all(plain) || argument.contains('\'') { argument } else { format!("'{argument}'") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(argument: &str, help: &str) -> Option<String> {
        let mut sources = Sources::default();
        let id = sources.add(ARGUMENT, argument, None);
        as_arguments(help, Place::new(id, 0..argument.len()), &sources)
    }

    #[test]
    fn what_is_written_instead_has_the_path_of_what_was_set() {
        for (argument, help, expected) in [
            (
                "team.reviewers.people=x",
                "write a whole number, for example `people = 9`",
                "--set team.reviewers.people=9",
            ),
            ("patience.limit=30", "write `limit = \"30d\"`", "--set patience.limit=30d"),
            ("stage.a.due=x", "write `due = \"2 working days\"`", "--set 'stage.a.due=2 working days'"),
            ("seed=x", "for example `seed = 3`", "--set seed=3"),
            (
                "stage.a.by=band",
                "write both: `approve_at = 70` and `refuse_below = 50`",
                "--set stage.a.refuse_below=50",
            ),
            ("arrivals.file=a.csv", "write `period.start = \"2024-01-01\"`", "--set period.start=2024-01-01"),
        ] {
            let said = said(argument, help).unwrap_or_default();
            assert!(said.contains(&format!("`{expected}`")), "{argument}: {said}");
        }
    }

    #[test]
    fn what_is_no_assignment_stays() {
        assert_eq!(said("seed=x", "did you mean `sea`?"), None);
        assert_eq!(said("seed=x", "write `name = \"a\"`"), None, "whose `name` is not known");
        assert_eq!(said("team.a={people=x}", "write `people = 3`"), None);
    }
}
