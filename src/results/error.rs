//! What can go wrong between numbers and disk.

use std::io;
use std::path::{Path, PathBuf};

use crate::words::say;

/// A fault in reading or writing results: where, what, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum ResultsError {
    /// The operating system refused.
    #[error("{}", say!(ErrorCannot, action = action, path = path.display(), source = source, remedy = remedy_of(source)))]
    Io {
        /// What was attempted, as a verb.
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// A file that an output folder must hold is not there.
    #[error("{}", say!(IsMissingNameAFolder, path = path.display()))]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// A new file would replace one that is there.
    #[error("{}", say!(IsThereAlreadyNameAnother, path = path.display()))]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A table lacks a column.
    #[error("{}", say!(HasNoColumnRestoreThe, path = path.display(), column = column))]
    Column {
        /// The table.
        path: PathBuf,
        /// The first column that is missing.
        column: String,
    },
    /// A row does not hold what its columns promise, or cannot be written as one.
    #[error("{}", say!(IsNoValidTableRestore, path = path.display(), source = source))]
    Table {
        /// The table.
        path: PathBuf,
        /// What is wrong, with line and column where known.
        source: csv::Error,
    },
    /// A manifest is not what `sim` writes.
    #[error("{}", say!(IsNoManifestOfSim, path = path.display(), source = source))]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong, with line and column where known.
        source: serde_json::Error,
    },
    /// A list of pieces is not what this version of `sim` writes.
    #[error("{}", say!(IsNoListOfPieces, path = path.display(), source = source))]
    Plan {
        /// The list.
        path: PathBuf,
        /// What is wrong, with line and column where known.
        source: serde_json::Error,
    },
    /// A manifest was written by another program.
    #[error("{}", say!(WasNotWrittenBySim, path = path.display()))]
    ForeignManifest {
        /// The manifest.
        path: PathBuf,
    },
    /// The output folder holds what `sim` did not make.
    #[error("{}", say!(HoldsChooseAnotherFolderWith, path = path.display(), found = found))]
    Occupied {
        /// The folder.
        path: PathBuf,
        /// What was found there.
        found: String,
    },
    /// The output folder holds the results of another scenario file.
    #[error("{}", say!(HoldsTheResultsOfAnother, path = path.display(), scenario = quoted(scenario)))]
    OtherScenario {
        /// The folder.
        path: PathBuf,
        /// That file, as it was typed.
        scenario: String,
    },
    /// A name that a manifest lists leads out of its folder.
    #[error("{}", say!(TheManifestOfListsWhich, path = path.display(), name = name.escape_debug()))]
    Outside {
        /// The folder.
        path: PathBuf,
        /// The name.
        name: String,
    },
    /// What has the name of a file is a link, a pipe, a device or a folder.
    #[error("{}", say!(IsNotAFileOf, path = path.display()))]
    NotRegular {
        /// The name.
        path: PathBuf,
    },
    /// A table is not what the run wrote.
    #[error("{}", say!(IsNotAsTheRun, path = path.display()))]
    Changed {
        /// The table.
        path: PathBuf,
    },
    /// Another run is writing into the output folder.
    #[error("{}", say!(AnotherRunIsWritingInto, path = path.display()))]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// A ledger holds the records of another study.
    #[error("{}", say!(HoldsRecordsOfSomethingElse, path = path.display(), differs = differs))]
    OtherStudy {
        /// The ledger.
        path: PathBuf,
        /// What is there, and what is here.
        differs: String,
    },
    /// A file is no ledger.
    #[error("{}", say!(IsNoLedgerOfSim, path = path.display()))]
    NoLedger {
        /// The file.
        path: PathBuf,
    },
    /// Something that is no folder has the name of one that is needed.
    #[error("{}", say!(IsNotAFolderChoose, path = path.display()))]
    NotAFolder {
        /// The name.
        path: PathBuf,
    },
    /// A folder has the name of a file that is to be written.
    #[error("{}", say!(IsAFolderAndA, path = path.display()))]
    NotAFile {
        /// The name.
        path: PathBuf,
    },
}

impl ResultsError {
    /// Wraps an error of the operating system: `map_err(ResultsError::io("read", path))`.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { action, path: path.to_owned(), source }
    }

    /// Wraps an error of the table format; one of the operating system keeps its own remedy.
    pub(super) fn table(action: &'static str, path: &Path) -> impl Fn(csv::Error) -> Self {
        move |source| {
            let path = path.to_owned();
            if !source.is_io_error() {
                return Self::Table { path, source };
            }
            match source.into_kind() {
                csv::ErrorKind::Io(source) => Self::Io { action, path, source },
                other => Self::Io { action, path, source: io::Error::other(format!("{other:?}")) },
            }
        }
    }
}

/// A scenario file as it was typed, in words where it is not known.
fn quoted(typed: &str) -> String {
    if typed.is_empty() { "unknown".to_owned() } else { format!("`{}`", typed.escape_debug()) }
}

/// What a user can do about an error of the operating system.
fn remedy_of(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "change its permissions or choose another folder with `--out`"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some space or choose another disk with `--out`"
        }
        io::ErrorKind::NotFound => "check that nothing else removes files there, and run again",
        io::ErrorKind::NotADirectory => "a part of the path is a file: choose another folder with `--out`",
        _ => "check the disk or choose another folder with `--out`",
    }
}
