//! What a station, a team and a route mean, told by single cases at exact times.
//!
//! Every scenario here is small enough to be worked out by hand: plain arrivals at written moments,
//! constant services, and an observer that notes who did what when. The dates lie in March 2024
//! unless holidays matter: 2024-03-04 is a Monday, and no holiday falls into that month.

mod backlog;
mod by_time;
mod duty;
mod life_cycle;
mod lines;
mod money;
mod nights;
mod over_time;
mod paths;
mod people;
mod promises;
mod teams;
mod waits;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use reinstate::model::{Model, replicate};
use reinstate::observe::{
    Activity, ApplicantRecord, ApplicationRecord, EventReason, EventRecord, Fate, Lifecycle, LogNames,
    Observer, Outcome, Tally,
};
use reinstate::random::Law;
use reinstate::scenario::Compiled;
use reinstate::time::{SimDuration, SimTime};

use crate::common::scenario;

/// What is known of one application at its end.
#[derive(Debug, Clone)]
struct Filed {
    index: u64,
    attempt: u8,
    score: f64,
    approved: Option<bool>,
    submitted_at: SimTime,
    decided_at: Option<SimTime>,
    notified_at: Option<SimTime>,
    handling_minutes: f64,
}

/// An entry of the event log, spelled out.
#[derive(Debug, Clone)]
struct Entry {
    index: u64,
    /// The stage, or what else happened.
    what: String,
    starts: bool,
    /// Team member and number, as in event logs, numbers from 0.
    by: Option<String>,
    at: SimTime,
}

/// How often things happened at a station, and the levels told last.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    joined: i64,
    balked: i64,
    abandoned: i64,
    served: i64,
    waiting: u32,
    in_service: u32,
}

impl Count {
    fn inside(&self) -> i64 {
        self.joined - self.balked - self.abandoned - self.served
    }
}

/// Notes everything, and sees to it that counts and levels agree at every moment.
struct Tape {
    names: LogNames,
    first: Date,
    entries: Vec<Entry>,
    /// All entries of the log in words, case by case.
    log: Vec<(u64, String)>,
    /// Cases back in line since a handover.
    handed_over: BTreeSet<u64>,
    counts: BTreeMap<u16, Count>,
    filed: Vec<Filed>,
    fates: BTreeMap<u64, Fate>,
    arrived: u64,
}

impl Observer for Tape {
    fn arrived(&mut self, _: SimTime) {
        self.arrived += 1;
    }

    fn application(&mut self, record: &ApplicationRecord<'_>) {
        self.filed.push(Filed {
            index: record.index,
            attempt: record.attempt,
            score: record.score,
            approved: record.approved,
            submitted_at: record.submitted_at,
            decided_at: record.decided_at,
            notified_at: record.notified_at,
            handling_minutes: record.handling.as_minutes(),
        });
    }

    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        let again = self.fates.insert(record.index, record.fate);
        assert!(again.is_none(), "case {} ends twice", record.index);
    }

    fn joined(&mut self, station: u16, _: SimTime) {
        self.counts.entry(station).or_default().joined += 1;
    }

    fn balked(&mut self, station: u16, _: SimTime) {
        self.counts.entry(station).or_default().balked += 1;
    }

    fn abandoned(&mut self, station: u16, _: SimTime, _: SimDuration, _: SimTime) {
        self.counts.entry(station).or_default().abandoned += 1;
    }

    fn served(&mut self, station: u16, _: SimTime, _: SimDuration, _: SimTime, _: Option<SimTime>) {
        self.counts.entry(station).or_default().served += 1;
    }

    fn levels(&mut self, station: u16, now: SimTime, waiting: u32, in_service: u32) {
        let count = self.counts.entry(station).or_default();
        (count.waiting, count.in_service) = (waiting, in_service);
        assert_eq!(
            i64::from(waiting + in_service),
            count.inside(),
            "{now}: the levels of station {station} disagree with who came and went"
        );
    }

    /// Notes everything in words; of what is taken up, whoever goes on after a handover as well.
    fn event(&mut self, record: &EventRecord) {
        self.log.push(self.in_words(record));
        let handed_over = self.handed_over.remove(&record.index);
        match (record.activity, record.lifecycle) {
            (_, Lifecycle::Suspend) if record.reason == EventReason::Handover => {
                self.handed_over.insert(record.index);
                return;
            }
            (_, Lifecycle::Resume) if handed_over => {}
            (Activity::Arrival | Activity::RefusalRead, _)
            | (Activity::Behaviour(_), Lifecycle::Complete) => {
                return;
            }
            (_, Lifecycle::Schedule | Lifecycle::Suspend | Lifecycle::Resume | Lifecycle::Withdraw) => return,
            _ => {}
        }
        let goes_on = matches!(record.lifecycle, Lifecycle::Start | Lifecycle::Resume);
        self.entries.push(Entry {
            index: record.index,
            what: self.names.activity(record.activity).to_owned(),
            starts: goes_on && matches!(record.activity, Activity::Stage(_)),
            by: record.resource.map(|(team, number)| format!("{} {number}", self.names.member(team))),
            at: record.at,
        });
    }
}

impl Tape {
    /// Plays a replication; what must hold of every run is checked here.
    fn of(model: &Model) -> (Self, Outcome) {
        let tape = Self {
            names: model.log_names(),
            first: model.config().calendar.first(),
            entries: Vec::new(),
            log: Vec::new(),
            handed_over: BTreeSet::new(),
            counts: BTreeMap::new(),
            filed: Vec::new(),
            fates: BTreeMap::new(),
            arrived: 0,
        };
        let mut both = (tape, Tally::new(model.tally_config()));
        replicate(model, 1, 0, &mut both);
        let (tape, tally) = both;
        assert_eq!(tape.fates.len() as u64, tape.arrived, "someone is lost");
        for (station, count) in &tape.counts {
            let told = i64::from(count.waiting + count.in_service);
            assert_eq!(told, count.inside(), "the last levels of station {station}");
        }
        (tape, tally.finish(model.end()))
    }

    /// An entry in words: `03-04 09:00 desk start desk 0`, with a reason in brackets.
    fn in_words(&self, record: &EventRecord) -> (u64, String) {
        let (moment, activity) = (self.moment(record.at), self.names.activity(record.activity));
        let mut words = format!("{moment} {activity} {}", record.lifecycle.name());
        if let Some((team, number)) = record.resource {
            words.extend([" ", self.names.member(team), " ", &number.to_string()]);
        }
        let reason: Vec<_> = record.reason.words(&self.names.entries.reasons).collect();
        if !reason.is_empty() {
            words.extend([" (", &reason.join(" "), ")"]);
        }
        (record.index, words)
    }

    /// Everything logged of a case, in order.
    fn logged(&self, index: u64) -> Vec<&str> {
        self.log.iter().filter(|(case, _)| *case == index).map(|(_, words)| words.as_str()).collect()
    }

    /// `03-04 09:00`, with seconds where there are any.
    fn moment(&self, at: SimTime) -> String {
        let date = self.first.checked_add(jiff::Span::new().days(i64::from(at.day()))).unwrap();
        let seconds = at.time_of_day().as_secs_f64();
        if seconds.fract() > 0.0 {
            return at.to_string();
        }
        let seconds = seconds as u32;
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let time = format!("{:02}-{:02} {hour:02}:{minute:02}", date.month(), date.day());
        if second > 0 { format!("{time}:{second:02}") } else { time }
    }

    fn at_stage<'a>(&'a self, stage: &'a str, starts: bool) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().filter(move |entry| entry.what == stage && entry.starts == starts)
    }

    /// Case and time of all starts at a stage, in order.
    fn starts(&self, stage: &str) -> Vec<String> {
        self.at_stage(stage, true).map(|entry| format!("{} {}", entry.index, self.moment(entry.at))).collect()
    }

    /// Case and time of all completions of a stage, in order.
    fn ends(&self, stage: &str) -> Vec<String> {
        self.at_stage(stage, false)
            .map(|entry| format!("{} {}", entry.index, self.moment(entry.at)))
            .collect()
    }

    /// Who takes up a case at a stage, in order.
    fn hands(&self, stage: &str) -> Vec<String> {
        self.at_stage(stage, true).filter_map(|entry| entry.by.clone()).collect()
    }

    /// The cases in the order in which their service starts.
    fn order(&self, stage: &str) -> Vec<u64> {
        self.at_stage(stage, true).map(|entry| entry.index).collect()
    }

    /// What a case completes, in order.
    fn path(&self, index: u64) -> Vec<&str> {
        let own = |entry: &&Entry| entry.index == index && !entry.starts;
        self.entries.iter().filter(own).map(|entry| entry.what.as_str()).collect()
    }
}

/// A scenario whose cases arrive at these moments of 2024 (`03-04 09:00`, ascending). It starts at
/// the first day of the month of the first moment and has an exit `done` besides what is written.
fn exact(body: &str, arrivals: &[&str]) -> Compiled {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("arrivals.csv");
    let rows = arrivals.join("\n2024-");
    std::fs::write(&file, format!("arrival\n2024-{rows}\n")).unwrap();
    let month = &arrivals[0][..2];
    scenario(&format!(
        "name = \"exact\"\nreplications = 1\npopulation.source = \"plain\"\n\
         period = {{ start = \"2024-{month}-01\", arrivals = \"28d\", warm_up = \"0d\", drain = \"60d\" }}\n\
         arrivals.file = '{}'\n{body}\n\
         [[stage]]\nname = \"done\"\nkind = \"exit\"\noutcome = \"approved\"\n",
        file.display()
    ))
}

/// Plays such a scenario.
fn play(body: &str, arrivals: &[&str]) -> (Tape, Outcome) {
    Tape::of(&exact(body, arrivals).model)
}

/// Plays it with cases that bear waiting for a decision so long, unless they are with someone.
/// Scenarios of plain entities have no such patience, but the model knows it.
fn play_impatient(minutes: f64, body: &str, arrivals: &[&str]) -> (Tape, Outcome) {
    let mut config = exact(body, arrivals).model.config().clone();
    config.patience = Some(Law::constant(60.0 * minutes));
    Tape::of(&Model::new(config).unwrap())
}

/// A station `desk` that leads to `done`.
fn desk(keys: &str) -> String {
    format!("[[stage]]\nname = \"desk\"\nkind = \"station\"\nnext = \"done\"\n{keys}\n")
}

/// Keys of one person round the clock.
const ALWAYS: &str = "servers = 1\nshifts = [\"00:00-24:00\"]\ncalendar = \"every_day\"";
