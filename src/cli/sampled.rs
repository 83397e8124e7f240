//! `sim verify --sample`: some units, played again, against what was kept of them.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::args::{SweepArgs, VerifyArgs};
use super::studies::{About, Visit};
use super::sweep::Sweep;
use super::terminal::say;
use super::{Failure, kept, shown};
use crate::experiment::study::{Again, Design, Study};
use crate::experiment::{ExperimentError, Progress, with_threads};
use crate::observe::METRICS;
use crate::results::{
    Differs, Manifest, OutputFolder, Records, ReplicationRow, read_played, read_replications, sha256,
};
use crate::words::{say, words};

/// What is verified, and how.
pub(super) struct Sampling<'a> {
    pub(super) dir: &'a Path,
    pub(super) manifest: &'a Manifest,
    pub(super) count: u64,
    pub(super) arguments: &'a VerifyArgs,
    pub(super) interrupted: &'a Arc<AtomicBool>,
}

/// So many of the numbers below `all`, or all of them: the first ones of a shuffle that follows from `key`, so that
/// nobody chooses which. In their order.
fn chosen(all: u64, count: u64, key: &str) -> Vec<u64> {
    // What lies where numbers were swapped, as nothing else is kept of the shuffle.
    let mut moved: HashMap<u64, u64> = HashMap::new();
    let mut found: Vec<u64> = (0..count.min(all))
        .map(|number| {
            let digest = sha256(format!("{key} {number}").as_bytes());
            let drawn = u64::from_str_radix(digest.get(..16).unwrap_or_default(), 16).unwrap_or_default();
            let place = number + drawn % (all - number);
            let here = moved.get(&number).copied().unwrap_or(number);
            moved.insert(place, here).unwrap_or(place)
        })
        .collect();
    found.sort_unstable();
    found
}

/// Some replications of a run or of each scenario of a comparison, against their rows of `replications.csv`.
impl Visit for Sampling<'_> {
    type Output = ();

    fn visit<D: Design>(self, design: &D, about: &About) -> Result<(), Failure> {
        let names: Vec<&str> = METRICS.iter().map(|metric| metric.name).collect();
        let path = self.dir.join("replications.csv");
        let recorded = read_replications(&path, &names).map_err(Failure::run)?;
        let chosen = chosen(self.manifest.replications_done, self.count, &self.manifest.scenario_sha256);
        let study = Study { design, ledger: &() };
        let progress = Progress { stop: Arc::clone(self.interrupted), ..Progress::default() };
        let threads = self.arguments.threads.or(about.threads).map(usize::from);
        let mut text = String::new();
        for number in 0..design.points() {
            let name =
                if design.points() > 1 { about.names.get(number).map_or("", String::as_str) } else { "" };
            let played = with_threads::<_, Infallible>(threads, |_| study.sample(number, &chosen, &progress));
            let Some(played) = played.map_err(Failure::run)? else {
                if self.interrupted.load(Ordering::Relaxed) {
                    return Err(Failure::Interrupted);
                }
                return Err(Failure::Run(say!(PointCannotBePlayed, number = number)));
            };
            for (replication, values) in chosen.iter().zip(played) {
                let row =
                    recorded.iter().position(|row| row.scenario == name && row.replication == *replication);
                let Some(row) = row else {
                    let _ = writeln!(text, "{}", say!(ReplicationIsMissing, replication = replication));
                    continue;
                };
                text += &differing(&names, &values, (row, &recorded[row]));
            }
        }
        if !text.is_empty() {
            return Err(Failure::Run(text.trim_end().to_owned()));
        }
        if self.arguments.quiet {
            return Ok(());
        }
        let all = chosen.len() as u64 * design.points() as u64;
        say(&format!("{}\n", say!(VerifiedReplications, replications = words().replications(all))))
    }
}

/// What differs between a replication and its row, a line each.
fn differing(names: &[&str], values: &[Option<f64>], (row, recorded): (usize, &ReplicationRow)) -> String {
    let mut text = String::new();
    for ((name, value), there) in names.iter().zip(values).zip(&recorded.values) {
        if there.map(f64::to_bits) != value.map(f64::to_bits) {
            let said = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
            let (column, one, other) = ((*name).to_owned(), said(*there), said(*value));
            let cell = Differs::Cell { row: row as u64 + 2, column, one, other };
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{}", say!(FileIsNotAsWritten, name = "replications.csv", place = cell));
        }
    }
    text
}

impl Sampling<'_> {
    /// Some units of a sweep, against their records, which a folder keeps if it was asked to.
    ///
    /// # Errors
    /// A folder without records, and units that come out otherwise.
    pub(super) fn of_sweep(&self, command: &SweepArgs) -> Result<(), Failure> {
        let path = OutputFolder::ledger_of(self.dir).join(kept::RECORDS);
        let Some(records) = Records::read(&path).map_err(Failure::run)? else {
            return Err(Failure::Usage(say!(ErrorNoRecordsToSample, dir = shown(self.dir))));
        };
        let sweep = Sweep::read(command)?;
        let played = read_played(self.dir).map_err(Failure::run)?;
        let all = played.iter().map(|(_, replications)| replications).sum();
        let mut chosen = chosen(all, self.count, &self.manifest.scenario_sha256).into_iter().peekable();
        let study = Study { design: &sweep, ledger: &records };
        let progress = Progress { stop: Arc::clone(self.interrupted), ..Progress::default() };
        let threads = self.arguments.threads.or(command.threads).map(usize::from);
        let (mut before, mut compared, mut text) = (0, 0, String::new());
        for (point, replications) in played {
            let mut here = Vec::new();
            while let Some(unit) = chosen.next_if(|unit| *unit < before + replications) {
                here.push(unit - before);
            }
            before += replications;
            if here.is_empty() {
                continue;
            }
            let number = sweep.number_of(point);
            let again = with_threads::<_, ExperimentError<Infallible>>(threads, |_| {
                study.again(number, &here, &progress)
            });
            let again = again.map_err(Failure::run)?.map_err(Failure::run)?;
            if self.interrupted.load(Ordering::Relaxed) {
                return Err(Failure::Interrupted);
            }
            for (replication, again) in here.iter().zip(again) {
                let told = match again {
                    Again::Same => {
                        compared += 1;
                        continue;
                    }
                    Again::Differs => say!(UnitComesOutOtherwise, replication = replication, point = point),
                    Again::NotKept => say!(UnitIsNotKept, replication = replication, point = point),
                    Again::NotPlayed => say!(PointCannotBePlayed, number = point),
                };
                let _ = writeln!(text, "{told}");
            }
        }
        if !text.is_empty() {
            return Err(Failure::Run(text.trim_end().to_owned()));
        }
        if self.arguments.quiet {
            return Ok(());
        }
        say(&format!("{}\n", say!(VerifiedUnits, replications = words().replications(compared))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_follows_from_its_key_and_takes_nothing_twice() {
        assert_eq!(chosen(5, 9, "a"), [0, 1, 2, 3, 4]);
        let (one, other) = (chosen(1_000_000, 50, "a"), chosen(1_000_000, 50, "b"));
        assert_eq!(one, chosen(1_000_000, 50, "a"));
        assert_ne!(one, other);
        assert!(one.len() == 50 && one.windows(2).all(|pair| pair[0] < pair[1]), "{one:?}");
        assert!(one.iter().all(|unit| *unit < 1_000_000));
        // Every number as often: of 2,000 draws of one in ten, a tenth each within five errors; the keys are fixed.
        let mut counts = [0_u32; 10];
        for key in 0..2_000 {
            counts[chosen(10, 1, &key.to_string())[0] as usize] += 1;
        }
        assert!(counts.iter().all(|count| (133..=267).contains(count)), "{counts:?}");
        assert!(chosen(0, 3, "a").is_empty());
    }
}
