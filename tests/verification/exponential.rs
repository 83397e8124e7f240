//! One station with Poisson arrivals and exponential services of one minute: unlimited room, limited
//! room, and impatience, at loads from light to heavy and, where it may be, beyond 1.
//!
//! 193 checks; see `common` for what a check is. A queue forgets its start in 1/(cμ(1 − √ρ)²) minutes
//! or sooner, of which every warm-up holds ten or more: what is left of the start is below e⁻¹⁰.

use reinstate::experiment::Run;

use super::common::{Checks, Plain, Within, desk, exponential, measure, play};
use super::theory::abandonment::erlang_a;
use super::theory::erlang::Mmc;
use super::theory::finite::mmck;

/// As many as make the narrowest of the intervals asked for, that of the 99th percentile of M/M/1 at a load of .5,
/// narrow enough.
const REPLICATIONS: u64 = 56;

/// Servers, load, days counted, warm-up in days, largest half-width of means and of quantiles as a
/// share. Heavier loads vary more; with 20 servers at .5 four in a thousand wait at all.
const MMC: [(u32, f64, u32, u32, f64, f64); 12] = [
    (1, 0.5, 60, 1, 0.03, 0.03),
    (1, 0.8, 180, 2, 0.03, 0.05),
    (1, 0.95, 480, 12, 0.06, 0.12),
    (2, 0.5, 40, 1, 0.03, 0.04),
    (2, 0.8, 90, 1, 0.03, 0.06),
    (2, 0.95, 240, 6, 0.06, 0.12),
    (5, 0.5, 40, 1, 0.04, 0.10),
    (5, 0.8, 48, 1, 0.03, 0.09),
    (5, 0.95, 96, 3, 0.06, 0.12),
    (20, 0.5, 16, 1, 0.15, 0.0),
    (20, 0.8, 20, 1, 0.04, 0.06),
    (20, 0.95, 26, 1, 0.07, 0.12),
];

#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn unlimited_room() {
    // Nine a case, less the median at one server and .5: there the share of those who need not wait
    // is just a half, where the quantile jumps.
    let mut checks = Checks::new("M/M/c", 107);
    for (servers, load, days, warm_up, means, quantiles) in MMC {
        let rate = load * f64::from(servers);
        let theory = Mmc::new(rate, 1.0, servers);
        let plain = Plain::new(rate, days + warm_up, warm_up, desk(servers, &exponential(1.0), ""));
        let run = play(&plain.compile(), 101, REPLICATIONS);
        let case = format!("c = {servers}, ρ = {load}");
        let means = Within::Share(means);
        checks.check(&case, "utilisation", measure(&run, 0, "utilisation"), load, Within::Share(0.01));
        checks.check(&case, "waited_share", measure(&run, 0, "waited_share"), theory.waiting(), means);
        checks.check(&case, "wait_mean", measure(&run, 0, "wait_mean"), theory.mean_wait(), means);
        checks.check(&case, "queue_mean", measure(&run, 0, "queue_mean"), theory.mean_queue(), means);
        checks.check(&case, "sojourn_mean", measure(&run, 0, "sojourn_mean"), theory.mean_sojourn(), means);
        wait_quantiles(&mut checks, &case, &run, &theory, Within::Share(quantiles));
    }
    checks.finish();
}

fn wait_quantiles(checks: &mut Checks, case: &str, run: &Run, theory: &Mmc, within: Within) {
    for (share, name) in [(0.5, "wait_p50"), (0.9, "wait_p90"), (0.95, "wait_p95"), (0.99, "wait_p99")] {
        let (at, estimate) = (theory.wait_quantile(share), measure(run, 0, name));
        if (theory.waiting() - (1.0 - share)).abs() < 1e-9 {
            continue;
        }
        if at > 0.0 {
            checks.check_quantile(case, name, estimate, at, within);
        } else {
            checks.check_exact(case, name, estimate, 0.0);
        }
    }
}

/// Servers, places in line, load, days counted. The first two rows are a queue with room for K, the
/// others Erlang's loss system.
const MMCK: [(u32, u32, [u32; 3]); 4] =
    [(1, 4, [100, 40, 40]), (3, 4, [60, 24, 24]), (1, 0, [40; 3]), (3, 0, [30; 3])];

#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn limited_room() {
    let mut checks = Checks::new("M/M/c/K", 36);
    for (servers, places, days) in MMCK {
        for (load, days) in [0.5, 0.8, 0.95].into_iter().zip(days) {
            let rate = load * f64::from(servers);
            let theory = mmck(rate, 1.0, servers, servers + places);
            let stages = desk(servers, &exponential(1.0), &format!("balk_at = {places}"));
            let run = play(&Plain::new(rate, days + 1, 1, stages).compile(), 102, REPLICATIONS);
            let case = format!("c = {servers}, K = {}, λ/cμ = {load}", servers + places);
            let (near, busy) = (Within::Share(0.03), theory.effective_rate / f64::from(servers));
            // At .5 one arrival in 63 is turned away from the one server, and one in 134 from the three.
            let blocked = Within::Share(if load < 0.8 { 0.08 } else { 0.03 });
            checks.check(&case, "balked_share", measure(&run, 0, "balked_share"), theory.blocking, blocked);
            checks.check(&case, "utilisation", measure(&run, 0, "utilisation"), busy, Within::Share(0.01));
            if places > 0 {
                checks.check(&case, "queue_mean", measure(&run, 0, "queue_mean"), theory.mean_queue, near);
                checks.check(&case, "wait_mean", measure(&run, 0, "wait_mean"), theory.mean_wait, near);
            }
        }
    }
    checks.finish();
}

/// Mean patience, in minutes.
const PATIENCE: f64 = 2.0;

#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn impatience() {
    let mut checks = Checks::new("M/M/c+M", 50);
    for (servers, days) in [(3, 24), (10, 16)] {
        for load in [0.5, 0.8, 0.95, 1.0, 1.2] {
            let rate = load * f64::from(servers);
            let theory = erlang_a(rate, 1.0, 1.0 / PATIENCE, servers);
            let patience = format!("patience = {}", exponential(PATIENCE));
            let stages = desk(servers, &exponential(1.0), &patience);
            let run = play(&Plain::new(rate, days + 1, 1, stages).compile(), 103, REPLICATIONS);
            let case = format!("c = {servers}, λ/cμ = {load}");
            // With ten servers at .5 one arrival in 160 gives up.
            let near = Within::Share(if load < 0.8 { 0.08 } else { 0.03 });
            let busy = load * (1.0 - theory.abandonment);
            checks.check(
                &case,
                "abandoned_share",
                measure(&run, 0, "abandoned_share"),
                theory.abandonment,
                near,
            );
            // Of all who came, those included who gave up.
            checks.check(&case, "wait_mean", measure(&run, 0, "wait_mean"), theory.mean_wait, near);
            checks.check(&case, "queue_mean", measure(&run, 0, "queue_mean"), theory.mean_queue, near);
            checks.check(&case, "waited_share", measure(&run, 0, "waited_share"), theory.waiting, near);
            checks.check(&case, "utilisation", measure(&run, 0, "utilisation"), busy, Within::Share(0.01));
        }
    }
    checks.finish();
}
