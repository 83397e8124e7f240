//! The resolved scenario: every default and override filled in.

use std::path::{Component, Path, PathBuf};

use super::Scenario;
use super::compile::{NOT_BESIDE_FILE, NOT_BESIDE_ROSTER};
use super::provenance::{self, Number};
use super::read::section::Section as _;

/// Keys that hold a path.
pub(super) const PATHS: [&str; 3] = ["file", "date_file", "roster"];

/// The scenario as a file that stands alone in `folder`: no `extends`, every key written, and the paths of tables
/// relative to that folder, so that both can be moved together. It says of its `numbers` where they come from.
pub fn resolved_text(scenario: &Scenario, numbers: &[Number], folder: &Path) -> String {
    let mut table = scenario.to_table();
    table.remove("provenance");
    let folder = real(folder);
    if let Some(toml::Value::Table(arrivals)) = table.get_mut("arrivals")
        && arrivals.contains_key("file")
    {
        // What the moments of a file replace may not stand beside them.
        for key in NOT_BESIDE_FILE {
            arrivals.remove(key);
        }
    }
    if let Some(toml::Value::Table(teams)) = table.get_mut("team") {
        // Nor what a roster replaces.
        let rostered = |team: &&mut toml::Table| team.contains_key("roster");
        for team in teams.iter_mut().filter_map(|(_, team)| team.as_table_mut()).filter(rostered) {
            for key in NOT_BESIDE_ROSTER {
                team.remove(key);
            }
        }
    }
    for (_, value) in &mut table {
        relate(value, &folder);
    }
    let header = "# The scenario as it ran, with every default and override filled in. Running it again gives the\n\
                  # same tables. Files are named relative to the folder of this one.\n\n";
    // A table made of plain values always has a text.
    let keys = toml::to_string(&table).unwrap_or_default();
    format!("{header}{keys}{}", provenance::text(numbers))
}

/// The first file that a resolved scenario names, if it names one.
pub fn named_file(resolved: &str) -> Option<String> {
    fn within(value: &toml::Value) -> Option<String> {
        match value {
            toml::Value::Table(table) => table.iter().find_map(|(key, value)| match value {
                toml::Value::String(path) if PATHS.contains(&key.as_str()) => Some(path.clone()),
                other => within(other),
            }),
            toml::Value::Array(values) => values.iter().find_map(within),
            _ => None,
        }
    }
    let table: toml::Table = resolved.parse().ok()?;
    within(&toml::Value::Table(table))
}

fn relate(value: &mut toml::Value, folder: &Path) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table.iter_mut() {
                match value {
                    toml::Value::String(path) if PATHS.contains(&key.as_str()) => {
                        *path = relative(&real(Path::new(path)), folder);
                    }
                    other => relate(other, folder),
                }
            }
        }
        toml::Value::Array(values) => values.iter_mut().for_each(|value| relate(value, folder)),
        _ => {}
    }
}

/// The one name of what lies at a path, or will.
fn real(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
}

/// The way from `folder` to `file`, both from the root, with `/` between the parts; the file from the root where there is
/// no such way, as between two drives.
fn relative(file: &Path, folder: &Path) -> String {
    let (to, from): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (file.components().collect(), folder.components().collect());
    let shared = to.iter().zip(&from).take_while(|(one, other)| one == other).count();
    if shared == 0 || from[shared..].iter().any(|part| !matches!(part, Component::Normal(_))) {
        return file.to_string_lossy().into_owned();
    }
    let up = std::iter::repeat_n("..".into(), from.len() - shared);
    let down = to[shared..].iter().map(|part| part.as_os_str().to_string_lossy());
    up.chain(down).collect::<Vec<_>>().join("/")
}
