//! The plan of the house is kept: who names whom in `src/` is what `ARCHITECTURE.md` allows.
//!
//! The sources are parsed, not searched, so that grouped imports, renames, `super::super::` and
//! paths in the middle of an expression count, and words in comments and strings do not. Macro
//! bodies are not syntax trees; their tokens are scanned for paths instead.
#![allow(clippy::unwrap_used)]

mod plan;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use plan::Plan;
use source::{Ability, Names, names_of};

/// Files that may be longer than [`MAX_LINES`], with the reason.
const LONG_FILES: &[(&str, &str)] = &[];

/// Past this many lines a file surely has a second purpose.
const MAX_LINES: usize = 400;

/// Every Rust file of `src/`, as its path below `src/` with `/` between the parts, and its text.
fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths.sort();
    let below = |path: &Path| {
        let parts = path.strip_prefix(&root).unwrap().iter().map(|part| part.to_string_lossy());
        parts.collect::<Vec<_>>().join("/")
    };
    paths.iter().map(|path| (below(path), fs::read_to_string(path).unwrap())).collect()
}

fn plan() -> Plan {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    Plan::parse(&fs::read_to_string(path).unwrap())
}

/// The module path of a file: `a/b.rs` and `a/b/mod.rs` are both `a::b`; `lib.rs` is the root.
fn module_of(file: &str) -> Vec<String> {
    let stem = file.trim_end_matches(".rs");
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    if stem == "lib" { Vec::new() } else { stem.split('/').map(str::to_owned).collect() }
}

/// What the files name, without those that only tests see.
fn names(files: &[(String, String)]) -> BTreeMap<String, Names> {
    let modules: Vec<Vec<String>> = files.iter().map(|(file, _)| module_of(file)).collect();
    let rooms: BTreeSet<String> = modules.iter().filter_map(|module| module.first().cloned()).collect();
    let read: Vec<Names> = files
        .iter()
        .zip(&modules)
        .map(|((file, text), module)| names_of(file, text, module, &rooms))
        .collect();
    let tests_only: Vec<Vec<String>> = read.iter().flat_map(|names| names.test_modules.clone()).collect();
    files
        .iter()
        .zip(read)
        .zip(modules)
        .filter(|(_, module)| !tests_only.iter().any(|test| module.starts_with(test)))
        .map(|(((file, _), names), _)| (file.clone(), names))
        .collect()
}

/// Every breach of the plan, as a person reads it.
fn breaches(plan: &Plan, files: &[(String, String)]) -> Vec<String> {
    let mut found = Vec::new();
    for (file, names) in names(files) {
        let Some(room) = module_of(&file).first().cloned() else { continue };
        let Some(row) = plan.rooms.get(&room) else {
            found.push(format!("src/{file}: the room `{room}` has no row in ARCHITECTURE.md"));
            continue;
        };
        for other in names.rooms.iter().filter(|other| **other != room && !row.rooms.contains(*other)) {
            found.push(format!("src/{file}: `{room}` may not name `{other}`"));
        }
        for krate in names.crates.iter().filter(|krate| plan.is_kept(krate) && !row.crates.contains(*krate)) {
            found.push(format!("src/{file}: `{room}` may not name the crate `{krate}`"));
        }
        for ability in names.abilities.iter().filter(|ability| !plan.has(&room, **ability)) {
            found.push(format!("src/{file}: `{room}` is not one for {}", ability.name()));
        }
    }
    found
}

/// A circle among the rooms as the rows allow them, if there is one.
fn circle(plan: &Plan) -> Option<Vec<String>> {
    let mut open: BTreeMap<&String, &BTreeSet<String>> =
        plan.rooms.iter().map(|(room, row)| (room, &row.rooms)).collect();
    // Rooms that name only rooms already taken away stand on firm ground.
    loop {
        let firm: Vec<&String> = open
            .iter()
            .filter(|(_, below)| !below.iter().any(|room| open.contains_key(room)))
            .map(|(room, _)| *room)
            .collect();
        if firm.is_empty() {
            break;
        }
        for room in firm {
            open.remove(room);
        }
    }
    (!open.is_empty()).then(|| open.into_keys().cloned().collect())
}

#[test]
fn the_sources_keep_to_the_plan() {
    let found = breaches(&plan(), &sources());
    assert!(found.is_empty(), "ARCHITECTURE.md, \"Who may know whom\":\n{}", found.join("\n"));
}

#[test]
fn there_is_no_circle_among_the_rooms() {
    assert_eq!(circle(&plan()), None);
}

/// A table that says nothing would allow everything; this one names every room there is.
#[test]
fn the_plan_has_a_row_for_every_room() {
    let plan = plan();
    for (file, _) in sources() {
        let module = module_of(&file);
        assert!(module.first().is_none_or(|room| plan.rooms.contains_key(room)), "{file} has no row");
    }
    assert!(plan.rooms.len() >= 16 && plan.is_kept("rayon") && !plan.is_kept("serde"));
}

#[test]
fn every_file_says_what_it_does() {
    let silent: Vec<String> =
        sources().into_iter().filter(|(_, text)| !text.starts_with("//! ")).map(|(file, _)| file).collect();
    assert!(silent.is_empty(), "no `//!` at the start of {silent:?}");
}

#[test]
fn no_file_is_long() {
    let long: Vec<String> = sources()
        .into_iter()
        .filter(|(file, text)| {
            text.lines().count() > MAX_LINES && !LONG_FILES.iter().any(|(listed, _)| listed == file)
        })
        .map(|(file, text)| format!("{file}: {} lines", text.lines().count()))
        .collect();
    assert!(long.is_empty(), "past {MAX_LINES} lines: {long:#?}");
}

/// The breaches of one file `model/deep/file.rs` in a house of five rooms.
fn breaches_of(text: &str) -> Vec<String> {
    let plan = Plan::parse(
        "| room | may name | crates |\n|---|---|---|\n| `engine` | | |\n| `policy` | | `rand` |\n\
         | `model` | `engine` | |\n| `results` | | `csv` |\n| `chart` | | |\n\n\
         | ability | rooms |\n|---|---|\n| writing files | `results` |\n| printing and exiting | `chart` |\n",
    );
    let mut files = vec![("model/deep/file.rs".to_owned(), text.to_owned())];
    for room in ["engine", "policy", "results", "chart"] {
        files.push((format!("{room}.rs"), String::new()));
    }
    breaches(&plan, &files)
}

#[test]
fn every_way_to_name_a_forbidden_room_is_seen() {
    let ways = [
        "use crate::policy::Screen;",
        "use crate::policy;",
        "use crate::{engine::Agenda, policy as law};",
        "use crate::{engine::{self, Agenda}, policy::{self, Screen}};",
        "use super::super::super::policy::Screen;",
        "use super::super::{super::policy::Screen};",
        "use self::super::super::super::policy::Screen;",
        "use reinstate::policy::Screen;",
        "pub use crate::policy::*;",
        "use crate::*; fn f() { policy::screen(); }",
        "use crate as house; fn f() { house::policy::screen(); }",
        "fn f() { crate::policy::screen(); }",
        "fn f(x: &dyn super::super::super::policy::Rule) {}",
        "mod inner { use super::super::super::super::policy::Screen; }",
        "mod inner { fn f() { super::super::super::super::policy::screen(); } }",
        "fn f() { println(); vec![crate::policy::Screen::new()]; }",
        "macro_rules! m { () => { $crate::policy::screen() }; }",
        "#[derive(Debug)] struct S { rule: Vec<crate::policy::Rule> }",
        "fn f() { let _ = <crate::policy::Rule as Default>::default(); }",
    ];
    for way in ways {
        let found = breaches_of(way);
        assert_eq!(found, ["src/model/deep/file.rs: `model` may not name `policy`"], "{way}");
    }
}

#[test]
fn forbidden_crates_and_abilities_are_seen() {
    let cases = [
        ("use rand::Rng;", "crate `rand`"),
        ("use {csv::Reader, std::fmt};", "crate `csv`"),
        ("use ::csv::Reader;", "crate `csv`"),
        ("use csv as table;", "crate `csv`"),
        ("#[derive(Debug, csv::Row)] struct S;", "crate `csv`"),
        ("extern crate csv;", "crate `csv`"),
        ("fn f() { csv::Reader::from_path(\"x\"); }", "crate `csv`"),
        ("fn f() { assert!(rand::random()); }", "crate `rand`"),
        ("fn f() { std::fs::write(\"x\", \"y\"); }", "writing files"),
        ("use std::{fs, io}; fn f() { fs::write(\"x\", \"y\"); }", "writing files"),
        ("use std::fs::File; fn f() { File::create(\"x\"); }", "writing files"),
        ("use std::fs::{self as disk}; fn f() { disk::remove_file(\"x\"); }", "writing files"),
        ("use std::fs::OpenOptions;", "writing files"),
        ("fn f() { println!(\"x\"); }", "printing and exiting"),
        ("fn f() { if true { eprintln!(\"x\"); } }", "printing and exiting"),
        ("fn f() { std::process::exit(1); }", "printing and exiting"),
        ("use std::io::{stdout, Write as _};", "printing and exiting"),
    ];
    for (text, says) in cases {
        let found = breaches_of(text);
        assert!(found.len() == 1 && found[0].contains(says), "{text}: {found:?}");
    }
}

#[test]
fn what_is_allowed_is_no_breach() {
    let cases = [
        "use crate::engine::Agenda; use super::other; use crate::model::Model; use std::fmt;",
        "// crate::policy\nconst X: &str = \"crate::policy\";",
        "#[cfg(test)] mod tests { use crate::policy::Screen; fn f() { println!(); rand::random(); } }",
        "#[cfg(test)] use crate::policy::Screen;",
        "#[test] fn f() { crate::policy::screen(); }",
        "use std::fs; fn f() { fs::read_to_string(\"x\"); fs::File::open(\"x\"); }",
        "fn f(policy: u8) -> u8 { policy }",
        "use std::fmt::Write as _; fn f(s: &mut String) { let _ = write!(s, \"x\"); }",
        "/// See [`crate::policy::Screen`].\nfn f() {}",
    ];
    for text in cases {
        assert_eq!(breaches_of(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_circle_is_found() {
    let head = "| room | may name | crates |\n|---|---|---|\n";
    let plan =
        Plan::parse(&format!("{head}| `a` | `b` | |\n| `b` | `c` | |\n| `c` | `a` | |\n| `d` | | |\n"));
    assert_eq!(circle(&plan), Some(vec!["a".to_owned(), "b".to_owned(), "c".to_owned()]));
}

/// Abilities are named in the plan by these words.
#[test]
fn the_plan_names_every_ability() {
    let plan = plan();
    assert!(plan.has("results", Ability::Writing) && !plan.has("chart", Ability::Writing));
    assert!(plan.has("cli", Ability::Printing) && !plan.has("model", Ability::Printing));
}
