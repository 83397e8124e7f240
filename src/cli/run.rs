//! `sim run`: the replications, the tables, the pages, and a summary.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::args::{CasesOf, EventFormat, RunArgs};
use super::job::Job;
use super::own_time::OwnTime;
use super::precision::warn_of_shares;
use super::publishing::{draw, publish, write_other_forms};
use super::ready::{Played, Ready};
use super::receipts::{self, inputs};
use super::studies::About;
use super::summary::{self, Outlook};
use super::{Failure, estimate, kept, provenance, reduced, summary_json, warnings};
use crate::experiment::{FoundWarmUp, RunPlan, judge, rank_correlations};
use crate::observe::METRICS;
use crate::report::ReportFacts;
use crate::results::{
    CorrelationRow, LogFiles, Logged, Manifest, OutputFolder, Row as _, RunLog, Tables, correlation_rows,
    sha256, write_file, write_replications, write_table,
};
use crate::scenario::{Compiled, resolved_text};
use crate::time::Stamper;
use crate::words::{Catalogue, Language, Phrase, say};

/// Runs a scenario.
pub(super) fn run(
    arguments: &RunArgs,
    command: &[String],
    interrupted: &Arc<AtomicBool>,
) -> Result<(), Failure> {
    let mut kept_in = None;
    let result = play_and_publish(arguments, command, interrupted, &mut kept_in);
    result.map_err(|failure| match kept_in {
        Some(dir) if arguments.output.instead_of.is_none() => kept::with_remedy(failure, &dir),
        _ => failure,
    })
}

/// Runs a scenario; as long as records are kept that would be missed, `kept_in` says where.
fn play_and_publish(
    arguments: &RunArgs,
    command: &[String],
    interrupted: &Arc<AtomicBool>,
    kept_in: &mut Option<PathBuf>,
) -> Result<(), Failure> {
    let job = Job::start(command, &arguments.output, arguments.threads, interrupted)?;
    let ready = Ready::read(arguments)?;
    let asked = ready.plan.precision.iter();
    let asked = asked.map(|asked| (asked.name.as_str(), asked.half_width, asked.of.unit()));
    warn_of_shares(Language::default().words(), &arguments.precision, asked);
    let settings = &ready.compiled.settings;
    let about = ready.about(arguments);
    let (folder, ledger) = job.open(&about, ready.plan.replications)?;
    let stamper = Stamper::new(settings.start, &settings.time_zone).map_err(Failure::run)?;
    let files = logs(arguments, settings.replications)?;
    // How many replications a precision will take is not known, so their logs are written from the start.
    let most = ready.plan.precision.is_empty().then_some(ready.plan.replications);
    let names = ready.compiled.model.log_names();
    let log = RunLog::beside(&ledger, &folder, &stamper, &names, (files, most)).map_err(Failure::run)?;
    estimate::warn(&ready.compiled, arguments.threads, files, &ready.dir);

    let played = ready.play(&job, &log, &ledger);
    *kept_in = (!ledger.is_empty()).then(|| ready.dir.clone());
    let played = played?;
    let logged = log.finish(played.stopped()).map_err(Failure::run)?;
    kept::finish(ledger, played.stopped() || arguments.output.keep_ledger)?;
    if let Some(dir) = kept_in.as_ref().filter(|_| played.stopped() && !arguments.output.quiet) {
        kept::say_how_to_go_on(dir);
    }
    if played.run.estimates.replications == 0 {
        // Nothing was finished, so there is nothing to show.
        return Err(Failure::Interrupted);
    }
    let drawn = results(arguments, command, (&job, &about), ready, &played, (folder, logged))?;
    // The records have gone, or are no longer needed.
    *kept_in = None;
    drawn
}

/// Writes the results of a run into their folder and tells of them; what became of the pictures comes out apart, since
/// the numbers are kept whatever happens to those.
fn results(
    arguments: &RunArgs,
    command: &[String],
    (job, about): (&Job<'_>, &About),
    ready: Ready,
    played: &Played,
    (folder, logged): (OutputFolder, Logged),
) -> Result<Result<(), Failure>, Failure> {
    let Ready { mut scenario, mut compiled, identity, plan, .. } = ready;
    let warm_up = played.warm_up;
    if let Some(found) = warm_up {
        compiled.model = compiled.model.warmed_up(found.until);
    }
    let settings = &compiled.settings;
    let stopped = played.stopped();
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
    let correlated = rank_correlations(model, settings.seed);
    if !correlated.is_empty() {
        let rows = correlation_rows(&correlated, &model.config().names);
        write_table(&folder.staging().join(CorrelationRow::FILE), &rows, arguments.output.style())
            .map_err(Failure::run)?;
    }
    let reduced = reduced::write(arguments, model, &played.run.estimates, &folder)?;
    let resolved = resolved_text(&scenario, &compiled.numbers, arguments.output.stands_for(folder.dir()));
    write_file(&folder.staging().join("scenario.resolved.toml"), resolved.as_bytes())
        .map_err(Failure::run)?;
    let words = Language::default().words();
    let warned = warned(words, &compiled, played, &plan, (warm_up, &tables));
    let facts = ReportFacts {
        not_played: not_played(arguments),
        ..facts(&compiled, (command, &arguments.set), played, &warned)
    };
    write_other_forms(&arguments.output, &folder)?;
    // Whatever happens to the pictures, the numbers are kept.
    let drawn = if arguments.no_charts { Ok(false) } else { draw(&tables, &facts, &folder).map(|()| true) };
    let manifest = Manifest {
        inputs: inputs(&identity),
        replications_done: played.run.estimates.replications,
        intervention_replications: played.interventions.as_ref().map_or(0, |done| done.replications),
        interrupted: stopped,
        applicants_simulated: played.applicants,
        events_handled: played.events,
        event_cases: logged.counts.cases,
        events_logged: logged.counts.events,
        facts: reduced::facts(serde_json::to_value(&facts).map_err(Failure::run)?, reduced.as_deref()),
        files: logged.files,
        ..job.manifest(about, settings, played.threads)
    };
    let dir = publish(folder, manifest, &about.origin)?;
    let outlook = Outlook {
        words,
        settings,
        changed: &arguments.set,
        tables: &tables,
        interventions: played.interventions.as_ref(),
        names: &model.config().names,
        warnings: &warned,
        replications: played.run.estimates.replications,
        intervention_runs: played.intervention_runs,
        applicants: played.applicants,
        seconds: job.seconds(),
        threads: played.threads,
        dir: &dir,
        charts: matches!(drawn, Ok(true)),
        plain: model.config().plain,
        asked: &plan.precision,
        own_time: OwnTime::of(model, &played.run.estimates),
        warm_up,
        reduced: reduced.as_deref(),
    };
    job.tell(|| summary_json::document(&outlook), |screen| summary::render(&outlook, screen))?;
    Ok(drawn.and(if stopped { Err(Failure::Interrupted) } else { Ok(()) }))
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
    warned.extend(compiled.doubtful_scores());
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
        cases: arguments.cases.is_some(),
        everyone: arguments.cases == Some(CasesOf::All),
        events_csv: arguments.events.contains(&EventFormat::Csv),
        events_xes: arguments.events.contains(&EventFormat::Xes),
        events_ocel: arguments.events.contains(&EventFormat::Ocel),
        only: arguments.events_replication,
        several: arguments.events_replication.is_none() && replications > 1,
        style: arguments.output.style(),
    })
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
        not_played: String::new(),
    }
}

/// Why nothing is to be played on the page, whatever the scenario.
fn not_played(arguments: &RunArgs) -> String {
    if arguments.no_page {
        say!(PageNotWanted).to_owned()
    } else if arguments.filed.is_some() {
        say!(PageFiled).to_owned()
    } else {
        String::new()
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
