//! Writing to the terminal: stdout for results, stderr for everything else.

use std::io::{self, IsTerminal as _, Write as _};

use super::Failure;

/// Writes `text` to stdout. A pipe that was closed by its reader is no error.
pub(super) fn say(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|error| Failure::Run(format!("cannot write to stdout: {error}"))),
    }
}

/// Writes a message to stderr. If even that fails there is nobody left to tell.
pub(super) fn complain(message: &str) {
    let mut text = message.trim_end().to_owned();
    text.push('\n');
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Whether colours may be used on stderr: a terminal that knows them (`TERM` is not `dumb`), and `NO_COLOR` is not set.
pub(super) fn colour() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|kind| kind == "dumb");
    !refused && !dumb && io::stderr().is_terminal()
}
