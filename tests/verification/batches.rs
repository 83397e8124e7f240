//! One server and arrivals in batches: M^X/M/1.
//!
//! 12 checks; see `common`.

use super::common::{Checks, Plain, Within, desk, exponential, measure, play};
use super::theory::batch::batch_queue;

const REPLICATIONS: u64 = 32;

/// A law of batch sizes as a scenario writes it, its mean and its second moment.
const SIZES: [(&str, &str, f64, f64); 2] = [
    // With p = 1/3: E[X] = 1/p, E[X²] = (2 − p)/p².
    ("geometric", "{ distribution = \"geometric\", mean = 3 }", 3.0, 15.0),
    // 1, 2 and 5 with .5, .3 and .2.
    ("discrete", "{ distribution = \"discrete\", values = [1, 2, 5], weights = [0.5, 0.3, 0.2] }", 2.1, 6.7),
];

/// Mean wait of a customer, those ahead in its own batch included, and mean number at the station.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn batches_at_one_server() {
    let mut checks = Checks::new("M^X/M/1", 12);
    for (name, law, mean, second_moment) in SIZES {
        for (load, days, warm_up, within) in [(0.5, 90, 2, 0.04), (0.8, 140, 6, 0.05), (0.95, 330, 30, 0.1)] {
            let theory = batch_queue(load / mean, mean, second_moment, 1.0);
            // The rate of the scenario is one of customers.
            let mut plain = Plain::new(load, days + warm_up, warm_up, desk(1, &exponential(1.0), ""));
            plain.arrivals = format!("batch = {law}");
            let run = play(&plain.compile(), 501, REPLICATIONS);
            let (case, within) = (format!("{name}, ρ = {load}"), Within::Share(within));
            checks.check(&case, "wait_mean", measure(&run, 0, "wait_mean"), theory.wait, within);
            checks.check(&case, "in_system_mean", measure(&run, 0, "in_system_mean"), theory.number, within);
        }
    }
    checks.finish();
}
