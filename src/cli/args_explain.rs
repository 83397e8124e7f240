//! The arguments of `sim explain`.

use std::path::PathBuf;

use clap::Args;

use super::args::{Format, parse_position, parse_seed};

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    pub(super) scenario: PathBuf,
    #[arg(long, value_name = "I", allow_negative_numbers = true, value_parser = parse_position)]
    #[arg(required_unless_present = "case", conflicts_with = "case")]
    pub(super) applicant: Option<u64>,
    #[arg(long, value_name = "R", allow_negative_numbers = true, value_parser = parse_position)]
    #[arg(conflicts_with = "case")]
    pub(super) replication: Option<u64>,
    #[arg(long, value_name = "CASE")]
    pub(super) case: Option<String>,
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    #[arg(long, value_name = "KEY=VALUE")]
    pub(super) set: Vec<String>,
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = parse_seed)]
    pub(super) seed: Option<u64>,
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
    #[arg(long)]
    pub(super) force: bool,
}
