//! What several tests need: scenarios from text, runs, and the real table.

use std::path::PathBuf;

use reinstate::experiment::{Progress, Run, RunPlan, run, with_threads};
use reinstate::model::replicate;
use reinstate::observe::{Outcome, Tally};
use reinstate::scenario::{Compiled, Scenario, compile, load_text};

/// A scenario from its text, as `sim` would compile it.
pub(crate) fn scenario(text: &str) -> Compiled {
    let mut loaded = load_text("test.toml", text, &[]);
    let scenario: Scenario = loaded.read();
    let compiled = compile(&scenario, &mut loaded.faults);
    compiled.unwrap_or_else(|| panic!("{}", loaded.faults.render(&loaded.sources, false)))
}

/// A shipped scenario with overrides, as `sim --set` would compile it.
pub(crate) fn scenario_with(path: &str, sets: &[&str]) -> Compiled {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    let mut loaded = reinstate::scenario::load(&path, &sets);
    let scenario: Scenario = loaded.read();
    let compiled = compile(&scenario, &mut loaded.faults);
    compiled.unwrap_or_else(|| panic!("{}", loaded.faults.render(&loaded.sources, false)))
}

/// One replication of a scenario.
pub(crate) fn outcome(compiled: &Compiled, seed: u64, replication: u64) -> Outcome {
    let mut tally = Tally::new(compiled.model.tally_config());
    replicate(&compiled.model, seed, replication, &mut tally);
    tally.finish(compiled.model.end())
}

/// A run on `threads` threads.
pub(crate) fn play(compiled: &Compiled, seed: u64, replications: u64, threads: usize) -> Run {
    let plan = RunPlan { seed, replications, precision: Vec::new() };
    let progress = Progress::default();
    let played = with_threads(Some(threads), |_| run(&compiled.model, &plan, &(), &progress));
    played.and_then(|run| run).unwrap()
}

/// The table of 30,000 real card holders, at `REINSTATE_DATA` (the file or its folder). Where that is not set the
/// test says so and is skipped; where it is, the table must be there.
pub(crate) fn real_table() -> Option<PathBuf> {
    const FILE: &str = "UCI_Credit_Card.csv";
    let Some(named) = std::env::var_os("REINSTATE_DATA").map(PathBuf::from) else {
        eprintln!("skipped: set REINSTATE_DATA to {FILE} or its folder");
        return None;
    };
    let found = [named.join(FILE), named.clone()].into_iter().find(|path| path.is_file());
    assert!(found.is_some(), "REINSTATE_DATA is {}, and no {FILE} is there", named.display());
    found
}
