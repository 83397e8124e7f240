//! `events.xes` is well-formed, holds every event once, case by case and in order, and is whole
//! however a run ends.

use super::logs::{HUMAN_REVIEW, applicant, names, stamper};
use crate::behaviour::{BehaviourSet, Channel};
use crate::experiment::Recorder;
use crate::observe::{
    Activity, ApplicantRecord, ApplicationRecord, CaseView, EventReason, EventRecord, Fate, Lifecycle,
    Observer,
};
use crate::population::{Applicant, Cause};
use crate::results::{
    CsvStyle, EventCounts, LogFiles, Manifest, OutputFolder, ResourceNames, RunLog, XesLog,
};
use crate::time::{DAY, HOUR, SimDuration, SimTime};

const BOTH: LogFiles = LogFiles {
    cases: false,
    everyone: false,
    events_csv: true,
    events_xes: true,
    events_ocel: false,
    only: None,
    several: false,
    style: CsvStyle::Standard,
};

/// The names in a log of one replication.
fn one() -> ResourceNames {
    ResourceNames::new(&names(), false)
}

pub(super) fn event(index: u64, sequence: u32, ticks: u64) -> EventRecord {
    let activity = if sequence == 0 { Activity::Restriction } else { Activity::Application };
    let at = SimTime::START + DAY + SimDuration::from_ticks(ticks);
    EventRecord {
        index,
        sequence,
        activity,
        lifecycle: Lifecycle::Complete,
        resource: None,
        at,
        case: CaseView { cause: Some(Cause::Overdue), channel: Some(Channel::App), ..CaseView::default() },
        reason: EventReason::None,
    }
}

/// Tells that an application has ended, and whoever filed it with it.
pub(super) fn ended(observer: &mut impl Observer, record: &ApplicationRecord<'_>) {
    observer.application(record);
    let whose = record.applicant.copied().unwrap_or_else(super::logs::applicant);
    let of = closed(&whose, record.index);
    let applicant = record.applicant.map(|_| &whose);
    observer.applicant(&ApplicantRecord { applicant, risk: of.risk.filter(|_| applicant.is_some()), ..of });
}

pub(super) fn closed(applicant: &Applicant, index: u64) -> ApplicantRecord<'_> {
    ApplicantRecord {
        index,
        applicant: Some(applicant),
        segments: applicant.segments(),
        channel: Channel::App,
        fate: Fate::Pending,
        applications: 0,
        first: None,
        intended: BehaviourSet::default(),
        done_first: BehaviourSet::default(),
        done: BehaviourSet::default(),
        eligible: BehaviourSet::default(),
        restricted_at: SimTime::START,
        ended_at: SimTime::START + DAY,
        restored_at: None,
        risk: Some(applicant.true_risk),
        bad: false,
        takeover_loss_cny: 0.0,
        cost_cny: 0.0,
        arrears_cny: 0.0,
        effort_hours: 0.0,
    }
}

/// An element: its name, and its attributes with the escapes undone.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
}

impl Element {
    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The value of the XES attribute `key`.
    fn value(&self, key: &str) -> Option<&str> {
        let child = self.children.iter().find(|child| child.attribute("key") == Some(key))?;
        child.attribute("value")
    }
}

/// Reads the subset of XML that the log uses and accepts nothing else.
fn parse(document: &str) -> Element {
    let body = document.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").expect("a declaration");
    let mut open = vec![Element::default()];
    let mut rest = body;
    while let Some(start) = rest.find('<') {
        assert!(rest[..start].trim().is_empty(), "text between tags: {}", &rest[..start]);
        let end = rest.find('>').expect("a tag ends");
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            let element = open.pop().unwrap();
            assert_eq!(element.name, name, "tags are balanced");
            open.last_mut().expect("nothing is closed twice").children.push(element);
            continue;
        }
        let (tag, empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, mut fields) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut element = Element { name: name.to_owned(), ..Element::default() };
        while !fields.is_empty() {
            let (key, after) = fields.split_once("=\"").expect("an attribute has a value in quotes");
            let (value, after) = after.split_once('"').expect("a value ends with a quote");
            assert!(!value.contains('&'), "no name of these tests needs an escape");
            element.attributes.push((key.trim().to_owned(), value.to_owned()));
            fields = after;
        }
        if empty {
            open.last_mut().unwrap().children.push(element);
        } else {
            open.push(element);
        }
    }
    assert!(rest.trim().is_empty(), "text after the last tag");
    assert_eq!(open.len(), 1, "every tag is closed");
    let mut roots = open.pop().unwrap().children;
    assert_eq!(roots.len(), 1, "one root");
    roots.pop().unwrap()
}

/// Name, then sequences, of each trace in the order of the file, after checking the order within.
fn traces(log: &Element) -> Vec<(String, Vec<u32>)> {
    let cases = log.all("trace").map(|trace| {
        let name = trace.value("concept:name").unwrap().to_owned();
        assert_eq!(name.split("-a").next().and_then(|of| of.strip_prefix('r')), trace.value("replication"));
        let stamps: Vec<&str> =
            trace.all("event").map(|event| event.value("time:timestamp").unwrap()).collect();
        assert!(stamps.is_sorted(), "{name}: {stamps:?}");
        (name, trace.all("event").map(|event| event.value("seq").unwrap().parse().unwrap()).collect())
    });
    cases.collect()
}

/// The whole of a small log, byte by byte.
#[test]
fn the_document_is_pinned() {
    let root = tempfile::tempdir().unwrap();
    let log = XesLog::create(root.path(), root.path(), stamper(), one()).unwrap();
    let applicant = applicant();
    let mut observer = log.open(0).unwrap();
    observer.event(&event(0, 0, 0));
    observer.event(&event(1, 0, 1));
    let review = EventRecord {
        activity: HUMAN_REVIEW,
        lifecycle: Lifecycle::Start,
        resource: Some((1, 2)),
        ..event(0, 1, HOUR.ticks() + 1)
    };
    observer.event(&review);
    observer.applicant(&closed(&applicant, 1));
    observer.applicant(&closed(&applicant, 0));
    log.close(0, observer).unwrap();
    log.finish().unwrap();
    let document = std::fs::read_to_string(root.path().join(XesLog::FILE)).unwrap();
    parse(&document);
    insta::assert_snapshot!(document);
}

/// A header and a footer make a whole document even without a trace.
#[test]
fn a_log_of_nothing_is_whole() {
    let root = tempfile::tempdir().unwrap();
    let log = XesLog::create(root.path(), root.path(), stamper(), one()).unwrap();
    log.finish().unwrap();
    let log = parse(&std::fs::read_to_string(root.path().join(XesLog::FILE)).unwrap());
    assert_eq!(log.attribute("xes.version"), Some("1849.2016"));
    let prefixes: Vec<_> =
        log.all("extension").filter_map(|extension| extension.attribute("prefix")).collect();
    assert_eq!(prefixes, ["concept", "lifecycle", "org", "time"]);
    assert!(traces(&log).is_empty());
}

/// Plays replications with many cases open at once, of which later ones finish first.
fn interleaved(memory: usize) -> String {
    const CASES: u64 = 300;
    const EACH: u32 = 40;
    let root = tempfile::tempdir().unwrap();
    let scratch = root.path().join("scratch");
    std::fs::create_dir(&scratch).unwrap();
    let log = XesLog::create(root.path(), &scratch, stamper(), one()).unwrap().with_memory(memory);
    let applicant = applicant();
    let played: Vec<_> = (0..3_u64)
        .rev()
        .map(|replication| {
            let mut observer = log.open(replication).unwrap();
            for sequence in 0..EACH {
                for index in 0..CASES {
                    observer.event(&event(index, sequence, u64::from(sequence) * 999_999 + index));
                }
            }
            (0..CASES).rev().for_each(|index| observer.applicant(&closed(&applicant, index)));
            (replication, observer)
        })
        .collect();
    // The first replication writes into the file itself, for it is its turn.
    assert_eq!(std::fs::read_dir(&scratch).unwrap().count(), if memory == usize::MAX { 0 } else { 2 });
    for (replication, observer) in played.into_iter().rev() {
        log.close(replication, observer).unwrap();
    }
    log.finish().unwrap();
    assert_eq!(std::fs::read_dir(&scratch).unwrap().count(), 0, "spools are cleared away");
    let document = std::fs::read_to_string(root.path().join(XesLog::FILE)).unwrap();
    let expected = (0..3).flat_map(|replication| {
        (0..CASES).rev().map(move |index| (format!("r{replication}-a{index}"), (0..EACH).collect::<Vec<_>>()))
    });
    assert_eq!(traces(&parse(&document)), expected.collect::<Vec<_>>());
    document
}

#[test]
fn traces_stand_in_one_piece_whether_in_memory_or_spilled() {
    let in_memory = interleaved(usize::MAX);
    assert!(in_memory.len() > 3 * 1024 * 1024, "several blocks a replication: {}", in_memory.len());
    assert!(interleaved(512 * 1024) == in_memory, "spilling changes no byte");
}

/// Memory follows the cases in the system: the texts of closed cases are used again.
#[test]
fn buffers_are_used_again() {
    let root = tempfile::tempdir().unwrap();
    let log = XesLog::create(root.path(), root.path(), stamper(), one()).unwrap();
    let applicant = applicant();
    let mut observer = log.open(0).unwrap();
    for index in 0..1_000 {
        observer.event(&event(index, 0, index));
        if let Some(leaves) = index.checked_sub(4) {
            observer.applicant(&closed(&applicant, leaves));
        }
        assert!(observer.buffers() <= 5, "{} buffers for at most 5 open cases", observer.buffers());
    }
    // Never logged: no trace, in either form.
    observer.applicant(&closed(&applicant, 5_000));
    (996..1_000).for_each(|index| observer.applicant(&closed(&applicant, index)));
    log.close(0, observer).unwrap();
    log.finish().unwrap();
    let document = std::fs::read_to_string(root.path().join(XesLog::FILE)).unwrap();
    assert_eq!(traces(&parse(&document)).len(), 1_000);
}

/// Replications that were under way when a run was interrupted are in no file and in no count.
#[test]
fn an_interrupted_run_leaves_whole_files() {
    let root = tempfile::tempdir().unwrap();
    let folder = OutputFolder::prepare(root.path(), false, None).unwrap();
    let log = RunLog::create(&folder, &stamper(), &names(), BOTH).unwrap();
    let applicant = applicant();
    let mut observers: Vec<_> = (0..3).map(|replication| log.open(replication).unwrap()).collect();
    for observer in &mut observers {
        observer.event(&event(7, 0, 5));
        observer.event(&event(8, 0, 6));
        observer.event(&event(7, 1, 7));
        observer.applicant(&closed(&applicant, 7));
        observer.applicant(&closed(&applicant, 8));
    }
    observers[2].event(&event(9, 0, 8));
    for (replication, observer) in (0..2).zip(observers.drain(..2)) {
        log.close(replication, observer).unwrap();
    }
    drop(observers);
    assert_eq!(log.finish(false).unwrap().counts, EventCounts { cases: 4, events: 6 });
    let dir = folder.publish(Manifest::default()).unwrap();
    let document = parse(&std::fs::read_to_string(dir.join("events.xes")).unwrap());
    let names = ["r0-a7", "r0-a8", "r1-a7", "r1-a8"].map(str::to_owned);
    let expected: Vec<_> = names.into_iter().zip([vec![0, 1], vec![0], vec![0, 1], vec![0]]).collect();
    assert_eq!(traces(&document), expected);
    let table = std::fs::read_to_string(dir.join("events.csv")).unwrap();
    assert_eq!(table.lines().count(), 1 + 6);
}

#[test]
#[should_panic(expected = "replication 3: applicant Some(7) was never closed")]
fn a_case_left_open_is_a_broken_invariant() {
    let root = tempfile::tempdir().unwrap();
    let log = XesLog::create(root.path(), root.path(), stamper(), one()).unwrap();
    let mut observer = log.open(3).unwrap();
    observer.event(&event(7, 0, 0));
    log.close(3, observer).unwrap();
}

#[test]
#[should_panic(expected = "applicant 7 was closed before event 1")]
fn a_case_that_goes_on_after_its_end_is_a_broken_invariant() {
    let root = tempfile::tempdir().unwrap();
    let log = XesLog::create(root.path(), root.path(), stamper(), one()).unwrap();
    let applicant = applicant();
    let mut observer = log.open(0).unwrap();
    observer.event(&event(7, 0, 0));
    observer.applicant(&closed(&applicant, 7));
    observer.event(&event(7, 1, 1));
}

/// A manifest written before events were counted is read as one without an event log.
#[test]
fn an_older_manifest_counts_no_events() {
    let mut value =
        serde_json::to_value(Manifest { events_logged: 5, event_cases: 2, ..Manifest::default() }).unwrap();
    assert_eq!((&value["events_logged"], &value["event_cases"]), (&5.into(), &2.into()));
    let fields = value.as_object_mut().unwrap();
    fields.retain(|name, _| !["event_cases", "events_logged"].contains(&name.as_str()));
    let read: Manifest = serde_json::from_value(value).unwrap();
    assert_eq!((read.events_logged, read.event_cases), (0, 0));
}
