//! What is heard of a replication: records, the observer trait, and the tallies of one replication.
//!
//! Observers listen and never answer: nothing here can change what happens. This module does not
//! know how the numbers came about, and it writes no files.

mod acting;
mod advice;
mod by_time;
mod clearing;
mod composed;
mod cross;
mod day;
mod duty;
mod effects;
mod endings;
mod event;
mod expectation;
mod fairness;
mod first_looks;
mod groups;
mod journeys;
mod level_series;
mod metrics;
mod names;
mod outcome;
mod pay;
mod record;
mod screens;
mod station;
mod tally;
mod tally_config;
mod together;
mod totals;
mod windows;

pub use acting::{ACT_METRICS, ActCounts, ActMetric, ActSums, ActTally, FIFTHS, Observed, Stratum};
pub use advice::{AdviceArm, AdviceGroup, AdviceObserver, AdviceTally, DAY_MARKS};
pub use by_time::{
    ByTime, FLOW_MEASURES, GroupPlan, RESOURCE_MEASURES, SLOT_MEASURES, SLOTS, TeamPlan, TimePlan, by_hour,
};
pub use clearing::{Clearing, is_of_backlog};
pub use cross::{CELL_METRICS, CellCount, CellMetric, Cross, CrossPlan};
pub use day::DayTally;
pub use duty::Duty;
pub use effects::{ArmSums, EFFECT_METRICS, EffectMetric, ForcedTally, ShadowTally};
pub use event::{Activity, CaseView, EventReason, EventRecord, Lifecycle, LogNames};
pub use expectation::Expectation;
pub use fairness::{
    FAIR_MEASURES, FairCount, FairMeasure, FairTally, Fairness, Owed, PATH_KINDS, PATH_STEPS, PathCount,
    Paths, RISK_BINS, SCORE_BINS, ScoreCount,
};
pub use first_looks::{FirstLooks, SwapCount, SwapTally, Swapping};
pub use journeys::{Journey, Journeys, KeptApplicant, KeptApplication, KeptEvent};
pub use level_series::LevelSeries;
pub use metrics::{
    METRICS, Measure, MetricInfo, MetricKind, OF_PEOPLE, Sample, StationSample, station_quantile, time_share,
};
pub use names::{AttributeNames, Names, SegmentNames};
pub use outcome::{
    ApprovalCount, BehaviourCount, ByBehaviour, DayCount, Outcome, SCORE_BANDS, SegmentCount, score_band_name,
};
pub use pay::Pay;
pub use record::{
    ApplicantRecord, ApplicationRecord, Fate, FirstApplication, Inlined, OF_BACKLOG, Observer, Status,
    backlog_of, first_of_backlog,
};
pub use screens::ScreenCount;
pub use station::{STATION_MEASURES, StationTally};
pub use tally::Tally;
pub use tally_config::{StationFacts, TallyConfig};
pub use together::Together;
pub use totals::Totals;
pub use windows::{LineGrowth, StationLoad, Windows};
