//! The object-centric event log as the program writes it, read by a reader of its own and held against `events.csv`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::cli::{sim, small};

const FILE: &str = "events.ocel.json";

fn run(file: &Path, out: &Path, more: &[&str]) {
    let mut command = sim();
    command.arg("run").arg(file).args(["--no-charts", "--no-interventions", "--quiet", "--out"]).arg(out);
    command.args(more).assert().success();
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// An object: its type, and the values and relations by name and qualifier.
struct Object {
    kind: String,
    values: HashMap<String, String>,
    related: HashMap<String, String>,
}

fn texts(each: &Value, list: &str, name: &str, value: &str) -> HashMap<String, String> {
    let entries = each[list].as_array().map_or(&[][..], Vec::as_slice);
    let text = |entry: &Value, key: &str| entry[key].as_str().unwrap().to_owned();
    entries.iter().map(|entry| (text(entry, name), text(entry, value))).collect()
}

fn objects(log: &Value) -> HashMap<String, Object> {
    let mut found = HashMap::new();
    for each in log["objects"].as_array().unwrap() {
        let object = Object {
            kind: each["type"].as_str().unwrap().to_owned(),
            values: texts(each, "attributes", "name", "value"),
            related: texts(each, "relationships", "qualifier", "objectId"),
        };
        assert!(found.insert(each["id"].as_str().unwrap().to_owned(), object).is_none(), "{each} twice");
    }
    found
}

/// The fields of `events.csv` that an event and its objects must give, as they give them.
fn told(event: &Value, objects: &HashMap<String, Object>) -> BTreeMap<&'static str, String> {
    let values = texts(event, "attributes", "name", "value");
    let related = texts(event, "relationships", "qualifier", "objectId");
    let case = &related["case"];
    let of = |name: &str| values.get(name).cloned().unwrap_or_default();
    assert_eq!(objects[case].kind, "applicant");
    assert_eq!(event["id"], format!("{case}-e{}", values["seq"]));
    let known = |name: &str| objects[case].values.get(name).cloned().unwrap_or_default();
    let application = related.get("application").map(|id| {
        let object = &objects[id];
        assert_eq!((object.kind.as_str(), &object.related["of"]), ("application", case));
        object.values["attempt"].clone()
    });
    if let Some(resource) = related.get("performer") {
        assert_eq!(objects[resource].kind, "resource");
    }
    BTreeMap::from([
        ("case_id", case.clone()),
        ("activity", event["type"].as_str().unwrap().to_owned()),
        ("lifecycle", of("lifecycle")),
        ("resource", related.get("performer").cloned().unwrap_or_default()),
        ("timestamp", event["time"].as_str().unwrap().to_owned()),
        ("seq", of("seq")),
        ("replication", known("replication")),
        ("cause", known("cause")),
        ("channel", known("channel")),
        ("attempt", application.unwrap_or_default()),
        ("decision", of("decision")),
        ("reason", of("reason")),
    ])
}

/// What is declared: types, and their attributes.
fn declared(log: &Value, kinds: &str) -> HashMap<String, BTreeSet<String>> {
    let all = log[kinds].as_array().unwrap();
    let names = |kind: &Value| texts(kind, "attributes", "name", "type").into_keys().collect();
    all.iter().map(|kind| (kind["name"].as_str().unwrap().to_owned(), names(kind))).collect()
}

/// The rows of a table, by column.
fn table(path: &Path) -> Vec<HashMap<String, String>> {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

/// Holds the log of a folder against its `events.csv` and `cases.csv`.
fn compare(out: &Path) {
    let log = json(&out.join(FILE));
    let objects = objects(&log);
    let rows = table(&out.join("events.csv"));
    let rows: HashMap<_, _> = rows.iter().map(|row| ((&row["case_id"], &row["seq"]), row)).collect();
    let (kinds, of_objects) = (declared(&log, "eventTypes"), declared(&log, "objectTypes"));
    let events = log["events"].as_array().unwrap();
    assert!(events.len() == rows.len() && events.len() > 500, "{} events, {} rows", events.len(), rows.len());
    let mut met = BTreeSet::new();
    for event in events {
        let told = told(event, &objects);
        let row = rows[&(&told["case_id"], &told["seq"])];
        for (name, value) in &told {
            assert_eq!(value, &row[*name], "{name} of {event}");
        }
        let related = texts(event, "relationships", "qualifier", "objectId");
        // The score stands in the application.
        if !row["score"].is_empty() {
            assert_eq!(row["score"], objects[&related["application"]].values["score"]);
        }
        let given: BTreeSet<String> = texts(event, "attributes", "name", "value").into_keys().collect();
        assert!(given.is_subset(&kinds[&told["activity"]]), "{event}");
        met.extend(related.into_values());
    }
    assert_eq!(met, objects.keys().cloned().collect(), "each object takes part in an event, and no other");
    for object in objects.values() {
        let given: BTreeSet<String> = object.values.keys().cloned().collect();
        assert!(given.is_subset(&of_objects[&object.kind]), "{given:?}");
    }
    for row in table(&out.join("cases.csv")) {
        let [replication, applicant, attempt] = ["replication", "applicant", "attempt"].map(|key| &row[key]);
        let application = &objects[&format!("r{replication}-a{applicant}-f{attempt}")];
        for (ours, theirs) in [("decision", "decision"), ("reason", "reasons"), ("score", "score")] {
            assert_eq!(application.values.get(ours).map_or("", String::as_str), row[theirs], "{row:?}");
        }
        for name in ["restriction", "limit_cny", "balance_cny", "payment_ratio", "days_overdue", "sesame"] {
            let applicant = &objects[&application.related["of"]];
            assert_eq!(applicant.values.get(name).map_or("", String::as_str), row[name], "{row:?}");
        }
    }
    let manifest = json(&out.join("manifest.json"));
    assert_eq!(manifest["events_logged"], events.len());
    assert_eq!(manifest["files"][FILE]["bytes"], fs::metadata(out.join(FILE)).unwrap().len());
}

#[test]
fn the_object_centric_log_tells_what_the_others_tell() {
    let (folder, file) = small();
    let out = folder.path().join("all");
    run(&file, &out, &["--events", "csv,xes,ocel", "--cases"]);
    compare(&out);
    let whole = fs::read(out.join(FILE)).unwrap();
    for (name, more) in
        [("alone", &["--events", "ocel"][..]), ("one", &["--events", "ocel", "--threads", "1"])]
    {
        let out = folder.path().join(name);
        run(&file, &out, more);
        assert!(fs::read(out.join(FILE)).unwrap() == whole, "{name}");
        assert!(!out.join("events.csv").exists() && !out.join("events.xes").exists());
    }
    // One replication: nobody needs to be told apart from their like in another.
    let out = folder.path().join("second");
    run(&file, &out, &["--events", "csv,ocel", "--cases", "--events-replication", "1"]);
    let log = json(&out.join(FILE));
    let people: Vec<_> = objects(&log).into_iter().filter(|(_, object)| object.kind == "resource").collect();
    assert!(!people.is_empty());
    for (id, person) in people {
        assert!(id.starts_with(&person.values["role"]) && person.values["replication"] == "1", "{id}");
    }
}

/// Entities without attributes, balking and losing patience, in the textbook queues.
#[test]
fn entities_are_told_as_well() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["mmcm", "mmc"] {
        let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/theory/{name}.toml"));
        let out = folder.path().join(name);
        let sets = [
            "--set",
            "arrivals.per_day=20",
            "--set",
            "period.arrivals=\"40d\"",
            "--set",
            "period.warm_up=\"5d\"",
        ];
        run(
            &scenario,
            &out,
            &[&["--events", "csv,ocel", "--cases", "--replications", "2"], &sets[..]].concat(),
        );
        compare(&out);
    }
}

/// Both parts of the document, of several blocks a replication, are the same on any number of threads, also where
/// replications beyond the last one that counts are thrown away.
#[test]
fn a_long_log_is_the_same_on_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("long.toml");
    fs::write(&file, "arrivals.per_day = 4\nreplications = 4\n").unwrap();
    let logged = |name: &str, more: &[&str]| {
        let out = folder.path().join(name);
        run(&file, &out, &[&["--events", "ocel", "--threads", name], more].concat());
        let log = fs::read(out.join(FILE)).unwrap();
        assert!(log.len() > 4 * 1024 * 1024, "{} bytes", log.len());
        fs::remove_dir_all(out).unwrap();
        log
    };
    for more in [&[][..], &["--precision", "first_pass_approval_rate=±0.05", "--replications", "31"]] {
        assert!(logged("1", more) == logged("4", more), "with {more:?}");
    }
}
