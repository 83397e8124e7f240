//! `sim plan`: which pieces there are.

use std::ops::Range;

use super::array;
use crate::cli::args::{Command, PlanArgs};
use crate::cli::studies::{About, Visit, with_design};
use crate::cli::terminal::say;
use crate::cli::{Failure, kept, shown};
use crate::experiment::next_look;
use crate::experiment::study::{Design, Plays};
use crate::results::{Cut, LedgerFile, OutputFolder, PiecePlan};
use crate::words::say;

/// Lists the pieces of a command.
pub(in crate::cli) fn plan(arguments: PlanArgs, typed: &[String]) -> Result<(), Failure> {
    let Some(shards) = arguments.shards.filter(|shards| *shards > 0) else {
        return Err(Failure::Usage(say!(ErrorHowManyPieces).to_owned()));
    };
    let words = without_plan(typed);
    let slurm = arguments.slurm;
    let command = Command::from(arguments.command);
    if matches!(command, Command::Solve(_)) {
        return Err(Failure::Usage(say!(ErrorSolveInPieces).to_owned()));
    }
    if matches!(&command, Command::Optimise(asked) if asked.objectives() < 2) {
        return Err(Failure::Usage(say!(ErrorOptimiseInPieces).to_owned()));
    }
    with_design(&command, Planning { shards, slurm, words })
}

/// The words of the command that is planned.
fn without_plan(typed: &[String]) -> Vec<String> {
    let mut words = Vec::new();
    let mut left = typed.iter().enumerate();
    while let Some((at, word)) = left.next() {
        match word.as_str() {
            "plan" if at == 1 => {}
            "--slurm" => {}
            "--shards" => {
                left.next();
            }
            word if word.starts_with("--shards=") => {}
            _ => words.push(word.clone()),
        }
    }
    words
}

struct Planning {
    shards: u64,
    /// Whether to print the file of a Slurm array job.
    slurm: bool,
    words: Vec<String>,
}

impl Visit for Planning {
    type Output = ();

    fn visit<D: Design>(self, design: &D, about: &About) -> Result<(), Failure> {
        if about.logs {
            return Err(Failure::Usage(say!(ErrorNoLogsInPieces).to_owned()));
        }
        let folder =
            OutputFolder::prepare(&about.dir, about.force, Some(&about.origin)).map_err(Failure::folder)?;
        let place = folder.ledger();
        let there = PiecePlan::read_all(&place).map_err(Failure::run)?;
        let head = kept::head(&self.words, about.settings.clone());
        if !there.is_empty() {
            return Err(Failure::Usage(say!(ErrorHoldsPiecesAlready, dir = shown(&about.dir))));
        }
        // Records of something else, left by a run that was killed there, would only be found in the merge.
        drop(LedgerFile::open(&place.join(kept::RECORDS), &head, about.force).map_err(kept::refused)?);
        // Where a precision decides, the first look at it.
        let first = next_look(0);
        let parts = planned(design, 0, first);
        let plan = PiecePlan {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            head,
            points: design.points() as u64,
            replications: if design.points() == 0 { 0 } else { round(design, first) },
            cut: Cut::new(&parts, self.shards, 0),
        };
        plan.write(&place, 0).map_err(Failure::run)?;
        let (units, count, dir) = (plan.cut.units(), plan.cut.ids().end, shown(&about.dir));
        if self.slurm {
            return say(&array_job(&dir, count));
        }
        let last = count.saturating_sub(1);
        say(&say!(PiecesArePlanned, count = count, units = units, last = last, dir = dir))
    }
}

/// The file of a Slurm array job that plays `count` pieces in `dir`, a task each.
fn array_job(dir: &str, count: u64) -> String {
    let tasks = array(&(0..count).collect::<Vec<_>>());
    let job = format!("{}.sbatch", dir.trim_end_matches('/'));
    say!(SlurmArrayJob, count = count, tasks = tasks, dir = quoted(dir), job = quoted(&job))
}

/// A word as a POSIX shell reads it: in quotes where it needs them.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./+,:@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Replications of a point in a round that goes up to `until` where a precision decides, all of them elsewhere.
pub(super) fn round<D: Design>(design: &D, until: u64) -> u64 {
    let plays = design.plays(0);
    if ends_early(design, &plays) { plays.replications.min(until) } else { plays.replications }
}

/// Whether a precision decides how many replications there are.
pub(super) fn ends_early<D: Design>(design: &D, plays: &Plays) -> bool {
    !plays.precision.is_empty() || !design.paired().is_empty()
}

/// The units of a study by their places: where a precision decides how many replications there are, those from `from`
/// to `until`, and everything else in the first round.
pub(super) fn planned<D: Design>(design: &D, from: u64, until: u64) -> Vec<Range<u64>> {
    let mut place = 0;
    let mut parts = Vec::new();
    for number in 0..design.points() {
        let plays = design.plays(number);
        let (start, end) = (place, place + plays.units());
        if ends_early(design, &plays) {
            let most = plays.replications;
            let mut behind = start;
            // First applications are judged as often as replications are played.
            for _ in 0..=usize::from(plays.swaps.is_some()) {
                parts.push(behind + from.min(most)..behind + until.min(most));
                behind += most;
            }
            if from == 0 {
                parts.push(behind..end);
            }
        } else if from == 0 {
            parts.push(start..end);
        }
        place = end;
    }
    // One behind the other they are one.
    let mut joined: Vec<Range<u64>> = Vec::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        match joined.last_mut() {
            Some(last) if last.end == part.start => last.end = part.end,
            _ => joined.push(part),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_plan_are_those_of_the_command() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let typed = words("sim plan run plan.toml --shards 8 --out pieces --slurm --set a=1 --shards=9");
        assert_eq!(without_plan(&typed), words("sim run plan.toml --out pieces --set a=1"));
    }

    /// What the repository shows is what is printed.
    #[test]
    fn the_array_job_is_the_one_in_the_repository() {
        let shown = concat!(env!("CARGO_MANIFEST_DIR"), "/cluster/slurm/pieces.sbatch");
        assert_eq!(array_job("pieces", 8), std::fs::read_to_string(shown).unwrap_or_default());
        let spaced = array_job("bob's pieces/", 1);
        for line in [
            "#SBATCH --array=0",
            r"#   sbatch 'bob'\''s pieces.sbatch'",
            r#"exec sim shard 'bob'\''s pieces/' "$SLURM_ARRAY_TASK_ID" --threads "${SLURM_CPUS_PER_TASK:-1}""#,
        ] {
            assert!(spaced.lines().any(|written| written == line), "{line}: {spaced}");
        }
    }
}
