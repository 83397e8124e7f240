//! Keys that a scenario had once: what to write now, such that it can be pasted where it says.

use super::argument::ARGUMENT;
use super::source::{Place, Sources};
use super::tree::{Entry, Value};
use crate::words::{Phrase, say, words};

/// Keys that have moved: where they stood, as a dotted path, and what became of them.
pub type Moves = &'static [(&'static str, Now)];

/// What became of a key.
#[derive(Clone, Copy, Debug)]
pub enum Now {
    /// It is the key at this path, with the same value.
    Key(&'static str),
    /// It is told by a stage.
    Stage {
        /// Its name.
        name: &'static str,
        /// The lines of its entry, with `VALUE` where the value goes.
        lines: &'static str,
    },
    /// These lines, with `VALUE` where the value goes.
    Lines(&'static str),
    /// What stands here decides: the text of a value, and what is written instead of it.
    Of(&'static [(&'static str, Self)]),
    /// It may be left out, since that is what happens without it.
    Usual,
    /// What to do, in words.
    Words(Phrase),
}

/// Stands for the value of a key that has moved.
const VALUE: &str = "<>";
/// The longest value that a remedy repeats, bytes.
const LONGEST: usize = 80;

impl Now {
    /// The remedy for an entry that stands where the key was once.
    pub fn remedy(self, entry: &Entry, sources: &Sources) -> String {
        let value = value(entry, sources);
        let argument = sources.name(entry.place.source).starts_with(ARGUMENT);
        match self {
            Self::Words(phrase) => words().text(phrase).to_owned(),
            Self::Usual => say!(TakeItOutThisIs).to_owned(),
            Self::Key(path) if argument => say!(MovesWriteC, argument = ARGUMENT, path = path, value = value),
            Self::Key(path) => at_home(path, value, entry.place, sources),
            Self::Of(meanings) => {
                let written = value.trim_matches('"');
                let meant = meanings.iter().find(|(of, _)| *of == written).or(meanings.last());
                meant.map_or_else(String::new, |(_, now)| now.remedy(entry, sources))
            }
            Self::Stage { name, lines } => match lines.split_once(" = ") {
                Some((key, template)) if argument && !lines.contains('\n') => {
                    say!(
                        WriteStage,
                        argument = ARGUMENT,
                        name = name,
                        key = key,
                        value = template.replace(VALUE, value)
                    )
                }
                _ => at_the_end(&format!("[[stage]]\nname = \"{name}\"\n{lines}"), value),
            },
            Self::Lines(lines) => at_the_end(lines, value),
        }
    }
}

fn at_the_end(lines: &str, value: &str) -> String {
    say!(TakeItOutAndWriteAt, value = lines.replace(VALUE, value))
}

/// The value of an entry as it is written, where it can be repeated in a line.
fn value<'s>(entry: &Entry, sources: &'s Sources) -> &'s str {
    let written = sources.excerpt(entry.node.place);
    let table = matches!(entry.node.value, Value::Table(_));
    if table || written.is_empty() || written.len() > LONGEST || written.contains('\n') {
        "…"
    } else {
        written
    }
}

/// What is written for a key at another path, and where: below the header of its section, if the text has it; else at the
/// top, where a whole path can be written.
fn at_home(path: &str, value: &str, place: Place, sources: &Sources) -> String {
    let text = sources.text(place.source);
    let headers: Vec<&str> = text.lines().filter_map(header).collect();
    for (at, _) in path.rmatch_indices('.') {
        let (section, key) = (&path[..at], &path[at + 1..]);
        if headers.contains(&section) {
            return say!(TakeItOutAndWriteBelow, key = key, value = value, section = section);
        }
    }
    let before = text.get(..place.start).unwrap_or("");
    if before.lines().any(|line| line.starts_with('[')) {
        say!(TakeItOutAndWrite, path = path, value = value)
    } else {
        say!(MovesWrite, path = path, value = value)
    }
}

/// The path of the section that a line is the header of.
fn header(line: &str) -> Option<&str> {
    let (path, behind) = line.trim_start().strip_prefix('[')?.split_once(']')?;
    let alone = behind.trim_start();
    (!path.starts_with('[') && (alone.is_empty() || alone.starts_with('#'))).then(|| path.trim())
}
