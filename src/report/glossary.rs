//! What every metric is called and means, in one place for the report, the terminal and the manual.
//!
//! The names are those of `summary.csv`. This module does not know any number.

use serde::Serialize;

/// One metric of `summary.csv` in a person's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Metric {
    /// Name in the tables.
    pub name: &'static str,
    /// What to call it.
    pub label: &'static str,
    /// What it is, with its denominator and what it leaves out.
    pub definition: &'static str,
}

/// One term of the field, as this workbench uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Term {
    /// The term.
    pub term: &'static str,
    /// Its meaning here.
    pub meaning: &'static str,
    /// Whether it says nothing about entities without attributes.
    pub about_applicants: bool,
}

const fn term(term: &'static str, meaning: &'static str) -> Term {
    Term { term, meaning, about_applicants: false }
}

const fn applicants_term(term: &'static str, meaning: &'static str) -> Term {
    Term { term, meaning, about_applicants: true }
}

const fn metric(name: &'static str, label: &'static str, definition: &'static str) -> Metric {
    Metric { name, label, definition }
}

/// Every metric, in the order of `summary.csv`.
pub const METRICS: &[Metric] = &[
    metric("applicants", "Applicants", "Users newly restricted during the period, in one replication."),
    metric("applications", "Applications", "Applications filed, first and later ones, in one replication."),
    metric(
        "first_pass_approval_rate",
        "First-pass approval rate",
        "Share of all applicants restored at their first application.",
    ),
    metric(
        "eventual_approval_rate",
        "Eventual approval rate",
        "Share of all applicants restored in the end: by an application, at whichever attempt, or by the system without \
         one.",
    ),
    metric(
        "attempts_per_applicant",
        "Attempts per applicant",
        "Applications filed per applicant; some never file one.",
    ),
    metric(
        "decision_working_days_mean",
        "Working days to decision, mean",
        "Working days counted from the filing date, or the next working day if the office was closed, to the decision date; mean over decided applications.",
    ),
    metric(
        "decision_working_days_p50",
        "Working days to decision, median",
        "Working days from filing to decision that half of the decided applications do not exceed.",
    ),
    metric(
        "decision_working_days_p90",
        "Working days to decision, 90%",
        "Working days from filing to decision that 90% of the decided applications do not exceed.",
    ),
    metric(
        "decision_working_days_p95",
        "Working days to decision, 95%",
        "Working days from filing to decision that 95% of the decided applications do not exceed.",
    ),
    metric(
        "decided_within_1wd_share",
        "Decided within 1 working day",
        "Share of applications decided within one working day of filing, of all but those withdrawn within that time; whoever waits longer or gives up later counts as late.",
    ),
    metric(
        "decided_within_2wd_share",
        "Decided within 2 working days",
        "Share of applications decided within two working days of filing, of all but those withdrawn within that time; whoever waits longer or gives up later counts as late.",
    ),
    metric(
        "decided_within_3wd_share",
        "Decided within 3 working days",
        "Share of applications decided within three working days of filing, of all but those withdrawn within that time; whoever waits longer or gives up later counts as late.",
    ),
    metric(
        "human_decided_within_3wd_share",
        "Human decisions within 3 working days",
        "The same share among applications sent to a reviewer.",
    ),
    metric(
        "restoration_days_mean",
        "Days to restoration, mean",
        "Calendar days from restriction to restoration, among the restored.",
    ),
    metric(
        "restoration_days_p50",
        "Days to restoration, median",
        "Calendar days from restriction to restoration that half of the restored do not exceed.",
    ),
    metric(
        "restoration_days_p90",
        "Days to restoration, 90%",
        "Calendar days from restriction to restoration that 90% of the restored do not exceed.",
    ),
    metric(
        "knocked_out_share",
        "Knocked out",
        "Share of routed applications stopped by a knock-out rule, such as arrears still open.",
    ),
    metric(
        "auto_approved_share",
        "Approved by rule",
        "Share of routed applications approved on their score without a reviewer.",
    ),
    metric(
        "auto_refused_share",
        "Refused by rule",
        "Share of routed applications refused on their score without a reviewer.",
    ),
    metric("human_reviewed_share", "Human review", "Share of routed applications sent to a reviewer."),
    metric(
        "human_approval_rate",
        "Approval by reviewers",
        "Share of the applications decided by a reviewer that are approved.",
    ),
    metric(
        "withdrawn_share",
        "Withdrawn",
        "Share of all applicants who ran out of patience and withdrew while waiting.",
    ),
    metric(
        "dropped_off_share",
        "Dropped off",
        "Share of all applicants who left the application path before filing and never came back.",
    ),
    metric(
        "gave_up_share",
        "Gave up",
        "Share of all applicants who were refused and chose not to apply again.",
    ),
    metric(
        "refused_share",
        "Refused for good",
        "Share of all applicants refused at the last attempt they were allowed.",
    ),
    metric(
        "pending_share",
        "Pending at the end",
        "Share of all applicants whose case was still open at the horizon; counted, never dropped.",
    ),
    metric("reviewer_utilisation", "Reviewer utilisation", "Busy share of the reviewers' duty time."),
    metric(
        "queue_length_mean",
        "Queue length, mean",
        "Cases in line at the stations after filing, averaged over time.",
    ),
    metric(
        "queue_length_max",
        "Queue length, greatest",
        "Most cases in line at once at all stations after filing, mean over replications.",
    ),
    metric(
        "reviewer_minutes_per_decision",
        "Reviewer minutes per decision",
        "Reviewers' working minutes divided by all decisions, automatic ones included.",
    ),
    metric(
        "cost_per_decision_cny",
        "Cost per decision",
        "What people are paid (for their hours on duty on days with arrivals, or for the time they work, overtime included) and automatic screens cost, divided by all decisions, automatic ones included.",
    ),
    metric(
        "flip_rate",
        "Flip rate",
        "Chance that a second reviewer, drawn at random, would decide the same case the other way.",
    ),
    metric(
        "bad_rate_approved",
        "Bad rate of the restored",
        "Share of the restored who go bad: ever 90 or more days overdue (`population.bad_days_overdue`) within twelve \
         months, by their true risk, which no decision can see.",
    ),
    metric(
        "bad_rate_all",
        "Bad rate of all",
        "Share of all applicants who go bad, restored or not; arrears unpaid for 90 days are bad by definition.",
    ),
    metric(
        "restoration_days_censored_p50",
        "Days to restoration with those pending, median",
        "Days from restriction by which half are restored, of those restored in the end; applicants still pending count up to the end of the run (Aalen–Johansen).",
    ),
    metric(
        "restoration_days_censored_p90",
        "Days to restoration with those pending, 90%",
        "Days from restriction by which 90% are restored, of those restored in the end; applicants still pending count up to the end of the run (Aalen–Johansen).",
    ),
    metric(
        "decision_days_mean",
        "Calendar days to decision, mean",
        "Calendar days from filing to decision, mean over decided applications.",
    ),
    metric(
        "behaviour_cost_per_applicant_cny",
        "Money spent per applicant",
        "What applicants pay for what they do, interest and penalty interest on arrears included; the arrears themselves are owed anyhow and count as cash needed.",
    ),
    metric(
        "behaviour_effort_hours_per_applicant",
        "Time spent per applicant",
        "Applicants' own time for what they do, hours.",
    ),
    metric(
        "takeover_loss_per_applicant_cny",
        "Expected takeover loss per applicant",
        "Expected loss by unauthorised use of the account, which securing it lowers.",
    ),
    metric(
        "restored_unasked_share",
        "Restored without asking",
        "Share of all applicants who repaid soon and were restored by the system without an application. They are \
         part of those restored in the end.",
    ),
    metric(
        "repaid_arrears_per_applicant_cny",
        "Cash needed per applicant",
        "Arrears that applicants repay: cash that must be found, but no cost, since it was owed anyhow.",
    ),
    metric(
        "decision_days_p50",
        "Calendar days to decision, median",
        "Calendar days from filing to decision that half of the decided applications do not exceed.",
    ),
    metric(
        "decision_days_p90",
        "Calendar days to decision, 90%",
        "Calendar days from filing to decision that 90% of the decided applications do not exceed.",
    ),
    metric(
        "decision_days_p95",
        "Calendar days to decision, 95%",
        "Calendar days from filing to decision that 95% of the decided applications do not exceed.",
    ),
    metric(
        "cost_per_restored_cny",
        "Cost per restored account",
        "The same cost as per decision, divided by the accounts restored by an application.",
    ),
    metric(
        "cost_per_working_day_cny",
        "Cost per working day",
        "The same cost, divided by the working days among the days with arrivals.",
    ),
    metric(
        "paid_hours",
        "Paid hours",
        "Hours that people are paid for in one replication: their shifts on days with arrivals, or the time they work, and overtime.",
    ),
    metric("overtime_hours", "Overtime hours", "Of the paid hours, those worked beyond the shift."),
];

/// Terms a reader of the report may want explained.
pub const TERMS: &[Term] = &[
    applicants_term(
        "Applicant",
        "A user whose pay-later account was suspended or whose limit was reduced, and who may ask for it back.",
    ),
    applicants_term(
        "Attempt",
        "The number of an applicant's application: the first is 1, a re-application after a refusal is 2 or more.",
    ),
    applicants_term(
        "Behaviour",
        "Something an applicant can do about the restriction, such as repaying arrears or securing the account.",
    ),
    applicants_term(
        "Observed",
        "Comparing those who meant to do something when they were restricted with those who did not mean to, of whom some do it later. They differ in other ways too, such as diligence, so the difference is not an effect.",
    ),
    applicants_term(
        "Done",
        "Comparing those for whom something had taken effect with the others: by the time of the first application (done_first; where none was filed, by the end) or by the end (done). Like observed, no effect; and who does it after a refusal has been refused.",
    ),
    applicants_term(
        "Intervention",
        "Running the very same applicants again with a behaviour forced off, half on or on. The difference is the effect of the behaviour.",
    ),
    applicants_term(
        "Effect on everyone",
        "All to whom a behaviour applies do it, against none of them: what it does to the lines at the stations is part of the effect.",
    ),
    applicants_term(
        "Effect on one",
        "One applicant does it, against not doing it, while everybody else acts as in the scenario. It is found from copies of the applicant who wait in line like everyone and take nobody's time.",
    ),
    applicants_term(
        "Spillover",
        "The effect on everyone less the effect on one: what the others' doing it adds.",
    ),
    applicants_term(
        "Level",
        "The share of people who are made to do it when they are restricted, whatever they believe: 0 nobody, 0.5 every second by a draw of their own, 1 everybody; the others never do it. On the other bases, 1 are those who meant to do it or did it, and 0 the others.",
    ),
    applicants_term("Knock-out", "A rule that refuses an application whatever its score."),
    applicants_term(
        "Score",
        "A weighted sum of five factors from 0 to 100: credit status, account security, personal information, consumption behaviour and external credit.",
    ),
    term(
        "Working day",
        "A day on which the review office is open: public holidays are off, make-up weekends are on.",
    ),
    term(
        "Replication",
        "One run of the whole period with its own random numbers. Estimates are means over replications; quantiles are those of all cases.",
    ),
    term(
        "95% interval",
        "A range that, over many repetitions of the experiment, would hold the model's true value 95 times in 100. It says nothing about how true the model is.",
    ),
    term(
        "Percentage point (pt)",
        "The unit of a difference between two percentages: from 40% to 45% is 5 points.",
    ),
    term(
        "Station",
        "A stage of the process at which people work on a case. Cases that find nobody free stand in its line.",
    ),
    term("Utilisation", "The busy share of a station's duty time. Queues grow steeply as it nears 100%."),
    term(
        "Bottleneck",
        "The station that holds up the rest: its people are the busiest, or the waits before it the longest. More people elsewhere do not help.",
    ),
    term(
        "Late",
        "Ended after the time by which the station should have been done with the case. Only stations with such a time have it.",
    ),
];

/// The metric of that name, if the interface knows it.
pub fn metric_by_name(name: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|metric| metric.name == name)
}

/// What to call a metric; empty for a name the interface does not know.
pub fn metric_label(name: &str) -> &'static str {
    metric_by_name(name).map_or("", |metric| metric.label)
}

/// What a metric is; empty for a name the interface does not know.
pub fn metric_definition(name: &str) -> &'static str {
    metric_by_name(name).map_or("", |metric| metric.definition)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_metric_has_its_own_name_and_label_and_a_whole_sentence() {
        let names: BTreeSet<_> = METRICS.iter().map(|metric| metric.name).collect();
        let labels: BTreeSet<_> = METRICS.iter().map(|metric| metric.label).collect();
        assert_eq!(names.len(), METRICS.len());
        assert_eq!(labels.len(), METRICS.len());
        assert!(METRICS.iter().all(|metric| metric.definition.ends_with('.')));
    }

    #[test]
    fn fates_and_routes_are_all_explained() {
        for name in [
            "eventual_approval_rate",
            "refused_share",
            "withdrawn_share",
            "dropped_off_share",
            "gave_up_share",
            "pending_share",
        ] {
            assert!(metric_definition(name).contains("all applicants"), "{name}");
        }
        for name in ["knocked_out_share", "auto_approved_share", "auto_refused_share", "human_reviewed_share"]
        {
            assert!(metric_definition(name).contains("routed applications"), "{name}");
        }
        assert_eq!(metric_label("no_such_metric"), "");
    }
}
