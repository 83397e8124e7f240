//! A scenario that is played at settings which a command works out, and the folder that its results go to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::args::OutputArgs;
use super::asked::PlayedAt;
use super::job::{Job, idle_but_interventions};
use super::progress::Steps;
use super::publishing::write_other_forms;
use super::reading::{PointFault, read_point, read_scenario};
use super::ready::point_key;
use super::receipts::{self, inputs};
use super::run::folder_name;
use super::studies::About;
use super::sweep::study::plain;
use super::sweep::wanted::stations;
use super::{Failure, provenance, warnings};
use crate::experiment::study::{Design, Ledger, Plays, Point, Reduced, Study};
use crate::results::{
    Manifest, Origin, OutputFolder, ProvenanceRow, Row as _, sha256, write_file, write_table,
};
use crate::scenario::{Compiled, Identity, Scenario, Section as _, Unset, resolved_text};
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
    pub(super) job: &'a Job<'a>,
    pub(super) ledger: &'a dyn Ledger,
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
        let study = Study { design, ledger: self.ledger };
        let points = if design.points() > 1 { design.points() as u64 } else { 0 };
        let steps = Steps { own: study.most(), points, ..Steps::default() };
        let took = &mut self.took;
        took.threads = self.job.play_all(&study, (steps, Vec::new()), |number, point| {
            if let Ok(point) = &point {
                if point.run.interrupted {
                    return;
                }
                took.applicants += point.run.estimates.applicants;
                let acts = point.acts.iter().filter_map(|counts| counts.groups.first());
                took.applicants += acts.map(|all| all.applicants).sum::<u64>();
                took.events += point.run.events;
            }
            take(number, point);
        })?;
        Ok(())
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

/// What a manifest says besides the scenario.
pub(super) struct Done {
    pub(super) took: Took,
    /// Identities of points, by name.
    pub(super) points: BTreeMap<String, String>,
    pub(super) facts: Value,
}

impl Ground {
    /// Adds what every folder has, and puts everything into its place.
    pub(super) fn publish(
        &self,
        (job, output): (&Job<'_>, &OutputArgs),
        about: &About,
        folder: OutputFolder,
        done: Done,
    ) -> Result<PathBuf, Failure> {
        let numbers = provenance::rows(&self.base.numbers);
        let staging = folder.staging();
        write_table(&staging.join(ProvenanceRow::FILE), &numbers, output.style()).map_err(Failure::run)?;
        let place = output.stands_for(folder.dir());
        let resolved = resolved_text(&self.scenario, &self.base.numbers, place);
        write_file(&staging.join("scenario.resolved.toml"), resolved.as_bytes()).map_err(Failure::run)?;
        write_other_forms(output, &folder)?;
        let manifest = Manifest {
            points: done.points,
            inputs: inputs(&self.identity),
            applicants_simulated: done.took.applicants,
            events_handled: done.took.events,
            facts: done.facts,
            ..job.manifest(about, &self.base.settings, done.took.threads)
        };
        folder.publish(manifest).map_err(Failure::run)
    }

    /// What is to be known of the scenario, whatever was played of it.
    pub(super) fn warnings(&self) -> Vec<String> {
        let mut warned = self.base.uncovered();
        warned.extend(receipts::warnings(&self.base.receipts));
        warned.extend(warnings::of_scenario(
            Language::default().words(),
            &[],
            &idle_but_interventions(&self.base),
        ));
        warned
    }
}
