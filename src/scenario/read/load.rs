//! From a path and `--set` arguments to one merged tree.
//!
//! Files may build on one another (`extends = "base.toml"`, relative to the file that says it);
//! arguments come last. Loading never fails: whatever is wrong becomes a fault at the place that
//! asked for it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::encodings;
use super::fault::{Fault, Faults, Kind};
use super::merge::merge_documents;
use super::moves::Moves;
use super::source::{Place, SourceId, Sources};
use super::tree::{self, Entry, Node, Table, Value};
use crate::words::say;

/// The key that names the file below this one.
pub const EXTENDS: &str = "extends";

/// How many files may build on one another.
const MAX_CHAIN: usize = 16;

/// The largest scenario file that is read, in bytes; data files have a bound of their own.
const MAX_BYTES: u64 = 16 << 20;

/// A scenario as one tree, with its texts and what is wrong so far.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The merged tree, always a table; without `extends`.
    pub root: Node,
    /// The texts.
    pub sources: Sources,
    /// What is wrong.
    pub faults: Faults,
    /// Keys that scenarios had once.
    pub moved: Moves,
}

/// What lies under every scenario.
#[derive(Clone, Copy, Debug)]
pub struct Ground {
    /// What the text is called in faults.
    pub name: &'static str,
    /// A text that every scenario builds on.
    pub text: &'static str,
    /// Keys that scenarios had once.
    pub moved: Moves,
}

impl Loaded {
    /// Applies the arguments `sets`, and puts the faults in order. To be done once, with or without arguments.
    pub fn set(&mut self, sets: &[String]) {
        for argument in sets {
            super::set::apply(argument, &mut self.root, &mut self.sources, &mut self.faults);
        }
        self.faults.settle(&self.sources);
    }
}

/// Reads the scenario file at `path`, the files it extends, `ground` under all of them, and the
/// arguments `sets`.
pub fn load(path: &Path, ground: Ground, sets: &[String]) -> Loaded {
    let mut loaded = load_unset(path, ground);
    loaded.set(sets);
    loaded
}

/// The same without arguments, which are for [`Loaded::set`].
pub fn load_unset(path: &Path, ground: Ground) -> Loaded {
    let mut sources = Sources::default();
    let mut faults = Faults::default();
    let name = path.display().to_string();
    let root = match read_text(path) {
        Ok(text) => {
            let chain = vec![identity(path)];
            let id = sources.add(name, text, folder(path));
            read_source(id, chain, &mut sources, &mut faults)
        }
        Err(Unreadable { why: reason, remedy }) => {
            let id = sources.add(name.clone(), "", folder(path));
            let place = Place::new(id, 0..0);
            faults.push(
                Fault::rule(
                    place,
                    say!(CannotReadTheScenario, name = name, reason = reason),
                    say!(NothingCouldBeRead),
                    remedy.unwrap_or_else(|| say!(NameAnExistingScenarioFile).to_owned()),
                )
                .kind(Kind::Syntax),
            );
            Node::empty(place)
        }
    };
    on(ground, root, sources, faults)
}

/// Reads a scenario given as text; relative paths in it start at the working directory.
pub fn load_text(name: &str, text: &str, ground: Ground, sets: &[String]) -> Loaded {
    let mut sources = Sources::default();
    let mut faults = Faults::default();
    let id = sources.add(name, text, None);
    let root = read_source(id, Vec::new(), &mut sources, &mut faults);
    let mut loaded = on(ground, root, sources, faults);
    loaded.set(sets);
    loaded
}

/// Lays a tree over what lies under every scenario.
fn on(ground: Ground, over: Node, mut sources: Sources, mut faults: Faults) -> Loaded {
    let id = sources.add(ground.name, ground.text, None);
    let mut root = tree::parse(ground.text, id, &mut faults);
    merge_documents(&mut root, over);
    Loaded { root, sources, faults, moved: ground.moved }
}

/// Parses a source and lays it over what it extends. `chain` holds the files that lead here.
fn read_source(id: SourceId, chain: Vec<PathBuf>, sources: &mut Sources, faults: &mut Faults) -> Node {
    let mut root = tree::parse(sources.text(id), id, faults);
    let Value::Table(table) = &mut root.value else { return root };
    let Some(extends) = table.remove(EXTENDS) else { return root };
    let Some(mut base) = read_base(&extends, chain, sources, faults) else { return root };
    merge_documents(&mut base, root);
    base
}

fn read_base(
    extends: &Entry,
    mut chain: Vec<PathBuf>,
    sources: &mut Sources,
    faults: &mut Faults,
) -> Option<Node> {
    let place = extends.node.place;
    let label = say!(TheFileThatThisOne);
    let Some(named) = extends.node.as_str() else {
        let message = say!(IsNotAPath, extends = EXTENDS, found = extends.node.found());
        faults.push(Fault::rule(place, message, say!(MustBeAString), say!(WriteExtendsBaseToml)));
        return None;
    };
    let path = sources.resolve(place.source, Path::new(named));
    let here = identity(&path);
    if chain.contains(&here) {
        let message = say!(ExtendsItselfDirectlyOrThrough, named = named);
        faults.push(Fault::rule(place, message, say!(ClosesACircle), say!(RemoveThisExtends)));
        return None;
    }
    if chain.len() >= MAX_CHAIN {
        let message = say!(MoreThanFilesExtendOne, max_chain = MAX_CHAIN);
        faults.push(Fault::rule(place, message, say!(OneFileTooMany), say!(JoinSomeOfTheFiles)));
        return None;
    }
    match read_text(&path) {
        Ok(text) => {
            chain.push(here);
            let id = sources.add(path.display().to_string(), text, folder(&path));
            Some(read_source(id, chain, sources, faults))
        }
        Err(Unreadable { why: reason, remedy }) => {
            let message = say!(LoadCannotRead, path = path.display(), reason = reason);
            let help = remedy.unwrap_or_else(|| say!(ThePathIsRelativeToThe).to_owned());
            faults.push(Fault::rule(place, message, label, help));
            None
        }
    }
}

/// Why a file gives no text.
#[derive(Debug)]
pub(super) struct Unreadable {
    /// What was found.
    pub(super) why: String,
    /// What to do about it, if it is not to name another file.
    pub(super) remedy: Option<String>,
}

impl From<String> for Unreadable {
    fn from(why: String) -> Self {
        Self { why, remedy: None }
    }
}

/// The text of a small file, or why there is none.
fn read_text(path: &Path) -> Result<String, Unreadable> {
    let facts = fs::metadata(path).map_err(|error| plain(&error))?;
    if !facts.is_file() {
        return Err(say!(ItIsNotAFile).to_owned().into());
    }
    if facts.len() > MAX_BYTES {
        return Err(say!(ItIsLargerThanMib, max_bytes = MAX_BYTES >> 20).into());
    }
    encodings::utf8(fs::read(path).map_err(|error| plain(&error))?, path)
}

/// Bytes in hexadecimal.
pub(in crate::scenario) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// An operating-system error without its number.
pub(in crate::scenario) fn plain(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => say!(ThereIsNoSuchFile).to_owned(),
        std::io::ErrorKind::PermissionDenied => say!(PermissionDenied).to_owned(),
        _ => error.to_string(),
    }
}

/// One name for a file however it is reached.
fn identity(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}

fn folder(path: &Path) -> Option<PathBuf> {
    path.parent().map(Path::to_path_buf)
}

/// Wraps `node` into tables along a path of keys, outermost first.
pub(super) fn nest(keys: Vec<(String, Place)>, node: Node) -> Node {
    keys.into_iter().rev().fold(node, |node, (key, place)| {
        let mut table = Table::default();
        table.insert(Entry { key, place, node });
        Node::new(Value::Table(table), place)
    })
}
