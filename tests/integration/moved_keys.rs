//! Keys of earlier scenarios: whoever does what the remedies say has a scenario that is read.

use reinstate::scenario::{Loaded, Scenario, compile, load_text};

fn judged(text: &str, sets: &[String]) -> Loaded {
    let mut loaded = load_text("old.toml", text, sets);
    let scenario: Scenario = loaded.read();
    compile(&scenario, &mut loaded.faults);
    loaded.faults.settle(&loaded.sources);
    loaded
}

/// The text with every faulty line taken out, and what the remedies offer pasted where they say.
fn mended(text: &str, loaded: &Loaded) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let (mut top, mut end) = (String::new(), String::new());
    let mut below: Vec<(String, String)> = Vec::new();
    for fault in loaded.faults.iter() {
        let (line, _) = loaded.sources.line_column(fault.place());
        lines[line - 1] = "";
        let remedy = fault.remedy();
        let quoted: Vec<&str> = remedy.split('`').skip(1).step_by(2).collect();
        if let Some((_, block)) = remedy.split_once("at the end of the file\n") {
            end.extend([block, "\n"]);
        } else if remedy.contains("above the first section") || remedy.starts_with("write `") {
            top.extend([quoted[0], "\n"]);
        } else if remedy.contains(" below `[") {
            below.push((quoted[1].to_owned(), quoted[0].to_owned()));
        } else {
            assert!(remedy.starts_with("take it out: "), "{remedy}");
        }
    }
    let mut out = top;
    for (at, line) in lines.iter().enumerate() {
        // Of a section that is gone nothing is left, not even its header.
        let empty = line.starts_with('[')
            && lines[at + 1..].iter().find(|next| !next.is_empty()).is_none_or(|next| next.starts_with('['));
        if !empty || below.iter().any(|(header, _)| header == line) {
            out.extend([line, "\n"]);
        }
        for (_, entry) in below.iter().filter(|(header, _)| header == line) {
            out.extend([entry, "\n"]);
        }
    }
    out + &end
}

fn holds(name: &str, text: &str) -> String {
    let faulty = judged(text, &[]);
    assert!(!faulty.faults.is_empty(), "{name}");
    let better = mended(text, &faulty);
    let again = judged(&better, &[]);
    assert!(again.faults.is_empty(), "{name}:\n{better}\n{}", again.faults.render(&again.sources, false));
    better
}

#[test]
fn what_is_said_of_moved_keys_can_be_pasted_where_it_says() {
    let mut tried = 0;
    for file in std::fs::read_dir("tests/bad").unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if name.starts_with("moved_") && name != "moved_review_delay_empty" {
            holds(&name, &std::fs::read_to_string(&path).unwrap());
            tried += 1;
        }
    }
    assert!(tried >= 10, "only {tried} files");
}

#[test]
fn the_new_entry_has_the_value_of_the_old_and_goes_where_its_section_is() {
    let people = |text: &str| judged(text, &[]).read::<Scenario>().team.0["reviewers"].people.to_string();
    for text in [
        "[human]\nreviewers = 7\n",
        "human.reviewers = 7\n",
        "[human]\nreviewers = 7\n[team.reviewers]\nshifts = [\"09:00-12:00\"]\n",
        "[human]\nreviewers = 7\n[team]\nagents.people = 3\n",
        "[human]\nreviewers = 7\n[team.agents]\npeople = 3\n",
        "[human]\nfast_lane.enabled = false\nreviewers = 7 # of them\n[review_delay]\nmode = \"queue\"\n",
    ] {
        assert_eq!(people(&holds(text, text)), "7", "{text}");
    }
}

#[test]
fn an_argument_is_answered_with_an_argument() {
    for (set, remedy) in [
        ("human.reviewers=7", "write `--set team.reviewers.people=7`"),
        ("human.handling=20min", "write `--set stage.human_review.service=20min`"),
        ("review_delay.mode=queue", "write `--set stage.review_delay.enabled=false`"),
    ] {
        let loaded = judged("", &[set.to_owned()]);
        let said: Vec<&str> = loaded.faults.iter().map(reinstate::scenario::Fault::remedy).collect();
        assert_eq!(said, [remedy], "{set}");
        let new = remedy.trim_start_matches("write `--set ").trim_end_matches('`');
        let again = judged("", &[new.to_owned()]);
        assert!(again.faults.is_empty(), "{new}");
    }
}
