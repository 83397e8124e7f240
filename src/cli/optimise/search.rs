//! Keys without a step: settings are spread over their ranges, the best is followed downhill, and what is found is judged
//! on other applicants.
//!
//! All settings of the search are played with the same random numbers, so what it sees is one function without noise. That
//! its least value was looked for makes it look better than it is, so the best few, apart from each other, are played anew
//! with another seed, and the selection of sets judges among them.

use std::collections::BTreeMap;

use super::play::mean;
use super::{Found, Optimise, State, Tried};
use crate::analysis::descend;
use crate::cli::Failure;
use crate::cli::ground::Player;
use crate::design::{Axis, Points, Sampling};

/// Settings that are judged at the most.
const CANDIDATES: usize = 5;
/// How far apart they are in one of the keys, as a share of its range.
const APART: f64 = 0.02;
/// What a setting costs that breaks a constraint, and one of which nothing is known: beyond what any metric is.
const BROKEN: f64 = 1e100;
const UNKNOWN: f64 = 1e200;

/// What was tried so far.
struct Trials<'a, 'p> {
    asked: &'a Optimise,
    player: &'a mut Player<'p>,
    references: Vec<Option<Vec<Option<f64>>>>,
    tried: Vec<Tried>,
    costs: Vec<f64>,
    /// By values, which one.
    known: BTreeMap<Vec<String>, usize>,
    fault: Option<String>,
}

impl Trials<'_, '_> {
    /// Plays those of the settings that are new.
    fn play(&mut self, settings: &[Vec<String>]) -> Result<(), Failure> {
        let mut fresh: Vec<Vec<String>> = Vec::new();
        for values in settings {
            if !self.known.contains_key(values) && !fresh.contains(values) {
                fresh.push(values.clone());
            }
        }
        let asked: Vec<&[String]> = fresh.iter().map(Vec::as_slice).collect();
        let (side, replications) = (&self.asked.side, self.asked.trial_replications());
        let played = self.asked.play(self.player, side, &asked, replications)?;
        self.fault = self.fault.take().or(played.fault);
        for (values, played) in fresh.into_iter().zip(played.all) {
            let mut tried = Tried::new(values.clone());
            tried.take(played);
            tried.state = if tried.at.is_some() { State::Tried } else { State::LeftOut };
            self.costs.push(self.cost(&tried));
            self.known.insert(values, self.tried.len());
            self.tried.push(tried);
        }
        Ok(())
    }

    /// What a setting costs: its objective if it keeps the constraints, else far more, by how much it breaks them.
    fn cost(&self, tried: &Tried) -> f64 {
        let told = tried.at.as_ref().and_then(|at| self.asked.told(at, &self.references));
        let Some(told) = told else { return UNKNOWN };
        let broken = |(margins, limit): (&Vec<f64>, &super::Limit)| {
            mean(margins).map_or(f64::INFINITY, |margin| (-margin / limit.slack).max(0.0))
        };
        let broken = told.margins.iter().zip(&self.asked.limits).map(broken).fold(0.0, f64::max);
        let cost = if broken > 0.0 { Some(BROKEN * (1.0 + broken)) } else { mean(&told.objective) };
        cost.filter(|cost| cost.is_finite()).unwrap_or(UNKNOWN)
    }
}

impl Optimise {
    /// Replications of a setting in the search.
    fn trial_replications(&self) -> u64 {
        self.first.min(self.most())
    }

    /// Which keys have no step of their own, among all of which `others` have.
    fn free(&self, others: Option<&Points>) -> Vec<usize> {
        let is_other =
            |axis: &Axis| others.is_some_and(|points| points.keys().iter().any(|key| key == axis.key()));
        (0..self.axes.len()).filter(|at| !is_other(&self.axes[*at])).collect()
    }

    /// Searches, and selects among what was found.
    pub(super) fn search(&self, player: &mut Player<'_>, others: Option<&Points>) -> Result<Found, Failure> {
        let references = self.references(player, &self.side, self.trial_replications())?;
        let mut trials = Trials {
            asked: self,
            player,
            references,
            tried: Vec::new(),
            costs: Vec::new(),
            known: BTreeMap::new(),
            fault: None,
        };
        let combinations = others.map_or(1, Points::count);
        for combination in 0..combinations {
            let fixed = others.map_or_else(Vec::new, |points| points.values(combination));
            let budget =
                (self.points / combinations).max(1) + usize::from(combination < self.points % combinations);
            self.search_within(&mut trials, others, &fixed, budget)?;
        }
        let Trials { tried, costs, fault, .. } = trials;
        if let Some(fault) = fault
            && tried.iter().all(|tried| tried.at.is_none())
        {
            return Err(Failure::Usage(fault));
        }
        let candidates = self.candidates(&tried, &costs);
        let settings = candidates.iter().map(|at| tried[*at].values.clone()).collect();
        let fresh = self.fresh.as_ref().unwrap_or(&self.side);
        let mut found = self.select(player, fresh, settings)?;
        let judged = found.tried.len();
        let rest = tried.into_iter().enumerate().filter(|(at, _)| !candidates.contains(at));
        found.tried.extend(rest.map(|(_, tried)| tried));
        found.judged = judged;
        Ok(found)
    }

    /// Searches the keys without a step where the others have these values, with so many settings.
    fn search_within(
        &self,
        trials: &mut Trials<'_, '_>,
        others: Option<&Points>,
        fixed: &[String],
        budget: usize,
    ) -> Result<(), Failure> {
        let free = self.free(others);
        let axes: Vec<Axis> = free.iter().map(|at| self.axes[*at].clone()).collect();
        // All keys: a free one by its share of the way, another by its value.
        let values = |shares: &[f64]| -> Vec<String> {
            let mut fixed = fixed.iter();
            let mut shares = shares.iter();
            let value = |at: usize| {
                if free.contains(&at) {
                    self.axes[at].near(shares.next().copied().unwrap_or_default())
                } else {
                    fixed.next().cloned().unwrap_or_default()
                }
            };
            (0..self.axes.len()).map(value).collect()
        };
        let keys = axes.len();
        let spread = (budget / 3).max(2 * keys + 1).min(budget).max(1);
        let seed = self.side.ground.base.settings.seed;
        let sample = Points::sampled(axes, Sampling::Sobol, spread, seed);
        let sample = sample.map_err(|error| crate::cli::sweep::study::impossible(&error))?;
        let shares: Vec<Vec<f64>> = (0..spread).map(|point| sample.shares(point)).collect();
        let begun = trials.tried.len();
        trials.play(&shares.iter().map(|shares| values(shares)).collect::<Vec<_>>())?;
        let cost = |trials: &Trials<'_, '_>, values: &Vec<String>| {
            trials.known.get(values).map_or(UNKNOWN, |at| trials.costs[*at])
        };
        let mut starts: Vec<(f64, &Vec<f64>)> =
            shares.iter().map(|shares| (cost(trials, &values(shares)), shares)).collect();
        starts.sort_by(|one, other| one.0.total_cmp(&other.0));
        let wide = (1.0 / spread as f64).powf(1.0 / keys as f64);
        // The second best spread point is followed if the first left something of the budget.
        for (_, start) in starts.into_iter().take(2) {
            descend(start, wide, |shares| {
                let values = values(shares);
                if !trials.known.contains_key(&values) {
                    if trials.tried.len() - begun >= budget {
                        return Ok(None);
                    }
                    trials.play(std::slice::from_ref(&values))?;
                }
                Ok::<_, Failure>(Some(cost(trials, &values)))
            })?;
        }
        Ok(())
    }

    /// The best few of what was tried, apart from each other.
    fn candidates(&self, tried: &[Tried], costs: &[f64]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..tried.len()).filter(|at| costs[*at] < UNKNOWN).collect();
        order.sort_by(|one, other| costs[*one].total_cmp(&costs[*other]));
        let mut chosen: Vec<usize> = Vec::new();
        for at in order {
            let far = |other: &usize| {
                let keys = self.axes.iter().zip(tried[at].values.iter().zip(&tried[*other].values));
                keys.into_iter().any(|(axis, (one, other))| axis.way(one, other) >= APART)
            };
            if chosen.len() < CANDIDATES && chosen.iter().all(far) {
                chosen.push(at);
            }
        }
        chosen.sort_unstable();
        chosen
    }
}
