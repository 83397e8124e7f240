//! `sim compare`: scenarios against a base, on the same applicants.

use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use serde_json::{Value, json};

use super::args::{CompareArgs, Format};
use super::layout::Table;
use super::publishing::{can_write, write_other_forms};
use super::receipts::{self, inputs};
use super::run::folder_name;
use super::sides::{Side, about, play, read_sides};
use super::studies::About;
use super::summary::{in_working_days, shown_metrics};
use super::terminal::{Screen, say};
use super::{Failure, kept, provenance, shown, warnings};
use crate::experiment::{Difference, Run, RunPlan, compare as differences, judge};
use crate::observe::METRICS;
use crate::results::{
    ComparisonRow, CsvStyle, Host, InputEntry, Manifest, OutputFolder, ScenarioTables, Tables, sha256,
    write_by_scenario, write_cross_comparison, write_file, write_table,
};
use crate::scenario::{IdleKey, Scenario, resolved_text};
use crate::words::figures::Figure;
use crate::words::{Catalogue, Kind, Language, Phrase};

/// Compares scenarios.
pub(super) fn compare(
    arguments: &CompareArgs,
    command: &[String],
    interrupted: &Arc<AtomicBool>,
) -> Result<(), Failure> {
    let started = Instant::now();
    can_write(&arguments.output)?;
    let mut sides = read_sides(arguments)?;
    let About { settings: decides, dir, origin, names, .. } = about(arguments, &sides);
    let mut folder =
        OutputFolder::prepare(&dir, arguments.output.force, Some(&origin)).map_err(Failure::folder)?;
    let settings = &sides[0].compiled.settings;
    let plan = RunPlan { seed: settings.seed, replications: settings.replications, precision: Vec::new() };
    let ledger = kept::open(&folder, command, decides, arguments.output.force)?;
    if arguments.output.keep_ledger {
        folder.keep_ledger();
    }
    let played = play(arguments, &mut sides, &ledger, interrupted);
    let going_on = !ledger.is_empty() && arguments.output.instead_of.is_none();
    if going_on && !arguments.output.quiet && matches!(played, Err(Failure::Interrupted)) {
        kept::say_how_to_go_on(&dir);
    }
    let kept = |failure| if going_on { kept::with_remedy(failure, &dir) } else { failure };
    ledger.finish(played.is_err() || arguments.output.keep_ledger).map_err(Failure::run).map_err(kept)?;
    let (runs, threads) = played.map_err(kept)?;
    let (base, others) = (&sides[0], &sides[1..]);

    let style = arguments.output.style();
    let found: Vec<Vec<Difference>> =
        runs[1..].iter().map(|other| differences(&runs[0].estimates, &other.estimates)).collect();
    let rows: Vec<ComparisonRow> =
        found.iter().zip(&names[1..]).flat_map(|(all, name)| rows(all, name)).collect();
    write_table(&folder.staging().join("comparison.csv"), &rows, style).map_err(Failure::run)?;
    let tables: Vec<ScenarioTables> = sides.iter().zip(&runs).map(|(side, run)| tables(side, run)).collect();
    by_scenario(&tables, base, &runs, (folder.staging(), style))?;
    write_other_forms(&arguments.output, &folder)?;
    let mut identities = String::new();
    let mut read: Vec<InputEntry> = Vec::new();
    for (side, name) in sides.iter().zip(&names) {
        let file = format!("scenarios/{}.resolved.toml", folder_name(name));
        let resolved = resolved_text(
            &side.scenario,
            &side.compiled.numbers,
            &arguments.output.stands_for(folder.dir()).join("scenarios"),
        );
        write_file(&folder.staging().join(file), resolved.as_bytes()).map_err(Failure::run)?;
        identities += &side.identity.sha256;
        let others: Vec<InputEntry> =
            inputs(&side.identity).into_iter().filter(|input| !read.contains(input)).collect();
        read.extend(others);
    }
    let manifest = Manifest {
        command: command.to_vec(),
        scenario: names.join(" "),
        scenario_path: origin.typed().to_owned(),
        scenario_place: origin.place().to_owned(),
        scenario_sha256: sha256(identities.as_bytes()),
        points: sides
            .iter()
            .map(|side| (side.compiled.settings.name.clone(), side.identity.sha256.clone()))
            .collect(),
        inputs: read,
        seed: plan.seed,
        generator: crate::random::GENERATOR.to_owned(),
        replications: plan.replications,
        replications_done: plan.replications,
        threads: threads as u64,
        host: Host::current(),
        wall_seconds: started.elapsed().as_secs_f64(),
        applicants_simulated: runs.iter().map(|run| run.estimates.applicants).sum(),
        events_handled: runs.iter().map(|run| run.events).sum(),
        facts: json!({ "settings": arguments.set }),
        ..Manifest::default()
    };
    let dir = folder.publish(manifest).map_err(Failure::run)?;
    let warned = warned(&sides, &runs, &tables, &plan);
    match arguments.output.format {
        Format::Json => {
            let document = json!({
                "base": names[0],
                "settings_changed": arguments.set,
                "seed": plan.seed,
                "replications": plan.replications,
                "output": shown(&dir),
                "comparisons": rows.iter().map(as_json).collect::<Vec<_>>(),
                "warnings": warned
                    .iter()
                    .map(|(scenario, text)| json!({ "scenario": scenario, "warning": text }))
                    .collect::<Vec<_>>(),
            });
            say(&format!("{document:#}\n"))
        }
        Format::Text if arguments.output.quiet => Ok(()),
        Format::Text => {
            let said = Said {
                names: &names,
                changed: &arguments.set,
                plan: &plan,
                same_arrivals: others.iter().all(|other| same_arrivals(&base.scenario, &other.scenario)),
                found: &found,
                warned: &warned,
            };
            let plain = others.iter().chain([base]).all(|side| side.compiled.model.config().plain);
            say(&text(&said, plain, &dir, Language::default().words(), Screen::stdout()))
        }
    }
}

/// Writes the tables of all scenarios, and the differences between cells of crossed segments, if any were asked for.
fn by_scenario(
    tables: &[ScenarioTables],
    base: &Side,
    runs: &[Run],
    (dir, style): (&Path, CsvStyle),
) -> Result<(), Failure> {
    write_by_scenario(tables, dir, style).map_err(Failure::run)?;
    let Some(plan) = &base.compiled.model.tally_config().cross else { return Ok(()) };
    let all = tables.iter().zip(runs);
    let all: Vec<_> =
        all.map(|(side, run)| (side.scenario.as_str(), run.estimates.cuts.cells.as_slice())).collect();
    write_cross_comparison(dir, plan, all[0].1, &all[1..], style).map_err(Failure::run)
}

/// What the terminal tells of a comparison.
struct Said<'a> {
    names: &'a [String],
    /// What was changed in every scenario, as `key=value`.
    changed: &'a [String],
    plan: &'a RunPlan,
    /// Whether the same people arrive in all of them.
    same_arrivals: bool,
    found: &'a [Vec<Difference>],
    warned: &'a [(&'a str, String)],
}

/// Whether the same people arrive in both, at the same moments.
fn same_arrivals(one: &Scenario, other: &Scenario) -> bool {
    let period = |scenario: &Scenario| (scenario.period.start, scenario.period.arrivals);
    one.arrivals == other.arrivals && period(one) == period(other) && one.calendar == other.calendar
}

/// A comparison in words: the headline metrics of each scenario, and what there is to know about them.
fn text(said: &Said<'_>, plain: bool, dir: &Path, words: &Catalogue, screen: Screen) -> String {
    let (base, others) = (&said.names[0], &said.names[1..]);
    let applicants =
        if said.same_arrivals { Phrase::CompareSameApplicants } else { Phrase::CompareOtherApplicants };
    let values: [(&str, &dyn Display); 5] = [
        ("applicants", &words.text(applicants)),
        ("base", base),
        ("others", &others.join(", ")),
        ("replications", &words.replications(said.plan.replications)),
        ("seed", &said.plan.seed),
    ];
    let mut text = screen.prose(&words.say(Phrase::CompareHead, &values), "", "  ");
    if !said.changed.is_empty() {
        let settings = Catalogue::settings(said.changed);
        text += &screen.prose(&words.say(Phrase::CompareChanged, &[("settings", &settings)]), "", "  ");
    }
    for (all, name) in said.found.iter().zip(others) {
        text += &differences_table(all, (base, name), plain, words, screen);
    }
    let file = shown(&dir.join("comparison.csv"));
    text.push('\n');
    text += &screen.prose(&words.say(Phrase::CompareFoot, &[("file", &file)]), "", "");
    text += &screen.prose(words.text(Phrase::Synthetic), "", "");
    let lead = words.text(Phrase::Warning);
    for (name, warning) in said.warned {
        let prose = screen.prose(&format!("{name}: {warning}"), lead, "  ");
        text.push('\n');
        text += &prose.replacen(lead, &screen.careful(lead), 1);
    }
    text
}

/// What a reader must know before trusting the numbers, by scenario.
fn warned<'a>(
    sides: &'a [Side],
    runs: &[Run],
    tables: &[ScenarioTables],
    plan: &RunPlan,
) -> Vec<(&'a str, String)> {
    let words = Language::default().words();
    let mut warned = Vec::new();
    for ((side, run), tables) in sides.iter().zip(runs).zip(tables) {
        let compiled = &side.compiled;
        let mut found = warnings::warnings(words, &compiled.model, run, plan);
        found.extend(side.warm_up.and_then(|found| warnings::unsettled(words, found)));
        // A comparison switches the interventions off itself.
        let of_run = |idle: &&IdleKey| !idle.key.starts_with("interventions.");
        let idle: Vec<IdleKey> = compiled.idle.iter().filter(of_run).cloned().collect();
        found.extend(compiled.uncovered());
        found.extend(compiled.doubtful_scores());
        found.extend(receipts::warnings(&compiled.receipts));
        found.extend(warnings::of_scenario(words, &tables.tables.expectations, &idle));
        let name = compiled.settings.name.as_str();
        warned.extend(found.into_iter().map(|text| (name, text)));
    }
    warned
}

fn tables(side: &Side, run: &Run) -> ScenarioTables {
    let model = &side.compiled.model;
    let tables = Tables::build(
        &run.estimates,
        None,
        &judge(&side.compiled.expectations, &run.estimates),
        model.tally_config(),
        &model.config().calendar,
    );
    ScenarioTables {
        scenario: side.compiled.settings.name.clone(),
        tables: Tables { provenance: provenance::rows(&side.compiled.numbers), ..tables },
        metrics: METRICS.iter().map(|metric| metric.name).collect(),
        replications: run.estimates.by_replication.clone(),
    }
}

fn rows<'a>(differences: &'a [Difference], scenario: &'a str) -> impl Iterator<Item = ComparisonRow> + 'a {
    differences.iter().map(move |found| {
        let interval = found.difference.interval;
        ComparisonRow {
            scenario: scenario.to_owned(),
            metric: METRICS[found.metric].name.to_owned(),
            unit: METRICS[found.metric].unit.to_owned(),
            base: found.base,
            estimate: found.other,
            difference: found.difference.value,
            std_error: found.difference.std_error,
            ci_low: interval.map(|interval| interval.low),
            ci_high: interval.map(|interval| interval.high),
            replications: found.pairs,
        }
    })
}

fn as_json(row: &ComparisonRow) -> Value {
    json!({
        "scenario": row.scenario,
        "metric": row.metric,
        "unit": row.unit,
        "base": row.base,
        "estimate": row.estimate,
        "difference": row.difference,
        "std_error": row.std_error,
        "ci_low": row.ci_low,
        "ci_high": row.ci_high,
        "replications": row.replications,
    })
}

/// The headline metrics of one scenario beside the base.
fn differences_table(
    differences: &[Difference],
    (base, other): (&str, &str),
    plain: bool,
    words: &Catalogue,
    screen: Screen,
) -> String {
    // Where names are too long for the terminal, scenarios are told apart by the title.
    let named = Table::new(["", base, other, words.text(Phrase::CompareDifference)]);
    let short = Table::new([
        "",
        words.text(Phrase::CompareBase),
        words.text(Phrase::CompareOther),
        words.text(Phrase::CompareDifference),
    ]);
    let find = |name: &str| differences.iter().find(|found| METRICS[found.metric].name == name);
    let approved = find("eventual_approval_rate").map_or([None; 2], |found| [found.base, found.other]);
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut promised = false;
    for name in shown_metrics(plain, &approved) {
        let Some(found) = find(name) else { continue };
        let (Some(base), Some(other), Some(difference)) = (found.base, found.other, found.difference.value)
        else {
            continue;
        };
        let half = found.difference.interval.map(|ends| (ends.high - ends.low) / 2.0);
        let figure = Figure::new(base.max(other), METRICS[found.metric].unit, half);
        promised |= in_working_days(name);
        let said = match half {
            None if difference == 0.0 && found.pairs > 1 => words.text(Phrase::CompareSame).to_owned(),
            half => figure.difference(difference, half),
        };
        let settled = found.difference.interval.is_none_or(|ends| ends.low > 0.0 || ends.high < 0.0);
        let said = if settled { said } else { format!("{said} {}", words.text(Phrase::NotSignificant)) };
        rows.push(vec![words.label_of(Kind::Metric, name), figure.say(base), figure.say(other), said]);
    }
    let [named, short] = [named, short].map(|mut table| {
        for row in &rows {
            table.row(row.clone());
        }
        table
    });
    let table = if named.fits(screen) { named } else { short };
    let pair = words.say(Phrase::ComparePair, &[("base", &base), ("other", &other)]);
    let title = screen.bold(screen.prose(&pair, "", "").trim_end());
    let note =
        if promised { screen.prose(words.text(Phrase::WorkingDaysNote), "  ", "  ") } else { String::new() };
    format!("\n{title}\n{}{note}", table.render(screen))
}
