//! The rows of a CSV text by the names of its columns, with what people get wrong about separators and headers.

use super::{Refusal, counted, quoted};
use crate::scenario::read::lines::Lines;
use crate::scenario::read::offer::{MOST_LISTED, candidates, is_slip, listed};
use crate::scenario::sections::files::Delimiter;
use crate::words::say;

/// Lines that one row may span: more come from a quotation mark that is never closed.
const MOST_LINES: u64 = 200;

/// A table whose header has been read.
pub(in crate::scenario) struct Sheet<'t> {
    names: Vec<String>,
    reader: csv::Reader<&'t [u8]>,
    record: csv::StringRecord,
    lines: Lines<'t>,
    text: &'t str,
    rows: u64,
    empty: u64,
    too_long: Option<(u64, usize)>,
    long_rows: u64,
}

/// A row and where it stands.
#[derive(Clone, Copy)]
pub(in crate::scenario) struct Row<'a> {
    /// Its line in the file, from 1.
    pub(in crate::scenario) line: u64,
    record: &'a csv::StringRecord,
}

impl<'a> Row<'a> {
    /// The cell of a column; nothing where the row ends before it.
    pub(in crate::scenario) fn cell(self, column: usize) -> &'a str {
        self.record.get(column).unwrap_or("")
    }

    /// How many cells it has.
    pub(in crate::scenario) fn cells(self) -> usize {
        self.record.len()
    }
}

/// Where a column is, or why it cannot be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::scenario) enum Found {
    /// Its position.
    At(usize),
    /// No column has that name; what to write instead.
    Nowhere(String),
    /// Several have.
    Twice,
}

impl<'t> Sheet<'t> {
    /// The table of a text, once its header has been read.
    pub(in crate::scenario) fn new(text: &'t str, delimiter: Delimiter) -> Result<Self, Refusal> {
        let mut reader = csv_reader(text, delimiter);
        let header = reader.headers().cloned().unwrap_or_default();
        if header.iter().all(str::is_empty) {
            return Err(Refusal::new(say!(ItIsEmpty), say!(TheFirstLineMustName)));
        }
        let names = header.iter().map(str::to_owned).collect();
        let record = csv::StringRecord::new();
        Ok(Self {
            names,
            reader,
            record,
            lines: Lines::of(text),
            text,
            rows: 0,
            empty: 0,
            too_long: None,
            long_rows: 0,
        })
    }

    /// Rows read so far.
    pub(in crate::scenario) fn rows(&self) -> u64 {
        self.rows
    }

    /// Rows passed over so far that have separators and nothing else, as spreadsheets write below a table.
    pub(in crate::scenario) fn empty_rows(&self) -> u64 {
        self.empty
    }

    /// The names of its columns, in order.
    pub(in crate::scenario) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The names of its columns, as a remedy lists them.
    pub(in crate::scenario) fn columns(&self) -> String {
        listed(self.names.iter().map(String::as_str).filter(|column| !column.is_empty()))
    }

    /// Where the column of a name is.
    pub(in crate::scenario) fn find(&self, name: &str) -> Found {
        let mut at = self.names.iter().enumerate().filter(|(_, column)| *column == name).map(|(at, _)| at);
        match (at.next(), at.next()) {
            (Some(at), None) => Found::At(at),
            (Some(_), Some(_)) => Found::Twice,
            (None, _) => Found::Nowhere(self.nearest(name, &[])),
        }
    }

    /// The same where columns named `taken` are wanted for something else: one of the others is offered first.
    pub(in crate::scenario) fn find_beside(&self, name: &str, taken: &[&str]) -> Found {
        match self.find(name) {
            Found::Nowhere(_) => Found::Nowhere(self.nearest(name, taken)),
            found => found,
        }
    }

    /// What to write for a column that is not there: the one whose name is nearest, in capitals or not, of those that are
    /// not `taken`; or all, and of very many those that are not taken.
    fn nearest(&self, name: &str, taken: &[&str]) -> String {
        let all: Vec<&str> =
            self.names.iter().map(String::as_str).filter(|column| !column.is_empty()).collect();
        let left: Vec<&str> = all.iter().copied().filter(|column| !taken.contains(column)).collect();
        let left = if left.is_empty() { &all } else { &left };
        let wanted = name.to_lowercase();
        let distance = |column: &str| strsim::damerau_levenshtein(&column.to_lowercase(), &wanted);
        let near = left.iter().map(|column| (distance(column), *column)).min();
        let listed = if all.len() > MOST_LISTED { left } else { &all };
        match near.filter(|(distance, near)| is_slip(*distance, name, near)) {
            Some((_, near)) => say!(SheetDidYouMean, near = near),
            None => say!(TheColumnsAre, names = candidates(name, listed.iter().copied())),
        }
    }

    /// Names that stand in the header more than once, unless they are empty.
    pub(in crate::scenario) fn doubled(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for (at, name) in self.names.iter().enumerate() {
            if !name.is_empty() && self.names[..at].contains(name) && !found.contains(&name.as_str()) {
                found.push(name);
            }
        }
        found
    }

    /// Why none of the columns `wanted` is there, if the whole header can be to blame: another separator, or no header.
    pub(in crate::scenario) fn header_fault(&self, wanted: &[&str], delimiter: Delimiter) -> Option<Refusal> {
        let there = |names: &[&str]| wanted.iter().filter(|name| names.contains(name)).count();
        let own: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let have = there(&own);
        if have == wanted.len() {
            return None;
        }
        let first = self.text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
        for other in Delimiter::ALL.iter().copied().filter(|other| *other != delimiter) {
            let mut reader = csv_reader(first, other);
            let header = reader.headers().cloned().unwrap_or_default();
            let names: Vec<&str> = header.iter().collect();
            if there(&names) > have || (own.len() == 1 && other != Delimiter::Space && names.len() > 1) {
                let what =
                    say!(ItsColumnsAreSeparatedBy, other = other.words(), delimiter = delimiter.words());
                return Some(Refusal::new(what, say!(WriteDelimiterNextToFile, written = other.written())));
            }
        }
        if have == 0 && own.iter().filter(|name| name.parse::<f64>().is_ok()).count() * 2 >= own.len() {
            let what = say!(ItsFirstLineHasNumbers);
            return Some(Refusal::new(what, say!(AddAFirstLineWith)));
        }
        if have == 0 && wanted.len() > 1 {
            let what = say!(ItHasNoneOfThe, wanted = listed(wanted.iter().copied()));
            return Some(Refusal::new(what, say!(ItsColumnsAre, own = listed(own.iter().copied()))));
        }
        None
    }

    /// The next row, or why there is none to be read.
    pub(in crate::scenario) fn next(&mut self) -> Result<Option<Row<'_>>, Refusal> {
        loop {
            match self.reader.read_record(&mut self.record) {
                Ok(false) => return Ok(None),
                Ok(true) if self.record.len() > 1 && self.record.iter().all(str::is_empty) => self.empty += 1,
                Ok(true) => break,
                Err(error) => {
                    return Err(Refusal::new(
                        format!("it cannot be read on: {error}"),
                        say!(MendTheFileThere),
                    ));
                }
            }
        }
        self.rows += 1;
        let line = self.lines.line(&self.record);
        self.no_open_quote(line)?;
        if self.record.len() > self.names.len()
            && self.record.iter().skip(self.names.len()).any(|cell| !cell.is_empty())
        {
            self.long_rows += 1;
            self.too_long.get_or_insert((line, self.record.len()));
        }
        Ok(Some(Row { line, record: &self.record }))
    }

    /// A refusal if a quotation mark must have been left open: the row holds very many lines, or it takes in the end of
    /// the file, with an odd number of marks.
    fn no_open_quote(&self, line: u64) -> Result<(), Refusal> {
        let of = |cell: &str| cell.matches('\n').count() as u64;
        let most = self.record.iter().map(of).max().unwrap_or(0);
        let start = self.record.position().map_or(0, csv::Position::byte) as usize;
        let to_the_end = most > 0 && self.reader.position().byte() as usize >= self.text.len();
        let odd = || self.text.get(start..).is_some_and(|rest| rest.matches('"').count() % 2 == 1);
        let on_the_last_line = most == 0 && odd() && self.ends_in_open_quote(start);
        if most <= MOST_LINES && !(to_the_end && odd()) && !on_the_last_line {
            return Ok(());
        }
        let last = self.record.len().saturating_sub(1);
        let at = self.record.iter().position(|cell| of(cell) == most).unwrap_or(0);
        let at = if on_the_last_line { last } else { at };
        let name = self.names.get(at).map_or("", String::as_str);
        let record = quoted(self.record.get(at).unwrap_or(""));
        let what = if on_the_last_line {
            say!(QuotationMarkNeverClosed, line = line, name = name, record = record)
        } else {
            let most = counted(most, "line");
            say!(QuotationMarkLeftOpen, line = line, name = name, most = most, record = record)
        };
        Err(Refusal::new(what, say!(CloseTheQuotationMarkOr)))
    }

    /// Whether the text ends in the cell that ends the row from `start` on, and this begins with a quotation mark; a mark
    /// within a cell that has none in front belongs to the text.
    fn ends_in_open_quote(&self, start: usize) -> bool {
        let written = self.record.iter().next_back().unwrap_or("").replace('"', "\"\"");
        let rest = self.text.get(start..).unwrap_or("").trim_end();
        rest.lines().nth(1).is_none()
            && rest.strip_suffix(&written).is_some_and(|before| before.trim_end().ends_with('"'))
    }

    /// What is wrong with rows that have more cells than the header: columns may have shifted in them.
    pub(in crate::scenario) fn long_rows(&self) -> Option<String> {
        let (line, cells) = self.too_long?;
        let others = match self.long_rows {
            1 => String::new(),
            2 => say!(OneOtherHasTooMany).to_owned(),
            more => say!(AndOthersHaveTooMany, more = more - 1),
        };
        Some(say!(LineHasCellsAndThe, line = line, cells = cells, names = self.names.len(), others = others))
    }
}

fn csv_reader(text: &str, delimiter: Delimiter) -> csv::Reader<&[u8]> {
    // A short row is told by its missing cells, a long one is counted.
    csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .delimiter(delimiter.byte())
        .from_reader(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> Sheet<'_> {
        Sheet::new(text, Delimiter::Comma).unwrap_or_else(|refusal| panic!("{refusal:?}"))
    }

    #[test]
    fn a_wrong_separator_is_one_refusal_with_the_right_one() {
        for (text, written) in [
            ("limit;age\n1;2\n", "\";\""),
            ("limit\tage\n", "\"\\t\""),
            ("limit|age,x\n", "\"|\""),
            ("limit age\n", "\" \""),
        ] {
            let refusal = sheet(text).header_fault(&["limit", "age"], Delimiter::Comma);
            let remedy = refusal.unwrap_or_else(|| panic!("{text}")).remedy;
            assert!(remedy.contains(&format!("delimiter = {written}")), "{text}: {remedy}");
        }
        assert_eq!(sheet("limit,age\n").header_fault(&["limit", "age"], Delimiter::Comma), None);
        // One name is misspelt: the columns are told apart well.
        assert_eq!(sheet("limit,age\n").header_fault(&["limit", "agee"], Delimiter::Comma), None);
        let refusal = sheet("20000,2,24\n").header_fault(&["limit", "age"], Delimiter::Comma);
        assert!(refusal.is_some_and(|refusal| refusal.what.contains("first line has numbers")));
    }

    #[test]
    fn columns_are_found_once_or_not() {
        let sheet = sheet("age,limit,age,\n");
        assert_eq!(sheet.find("limit"), Found::At(1));
        assert_eq!(sheet.find("age"), Found::Twice);
        assert!(matches!(sheet.find("limits"), Found::Nowhere(help) if help.contains("limit")));
        assert_eq!(sheet.doubled(), ["age"]);
    }

    /// A column that nothing else is wanted for is what was meant, however many others there are.
    #[test]
    fn a_column_that_is_left_is_offered_before_those_that_are_taken() {
        let names: Vec<String> = (1..=12).map(|month| format!("PAY_{month}")).collect();
        let text = format!("{},amount\n", names.join(","));
        let taken: Vec<&str> = names.iter().map(String::as_str).collect();
        let found = sheet(&text).find_beside("PAY_AMT", &taken);
        assert!(matches!(&found, Found::Nowhere(help) if help.contains("`amount`")), "{found:?}");
    }

    /// Letters are counted, not their bytes, and something of a name must be the same for it to have been meant.
    #[test]
    fn only_names_that_are_alike_are_offered() {
        let sheet = sheet("s1,动作,年纪,编号,b\n");
        let nearest = |name: &str| match sheet.find(name) {
            Found::Nowhere(help) => help,
            found => panic!("{name}: {found:?}"),
        };
        for name in ["时间", "额度", "开始时间", "x"] {
            assert!(nearest(name).starts_with("the columns are"), "{name}: {}", nearest(name));
        }
        assert_eq!(nearest("年龄"), "did you mean `年纪`?");
        assert_eq!(nearest("s2"), "did you mean `s1`?");
    }

    #[test]
    fn rows_of_another_length_are_counted_and_open_quotes_refused() {
        let mut found = sheet("a,b\n1\n1,2,\n1,2,3\n");
        let mut cells = Vec::new();
        while let Some(row) = found.next().expect("rows") {
            cells.push((row.line, row.cell(1).to_owned()));
        }
        assert_eq!(cells, [(2, String::new()), (3, "2".to_owned()), (4, "2".to_owned())]);
        assert!(
            found.long_rows().is_some_and(|text| text.starts_with("line 4 has 3 cells and the header 2:"))
        );
        let text = format!("a,b\n1,\"oh\n{}", "2,3\n".repeat(300));
        let refusal = sheet(&text).next().map(|_| ()).expect_err("an open quotation mark");
        assert!(refusal.what.starts_with("line 2, column `b`"), "{refusal:?}");
        // A few lines up to the end of the file are enough; a cell of two lines that is closed is none.
        let mut short = sheet("a,b\n1,2\n\"3,4\n5,6\n");
        assert!(short.next().is_ok());
        let refusal = short.next().map(|_| ()).expect_err("an open quotation mark");
        assert!(
            refusal.what.starts_with("line 3, column `a`") && refusal.what.contains("(`3,4…`)"),
            "{refusal:?}"
        );
        assert!(sheet("a,b\n1,\"x\ny\"\n").next().is_ok());
        // So is one on the last line, with or without a line's end behind it.
        for text in ["a,b\n1,\"off", "a,b\n1,\"off\n", "a,b\n1,\" off", "a,b\n1,\"an \"\"off\"\" day"] {
            let refusal = sheet(text).next().map(|_| ()).expect_err("an open quotation mark");
            assert!(refusal.what.starts_with("line 2, column `b`"), "{text}: {refusal:?}");
        }
        for text in ["a,b\n1,5\"", "a,b\n1,\"5\"\"\"", "a,b\n1,\"off\"", "a,b\n1,5\" and more\n"] {
            assert!(sheet(text).next().is_ok(), "{text}");
        }
    }

    #[test]
    fn rows_of_separators_alone_are_no_rows() {
        let mut found = sheet("a,b,\n1,2,\n,,\n,,\n");
        let mut lines = Vec::new();
        while let Some(row) = found.next().expect("rows") {
            lines.push(row.line);
        }
        assert_eq!((lines, found.rows(), found.empty_rows()), (vec![2], 1, 2));
    }
}
