//! `sim verify`: plays again what a manifest records, and compares every byte.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::Parser as _;

use super::args::{Cli, Command, Format, VerifyArgs};
use super::studies::{About, Visit, with_design};
use super::terminal::{complain, say};
use super::{Failure, compare, run, shown};
use crate::experiment::study::{Design, Study};
use crate::experiment::{Progress, with_threads};
use crate::observe::METRICS;
use crate::results::{Host, Manifest, OutputFolder, differs, digest_file, folder_near, read_replications};

/// Verifies an output folder.
pub(super) fn verify(arguments: &VerifyArgs) -> Result<(), Failure> {
    let dir = &arguments.dir;
    OutputFolder::recover(dir).map_err(Failure::run)?;
    let manifest = Manifest::read(dir).map_err(Failure::run)?;
    for line in made_elsewhere(&manifest) {
        complain(&line);
    }
    let mut command = command_of(&manifest, dir)?;
    if let Some(count) = arguments.sample {
        let sampling = Sampling { dir, manifest: &manifest, count, arguments };
        return with_design(&command, sampling);
    }
    if manifest.interrupted {
        return Err(Failure::Usage(format!(
            "error: `{dir}` holds what an interrupted run got to, which depends on the moment; go on with it first, with \
             `sim resume {dir}`, or compare replications with `--sample 5`",
            dir = shown(dir)
        )));
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
    let never = Arc::new(AtomicBool::new(false));
    match &mut command {
        Command::Run(again) => {
            again.threads = arguments.threads.or(again.threads);
            // `sim report` may have drawn them since.
            again.no_charts = !manifest.files.contains_key("report.html");
            run::run(again, &manifest.command, &never)?;
        }
        Command::Compare(again) => {
            again.threads = arguments.threads.or(again.threads);
            compare::compare(again, &manifest.command, &never)?;
        }
        _ => return Err(Failure::Usage("error: this manifest is not of a command that plays".to_owned())),
    }
    let found = differences(dir, &manifest, &out)?;
    if !found.is_empty() {
        return Err(Failure::Run(found));
    }
    if arguments.quiet {
        return Ok(());
    }
    say(&format!(
        "every byte of {} files is as it was recorded, and as it comes out again\n",
        manifest.files.len()
    ))
}

/// What is known beforehand to tell this program from the one that wrote a manifest.
fn made_elsewhere(manifest: &Manifest) -> Vec<String> {
    let (here, there) = (Host::current(), &manifest.host);
    let mut lines = Vec::new();
    let version = env!("CARGO_PKG_VERSION");
    if manifest.version != version || manifest.generator != crate::random::GENERATOR {
        lines.push(format!("note: made by version {} of sim; this is {version}", manifest.version));
    }
    if (&there.os, &there.arch) != (&here.os, &here.arch) {
        lines.push(format!("note: made on {} {}; this is {} {}", there.os, there.arch, here.os, here.arch));
    }
    lines
}

/// The command that a manifest records, if what it names is still what it was.
fn command_of(manifest: &Manifest, dir: &Path) -> Result<Command, Failure> {
    let parsed = Cli::try_parse_from(&manifest.command).map_err(|error| {
        Failure::Usage(format!("{error}\nThese words are those of the manifest of `{}`", shown(dir)))
    })?;
    with_design(&parsed.command, SameScenario { manifest })?;
    Ok(parsed.command)
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
        Err(Failure::Run(format!(
            "what the command reads is no longer what it read ({}): restore it, or run the resolved scenario that lies in \
             the folder",
            files.join(", ")
        )))
    }
}

/// What differs between a folder, its manifest and what came out again, a line each.
fn differences(dir: &Path, manifest: &Manifest, again: &Path) -> Result<String, Failure> {
    let fresh = Manifest::read(again).map_err(Failure::run)?;
    let mut text = String::new();
    for (name, recorded) in &manifest.files {
        let (old, new) = (dir.join(name), again.join(name));
        let found = match digest_file(&old) {
            Err(fault) => fault.to_string(),
            Ok(found) => {
                let changed = found != *recorded;
                if !changed && fresh.files.get(name) == Some(recorded) {
                    continue;
                }
                let what = if changed { "is not as it was written" } else { "comes out otherwise" };
                let place = match fresh.files.get(name) {
                    None => Some("it does not come out again".to_owned()),
                    Some(_) => differs(&old, &new).map_err(Failure::run)?.map(|place| place.to_string()),
                };
                format!("`{name}` {what}: {}", place.unwrap_or_else(|| "restored since".to_owned()))
            }
        };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{found}");
    }
    for name in fresh.files.keys().filter(|name| !manifest.files.contains_key(*name)) {
        let _ = writeln!(text, "`{name}` comes out, and is not recorded");
    }
    Ok(text.trim_end().to_owned())
}

/// Some replications, compared with their rows of `replications.csv`.
struct Sampling<'a> {
    dir: &'a Path,
    manifest: &'a Manifest,
    count: u64,
    arguments: &'a VerifyArgs,
}

impl Visit for Sampling<'_> {
    type Output = ();

    fn visit<D: Design>(self, design: &D, about: &About) -> Result<(), Failure> {
        let names: Vec<&str> = METRICS.iter().map(|metric| metric.name).collect();
        let path = self.dir.join("replications.csv");
        let recorded = read_replications(&path, &names).map_err(Failure::run)?;
        let done = self.manifest.replications_done;
        let count = self.count.min(done);
        // Spread evenly over all of them.
        let chosen: Vec<u64> = (0..count).map(|number| (2 * number + 1) * done / (2 * count)).collect();
        let study = Study { design, ledger: &() };
        let progress = Progress::default();
        let threads = self.arguments.threads.or(about.threads).map(usize::from);
        let mut text = String::new();
        for number in 0..design.points() {
            let name =
                if design.points() > 1 { about.names.get(number).map_or("", String::as_str) } else { "" };
            let played = with_threads::<_, Infallible>(threads, |_| study.sample(number, &chosen, &progress));
            let Some(played) = played.map_err(Failure::run)? else {
                return Err(Failure::Run(format!("point {number} cannot be played again")));
            };
            for (replication, values) in chosen.iter().zip(played) {
                let row =
                    recorded.iter().position(|row| row.scenario == name && row.replication == *replication);
                let Some(row) = row else {
                    let _ = writeln!(text, "`replications.csv`: replication {replication} is missing");
                    continue;
                };
                for (at, value) in values.iter().enumerate() {
                    let there = recorded[row].values[at];
                    if there.map(f64::to_bits) != value.map(f64::to_bits) {
                        let said =
                            |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
                        let _ = writeln!(
                            text,
                            "`replications.csv`: row {}, column `{}`: `{}` instead of `{}`",
                            row + 2,
                            names[at],
                            said(there),
                            said(*value)
                        );
                    }
                }
            }
        }
        if !text.is_empty() {
            return Err(Failure::Run(text.trim_end().to_owned()));
        }
        if self.arguments.quiet {
            return Ok(());
        }
        let all = count * design.points() as u64;
        say(&format!("{all} replications played again: every metric is as it was recorded\n"))
    }
}
