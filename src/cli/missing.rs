//! A scenario that is not there: which file was surely meant.

use std::path::{Path, PathBuf};

use super::shown;
use crate::words::say;

/// Where scenarios are looked for, beside the folder that was named.
const FOLDERS: [&str; 3] = [".", "scenarios", "scenarios/theory"];
/// Similarity from which on a path is worth suggesting (Jaro-Winkler, 0..1).
const NEAR: f64 = 0.85;

/// What to tell a person who names a scenario that is not there; `None` if it is.
pub(super) fn missing(path: &Path) -> Option<String> {
    if path.exists() {
        return None;
    }
    let remedy = match meant(path) {
        Some(near) => say!(MissingDidYouMean, near = shown(&near)),
        None => say!(MissingNameAFile).to_owned(),
    };
    Some(say!(MissingScenarioFile, path = shown(path), remedy = remedy))
}

/// The file that is nearest to what was typed, by the whole path or by the name alone.
fn meant(path: &Path) -> Option<PathBuf> {
    let stem = |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase());
    let typed = stem(path)?;
    let own = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folders = own.into_iter().chain(FOLDERS.iter().map(Path::new));
    let files = folders.filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
    let scenarios =
        files.map(|file| file.path()).filter(|file| file.extension().is_some_and(|end| end == "toml"));
    let likeness = |file: &Path| {
        let whole = strsim::jaro_winkler(&shown(path).to_lowercase(), &shown(file).to_lowercase());
        stem(file).map_or(0.0, |stem| strsim::jaro_winkler(&typed, &stem) + whole / 100.0)
    };
    let tidy = |file: PathBuf| file.strip_prefix(".").map(Path::to_owned).unwrap_or(file);
    scenarios
        .map(|file| (likeness(&file), tidy(file)))
        .filter(|(alike, _)| *alike >= NEAR)
        .max_by(|one, other| one.0.total_cmp(&other.0).then_with(|| other.1.cmp(&one.1)))
        .map(|(_, file)| file)
}
