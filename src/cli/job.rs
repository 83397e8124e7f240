//! What every command that plays goes through: points, a folder with its ledger, the study, tables, and their folder again.
//!
//! A command reads its points and says what they are about ([`About`]); a [`Job`] opens the folder and finds records,
//! plays, lets go of the records, and begins the manifest. What comes of the points is the command's own.

use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use serde_json::Value;

use super::args::{Format, OutputArgs};
use super::progress::{Bar, Steps};
use super::publishing::can_write;
use super::studies::About;
use super::terminal::{Screen, say};
use super::{Failure, kept};
use crate::experiment::study::{Design, Ledger, Reduced, Study};
use crate::experiment::{ExperimentError, Progress, Recorder, with_threads};
use crate::results::{Host, LedgerFile, Manifest, OutputFolder};
use crate::scenario::{Compiled, IdleKey, Settings};

/// A command that plays, from when it was typed.
pub(super) struct Job<'a> {
    command: &'a [String],
    output: &'a OutputArgs,
    threads: Option<u16>,
    interrupted: &'a Arc<AtomicBool>,
    started: Instant,
}

impl<'a> Job<'a> {
    /// Begins one.
    ///
    /// # Errors
    /// A form of tables that this build does not know.
    pub(super) fn start(
        command: &'a [String],
        output: &'a OutputArgs,
        threads: Option<u16>,
        interrupted: &'a Arc<AtomicBool>,
    ) -> Result<Self, Failure> {
        let started = Instant::now();
        can_write(output)?;
        Ok(Self { command, output, threads, interrupted, started })
    }

    /// What was typed.
    pub(super) fn command(&self) -> &[String] {
        self.command
    }

    /// Seconds since it began.
    pub(super) fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }

    /// The folder that its results go to, and the records that are there, of at most so many replications.
    ///
    /// # Errors
    /// A folder or records of something else, and what the operating system refuses.
    pub(super) fn open(&self, about: &About, most: u64) -> Result<(OutputFolder, LedgerFile), Failure> {
        let force = self.output.force;
        let mut folder =
            OutputFolder::prepare(&about.dir, force, Some(&about.origin)).map_err(Failure::folder)?;
        if self.output.keep_ledger {
            folder.keep_ledger();
        }
        let ledger = kept::open(&folder, self.command, about.settings.clone(), (self.output, most))?;
        Ok((folder, ledger))
    }

    /// Plays what the ledger does not hold, with a bar of so many steps through points of these names, and gives the
    /// points to `take` as they are done. Says whether everything was played, and on how many threads.
    ///
    /// # Errors
    /// Those of the recorder and of the ledger.
    pub(super) fn play<D: Design, R: Recorder>(
        &self,
        study: &Study<'_, D>,
        recorder: &R,
        (steps, names): (Steps, Vec<String>),
        take: impl FnMut(usize, Result<Reduced<'_>, &D::Fault>) + Send,
    ) -> Result<(bool, usize), Failure>
    where
        R::Error: Display,
    {
        let progress = Arc::new(Progress { stop: Arc::clone(self.interrupted), ..Progress::default() });
        let bar = Bar::follow(&progress, steps, names, !self.output.quiet);
        let played = with_threads(self.threads.map(usize::from), |threads| {
            let whole = study.run(recorder, &progress, take)?;
            Ok::<_, ExperimentError<R::Error>>((whole, threads))
        });
        drop(bar);
        played.and_then(|played| played).map_err(Failure::run)
    }

    /// The same for an experiment whose parts are none: on how many threads all of it was played.
    ///
    /// # Errors
    /// Those of the ledger, and that it was interrupted; what is finished is in the ledger then.
    pub(super) fn play_all<D: Design>(
        &self,
        study: &Study<'_, D>,
        (steps, names): (Steps, Vec<String>),
        take: impl FnMut(usize, Result<Reduced<'_>, &D::Fault>) + Send,
    ) -> Result<usize, Failure> {
        let (whole, threads) = self.play(study, &(), (steps, names), take)?;
        if whole { Ok(threads) } else { Err(Failure::Interrupted) }
    }

    /// Lets go of the records of an experiment that came out so: they stay if it is not done, and it is told how to go on.
    pub(super) fn let_go<T>(
        &self,
        ledger: LedgerFile,
        about: &About,
        played: Result<T, Failure>,
    ) -> Result<T, Failure> {
        let going_on = !ledger.is_empty() && self.output.instead_of.is_none();
        if going_on && !self.output.quiet && matches!(played, Err(Failure::Interrupted)) {
            kept::say_how_to_go_on(&about.dir);
        }
        let kept = |failure| if going_on { kept::with_remedy(failure, &about.dir) } else { failure };
        kept::finish(ledger, played.is_err() || self.output.keep_ledger).map_err(kept)?;
        played.map_err(kept)
    }

    /// Opens, plays and lets go: what came of it, and the folder to publish into.
    pub(super) fn in_folder<T>(
        &self,
        about: &About,
        most: u64,
        play: impl FnOnce(&dyn Ledger) -> Result<T, Failure>,
    ) -> Result<(T, OutputFolder), Failure> {
        let (folder, ledger) = self.open(about, most)?;
        let played = play(&ledger);
        Ok((self.let_go(ledger, about, played)?, folder))
    }

    /// What a manifest says whatever was played: of points with these settings, all their replications done.
    pub(super) fn manifest(&self, about: &About, settings: &Settings, threads: usize) -> Manifest {
        Manifest {
            command: self.command.to_vec(),
            scenario: settings.name.clone(),
            scenario_path: about.origin.typed().to_owned(),
            scenario_place: about.origin.place().to_owned(),
            scenario_sha256: about.identity.clone(),
            seed: settings.seed,
            generator: crate::random::GENERATOR.to_owned(),
            replications: settings.replications,
            replications_done: settings.replications,
            threads: threads as u64,
            host: Host::current(),
            wall_seconds: self.seconds(),
            ..Manifest::default()
        }
    }

    /// Tells what came out, in the form that was asked for.
    ///
    /// # Errors
    /// What keeps it from being written.
    pub(super) fn tell(
        &self,
        document: impl FnOnce() -> Value,
        text: impl FnOnce(Screen) -> String,
    ) -> Result<(), Failure> {
        match self.output.format {
            Format::Json => say(&format!("{:#}\n", document())),
            Format::Text if self.output.quiet => Ok(()),
            Format::Text => say(&text(Screen::stdout())),
        }
    }
}

/// Keys that say nothing at this point: those of the interventions are none of them, as an experiment switches these off
/// itself.
pub(super) fn idle_but_interventions(compiled: &Compiled) -> Vec<IdleKey> {
    let own = |idle: &&IdleKey| !idle.key.starts_with("interventions.");
    compiled.idle.iter().filter(own).cloned().collect()
}
