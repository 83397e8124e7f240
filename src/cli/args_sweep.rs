//! The arguments of experiments on many points.

use std::path::PathBuf;

use clap::Args;

use super::args::{LimitArgs, OutputArgs, parse_replications, parse_seed};
use super::filed::Filed;

#[derive(Debug, Args)]
pub(super) struct SweepArgs {
    pub(super) scenario: PathBuf,
    #[arg(long, value_name = "KEY=VALUES")]
    pub(super) vary: Vec<String>,
    #[arg(long, value_name = "lhs|sobol|FILE.csv")]
    pub(super) design: Option<String>,
    #[arg(long, value_name = "N")]
    pub(super) points: Option<usize>,
    #[arg(long, value_name = "POINT")]
    pub(super) reference: Option<String>,
    #[arg(long, value_name = "METRIC")]
    pub(super) metric: Vec<String>,
    #[arg(long, value_name = "SEGMENT", value_delimiter = ',')]
    pub(super) by: Vec<String>,
    #[arg(long)]
    pub(super) tables: bool,
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
    #[arg(long, value_name = "FROM..TO", value_parser = super::filed::parse_filed)]
    pub(super) filed: Option<Filed>,
    #[arg(long, value_name = "METRIC=±X")]
    pub(super) precision: Vec<String>,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=4096))]
    pub(super) threads: Option<u16>,
    #[command(flatten)]
    pub(super) limits: LimitArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}
