//! Laws that every replication must obey, whatever the scenario.

use proptest::prelude::*;
use reinstate::observe::{DayCount, Fate, METRICS, Outcome};

use crate::common::{outcome, scenario};

fn metric(outcome: &Outcome, name: &str) -> f64 {
    let metric = METRICS.iter().find(|metric| metric.name == name).unwrap();
    (metric.read)(outcome).value.unwrap()
}

fn assert_conserved(outcome: &Outcome) {
    assert_conserved_up_to(outcome, 1.0 + 1e-9);
}

/// The same where work goes on after the shift, so that there may be more of it than duty.
fn assert_conserved_up_to(outcome: &Outcome, utilisation: f64) {
    assert_eq!(outcome.fates.iter().sum::<u64>(), outcome.applicants, "every applicant has one fate");
    assert_eq!(outcome.routes.iter().sum::<u64>(), outcome.applications, "every application has one route");
    let arrivals: u64 = outcome.days.iter().map(|day| day.arrivals).sum();
    assert_eq!(arrivals, outcome.applicants, "everyone who arrived is accounted for");
    let filed: u64 = outcome.days.iter().map(|day| day.applications).sum();
    assert_eq!(filed, outcome.applications, "every filing ends in a record");
    let told = |of: fn(&DayCount) -> u64| outcome.days.iter().map(of).sum::<u64>();
    assert_eq!(told(|day| day.decisions), outcome.decisions.decided, "every decision falls on a day");
    assert_eq!(told(|day| day.approvals), outcome.decisions.approved, "and every approval");
    let approved: u64 = outcome.attempts.iter().map(|attempt| attempt.approved).sum();
    assert!(approved >= outcome.fate(Fate::Restored), "nobody is restored without an approval");
    for segment in &outcome.segments[..7] {
        let sum: u64 = segment.iter().map(|value| value.counts.applicants).sum();
        assert_eq!(sum, outcome.applicants, "a segment divides everybody");
    }
    for station in &outcome.stations {
        assert!(station.served + station.abandoned + station.balked <= station.arrivals);
        let share = station.utilisation(outcome.arrival_days);
        assert!(share.is_none_or(|share| (0.0..=utilisation).contains(&share)), "{share:?}");
    }
}

/// The standard process with what decides when a decision is announced: the queue of the reviewers,
/// a delay of some working days, or whichever is later.
fn mode(mode: &str) -> &'static str {
    match mode {
        "fixed" => "[[stage]]\nname = \"human_review\"\nenabled = false\n",
        "queue" => "[[stage]]\nname = \"review_delay\"\nenabled = false\n",
        _ => "",
    }
}

/// A screen that takes some time, as a delay before it, and what a review takes.
fn slow_screen(time: &str, service: &str) -> String {
    format!(
        "[[stage]]\nname = \"screen_time\"\nkind = \"delay\"\ntime = \"{time}\"\nnext = \"automatic_screen\"\n\
         [[stage]]\nname = \"submission\"\n\
         next = [{{ to = \"intake\", when = {{ channel = \"agent\" }} }}, {{ to = \"screen_time\" }}]\n\
         [[stage]]\nname = \"intake\"\nnext = \"screen_time\"\n\
         [[stage]]\nname = \"human_review\"\nservice = \"{service}\"\n"
    )
}

#[test]
fn fates_and_routes_account_for_everybody() {
    let base = scenario("");
    for replication in 0..3 {
        let outcome = outcome(&base, 1, replication);
        assert_conserved(&outcome);
        let fates = [
            "eventual_approval_rate",
            "withdrawn_share",
            "dropped_off_share",
            "gave_up_share",
            "refused_share",
            "pending_share",
        ];
        let routes =
            ["knocked_out_share", "auto_approved_share", "auto_refused_share", "human_reviewed_share"];
        for shares in [&fates[..], &routes[..]] {
            let sum: f64 = shares.iter().map(|name| metric(&outcome, name)).sum();
            assert!((sum - 1.0).abs() < 1e-12, "{shares:?} sum to {sum}");
        }
    }
}

#[test]
fn nobody_is_lost_when_the_office_never_serves() {
    // On duty for the first minute, before anyone can have applied, and never again.
    let gone = "{ shifts = [\"00:00-00:01\"], changes = [{ from = \"2024-01-02\", people = 0 }] }";
    let stuck = scenario(&format!(
        "arrivals.per_day = 30\npatience.enabled = false\ncalendar.preset = \"every_day\"\n\
         team = {{ reviewers = {gone}, agents = {gone} }}"
    ));
    let outcome = outcome(&stuck, 1, 0);
    assert_conserved(&outcome);
    assert!(outcome.fate(Fate::Pending) > outcome.applicants / 4, "whoever needs a person stays pending");
    assert_eq!((outcome.stations[0].served, outcome.stations[1].served), (0, 0));
    assert!(outcome.stations[1].arrivals > outcome.applicants / 4);
}

#[test]
fn a_run_that_ends_at_the_last_arrival_has_pending_cases() {
    let cut = scenario("period = { arrivals = \"30d\", drain = \"0d\" }");
    let outcome = outcome(&cut, 1, 0);
    assert_conserved(&outcome);
    assert!(outcome.fate(Fate::Pending) > 0);
}

/// The longest period there may be compiles, and one of a day more does not: `tests/bad/period_too_long.toml`.
#[test]
fn the_longest_period_is_taken() {
    let text = "period = { arrivals = \"50000d\", drain = \"0d\" }\narrivals.per_day = 0.01";
    let outcome = outcome(&scenario(text), 1, 0);
    assert_conserved(&outcome);
    assert_eq!(outcome.days.len(), 50_000);
    // 500 expected: 4 standard deviations are 89 (false alarm 6e-5, seed fixed).
    assert!(outcome.applicants.abs_diff(500) < 150, "{}", outcome.applicants);
}

/// A period is as long as it is written: people come to its last day, here 30 years on.
#[test]
fn people_come_to_the_end_of_a_long_period() {
    let text = "period = { arrivals = \"10950d\", drain = \"60d\" }\narrivals.per_day = 2.0";
    let outcome = outcome(&scenario(text), 7, 0);
    assert_conserved(&outcome);
    assert_eq!(outcome.arrival_days, 10_950);
    let last_year: u64 = outcome.days[10_585..10_950].iter().map(|day| day.arrivals).sum();
    assert!((500..1_000).contains(&last_year), "{last_year} in the last year");
    assert!(outcome.days[10_950..].iter().all(|day| day.arrivals == 0));
}

#[test]
fn behaviour_that_nobody_adopts_costs_nothing_and_repays_nothing() {
    let mut text = "arrivals.per_day = 60\n".to_owned();
    for name in [
        "repay",
        "secure",
        "stop_edits",
        "complete_profile",
        "steady_habits",
        "raise_external",
        "submit_documents",
    ] {
        text += &["behaviours.", name, ".force = 0.0\n"].concat();
    }
    let outcome = outcome(&scenario(&text), 1, 0);
    assert_conserved(&outcome);
    assert_eq!(outcome.behaviour_cost_cny, 0.0);
    // Arrears that are never repaid are a knock-out, so nobody restricted for them is restored.
    assert_eq!(outcome.segments[0][0].counts.restored, 0);
}

#[test]
fn intensities_by_segment_change_only_that_segment() {
    let text =
        "[[behaviours.repay.segments]]\nsegment = \"age_band\"\nvalue = \"under_25\"\nintensity = 0.0\n";
    let (base, changed) = (outcome(&scenario(""), 3, 0), outcome(&scenario(text), 3, 0));
    let adopters = |outcome: &Outcome| outcome.behaviours[0][1].applicants;
    assert!(adopters(&changed) < adopters(&base));
    // Overdue applicants under 25 no longer repay, so none of them is restored; the others' adoption
    // draws are the same as before.
    let (young, others) = (&changed.segments[2][0], &changed.segments[2][1..]);
    assert!(young.counts.first_pass < base.segments[2][0].counts.first_pass);
    for (with, without) in others.iter().zip(&base.segments[2][1..]) {
        assert_eq!(with.counts.applicants, without.counts.applicants);
    }
}

#[test]
fn the_right_to_a_human_turns_some_automatic_refusals() {
    let patient = "patience.enabled = false\n";
    let text = format!("{patient}human_request = {{ enabled = true, share = 1.0 }}");
    let (base, asked) = (outcome(&scenario(patient), 5, 0), outcome(&scenario(&text), 5, 0));
    assert_conserved(&asked);
    assert_eq!(asked.routes[2], 0, "every automatic refusal on the score was taken to a person");
    assert!(asked.routes[3] > base.routes[3]);
    assert!(asked.fate(Fate::Restored) >= base.fate(Fate::Restored));
}

/// Patience that ends at the very moment of a screen or a review withdraws the case once, and no
/// decision outlives it.
#[test]
fn patience_that_ends_on_the_tick_of_a_review_loses_nobody() {
    for (patience, handling, screen) in [("0d", "20min", "0s"), ("20min", "20min", "0s"), ("1h", "1h", "1h")]
    {
        for name in ["longest", "queue", "fixed"] {
            let outcome = outcome(
                &scenario(&format!(
                    "arrivals.per_day = 40\npatience.limit = \"{patience}\"\nhuman_request.enabled = true\n{}{}",
                    slow_screen(screen, handling),
                    mode(name),
                )),
                1,
                0,
            );
            assert_conserved(&outcome);
        }
    }
}

/// The closed form of the fixed delay: with no withdrawal, shares of what people decide that are decided within 1, 2 and 3 working
/// days are .40, .75 and 1. Four binomial standard errors (false alarm 2e-4 for three, seed fixed).
#[test]
fn the_fixed_delay_has_its_stated_shares() {
    let fixed = scenario(&format!("patience.enabled = false\n{}", mode("fixed")));
    let outcome = outcome(&fixed, 2, 0);
    let n = outcome.human.decided as f64;
    for (days, share) in [(1, 0.40_f64), (2, 0.75), (3, 1.0)] {
        let got = outcome.working_days_human.share_at_most(days).unwrap();
        let error = (share * (1.0 - share) / n).sqrt();
        assert!((got - share).abs() <= 4.0 * error, "within {days}: {got} against {share}");
    }
}

#[test]
fn longest_is_never_shorter_than_fixed_and_shorter_queues_help() {
    let mean = |more: &str, name: &str| {
        let text = format!("patience.enabled = false\n{more}{}", mode(name));
        metric(&outcome(&scenario(&text), 4, 0), "decision_working_days_mean")
    };
    let fixed = mean("", "fixed");
    let longest = mean("team.reviewers.people = 7\n", "longest");
    let queue = mean("", "queue");
    assert!(queue < fixed && fixed < longest, "{queue} {fixed} {longest}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Nobody is lost and nothing panics for scenarios at the edges: no people, no patience, odd
    /// delays, slow screens, tight limits.
    #[test]
    fn odd_scenarios_lose_nobody(
        reviewers in 0_u32..4,
        agents in 0_u32..2,
        agent_share in 0.0_f64..1.0,
        drop in 0.0_f64..0.9,
        patience_hours in 1_u32..200,
        name in 0_usize..3,
        screen_hours in 0_u32..100,
        finish in any::<bool>(),
        human_request in any::<bool>(),
        attempts in 1_u32..6,
        seed in 0_u64..1000,
    ) {
        let end = if finish { "finish" } else { "suspend" };
        // Without anyone, the first day of duty is the last one.
        let crew = |people: u32| match people {
            0 => "people = 1, changes = [{ from = \"2024-01-03\", people = 0 }]".to_owned(),
            _ => format!("people = {people}"),
        };
        let text = format!(
            "arrivals.per_day = 12\nperiod = {{ arrivals = \"25d\", drain = \"15d\" }}\n\
             team.reviewers = {{ {}, end_of_shift = \"{end}\" }}\nteam.agents = {{ {} }}\n\
             application.agent.share = {agent_share}\n\
             application.app.drop_off_share = {drop}\n\
             patience.limit = {{ distribution = \"exponential\", mean = \"{patience_hours}h\" }}\n\
             human_request = {{ enabled = {human_request}, share = 0.7, knock_outs_too = true }}\n\
             reapply = {{ max_attempts = {attempts}, cool_down = \"1d\", probability = 1.0 }}\n{}{}",
            crew(reviewers),
            crew(agents),
            slow_screen(&format!("{screen_hours}h"), "70min"),
            mode(["fixed", "queue", "longest"][name]),
        );
        let outcome = outcome(&scenario(&text), seed, 0);
        // A review of 70 minutes begins before the end of a shift, of which the shortest takes three hours.
        assert_conserved_up_to(&outcome, if finish { 1.0 + 70.0 / 180.0 } else { 1.0 + 1e-9 });
    }
}
