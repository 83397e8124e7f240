//! Data files as people have them: from bytes to cells, and a receipt of what was read.
//!
//! What a column means to a model is not known here; `cards` and `arrival_files` know it.

pub(super) mod days;
pub(super) mod forms;
pub(super) mod kinds;
pub(super) mod moments;
pub(super) mod numbers;
mod patterns;
pub(super) mod receipt;
pub(super) mod sheet;
pub(super) mod text;

/// Why a file, or a part of it, cannot be read, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// What was found.
    pub(super) what: String,
    /// What to write or do instead.
    pub(super) remedy: String,
}

impl Refusal {
    pub(super) fn new(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { what: what.into(), remedy: remedy.into() }
    }
}

/// The longest part of a cell that a message quotes, characters.
const MOST_QUOTED: usize = 40;

/// A cell as a message quotes it: the beginning of its first line.
pub(super) fn quoted(text: &str) -> String {
    let first = text.lines().next().unwrap_or("");
    if first == text && text.chars().count() <= MOST_QUOTED {
        return format!("`{text}`");
    }
    format!("`{}…`", first.chars().take(MOST_QUOTED).collect::<String>())
}

/// "1 row", "1,234 rows".
pub(super) fn counted(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// What to write for a file that a single text names, as in `roster = "week.csv"`: what would stand next to `file` needs a
/// table around both, each setting its own. Other remedies stay.
pub(super) fn in_a_table(remedy: &str, key: &str, file: &str) -> String {
    const SETTINGS: [&str; 3] = ["encoding = ", "delimiter = ", "date_format = "];
    let is_setting = |piece: &str| SETTINGS.iter().any(|setting| piece.starts_with(setting));
    // What stands in backticks is every second piece.
    let in_table = |(at, piece): (usize, &str)| match at % 2 {
        1 if is_setting(piece) => format!("{key} = {{ file = {file:?}, {piece} }}"),
        _ => piece.to_owned(),
    };
    let all: Vec<String> = remedy.split('`').enumerate().map(in_table).collect();
    let all = all.join("`");
    if all == remedy { all } else { all.replace(" next to `file`", "") }
}

/// A key as TOML has it, in quotes where it must be.
pub(super) fn key(name: &str) -> String {
    crate::scenario::read::field::join("", name)
}

/// A whole number with commas between thousands.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_by_its_first_line() {
        assert_eq!(quoted("5000"), "`5000`");
        assert_eq!(quoted("5000,30\n1000,20"), "`5000,30…`");
    }

    #[test]
    fn a_remedy_for_a_file_named_by_a_text_can_be_pasted() {
        let help = in_a_table("write `delimiter = \";\"` next to `file`", "roster", "week.csv");
        assert_eq!(help, "write `roster = { file = \"week.csv\", delimiter = \";\" }`");
        let help = in_a_table(
            "write `date_format = \"A\"` or `date_format = \"B\"` next to `file`, either",
            "roster",
            "w.csv",
        );
        assert_eq!(
            help,
            "write `roster = { file = \"w.csv\", date_format = \"A\" }` or \
             `roster = { file = \"w.csv\", date_format = \"B\" }`, either"
        );
        assert_eq!(in_a_table("mend the file there", "roster", "week.csv"), "mend the file there");
    }

    #[test]
    fn keys_are_quoted_where_toml_wants_it() {
        assert_eq!([key("age"), key("年龄"), key("a b")], ["age", "\"年龄\"", "\"a b\""]);
    }
}
