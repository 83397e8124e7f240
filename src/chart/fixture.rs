//! Made-up tables with the shape of a real run, for the tests of charts and report.

use crate::results::{
    AttemptRow, BehaviourRow, DelayRow, EffectRow, ExpectationRow, QueueRow, SegmentRow, StationRow,
    SummaryRow, Tables, TimelineRow,
};

/// A rate with a symmetric interval around it.
fn interval(rate: f64, half: f64) -> (Option<f64>, Option<f64>, Option<f64>) {
    (Some(rate), Some((rate - half).max(0.0)), Some((rate + half).min(1.0)))
}

/// One metric with a standard error of its fiftieth part.
fn metric(name: &str, unit: &str, estimate: f64) -> SummaryRow {
    let (error, most) = (estimate / 50.0, if unit == "share" { 1.0 } else { f64::INFINITY });
    SummaryRow {
        metric: name.to_owned(),
        unit: unit.to_owned(),
        estimate: Some(estimate),
        std_error: Some(error),
        ci_low: Some(estimate - 2.0 * error),
        ci_high: Some((estimate + 2.0 * error).min(most)),
        replications: 20,
    }
}

fn summary() -> Vec<SummaryRow> {
    let shares = [
        ("first_pass_approval_rate", 0.462),
        ("eventual_approval_rate", 0.558),
        ("knocked_out_share", 0.261),
        ("auto_approved_share", 0.172),
        ("auto_refused_share", 0.139),
        ("human_reviewed_share", 0.428),
        ("refused_share", 0.104),
        ("withdrawn_share", 0.031),
        ("dropped_off_share", 0.118),
        ("gave_up_share", 0.187),
        ("pending_share", 0.002),
        ("decided_within_1wd_share", 0.41),
        ("decided_within_2wd_share", 0.76),
        ("decided_within_3wd_share", 0.994),
        ("human_decided_within_3wd_share", 0.99),
        ("human_approval_rate", 0.61),
        ("reviewer_utilisation", 0.72),
        ("flip_rate", 0.142),
        ("bad_rate_approved", 0.0121),
        ("bad_rate_all", 0.0342),
    ];
    let mut rows = vec![
        metric("applicants", "count", 21_604.3),
        metric("applications", "count", 27_120.0),
        metric("attempts_per_applicant", "count", 1.41),
        metric("decision_working_days_mean", "working_days", 1.62),
        metric("decision_working_days_p50", "working_days", 2.0),
        metric("decision_working_days_p90", "working_days", 3.0),
        metric("restoration_days_p50", "days", 7.4),
        metric("queue_length_mean", "count", 6.2),
        metric("reviewer_minutes_per_decision", "minutes", 11.9),
        metric("cost_per_decision_cny", "cny", 14.25),
    ];
    rows.extend(shares.map(|(name, share)| metric(name, "share", share)));
    rows
}

fn behaviours() -> Vec<BehaviourRow> {
    let known = [
        ("repay", 9_720.0, [0.05, 0.41], [0.04, 0.20, 0.37]),
        ("secure", 21_600.0, [0.44, 0.51], [0.42, 0.47, 0.53]),
        ("stop_edits", 2_160.0, [0.72, 0.755], [0.70, 0.74, 0.78]),
        ("complete_profile", 21_600.0, [0.45, 0.50], [0.45, 0.46, 0.468]),
        ("steady_habits", 21_600.0, [0.46, 0.47], [0.455, 0.468, 0.48]),
        ("raise_external", 21_600.0, [0.462, 0.458], [0.46, 0.465, 0.471]),
        ("submit_documents", 21_600.0, [0.46, 0.44], [0.461, 0.46, 0.459]),
    ];
    let mut rows = Vec::new();
    for (name, applicants, observed, forced) in known {
        let mut push = |basis: &str, level: f64, rate: f64, applicants: f64| {
            let (first, low, high) = interval(rate, 60.0_f64.sqrt() / applicants.sqrt() * 0.15);
            let (eventual, eventual_low, eventual_high) = interval((rate + 0.1).min(1.0), 0.008);
            rows.push(BehaviourRow {
                behaviour: name.to_owned(),
                basis: basis.to_owned(),
                level,
                applicants,
                first_pass_approval_rate: first,
                ci_low: low,
                ci_high: high,
                eventual_approval_rate: eventual,
                eventual_ci_low: eventual_low,
                eventual_ci_high: eventual_high,
            });
        };
        for (level, rate) in [0.0, 1.0].into_iter().zip(observed) {
            push("observed", level, rate, applicants * (0.7 - 0.4 * level));
        }
        for (level, rate) in [0.0, 0.5, 1.0].into_iter().zip(forced) {
            push("intervention", level, rate, applicants);
        }
    }
    rows
}

fn effects() -> Vec<EffectRow> {
    let mut rows = Vec::new();
    for (name, share, everyone, one) in [
        ("repay", 0.45, 0.513, 0.509),
        ("secure", 1.0, 0.09, 0.092),
        ("stop_edits", 0.1, 0.06, 0.061),
        ("complete_profile", 1.0, 0.037, 0.036),
        ("steady_habits", 1.0, 0.02, 0.021),
        ("raise_external", 1.0, 0.015, 0.015),
        ("submit_documents", 1.0, -0.011, 0.024),
    ] {
        for (scope, effect, spillover) in [("everyone", everyone, Some(everyone - one)), ("one", one, None)] {
            for (population, reach, effect) in [("eligible", 1.0, effect), ("all", share, share * effect)] {
                rows.push(EffectRow {
                    behaviour: name.to_owned(),
                    scope: scope.to_owned(),
                    population: population.to_owned(),
                    metric: "eventual_approval_rate".to_owned(),
                    unit: "share".to_owned(),
                    difference: Some(effect),
                    std_error: Some(0.001),
                    ci_low: Some(effect - 0.002),
                    ci_high: Some(effect + 0.002),
                    applicants: 432_000,
                    replications: 20,
                    spillover: spillover.map(|of_eligible| reach * of_eligible),
                    spillover_std_error: spillover.map(|_| 0.0005),
                    spillover_ci_low: spillover.map(|of_eligible| reach * of_eligible - 0.001),
                    spillover_ci_high: spillover.map(|of_eligible| reach * of_eligible + 0.001),
                });
            }
        }
    }
    rows
}

/// A row of `segments.csv` with the given rate.
pub(crate) fn segment(segment: &str, value: &str, applicants: f64, rate: f64) -> SegmentRow {
    let (first, low, high) = interval(rate, 0.4 / applicants.max(1.0).sqrt());
    SegmentRow {
        segment: segment.to_owned(),
        value: value.to_owned(),
        applicants,
        first_pass_approval_rate: first,
        ci_low: low,
        ci_high: high,
        eventual_approval_rate: Some((rate + 0.1).min(1.0)),
        restoration_days_p50: Some(7.0 + 4.0 * (1.0 - rate)),
        bad_rate_approved: Some(0.012),
        restoration_days_p50_ci_low: None,
        restoration_days_p50_ci_high: None,
    }
}

fn segments() -> Vec<SegmentRow> {
    let mut rows = Vec::new();
    for (name, values) in [
        (
            "cause",
            &[
                ("overdue", 9_720.0, 0.26),
                ("account_risk", 5_400.0, 0.64),
                ("violation", 2_592.0, 0.51),
                ("info_churn", 2_160.0, 0.74),
                ("other", 1_728.0, 0.77),
            ][..],
        ),
        ("restriction", &[("suspended", 14_000.0, 0.43), ("limited", 7_600.0, 0.52)]),
        ("channel", &[("app", 18_360.0, 0.465), ("agent", 3_240.0, 0.44)]),
        (
            "age_band",
            &[
                ("18_to_25", 6_100.0, 0.41),
                ("26_to_35", 8_900.0, 0.47),
                ("36_to_45", 4_300.0, 0.5),
                ("46+", 2_300.0, 0.49),
            ],
        ),
        (
            "limit_band",
            &[("500_to_2000", 4e3, 0.39), ("2000_to_10000", 9e3, 0.45), ("10000_to_50000", 8.6e3, 0.52)],
        ),
    ] {
        rows.extend(values.iter().map(|&(value, applicants, rate)| segment(name, value, applicants, rate)));
    }
    for band in 3..19 {
        let score = f64::from(band * 5) + 2.5;
        let rate = 1.0 / (1.0 + (-(score - 60.0) / 5.0).exp());
        let applicants = 21_600.0 * 5.0 / (13.0 * 2.5) * (-((score - 57.0) / 13.0).powi(2) / 2.0).exp();
        rows.push(segment("score_band", &format!("{}_to_{}", band * 5, band * 5 + 5), applicants, rate));
    }
    rows
}

fn timeline() -> Vec<TimelineRow> {
    let mut rows = Vec::new();
    let mut date = jiff::civil::date(2024, 1, 1);
    let mut backlog: f64 = 0.0;
    for day in 0..300_u32 {
        let holiday = (40..48).contains(&day) || (121..126).contains(&day);
        let working = date.weekday().to_monday_one_offset() <= 5 && !holiday;
        let noise = f64::from(day * 7919 % 31) - 15.0;
        let arrivals = if day < 180 { 120.0 + noise } else { 0.0 };
        let filed = if day < 190 { 150.0 + noise } else { 150.0 * (-f64::from(day - 189) / 12.0).exp() };
        backlog += 0.43 * filed;
        let human = if working { backlog.min(145.0) } else { 0.0 };
        let longest = backlog;
        backlog -= human;
        let decisions = 0.57 * filed + human;
        rows.push(TimelineRow {
            date: date.to_string(),
            working,
            arrivals,
            applications: filed,
            decisions,
            approvals: decisions * 0.48,
            queue_mean: backlog + human * 0.4,
            queue_max: longest,
            utilisation: working.then_some(0.72),
        });
        date = date.tomorrow().unwrap_or(date);
    }
    rows
}

fn delays() -> Vec<DelayRow> {
    let mut rows = Vec::new();
    let mut push = |measure: &str, unit: &str, bins: &[(f64, Option<f64>, f64)]| {
        let mut sum = 0.0;
        for &(from, to, share) in bins {
            sum += share;
            rows.push(DelayRow {
                measure: measure.to_owned(),
                unit: unit.to_owned(),
                from,
                to,
                share,
                cumulative_share: f64::min(sum, 1.0),
            });
        }
    };
    push(
        "decision_working_days",
        "working_days",
        &[
            (0.0, Some(1.0), 0.12),
            (1.0, Some(2.0), 0.33),
            (2.0, Some(3.0), 0.31),
            (3.0, Some(4.0), 0.225),
            (4.0, Some(5.0), 0.012),
            (5.0, None, 0.003),
        ],
    );
    let weeks: Vec<(f64, Option<f64>, f64)> = (0..20)
        .map(|bin| {
            let from = f64::from(bin) * 3.0;
            let share = (-f64::from(bin) / 3.5).exp() * (1.0 - (-1.0_f64 / 3.5).exp());
            (from, (bin < 19).then_some(from + 3.0), if bin < 19 { share } else { (-19.0_f64 / 3.5).exp() })
        })
        .collect();
    push("restoration_days", "days", &weeks);
    // Of all applicants, .558 are restored.
    let daily = (0..60).map(|day| {
        let from = f64::from(day);
        let share = 0.558 * (1.0 - (-1.0_f64 / 10.0).exp()) * (-from / 10.0).exp();
        (from, Some(from + 1.0), share)
    });
    push("restoration_incidence", "days", &daily.collect::<Vec<_>>());
    rows
}

/// Measures of a station; `scale` stretches waits and lines.
fn station(name: &str, busy: f64, scale: f64) -> Vec<StationRow> {
    let measures = [
        ("arrivals", "count", 12_000.0),
        ("served", "count", 11_700.0),
        ("abandoned_share", "share", 0.025),
        ("utilisation", "share", busy),
        ("queue_mean", "count", 60.0 * scale),
        ("queue_max", "count", 440.0 * scale),
        ("wait_mean", "minutes", 1_395.0 * scale),
        ("wait_p95", "minutes", 4_848.0 * scale),
        ("sojourn_mean", "minutes", 1_461.0 * scale),
        ("balked_share", "share", 0.0),
    ];
    let row = |(metric, unit, estimate): (&str, &str, f64)| StationRow {
        station: name.to_owned(),
        metric: metric.to_owned(),
        unit: unit.to_owned(),
        estimate: Some(estimate),
        std_error: Some(estimate / 50.0),
        ci_low: Some(estimate * 0.96),
        ci_high: Some(estimate * 1.04),
    };
    let mut rows: Vec<StationRow> = measures.into_iter().map(row).collect();
    let undefined =
        StationRow { estimate: None, std_error: None, ci_low: None, ci_high: None, ..rows[2].clone() };
    rows.push(StationRow { metric: "late_share".to_owned(), ..undefined });
    rows
}

fn stations() -> Vec<StationRow> {
    let mut rows = station("intake", 0.09, 0.05);
    rows.extend(station("human_review", 0.72, 1.0));
    rows
}

/// The line of the timeline before the reviewers, and a short one before the agents.
fn queues(timeline: &[TimelineRow]) -> Vec<QueueRow> {
    [("intake", 0.05), ("human_review", 1.0)]
        .iter()
        .flat_map(|(name, scale)| queue(name, timeline, *scale))
        .collect()
}

/// The line of the timeline, stretched.
pub(crate) fn queue(name: &str, timeline: &[TimelineRow], scale: f64) -> Vec<QueueRow> {
    let row = |row: &TimelineRow| QueueRow {
        station: name.into(),
        date: row.date.clone(),
        queue_mean: row.queue_mean * scale,
        queue_max: row.queue_max * scale,
        utilisation: row.utilisation,
    };
    timeline.iter().map(row).collect()
}

/// Tables of a single queue without applicants.
pub(crate) fn plain() -> Tables {
    let timeline: Vec<TimelineRow> = timeline().into_iter().take(62).collect();
    let expectation = |metric: &str, expected: f64, holds: Option<bool>| ExpectationRow {
        station: "desk".to_owned(),
        metric: metric.to_owned(),
        unit: "minutes".to_owned(),
        expected,
        estimate: Some(9.1),
        ci_low: holds.map(|_| 8.9),
        ci_high: holds.map(|_| 9.3),
        holds,
        source: "ρ/(μ − λ), <a formula>".to_owned(),
    };
    let all = [("knocked_out_share", 0.0), ("human_reviewed_share", 1.0), ("eventual_approval_rate", 1.0)];
    Tables {
        summary: all
            .map(|(name, share)| metric(name, "share", share))
            .into_iter()
            .chain([metric("decision_days_mean", "days", 0.007)])
            .collect(),
        stations: station("desk", 0.9, 0.0065),
        queues: queue("desk", &timeline, 1.0),
        timeline,
        attempts: vec![AttemptRow {
            attempt: 1,
            applications: 77_756.0,
            approval_rate: Some(1.0),
            ci_low: Some(1.0),
            ci_high: Some(1.0),
        }],
        delays: vec![DelayRow {
            measure: "decision_working_days".to_owned(),
            unit: "working_days".to_owned(),
            from: 0.0,
            to: Some(1.0),
            share: 1.0,
            cumulative_share: 1.0,
        }],
        expectations: vec![
            expectation("wait_mean", 9.0, Some(true)),
            expectation("wait_p90", 22.0, Some(false)),
            expectation("wait_p99", 44.0, None),
        ],
        ..Tables::default()
    }
}

/// Tables of a run of the usual size.
pub(crate) fn tables() -> Tables {
    let attempts = [(1, 21_300.0, 0.47), (2, 4_100.0, 0.36), (3, 1_350.0, 0.29), (4, 380.0, 0.24)];
    Tables {
        summary: summary(),
        stations: stations(),
        behaviours: behaviours(),
        effects: effects(),
        segments: segments(),
        attempts: attempts
            .map(|(attempt, applications, rate)| {
                let (approval_rate, ci_low, ci_high) = interval(rate, 0.5 / f64::sqrt(applications));
                AttemptRow { attempt, applications, approval_rate, ci_low, ci_high }
            })
            .into(),
        timeline: timeline(),
        queues: queues(&timeline()),
        delays: delays(),
        ..Tables::default()
    }
}
