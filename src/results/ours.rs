//! What in an output folder is ours, and whether anything else is.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::journal::is_ours;
use super::manifest::FileEntry;
use super::{CaseLog, EventLog, Manifest, OcelLog, XesLog};

/// The folder of records of a run that goes on, or whose records are kept.
pub(super) const LEDGER: &str = ".ledger";
/// Names in it: records, what is set aside of them, and logs that are not whole.
const RECORD_NAMES: [&str; 8] = [
    "records",
    "records.damaged",
    "records.new",
    CaseLog::FILE,
    EventLog::FILE,
    XesLog::FILE,
    OcelLog::FILE,
    OcelLog::OBJECTS,
];

/// Whether a name in the folder of records is one that we give.
fn is_record(name: &str) -> bool {
    let numbered = |name: &str, start: &str, ends: &[&str]| {
        let rest = name.strip_prefix(start).unwrap_or_default();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        digits > 0 && ends.contains(&&rest[digits..])
    };
    // What a run that was killed was about to write, a list of pieces or a file set aside.
    let passing =
        name.strip_prefix(".tmp").is_some_and(|rest| rest.bytes().all(|c| c.is_ascii_alphanumeric()));
    RECORD_NAMES.contains(&name)
        || numbered(name, "plan-", &[".json"])
        || numbered(name, "piece-", &[".records", ".part", ".part.damaged", ".part.new"])
        || passing
}

/// What in the folder of records is not ours, by name; nothing if it is not there.
pub(super) fn not_records(ledger: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(ledger) else { return Vec::new() };
    let name = |entry: fs::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        let ours = is_record(&name) && entry.file_type().is_ok_and(|kind| kind.is_file());
        (!ours).then_some(name)
    };
    let mut names: Vec<String> = entries.flatten().filter_map(name).collect();
    names.sort_unstable();
    names
}

/// Removes what of the folder of records is ours, and the folder if nothing is left. What cannot be removed does no harm.
pub(super) fn remove_records(ledger: &Path) {
    let Ok(entries) = fs::read_dir(ledger) else { return };
    for entry in entries.flatten() {
        if is_record(&entry.file_name().to_string_lossy()) {
            let _ = fs::remove_file(entry.path());
        }
    }
    let _ = fs::remove_dir(ledger);
}

/// Gives the files of a folder names in another as well, so that neither goes with the other; whether it could. A folder
/// that is not there has none.
pub(super) fn link_files(from: &Path, to: &Path) -> bool {
    let Ok(mut entries) = fs::read_dir(from) else { return !from.exists() };
    let link = |entry: io::Result<fs::DirEntry>| {
        let entry = entry?;
        fs::hard_link(entry.path(), to.join(entry.file_name()))
    };
    let linked = fs::create_dir(to).and_then(|()| entries.try_for_each(link));
    if linked.is_err() {
        let _ = fs::remove_dir_all(to);
    }
    linked.is_ok()
}

/// Whether there is nothing in `dir` but files of the run before, as it wrote them, and the folder `staged`.
pub(super) fn holds_only(dir: &Path, old: &BTreeMap<String, FileEntry>, staged: &Path) -> bool {
    let Ok(names) = every_name(dir, staged) else { return false };
    names.iter().all(|name| {
        name == Manifest::FILE || old.get(name).is_some_and(|entry| is_ours(&dir.join(name), entry))
    })
}

/// Every name below `dir` that is no folder of ours, with `/` between the parts; empty folders and links are named too.
fn every_name(dir: &Path, but: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    let mut open = vec![(dir.to_owned(), String::new())];
    while let Some((folder, prefix)) = open.pop() {
        let mut empty = true;
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            empty = false;
            // By its name: one of the two paths may begin at the root, and the other here.
            let name = entry.file_name();
            if prefix.is_empty() && (Some(name.as_os_str()) == but.file_name() || name == LEDGER) {
                continue;
            }
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                open.push((entry.path(), format!("{name}/")));
            } else {
                names.push(name);
            }
        }
        if empty && !prefix.is_empty() {
            names.push(prefix);
        }
    }
    Ok(names)
}
