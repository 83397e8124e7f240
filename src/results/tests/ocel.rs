//! `events.ocel.json` is one document of OCEL 2.0, holds every event once and every object that takes part, and is whole
//! however a run ends.

use std::sync::Arc;

use super::entries;
use super::logs::{HUMAN_REVIEW, applicant, application, names, stamper};
use super::xes::{closed, event};
use crate::experiment::Recorder;
use crate::observe::{Activity, CaseView, EventReason, EventRecord, Lifecycle, LogNames, Observer};
use crate::population::Applicant;
use crate::results::{
    EventCounts, LogFiles, Manifest, OcelLog, OutputFolder, ResourceNames, RunLog, digest_file,
};
use crate::time::{HOUR, SimTime};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::path::Path;

fn log(root: &Path) -> OcelLog {
    OcelLog::create(root, root, stamper(), ResourceNames::new(&names(), true)).unwrap()
}

/// Ends the log, and reads what was written, which must be what is said of it.
fn finished(log: OcelLog, root: &Path) -> String {
    let said = log.finish().unwrap();
    let path = root.join(OcelLog::FILE);
    assert_eq!(said, digest_file(&path).unwrap());
    std::fs::read_to_string(path).unwrap()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn name<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is no text: {value}"))
}

/// Reads a document and holds it to the specification: names are given once; types, attributes and their types are
/// declared; and whatever is related to is there.
fn checked(document: &str) -> Value {
    let whole: Value = serde_json::from_str(document).unwrap_or_else(|fault| panic!("{fault}: {document}"));
    let objects: HashSet<&str> = list(&whole, "objects").iter().map(|object| name(object, "id")).collect();
    assert_eq!(objects.len(), list(&whole, "objects").len(), "an object stands there twice");
    for (kinds, of) in [("eventTypes", "events"), ("objectTypes", "objects")] {
        let mut declared: HashMap<&str, HashMap<&str, &str>> = HashMap::new();
        for kind in list(&whole, kinds) {
            let attributes =
                list(kind, "attributes").iter().map(|each| (name(each, "name"), name(each, "type")));
            assert!(declared.insert(name(kind, "name"), attributes.collect()).is_none(), "{kind} twice");
        }
        let mut ids = HashSet::new();
        for each in list(&whole, of) {
            assert!(ids.insert(name(each, "id")), "{each} twice");
            let attributes = &declared[name(each, "type")];
            for attribute in list(each, "attributes") {
                let value = name(attribute, "value");
                let fits = match attributes[name(attribute, "name")] {
                    "integer" => value.parse::<u64>().is_ok(),
                    "float" => value.parse::<f64>().is_ok(),
                    _ => !value.is_empty(),
                };
                assert!(fits, "{attribute}");
                assert_eq!(
                    attribute["time"].is_string(),
                    of == "objects",
                    "only objects change: {attribute}"
                );
            }
            for related in list(each, "relationships") {
                assert!(objects.contains(name(related, "objectId")), "{related} of {each}");
                assert!(!name(related, "qualifier").is_empty());
            }
        }
    }
    whole
}

fn ids<'a>(whole: &'a Value, of: &str) -> Vec<&'a str> {
    list(whole, of).iter().map(|each| name(each, "id")).collect()
}

/// The whole of a small log, byte by byte: a case with a refused application that prepares for another, and one that
/// never applies.
#[test]
fn the_document_is_pinned() {
    let root = tempfile::tempdir().unwrap();
    let log = log(root.path());
    let applicant = applicant();
    let mut observer = log.open(0).unwrap();
    observer.event(&event(7, 0, 0));
    observer.event(&event(8, 0, 1));
    let case = CaseView { attempt: 1, score: Some(61.25), in_process: true, ..event(7, 0, 0).case };
    let review = EventRecord {
        activity: HUMAN_REVIEW,
        lifecycle: Lifecycle::Start,
        resource: Some((1, 2)),
        case,
        ..event(7, 1, HOUR.ticks() + 1)
    };
    observer.event(&review);
    let suspended = EventRecord {
        lifecycle: Lifecycle::Suspend,
        reason: EventReason::OffDuty,
        case: CaseView { decision: Some(false), ..case },
        ..EventRecord { sequence: 2, ..review }
    };
    observer.event(&suspended);
    observer.application(&application(&applicant, 7));
    let prepares = CaseView { attempt: 2, ..event(7, 0, 0).case };
    observer.event(&EventRecord {
        activity: Activity::Behaviour(0),
        case: prepares,
        ..event(7, 3, 2 * HOUR.ticks())
    });
    observer.applicant(&closed(&applicant, 8));
    observer.applicant(&closed(&applicant, 7));
    log.close(0, observer).unwrap();
    let document = finished(log, root.path());
    checked(&document);
    insta::assert_snapshot!(document);
}

/// Each of a few replications may have nothing to tell: the rest stands there, in order, as one document.
#[test]
fn replications_without_events_leave_no_gap() {
    for told in 0..16_u64 {
        let root = tempfile::tempdir().unwrap();
        let log = log(root.path());
        let applicant = applicant();
        let tells: Vec<u64> = (0..4).filter(|replication| told >> replication & 1 == 1).collect();
        let mut observers: Vec<_> = (0..4).map(|replication| log.open(replication).unwrap()).collect();
        for replication in tells.iter().rev() {
            let observer = &mut observers[*replication as usize];
            observer.event(&event(3, 0, 0));
            observer.event(&event(3, 1, 1));
            observer.applicant(&closed(&applicant, 3));
        }
        for (replication, observer) in (0..).zip(observers) {
            log.close(replication, observer).unwrap();
        }
        let document = finished(log, root.path());
        let whole = checked(&document);
        let expected: Vec<String> =
            tells.iter().flat_map(|of| [format!("r{of}-a3-e0"), format!("r{of}-a3-e1")]).collect();
        assert_eq!(ids(&whole, "events"), expected);
        let expected: Vec<String> = tells.iter().map(|of| format!("r{of}-a3")).collect();
        assert_eq!(ids(&whole, "objects"), expected);
    }
}

/// Plays replications with many cases open at once; the first one writes into the file itself, for it is its turn.
fn interleaved(memory: usize) -> String {
    const CASES: u64 = 300;
    const EACH: u32 = 40;
    let root = tempfile::tempdir().unwrap();
    let log = log(root.path()).with_memory(memory);
    let made = applicant();
    let played: Vec<_> = (0..3_u64)
        .rev()
        .map(|replication| {
            let mut observer = log.open(replication).unwrap();
            for sequence in 0..EACH {
                for index in 0..CASES {
                    let plain = event(index, sequence, u64::from(sequence) * 999_999 + index);
                    let case = CaseView { attempt: 1 + (sequence / 20) as u8, ..plain.case };
                    let resource = Some((1, (index % 7) as u32));
                    observer.event(&EventRecord { resource, case, ..plain });
                }
            }
            for index in (0..CASES).rev() {
                observer.application(&application(&made, index));
                observer.applicant(&closed(&made, index));
            }
            log.heard_all(&mut observer);
            (replication, observer)
        })
        .collect();
    for (replication, observer) in played.into_iter().rev() {
        log.close(replication, observer).unwrap();
    }
    let document = finished(log, root.path());
    let whole = checked(&document);
    let expected = (0..3_u64).flat_map(|of| {
        (0..EACH).flat_map(move |sequence| (0..CASES).map(move |index| format!("r{of}-a{index}-e{sequence}")))
    });
    assert!(ids(&whole, "events").into_iter().eq(expected));
    // An applicant, an application that was filed and one that was not, and seven people.
    assert_eq!(list(&whole, "objects").len(), 3 * (3 * CASES as usize + 7));
    document
}

#[test]
fn events_and_objects_stand_whole_whether_in_memory_or_spilled() {
    let in_memory = interleaved(usize::MAX);
    assert!(in_memory.len() > 3 * 1024 * 1024, "several blocks a replication: {}", in_memory.len());
    for memory in [1_000, 512 * 1024] {
        assert!(interleaved(memory) == in_memory, "spilling changes no byte");
    }
}

/// A replication that wrote in its turn and was never closed is taken back, in both parts of the document.
#[test]
fn an_interrupted_run_leaves_a_whole_document() {
    let root = tempfile::tempdir().unwrap();
    let folder = OutputFolder::prepare(root.path(), false, None).unwrap();
    let files = LogFiles { events_csv: true, events_ocel: true, several: true, ..LogFiles::default() };
    let log = RunLog::create(&folder, &stamper(), &names(), files).unwrap();
    let made = applicant();
    let tell = |replication: u64, cases: u64| {
        let mut observer = log.open(replication).unwrap();
        for index in 0..cases {
            observer.event(&event(index, 0, index));
            observer.event(&EventRecord { resource: Some((0, 4)), ..event(index, 1, index) });
            observer.applicant(&closed(&made, index));
        }
        observer
    };
    for replication in 0..2 {
        log.close(replication, tell(replication, 2)).unwrap();
    }
    drop(tell(2, 20_000));
    // One that was passed over is closed all the same, and the next one counts.
    log.close(3, tell(3, 1)).unwrap();
    assert_eq!(log.finish(false).unwrap().counts, EventCounts { cases: 5, events: 10 });
    let dir = folder.publish(Manifest::default()).unwrap();
    let document = std::fs::read_to_string(dir.join(OcelLog::FILE)).unwrap();
    let whole = checked(&document);
    let cases = ["r0-a0", "r0-a1", "r1-a0", "r1-a1", "r3-a0"];
    let expected: Vec<_> =
        cases.iter().flat_map(|case| [format!("{case}-e0"), format!("{case}-e1")]).collect();
    assert_eq!(ids(&whole, "events"), expected);
    let mut objects = ids(&whole, "objects");
    objects.sort_unstable();
    let people = ["r0-agent-5", "r1-agent-5", "r3-agent-5"];
    assert_eq!(objects, ["r0-a0", "r0-a1", people[0], "r1-a0", "r1-a1", people[1], "r3-a0", people[2]]);
    assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 3, "both logs and the manifest");
}

/// Stages and teams are named by people, who may write what JSON gives a meaning, or the same name twice.
#[test]
fn names_from_a_scenario_read_back_whatever_they_hold() {
    let root = tempfile::tempdir().unwrap();
    let stages = ["a \"second\" look", "back\\slash", "tab\tand\nline", "审核", "notice", "\u{1}"];
    let names = LogNames {
        entries: Arc::new(entries()),
        stages: stages.map(str::to_owned).to_vec(),
        members: ["clerk \"x\"", "b", "clerk \"x\""].map(str::to_owned).to_vec(),
        plain: false,
    };
    let log = OcelLog::create(root.path(), root.path(), stamper(), ResourceNames::new(&names, true)).unwrap();
    let mut observer = log.open(5).unwrap();
    for (stage, sequence) in (0..stages.len() as u16).zip(0..) {
        observer.event(&EventRecord {
            activity: Activity::Stage(stage),
            resource: Some((stage % 3, 6)),
            at: SimTime::START,
            ..event(1, sequence, 0)
        });
    }
    let made: Applicant = applicant();
    observer.applicant(&closed(&made, 1));
    log.close(5, observer).unwrap();
    let document = finished(log, root.path());
    let whole = checked(&document);
    let kinds: Vec<_> = list(&whole, "events").iter().map(|event| name(event, "type")).collect();
    assert_eq!(kinds, stages);
    assert_eq!(ids(&whole, "objects"), ["r5-clerk \"x\"-7", "r5-b-7", "r5-a1"]);
    assert_eq!(list(&whole, "objects")[0]["attributes"][1]["value"], "clerk \"x\"");
}

/// Entities without attributes have no card, no cause and no score, and nobody's behaviours are declared.
#[test]
fn an_entity_has_no_attributes() {
    let root = tempfile::tempdir().unwrap();
    let names = LogNames { plain: true, ..names() };
    let log =
        OcelLog::create(root.path(), root.path(), stamper(), ResourceNames::new(&names, false)).unwrap();
    let made = applicant();
    let mut observer = log.open(0).unwrap();
    let case = CaseView { attempt: 1, ..CaseView::default() };
    observer.event(&EventRecord { activity: Activity::Arrival, case, ..event(4, 0, 0) });
    let mut filed = application(&made, 4);
    (filed.applicant, filed.refused_by) = (None, None);
    observer.application(&filed);
    let mut ended = closed(&made, 4);
    ended.applicant = None;
    observer.applicant(&ended);
    log.close(0, observer).unwrap();
    let document = finished(log, root.path());
    let whole = checked(&document);
    let kinds: Vec<_> = list(&whole, "eventTypes").iter().map(|kind| name(kind, "name")).collect();
    assert_eq!(kinds, ["arrival", "intake", "human_review", "withdrawal"]);
    let told = |object: &Value| -> Vec<String> {
        list(object, "attributes").iter().map(|each| name(each, "name").to_owned()).collect()
    };
    let objects = list(&whole, "objects");
    assert_eq!(told(&objects[0]), ["attempt", "decision"]);
    assert_eq!(told(&objects[1]), ["replication", "fate"]);
}

#[test]
fn a_log_of_nothing_is_whole() {
    let root = tempfile::tempdir().unwrap();
    let whole = checked(&finished(log(root.path()), root.path()));
    assert_eq!((ids(&whole, "events").len(), ids(&whole, "objects").len()), (0, 0));
    assert_eq!(list(&whole, "objectTypes").len(), 3);
}

#[test]
#[should_panic(expected = "replication 3: applicant Some(7) was never closed")]
fn a_case_left_open_is_a_broken_invariant() {
    let root = tempfile::tempdir().unwrap();
    let log = log(root.path());
    let mut observer = log.open(3).unwrap();
    observer.event(&event(7, 0, 0));
    log.close(3, observer).unwrap();
}
