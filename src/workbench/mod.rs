//! The library's interface: load a scenario, set keys, run, read estimates by name.
//!
//! Nothing here prints, and nothing is written to a disk: faults, warnings, progress and results are data, which can be
//! serialised. The program `sim`, with its tables, charts and pages, is one face of the same rooms; this is another. What
//! stands behind a number is not known here.

mod error;
mod progress;
mod provenance;
mod results;
mod stepwise;
mod warning;

use std::convert::Infallible;
use std::fmt::Display;
use std::path::{Path, PathBuf};

use crate::experiment::{ExperimentError, Progress, Run, RunPlan, find_warm_up, run, with_threads};
use crate::scenario::{Compiled, Loaded, Number, Scenario, compile, idle_keys, load, load_text, numbers};

pub use error::{FaultReport, StudyError};
pub use progress::{Phase, ProgressReport};
pub use provenance::provenance_rows;
pub use results::{MetricEstimate, Results};
pub use stepwise::{Paired, Stepwise};
pub use warning::Warning;

/// A scenario without faults, ready to run.
#[derive(Debug, Clone)]
pub struct Study {
    source: Source,
    /// Keys that were set, as `KEY=VALUE`, in order.
    settings: Vec<String>,
    threads: Option<usize>,
    compiled: Compiled,
}

/// What a scenario is read from.
#[derive(Debug, Clone)]
enum Source {
    File(PathBuf),
    Text { name: String, text: String },
}

impl Source {
    fn load(&self, settings: &[String]) -> Loaded {
        match self {
            Self::File(path) => load(path, settings),
            Self::Text { name, text } => load_text(name, text, settings),
        }
    }
}

impl Study {
    /// Reads a scenario file, what it extends and the tables that it names.
    ///
    /// # Errors
    /// [`StudyError::Scenario`] with every fault at its place, a file that cannot be read among them.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, StudyError> {
        Self::read(Source::File(path.as_ref().to_owned()), Vec::new(), None)
    }

    /// Reads a scenario from a text, called `name` in faults. Without `extends` it builds on the standard model alone;
    /// paths in it start at the working directory.
    ///
    /// # Errors
    /// [`StudyError::Scenario`] with every fault at its place.
    pub fn from_text(name: impl Into<String>, text: impl Into<String>) -> Result<Self, StudyError> {
        let source = Source::Text { name: name.into(), text: text.into() };
        Self::read(source, Vec::new(), None)
    }

    /// The same with keys set, `KEY=VALUE` each, as [`Self::set`] sets them one after the other.
    ///
    /// # Errors
    /// [`StudyError::Scenario`] with every fault at its place.
    pub fn from_text_with(
        name: impl Into<String>,
        text: impl Into<String>,
        settings: Vec<String>,
    ) -> Result<Self, StudyError> {
        Self::read(Source::Text { name: name.into(), text: text.into() }, settings, None)
    }

    /// The study with another value for a key, as `--set KEY=VALUE` gives it: `"team.reviewers.people"` and `7`,
    /// `"notice.lag"` and `"30min"`, `"stage.human_review.enabled"` and `false`. The scenario is read again, with the
    /// files that it names.
    ///
    /// # Errors
    /// [`StudyError::Scenario`] if there is no such key, or the value contradicts something.
    pub fn set(self, key: &str, value: impl Display) -> Result<Self, StudyError> {
        let Self { source, mut settings, threads, .. } = self;
        settings.push(format!("{key}={value}"));
        Self::read(source, settings, threads)
    }

    /// The study played on so many threads, at least one; without this, on all processors. Results do not depend on it.
    #[must_use]
    pub fn threads(self, threads: usize) -> Self {
        Self { threads: Some(threads.max(1)), ..self }
    }

    fn read(source: Source, settings: Vec<String>, threads: Option<usize>) -> Result<Self, StudyError> {
        let mut loaded = source.load(&settings);
        let scenario: Scenario = loaded.read();
        let compiled = compile(&scenario, &mut loaded.faults);
        loaded.faults.settle(&loaded.sources);
        let Some(mut compiled) = compiled else { return Err(StudyError::of_faults(&loaded)) };
        compiled.idle = idle_keys(&loaded, &scenario, &compiled);
        compiled.numbers = numbers(&loaded, &scenario);
        Ok(Self { source, settings, threads, compiled })
    }

    /// The scenario's name.
    pub fn name(&self) -> &str {
        &self.compiled.settings.name
    }

    /// Root seed of all randomness.
    pub fn seed(&self) -> u64 {
        self.compiled.settings.seed
    }

    /// Replications that [`Self::run`] plays.
    pub fn replications(&self) -> u64 {
        self.compiled.settings.replications
    }

    /// The scenario as it was compiled, for the rooms below.
    pub fn compiled(&self) -> &Compiled {
        &self.compiled
    }

    /// Every number of the scenario, and where it comes from.
    pub fn numbers(&self) -> &[Number] {
        &self.compiled.numbers
    }

    /// What is worth knowing before the scenario is run: keys that change nothing, doubts about files.
    pub fn warnings(&self) -> Vec<Warning> {
        warning::before(&self.compiled)
    }

    /// Plays the replications, after a warm-up that is found first where `period.warm_up` is `"auto"`. Interventions are
    /// not played. `progress` counts replications and applicants while this goes on, so another thread may look at it
    /// ([`ProgressReport::of`]); if
    /// its `stop` is set, what was finished is returned, and [`Results::interrupted`] says so.
    ///
    /// # Errors
    /// [`StudyError::Stopped`] if it was stopped before anything was finished, and [`StudyError::Threads`] if threads
    /// cannot be started.
    pub fn run(&self, progress: &Progress) -> Result<Results, StudyError> {
        let settings = &self.compiled.settings;
        let plan =
            RunPlan { seed: settings.seed, replications: settings.replications, precision: Vec::new() };
        let played = with_threads(self.threads, |_| {
            let mut model = self.compiled.model.clone();
            let warm_up = if settings.auto_warm_up {
                let Some(found) = find_warm_up(&model, settings.seed, progress) else { return Ok(None) };
                model = model.warmed_up(found.until);
                progress::replications_begin(progress);
                Some(found)
            } else {
                None
            };
            let played: Run = run(&model, &plan, &(), progress)?;
            Ok::<_, ExperimentError<Infallible>>(Some((model, played, warm_up)))
        });
        // The recorder of nothing cannot fail, so what went wrong is about threads.
        let failed = |error: ExperimentError<Infallible>| StudyError::Threads(error.to_string());
        match played.and_then(|played| played).map_err(failed)? {
            Some((model, run, warm_up)) if run.estimates.replications > 0 => {
                Ok(Results::new(&model, &plan, run, warm_up))
            }
            _ => Err(StudyError::Stopped),
        }
    }
}
