//! What a script reads after a run.

use serde_json::{Value, json};

use super::summary::Outlook;
use crate::behaviour::Behaviour;
use crate::experiment::{Reach, Scope, mean_interval};
use crate::stats::Moments;
use crate::time::SimTime;

/// The summary as one JSON document.
pub(super) fn document(outlook: &Outlook<'_>) -> Value {
    let metrics: serde_json::Map<String, Value> = outlook
        .tables
        .summary
        .iter()
        .map(|row| {
            let value = json!({
                "unit": row.unit,
                "estimate": row.estimate,
                "std_error": row.std_error,
                "ci_low": row.ci_low,
                "ci_high": row.ci_high,
                "replications": row.replications,
            });
            (row.metric.clone(), value)
        })
        .collect();
    let effects: Vec<Value> = outlook.interventions.map_or_else(Vec::new, |interventions| {
        let effect = |behaviour: Behaviour| {
            // Of those it applies to, when everyone does it; all the others are in `effects`.
            let of = |metric| {
                let found = interventions.effects.find(behaviour, Scope::Everyone, Reach::Eligible, metric);
                found.map(|effect| difference(&effect.difference))
            };
            json!({
                "behaviour": outlook.names.behaviour(behaviour),
                "first_pass_approval_rate_difference": of("first_pass_approval_rate"),
                "eventual_approval_rate_difference": of("eventual_approval_rate"),
                "replications": interventions.replications,
            })
        };
        interventions.effects.ranked().into_iter().map(effect).collect()
    });
    json!({
        "scenario": outlook.settings.name,
        "settings_changed": outlook.changed,
        "seed": outlook.settings.seed,
        "replications": outlook.replications,
        "intervention_replications": outlook.interventions.map_or(0, |played| played.replications),
        "applicants_simulated": outlook.applicants,
        "wall_seconds": outlook.seconds,
        "threads": outlook.threads,
        "output": outlook.dir.display().to_string(),
        "warnings": outlook.warnings,
        "warm_up_days": outlook.warm_up.map(|found| found.until.since(SimTime::START).as_days()),
        "metrics": metrics,
        "variance_reduction": outlook.reduced,
        "set_by_delays": outlook.own_time.set_by_delays,
        "stations": stations(outlook),
        "expectations": outlook.tables.expectations,
        "behaviours": effects,
        "effects": outlook.tables.effects,
    })
}

/// Measures by station.
fn stations(outlook: &Outlook<'_>) -> Value {
    let mut stations = serde_json::Map::new();
    for row in &outlook.tables.stations {
        let measures = stations.entry(row.station.clone()).or_insert_with(|| json!({}));
        measures[&row.metric] = json!({
            "unit": row.unit,
            "estimate": row.estimate,
            "std_error": row.std_error,
            "ci_low": row.ci_low,
            "ci_high": row.ci_high,
        });
    }
    Value::Object(stations)
}

fn difference(moments: &Moments) -> Value {
    let interval = mean_interval(moments);
    json!({
        "estimate": moments.mean(),
        "ci_low": interval.map(|interval| interval.low),
        "ci_high": interval.map(|interval| interval.high),
    })
}
