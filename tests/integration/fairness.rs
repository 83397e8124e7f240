//! `sim fairness`: counted by hand from the journeys, a penalty that is known, and what goes wrong.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use reinstate::model::replicate;
use reinstate::observe::{ApplicantRecord, ApplicationRecord, Fate, Observer};

use crate::cli::{sim, small, stderr, stdout};
use crate::common::scenario_with;

type Rows = Vec<BTreeMap<String, String>>;

fn table(path: &Path) -> Rows {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> Option<f64> {
    row[column].parse().ok()
}

fn find<'r>(rows: &'r [BTreeMap<String, String>], wanted: &[(&str, &str)]) -> &'r BTreeMap<String, String> {
    let found = rows.iter().find(|row| wanted.iter().all(|(column, value)| row[*column] == *value));
    found.unwrap_or_else(|| panic!("no row {wanted:?}"))
}

/// One applicant, as far as the tables tell of them.
#[derive(Default, Clone)]
struct Person {
    log_odds: f64,
    band: u8,
    first_pass: bool,
    restored: bool,
    bad: bool,
    /// Score, approved, days to the decision, and whether another reviewer would have decided otherwise.
    applications: Vec<(f64, Option<bool>, f64, Option<bool>)>,
}

/// Hears of everything that happens to everybody.
#[derive(Default)]
struct Everybody {
    segment: usize,
    people: BTreeMap<u64, Person>,
}

impl Observer for Everybody {
    fn application(&mut self, record: &ApplicationRecord<'_>) {
        let days = record.decided_at.map_or(0.0, |at| at.since(record.submitted_at).as_days());
        let person = self.people.entry(record.index).or_default();
        person.applications.push((record.score, record.approved, days, record.flipped));
    }

    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        let applicant = record.applicant.unwrap();
        let person = self.people.entry(record.index).or_default();
        person.log_odds = applicant.true_risk.log_odds();
        person.band = record.segments[self.segment];
        person.first_pass = record.first.is_some_and(|first| first.restored);
        person.restored = record.restored_at.is_some();
        person.bad = record.bad;
        if record.fate == Fate::RestoredUnasked {
            assert!(person.restored, "restored without an application");
        }
    }
}

fn share(of: &[&Person], is: impl Fn(&Person) -> bool) -> f64 {
    of.iter().filter(|person| is(person)).count() as f64 / of.len() as f64
}

const SETS: [&str; 3] = ["arrivals.per_day=40", "period.arrivals=60d", "seed=3"];

/// Journeys told one by one give the numbers of the tables.
#[test]
fn the_tables_say_what_the_journeys_say() {
    let compiled = scenario_with("scenarios/base.toml", &SETS);
    let names = &compiled.model.config().names;
    let segment = names.segments.iter().position(|segment| segment.name == "age_band").unwrap();
    let values = &names.segments[segment].values;
    let mut people = Vec::new();
    for replication in 0..3 {
        let mut heard = Everybody { segment, ..Everybody::default() };
        replicate(&compiled.model, 3, replication, &mut heard);
        people.extend(heard.people.into_values());
    }
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/base.toml");
    let mut command = sim();
    command.arg("fairness").arg(base).args(["--by", "age_band", "--replications", "3", "--no-interventions"]);
    for set in SETS {
        command.args(["--set", set]);
    }
    let told = stdout(&command.arg("--out").arg(&out).assert().success());
    assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");

    let rows = table(&out.join("fairness.csv"));
    let close = |row: &BTreeMap<String, String>, column: &str, wanted: f64| {
        let found = number(row, column).unwrap();
        assert!((found - wanted).abs() < 1e-9, "{column}: {found} for {wanted} in {row:?}");
    };
    let of = |value: usize| people.iter().filter(|one| usize::from(one.band) == value).collect::<Vec<_>>();
    for (value, name) in values.iter().enumerate() {
        let group = of(value);
        let row = |measure: &str| {
            find(&rows, &[("segment", "age_band"), ("value", name), ("measure", measure), ("given", "")])
        };
        assert_eq!(row("flip_rate")["applicants"], group.len().to_string());
        close(row("first_pass_approval_rate"), "estimate", share(&group, |one| one.first_pass));
        close(row("eventual_approval_rate"), "estimate", share(&group, |one| one.restored));
        let all: Vec<_> = group.iter().flat_map(|one| &one.applications).collect();
        close(row("attempts_per_applicant"), "estimate", all.len() as f64 / group.len() as f64);
        let decided: Vec<f64> = all.iter().filter(|one| one.1.is_some()).map(|one| one.2).collect();
        close(row("decision_days_mean"), "estimate", decided.iter().sum::<f64>() / decided.len() as f64);
        let read: Vec<bool> = all.iter().filter_map(|one| one.3).collect();
        let flips = read.iter().filter(|flipped| **flipped).count();
        close(row("flip_rate"), "estimate", flips as f64 / read.len() as f64);
        let good: Vec<&Person> = group.iter().copied().filter(|one| !one.bad).collect();
        let refused = |one: &Person| one.applications.iter().any(|one| one.1 == Some(false)) && !one.restored;
        close(row("false_refusal_rate"), "estimate", share(&good, refused));
        let bad: Vec<&Person> = group.iter().copied().filter(|one| one.bad).collect();
        close(row("false_restoration_rate"), "estimate", share(&bad, |one| one.restored));
    }

    // At equal risk, from bins of risk a quarter of a log-odds wide.
    let bin = |one: &Person| (4.0 * (one.log_odds + 10.0)).floor() as i64;
    let (mut own, mut other, mut weights) = (0.0, 0.0, 0.0);
    let (first, second) = (of(0), of(1));
    for at in 0..64 {
        let [young, old] = [&first, &second]
            .map(|group| group.iter().copied().filter(|one| bin(one) == at).collect::<Vec<_>>());
        if young.len() >= 10 && old.len() >= 10 {
            let weight = (young.len() + old.len()) as f64;
            other += weight * share(&young, |one| one.first_pass);
            own += weight * share(&old, |one| one.first_pass);
            weights += weight;
        }
    }
    let wanted =
        [("value", values[1].as_str()), ("measure", "first_pass_approval_rate"), ("given", "true_risk")];
    let row = find(&rows, &wanted);
    close(row, "difference", (own - other) / weights);
    let excluded = 1.0 - weights / (first.len() + second.len()) as f64;
    close(row, "excluded", excluded);

    // Scores of those wrongly refused, application by application.
    let paths = table(&out.join("score_paths.csv"));
    for attempt in 1..=2 {
        let wrong: Vec<&Person> = people
            .iter()
            .filter(|one| {
                !one.bad && !one.restored && one.applications.iter().any(|one| one.1 == Some(false))
            })
            .filter(|one| one.applications.len() >= attempt)
            .collect();
        let mean = |score: &dyn Fn(&Person) -> f64| {
            wrong.iter().map(|one| score(one)).sum::<f64>() / wrong.len() as f64
        };
        let wanted = [
            ("kind", "false_refusal"),
            ("segment", "all"),
            ("attempt", if attempt == 1 { "1" } else { "2" }),
        ];
        let row = find(&paths, &wanted);
        assert_eq!(row["applicants"], wrong.len().to_string());
        close(row, "score", mean(&|one| one.applications[attempt - 1].0));
        close(row, "change", mean(&|one| one.applications[attempt - 1].0 - one.applications[0].0));
    }
}

/// Everyone is approved, but a rule turns away every fifth of one group, whatever their risk.
const PENALTY: &str = r#"
name = "penalty"
arrivals.per_day = 40
replications = 6
period = { arrivals = "60d", drain = "120d" }
human.cut_off = 1
patience.enabled = false
screen = { approve_at = 1, refuse_below = 0 }
application.app.drop_off_share = 0
unasked_restoration.share = 0

[attribute.origin]
values = ["here", "elsewhere"]
weights = [60, 40]

[attribute.lot]
share = 0.2

[segment.origin]
attribute = "origin"

[knock_out.turned_away]
when = { is = { origin = "elsewhere" }, at_least = { lot = 1 } }

[knock_out.still_overdue]
enabled = false

[knock_out.confirmed_cash_out]
enabled = false

[knock_out.over_90_days_first_attempt]
enabled = false

[knock_out.identity_unverified]
enabled = false
"#;

/// The gap is -.2, as it is and at equal risk, since the rule does not look at risk; the variant that takes it away takes
/// the gap away. The intervals are of six replications and miss by chance in one case of twenty; the seed is fixed.
#[test]
fn a_known_penalty_is_found_and_a_variant_that_ends_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("penalty.toml"), PENALTY).unwrap();
    let words = ["fairness", "penalty.toml", "--by", "origin", "--no-interventions", "--variant"];
    let variant = "nobody turned away: knock_out.turned_away.enabled=false";
    let done = sim().current_dir(path).args(words).args([variant, "--out", "out"]).assert().success();
    let told = stdout(&done).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("nobody turned away: the gap of"), "{told}");
    assert!(told.contains("at equal true risk"), "{told}");
    let rows = table(&path.join("out/fairness.csv"));
    for given in ["", "true_risk"] {
        let wanted = [("value", "elsewhere"), ("measure", "first_pass_approval_rate"), ("given", given)];
        let row = find(&rows, &wanted);
        let ends = [number(row, "ci_low").unwrap(), number(row, "ci_high").unwrap()];
        assert!(ends[0] < -0.2 && -0.2 < ends[1] && ends[1] - ends[0] < 0.06, "{row:?}");
        let ratio = [number(row, "ratio_ci_low").unwrap(), number(row, "ratio_ci_high").unwrap()];
        assert!(ratio[0] < 0.8 && 0.8 < ratio[1], "{row:?}");
        let gaps = table(&path.join("out/gaps.csv"));
        let wanted =
            [("change", "nobody turned away"), ("measure", "first_pass_approval_rate"), ("given", given)];
        let row = find(&gaps, &wanted);
        assert!(number(row, "gap_after").unwrap().abs() < 1e-9, "{row:?}");
        assert!((number(row, "difference").unwrap() - 0.2).abs() < 0.03, "{row:?}");
    }
    sim().current_dir(path).args(["verify", "out", "--quiet"]).assert().success();
}

/// In pieces, resumed, and on other threads it is the same to the byte; a folder tells how it came about.
#[test]
fn pieces_give_the_same_bytes() {
    let (folder, _) = small();
    let path = folder.path();
    let words = ["fairness", "small.toml", "--by", "cause,age_band", "--reference", "other"];
    sim().current_dir(path).args(words).args(["--out", "whole", "--threads", "1"]).assert().success();
    sim()
        .current_dir(path)
        .arg("plan")
        .args(words)
        .args(["--out", "parts", "--shards", "3"])
        .assert()
        .success();
    for id in ["2", "0", "1"] {
        sim().current_dir(path).args(["shard", "parts", id, "--quiet"]).assert().success();
    }
    sim().current_dir(path).args(["merge", "parts"]).assert().success();
    for file in ["fairness.csv", "gaps.csv", "score_paths.csv", "scorecard.csv", "cut_offs.csv"] {
        let read = |out: &str| fs::read(path.join(out).join(file)).unwrap();
        assert!(read("whole") == read("parts"), "{file}");
    }
    let gaps = table(&path.join("whole/gaps.csv"));
    assert!(gaps.iter().all(|row| row["reference"] == "other" || row["segment"] == "age_band"));
    let repay = [("change", "repay"), ("segment", "cause"), ("value", "overdue"), ("given", "")];
    let row = find(&gaps, &repay);
    let [before, after] = ["gap_before", "gap_after"].map(|column| number(row, column).unwrap());
    assert!(before < after, "whoever is overdue is restored more if all repay: {row:?}");
    let json = ["--out", "whole", "--format", "json", "--force"];
    let done = sim().current_dir(path).args(words).args(json).assert().success();
    let json: serde_json::Value = serde_json::from_str(&stdout(&done)).unwrap();
    assert_eq!(json["by"][0]["reference"], "other");
    assert!(json["headlines"].as_array().unwrap().len() >= 2);
}

#[test]
fn what_cannot_be_compared_is_refused_with_a_remedy() {
    let (folder, _) = small();
    for (words, told) in [
        (&["--by", "agee_band"][..], "age_band"),
        (&["--by", "score_band"], "there is no segment `score_band`"),
        (&["--by", "age_band", "--reference", "old"], "it is one of"),
        (&["--by", "age_band", "--margin", "much"], "write for example `--margin 60%`"),
        (&["--by", "age_band", "--variant", "x: seed=2"], "`seed`"),
        (&["--by", "age_band", "--variant", "x: segment.age_band.edges=[30]"], "segments"),
    ] {
        let done = sim().current_dir(&folder).args(["fairness", "small.toml"]).args(words).assert().code(2);
        let said = stderr(&done).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(told), "{words:?}: {said}");
    }
}

/// The chances of two reasons are those stated, to the bit. From .6 after a generic notice to .8 after two, one goes two
/// thirds of the way and four a quarter beyond; who is in arrears knows why in .95 anyway.
#[test]
fn the_number_of_reasons_moves_the_chance_to_be_right() {
    let after = |codes: &str| {
        let compiled = scenario_with("scenarios/base.toml", &[&format!("notice.codes={codes}")]);
        compiled.model.config().behaviours.self_check.right_share_after_reasons.clone()
    };
    let two = scenario_with("scenarios/base.toml", &[]);
    let two = two.model.config().behaviours.self_check.right_share_after_reasons.clone();
    assert_eq!(
        (after("2"), two[0].to_bits(), two[1].to_bits()),
        (two.clone(), 0.95_f64.to_bits(), 0.8_f64.to_bits())
    );
    for (codes, wanted) in [("1", 0.6 + 0.2 * 2.0 / 3.0), ("4", 0.6 + 0.2 * 1.25)] {
        let found = after(codes);
        assert!(
            (found[1] - wanted).abs() < 1e-12 && found[0].to_bits() == two[0].to_bits(),
            "{codes}: {found:?}"
        );
    }
}
