//! `sim sensitivity`: which inputs matter, and what the assumptions allow.

mod assumed;
mod bands;
mod fit;
mod found;
mod told;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde_json::json;

use super::Failure;
use super::args::{Method, SensitivityArgs};
use super::asked::{PlayedAt, by_replication};
use super::ground::{Done, Ground, Player, Took};
use super::job::Job;
use super::reading::PointFault;
use super::report::write_figures;
use super::studies::About;
use super::sweep::study::{impossible, plain};
use super::sweep::wanted::{Wanted, stations};
use super::terminal::complain;
use crate::chart::draw_tornado;
use crate::design::{InputDesign, Plan};
use crate::experiment::study::{Design, Plays, Point, Reduced};
use crate::results::{
    AssumptionRow, InputPoint, OutputFolder, PointValue, Row as _, SensitivityRow, write_input_points,
    write_table,
};
use crate::words::say;
use bands::{Input, Mix};

/// Trajectories and rows where nothing else is said.
const TRAJECTORIES: u64 = 20;
const ROWS: u64 = 512;

/// What is asked, once it has been read.
pub(super) struct Sensitivity {
    ground: Ground,
    /// A column of the design each.
    inputs: Vec<Input>,
    /// The input of the design of each column, and the name of each of those.
    columns: Vec<usize>,
    names: Vec<String>,
    /// Keys of assumptions that cannot be varied.
    left_out: Vec<String>,
    mixes: Vec<Mix>,
    design: InputDesign,
    method: Method,
    /// Whether draws of all assumptions are asked for instead.
    draws: bool,
    /// Settings of a second scenario at every draw.
    against: Option<Vec<String>>,
    wanted: Vec<Wanted>,
}

/// What each replication of each point says of each metric; nothing of a point that could not be played.
struct Values {
    by_metric: Vec<Vec<Vec<Option<f64>>>>,
    /// Those points, and why.
    faulty: Vec<(usize, String)>,
}

impl Sensitivity {
    /// Reads what the arguments say.
    ///
    /// # Errors
    /// Faults of the scenario, keys that are none, bands that are none, and unknown metrics.
    pub(super) fn read(arguments: &SensitivityArgs) -> Result<Self, Failure> {
        let SensitivityArgs { scenario, set, seed, replications, method, .. } = arguments;
        let ground = Ground::read(scenario, set, *seed, *replications)?;
        let band = bands::usual_band(&arguments.band)?;
        let (mut inputs, mut left_out) = bands::inputs(&ground, &arguments.vary, band)?;
        let mixes = bands::mixes(&ground.base.numbers);
        left_out.extend(fit::fit(&ground, &mut inputs, &mixes));
        let (columns, names) = grouped(&inputs, &arguments.group)?;
        let samples = |usual: u64| arguments.samples.unwrap_or(usual) as usize;
        let plan = match (arguments.assumptions, method) {
            (Some(draws), _) => Plan::Draws(draws as usize),
            (None, Method::One) if arguments.samples.is_some() => {
                return Err(Failure::Usage(say!(ErrorSamplesOfOne).to_owned()));
            }
            (None, Method::One) => Plan::One,
            (None, Method::Morris) => Plan::Morris(samples(TRAJECTORIES)),
            (None, Method::Sobol) => Plan::Sobol(samples(ROWS)),
        };
        let design = InputDesign::new(plan, columns.clone(), ground.base.settings.seed);
        let design = design.map_err(|error| impossible(&error))?;
        let against = arguments.against.as_deref().map(|text| {
            text.split(';').map(|set| set.trim().to_owned()).filter(|set| !set.is_empty()).collect::<Vec<_>>()
        });
        let wanted = wanted(&ground, &arguments.metric)?;
        let draws = arguments.assumptions.is_some();
        let method = *method;
        let read =
            Self { ground, inputs, columns, names, left_out, mixes, design, method, draws, against, wanted };
        if let Some(fault) = read.impossible(!arguments.vary.is_empty()) {
            return Err(Failure::Usage(fault.drawn()));
        }
        Ok(read)
    }

    /// A fault that keeps the other scenario from being played at all, or that no value of a key would mend.
    fn impossible(&self, typed: bool) -> Option<PointFault> {
        if self.against.is_some()
            && let Err(fault) = self.ground.point(&self.sets(1))
        {
            return Some(fault);
        }
        let keys =
            self.inputs.iter().filter(|_| typed).map(|input| {
                self.ground.sets_of([(input.key.as_str(), input.value(0.0).as_str())].into_iter())
            });
        keys.filter_map(|sets| self.ground.point(&sets).err()).find(PointFault::is_of_key)
    }

    /// What is said of the study besides its design.
    pub(super) fn about(&self, arguments: &SensitivityArgs) -> About {
        let list = |texts: &[String]| texts.join("\n");
        let more = [
            ("vary", list(&arguments.vary)),
            ("group", list(&arguments.group)),
            ("method", self.method.name().to_owned()),
            ("samples", arguments.samples.map_or_else(String::new, |samples| samples.to_string())),
            ("band", arguments.band.clone()),
            ("assumptions", arguments.assumptions.map_or_else(String::new, |draws| draws.to_string())),
            ("against", arguments.against.clone().unwrap_or_default()),
            ("metric", list(&arguments.metric)),
            ("replications", self.ground.base.settings.replications.to_string()),
            ("bands", self.inputs.iter().map(Input::said).collect::<Vec<_>>().join("\n")),
        ];
        let keys: Vec<String> = if arguments.vary.is_empty() {
            Vec::new()
        } else {
            self.inputs.iter().map(|input| input.key.clone()).collect()
        };
        let place = ("sensitivity", arguments.out.as_deref());
        self.ground.about(place, &arguments.output, arguments.threads, &keys, &more)
    }

    /// Scenarios at every draw.
    fn sides(&self) -> usize {
        1 + usize::from(self.against.is_some())
    }

    /// The arguments of a point.
    fn sets(&self, number: usize) -> Vec<String> {
        let (point, side) = (number / self.sides(), number % self.sides());
        let mut values: Vec<(String, String)> = self
            .inputs
            .iter()
            .enumerate()
            .filter_map(|(column, input)| {
                let share = self.design.share(point, column)?;
                Some((input.key.clone(), input.value(share)))
            })
            .collect();
        for mix in &self.mixes {
            mix.follow(&mut values);
        }
        let mut sets = self.ground.sets_of(values.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        if side == 1 {
            sets.extend(self.against.iter().flatten().cloned());
        }
        sets
    }

    /// Plays all points.
    fn play(&self, player: &mut Player<'_>) -> Result<Values, Failure> {
        let points = self.points();
        let mut values =
            Values { by_metric: vec![vec![Vec::new(); points]; self.wanted.len()], faulty: Vec::new() };
        let mut first_fault = None;
        player.play(self, |number, point: Result<Reduced<'_>, &PointFault>| match point {
            Ok(reduced) => {
                let stations = stations(reduced.model);
                let at = PlayedAt { estimates: reduced.run.estimates, stations };
                for (metric, wanted) in values.by_metric.iter_mut().zip(&self.wanted) {
                    metric[number] = by_replication(wanted, &at);
                }
            }
            Err(fault) => {
                first_fault.get_or_insert_with(|| fault.drawn());
                values.faulty.push((number, fault.told.clone()));
            }
        })?;
        match first_fault {
            Some(fault) if values.faulty.len() == points => Err(Failure::Usage(fault)),
            _ => Ok(values),
        }
    }
}

impl Values {
    /// Rows of `points.csv`.
    fn points<'a>(&'a self, asked: &'a Sensitivity) -> impl Iterator<Item = InputPoint> + 'a {
        let fault = |number: usize| {
            let at = self.faulty.binary_search_by_key(&number, |(faulty, _)| *faulty).ok()?;
            Some(self.faulty[at].1.clone())
        };
        (0..asked.points()).map(move |number| {
            let point = number / asked.sides();
            let value = |(column, input): (usize, &Input)| {
                let share = asked.design.share(point, column)?;
                Some(PointValue::of(&input.value(share)))
            };
            let values = asked.inputs.iter().enumerate().map(value).collect();
            let means = self.by_metric.iter().map(|points| assumed::mean(points[number].iter().copied()));
            let (fault, means) = (fault(number), means.collect());
            let state = if fault.is_some() { "faulty" } else { "played" };
            (number as u64, values, state, fault, means)
        })
    }
}

impl Design for Sensitivity {
    type Fault = PointFault;

    fn points(&self) -> usize {
        self.design.points().saturating_mul(self.sides())
    }

    fn plays(&self, _: usize) -> Plays {
        self.ground.plays(self.ground.base.settings.replications)
    }

    fn point(&self, number: usize) -> Result<Point<'_>, PointFault> {
        self.ground.point(&self.sets(number))
    }
}

/// The input of the design of each column, and the names of those: groups first where their first key stands.
fn grouped(inputs: &[Input], groups: &[String]) -> Result<(Vec<usize>, Vec<String>), Failure> {
    let mut of: Vec<Option<String>> = vec![None; inputs.len()];
    for text in groups {
        let wrong = || Failure::Usage(say!(ErrorGroup, text = text));
        let (name, keys) = text.split_once('=').ok_or_else(wrong)?;
        for key in keys.split(',').map(str::trim) {
            let at = inputs.iter().position(|input| plain(&input.key) == plain(key));
            let at = at.ok_or_else(|| Failure::Usage(say!(ErrorGroupKey, text = text, key = key)))?;
            if of[at].is_some() || name.trim().is_empty() {
                return Err(wrong());
            }
            of[at] = Some(name.trim().to_owned());
        }
    }
    let mut names: Vec<String> = Vec::new();
    let columns = inputs.iter().zip(of).map(|(input, group)| {
        let Some(group) = group else {
            names.push(input.key.clone());
            return names.len() - 1;
        };
        names.iter().position(|known| *known == group).unwrap_or_else(|| {
            names.push(group);
            names.len() - 1
        })
    });
    let columns = columns.collect();
    Ok((columns, names))
}

/// The metrics that are asked for, or those that most questions are about.
fn wanted(ground: &Ground, asked: &[String]) -> Result<Vec<Wanted>, Failure> {
    const OF_APPLICANTS: [&str; 4] = [
        "eventual_approval_rate",
        "first_pass_approval_rate",
        "decided_within_3wd_share",
        "bad_rate_approved",
    ];
    let stations = ground.stations();
    let names: Vec<&str> = stations.iter().map(String::as_str).collect();
    if !asked.is_empty() {
        return Wanted::parse(asked, &names);
    }
    let usual: Vec<String> = if ground.base.model.config().plain {
        let of = |station: &&str| ["wait_mean", "utilisation"].map(|measure| format!("{station}.{measure}"));
        names.iter().take(2).flat_map(of).collect()
    } else {
        OF_APPLICANTS.map(str::to_owned).to_vec()
    };
    Wanted::parse(&usual, &names)
}

/// Draws the figure, if there is one; whatever happens to it, the numbers are kept.
fn draw(asked: &Sensitivity, found: &[found::Found], folder: &OutputFolder) -> Result<(), Failure> {
    let Some(tornado) = found.first().and_then(|found| found::tornado(asked, found)) else { return Ok(()) };
    let figure = match draw_tornado(&tornado, &asked.ground.base.settings.name) {
        Ok(figure) => figure,
        Err(fault) => {
            complain(&say!(SweepNotDrawn, fault = fault));
            return Ok(());
        }
    };
    let Some(figure) = figure else { return Ok(()) };
    write_figures(std::slice::from_ref(&figure), folder.staging())
}

/// Tells what matters.
pub(super) fn sensitivity(
    arguments: &SensitivityArgs,
    command: &[String],
    interrupted: &Arc<AtomicBool>,
) -> Result<(), Failure> {
    let job = Job::start(command, &arguments.output, arguments.threads, interrupted)?;
    let asked = Sensitivity::read(arguments)?;
    let about = asked.about(arguments);
    let most = asked.ground.base.settings.replications;
    let ((values, took), folder) = job.in_folder(&about, most, |ledger| {
        let mut player = Player { job: &job, ledger, took: Took::default() };
        let values = asked.play(&mut player)?;
        Ok((values, player.took))
    })?;
    let style = arguments.output.style();
    let keys: Vec<String> = asked.inputs.iter().map(|input| input.key.clone()).collect();
    let metrics: Vec<String> = asked.wanted.iter().map(Wanted::name).collect();
    write_input_points(folder.staging(), (&keys, &metrics), values.points(&asked), style)
        .map_err(Failure::run)?;
    let (mut found, mut assumed) = (Vec::new(), Vec::new());
    if asked.draws {
        assumed = assumed::rows(&asked, &values);
        write_table(&folder.staging().join(AssumptionRow::FILE), &assumed, style).map_err(Failure::run)?;
    } else {
        found = found::found(&asked, &values);
        let rows = found::rows(&asked, &found);
        write_table(&folder.staging().join(SensitivityRow::FILE), &rows, style).map_err(Failure::run)?;
        if !arguments.no_charts {
            draw(&asked, &found, &folder)?;
        }
    }
    let done = Done {
        took,
        points: BTreeMap::new(),
        facts: json!({
            "settings": arguments.set,
            "method": if asked.draws { "assumptions" } else { asked.method.name() },
            "inputs": asked.names.len(),
            "points": asked.points(),
            "faulty": values.faulty.len(),
            "intervals": told::intervals_fact(&found, asked.ground.base.settings.replications),
        }),
    };
    let dir = asked.ground.publish((&job, &arguments.output), &about, folder, done)?;
    let said = told::Said {
        asked: &asked,
        found: &found,
        assumed: &assumed,
        values: &values,
        changed: &arguments.set,
        dir: &dir,
    };
    job.tell(|| said.document(), |screen| said.text(screen))
}
