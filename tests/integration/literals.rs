//! Nothing assumed is left in the code of who applies, what they do and how they are judged: every number there besides 0
//! and 1 stands in this list, with its reason. What is assumed is a key of the scenario.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

/// Rooms whose numbers would be assumptions.
const ROOMS: [&str; 3] = ["behaviour", "policy", "population"];

/// Files of nothing but data: their head says where it comes from.
const DATA: [&str; 1] = ["population/uci.rs"];

/// File, item, its numbers, and why they are none of the model's.
const KNOWN: &[(&str, &str, &[f64], &str)] = &[
    ("behaviour/channel.rs", "MAX_PASSES", &[50.0], "ends a loop, whatever the share of returns"),
    ("behaviour/kind.rs", "COPIES", &[567_382_630_219_905.0], "bits"),
    ("behaviour/kind.rs", "LOWEST", &[72_340_172_838_076_673.0], "bits"),
    ("behaviour/progress.rs", "LONGEST", &[2.0, 48.0], "bits of a moment"),
    ("behaviour/progress.rs", "set", &[16.0, 32.0], "bits of a moment"),
    ("behaviour/progress.rs", "ticks", &[16.0, 32.0], "bits of a moment"),
    ("behaviour/selection.rs", "STEP", &[0.125], "step of a sum, whose error is bounded"),
    ("behaviour/selection.rs", "REACH", &[72.0], "reach of a sum, whose error is bounded"),
    ("behaviour/selection.rs", "odds_against", &[0.5], "where a symmetry is used"),
    ("behaviour/selection.rs", "intercept", &[1e-14, 60.0], "where an iteration ends"),
    ("behaviour/selection.rs", "mean_and_slope", &[0.5, 2.0], "the normal density"),
    ("policy/factors.rs", "score", &[100.0], "the score is out of a hundred"),
    ("policy/factors.rs", "shortfalls", &[100.0], "the score is out of a hundred"),
    ("population/arrears.rs", "HOLDERS", &[4_096.0], "size of a sample, whose error is stated"),
    ("population/arrivals.rs", "fill", &[1e-15], "guards a loop"),
    ("population/batch.rs", "LARGEST", &[10_000.0], "a bound of the key"),
    ("population/batch.rs", "NEGLIGIBLE", &[1e-12], "where a sum ends"),
    ("population/batch.rs", "rounded_mean", &[0.5], "rounding"),
    ("population/card.rs", "overdue", &[3.0, 6.0], "months as the table counts them"),
    ("population/card.rs", "rounded", &[0.5], "rounding"),
    ("population/copula.rs", "new", &[1e-9, 5.0], "how many factors there are, and what is no rest"),
    ("population/curve.rs", "KNOTS", &[513.0], "knots of a tabulated curve"),
    ("population/curve.rs", "REACH", &[4.0], "reach of a tabulated curve"),
    ("population/curve.rs", "new", &[2.0], "places of knots"),
    ("population/curve.rs", "between", &[0.5, 2.0], "places of knots"),
    ("population/generator.rs", "SHARE_TOLERANCE", &[1e-6], "rounding of shares that are written"),
    ("population/generator.rs", "SHOWN", &[1e9], "digits in which a sum is told"),
    ("population/generator.rs", "new", &[2.0], "pairs of neighbours"),
    ("population/inverse.rs", "ENOUGH", &[1e-13], "where an iteration ends"),
    ("population/inverse.rs", "STEP", &[0.5], "where an iteration ends"),
    ("population/inverse.rs", "PATIENCE", &[4.0], "where an iteration halves"),
    ("population/inverse.rs", "new", &[0.5], "the middle"),
    ("population/inverse.rs", "at", &[0.5], "the middle"),
    ("population/items.rs", "ITEMS", &[13.0], "how many items there are"),
    ("population/items.rs", "MOST", &[6.0], "a bound of the key"),
    ("population/items.rs", "new", &[1_000.0, 1_000_000.0], "thousandths, in which no digit is lost"),
    ("population/risk.rs", "CERTAIN", &[100.0], "log-odds whose probability is 1 to the last bit"),
    ("population/risk.rs", "PORTFOLIO", &[20_000.0], "size of a sample, whose error is stated"),
    ("population/risk.rs", "log_odds_given", &[5.0], "months before the present one are five of six"),
    ("population/risk.rs", "of", &[0.5], "rounding"),
    ("population/risk.rs", "CLOSE", &[1e-14], "where an iteration ends"),
    ("population/risk.rs", "SETTLED", &[1e-8], "where an iteration ends"),
    ("population/risk.rs", "calibrated_shift", &[12.0, 40.0, 60.0], "where an iteration ends"),
    ("population/standing.rs", "overdue_months", &[6.0], "overdue months are out of six"),
    ("population/standing.rs", "given_arrears", &[6.0], "overdue months are out of six"),
    (
        "population/standing.rs",
        "credit_given",
        &[6.0],
        "overdue months are out of six; six standard deviations",
    ),
    ("behaviour/intentions.rs", "IN_PLACE", &[8.0], "how many have room of their own; more are elsewhere"),
    ("behaviour/progress.rs", "IN_PLACE", &[7.0], "how many have room of their own; more are elsewhere"),
    ("behaviour/mod.rs", "MOST_FACTORS", &[8.0], "a bound of the key"),
    ("behaviour/traits.rs", "TOGETHER", &[8.0], "how many are looked up at once"),
    ("behaviour/kind.rs", "STOP_EDITS", &[2.0], "position of a standard behaviour"),
    ("behaviour/kind.rs", "COMPLETE_PROFILE", &[3.0], "position of a standard behaviour"),
    ("behaviour/kind.rs", "STEADY_HABITS", &[4.0], "position of a standard behaviour"),
    ("behaviour/kind.rs", "RAISE_EXTERNAL", &[5.0], "position of a standard behaviour"),
    ("behaviour/kind.rs", "SUBMIT_DOCUMENTS", &[6.0], "position of a standard behaviour"),
    ("behaviour/kind.rs", "MOST", &[64.0], "a bound of the key"),
    ("behaviour/kind.rs", "LANES", &[8.0], "bytes of a word"),
    ("behaviour/kind.rs", "lanes", &[7.0, 56.0, 127.0, 255.0], "bits"),
    ("policy/view.rs", "GENERATED", &[23.0], "how many attributes the generator makes"),
    ("policy/screen.rs", "MOST", &[64.0], "a bound of the key"),
    ("policy/factors.rs", "MOST_FACTORS", &[8.0], "a bound of the key"),
    ("policy/points.rs", "reaching", &[1e-9, 2.0], "rounding; pairs of neighbours"),
    ("population/segment.rs", "AT_ONCE", &[8.0], "how many are compared at once"),
    ("population/segment.rs", "MOST", &[16.0], "a bound of the key"),
    ("population/segment.rs", "_", &[16.0], "the same bound"),
    ("population/attribute.rs", "OVERDUE_MONTHS", &[2.0], "position of a standard attribute"),
    ("population/attribute.rs", "IDENTITY_VERIFIED", &[9.0], "position of a standard attribute"),
    ("population/attribute.rs", "RECENT_EDITS", &[12.0], "position of a standard attribute"),
    ("population/attribute.rs", "CASH_OUTS", &[16.0], "position of a standard attribute"),
    ("population/attribute.rs", "CONFIRMED_CASH_OUT", &[17.0], "position of a standard attribute"),
    ("population/attribute.rs", "SESAME", &[18.0], "position of a standard attribute"),
    ("population/attribute.rs", "GENERATED", &[23.0], "how many attributes the generator makes"),
    ("population/attribute.rs", "MOST_OWN", &[64.0], "a bound of the key"),
    ("population/attribute.rs", "bounds", &[255.0], "the greatest count in a byte"),
    ("population/own.rs", "own_values", &[10_000.0], "ends a loop"),
    ("population/copula.rs", "further", &[1e-9], "what is no rest"),
    ("population/applicant.rs", "VIOLATION", &[2.0], "position of a standard cause"),
    ("population/applicant.rs", "INFO_CHURN", &[3.0], "position of a standard cause"),
    ("population/applicant.rs", "OTHER", &[4.0], "position of a standard cause"),
    ("population/applicant.rs", "MOST", &[16.0, 64.0], "bounds of keys"),
];

/// The numbers of a file by the function or constant in which they stand. Lengths, positions and patterns are no numbers
/// of a model, and neither is what only tests see.
#[derive(Default)]
struct Numbers {
    within: Vec<String>,
    found: BTreeMap<String, Vec<f64>>,
}

impl Numbers {
    fn inside(&mut self, name: &syn::Ident, look: impl FnOnce(&mut Self)) {
        self.within.push(name.to_string());
        look(self);
        self.within.pop();
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Ident>().is_ok_and(|condition| condition == "test")
    })
}

impl<'ast> Visit<'ast> for Numbers {
    fn visit_item_mod(&mut self, node: &'ast syn::ItemMod) {
        if !is_test(&node.attrs) {
            visit::visit_item_mod(self, node);
        }
    }

    fn visit_item_fn(&mut self, node: &'ast syn::ItemFn) {
        self.inside(&node.sig.ident, |numbers| visit::visit_item_fn(numbers, node));
    }

    fn visit_impl_item_fn(&mut self, node: &'ast syn::ImplItemFn) {
        self.inside(&node.sig.ident, |numbers| visit::visit_impl_item_fn(numbers, node));
    }

    fn visit_item_const(&mut self, node: &'ast syn::ItemConst) {
        self.inside(&node.ident, |numbers| visit::visit_item_const(numbers, node));
    }

    fn visit_impl_item_const(&mut self, node: &'ast syn::ImplItemConst) {
        self.inside(&node.ident, |numbers| visit::visit_impl_item_const(numbers, node));
    }

    fn visit_type(&mut self, _: &'ast syn::Type) {}

    fn visit_generic_argument(&mut self, _: &'ast syn::GenericArgument) {}

    fn visit_pat(&mut self, _: &'ast syn::Pat) {}

    fn visit_expr_repeat(&mut self, node: &'ast syn::ExprRepeat) {
        self.visit_expr(&node.expr);
    }

    fn visit_expr_index(&mut self, node: &'ast syn::ExprIndex) {
        self.visit_expr(&node.expr);
    }

    fn visit_lit(&mut self, node: &'ast syn::Lit) {
        let number = match node {
            syn::Lit::Int(number) => number.base10_parse::<u64>().unwrap() as f64,
            syn::Lit::Float(number) => number.base10_parse().unwrap(),
            _ => return,
        };
        if number != 0.0 && number != 1.0 {
            let item = self.within.last().cloned().unwrap_or_default();
            self.found.entry(item).or_default().push(number);
        }
    }

    fn visit_macro(&mut self, node: &'ast syn::Macro) {
        // `assert!(a > b, …)`, `vec![…]`: expressions between commas, where they are that.
        let arguments = syn::punctuated::Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated;
        if let Ok(arguments) = node.parse_body_with(arguments) {
            arguments.iter().for_each(|argument| self.visit_expr(argument));
        }
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.file_name().is_some_and(|name| name != "tests.rs" && name != "fixture.rs") {
            found.push(path);
        }
    }
}

fn numbers(text: &str) -> BTreeMap<String, Vec<f64>> {
    let mut numbers = Numbers::default();
    numbers.visit_file(&syn::parse_file(text).unwrap());
    for found in numbers.found.values_mut() {
        found.sort_by(f64::total_cmp);
        found.dedup();
    }
    numbers.found
}

#[test]
fn every_number_of_the_code_has_a_reason_or_is_a_key() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    for room in ROOMS {
        sources(&src.join(room), &mut files);
    }
    let mut found: Vec<(String, String, Vec<f64>)> = Vec::new();
    for file in files {
        let name = file.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/");
        if !DATA.contains(&name.as_str()) {
            let text = std::fs::read_to_string(&file).unwrap();
            found.extend(numbers(&text).into_iter().map(|(item, numbers)| (name.clone(), item, numbers)));
        }
    }
    let known = |file: &str, item: &str| KNOWN.iter().find(|known| (known.0, known.1) == (file, item));
    let unknown: Vec<_> = found
        .iter()
        .filter(|(file, item, numbers)| known(file, item).is_none_or(|known| known.2 != numbers.as_slice()))
        .collect();
    assert!(unknown.is_empty(), "make them keys of the scenario, or say here why not:\n{unknown:#?}");
    let gone: Vec<_> = KNOWN
        .iter()
        .filter(|known| !found.iter().any(|at| (at.0.as_str(), at.1.as_str()) == (known.0, known.1)))
        .collect();
    assert!(gone.is_empty(), "no longer there: {gone:?}");
    assert!(KNOWN.iter().all(|known| !known.3.is_empty()));
}

/// What the test above would let pass, were it blind.
#[test]
fn numbers_are_seen_wherever_they_stand() {
    let found = numbers(
        "const A: f64 = 0.92; fn f(x: [f64; 5]) -> f64 { let [a, ..] = x; vec![2.5]; assert!(a < 3.5); -x[4] * 7.0 + 1.0 }\n\
         impl T { const B: [f64; 2] = [4.5; 2]; fn g(&self) { match self.0 { 8 => 9, _ => 0x10 }; } }\n\
         #[cfg(test)] mod tests { const C: f64 = 6.5; }",
    );
    let expected: BTreeMap<String, Vec<f64>> =
        [("A", vec![0.92]), ("B", vec![4.5]), ("f", vec![2.5, 3.5, 7.0]), ("g", vec![9.0, 16.0])]
            .into_iter()
            .map(|(name, numbers)| (name.to_owned(), numbers))
            .collect();
    assert_eq!(found, expected);
}
