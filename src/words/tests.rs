//! Everything that has a name is explained in every language, and nowhere else.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::phrase::placeholders;
use super::*;
use crate::behaviour::Behaviour;
use crate::chart::{draw_all, fixture};
use crate::observe::{EFFECT_METRICS, METRICS, STATION_MEASURES};
use crate::population::Segment;
use crate::report::{ReportFacts, render};

/// What there is to explain: names and units of each kind, from the rooms that count them.
fn counted(kind: Kind) -> BTreeSet<(String, String)> {
    let pairs: Vec<(&str, &str)> = match kind {
        Kind::Metric => METRICS.iter().map(|metric| (metric.name, metric.unit)).collect(),
        Kind::Measure => STATION_MEASURES.to_vec(),
        Kind::Behaviour => Behaviour::ALL.iter().map(|behaviour| (behaviour.name(), "")).collect(),
        Kind::Segment => {
            let own = Segment::ALL.iter().map(|segment| segment.name());
            own.chain(["channel", "score_band"]).map(|name| (name, "")).collect()
        }
    };
    pairs.into_iter().map(|(name, unit)| (name.to_owned(), unit.to_owned())).collect()
}

#[test]
fn everything_that_has_a_name_is_explained_once_in_every_language() {
    for language in Language::ALL {
        let words = Catalogue::parse(language.file()).unwrap();
        for kind in Kind::ALL {
            let all = words.all(kind);
            let explained: BTreeSet<(String, String)> =
                all.iter().map(|entry| (entry.name.clone(), entry.unit.clone())).collect();
            assert_eq!(explained, counted(kind), "{language:?} {kind:?}");
            let labels: BTreeSet<&str> = all.iter().map(|entry| entry.label.as_str()).collect();
            assert_eq!(labels.len(), all.len(), "{language:?} {kind:?}: two things are called alike");
            let whole = |entry: &&Entry| !entry.definition.ends_with(['.', '。']);
            assert_eq!(all.iter().find(whole), None, "{language:?}: a definition is whole sentences");
        }
        let order: Vec<&str> = words.all(Kind::Metric).iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(order, METRICS.map(|metric| metric.name), "{language:?}: in the order of the file");
        assert!(!words.terms().is_empty());
    }
    for metric in &EFFECT_METRICS {
        assert!(Language::English.words().entry(Kind::Metric, metric.name).is_some(), "{}", metric.name);
    }
}

#[test]
fn fates_and_routes_say_of_what_they_are_shares() {
    let words = Language::English.words();
    let says = |name: &str, of: &str| {
        let definition = &words.entry(Kind::Metric, name).unwrap().definition;
        assert!(definition.contains(of), "{name}: {definition}");
    };
    for name in
        ["eventual_approval_rate", "refused_share", "withdrawn_share", "dropped_off_share", "pending_share"]
    {
        says(name, "all applicants");
    }
    for name in ["knocked_out_share", "auto_approved_share", "auto_refused_share", "human_reviewed_share"] {
        says(name, "routed applications");
    }
}

/// Whoever reads a share needs to know of what: the label says so, or `of` does, which stands beside it.
#[test]
fn every_share_says_of_what_it_is_one() {
    for language in Language::ALL {
        let words = Catalogue::parse(language.file()).unwrap();
        for kind in [Kind::Metric, Kind::Measure] {
            for entry in words.all(kind).iter().filter(|entry| entry.unit == "share") {
                let told = words.label_of(kind, &entry.name);
                assert!(told.contains(" of "), "{language:?}: {told}");
            }
        }
    }
    let words = Language::English.words();
    let told = |name: &str| words.label_of(Kind::Metric, name);
    assert_eq!(told("restored_unasked_share"), "Restored without asking, of applicants");
    assert_eq!(told("bad_rate_approved"), "Bad rate of the restored");
    assert_eq!(told("no_metric_of_ours"), "no_metric_of_ours");
}

/// A promise in working days says from when it counts.
#[test]
fn working_days_say_what_day_they_count_from() {
    let words = Language::English.words();
    let promises = words
        .all(Kind::Metric)
        .iter()
        .filter(|entry| entry.name.ends_with("wd_share") || entry.unit == "working_days");
    let mut count = 0;
    for entry in promises {
        count += 1;
        assert!(entry.definition.to_lowercase().contains("day 0"), "{}", entry.name);
        assert!(entry.definition.contains("files on a day off"), "{}", entry.name);
    }
    assert_eq!(count, 4 + 4 + 3);
    for text in [
        words.text(Phrase::WorkingDaysNote),
        &words.terms().iter().find(|term| term.term == "Working day").unwrap().meaning,
    ] {
        assert!(text.contains("day 0") && text.contains("files on a day off"), "{text}");
    }
}

#[test]
fn every_phrase_is_said_in_every_language_with_the_same_values() {
    let table = |language: Language| language.file().parse::<toml::Table>().unwrap()["say"].clone();
    let english = table(Language::English);
    let known: BTreeSet<&str> = Phrase::ALL.iter().map(|phrase| phrase.key()).collect();
    for language in Language::ALL {
        let said = table(language);
        let said: BTreeMap<&str, &str> = said
            .as_table()
            .unwrap()
            .iter()
            .map(|(key, text)| (key.as_str(), text.as_str().unwrap()))
            .collect();
        assert_eq!(said.keys().copied().collect::<BTreeSet<_>>(), known, "{language:?}");
        for (key, text) in said {
            let expected = placeholders(english[key].as_str().unwrap());
            assert_eq!(placeholders(text), expected, "{language:?} {key}");
        }
    }
}

/// A language that nobody speaks: English with a mark before everything that is said.
fn marked() -> Catalogue {
    const MARK: &str = "§";
    let mut root: toml::Table = Language::English.file().parse().unwrap();
    for table in ["metrics", "measures", "behaviours", "segments"] {
        for (_, entry) in root[table].as_table_mut().unwrap() {
            for key in ["label", "definition"] {
                let text = format!("{MARK}{}", entry[key].as_str().unwrap());
                entry[key] = toml::Value::String(text);
            }
        }
    }
    Catalogue::parse(&toml::to_string(&root).unwrap()).unwrap()
}

#[test]
fn another_language_is_another_file_and_no_change_of_callers() {
    let words = marked();
    let tables = fixture::tables();
    let figures = draw_all(&tables, "Base", &words).unwrap();
    let page = render(&tables, &figures, &ReportFacts::default(), &words).unwrap();
    for kind in Kind::ALL {
        let shown = Language::English
            .words()
            .all(kind)
            .iter()
            .filter(|entry| page.contains(&format!("§{}", entry.label)));
        assert!(shown.count() >= 4, "{kind:?}: the page speaks the other language");
    }
    for behaviour in Language::English.words().all(Kind::Behaviour) {
        let label = &behaviour.label;
        let own = page.match_indices(label.as_str()).count();
        let marked = page.match_indices(&format!("§{label}")).count();
        assert_eq!(own, marked, "`{label}` is said in English somewhere");
    }
}

/// Every Rust file below `folder`, without those that only tests see.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "tests" && name != "words" {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs")
            && !name.contains("tests")
            && name != "fixture.rs"
        {
            found.push(path);
        }
    }
}

/// What a thing is called stands in the catalogue alone: no source writes a label out.
#[test]
fn no_label_is_written_anywhere_else() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 150, "{} files", files.len());
    let mut found = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for kind in Kind::ALL {
            for entry in Language::English.words().all(kind) {
                let literal = format!("\"{}\"", entry.label);
                if code.lines().any(|line| line.contains(&literal) && !line.trim_start().starts_with("//")) {
                    found.push(format!("{}: {literal}", file.display()));
                }
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
