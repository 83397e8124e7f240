//! The scenarios of a comparison: how they are read, and the study that they are.

use std::borrow::Cow;
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::args::CompareArgs;
use super::progress::{Bar, Steps};
use super::reading::read_scenario;
use super::ready::point_key;
use super::run::folder_name;
use super::studies::About;
use super::{Failure, filed, shown};
use crate::experiment::study::{Design, Ledger, Plays, Point, Reduced, Study};
use crate::experiment::{ExperimentError, FoundWarmUp, Progress, Run, with_threads};
use crate::results::{Origin, ResultsError, sha256};
use crate::scenario::{Compiled, Identity, Scenario};
use crate::words::say;

/// A scenario that is played.
pub(super) struct Side {
    /// With its warm-up known.
    pub(super) compiled: Compiled,
    pub(super) warm_up: Option<FoundWarmUp>,
    pub(super) scenario: Scenario,
    pub(super) identity: Identity,
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
pub(super) fn read_sides(arguments: &CompareArgs) -> Result<Vec<Side>, Failure> {
    let mut sets = arguments.set.clone();
    sets.extend(arguments.seed.map(|seed| format!("seed={seed}")));
    sets.extend(arguments.replications.map(|count| format!("replications={count}")));
    // Interventions are another question.
    sets.push("interventions.enabled=false".to_owned());
    let mut sides: Vec<Side> = Vec::new();
    for path in std::iter::once(&arguments.base).chain(&arguments.others) {
        if let Some(base) = sides.first() {
            let settings = &base.compiled.settings;
            sets.push(format!("seed={}", settings.seed));
            sets.push(format!("replications={}", settings.replications));
        }
        let (scenario, mut compiled, mut identity) = read_scenario(path, &sets)?;
        filed::apply(arguments.filed, &mut compiled, &mut identity).map_err(Failure::Usage)?;
        compiled.model = arguments.cuts.apply(&compiled.model)?;
        let name = &compiled.settings.name;
        // They name files, on some systems without regard to case.
        let file = |name: &str| folder_name(name).to_lowercase();
        if sides.iter().any(|side| file(&side.compiled.settings.name) == file(name)) {
            return Err(Failure::Usage(say!(ErrorTwoOfTheScenarios, name = name, path = shown(path))));
        }
        sides.push(Side { compiled, warm_up: None, scenario, identity });
    }
    Ok(sides)
}

/// The sides as the points of a study.
pub(super) struct Sides<'a>(pub(super) &'a [Side]);

/// What is said of the study that a comparison is.
pub(super) fn about(arguments: &CompareArgs, sides: &[Side]) -> About {
    let names: Vec<String> = sides.iter().map(|side| side.compiled.settings.name.clone()).collect();
    let dir = arguments.out.clone().unwrap_or_else(|| Path::new("output").join(default_name(&names)));
    let files = std::iter::once(&arguments.base).chain(&arguments.others).map(PathBuf::as_path);
    let identity = |side: &Side| (side.compiled.settings.name.clone(), side.identity.sha256.clone());
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
        self.0.len()
    }

    fn plays(&self, number: usize) -> Plays {
        let settings = &self.0[number].compiled.settings;
        Plays { warm_up: settings.auto_warm_up, replications: settings.replications, ..Plays::default() }
    }

    fn point(&self, number: usize) -> Result<Point<'_>, Infallible> {
        let side = &self.0[number];
        let model = Cow::Borrowed(&side.compiled.model);
        Ok(Point { key: point_key(&side.identity), seed: side.compiled.settings.seed, model })
    }
}

/// Plays all sides, and gives them the warm-ups that were found.
pub(super) fn play(
    arguments: &CompareArgs,
    sides: &mut [Side],
    ledger: &dyn Ledger,
    interrupted: &Arc<AtomicBool>,
) -> Result<(Vec<Run>, usize), Failure> {
    let progress = Arc::new(Progress { stop: Arc::clone(interrupted), ..Progress::default() });
    let names = sides.iter().map(|side| side.compiled.settings.name.clone()).collect();
    let study = Study { design: &Sides(sides), ledger };
    let steps = Steps { own: study.most(), ..Steps::default() };
    let bar = Bar::follow(&progress, steps, names, !arguments.output.quiet);
    let mut found = Vec::new();
    let result = with_threads(arguments.threads.map(usize::from), |threads| {
        let take = |_, point: Result<Reduced<'_>, &Infallible>| {
            found.extend(point.ok().map(|point| (point.run, point.warm_up)));
        };
        let whole = study.run(&(), &progress, take).map_err(ExperimentError::of_any_recorder)?;
        Ok::<_, ExperimentError<ResultsError>>((whole, threads))
    });
    drop(bar);
    let (whole, threads) = result.and_then(|played| played).map_err(Failure::run)?;
    if !whole {
        // Half a comparison is none.
        return Err(Failure::Interrupted);
    }
    let mut runs = Vec::new();
    for (side, (run, warm_up)) in sides.iter_mut().zip(found) {
        if let Some(found) = warm_up {
            side.compiled.model = side.compiled.model.warmed_up(found.until);
        }
        side.warm_up = warm_up;
        runs.push(run);
    }
    Ok((runs, threads))
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
