//! `sim check`: every fault of every scenario, and nothing run.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::args::{CheckArgs, Format};
use super::estimate::{Estimate, estimate};
use super::missing::missing;
use super::receipts;
use super::terminal::{Screen, complain, say};
use super::{Failure, provenance, shown};
use crate::results::LogFiles;
use crate::scenario::{
    CalendarFile, Compiled, Identity, IdleKey, Loaded, RosterFile, Scenario, compile, idle_keys, load,
    numbers,
};
use crate::time::DayKind;
use crate::words::say;

/// Checks each scenario and says `ok` or prints every fault.
pub(super) fn check(arguments: &CheckArgs) -> Result<(), Failure> {
    let out = Screen::stdout();
    let mut report = String::new();
    let mut faulty = Vec::new();
    let mut json = Vec::new();
    for path in &arguments.scenarios {
        let mut loaded = load(path, &arguments.set);
        let scenario: Scenario = loaded.read();
        let compiled = compile(&scenario, &mut loaded.faults);
        loaded.faults.settle(&loaded.sources);
        let idle =
            compiled.as_ref().map_or_else(Vec::new, |compiled| idle_keys(&loaded, &scenario, compiled));
        let known = compiled.as_ref().map_or_else(Vec::new, |_| numbers(&loaded, &scenario));
        let count = loaded.faults.len();
        let asked = compiled.as_ref().map(|compiled| estimate(compiled, None, LogFiles::default()));
        let warned =
            asked.iter().zip(&compiled).flat_map(|(asked, compiled)| asked.warnings(&compiled.model, None));
        let receipts = compiled.as_ref().map_or(&[][..], |compiled| &compiled.receipts);
        let of_files = receipts::warnings(receipts).into_iter();
        let in_vain = idle.iter().map(|key| said_in_vain(&loaded, key));
        let scores = compiled.iter().flat_map(Compiled::doubtful_scores);
        let uncovered = compiled.iter().flat_map(Compiled::uncovered).chain(scores);
        let outside = provenance::outside(&known);
        let warned: Vec<String> =
            warned.chain(uncovered).chain(of_files).chain(in_vain).chain(outside).collect();
        let inputs = match compiled {
            Some(_) => receipts::inputs(&Identity::of(&scenario, &loaded, receipts).map_err(Failure::run)?),
            None => Vec::new(),
        };
        json.push(serde_json::json!({
            "scenario": shown(path),
            "ok": count == 0,
            "faults": faults_json(&loaded),
            "more_faults": loaded.faults.beyond(),
            "warnings": warned,
            "calendar": compiled.as_ref().and_then(|compiled| compiled.calendar.as_ref()).map(calendar_json),
            "rosters": compiled.as_ref().map(rosters_json),
            "estimate": asked.as_ref().map(Estimate::json),
            "inputs": inputs,
            "provenance": compiled.as_ref().map(|_| provenance::json(&known)),
        }));
        // Writing to a String cannot fail.
        if count == 0 {
            let _ = writeln!(report, "{}: {}", shown(path), out.good("ok"));
            if let Some(asked) = &asked {
                report += &out.prose(&asked.words(), "  ", "  ");
                report += &out.prose(&provenance::words(&known), "  ", "  ");
            }
            report.extend(inputs.iter().filter_map(|input| receipts::words(input, out)));
            for receipt in compiled.iter().flat_map(Compiled::days_read) {
                let _ = writeln!(report, "  {receipt}");
            }
            for warning in &warned {
                complain(&say!(CheckWarning, path = shown(path), warning = warning));
            }
        } else {
            let screen = Screen::stderr();
            let told = missing(path)
                .unwrap_or_else(|| loaded.faults.render_within(&loaded.sources, screen.styled, screen.width));
            complain(&told);
            let noun = if count == 1 { "fault" } else { "faults" };
            let _ = writeln!(report, "{}: {}", shown(path), out.bad(&format!("{count} {noun}")));
            faulty.push(shown(path));
        }
        // At once, so that what stderr says of a scenario stands beside it.
        if arguments.format == Format::Text {
            say(&std::mem::take(&mut report))?;
        }
    }
    if arguments.scenarios.len() > 1 {
        let (all, wrong) = (arguments.scenarios.len(), faulty.len());
        let what = match wrong {
            0 => out.good(say!(CheckAllOk)),
            _ => say!(CheckSomeFaulty, sound = all - wrong, wrong = wrong, names = faulty.join(", ")),
        };
        report += &out.prose(&say!(CheckScenarios, all = all, what = what), "", "  ");
    }
    match arguments.format {
        Format::Text => say(&report)?,
        Format::Json => say(&format!("{:#}\n", serde_json::Value::Array(json)))?,
    }
    if faulty.is_empty() { Ok(()) } else { Err(Failure::Usage(String::new())) }
}

/// A key that changes nothing, why, and where it is written.
fn said_in_vain(loaded: &Loaded, key: &IdleKey) -> String {
    let (line, _) = loaded.sources.line_column(key.place);
    say!(CheckLine, key = key, source = loaded.sources.name(key.place.source), line = line)
}

fn calendar_json(file: &CalendarFile) -> serde_json::Value {
    let text = |date: jiff::civil::Date| date.to_string();
    serde_json::json!({
        "path": shown(&file.path),
        "format": file.format,
        "rows": file.days.len(),
        "first": file.span().map(|(first, _)| text(first)),
        "last": file.span().map(|(_, last)| text(last)),
        "off": file.count(DayKind::Off),
        "public_holidays": file.public_holidays().len(),
        "work": file.count(DayKind::Work),
        "left_out": file.left_out.len(),
        "left_out_names": file.left_out,
        "names": file.names.iter().map(|(date, name)| (text(*date), name.clone())).collect::<BTreeMap<_, _>>(),
    })
}

fn rosters_json(compiled: &Compiled) -> serde_json::Value {
    let roster = |file: &RosterFile| {
        serde_json::json!({
            "team": file.team,
            "path": shown(&file.path),
            "rows": file.rows,
            "shifts": file.shifts,
            "hours": file.hours,
            "people": file.people,
            "first": file.dates.map(|(first, _)| first.to_string()),
            "last": file.dates.map(|(_, last)| last.to_string()),
            "weekly": file.weekly,
            "rows_outside_the_run": file.outside.0,
            "worked_by_the_same_people": file.joined,
        })
    };
    compiled.rosters.iter().map(roster).collect()
}

fn faults_json(loaded: &Loaded) -> serde_json::Value {
    let fault = |fault: &crate::scenario::Fault| {
        let place = fault.place();
        let (line, column) = loaded.sources.line_column(place);
        serde_json::json!({
            "file": loaded.sources.name(place.source),
            "line": line,
            "column": column,
            "text": loaded.sources.excerpt(place),
            "message": fault.message(),
            "rule": fault.rule_text(),
            "remedy": fault.remedy(),
        })
    };
    loaded.faults.iter().map(fault).collect()
}
