//! Event-driven simulation of how a suspended pay-later account is restored.
//!
//! # A question in ten lines
//!
//! A [`Study`] is a scenario that is ready to run. Keys are set as `sim run --set` sets them, metrics are asked for by the
//! names that `sim metrics` prints, and nothing is printed or written to a disk. How many are restored at their first
//! application, and how long does nearly everybody wait for a reviewer, with seven reviewers?
//!
//! ```
//! use reinstate::{Progress, Study, StudyError};
//!
//! fn main() -> Result<(), StudyError> {
//!     let study = Study::load("scenarios/base.toml")?.set("team.reviewers.people", 7)?;
//!     let results = study.set("replications", 4)?.run(&Progress::default())?;
//!     for name in ["first_pass_approval_rate", "human_review.wait_p95"] {
//!         println!("{}", results.metric(name)?);
//!     }
//!     Ok(())
//! }
//! ```
//!
//! It prints each estimate with its 95 % interval and its unit. Four replications keep the example short; without that
//! setting the scenario's own number is played.
//!
//! # Two settings on the same applicants
//!
//! Randomness is keyed to the applicant, so two runs with one seed meet the same people with the same luck. The difference
//! of the two is then known far better than either level; [`workbench::Results::difference`] takes it replication by
//! replication.
//!
//! ```
//! use reinstate::{Progress, Study, StudyError};
//!
//! fn main() -> Result<(), StudyError> {
//!     let base = Study::load("scenarios/base.toml")?.set("replications", 4)?;
//!     let more = base.clone().set("team.reviewers.people", 7)?;
//!     let before = base.run(&Progress::default())?;
//!     let after = more.run(&Progress::default())?;
//!     println!("{}", after.difference(&before, "human_decided_within_3wd_share")?);
//!     Ok(())
//! }
//! ```
//!
//! # Faults, warnings and progress
//!
//! They are data, and serialisable. A scenario with faults is answered with all of them at once, each with file, line,
//! column, the rule that it breaks and a remedy. A [`workbench::Warning`] is what is worth knowing before or after a run,
//! such as a key that changes nothing or a station with more work than its people can do. [`Progress`] counts while a run
//! goes on, and stops it from another thread.
//!
//! ```
//! use std::sync::atomic::{AtomicBool, Ordering};
//! use std::{thread, time::Duration};
//!
//! use reinstate::workbench::ProgressReport;
//! use reinstate::{Progress, Study, StudyError};
//! use serde_json::json;
//!
//! fn main() -> Result<(), StudyError> {
//!     if let Err(error) = Study::from_text("mine.toml", "human.cut_of = 60") {
//!         println!("{}", json!(error));
//!     }
//!     let study = Study::load("scenarios/base.toml")?.set("replications", 4)?;
//!     println!("{}", json!(study.warnings()));
//!
//!     let (progress, done) = (Progress::default(), AtomicBool::new(false));
//!     let results = thread::scope(|scope| {
//!         scope.spawn(|| {
//!             while !done.load(Ordering::Relaxed) {
//!                 println!("{}", json!(ProgressReport::of(&progress)));
//!                 thread::sleep(Duration::from_millis(100));
//!             }
//!         });
//!         let results = study.run(&progress);
//!         done.store(true, Ordering::Relaxed);
//!         results
//!     })?;
//!     println!("{}", json!(results.warnings()));
//!     println!("{}", json!(results.metrics().collect::<Vec<_>>()));
//!     Ok(())
//! }
//! ```
//!
//! # Further down
//!
//! There is one way through the library: a scenario is read and validated, compiled into a
//! [`model::Model`], played in replications, and counted; statistics, tables, charts and the report
//! follow. [`Study::compiled`] and [`workbench::Results::estimates`] lead to those rooms. `ARCHITECTURE.md` draws the
//! plan and says which room may know which.
//!
//! # Features
//!
//! `terminal` (on by default) is the program `sim`, with `pictures`: charts and reports. Without both the library compiles
//! for `wasm32-unknown-unknown`, where everything runs on the current thread. `parquet` adds tables by column.

pub mod analysis;
pub mod behaviour;
#[cfg(feature = "pictures")]
pub mod chart;
#[cfg(feature = "terminal")]
pub mod cli;
pub mod design;
pub mod engine;
pub mod experiment;
pub mod math;
pub mod model;
pub mod observe;
pub mod policy;
pub mod population;
pub mod random;
#[cfg(feature = "pictures")]
pub mod report;
pub mod results;
pub mod scenario;
pub mod stats;
pub mod time;
pub mod words;
pub mod workbench;

pub use experiment::Progress;
pub use workbench::{Study, StudyError};
