//! `sim run`: the replications, the tables, the pages, and a summary.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use super::args::{EventFormat, Format, RunArgs};
use super::own_time::OwnTime;
use super::precision::{parse_precision, warn_of_shares};
use super::progress::Bar;
use super::publishing::{can_write, draw, publish, write_other_forms};
use super::reading::read_scenario;
use super::receipts::{self, inputs};
use super::summary::{self, Outlook};
use super::terminal::{Screen, say};
use super::{Failure, estimate, provenance, shown, summary_json, warnings};
use crate::experiment::{
    ExperimentError, FoundWarmUp, InterventionPlan, Interventions, Progress, Run, RunPlan, WARM_UP_TRIALS,
    find_warm_up, intervene, judge, run as replicate, with_threads,
};
use crate::observe::METRICS;
use crate::report::ReportFacts;
use crate::results::{
    Host, LogFiles, Manifest, Origin, OutputFolder, ResultsError, RunLog, Tables, sha256, write_file,
    write_replications,
};
use crate::scenario::{Compiled, Identity, Scenario, resolved_text};
use crate::time::Stamper;
use crate::words::{Catalogue, Language, Phrase, say};

/// Replications that a precision may take when `--replications` does not say.
const MOST_FOR_PRECISION: u64 = 10_000;

/// Runs a scenario.
pub(super) fn run(
    arguments: &RunArgs,
    command: &[String],
    interrupted: &Arc<AtomicBool>,
) -> Result<(), Failure> {
    let started = Instant::now();
    can_write(&arguments.output)?;
    let precision =
        arguments.precision.iter().map(|text| parse_precision(text)).collect::<Result<Vec<_>, _>>()?;
    warn_of_shares(Language::default().words(), &arguments.precision);
    let (mut scenario, mut compiled, identity) = read(arguments, !precision.is_empty())?;
    let settings = &compiled.settings;
    let dir =
        arguments.out.clone().unwrap_or_else(|| PathBuf::from("output").join(folder_name(&settings.name)));
    let origin = Origin::of([arguments.scenario.as_path()]);
    let folder =
        OutputFolder::prepare(&dir, arguments.output.force, Some(&origin)).map_err(Failure::folder)?;
    let stamper = Stamper::new(settings.start, &settings.time_zone).map_err(Failure::run)?;
    let files = logs(arguments, settings.replications)?;
    let log = RunLog::create(&folder, &stamper, &compiled.model.log_names(), files).map_err(Failure::run)?;

    estimate::warn(&compiled, arguments.threads, files, &dir);

    let plan = RunPlan { seed: settings.seed, replications: settings.replications, precision };
    let warm_up =
        warm_up(arguments.threads.map(usize::from), arguments.output.quiet, &mut compiled, interrupted)?;
    let settings = &compiled.settings;
    let played = play(arguments, &compiled, &plan, &log, interrupted)?;
    if played.run.estimates.replications == 0 {
        // Nothing was finished, so there is nothing to keep.
        return Err(Failure::Interrupted);
    }
    let logged = log.finish().map_err(Failure::run)?;
    scenario.replications = played.run.estimates.replications;

    let model = &compiled.model;
    let mut tables = Tables::build(
        &played.run.estimates,
        played.interventions.as_ref(),
        &judge(&compiled.expectations, &played.run.estimates),
        model.tally_config(),
        &model.config().calendar,
    );
    tables.provenance = provenance::rows(&compiled.numbers);
    tables.write(folder.staging(), arguments.output.style()).map_err(Failure::run)?;
    let names: Vec<&str> = METRICS.iter().map(|metric| metric.name).collect();
    let by_replication = &played.run.estimates.by_replication;
    let path = folder.staging().join("replications.csv");
    write_replications(&path, &names, by_replication, arguments.output.style()).map_err(Failure::run)?;
    let resolved = resolved_text(&scenario, &compiled.numbers, folder.dir());
    write_file(&folder.staging().join("scenario.resolved.toml"), resolved.as_bytes())
        .map_err(Failure::run)?;
    let words = Language::default().words();
    let warned = warned(words, &compiled, &played, &plan, (warm_up, &tables));
    let facts = facts(&compiled, (command, &arguments.set), &played, &warned);
    write_other_forms(&arguments.output, &folder)?;
    // Whatever happens to the pictures, the numbers are kept.
    let drawn = if arguments.no_charts { Ok(false) } else { draw(&tables, &facts, &folder).map(|()| true) };
    let manifest = Manifest {
        command: command.to_vec(),
        scenario: settings.name.clone(),
        scenario_path: shown(&arguments.scenario),
        scenario_place: origin.place().to_owned(),
        scenario_sha256: identity.sha256.clone(),
        inputs: inputs(&identity),
        seed: settings.seed,
        generator: crate::random::GENERATOR.to_owned(),
        replications: plan.replications,
        replications_done: played.run.estimates.replications,
        intervention_replications: played.interventions.as_ref().map_or(0, |done| done.replications),
        interrupted: played.run.interrupted || played.cut_short,
        threads: played.threads as u64,
        host: Host::current(),
        wall_seconds: started.elapsed().as_secs_f64(),
        applicants_simulated: played.applicants,
        events_handled: played.events,
        event_cases: logged.counts.cases,
        events_logged: logged.counts.events,
        facts: serde_json::to_value(&facts).map_err(Failure::run)?,
        files: logged.files,
        ..Manifest::default()
    };
    let stopped = manifest.interrupted;
    let dir = publish(folder, manifest, &origin)?;
    let outlook = Outlook {
        words,
        settings,
        changed: &arguments.set,
        tables: &tables,
        interventions: played.interventions.as_ref(),
        warnings: &warned,
        replications: played.run.estimates.replications,
        intervention_runs: played.intervention_runs,
        applicants: played.applicants,
        seconds: started.elapsed().as_secs_f64(),
        threads: played.threads,
        dir: &dir,
        charts: matches!(drawn, Ok(true)),
        plain: model.config().plain,
        asked: &plan.precision,
        own_time: OwnTime::of(model, &played.run.estimates),
        warm_up,
    };
    match arguments.output.format {
        Format::Json => say(&summary_json::render(&outlook))?,
        Format::Text if !arguments.output.quiet => say(&summary::render(&outlook, Screen::stdout()))?,
        Format::Text => {}
    }
    drawn?;
    if stopped { Err(Failure::Interrupted) } else { Ok(()) }
}

/// What a reader must know before trusting the numbers.
fn warned(
    words: &Catalogue,
    compiled: &Compiled,
    played: &Played,
    plan: &RunPlan,
    (warm_up, tables): (Option<FoundWarmUp>, &Tables),
) -> Vec<String> {
    let mut warned = warnings::warnings(words, &compiled.model, &played.run, plan);
    warned.extend(warm_up.and_then(|found| warnings::unsettled(words, found)));
    if played.cut_short {
        warned.insert(0, words.text(Phrase::WarningInterventionsCut).to_owned());
    }
    warned.extend(compiled.uncovered());
    warned.extend(warnings::of_scenario(words, &tables.expectations, &compiled.idle));
    warned.extend(receipts::warnings(&compiled.receipts));
    warned.extend(provenance::outside(&compiled.numbers));
    warned
}

/// The logs that are wanted of so many replications.
fn logs(arguments: &RunArgs, replications: u64) -> Result<LogFiles, Failure> {
    if let Some(only) = arguments.events_replication.filter(|only| *only >= replications) {
        return Err(Failure::Usage(say!(
            ErrorEventsReplicationReplicationsAre,
            only = only,
            replications = replications.saturating_sub(1),
            saturating_add = only.saturating_add(1)
        )));
    }
    Ok(LogFiles {
        cases: arguments.cases,
        events_csv: arguments.events.contains(&EventFormat::Csv),
        events_xes: arguments.events.contains(&EventFormat::Xes),
        events_ocel: arguments.events.contains(&EventFormat::Ocel),
        only: arguments.events_replication,
        several: arguments.events_replication.is_none() && replications > 1,
        style: arguments.output.style(),
    })
}

/// What was played.
struct Played {
    run: Run,
    interventions: Option<Interventions>,
    /// Replications of the interventions, if they are finished.
    intervention_runs: u64,
    /// Whether the interventions were stopped before their end.
    cut_short: bool,
    /// Of all that counts, interventions included.
    applicants: u64,
    events: u64,
    threads: usize,
}

fn read(arguments: &RunArgs, adaptive: bool) -> Result<(Scenario, Compiled, Identity), Failure> {
    let mut sets = arguments.set.clone();
    sets.extend(arguments.seed.map(|seed| format!("seed={seed}")));
    if arguments.no_interventions {
        sets.push("interventions.enabled=false".to_owned());
    }
    let most = adaptive.then_some(MOST_FOR_PRECISION);
    sets.extend(arguments.replications.or(most).map(|count| format!("replications={count}")));
    let (scenario, mut compiled, identity) = read_scenario(&arguments.scenario, &sets)?;
    if arguments.no_interventions {
        // Whoever leaves them out need not be told that their keys change nothing.
        compiled.idle.retain(|idle| !idle.key.starts_with("interventions."));
    }
    Ok((scenario, compiled, identity))
}

fn play(
    arguments: &RunArgs,
    compiled: &Compiled,
    plan: &RunPlan,
    log: &RunLog,
    interrupted: &Arc<AtomicBool>,
) -> Result<Played, Failure> {
    let wanted = compiled.settings.interventions.map(|settings| InterventionPlan {
        replications: settings.replications,
        shadow_share: settings.shadow_share,
    });
    let runs = wanted.map_or(0, |wanted| wanted.runs());
    let progress = Arc::new(Progress { stop: Arc::clone(interrupted), ..Progress::default() });
    let bar = Bar::follow(&progress, (plan.replications, runs), Vec::new(), !arguments.output.quiet);
    let result = with_threads(arguments.threads.map(usize::from), |threads| {
        let run = replicate(&compiled.model, plan, log, &progress)?;
        let interventions = match wanted {
            Some(wanted) if !run.interrupted => intervene(&compiled.model, plan.seed, wanted, &progress),
            _ => None,
        };
        let cut_short = wanted.is_some() && interventions.is_none();
        Ok::<_, ExperimentError<ResultsError>>((run, interventions, cut_short, threads))
    });
    drop(bar);
    let (run, interventions, cut_short, threads) =
        result.and_then(|played: Result<_, ExperimentError<ResultsError>>| played).map_err(Failure::run)?;
    let forced = interventions.as_ref().map_or((0, 0), |forced| (forced.applicants, forced.events));
    let (applicants, events) = (run.estimates.applicants + forced.0, run.events + forced.1);
    let intervention_runs = if interventions.is_some() { runs } else { 0 };
    Ok(Played { run, interventions, intervention_runs, cut_short, applicants, events, threads })
}

/// Finds the warm-up by trial replications if it is to be found, and gives it to the model.
pub(super) fn warm_up(
    threads: Option<usize>,
    quiet: bool,
    compiled: &mut Compiled,
    interrupted: &Arc<AtomicBool>,
) -> Result<Option<FoundWarmUp>, Failure> {
    if !compiled.settings.auto_warm_up {
        return Ok(None);
    }
    let seed = compiled.settings.seed;
    let progress = Arc::new(Progress { stop: Arc::clone(interrupted), ..Progress::default() });
    let bar = Bar::follow(&progress, (WARM_UP_TRIALS, 0), Vec::new(), !quiet);
    let found = with_threads::<_, ResultsError>(threads, |_| find_warm_up(&compiled.model, seed, &progress))
        .map_err(Failure::run)?
        .ok_or(Failure::Interrupted)?;
    drop(bar);
    compiled.model = compiled.model.warmed_up(found.until);
    Ok(Some(found))
}

/// A scenario's name as a folder: whatever could leave `output/` is replaced, and the beginning of the name's digest then
/// keeps it apart from others. File systems take 255 bytes.
pub(super) fn folder_name(name: &str) -> String {
    const LONGEST: usize = 200;
    let safe = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
    let mut folder: String = name.trim().chars().map(safe).collect();
    while folder.len() > LONGEST {
        folder.pop();
    }
    if folder == name.trim() && !folder.trim_matches('.').is_empty() {
        return folder;
    }
    let digest = sha256(name.trim().as_bytes());
    let start = Some(folder.trim_start_matches('.')).filter(|start| !start.is_empty()).unwrap_or("scenario");
    format!("{start}-{}", &digest[..8])
}

fn facts(
    compiled: &Compiled,
    (command, changed): (&[String], &[String]),
    played: &Played,
    warnings: &[String],
) -> ReportFacts {
    let settings = &compiled.settings;
    let calendar = &compiled.model.config().calendar;
    let last = calendar.date(compiled.model.config().arrivals.days.saturating_sub(1));
    ReportFacts {
        scenario: settings.name.clone(),
        description: settings.description.clone(),
        command: command.join(" "),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        settings: changed.to_vec(),
        seed: settings.seed,
        replications: played.run.estimates.replications,
        intervention_replications: played.interventions.as_ref().map_or(0, |done| done.replications),
        period: say!(RunTo, start = settings.start, last = last),
        time_zone: settings.time_zone.clone(),
        warnings: warnings.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leaves_the_output_folder() {
        // The digits are the start of the name's SHA-256.
        assert_eq!(folder_name("../../etc"), "_.._etc-74ccf3c5");
        assert_eq!(folder_name(".."), "scenario-5ec1f7e7");
        assert_eq!(folder_name("春节"), "春节");
        assert_ne!(folder_name("a/b"), folder_name("a_b"));
        assert_ne!(folder_name("a/b"), folder_name("a:b"));
        assert!(folder_name(&"春".repeat(200)).len() < 220);
    }
}
