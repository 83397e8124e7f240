//! Data files as people have them: from bytes to cells, and a receipt of what was read.
//!
//! What a column means to a model is not known here; `cards` and `arrival_files` know it.

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

/// A cell as a message quotes it.
pub(super) fn quoted(text: &str) -> String {
    if text.chars().count() <= MOST_QUOTED {
        return format!("`{text}`");
    }
    format!("`{}…`", text.chars().take(MOST_QUOTED).collect::<String>())
}

/// "1 row", "1,234 rows".
pub(super) fn counted(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), if number == 1 { "" } else { "s" })
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
