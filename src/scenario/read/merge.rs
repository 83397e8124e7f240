//! Putting one tree over another: a file over the file it extends, an argument over the files.

use super::dist_forms::middle;
use super::tree::{Node, Value};

/// Keys whose presence makes a table one value, replaced whole: the name of a law, and the tag of a number. A table of
/// that name is something that a person called so.
const WHOLE: [&str; 2] = ["distribution", "tag"];

/// The array at the top whose tables have names, by which entries of one file change those of another.
const NAMED: &str = "stage";
/// The key that tells its entries apart.
pub const NAME: &str = "name";
/// The key without which an entry changes another instead of standing for itself.
const COMPLETE: &str = "kind";

/// Puts the whole of `over` over the whole of `under`: see [`merge`]; of stages, those without a `kind` change the
/// stage of their name.
pub fn merge_documents(under: &mut Node, mut over: Node) {
    if let (Value::Table(old), Value::Table(new)) = (&mut under.value, &mut over.value)
        && let Some(old) = old.get_mut(NAMED)
        && let Some(new) = new.remove(NAMED)
    {
        old.place = new.place;
        merge_named(&mut old.node, new.node);
    }
    merge(under, over);
}

/// Puts `over` over `under`, key by key. Tables merge; every other value replaces what was there, arrays too. A
/// table that says `distribution` or `tag` itself describes one thing and replaces whole: the parameters of another
/// distribution mean nothing to it.
pub fn merge(under: &mut Node, over: Node) {
    let Node { value: Value::Table(over_table), place, .. } = over else {
        let replaced = short(under);
        *under = Node { replaced, ..over };
        return;
    };
    let says = |key: &&str| over_table.get(key).is_some_and(|entry| entry.node.as_table().is_none());
    let whole = WHOLE.iter().any(says);
    match &mut under.value {
        Value::Table(table) if !whole => {
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
        _ => *under = Node { value: Value::Table(over_table), place, replaced: short(under) },
    }
}

/// What a node says in short, before something takes its place: of a law, a value of its size.
fn short(node: &mut Node) -> Option<String> {
    let of_law =
        |node: &Node| middle(|key| node.as_table()?.get(key).and_then(|entry| entry.node.as_literal()));
    node.as_literal().or_else(|| of_law(node)).or_else(|| node.replaced.take())
}

/// Where every entry is complete, the new list replaces the old one; else entries are put over
/// those of their name, and new ones added.
fn merge_named(under: &mut Node, over: Node) {
    let amends = |node: &Node| node.as_table().is_some_and(|table| table.get(COMPLETE).is_none());
    match (&mut under.value, over) {
        (Value::Array(old), Node { value: Value::Array(new), .. }) if new.iter().any(amends) => {
            for node in new {
                match named(old, name_of(&node)) {
                    Some(same) => merge(same, node),
                    None => old.push(node),
                }
            }
        }
        (_, over) => *under = over,
    }
}

fn name_of(node: &Node) -> Option<&str> {
    node.as_table()?.get(NAME)?.node.as_str()
}

/// The names of an array's tables.
pub fn names(items: &[Node]) -> Vec<String> {
    items.iter().filter_map(name_of).map(str::to_owned).collect()
}

/// The table of an array that has this name.
pub fn named<'a>(items: &'a mut [Node], name: Option<&str>) -> Option<&'a mut Node> {
    let name = name?;
    items.iter_mut().find(|item| name_of(item) == Some(name))
}
