//! A scenario that is played at settings which a command works out, and the folder that its results go to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use serde_json::Value;

use super::args::OutputArgs;
use super::asked::PlayedAt;
use super::progress::{Bar, Steps};
use super::publishing::write_other_forms;
use super::reading::{PointFault, read_point, read_scenario};
use super::ready::point_key;
use super::receipts::{self, inputs};
use super::run::folder_name;
use super::studies::About;
use super::sweep::study::plain;
use super::sweep::wanted::stations;
use super::{Failure, kept, provenance, warnings};
use crate::experiment::study::{Design, Ledger, Plays, Point, Reduced, Study};
use crate::experiment::{ExperimentError, Progress, with_threads};
use crate::results::{
    Host, Manifest, Origin, OutputFolder, ProvenanceRow, ResultsError, Row as _, sha256, write_file,
    write_table,
};
use crate::scenario::{Compiled, Identity, IdleKey, Scenario, Section as _, Unset, resolved_text};
use crate::words::Language;

/// A scenario as it is without the varied keys.
pub(super) struct Ground {
    pub(super) scenario: Scenario,
    pub(super) base: Compiled,
    pub(super) identity: Identity,
    file: PathBuf,
    unset: Unset,
    /// Arguments of all settings.
    pub(super) sets: Vec<String>,
}

impl Ground {
    /// Reads it. Interventions are another question, and are left out.
    pub(super) fn read(
        file: &Path,
        set: &[String],
        seed: Option<u64>,
        replications: Option<u64>,
    ) -> Result<Self, Failure> {
        let mut sets = set.to_vec();
        sets.extend(seed.map(|seed| format!("seed={seed}")));
        sets.extend(replications.map(|count| format!("replications={count}")));
        sets.push("interventions.enabled=false".to_owned());
        let (scenario, base, identity) = read_scenario(file, &sets)?;
        Ok(Self { scenario, base, identity, file: file.to_owned(), unset: Unset::read(file), sets })
    }

    /// The names of its stations.
    pub(super) fn stations(&self) -> Vec<String> {
        stations(&self.base.model)
    }

    /// The arguments of a setting.
    pub(super) fn sets_of<'k>(&self, values: impl Iterator<Item = (&'k str, &'k str)>) -> Vec<String> {
        self.sets.iter().cloned().chain(values.map(|(key, value)| format!("{key}={value}"))).collect()
    }

    /// Makes a setting.
    pub(super) fn point(&self, sets: &[String]) -> Result<Point<'static>, PointFault> {
        let (compiled, identity) = read_point(&self.unset, sets)?;
        if compiled.settings.auto_warm_up != self.base.settings.auto_warm_up {
            return Err(PointFault::of(crate::words::say!(PointWarmUpElsewhere)));
        }
        let seed = compiled.settings.seed;
        Ok(Point { key: point_key(&identity), seed, model: std::borrow::Cow::Owned(compiled.model) })
    }

    /// What is played of every setting.
    pub(super) fn plays(&self, replications: u64) -> Plays {
        Plays { warm_up: self.base.settings.auto_warm_up, replications, brief: true, ..Plays::default() }
    }

    /// Whether a key takes whole numbers.
    pub(super) fn is_whole(&self, key: &str) -> bool {
        let table = self.scenario.to_table();
        let key = plain(key);
        let mut parts = key.split('.');
        let mut at = parts.next().and_then(|part| table.get(part));
        for part in parts {
            at = at.and_then(|value| match value.as_array() {
                Some(items) => {
                    let named = |name: &str| {
                        items.iter().find(|item| item.get("name").and_then(|own| own.as_str()) == Some(name))
                    };
                    named(part).or_else(|| items.get(part.parse::<usize>().ok()?))
                }
                None => value.get(part),
            });
        }
        let Some(value) = at else { return false };
        value.is_integer()
    }

    /// What is said of a study of it, into `output/<kind>_<name>` unless told otherwise. `more` are names and values that
    /// decide its numbers as well, and `varied` the keys that the scenario does not decide.
    pub(super) fn about(
        &self,
        (kind, out): (&str, Option<&Path>),
        output: &OutputArgs,
        threads: Option<u16>,
        varied: &[String],
        more: &[(&str, String)],
    ) -> About {
        let varied: Vec<String> = varied.iter().map(|key| plain(key)).collect();
        let is_varied = |name: &str| {
            varied.iter().any(|key| {
                let rest = name.strip_prefix(key.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        };
        let mut settings = self.identity.settings.clone();
        settings.retain(|name, _| !is_varied(name));
        let text: Vec<String> = more.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let usual = || Path::new("output").join(format!("{kind}_{}", folder_name(&self.base.settings.name)));
        About {
            settings,
            identity: sha256(format!("{}\n{}", self.identity.sha256, text.join("\n")).as_bytes()),
            dir: out.map_or_else(usual, Path::to_owned),
            origin: Origin::of([self.file.as_path()]),
            force: output.force,
            logs: false,
            threads,
            names: Vec::new(),
        }
    }
}

/// One setting, as a design.
struct OneSetting<'a> {
    ground: &'a Ground,
    sets: Vec<String>,
    replications: u64,
}

impl Design for OneSetting<'_> {
    type Fault = PointFault;

    fn points(&self) -> usize {
        1
    }

    fn plays(&self, _: usize) -> Plays {
        self.ground.plays(self.replications)
    }

    fn point(&self, _: usize) -> Result<Point<'_>, PointFault> {
        self.ground.point(&self.sets)
    }
}

/// How settings are played, and what it took so far.
pub(super) struct Player<'a> {
    pub(super) ledger: &'a dyn Ledger,
    pub(super) threads: Option<u16>,
    pub(super) quiet: bool,
    pub(super) interrupted: &'a Arc<AtomicBool>,
    pub(super) took: Took,
}

/// What was played.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Took {
    pub(super) threads: usize,
    pub(super) applicants: u64,
    pub(super) events: u64,
}

impl Player<'_> {
    /// Plays the points of a design and gives each to `take` as soon as it is done.
    pub(super) fn play<D: Design>(
        &mut self,
        design: &D,
        mut take: impl FnMut(usize, Result<Reduced<'_>, &D::Fault>) + Send,
    ) -> Result<(), Failure> {
        let progress = Arc::new(Progress { stop: Arc::clone(self.interrupted), ..Progress::default() });
        let study = Study { design, ledger: self.ledger };
        let points = if design.points() > 1 { design.points() as u64 } else { 0 };
        let steps = Steps { own: study.most(), points, ..Steps::default() };
        let bar = Bar::follow(&progress, steps, Vec::new(), !self.quiet);
        let (mut applicants, mut events) = (0, 0);
        let result = with_threads(self.threads.map(usize::from), |threads| {
            let count = |number, point: Result<Reduced<'_>, &D::Fault>| {
                if let Ok(point) = &point {
                    if point.run.interrupted {
                        return;
                    }
                    applicants += point.run.estimates.applicants;
                    events += point.run.events;
                }
                take(number, point);
            };
            let whole = study.run(&(), &progress, count).map_err(ExperimentError::of_any_recorder)?;
            Ok::<_, ExperimentError<ResultsError>>((whole, threads))
        });
        drop(bar);
        let (whole, threads) = result.and_then(|played| played).map_err(Failure::run)?;
        self.took.threads = threads;
        self.took.applicants += applicants;
        self.took.events += events;
        // What is finished is in the ledger.
        if whole { Ok(()) } else { Err(Failure::Interrupted) }
    }

    /// Plays one setting.
    pub(super) fn setting(
        &mut self,
        ground: &Ground,
        sets: Vec<String>,
        replications: u64,
    ) -> Result<(PlayedAt, Vec<String>), Failure> {
        let design = OneSetting { ground, sets, replications };
        let mut found = Err(Failure::Interrupted);
        self.play(&design, |_, point| {
            found = match point {
                Ok(reduced) => {
                    let words = Language::default().words();
                    let plan = crate::experiment::RunPlan {
                        seed: ground.base.settings.seed,
                        replications,
                        precision: Vec::new(),
                    };
                    let mut told = warnings::warnings(words, reduced.model, &reduced.run, &plan);
                    told.extend(reduced.warm_up.and_then(|found| warnings::unsettled(words, found)));
                    let stations = stations(reduced.model);
                    Ok((PlayedAt { estimates: reduced.run.estimates, stations }, told))
                }
                Err(fault) => Err(Failure::Usage(fault.drawn())),
            };
        })?;
        found
    }
}

/// Opens the folder and the ledger of a command, plays, and gives what came of it with the folder to publish into.
pub(super) fn in_folder<T>(
    about: &About,
    output: &OutputArgs,
    command: &[String],
    play: impl FnOnce(&OutputFolder, &dyn Ledger) -> Result<T, Failure>,
) -> Result<(T, OutputFolder), Failure> {
    let mut folder =
        OutputFolder::prepare(&about.dir, output.force, Some(&about.origin)).map_err(Failure::folder)?;
    let ledger = kept::open(&folder, command, about.settings.clone(), output.force)?;
    if output.keep_ledger {
        folder.keep_ledger();
    }
    let played = play(&folder, &ledger);
    let going_on = !ledger.is_empty() && output.instead_of.is_none();
    if going_on && !output.quiet && matches!(played, Err(Failure::Interrupted)) {
        kept::say_how_to_go_on(&about.dir);
    }
    let kept = |failure| if going_on { kept::with_remedy(failure, &about.dir) } else { failure };
    let keep = played.is_err() || output.keep_ledger;
    ledger.finish(keep).map_err(Failure::run).map_err(kept)?;
    Ok((played.map_err(kept)?, folder))
}

/// What a manifest says besides the scenario.
pub(super) struct Done<'a> {
    pub(super) command: &'a [String],
    pub(super) started: Instant,
    pub(super) took: Took,
    /// Identities of points, by name.
    pub(super) points: BTreeMap<String, String>,
    pub(super) facts: Value,
}

impl Ground {
    /// Adds what every folder has, and puts everything into its place.
    pub(super) fn publish(
        &self,
        output: &OutputArgs,
        about: &About,
        folder: OutputFolder,
        done: Done<'_>,
    ) -> Result<PathBuf, Failure> {
        let numbers = provenance::rows(&self.base.numbers);
        let staging = folder.staging();
        write_table(&staging.join(ProvenanceRow::FILE), &numbers, output.style()).map_err(Failure::run)?;
        let place = output.stands_for(folder.dir());
        let resolved = resolved_text(&self.scenario, &self.base.numbers, place);
        write_file(&staging.join("scenario.resolved.toml"), resolved.as_bytes()).map_err(Failure::run)?;
        write_other_forms(output, &folder)?;
        let settings = &self.base.settings;
        let manifest = Manifest {
            command: done.command.to_vec(),
            scenario: settings.name.clone(),
            scenario_path: about.origin.typed().to_owned(),
            scenario_place: about.origin.place().to_owned(),
            scenario_sha256: about.identity.clone(),
            points: done.points,
            inputs: inputs(&self.identity),
            seed: settings.seed,
            generator: crate::random::GENERATOR.to_owned(),
            replications: settings.replications,
            replications_done: settings.replications,
            threads: done.took.threads as u64,
            host: Host::current(),
            wall_seconds: done.started.elapsed().as_secs_f64(),
            applicants_simulated: done.took.applicants,
            events_handled: done.took.events,
            facts: done.facts,
            ..Manifest::default()
        };
        folder.publish(manifest).map_err(Failure::run)
    }

    /// What is to be known of the scenario, whatever was played of it.
    pub(super) fn warnings(&self) -> Vec<String> {
        let of_run = |idle: &&IdleKey| !idle.key.starts_with("interventions.");
        let idle: Vec<IdleKey> = self.base.idle.iter().filter(of_run).cloned().collect();
        let mut warned = self.base.uncovered();
        warned.extend(receipts::warnings(&self.base.receipts));
        warned.extend(warnings::of_scenario(Language::default().words(), &[], &idle));
        warned
    }
}
