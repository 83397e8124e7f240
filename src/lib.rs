//! Event-driven simulation of how a suspended pay-later account is restored.
//!
//! # A question in ten lines
//!
//! A [`Study`] is a scenario that is ready to run. Keys are set as `sim run --set` sets them, metrics are asked for by
//! the names that `sim metrics` prints, and nothing is printed or written to a disk.
//!
//! ```
//! use reinstate::{Progress, Study};
//!
//! # fn main() -> Result<(), reinstate::StudyError> {
//! let study = Study::load("scenarios/base.toml")?.set("team.reviewers.people", 7)?.set("replications", 2)?;
//! # let study = study.set("period.arrivals", "20d")?;
//! let results = study.run(&Progress::default())?;
//! let rate = results.metric("first_pass_approval_rate")?;
//! println!("{rate}"); // first_pass_approval_rate 0.4621 (0.4440 to 0.4802) share
//! let wait = results.metric("human_review.wait_p95")?;
//! assert_eq!(wait.unit, "minutes");
//! # Ok(())
//! # }
//! ```
//!
//! Two settings are compared on the same applicants: those of two studies with one seed are the same people, one by one,
//! so the difference of two runs is known far better than either level.
//!
//! # What comes back when something is wrong
//!
//! Faults are data: each with file, line, column, message and remedy, all at once, and serialisable.
//!
//! ```
//! use reinstate::{Study, StudyError};
//!
//! let text = "human.scale = 0\nhuman.cut_of = 60";
//! let Err(StudyError::Scenario(faults)) = Study::from_text("mine.toml", text) else { panic!() };
//! assert_eq!(faults.len(), 2);
//! assert!(faults.iter().any(|fault| fault.line == 2 && fault.remedy.contains("`cut_off`")));
//! ```
//!
//! What is worth knowing before and after a run, such as a key that changes nothing or a station with more work than its
//! people can do, is a [`workbench::Warning`]. [`Progress`] counts while a run goes on, and stops it from another thread.
//!
//! # Further down
//!
//! The library is a house with one way through: a scenario is read and validated, compiled into a
//! [`model::Model`], played in replications, and counted; statistics, tables, charts and the report
//! follow. [`Study::compiled`] and [`workbench::Results::estimates`] lead to those rooms. `ARCHITECTURE.md` draws the
//! plan and says which room may know which.
//!
//! # Features
//!
//! `terminal` (on by default) is the program `sim`. Without it the library compiles for `wasm32-unknown-unknown`, where
//! everything runs on the current thread. `parquet` adds tables by column.

pub mod behaviour;
pub mod chart;
#[cfg(feature = "terminal")]
pub mod cli;
pub mod engine;
pub mod experiment;
pub mod math;
pub mod model;
pub mod observe;
pub mod policy;
pub mod population;
pub mod random;
pub mod report;
pub mod results;
pub mod scenario;
pub mod stats;
pub mod time;
pub mod words;
pub mod workbench;

pub use experiment::Progress;
pub use workbench::{Study, StudyError};
