//! The queue against theory, through the ordinary scenario and model.

use std::path::Path;

use reinstate::observe::{Outcome, StationTally};
use reinstate::scenario::Compiled;
use reinstate::stats::ConfidenceLevel;

use crate::common::{outcome, play, scenario, scenario_with};

/// A scenario that is an M/M/c queue: Poisson arrivals at any hour, one exponential service by a
/// human round the clock, and nothing else.
fn mmc(arrivals_a_minute: f64, servers: u32) -> String {
    format!(
        r#"
        period = {{ arrivals = "40d", drain = "1d" }}
        calendar.preset = "every_day"
        arrivals = {{ per_day = {}, day_noise = false, hour_profile = [{}] }}
        application = {{ preparation = "0s", app.drop_off_share = 0.0, agent.share = 0.0 }}
        screen = {{ knock_outs = [], approve_at = 1000, refuse_below = -1000 }}
        patience.enabled = false
        reapply.probability = 0.0
        human.fast_lane.enabled = false
        team.reviewers = {{ people = {servers}, shifts = ["00:00-24:00"] }}
        [behaviours]
        repay.force = 0.0
        secure.force = 0.0
        stop_edits.force = 0.0
        complete_profile.force = 0.0
        steady_habits.force = 0.0
        raise_external.force = 0.0
        submit_documents.force = 0.0
        [[stage]]
        name = "human_review"
        service = {{ distribution = "exponential", mean = "1min" }}
        [[stage]]
        name = "review_delay"
        enabled = false
        "#,
        arrivals_a_minute * 1440.0,
        ["1.0"; 24].join(", "),
    )
}

/// Probability of waiting in M/M/c with offered load `a` (Erlang C; Erlang 1917).
fn erlang_c(servers: u32, a: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 1..servers {
        term *= a / f64::from(k);
        sum += term;
    }
    let last = term * a / f64::from(servers) / (1.0 - a / f64::from(servers));
    last / (sum + last)
}

/// Mean wait, mean number in line, 90 % quantile of the wait and utilisation of M/M/1 and M/M/5
/// against theory, at loads .5 and .8. Sixteen 99.95 % t intervals over 16 replications each: all
/// cover with probability .992 or more; the seed is fixed. The queue starts empty; 40 days are
/// 20,000 mean services and more, and the transient is far below the interval.
#[test]
fn waits_and_utilisation_agree_with_mmc() {
    let level = ConfidenceLevel::new(0.9995).unwrap();
    for servers in [1_u32, 5] {
        for load in [0.5, 0.8] {
            let rate = load * f64::from(servers);
            let run = play(&scenario(&mmc(rate, servers)), 11, 16, 2);
            let desk = &run.estimates.stations[1].measures;
            let waiting = erlang_c(servers, rate);
            let drain = f64::from(servers) - rate;
            let wait = waiting / drain;
            // P(W > t) = C·exp(−(c − λ)t), so the 90 % quantile is ln(C/.1)/(c − λ), or 0.
            let p90 = if waiting > 0.1 { (waiting / 0.1).ln() / drain } else { 0.0 };
            for (measure, theory) in [(3, load), (4, rate * wait), (6, wait), (8, p90)] {
                let interval = desk[measure].interval_at(level).unwrap();
                // Quantiles come from a sketch with a relative error of 1/128.
                let slack = if measure == 8 { theory / 128.0 } else { 0.0 };
                assert!(
                    interval.low - slack <= theory && theory <= interval.high + slack,
                    "M/M/{servers} at {load}, measure {measure}: {theory} outside {interval:?}"
                );
            }
        }
    }
}

/// Equal but for the rounding of sums.
fn assert_same(left: f64, right: f64, what: &str) {
    assert!((left - right).abs() <= 1e-9 * left.max(right), "{what}: {left} against {right}");
}

/// Little's law as an identity (Little 1961; Stidham 1974): over a run that starts and ends empty, the
/// area under the line is the sum of the times in line, and the area under the number at the
/// station that of the times there, whatever the arrivals, services and orders are. The levels are told at
/// every change and summed by day; the times are told once each, when a service starts or ends or
/// someone leaves: two routes to one number. Gives the two areas, in hours.
fn assert_little(station: &StationTally, what: &str) -> (f64, f64) {
    let name = format!("{what}, {}", station.facts().name);
    let joined = station.arrivals - station.balked;
    assert_eq!(station.served + station.abandoned, joined, "{name}: someone is left at the station");
    let days = || (0..station.day_count()).map(|day| station.day(day));
    let line: f64 = days().map(|day| day.queue_hours()).sum();
    let system: f64 = days().map(|day| day.system_hours()).sum();
    assert_same(line, station.wait_minutes() / 60.0, &format!("{name}, in line"));
    let sojourns = (station.sojourn_minutes() + station.abandoned_minutes) / 60.0;
    assert_same(system, sojourns, &format!("{name}, at the station"));
    (line, system)
}

fn little(compiled: &Compiled, what: &str) -> Outcome {
    let outcome = outcome(compiled, 6, 0);
    let areas = outcome.stations.iter().map(|station| assert_little(station, what));
    let (line, system) = areas.fold((0.0, 0.0), |sum, area| (sum.0 + area.0, sum.1 + area.1));
    assert!(0.0 < line && line < system, "{what}: nobody queued");
    outcome
}

/// Every shipped scenario with a few days of arrivals and the time to see everyone off.
#[test]
fn littles_law_holds_at_every_station_of_every_scenario() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = root.join("scenarios/tables/cards_sample.csv");
    let table = format!("population.table.file={}", table.display());
    let mut found = 0;
    for folder in ["scenarios", "scenarios/theory"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let name = entry.unwrap().file_name().to_string_lossy().into_owned();
            if Path::new(&name).extension().is_none_or(|end| end != "toml") {
                continue;
            }
            let path = format!("{folder}/{name}");
            let mut sets = vec!["period.arrivals=6d", "period.drain=200d", "period.warm_up=0s"];
            // Days of a surge must lie within the arrivals.
            sets.push("arrivals.surges=[]");
            if name == "taiwan.toml" {
                sets.push(&table);
            }
            little(&scenario_with(&path, &sets), &path);
            found += 1;
        }
    }
    assert!(found >= 10, "only {found} scenarios were found");
}

/// The same where people balk, lose patience, overtake one another, are handed over at the end of a
/// shift, and work for whichever station has waited longest.
#[test]
fn littles_law_holds_whatever_happens_in_line() {
    for (order, end) in [("first_come", "hand_over"), ("random", "suspend"), ("shortest_expected", "finish")]
    {
        let text = format!(
            r#"
            population.source = "plain"
            calendar.preset = "every_day"
            period = {{ start = "2024-01-01", arrivals = "20d", drain = "20d" }}
            arrivals.per_day = 90
            team.desk = {{ people = 3, shifts = ["08:00-12:00", "13:00-17:00"], end_of_shift = "{end}" }}
            [[stage]]
            name = "first"
            kind = "station"
            team = "desk"
            service = {{ distribution = "exponential", mean = "15min" }}
            service_when = [{{ when = {{ from = "10:00", until = "12:00" }}, service = "25min" }}]
            discipline = "{order}"
            balk_at = 30
            patience = {{ distribution = "exponential", mean = "9h" }}
            reneged = "second"
            next = [{{ to = "first", share = 0.2, limit = 2 }}, {{ to = "second" }}]
            [[stage]]
            name = "second"
            kind = "station"
            team = "desk"
            service = {{ distribution = "uniform", min = "1min", max = "9min" }}
            priority = [{{ weekday = ["monday", "friday"] }}]
            next = "done"
            [[stage]]
            name = "done"
            kind = "exit"
            outcome = "approved"
            "#
        );
        let outcome = little(&scenario(&text), &format!("{order}, {end}"));
        let first = &outcome.stations[0];
        assert!(first.balked > 0 && first.abandoned > 0, "{} balked, {} left", first.balked, first.abandoned);
    }
}
