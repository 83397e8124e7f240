//! The scenarios of a comparison: how they are read, and the study that they are.

use std::borrow::Cow;
use std::convert::Infallible;
use std::path::{Path, PathBuf};

use super::folders::Named;
use super::variants::Variant;
use crate::cli::args::CompareArgs;
use crate::cli::job::Job;
use crate::cli::progress::Steps;
use crate::cli::reading::read_scenario;
use crate::cli::ready::{MOST_FOR_PRECISION, point_key};
use crate::cli::run::folder_name;
use crate::cli::studies::About;
use crate::cli::{Failure, filed, shown};
use crate::experiment::study::{Design, Ledger, Plays, Point, Reduced, Study};
use crate::experiment::{Estimates, FoundWarmUp, PairedPrecision, Run, expected_together, next_look};
use crate::model::Model;
use crate::observe::SwapTally;
use crate::results::{Origin, sha256};
use crate::scenario::{Compiled, Identity, Scenario};
use crate::words::say;

/// A scenario that is played.
pub(in crate::cli) struct Side {
    /// With its warm-up known.
    pub(super) compiled: Compiled,
    pub(super) warm_up: Option<FoundWarmUp>,
    pub(super) scenario: Scenario,
    pub(super) identity: Identity,
    /// Where it was read.
    path: PathBuf,
    /// Records that somebody else kept of it.
    pub(super) records: Option<PathBuf>,
    /// The tag of the base, if first applications are judged against it.
    swaps: Option<u64>,
}

impl Side {
    fn new(path: PathBuf, scenario: Scenario, compiled: Compiled, identity: Identity) -> Self {
        Self { compiled, warm_up: None, scenario, identity, path, records: None, swaps: None }
    }

    pub(super) fn name(&self) -> &str {
        &self.compiled.settings.name
    }
}

/// The folder of a comparison of these scenarios.
fn default_name(names: &[String]) -> String {
    let all = folder_name(&names.join("_and_"));
    // File systems take 255 bytes.
    if all.len() <= 200 {
        return format!("compare_{all}");
    }
    format!("compare_{}_and_{}_others", folder_name(&names[0]), names.len() - 1)
}

/// Every scenario, the base first; all take its seed and its replications.
pub(in crate::cli) fn read_sides(arguments: &CompareArgs) -> Result<Vec<Side>, Failure> {
    let variants: Vec<Variant> =
        arguments.variant.iter().map(|text| Variant::parse(text)).collect::<Result<_, _>>()?;
    let mut sets = arguments.set.clone();
    sets.extend(arguments.seed.map(|seed| format!("seed={seed}")));
    let most = (!arguments.precision.is_empty()).then_some(MOST_FOR_PRECISION);
    sets.extend(arguments.replications.or(most).map(|count| format!("replications={count}")));
    // Interventions are another question.
    sets.push("interventions.enabled=false".to_owned());
    let mut sides: Vec<Side> = Vec::new();
    for argument in std::iter::once(&arguments.base).chain(&arguments.others) {
        for named in Named::by(argument)? {
            let side = read_named(named, arguments, &mut sets, &sides)?;
            add(side, &mut sides)?;
        }
    }
    let base = sides.first().map_or_else(|| arguments.base.clone(), |base| base.path.clone());
    for variant in &variants {
        let sets: Vec<String> = sets.iter().chain(&variant.sets).cloned().collect();
        let (mut scenario, mut compiled, mut identity) =
            read_scenario(&base, &sets).map_err(|failure| variant.faulty(failure))?;
        cut(arguments, &mut compiled, &mut identity)?;
        scenario.name.clone_from(&variant.name);
        compiled.settings.name.clone_from(&variant.name);
        add(Side::new(base.clone(), scenario, compiled, identity), &mut sides)?;
    }
    // Where one of two models cannot be played at once, first applications are not judged.
    let can: Vec<bool> = sides.iter().map(|side| side.compiled.model.at_once().is_some()).collect();
    let (base, of_base) = (point_key(&sides[0].identity).tag(), can[0]);
    for (side, can) in sides.iter_mut().zip(&can).skip(1) {
        side.swaps = (*can && of_base).then_some(base);
    }
    Ok(sides)
}

/// Adds a scenario whose name no other has.
fn add(side: Side, sides: &mut Vec<Side>) -> Result<(), Failure> {
    let name = &side.compiled.settings.name;
    // They name files, on some systems without regard to case.
    let file = |name: &str| folder_name(name).to_lowercase();
    if sides.iter().any(|other| file(&other.compiled.settings.name) == file(name)) {
        return Err(Failure::Usage(say!(ErrorTwoOfTheScenarios, name = name, path = shown(&side.path))));
    }
    sides.push(side);
    Ok(())
}

/// Lets a scenario count what is asked for.
fn cut(arguments: &CompareArgs, compiled: &mut Compiled, identity: &mut Identity) -> Result<(), Failure> {
    filed::apply(arguments.filed, compiled, identity).map_err(Failure::Usage)?;
    compiled.model = arguments.cuts.apply(&compiled.model)?;
    Ok(())
}

/// Reads a scenario, or that of a folder; the first settles seed and replications of all.
fn read_named(
    named: Named,
    arguments: &CompareArgs,
    sets: &mut Vec<String>,
    sides: &[Side],
) -> Result<Side, Failure> {
    let (mut scenario, mut compiled, mut identity) = read_scenario(&named.path, sets)?;
    cut(arguments, &mut compiled, &mut identity)?;
    let settings = &compiled.settings;
    if sides.is_empty() {
        sets.push(format!("seed={}", settings.seed));
        sets.push(format!("replications={}", settings.replications));
    }
    let Some(folder) = &named.from else {
        return Ok(Side::new(named.path, scenario, compiled, identity));
    };
    // Whoever names a seed wants them played with it.
    let names_seed =
        arguments.set.iter().any(|set| set.split('=').next().is_some_and(|key| key.trim() == "seed"));
    if arguments.seed.is_none() && !names_seed {
        folder.meets(settings.seed)?;
    }
    if arguments.set.is_empty() {
        folder.judge(&identity, settings);
    }
    if sides.iter().any(|side| side.compiled.settings.name == settings.name) {
        scenario.name = folder.name();
        compiled.settings.name.clone_from(&scenario.name);
    }
    let records = folder.records();
    Ok(Side { records, ..Side::new(named.path, scenario, compiled, identity) })
}

/// The sides as the points of a study.
pub(in crate::cli) struct Sides<'a> {
    all: &'a [Side],
    /// Precisions that decide how many replications there are.
    precision: &'a [PairedPrecision],
    /// The most replications for now.
    until: u64,
}

impl<'a> Sides<'a> {
    /// All that may be played.
    pub(in crate::cli) fn new(sides: &'a [Side], precision: &'a [PairedPrecision]) -> Self {
        Self { all: sides, precision, until: u64::MAX }
    }
}

/// What is said of the study that a comparison is.
pub(in crate::cli) fn about(arguments: &CompareArgs, sides: &[Side]) -> About {
    let names: Vec<String> = sides.iter().map(|side| side.name().to_owned()).collect();
    let dir = arguments.out.clone().unwrap_or_else(|| Path::new("output").join(default_name(&names)));
    let files = std::iter::once(&arguments.base).chain(&arguments.others).map(PathBuf::as_path);
    let identity = |side: &Side| (side.name().to_owned(), side.identity.sha256.clone());
    let all: String = sides.iter().map(|side| side.identity.sha256.as_str()).collect();
    About {
        identity: sha256(all.as_bytes()),
        settings: sides.iter().map(identity).collect(),
        dir,
        origin: Origin::of(files),
        force: arguments.output.force,
        logs: false,
        threads: arguments.threads,
        names,
    }
}

impl Design for Sides<'_> {
    type Fault = Infallible;

    fn points(&self) -> usize {
        self.all.len()
    }

    fn plays(&self, number: usize) -> Plays {
        let settings = &self.all[number].compiled.settings;
        let swaps = self.all[number].swaps;
        Plays {
            warm_up: settings.auto_warm_up,
            replications: settings.replications.min(self.until),
            swaps,
            ..Plays::default()
        }
    }

    fn point(&self, number: usize) -> Result<Point<'_>, Infallible> {
        let side = &self.all[number];
        let model = Cow::Borrowed(&side.compiled.model);
        Ok(Point { key: point_key(&side.identity), seed: side.compiled.settings.seed, model })
    }

    fn paired(&self) -> &[PairedPrecision] {
        self.precision
    }

    fn swapped_with(&self, number: usize) -> Option<&Model> {
        self.all.first().filter(|_| number > 0).map(|base| &base.compiled.model)
    }
}

/// What was played of a side.
pub(super) struct Played {
    pub(super) run: Run,
    /// The swap set of each replication, of a side that is compared with the base.
    pub(super) swaps: Vec<SwapTally>,
}

/// What is known of a side that was played, and the warm-up that was found.
type Found = (Played, Option<FoundWarmUp>);

/// Plays all sides, and gives them the warm-ups that were found; on how many threads. With precisions of differences they
/// are played from one look to the next, the same number of replications each, until all are reached or given up.
pub(super) fn play(
    job: &Job<'_>,
    sides: &mut [Side],
    precision: &[PairedPrecision],
    ledger: &dyn Ledger,
) -> Result<(Vec<Played>, usize), Failure> {
    let most = sides.iter().map(|side| side.compiled.settings.replications).max().unwrap_or_default();
    let (mut until, mut expected) = (if precision.is_empty() { most } else { next_look(0).min(most) }, None);
    let (found, threads) = loop {
        let design = Sides { all: sides, precision, until };
        let (found, threads) = play_until(job, &design, expected, ledger)?;
        let runs: Vec<&Estimates> = found.iter().map(|(played, _)| &played.run.estimates).collect();
        expected = expected_together(precision, &runs).map(|expected| expected.min(most));
        if expected.is_none() || until >= most {
            break (found, threads);
        }
        until = next_look(until).min(most);
    };
    let mut all = Vec::new();
    for (side, (played, warm_up)) in sides.iter_mut().zip(found) {
        if let Some(found) = warm_up {
            side.compiled.model = side.compiled.model.warmed_up(found.until);
        }
        side.warm_up = warm_up;
        all.push(played);
    }
    Ok((all, threads))
}

/// Plays all sides up to a number of replications; a precision may expect so many to be needed. What the ledger holds is
/// taken from there, so a second call plays no more than is new.
fn play_until(
    job: &Job<'_>,
    design: &Sides<'_>,
    expected: Option<u64>,
    ledger: &dyn Ledger,
) -> Result<(Vec<Found>, usize), Failure> {
    let names = design.all.iter().map(|side| side.name().to_owned()).collect();
    let study = Study { design, ledger };
    let expected_all = expected.map(|until| {
        let all = Sides { until, ..*design };
        Study { design: &all, ledger }.most()
    });
    let steps = Steps {
        own: expected_all.unwrap_or_else(|| study.most()),
        open: !design.precision.is_empty() && expected.is_none(),
        ..Steps::default()
    };
    let mut found = Vec::new();
    let take = |_, point: Result<Reduced<'_>, &Infallible>| {
        found.extend(point.ok().map(|point| (Played { run: point.run, swaps: point.swaps }, point.warm_up)));
    };
    let threads = job.play_all(&study, (steps, names), take)?;
    Ok((found, threads))
}

#[cfg(test)]
mod tests {
    use super::default_name;

    #[test]
    fn a_comparison_has_a_folder_whose_name_is_not_too_long() {
        let names = ["base", "x y"].map(str::to_owned);
        assert_eq!(default_name(&names), "compare_base_and_x_y-d57d75c5");
        let long = vec!["春节".repeat(10); 9];
        assert_eq!(default_name(&long), format!("compare_{}_and_8_others", long[0]));
    }
}
