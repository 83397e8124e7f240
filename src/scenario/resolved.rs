//! The resolved scenario: every default and override filled in.

use std::path::Path;

use super::Scenario;
use super::read::section::Section as _;

/// The scenario as a file that stands alone: no `extends`, every key written, and the paths of
/// tables absolute, so that it means the same wherever it lies.
pub fn resolved_text(scenario: &Scenario) -> String {
    let mut table = scenario.to_table();
    for (_, value) in &mut table {
        absolute(value);
    }
    let header = "# The scenario as it ran, with every default and override filled in. Running it again gives the\n\
                  # same tables.\n\n";
    // A table made of plain values always has a text.
    format!("{header}{}", toml::to_string(&table).unwrap_or_default())
}

/// Keys that hold a path.
const PATHS: [&str; 2] = ["file", "date_file"];

fn absolute(value: &mut toml::Value) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table.iter_mut() {
                match value {
                    toml::Value::String(path) if PATHS.contains(&key.as_str()) => {
                        if let Ok(full) = std::path::absolute(Path::new(path)) {
                            *path = full.to_string_lossy().into_owned();
                        }
                    }
                    other => absolute(other),
                }
            }
        }
        toml::Value::Array(values) => values.iter_mut().for_each(absolute),
        _ => {}
    }
}
