//! What a run will ask of the machine, before it starts: applicants, time, memory, disk.
//!
//! Rough by design: the figures behind it were measured on one machine, and how many applicants are in the system at a
//! time is known only afterwards. It is good enough to tell a run of seconds from one of days, and one that fits into
//! memory from one that does not. What really happens is watched in [`super::limits`].

use std::fmt::{Display, Write as _};
use std::path::Path;

use super::limits::{memory_free, size};
use super::terminal::complain;
use crate::experiment::{InterventionPlan, most_threads};
use crate::model::{DelayTime, Model, StageKind, shortest_round};
use crate::population::ArrivalSource;
use crate::results::{LogFiles, free_space};
use crate::scenario::Compiled;
use crate::words::{Language, Phrase, say};

/// Time for an applicant with what they do, and for an entity at one stage, on one thread, seconds.
const PERSON_SECONDS: f64 = 1.5e-6;
const STAGE_SECONDS: f64 = 0.15e-6;
/// Memory of an applicant and of an entity in the system, bytes.
const PERSON_BYTES: f64 = 400.0;
const ENTITY_BYTES: f64 = 150.0;
/// What a thread takes in any case, bytes.
const THREAD_BYTES: f64 = 4e6;
/// Days for which an applicant of the standard process is in the system, from the restriction to the end.
const PERSON_DAYS: f64 = 60.0;
/// Bytes of a row of `cases.csv`, and of an event in each form, with its share of the objects.
const CASE_BYTES: f64 = 410.0;
const EVENT_BYTES: f64 = 100.0;
const XES_BYTES: f64 = 340.0;
const OCEL_BYTES: f64 = 400.0;
/// Bytes of the record of a replication, in the ledger while the run goes on.
const RECORD_BYTES: f64 = 60_000.0;
/// Events that an application leaves in a log, beside two for each stage on its way.
const PERSON_EVENTS: f64 = 15.0;
/// A run of more than this is warned of, seconds.
const LONG: f64 = 3600.0;
/// Rounds of one application through a loop from which on the loop is warned of.
const MANY_ROUNDS: f64 = 1e6;

/// What a run will ask for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Estimate {
    /// Applicants of one replication.
    pub(super) applicants: f64,
    /// Replications, those of the interventions included.
    pub(super) replications: f64,
    /// Of these, those of the interventions.
    intervention_runs: f64,
    /// Seconds.
    pub(super) seconds: f64,
    /// Memory at a time, bytes.
    pub(super) memory: f64,
    /// Logs, bytes.
    pub(super) disk: f64,
    /// Records, until the results are whole, bytes.
    pub(super) records: f64,
    threads: usize,
}

/// Says on stderr what of a run, whose results are to lie in `dir`, goes beyond this machine.
pub(super) fn warn(compiled: &Compiled, threads: Option<u16>, logs: LogFiles, dir: &Path) {
    for warning in estimate(compiled, threads, logs).warnings(&compiled.model, Some(dir)) {
        complain(&say!(EstimateWarning, warning = warning));
    }
}

/// Estimates a run on so many threads with these logs.
pub(super) fn estimate(compiled: &Compiled, threads: Option<u16>, logs: LogFiles) -> Estimate {
    let config = compiled.model.config();
    let (applicants, busiest) = arrivals(&compiled.model);
    let own = compiled.settings.replications as f64;
    let forced = compiled.settings.interventions.map(|settings| InterventionPlan {
        behaviours: config.behaviours.actions.len(),
        replications: settings.replications,
        shadow_share: settings.shadow_share,
    });
    let intervention_runs = forced.map_or(0, |plan| plan.runs()) as f64;
    let replications = own + intervention_runs;
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = threads.map_or(cores, usize::from);
    let side_by_side = (threads.min(most_threads()) as f64).min(replications);

    let stages = config.process.stages.len() as f64;
    let each = if config.plain { STAGE_SECONDS * stages } else { PERSON_SECONDS };
    let seconds = applicants * replications * each / (threads.min(cores) as f64).min(replications).max(1.0);
    let stay = if config.plain { 1.0 + days_on_the_way(&compiled.model) } else { PERSON_DAYS };
    let present = applicants.min(busiest * stay);
    let bytes = if config.plain { ENTITY_BYTES } else { PERSON_BYTES };
    let memory = side_by_side * (THREAD_BYTES + present * bytes + busiest * 8.0);
    let events = if config.plain { 1.0 + 2.0 * stages } else { PERSON_EVENTS };
    let row = |wanted: bool, bytes: f64| if wanted { bytes } else { 0.0 };
    let disk = own
        * applicants
        * (row(logs.cases, CASE_BYTES)
            + row(logs.events_csv, EVENT_BYTES * events)
            + row(logs.events_xes, XES_BYTES * events)
            + row(logs.events_ocel, OCEL_BYTES * events));
    let records = own * RECORD_BYTES;
    Estimate { applicants, replications, intervention_runs, seconds, memory, disk, records, threads }
}

/// Arrivals expected in one replication, and on its busiest day.
pub(super) fn arrivals(model: &Model) -> (f64, f64) {
    let config = &model.config().arrivals;
    match &config.source {
        ArrivalSource::Given(times) => {
            let by_day = times.chunk_by(|one, other| one.day() == other.day()).map(<[_]>::len);
            (times.len() as f64, by_day.max().unwrap_or(0) as f64)
        }
        ArrivalSource::Drawn(stream) => (0..config.days)
            .map(|day| stream.per_day * stream.day_factors.get(day as usize).copied().unwrap_or(1.0))
            .fold((0.0, 0.0), |(sum, most), people| (sum + people, f64::max(most, people))),
    }
}

/// Mean time of all stages one after the other, days: nobody is on the way for less on a straight way through.
fn days_on_the_way(model: &Model) -> f64 {
    let time = |kind: &StageKind| match kind {
        StageKind::Delay(delay) => match &delay.time {
            DelayTime::Calendar(law) => law.mean() / 86_400.0,
            // Some eight hours of a day.
            DelayTime::Office(law) => law.mean() / 28_800.0,
            DelayTime::WorkingDays(law) => law.mean() * 1.5,
            DelayTime::RunAt(_) => 1.0,
        },
        StageKind::Station(station) => station.service.mean() / 28_800.0,
        StageKind::Decision(_) | StageKind::Exit(_) => 0.0,
    };
    model.config().process.stages.iter().map(|stage| time(&stage.kind)).sum()
}

impl Estimate {
    /// In one line.
    pub(super) fn words(&self) -> String {
        let interventions = match self.intervention_runs {
            runs if runs > 0.0 => {
                let runs = count(runs);
                Language::default().words().say(Phrase::HeadInterventions, &[("count", &runs)])
            }
            _ => String::new(),
        };
        let mut text = say!(
            AboutApplicantsInEachOf,
            applicants = count(self.applicants),
            replications = replications(self.replications - self.intervention_runs),
            interventions = interventions,
            seconds = time(self.seconds),
            memory = size(self.memory as u64)
        );
        if self.disk > 0.0 {
            // Writing to a String cannot fail.
            let _ = text.write_str(&say!(OfLogs, disk = size(self.disk as u64)));
        }
        text
    }

    /// What goes beyond this machine, or beyond patience; results are to lie in `dir`.
    pub(super) fn warnings(&self, model: &Model, dir: Option<&Path>) -> Vec<String> {
        let words = Language::default().words();
        let mut found = Vec::new();
        let free = memory_free();
        if let Some(free) = free.filter(|free| self.memory > *free as f64) {
            let sizes: [(&str, &dyn Display); 2] =
                [("need", &size(self.memory as u64)), ("free", &size(free))];
            found.push(words.say(Phrase::WarningMemory, &sizes));
        }
        if let Some(free) = dir.and_then(free_space).filter(|free| self.disk + self.records > *free as f64) {
            let need = size((self.disk + self.records) as u64);
            let sizes: [(&str, &dyn Display); 2] = [("need", &need), ("free", &size(free))];
            found.push(words.say(Phrase::WarningDisk, &sizes));
        }
        if self.seconds > LONG {
            found.push(words.say(Phrase::WarningLong, &[("time", &time(self.seconds))]));
        }
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        if self.threads > most_threads() {
            let counts: [(&str, &dyn Display); 3] =
                [("asked", &self.threads), ("processors", &cores), ("used", &most_threads())];
            found.push(words.say(Phrase::WarningThreads, &counts));
        }
        found.extend(rounds(model));
        found
    }

    /// For scripts.
    pub(super) fn json(&self) -> serde_json::Value {
        serde_json::json!({
            "applicants_each": self.applicants.round(),
            "replications": self.replications,
            "intervention_replications": self.intervention_runs,
            "seconds": self.seconds,
            "memory_bytes": self.memory.round(),
            "log_bytes": self.disk.round(),
            "record_bytes": self.records.round(),
        })
    }
}

/// A warning if an application may go round so fast that the run may not end.
fn rounds(model: &Model) -> Option<String> {
    let (stage, seconds) = shortest_round(model.config())?;
    let most = f64::from(model.end().day()) * 86_400.0 / seconds;
    (most > MANY_ROUNDS).then(|| {
        let name = &model.config().process.stages[usize::from(stage)].name;
        let values: [(&str, &dyn Display); 3] =
            [("stage", name), ("seconds", &seconds), ("times", &format!("{most:.0e}"))];
        Language::default().words().say(Phrase::WarningRounds, &values)
    })
}

/// A large number as a person says it, to two digits.
fn count(number: f64) -> String {
    match number {
        n if n >= 1e9 => say!(EstimateBillion, number = format_args!("{:.1}", n / 1e9)),
        n if n >= 1e6 => say!(EstimateMillion, number = format_args!("{:.1}", n / 1e6)),
        n if n >= 1e4 => format!("{:.0},000", n / 1e3),
        n => format!("{n:.0}"),
    }
}

/// So many replications, as a large number is said.
fn replications(number: f64) -> String {
    let words = Language::default().words();
    if (0.5..1.5).contains(&number) {
        words.text(Phrase::OneReplication).to_owned()
    } else {
        words.say(Phrase::Replications, &[("count", &count(number))])
    }
}

fn time(seconds: f64) -> String {
    match seconds {
        s if s >= 2.0 * 86_400.0 => say!(EstimateDays, value = format_args!("{:.0}", s / 86_400.0)),
        s if s >= 5400.0 => format!("{:.0} h", s / 3600.0),
        s if s >= 90.0 => say!(EstimateMin, value = format_args!("{:.0}", s / 60.0)),
        s if s >= 1.0 => format!("{s:.0} s"),
        _ => say!(LessThanASecond).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Scenario, compile, load_text};

    fn compiled(text: &str) -> Compiled {
        let mut loaded = load_text("test", text, &[]);
        let scenario: Scenario = loaded.read();
        let compiled = compile(&scenario, &mut loaded.faults);
        compiled.unwrap_or_else(|| panic!("{}", loaded.faults.render(&loaded.sources, false)))
    }

    #[test]
    fn applicants_are_counted_by_day_and_replication() {
        let text = "period.arrivals = \"10d\"\narrivals.per_day = 50\narrivals.holiday_factor = 1\nreplications = 4\n\
                    arrivals.weekday_profile = [1, 1, 1, 1, 1, 1, 1]\ninterventions = { replications = 2, shadow_share = 0 }\n";
        let found = estimate(&compiled(text), Some(1), LogFiles { cases: true, ..LogFiles::default() });
        let close = |found: f64, expected: f64| (found / expected - 1.0).abs() < 1e-12;
        assert!(close(found.applicants, 500.0), "{found:?}");
        // Seven behaviours at three levels, twice each.
        assert!(close(found.replications, 4.0 + 2.0 * 7.0 * 3.0), "{found:?}");
        assert!(close(found.disk, 4.0 * 500.0 * CASE_BYTES), "{found:?}");
        assert!(found.warnings(&compiled(text).model, None).is_empty(), "an everyday run is not warned of");
    }

    #[test]
    fn a_run_beyond_the_machine_is_warned_of() {
        let compiled = compiled("period.arrivals = \"3000d\"\narrivals.per_day = 1e7\nreplications = 1000\n");
        let found = estimate(&compiled, Some(4096), LogFiles::default());
        let warned = found.warnings(&compiled.model, None).join("\n");
        assert!(warned.contains("--max-time") && warned.contains("4096 threads"), "{warned}");
        assert!(memory_free().is_none() || warned.contains("--max-memory"), "{warned}");
    }

    #[test]
    fn a_loop_that_hardly_takes_time_is_warned_of() {
        let text = |patience: &str| {
            format!(
                "population.source = \"plain\"\n[[stage]]\nname = \"s\"\nkind = \"station\"\nservers = 1\n\
                 shifts = [\"00:00-24:00\"]\nservice = \"9d\"\npatience = \"{patience}\"\nreneged = \"s\"\n\
                 next = \"done\"\n[[stage]]\nname = \"done\"\nkind = \"exit\"\noutcome = \"approved\"\n"
            )
        };
        assert!(
            rounds(&compiled(&text("1e-6s")).model)
                .is_some_and(|words| words.contains("`s` every 0.000001 s"))
        );
        assert_eq!(rounds(&compiled(&text("1h")).model), None);
    }
}
