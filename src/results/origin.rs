//! Which scenario files results come from: by this a run knows whether the results it finds are an older state of its own.

use std::path::{Path, PathBuf};

use super::{Manifest, sha256};

/// The scenario files of a run or comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    typed: String,
    place: String,
}

impl Origin {
    /// The origin of results of these scenario files, as typed.
    pub fn of<'a>(files: impl IntoIterator<Item = &'a Path>) -> Self {
        let files: Vec<&Path> = files.into_iter().collect();
        let typed: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        let real = |file: &&Path| std::fs::canonicalize(file).unwrap_or_else(|_| file.to_path_buf());
        let places: Vec<PathBuf> = files.iter().map(real).collect();
        let places: Vec<String> = places.iter().map(|place| place.to_string_lossy().into_owned()).collect();
        Self { typed: typed.join(" "), place: sha256(places.join("\0").as_bytes()) }
    }

    /// The files as typed, with a space between them.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// SHA-256 of where the files lie, so that a manifest can be given away without telling it.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Whether the results of a manifest were made from these very files. Of manifests of earlier versions only what was
    /// typed is known.
    pub fn made(&self, manifest: &Manifest) -> bool {
        match manifest.scenario_place.as_str() {
            "" => manifest.scenario_path == self.typed,
            place => place == self.place,
        }
    }
}
