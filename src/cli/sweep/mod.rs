//! `sim sweep`: a scenario at many settings, on the same applicants.

pub(in crate::cli) mod board;
mod gather;
mod page;
mod picture;
pub(in crate::cli) mod study;
pub(in crate::cli) mod told;
pub(in crate::cli) mod wanted;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::Failure;
use super::args::SweepArgs;
use super::job::{Job, idle_but_interventions};
use super::progress::Steps;
use super::publishing::write_other_forms;
use super::receipts::{self, inputs};
use super::studies::About;
use super::terminal::complain;
use super::{provenance, warnings};
use crate::experiment::study::{Design as _, Ledger, Study};
use crate::report::SweepFacts;
use crate::results::{Manifest, OutputFolder, ProvenanceRow, Row as _, write_file, write_table};
use crate::scenario::resolved_text;
use crate::words::Language;
use board::Board;
use gather::{Gather, Told, warnings_told};
pub(super) use page::redraw;
pub(super) use study::Sweep;
use told::Said;
pub(super) use wanted::{Wanted, stations};

/// Points of which the manifest lists the identities; of more, they stand in `points.csv` alone.
const MOST_LISTED: usize = 1_000;

/// Sweeps a scenario.
pub(super) fn sweep(
    arguments: &SweepArgs,
    command: &[String],
    interrupted: &Arc<AtomicBool>,
) -> Result<(), Failure> {
    let job = Job::start(command, &arguments.output, arguments.threads, interrupted)?;
    let sweep = Sweep::read(arguments)?;
    let about = sweep.about(arguments);
    let (folder, ledger) = job.open(&about, sweep.base.settings.replications)?;
    let style = arguments.output.style();
    let gather = Gather::new(&sweep, folder.staging(), style).map_err(Failure::run)?;
    let played = play(&job, &sweep, &ledger, gather);
    let (told, threads) = job.let_go(ledger, &about, played)?;
    publish(arguments, &job, (&sweep, &about), (&told, threads), folder)
}

/// Plays all points, each of which goes to the tables as soon as it is done.
fn play(
    job: &Job<'_>,
    sweep: &Sweep,
    ledger: &dyn Ledger,
    mut gather: Gather<'_>,
) -> Result<(Told, usize), Failure> {
    let study = Study { design: sweep, ledger };
    let open = !sweep.precision.is_empty();
    let steps = Steps { own: study.most(), points: sweep.points() as u64, open, ..Steps::default() };
    let threads = job.play_all(&study, (steps, Vec::new()), |number, point| gather.take(number, point))?;
    let told = gather.finish().map_err(Failure::run)?;
    Ok((told.map_err(Failure::Usage)?, threads))
}

/// Puts everything into its folder and tells of it.
fn publish(
    arguments: &SweepArgs,
    job: &Job<'_>,
    (sweep, about): (&Sweep, &About),
    (told, threads): (&Told, usize),
    folder: OutputFolder,
) -> Result<(), Failure> {
    let base = &sweep.base;
    let numbers = provenance::rows(&base.numbers);
    let staging = folder.staging();
    write_table(&staging.join(ProvenanceRow::FILE), &numbers, arguments.output.style())
        .map_err(Failure::run)?;
    let place = arguments.output.stands_for(folder.dir());
    let resolved = resolved_text(&sweep.scenario, &base.numbers, place);
    write_file(&staging.join("scenario.resolved.toml"), resolved.as_bytes()).map_err(Failure::run)?;
    write_other_forms(&arguments.output, &folder)?;
    let words = Language::default().words();
    let warned = warned(sweep, told);
    let place = folder.dir().to_owned();
    let said = Said { words, sweep, told, changed: &arguments.set, warnings: &warned, dir: &place };
    let facts = facts(&said, job.command());
    if !arguments.no_charts
        && let Err(Failure::Run(fault) | Failure::Usage(fault)) =
            page::write(&Board::of(sweep, told), &facts, staging)
    {
        // Whatever happens to the pictures, the numbers are kept.
        complain(&crate::words::say!(SweepNotDrawn, fault = fault));
    }
    let mut read = inputs(&sweep.identity);
    read.extend(sweep.table.clone());
    let listed = sweep.points.count() <= MOST_LISTED;
    let identities = told.identities.iter().filter(|_| listed);
    let manifest = Manifest {
        points: identities.map(|(point, identity)| (point.to_string(), identity.clone())).collect(),
        inputs: read,
        replications_done: told.replications.map_or(0, |(_, most)| most),
        applicants_simulated: told.applicants,
        events_handled: told.events,
        facts: serde_json::to_value(&facts).map_err(Failure::run)?,
        ..job.manifest(about, &base.settings, threads)
    };
    let dir = folder.publish(manifest).map_err(Failure::run)?;
    let said = Said { dir: &dir, ..said };
    job.tell(|| told::document(&said), |screen| told::text(&said, screen))
}

/// What a reader must know before trusting the numbers.
fn warned(sweep: &Sweep, told: &Told) -> Vec<String> {
    let words = Language::default().words();
    let base = &sweep.base;
    let mut warned = warnings_told(words, sweep, told);
    warned.extend(base.uncovered());
    warned.extend(receipts::warnings(&base.receipts));
    warned.extend(warnings::of_scenario(words, &[], &idle_but_interventions(base)));
    if let (Some(named), None) = (sweep.named(), told.reference) {
        let label = told::label(sweep, named);
        warned.insert(0, crate::words::say!(SweepNoReference, label = label));
    }
    warned
}

/// What the report says besides figures and tables.
fn facts(said: &Said<'_>, command: &[String]) -> SweepFacts {
    let Said { sweep, told, .. } = said;
    let settings = &sweep.base.settings;
    let faults = told.faulty.iter().map(|(point, fault)| (told::label(sweep, *point), fault.clone()));
    SweepFacts {
        scenario: settings.name.clone(),
        description: settings.description.clone(),
        command: command.join(" "),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seed: settings.seed,
        replications: told::replications(said),
        settings: said.changed.to_vec(),
        keys: sweep.points.keys().to_vec(),
        points: sweep.points.count() as u64,
        faulty: told.faulty_count as u64,
        faults: faults.collect(),
        reference: told.reference.map(|point| point as u64),
        shown: told.shown.clone(),
        answers: told::answers(said),
        warnings: said.warnings.to_vec(),
    }
}
