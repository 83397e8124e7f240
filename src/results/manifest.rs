//! The manifest: what made an output folder, and what is in it.

use super::inside::{look, open, path_inside};
use super::{CaseLog, EventLog, ResultsError, digest_file};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// Logs, which no picture is drawn from.
const LOGS: [&str; 2] = [CaseLog::FILE, EventLog::FILE];

/// What made an output folder: enough to run it again and compare the bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always [`Manifest::PROGRAM`]; by this an output folder is known as ours.
    pub program: String,
    /// Always [`Manifest::PACKAGE`].
    pub package: String,
    /// Version of the package.
    pub version: String,
    /// The command line, program name first.
    pub command: Vec<String>,
    /// Name of the scenario.
    pub scenario: String,
    /// Where it was read from, as typed.
    pub scenario_path: String,
    /// SHA-256 of where the scenario file lies, which is not told: by this a later run knows whether the results are of
    /// the same file. Empty in manifests of earlier versions.
    #[serde(default)]
    pub scenario_place: String,
    /// Identity of the scenario: SHA-256 of what decides its numbers, in hexadecimal; of several, of their identities
    /// one after the other.
    pub scenario_sha256: String,
    /// Identities of the scenarios of a comparison, by name; empty for a single run.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub points: BTreeMap<String, String>,
    /// Every file that was read.
    #[serde(default)]
    pub inputs: Vec<InputEntry>,
    /// Root seed.
    pub seed: u64,
    /// Name of the random number generator.
    pub generator: String,
    /// Replications asked for.
    pub replications: u64,
    /// Replications that are in the tables.
    pub replications_done: u64,
    /// Replications of each intervention run; zero without interventions.
    pub intervention_replications: u64,
    /// Whether the run was interrupted before everything asked for was done.
    pub interrupted: bool,
    /// Threads used.
    pub threads: u64,
    /// The machine.
    pub host: Host,
    /// Wall time, seconds.
    pub wall_seconds: f64,
    /// Applicants simulated, of all replications that count and of the interventions.
    pub applicants_simulated: u64,
    /// Events handled in them.
    pub events_handled: u64,
    /// Cases in the event log, whatever its form; zero without one.
    #[serde(default)]
    pub event_cases: u64,
    /// Entries of the event log, whatever its form; zero without one.
    #[serde(default)]
    pub events_logged: u64,
    /// What else the report shows; not looked into here.
    #[serde(default)]
    pub facts: serde_json::Value,
    /// Every file of the folder but the manifest itself, by its path with `/` between the parts.
    #[serde(default)]
    pub files: BTreeMap<String, FileEntry>,
}

/// The machine a run was made on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// Operating system.
    pub os: String,
    /// Processor architecture.
    pub arch: String,
    /// Processors the run could use; 0 if unknown.
    pub cpus: u64,
}

/// A file as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its size, bytes.
    pub bytes: u64,
}

/// A file that a run read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct InputEntry {
    /// Its path, as written in the scenario, or as typed.
    pub path: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its size, bytes.
    pub bytes: u64,
    /// Rows of a table, without its header; nothing for a scenario file.
    pub rows: Option<u64>,
    /// What was read of it; nothing for a scenario file, and in manifests of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<ReadEntry>,
}

/// What was read of a file, and what became of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ReadEntry {
    /// The key that names the file.
    pub key: String,
    /// Encoding and compression, such as "UTF-8" or "gb18030, gzip".
    pub form: String,
    /// Rows that are used.
    pub rows_used: u64,
    /// Rows that are left out, by reason.
    pub rows_left_out: BTreeMap<String, u64>,
    /// The columns that were read.
    pub columns: Vec<ColumnEntry>,
    /// The attributes of applicants that they decide.
    pub attributes: Vec<AttributeEntry>,
    /// What may be wrong.
    pub warnings: Vec<String>,
}

/// A column that was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnEntry {
    /// Its name in the file.
    pub column: String,
    /// What it is used for.
    pub used_for: String,
    /// Cells with a value.
    pub values: u64,
    /// Cells without one.
    pub missing: u64,
    /// Least value, as it stands in the file: a number, or a moment as text; nothing for other texts.
    pub min: Option<Bound>,
    /// Greatest value.
    pub max: Option<Bound>,
}

/// One end of a range.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Bound {
    /// A number.
    Number(f64),
    /// A moment or date.
    Text(String),
}

/// An attribute of applicants as a table gives it, over the rows that are used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttributeEntry {
    /// The attribute, and its unit.
    pub attribute: String,
    /// Rows that give it.
    pub given: u64,
    /// Rows in which the generator fills it.
    pub filled: u64,
    /// Rows whose value was cut to the range that the attribute can have.
    pub cut: u64,
    /// Least value, after cutting.
    pub min: Option<f64>,
    /// Greatest value, after cutting.
    pub max: Option<f64>,
}

impl Host {
    /// The machine this is running on.
    pub fn current() -> Self {
        Self {
            os: std::env::consts::OS.to_owned(),
            arch: std::env::consts::ARCH.to_owned(),
            cpus: std::thread::available_parallelism().map_or(0, |cpus| cpus.get() as u64),
        }
    }
}

impl Default for Manifest {
    /// A manifest of this program, version and machine that says nothing of a run yet.
    fn default() -> Self {
        Self {
            program: Self::PROGRAM.to_owned(),
            package: Self::PACKAGE.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            command: Vec::new(),
            scenario: String::new(),
            scenario_path: String::new(),
            scenario_place: String::new(),
            scenario_sha256: String::new(),
            points: BTreeMap::new(),
            inputs: Vec::new(),
            seed: 0,
            generator: String::new(),
            replications: 0,
            replications_done: 0,
            intervention_replications: 0,
            interrupted: false,
            threads: 1,
            host: Host::current(),
            wall_seconds: 0.0,
            applicants_simulated: 0,
            events_handled: 0,
            event_cases: 0,
            events_logged: 0,
            facts: serde_json::Value::Null,
            files: BTreeMap::new(),
        }
    }
}

impl Manifest {
    /// Name of the file.
    pub const FILE: &'static str = "manifest.json";
    /// Name of the program.
    pub const PROGRAM: &'static str = "sim";
    /// Name of the package.
    pub const PACKAGE: &'static str = env!("CARGO_PKG_NAME");

    /// Reads the manifest of the output folder `dir`.
    ///
    /// # Errors
    /// A missing or foreign manifest, one that does not hold what it must, and what the operating
    /// system refuses.
    pub fn read(dir: &Path) -> Result<Self, ResultsError> {
        let path = dir.join(Self::FILE);
        let broken = |source| ResultsError::Manifest { path: path.clone(), source };
        let value: serde_json::Value =
            serde_json::from_reader(BufReader::new(open(&path)?)).map_err(|fault| {
                match fault.io_error_kind() {
                    Some(_) => ResultsError::io("read", &path)(fault.into()),
                    None => broken(fault),
                }
            })?;
        // Asked first, so that another program's manifest is called just that.
        if value["program"] != Self::PROGRAM || value["package"] != Self::PACKAGE {
            return Err(ResultsError::ForeignManifest { path });
        }
        serde_json::from_value(value).map_err(broken)
    }

    /// Where the file that is listed as `name` lies.
    ///
    /// # Errors
    /// A name that leads out of `dir`, or through something that is no folder.
    pub fn path_of(&self, dir: &Path, name: &str) -> Result<PathBuf, ResultsError> {
        path_inside(dir, name)
    }

    /// Makes sure that the tables in `dir` are those of this manifest: each that it lists, and each of `read`, is there
    /// with the bytes that it lists. Logs, which nothing is drawn from, are not looked into.
    ///
    /// # Errors
    /// A table that was changed, is not listed, or has a name that leads out of the folder; and what the operating system
    /// refuses.
    pub fn verify_tables(&self, dir: &Path, read: &[&str]) -> Result<(), ResultsError> {
        let is_table = |name: &str| Path::new(name).extension().is_some_and(|kind| kind == "csv");
        let is_drawn = |name: &str| is_table(name) && !LOGS.contains(&name);
        let listed = self.files.keys().map(String::as_str).filter(|name| is_drawn(name));
        for name in listed.chain(read.iter().copied()) {
            let path = path_inside(dir, name)?;
            match self.files.get(name) {
                Some(entry) if look(&path)?.len() == entry.bytes && digest_file(&path)? == *entry => {}
                None if std::fs::symlink_metadata(&path).is_err() => {}
                _ => return Err(ResultsError::Changed { path }),
            }
        }
        Ok(())
    }

    /// The text of the file.
    pub(super) fn to_json(&self, path: &Path) -> Result<Vec<u8>, ResultsError> {
        let broken = |source| ResultsError::Manifest { path: path.to_owned(), source };
        let mut text = serde_json::to_vec_pretty(self).map_err(broken)?;
        text.push(b'\n');
        Ok(text)
    }
}
