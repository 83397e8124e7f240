//! Writing to the terminal: stdout for results, stderr for everything else, in lines that fit it.

use std::io::{self, IsTerminal, Write as _};

use terminal_size::{Width, terminal_size_of};

use super::Failure;
use crate::words::say;
use crate::words::wrap::wrap;

/// The width where none is known, columns.
const USUAL: usize = 80;
/// Wider lines than this are hard to read, so none is written, however wide the terminal is.
const WIDEST: usize = 100;
/// In less than this hardly a number has room.
const NARROWEST: usize = 40;

/// What lines are written on: how wide, and whether in bold and colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Screen {
    /// The widest line, columns.
    pub(super) width: usize,
    /// Whether bold and colours may be used.
    pub(super) styled: bool,
}

impl Screen {
    /// Where results go.
    pub(super) fn stdout() -> Self {
        Self { width: width(terminal_size_of(io::stdout())), styled: styled(&io::stdout()) }
    }

    /// Where faults and warnings go.
    pub(super) fn stderr() -> Self {
        Self { width: width(terminal_size_of(io::stderr())), styled: styled(&io::stderr()) }
    }

    /// One without colours.
    #[cfg(test)]
    pub(super) fn plain(width: usize) -> Self {
        Self { width, styled: false }
    }

    fn style(self, code: &str, text: &str) -> String {
        if self.styled && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// What heads something.
    pub(super) fn bold(self, text: &str) -> String {
        self.style("1", text)
    }

    /// What is wrong.
    pub(super) fn bad(self, text: &str) -> String {
        self.style("1;31", text)
    }

    /// What to be careful about.
    pub(super) fn careful(self, text: &str) -> String {
        self.style("1;33", text)
    }

    /// What is as it should be.
    pub(super) fn good(self, text: &str) -> String {
        self.style("1;32", text)
    }

    /// Prose in lines that fit, a line feed behind each.
    pub(super) fn prose(self, text: &str, first: &str, rest: &str) -> String {
        let mut wrapped = wrap(text, self.width, first, rest);
        wrapped.push('\n');
        wrapped
    }
}

/// The width of a terminal: what `COLUMNS` says, or the terminal itself.
fn width(terminal: Option<(Width, terminal_size::Height)>) -> usize {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse::<usize>().ok());
    let known = asked.filter(|columns| *columns > 0).or(terminal.map(|(Width(columns), _)| columns.into()));
    known.unwrap_or(USUAL).clamp(NARROWEST, WIDEST)
}

/// Whether a terminal obeys no codes.
pub(super) fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|kind| kind == "dumb")
}

/// Whether colours may be used: on a terminal that knows them (`TERM` is not `dumb`), where `NO_COLOR` is not set.
fn styled(stream: &impl IsTerminal) -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    !refused && !is_dumb() && stream.is_terminal()
}

/// Writes `text` to stdout. A pipe that was closed by its reader is no error.
pub(super) fn say(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|error| Failure::Run(say!(CannotWriteToStdout, error = error))),
    }
}

/// Writes a message to stderr, in lines that fit. If even that fails there is nobody left to tell.
pub(super) fn complain(message: &str) {
    let screen = Screen::stderr();
    let mut text = wrap(message.trim_end(), screen.width, "", "");
    for lead in ["error:", "warning:"] {
        if text.starts_with(lead) {
            let style = if lead == "error:" { screen.bad(lead) } else { screen.careful(lead) };
            text.replace_range(..lead.len(), &style);
        }
    }
    text.push('\n');
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
