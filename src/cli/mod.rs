//! The command line: arguments, progress, what a person reads, exit codes.
//!
//! One file a command. Commands call the rooms below and phrase what they say; no formula lives
//! here. Only `main` ends the process.

mod advise;
mod args;
mod args_advise;
mod args_behaviours;
mod args_compare;
mod args_decide;
mod args_explain;
mod args_fairness;
mod args_pieces;
mod args_sweep;
mod asked;
mod behaviours;
mod check;
mod compare;
mod cuts;
mod effects_table;
mod estimate;
mod explain;
mod fairness;
mod filed;
mod ground;
mod job;
mod kept;
mod layout;
mod limits;
mod metrics;
mod missing;
mod new;
mod optimise;
mod overloaded;
mod own_time;
mod pieces;
mod precision;
mod progress;
mod provenance;
mod publishing;
mod reading;
mod ready;
mod receipts;
mod reduced;
mod report;
mod resume;
mod run;
mod sampled;
mod sensitivity;
mod slips;
mod solve;
mod studies;
mod summary;
mod summary_json;
mod sweep;
mod terminal;
mod verify;
mod warnings;

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::FromArgMatches as _;

use crate::results::ResultsError;
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

    /// A folder or file that cannot be had; what another name or `--force` would mend is for the command line to say.
    fn folder(error: ResultsError) -> Self {
        match error {
            ResultsError::OtherScenario { .. }
            | ResultsError::Occupied { .. }
            | ResultsError::NotAFolder { .. }
            | ResultsError::NotAFile { .. }
            | ResultsError::Exists { .. }
            | ResultsError::Missing { .. }
            | ResultsError::ForeignManifest { .. } => Self::Usage(as_error(&error.to_string())),
            other => Self::run(other),
        }
    }
}

/// How Ctrl-C reaches a command.
#[derive(Debug, Default)]
pub struct Interrupts {
    /// Set from outside when the person presses Ctrl-C.
    pub pressed: Arc<AtomicBool>,
    /// Set while a command listens to that and keeps what is finished. While it is not, there is nothing to keep, and the
    /// program should end at once.
    pub heard: Arc<AtomicBool>,
}

/// Does what the arguments (program name first) say and returns the exit status.
pub fn main(arguments: Vec<OsString>, interrupts: &Interrupts) -> u8 {
    let shown: Vec<String> = arguments.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let parsed =
        args::command().try_get_matches_from(arguments).and_then(|found| Cli::from_arg_matches(&found));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            let error = slips::explained(error, &shown);
            slips::print(&error);
            return error.exit_code() as u8;
        }
    };
    match dispatch(cli.command, &shown, interrupts) {
        Ok(()) => 0,
        Err(failure) => {
            match &failure {
                // Everything is said already.
                Failure::Usage(message) if message.is_empty() => {}
                Failure::Usage(message) => complain(message),
                Failure::Run(message) => complain(&as_error(message)),
                Failure::Interrupted => {}
            }
            failure.status()
        }
    }
}

fn dispatch(command: Command, shown: &[String], interrupts: &Interrupts) -> Result<(), Failure> {
    let stop = &interrupts.pressed;
    let plays = matches!(
        command,
        Command::Run(_)
            | Command::Compare(_)
            | Command::Sweep(_)
            | Command::Solve(_)
            | Command::Optimise(_)
            | Command::Sensitivity(_)
            | Command::Behaviours(_)
            | Command::Explain(_)
            | Command::Fairness(_)
            | Command::Advise(_)
            | Command::Shard(_)
            | Command::Verify(_)
    );
    interrupts.heard.store(plays, Ordering::Relaxed);
    match command {
        Command::Run(arguments) => {
            limits::within(&arguments.limits, stop, || run::run(&arguments, shown, stop))
        }
        Command::Compare(arguments) => {
            limits::within(&arguments.limits, stop, || compare::compare(&arguments, shown, stop))
        }
        Command::Sweep(arguments) => {
            limits::within(&arguments.limits, stop, || sweep::sweep(&arguments, shown, stop))
        }
        Command::Solve(arguments) => {
            limits::within(&arguments.limits, stop, || solve::solve(&arguments, shown, stop))
        }
        Command::Optimise(arguments) => {
            limits::within(&arguments.limits, stop, || optimise::optimise(&arguments, shown, stop))
        }
        Command::Sensitivity(arguments) => {
            limits::within(&arguments.limits, stop, || sensitivity::sensitivity(&arguments, shown, stop))
        }
        Command::Behaviours(arguments) => {
            limits::within(&arguments.limits, stop, || behaviours::behaviours(&arguments, shown, stop))
        }
        Command::Explain(arguments) => explain::explain(&arguments, stop),
        Command::Fairness(arguments) => {
            limits::within(&arguments.limits, stop, || fairness::fairness(&arguments, shown, stop))
        }
        Command::Advise(arguments) => {
            limits::within(&arguments.limits, stop, || advise::advise(&arguments, shown, stop))
        }
        Command::Check(arguments) => check::check(&arguments),
        Command::New(arguments) => new::new(&arguments),
        Command::Schema(arguments) => new::schema(&arguments),
        Command::Metrics(arguments) => metrics::metrics(&arguments),
        Command::Report(arguments) => report::report(&arguments),
        Command::Verify(arguments) => verify::verify(&arguments, stop),
        Command::Resume(arguments) => resume::resume(&arguments, interrupts),
        Command::Plan(arguments) => pieces::plan(arguments, shown),
        Command::Shard(arguments) => pieces::shard(&arguments, interrupts),
        Command::Missing(arguments) => pieces::missing(&arguments),
        Command::Merge(arguments) => pieces::merge(&arguments, interrupts),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut args::command(), "sim", &mut script);
            say(&String::from_utf8_lossy(&script))
        }
    }
}

/// A message as every error begins.
fn as_error(message: &str) -> String {
    const LEAD: &str = "error: ";
    if message.starts_with(LEAD) { message.to_owned() } else { format!("{LEAD}{message}") }
}

/// A path as a person would type it.
fn shown(path: &Path) -> String {
    path.display().to_string()
}
