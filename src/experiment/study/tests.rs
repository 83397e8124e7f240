//! What a study promises: the same numbers wherever records come from, and whatever becomes of other points.

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::*;
use crate::experiment::{Interventions, LEVELS, RunPlan, find_warm_up, run, with_threads};
use crate::scenario::{Compiled, Scenario, compile, load_text};

const SMALL: &str = "seed = 3\nperiod = { arrivals = \"30d\", drain = \"60d\" }\narrivals.per_day = 6\n";
const QUEUE: &str = "seed = 3\npopulation.source = \"plain\"\ncalendar.preset = \"every_day\"\narrivals.per_day = 200\n\
                     period = { arrivals = \"40d\", warm_up = \"auto\", drain = \"5d\" }\n\
                     [[stage]]\nname = \"desk\"\nkind = \"station\"\nservers = 1\nshifts = [\"00:00-24:00\"]\n\
                     service = \"5min\"\nnext = \"done\"\n[[stage]]\nname = \"done\"\nkind = \"exit\"\n\
                     outcome = \"approved\"\n";

fn compiled(text: &str) -> Compiled {
    let mut loaded = load_text("test", text, &[]);
    let scenario: Scenario = loaded.read();
    compile(&scenario, &mut loaded.faults)
        .unwrap_or_else(|| panic!("{}", loaded.faults.render(&loaded.sources, false)))
}

/// Three replications with shadows and two with every behaviour forced.
fn everything() -> Plays {
    let interventions = Some(InterventionPlan { behaviours: 7, replications: 2, shadow_share: 0.5 });
    Plays { replications: 3, interventions, ..Plays::default() }
}

fn design(compiled: &Compiled, plays: Plays) -> OneModel<'_> {
    let key = PointKey::from_hex(&"ab".repeat(32)).expect("digits");
    OneModel { key, model: &compiled.model, seed: 3, plays }
}

/// What a study says, in full: every number of it, as it is printed for developers.
fn told<D: Design>(design: &D, ledger: &dyn Ledger, threads: usize) -> String {
    let mut text = String::new();
    let played = with_threads::<_, Infallible>(Some(threads), |_| {
        Study { design, ledger }.run(&(), &Progress::default(), |number, point| match point {
            Ok(Reduced { run, interventions, warm_up, .. }) => {
                writeln!(text, "{number}: {run:?} {interventions:?} {warm_up:?}").expect("to a String");
            }
            Err(_) => writeln!(text, "{number}: faulty").expect("to a String"),
        })
    });
    assert!(matches!(played, Ok(Ok(true))), "{played:?}");
    text
}

fn units(design: &OneModel<'_>) -> Vec<Unit> {
    let unit = |play, replication| Unit { point: design.key, play, replication };
    let trials = (0..if design.plays.warm_up { WARM_UP_TRIALS } else { 0 }).map(|r| unit(Play::Trial, r));
    let plain = (0..design.plays.replications).map(|r| unit(Play::Plain, r));
    let forced = design.plays.interventions.into_iter().flat_map(|plan| {
        (0..plan.replications).flat_map(move |r| plan.plays().map(move |play| unit(play, r)))
    });
    trials.chain(plain).chain(forced).collect()
}

#[test]
fn records_give_what_playing_gives_whichever_of_them_are_there() {
    let compiled = compiled(SMALL);
    let design = design(&compiled, everything());
    let played = told(&design, &(), 2);
    let ledger = MemoryLedger::default();
    assert_eq!(told(&design, &ledger, 2), played, "while they are made");
    let all = units(&design);
    assert_eq!(ledger.len(), all.len());
    assert_eq!(told(&design, &ledger, 1), played, "from records alone");
    for (number, unit) in all.iter().enumerate().filter(|(number, _)| number % 3 != 1) {
        assert!(ledger.holds(unit), "{number}");
        ledger.forget(unit);
    }
    assert_eq!(told(&design, &ledger, 2), played, "from a part of them");
    assert_eq!(ledger.len(), all.len(), "what was lost is there again");
}

#[test]
fn a_warm_up_is_found_from_records_too() {
    let compiled = compiled(QUEUE);
    let plays = Plays { warm_up: true, replications: 2, ..Plays::default() };
    let design = design(&compiled, plays);
    let ledger = MemoryLedger::default();
    let played = told(&design, &ledger, 2);
    assert_eq!(ledger.len() as u64, WARM_UP_TRIALS + 2);
    assert_eq!(told(&design, &ledger, 2), played);
    // The same warm-up as by itself, and replications that know of it.
    let found = find_warm_up(&compiled.model, 3, &Progress::default()).expect("nobody stops it");
    assert!(played.contains(&format!("{:?}", Some(found))), "{found:?}");
    let model = compiled.model.warmed_up(found.until);
    let plan = RunPlan { seed: 3, replications: 2, precision: Vec::new() };
    let run = run(&model, &plan, &(), &Progress::default()).expect("nothing fails");
    assert!(played.contains(&format!("{run:?}")));
}

/// Every kind of record is the same after it was written, and none is taken for another model's.
#[test]
fn a_record_comes_back_as_it_was_written() {
    let one = compiled(SMALL);
    let design = design(&one, everything());
    let ledger = MemoryLedger::default();
    told(&design, &ledger, 2);
    let longer = compiled(&SMALL.replace("60d", "61d"));
    for unit in units(&design) {
        let bytes = ledger.get(&unit).expect("in memory").expect("there");
        let read = |bytes: &[u8]| Record::from_bytes(bytes, unit.play, &one.model);
        let record = read(&bytes).expect("whole");
        for other in units(&design).into_iter().filter(|other| other.play.code() != unit.play.code()) {
            let same =
                matches!((unit.play, other.play), (Play::Forced(one, _), Play::Forced(two, _)) if one == two);
            let taken = Record::from_bytes(&bytes, other.play, &one.model).is_some();
            assert_eq!(taken, same, "{unit} as {other}");
        }
        assert_eq!(record.to_bytes().as_deref(), Some(&*bytes), "{unit}");
        let Record::Plain { outcome, .. } = &record else { continue };
        assert!(outcome.restoration_course.is_some(), "what follows from the rest is there");
        assert_eq!(Record::from_bytes(&bytes, unit.play, &longer.model), None, "{unit}");
        assert_eq!(read(&bytes[..bytes.len() - 1]), None, "{unit}");
        assert_eq!(read(&[&[255], &bytes[1..]].concat()), None, "{unit}");
        let mut outcome = outcome.clone();
        outcome.applicants += 1;
        assert_ne!(Record::Plain { outcome, events: 0 }, record);
    }
}

/// Brief records give the same metrics and stations, in a fraction of the room, and whole ones serve for them.
#[test]
fn brief_records_tell_of_metrics_and_stations() {
    let compiled = compiled(SMALL);
    let design = design(&compiled, Plays { replications: 3, ..Plays::default() });
    let brief = OneModel { plays: Plays { brief: true, ..design.plays.clone() }, ..design.clone() };
    let (ledger, short) = (MemoryLedger::default(), MemoryLedger::default());
    let metrics = |design: &OneModel<'_>, ledger: &MemoryLedger| {
        let mut found = None;
        let study = Study { design, ledger };
        let take = |_, point: Result<Reduced<'_>, &Infallible>| found = point.ok().map(|point| point.run);
        let whole = with_threads::<_, Infallible>(Some(2), |_| study.run(&(), &Progress::default(), take));
        assert!(matches!(whole, Ok(Ok(true))));
        let estimates = found.expect("told").estimates;
        let at = |metric| estimates.metric(metric, crate::stats::ConfidenceLevel::NINETY_FIVE);
        let all: Vec<_> = (0..crate::observe::METRICS.len()).map(at).collect();
        format!("{all:?} {:?} {:?}", estimates.by_replication, estimates.stations)
    };
    let whole = metrics(&design, &ledger);
    assert_eq!(metrics(&brief, &short), whole);
    let (large, small) = (ledger.bytes(), short.bytes());
    assert!(4 * small < 3 * large, "{small} of {large} bytes");
    // From whole records nothing is played.
    assert_eq!(metrics(&brief, &ledger), whole);
    assert_eq!(ledger.len(), 3);
}

/// Parts of a study, played apart and in another order, are the study.
#[test]
fn parts_make_a_whole() {
    let compiled = compiled(QUEUE);
    let plays = Plays { warm_up: true, replications: 5, ..Plays::default() };
    let design = design(&compiled, plays);
    let whole = told(&design, &(), 2);
    let ledger = MemoryLedger::default();
    let study = Study { design: &design, ledger: &ledger };
    assert_eq!(study.units(), 5);
    for part in [3..5, 0..1, 1..3] {
        assert!(study.play_part(part, &Progress::default()).expect("nothing fails"));
    }
    assert_eq!(ledger.len() as u64, WARM_UP_TRIALS + 5);
    let progress = Progress::default();
    assert_eq!(told(&design, &ledger, 2), whole);
    assert!(study.play_part(0..5, &progress).expect("nothing fails"));
    assert_eq!(progress.applicants.load(Ordering::Relaxed), 0, "nothing is played twice");
}

/// Models by number; some of them cannot be made.
struct Several<'a>(&'a Compiled);

impl Design for Several<'_> {
    type Fault = String;

    fn points(&self) -> usize {
        7
    }

    fn plays(&self, number: usize) -> Plays {
        Plays { replications: 1 + number as u64 % 3, ..Plays::default() }
    }

    fn point(&self, number: usize) -> Result<Point<'_>, String> {
        if number % 3 == 2 {
            return Err(format!("no point {number}"));
        }
        let key = PointKey::from_hex(&format!("{number:064x}")).expect("digits");
        Ok(Point { key, seed: number as u64, model: Cow::Owned(self.0.model.clone()) })
    }
}

#[test]
fn a_faulty_point_does_not_stop_the_others() {
    let compiled = compiled(SMALL);
    let design = Several(&compiled);
    let all = told(&design, &(), 2);
    let lines: Vec<&str> = all.lines().collect();
    assert_eq!(lines.len(), 7);
    for (number, line) in lines.iter().enumerate() {
        assert!(line.starts_with(&format!("{number}: ")));
        assert_eq!(line.ends_with("faulty"), number % 3 == 2, "{number}");
    }
    let ledger = MemoryLedger::default();
    let study = Study { design: &design, ledger: &ledger };
    // Points 0 to 3 have 1, 2, 3 and 1 units, of which those of point 2 cannot be played.
    assert!(study.play_part(0..7, &Progress::default()).expect("nothing fails"));
    assert_eq!(ledger.len(), 4);
    assert_eq!(told(&design, &ledger, 2), all);
}

/// Interventions by hand: each model played by itself.
#[test]
fn interventions_are_those_of_each_model_by_itself() {
    let compiled = compiled(SMALL);
    let plan = InterventionPlan { behaviours: 7, replications: 2, shadow_share: 0.5 };
    let found = crate::experiment::intervene(&compiled.model, 3, plan, &Progress::default());
    let Interventions { levels, replications, .. } = found.expect("nobody stops it");
    assert_eq!((replications, levels.len()), (2, 21));
    for level in levels.iter().filter(|level| level.level.to_bits() != LEVELS[1].to_bits()) {
        let forced = crate::behaviour::Forced::one(level.behaviour, level.level);
        let mut applicants = crate::stats::Moments::default();
        for replication in 0..2 {
            let mut tally =
                crate::observe::ForcedTally::new(level.behaviour, compiled.model.config().warm_up);
            crate::model::replicate(&compiled.model.forced(&forced), 3, replication, &mut tally);
            applicants.push(tally.eligible.applicants as f64);
        }
        assert_eq!(level.group.applicants, applicants, "{}", level.behaviour.index());
    }
}

#[test]
fn units_are_taken_in_order_and_nobody_runs_far_ahead() {
    let stop = AtomicBool::new(false);
    let (begun, taken) = (AtomicU64::new(0), AtomicU64::new(0));
    let widest = Mutex::new(0);
    let result = with_threads::<_, Infallible>(Some(4), |_| {
        let play = |number: &u64| {
            begun.fetch_add(1, Ordering::Relaxed);
            // The first of every fifty takes longest.
            if number.is_multiple_of(50) {
                std::thread::sleep(std::time::Duration::from_millis(15));
            }
            let ahead = number.saturating_sub(taken.load(Ordering::Relaxed));
            let mut widest = widest.lock().expect("nobody panics");
            *widest = ahead.max(*widest);
            Ok::<_, Infallible>(Some(number * 2))
        };
        in_order(0..300_u64, &Halt::new(&stop), play, |number, double| {
            assert_eq!((number, double), (taken.load(Ordering::Relaxed), 2 * number));
            taken.store(number + 1, Ordering::Relaxed);
            Ok(())
        })
    });
    assert!(matches!(result, Ok(Ok(300))), "{result:?}");
    let widest = *widest.lock().expect("nobody panics");
    assert!(widest <= 16 + 4 * 4 && widest > 1, "{widest}");
}

#[test]
fn what_fails_or_is_stopped_ends_the_loop_with_what_came_before() {
    let stop = AtomicBool::new(false);
    let run = |fails: Option<u64>, breaks: Option<u64>| {
        let mut taken = Vec::new();
        let result = with_threads::<_, Infallible>(Some(3), |_| {
            let play = |number: &u64| match *number {
                number if Some(number) == fails => Err("failed"),
                number if Some(number) == breaks => Ok(None),
                number => Ok(Some(number)),
            };
            in_order(0..1000, &Halt::new(&stop), play, |_, number| {
                taken.push(number);
                Ok(())
            })
        });
        (result.expect("threads"), taken)
    };
    assert_eq!(run(None, None), (Ok(1000), (0..1000).collect()));
    let (result, taken) = run(Some(40), None);
    assert_eq!((result, &taken), (Err("failed"), &(0..taken.len() as u64).collect()));
    assert!(taken.len() <= 40);
    // Nothing behind a unit that was broken off is taken, and what waits for its turn does not wait for ever.
    stop.store(true, Ordering::Relaxed);
    assert_eq!(run(None, None), (Ok(0), Vec::new()));
}
