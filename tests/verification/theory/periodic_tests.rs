//! Tests of the periodic chain: limits that are known, balances, and a second way to solve it.

use approx::{assert_abs_diff_eq, assert_relative_eq};

use super::birth_death::{mean_of, stationary};
use super::erlang::Mmc;
use super::linear::solve;
use super::periodic::periodic_chain;

/// Two shifts and a night, in hours taken as minutes to keep the chain small.
const SHIFTS: [(f64, u32); 3] = [(8.0, 2), (4.0, 1), (12.0, 0)];

#[test]
fn a_constant_number_of_servers_is_mmc() {
    let (lambda, mu, servers) = (0.8, 0.25, 4);
    let queue = Mmc::new(lambda, mu, servers);
    let p = stationary(|_| lambda, |n| mu * f64::from(n.min(servers)));
    for phases in [&[(60.0, servers)][..], &[(10.0, servers), (25.0, servers), (25.0, servers)]] {
        let day = periodic_chain(lambda, mu, phases, 250);
        assert_relative_eq!(day.mean_number, queue.mean_number(), max_relative = 1e-9);
        assert_relative_eq!(day.mean_sojourn, queue.mean_sojourn(), max_relative = 1e-9);
        assert_relative_eq!(day.mean_in_service, lambda / mu, max_relative = 1e-9);
        for (n, probability) in day.distribution_at(17.0).iter().enumerate() {
            assert_abs_diff_eq!(*probability, p.get(n).copied().unwrap_or(0.0), epsilon = 1e-12);
        }
    }
}

/// What comes in a day goes out in a day, though the servers are away for half of it: the mean number
/// in service is λ/μ whatever the timetable.
#[test]
fn as_many_leave_as_come() {
    let day = periodic_chain(0.3, 0.5, &SHIFTS, 200);
    assert_relative_eq!(day.mean_in_service, 0.3 / 0.5, max_relative = 1e-10);
    assert!(day.lost_share < 1e-12);
}

#[test]
fn at_night_the_number_grows_at_the_rate_of_arrivals() {
    let day = periodic_chain(0.3, 0.5, &SHIFTS, 200);
    for hours in [1.0, 6.0, 12.0] {
        let grown = day.number_at(12.0 + hours) - day.number_at(12.0);
        assert_relative_eq!(grown, 0.3 * hours, max_relative = 1e-9);
    }
    assert_relative_eq!(day.number_at(24.0), day.number_at(0.0), max_relative = 1e-11);
    assert!(day.number_at(0.0) > day.number_at(8.0));
}

#[test]
fn the_order_of_the_clock_and_the_truncation_do_not_matter() {
    let day = periodic_chain(0.3, 0.5, &SHIFTS, 200);
    let later = periodic_chain(0.3, 0.5, &[SHIFTS[1], SHIFTS[2], SHIFTS[0]], 320);
    assert_relative_eq!(day.mean_sojourn, later.mean_sojourn, max_relative = 1e-10);
    assert_relative_eq!(day.number_at(9.0), later.number_at(1.0), max_relative = 1e-10);
}

/// With phases far shorter than a service, a server who is there for two thirds of the time is one who
/// works at two thirds of the rate.
#[test]
fn a_very_short_day_is_a_slower_server() {
    let day = periodic_chain(0.2, 0.9, &[(0.02, 1), (0.01, 0)], 100);
    assert_relative_eq!(day.mean_number, Mmc::new(0.2, 0.6, 1).mean_number(), max_relative = 1e-3);
}

/// dp/dt of the number in the system, written out from the balance equations.
fn slope(p: &[f64], lambda: f64, mu: f64, servers: u32) -> Vec<f64> {
    let busy = |n: usize| mu * (n as f64).min(f64::from(servers));
    let top = p.len() - 1;
    (0..=top)
        .map(|n| {
            let born = if n > 0 { lambda * p[n - 1] } else { 0.0 };
            let left = if n < top { busy(n + 1) * p[n + 1] } else { 0.0 };
            let arrivals = if n < top { lambda } else { 0.0 };
            born + left - (arrivals + busy(n)) * p[n]
        })
        .collect()
}

fn along(p: &[f64], slope: &[f64], h: f64) -> Vec<f64> {
    p.iter().zip(slope).map(|(value, rate)| value + h * rate).collect()
}

/// One day by Runge–Kutta of order four; returns the end and ∫ of the mean number.
fn runge_kutta_day(start: &[f64], lambda: f64, mu: f64, phases: &[(f64, u32)]) -> (Vec<f64>, f64) {
    let (mut p, mut area) = (start.to_vec(), 0.0);
    for &(minutes, servers) in phases {
        let steps = (minutes / 0.02).round();
        let h = minutes / steps;
        for _ in 0..steps as u32 {
            let k1 = slope(&p, lambda, mu, servers);
            let p2 = along(&p, &k1, h / 2.0);
            let k2 = slope(&p2, lambda, mu, servers);
            let p3 = along(&p, &k2, h / 2.0);
            let k3 = slope(&p3, lambda, mu, servers);
            let p4 = along(&p, &k3, h);
            let k4 = slope(&p4, lambda, mu, servers);
            let number = |p: &[f64]| mean_of(p, |n| n);
            // The area is one more unknown of the system, whose slope is the mean number.
            area += h / 6.0 * (number(&p) + 2.0 * number(&p2) + 2.0 * number(&p3) + number(&p4));
            for (n, value) in p.iter_mut().enumerate() {
                *value += h / 6.0 * (k1[n] + 2.0 * k2[n] + 2.0 * k3[n] + k4[n]);
            }
        }
    }
    (p, area)
}

/// Second route: Runge–Kutta gives the day's transition matrix row by row, linear equations its fixed
/// point.
#[test]
fn runge_kutta_and_linear_equations_give_the_same() {
    let (lambda, mu, size) = (0.25, 0.8, 41);
    let day = periodic_chain(lambda, mu, &SHIFTS, size - 1);
    let rows: Vec<Vec<f64>> = (0..size)
        .map(|state| {
            let mut start = vec![0.0; size];
            start[state] = 1.0;
            runge_kutta_day(&start, lambda, mu, &SHIFTS).0
        })
        .collect();
    // π(D − I) = 0, its last equation replaced by Σπ = 1.
    let mut equations: Vec<Vec<f64>> = (0..size)
        .map(|to| (0..size).map(|from| rows[from][to] - f64::from(u8::from(from == to))).collect())
        .collect();
    equations[size - 1] = vec![1.0; size];
    let mut right = vec![0.0; size];
    right[size - 1] = 1.0;
    let midnight = solve(&equations, &right).unwrap();
    for (found, expected) in midnight.iter().zip(day.distribution_at(0.0)) {
        assert_abs_diff_eq!(*found, expected, epsilon = 1e-8);
    }
    let (_, area) = runge_kutta_day(&midnight, lambda, mu, &SHIFTS);
    assert_relative_eq!(area / 24.0, day.mean_number, max_relative = 1e-7);
}

/// A day of 24 hours in minutes and office hours: the size of a real timetable.
#[test]
fn a_day_of_minutes_converges() {
    let phases = [(480.0, 6), (240.0, 3), (720.0, 0)];
    let day = periodic_chain(0.1, 1.0 / 22.0, &phases, 600);
    assert_relative_eq!(day.mean_in_service, 2.2, max_relative = 1e-9);
}

#[test]
#[should_panic(expected = "truncate later")]
fn a_truncation_that_shows_is_refused() {
    periodic_chain(0.3, 0.5, &SHIFTS, 12);
}

#[test]
#[should_panic(expected = "swamp")]
fn a_timetable_without_enough_hours_is_refused() {
    periodic_chain(0.5, 0.5, &SHIFTS, 200);
}
