//! What the events and the objects of an object-centric log are declared to be.

use super::SEPARATOR;
use crate::observe::LogNames;
use serde_json::{Value, json};

/// An attribute, and its type in the words of OCEL 2.0.
type Attribute = (&'static str, &'static str);

/// An applicant, or an entity without attributes: the case of the other forms of the log.
pub(super) const APPLICANT: &str = "applicant";
/// An application that was filed or prepared for.
pub(super) const APPLICATION: &str = "application";
/// Someone who works.
pub(super) const RESOURCE: &str = "resource";

const OF_EVENTS: [Attribute; 4] =
    [("lifecycle", "string"), ("seq", "integer"), ("decision", "string"), ("reason", "string")];
const OF_APPLICANTS: [Attribute; 13] = [
    ("replication", "integer"),
    ("cause", "string"),
    ("channel", "string"),
    ("restriction", "string"),
    ("days_overdue", "integer"),
    ("overdue_months", "integer"),
    ("age_years", "float"),
    ("limit_cny", "float"),
    ("balance_cny", "float"),
    ("utilisation", "float"),
    ("payment_ratio", "float"),
    ("sesame", "float"),
    ("fate", "string"),
];
const OF_APPLICATIONS: [Attribute; 4] =
    [("attempt", "integer"), ("score", "float"), ("decision", "string"), ("reason", "string")];
const OF_RESOURCES: [Attribute; 2] = [("replication", "integer"), ("role", "string")];

/// Everything before the first event: the types of all that can stand in a log with these names.
pub(super) fn header(names: &LogNames) -> String {
    let mut activities: Vec<&str> = Vec::new();
    for name in names.activities() {
        // A stage may be called as another activity is.
        if !activities.contains(&name) {
            activities.push(name);
        }
    }
    let events: Vec<String> = activities.into_iter().map(|name| declared(name, &OF_EVENTS)).collect();
    let objects = [
        declared(APPLICANT, &OF_APPLICANTS),
        declared(APPLICATION, &OF_APPLICATIONS),
        declared(RESOURCE, &OF_RESOURCES),
    ];
    let [events, objects] = [events.join(SEPARATOR), objects.join(SEPARATOR)];
    format!("{{\n\"eventTypes\": [\n{events}\n],\n\"objectTypes\": [\n{objects}\n],\n\"events\": [\n")
}

/// A type, on one line.
fn declared(name: &str, attributes: &[Attribute]) -> String {
    let attributes: Vec<Value> =
        attributes.iter().map(|(name, kind)| json!({ "name": name, "type": kind })).collect();
    json!({ "name": name, "attributes": attributes }).to_string()
}
