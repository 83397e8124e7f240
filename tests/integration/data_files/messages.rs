//! What people get wrong about files, each said once with what to write.

use super::*;

const COLUMNS: &str = "columns = { age = \"age\", limit = \"limit\" }\n";

/// Twenty columns are asked for, and one fault says that the separator is another.
#[test]
fn a_wrong_separator_is_one_fault() {
    let (_folder, file) = written("cards.csv", b"age;limit\n30;5000\n");
    let (message, remedy) = fault(&cards_text(&file, COLUMNS));
    assert!(message.contains("separated by semicolons"), "{message}");
    assert_eq!(remedy, "write `delimiter = \";\"` next to `file`");
    let mended = receipt(&cards_text(&file, &format!("delimiter = \";\"\n{COLUMNS}")));
    assert_eq!(mended.used, 1);
    let (message, _) = fault(&arrivals_text(&file, "column = \"limit\""));
    assert!(message.contains("separated by semicolons"), "{message}");
}

#[test]
fn decimal_commas_are_named() {
    let (_folder, file) = written("cards.csv", b"age;limit\n30;5000,5\n31;6000,5\n");
    let (message, remedy) = fault(&cards_text(&file, &format!("delimiter = \";\"\n{COLUMNS}")));
    assert!(
        message.contains("line 2, column `limit`: `5000,5` is not a number; nor is 1 other cell"),
        "{message}"
    );
    assert!(remedy.contains("`decimal = \",\"`"), "{remedy}");
    let mended = receipt(&cards_text(&file, &format!("delimiter = \";\"\ndecimal = \",\"\n{COLUMNS}")));
    assert_eq!(numbers(column(&mended, "limit")), (5000.5, 6000.5));
}

/// A header twice is a fault if the column is named, and a warning if it is not.
#[test]
fn names_that_stand_twice() {
    let (_folder, file) = written("cards.csv", b"age,limit,limit,x,x\n30,5000,1,2,3\n");
    let (message, _) = fault(&cards_text(&file, COLUMNS));
    assert!(message.contains("more than one column `limit`"), "{message}");
    let found = receipt(&cards_text(&file, "columns.age = \"age\""));
    assert_eq!(found.warnings, ["the header names `limit`, `x` more than once; it is not read"]);
}

#[test]
fn other_kinds_of_files_are_named_with_the_way_to_csv() {
    for (bytes, what, how) in [
        (&b"PK\x03\x04\x14\x00\x06\x00\x08\x00[Content_Types].xml"[..], "Excel workbook", "CSV UTF-8"),
        (b"PAR1\x15\x04", "Parquet", "read_parquet('cards.csv').to_csv"),
        (b"PK\x03\x04\x14\x00\x00\x00\x08\x00cards.csv", "zip archive", "unpack"),
        (b"<!DOCTYPE html><html>", "web page", "fetch"),
    ] {
        let (_folder, file) = written("cards.csv", bytes);
        let (message, remedy) = fault(&cards_text(&file, COLUMNS));
        assert!(message.contains(what) && remedy.contains(how), "{message}\n{remedy}");
        let (message, remedy) = fault(&arrivals_text(&file, ""));
        assert!(message.contains(what) && remedy.contains(how), "{message}\n{remedy}");
    }
}

/// Chinese Excel writes GB18030.
#[test]
fn encodings_are_named() {
    let bytes = encoding_rs::GB18030.encode("年龄,额度\n30,5000\n").0.into_owned();
    let (_folder, file) = written("cards.csv", &bytes);
    let columns = "columns = { age = \"年龄\", limit = \"额度\" }\n";
    let (_, remedy) = fault(&cards_text(&file, columns));
    assert!(remedy.contains("`encoding = \"gb18030\"`"), "{remedy}");
    let found = receipt(&cards_text(&file, &format!("encoding = \"gb18030\"\n{columns}")));
    assert_eq!((found.used, found.form.as_str()), (1, "gb18030"));
}

/// Of moments that are all written in another form there is one fault, not one a row.
#[test]
fn forms_of_moments_are_guessed() {
    let rows = |cells: &[&str]| format!("arrival\n{}\n", cells.join("\n")).into_bytes();
    for (cells, form) in [
        (&["02/01/2024 09:30", "13/01/2024 10:00"][..], "`date_format = \"DD/MM/YYYY hh:mm\"`"),
        (&["45293.39", "45294.1"], "`date_format = \"excel\"`"),
        (&["1704159000"], "`date_format = \"unix\"`"),
        (&["2024-01-02", "2024-01-03"], "`date_format = \"YYYY-MM-DD\"`"),
    ] {
        let (_folder, file) = written("arrivals.csv", &rows(cells));
        let (message, remedy) = fault(&arrivals_text(&file, ""));
        assert!(message.contains(cells[0]) && remedy.contains(form), "{message}\n{remedy}");
    }
    let (_folder, file) = written("arrivals.csv", &rows(&["2024-01-02 09:30"]));
    let (message, remedy) = fault(&arrivals_text(&file, "date_format = \"DD/mm/YYYY\""));
    assert!(
        message.contains("has no month (`MM`; `mm` are minutes)") && remedy.contains("DD/MM/YYYY"),
        "{message}"
    );
}

/// A filter that nothing passes says what there is.
#[test]
fn filters_name_what_stands_there() {
    let keys = "column = \"time:timestamp\"\nwhere = { \"lifecycle:transition\" = \"schedule\" }";
    let (message, remedy) = fault(&arrivals_text("tests/files/event_log.csv", keys));
    assert!(message.contains("has `schedule` in `lifecycle:transition`"), "{message}");
    assert!(remedy.contains("`COMPLETE`, `SCHEDULE`, `START`"), "{remedy}");
}

/// A quotation mark that is never closed would take in the rows below it.
#[test]
fn an_open_quotation_mark_is_a_fault() {
    let rows = format!("age,limit,text\n30,5000,\"he said\n{}", "31,6000,x\n".repeat(500));
    let (_folder, file) = written("cards.csv", rows.as_bytes());
    let (message, _) = fault(&cards_text(&file, COLUMNS));
    assert!(message.contains("line 2, column `text`: a quotation mark opens a cell"), "{message}");
}

/// A separator inside a cell moves what stands behind it.
#[test]
fn rows_with_too_many_cells_are_a_fault_of_cards() {
    let (_folder, file) = written("cards.csv", b"name,age,limit\nA,30,5000\nB, jr,31,6000\n");
    let (message, _) = fault(&cards_text(&file, "missing = \"skip\"\ncolumns = { limit = \"limit\" }"));
    assert!(message.contains("line 3 has 4 cells and the header 3"), "{message}");
}
