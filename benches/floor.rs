//! What the machine can do: the same work by hand, without a workbench around it.
//!
//! `mm1` and `textbook` are hand-written loops of one queue, with a clock of whole numbers and of floating-point
//! ones, `base` makes and scores the applicants of the base
//! scenario row after row, `pending` holds a thousand and a million events on the agenda. Each
//! prints one line of JSON with what it did and how long that took, without the start of the process.
//!
//! ```sh
//! cargo bench --bench floor -- mm1 --customers 5000000
//! cargo bench --bench floor -- textbook --customers 5000000
//! cargo bench --bench floor -- base --applicants 2000000
//! cargo bench --bench floor -- pending --events 2000000
//! ```

#![allow(clippy::print_stdout)]

mod common;

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, VecDeque};
use std::hint::black_box;
use std::ops::{Add, Sub};
use std::time::Instant;

use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Exp1};
use rand_xoshiro::Xoroshiro128PlusPlus;
use reinstate::engine::Agenda;
use reinstate::population::Applicant;
use reinstate::random::{Purpose, ROW, ReplicationKey};
use reinstate::time::{SimDuration, SimTime};

use crate::common::{scenario, view};

/// A clock in floating-point minutes, in the order of the numbers.
#[derive(Clone, Copy, PartialEq)]
struct Minutes(f64);

impl Eq for Minutes {}

impl PartialOrd for Minutes {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Minutes {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl Add for Minutes {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Minutes {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

/// M/M/1 with whole microminutes, so that the heap compares integers, and a ziggurat: the fastest loop known here.
fn mm1_in_ticks(customers: u64) -> f64 {
    const SCALE: f64 = 1e6;
    let mut random = Xoroshiro128PlusPlus::seed_from_u64(1);
    let (waited, served) = mm1(customers, 0, move |mean| {
        let unit: f64 = Exp1.sample(&mut random);
        (unit * (mean * SCALE)) as u64
    });
    waited as f64 / SCALE / served as f64
}

/// M/M/1 as in textbooks: a clock in floating-point minutes, and logarithms.
fn mm1_in_minutes(customers: u64) -> f64 {
    let mut random = Xoroshiro128PlusPlus::seed_from_u64(1);
    let (waited, served) =
        mm1(customers, Minutes(0.0), move |mean| Minutes(-mean * (1.0 - random.random::<f64>()).ln()));
    waited.0 / served as f64
}

/// M/M/1 at a load of .9, service of mean 1: a binary heap of two kinds of events, a queue of arrival
/// times, the sum of the waits and how many they are.
#[inline(always)]
fn mm1<T>(customers: u64, zero: T, mut exponential: impl FnMut(f64) -> T) -> (T, u64)
where
    T: Ord + Copy + Add<Output = T> + Sub<Output = T>,
{
    const ARRIVES: u8 = 1;
    const LEAVES: u8 = 0;
    let mut agenda = BinaryHeap::with_capacity(4);
    let mut line: VecDeque<T> = VecDeque::new();
    let (mut busy, mut arrived, mut served, mut waited) = (false, 0_u64, 0_u64, zero);
    agenda.push(Reverse((exponential(1.0 / 0.9), ARRIVES)));
    while served < customers
        && let Some(Reverse((now, kind))) = agenda.pop()
    {
        if kind == ARRIVES {
            arrived += 1;
            if arrived < customers {
                agenda.push(Reverse((now + exponential(1.0 / 0.9), ARRIVES)));
            }
            if busy {
                line.push_back(now);
            } else {
                busy = true;
                agenda.push(Reverse((now + exponential(1.0), LEAVES)));
            }
        } else {
            served += 1;
            if let Some(since) = line.pop_front() {
                waited = waited + (now - since);
                agenda.push(Reverse((now + exponential(1.0), LEAVES)));
            } else {
                busy = false;
            }
        }
    }
    (waited, served)
}

/// The applicants of the base scenario, row after row: made, and the file they would hand in without mending
/// anything put through the automatic screen. Gives the mean score.
fn base(applicants: u64) -> f64 {
    let compiled = scenario("base.toml");
    let config = compiled.model.config();
    let key = ReplicationKey::new(1, 0);
    let start = Instant::now();
    let mut scores = 0.0;
    let mut row = [Applicant::BLANK; ROW];
    for from in (0..applicants).step_by(ROW) {
        config.population.applicants(key, from, &mut row);
        for applicant in row.iter().take((applicants - from) as usize) {
            scores += black_box(config.screen.judge(&view(applicant))).score;
        }
    }
    report("base", applicants, start, scores / applicants as f64);
    scores
}

/// Nanoseconds of taking the next event and scheduling another, with so many pending: exponential
/// times ahead, so that the agenda keeps its shape.
fn hold(pending: u64, events: u64) -> f64 {
    let mut stream = ReplicationKey::new(1, 0).stream(0, Purpose::Portfolio, 0);
    let mut ahead = move || SimDuration::from_secs_f64(3_600.0 * stream.exponential());
    let mut agenda = Agenda::new();
    for event in 0..pending {
        agenda.schedule(SimTime::START + ahead(), 0, event);
    }
    let mut turn = |events: u64| {
        let start = Instant::now();
        for _ in 0..events {
            if let Some((now, event)) = agenda.pop() {
                agenda.schedule(now + ahead(), 0, event);
            }
        }
        start.elapsed().as_secs_f64()
    };
    // Once through, so that the order in which they were put there is forgotten.
    turn(pending);
    turn(events) / events as f64 * 1e9
}

fn report(work: &str, units: u64, start: Instant, answer: f64) {
    let seconds = start.elapsed().as_secs_f64();
    println!("{{\"work\":\"{work}\",\"units\":{units},\"seconds\":{seconds},\"answer\":{answer}}}");
}

/// The number after `--name`, or `otherwise`.
fn option(words: &[String], name: &str, otherwise: u64) -> u64 {
    let value = words.iter().position(|word| word == name).and_then(|at| words.get(at + 1));
    value.map_or(otherwise, |word| word.parse().expect("a whole number"))
}

fn main() {
    // Cargo adds a word of its own.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let wanted = |work: &str| words.first().is_none_or(|word| word == work || word.starts_with("--"));
    let customers = option(&words, "--customers", 5_000_000);
    if wanted("mm1") {
        let start = Instant::now();
        report("mm1", customers, start, mm1_in_ticks(customers));
    }
    if wanted("textbook") {
        let start = Instant::now();
        report("textbook", customers, start, mm1_in_minutes(customers));
    }
    if wanted("base") {
        base(option(&words, "--applicants", 2_000_000));
    }
    if wanted("pending") {
        let events = option(&words, "--events", 2_000_000);
        let (thousand, million) = (hold(1_000, events), hold(1_000_000, events));
        println!(
            "{{\"work\":\"pending\",\"units\":{events},\"thousand_ns\":{thousand},\"million_ns\":{million}}}"
        );
    }
}
