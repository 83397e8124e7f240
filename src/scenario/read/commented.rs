//! A scenario written out with its documentation as comments.

use std::fmt::Write as _;

use super::field::join;

/// Collects a table's own keys and, behind them, the tables below it: TOML wants them in this order.
#[derive(Debug, Default)]
pub struct Commented {
    values: String,
    tables: String,
}

impl Commented {
    /// Writes `key = value` under its documentation; a key without value as a comment.
    pub fn value(&mut self, key: &str, doc: &str, value: Option<&toml::Value>) {
        comment(&mut self.values, doc);
        let key = join("", key);
        let _ = match value {
            Some(toml::Value::Table(table)) => {
                // A table as a value stays on one line, so that no header is needed.
                let inner: Vec<String> =
                    table.iter().map(|(k, v)| format!("{} = {v}", join("", k))).collect();
                writeln!(self.values, "{key} = {{ {} }}", inner.join(", "))
            }
            Some(value) => writeln!(self.values, "{key} = {value}"),
            None => writeln!(self.values, "# {key} = … (not set)"),
        };
    }

    /// Writes a table with a header of its own.
    pub fn table(&mut self, path: &str, key: &str, doc: &str, write: impl FnOnce(&str, &mut Self)) {
        let path = join(path, key);
        let mut inner = Self::default();
        write(&path, &mut inner);
        self.tables.push('\n');
        comment(&mut self.tables, doc);
        let _ = writeln!(self.tables, "[{path}]");
        self.tables.push_str(&inner.finish());
    }

    /// Adds a text of its own, tables with their headers, as it stands.
    pub fn text(&mut self, text: &str) {
        self.tables.push('\n');
        self.tables.push_str(text);
    }

    /// The text.
    pub fn finish(self) -> String {
        self.values + &self.tables
    }
}

fn comment(out: &mut String, doc: &str) {
    for line in doc.lines() {
        let _ = writeln!(out, "# {line}");
    }
}
