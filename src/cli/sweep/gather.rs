//! What is taken of each point as it is done: its rows go to the tables, and only what the terminal tells is kept.

use std::path::Path;

use super::study::Sweep;
use super::wanted::{Reference, rows, stations};
use crate::cli::reading::PointFault;
use crate::cli::warnings;
use crate::experiment::study::Reduced;
use crate::experiment::{RunPlan, judge};
use crate::model::Model;
use crate::observe::{Expectation, METRICS};
use crate::results::{
    CsvStyle, PlayedPoint, PointTables, PointTablesWanted, ResultsError, SweepRow, Tables, point_cells,
};
use crate::words::{Catalogue, Language};

/// Points that are kept for the terminal, for scripts and for the report.
pub(super) const MOST_KEPT: usize = 1_000;
/// Faulty points that are named.
const MOST_FAULTY: usize = 100;
/// Different warnings that are told.
const MOST_WARNINGS: usize = 4;

/// A point for the terminal: the rows of the metrics that are shown.
pub(super) struct Kept {
    pub(super) point: usize,
    pub(super) rows: Vec<SweepRow>,
    /// Whether everything holds that is expected.
    pub(super) holds: Option<bool>,
}

/// How the points meet what is expected.
#[derive(Default)]
pub(super) struct Met {
    /// Points at which everything holds, and at which something does not; at all others it cannot be told.
    pub(super) points: usize,
    pub(super) missed: usize,
    /// The first of those at which everything holds.
    pub(super) first: Vec<usize>,
}

/// The points at which a metric is least and greatest.
#[derive(Default)]
pub(super) struct Extremes {
    pub(super) least: Option<(usize, SweepRow)>,
    pub(super) greatest: Option<(usize, SweepRow)>,
}

/// Something to know of one point or more.
pub(super) struct Warned {
    pub(super) text: String,
    pub(super) first: usize,
    pub(super) points: usize,
}

/// What is told of the points that are done.
#[derive(Default)]
pub(super) struct Told {
    /// Names of the metrics that are shown.
    pub(super) shown: Vec<String>,
    pub(super) kept: Vec<Kept>,
    /// By metric, as `shown`.
    pub(super) extremes: Vec<Extremes>,
    pub(super) played: usize,
    /// The first of those that cannot be played, and why.
    pub(super) faulty: Vec<(usize, String)>,
    pub(super) faulty_count: usize,
    pub(super) warned: Vec<Warned>,
    /// Points with warnings that are not told.
    pub(super) more_warned: usize,
    pub(super) applicants: u64,
    pub(super) events: u64,
    pub(super) met: Met,
    /// The fewest and the most replications of a point.
    pub(super) replications: Option<(u64, u64)>,
    /// Of the first [`MOST_KEPT`] points.
    pub(super) identities: Vec<(usize, String)>,
    /// The point that others are compared with.
    pub(super) reference: Option<usize>,
}

/// A point that is done.
enum Done {
    Played(Box<PlayedPoint>),
    Faulty(String),
}

/// Takes points in the order in which they are played, and writes them in their own.
pub(super) struct Gather<'a> {
    sweep: &'a Sweep,
    plan: RunPlan,
    tables: PointTables,
    reference: Option<Reference>,
    /// The named point, until its turn comes.
    held: Option<(usize, Done)>,
    told: Told,
    /// The first point that cannot be played, in full.
    fault: Option<String>,
    /// What kept a table from being written.
    trouble: Option<ResultsError>,
}

impl<'a> Gather<'a> {
    /// Begins the tables in `dir`.
    pub(super) fn new(sweep: &'a Sweep, dir: &Path, style: CsvStyle) -> Result<Self, ResultsError> {
        let metrics: Vec<&str> = METRICS.iter().map(|metric| metric.name).collect();
        let crossed = sweep.crossed();
        let wanted = PointTablesWanted {
            crossed: &crossed,
            metrics: sweep.whole().then_some(metrics.as_slice()),
            expectations: !sweep.base.expectations.is_empty(),
        };
        let tables = PointTables::create(dir, sweep.points.keys(), style, wanted)?;
        let settings = &sweep.base.settings;
        let precision = sweep.precision.clone();
        let shown = shown(sweep);
        let extremes = shown.iter().map(|_| Extremes::default()).collect();
        Ok(Self {
            sweep,
            plan: RunPlan { seed: settings.seed, replications: settings.replications, precision },
            tables,
            reference: None,
            held: None,
            told: Told { shown, extremes, ..Told::default() },
            fault: None,
            trouble: None,
        })
    }

    /// Takes a point that is done, or cannot be played. One that was stopped half way is left out.
    pub(super) fn take(&mut self, number: usize, point: Result<Reduced<'_>, &PointFault>) {
        let place = self.sweep.point_of(number);
        let done = match point {
            Ok(reduced) if reduced.run.interrupted => return,
            Ok(reduced) => Done::Played(Box::new(self.played(place, reduced))),
            Err(fault) => {
                self.fault.get_or_insert_with(|| fault.drawn());
                Done::Faulty(fault.told.clone())
            }
        };
        if number == 0 && place > 0 {
            self.held = Some((place, done));
            return;
        }
        self.write(place, done);
        if let Some((held, done)) = self.held.take_if(|held| held.0 == place + 1) {
            self.write(held, done);
        }
    }

    fn played(&mut self, place: usize, reduced: Reduced<'_>) -> PlayedPoint {
        let Reduced { key, model, warm_up, run, .. } = reduced;
        let words = Language::default().words();
        let mut found = warnings::warnings(words, model, &run, &self.plan);
        found.extend(warm_up.and_then(|found| warnings::unsettled(words, found)));
        self.warn(place, found);
        self.told.applicants += run.estimates.applicants;
        self.told.events += run.events;
        let facts = model.tally_config();
        let expected = expected_of(&self.sweep.base.expectations, model);
        let judged = judge(&expected, &run.estimates);
        let tables = if self.sweep.whole() {
            Tables::build(&run.estimates, None, &judged, facts, &model.config().calendar)
        } else {
            Tables::of_point(&run.estimates, &judged, facts)
        };
        let played = run.estimates.replications;
        let rows = rows(&run.estimates, model, &tables, &self.sweep.wanted, self.reference.as_ref());
        let own = facts.cross.as_deref().map(|plan| (plan, run.estimates.cuts.cells.as_slice()));
        let reference = self.reference.as_ref().and_then(Reference::cells);
        let cells = own.map_or_else(Vec::new, |own| point_cells(&tables.cross, own, reference));
        let replications = if self.sweep.whole() { run.estimates.by_replication.clone() } else { Vec::new() };
        // The named one comes first; if none was named, it is the first that can be played.
        let is_reference = match self.sweep.named() {
            Some(named) => named == place,
            None => self.reference.is_none(),
        };
        if is_reference {
            let (stations, crossed) = (stations(model), facts.cross.clone());
            let estimates = run.estimates;
            self.reference = Some(Reference { point: place, estimates, stations, crossed });
        }
        PlayedPoint { identity: key.to_string(), rows, tables, played, cells, replications }
    }

    fn warn(&mut self, place: usize, found: Vec<String>) {
        let mut untold = false;
        for text in found {
            if let Some(known) = self.told.warned.iter_mut().find(|warned| warned.text == text) {
                known.points += 1;
                known.first = known.first.min(place);
            } else if self.told.warned.len() < MOST_WARNINGS {
                self.told.warned.push(Warned { text, first: place, points: 1 });
            } else {
                untold = true;
            }
        }
        self.told.more_warned += usize::from(untold);
    }

    fn write(&mut self, place: usize, done: Done) {
        let label = self.sweep.label(place);
        let written = match &done {
            Done::Played(played) => self.tables.played(&label, played),
            Done::Faulty(fault) => self.tables.faulty(&label, fault),
        };
        if let Err(fault) = written {
            self.trouble.get_or_insert(fault);
        }
        match done {
            Done::Played(played) => self.keep(place, *played),
            Done::Faulty(fault) => {
                self.told.faulty_count += 1;
                if self.told.faulty.len() < MOST_FAULTY {
                    self.told.faulty.push((place, fault));
                }
            }
        }
    }

    /// Keeps what the terminal tells of a point.
    fn keep(&mut self, place: usize, played: PlayedPoint) {
        let told = &mut self.told;
        told.played += 1;
        let holds = played.holds();
        match holds {
            Some(true) => {
                told.met.points += 1;
                if told.met.first.len() < MOST_KEPT {
                    told.met.first.push(place);
                }
            }
            Some(false) => told.met.missed += 1,
            None => {}
        }
        let (fewest, most) = told.replications.unwrap_or((played.played, played.played));
        told.replications = Some((fewest.min(played.played), most.max(played.played)));
        let PlayedPoint { identity, rows, .. } = played;
        let mut kept = Vec::new();
        for (name, extremes) in told.shown.iter().zip(&mut told.extremes) {
            let Some(row) = rows.iter().find(|row| row.metric == *name) else { continue };
            let beyond = |known: &Option<(usize, SweepRow)>, sign: f64| match (known, row.estimate) {
                (_, None) => false,
                (None, Some(_)) => true,
                (Some((_, known)), Some(value)) => {
                    known.estimate.is_none_or(|known| sign * value > sign * known)
                }
            };
            if beyond(&extremes.least, -1.0) {
                extremes.least = Some((place, row.clone()));
            }
            if beyond(&extremes.greatest, 1.0) {
                extremes.greatest = Some((place, row.clone()));
            }
            kept.push(row.clone());
        }
        if told.kept.len() < MOST_KEPT {
            told.kept.push(Kept { point: place, rows: kept, holds });
            told.identities.push((place, identity));
        }
    }

    /// What there is to tell, once all points are taken and the tables are written; or the first point's faults, if none
    /// could be played.
    pub(super) fn finish(mut self) -> Result<Result<Told, String>, ResultsError> {
        if let Some((held, done)) = self.held.take() {
            // Nothing came before it.
            self.write(held, done);
        }
        if let Some(trouble) = self.trouble {
            return Err(trouble);
        }
        self.tables.finish()?;
        self.told.reference = self.reference.map(|reference| reference.point);
        match self.fault {
            Some(fault) if self.told.played == 0 => Ok(Err(fault)),
            _ => Ok(Ok(self.told)),
        }
    }
}

/// What is expected of this model: its stations may be others than those of the scenario without the varied keys, and
/// what is expected of one that is not there is left out.
fn expected_of(expectations: &[Expectation], model: &Model) -> Vec<Expectation> {
    let stations = stations(model);
    let here = |expected: &Expectation| {
        let station = match expected.station {
            None => None,
            Some(_) => Some(stations.iter().position(|name| *name == expected.of)?),
        };
        Some(Expectation { station, ..expected.clone() })
    };
    expectations.iter().filter_map(here).collect()
}

/// The metrics that the terminal shows: those asked for, or those that most questions are about.
fn shown(sweep: &Sweep) -> Vec<String> {
    const OF_APPLICANTS: [&str; 4] = [
        "first_pass_approval_rate",
        "eventual_approval_rate",
        "decided_within_3wd_share",
        "reviewer_utilisation",
    ];
    const OF_STATIONS: [&str; 2] = ["utilisation", "wait_mean"];
    if !sweep.wanted.is_empty() {
        return sweep.wanted.iter().map(super::wanted::Wanted::name).collect();
    }
    if !sweep.base.model.config().plain {
        return OF_APPLICANTS.map(str::to_owned).to_vec();
    }
    let stations = stations(&sweep.base.model);
    let of = |station: &String| OF_STATIONS.map(|measure| format!("{station}.{measure}"));
    stations.iter().take(2).flat_map(of).collect()
}

/// The warnings of all points, each with the first it is of.
pub(super) fn warnings_told(words: &Catalogue, sweep: &Sweep, told: &Told) -> Vec<String> {
    use crate::words::Phrase;
    let said = |warned: &Warned| {
        if warned.points == told.played {
            return warned.text.clone();
        }
        let label = super::told::label(sweep, warned.first);
        words.say(
            Phrase::SweepWarned,
            &[("text", &warned.text), ("label", &label), ("points", &warned.points)],
        )
    };
    let mut all: Vec<String> = told.warned.iter().map(said).collect();
    if told.more_warned > 0 {
        all.push(words.say(Phrase::SweepMoreWarned, &[("points", &told.more_warned)]));
    }
    all
}
