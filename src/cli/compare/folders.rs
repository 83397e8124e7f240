//! Results that are there: an output folder stands for the scenarios it was made from, and for their records if it kept
//! them.

use std::path::{Path, PathBuf};

use crate::cli::args::Reduction;
use crate::cli::kept::RECORDS;
use crate::cli::ready::identity_with;
use crate::cli::terminal::complain;
use crate::cli::{Failure, shown};
use crate::results::{Manifest, OutputFolder};
use crate::scenario::{Identity, Settings};
use crate::words::say;

/// A scenario file, and the folder it comes from if it was named by one.
pub(super) struct Named {
    pub(super) path: PathBuf,
    pub(super) from: Option<Folder>,
}

/// An output folder.
pub(super) struct Folder {
    pub(super) dir: PathBuf,
    manifest: Manifest,
    /// The scenario of a comparison; none of a run.
    point: Option<String>,
}

/// The end of the names of resolved scenarios.
const RESOLVED: &str = "resolved.toml";

impl Named {
    /// The scenarios that an argument names: a file, the one of a run's folder, or all of a comparison's, its base first.
    ///
    /// # Errors
    /// A folder that holds no results.
    pub(super) fn by(argument: &Path) -> Result<Vec<Self>, Failure> {
        if !argument.is_dir() {
            return Ok(vec![Self { path: argument.to_owned(), from: None }]);
        }
        let manifest = Manifest::read(argument)
            .map_err(|_| Failure::Usage(say!(ErrorNoResultsToCompare, dir = shown(argument))))?;
        let own = argument.join(format!("scenario.{RESOLVED}"));
        let found = if own.is_file() { vec![(own, None)] } else { of_comparison(argument, &manifest) };
        if found.is_empty() {
            return Err(Failure::Usage(say!(ErrorNoResultsToCompare, dir = shown(argument))));
        }
        let named = |(path, point)| {
            let from = Folder { dir: argument.to_owned(), manifest: manifest.clone(), point };
            Self { path, from: Some(from) }
        };
        Ok(found.into_iter().map(named).collect())
    }
}

/// The resolved scenarios of a comparison and their names, in its order.
fn of_comparison(dir: &Path, manifest: &Manifest) -> Vec<(PathBuf, Option<String>)> {
    let known: Vec<String> = serde_json::from_value(manifest.facts["scenarios"].clone()).unwrap_or_default();
    // Manifests of earlier versions know their names, and not their order.
    let names = if known.is_empty() { manifest.points.keys().cloned().collect() } else { known };
    let file = |name: String| {
        let path = dir.join("scenarios").join(format!("{}.{RESOLVED}", crate::cli::run::folder_name(&name)));
        path.is_file().then_some((path, Some(name)))
    };
    names.into_iter().filter_map(file).collect()
}

impl Folder {
    /// What tells its scenario from another of the same name.
    pub(super) fn name(&self) -> String {
        let dir =
            self.dir.file_name().map_or_else(|| shown(&self.dir), |name| name.to_string_lossy().into_owned());
        self.point.as_ref().map_or_else(|| dir.clone(), |point| format!("{dir}_{point}"))
    }

    /// Its records, if it kept them.
    pub(super) fn records(&self) -> Option<PathBuf> {
        Some(OutputFolder::ledger_of(&self.dir).join(RECORDS)).filter(|path| path.is_file())
    }

    /// Whether its applicants are those of this seed.
    ///
    /// # Errors
    /// Another seed, and what to write.
    pub(super) fn meets(&self, seed: u64) -> Result<(), Failure> {
        if self.manifest.seed == seed {
            return Ok(());
        }
        let (dir, own) = (shown(&self.dir), self.manifest.seed);
        Err(Failure::Usage(say!(ErrorOtherApplicants, dir = dir, own = own, seed = seed)))
    }

    /// Says so if what it was made from is no longer what it was.
    pub(super) fn judge(&self, identity: &Identity, settings: &Settings) {
        let then = match &self.point {
            Some(point) => self.manifest.points.get(point).map_or("", String::as_str),
            None => self.manifest.scenario_sha256.as_str(),
        };
        let same = [Reduction::Off, Reduction::Auto].map(|reduction| identity_with(identity, reduction));
        if settings.seed == self.manifest.seed && !same.iter().any(|identity| then == identity) {
            complain(&say!(NoteFolderChanged, dir = shown(&self.dir)));
        }
    }
}
