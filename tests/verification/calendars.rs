//! People who come and go by the clock, and delays in working days.
//!
//! M/M/c whose servers follow a timetable is a Markov chain with a periodic steady state. Which chain it
//! is depends on what becomes of the case in hand when a shift ends:
//!
//! - `hand_over`: nobody idles on duty while a case is unserved, and work that is left of an exponential
//!   service is exponential. The number in the system is the chain whatever the shifts.
//! - `suspend`: a case put down waits for the same person. Where all come and go together the number of
//!   cases served is still min(n, c), and the chain is the same. Where one shift relieves another it is
//!   not: cases in hand at the change are out of reach of the next shift, which idles if there are no
//!   others. The control below shows the difference.

use reinstate::model::Model;
use reinstate::observe::{STATION_MEASURES, Tally};
use reinstate::time::{HOUR, SimDuration};

use super::common::{Checks, Plain, Within, exit, exponential};
use super::listening::{DayShape, interval, listen};
use super::theory::periodic::{PeriodicSolution, periodic_chain};

/// Services a minute of one person.
const MU: f64 = 0.25;
const MARKS: [u64; 5] = [4, 8, 12, 16, 20];
/// States of the chain; a night without service brings 266 arrivals, and what is left over from the day
/// before is geometric beyond that.
const TRUNCATION: usize = 1_600;

/// Days with arrivals, and of warm-up at the start.
const DAYS: u32 = 130;
const WARM_UP: u32 = 30;

/// A station of one team; crews on duty by the hours given.
fn scenario(lambda: f64, crews: &[(u32, &str)], end_of_shift: &str) -> Model {
    let (people, shift) = crews[0];
    let other = |(people, shift): &(u32, &str)| format!("{{ people = {people}, shifts = [\"{shift}\"] }}");
    let others: Vec<String> = crews[1..].iter().map(other).collect();
    let process = format!(
        "[team.desk]\npeople = {people}\nshifts = [\"{shift}\"]\ncrews = [{}]\ncalendar = \"every_day\"\n\
         end_of_shift = \"{end_of_shift}\"\n[[stage]]\nname = \"desk\"\nkind = \"station\"\nteam = \"desk\"\n\
         service = {}\nnext = \"done\"\n{}",
        others.join(", "),
        exponential(1.0 / MU),
        exit("done", "approved"),
    );
    Plain { drain: 5, ..Plain::new(lambda, DAYS, WARM_UP, process) }.compile().model
}

/// Plays the scenario and holds it to the chain, by seven checks.
fn check_chain(checks: &mut Checks, load: f64, model: &Model, theory: &PeriodicSolution, seed: u64) {
    let marks: Vec<SimDuration> = MARKS.iter().map(|hour| *hour * HOUR).collect();
    let fresh = || (Tally::new(model.tally_config()), DayShape::new(WARM_UP, DAYS, &marks));
    let (outcomes, shapes): (Vec<_>, Vec<_>) = listen(model, seed, 40, fresh)
        .into_iter()
        .map(|(tally, shape)| (tally.finish(model.end()), shape.finish()))
        .unzip();
    let case = format!("ρ = {load}");
    for (name, theory) in [("in_system_mean", theory.mean_number), ("sojourn_mean", theory.mean_sojourn)] {
        let at = STATION_MEASURES.iter().position(|(known, _)| *known == name).unwrap();
        let found =
            outcomes.iter().filter_map(|outcome| outcome.stations[0].measures(DAYS)[at].value).collect();
        checks.check(&case, name, &found, theory, Within::Share(0.05));
    }
    for (at, hour) in MARKS.into_iter().enumerate() {
        let found = shapes.iter().map(|shape| mean(&shape.at_marks[at])).collect();
        let number = theory.number_at(hour as f64 * 60.0);
        checks.check(&case, &format!("number at {hour}:00"), &found, number, Within::Share(0.2));
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Four people from 08:00 to 16:00, three from 16:00 to 24:00, nobody at night.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn two_shifts_that_hand_over_are_the_periodic_chain() {
    let mut checks = Checks::new("two shifts, hand_over", 21);
    for load in [0.5, 0.8, 0.95] {
        let lambda = load * MU * f64::from(8 * 4 + 8 * 3) / 24.0;
        let phases = [(480.0, 0), (480.0, 4), (480.0, 3)];
        let theory = periodic_chain(lambda, MU, &phases, TRUNCATION);
        let model = scenario(lambda, &[(4, "08:00-16:00"), (3, "16:00-24:00")], "hand_over");
        check_chain(&mut checks, load, &model, &theory, 221);
    }
    checks.finish();
}

/// Seven people from 10:00 to 18:00, and everyone puts the case down overnight.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn one_shift_that_suspends_is_the_periodic_chain() {
    let mut checks = Checks::new("one shift, suspend", 21);
    for load in [0.5, 0.8, 0.95] {
        let lambda = load * MU * f64::from(8 * 7) / 24.0;
        let phases = [(600.0, 0), (480.0, 7), (360.0, 0)];
        let theory = periodic_chain(lambda, MU, &phases, TRUNCATION);
        let model = scenario(lambda, &[(7, "10:00-18:00")], "suspend");
        check_chain(&mut checks, load, &model, &theory, 222);
    }
    checks.finish();
}

/// The control: with two shifts that suspend, cases in hand at 16:00 are kept until the next morning, and
/// the number at 20:00 is above the chain's by up to those four. At a load of .5 the line is empty by
/// 16:00, so that it shows.
#[test]
fn two_shifts_that_suspend_are_another_chain() {
    let lambda = 0.5 * MU * f64::from(8 * 4 + 8 * 3) / 24.0;
    let theory = periodic_chain(lambda, MU, &[(480.0, 0), (480.0, 4), (480.0, 3)], TRUNCATION);
    let model = scenario(lambda, &[(4, "08:00-16:00"), (3, "16:00-24:00")], "suspend");
    let heard = listen(&model, 223, 10, || DayShape::new(WARM_UP, DAYS, &[20 * HOUR]));
    let number = interval(&heard.into_iter().map(|one| mean(&one.finish().at_marks[0])).collect());
    let chain = theory.number_at(20.0 * 60.0);
    assert!(number.low > chain, "the number at 20:00 is {number:?}, the chain's {chain}");
}
