//! What numbers are of: duty that counts, days before the warm-up, lines together, decisions, routes.

use reinstate::experiment::Run;
use reinstate::observe::{METRICS, Outcome, STATION_MEASURES};
use reinstate::policy::Route;

use crate::common::{outcome, play, scenario, scenario_with};

fn metric(outcome: &Outcome, name: &str) -> Option<f64> {
    let metric = METRICS.iter().find(|metric| metric.name == name).unwrap();
    (metric.read)(outcome).value
}

fn measure(name: &str) -> usize {
    STATION_MEASURES.iter().position(|(known, _)| *known == name).unwrap()
}

/// One person on working days, with far more to do than can be done.
fn swamped(warm_up: &str) -> Outcome {
    let text = format!(
        "population.source = \"plain\"\narrivals.per_day = 300\n\
         period = {{ start = \"2024-01-02\", arrivals = \"10d\", warm_up = \"{warm_up}\", drain = \"0d\" }}\n\
         [[stage]]\nname = \"desk\"\nkind = \"station\"\nservers = 1\nservice = \"30min\"\nnext = \"done\"\n\
         [[stage]]\nname = \"done\"\nkind = \"exit\"\noutcome = \"approved\"\n"
    );
    outcome(&scenario(&text), 3, 0)
}

/// 2024-01-02 is a Tuesday. The warm-up may end before the office opens, within its hours, after them, on a
/// Saturday: whoever is swamped is busy all of what counts.
#[test]
fn duty_counts_from_the_end_of_the_warm_up() {
    for warm_up in ["0h", "9h", "12h", "13h", "16h", "20h", "36h", "4d", "100h"] {
        let outcome = swamped(warm_up);
        let busy = outcome.stations[0].utilisation(outcome.arrival_days).unwrap();
        assert!((busy - 1.0).abs() < 1e-9, "after {warm_up}: {busy}");
        let all = metric(&outcome, "reviewer_utilisation").unwrap();
        assert!((all - 1.0).abs() < 1e-9, "after {warm_up}: {all}");
    }
}

/// Days stand in timeline and queues as they were, whatever is counted.
#[test]
fn days_before_the_warm_up_are_shown_as_they_were() {
    let (whole, late) = (swamped("0h"), swamped("36h"));
    for day in 0..whole.stations[0].day_count() {
        assert_eq!(whole.stations[0].day(day), late.stations[0].day(day), "day {day}");
        assert_eq!(whole.longest_line_on(day), late.longest_line_on(day), "day {day}");
    }
    assert!(late.longest_line_on(0) > 200);
    let mean = |outcome: &Outcome| metric(outcome, "queue_length_mean").unwrap();
    assert!(mean(&late) > mean(&whole), "a line that grows is longer without its start");
}

fn single(text: &str) -> Run {
    play(&scenario(text), 1, 1, 1)
}

/// With one replication the interval of the busy share is of the same ratio as its estimate, days off or not.
#[test]
fn the_interval_of_one_run_is_about_its_own_estimate() {
    let run = single("period.arrivals = \"400d\"\ncalendar.preset = \"monday_to_friday\"");
    let reviewers = &run.estimates.stations[1];
    let at = measure("utilisation");
    let (estimate, interval) = (reviewers.measures[at].mean().unwrap(), reviewers.interval(at).unwrap());
    let centre = f64::midpoint(interval.low, interval.high);
    assert!((centre - estimate).abs() < 0.01 * estimate, "{estimate} and {interval:?}");
    assert!(interval.half_width() < 0.1, "{interval:?}");
}

/// Batches of one run are whole weeks where weeks are alike, and hold every wait, those after a handover included.
/// With holidays weeks differ, and there are no batches; nor are there where fewer than ten weeks are counted.
#[test]
fn one_run_has_batches_only_where_weeks_repeat() {
    let wait = |more: &str| {
        let run = single(&format!("team.reviewers.end_of_shift = \"hand_over\"\n{more}"));
        run.estimates.stations[1].interval(measure("wait_mean"))
    };
    let weekly = "calendar.preset = \"monday_to_friday\"";
    assert!(wait(&format!("{weekly}\nperiod.arrivals = \"70d\"")).is_some());
    assert_eq!(wait(&format!("{weekly}\nperiod.arrivals = \"69d\"")), None, "nine whole weeks");
    assert_eq!(wait("period.arrivals = \"180d\""), None, "with the holidays of 2024");
}

/// The most in line at once at all stations is at least the mean, and at most the sum of the longest lines.
#[test]
fn the_longest_line_together_lies_between_the_mean_and_the_sum() {
    let outcome = outcome(&scenario_with("scenarios/two_stage.toml", &["team.reviewers.people=5"]), 2, 0);
    assert!(outcome.lender_stations().count() > 1);
    let mut apart = 0;
    for day in 0..outcome.days.len() as u32 {
        let together = f64::from(outcome.longest_line_on(day));
        let lines = || outcome.lender_stations().map(|station| station.day(day));
        let mean: f64 = lines().map(|line| line.queue_hours() / 24.0).sum();
        let sum: u32 = lines().map(|line| line.queue_max).sum();
        let longest = lines().map(|line| line.queue_max).max().unwrap();
        assert!(together >= mean && together >= f64::from(longest), "day {day}: {together}, mean {mean}");
        assert!(together <= f64::from(sum), "day {day}: {together} of {sum}");
        apart += u32::from(together < f64::from(sum) && together > f64::from(longest));
    }
    assert!(apart > 0, "lines are longest at different times");
}

/// A process in which everyone is read by a reviewer and no stage asks the screen: nobody goes its way.
#[test]
fn without_a_screen_the_route_is_that_of_whoever_decides() {
    let process = "[[stage]]\nname = \"review\"\nkind = \"station\"\nteam = \"reviewers\"\nservice = \"20min\"\n\
                   next = \"verdict\"\n\
                   [[stage]]\nname = \"verdict\"\nkind = \"decision\"\nby = \"reviewer\"\nnext = \"answer\"\n\
                   [[stage]]\nname = \"answer\"\nkind = \"exit\"\noutcome = \"decided\"\n";
    let human = outcome(&scenario(process), 4, 0);
    assert_eq!(human.route(Route::Human), human.applications);
    assert_eq!(metric(&human, "human_reviewed_share"), Some(1.0));
    assert_eq!(human.human.decided, human.decisions.decided);
    // Decided by score alone, with nobody to serve: automatic, and nothing knocked out.
    let band = "[[stage]]\nname = \"verdict\"\nkind = \"decision\"\nby = \"band\"\napprove_at = 60\n\
                refuse_below = 60\nnext = \"answer\"\n\
                [[stage]]\nname = \"answer\"\nkind = \"exit\"\noutcome = \"decided\"\n";
    let automatic = outcome(&scenario(band), 4, 0);
    let decided = automatic.route(Route::AutoApproved) + automatic.route(Route::AutoRefused);
    assert_eq!(decided, automatic.applications);
    assert_eq!(automatic.route(Route::AutoApproved), automatic.decisions.approved);
}

/// What is known of people only is not defined of entities without attributes, and not zero.
#[test]
fn nothing_is_told_of_people_where_there_are_none() {
    let outcome = swamped("0h");
    for name in [
        "bad_rate_approved",
        "bad_rate_all",
        "behaviour_cost_per_applicant_cny",
        "behaviour_effort_hours_per_applicant",
        "takeover_loss_per_applicant_cny",
    ] {
        assert_eq!(metric(&outcome, name), None, "{name}");
    }
}

/// Days to restoration do not depend on when observation stops, if those still pending are censored: a run that
/// ends at the last arrival says what one with a long drain says, where the plain quantile falls short.
///
/// The means of 40 replications lie within .6 of a day of one another, four standard errors of their difference at
/// most: a false alarm has a probability below 1e-4.
#[test]
fn censored_days_to_restoration_do_not_depend_on_the_drain() {
    let run = |drain: &str| play(&scenario(&format!("period.drain = \"{drain}\"")), 6, 40, 2).estimates;
    let (cut, whole) = (run("0d"), run("240d"));
    let mean = |estimates: &reinstate::experiment::Estimates, name: &str| {
        let at = METRICS.iter().position(|metric| metric.name == name).unwrap();
        estimates.metrics[at].mean().unwrap()
    };
    for (name, slack) in [("p50", 0.1), ("p90", 0.6)] {
        let censored = format!("restoration_days_censored_{name}");
        let truth = mean(&whole, &format!("restoration_days_{name}"));
        assert!((mean(&whole, &censored) - truth).abs() < 0.01 * truth, "nobody is pending");
        let found = mean(&cut, &censored);
        assert!((found - truth).abs() < slack, "{name}: {found}, in the end {truth}");
        let plain = mean(&cut, &format!("restoration_days_{name}"));
        assert!(truth - plain > 2.0 * slack, "{name}: {plain} is not cut off");
    }
}
