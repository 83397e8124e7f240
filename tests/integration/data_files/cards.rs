//! Tables of card holders.

use super::*;

fn warned(receipt: &Receipt, words: &[&str]) -> bool {
    receipt.warnings.iter().any(|warning| words.iter().all(|word| warning.contains(word)))
}

/// Nothing wrong with the columns that are named: texts and `NA` elsewhere do not matter.
#[test]
fn german_credit_is_read_whole() {
    let found = receipt(&cards_text(
        "tests/files/german_credit.csv",
        "columns = { age = \"Age\", limit = \"Credit amount\" }",
    ));
    assert_eq!((found.rows, found.used, found.left_out.len()), (60, 60, 0));
    assert_eq!(numbers(column(&found, "Age")), (19.0, 75.0));
    assert_eq!(numbers(column(&found, "Credit amount")), (250.0, 18_424.0));
    assert_eq!(attribute(&found, "age"), (60, 0, 0));
    assert_eq!(found.columns.len(), 2);
    assert!(found.warnings.is_empty(), "{:?}", found.warnings);
}

const HELOC: &str = "columns.utilisation = \"NetFractionRevolvingBurden\"\n";

/// Ten of 60 rows have a code instead of a burden; two of the others are above 100 %.
#[test]
fn heloc_codes_are_filled_once_they_are_listed() {
    let file = "tests/files/heloc.csv";
    let codes = "missing = \"generate\"\nmissing_values = [\"-9\", \"-8\", \"-7\"]\n";
    let found = receipt(&cards_text(file, &format!("utilisation_unit = \"percent\"\n{codes}{HELOC}")));
    let burden = column(&found, "NetFractionRevolvingBurden");
    assert_eq!((burden.values, burden.missing, numbers(burden)), (50, 10, (0.0, 232.0)));
    assert_eq!((found.used, attribute(&found, "utilisation")), (60, (50, 10, 2)));
    assert!(found.warnings.is_empty(), "{:?}", found.warnings);
    // As shares, nearly all are above 1.
    let shares = receipt(&cards_text(file, &format!("{codes}{HELOC}")));
    assert!(warned(&shares, &["utilisation_unit = \"percent\""]), "{:?}", shares.warnings);
    // Codes that are not listed are values below 0: a sixth of all is cut.
    let unlisted = receipt(&cards_text(file, &format!("utilisation_unit = \"percent\"\n{HELOC}")));
    assert_eq!(attribute(&unlisted, "utilisation"), (60, 0, 12));
    assert!(warned(&unlisted, &["20 % of the utilisations"]), "{:?}", unlisted.warnings);
}

const GIVE_ME: &str = "[population.table.columns]\nage = \"age\"\nutilisation = \
                       \"RevolvingUtilizationOfUnsecuredLines\"\nrepayment_status = [\"NumberOfTimes90DaysLate\"]\n";

/// 96 and 98 are codes in one column and ages in another.
#[test]
fn give_me_some_credit_has_codes_of_one_column() {
    let file = "tests/files/give_me_some_credit.csv";
    let raw = receipt(&cards_text(file, GIVE_ME));
    assert_eq!((raw.rows, raw.used), (100, 100));
    assert!(warned(&raw, &["4 values", "98", "missing_values"]), "{:?}", raw.warnings);
    assert!(warned(&raw, &["an age outside", "such as 0"]), "{:?}", raw.warnings);
    assert_eq!(attribute(&raw, "utilisation"), (100, 0, 2));

    let codes = "missing = \"generate\"\nmissing_values = { NumberOfTimes90DaysLate = [\"96\", \"98\"], age = \"0\" }\n";
    let filled = receipt(&cards_text(file, &format!("{codes}{GIVE_ME}")));
    assert_eq!(attribute(&filled, "overdue months"), (96, 4, 0));
    assert_eq!(attribute(&filled, "age"), (99, 1, 0));
    assert_eq!(column(&filled, "age").missing, 1);
    assert_eq!(numbers(column(&filled, "age")).1, 98.0);
    assert!(filled.warnings.is_empty(), "{:?}", filled.warnings);

    // Written as other programs write the same numbers.
    let same = receipt(&cards_text(file, &format!("{}{GIVE_ME}", codes.replace("98", "98.0"))));
    assert_eq!(same.attributes, filled.attributes);

    let skipped = receipt(&cards_text(file, &format!("{}{GIVE_ME}", codes.replace("generate", "skip"))));
    assert_eq!((skipped.used, skipped.left_out), (95, vec![("a value is missing".to_owned(), 5)]));
}

const LENDING: &str = "columns = { limit = \"total_rev_hi_lim\", utilisation = \"revol_util\" }\n";

/// Compressed, with lines that end in CR LF, percent signs, six rows with blanks, and a footer of two lines.
#[test]
fn lending_club_has_blanks_and_a_footer() {
    let file = "tests/files/lending_club.csv.gz";
    let skipped = receipt(&cards_text(file, &format!("missing = \"skip\"\n{LENDING}")));
    assert_eq!((skipped.form.as_str(), skipped.rows, skipped.used), ("UTF-8, gzip", 52, 44));
    assert_eq!(skipped.left_out, [("a value is missing".to_owned(), 8)]);
    assert_eq!(attribute(&skipped, "utilisation"), (44, 0, 0));
    let filled = receipt(&cards_text(file, &format!("missing = \"generate\"\n{LENDING}")));
    assert_eq!(filled.used, 52);
    assert_eq!(attribute(&filled, "utilisation"), (45, 7, 0));
    assert_eq!(attribute(&filled, "limit"), (48, 4, 0));
    let (message, remedy) = fault(&cards_text(file, LENDING));
    assert!(
        message.contains("line 2, column `revol_util`: there is no value; 10 other values are missing"),
        "{message}"
    );
    assert!(
        remedy.contains("`missing = \"generate\"`") && remedy.contains("`missing = \"skip\"`"),
        "{remedy}"
    );
}

/// Three blanks, and one use of more than the limit.
#[test]
fn prosper_blanks_are_filled() {
    let keys = "missing = \"generate\"\ncolumns.utilisation = \"BankcardUtilization\"";
    let found = receipt(&cards_text("tests/files/prosper.csv", keys));
    assert_eq!((found.rows, found.used, attribute(&found, "utilisation")), (41, 41, (38, 3, 1)));
}

/// 7,489 days are 20 years and 184 days, 25,201 are 68 years and 364 days (of 365.25).
#[test]
fn home_credit_counts_days_backwards() {
    let columns = "columns = { age = \"DAYS_BIRTH\", limit = \"AMT_CREDIT\" }\n";
    let file = "tests/files/home_credit.csv";
    let found = receipt(&cards_text(file, &format!("age_unit = \"days\"\n{columns}")));
    assert_eq!(numbers(column(&found, "DAYS_BIRTH")), (-25_201.0, -7_489.0));
    let age = found.attributes.iter().find(|attribute| attribute.attribute.starts_with("age")).unwrap();
    assert_eq!((age.range, age.given), (Some((20.0, 68.0)), 50));
    assert!(warned(&found, &["AMT_CREDIT", "units_per_cny"]), "{:?}", found.warnings);
    let in_place =
        receipt(&cards_text(file, &format!("age_unit = \"days\"\nunits_per_cny = 100\n{columns}")));
    assert!(in_place.warnings.is_empty(), "{:?}", in_place.warnings);
    let (message, remedy) = fault(&cards_text(file, columns));
    assert!(message.contains("got -7489; so are 49 other cells"), "{message}");
    assert!(remedy.contains("age_unit = \"days\""), "{remedy}");
}

/// The sample table that comes with the project, its months listed the right way and the other.
#[test]
fn months_that_begin_with_the_oldest_are_told() {
    let status = ["PAY_0", "PAY_2", "PAY_3", "PAY_4", "PAY_5", "PAY_6"];
    let file = "scenarios/tables/cards_sample.csv";
    let with = |names: &[&str]| {
        receipt(&cards_text(
            file,
            &format!("units_per_cny = 20\ncolumns = {{ repayment_status = {names:?} }}"),
        ))
    };
    let rows = "id,s_2005-07,s_2005-08,s_2005-09\n1,0,1,2\n2,0,0,0\n3,1,0,0\n";
    let (_folder, dated) = written("dated.csv", rows.as_bytes());
    let columns = "columns = { repayment_status = [\"s_2005-07\", \"s_2005-08\", \"s_2005-09\"] }";
    let named = receipt(&cards_text(&dated, columns));
    assert!(
        warned(&named, &["repayment_status = [\"s_2005-09\", \"s_2005-08\", \"s_2005-07\"]"]),
        "{:?}",
        named.warnings
    );
    assert!(with(&status).warnings.is_empty(), "{:?}", with(&status).warnings);
}
