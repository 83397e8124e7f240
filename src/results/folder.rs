//! The output folder: who may be written over, and how new results take the place of old ones.
//!
//! A run writes into a staging folder inside the output folder, so on the same file system. When everything is there,
//! [`OutputFolder::publish`] puts it in the place of the old results as a whole: where the folder holds nothing else, the
//! two folders change places in one step of the file system; else the change is decided in one step and carried out
//! file by file, and whoever opens the folder after a kill does the rest first (see [`super::journal`]). A run that fails
//! or is killed before that leaves the old results as they were. The folder is locked meanwhile, so that two runs never
//! mix in it. This module does not know what is in the files, and it never deletes one that the old manifest does not
//! list with these very bytes.

use super::digest::digest_file;
use super::inside::{files_below, look, path_inside};
use super::journal::{self, COMMIT, step};
use super::manifest::FileEntry;
use super::origin::Origin;
use super::ours::{LEDGER, holds_only, link_files, not_records, remove_records};
use super::safe::sync_below;
use super::swap::exchange;
use super::{Manifest, ResultsError};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Start of the name of a staging folder.
const STAGING: &str = ".sim-staging-";

/// An output folder that is being written.
///
/// Dropped without [`publish`](Self::publish), it takes away what was staged and the folders it
/// made, and leaves everything else alone.
#[derive(Debug)]
pub struct OutputFolder {
    // Fields are dropped in this order: the staging folder lies in the folders made for it.
    temporary: TempDir,
    staging: PathBuf,
    scratch: PathBuf,
    made: MadeFolders,
    dir: PathBuf,
    /// The results that are there.
    old: Option<Manifest>,
    /// Whether records stay when the results are whole.
    keeps_ledger: bool,
    /// The folder is ours while this is open.
    _lock: Option<File>,
}

impl OutputFolder {
    /// Makes `dir` ready for new results, and the folders above it if need be.
    ///
    /// A folder is written over if it is empty or its manifest shows that `sim` made it from what lies at `origin`;
    /// anything else takes `force`. Without an `origin` any results of `sim` will do.
    ///
    /// # Errors
    /// A folder that holds something else or that another run is writing into, a name that is taken by a file, and
    /// what the operating system refuses.
    pub fn prepare(dir: &Path, force: bool, origin: Option<&Origin>) -> Result<Self, ResultsError> {
        let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir }.to_owned();
        inspect(&dir, force, origin)?;
        let made = MadeFolders::make(&dir)?;
        let lock = lock(&dir)?;
        if lock.is_some() {
            remove_left_over(&dir);
        }
        journal::carry_out(&dir)?;
        // Looked into again: until now another run may have been writing.
        let old = inspect(&dir, force, origin)?;
        let temporary = tempfile::Builder::new()
            .prefix(STAGING)
            .tempdir_in(&dir)
            .map_err(ResultsError::io("write into", &dir))?;
        let [staging, scratch] = ["files", "scratch"].map(|name| temporary.path().join(name));
        for folder in [&staging, &scratch] {
            fs::create_dir(folder).map_err(ResultsError::io("make the folder", folder))?;
        }
        Ok(Self { temporary, staging, scratch, made, dir, old, keeps_ledger: false, _lock: lock })
    }

    /// Does the rest of a change that a killed run had decided on. Nothing happens if there is none.
    ///
    /// # Errors
    /// A folder that another run is writing into, and what the operating system refuses.
    pub fn recover(dir: &Path) -> Result<(), ResultsError> {
        if fs::symlink_metadata(dir.join(COMMIT)).is_err() {
            return Ok(());
        }
        let _lock = lock(dir)?;
        journal::carry_out(dir)
    }

    /// Where the new files are to be written, charts in `charts/`.
    pub fn staging(&self) -> &Path {
        &self.staging
    }

    /// Where passing files can be kept; nothing in it is published.
    pub fn scratch(&self) -> &Path {
        &self.scratch
    }

    /// Where the results will lie.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Where records lie: they stay there whatever becomes of the run, until its results are whole.
    pub fn ledger(&self) -> PathBuf {
        Self::ledger_of(&self.dir)
    }

    /// Where the records of the output folder `dir` lie.
    pub fn ledger_of(dir: &Path) -> PathBuf {
        dir.join(LEDGER)
    }

    /// What lies among the records of the output folder `dir` and is not of `sim`, by name: it stays when they go.
    pub fn strange_in_ledger(dir: &Path) -> Vec<String> {
        not_records(&dir.join(LEDGER))
    }

    /// Leaves the records there when the results are whole as well.
    pub fn keep_ledger(&mut self) {
        self.keeps_ledger = true;
    }

    /// Whether the results that are there come from a run that was not interrupted.
    pub fn holds_finished(&self) -> bool {
        self.old.as_ref().is_some_and(|old| !old.interrupted)
    }

    /// Takes back what has been staged under a name, a file or a folder. What is not there needs no taking back.
    ///
    /// # Errors
    /// A name that leads out of the folder, and what the operating system refuses.
    pub fn take_back(&self, name: &str) -> Result<(), ResultsError> {
        let path = path_inside(&self.staging, name)?;
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        match removed {
            Err(fault) if fault.kind() != io::ErrorKind::NotFound => {
                Err(ResultsError::io("clean up in", &path)(fault))
            }
            _ => Ok(()),
        }
    }

    /// Puts everything staged in the place of the old results, and returns the folder.
    ///
    /// `manifest.files` may hold what is known of staged files from writing them, which spares
    /// reading them again, and is filled in here. Files of the same name are written over, whoever
    /// made them: their names are those of the output folder.
    ///
    /// # Errors
    /// A folder where a file is to go or that may not be written into, which is found before anything is changed, and
    /// what the operating system refuses.
    pub fn publish(self, mut manifest: Manifest) -> Result<PathBuf, ResultsError> {
        manifest.files = digest_folder(&self.staging, &manifest.files)?;
        self.put_in_place(&manifest, true)
    }

    /// Puts everything staged beside the old results, of which only files of the same name are
    /// replaced, and returns the folder. `manifest.files` keeps the files that stay as they are.
    ///
    /// # Errors
    /// As [`Self::publish`].
    pub fn update(self, mut manifest: Manifest) -> Result<PathBuf, ResultsError> {
        manifest.files.extend(digest_folder(&self.staging, &BTreeMap::new())?);
        self.put_in_place(&manifest, false)
    }

    /// Puts everything staged into a folder beside this one, which keeps what it holds: `NAME.interrupted`, or the first
    /// of `NAME.interrupted-2` and so on that is free or holds an interrupted run from the same `origin`.
    ///
    /// # Errors
    /// As [`Self::publish`].
    pub fn publish_beside(self, manifest: Manifest, origin: &Origin) -> Result<PathBuf, ResultsError> {
        let real = fs::canonicalize(&self.dir).map_err(ResultsError::io("look into", &self.dir))?;
        let mut name = real.file_name().unwrap_or_default().to_owned();
        name.push(".interrupted");
        // As it was typed where that has a name of its own; `.` and `..` have none.
        let first = if self.dir.file_name().is_some() {
            self.dir.with_file_name(&name)
        } else {
            real.with_file_name(&name)
        };
        let mut number = 1;
        let other = loop {
            let place = if number == 1 { first.clone() } else { numbered(&first, number) };
            number += 1;
            match Self::prepare(&place, false, Some(origin)) {
                Ok(other) if !other.holds_finished() => break other,
                Err(fault @ ResultsError::Io { .. }) => return Err(fault),
                // It holds something else.
                _ => {}
            }
        };
        for name in files_below(&self.staging)? {
            let (from, to) = (self.staging.join(&name), other.staging.join(&name));
            if let Some(parent) = to.parent() {
                fs::create_dir_all(parent).map_err(ResultsError::io("make the folder", parent))?;
            }
            // The folder beside may lie on another file system, if this one is the root of its own.
            if fs::rename(&from, &to).is_err() {
                fs::copy(&from, &to).map_err(ResultsError::io("write", &to))?;
            }
        }
        other.publish(manifest)
    }

    /// Puts what is staged in place; `whole` if nothing of the old results is to stay.
    fn put_in_place(self, manifest: &Manifest, whole: bool) -> Result<PathBuf, ResultsError> {
        let staged_manifest = self.staging.join(Manifest::FILE);
        let text = manifest.to_json(&staged_manifest)?;
        fs::write(&staged_manifest, text).map_err(ResultsError::io("write", &staged_manifest))?;
        self.check_places()?;
        // What is left of the scratch files is not part of the change.
        let _ = fs::remove_dir_all(&self.scratch);

        let nothing = BTreeMap::new();
        let old = self.old.as_ref().map_or(&nothing, |old| &old.files);
        let change = self.temporary.path();
        let ledger = self.dir.join(LEDGER);
        // Drawing pages again is no business of the records.
        let ends_ledger = whole && !self.keeps_ledger && !manifest.interrupted;
        sync_below(&self.staging)?;
        if whole
            && holds_only(&self.dir, old, change)
            && (!ends_ledger || not_records(&ledger).is_empty())
            && (ends_ledger || link_files(&ledger, &self.staging.join(LEDGER)))
            && exchange(&self.staging, &self.dir)
        {
            // What was staged is the folder now, and what the folder was has gone.
            let Self { temporary, made, dir, .. } = self;
            made.keep();
            drop(temporary);
            return Ok(dir);
        }
        let _ = fs::remove_dir_all(self.staging.join(LEDGER));
        let stale = old.iter().filter(|(name, _)| !manifest.files.contains_key(*name));
        let stale: BTreeMap<_, _> = stale.map(|(name, entry)| (name.clone(), entry.clone())).collect();
        journal::decide(&self.dir, change, &stale)?;
        // From here on, the output folder is one that stays.
        let Self { temporary, made, dir, _lock, .. } = self;
        made.keep();
        let _ = temporary.keep();
        journal::carry_out(&dir)?;
        if ends_ledger {
            remove_records(&ledger);
        }
        Ok(dir)
    }

    /// Whether everything staged can be put in its place, as far as can be seen.
    fn check_places(&self) -> Result<(), ResultsError> {
        let mut folders = BTreeSet::from([self.dir.clone()]);
        for name in files_below(&self.staging)? {
            let place = path_inside(&self.dir, &name)?;
            if fs::symlink_metadata(&place).is_ok_and(|found| found.is_dir()) {
                return Err(ResultsError::NotAFile { path: place });
            }
            folders.extend(place.parent().filter(|folder| folder.exists()).map(Path::to_owned));
        }
        for folder in &folders {
            // A file without a name, gone at once: whether there may be one is found before anything is changed.
            step()
                .and_then(|()| tempfile::tempfile_in(folder))
                .map_err(ResultsError::io("write into", folder))?;
        }
        Ok(())
    }
}

/// `base.interrupted-2`.
fn numbered(place: &Path, number: u32) -> PathBuf {
    let mut name = place.file_name().unwrap_or_default().to_owned();
    name.push(format!("-{number}"));
    place.with_file_name(name)
}

/// Keeps other runs out of a folder as long as it is held; nothing where folders cannot be locked.
fn lock(dir: &Path) -> Result<Option<File>, ResultsError> {
    if !cfg!(unix) {
        return Ok(None);
    }
    let folder = File::open(dir).map_err(ResultsError::io("look into", dir))?;
    match folder.try_lock() {
        Ok(()) => Ok(Some(folder)),
        Err(TryLockError::WouldBlock) => Err(ResultsError::Busy { path: dir.to_owned() }),
        // Some network file systems know no locks.
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

/// Takes away what runs that were killed have staged. The folder must be locked: then none of it is in use.
fn remove_left_over(dir: &Path) {
    super::swap::remove_left_over(dir);
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(STAGING)) {
        // What cannot be removed does no harm.
        let _ = fs::remove_dir_all(entry.path());
    }
}

/// The results in `dir`, or those that are about to be; nothing if there are none, or `force` is needed and given.
fn inspect(dir: &Path, force: bool, origin: Option<&Origin>) -> Result<Option<Manifest>, ResultsError> {
    match fs::metadata(dir) {
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(fault) => return Err(ResultsError::io("look into", dir)(fault)),
        Ok(found) if !found.is_dir() => return Err(ResultsError::NotAFolder { path: dir.to_owned() }),
        Ok(_) => {}
    }
    let occupied = |found| Err(ResultsError::Occupied { path: dir.to_owned(), found });
    let found = journal::pending(dir).map_or_else(|| Manifest::read(dir), Ok);
    match found {
        Ok(manifest) if force || origin.is_none_or(|origin| origin.made(&manifest)) => Ok(Some(manifest)),
        Ok(manifest) => {
            Err(ResultsError::OtherScenario { path: dir.to_owned(), scenario: manifest.scenario_path })
        }
        Err(fault @ ResultsError::Io { .. }) => Err(fault),
        Err(_) if force => Ok(None),
        Err(ResultsError::Missing { .. }) => match first_foreign(dir)? {
            Some(name) => occupied(format!("`{name}` and no `{}` of `sim`", Manifest::FILE)),
            None => Ok(None),
        },
        Err(_) => occupied(format!("a `{}` that is not one of `sim`", Manifest::FILE)),
    }
}

/// The first name in `dir` that is not what a killed run left behind.
fn first_foreign(dir: &Path) -> Result<Option<String>, ResultsError> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).map_err(ResultsError::io("look into", dir))? {
        let entry = entry.map_err(ResultsError::io("look into", dir))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    let ours = |name: &String| name.starts_with(STAGING) || name == COMMIT || name == LEDGER;
    Ok(names.into_iter().filter(|name| !ours(name)).min())
}

/// Every file below `dir`, by its path with `/` between the parts. One that is `known`, and as long
/// as is known of it, is not read.
fn digest_folder(
    dir: &Path,
    known: &BTreeMap<String, FileEntry>,
) -> Result<BTreeMap<String, FileEntry>, ResultsError> {
    let mut files = BTreeMap::new();
    for name in files_below(dir)? {
        let path = dir.join(&name);
        let found = look(&path)?.len();
        let file = match known.get(&name) {
            Some(known) if known.bytes == found => known.clone(),
            _ => digest_file(&path)?,
        };
        files.insert(name, file);
    }
    Ok(files)
}

/// Folders made on the way, removed again when dropped unless kept or no longer empty.
#[derive(Debug)]
struct MadeFolders(Vec<PathBuf>);

impl MadeFolders {
    fn make(dir: &Path) -> Result<Self, ResultsError> {
        let missing = dir.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let made = Self(missing.map(Path::to_owned).collect());
        fs::create_dir_all(dir).map_err(ResultsError::io("make the folder", dir))?;
        Ok(made)
    }

    fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for MadeFolders {
    fn drop(&mut self) {
        for folder in &self.0 {
            // Not empty, or gone: either way there is nothing of ours to take away.
            let _ = fs::remove_dir(folder);
        }
    }
}
