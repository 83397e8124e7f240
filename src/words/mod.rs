//! What is said to a person: names, labels, units, definitions and sentences, by language, how numbers are written, and how
//! text is broken into lines.
//!
//! The words of a language stand in one file, such as `english.toml`. Callers ask a [`Catalogue`] by name or [`Phrase`]
//! and do not know the language, so another one is a file of the same tables and a line in [`Language`]. This room
//! knows no result and no other room.

mod catalogue;
mod changed;
#[cfg_attr(not(feature = "pictures"), allow(dead_code, reason = "most numbers for people stand in pictures"))]
pub(crate) mod figures;
mod phrase;
#[cfg(test)]
mod tests;
pub mod wrap;

use std::sync::LazyLock;

pub use catalogue::{Catalogue, Entry, Kind, Term};
pub use phrase::Phrase;

/// What a phrase says in the language of the program: a text, or with values a sentence.
macro_rules! say {
    ($phrase:ident) => {
        $crate::words::words().text($crate::words::Phrase::$phrase)
    };
    ($phrase:ident, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::words::words()
            .say($crate::words::Phrase::$phrase, &[$((stringify!($name), &$value)),+])
    };
}

pub(crate) use say;

/// The words of the language in which the program speaks.
pub fn words() -> &'static Catalogue {
    Language::default().words()
}

/// A language in which things are said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 1] = [Self::English];

    /// Its file.
    const fn file(self) -> &'static str {
        match self {
            Self::English => include_str!("english.toml"),
        }
    }

    /// Its words.
    pub fn words(self) -> &'static Catalogue {
        // A file that cannot be read is a broken build, which a test does not let pass; names then stand for themselves.
        static READ: LazyLock<[Catalogue; Language::ALL.len()]> = LazyLock::new(|| {
            Language::ALL.map(|language| Catalogue::parse(language.file()).unwrap_or_default())
        });
        &READ[self as usize]
    }
}
