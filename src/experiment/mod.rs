//! Which models run with which seeds: replications in parallel, reduced in order.
//!
//! The only room that plays on several threads. Replications finish in any order and are reduced in
//! the order of their numbers, so results do not depend on the number of threads. This module does
//! not know files, scenario files or charts.

mod advice;
mod compare;
mod correlations;
mod cuts;
mod effects;
mod estimates;
mod expect;
mod fairness;
mod intervene;
mod joint;
mod overload;
mod precision;
mod rate;
mod record;
mod replicate;
mod samples;
mod scorecard;
mod stations;
pub mod study;
mod warm_up;

pub use advice::{Advice, AdvicePlan, CellAdvice, SetSums, sets_of};
pub use compare::{Difference, compare, compare_cells, compare_stations};
pub use correlations::{RankCorrelation, rank_correlations};
pub use cuts::{CellEstimate, CutEstimates};
pub use effects::{Effect, Effects, Reach, Scope, Spillover};
pub use estimates::{
    AttemptEstimate, DayEstimate, Estimates, GroupEstimate, ScreenEstimate, SegmentEstimate, mean_interval,
};
pub use expect::{Judged, judge};
pub use fairness::{FEWEST, Gap, PathStep, applicants_of, gap, path_step};
pub use intervene::{InterventionLevel, InterventionPlan, Interventions, LEVELS, intervene};
pub use joint::{Compared, Pair, jointly};
pub use overload::{FALSE_ALARM, Overload, OverloadReason, OverloadSign, overloads};
pub use precision::{
    HalfWidth, Measured, PairedPrecision, Precision, expected_together, next_look, precise_together,
};
pub use rate::RateEstimate;
pub use record::Recorder;
pub use replicate::{ExperimentError, Playing, Progress, Run, RunPlan, most_threads, run, with_threads};
pub use samples::Samples;
pub use scorecard::{CutOff, LAST_ADMITTED, ScoreFigure, Worth, cut_offs, scorecard};
pub use stations::{StationDay, StationEstimate};
pub use warm_up::{FoundWarmUp, WARM_UP_TRIALS, find_warm_up};
