//! Cells and columns of card holders that are written in another form than they are read in.

use super::cards;

/// What is said of an order of months is said of months of the calendar: 近1月 is the last month, and stands first.
#[test]
fn months_counted_back_from_today_begin_with_the_latest() {
    let told = |names: [&str; 3]| {
        let text = format!("{},{},{}\n1,0,0\n0,1,0\n2,1,0\n", names[0], names[1], names[2]);
        cards(&text, "", &format!("repayment_status = {names:?}")).warnings()
    };
    for names in [["近1月", "近2月", "近3月"], ["前1月", "前2月", "前3月"], ["M1", "M2", "M3"]] {
        assert_eq!(told(names), "", "{names:?}");
    }
    let warned = told(["1月", "2月", "3月"]);
    assert!(warned.contains("`repayment_status = [\"3月\", \"2月\", \"1月\"]`"), "{warned}");
}

/// Accounts fall behind month by month and catch up at once, so lists that show this begin with the latest month, whatever
/// their columns are called.
#[test]
fn what_accounts_did_goes_before_what_columns_are_called() {
    let text = "1月,2月,3月,4月,5月\n".to_owned() + &"0,4,3,2,1\n".repeat(12) + "1,0,0,0,0\n";
    let judged = cards(&text, "", "repayment_status = [\"1月\", \"2月\", \"3月\", \"4月\", \"5月\"]");
    assert_eq!(judged.warnings(), "");
}

/// A column is not offered whole as codes for "no value".
#[test]
fn a_column_in_another_form_is_told_the_form() {
    for (cells, wanted) in [
        (["0.1万", "1万", "2.5万"], "1万 is 10000, so 1000 for `0.1万`"),
        (["40岁", "41岁", "42岁"], "without `岁`"),
        (["M0", "M1", "M2"], "without `M`"),
        (["４０", "４１", "４２"], "full-width"),
        (["'1000", "'2000", "'3000"], "without `'`"),
        (["\"12,005.91\"", "\"1,000.00\"", "\"7,350.20\""], "without anything between thousands"),
        (["low", "high", "middle"], "such as 1234.5"),
    ] {
        let text = format!("limit,x\n1000,{}\n2000,{}\n3000,{}\n", cells[0], cells[1], cells[2]);
        let (_, help) = cards(&text, "", "limit = \"limit\"\nage = \"x\"").fault();
        assert!(help.contains(wanted) && !help.contains("missing_values"), "{cells:?}: {help}");
    }
    // Few among many may be codes.
    let text = "limit,x\n1000,M1\n".to_owned() + &"1000,30\n".repeat(9);
    let (_, help) = cards(&text, "", "limit = \"limit\"\nage = \"x\"").fault();
    assert!(help.contains("`missing_values = { x = [\"M1\"] }`"), "{help}");
}

#[test]
fn an_attribute_that_no_row_gives_is_warned_of() {
    let columns = "limit = \"limit\"\nage = \"age\"";
    let keys = "missing = \"generate\"\nmissing_values = { age = [\"x\", \"y\"] }";
    let warnings = cards("limit,age\n1000,x\n2000,y\n3000,x\n", keys, columns).warnings();
    assert!(warnings.contains("no row gives `age, years`") && warnings.contains("all 3 rows"), "{warnings}");
    assert_eq!(cards("limit,age\n1000,x\n2000,y\n3000,40\n", keys, columns).warnings(), "");
}

/// ¥12,005 is no ¥12.005: where every comma has three digits behind it, it is no decimal sign.
#[test]
fn a_decimal_sign_that_stands_between_thousands_is_doubted() {
    let table = |cells: [&str; 6]| {
        cells.iter().fold("limit;age\n".to_owned(), |all, cell| all + &format!("{cell};30\n"))
    };
    let thousands = table(["1,000", "12,005", "3,500", "200,000", "7,350", "5000"]);
    let keys = "delimiter = \";\"\ndecimal = \",\"";
    let warnings = cards(&thousands, keys, "limit = \"limit\"").warnings();
    assert!(warnings.contains("each of the 5 numbers with a comma"), "{warnings}");
    assert!(
        warnings.contains("take `decimal = \",\"` out") && !warnings.contains("units_per_cny"),
        "{warnings}"
    );
    let cents = table(["1000,50", "12005,00", "3500,25", "200000,00", "7350,00", "5000,00"]);
    assert_eq!(cards(&cents, keys, "limit = \"limit\"").warnings(), "");
    let german = thousands.replace(',', ".");
    let warnings = cards(&german, "delimiter = \";\"", "limit = \"limit\"").warnings();
    assert!(warnings.contains("write `decimal = \",\"` next to `file`"), "{warnings}");
    assert_eq!(cards(&german, keys, "limit = \"limit\"").warnings(), "");
}

#[test]
fn a_name_that_is_nothing_like_a_column_lists_the_columns() {
    let judged = cards("limit,s1,动作\n1000,1,a\n", "", "limit = \"limit\"\nage = \"年龄\"");
    assert_eq!(judged.fault().1, "the columns are `limit`, `s1`, `动作`");
}
