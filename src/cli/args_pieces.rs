//! The arguments of commands that go on with others, check them, or take them apart.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::args::{
    AdviseArgs, BehavioursArgs, Command, CompareArgs, FairnessArgs, OptimiseArgs, RunArgs, SensitivityArgs,
    SolveArgs, SweepArgs, parse_position, parse_replications, parse_threads,
};

#[derive(Debug, Args)]
pub(super) struct FolderArgs {
    pub(super) dir: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    pub(super) dir: PathBuf,
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = parse_replications)]
    pub(super) sample: Option<u64>,
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = parse_threads)]
    pub(super) threads: Option<u16>,
    #[arg(long, short)]
    pub(super) quiet: bool,
}

#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    #[arg(long, value_name = "N", global = true, allow_negative_numbers = true, value_parser = parse_replications)]
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
    Solve(SolveArgs),
    Optimise(OptimiseArgs),
    Sensitivity(SensitivityArgs),
    Behaviours(BehavioursArgs),
    Fairness(FairnessArgs),
    Advise(AdviseArgs),
}

impl From<Planned> for Command {
    fn from(planned: Planned) -> Self {
        match planned {
            Planned::Run(arguments) => Self::Run(arguments),
            Planned::Compare(arguments) => Self::Compare(arguments),
            Planned::Sweep(arguments) => Self::Sweep(arguments),
            Planned::Solve(arguments) => Self::Solve(arguments),
            Planned::Optimise(arguments) => Self::Optimise(arguments),
            Planned::Sensitivity(arguments) => Self::Sensitivity(arguments),
            Planned::Behaviours(arguments) => Self::Behaviours(arguments),
            Planned::Fairness(arguments) => Self::Fairness(arguments),
            Planned::Advise(arguments) => Self::Advise(arguments),
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct ShardArgs {
    pub(super) dir: PathBuf,
    #[arg(value_parser = parse_position)]
    pub(super) id: u64,
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = parse_threads)]
    pub(super) threads: Option<u16>,
    #[arg(long, short)]
    pub(super) quiet: bool,
}
