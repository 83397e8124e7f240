//! The logs hold every record, in order of replications, in columns that any CSV reader finds.

use super::xes::ended;
use super::{entries, rows};
use crate::behaviour::{Behaviour, BehaviourSet, Channel};
use crate::experiment::Recorder;
use crate::observe::{
    Activity, ApplicationRecord, CaseView, EventReason, EventRecord, Fate, Lifecycle, LogNames, Observer,
    Status,
};
use crate::policy::{Factor, Item, KnockOut, Points, Reason, Route, Scorecard, Screen};
use crate::population::{
    Applicant, Card, Cause, ConsumptionItems, ExternalItems, InformationItems, LATENTS, LimitScale,
    Restriction, RiskModel, SecurityItems,
};
use crate::results::{
    CASE_COLUMNS, CaseLog, CsvStyle, EVENT_COLUMNS, EventCounts, LogFiles, Manifest, OutputFolder,
    ResultsError, RunLog,
};
use crate::time::{DAY, HOUR, MINUTE, SimDuration, SimTime, Stamper};
use std::sync::{Arc, LazyLock};

pub(super) fn stamper() -> Stamper {
    Stamper::new(jiff::civil::date(2024, 4, 1), "Asia/Shanghai").unwrap()
}

/// The position of `human_review` among [`names`]' stages.
pub(super) const HUMAN_REVIEW: Activity = Activity::Stage(1);

pub(super) fn names() -> LogNames {
    let owned = |names: [&str; 2]| names.map(str::to_owned).to_vec();
    let (stages, members) = (owned(["intake", "human_review"]), owned(["agent", "reviewer"]));
    LogNames { entries: Arc::new(entries()), stages, members, plain: false }
}

pub(super) fn applicant() -> Applicant {
    let card = Card {
        age_years: 31.0,
        limit_cny: 4_999.9,
        utilisation: 0.1,
        payment_ratio: 1.0 / 3.0,
        overdue_months: 2,
        months_overdue_now: 1,
    };
    Applicant {
        restriction: Restriction::LIMITED,
        cause: Cause::OVERDUE,
        days_overdue: 45,
        confirmed_cash_out: false,
        balance_cny: 1e-8,
        card,
        security: SecurityItems {
            takeover_risk: 0.1,
            remote_logins: 0,
            abnormal_transactions: 0,
            verification_enabled: true,
        },
        information: InformationItems {
            identity_verified: true,
            fields_filled: 3,
            accuracy: 1.0,
            recent_edits: 0,
        },
        consumption: ConsumptionItems { regularity: 0.5, diversity: 0.5, large_share: 0.1, cash_outs: 0 },
        external: ExternalItems { sesame: 612.5, credit_report: 0.5 },
        diligence: 0.0,
        true_risk: RiskModel::uci(LimitScale { ntd_per_cny: 20.0, step_cny: 500.0 }).risk(&card),
    }
}

/// A screen to which security and external credit matter most.
static SCREEN: LazyLock<Screen> = LazyLock::new(|| {
    let factor = |(name, weight): (&str, f64)| Factor {
        name: name.to_owned(),
        weight,
        items: vec![Item { attribute: 0, points: Points::Share, weight: 1.0 }],
    };
    let factors = LATENTS.into_iter().zip([0.1, 3.0, 1.0, 0.1, 6.0]).map(factor).collect();
    Screen::new(Scorecard::new(factors).unwrap(), vec![], 72.0, 45.0).unwrap()
});

pub(super) fn application(applicant: &Applicant, index: u64) -> ApplicationRecord<'_> {
    let mut behaviours = BehaviourSet::default();
    behaviours.insert(Behaviour::REPAY);
    behaviours.insert(Behaviour::SUBMIT_DOCUMENTS);
    let submitted_at = SimTime::START + DAY + HOUR + SimDuration::from_ticks(index * MINUTE.ticks());
    ApplicationRecord {
        index,
        attempt: 1,
        applicant: Some(applicant),
        own: &[],
        eligible: behaviours,
        restricted_at: SimTime::START,
        behaviours,
        channel: Channel::App,
        factors: [0.1 + 0.2, 0.0, 1.0, 1e-9, 2.0 / 3.0, 0.0, 0.0, 0.0],
        score: 61.234_567_890_123,
        route: Route::Human,
        approved: Some(false),
        refused_by: Some((&SCREEN, None)),
        fast_lane: true,
        submitted_at,
        decided_at: Some(submitted_at + DAY),
        notified_at: Some(submitted_at + DAY + HOUR),
        withdrawn_at: None,
        status: Status::Decided,
        working_days: Some(1),
        withdrawn_working_days: None,
        handling: HOUR,
        flipped: None,
    }
}

/// Entities without attributes have no cause, no card, no score; what happened to them stands there all the same.
#[test]
fn what_an_entity_lacks_is_an_empty_field() {
    let root = tempfile::tempdir().unwrap();
    let log = CaseLog::create(root.path(), root.path(), stamper(), Arc::new(entries()), CsvStyle::Standard)
        .unwrap();
    let made = applicant();
    let mut observer = log.open(0).unwrap();
    ended(&mut observer, &ApplicationRecord { applicant: None, ..application(&made, 12) });
    log.close(0, observer).unwrap();
    log.finish().unwrap();
    let rows = rows(&root.path().join(CaseLog::FILE), &CASE_COLUMNS);
    let told = [
        "replication",
        "applicant",
        "attempt",
        "restricted_at",
        "route",
        "decision",
        "reasons",
        "submitted_at",
        "decided_at",
        "notified_at",
        "status",
        "fate",
        "decision_working_days",
    ];
    for column in CASE_COLUMNS {
        assert_eq!(rows[0][column].is_empty(), !told.contains(&column), "{column}: {}", rows[0][column]);
    }
}

#[test]
fn both_logs_read_back_field_by_field() {
    let root = tempfile::tempdir().unwrap();
    let folder = OutputFolder::prepare(root.path(), false, None).unwrap();
    let files = LogFiles { cases: true, events_csv: true, ..LogFiles::default() };
    let log = RunLog::create(&folder, &stamper(), &names(), files).unwrap();
    let applicant = applicant();
    let mut observer = log.open(0).unwrap();
    let decided = application(&applicant, 12);
    ended(&mut observer, &decided);
    let pending = ApplicationRecord {
        behaviours: BehaviourSet::default(),
        approved: None,
        refused_by: None,
        decided_at: None,
        notified_at: None,
        status: Status::Pending,
        ..decided
    };
    ended(&mut observer, &pending);
    let event = EventRecord {
        index: 12,
        sequence: 3,
        activity: HUMAN_REVIEW,
        lifecycle: Lifecycle::Start,
        resource: Some((1, 2)),
        at: decided.submitted_at,
        case: CaseView::default(),
        reason: EventReason::None,
    };
    observer.event(&event);
    let refused = EventReason::Refused(decided.reasons());
    let case = CaseView {
        cause: Some(Cause::OVERDUE),
        channel: Some(Channel::Agent),
        attempt: 2,
        in_process: true,
        score: Some(decided.score),
        decision: Some(false),
    };
    observer.event(&EventRecord {
        activity: Activity::Notice,
        lifecycle: Lifecycle::Complete,
        resource: None,
        at: event.at + SimDuration::from_ticks(40),
        case,
        reason: refused,
        ..event
    });
    log.close(0, observer).unwrap();
    assert_eq!(
        log.finish(false).unwrap().counts,
        EventCounts { cases: 0, events: 2 },
        "a case counts at its first event"
    );
    let dir = folder.publish(Manifest::default()).unwrap();

    let cases = rows(&dir.join("cases.csv"), &CASE_COLUMNS);
    let texts = [
        ("applicant", "12"),
        ("cause", "overdue"),
        ("channel", "app"),
        ("restriction", "limited"),
        ("restricted_at", "2024-04-01T00:00:00+08:00"),
        ("limit_cny", "4999.9"),
        ("overdue_months", "2"),
        ("days_overdue", "45"),
        ("sesame", "612.5"),
        ("behaviours", "repay;submit_documents"),
        ("route", "human"),
        ("decision", "refused"),
        ("reasons", "weak_security;weak_external"),
        ("submitted_at", "2024-04-02T01:12:00+08:00"),
        ("decided_at", "2024-04-03T01:12:00+08:00"),
        ("notified_at", "2024-04-03T02:12:00+08:00"),
        ("status", "decided"),
        ("fast_lane", "true"),
        ("decision_working_days", "1"),
        ("verification_enabled", "true"),
    ];
    for (column, text) in texts {
        assert_eq!(cases[0][column], text, "{column}");
    }
    for (column, value) in
        ["credit", "security", "information", "consumption", "external"].iter().zip(decided.factors)
    {
        assert_eq!(cases[0][*column].parse(), Ok(value), "{column}");
    }
    assert_eq!(cases[0]["score"].parse(), Ok(decided.score));
    assert_eq!(cases[0]["payment_ratio"].parse(), Ok(applicant.card.payment_ratio));
    assert_eq!(cases[0]["balance_cny"].parse(), Ok(applicant.balance_cny));
    for column in ["behaviours", "decision", "reasons", "decided_at", "notified_at"] {
        assert_eq!(cases[1][column], "", "{column}");
    }
    let events = rows(&dir.join("events.csv"), &EVENT_COLUMNS);
    let fields = |row: usize| EVENT_COLUMNS.map(|column| events[row][column].as_str());
    let at = "2024-04-02T01:12:00+08:00";
    let first = ["r0-a12", "human_review", "start", "reviewer-3", at, "3", "0", "", "", "", "", "", ""];
    assert_eq!(fields(0), first);
    let at = "2024-04-02T01:12:00.000040+08:00";
    let case = ["overdue", "agent", "2", "61.234567890123", "refused", "weak_security;weak_external"];
    assert_eq!(fields(1)[..7], ["r0-a12", "notice", "complete", "", at, "3", "0"]);
    assert_eq!(fields(1)[7..], case);
}

/// Plays replications of which later ones finish first, and returns the log's text.
fn shuffled(memory: usize, rows_each: u64) -> String {
    let root = tempfile::tempdir().unwrap();
    let (staging, scratch) = (root.path().join("files"), root.path().join("scratch"));
    std::fs::create_dir(&staging).unwrap();
    std::fs::create_dir(&scratch).unwrap();
    let log = CaseLog::create(&staging, &scratch, stamper(), Arc::new(entries()), CsvStyle::Standard)
        .unwrap()
        .with_memory(memory);
    let applicant = applicant();
    let mut played: Vec<(u64, _)> =
        (0..4).rev().map(|replication| (replication, log.open(replication).unwrap())).collect();
    for (_, observer) in &mut played {
        (0..rows_each).for_each(|index| ended(observer, &application(&applicant, index)));
    }
    drop(log.open(9).unwrap());
    for (replication, observer) in played.into_iter().rev() {
        log.close(replication, observer).unwrap();
    }
    assert_eq!(std::fs::read_dir(&scratch).unwrap().count(), 0, "spools are cleared away");
    std::fs::read_to_string(staging.join(CaseLog::FILE)).unwrap()
}

#[test]
fn replications_stand_in_order_whether_in_memory_or_spilled() {
    let in_memory = shuffled(usize::MAX, 5_000);
    assert!(in_memory.len() > 4 * 1024 * 1024, "several blocks a replication: {}", in_memory.len());
    assert!(shuffled(1024 * 1024, 5_000) == in_memory, "spilling changes no byte");
    let mut expected =
        (0..4_u64).flat_map(|replication| (0..5_000_u64).map(move |index| (replication, index)));
    let mut reader = csv::Reader::from_reader(in_memory.as_bytes());
    for record in reader.records() {
        let record = record.unwrap();
        assert_eq!(Some((record[0].parse().unwrap(), record[1].parse().unwrap())), expected.next());
    }
    assert_eq!(expected.next(), None);
}

#[test]
fn a_fault_while_listening_comes_out_at_the_close() {
    let root = tempfile::tempdir().unwrap();
    let scratch = root.path().join("scratch");
    std::fs::create_dir(&scratch).unwrap();
    let log = CaseLog::create(root.path(), &scratch, stamper(), Arc::new(entries()), CsvStyle::Standard)
        .unwrap()
        .with_memory(1000);
    // The first replication needs no spool, for it is its turn.
    let mut observer = log.open(1).unwrap();
    std::fs::remove_dir(&scratch).unwrap();
    let applicant = applicant();
    (0..5_000).for_each(|index| ended(&mut observer, &application(&applicant, index)));
    let fault = log.close(1, observer).unwrap_err();
    assert!(matches!(fault, ResultsError::Io { .. }) && fault.to_string().contains("cases.csv.1"), "{fault}");
    let fault =
        CaseLog::create(&scratch, &scratch, stamper(), Arc::new(entries()), CsvStyle::Standard).unwrap_err();
    assert!(fault.to_string().contains("cases.csv"), "{fault}");
}

/// Every reason that is no refusal.
const REASONS: [EventReason; 5] = [
    EventReason::Balked,
    EventReason::Impatient,
    EventReason::OffDuty,
    EventReason::Handover,
    EventReason::Breakdown,
];

/// The names that are fixed in the program are written as they are, so none may hold what CSV gives
/// a meaning.
#[test]
fn no_name_needs_quoting() {
    let activities = [
        Activity::Arrival,
        Activity::RefusalRead,
        Activity::UnaskedRestoration,
        Activity::Restriction,
        Activity::DropOff,
        Activity::Application,
        Activity::HumanReviewRequest,
        Activity::Notice,
        Activity::Restoration,
        Activity::Withdrawal,
        Activity::GiveUp,
    ];
    let (log, entries) = (LogNames::default(), entries());
    let names = (activities.iter().map(|activity| log.activity(*activity)))
        .chain(Behaviour::STANDARD)
        .chain(Cause::STANDARD)
        .chain(Channel::ALL.map(Channel::name))
        .chain(Restriction::STANDARD)
        .chain(Route::ALL.map(Route::name))
        .chain(KnockOut::STANDARD)
        .chain((0..5).map(|factor| entries.reasons.of(Reason::Weak(factor))))
        .chain([Status::Decided, Status::Withdrawn, Status::Pending].map(Status::name))
        .chain(Lifecycle::ALL.map(Lifecycle::name))
        .chain(Fate::ALL.map(Fate::name))
        .chain(REASONS.into_iter().flat_map(|reason| reason.words(&entries.reasons)).collect::<Vec<_>>());
    for name in names {
        assert!(
            name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'),
            "{name}"
        );
    }
}

/// Stages and teams are named by people, who may write what CSV gives a meaning.
#[test]
fn names_from_a_scenario_read_back_whatever_they_hold() {
    let root = tempfile::tempdir().unwrap();
    let folder = OutputFolder::prepare(root.path(), false, None).unwrap();
    let files = LogFiles { cases: false, events_csv: true, ..LogFiles::default() };
    let stages = ["a \"second\" look", "screen, again", "two\nlines", "审核", " spaces ", "=1+1", "-1,2"];
    let names = LogNames {
        entries: Arc::default(),
        stages: stages.map(str::to_owned).to_vec(),
        members: vec!["clerk, \"junior\"".to_owned()],
        plain: false,
    };
    let log = RunLog::create(&folder, &stamper(), &names, files).unwrap();
    let mut observer = log.open(0).unwrap();
    for (stage, sequence) in (0..stages.len() as u16).zip(0..) {
        observer.event(&EventRecord {
            index: 1,
            sequence,
            activity: Activity::Stage(stage),
            lifecycle: Lifecycle::Complete,
            resource: Some((0, 6)),
            at: SimTime::START,
            case: CaseView::default(),
            reason: EventReason::None,
        });
    }
    log.close(0, observer).unwrap();
    log.finish(false).unwrap();
    let dir = folder.publish(Manifest::default()).unwrap();
    let text = std::fs::read_to_string(dir.join("events.csv")).unwrap();
    assert!(text.contains(",\"clerk, \"\"junior\"\"-7\",2024-"), "the number is inside the quotes: {text}");
    let events = rows(&dir.join("events.csv"), &EVENT_COLUMNS);
    assert_eq!(events.len(), stages.len());
    for (event, stage) in events.iter().zip(stages) {
        // What a spreadsheet would compute has an apostrophe in front.
        let field = if stage.starts_with(['=', '-']) { format!("'{stage}") } else { stage.to_owned() };
        assert_eq!((event["activity"].as_str(), event["seq"].len()), (field.as_str(), 1));
        assert_eq!(event["resource"], "clerk, \"junior\"-7");
    }
}
