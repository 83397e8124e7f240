//! Journeys explained are those of the logs of the whole run, field by field.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use reinstate::model::{Explained, ExplainedApplication, Model, explain, replicate};
use reinstate::observe::Journeys;
use reinstate::random::{Purpose, ReplicationKey};
use reinstate::time::{SECOND, SimTime, Stamper};

use crate::cli::sim;
use crate::common::scenario_with;

type Row = HashMap<String, String>;

/// Explains some applicants of a replication in one play.
pub(crate) fn explained(
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
    assert!(applications > 700 && served > 200 && taken_up > 400, "{applications} {served} {taken_up}");
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
