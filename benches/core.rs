//! The parts that a replication spends its time in, one by one, and a replication as a whole.
//!
//! | group | what is timed |
//! |---|---|
//! | `agenda` | `hold`: the next event taken, another scheduled; `drain`: all scheduled, then all taken |
//! | `random` | a stream opened for one number; a number from an open stream |
//! | `calendar` | office time added and measured, the next opening, working days counted |
//! | `people` | an applicant made; the file of one put through the automatic screen |
//! | `replication` | one replication, by the customer or applicant: M/M/1 and the base scenario |
//!
//! ```sh
//! cargo bench --bench core -- agenda/hold
//! cargo bench --bench core -- --test # once each: does it work?
//! ```

mod common;

use std::hint::black_box;

use criterion::{Bencher, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use reinstate::engine::Agenda;
use reinstate::model::{Model, replicate};
use reinstate::observe::{Outcome, Tally};
use reinstate::population::Applicant;
use reinstate::random::{Purpose, ROW, ReplicationKey, Stream};
use reinstate::time::{MINUTE, OfficeHours, SimDuration, SimTime};

use crate::common::{scenario, view};

/// Events pending: about as many as a scenario has, and far more.
const PENDING: [u64; 2] = [1_000, 1_000_000];

/// Moments, days, applicants and so on that are gone through in turn.
const ROUND: usize = 4_096;

fn key() -> ReplicationKey {
    ReplicationKey::new(1, 0)
}

fn numbers() -> Stream {
    key().stream(0, Purpose::Portfolio, 0)
}

/// An exponential time with a mean of an hour.
fn ahead(stream: &mut Stream) -> SimDuration {
    SimDuration::from_secs_f64(3_600.0 * stream.exponential())
}

/// An agenda with so many events, all scheduled from the start.
fn filled(pending: u64, stream: &mut Stream) -> Agenda<u64> {
    let mut agenda = Agenda::new();
    for event in 0..pending {
        agenda.schedule(SimTime::START + ahead(stream), 0, event);
    }
    agenda
}

/// Takes the next event and schedules another.
fn turn(agenda: &mut Agenda<u64>, stream: &mut Stream) {
    if let Some((now, event)) = agenda.pop() {
        agenda.schedule(now + ahead(stream), 0, event);
    }
}

fn agenda(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("agenda");
    for pending in PENDING {
        group.throughput(Throughput::Elements(1));
        group.bench_function(BenchmarkId::new("hold", pending), |bencher| {
            let mut stream = numbers();
            let mut agenda = filled(pending, &mut stream);
            // Once through, so that the order in which they were put there is forgotten.
            for _ in 0..pending {
                turn(&mut agenda, &mut stream);
            }
            bencher.iter(|| turn(&mut agenda, &mut stream));
        });
    }
    group.sample_size(10);
    for pending in PENDING {
        group.throughput(Throughput::Elements(pending));
        group.bench_function(BenchmarkId::new("drain", pending), |bencher| {
            let mut stream = numbers();
            bencher.iter(|| {
                let mut agenda = filled(pending, &mut stream);
                while let Some(event) = agenda.pop() {
                    black_box(event);
                }
            });
        });
    }
    group.finish();
}

fn random(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("random");
    group.bench_function("open_and_uniform", |bencher| {
        let key = key();
        let mut entity = 0;
        bencher.iter(|| {
            entity += 1;
            key.stream(entity, Purpose::Portfolio, 0).uniform()
        });
    });
    group.bench_function("exponential", |bencher| {
        let mut stream = numbers();
        bencher.iter(|| stream.exponential());
    });
    group.finish();
}

/// Times an operation on one item after another.
fn in_turn<T, R>(bencher: &mut Bencher<'_>, items: &[T], mut operation: impl FnMut(&T) -> R) {
    let mut items = items.iter().cycle();
    bencher.iter(|| items.next().map(&mut operation));
}

/// Calendar arithmetic on moments anywhere within the arrivals of the base scenario, with the hours of
/// its reviewers.
fn calendar(criterion: &mut Criterion) {
    let compiled = scenario("base.toml");
    let config = compiled.model.config();
    let hours = reviewers(&compiled.model);
    let mut stream = numbers();
    let last = SimTime::from_day(compiled.model.tally_config().arrival_days).ticks();
    let moments: Vec<SimTime> = (0..ROUND).map(|_| SimTime::from_ticks(stream.below(last))).collect();
    let later = |moment: SimTime| (moment, moment + 3_000 * MINUTE);
    let spans: Vec<(SimTime, SimTime)> = moments.iter().copied().map(later).collect();

    let mut group = criterion.benchmark_group("calendar");
    group.bench_function("add", |bencher| {
        in_turn(bencher, &moments, |moment| hours.add(*moment, 25 * MINUTE));
    });
    group.bench_function("between", |bencher| {
        in_turn(bencher, &spans, |(from, to)| hours.between(*from, *to));
    });
    group.bench_function("next_open", |bencher| {
        in_turn(bencher, &moments, |moment| hours.next_open(*moment));
    });
    group.bench_function("working_days_between", |bencher| {
        in_turn(bencher, &spans, |(from, to)| config.calendar.working_days_between(from.day(), to.day()));
    });
    group.finish();
}

/// The hours of the people who review in the base scenario.
fn reviewers(model: &Model) -> &OfficeHours {
    let team = model.config().process.teams.iter().find(|team| team.name == "reviewers");
    let crew = team.and_then(|team| team.crews.first());
    &crew.expect("the base scenario has reviewers").hours
}

fn people(criterion: &mut Criterion) {
    let compiled = scenario("base.toml");
    let config = compiled.model.config();
    let key = key();
    let views: Vec<_> =
        (0..ROUND as u64).map(|index| view(&config.population.applicant(key, index))).collect();

    let mut group = criterion.benchmark_group("people");
    group.bench_function("applicant", |bencher| {
        let mut index = 0;
        bencher.iter(|| {
            index += 1;
            config.population.applicant(key, index)
        });
    });
    group.throughput(Throughput::Elements(ROW as u64));
    group.bench_function("row of applicants", |bencher| {
        let (mut from, mut row) = (0, [Applicant::BLANK; ROW]);
        bencher.iter(|| {
            from += ROW as u64;
            config.population.applicants(key, from, black_box(&mut row));
        });
    });
    group.throughput(Throughput::Elements(1));
    group.bench_function("judge", |bencher| {
        in_turn(bencher, &views, |view| config.screen.judge(view));
    });
    group.finish();
}

/// The first replication.
fn played(model: &Model) -> Outcome {
    let mut tally = Tally::new(model.tally_config());
    replicate(model, 1, 0, &mut tally);
    tally.finish(model.end())
}

fn replication(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("replication");
    group.sample_size(20);
    for (name, path) in [("mm1", "theory/mm1.toml"), ("base", "base.toml")] {
        let compiled = scenario(path);
        group.throughput(Throughput::Elements(arrived(&played(&compiled.model))));
        group.bench_function(name, |bencher| bencher.iter(|| played(&compiled.model)));
    }
    group.finish();
}

/// Everyone who arrived, in the warm-up as well.
fn arrived(outcome: &Outcome) -> u64 {
    outcome.days.iter().map(|day| day.arrivals).sum()
}

criterion_group!(benches, agenda, random, calendar, people, replication);
criterion_main!(benches);
