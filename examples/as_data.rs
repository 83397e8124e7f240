//! Faults, warnings and progress are data: each can be written as JSON.
#![allow(clippy::print_stdout, reason = "an example says what it found")]

use std::sync::atomic::{AtomicBool, Ordering};
use std::{thread, time::Duration};

use reinstate::workbench::ProgressReport;
use reinstate::{Progress, Study, StudyError};
use serde_json::json;

fn main() -> Result<(), StudyError> {
    if let Err(error) = Study::from_text("mine.toml", "human.cut_of = 60") {
        println!("{}", json!(error));
    }
    let study = Study::load("scenarios/base.toml")?.set("replications", 4)?;
    println!("{}", json!(study.warnings()));

    let (progress, done) = (Progress::default(), AtomicBool::new(false));
    let results = thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                println!("{}", json!(ProgressReport::of(&progress)));
                thread::sleep(Duration::from_millis(100));
            }
        });
        let results = study.run(&progress);
        done.store(true, Ordering::Relaxed);
        results
    })?;
    println!("{}", json!(results.warnings()));
    println!("{}", json!(results.metrics().collect::<Vec<_>>()));
    Ok(())
}
