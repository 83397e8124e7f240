//! The arguments of a comparison.

use std::path::PathBuf;

use clap::Args;

use super::args::{LimitArgs, OutputArgs, parse_replications, parse_seed, parse_threads};
use super::cuts::CutArgs;
use super::filed::{Filed, parse_filed};

#[derive(Debug, Args)]
pub(super) struct CompareArgs {
    pub(super) base: PathBuf,
    #[arg(value_name = "OTHER", required_unless_present = "variant")]
    pub(super) others: Vec<PathBuf>,
    #[arg(long, value_name = "NAME: KEY=VALUE; …")]
    pub(super) variant: Vec<String>,
    #[arg(long, value_name = "METRIC")]
    pub(super) metric: Vec<String>,
    #[arg(long)]
    pub(super) no_charts: bool,
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
    #[arg(long, value_name = "FROM..TO", value_parser = parse_filed)]
    pub(super) filed: Option<Filed>,
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = parse_threads)]
    pub(super) threads: Option<u16>,
    #[command(flatten)]
    pub(super) cuts: CutArgs,
    #[command(flatten)]
    pub(super) limits: LimitArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}
