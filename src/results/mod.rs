//! Results on disk: tables, logs, the manifest, and the folder that holds them.
//!
//! The only module that writes files. It knows rows and records, not how the numbers came about,
//! and it never deletes what `sim` did not make.

mod acts;
mod build;
mod case_rows;
mod case_words;
mod cases;
mod cells;
#[cfg(feature = "parquet")]
mod columnar;
mod columns;
mod controlled;
mod csv_style;
mod cuts;
mod decided;
mod decimal;
mod difference;
mod digest;
mod error;
mod events;
mod files;
mod folder;
mod groups;
mod inside;
mod journal;
mod known;
mod laid;
mod ledger;
mod manifest;
mod ocel;
mod optimum;
mod origin;
mod ours;
mod paired_cells;
mod pieces;
mod points;
mod read_points;
mod recourse;
mod rows;
mod run_log;
mod safe;
mod sink;
mod spool;
mod stamps;
mod swap;
mod swaps;
mod tables;
mod text;
mod xes;

#[cfg(test)]
mod tests;

pub use acts::{
    CoalitionRow, CurveRow, FrontRow, InteractionRow, ObservedRow, PriceRow, ShapleyRow, WaitingRow,
    write_coalitions, write_front,
};
pub use build::correlation_rows;
pub use case_rows::{CASE_COLUMNS, case_columns};
pub use cases::{CaseLog, CaseObserver};
#[cfg(feature = "parquet")]
pub use columnar::write_parquet;
pub use controlled::{ControlledRow, controlled_rows};
pub use csv_style::CsvStyle;
pub use cuts::{ByTimeRow, CrossRow, CrossTable, FEW, ResourceRow};
pub use decided::{AssumptionRow, InputPoint, SensitivityRow, SolutionRow, write_input_points};
pub use difference::{Differs, differs, folder_near};
pub use digest::{digest_file, sha256};
pub use error::ResultsError;
pub use events::{EVENT_COLUMNS, EventLog, EventObserver, ResourceNames};
pub use files::{
    ReplicationRow, Row, read_replications, read_table, write_by_scenario, write_file, write_new_file,
    write_replications, write_table,
};
pub use folder::OutputFolder;
pub use groups::{CutOffRow, FairnessRow, GapRow, ScorePathRow, ScorecardRow};
pub use laid::{replications_bytes, table_bytes};
pub use ledger::{Damage, LedgerFile, LedgerHead, Records};
pub use manifest::{AttributeEntry, Bound, ColumnEntry, FileEntry, Host, InputEntry, Manifest, ReadEntry};
pub use ocel::{OcelLog, OcelObserver};
pub use optimum::{MetricCells, OptimumRow, write_optimum};
pub use origin::Origin;
pub use paired_cells::{Cells, CrossComparison, PairedCellRow, PairedEnds, PointCell, point_cells};
pub use pieces::{Cut, Piece, PiecePlan, PieceState, PlayedPieces};
pub use points::{
    PlayedPoint, PointLabel, PointTables, PointTablesWanted, PointValue, SweepRow, read_played,
};
pub use read_points::{ReadPoint, ReadSweep};
pub use recourse::{RecourseRow, RecourseTable, TimingRow};
pub use run_log::{EventCounts, LogFiles, Logged, RunLog, RunObserver};
pub use swap::free_space;
pub use swaps::{SwapRow, swap_rows};
pub use tables::{
    AttemptRow, BehaviourRow, ComparisonRow, CorrelationRow, DelayRow, EffectRow, ExpectationRow,
    ProvenanceRow, QueueRow, ScenarioTables, ScreenRow, SegmentRow, StationRow, SummaryRow, Tables,
    TimelineRow,
};
pub use xes::{XesLog, XesObserver};
