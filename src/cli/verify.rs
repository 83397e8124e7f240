//! `sim verify`: plays again what a manifest records, and compares every byte.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::args::{Command, Format, VerifyArgs, parse};
use super::sampled::Sampling;
use super::studies::{About, Visit, with_design};
use super::terminal::{complain, say};
use super::{
    Failure, advise, behaviours, compare, fairness, optimise, run, sensitivity, shown, solve, sweep,
};
use crate::experiment::study::Design;
use crate::results::{Host, Manifest, OutputFolder, differs, digest_file, folder_near};
use crate::words::say;

/// Verifies an output folder.
pub(super) fn verify(arguments: &VerifyArgs, interrupted: &Arc<AtomicBool>) -> Result<(), Failure> {
    let dir = &arguments.dir;
    OutputFolder::recover(dir).map_err(Failure::run)?;
    let manifest = Manifest::read(dir).map_err(Failure::folder)?;
    // A folder may come from somebody else: what its manifest lists is looked at only if it lies in it.
    for name in manifest.files.keys() {
        manifest.path_of(dir, name).map_err(Failure::folder)?;
    }
    for line in made_elsewhere(&manifest) {
        complain(&line);
    }
    let mut command = command_of(&manifest, dir)?;
    if let Some(count) = arguments.sample {
        if matches!(
            command,
            Command::Solve(_)
                | Command::Optimise(_)
                | Command::Sensitivity(_)
                | Command::Fairness(_)
                | Command::Advise(_)
                | Command::Behaviours(_)
        ) {
            return Err(Failure::Usage(say!(ErrorNoSampleOfASearch).to_owned()));
        }
        let sampling = Sampling { dir, manifest: &manifest, count, arguments, interrupted };
        return match &command {
            Command::Sweep(swept) => sampling.of_sweep(swept),
            _ => with_design(&command, sampling),
        };
    }
    if manifest.interrupted {
        return Err(Failure::Usage(say!(ErrorVerifyInterrupted, dir = shown(dir))));
    }
    let again = folder_near(dir).map_err(Failure::run)?;
    let out = again.path().join("again");
    if let Some(place) = command.out() {
        *place = Some(out.clone());
    }
    if let Some(output) = command.output() {
        (output.quiet, output.format, output.keep_ledger) = (true, Format::Text, false);
        output.instead_of = Some(dir.clone());
    }
    match &mut command {
        Command::Run(again) => {
            again.threads = arguments.threads.or(again.threads);
            // `sim report` may have drawn them since.
            again.no_charts = !manifest.files.contains_key("report.html");
            run::run(again, &manifest.command, interrupted)?;
        }
        Command::Compare(again) => {
            again.threads = arguments.threads.or(again.threads);
            again.no_charts = !manifest.files.contains_key("report.html");
            compare::compare(again, &manifest.command, interrupted)?;
        }
        Command::Sweep(again) => {
            again.threads = arguments.threads.or(again.threads);
            again.no_charts = !manifest.files.contains_key("report.html");
            sweep::sweep(again, &manifest.command, interrupted)?;
        }
        Command::Solve(again) => {
            again.threads = arguments.threads.or(again.threads);
            solve::solve(again, &manifest.command, interrupted)?;
        }
        Command::Optimise(again) => {
            again.threads = arguments.threads.or(again.threads);
            optimise::optimise(again, &manifest.command, interrupted)?;
        }
        Command::Sensitivity(again) => {
            again.threads = arguments.threads.or(again.threads);
            sensitivity::sensitivity(again, &manifest.command, interrupted)?;
        }
        Command::Behaviours(again) => {
            again.threads = arguments.threads.or(again.threads);
            again.no_charts = !manifest.files.keys().any(|name| name.starts_with("charts/"));
            behaviours::behaviours(again, &manifest.command, interrupted)?;
        }
        Command::Fairness(again) => {
            again.threads = arguments.threads.or(again.threads);
            fairness::fairness(again, &manifest.command, interrupted)?;
        }
        Command::Advise(again) => {
            again.threads = arguments.threads.or(again.threads);
            advise::advise(again, &manifest.command, interrupted)?;
        }
        _ => return Err(Failure::Usage(say!(ErrorPlaysNoUnits).to_owned())),
    }
    let found = differences(dir, &manifest, &out)?;
    if !found.is_empty() {
        return Err(Failure::Run(found));
    }
    if arguments.quiet {
        return Ok(());
    }
    say(&format!("{}\n", say!(VerifiedFiles, count = manifest.files.len())))
}

/// What is known beforehand to tell this program from the one that wrote a manifest.
fn made_elsewhere(manifest: &Manifest) -> Vec<String> {
    let (here, there) = (Host::current(), &manifest.host);
    let mut lines = Vec::new();
    let version = env!("CARGO_PKG_VERSION");
    if manifest.version != version || manifest.generator != crate::random::GENERATOR {
        lines.push(say!(NoteOtherVersion, there = manifest.version, here = version));
    }
    if (&there.os, &there.arch) != (&here.os, &here.arch) {
        let name = |host: &Host| format!("{} {}", host.os, host.arch);
        lines.push(say!(NoteOtherPlatform, there = name(there), here = name(&here)));
    }
    lines
}

/// The command that a manifest records, if what it names is still what it was.
fn command_of(manifest: &Manifest, dir: &Path) -> Result<Command, Failure> {
    let parsed = parse(&manifest.command);
    let command = parsed
        .map_err(|error| Failure::Usage(say!(WordsOfTheManifest, error = error, dir = shown(dir))))?
        .command;
    with_design(&command, SameScenario { manifest })?;
    Ok(command)
}

/// Says so if the scenario is no longer the one that a manifest is of.
struct SameScenario<'a> {
    manifest: &'a Manifest,
}

impl Visit for SameScenario<'_> {
    type Output = ();

    fn visit<D: Design>(self, _: &D, about: &About) -> Result<(), Failure> {
        if about.identity == self.manifest.scenario_sha256 {
            return Ok(());
        }
        let files = self.manifest.inputs.iter().map(|input| format!("`{}`", input.path)).collect::<Vec<_>>();
        Err(Failure::Run(say!(ScenarioChangedSince, files = files.join(", "))))
    }
}

/// What differs between a folder, its manifest and what came out again, a line each.
fn differences(dir: &Path, manifest: &Manifest, again: &Path) -> Result<String, Failure> {
    let fresh = Manifest::read(again).map_err(Failure::run)?;
    let mut text = String::new();
    for (name, recorded) in &manifest.files {
        let old = manifest.path_of(dir, name).map_err(Failure::folder)?;
        let new = again.join(name);
        let found = match digest_file(&old) {
            Err(fault) => fault.to_string(),
            Ok(found) => {
                let changed = found != *recorded;
                if !changed && fresh.files.get(name) == Some(recorded) {
                    continue;
                }
                let again = fresh.files.contains_key(name);
                let differs = if again { differs(&old, &new).map_err(Failure::run)? } else { None };
                match differs {
                    Some(place) if changed => say!(FileIsNotAsWritten, name = name, place = place),
                    Some(place) => say!(FileComesOutOtherwise, name = name, place = place),
                    None if again => say!(FileDiffersFromManifest, name = name),
                    None => say!(FileDoesNotComeOut, name = name),
                }
            }
        };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{found}");
    }
    for name in fresh.files.keys().filter(|name| !manifest.files.contains_key(*name)) {
        let _ = writeln!(text, "{}", say!(FileIsNotRecorded, name = name));
    }
    Ok(text.trim_end().to_owned())
}
