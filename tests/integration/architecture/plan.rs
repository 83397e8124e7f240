//! The tables of `ARCHITECTURE.md`, read.

use std::collections::{BTreeMap, BTreeSet};

use super::source::Ability;

/// What one room may name.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) rooms: BTreeSet<String>,
    pub(super) crates: BTreeSet<String>,
}

/// All rows.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) rooms: BTreeMap<String, Row>,
    abilities: BTreeMap<String, BTreeSet<String>>,
}

/// The names in backquotes in one cell.
fn names(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

impl Plan {
    /// Reads the tables that start with the headers `room` and `ability`.
    pub(super) fn parse(text: &str) -> Self {
        let mut plan = Self { rooms: BTreeMap::new(), abilities: BTreeMap::new() };
        let mut table = String::new();
        for line in text.lines() {
            let Some(inner) = line.trim().strip_prefix('|').and_then(|rest| rest.strip_suffix('|')) else {
                table.clear();
                continue;
            };
            let cells: Vec<&str> = inner.split('|').map(str::trim).collect();
            if table.is_empty() {
                cells[0].clone_into(&mut table);
                continue;
            }
            match (table.as_str(), cells.as_slice()) {
                (_, [rule, ..]) if rule.starts_with("--") => {}
                ("room", [room, below, crates]) => {
                    let row = Row { rooms: names(below), crates: names(crates) };
                    let old = plan.rooms.insert(room.trim_matches('`').to_owned(), row);
                    assert!(old.is_none(), "{room} has two rows");
                }
                ("ability", [ability, rooms]) => {
                    plan.abilities.insert((*ability).to_owned(), names(rooms));
                }
                ("room" | "ability", _) => panic!("this row has the wrong number of cells: {line}"),
                _ => {}
            }
        }
        plan
    }

    /// Whether a crate is kept for some rooms.
    pub(super) fn is_kept(&self, krate: &str) -> bool {
        self.rooms.values().any(|row| row.crates.contains(krate))
    }

    /// Whether a room has an ability.
    pub(super) fn has(&self, room: &str, ability: Ability) -> bool {
        self.abilities.get(ability.name()).is_some_and(|rooms| rooms.contains(room))
    }
}
