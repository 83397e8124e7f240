//! `sim sweep`: a scenario at many settings, on the same applicants.

mod board;
mod gather;
mod page;
mod picture;
mod study;
mod told;
mod wanted;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use super::args::{Format, SweepArgs};
use super::progress::{Bar, Steps};
use super::publishing::{can_write, write_other_forms};
use super::receipts::{self, inputs};
use super::studies::About;
use super::terminal::{Screen, complain, say};
use super::{Failure, kept, provenance, warnings};
use crate::experiment::study::{Design as _, Ledger, Reduced, Study};
use crate::experiment::{ExperimentError, Progress, with_threads};
use crate::report::SweepFacts;
use crate::results::{
    Host, Manifest, OutputFolder, ProvenanceRow, ResultsError, Row as _, write_file, write_table,
};
use crate::scenario::{IdleKey, resolved_text};
use crate::words::Language;
use board::Board;
use gather::{Gather, Told, warnings_told};
pub(super) use page::redraw;
pub(super) use study::Sweep;
use told::Said;

/// Points of which the manifest lists the identities; of more, they stand in `points.csv` alone.
const MOST_LISTED: usize = 1_000;

/// Sweeps a scenario.
pub(super) fn sweep(
    arguments: &SweepArgs,
    command: &[String],
    interrupted: &Arc<AtomicBool>,
) -> Result<(), Failure> {
    let started = Instant::now();
    can_write(&arguments.output)?;
    let sweep = Sweep::read(arguments)?;
    let about = sweep.about(arguments);
    let mut folder = OutputFolder::prepare(&about.dir, arguments.output.force, Some(&about.origin))
        .map_err(Failure::folder)?;
    let ledger = kept::open(&folder, command, about.settings.clone(), arguments.output.force)?;
    if arguments.output.keep_ledger {
        folder.keep_ledger();
    }
    let style = arguments.output.style();
    let gather = Gather::new(&sweep, folder.staging(), style).map_err(Failure::run)?;
    let played = play(arguments, &sweep, &ledger, gather, interrupted);
    let going_on = !ledger.is_empty() && arguments.output.instead_of.is_none();
    if going_on && !arguments.output.quiet && matches!(played, Err(Failure::Interrupted)) {
        kept::say_how_to_go_on(&about.dir);
    }
    let kept = |failure| if going_on { kept::with_remedy(failure, &about.dir) } else { failure };
    let keep = played.is_err() || arguments.output.keep_ledger;
    ledger.finish(keep).map_err(Failure::run).map_err(kept)?;
    let (told, threads) = played.map_err(kept)?;
    publish(arguments, (command, started), (&sweep, &about), (&told, threads), folder)
}

/// Plays all points, each of which goes to the tables as soon as it is done.
fn play(
    arguments: &SweepArgs,
    sweep: &Sweep,
    ledger: &dyn Ledger,
    mut gather: Gather<'_>,
    interrupted: &Arc<AtomicBool>,
) -> Result<(Told, usize), Failure> {
    let progress = Arc::new(Progress { stop: Arc::clone(interrupted), ..Progress::default() });
    let study = Study { design: sweep, ledger };
    let steps = Steps { own: study.most(), points: sweep.points() as u64, ..Steps::default() };
    let bar = Bar::follow(&progress, steps, Vec::new(), !arguments.output.quiet);
    let result = with_threads(arguments.threads.map(usize::from), |threads| {
        let take = |number, point: Result<Reduced<'_>, &_>| gather.take(number, point);
        let whole = study.run(&(), &progress, take).map_err(ExperimentError::of_any_recorder)?;
        Ok::<_, ExperimentError<ResultsError>>((whole, threads))
    });
    drop(bar);
    let (whole, threads) = result.and_then(|played| played).map_err(Failure::run)?;
    if !whole {
        // What is finished is in the ledger.
        return Err(Failure::Interrupted);
    }
    let told = gather.finish().map_err(Failure::run)?;
    Ok((told.map_err(Failure::Usage)?, threads))
}

/// Puts everything into its folder and tells of it.
fn publish(
    arguments: &SweepArgs,
    (command, started): (&[String], Instant),
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
    let facts = facts(&said, command);
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
        command: command.to_vec(),
        scenario: base.settings.name.clone(),
        scenario_path: about.origin.typed().to_owned(),
        scenario_place: about.origin.place().to_owned(),
        scenario_sha256: about.identity.clone(),
        points: identities.map(|(point, identity)| (point.to_string(), identity.clone())).collect(),
        inputs: read,
        seed: base.settings.seed,
        generator: crate::random::GENERATOR.to_owned(),
        replications: base.settings.replications,
        replications_done: told.replications.map_or(0, |(_, most)| most),
        threads: threads as u64,
        host: Host::current(),
        wall_seconds: started.elapsed().as_secs_f64(),
        applicants_simulated: told.applicants,
        events_handled: told.events,
        facts: serde_json::to_value(&facts).map_err(Failure::run)?,
        ..Manifest::default()
    };
    let dir = folder.publish(manifest).map_err(Failure::run)?;
    let said = Said { dir: &dir, ..said };
    match arguments.output.format {
        Format::Json => say(&format!("{:#}\n", told::document(&said))),
        Format::Text if arguments.output.quiet => Ok(()),
        Format::Text => say(&told::text(&said, Screen::stdout())),
    }
}

/// What a reader must know before trusting the numbers.
fn warned(sweep: &Sweep, told: &Told) -> Vec<String> {
    let words = Language::default().words();
    let base = &sweep.base;
    let mut warned = warnings_told(words, sweep, told);
    // A sweep switches the interventions off itself.
    let of_run = |idle: &&IdleKey| !idle.key.starts_with("interventions.");
    let idle: Vec<IdleKey> = base.idle.iter().filter(of_run).cloned().collect();
    warned.extend(base.uncovered());
    warned.extend(receipts::warnings(&base.receipts));
    warned.extend(warnings::of_scenario(words, &[], &idle));
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
