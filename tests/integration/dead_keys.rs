//! No key is dead: each changes something that a run writes, or the run says that it changes nothing, and why.
//!
//! The keys are those of the scenario written out, so that none is forgotten. Each is given another value, one at a
//! time; the echo of the scenario itself does not count.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use assert_cmd::Command;
use reinstate::scenario::{Scenario, Section as _, load};
use toml::Value;

const BASE: &str = "scenarios/base.toml";

/// What keeps a run short: January 2024, with a public holiday and weekends.
const SHORT: [&str; 4] =
    ["replications=2", "period.arrivals=20d", "period.drain=60d", "interventions.replications=2"];

/// Files that only repeat what was asked for.
const ECHO: [&str; 3] = ["scenario.resolved.toml", "provenance.csv", "manifest.json"];

/// What a run wrote, and what it warned of.
struct Written {
    files: BTreeMap<String, Vec<u8>>,
    warnings: Vec<String>,
}

/// A run with these settings besides the short ones; `Err` with its complaint if it is refused.
fn run(sets: &[String], interventions: bool) -> Result<Written, String> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let mut command = Command::cargo_bin("sim").unwrap();
    command.args([
        "run",
        BASE,
        "--cases",
        "--events",
        "csv",
        "--no-charts",
        "--threads",
        "1",
        "--format",
        "json",
    ]);
    command.arg("--out").arg(&out);
    if !interventions {
        command.arg("--no-interventions");
    }
    for set in SHORT.iter().map(|set| (*set).to_owned()).chain(sets.iter().cloned()) {
        command.args(["--set", &set]);
    }
    let done = command.output().unwrap();
    if !done.status.success() {
        return Err(String::from_utf8_lossy(&done.stderr).into_owned());
    }
    let said: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    let warnings = said["warnings"].as_array().unwrap();
    let warnings = warnings.iter().map(|warning| warning.as_str().unwrap().to_owned()).collect();
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(&out).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_file() && !ECHO.contains(&name.as_str()) {
            files.insert(name, fs::read(&path).unwrap());
        }
    }
    // Of the manifest, what the report is headed with.
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap();
    let facts = ["scenario", "description", "seed", "replications", "period", "time_zone"]
        .map(|key| manifest["facts"][key].to_string());
    files.insert("report".to_owned(), facts.join("\n").into_bytes());
    Ok(Written { files, warnings })
}

/// Every value of a scenario with its path; stages go by their names.
fn leaves(value: &Value, path: &str, found: &mut Vec<(String, Value)>) {
    let join = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Value::Table(table) if !table.contains_key("distribution") => {
            table.iter().for_each(|(key, below)| leaves(below, &join(key), found));
        }
        Value::Array(stages) if path == "stage" => {
            for stage in stages {
                leaves(stage, &join(stage["name"].as_str().unwrap()), found);
            }
        }
        other => found.push((path.to_owned(), other.clone())),
    }
}

/// Another value for the keys whose kind does not say what else they may be, by the end of their paths; the first that
/// fits counts. A whole `--set` stands for itself.
const OTHERS: &[(&str, &[&str])] = &[
    ("name", &["\"other\""]),
    // One reason more changes the verdict on a few in ten thousand.
    ("notice.codes", &["8"]),
    ("description", &["\"another\""]),
    ("seed", &["7"]),
    ("period.start", &["\"2024-02-05\""]),
    ("time_zone", &["\"Asia/Tokyo\""]),
    ("calendar.preset", &["\"monday_to_friday\""]),
    ("calendar.off", &["[\"2024-01-04\"]"]),
    ("calendar.work", &["[\"2024-01-06\"]"]),
    ("arrivals.surges", &["[{ from = \"2024-01-03\", to = \"2024-01-05\", factor = 2.0 }]"]),
    ("arrivals.batch", &["2.0"]),
    ("arrivals.column", &["\"moment\""]),
    (".date_format", &["\"excel\""]),
    ("arrivals.missing", &["\"skip\""]),
    ("arrivals.outside", &["\"skip\""]),
    (".delimiter", &["\";\""]),
    (".decimal", &["\",\""]),
    (".encoding", &["\"gb18030\""]),
    ("population.table.missing", &["\"skip\""]),
    ("population.table.age_unit", &["\"days\""]),
    ("population.table.utilisation_unit", &["\"percent\""]),
    ("restriction.causes.overdue", &["0.35", "restriction.causes.other=0.18"]),
    ("restriction.causes.account_risk", &["0.35", "restriction.causes.overdue=0.35"]),
    ("restriction.causes.violation", &["0.22", "restriction.causes.overdue=0.35"]),
    ("restriction.causes.info_churn", &["0.20", "restriction.causes.overdue=0.35"]),
    ("restriction.causes.other", &["0.18", "restriction.causes.overdue=0.35"]),
    ("restriction.days_overdue", &["[{ from = 1, to = 90, share = 1.0 }]"]),
    (
        "population.source",
        &[
            "\"table\"",
            "population.table.file=\"scenarios/tables/cards_sample.csv\"",
            "population.table.columns.limit=\"LIMIT_BAL\"",
        ],
    ),
    ("population.table.columns.repayment_status", &["[\"x\"]"]),
    ("population.table.columns.bills", &["[\"x\"]"]),
    ("population.table.columns.payments", &["[\"x\"]"]),
    (".latent", &["\"credit\""]),
    // Few scores lie near the ends, and few accounts are overdue for exactly so long.
    ("sesame.lowest", &["500.0"]),
    ("screen.long_overdue_days", &["40"]),
    ("screen.long_overdue_attempts", &["3"]),
    // More edits than this lose no more points.
    ("cause_shift.churn_edits", &["2"]),
    // A small change turns nobody's account in a short run.
    (".risk_log_odds", &["3.0"]),
    ("risk.utilisation", &["0.9"]),
    (".segments", &["[{ segment = \"restriction\", value = \"limited\", intensity = 0.9 }]"]),
    ("cured_bad_share", &["[{ from = 1, to = 89, share = 0.3 }]"]),
    (".remedy", &["\"submit_documents\""]),
    // These two gain little or nothing by themselves.
    ("stop_edits.factor", &["\"security\"", "behaviours.stop_edits.effect=0.3"]),
    ("raise_external.factor", &["\"security\"", "behaviours.raise_external.effect=0.3"]),
    ("secure.factor", &["\"consumption\""]),
    (".factor", &["\"security\""]),
    ("stop_edits.applies_to.cause", &["[\"other\"]"]),
    ("segment.restriction.attribute", &["\"cause\""]),
    ("segment.cause.attribute", &["\"restriction\""]),
    ("segment.age_band.attribute", &["\"limit_cny\""]),
    ("segment.overdue_months.attribute", &["\"days_overdue\""]),
    ("segment.days_overdue.attribute", &["\"age\""]),
    ("segment.limit_band.attribute", &["\"age\""]),
    ("segment.sesame_band.attribute", &["\"age\""]),
    ("arrears.attribute", &["\"recent_edits\""]),
    ("unused_limit.attribute", &["\"payment_ratio\""]),
    // Shares sum to 1 again.
    ("restriction.kind.limited.enabled", &["false", "restriction.suspended_share=1.0"]),
    ("cause.overdue.enabled", &["false", "restriction.causes.other=0.53"]),
    ("cause.account_risk.enabled", &["false", "restriction.causes.overdue=0.70"]),
    ("cause.violation.enabled", &["false", "restriction.causes.overdue=0.57"]),
    ("cause.info_churn.enabled", &["false", "restriction.causes.overdue=0.55"]),
    ("cause.other.enabled", &["false", "restriction.causes.overdue=0.53"]),
    // Fewer edits than are tolerated cost nothing, old or not.
    ("account_risk.keeps_editing", &["true", "behaviours.edits.tolerated=0"]),
    ("other.keeps_editing", &["true", "behaviours.edits.tolerated=0"]),
    // A flag is 0 or 1, and days are whole.
    ("applies_to.at_least.days_overdue", &["30.0"]),
    ("at_least.days_overdue_now", &["30.0"]),
    ("at_least.confirmed_cash_out", &["0.0"]),
    ("below.identity_verified", &["0.0"]),
    ("segment.days_overdue.edges", &["[3.0, 8.0, 31.0, 91.0]"]),
    ("segment.overdue_months.edges", &["[1.0, 2.0, 3.0, 4.0, 5.0, 7.0]"]),
    ("reviewers.shifts", &["[\"09:00-12:00\"]"]),
    ("agents.shifts", &["[\"09:00-12:00\"]"]),
    ("reviewers.calendar", &["\"every_day\""]),
    ("agents.calendar", &["\"scenario\""]),
    (".breaks", &["[\"10:00-11:00\"]"]),
    (".crews", &["[{ people = 1, shifts = [\"10:00-12:00\"] }]"]),
    (".changes", &["[{ from = \"2024-01-04\", people = 1 }]"]),
    (".end_of_shift", &["\"finish\""]),
    (".pick", &["\"listed\""]),
    (".member", &["\"somebody\""]),
    ("agents.pay", &["\"duty\""]),
    ("costs.pay", &["\"worked\""]),
    ("submission.next", &["[{ to = \"intake\", share = 0.5 }, { to = \"automatic_screen\" }]"]),
    ("intake.next", &["[{ to = \"automatic_screen\", share = 0.5 }, { to = \"refusal\" }]"]),
    ("automatic_screen.next", &["[{ to = \"human_review\", share = 0.5 }, { to = \"automatic_delay\" }]"]),
    ("automatic_delay.next", &["[{ to = \"approval\", share = 0.5 }, { to = \"refusal\" }]"]),
    ("human_review.next", &["[{ to = \"verdict\", share = 0.5 }, { to = \"refusal\" }]"]),
    ("verdict.next", &["[{ to = \"review_delay\", share = 0.5 }, { to = \"refusal\" }]"]),
    ("review_delay.next", &["[{ to = \"approval\", share = 0.5 }, { to = \"refusal\" }]"]),
    ("intake.team", &["[\"agents\", \"reviewers\"]"]),
    ("human_review.team", &["[\"reviewers\", \"agents\"]"]),
    ("review_delay.team", &["\"agents\""]),
    ("automatic_screen.by", &["\"chance\"", "stage.automatic_screen.share=0.5"]),
    ("verdict.by", &["\"chance\"", "stage.verdict.share=0.5"]),
    ("review_delay.since", &["\"arrival\""]),
    (
        "review_delay.working_days",
        &["{ distribution = \"discrete\", values = [2, 3], weights = [0.5, 0.5] }"],
    ),
    ("human_review.adjust", &["[{ when = { fast_lane = true }, factor = 0.5 }]"]),
    ("human_review.priority", &["[{ documents = true }]"]),
    ("approval.outcome", &["\"refused\""]),
    ("refusal.outcome", &["\"approved\""]),
    ("human_request.stage", &["\"verdict\""]),
];

/// Keys that may be refused with another value, by where they begin and end: what a stage is cannot change alone, others
/// name the segment, an item has points in one way, and without the standard entries nothing is left.
const MAY_BE_REFUSED: [(&str, &str); 7] = [
    ("stage.", ".enabled"),
    ("stage.", ".before_filing"),
    ("stage.", ".by"),
    ("segment.", ".enabled"),
    ("segment.", ".attribute"),
    ("factor.", ".rest"),
    ("standard", "standard"),
];

/// A text such as `90d` or `¥60`, with another number.
fn other_quantity(text: &str) -> Option<String> {
    let from = text.find(|c: char| c.is_ascii_digit())?;
    let until =
        text[from..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(text.len(), |at| from + at);
    let number: f64 = text[from..until].parse().ok()?;
    let other = if number > 0.0 { 2.0 * number } else { 5.0 };
    Some(format!("{}{other}{}", &text[..from], &text[until..]))
}

/// Another value of the same kind.
fn another(value: &Value) -> Option<Value> {
    Some(match value {
        Value::Boolean(on) => Value::Boolean(!on),
        Value::Integer(count) => Value::Integer(count + 1),
        Value::Float(number) if *number == 0.0 => Value::Float(0.3),
        Value::Float(number) => Value::Float(0.7 * number),
        Value::String(text) => Value::String(other_quantity(text)?),
        Value::Array(numbers) => {
            let mut numbers = numbers.clone();
            let first = numbers.first_mut()?;
            *first = another(first)?;
            Value::Array(numbers)
        }
        Value::Table(law) => {
            let mut law = law.clone();
            let parameter = ["median", "mean", "max", "alpha", "value", "rate"]
                .iter()
                .find(|key| law.contains_key(**key))?;
            let changed = another(&law[*parameter])?;
            law.insert((*parameter).to_owned(), changed);
            Value::Table(law)
        }
        Value::Datetime(_) => return None,
    })
}

/// The settings that give a key another value; `None` if nobody has said what else it may be.
fn sets(path: &str, value: &Value) -> Option<Vec<String>> {
    let fits = |end: &str| {
        path == end || path.ends_with(end) && (end.starts_with('.') || path.ends_with(&format!(".{end}")))
    };
    if let Some((_, others)) = OTHERS.iter().find(|(end, _)| fits(end)) {
        let mut others = others.iter();
        let own = others.next().map(|value| format!("{path}={value}"));
        return Some(own.into_iter().chain(others.map(|other| (*other).to_owned())).collect());
    }
    Some(vec![format!("{path}={}", another(value)?)])
}

/// What is wrong with a key, if anything.
fn judge(path: &str, value: &Value, usual: [&Written; 2]) -> Option<String> {
    let interventions = path.starts_with("interventions.");
    let Some(sets) = sets(path, value) else {
        return Some(format!("say in `OTHERS` what else `{path}` may be than {value}"));
    };
    let usual = usual[usize::from(interventions)];
    let told = format!("`{path}` changes nothing, because");
    match run(&sets, interventions) {
        Err(_) if MAY_BE_REFUSED.iter().any(|(from, to)| path.starts_with(from) && path.ends_with(to)) => {
            None
        }
        Err(complaint) => Some(format!("{sets:?} is refused:\n{complaint}")),
        Ok(now) => {
            let warned = now.warnings.iter().any(|warning| warning.starts_with(&told));
            let same: Vec<_> =
                now.files.iter().filter(|(name, text)| usual.files.get(*name) != Some(*text)).collect();
            match (same.is_empty(), warned) {
                (true, false) => Some(format!("{sets:?} changes nothing that is written")),
                (false, true) => Some(format!("{sets:?} is said to change nothing, and does: {}", same[0].0)),
                _ => None,
            }
        }
    }
}

fn written_out(scenario: &Scenario) -> Value {
    Value::Table(scenario.to_table())
}

#[test]
fn every_key_changes_something_or_is_said_to_change_nothing() {
    let mut loaded = load(Path::new(BASE), &[]);
    let base: Scenario = loaded.read();
    let mut keys = Vec::new();
    leaves(&written_out(&base), "", &mut keys);
    // A stage is what it is: with another name or kind it is another one.
    let is_identity = |path: &str| matches!(path.rsplit('.').next(), Some("name" | "kind"));
    keys.retain(|(path, _)| !(path.starts_with("stage.") && is_identity(path)));
    // Where a number comes from changes nothing but what is written of that.
    keys.retain(|(path, _)| !path.starts_with("provenance."));
    assert!(keys.len() > 200, "only {} keys are left", keys.len());
    let usual = [run(&[], false).unwrap(), run(&[], true).unwrap()];
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|threads| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            threads.spawn(|| {
                while let Some((path, value)) = keys.get(next.fetch_add(1, Ordering::Relaxed)) {
                    wrong.lock().unwrap().extend(judge(path, value, [&usual[0], &usual[1]]));
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} keys:\n{}", wrong.len(), wrong.join("\n"));
}

/// The starter holds the same keys, so what is said of those of the base holds of them.
#[test]
fn the_starter_has_the_keys_of_the_base() {
    let base: Scenario = load(Path::new(BASE), &[]).read();
    let paths = |scenario: &Scenario| {
        let mut found = Vec::new();
        leaves(&written_out(scenario), "", &mut found);
        let paths = found.into_iter().map(|(path, _)| path);
        paths.filter(|path| !path.starts_with("provenance.")).collect::<Vec<_>>()
    };
    assert_eq!(paths(&base), paths(&Scenario::default()));
}
