//! The part of the page in which its reader moves a slider and sees the same applicants again.
//!
//! The page carries the simulation, compiled for browsers (`page/engine.wasm`), and the scenario. What the sliders are is
//! read off the rows that say where the scenario's numbers come from; scripts stand in `page/`, and all words that they
//! show come from the catalogue. Where nothing can be played, the page says why.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::seal::base64;
use super::{ReportFacts, code, view};
use crate::results::{ProvenanceRow, Tables};
use crate::words::{Catalogue, Kind, Phrase};

/// The library, compiled for browsers by `page/build.sh`.
static ENGINE: &[u8] = include_bytes!("../../page/engine.wasm");

/// What the page must know to play.
#[derive(Debug, Clone, Copy)]
pub struct Playable<'a> {
    /// The resolved scenario, which names no files.
    pub scenario: &'a str,
    /// The row of replication 0 in `replications.csv`, against which the page judges its engine.
    pub first: &'a str,
}

/// A slider.
#[derive(Debug, PartialEq, Serialize)]
struct Dial {
    group: &'static str,
    key: String,
    label: String,
    /// Its number in the scenario; `None` where the key is not written.
    value: Option<f64>,
    unit: String,
    low: f64,
    high: f64,
    step: f64,
}

/// Groups of sliders, in the order of the page, with their titles.
const GROUPS: [(&str, Phrase); 6] = [
    ("behaviours", Phrase::PageBehaviours),
    ("people", Phrase::PagePeople),
    ("cut_offs", Phrase::PageCutOffs),
    ("weights", Phrase::PageWeights),
    ("arrivals", Phrase::PageArrivals),
    ("again", Phrase::PageAgain),
];

/// What the scripts say.
const WORDS: [(&str, Phrase); 35] = [
    ("asItIs", Phrase::PageAsItIs),
    ("was", Phrase::PageWas),
    ("back", Phrase::PageBack),
    ("clear", Phrase::PageClear),
    ("another", Phrase::PageAnother),
    ("key", Phrase::PageKey),
    ("value", Phrase::PageValue),
    ("set", Phrase::PageSet),
    ("metric", Phrase::PageMetric),
    ("before", Phrase::PageBefore),
    ("after", Phrase::PageAfter),
    ("change", Phrase::PageChange),
    ("allMetrics", Phrase::PageAllMetrics),
    ("pictureAlt", Phrase::PagePictureAlt),
    ("pictureCaption", Phrase::PagePictureCaption),
    ("sameApplicants", Phrase::PageSameApplicants),
    ("interval", Phrase::PageInterval),
    ("noInterval", Phrase::PageNoInterval),
    ("open", Phrase::PageOpen),
    ("points", Phrase::PagePoints),
    ("to", Phrase::PageTo),
    ("workingDays", Phrase::PageWorkingDays),
    ("days", Phrase::PageDays),
    ("hours", Phrase::PageHours),
    ("minutes", Phrase::PageMinutes),
    ("playing", Phrase::PagePlaying),
    ("replications", Phrase::PageReplications),
    ("checked", Phrase::PageChecked),
    ("notChecked", Phrase::PageNotChecked),
    ("cannot", Phrase::PageCannot),
    ("fault", Phrase::PageFault),
    ("command", Phrase::PageCommand),
    ("commandNote", Phrase::PageCommandNote),
    ("variant", Phrase::PageVariant),
    ("variantNote", Phrase::PageVariantNote),
];

/// The scripts that run in the worker, then those of the page.
const IN_WORKER: [&str; 2] = [include_str!("page/engine.js"), include_str!("page/worker.js")];
const IN_PAGE: [&str; 5] = [
    include_str!("page/state.js"),
    include_str!("page/numbers.js"),
    include_str!("page/form.js"),
    include_str!("page/found.js"),
    include_str!("page/main.js"),
];

/// The section, with everything that it needs.
pub(super) fn section(
    playable: Result<Playable<'_>, &str>,
    tables: &Tables,
    facts: &ReportFacts,
    words: &Catalogue,
) -> String {
    let text = |phrase| escaped(words.text(phrase));
    let head = format!("<section id=\"try\">\n<h2>{}</h2>\n", text(Phrase::PageTitle));
    let playable = match playable {
        Ok(playable) => playable,
        Err(why) => return format!("{head}<p class=\"muted\">{}</p>\n</section>\n", code(why)),
    };
    let data = json!({
        "name": facts.scenario,
        "text": playable.scenario,
        "first": playable.first,
        "replications": facts.replications,
        "words": said(words),
        "dials": dials(&tables.provenance, tables.is_plain(), words),
        "keys": tables.provenance.iter().map(key).collect::<Vec<_>>(),
        "metrics": tables.summary.iter().map(|row| json!({
            "name": row.metric,
            "label": words.label(Kind::Metric, &row.metric),
        })).collect::<Vec<_>>(),
        "headlines": view::shown_first(tables),
    });
    // A text that ended the script would end the page.
    let data = data.to_string().replace('<', "\\u003c");
    format!(
        "{head}<p>{}</p>\n<div id=\"try-here\"><p id=\"try-without\" class=\"muted\">{}</p></div>\n\
         <script type=\"application/json\" id=\"page-data\">{data}</script>\n\
         <script type=\"text/plain\" id=\"page-engine\">{}</script>\n<script>{}</script>\n</section>\n",
        text(Phrase::PageLead),
        text(Phrase::PageWithoutScript),
        packed(),
        script(),
    )
}

/// The engine as text.
fn packed() -> String {
    let mut packed = GzEncoder::new(Vec::new(), Compression::new(6));
    // Memory takes every byte.
    let written = packed.write_all(ENGINE).and_then(|()| packed.finish());
    base64(&written.unwrap_or_default())
}

/// The one script of the page. The worker's source is a text in it.
fn script() -> String {
    let worker = json!(IN_WORKER.concat()).to_string();
    format!("\"use strict\";\n(() => {{\n{}begin({worker});\n}})();", IN_PAGE.concat())
}

fn said(words: &Catalogue) -> Value {
    let text = |(key, phrase): &(&str, Phrase)| ((*key).to_owned(), json!(words.text(*phrase)));
    let mut all: Map<String, Value> = WORDS.iter().map(text).collect();
    all.insert("linkNote".to_owned(), json!(words.text(Phrase::PageLinkNote)));
    all.insert("groups".to_owned(), Value::Object(GROUPS.iter().map(text).collect()));
    Value::Object(all)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A number of the scenario that can be set by hand.
fn key(row: &ProvenanceRow) -> Value {
    json!({ "key": row.key, "value": row.value, "unit": row.unit })
}

/// The sliders that this scenario has.
fn dials(numbers: &[ProvenanceRow], plain: bool, words: &Catalogue) -> Vec<Dial> {
    let force = |row: &ProvenanceRow| {
        let parts: Vec<&str> = row.key.split('.').collect();
        let (["behaviours" | "behaviour", name, "intensity"], false) = (parts.as_slice(), plain) else {
            return None;
        };
        let key = format!("{}.{name}.force", parts[0]);
        let value = numbers.iter().find(|row| row.key == key).map(|row| row.value);
        let label = words.label(Kind::Behaviour, name).to_owned();
        Some(Dial {
            group: "behaviours",
            key,
            label,
            value,
            unit: String::new(),
            low: 0.0,
            high: 1.0,
            step: 0.05,
        })
    };
    let of_number = |row: &ProvenanceRow| dial(row, words);
    let mut all: Vec<Dial> =
        numbers.iter().filter_map(force).chain(numbers.iter().filter_map(of_number)).collect();
    let place = |group| GROUPS.iter().position(|(known, _)| *known == group);
    all.sort_by_key(|dial| place(dial.group));
    all
}

/// The slider of a number, if it has one.
fn dial(row: &ProvenanceRow, words: &Catalogue) -> Option<Dial> {
    let parts: Vec<&str> = row.key.split('.').collect();
    let (band_low, band_high) = (row.low.unwrap_or(row.value), row.high.unwrap_or(row.value));
    let readable = |name: &str| name.replace('_', " ");
    let text = |phrase| words.text(phrase).to_owned();
    let (group, label, (low, high, step)) = match parts.as_slice() {
        ["team", team, "people"] => {
            let most = band_high.max(2.0 * row.value).ceil();
            ("people", readable(team), (1.0, most.max(2.0), 1.0))
        }
        ["human", "cut_off"] => ("cut_offs", text(Phrase::PageCutOff), around(row, 10.0)),
        ["screen", "approve_at"] => ("cut_offs", text(Phrase::PageApproveAt), around(row, 10.0)),
        ["screen", "refuse_below"] => ("cut_offs", text(Phrase::PageRefuseBelow), around(row, 10.0)),
        ["weights", factor] => {
            ("weights", readable(factor), (0.0, (2.0 * row.value).max(band_high).max(10.0).ceil(), 1.0))
        }
        ["arrivals", "per_day"] => {
            let (low, high) = (band_low.min(row.value / 2.0), band_high.max(row.value * 2.0));
            ("arrivals", text(Phrase::PagePerDay), (low.floor().max(1.0), high.ceil(), 1.0))
        }
        ["reapply", "cool_down"] if row.unit == "d" => {
            ("again", text(Phrase::PageCoolDown), (0.0, band_high.max(2.0 * row.value).max(30.0).ceil(), 1.0))
        }
        _ => return None,
    };
    Some(Dial {
        group,
        key: row.key.clone(),
        label,
        value: Some(row.value),
        unit: row.unit.clone(),
        low,
        high,
        step,
    })
}

/// So far around a number, at least over its band.
fn around(row: &ProvenanceRow, reach: f64) -> (f64, f64, f64) {
    let low = row.low.unwrap_or(row.value).min(row.value - reach);
    let high = row.high.unwrap_or(row.value).max(row.value + reach);
    (low.floor(), high.ceil(), 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    fn row(key: &str, value: f64, unit: &str, band: Option<(f64, f64)>) -> ProvenanceRow {
        let (low, high) = (band.map(|band| band.0), band.map(|band| band.1));
        ProvenanceRow {
            key: key.to_owned(),
            value,
            unit: unit.to_owned(),
            tag: String::new(),
            source: String::new(),
            low,
            high,
        }
    }

    #[test]
    fn sliders_are_read_off_the_numbers() {
        let numbers = [
            row("reapply.cool_down", 7.0, "d", Some((3.0, 30.0))),
            row("team.reviewers.people", 9.0, "", Some((6.0, 12.0))),
            row("behaviours.repay.intensity", 0.1, "", None),
            row("human.cut_off", 60.0, "", Some((56.0, 64.0))),
            row("human.scale", 2.0, "", None),
        ];
        let words = Language::English.words();
        let found = dials(&numbers, false, words);
        let keys: Vec<&str> = found.iter().map(|dial| dial.key.as_str()).collect();
        assert_eq!(
            keys,
            ["behaviours.repay.force", "team.reviewers.people", "human.cut_off", "reapply.cool_down"]
        );
        assert_eq!((found[0].value, found[0].high), (None, 1.0));
        assert_eq!((found[1].low, found[1].high, found[1].step), (1.0, 18.0, 1.0));
        assert_eq!((found[2].low, found[2].high), (50.0, 70.0));
        assert!(
            found.iter().all(|dial| dial.value.is_none_or(|value| (dial.low..=dial.high).contains(&value)))
        );
        assert_eq!(dials(&numbers, true, words).len(), 3);
    }

    /// A script that held the end of a script would end there.
    #[test]
    fn the_script_does_not_end_before_its_end() {
        assert!(!script().contains("</script") && !script().contains("<!--"));
        assert!(
            !script().contains("eval(") && !script().contains("http:") && !script().contains("https:")
                || script().matches("http").count() == script().matches("http://www.w3.org/2000/svg").count()
        );
    }
}
