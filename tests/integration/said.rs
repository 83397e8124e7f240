//! What terminal, report, JSON and manifest say of a run besides its numbers: what was changed, of whom a share is one,
//! how often interventions were played, from when working days count, and what is written in vain.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use super::cli::{sim, small, stderr, stdout};

pub(super) fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What `sim` prints in a folder, on lines wide enough for every table, with line breaks as spaces.
fn told(folder: &Path, arguments: &[&str]) -> String {
    let done = sim().env("COLUMNS", "100").current_dir(folder).args(arguments).assert().success();
    in_one_line(&stdout(&done))
}

#[test]
fn whatever_was_set_is_said_wherever_the_scenario_is_named() {
    let (folder, _) = small();
    let sets = ["--set", "team.reviewers.people=4", "--set", "notice.sms_share=0.5"];
    let changed = "small (with 2 settings changed: team.reviewers.people=4, notice.sms_share=0.5)";
    let text = told(folder.path(), &[&["run", "small.toml"], &sets[..]].concat());
    assert!(
        text.starts_with(&format!("{changed}: 3 replications and 44 for the interventions (2 of each, and 2 that force single applicants), ")),
        "{text}"
    );
    let out = folder.path().join("output/small");
    let read = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
    let page = read("report.html");
    assert!(page.contains(&format!("<h1>{changed}</h1>")));
    assert!(page.contains("<dd>3, and 2 of each intervention</dd>"));
    assert!(read("charts/routes.svg").contains("small (with 2 settings changed"));
    let manifest: serde_json::Value = serde_json::from_str(&read("manifest.json")).unwrap();
    let settings = serde_json::json!(["team.reviewers.people=4", "notice.sms_share=0.5"]);
    assert_eq!((&manifest["scenario"], &manifest["facts"]["settings"]), (&"small".into(), &settings));

    // Drawn again, the page says the same.
    sim().current_dir(&folder).args(["report", "output/small"]).assert().success();
    assert_eq!(read("report.html"), page);

    let json =
        told(folder.path(), &[&["run", "small.toml", "--no-charts", "--format", "json"], &sets[..]].concat());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["settings_changed"], &json["intervention_replications"]), (&settings, &2.into()));

    let text = told(folder.path(), &["run", "small.toml", "--no-charts", "--no-interventions"]);
    assert!(text.starts_with("small: 3 replications, "), "{text}");
    assert!(!text.contains("changed") && !text.contains("for the interventions"), "{text}");
}

#[test]
fn a_comparison_says_what_was_changed_in_all_of_them() {
    let (folder, file) = small();
    std::fs::write(file.with_file_name("other.toml"), "extends = \"small.toml\"\nnotice.sms_share = 0.1\n")
        .unwrap();
    let compare = ["compare", "small.toml", "other.toml"];
    let text = told(folder.path(), &[&compare[..], &["--set", "team.reviewers.people=4"]].concat());
    assert!(text.contains("changed in all of them: team.reviewers.people=4"), "{text}");
    assert!(text.contains("Time to restoration, median, of the restored"), "{text}");
    assert!(text.contains("those of each scenario, who are not the same people"), "{text}");
    let manifest = folder.path().join("output/compare_small_and_other/manifest.json");
    let manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(manifest).unwrap()).unwrap();
    assert_eq!(manifest["facts"]["settings"], serde_json::json!(["team.reviewers.people=4"]));
    assert!(!told(folder.path(), &[&compare[..], &["--force"]].concat()).contains("changed in all"));
}

#[test]
fn the_summary_says_of_whom_shares_are_and_from_when_working_days_count() {
    let (folder, _) = small();
    let text = told(folder.path(), &["run", "small.toml", "--no-charts", "--no-interventions"]);
    for said in [
        "First-pass approval rate, of applicants",
        "Restored without asking, of applicants",
        "Decided within 3 working days, of applications",
        "Human review within 3 working days, of those sent there",
        "Reviewer utilisation, of time on duty",
        "Flip rate, of human decisions",
        "for whoever files on a day off, the next working day is day 0",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
}

/// Without a fast lane nobody is read faster by it: whoever writes how much faster is told so, whether it is all that the
/// key says or a part of it.
#[test]
fn reading_faster_in_a_fast_lane_that_is_off_is_said_to_change_nothing() {
    let (folder, file) = small();
    let lane = "{ when = { fast_lane = true }, factor = 0.6 }";
    let check = |adjust: &str, enabled: bool| {
        let text = format!(
            "name = \"small\"\nhuman.fast_lane.enabled = {enabled}\n[[stage]]\nname = \"human_review\"\nadjust = [{adjust}]\n"
        );
        std::fs::write(&file, text).unwrap();
        in_one_line(&stderr(&sim().current_dir(&folder).args(["check", "small.toml"]).assert().success()))
    };
    let because =
        "changes nothing, because `human.fast_lane.enabled` is false, so no case takes the fast lane";
    let whole = check(lane, false);
    assert!(whole.contains(&format!("`stage.human_review.adjust` {because}")), "{whole}");
    let documents = "{ when = { documents = true }, add = \"8min\" }";
    let part = check(&format!("{lane}, {documents}"), false);
    let said = format!("what `stage.human_review.adjust` says of `fast_lane = true` {because}");
    assert!(part.contains(&said), "{part}");
    for fine in [check(documents, false), check(lane, true)] {
        assert!(!fine.contains("changes nothing"), "{fine}");
    }
}

/// A route that nobody can take, and a score that is meant as a share.
#[test]
fn what_was_hardly_meant_is_warned_of() {
    let (folder, file) = small();
    let check = |text: &str| {
        std::fs::write(&file, format!("name = \"small\"\n{text}")).unwrap();
        in_one_line(&stderr(&sim().current_dir(&folder).args(["check", "small.toml"]).assert().success()))
    };
    let routes = |first: &str| {
        let routes = format!("{{ to = \"verdict\"{first} }}, {{ to = \"verdict\" }}");
        check(&format!("[[stage]]\nname = \"human_review\"\nnext = [{routes}]\n"))
    };
    let told = routes("");
    assert!(
        told.contains("`stage.human_review.next`") && told.contains("everyone takes the route"),
        "{told}"
    );
    let told = routes(", share = 0.5");
    assert!(!told.contains("everyone takes"), "{told}");
    let told = check("screen.approve_at = 0.72\nscreen.refuse_below = 0.5\n");
    assert!(told.contains("`screen.approve_at` is not above 1, and scores go from 0 to 100"), "{told}");
    assert!(!check("screen.approve_at = 72\n").contains("scores go from"));
}

/// Whoever compares scenarios with other arrivals is not told that the applicants are the same; the base comes last.
#[test]
fn a_comparison_says_whether_the_applicants_are_the_same() {
    let (folder, file) = small();
    let other = |key: &str| {
        std::fs::write(file.with_file_name("other.toml"), format!("extends = \"small.toml\"\n{key}\n"))
            .unwrap();
        told(folder.path(), &["compare", "small.toml", "other.toml", "--force", "--replications", "1"])
    };
    let same = other("notice.sms_share = 0.1");
    assert!(same.starts_with("other against small: 1 replication each"), "{same}");
    assert!(same.contains(", the same applicants"), "{same}");
    let text = other("arrivals.per_day = 7");
    assert!(text.contains("not the same applicants, as arrivals differ"), "{text}");
}

/// A folder that holds something else, and a file in its place, are mistakes of whoever names them.
#[test]
fn a_wrong_output_folder_is_a_wrong_command_line() {
    let (folder, _) = small();
    std::fs::create_dir(folder.path().join("taken")).unwrap();
    std::fs::write(folder.path().join("taken/notes.txt"), "mine").unwrap();
    for out in ["taken", "small.toml"] {
        let run = ["run", "small.toml", "--no-charts", "--no-interventions", "--out", out];
        let told = stderr(&sim().current_dir(&folder).args(run).assert().code(2));
        assert!(told.contains("--out"), "{told}");
    }
}
