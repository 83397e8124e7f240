//! The command line: arguments, progress, what a person reads, exit codes.
//!
//! One file a command. Commands call the rooms below and phrase what they say; no formula lives
//! here. Only `main` ends the process.

mod args;
mod check;
mod compare;
mod new;
mod overloaded;
mod precision;
mod progress;
mod reading;
mod report;
mod run;
mod summary;
mod summary_json;
mod terminal;
mod warnings;

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::{CommandFactory as _, Parser as _};

use args::{Cli, Command};
use terminal::{complain, say};

/// Why a command ended without success.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line or the scenario is wrong; what to tell the person.
    Usage(String),
    /// The run failed; what to tell the person.
    Run(String),
    /// The run was interrupted; what was finished is kept.
    Interrupted,
}

impl Failure {
    /// The exit status: 1 a failed run, 2 a wrong command line or scenario, 130 interrupted.
    fn status(&self) -> u8 {
        match self {
            Self::Run(_) => 1,
            Self::Usage(_) => 2,
            Self::Interrupted => 130,
        }
    }

    fn run(error: impl std::fmt::Display) -> Self {
        Self::Run(error.to_string())
    }
}

/// Does what the arguments (program name first) say and returns the exit status. `interrupted` is
/// set from outside when the person presses Ctrl-C.
pub fn main(arguments: Vec<OsString>, interrupted: &Arc<AtomicBool>) -> u8 {
    let shown: Vec<String> = arguments.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors; whether a pipe takes them is not ours to judge.
            let _ = error.print();
            return error.exit_code() as u8;
        }
    };
    match dispatch(cli.command, &shown, interrupted) {
        Ok(()) => 0,
        Err(failure) => {
            match &failure {
                Failure::Usage(message) | Failure::Run(message) => complain(message),
                Failure::Interrupted => {}
            }
            failure.status()
        }
    }
}

fn dispatch(command: Command, shown: &[String], interrupted: &Arc<AtomicBool>) -> Result<(), Failure> {
    match command {
        Command::Run(arguments) => run::run(&arguments, shown, interrupted),
        Command::Compare(arguments) => compare::compare(&arguments, shown, interrupted),
        Command::Check(arguments) => check::check(&arguments),
        Command::New(arguments) => new::new(&arguments),
        Command::Schema => new::schema(),
        Command::Report(arguments) => report::report(&arguments),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "sim", &mut script);
            say(&String::from_utf8_lossy(&script))
        }
    }
}

/// A path as a person would type it.
fn shown(path: &Path) -> String {
    path.display().to_string()
}
