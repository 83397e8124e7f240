//! What a ledger says of itself: what its records are of, and how to go on with it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::words::say;

/// What the records of a ledger are of.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LedgerHead {
    /// The command, program name first, as typed.
    pub command: Vec<String>,
    /// Where it was typed: relative paths in it begin there.
    pub folder: String,
    /// Everything that decides the numbers, by name. Records of other values are not taken.
    pub settings: BTreeMap<String, String>,
}

/// Differences that are named; of more, only their number.
const NAMED: usize = 4;

impl LedgerHead {
    /// What is there and not here, or otherwise here; `None` if nothing is.
    pub fn differs(&self, here: &BTreeMap<String, String>) -> Option<String> {
        let there = &self.settings;
        let mut names: Vec<&String> = there.keys().chain(here.keys()).collect();
        names.sort_unstable();
        names.dedup();
        let value = |side: &BTreeMap<String, String>, name: &String| {
            side.get(name).map_or_else(|| say!(SettingIsNothing).to_owned(), |value| shortened(value))
        };
        let differ = names.into_iter().filter(|name| there.get(*name) != here.get(*name));
        let found: Vec<String> = differ
            .map(|name| {
                say!(SettingDiffers, name = name, there = value(there, name), here = value(here, name))
            })
            .collect();
        if found.is_empty() {
            return None;
        }
        let mut text = found[..found.len().min(NAMED)].join(", ");
        if found.len() > NAMED {
            text += &say!(AndMoreSettings, count = found.len() - NAMED);
        }
        Some(text)
    }
}

/// The beginning of a long value.
fn shortened(value: &str) -> String {
    const LONGEST: usize = 40;
    if value.chars().count() <= LONGEST {
        return value.to_owned();
    }
    format!("{}…", value.chars().take(LONGEST).collect::<String>())
}
