//! Files as they come out of spreadsheets, exports and hands: what is read of them, what is warned of, and what a fault
//! says to write. Each text is small enough for its right answer to be counted by hand.

mod cells;
mod days;
mod moments;

use std::path::Path;

use reinstate::scenario::{Compiled, Scenario, compile, load_text};

/// What became of a scenario with files.
struct Judged {
    compiled: Option<Compiled>,
    /// Message and remedy of every fault.
    faults: Vec<(String, String)>,
}

impl Judged {
    fn compiled(&self) -> &Compiled {
        self.compiled.as_ref().unwrap_or_else(|| panic!("{:#?}", self.faults))
    }

    /// The only fault.
    fn fault(&self) -> (String, String) {
        assert_eq!(self.faults.len(), 1, "{:#?}", self.faults);
        self.faults[0].clone()
    }

    /// Rows used, and rows left out by reason, of the file with this key.
    fn rows(&self, key: &str) -> (u64, Vec<(&str, u64)>) {
        let receipt = self.compiled().receipts.iter().find(|receipt| receipt.key == key).unwrap();
        (receipt.used, receipt.left_out.iter().map(|(reason, rows)| (reason.as_str(), *rows)).collect())
    }

    fn warnings(&self) -> String {
        self.compiled()
            .receipts
            .iter()
            .flat_map(|receipt| receipt.warnings.clone())
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// Reads and compiles a scenario with these files; `FOLDER` in it is the folder they lie in.
fn judge(files: &[(&str, &[u8])], scenario: &str) -> Judged {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    judge_in(folder.path(), scenario)
}

fn judge_in(folder: &Path, scenario: &str) -> Judged {
    let text = scenario.replace("FOLDER", &folder.display().to_string());
    let mut loaded = load_text("scenario.toml", &text, &[]);
    let read: Scenario = loaded.read();
    let compiled = compile(&read, &mut loaded.faults);
    let faults =
        loaded.faults.iter().map(|fault| (fault.message().to_owned(), fault.remedy().to_owned())).collect();
    Judged { compiled, faults }
}

/// Arrivals of January 2024 from a file, with further keys.
fn arrivals(text: &str, keys: &str) -> Judged {
    let scenario = format!(
        "period = {{ start = 2024-01-01, arrivals = \"31d\" }}\n[arrivals]\nfile = \"FOLDER/a.csv\"\n{keys}\n"
    );
    judge(&[("a.csv", text.as_bytes())], &scenario)
}

/// A table of card holders, with further keys and columns.
fn cards(text: &str, keys: &str, columns: &str) -> Judged {
    let scenario = format!(
        "[population]\nsource = \"table\"\n[population.table]\nfile = \"FOLDER/c.csv\"\n{keys}\n[population.table.columns]\n{columns}\n"
    );
    judge(&[("c.csv", text.as_bytes())], &scenario)
}

#[test]
fn rows_without_a_case_are_no_case() {
    let log = "arrival,case\n2024-01-02 09:00,a\n2024-01-02 10:00,a\n2024-01-03 09:00,\n2024-01-04 09:00,NA\n2024-01-05 09:00,\n";
    let judged = arrivals(log, "first_of = \"case\"");
    let (message, help) = judged.fault();
    assert_eq!(message, "line 4, column `case`: there is no case, nor is there in 2 other rows");
    assert!(help.contains("`missing = \"skip\"`"), "{help}");
    let judged = arrivals(log, "first_of = \"case\"\nmissing = \"skip\"");
    assert_eq!(judged.rows("arrivals.file"), (1, vec![("no case", 3), ("later rows of a case", 1)]));
}

#[test]
fn a_log_of_several_rows_a_case_is_told_without_first_of() {
    let log = "arrival,case:concept:name\n2024-01-02 09:00,a\n2024-01-02 10:00,a\n2024-01-03 09:00,b\n";
    let warnings = arrivals(log, "").warnings();
    assert!(warnings.contains("2 different values in 3 rows"), "{warnings}");
    assert_eq!(arrivals(log, "first_of = \"case:concept:name\"").warnings(), "");
}

#[test]
fn offsets_of_some_moments_are_not_said_of_all() {
    let mixed = "arrival\n2024-01-02T01:00:00Z\n2024-01-02 10:00\n2024-01-03 10:00\n";
    let warnings = arrivals(mixed, "").warnings();
    assert!(
        warnings.contains("1 of the 3 moments") && warnings.contains("the other 2 stay as they are"),
        "{warnings}"
    );
    let all = "arrival\n2024-01-02T01:00:00Z\n2024-01-02T10:00:00Z\n";
    assert!(arrivals(all, "").warnings().contains("they are put on by 8 h"));
}

#[test]
fn marks_of_no_value_are_none_in_moments_and_numbers() {
    let moments = "arrival,x\n2024-01-02 09:00,1\nNaT,1\n-,1\n—,1\n无,1\n";
    assert_eq!(arrivals(moments, "missing = \"skip\"").rows("arrivals.file"), (1, vec![("no moment", 4)]));
    let table = "limit,age\n5000,-\n6000,—\n7000,无\n1000,20\n";
    let judged = cards(table, "missing = \"generate\"", "limit = \"limit\"\nage = \"age\"");
    let age = judged.compiled().receipts[0]
        .attributes
        .iter()
        .find(|it| it.attribute == "age, years")
        .unwrap()
        .clone();
    assert_eq!((age.given, age.filled), (1, 3));
    // Others are offered as codes, all of them at once.
    let table = "limit,age\n5000,?\n6000,未知\n7000,?\n1000,20\n";
    let (_, help) = cards(table, "", "limit = \"limit\"\nage = \"age\"").fault();
    assert!(
        help.contains("`missing_values = { age = [\"?\", \"未知\"] }` and `missing = \"generate\"`"),
        "{help}"
    );
}

#[test]
fn the_remedy_for_moments_outside_is_the_key_next_to_file() {
    let judged = arrivals("arrival\n2024-01-02 09:00\n2024-03-02 09:00\n", "");
    assert!(judged.fault().1.contains("`outside = \"skip\"` next to `file`"));
}

#[test]
fn serials_with_a_decimal_comma_need_two_keys() {
    let text = "arrival;x\n45293,39583;1\n45294,5;1\n";
    let judged = arrivals(text, "delimiter = \";\"");
    assert_eq!(judged.fault().1, "write `date_format = \"excel\"` and `decimal = \",\"` next to `file`");
    let judged = arrivals(text, "delimiter = \";\"\ndate_format = \"excel\"\ndecimal = \",\"");
    assert_eq!(judged.rows("arrivals.file").0, 2);
}

#[test]
fn a_default_column_that_is_not_there_is_a_matter_of_the_file() {
    let judged = arrivals("time,x\n2024-01-02 09:00,1\n", "");
    let (message, help) = judged.fault();
    assert!(message.ends_with("has no column `arrival`"), "{message}");
    assert_eq!(
        help,
        "name the column of the moments by `column`, next to `file`; the columns are `time`, `x`"
    );
}

fn factors(text: &str, keys: &str) -> Judged {
    let scenario = format!(
        "period = {{ start = 2024-01-01, arrivals = \"31d\" }}\n[arrivals]\ndate_file = \"FOLDER/f.csv\"\n{keys}\n"
    );
    judge(&[("f.csv", text.as_bytes())], &scenario)
}

#[test]
fn factors_outside_the_arrivals_are_told_apart() {
    let judged = factors("date,factor\n2024-01-02,0.5\n2024/1/3,0.5\n2024-05-01,0.5\n,\n", "");
    assert_eq!(
        judged.rows("arrivals.date_file"),
        (2, vec![("outside the arrivals", 1), ("an empty row", 1)])
    );
}

#[test]
fn factors_in_another_form_are_one_fault_with_the_form() {
    let judged = factors("date,factor\n13/01/2024,0.5\n14/01/2024,0.5\n15/01/2024,0.5\n", "");
    let (message, help) = judged.fault();
    assert_eq!(
        message,
        "line 2, column `date`: `13/01/2024` is not a date; nor are 2 other cells of the column"
    );
    assert!(help.contains("`date_format = \"DD/MM/YYYY\"`"), "{help}");
    let judged = factors("date;factor\n2024-01-02;0,5\n2024-01-03;0,7\n", "delimiter = \";\"");
    let (message, help) = judged.fault();
    assert!(message.contains("`0,5` is not a number; nor is 1 other cell"), "{message}");
    assert!(help.contains("`decimal = \",\"`"), "{help}");
}

#[test]
fn columns_that_decide_nothing_are_said_to() {
    let text = "limit,b1,p1,p2\n1000,100,50,50\n2000,100,50,50\n";
    let told = |columns: &str| {
        let judged = cards(text, "", columns);
        let uses: Vec<String> =
            judged.compiled().receipts[0].columns.iter().map(|column| column.used_for.clone()).collect();
        (judged.warnings(), uses)
    };
    let (warnings, uses) = told("limit = \"limit\"\npayments = [\"p1\"]");
    assert!(warnings.contains("`payments` decide nothing"), "{warnings}");
    assert_eq!(uses, ["limit", "payment, month 1 (not used: two months of bills are needed)"]);
    let (warnings, uses) = told("limit = \"limit\"\nbills = [\"b1\"]\npayments = [\"p1\"]");
    assert!(
        warnings.contains("`payments` decide nothing") && !warnings.contains("`bills` decide"),
        "{warnings}"
    );
    // The bill still decides the utilisation.
    assert_eq!(uses[1], "bill, month 1");
    let (warnings, uses) = told("bills = [\"b1\"]");
    assert!(warnings.contains("`bills` decide nothing") && warnings.contains("no `limit`"), "{warnings}");
    assert_eq!(uses, ["bill, month 1 (not used: decides nothing alone)"]);
}

#[test]
fn a_column_named_twice_is_a_fault() {
    let text = "limit,b1\n1000,100\n";
    let judged = cards(text, "", "limit = \"limit\"\nbills = [\"b1\", \"b1\"]");
    assert_eq!(judged.fault().0, "the column `b1` is the bill of month 1 and the bill of month 2");
    let judged = cards(text, "", "limit = \"limit\"\nage = \"limit\"");
    assert_eq!(judged.fault().0, "the column `limit` is the limit and the age");
}

#[test]
fn remedies_keep_the_codes_that_are_written() {
    let text = "额度,年龄\n1000,30\n0,40\n2000,999\n";
    let columns = "limit = \"额度\"\nage = \"年龄\"";
    let judged = cards(text, "missing_values = { \"额度\" = [-1], \"*\" = [\"x\"] }", columns);
    let merged =
        "`missing_values = { \"*\" = [\"x\"], \"额度\" = [\"-1\", \"0\"] }` and `missing = \"generate\"`";
    assert!(judged.faults[0].1.contains(merged), "{:#?}", judged.faults);
    // An age of 999 is offered as a code, and no other unit.
    let (message, help) = &judged.faults[1];
    assert!(message.contains("got 999") && help.contains("\"年龄\" = [\"999\"]"), "{help}");
    assert!(!help.contains("age_unit"), "{help}");
    // Codes may be numbers. What was offered is taken.
    let judged =
        cards(text, "missing_values = { \"额度\" = [0], \"年龄\" = [999] }\nmissing = \"skip\"", columns);
    assert_eq!(judged.rows("population.table.file"), (1, vec![("a value is missing", 2)]));
}

#[test]
fn ages_in_days_are_advised_once() {
    let columns = "limit = \"limit\"\nage = \"age\"";
    let judged = cards("limit,age\n1000,12005\n1000,9000\n", "", columns);
    assert!(judged.fault().1.contains("`age_unit = \"days\"`"));
    let judged = cards("limit,age\n1000,12005\n1000,365243\n", "age_unit = \"days\"", columns);
    let help = judged.fault().1;
    assert!(!help.contains("age_unit") && help.contains("[\"365243\"]"), "{help}");
    let warnings = cards("limit,age\n1000,30\n1000,41\n", "age_unit = \"days\"", columns).warnings();
    assert!(warnings.contains("take `age_unit = \"days\"` out"), "{warnings}");
}

#[test]
fn limits_in_fen_are_doubted_and_limits_in_yuan_are_not() {
    let table = |limits: &mut dyn Iterator<Item = u32>| {
        limits.fold("limit\n".to_owned(), |text, limit| text + &format!("{limit}\n"))
    };
    // ¥500 to ¥20,000 in fen, and a usual portfolio in yuan.
    let fen = table(&mut (0..40).map(|at| 50_000 + at * 50_000));
    let warnings = cards(&fen, "", "limit = \"limit\"").warnings();
    assert!(warnings.contains("`units_per_cny = 100`"), "{warnings}");
    assert_eq!(cards(&fen, "units_per_cny = 100", "limit = \"limit\"").warnings(), "");
    let yuan = table(&mut (0..40).map(|at| 500 + at * 5_000));
    assert_eq!(cards(&yuan, "", "limit = \"limit\"").warnings(), "");
}

#[test]
fn an_open_quotation_mark_and_a_nul_are_named_for_what_they_are() {
    let judged = cards("limit,age\n\"5000,30\n1000,20\n1001,21\n", "", "limit = \"limit\"\nage = \"age\"");
    let (message, help) = judged.fault();
    assert!(message.contains("line 2, column `limit`: a quotation mark opens a cell"), "{message}");
    assert!(message.len() < 250 && help.len() < 100, "{message}\n{help}");
    let judged = cards("limit,age\n5000,30\n6000,31\0\n1000,20\n", "", "limit = \"limit\"\nage = \"age\"");
    let (message, help) = judged.fault();
    assert!(message.contains("a byte 0 (NUL) in line 3") && !help.contains("gb18030"), "{message} {help}");
}

#[test]
fn no_column_used_lists_those_of_the_file() {
    let judged = cards("额度,年龄\n1000,30\n", "", "");
    assert!(judged.fault().1.contains("the columns are `额度`, `年龄`"), "{}", judged.fault().1);
}

#[test]
fn the_file_of_a_law_is_told_as_well() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("s.csv"), "minutes\n10\nNA\n30\n").unwrap();
    std::fs::write(
        folder.path().join("s.toml"),
        "[[stage]]\nname = \"human_review\"\nservice = { distribution = \"empirical\", file = \"s.csv\", column = \"minutes\", unit = \"min\" }\n",
    )
    .unwrap();
    let output = crate::cli::sim().arg("check").arg(folder.path().join("s.toml")).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("2 of 3 rows used") && said.contains("1 row left out: no value"), "{said}");
}
