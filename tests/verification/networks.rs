//! Networks of stations: a tandem, what leaves a station, feedback, and loops with a limit.
//!
//! 29 intervals and 8 p-values, of which each errs with probability 1e-5: 4e-4 in all. Means of
//! replications at a load of .95 have a skewness near .25, by which the 6 intervals there that rest on it
//! most may err three times as often.
//!
//! Theory is Jackson's and Burke's. Stations start empty; the warm-up is at least 13 of the longest
//! relaxation times of M/M/1 at a load of .95, (1 − √.95)⁻² = 1,560 services (Cohen, *The Single Server
//! Queue*, 1982, II.2.1), so that less than e⁻¹³ of the initial bias is left.

use reinstate::experiment::Run;
use reinstate::observe::{Activity, ApplicantRecord, EventRecord, Lifecycle, METRICS, Observer};
use reinstate::stats::Moments;
use reinstate::time::{HOUR, SimDuration, SimTime};
use statrs::distribution::{ChiSquared, ContinuousCDF as _};

use super::common::{ALARM, Checks, Plain, Within, exit, exponential, measure, play};
use super::listening::{interval, listen};
use super::theory::erlang::Mmc;
use super::theory::network::{departures_of_mmc, jackson};

const LOADS: [f64; 3] = [0.5, 0.8, 0.95];

/// Replications of each case: as many as make the mean number at a load of .95 narrow enough.
const REPLICATIONS: u64 = 48;

/// A process at a load: queues remember longer near saturation.
fn scenario(load: f64, rate: f64, stages: &str) -> Plain {
    let (days, warm_up, drain) = if load > 0.9 { (165, 15, 10) } else { (63, 3, 2) };
    Plain { drain, ..Plain::new(rate, days, warm_up, format!("{stages}{}", exit("done", "approved"))) }
}

/// A station round the clock; `next` as in a file.
fn station(name: &str, servers: u32, service: &str, next: &str) -> String {
    format!(
        "[[stage]]\nname = \"{name}\"\nkind = \"station\"\nservers = {servers}\nshifts = [\"00:00-24:00\"]\n\
         service = {service}\nnext = {next}\n"
    )
}

/// Largest half-width at a load, as a share of theory.
fn within(load: f64) -> Within {
    Within::Share(if load > 0.9 { 0.1 } else { 0.05 })
}

/// Services that end at the first station in each hour that is counted.
struct Departures {
    from: SimTime,
    hours: Vec<u32>,
}

impl Departures {
    fn new(plain: &Plain) -> Self {
        let hours = (plain.days - plain.warm_up) as usize * 24;
        Self { from: SimTime::from_day(plain.warm_up), hours: vec![0; hours] }
    }

    /// Unbiased variance of the counts.
    fn variance(&self) -> f64 {
        self.hours.iter().copied().map(f64::from).collect::<Moments>().variance().unwrap()
    }
}

impl Observer for Departures {
    fn served(&mut self, station: u16, _: SimTime, _: SimDuration, now: SimTime, _: Option<SimTime>) {
        if station == 0 && now >= self.from {
            let hour = (now.since(self.from).ticks() / HOUR.ticks()) as usize;
            if let Some(count) = self.hours.get_mut(hour) {
                *count += 1;
            }
        }
    }
}

/// p-value of Pearson's chi-square; cells that expect fewer than 20 are put together with the next.
fn chi_square(counts: &[u64], probabilities: &[f64]) -> f64 {
    let total = counts.iter().sum::<u64>() as f64;
    let (mut statistic, mut cells, mut seen, mut expected) = (0.0, 0, 0.0, 0.0);
    let mut left = total * probabilities.iter().sum::<f64>();
    for (&count, &probability) in counts.iter().zip(probabilities) {
        seen += count as f64;
        expected += total * probability;
        // What is left after this cell must fill one too.
        if expected >= 20.0 && left - expected >= 20.0 {
            statistic += (seen - expected).powi(2) / expected;
            cells += 1;
            left -= expected;
            (seen, expected) = (0.0, 0.0);
        }
    }
    statistic += (seen - expected).powi(2) / expected;
    ChiSquared::new(f64::from(cells)).unwrap().sf(statistic)
}

/// M/M/2 and then M/M/3. By Burke's theorem what leaves the first is a Poisson stream and independent of
/// what is left behind, so the second is as M/M/3 by itself, and hourly counts of departures are
/// independent Poisson numbers.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn the_second_station_of_a_tandem_sees_a_poisson_stream() {
    let mut checks = Checks::new("tandem", 12);
    for load in LOADS {
        let first = station("first", 2, &exponential(2.0), "\"second\"");
        let plain = scenario(load, load, &(first + &station("second", 3, &exponential(3.0), "\"done\"")));
        let compiled = plain.compile();
        let case = format!("ρ = {load}");

        let run = play(&compiled, 201, REPLICATIONS);
        let theory = Mmc::new(load, 1.0 / 3.0, 3);
        let mut second = |name: &str, theory| {
            checks.check(&case, name, measure(&run, 1, name), theory, within(load));
        };
        second("wait_mean", theory.mean_wait());
        second("waited_share", theory.waiting());
        second("in_system_mean", theory.mean_number());

        let heard = listen(&compiled.model, 202, REPLICATIONS / 2, || Departures::new(&plain));
        let variance = heard.iter().map(Departures::variance).collect();
        checks.check(&case, "variance of departures an hour", &variance, 60.0 * load, Within::Share(0.1));
        let p = poisson_departures(&heard, load, 0.5, 2);
        assert!(p > ALARM, "load {load}: departures an hour are not Poisson, p = {p}");
    }
    checks.finish();
}

/// p-value of the hourly departures as those of M/M/c.
fn poisson_departures(heard: &[Departures], lambda: f64, mu: f64, servers: u32) -> f64 {
    let mut counts = vec![0; 200];
    heard.iter().flat_map(|one| &one.hours).for_each(|count| counts[*count as usize] += 1);
    let law: Vec<f64> = (0..200).map(|n| departures_of_mmc(lambda, mu, servers, 60.0, n)).collect();
    chi_square(&counts, &law)
}

/// The control: a constant service time evens out the stream, and the same two checks see it.
#[test]
fn departures_of_constant_services_are_no_poisson_stream() {
    let plain = scenario(0.8, 0.8, &station("first", 1, "\"1min\"", "\"done\""));
    let heard = listen(&plain.compile().model, 203, 20, || Departures::new(&plain));
    let variance = interval(&heard.iter().map(Departures::variance).collect());
    assert!(variance.high < 48.0, "{variance:?}");
    let p = poisson_departures(&heard, 0.8, 1.0, 1);
    assert!(p < ALARM, "p = {p}");
}

/// Three stations of 2, 1 and 3 servers, all at the same load. 70 % enter at `a`, 30 % at `c`. From `a`
/// half go to `b` and three tenths to `c`; `b` sends a fifth back to `a` as rework; from `c` a tenth
/// comes again at once and four tenths go on to `b`.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn a_network_with_feedback_is_as_jackson_says() {
    let routing = [vec![0.0, 0.5, 0.3], vec![0.2, 0.0, 0.0], vec![0.0, 0.4, 0.1]];
    let (external, servers) = ([0.7, 0.0, 0.3], [2, 1, 3]);
    let mut checks = Checks::new("Jackson network", 12);
    // The traffic does not depend on how fast the servers are.
    let rates = jackson(&routing, &external, &[1e3; 3], &servers).rates;
    for load in LOADS {
        let means: Vec<f64> = (0..3).map(|at| f64::from(servers[at]) * load / rates[at]).collect();
        let mu: Vec<f64> = means.iter().map(|mean| 1.0 / mean).collect();
        let theory = jackson(&routing, &external, &mu, &servers);
        let entry = "[[stage]]\nname = \"entry\"\nkind = \"decision\"\n\
                     next = [{ to = \"a\", share = 0.7 }, { to = \"c\", share = 0.3 }]\n";
        let nexts = [
            "[{ to = \"b\", share = 0.5 }, { to = \"c\", share = 0.3 }, { to = \"done\", share = 0.2 }]",
            "[{ to = \"a\", share = 0.2 }, { to = \"done\" }]",
            "[{ to = \"b\", share = 0.4 }, { to = \"c\", share = 0.1 }, { to = \"done\" }]",
        ];
        let stations: String = ["a", "b", "c"]
            .iter()
            .zip(nexts)
            .enumerate()
            .map(|(at, (name, next))| station(name, servers[at], &exponential(means[at]), next))
            .collect();
        let run = play(&scenario(load, 1.0, &format!("{entry}{stations}")).compile(), 204, REPLICATIONS);
        let case = format!("ρ = {load}");
        for (at, mean) in theory.mean_numbers.iter().enumerate() {
            let name = format!("mean number at station {at}");
            checks.check(&case, &name, measure(&run, at, "in_system_mean"), *mean, within(load));
        }
        checks.check(
            &case,
            "days in the network",
            days_inside(&run),
            theory.mean_sojourn / 1440.0,
            within(load),
        );
    }
    checks.finish();
}

/// Days from arrival to the exit; everyone is approved there.
fn days_inside(run: &Run) -> &Moments {
    let at = METRICS.iter().position(|metric| metric.name == "restoration_days_mean").unwrap();
    &run.estimates.metrics[at].moments
}

/// Visits of each entity to the stages `a` and `b`, counted once it has left.
#[derive(Default)]
struct Visits {
    open: Vec<[u8; 2]>,
    /// How many entities came so often.
    counts: [[u64; 16]; 2],
}

impl Visits {
    /// Mean visits to a stage.
    fn mean(&self, stage: usize) -> f64 {
        let counts = &self.counts[stage];
        let sum: u64 = counts.iter().zip(0..).map(|(count, n)| count * n).sum();
        sum as f64 / counts.iter().sum::<u64>() as f64
    }
}

impl Observer for Visits {
    fn event(&mut self, record: &EventRecord) {
        let at = record.index as usize;
        if self.open.len() <= at {
            self.open.resize(at + 1, [0; 2]);
        }
        if let (Activity::Stage(stage @ 0..=1), Lifecycle::Complete) = (record.activity, record.lifecycle) {
            self.open[at][usize::from(stage)] += 1;
        }
    }

    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        for (counts, visits) in self.counts.iter_mut().zip(self.open[record.index as usize]) {
            counts[usize::from(visits)] += 1;
        }
    }
}

/// Probabilities of so many visits to `a` and to `b` where a route from `a` leads back to `a` with
/// probability `again.0`, at most `again.1` times, another to `b` and from there back with `aside`, and
/// the others leave. Walks the tree of all histories. `spreads` says that a closed route leaves its
/// share to the other shares in proportion; else whoever would have taken it leaves.
fn visits(again: (f64, u8), aside: (f64, u8), spreads: bool) -> [[f64; 16]; 2] {
    let mut law = [[0.0; 16]; 2];
    let mut open = vec![(1.0, 1_usize, 0_usize, again.1, aside.1)];
    while let Some((probability, a, b, left, left_aside)) = open.pop() {
        let p = if left > 0 { again.0 } else { 0.0 };
        let q = if left_aside > 0 { aside.0 } else { 0.0 };
        let out = 1.0 - again.0 - aside.0;
        let total = if spreads { p + q + out } else { 1.0 };
        let leaves = probability * (1.0 - (p + q) / total);
        law[0][a] += leaves;
        law[1][b] += leaves;
        if p > 0.0 {
            open.push((probability * p / total, a + 1, b, left - 1, left_aside));
        }
        if q > 0.0 {
            open.push((probability * q / total, a + 1, b + 1, left, left_aside - 1));
        }
    }
    law
}

/// With rework of probability p, at most L times, visits are a geometric number cut at L + 1: their mean
/// is (1 − p^(L+1)) / (1 − p). Two loops that meet are enumerated. Whoever may not go round again takes
/// what comes after in the list; where all routes have shares, these are scaled up.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn a_limit_cuts_the_number_of_visits() {
    let single = visits((0.3, 3), (0.0, 0), false)[0];
    let mean: f64 = single.iter().zip(0..16).map(|(p, n)| p * f64::from(n)).sum();
    assert!((mean - (1.0 - 0.3_f64.powi(4)) / 0.7).abs() < 1e-14, "the enumeration is the formula");

    let mut checks = Checks::new("limited loops", 5);
    let b = station("b", 2, &exponential(0.5), "\"a\"");
    let cases = [
        ("[{ to = \"a\", share = 0.3, limit = 3 }, { to = \"done\" }]", "", (0.3, 3), (0.0, 0), false),
        (
            "[{ to = \"a\", share = 0.3, limit = 2 }, { to = \"b\", share = 0.4, limit = 3 }, { to = \"done\" }]",
            b.as_str(),
            (0.3, 2),
            (0.4, 3),
            false,
        ),
        (
            "[{ to = \"a\", share = 0.3, limit = 2 }, { to = \"b\", share = 0.4, limit = 3 }, \
              { to = \"done\", share = 0.3 }]",
            b.as_str(),
            (0.3, 2),
            (0.4, 3),
            true,
        ),
    ];
    for (case, (next, others, again, aside, spreads)) in cases.into_iter().enumerate() {
        let process = station("a", 3, &exponential(0.5), next) + others;
        let heard = listen(&scenario(0.5, 1.0, &process).compile().model, 205, 20, Visits::default);
        let law = visits(again, aside, spreads);
        for (stage, law) in law.iter().enumerate().take(if others.is_empty() { 1 } else { 2 }) {
            let theory = law.iter().zip(0..16).map(|(p, n)| p * f64::from(n)).sum();
            let means = heard.iter().map(|one| one.mean(stage)).collect();
            let measure = format!("visits to station {stage}");
            checks.check(&format!("case {case}"), &measure, &means, theory, Within::Share(0.02));
            let mut pooled = [0; 16];
            for one in &heard {
                pooled.iter_mut().zip(one.counts[stage]).for_each(|(sum, count)| *sum += count);
            }
            let impossible = pooled.iter().zip(law).any(|(count, p)| *count > 0 && *p == 0.0);
            assert!(!impossible, "case {case}: {pooled:?} where only {law:?} can be");
            let p = chi_square(&pooled, law);
            assert!(p > ALARM, "case {case}, station {stage}: visits do not follow their law, p = {p}");
        }
    }
    checks.finish();
}
