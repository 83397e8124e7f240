//! What one source file names: rooms, crates, and abilities.
//!
//! Paths are resolved against the module they stand in, through `crate`, `self`, `super`, and the
//! names that imports of the file bring in. Whatever is under `#[cfg(test)]` or `#[test]` is left
//! out. Names are bound a file at a time, which is wider than the language's scopes: a test of the
//! plan may be strict, but not blind.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemExternCrate, ItemMod, Macro, Meta, MetaList, UseTree};

/// Something only some rooms do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ability {
    /// Files are created, changed or removed.
    Writing,
    /// Text is printed, or the process ends.
    Printing,
}

impl Ability {
    /// What the plan calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Writing => "writing files",
            Self::Printing => "printing and exiting",
        }
    }
}

/// What a file names.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) rooms: BTreeSet<String>,
    pub(super) crates: BTreeSet<String>,
    pub(super) abilities: BTreeSet<Ability>,
    /// Modules declared here that only tests see, as paths from the root.
    pub(super) test_modules: Vec<Vec<String>>,
}

/// Functions of `std::fs` that read; every other is taken to write.
const READS: [&str; 9] = [
    "read",
    "read_to_string",
    "read_dir",
    "metadata",
    "symlink_metadata",
    "canonicalize",
    "exists",
    "Metadata",
    "DirEntry",
];

/// Macros that print.
const PRINTS: [&str; 5] = ["print", "println", "eprint", "eprintln", "dbg"];

/// The library's own name, by which the binary knows it.
const LIBRARY: &str = "reinstate";

/// Reads the file `text`, which is the module `module` of a crate with these rooms.
pub(super) fn names_of(file: &str, text: &str, module: &[String], rooms: &BTreeSet<String>) -> Names {
    let tree = match syn::parse_file(text) {
        Ok(tree) => tree,
        Err(error) => panic!("src/{file} cannot be parsed: {error}"),
    };
    let mut reader = Reader {
        module: module.to_vec(),
        rooms,
        bound: BTreeMap::new(),
        names: Names::default(),
        binding: true,
    };
    // Once for the names that imports bind, once for what is said with them.
    reader.visit_file(&tree);
    reader.binding = false;
    reader.visit_file(&tree);
    reader.names.test_modules.dedup();
    reader.names
}

struct Reader<'a> {
    /// The module that is read now.
    module: Vec<String>,
    rooms: &'a BTreeSet<String>,
    /// What a name at the start of a path stands for, if an import bound it.
    bound: BTreeMap<String, Vec<String>>,
    names: Names,
    binding: bool,
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        Meta::NameValue(_) => false,
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

impl Reader<'_> {
    /// A path as written, made absolute: from `crate` for our own, from the crate's name for others.
    fn resolve(&self, path: &[String]) -> Vec<String> {
        let mut here = self.module.clone();
        let mut rest = path;
        let mut relative = false;
        while let Some((first, after)) = rest.split_first() {
            match first.as_str() {
                "crate" => here.clear(),
                "self" => {}
                "super" => drop(here.pop()),
                _ => break,
            }
            relative = true;
            rest = after;
        }
        if relative {
            let root = std::iter::once("crate".to_owned());
            return root.chain(here).chain(rest.iter().cloned()).collect();
        }
        match rest.split_first() {
            Some((first, after)) if self.bound.contains_key(first) => {
                self.bound[first].iter().chain(after).cloned().collect()
            }
            Some((first, after)) if first == LIBRARY => {
                std::iter::once("crate".to_owned()).chain(after.iter().cloned()).collect()
            }
            _ => rest.to_vec(),
        }
    }

    /// Notes an absolute path.
    fn note(&mut self, path: &[String]) {
        let part = |at: usize| path.get(at).map_or("", String::as_str);
        match (part(0), part(1), part(2)) {
            ("crate", room, _) => {
                if self.rooms.contains(room) {
                    self.names.rooms.insert(room.to_owned());
                }
            }
            ("std", "fs", "File") => {
                if matches!(part(3), "create" | "create_new" | "options") {
                    self.names.abilities.insert(Ability::Writing);
                }
            }
            ("std", "fs", name) => {
                if !name.is_empty() && !READS.contains(&name) {
                    self.names.abilities.insert(Ability::Writing);
                }
            }
            ("std", "process", name) if !name.is_empty() => {
                self.names.abilities.insert(Ability::Printing);
            }
            ("std", "io", "stdout" | "stderr") => {
                self.names.abilities.insert(Ability::Printing);
            }
            (first, ..) => drop(self.names.crates.insert(first.to_owned())),
        }
    }

    /// A path in code, as written.
    fn path(&mut self, path: &[String]) {
        if !self.binding && !path.is_empty() {
            let whole = self.resolve(path);
            // A lone word names a crate or a room only where an import or a glob made it so.
            if path.len() > 1 || whole.len() > 1 {
                self.note(&whole);
            }
        }
    }

    /// All leaves of an import.
    fn import(&mut self, tree: &UseTree, before: &[String]) {
        let longer = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.import(&path.tree, &longer(&path.ident)),
            UseTree::Group(group) => group.items.iter().for_each(|item| self.import(item, before)),
            UseTree::Name(name) if name.ident == "self" => self.leaf(before, before.last()),
            UseTree::Name(name) => self.leaf(&longer(&name.ident), Some(&name.ident.to_string())),
            UseTree::Rename(name) => {
                let path = if name.ident == "self" { before.to_vec() } else { longer(&name.ident) };
                self.leaf(&path, Some(&name.rename.to_string()));
            }
            UseTree::Glob(_) => {
                let whole = self.resolve(before);
                if whole == ["crate"] {
                    // Every room can now be named by its bare name.
                    for room in self.rooms {
                        self.bound.insert(room.clone(), vec!["crate".to_owned(), room.clone()]);
                    }
                } else if !self.binding {
                    self.note(&[whole, vec!["*".to_owned()]].concat());
                }
            }
        }
    }

    fn leaf(&mut self, path: &[String], name: Option<&String>) {
        let whole = self.resolve(path);
        if self.binding {
            if let Some(name) = name.filter(|name| path.first().is_none_or(|first| first != *name)) {
                self.bound.insert(name.clone(), whole);
            }
        } else {
            self.note(&whole);
        }
    }

    /// Paths in the tokens of a macro.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.path(&std::mem::take(&mut path));
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' && !path.is_empty() => colons += 1,
                TokenTree::Punct(mark) => {
                    if mark.as_char() == '!' && path.len() == 1 && PRINTS.contains(&path[0].as_str()) {
                        self.names.abilities.insert(Ability::Printing);
                    }
                    self.path(&std::mem::take(&mut path));
                    colons = 0;
                }
                TokenTree::Group(group) => {
                    if colons == 2 {
                        // A grouped import inside a macro: every name in it continues the path.
                        self.group(&path, group.stream());
                    }
                    self.path(&std::mem::take(&mut path));
                    colons = 0;
                    self.tokens(group.stream());
                }
                TokenTree::Literal(_) => {
                    self.path(&std::mem::take(&mut path));
                    colons = 0;
                }
            }
        }
        self.path(&path);
    }

    fn group(&mut self, before: &[String], tokens: TokenStream) {
        let mut fresh = true;
        for token in tokens {
            match token {
                TokenTree::Ident(name) if fresh => {
                    self.path(&[before, &[name.to_string()]].concat());
                    fresh = false;
                }
                TokenTree::Punct(mark) if mark.as_char() == ',' => fresh = true,
                _ => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_test(attributes(item)) {
            visit::visit_item(self, item);
        } else if let Item::Mod(module) = item {
            let path = [self.module.as_slice(), &[module.ident.to_string()]].concat();
            self.names.test_modules.push(path);
        }
    }

    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        self.module.push(module.ident.to_string());
        visit::visit_item_mod(self, module);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.import(&item.tree, &[]);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast ItemExternCrate) {
        self.names.crates.insert(item.ident.to_string());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<String> = path.segments.iter().map(|part| part.ident.to_string()).collect();
        self.path(&parts);
        visit::visit_path(self, path);
    }

    /// The arguments of an attribute, such as what is derived.
    fn visit_meta_list(&mut self, list: &'ast MetaList) {
        visit::visit_meta_list(self, list);
        self.tokens(list.tokens.clone());
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        if call.path.segments.last().is_some_and(|name| PRINTS.contains(&name.ident.to_string().as_str())) {
            self.names.abilities.insert(Ability::Printing);
        }
        visit::visit_macro(self, call);
        self.tokens(call.tokens.clone());
    }
}
