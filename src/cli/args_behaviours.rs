//! The arguments of `sim behaviours`.

use std::path::PathBuf;

use clap::Args;

use super::args::{LimitArgs, OutputArgs, parse_replications, parse_seed, parse_threads};
use crate::words::say;

#[derive(Debug, Args)]
pub(super) struct BehavioursArgs {
    pub(super) scenario: PathBuf,
    #[arg(long, value_name = "SEGMENT", value_delimiter = ',')]
    pub(super) by: Vec<String>,
    #[arg(long, value_name = "N", default_value = "5", value_parser = parse_steps)]
    pub(super) steps: u16,
    #[arg(long, value_name = "METRIC=±X")]
    pub(super) precision: Vec<String>,
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
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = parse_threads)]
    pub(super) threads: Option<u16>,
    #[command(flatten)]
    pub(super) limits: LimitArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

/// Levels of a curve: both ends at least.
fn parse_steps(text: &str) -> Result<u16, String> {
    const MOST: u16 = 101;
    let number = text.parse().ok().filter(|number| (2..=MOST).contains(number));
    number.ok_or_else(|| say!(MustBeAWholeNumberUpTo, least = 2, most = MOST))
}
