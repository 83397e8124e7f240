//! The output folder: who may be written over, and how new results take the place of old ones.
//!
//! A run writes into a staging folder inside the output folder, so on the same file system. When
//! everything is there, [`OutputFolder::publish`] renames file by file into place, takes away what
//! the old run made and the new one did not, and puts the manifest last. A run that fails or is
//! killed before that leaves the old results as they were. The folder is locked meanwhile, so that two runs never mix
//! in it. A reader sees every file whole or not
//! at all; power failures are left to the file system. This module does not know what is in the
//! files, and it never deletes one that the old manifest does not list with these very bytes.

use super::digest::digest_file;
use super::manifest::FileEntry;
use super::{Manifest, ResultsError};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Component, Path, PathBuf};
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
    /// What the run before made.
    old: BTreeMap<String, FileEntry>,
    /// The folder is ours while this is open.
    _lock: Option<File>,
}

impl OutputFolder {
    /// Makes `dir` ready for new results, and the folders above it if need be.
    ///
    /// A folder is written over if it is empty or its manifest shows that `sim` made it; anything
    /// else takes `force`.
    ///
    /// # Errors
    /// A folder that holds something else or that another run is writing into, a name that is taken by a file, and
    /// what the operating system refuses.
    pub fn prepare(dir: &Path, force: bool) -> Result<Self, ResultsError> {
        let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir }.to_owned();
        inspect(&dir, force)?;
        let made = MadeFolders::make(&dir)?;
        let lock = lock(&dir)?;
        // Looked into again: until now another run may have been writing.
        let old = inspect(&dir, force)?;
        if lock.is_some() {
            remove_left_over(&dir);
        }
        let temporary = tempfile::Builder::new()
            .prefix(STAGING)
            .tempdir_in(&dir)
            .map_err(ResultsError::io("write into", &dir))?;
        let [staging, scratch] = ["files", "scratch"].map(|name| temporary.path().join(name));
        for folder in [&staging, &scratch] {
            fs::create_dir(folder).map_err(ResultsError::io("make the folder", folder))?;
        }
        Ok(Self { temporary, staging, scratch, made, dir, old, _lock: lock })
    }

    /// Where the new files are to be written, charts in `charts/`.
    pub fn staging(&self) -> &Path {
        &self.staging
    }

    /// Where passing files can be kept; nothing in it is published.
    pub fn scratch(&self) -> &Path {
        &self.scratch
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
        self.put_in_place(&manifest)
    }

    /// Puts everything staged beside the old results, of which only files of the same name are
    /// replaced, and returns the folder. `manifest.files` keeps the files that stay as they are.
    ///
    /// # Errors
    /// As [`Self::publish`].
    pub fn update(self, mut manifest: Manifest) -> Result<PathBuf, ResultsError> {
        manifest.files.extend(digest_folder(&self.staging, &BTreeMap::new())?);
        self.put_in_place(&manifest)
    }

    fn put_in_place(self, manifest: &Manifest) -> Result<PathBuf, ResultsError> {
        let staged_manifest = self.staging.join(Manifest::FILE);
        let text = manifest.to_json(&staged_manifest)?;
        fs::write(&staged_manifest, text).map_err(ResultsError::io("write", &staged_manifest))?;

        let names = || manifest.files.keys().map(String::as_str).chain([Manifest::FILE]);
        let mut folders = BTreeSet::new();
        for name in names() {
            self.check_place(name)?;
            folders.extend(self.dir.join(name).parent().filter(|folder| folder.exists()).map(Path::to_owned));
        }
        for folder in &folders {
            // A file without a name, gone at once: whether there may be one is found before anything is changed.
            tempfile::tempfile_in(folder).map_err(ResultsError::io("write into", folder))?;
        }
        // From the first folder on, the output folder is one that stays.
        let Self { temporary, staging, made, dir, old, _lock, .. } = self;
        made.keep();
        for name in names().filter(|name| *name != Manifest::FILE && staging.join(name).exists()) {
            replace(&staging.join(name), &dir.join(name))?;
        }
        for (name, entry) in old.iter().filter(|(name, _)| !manifest.files.contains_key(*name)) {
            remove_stale(&dir, name, entry);
        }
        replace(&staged_manifest, &dir.join(Manifest::FILE))?;
        temporary.close().map_err(ResultsError::io("clean up in", &dir))?;
        Ok(dir)
    }

    /// Whether a file can be put in its place, as far as can be seen.
    fn check_place(&self, name: &str) -> Result<(), ResultsError> {
        let place = self.dir.join(name);
        if place.is_dir() {
            return Err(ResultsError::NotAFile { path: place });
        }
        let mut above = place.ancestors().skip(1).take_while(|folder| **folder != *self.dir);
        match above.find(|folder| folder.exists() && !folder.is_dir()) {
            Some(folder) => Err(ResultsError::NotAFolder { path: folder.to_owned() }),
            None => Ok(()),
        }
    }
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

/// Takes away the staging folders of runs that were killed. The folder must be locked: then none is in use.
fn remove_left_over(dir: &Path) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(STAGING)) {
        // What cannot be removed does no harm.
        let _ = fs::remove_dir_all(entry.path());
    }
}

/// What the run before made in `dir`; nothing if there is none or `force` is needed and given.
fn inspect(dir: &Path, force: bool) -> Result<BTreeMap<String, FileEntry>, ResultsError> {
    match fs::metadata(dir) {
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(fault) => return Err(ResultsError::io("look into", dir)(fault)),
        Ok(found) if !found.is_dir() => return Err(ResultsError::NotAFolder { path: dir.to_owned() }),
        Ok(_) => {}
    }
    let occupied = |found| Err(ResultsError::Occupied { path: dir.to_owned(), found });
    match Manifest::read(dir) {
        Ok(manifest) => Ok(manifest.files),
        Err(fault @ ResultsError::Io { .. }) => Err(fault),
        Err(_) if force => Ok(BTreeMap::new()),
        Err(ResultsError::Missing { .. }) => match first_foreign(dir)? {
            Some(name) => occupied(format!("`{name}` and no `{}` of `sim`", Manifest::FILE)),
            None => Ok(BTreeMap::new()),
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
    Ok(names.into_iter().filter(|name| !name.starts_with(STAGING)).min())
}

/// Every file below `dir`, by its path with `/` between the parts. One that is `known`, and as long
/// as is known of it, is not read.
fn digest_folder(
    dir: &Path,
    known: &BTreeMap<String, FileEntry>,
) -> Result<BTreeMap<String, FileEntry>, ResultsError> {
    let mut files = BTreeMap::new();
    let mut open = vec![(dir.to_owned(), String::new())];
    while let Some((folder, prefix)) = open.pop() {
        for entry in fs::read_dir(&folder).map_err(ResultsError::io("look into", &folder))? {
            let entry = entry.map_err(ResultsError::io("look into", &folder))?;
            let path = entry.path();
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if path.is_dir() {
                open.push((path, format!("{name}/")));
            } else {
                let found = entry.metadata().map_err(ResultsError::io("look into", &path))?.len();
                let file = match known.get(&name) {
                    Some(known) if known.bytes == found => known.clone(),
                    _ => digest_file(&path)?,
                };
                files.insert(name, file);
            }
        }
    }
    Ok(files)
}

/// Renames a staged file into place; on one file system that is all or nothing.
fn replace(staged: &Path, place: &Path) -> Result<(), ResultsError> {
    if let Some(parent) = place.parent() {
        fs::create_dir_all(parent).map_err(ResultsError::io("make the folder", parent))?;
    }
    fs::rename(staged, place).map_err(ResultsError::io("replace", place))
}

/// Removes a file of the run before, and the folders that are empty without it.
///
/// A file that has been changed since is no longer ours, and a name that leads out of the folder
/// never was. What cannot be removed does no harm: the new manifest does not list it.
fn remove_stale(dir: &Path, name: &str, entry: &FileEntry) {
    let relative = Path::new(name);
    if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return;
    }
    let path = dir.join(relative);
    let ours = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file() && found.len() == entry.bytes)
        && digest_file(&path).is_ok_and(|found| found == *entry);
    if !ours || fs::remove_file(&path).is_err() {
        return;
    }
    for folder in relative.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty()) {
        if fs::remove_dir(dir.join(folder)).is_err() {
            return;
        }
    }
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
