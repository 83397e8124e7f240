//! The arguments of commands that go on with others, check them, or take them apart.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::args::{Command, CompareArgs, RunArgs};

#[derive(Debug, Args)]
pub(super) struct FolderArgs {
    /// The output folder
    pub(super) dir: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sim verify output/base
  sim verify output/base --sample 5")]
pub(super) struct VerifyArgs {
    /// An output folder
    pub(super) dir: PathBuf,
    /// Play only so many of the replications, and compare their rows of replications.csv
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) sample: Option<u64>,
    /// Threads [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=4096))]
    pub(super) threads: Option<u16>,
    /// Print nothing but differences and faults
    #[arg(long, short)]
    pub(super) quiet: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:
  sim plan run scenarios/base.toml --replications 400 --shards 8 --out pieces
  sim shard pieces 0        # … to 7, anywhere, in any order
  sim missing pieces
  sim merge pieces")]
pub(super) struct PlanArgs {
    /// Number of pieces
    #[arg(long, value_name = "N", global = true)]
    pub(super) shards: Option<u64>,
    /// The command, as it would be typed; its `--out` is where the pieces lie and the results will
    #[command(subcommand)]
    pub(super) command: Planned,
}

/// A command that can be played in pieces.
#[derive(Debug, Subcommand)]
pub(super) enum Planned {
    /// Plan a run
    Run(RunArgs),
    /// Plan a comparison
    Compare(CompareArgs),
}

impl From<Planned> for Command {
    fn from(planned: Planned) -> Self {
        match planned {
            Planned::Run(arguments) => Self::Run(arguments),
            Planned::Compare(arguments) => Self::Compare(arguments),
        }
    }
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  sim shard pieces 3")]
pub(super) struct ShardArgs {
    /// The folder of the plan
    pub(super) dir: PathBuf,
    /// The piece, from 0
    pub(super) id: u64,
    /// Threads [default: as planned, else one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=4096))]
    pub(super) threads: Option<u16>,
    /// Print nothing but faults
    #[arg(long, short)]
    pub(super) quiet: bool,
}
