//! What a sweep is a study of: its points, and which of them the others are compared with.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::wanted::Wanted;
use crate::cli::args::SweepArgs;
use crate::cli::cuts::crossed;
use crate::cli::filed::{self, Filed};
use crate::cli::precision::{parse_all, station_names};
use crate::cli::reading::{PointFault, read_point, read_scenario};
use crate::cli::ready::{MOST_FOR_PRECISION, point_key};
use crate::cli::run::folder_name;
use crate::cli::studies::About;
use crate::cli::{Failure, as_error, shown};
use crate::design::{Axis, DesignError, Points, Sampling, read_table};
use crate::experiment::Precision;
use crate::experiment::study::{Design, Plays, Point};
use crate::results::{InputEntry, Origin, PointLabel, PointValue, digest_file, sha256};
use crate::scenario::{Compiled, Identity, Scenario, Unset};
use crate::words::say;

/// Keys, and sections, that are the same at all points: what they say decides no number of a point, or makes points
/// comparable.
const SAME: [&str; 7] =
    ["seed", "replications", "name", "description", "expect", "interventions", "provenance"];
/// The key that may ask for a warm-up to be found, and how it does.
const WARM_UP: (&str, &str) = ("period.warm_up", "auto");

/// A sweep that has been read.
pub(in crate::cli) struct Sweep {
    /// The scenario as it is without the varied keys.
    pub(super) scenario: Scenario,
    pub(super) base: Compiled,
    pub(super) identity: Identity,
    pub(super) points: Points,
    /// What rows are about; everything if empty.
    pub(super) wanted: Vec<Wanted>,
    /// How precise each point is to be.
    pub(super) precision: Vec<Precision>,
    /// The file of the design, if it is one.
    pub(super) table: Option<InputEntry>,
    /// The point that was named to be compared with.
    named: Option<usize>,
    unset: Unset,
    /// Arguments of all points.
    sets: Vec<String>,
    /// Whether every table of every point is wanted.
    whole: bool,
    /// The dates of filing that are counted, if not all are.
    filed: Option<Filed>,
    /// Names of the segments that are crossed.
    by: Vec<String>,
}

/// A design that is impossible; it is for the command line to mend.
pub(in crate::cli) fn impossible(error: &DesignError) -> Failure {
    Failure::Usage(as_error(&error.to_string()))
}

/// A key as others name it: without quotation marks.
pub(in crate::cli) fn plain(key: &str) -> String {
    key.replace(['"', '\'', ' '], "")
}

/// That none of these keys must be the same at all points.
///
/// # Errors
/// A key that must be.
pub(in crate::cli) fn may_vary(keys: &[String]) -> Result<(), Failure> {
    let same = keys.iter().find(|key| {
        let key = plain(key);
        // A key may be written with escapes, which stand for another one.
        key.contains('\\') || SAME.contains(&key.split('.').next().unwrap_or_default())
    });
    match same {
        Some(key) => Err(Failure::Usage(say!(ErrorKeyStaysTheSame, key = key))),
        None => Ok(()),
    }
}

impl Sweep {
    /// Reads what the arguments say.
    ///
    /// # Errors
    /// Faults of the scenario and of the design, keys that do not exist or must stay the same, and unknown metrics.
    pub(in crate::cli) fn read(arguments: &SweepArgs) -> Result<Self, Failure> {
        let axes = arguments.vary.iter().map(|text| Axis::parse(text));
        let axes: Vec<Axis> = axes.collect::<Result<_, _>>().map_err(|error| impossible(&error))?;
        let mut sets = arguments.set.clone();
        sets.extend(arguments.seed.map(|seed| format!("seed={seed}")));
        let most = (!arguments.precision.is_empty()).then_some(MOST_FOR_PRECISION);
        sets.extend(arguments.replications.or(most).map(|count| format!("replications={count}")));
        // Interventions are another question.
        sets.push("interventions.enabled=false".to_owned());
        let (scenario, mut base, mut identity) = read_scenario(&arguments.scenario, &sets)?;
        filed::apply(arguments.filed, &mut base, &mut identity).map_err(Failure::Usage)?;
        base.model = crossed(base.model, &arguments.by).map_err(Failure::Usage)?;
        let file = design_file(arguments)?;
        let points = points(arguments, axes, file.as_deref(), base.settings.seed)?;
        may_vary(points.keys())?;
        let table = file.map(|path| input(&path, points.count())).transpose()?;
        let named = arguments.reference.as_deref().map(|text| reference(text, &points)).transpose()?;
        let stations = station_names(&base.model);
        let wanted = Wanted::parse(&arguments.metric, &stations)?;
        let precision = parse_all(&arguments.precision, &stations)?;
        let unset = Unset::read(&arguments.scenario);
        let (whole, filed, by) = (arguments.tables, arguments.filed, arguments.by.clone());
        let sweep = Self {
            scenario,
            base,
            identity,
            points,
            wanted,
            precision,
            table,
            named,
            unset,
            sets,
            whole,
            filed,
            by,
        };
        match read_point(&sweep.unset, &sweep.sets_of(0)) {
            // No value would help.
            Err(fault) if fault.is_of_key() => Err(Failure::Usage(fault.drawn())),
            _ => Ok(sweep),
        }
    }

    /// What is said of the study besides its design.
    pub(in crate::cli) fn about(&self, arguments: &SweepArgs) -> About {
        let varied: Vec<String> = self.points.keys().iter().map(|key| plain(key)).collect();
        let is_varied = |name: &str| {
            varied.iter().any(|key| {
                let rest = name.strip_prefix(key.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        };
        let mut settings = self.identity.settings.clone();
        settings.retain(|name, _| !is_varied(name));
        let files = std::iter::once(arguments.scenario.clone()).chain(design_file(arguments).ok().flatten());
        let files: Vec<PathBuf> = files.collect();
        let usual = || {
            let name = folder_name(&self.base.settings.name);
            Path::new("output").join(format!("sweep_{name}"))
        };
        About {
            settings,
            identity: self.all_identity(),
            dir: arguments.out.clone().unwrap_or_else(usual),
            origin: Origin::of(files.iter().map(PathBuf::as_path)),
            force: arguments.output.force,
            logs: false,
            threads: arguments.threads,
            names: Vec::new(),
        }
    }

    /// The identity of the sweep: the scenario's, and every point's values.
    fn all_identity(&self) -> String {
        let begin = format!("{}\n{}", self.identity.sha256, self.points.keys().join("\n"));
        (0..self.points.count()).fold(sha256(begin.as_bytes()), |before, point| {
            sha256(format!("{before}\n{}", self.points.values(point).join("\n")).as_bytes())
        })
    }

    /// The arguments of a point.
    fn sets_of(&self, point: usize) -> Vec<String> {
        let values = self.points.values(point);
        let varied = self.points.keys().iter().zip(values).map(|(key, value)| format!("{key}={value}"));
        self.sets.iter().cloned().chain(varied).collect()
    }

    /// The point that is played as this number: the one that was named first, so that every other can be compared with it
    /// as soon as it is done.
    pub(super) fn point_of(&self, number: usize) -> usize {
        match self.named {
            Some(named) if number == 0 => named,
            Some(named) if number <= named => number - 1,
            _ => number,
        }
    }

    /// As which number a point is played: the opposite of [`Self::point_of`].
    pub(in crate::cli) fn number_of(&self, point: usize) -> usize {
        match self.named {
            Some(named) if point == named => 0,
            Some(named) if point < named => point + 1,
            _ => point,
        }
    }

    /// The point that was named to be compared with.
    pub(super) fn named(&self) -> Option<usize> {
        self.named
    }

    /// Whether every table of every point is wanted.
    pub(super) fn whole(&self) -> bool {
        self.whole
    }

    /// Names of the segments that are crossed.
    pub(super) fn crossed(&self) -> Vec<String> {
        let plan = self.base.model.tally_config().cross.as_ref();
        plan.map_or_else(Vec::new, |plan| plan.names().into_iter().map(str::to_owned).collect())
    }

    /// What rows of a point begin with.
    pub(super) fn label(&self, point: usize) -> PointLabel {
        let values = self.points.values(point);
        PointLabel { point: point as u64, values: values.iter().map(|value| PointValue::of(value)).collect() }
    }

    /// Whether the warm-up of a point is to be found.
    fn finds_warm_up(&self, point: usize) -> bool {
        match self.points.keys().iter().position(|key| plain(key) == WARM_UP.0) {
            None => self.base.settings.auto_warm_up,
            Some(at) => plain(&self.points.values(point)[at]) == WARM_UP.1,
        }
    }
}

impl Design for Sweep {
    type Fault = PointFault;

    fn points(&self) -> usize {
        self.points.count()
    }

    fn plays(&self, number: usize) -> Plays {
        Plays {
            warm_up: self.finds_warm_up(self.point_of(number)),
            replications: self.base.settings.replications,
            brief: !self.whole,
            precision: self.precision.clone(),
            ..Plays::default()
        }
    }

    fn point(&self, number: usize) -> Result<Point<'_>, PointFault> {
        let point = self.point_of(number);
        let (mut compiled, mut identity) = read_point(&self.unset, &self.sets_of(point))?;
        filed::apply(self.filed, &mut compiled, &mut identity).map_err(PointFault::of)?;
        if compiled.settings.auto_warm_up != self.finds_warm_up(point) {
            return Err(PointFault::of(say!(PointWarmUpElsewhere)));
        }
        let seed = compiled.settings.seed;
        let model = crossed(compiled.model, &self.by).map_err(PointFault::of)?;
        Ok(Point { key: point_key(&identity), seed, model: Cow::Owned(model) })
    }
}

/// The file of the design, if it is one.
fn design_file(arguments: &SweepArgs) -> Result<Option<PathBuf>, Failure> {
    match arguments.design.as_deref() {
        None | Some("lhs" | "sobol") => Ok(None),
        Some(name) => {
            let path = PathBuf::from(name);
            if !path.exists() {
                return Err(Failure::Usage(say!(ErrorNoSuchDesign, name = name)));
            }
            Ok(Some(path))
        }
    }
}

/// The points that the arguments ask for.
fn points(arguments: &SweepArgs, axes: Vec<Axis>, file: Option<&Path>, seed: u64) -> Result<Points, Failure> {
    let sampling = match arguments.design.as_deref() {
        Some("lhs") => Some(Sampling::Latin),
        Some("sobol") => Some(Sampling::Sobol),
        _ => None,
    };
    let made = match (file, sampling, arguments.points) {
        (Some(_), ..) if !axes.is_empty() => return Err(Failure::Usage(say!(ErrorDesignAndVary).to_owned())),
        (Some(path), None, None) => read_table(path),
        (None, Some(sampling), Some(count)) => Points::sampled(axes, sampling, count, seed),
        (None, Some(_), None) => return Err(Failure::Usage(say!(ErrorHowManyPoints).to_owned())),
        (_, _, Some(_)) => return Err(Failure::Usage(say!(ErrorPointsWithoutDesign).to_owned())),
        (_, _, None) => Points::grid(axes),
    };
    made.map_err(|error| impossible(&error))
}

/// What is told of the file of a design.
fn input(path: &Path, points: usize) -> Result<InputEntry, Failure> {
    let found = digest_file(path).map_err(Failure::run)?;
    Ok(InputEntry {
        path: shown(path),
        sha256: found.sha256,
        bytes: found.bytes,
        rows: Some(points as u64),
        read: None,
    })
}

/// The point that a person names: by its number, or by values of its keys with `;` between them.
fn reference(text: &str, points: &Points) -> Result<usize, Failure> {
    let last = points.count() - 1;
    if let Ok(number) = text.trim().parse::<usize>() {
        let wrong = || Failure::Usage(say!(ErrorNoSuchPoint, number = number, last = last));
        return (number <= last).then_some(number).ok_or_else(wrong);
    }
    let wrong = || Failure::Usage(say!(ErrorNoPointWith, text = text, keys = points.keys().join("`, `")));
    let mut asked = Vec::new();
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let (key, value) = part.split_once('=').ok_or_else(wrong)?;
        let at = points.keys().iter().position(|known| plain(known) == plain(key)).ok_or_else(wrong)?;
        asked.push((at, PointValue::of(value.trim())));
    }
    let fits = |point: &usize| {
        let values = points.values(*point);
        asked.iter().all(|(at, value)| same(&PointValue::of(&values[*at]), value))
    };
    if asked.is_empty() { None } else { (0..=last).find(fits) }.ok_or_else(wrong)
}

/// Whether two values are the same; `4` and `4.0` are.
fn same(one: &PointValue, other: &PointValue) -> bool {
    let number = |value: &PointValue| match value {
        PointValue::Whole(whole) => Some(*whole as f64),
        PointValue::Number(number) => Some(*number),
        PointValue::Text(_) => None,
    };
    match (number(one), number(other)) {
        (Some(one), Some(other)) => one.total_cmp(&other).is_eq(),
        _ => one == other,
    }
}
