//! What no process may lose: cases, work, time.
//!
//! Exact statements about single replications, so there is no false alarm. They are made of processes
//! drawn at random, with loops, teams that share stations, handovers, breakdowns, balking and patience.

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use reinstate::observe::{Outcome, Tally};
use reinstate::scenario::{Compiled, Scenario, compile, load};
use reinstate::time::HOUR;

use super::audit::{Audit, Books};
use super::common::Plain;
use super::listening::listen;
use super::random_process::process;

/// Plays one replication before an auditor, whose books it closes, and the ordinary tally.
fn audited(model: &reinstate::model::Model, seed: u64) -> (Audit, Outcome) {
    let fresh = || (Audit::new(model), Tally::new(model.tally_config()));
    let (mut audit, tally) = listen(model, seed, 1, fresh).pop().unwrap();
    audit.close(model.end());
    (audit, tally.finish(model.end()))
}

/// The tally counts what the auditor counts.
fn assert_agree(audit: &Audit, outcome: &Outcome) {
    assert_eq!(outcome.fates.iter().sum::<u64>(), audit.arrived, "every arrival has one fate");
    assert_eq!(outcome.applications, audit.filed);
    assert_eq!(outcome.undecided, audit.pending);
    for (station, books) in outcome.stations.iter().zip(&audit.stations) {
        let counted =
            (station.arrivals, station.balked, station.served, station.abandoned, station.waits.count());
        let visits = books.served + books.abandoned;
        let booked = (books.joined, books.balked, books.served, books.abandoned, visits);
        assert_eq!(counted, booked, "{}", station.facts().name);
        // Hours in ticks are exact in a float up to 2^53.
        let worked = books.worked as f64 / HOUR.ticks() as f64;
        assert!((station.busy_hours(u32::MAX) - worked).abs() < 1e-9, "{}", station.facts().name);
    }
}

/// The work done at all stations is the work that was given out there, to the tick, once nobody is left and whoever
/// was taken up was served to the end (after a handover, patience may end before the work does); and never more. Where people are productive half of the time it takes twice as long, rounded to the
/// tick once a service.
fn assert_work_is_conserved(audit: &Audit, half: bool) {
    let worked: u128 = audit.stations.iter().map(|books| books.worked).sum();
    let started: u64 = audit.stations.iter().map(|books| books.started).sum();
    let given = if half { 2 * audit.handling } else { audit.handling };
    let rounding = if half { u128::from(started) } else { 0 };
    assert!(worked <= given + rounding, "{worked} ticks are worked on {given} of work");
    let served: u64 = audit.stations.iter().map(|books| books.served).sum();
    if audit.pending == 0 && started == served {
        assert!(given <= worked + rounding, "{given} ticks of work are done in {worked}");
    }
}

#[test]
fn random_processes_lose_nothing() {
    let config = Config { cases: 300, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut seen = [0_u64; 6];
    let mut runner = TestRunner::new_with_rng(config, rng);
    let seen_in = std::cell::RefCell::new(&mut seen);
    let outcome = runner.run(&process(), |process| {
        let plain = Plain { drain: 60, ..Plain::new(0.02, 6, 0, process.text()) };
        let (audit, outcome) = audited(&plain.compile().model, 251);
        assert_agree(&audit, &outcome);
        assert_work_is_conserved(&audit, process.half);
        let sum = |of: fn(&Books) -> u64| audit.stations.iter().map(of).sum::<u64>();
        let found = [
            audit.closed,
            u64::from(audit.pending == 0),
            sum(|books| books.served),
            sum(|books| books.resumed),
            sum(|books| books.balked),
            sum(|books| books.abandoned),
        ];
        seen_in.borrow_mut().iter_mut().zip(found).for_each(|(sum, count)| *sum += count);
        Ok(())
    });
    outcome.unwrap();
    // What is to be conserved has to happen.
    assert!(seen[1] > 200 && seen.iter().all(|count| *count > 100), "{seen:?}");
}

/// Constant services, so that the work of each station by itself is known: three stations, two teams of
/// which one serves two of them, a handover at 16:00, and tools that break.
#[test]
fn every_station_does_the_work_it_is_given() {
    let process = "[team.first]\npeople = 3\nshifts = [\"08:00-16:00\"]\ncalendar = \"every_day\"\n\
        crews = [{ people = 2, shifts = [\"16:00-24:00\"] }]\nend_of_shift = \"hand_over\"\n\
        breakdowns = { every = { distribution = \"exponential\", mean = \"6h\" }, \
                       repair = { distribution = \"exponential\", mean = \"1h\" } }\n\
        [team.second]\npeople = 2\nshifts = [\"09:00-12:00\", \"13:30-18:00\"]\ncalendar = \"every_day\"\n\
        [[stage]]\nname = \"a\"\nkind = \"station\"\nteam = \"first\"\nservice = \"7min\"\nnext = \"b\"\n\
        [[stage]]\nname = \"b\"\nkind = \"station\"\nteam = \"second\"\nservice = \"5min\"\n\
        next = [{ to = \"a\", share = 0.2 }, { to = \"c\" }]\n\
        [[stage]]\nname = \"c\"\nkind = \"station\"\nteam = [\"second\", \"first\"]\nservice = \"3min\"\n\
        next = \"done\"\n[[stage]]\nname = \"done\"\nkind = \"exit\"\noutcome = \"approved\"\n";
    let (audit, outcome) =
        audited(&Plain { drain: 10, ..Plain::new(0.08, 60, 0, process) }.compile().model, 252);
    assert_agree(&audit, &outcome);
    assert_work_is_conserved(&audit, false);
    assert_eq!(audit.pending, 0, "the drain is long enough");
    assert!(audit.stations[0].resumed > 50, "cases are handed over: {}", audit.stations[0].resumed);
    for (books, minutes) in audit.stations.iter().zip([7_u128, 5, 3]) {
        assert_eq!(books.worked, u128::from(books.served) * minutes * 60_000_000);
    }
}

/// The base scenario, people with attributes and all: no case is lost between attempts, and the books of
/// its two stations close.
#[test]
fn the_base_scenario_loses_nothing() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/base.toml");
    let mut loaded = load(&path, &["period.arrivals=40d".to_owned()]);
    let scenario: Scenario = loaded.read();
    let Compiled { model, .. } = compile(&scenario, &mut loaded.faults).expect("the base scenario is valid");
    let (audit, outcome) = audited(&model, 253);
    let second = outcome.attempts.get(1).map_or(0, |attempt| attempt.decided);
    assert!(audit.filed > 0 && second > 0, "some apply more than once");
    assert_agree(&audit, &outcome);
}
