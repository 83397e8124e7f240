//! The arguments of `sim fairness`.

use std::path::PathBuf;

use clap::Args;

use super::args::{LimitArgs, OutputArgs, parse_replications, parse_seed, parse_threads};

#[derive(Debug, Args)]
pub(super) struct FairnessArgs {
    pub(super) scenario: PathBuf,
    #[arg(long, value_name = "SEGMENT", value_delimiter = ',', required = true)]
    pub(super) by: Vec<String>,
    #[arg(long, value_name = "VALUE")]
    pub(super) reference: Vec<String>,
    #[arg(long, value_name = "NAME: KEY=VALUE; …")]
    pub(super) variant: Vec<String>,
    #[arg(long)]
    pub(super) no_interventions: bool,
    #[arg(long, value_name = "SHARE", default_value = "60%")]
    pub(super) loss_given_default: String,
    #[arg(long, value_name = "SHARE", default_value = "12%")]
    pub(super) margin: String,
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
