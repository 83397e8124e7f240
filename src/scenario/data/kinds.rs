//! Kinds of files that are no text: known by their first bytes, and how to make CSV of them.

use super::Refusal;
use crate::words::say;

/// How the bytes of a file begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Compressed by gzip, which is read.
    Gzip,
    /// Anything that may be text.
    Perhaps,
    /// Something that cannot be read: what it is, and how to make CSV of it.
    Other(&'static str, &'static str),
}

fn from_sheet() -> &'static str {
    say!(OpenItInTheSpreadsheet)
}

fn from_columns() -> &'static str {
    say!(WriteItAsCsvForExampleWithPython)
}

fn from_feather() -> &'static str {
    say!(WriteItAsCsvForExampleWith)
}

fn unpack() -> &'static str {
    say!(UnpackItAndNameThe)
}

/// The kind of a file that begins with `bytes`; more of them tell workbooks from other archives.
pub(super) fn kind(bytes: &[u8]) -> Kind {
    let begins = |magic: &[u8]| bytes.starts_with(magic);
    let start = &bytes[..bytes.len().min(4096)];
    let holds = |what: &[u8]| start.windows(what.len()).any(|window| window == what);
    if begins(&[0x1f, 0x8b]) {
        return Kind::Gzip;
    }
    if begins(b"PK\x03\x04") || begins(b"PK\x05\x06") {
        return if holds(b"xl/") || holds(b"[Content_Types].xml") {
            Kind::Other(say!(AnExcelWorkbookXlsx), from_sheet())
        } else if holds(b"opendocument.spreadsheet") {
            Kind::Other(say!(ASpreadsheetOds), from_sheet())
        } else {
            Kind::Other(say!(AZipArchive), unpack())
        };
    }
    let known: [(&[u8], &str, &str); 11] = [
        (&[0xd0, 0xcf, 0x11, 0xe0], say!(AnOldExcelWorkbookXls), from_sheet()),
        (b"PAR1", say!(AParquetFile), from_columns()),
        (b"ARROW1", say!(AFeatherArrowFile), from_feather()),
        (b"FEA1", say!(AFeatherFile), from_feather()),
        (&[0x28, 0xb5, 0x2f, 0xfd], say!(CompressedByZstd), unpack()),
        (b"BZh", say!(CompressedByBzip), unpack()),
        (&[0xfd, 0x37, 0x7a, 0x58, 0x5a], say!(CompressedByXz), unpack()),
        (&[0x37, 0x7a, 0xbc, 0xaf], say!(AZArchive), unpack()),
        (b"SQLite format 3\0", say!(AnSqliteDatabase), say!(ExportTheTableAsCsv)),
        (b"%PDF-", say!(APdfDocument), say!(FindTheTableAsCsv)),
        (b"version https://git-lfs", say!(AGitLfsPointerNot), say!(FetchTheFileWithGit)),
    ];
    if let Some((_, what, remedy)) = known.iter().find(|(magic, ..)| begins(magic)) {
        return Kind::Other(what, remedy);
    }
    text_kind(start)
}

/// Texts that are no tables.
fn text_kind(start: &[u8]) -> Kind {
    let start = start.trim_ascii_start();
    let begins = |word: &[u8]| start.get(..word.len()).is_some_and(|have| have.eq_ignore_ascii_case(word));
    if begins(b"<!doctype html") || begins(b"<html") {
        let remedy = say!(WhatWasSavedIsA);
        return Kind::Other(say!(AWebPageHtml), remedy);
    }
    if begins(b"<?xml") || begins(b"<log") {
        let is_log = start.windows(4).any(|window| window == b"<log");
        return if is_log {
            Kind::Other(say!(AnEventLogInXes), say!(WriteItAsCsvForExample))
        } else {
            Kind::Other("XML", say!(WriteTheRowsAsCsv))
        };
    }
    if begins(b"{\"") || begins(b"[{") || begins(b"{\n") {
        return Kind::Other("JSON", say!(WriteItAsCsvFor));
    }
    Kind::Perhaps
}

impl Kind {
    /// The refusal of what cannot be read, for the file of this name.
    pub(super) fn refusal(self, file: &str) -> Option<Refusal> {
        match self {
            Self::Other(what, remedy) => {
                // The name goes into a command in quotes.
                let safe = !file.contains(['\'', '"', '`', '$', '\\']);
                let remedy = if safe { remedy.replace("FILE", file) } else { remedy.to_owned() };
                let verb = if what.starts_with("compressed") { say!(ItIs) } else { say!(ThisIs) };
                Some(Refusal::new(say!(AndOnlyCsvPlainOr, verb = verb, what = what), remedy))
            }
            Self::Gzip | Self::Perhaps => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_first_bytes() {
        let workbook = b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00[Content_Types].xml \xa2";
        let cases: [(&[u8], &str); 8] = [
            (workbook, "Excel"),
            (b"PK\x03\x04\x14\x00\x00\x00\x00\x00data.csv", "zip"),
            (b"PAR1\x15\x04", "Parquet"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel"),
            (b"  <!DOCTYPE HTML><head>", "web page"),
            (b"<?xml version='1.0'?><log xes.version='1.0'>", "XES"),
            (b"[{\"a\": 1}]", "JSON"),
            (b"version https://git-lfs.github.com/spec/v1", "LFS"),
        ];
        for (bytes, word) in cases {
            let refusal = kind(bytes).refusal("x.dat").unwrap_or_else(|| panic!("{word}"));
            assert!(refusal.what.contains(word), "{word}: {}", refusal.what);
        }
        assert_eq!(kind(&[0x1f, 0x8b, 8]), Kind::Gzip);
        for text in ["a,b\n1,2\n", "", "[a],b\n", "PK,b\n", "<5,b\n"] {
            assert_eq!(kind(text.as_bytes()), Kind::Perhaps, "{text}");
        }
    }

    /// A command with a name in quotes is only offered where the name cannot end them.
    #[test]
    fn no_command_is_made_of_a_name_with_quotes() {
        let remedy = |name: &str| kind(b"PAR1").refusal(name).map(|refusal| refusal.remedy);
        assert!(remedy("a.parquet").is_some_and(|text| text.contains("read_parquet('a.parquet')")));
        assert!(remedy("a'); x('").is_some_and(|text| text.contains("read_parquet('FILE')")));
    }
}
