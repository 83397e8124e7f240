//! The arguments of commands that look for a setting, and for what matters.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::args::{LimitArgs, OutputArgs, parse_replications, parse_seed, parse_threads, value_help};

#[derive(Debug, Args)]
pub(super) struct SolveArgs {
    pub(super) scenario: PathBuf,
    #[arg(long, value_name = "KEY=LOW..HIGH[:STEP]")]
    pub(super) vary: String,
    #[arg(long, value_name = "METRIC>=X")]
    pub(super) until: String,
    #[arg(long)]
    pub(super) most: bool,
    #[arg(long, value_name = "P", default_value = "95%")]
    pub(super) confidence: String,
    #[arg(long, value_name = "X", default_value = "0")]
    pub(super) tolerance: String,
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

#[derive(Debug, Args)]
pub(super) struct OptimiseArgs {
    pub(super) scenario: PathBuf,
    #[arg(long, value_name = "KEY=VALUES")]
    pub(super) vary: Vec<String>,
    #[arg(long, value_name = "METRIC")]
    pub(super) minimise: Vec<String>,
    #[arg(long, value_name = "METRIC")]
    pub(super) maximise: Vec<String>,
    #[arg(long, value_name = "METRIC>=X")]
    pub(super) subject_to: Vec<String>,
    #[arg(long, value_name = "P", default_value = "95%")]
    pub(super) confidence: String,
    #[arg(long, value_name = "X")]
    pub(super) tolerance: Option<String>,
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u64).range(2..))]
    pub(super) first_stage: u64,
    #[arg(long, value_name = "N")]
    pub(super) points: Option<usize>,
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

impl OptimiseArgs {
    /// Objectives, of either kind.
    pub(super) fn objectives(&self) -> usize {
        self.minimise.len() + self.maximise.len()
    }
}

/// How inputs are varied together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Method {
    #[value(help = value_help("method_one"))]
    #[default]
    One,
    #[value(help = value_help("method_morris"))]
    Morris,
    #[value(help = value_help("method_sobol"))]
    Sobol,
}

impl Method {
    /// Its name in tables.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::Morris => "morris",
            Self::Sobol => "sobol",
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct SensitivityArgs {
    pub(super) scenario: PathBuf,
    #[arg(long, value_name = "KEY=LOW..HIGH")]
    pub(super) vary: Vec<String>,
    #[arg(long, value_name = "NAME=KEY,KEY")]
    pub(super) group: Vec<String>,
    #[arg(long, value_enum, default_value_t)]
    pub(super) method: Method,
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = parse_replications)]
    pub(super) samples: Option<u64>,
    #[arg(long, value_name = "P", default_value = "20%")]
    pub(super) band: String,
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = parse_replications)]
    pub(super) assumptions: Option<u64>,
    #[arg(long, value_name = "KEY=VALUE;…", requires = "assumptions")]
    pub(super) against: Option<String>,
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
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = parse_threads)]
    pub(super) threads: Option<u16>,
    #[command(flatten)]
    pub(super) limits: LimitArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}
