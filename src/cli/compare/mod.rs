//! `sim compare`: scenarios against a base, on the same applicants.

mod folders;
mod precise;
mod rows;
mod sides;
mod told;
mod variants;
mod verdict;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::args::CompareArgs;
use super::job::{Job, idle_but_interventions};
use super::precision::warn_of_shares;
use super::publishing::{draw_comparison, write_other_forms};
use super::receipts::{self, inputs};
use super::run::folder_name;
use super::studies::About;
use super::{Failure, provenance, warnings};
use crate::experiment::{PairedPrecision, RunPlan, judge};
use crate::observe::METRICS;
use crate::report::ComparisonFacts;
use crate::results::{
    Cells, CrossComparison, InputEntry, Manifest, OutputFolder, Records, Row as _, ScenarioTables, SwapRow,
    Tables, swap_rows, write_by_scenario, write_file, write_table,
};
use crate::scenario::{Scenario, resolved_text};
use crate::words::Language;
pub(super) use precise::precisions;
use rows::Rows;
use sides::{Played, Side};
pub(super) use sides::{Sides, about, read_sides};
use told::Said;
pub(super) use variants::Variant;

/// Compares scenarios.
pub(super) fn compare(
    arguments: &CompareArgs,
    command: &[String],
    interrupted: &Arc<AtomicBool>,
) -> Result<(), Failure> {
    let job = Job::start(command, &arguments.output, arguments.threads, interrupted)?;
    let mut sides = read_sides(arguments)?;
    let asked = rows::wanted(&arguments.metric, &sides)?;
    let precision = precisions(arguments, &sides)?;
    let typed = precision
        .iter()
        .filter_map(|asked| Some((asked.name.as_str(), asked.half_width, asked.of.first()?.unit())));
    warn_of_shares(Language::default().words(), &arguments.precision, typed);
    let about = about(arguments, &sides);
    let (folder, mut ledger) = job.open(&about, sides[0].compiled.settings.replications)?;
    for records in sides.iter().filter_map(|side| side.records.as_deref()) {
        if let Some(records) = Records::read(records).map_err(Failure::run)? {
            ledger.read_also(Arc::new(records));
        }
    }
    let played = sides::play(&job, &mut sides, &precision, &ledger);
    let (played, threads) = job.let_go(ledger, &about, played)?;
    let found = Found {
        rows: rows::rows(&sides, &played, &asked),
        swaps: sides
            .iter()
            .zip(&played)
            .flat_map(|(side, played)| {
                swap_rows(side.name(), &side.compiled.model.config().names, &played.swaps)
            })
            .collect(),
        tables: sides.iter().zip(&played).map(|(side, played)| tables(side, played)).collect(),
        cells: cells(&sides, &played),
        sides,
        played,
        precision,
    };
    publish(arguments, &job, (&about, command), &found, (folder, threads))
}

/// Everything that was played, and what comes of it.
struct Found {
    sides: Vec<Side>,
    played: Vec<Played>,
    /// How precise differences were to be.
    precision: Vec<PairedPrecision>,
    rows: Rows,
    swaps: Vec<SwapRow>,
    tables: Vec<ScenarioTables>,
    /// Of crossed segments, if any are.
    cells: CrossComparison,
}

impl Found {
    /// Replications of each scenario.
    fn replications(&self) -> u64 {
        self.played.first().map_or(0, |played| played.run.estimates.replications)
    }
}

/// Puts everything into its folder and tells of it.
fn publish(
    arguments: &CompareArgs,
    job: &Job<'_>,
    (about, command): (&About, &[String]),
    found: &Found,
    (folder, threads): (OutputFolder, usize),
) -> Result<(), Failure> {
    let Found { sides, played, rows, swaps, .. } = found;
    let words = Language::default().words();
    let settings = &sides[0].compiled.settings;
    let read = write(arguments, found, (about, &folder))?;
    write_other_forms(&arguments.output, &folder)?;
    let warned = warned(found);
    let same_arrivals = sides[1..].iter().all(|other| same_arrivals(&sides[0].scenario, &other.scenario));
    let verdicts = verdict::verdicts(&rows.all, &rows.told, &about.names[0], same_arrivals, words);
    let said_swaps = verdict::swaps(swaps, &about.names[0], words);
    let facts = ComparisonFacts {
        scenarios: about.names.clone(),
        command: command.join(" "),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seed: settings.seed,
        replications: found.replications(),
        settings: arguments.set.clone(),
        metrics: rows.told.clone(),
        verdicts: verdicts.iter().map(|verdict| verdict.text.clone()).chain(said_swaps.clone()).collect(),
        warnings: warned.iter().map(|(name, warning)| format!("{name}: {warning}")).collect(),
    };
    // Whatever happens to the pictures, the numbers are kept.
    let drawn = if arguments.no_charts {
        Ok(false)
    } else {
        draw_comparison((&rows.all, swaps, &found.cells), &facts, &folder).map(|()| true)
    };
    let identity = |side: &Side| (side.name().to_owned(), side.identity.sha256.clone());
    let manifest = Manifest {
        scenario: about.names.join(" "),
        points: sides.iter().map(identity).collect(),
        inputs: read,
        replications_done: found.replications(),
        applicants_simulated: played.iter().map(|played| played.run.estimates.applicants).sum(),
        events_handled: played.iter().map(|played| played.run.events).sum(),
        facts: serde_json::to_value(&facts).map_err(Failure::run)?,
        ..job.manifest(about, settings, threads)
    };
    let dir = folder.publish(manifest).map_err(Failure::run)?;
    let said = Said {
        words,
        names: &about.names,
        changed: &arguments.set,
        seed: settings.seed,
        replications: found.replications(),
        same_arrivals,
        rows,
        asked: !arguments.metric.is_empty(),
        verdicts: &verdicts,
        swap_rows: swaps,
        swaps: &said_swaps,
        warned: &warned,
        dir: &dir,
        charts: matches!(drawn, Ok(true)),
    };
    job.tell(|| told::document(&said), |screen| told::text(&said, screen))?;
    drawn.map(|_| ())
}

/// Writes the tables and the resolved scenarios, and says which files were read.
fn write(
    arguments: &CompareArgs,
    found: &Found,
    (about, folder): (&About, &OutputFolder),
) -> Result<Vec<InputEntry>, Failure> {
    let (style, staging) = (arguments.output.style(), folder.staging());
    write_table(&staging.join("comparison.csv"), &found.rows.all, style).map_err(Failure::run)?;
    if found.played.iter().any(|played| !played.swaps.is_empty()) {
        write_table(&staging.join(SwapRow::FILE), &found.swaps, style).map_err(Failure::run)?;
    }
    write_by_scenario(&found.tables, staging, style).map_err(Failure::run)?;
    if !found.cells.segments.is_empty() {
        found.cells.write(staging, style).map_err(Failure::run)?;
    }
    let place = arguments.output.stands_for(folder.dir()).join("scenarios");
    let mut read: Vec<InputEntry> = Vec::new();
    for (side, name) in found.sides.iter().zip(&about.names) {
        let file = format!("scenarios/{}.resolved.toml", folder_name(name));
        let resolved = resolved_text(&side.scenario, &side.compiled.numbers, &place);
        write_file(&staging.join(file), resolved.as_bytes()).map_err(Failure::run)?;
        let new: Vec<InputEntry> =
            inputs(&side.identity).into_iter().filter(|input| !read.contains(input)).collect();
        read.extend(new);
    }
    Ok(read)
}

/// The cells of crossed segments in each scenario beside those of the base.
fn cells(sides: &[Side], played: &[Played]) -> CrossComparison {
    let mut all: Vec<(&str, Cells<'_>)> = Vec::new();
    for (side, played) in sides.iter().zip(played) {
        if let Some(plan) = &side.compiled.model.tally_config().cross {
            all.push((side.name(), (plan, &played.run.estimates.cuts.cells)));
        }
    }
    all.split_first()
        .map_or_else(CrossComparison::default, |((_, base), others)| CrossComparison::build(*base, others))
}

/// Whether the same people arrive in both, at the same moments.
fn same_arrivals(one: &Scenario, other: &Scenario) -> bool {
    let period = |scenario: &Scenario| (scenario.period.start, scenario.period.arrivals);
    one.arrivals == other.arrivals && period(one) == period(other) && one.calendar == other.calendar
}

/// What a reader must know before trusting the numbers, by scenario.
fn warned(found: &Found) -> Vec<(&str, String)> {
    let words = Language::default().words();
    let mut warned = precise::not_reached(words, &found.precision, &found.sides, &found.played);
    for ((side, played), tables) in found.sides.iter().zip(&found.played).zip(&found.tables) {
        let (compiled, settings) = (&side.compiled, &side.compiled.settings);
        let plan =
            RunPlan { seed: settings.seed, replications: settings.replications, precision: Vec::new() };
        let mut all = warnings::warnings(words, &compiled.model, &played.run, &plan);
        all.extend(side.warm_up.and_then(|found| warnings::unsettled(words, found)));
        all.extend(compiled.uncovered());
        all.extend(compiled.doubtful_scores());
        all.extend(receipts::warnings(&compiled.receipts));
        let idle = idle_but_interventions(compiled);
        all.extend(warnings::of_scenario(words, &tables.tables.expectations, &idle));
        warned.extend(all.into_iter().map(|text| (side.name(), text)));
    }
    warned
}

fn tables(side: &Side, played: &Played) -> ScenarioTables {
    let (model, estimates) = (&side.compiled.model, &played.run.estimates);
    let judged = judge(&side.compiled.expectations, estimates);
    let tables = Tables::build(estimates, None, &judged, model.tally_config(), &model.config().calendar);
    ScenarioTables {
        scenario: side.name().to_owned(),
        tables: Tables { provenance: provenance::rows(&side.compiled.numbers), ..tables },
        metrics: METRICS.iter().map(|metric| metric.name).collect(),
        replications: estimates.by_replication.clone(),
    }
}
