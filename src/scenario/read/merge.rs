//! Putting one tree over another: a file over the file it extends, an argument over the files.

use super::tree::{Node, Value};

/// The key whose presence makes a table one value, replaced whole.
const WHOLE: &str = "distribution";

/// Puts `over` over `under`, key by key. Tables merge; every other value replaces what was there,
/// arrays too. A table that says `distribution` itself describes one thing and replaces whole: the
/// parameters of another distribution mean nothing to it.
pub fn merge(under: &mut Node, over: Node) {
    let Node { value: Value::Table(over_table), place } = over else {
        *under = over;
        return;
    };
    match &mut under.value {
        Value::Table(table) if over_table.get(WHOLE).is_none() => {
            for entry in over_table {
                match table.get_mut(&entry.key) {
                    Some(old) => {
                        old.place = entry.place;
                        merge(&mut old.node, entry.node);
                    }
                    None => table.insert(entry),
                }
            }
            under.place = place;
        }
        value => {
            *value = Value::Table(over_table);
            under.place = place;
        }
    }
}
