//! The arguments of every command.

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(super) use super::args_pieces::{FolderArgs, PlanArgs, ShardArgs, VerifyArgs};
use crate::results::CsvStyle;

/// Who gets a suspended pay-later account back, when, and what can they and the lender do about it?
#[derive(Debug, Parser)]
#[command(
    name = "sim",
    version,
    about,
    long_about = "Simulates how suspended pay-later accounts are restored: synthetic applicants, what they do, a \
                  review queue on the Chinese working calendar, and who is approved when.\n\nEverything is \
                  synthetic. Compare scenarios; do not read levels. No advice.",
    after_help = "Start here:\n  sim run scenarios/base.toml\n  sim new my.toml && sim check my.toml && sim run my.toml",
    propagate_version = true,
    arg_required_else_help = true
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run a scenario: tables, charts and a report
    Run(RunArgs),
    /// Compare scenarios with a base, on the same applicants: differences with paired intervals
    Compare(CompareArgs),
    /// Check scenarios without running them; prints every fault
    Check(CheckArgs),
    /// Write a commented starter scenario
    New(NewArgs),
    /// Print the JSON Schema of the scenario file, for editors
    Schema,
    /// Print every metric of a run and measure of a station: name, unit, meaning
    Metrics(MetricsArgs),
    /// Draw charts and report again from the tables of an output folder
    Report(ReportArgs),
    /// Play again what the manifest of an output folder records, and compare every byte; exit status 1 if any differs
    Verify(VerifyArgs),
    /// Go on with a run or experiment that was interrupted or killed
    Resume(FolderArgs),
    /// List the pieces of a run or experiment, to be played on any machines in any order
    Plan(PlanArgs),
    /// Play one piece of a plan
    Shard(ShardArgs),
    /// Print the pieces of a plan that are still to be played, as a scheduler takes them: 3,7-9
    Missing(FolderArgs),
    /// Put the pieces of a plan together: the folder that its command would have written
    Merge(FolderArgs),
    /// Print shell completions
    #[command(
        after_help = "Example:\n  sim completions bash > ~/.local/share/bash-completion/completions/sim"
    )]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

impl Command {
    /// What is said of its results, if it plays anything.
    pub(super) fn output(&mut self) -> Option<&mut OutputArgs> {
        match self {
            Self::Run(arguments) => Some(&mut arguments.output),
            Self::Compare(arguments) => Some(&mut arguments.output),
            _ => None,
        }
    }

    /// Where its results go, if it plays anything.
    pub(super) fn out(&mut self) -> Option<&mut Option<PathBuf>> {
        match self {
            Self::Run(arguments) => Some(&mut arguments.out),
            Self::Compare(arguments) => Some(&mut arguments.out),
            _ => None,
        }
    }
}

/// What goes to stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Format {
    /// For people
    #[default]
    Text,
    /// For scripts
    Json,
}

/// Form of the event log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum EventFormat {
    /// events.csv: one row an event
    Csv,
    /// events.xes: one trace a case, for process mining (IEEE 1849)
    Xes,
}

/// Form of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum TableFormat {
    /// CSV alone
    #[default]
    Csv,
    /// CSV, and Parquet beside it, with types (only if built with `--features parquet`)
    Parquet,
}

/// What is said, and where files may go.
#[derive(Debug, Args)]
pub(super) struct OutputArgs {
    /// Print nothing but faults
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// What goes to stdout
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
    /// Write into a folder that sim did not make, or over the results of another scenario file
    #[arg(long)]
    pub(super) force: bool,
    /// Keep the records of all replications in DIR/.ledger: more replications later play only what is missing
    #[arg(long)]
    pub(super) keep_ledger: bool,
    /// Write CSV files as Excel reads them: local times without offset, and a byte order mark for Chinese names
    #[arg(long)]
    pub(super) excel: bool,
    /// Write each CSV file a second time in this form
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(super) format_tables: TableFormat,
    /// The folder whose results are played again, if they are
    #[arg(skip)]
    pub(super) instead_of: Option<PathBuf>,
}

impl OutputArgs {
    /// The folder that results are of: `written`, where they go, unless they are those of another played again.
    pub(super) fn stands_for<'a>(&'a self, written: &'a Path) -> &'a Path {
        self.instead_of.as_deref().unwrap_or(written)
    }

    /// How CSV files are to be written.
    pub(super) fn style(&self) -> CsvStyle {
        if self.excel { CsvStyle::Excel } else { CsvStyle::Standard }
    }
}

/// When a run is to end before it is done.
#[derive(Debug, Args)]
pub(super) struct LimitArgs {
    /// End after this time, such as 10min, and keep what is finished; exit status 1
    #[arg(long, value_name = "TIME", value_parser = super::limits::parse_time)]
    pub(super) max_time: Option<std::time::Duration>,
    /// End at this much memory, such as 2GB, and keep what is finished [default: nine tenths of what is free]
    #[arg(long, value_name = "SIZE", value_parser = super::limits::parse_size)]
    pub(super) max_memory: Option<u64>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sim run scenarios/base.toml
  sim run scenarios/base.toml --replications 50 --no-interventions
  sim run scenarios/base.toml --set team.reviewers.people=7 --set patience.limit.mean=20d --out output/seven
  sim run scenarios/base.toml --precision first_pass_approval_rate=±0.1pp
  sim run scenarios/taiwan.toml --set population.table.file=UCI_Credit_Card.csv --cases --events csv")]
pub(super) struct RunArgs {
    /// The scenario file
    pub(super) scenario: PathBuf,
    /// Output folder [default: output/<name>]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Set a key of the scenario: dotted path, TOML value; repeatable
    #[arg(long, value_name = "KEY=VALUE")]
    pub(super) set: Vec<String>,
    /// Root seed, instead of the scenario's
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) seed: Option<u64>,
    /// Replications, instead of the scenario's; with --precision, the most there may be [then: 10000]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) replications: Option<u64>,
    /// Replicate, at least 30 times, until the 95 % interval of a metric of summary.csv has this half-width at most:
    /// ±X in its unit, ±Xpp in percentage points, ±X%rel in percent of the value; repeatable
    #[arg(long, value_name = "METRIC=±X")]
    pub(super) precision: Vec<String>,
    /// Threads [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=4096))]
    pub(super) threads: Option<u16>,
    /// Write cases.csv: one row an application
    #[arg(long)]
    pub(super) cases: bool,
    /// Write an event log; `csv,xes` writes both forms
    #[arg(long, value_name = "FORMAT", value_delimiter = ',')]
    pub(super) events: Vec<EventFormat>,
    /// Log the events of this replication alone, counted from 0 [default: of all]
    #[arg(long, value_name = "R", requires = "events")]
    pub(super) events_replication: Option<u64>,
    /// Draw no charts and write no report
    #[arg(long)]
    pub(super) no_charts: bool,
    /// Leave out the runs that force each behaviour off, half and on
    #[arg(long)]
    pub(super) no_interventions: bool,
    #[command(flatten)]
    pub(super) limits: LimitArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sim compare scenarios/base.toml scenarios/advice_followed.toml
  sim compare scenarios/base.toml scenarios/weights_*.toml --replications 50 --out output/weights")]
pub(super) struct CompareArgs {
    /// The scenario that the others are compared with; they take its seed and replications
    pub(super) base: PathBuf,
    /// The other scenarios
    #[arg(required = true, value_name = "OTHER")]
    pub(super) others: Vec<PathBuf>,
    /// Output folder [default: output/compare_<names>]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Set a key of all scenarios: dotted path, TOML value; repeatable
    #[arg(long, value_name = "KEY=VALUE")]
    pub(super) set: Vec<String>,
    /// Root seed, instead of the base's
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) seed: Option<u64>,
    /// Replications, instead of the base's
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) replications: Option<u64>,
    /// Threads [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=4096))]
    pub(super) threads: Option<u16>,
    #[command(flatten)]
    pub(super) limits: LimitArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sim check scenarios/*.toml
  sim check scenarios/base.toml --set team.reviewers.people=-1
  sim check scenarios/taiwan.toml --set population.table.file=UCI_Credit_Card.csv")]
pub(super) struct CheckArgs {
    /// Scenario files
    #[arg(required = true)]
    pub(super) scenarios: Vec<PathBuf>,
    /// Set a key of the scenario: dotted path, TOML value; repeatable
    #[arg(long, value_name = "KEY=VALUE")]
    pub(super) set: Vec<String>,
    /// What goes to stdout
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  sim new my.toml")]
pub(super) struct NewArgs {
    /// Where to write it; `-` writes to stdout
    #[arg(default_value = "scenario.toml")]
    pub(super) path: PathBuf,
    /// Replace a file that is there
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sim metrics
  sim metrics wait
  sim metrics --format json")]
pub(super) struct MetricsArgs {
    /// Print those alone whose name or label holds this
    pub(super) word: Option<String>,
    /// What goes to stdout
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  sim report output/base")]
pub(super) struct ReportArgs {
    /// An output folder
    pub(super) dir: PathBuf,
}
