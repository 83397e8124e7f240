//! Everything that has a name is explained in every language, and nowhere else.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::phrase::placeholders;
use super::*;
use crate::behaviour::Behaviour;
use crate::chart::{draw_all, fixture};
use crate::observe::{EFFECT_METRICS, METRICS, STATION_MEASURES};
use crate::report::{ReportFacts, render};
use crate::scenario::sections::entries::SegmentSection;
use crate::scenario::{StandardEntry, scenario_schema_in};

/// What there is to explain: names and units of each kind, from the rooms that count them.
fn counted(kind: Kind) -> BTreeSet<(String, String)> {
    let pairs: Vec<(&str, &str)> = match kind {
        Kind::Metric => METRICS.iter().map(|metric| (metric.name, metric.unit)).collect(),
        Kind::Measure => STATION_MEASURES.to_vec(),
        Kind::Behaviour => Behaviour::STANDARD.iter().map(|name| (*name, "")).collect(),
        Kind::Segment => {
            let own = SegmentSection::NAMES.iter().copied();
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

/// What a language's file says below `[say]` and `[faults]`.
fn said(language: Language) -> BTreeMap<String, String> {
    let root: toml::Table = language.file().parse().unwrap();
    let tables = ["say", "faults"].map(|name| root[name].as_table().unwrap().clone());
    let count = tables.iter().map(toml::Table::len).sum::<usize>();
    let all: BTreeMap<String, String> =
        tables.into_iter().flatten().map(|(key, text)| (key, text.as_str().unwrap().to_owned())).collect();
    assert_eq!(all.len(), count, "{language:?}: a phrase is said in one table");
    all
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
    let english = said(Language::English);
    let known: BTreeSet<String> = Phrase::ALL.iter().map(|phrase| phrase.key()).collect();
    for language in Language::ALL {
        let said = said(language);
        assert_eq!(said.keys().cloned().collect::<BTreeSet<_>>(), known, "{language:?}");
        for (key, text) in &said {
            assert_eq!(placeholders(text), placeholders(&english[key]), "{language:?} {key}");
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

/// Keys of a scenario are described by their declarations, or by a language below `[keys]`.
#[test]
fn a_language_may_describe_keys_of_a_scenario() {
    let file =
        format!("{}\n[keys]\n\"team\" = \"§\"\n\"arrivals.per_day\" = \"§§\"\n", Language::English.file());
    let words = Catalogue::parse(&file).unwrap();
    assert_eq!((words.key("team"), words.key("arrivals.batch")), (Some("§"), None));
    let schema = scenario_schema_in(&words);
    let described =
        |place: &str| schema.pointer(&format!("{place}/description")).and_then(|text| text.as_str());
    assert_eq!(described("/properties/team"), Some("§"));
    assert_eq!(described("/properties/arrivals/properties/per_day"), Some("§§"));
    assert!(described("/properties/arrivals/properties/batch").is_some_and(|text| text.len() > 10));
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

/// Lines of the sources, without comments and unit tests, each with its file.
fn lines_of_code() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 150, "{} files", files.len());
    let mut lines = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let code = text.split("\nmod tests {").next().unwrap();
        let kept = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.extend(kept.map(|line| (file.clone(), line.to_owned())));
    }
    lines
}

/// What nobody says any more is not kept, so that a translator is not asked for it.
#[test]
fn every_phrase_is_said_by_somebody() {
    let mut named = BTreeSet::new();
    let own = ["catalogue.rs", "changed.rs", "figures.rs", "wrap.rs"].map(|name| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/words").join(name);
        std::fs::read_to_string(file).unwrap()
    });
    for line in lines_of_code().into_iter().map(|(_, line)| line).chain(own) {
        named.extend(line.split(|c: char| !c.is_ascii_alphanumeric()).map(str::to_owned));
    }
    assert!(named.contains(Phrase::Estimate.name()), "no source was read");
    let silent: Vec<&str> =
        Phrase::ALL.iter().map(|phrase| phrase.name()).filter(|name| !named.contains(*name)).collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

/// What a thing is called stands in the catalogue alone: no source writes a label out.
#[test]
fn no_label_is_written_anywhere_else() {
    let labels = Kind::ALL.iter().flat_map(|kind| Language::English.words().all(*kind));
    let literals: Vec<String> = labels.map(|entry| format!("\"{}\"", entry.label)).collect();
    let found: Vec<String> = lines_of_code()
        .into_iter()
        .filter(|(_, line)| literals.iter().any(|literal| line.contains(literal)))
        .map(|(file, line)| format!("{}: {line}", file.display()))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

/// The texts between quotation marks in a line of code that are words to a person: two of three letters or more in a row,
/// outside back-quotes.
fn sentences(line: &str) -> Vec<&str> {
    let is_word = |word: &&str| word.len() >= 3 && word.chars().all(|c| c.is_ascii_lowercase());
    let speaks = |text: &&str| {
        let prose: String = text.split('`').step_by(2).collect::<Vec<_>>().join(" ");
        let words: Vec<bool> = prose.split([' ', ',', ';', ':']).map(|word| is_word(&word)).collect();
        words.windows(2).any(|pair| pair == [true, true])
    };
    line.split('"').skip(1).step_by(2).filter(speaks).collect()
}

/// Texts of the rooms that read scenarios which are no words to whoever reads a fault.
const NO_FAULTS: [&str; 8] = [
    // What a schema, an example of a value or a file that is written says.
    "schema.rs",
    "dist_forms.rs",
    "section.rs",
    "resolved.rs",
    "units.rs",
    "new.rs",
    // Documentation of keys.
    "behaviours.rs",
    // Entries to be pasted.
    "moved.rs",
];

/// Lines that hold what others write, or an example of a value.
const AS_WRITTEN: [&str; 10] = [
    "\"sim solve {} {} --vary",
    "b\"version ",
    "contains(\"duplicate key\")",
    "\"2 working days\"",
    "\"concept:name\"",
    "Self::WorkingDays(_) => (\"working days\", 1.0)",
    "reason = ",
    "name: \"the standard process\"",
    "what: \"the causes\"",
    "what: \"the kinds of restriction\"",
];

/// What is said of a scenario, of a file that it names and of a command line stands in the catalogue alone, and so does
/// what errors say.
#[test]
fn no_fault_is_written_anywhere_else() {
    assert_eq!(sentences(r#"fail("the station has none", "`a b`", "x")"#), ["the station has none"]);
    let found: Vec<String> = lines_of_code()
        .into_iter()
        .filter(|(file, _)| {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            let reads = file.components().any(|part| part.as_os_str() == "scenario");
            let commands = file.components().any(|part| part.as_os_str() == "cli");
            (reads || commands) && !NO_FAULTS.contains(&name.as_str())
        })
        .filter(|(_, line)| !AS_WRITTEN.iter().any(|text| line.contains(text)) && !sentences(line).is_empty())
        .map(|(file, line)| format!("{}: {line}", file.display()))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
    let own = |line: &str| line.contains("#[error(\"") && !line.contains("#[error(\"{}\", say!(");
    let errors: Vec<_> = lines_of_code().into_iter().filter(|(_, line)| own(line)).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}
