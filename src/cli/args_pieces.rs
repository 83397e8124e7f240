//! The arguments of commands that go on with others, check them, or take them apart.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::args::{Command, CompareArgs, RunArgs, SweepArgs};

#[derive(Debug, Args)]
pub(super) struct FolderArgs {
    pub(super) dir: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    pub(super) dir: PathBuf,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) sample: Option<u64>,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=4096))]
    pub(super) threads: Option<u16>,
    #[arg(long, short)]
    pub(super) quiet: bool,
}

#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    #[arg(long, value_name = "N", global = true)]
    pub(super) shards: Option<u64>,
    #[arg(long, global = true)]
    pub(super) slurm: bool,
    #[command(subcommand)]
    pub(super) command: Planned,
}

// A command that can be played in pieces.
#[derive(Debug, Subcommand)]
pub(super) enum Planned {
    Run(RunArgs),
    Compare(CompareArgs),
    Sweep(SweepArgs),
}

impl From<Planned> for Command {
    fn from(planned: Planned) -> Self {
        match planned {
            Planned::Run(arguments) => Self::Run(arguments),
            Planned::Compare(arguments) => Self::Compare(arguments),
            Planned::Sweep(arguments) => Self::Sweep(arguments),
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct ShardArgs {
    pub(super) dir: PathBuf,
    pub(super) id: u64,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=4096))]
    pub(super) threads: Option<u16>,
    #[arg(long, short)]
    pub(super) quiet: bool,
}
