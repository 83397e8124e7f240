//! Files as people have them, in the shapes of well-known sets with invented values: what is read, filled, left out and
//! warned of. `tests/files/make.py` writes the files and says what dirt is in them.

mod arrivals;
mod cards;
mod messages;
mod told;

use reinstate::scenario::{
    AttributeReceipt, Bound, ColumnReceipt, Compiled, Fault, Receipt, Scenario, compile, load_text,
};

/// A scenario from its text, or its faults. Relative paths start at the package.
fn judge(text: &str) -> Result<Compiled, Vec<Fault>> {
    let mut loaded = load_text("test.toml", text, &[]);
    let scenario: Scenario = loaded.read();
    let compiled = compile(&scenario, &mut loaded.faults);
    compiled.ok_or_else(|| loaded.faults.iter().cloned().collect())
}

/// A scenario whose card holders come from a file.
fn cards_text(file: &str, keys: &str) -> String {
    format!("population.source = \"table\"\n[population.table]\nfile = {file:?}\n{keys}")
}

/// A scenario whose applicants arrive as a file says, in the first days of 2024.
fn arrivals_text(file: &str, keys: &str) -> String {
    format!(
        "period = {{ start = 2024-01-01, arrivals = \"10d\" }}\n[arrivals]\n\
         file = {file:?}\n{keys}"
    )
}

fn receipt(text: &str) -> Receipt {
    let compiled = judge(text).unwrap_or_else(|faults| panic!("{faults:#?}"));
    assert_eq!(compiled.receipts.len(), 1);
    compiled.receipts[0].clone()
}

/// The only fault of a scenario: what was found, and the remedy.
fn fault(text: &str) -> (String, String) {
    let faults = judge(text).err().unwrap_or_else(|| panic!("no fault in\n{text}"));
    assert_eq!(faults.len(), 1, "{faults:#?}");
    (faults[0].message().to_owned(), faults[0].remedy().to_owned())
}

fn column<'a>(receipt: &'a Receipt, name: &str) -> &'a ColumnReceipt {
    receipt.columns.iter().find(|column| column.column == name).unwrap_or_else(|| panic!("{receipt:#?}"))
}

/// Rows that give an attribute, rows in which it is filled, rows in which it is cut.
fn attribute(receipt: &Receipt, name: &str) -> (u64, u64, u64) {
    let named = |attribute: &&AttributeReceipt| attribute.attribute.starts_with(name);
    let found = receipt.attributes.iter().find(named).unwrap_or_else(|| panic!("{receipt:#?}"));
    (found.given, found.filled, found.cut)
}

fn numbers(column: &ColumnReceipt) -> (f64, f64) {
    match column.range {
        Some((Bound::Number(least), Bound::Number(greatest))) => (least, greatest),
        _ => panic!("{column:#?}"),
    }
}

/// A file of its own with these bytes, in a folder that must be kept.
fn written(name: &str, bytes: &[u8]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, bytes).unwrap();
    let path = file.to_str().unwrap().to_owned();
    (folder, path)
}
