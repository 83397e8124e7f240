//! What a reader should know, as data: how to say it is for whoever shows it.

use serde::Serialize;

use crate::experiment::{FoundWarmUp, Run, overloads};
use crate::model::Model;
use crate::scenario::Compiled;

/// Share of the applicants, unfinished at the end, above which shares of the finished are misleading.
const MANY_PENDING: f64 = 0.001;

/// Something to know before numbers are trusted.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Warning {
    /// A key that was written changes nothing.
    IdleKey {
        /// The key.
        key: String,
        /// Why it changes nothing.
        because: String,
    },
    /// Something may be wrong with a file.
    File {
        /// The file.
        file: String,
        /// What may be wrong.
        doubt: String,
    },
    /// A calendar or a roster says nothing of some days of the run.
    Days {
        /// Which, and what is taken instead.
        text: String,
    },
    /// A number lies outside the band that is stated for it.
    OutsideBand {
        /// Its key.
        key: String,
    },
    /// A score is hardly above 0, where scores go from 0 to 100.
    SmallScore {
        /// Its key.
        key: String,
    },
    /// The run was stopped before its end.
    Interrupted {
        /// Replications that were finished.
        done: u64,
        /// Replications that were asked for.
        asked: u64,
    },
    /// One replication has no intervals.
    OneReplication,
    /// Stations get more work than their people can do, so waits depend on how long one looks.
    Overload {
        /// Their names; several share people.
        stations: Vec<String>,
        /// Work that comes over work that can be done.
        load: f64,
    },
    /// Applicants are unfinished at the end, so shares of the finished are too low and delays are cut off.
    Pending {
        /// Their share, 0..1.
        share: f64,
    },
    /// The automatic warm-up has found no steady state.
    Unsettled,
}

/// What is known before a run.
pub(super) fn before(compiled: &Compiled) -> Vec<Warning> {
    let idle = compiled
        .idle
        .iter()
        .map(|idle| Warning::IdleKey { key: idle.key.clone(), because: idle.because.clone() });
    let files = compiled.receipts.iter().flat_map(|receipt| {
        let file = receipt.path.to_string_lossy().into_owned();
        receipt.warnings.iter().map(move |doubt| Warning::File { file: file.clone(), doubt: doubt.clone() })
    });
    let days = compiled.uncovered().into_iter().map(|text| Warning::Days { text });
    let outside = compiled.numbers.iter().filter(|number| number.is_outside());
    let outside = outside.map(|number| Warning::OutsideBand { key: number.key.clone() });
    let scores = compiled.small_scores.iter().map(|key| Warning::SmallScore { key: key.clone() });
    idle.chain(files).chain(days).chain(outside).chain(scores).collect()
}

/// What is known after a run for which so many replications were asked.
pub(super) fn after(model: &Model, run: &Run, warm_up: Option<FoundWarmUp>, asked: u64) -> Vec<Warning> {
    let mut found = Vec::new();
    let done = run.estimates.replications;
    if run.interrupted {
        found.push(Warning::Interrupted { done, asked });
    }
    if done == 1 {
        found.push(Warning::OneReplication);
    }
    found.extend(
        overloads(model, &run.estimates)
            .into_iter()
            .map(|overload| Warning::Overload { stations: overload.stations, load: overload.load }),
    );
    let share = run.estimates.pending as f64 / run.estimates.applicants.max(1) as f64;
    if share > MANY_PENDING {
        found.push(Warning::Pending { share });
    }
    if warm_up.is_some_and(|found| !found.settled) {
        found.push(Warning::Unsettled);
    }
    found
}
