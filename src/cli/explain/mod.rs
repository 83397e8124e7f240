//! `sim explain`: one applicant's journey, and the least change that would have turned each refusal.
//!
//! The replication is played once, by an observer that keeps that applicant alone. Nothing is recorded or resumed: it
//! takes as long as one replication.

mod document;
mod least;
mod names;
mod picture;
mod told;
mod turned;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use self::document::{Document, document};
use self::names::Named;
use self::picture::timeline;
use super::Failure;
use super::args::{ExplainArgs, Format};
use super::reading::read_scenario;
use super::report::warn_of_boxes;
use super::terminal::{Screen, complain, say};
use crate::chart::{Timeline, draw_journey};
use crate::model::{Explained, Model, explain as explained, replicate_unless};
use crate::observe::{Journeys, OF_BACKLOG};
use crate::results::write_new_file;
use crate::scenario::{Compiled, Settings};
use crate::time::Stamper;
use crate::words::say;

/// Explains.
pub(super) fn explain(arguments: &ExplainArgs, interrupted: &Arc<AtomicBool>) -> Result<(), Failure> {
    let (replication, index) = whose(arguments)?;
    let mut sets = arguments.set.clone();
    sets.extend(arguments.seed.map(|seed| format!("seed={seed}")));
    let (_, compiled, _) = read_scenario(&arguments.scenario, &sets)?;
    let Compiled { model, settings, .. } = &compiled;
    check(model, settings, replication)?;
    let stamper = Stamper::new(settings.start, &settings.time_zone).map_err(Failure::run)?;
    let names = (settings.name.as_str(), settings.time_zone.as_str());
    let mut named = Named::of(model, names, (settings.seed, replication), stamper);
    let case = named.case_id(index);
    let found = play(model, settings, (replication, index), &case, interrupted)?;
    let document = document(&mut named, &found, &arguments.set);
    if let Some(dir) = &arguments.out {
        let timeline = timeline(&named, &found, told::minute(&document.restricted_at));
        write((&document, &timeline), arguments, dir)?;
    }
    match arguments.format {
        Format::Json => say(&json(&document)?),
        Format::Text => say(&told::text(&document, Screen::stdout())),
    }
}

/// Whose journey is wanted: replication and applicant.
fn whose(arguments: &ExplainArgs) -> Result<(u64, u64), Failure> {
    let Some(case) = &arguments.case else {
        return Ok((arguments.replication.unwrap_or(0), arguments.applicant.unwrap_or(0)));
    };
    let parsed = case.strip_prefix('r').and_then(|rest| {
        let (replication, rest) = rest.split_once('-')?;
        let number =
            |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?;
        let index: u64 = match rest.strip_prefix('a') {
            Some(index) => number(index).filter(|index| *index < OF_BACKLOG)?,
            None => number(rest.strip_prefix('b')?)?.checked_add(OF_BACKLOG)?,
        };
        Some((number(replication)?, index))
    });
    parsed.ok_or_else(|| Failure::Usage(say!(ErrorExplainCase, case = case)))
}

/// Whether there is anything to explain.
fn check(model: &Model, settings: &Settings, replication: u64) -> Result<(), Failure> {
    let count = settings.replications;
    if model.config().plain {
        return Err(Failure::Usage(say!(ErrorExplainPlain, scenario = settings.name)));
    }
    if replication >= count {
        let (last, wanted) = (count.saturating_sub(1), replication.saturating_add(1));
        return Err(Failure::Usage(say!(
            ErrorExplainReplication,
            replication = replication,
            scenario = settings.name,
            count = count,
            last = last,
            wanted = wanted,
        )));
    }
    Ok(())
}

/// Plays the replication, and explains what was kept of it.
fn play(
    model: &Model,
    settings: &Settings,
    (replication, index): (u64, u64),
    case: &str,
    interrupted: &AtomicBool,
) -> Result<Explained, Failure> {
    let mut journeys = Journeys::of([index]);
    let played = replicate_unless(model, settings.seed, replication, &mut journeys, interrupted);
    if played.is_none() {
        return Err(Failure::Interrupted);
    }
    let journey = journeys.journey(index);
    let found = journey.and_then(|journey| explained(model, settings.seed, replication, index, journey));
    found.ok_or_else(|| {
        Failure::Usage(say!(
            ErrorExplainApplicant,
            case = case,
            count = journeys.arrived(),
            replication = replication,
            scenario = settings.name,
        ))
    })
}

fn json(document: &Document) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(document).map_err(Failure::run)?;
    Ok(text + "\n")
}

/// Writes the journey into a folder, with its chart.
fn write(
    (document, timeline): (&Document, &Timeline),
    arguments: &ExplainArgs,
    dir: &Path,
) -> Result<(), Failure> {
    let put = |name: &str, content: &[u8]| {
        write_new_file(&dir.join(name), content, arguments.force).map_err(Failure::folder)
    };
    put("journey.json", json(document)?.as_bytes())?;
    match draw_journey(timeline, &document.scenario) {
        Ok(None) => Ok(()),
        Ok(Some(figure)) => {
            warn_of_boxes(std::slice::from_ref(&figure));
            put("journey.svg", figure.svg.as_bytes())?;
            put("journey.png", &figure.png)
        }
        Err(fault) => {
            complain(&say!(SweepNotDrawn, fault = fault));
            Ok(())
        }
    }
}
