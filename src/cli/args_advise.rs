//! The arguments of `sim advise`.

use std::path::PathBuf;

use clap::Args;

use super::args::{LimitArgs, OutputArgs, parse_replications, parse_seed, parse_threads};

#[derive(Debug, Args)]
pub(super) struct AdviseArgs {
    pub(super) scenario: PathBuf,
    #[arg(long, value_name = "NAME=VALUE", value_delimiter = ',')]
    pub(super) who: Vec<String>,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=3))]
    pub(super) largest: Option<u8>,
    #[arg(long, value_name = "DAYS", value_delimiter = ',')]
    pub(super) wait: Vec<u16>,
    #[arg(long, value_name = "¥X", default_value = "¥30")]
    pub(super) hour: String,
    #[arg(long, value_name = "P")]
    pub(super) share: Option<String>,
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
