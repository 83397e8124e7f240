//! Journeys explained: equal to the logs of the whole run, and the least changes against runs in which the change was made.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use reinstate::behaviour::Behaviour;
use reinstate::model::{Explained, ExplainedApplication, Model, explain, replicate};
use reinstate::observe::Journeys;
use reinstate::policy::Route;
use reinstate::random::{Purpose, ReplicationKey};
use reinstate::time::{DAY, SECOND, SimTime, Stamper};

use crate::cli::sim;
use crate::common::scenario_with;

type Row = HashMap<String, String>;

/// Explains some applicants of a replication in one play.
fn explained(
    model: &Model,
    seed: u64,
    replication: u64,
    wanted: impl Iterator<Item = u64>,
) -> Vec<Explained> {
    let wanted: BTreeSet<u64> = wanted.collect();
    let mut journeys = Journeys::of(wanted.iter().copied());
    replicate(model, seed, replication, &mut journeys);
    let one = |index: &u64| explain(model, seed, replication, *index, journeys.journey(*index)?);
    wanted.iter().filter_map(one).collect()
}

fn table(path: &Path) -> Vec<Row> {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

/// How a moment stands in a log, to the tick.
struct Clock(Stamper);

impl Clock {
    fn text(&mut self, at: Option<SimTime>) -> String {
        let Some(at) = at else { return String::new() };
        let (stamp, micros) = (self.0.stamp(at), at.ticks() % SECOND.ticks());
        let (time, offset) = stamp.split_at(19);
        if micros == 0 { stamp } else { format!("{time}.{micros:06}{offset}") }
    }
}

const SIZE: [&str; 4] = ["arrivals.per_day=60", "period.arrivals=40d", "replications=2", "seed=77"];

/// A thousand applicants, drawn at random with a fixed seed, among those who come.
fn thousand(of: u64) -> BTreeSet<u64> {
    let key = ReplicationKey::new(5, 0);
    let mut stream = key.stream(0, Purpose::Lot, 0);
    let mut found = BTreeSet::new();
    while found.len() < 1000 {
        found.insert(stream.below(of));
    }
    found
}

/// Every field of a thousand journeys is what `cases.csv` and `events.csv` of the whole run say: who, when, which way,
/// which score, which decision, by whom, and how many waited before them, counted anew from everybody's entries.
#[test]
fn a_thousand_journeys_are_those_of_the_logs() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/base.toml");
    let sets = SIZE.iter().flat_map(|set| ["--set", *set]);
    sim()
        .current_dir(&folder)
        .arg("run")
        .arg(scenario)
        .args(sets)
        .args(["--cases=all", "--events", "csv", "--no-charts", "--no-interventions", "--out", "out"])
        .assert()
        .success();
    let cases = table(&folder.path().join("out/cases.csv"));
    let events = table(&folder.path().join("out/events.csv"));
    let compiled = scenario_with("scenarios/base.toml", &SIZE);
    let settings = &compiled.settings;
    let mut clock = Clock(Stamper::new(settings.start, &settings.time_zone).unwrap());
    let replication = 1;
    let rows: Vec<&Row> = cases.iter().filter(|row| row["replication"] == "1").collect();
    let come = rows.iter().map(|row| row["applicant"].parse::<u64>().unwrap()).max().unwrap() + 1;
    let all = explained(&compiled.model, 77, replication, thousand(come).into_iter());
    assert_eq!(all.len(), 1000);
    let mut by_case: BTreeMap<u64, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        by_case.entry(row["applicant"].parse().unwrap()).or_default().push(row);
    }
    let visits = visits_of(&events);
    let names = &compiled.model.config().names;
    let process = &compiled.model.config().process;
    let (mut applications, mut served, mut taken_up) = (0, 0, 0);
    for found in &all {
        let rows = &by_case[&found.index];
        let who = &found.applicant;
        for row in rows {
            assert_eq!(row["cause"], names.causes[who.applicant.cause.index()]);
            assert_eq!(
                (row["fate"].as_str(), row["channel"].as_str()),
                (who.fate.name(), who.channel.name())
            );
            assert_eq!(row["restricted_at"], clock.text(Some(who.restricted_at)));
            assert_eq!(row["bad"], who.bad.to_string());
        }
        let filed: Vec<&&Row> = rows.iter().filter(|row| row["attempt"] != "0").collect();
        assert_eq!(filed.len(), found.applications.len(), "applicant {}", found.index);
        for (row, application) in filed.into_iter().zip(&found.applications) {
            same_application(row, application, &mut clock, names);
            applications += 1;
        }
        let own: Vec<Visit> = visits.get(&found.index).cloned().unwrap_or_default();
        let told: Vec<Visit> = found
            .applications
            .iter()
            .flat_map(|application| &application.visits)
            .map(|visit| Visit {
                station: process.stages[usize::from(visit.stage)].name.clone(),
                came: clock.text(Some(visit.came_at)),
                waiting: visit.waiting.unwrap(),
                started: clock.text(visit.started_at),
                by: visit.by.map_or_else(String::new, |(team, member)| {
                    format!("r1-{}-{}", process.teams[usize::from(team)].member, member + 1)
                }),
                ended: clock.text(visit.ended_at),
            })
            .collect();
        assert_eq!(told, own, "applicant {}", found.index);
        served += told.len();
        taken_up += same_behaviours(found, &events_of(&events, found.index), &mut clock, &names.behaviours);
    }
    assert!(applications > 700 && served > 200 && taken_up > 700, "{applications} {served} {taken_up}");
}

fn same_application(
    row: &Row,
    application: &ExplainedApplication,
    clock: &mut Clock,
    names: &reinstate::observe::Names,
) {
    let filed = &application.filed;
    let text = |name: &str| row[name].as_str();
    assert_eq!(text("attempt"), filed.attempt.to_string());
    let behaviours: Vec<&str> = filed.behaviours.iter().map(|behaviour| names.behaviour(behaviour)).collect();
    assert_eq!(text("behaviours"), behaviours.join(";"), "{row:?}");
    let number = |name: &str| row[name].parse::<f64>().unwrap();
    assert_eq!(number("score"), filed.score);
    let mut total = 0.0;
    for (name, factor) in names.factors.iter().zip(&application.factors) {
        assert_eq!(number(name), factor.score, "{name}: {row:?}");
        // The items and what behaviour added make the factor.
        let raw = factor.gain + factor.items.iter().map(|item| item.weight * item.points).sum::<f64>();
        assert!((raw.clamp(0.0, 1.0) - factor.score).abs() < 1e-12, "{name}: {factor:?}");
        total += 100.0 * factor.weight * factor.score;
    }
    assert!((total - filed.score).abs() < 1e-9, "{total}: {row:?}");
    assert_eq!(text("route"), filed.route.name());
    let decision = filed.approved.map_or("", |approved| if approved { "approved" } else { "refused" });
    assert_eq!(text("decision"), decision);
    let reasons: Vec<&str> = filed.reasons.codes(&names.reasons).collect();
    assert_eq!(text("reasons"), reasons.join(";"));
    assert_eq!(text("status"), filed.status.name());
    assert_eq!(text("fast_lane"), filed.fast_lane.to_string());
    assert_eq!(text("submitted_at"), clock.text(Some(filed.submitted_at)));
    assert_eq!(text("decided_at"), clock.text(filed.decided_at));
    assert_eq!(text("notified_at"), clock.text(filed.notified_at));
    assert_eq!(text("withdrawn_at"), clock.text(filed.withdrawn_at));
    let days = filed.working_days.map_or_else(String::new, |days| days.to_string());
    assert_eq!(text("decision_working_days"), days);
    if let Some(least) = &application.least {
        assert!(least.repeats, "judged again, it comes out otherwise: {row:?}");
    }
}

/// A visit of a station, as the log has it.
#[derive(Debug, Clone, PartialEq, Default)]
struct Visit {
    station: String,
    came: String,
    waiting: u32,
    started: String,
    by: String,
    ended: String,
}

/// The visits of each applicant of replication 1, with how many others were in line when they came.
fn visits_of(events: &[Row]) -> HashMap<u64, Vec<Visit>> {
    let mut visits: HashMap<u64, Vec<Visit>> = HashMap::new();
    let mut lines: HashMap<String, BTreeSet<u64>> = HashMap::new();
    for row in events.iter().filter(|row| row["replication"] == "1") {
        let index: u64 = row["case_id"].strip_prefix("r1-a").unwrap().parse().unwrap();
        let (station, at) = (row["activity"].clone(), row["timestamp"].clone());
        let line = lines.entry(station.clone()).or_default();
        let own = visits.entry(index).or_default();
        match row["lifecycle"].as_str() {
            "schedule" => {
                let waiting = line.len() as u32;
                line.insert(index);
                own.push(Visit { station, came: at, waiting, ..Visit::default() });
            }
            lifecycle => {
                line.remove(&index);
                let last = own.last_mut().filter(|visit| visit.station == station && visit.ended.is_empty());
                let Some(visit) = last else { continue };
                match lifecycle {
                    "start" => visit.started = at,
                    "complete" => visit.ended = at,
                    _ => {}
                }
                visit.by.clone_from(&row["resource"]);
            }
        }
    }
    visits
}

fn events_of(events: &[Row], index: u64) -> Vec<&Row> {
    let case = format!("r1-a{index}");
    events.iter().filter(|row| row["case_id"] == case).collect()
}

/// What was taken up when, and from when on it worked, is what the log says; gives how much that is.
fn same_behaviours(found: &Explained, events: &[&Row], clock: &mut Clock, names: &[String]) -> usize {
    let moment = |behaviour: &str, lifecycle: &str| {
        let mut own =
            events.iter().filter(|row| row["activity"] == behaviour && row["lifecycle"] == lifecycle);
        own.next().map(|row| row["timestamp"].clone())
    };
    let mut count = 0;
    for preparation in &found.preparations {
        for taken in &preparation.takes_up {
            let name = &names[taken.behaviour.index()];
            assert_eq!(moment(name, "start"), Some(clock.text(Some(preparation.at))), "{name}");
            let told = Some(taken.effective).filter(|at| *at <= found.applicant.ended_at);
            assert_eq!(moment(name, "complete"), told.map(|at| clock.text(Some(at))), "{name}");
            count += 1;
        }
    }
    let logged = events.iter().filter(|row| names.contains(&row["activity"]) && row["lifecycle"] == "start");
    assert_eq!(logged.count(), count, "applicant {}", found.index);
    count
}

/// Every refusal of every process that is shipped comes out again, judged by itself.
#[test]
fn every_refusal_is_repeated() {
    for (path, more) in [
        ("scenarios/two_stage.toml", &["arrivals.per_day=20", "period.arrivals=60d"][..]),
        ("scenarios/levers.toml", &["arrivals.per_day=20", "period.arrivals=60d"]),
        (
            "scenarios/base.toml",
            &[
                "arrivals.per_day=20",
                "period.arrivals=60d",
                "human_request.enabled=true",
                "human_request.share=0.5",
            ],
        ),
        (
            "scenarios/base.toml",
            &["arrivals.per_day=40", "period.arrivals=30d", "team.reviewers.end_of_shift=\"hand_over\""],
        ),
    ] {
        let compiled = scenario_with(path, more);
        let all = explained(&compiled.model, 3, 0, 0..1200);
        let refused =
            || all.iter().flat_map(|found| &found.applications).filter_map(|one| one.least.as_ref());
        assert!(refused().count() > 150, "{path}: {}", refused().count());
        let other = refused().filter(|least| !least.repeats).count();
        assert_eq!(other, 0, "{path} {more:?}");
    }
}

/// No line, no delay and no chance in waiting, so that an application is judged when it is filed.
const AT_ONCE: [&str; 6] = [
    "arrivals.per_day=40",
    "period.arrivals=40d",
    "stage.human_review.enabled=false",
    "stage.review_delay.enabled=false",
    "behaviours.repay.late_effect=0",
    "reapply.max_attempts=1",
];

/// First applications by applicant, in a scenario with these settings.
fn first(sets: &[&str]) -> BTreeMap<u64, ExplainedApplication> {
    let sets: Vec<&str> = AT_ONCE.iter().chain(sets).copied().collect();
    let compiled = scenario_with("scenarios/base.toml", &sets);
    let all = explained(&compiled.model, 9, 0, 0..1600);
    all.into_iter().filter_map(|found| Some((found.index, found.applications.into_iter().next()?))).collect()
}

/// What a behaviour would have done is what it does in a run in which everyone takes it up and it works at once. There
/// nobody stands in line, so nothing else is different.
#[test]
fn a_behaviour_in_effect_is_that_of_a_run_in_which_it_is_done() {
    for (behaviour, name) in [
        (Behaviour::REPAY, "repay"),
        (Behaviour::SECURE, "secure"),
        (Behaviour::COMPLETE_PROFILE, "complete_profile"),
        (Behaviour::SUBMIT_DOCUMENTS, "submit_documents"),
    ] {
        let delay = format!("behaviours.{name}.delay=\"0s\"");
        let forced = |level: u8| format!("behaviours.{name}.force={level}");
        let (none, all) = (first(&[&delay, &forced(0)]), first(&[&delay, &forced(1)]));
        let (mut turned, mut not) = (0, 0);
        for (index, application) in &none {
            let Some(least) = &application.least else { continue };
            let turn = least.behaviours.iter().find(|turn| turn.behaviour == behaviour);
            let Some(turn) = turn else { continue };
            // Whoever repays soon may be restored without asking.
            let Some(done) = all.get(index).map(|application| &application.filed) else { continue };
            assert_eq!(done.submitted_at, application.filed.submitted_at, "{name} {index}");
            assert_eq!((turn.score, turn.route), (done.score, done.route), "{name} {index}");
            assert_eq!(turn.readers.of, 1);
            assert_eq!(Some(turn.turns()), done.approved, "{name} {index}");
            *if turn.turns() { &mut turned } else { &mut not } += 1;
        }
        assert!(turned >= 5 && not >= 50, "{name}: {turned} turned, {not} not");
    }
}

/// Where the score alone decides, the points that are missing are those up to the bound, whichever factor has them.
#[test]
fn the_points_that_are_missing_are_those_up_to_the_bound() {
    let all =
        first(&["screen.approve_at=60", "screen.refuse_below=60", "behaviours.submit_documents.force=0"]);
    let (mut factors, mut items) = (0, 0);
    for application in all.values().filter(|application| application.filed.route == Route::AutoRefused) {
        let (least, missing) = (application.least.as_ref().unwrap(), 60.0 - application.filed.score);
        for (at, factor) in application.factors.iter().enumerate() {
            let could = 100.0 * factor.weight * (1.0 - factor.score) >= missing + 1e-9;
            let turn = least.points.iter().find(|turn| turn.factor == at);
            assert_eq!(turn.is_some(), could, "{factor:?}, {missing} missing");
            let Some(turn) = turn else { continue };
            assert!((turn.score_points - missing).abs() < 1e-6, "{turn:?}, {missing} missing");
            assert_eq!(turn.route, Route::AutoApproved);
            factors += 1;
            for item in &turn.items {
                let own = factor.items.iter().find(|own| own.attribute == item.attribute).unwrap();
                let gained = 100.0 * factor.weight * own.weight * (item.needed - own.points);
                let below =
                    (-(factor.gain + factor.items.iter().map(|i| i.weight * i.points).sum::<f64>())).max(0.0);
                let expected = missing + 100.0 * factor.weight * below;
                assert!((gained - expected).abs() < 1e-6, "{item:?}: {gained} of {expected}");
                items += 1;
            }
        }
    }
    assert!(factors > 100 && items > 50, "{factors} {items}");
}

/// Where nothing but the rules refuses, filing later helps from the day on which the arrears are paid, and never where
/// they are not, or where the rule is of the days at restriction.
#[test]
fn another_day_helps_from_when_the_arrears_are_paid() {
    let sets = [
        "arrivals.per_day=40",
        "period.arrivals=40d",
        "screen.approve_at=0",
        "screen.refuse_below=0",
        "behaviours.submit_documents.force=0",
    ];
    let compiled = scenario_with("scenarios/base.toml", &sets);
    let rules = |name: &str| {
        let names = &compiled.model.config().names.reasons;
        (0..names.rules())
            .map(reinstate::policy::KnockOut::at)
            .find(|rule| names.of(reinstate::policy::Reason::KnockedOut(*rule)) == name)
    };
    let (overdue, long) = (rules("still_overdue"), rules("over_90_days_first_attempt"));
    let (mut waited, mut never) = (0, 0);
    for found in explained(&compiled.model, 4, 0, 0..1600) {
        // Securing the account verifies who it is, and so lifts another rule.
        if !found.applicant.applicant.information.identity_verified {
            continue;
        }
        for application in &found.applications {
            let Some(least) = &application.least else { continue };
            let filed = &application.filed;
            let days_overdue = u32::from(found.applicant.applicant.days_overdue);
            let taken = found.preparations.iter().filter(|part| part.attempt <= filed.attempt);
            let mut taken = taken.flat_map(|part| &part.takes_up);
            let paid = taken.find(|taken| taken.behaviour == Behaviour::REPAY).map(|taken| taken.effective);
            let other = filed.rule != overdue || (filed.attempt == 1 && days_overdue > 90);
            let expected = match paid {
                Some(paid) if !other => {
                    let day = |days: &u32| filed.submitted_at + u64::from(*days) * DAY >= paid;
                    (1..=120).find(day)
                }
                _ => None,
            };
            // Whoever breaks another rule as well is refused by that one then.
            if expected.is_some() && least.later.days.is_none() && least.later.rule != overdue {
                continue;
            }
            assert_eq!(least.later.days, expected, "{filed:?}, paid {paid:?}, {:?}", least.later);
            *if expected.is_some() { &mut waited } else { &mut never } += 1;
            if filed.rule == long {
                assert_eq!(least.later.rule, long);
            }
        }
    }
    assert!(waited > 20 && never > 50, "{waited} {never}");
}

/// With the same noise whoever is more lenient approves whatever a less lenient one does; so the others who approve are
/// the most lenient of all, and every one of them is more lenient than whoever refused. Where all are alike, nobody
/// would have decided otherwise.
#[test]
fn the_others_who_approve_are_the_most_lenient() {
    let size = ["arrivals.per_day=40", "period.arrivals=40d"];
    let compiled = scenario_with("scenarios/base.toml", &size);
    let key = ReplicationKey::new(6, 0);
    let leniency = |member: u32| key.stream(u64::from(member), Purpose::Leniency, 0).normal();
    let (mut some, mut read) = (0, 0);
    let all = explained(&compiled.model, 6, 0, 0..1600);
    for turn in all.iter().flat_map(|found| &found.applications).filter_map(|one| one.least.as_ref()) {
        for reading in &turn.reviewers {
            assert_eq!(reading.others, 8);
            let approving: BTreeSet<u32> = reading.approving.iter().map(|(_, member)| *member).collect();
            let least = approving.iter().map(|member| leniency(*member)).fold(f64::INFINITY, f64::min);
            let others = (0..9).filter(|member| !approving.contains(member)).map(leniency);
            assert!(others.fold(f64::NEG_INFINITY, f64::max) < least);
            assert!(!approving.contains(&reading.by.1));
            some += u32::from(!approving.is_empty());
            read += 1;
        }
    }
    assert!(some > 20 && read > 100, "{some} of {read}");
    let alike = scenario_with("scenarios/base.toml", &[size[0], size[1], "human.leniency_sd=0"]);
    for found in explained(&alike.model, 6, 0, 0..800) {
        let turns = found.applications.iter().filter_map(|one| one.least.as_ref());
        assert!(turns.flat_map(|least| &least.reviewers).all(|turn| turn.approving.is_empty()));
    }
}
