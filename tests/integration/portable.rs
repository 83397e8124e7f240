//! The numbers do not depend on the system's mathematics: what plays, counts and estimates takes logarithms, exponentials
//! and their like from functions whose last bit is the same on every platform.
//!
//! So the page, whose engine is the same library compiled for browsers, gives the digits of the program. That it does is
//! compared by `tests/clients/page_node.mjs`; here stands why.

use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

/// The rooms in which numbers of results are made. What `chart` and `words` round for people is not among them.
const ROOMS: [&str; 11] = [
    "stats",
    "math",
    "random",
    "time",
    "engine",
    "population",
    "behaviour",
    "policy",
    "model",
    "observe",
    "experiment",
];

/// Methods of floats that ask the system, or the compiler's idea of it. Roots and remainders are exact everywhere.
const OF_THE_SYSTEM: [&str; 27] = [
    "ln", "log", "log2", "log10", "ln_1p", "exp", "exp2", "exp_m1", "powf", "sin", "cos", "tan", "sin_cos",
    "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "cbrt", "hypot",
    "gamma", "ln_gamma",
];

/// Samplers of `rand_distr` that ask for no such function.
const EXACT_SAMPLERS: [&str; 2] = ["Triangular", "Distribution"];

struct Found<'a> {
    file: &'a Path,
    faults: Vec<String>,
}

impl Visit<'_> for Found<'_> {
    fn visit_item_mod(&mut self, module: &syn::ItemMod) {
        let of_tests = module.attrs.iter().any(|attribute| {
            attribute.path().is_ident("cfg")
                && matches!(&attribute.meta, syn::Meta::List(list) if list.tokens.to_string() == "test")
        });
        if !of_tests {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_expr_method_call(&mut self, call: &syn::ExprMethodCall) {
        // `Stream::gamma` takes a shape and a scale.
        if OF_THE_SYSTEM.iter().any(|name| call.method == *name) && call.args.len() < 2 {
            self.faults.push(format!("{}: .{}()", self.file.display(), call.method));
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_path(&mut self, path: &syn::Path) {
        let parts: Vec<String> = path.segments.iter().map(|part| part.ident.to_string()).collect();
        let float = parts.first().is_some_and(|first| first == "f64" || first == "f32");
        if float && parts.last().is_some_and(|last| OF_THE_SYSTEM.contains(&last.as_str())) {
            self.faults.push(format!("{}: {}", self.file.display(), parts.join("::")));
        }
        if let [first, second, ..] = parts.as_slice()
            && first == "rand_distr"
            && !EXACT_SAMPLERS.contains(&second.as_str())
        {
            self.faults.push(format!("{}: rand_distr::{second}", self.file.display()));
        }
        visit::visit_path(self, path);
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Files that only tests see.
fn of_tests(path: &Path) -> bool {
    let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    name == "tests"
        || name == "testing"
        || name.ends_with("_tests")
        || path.components().any(|part| part.as_os_str() == "tests")
}

#[test]
fn no_number_is_made_with_the_mathematics_of_the_system() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    for room in ROOMS {
        files(&root.join(room), &mut all);
    }
    assert!(all.len() > 100, "only {} files were looked at", all.len());
    let mut faults = Vec::new();
    for path in all.iter().filter(|path| !of_tests(path)) {
        let text = fs::read_to_string(path).unwrap();
        let mut found = Found { file: path.strip_prefix(&root).unwrap(), faults: Vec::new() };
        found.visit_file(&syn::parse_file(&text).unwrap());
        faults.append(&mut found.faults);
    }
    assert!(faults.is_empty(), "take these from `math` or `libm`:\n{}", faults.join("\n"));
}

/// The functions of `math` are ours all the way down: no crate whose features another one may switch stands between.
#[test]
fn no_crate_with_switched_mathematics_is_named_by_the_library() {
    let manifest: toml::Table = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let named = |krate: &str| manifest["dependencies"].as_table().unwrap().contains_key(krate);
    assert!(!named("statrs") && !named("num-traits"));
}
