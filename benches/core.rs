//! The parts that a replication spends its time in, one by one, and a replication as a whole.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use reinstate::engine::Agenda;
use reinstate::model::replicate;
use reinstate::observe::Tally;
use reinstate::random::{Purpose, ReplicationKey};
use reinstate::scenario::{Compiled, Scenario, compile, load};
use reinstate::time::{MINUTE, SimDuration, SimTime};

fn base() -> Option<Compiled> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/base.toml");
    let mut loaded = load(&path, &[]);
    let scenario: Scenario = loaded.read();
    compile(&scenario, &mut loaded.faults)
}

/// Pops and schedules at a steady number of pending events, with exponential times ahead.
fn agenda(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("agenda");
    for pending in [1_000_u64, 1_000_000] {
        let mut stream = ReplicationKey::new(1, 0).stream(0, Purpose::Portfolio, 0);
        let mut agenda = Agenda::new();
        for event in 0..pending {
            let ahead = SimDuration::from_secs_f64(3_600.0 * stream.exponential());
            agenda.schedule(SimTime::START + ahead, 0, event);
        }
        group.throughput(Throughput::Elements(1));
        group.bench_function(format!("hold_{pending}"), |bencher| {
            bencher.iter(|| {
                if let Some((now, event)) = agenda.pop() {
                    let ahead = SimDuration::from_secs_f64(3_600.0 * stream.exponential());
                    agenda.schedule(now + ahead, 0, event);
                }
            });
        });
    }
    group.finish();
}

fn parts(criterion: &mut Criterion) {
    let Some(compiled) = base() else { return };
    let config = compiled.model.config();
    let key = ReplicationKey::new(1, 0);
    let mut index = 0;
    criterion.bench_function("applicant", |bencher| {
        bencher.iter(|| {
            index += 1;
            black_box(config.population.applicant(key, index))
        });
    });
    let reviewers = config.process.teams.iter().find(|team| team.name == "reviewers");
    let Some(hours) = reviewers.and_then(|team| team.crews.first()).map(|crew| &crew.hours) else { return };
    let mut minute = 0;
    criterion.bench_function("office_time", |bencher| {
        bencher.iter(|| {
            minute = (minute + 37) % 250_000;
            black_box(hours.add(SimTime::START + minute * MINUTE, 25 * MINUTE))
        });
    });
}

fn replication(criterion: &mut Criterion) {
    let Some(compiled) = base() else { return };
    let mut group = criterion.benchmark_group("base");
    group.sample_size(20).throughput(Throughput::Elements(21_600));
    group.bench_function("replication", |bencher| {
        bencher.iter(|| {
            let mut tally = Tally::new(compiled.model.tally_config());
            replicate(&compiled.model, 1, 0, &mut tally);
            black_box(tally.finish(compiled.model.end()))
        });
    });
    group.finish();
}

criterion_group!(benches, agenda, parts, replication);
criterion_main!(benches);
