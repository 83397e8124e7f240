//! `sim optimise`: the best setting under constraints, with a probability of being right; the front of two objectives.

mod goals;
mod list;
mod picture;
mod play;
mod search;
mod told;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde_json::json;

use super::Failure;
use super::args::OptimiseArgs;
use super::ground::{Done, Player, Took};
use super::job::Job;
use super::reading::PointFault;
use super::solve::until::confidence;
use super::studies::About;
use super::sweep::board::label;
use super::sweep::study::{impossible, may_vary};
use super::sweep::wanted::Wanted;
use crate::analysis::Answer;
use crate::design::{Axis, DesignError, Points, Sampling};
use crate::experiment::study::{Design, Plays, Point};
use crate::results::write_optimum;
use crate::stats::ConfidenceLevel;
use crate::words::say;
use goals::{Goal, Limit};
use play::{At, Side};

/// The most settings of which the best is found: more comparisons take more memory than they are worth.
const MOST_SETTINGS: usize = 2_000;
/// Settings that are tried where a key is not stepped, if nothing else is said.
const USUAL_POINTS: usize = 64;
/// The most combinations of other keys, for each of which keys without a step are searched.
const MOST_COMBINATIONS: usize = 16;

/// How settings are found.
enum Kind {
    /// All of them are there, and the best is selected.
    Set(Points),
    /// All of them are played, for a front.
    Front(Points),
    /// Keys without a step are searched, for each combination of the others if there are any.
    Search(Option<Points>),
}

/// A question that has been read.
pub(super) struct Optimise {
    side: Side,
    /// The same on other applicants, where what a search finds is judged.
    fresh: Option<Side>,
    axes: Vec<Axis>,
    kind: Kind,
    goals: Vec<Goal>,
    limits: Vec<Limit>,
    confidence: ConfidenceLevel,
    /// Difference of the objective that does not matter, if it was said.
    tolerance: Option<f64>,
    /// Replications of the first stage.
    first: u64,
    /// Settings that are tried in a search.
    points: usize,
}

/// What became of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Chosen,
    Open,
    Front,
    Worse,
    Beaten,
    Infeasible,
    /// Tried in a search, and not among those that are judged.
    Tried,
    /// It could not be played or judged.
    LeftOut,
}

/// A setting that was played.
struct Tried {
    values: Vec<String>,
    at: Option<At>,
    feasible: Option<bool>,
    best: Option<bool>,
    state: State,
    /// Why it could not be played.
    fault: Option<String>,
}

/// What was found.
struct Found {
    tried: Vec<Tried>,
    /// Of the selection, with settings as positions in `tried`; nothing for a front.
    answer: Option<Answer>,
    /// The front, from the best in the first objective to the best in the second.
    front: Vec<usize>,
    /// δ, where there was a selection.
    tolerance: Option<f64>,
    /// Settings among which was selected.
    judged: usize,
    took: Took,
}

impl Optimise {
    /// Reads what the arguments say.
    ///
    /// # Errors
    /// Faults of the scenarios, keys that are none, no objective or a contradiction, and conditions that cannot be read.
    pub(super) fn read(arguments: &OptimiseArgs) -> Result<Self, Failure> {
        let axes = arguments.vary.iter().map(|text| Axis::parse(text)).collect::<Result<Vec<_>, _>>();
        let axes = axes.map_err(|error| impossible(&error))?;
        let keys: Vec<String> = axes.iter().map(|axis| axis.key().to_owned()).collect();
        may_vary(&keys)?;
        let ground = play::ground(arguments, None)?;
        let stations = ground.stations();
        let stations: Vec<&str> = stations.iter().map(String::as_str).collect();
        let goals = goals::goals(arguments, &stations)?;
        let limits = arguments.subject_to.iter().map(|text| Limit::parse(text, &stations));
        let limits = limits.collect::<Result<Vec<_>, _>>()?;
        let confidence = confidence(&arguments.confidence)?;
        let tolerance = goals::tolerance(arguments, &goals)?;
        let axes: Vec<Axis> = axes
            .into_iter()
            .map(|axis| if ground.is_whole(axis.key()) { axis.stepped(true) } else { axis })
            .collect();
        let free: Vec<bool> = axes.iter().map(|axis| axis.count().is_none()).collect();
        let axes: Vec<Axis> = axes.into_iter().map(Axis::finely).collect();
        let points = arguments.points.unwrap_or(USUAL_POINTS);
        let seed = ground.base.settings.seed;
        let kind = kind((&axes, &free), (goals.len(), arguments.points), seed)?;
        let side = Side::of(ground, &limits, arguments)?;
        let fresh = match kind {
            Kind::Search(_) => {
                let ground = play::ground(arguments, Some(play::fresh_seed(seed)))?;
                Some(Side::of(ground, &limits, arguments)?)
            }
            _ => None,
        };
        let first = arguments.first_stage;
        let read = Self { side, fresh, axes, kind, goals, limits, confidence, tolerance, first, points };
        match read.side.ground.point(&read.sets(&read.setting(0))) {
            // No value would help.
            Err(fault) if fault.is_of_key() => Err(Failure::Usage(fault.drawn())),
            _ => Ok(read),
        }
    }

    /// What is said of the study besides its design.
    pub(super) fn about(&self, arguments: &OptimiseArgs) -> About {
        let list = |texts: &[String]| texts.join("\n");
        let ground = &self.side.ground;
        let mut more = vec![
            ("vary", list(&arguments.vary)),
            ("minimise", list(&arguments.minimise)),
            ("maximise", list(&arguments.maximise)),
            ("subject_to", list(&arguments.subject_to)),
            ("confidence", arguments.confidence.clone()),
            ("tolerance", arguments.tolerance.clone().unwrap_or_default()),
            ("first_stage", arguments.first_stage.to_string()),
            ("points", arguments.points.map_or_else(String::new, |points| points.to_string())),
            ("replications", ground.base.settings.replications.to_string()),
        ];
        let references = self.side.references.iter().flatten();
        more.extend(references.map(|other| ("reference", other.identity.sha256.clone())));
        let place = ("optimise", arguments.out.as_deref());
        ground.about(place, &arguments.output, arguments.threads, &self.keys(), &more)
    }

    fn keys(&self) -> Vec<String> {
        self.axes.iter().map(|axis| axis.key().to_owned()).collect()
    }

    /// The most replications of a setting.
    fn most(&self) -> u64 {
        self.side.ground.base.settings.replications
    }

    /// The metrics that columns are of: those of the objectives, and those of the constraints.
    fn metrics(&self) -> Vec<&Wanted> {
        let all = self.goals.iter().map(|goal| &goal.wanted);
        let all = all.chain(self.limits.iter().map(|limit| &limit.until.wanted));
        let mut found: Vec<&Wanted> = Vec::new();
        for wanted in all {
            if !found.contains(&wanted) {
                found.push(wanted);
            }
        }
        found
    }

    /// The arguments of a setting.
    fn sets(&self, values: &[String]) -> Vec<String> {
        let keys = self.axes.iter().map(Axis::key);
        self.side.ground.sets_of(keys.zip(values.iter().map(String::as_str)))
    }

    /// A setting that is known beforehand; in a search, the beginnings of all ranges.
    fn setting(&self, number: usize) -> Vec<String> {
        match &self.kind {
            Kind::Set(points) | Kind::Front(points) => points.values(number),
            Kind::Search(_) => self.axes.iter().map(|axis| axis.value(0)).collect(),
        }
    }

    /// A setting as a person tells it from others.
    fn label(&self, values: &[String]) -> String {
        label(&self.keys(), values)
    }

    fn find(&self, player: &mut Player<'_>) -> Result<Found, Failure> {
        match &self.kind {
            Kind::Set(points) => {
                let settings = (0..points.count()).map(|point| points.values(point)).collect();
                self.select(player, &self.side, settings)
            }
            Kind::Front(points) => self.front(player, points),
            Kind::Search(others) => self.search(player, others.as_ref()),
        }
    }
}

/// How settings are found: by the number of objectives, and whether a key has no steps.
fn kind(
    (axes, free): (&[Axis], &[bool]),
    (goals, points): (usize, Option<usize>),
    seed: u64,
) -> Result<Kind, Failure> {
    let bad = |error: DesignError| impossible(&error);
    let is_free = free.contains(&true);
    if points.is_some() && !is_free {
        return Err(Failure::Usage(say!(ErrorPointsOfASet).to_owned()));
    }
    let points = points.unwrap_or(USUAL_POINTS);
    if goals > 1 && is_free {
        return Points::sampled(axes.to_vec(), Sampling::Sobol, points, seed).map(Kind::Front).map_err(bad);
    }
    if !is_free {
        let points = Points::grid(axes.to_vec()).map_err(bad)?;
        if goals > 1 {
            return Ok(Kind::Front(points));
        }
        if points.count() > MOST_SETTINGS {
            return Err(Failure::Usage(say!(
                ErrorTooManySettings,
                count = points.count(),
                most = MOST_SETTINGS
            )));
        }
        return Ok(Kind::Set(points));
    }
    // Faults of the keys and of the number of points are those of a design of them.
    Points::sampled(axes.to_vec(), Sampling::Sobol, points, seed).map_err(bad)?;
    let stepped: Vec<Axis> =
        axes.iter().zip(free).filter(|(_, free)| !**free).map(|(axis, _)| axis.clone()).collect();
    if stepped.is_empty() {
        return Ok(Kind::Search(None));
    }
    let others = Points::grid(stepped).map_err(bad)?;
    if others.count() > MOST_COMBINATIONS {
        return Err(Failure::Usage(say!(
            ErrorTooManyCombinations,
            count = others.count(),
            most = MOST_COMBINATIONS
        )));
    }
    Ok(Kind::Search(Some(others)))
}

/// The settings that are known beforehand, each with as many replications as it may take.
impl Design for Optimise {
    type Fault = PointFault;

    fn points(&self) -> usize {
        match &self.kind {
            Kind::Set(points) | Kind::Front(points) => points.count(),
            Kind::Search(_) => 1,
        }
    }

    fn plays(&self, _: usize) -> Plays {
        self.side.ground.plays(self.most())
    }

    fn point(&self, number: usize) -> Result<Point<'_>, PointFault> {
        self.side.ground.point(&self.sets(&self.setting(number)))
    }
}

/// Optimises.
pub(super) fn optimise(
    arguments: &OptimiseArgs,
    command: &[String],
    interrupted: &Arc<AtomicBool>,
) -> Result<(), Failure> {
    let job = Job::start(command, &arguments.output, arguments.threads, interrupted)?;
    let asked = Optimise::read(arguments)?;
    let about = asked.about(arguments);
    let (found, folder) = job.in_folder(&about, asked.most(), |ledger| {
        asked.find(&mut Player { job: &job, ledger, took: Took::default() })
    })?;
    let style = arguments.output.style();
    let keys = asked.keys();
    let metrics: Vec<String> = asked.metrics().into_iter().map(Wanted::name).collect();
    let write = |name: &str, which: &mut dyn Iterator<Item = &Tried>| {
        let rows = which.map(|tried| tried.row(metrics.len()));
        write_optimum(&folder.staging().join(name), (&keys, &metrics), rows, style).map_err(Failure::run)
    };
    write("optimum.csv", &mut found.tried.iter())?;
    if matches!(asked.kind, Kind::Front(_)) {
        write("front.csv", &mut found.front.iter().map(|at| &found.tried[*at]))?;
        if !arguments.no_charts {
            picture::draw(&asked, &found, &folder)?;
        }
    }
    let best = found.tried.iter().find(|tried| tried.state == State::Chosen);
    let done = Done {
        took: found.took,
        points: BTreeMap::new(),
        facts: json!({
            "settings": arguments.set,
            "keys": keys,
            "metrics": metrics,
            "tried": found.tried.len(),
            "front": found.front.len(),
            "chosen": best.map(|tried| &tried.values),
        }),
    };
    let dir: PathBuf = asked.side.ground.publish((&job, &arguments.output), &about, folder, done)?;
    let said = told::Said { asked: &asked, found: &found, changed: &arguments.set, dir: &dir };
    job.tell(|| said.document(), |screen| said.text(screen))
}
