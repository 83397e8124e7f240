//! The arguments of every command. What each of them means is said by the catalogue, below `[help]`: see [`command`].

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};

pub(super) use super::args_advise::AdviseArgs;
pub(super) use super::args_behaviours::BehavioursArgs;
pub(super) use super::args_compare::CompareArgs;
pub(super) use super::args_decide::{Method, OptimiseArgs, SensitivityArgs, SolveArgs};
pub(super) use super::args_explain::ExplainArgs;
pub(super) use super::args_fairness::FairnessArgs;
pub(super) use super::args_pieces::{FolderArgs, PlanArgs, ShardArgs, VerifyArgs};
pub(super) use super::args_sweep::SweepArgs;
use super::cuts::CutArgs;
use super::filed::Filed;
use crate::results::{CsvStyle, Records};
use crate::words::{say, words};

/// A number of replications, or of pieces.
pub(super) fn parse_replications(text: &str) -> Result<u64, String> {
    whole_number(text, 1)
}

/// A seed: a scenario takes no greater one either.
pub(super) fn parse_seed(text: &str) -> Result<u64, String> {
    whole_number(text, 0)
}

/// The number of one replication or piece, from 0.
pub(super) fn parse_position(text: &str) -> Result<u64, String> {
    whole_number(text, 0)
}

/// A number of threads.
pub(super) fn parse_threads(text: &str) -> Result<u16, String> {
    const MOST: u16 = 4096;
    let number = text.parse().ok().filter(|number| (1..=MOST).contains(number));
    number.ok_or_else(|| say!(MustBeAWholeNumberUpTo, least = 1, most = MOST))
}

/// A whole number, `least` or more.
fn whole_number(text: &str, least: u64) -> Result<u64, String> {
    let number = text.parse().ok().filter(|number| *number >= least);
    number.ok_or_else(|| say!(MustBeAWholeNumber, least = least))
}

// The command line: what is said of it stands in the catalogue.
#[derive(Debug, Parser)]
#[command(name = "sim", version, propagate_version = true, arg_required_else_help = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Run(RunArgs),
    Compare(CompareArgs),
    Sweep(SweepArgs),
    Solve(SolveArgs),
    Optimise(OptimiseArgs),
    Sensitivity(SensitivityArgs),
    Behaviours(BehavioursArgs),
    Explain(ExplainArgs),
    Fairness(FairnessArgs),
    Advise(AdviseArgs),
    Check(CheckArgs),
    New(NewArgs),
    Schema(SchemaArgs),
    Metrics(MetricsArgs),
    Report(ReportArgs),
    Verify(VerifyArgs),
    Resume(FolderArgs),
    Plan(PlanArgs),
    Shard(ShardArgs),
    Missing(FolderArgs),
    Merge(FolderArgs),
    Completions { shell: clap_complete::Shell },
}

impl Command {
    /// What is said of its results, if it plays anything.
    pub(super) fn output(&mut self) -> Option<&mut OutputArgs> {
        match self {
            Self::Run(arguments) => Some(&mut arguments.output),
            Self::Compare(arguments) => Some(&mut arguments.output),
            Self::Sweep(arguments) => Some(&mut arguments.output),
            Self::Solve(arguments) => Some(&mut arguments.output),
            Self::Optimise(arguments) => Some(&mut arguments.output),
            Self::Sensitivity(arguments) => Some(&mut arguments.output),
            Self::Behaviours(arguments) => Some(&mut arguments.output),
            Self::Fairness(arguments) => Some(&mut arguments.output),
            Self::Advise(arguments) => Some(&mut arguments.output),
            _ => None,
        }
    }

    /// Where its results go, if it plays anything.
    pub(super) fn out(&mut self) -> Option<&mut Option<PathBuf>> {
        match self {
            Self::Run(arguments) => Some(&mut arguments.out),
            Self::Compare(arguments) => Some(&mut arguments.out),
            Self::Sweep(arguments) => Some(&mut arguments.out),
            Self::Solve(arguments) => Some(&mut arguments.out),
            Self::Optimise(arguments) => Some(&mut arguments.out),
            Self::Sensitivity(arguments) => Some(&mut arguments.out),
            Self::Behaviours(arguments) => Some(&mut arguments.out),
            Self::Fairness(arguments) => Some(&mut arguments.out),
            Self::Advise(arguments) => Some(&mut arguments.out),
            _ => None,
        }
    }
}

/// What goes to stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Format {
    #[value(help = value_help("format_text"))]
    #[default]
    Text,
    #[value(help = value_help("format_json"))]
    Json,
}

/// Form of the event log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum EventFormat {
    #[value(help = value_help("event_format_csv"))]
    Csv,
    #[value(help = value_help("event_format_xes"))]
    Xes,
    #[value(help = value_help("event_format_ocel"))]
    Ocel,
}

/// Who stands in `cases.csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CasesOf {
    #[value(help = value_help("cases_filed"))]
    Filed,
    #[value(help = value_help("cases_all"))]
    All,
}

/// Whether estimates take control variates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Reduction {
    #[value(help = value_help("reduction_off"))]
    #[default]
    Off,
    #[value(help = value_help("reduction_auto"))]
    Auto,
}

/// Form of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum TableFormat {
    #[value(help = value_help("table_format_csv"))]
    #[default]
    Csv,
    #[value(help = value_help("table_format_parquet"))]
    Parquet,
}

// What is said, and where files may go.
#[derive(Debug, Args)]
pub(super) struct OutputArgs {
    #[arg(long, short)]
    pub(super) quiet: bool,
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
    #[arg(long)]
    pub(super) force: bool,
    #[arg(long)]
    pub(super) keep_ledger: bool,
    #[arg(long)]
    pub(super) excel: bool,
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(super) format_tables: TableFormat,
    // The folder whose results are played again, if they are.
    #[arg(skip)]
    pub(super) instead_of: Option<PathBuf>,
    // Records of pieces that have been read already.
    #[arg(skip)]
    pub(super) pieces: Option<Arc<Records>>,
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

// When a run is to end before it is done.
#[derive(Debug, Args)]
pub(super) struct LimitArgs {
    #[arg(long, value_name = "TIME", value_parser = super::limits::parse_time)]
    pub(super) max_time: Option<std::time::Duration>,
    #[arg(long, value_name = "SIZE", value_parser = super::limits::parse_size)]
    pub(super) max_memory: Option<u64>,
}

#[derive(Debug, Args)]
pub(super) struct RunArgs {
    pub(super) scenario: PathBuf,
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    #[arg(long, value_name = "KEY=VALUE")]
    pub(super) set: Vec<String>,
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = parse_seed)]
    pub(super) seed: Option<u64>,
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = parse_replications)]
    pub(super) replications: Option<u64>,
    #[arg(long, value_name = "METRIC=±X")]
    pub(super) precision: Vec<String>,
    #[arg(long, value_name = "FROM..TO", value_parser = super::filed::parse_filed)]
    pub(super) filed: Option<Filed>,
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = parse_threads)]
    pub(super) threads: Option<u16>,
    #[arg(long, value_enum, value_name = "WHO", num_args = 0..=1, require_equals = true, default_missing_value = "filed")]
    pub(super) cases: Option<CasesOf>,
    #[arg(long, value_name = "FORMAT", value_delimiter = ',')]
    pub(super) events: Vec<EventFormat>,
    #[arg(long, value_name = "R", requires = "events", allow_negative_numbers = true, value_parser = parse_position)]
    pub(super) events_replication: Option<u64>,
    #[arg(long)]
    pub(super) no_charts: bool,
    #[arg(long)]
    pub(super) no_page: bool,
    #[arg(long)]
    pub(super) no_interventions: bool,
    #[arg(long, value_enum, value_name = "HOW", default_value_t)]
    pub(super) variance_reduction: Reduction,
    #[command(flatten)]
    pub(super) cuts: CutArgs,
    #[command(flatten)]
    pub(super) limits: LimitArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[arg(required = true)]
    pub(super) scenarios: Vec<PathBuf>,
    #[arg(long, value_name = "KEY=VALUE")]
    pub(super) set: Vec<String>,
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
pub(super) struct NewArgs {
    #[arg(default_value = "scenario.toml")]
    pub(super) path: PathBuf,
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    #[arg(long)]
    pub(super) markdown: bool,
}

#[derive(Debug, Args)]
pub(super) struct MetricsArgs {
    pub(super) word: Option<String>,
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    pub(super) dir: PathBuf,
}

/// Keys of the catalogue's help that hold for an argument of whichever command.
const EVERY: &str = "every";

/// The whole command line with what is said of its commands and arguments.
pub(super) fn command() -> clap::Command {
    explained(Cli::command())
}

/// The command line that these words are, program name first.
///
/// # Errors
/// Words that are none.
pub(super) fn parse(words: &[String]) -> Result<Cli, clap::Error> {
    Cli::from_arg_matches(&command().try_get_matches_from(words)?)
}

/// A command, and those below it, in the words of the catalogue.
fn explained(command: clap::Command) -> clap::Command {
    let name = command.get_name().to_owned();
    let said = |key: &str| words().help(&name, key);
    let mut command = command.mut_args(|argument| {
        let key = argument.get_id().as_str();
        match said(key).or_else(|| words().help(EVERY, key)) {
            Some(help) => argument.help(help),
            None => argument,
        }
    });
    if let Some(about) = said("about") {
        command = command.about(about);
    }
    if let Some(about) = said("long_about") {
        command = command.long_about(about);
    }
    if let Some(examples) = said("after") {
        command = command.after_help(examples);
    }
    command.mut_subcommands(explained)
}

/// What a value of an argument means.
pub(super) fn value_help(value: &str) -> &'static str {
    words().help("values", value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every command, argument and value below a command, with its help.
    fn told(command: &clap::Command, all: &mut Vec<(String, Option<String>)>) {
        let name = command.get_name();
        all.push((name.to_owned(), command.get_about().map(ToString::to_string)));
        for argument in command.get_arguments() {
            let of = format!("{name} {}", argument.get_id());
            for value in argument.get_possible_values() {
                // The names of shells and of switches are not ours to explain.
                if argument.get_id() != "shell" && argument.get_action().takes_values() {
                    let help = value.get_help().map(ToString::to_string);
                    all.push((format!("{of} {}", value.get_name()), help));
                }
            }
            all.push((of, argument.get_help().map(ToString::to_string)));
        }
        command.get_subcommands().for_each(|below| told(below, all));
    }

    #[test]
    fn every_command_argument_and_value_is_explained_by_the_catalogue() {
        let mut all = Vec::new();
        told(&command(), &mut all);
        let silent: Vec<&String> = all
            .iter()
            .filter(|(_, help)| help.as_ref().is_none_or(String::is_empty))
            .map(|(of, _)| of)
            .collect();
        assert!(silent.is_empty(), "{silent:?}");
        assert!(all.len() > 50, "{}", all.len());
        let mut unexplained = Vec::new();
        told(&Cli::command(), &mut unexplained);
        let outside: Vec<_> =
            unexplained.iter().filter(|(of, help)| help.is_some() && of.split(' ').count() < 3).collect();
        assert!(outside.is_empty(), "said outside of the catalogue: {outside:?}");
    }

    /// Examples that are broken over lines fail when pasted.
    #[test]
    fn no_example_is_broken_at_80_columns() {
        let root = command();
        let commands = root.get_subcommands().chain([&root]);
        let texts: Vec<String> =
            commands.filter_map(clap::Command::get_after_help).map(ToString::to_string).collect();
        let lines: Vec<&str> = texts.iter().flat_map(|text| text.lines()).collect();
        assert!(lines.len() > 15, "{lines:?}");
        let wide: Vec<&&str> = lines.iter().filter(|line| line.chars().count() > 80).collect();
        assert!(wide.is_empty(), "{wide:?}");
    }

    #[test]
    fn a_number_that_is_none_is_told_in_words() {
        for typed in ["-5", "ten", "0", "2.5"] {
            let error = Cli::try_parse_from(["sim", "run", "x.toml", "--replications", typed]);
            let told = error.err().map(|error| error.to_string()).unwrap_or_default();
            assert!(told.contains("must be a whole number, at least 1"), "{typed}: {told}");
        }
        for (option, typed) in [("--threads", "0"), ("--threads", "x"), ("--events-replication", "x")] {
            let error = Cli::try_parse_from(["sim", "run", "x.toml", "--events", "csv", option, typed]);
            let told = error.err().map(|error| error.to_string()).unwrap_or_default();
            assert!(told.contains("must be a whole number, "), "{option} {typed}: {told}");
        }
        assert!(Cli::try_parse_from(["sim", "run", "x.toml", "--replications", "5", "--seed", "0"]).is_ok());
    }
}
