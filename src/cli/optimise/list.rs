//! Settings that are all there: the best of them, and the front of two objectives.

use super::play::{At, Side, mean};
use super::{Found, Optimise, State, Tried};
use crate::analysis::{Answer, Selection, Standing, Terms, unbeaten};
use crate::cli::Failure;
use crate::cli::ground::Player;
use crate::design::Points;

impl Optimise {
    /// Selects the best of some settings.
    pub(super) fn select(
        &self,
        player: &mut Player<'_>,
        side: &Side,
        settings: Vec<Vec<String>>,
    ) -> Result<Found, Failure> {
        let terms = Terms {
            confidence: self.confidence,
            tolerance: self.tolerance,
            slacks: self.limits.iter().map(|limit| limit.slack).collect(),
            first: self.first,
            most: self.most(),
        };
        let mut selection = Selection::new(settings.len(), terms);
        let mut tried: Vec<Tried> = settings.into_iter().map(Tried::new).collect();
        while let Some(round) = selection.ask() {
            let references = self.references(player, side, round.replications)?;
            let asked: Vec<&[String]> =
                round.settings.iter().map(|at| tried[*at].values.as_slice()).collect();
            let played = self.play(player, side, &asked, round.replications)?;
            let told =
                played.all.iter().map(|played| self.told(played.as_ref().ok()?, &references)).collect();
            for (at, played) in round.settings.iter().zip(played.all) {
                tried[*at].take(played);
            }
            if let Some(fault) = played.fault
                && tried.iter().all(|tried| tried.at.is_none())
            {
                return Err(Failure::Usage(fault));
            }
            selection.tell(told);
        }
        let answer = selection.answer().cloned();
        for (at, tried) in tried.iter_mut().enumerate() {
            tried.feasible = selection.feasible(at);
            tried.state = match selection.standing(at) {
                Standing::Open if answer == Some(Answer::Chosen(at)) => State::Chosen,
                Standing::Open => State::Open,
                Standing::Worse => State::Worse,
                Standing::Infeasible => State::Infeasible,
                Standing::LeftOut => State::LeftOut,
            };
            tried.best = match tried.state {
                State::Open | State::LeftOut => None,
                state => Some(state == State::Chosen),
            };
        }
        let judged = tried.len();
        Ok(Found {
            answer,
            front: Vec::new(),
            tolerance: selection.tolerance(),
            judged,
            tried,
            took: player.took,
        })
    }

    /// Plays all settings, and finds those that no other beats in both objectives.
    pub(super) fn front(&self, player: &mut Player<'_>, points: &Points) -> Result<Found, Failure> {
        let most = self.most();
        let references = self.references(player, &self.side, most)?;
        let mut tried: Vec<Tried> =
            (0..points.count()).map(|point| Tried::new(points.values(point))).collect();
        let asked: Vec<&[String]> = tried.iter().map(|tried| tried.values.as_slice()).collect();
        let played = self.play(player, &self.side, &asked, most)?;
        for (tried, played) in tried.iter_mut().zip(played.all) {
            tried.take(played);
        }
        if let Some(fault) = played.fault
            && tried.iter().all(|tried| tried.at.is_none())
        {
            return Err(Failure::Usage(fault));
        }
        let mut pairs = Vec::with_capacity(tried.len());
        for tried in &mut tried {
            let keeps = tried.at.as_ref().map(|at| self.keeps(at, &references));
            let known = tried.at.as_ref().and_then(|at| self.pair(at));
            tried.state = match (keeps, known) {
                (None, _) | (_, None) => State::LeftOut,
                (Some((_, false)), _) => State::Infeasible,
                _ => State::Beaten,
            };
            tried.feasible = keeps.and_then(|(feasible, _)| feasible);
            let stays = tried.state == State::Beaten;
            tried.best = if tried.state == State::LeftOut { None } else { Some(false) };
            pairs.push(known.filter(|_| stays).unwrap_or([f64::NAN; 2]));
        }
        let front = unbeaten(&pairs);
        for at in &front {
            (tried[*at].state, tried[*at].best) = (State::Front, Some(true));
        }
        let judged = tried.len();
        Ok(Found { answer: None, front, tolerance: None, judged, tried, took: player.took })
    }

    /// Both objectives, so that less is better.
    fn pair(&self, at: &At) -> Option<[f64; 2]> {
        let metrics = self.metrics();
        let of = |goal: &super::Goal| {
            let column = metrics.iter().position(|wanted| **wanted == goal.wanted)?;
            Some(goal.turned(at.estimates[column].value?))
        };
        Some([of(&self.goals[0])?, of(&self.goals[1])?])
    }

    /// Whether all constraints are kept, by the 95 % interval of each margin (nothing where that is open), and by its mean.
    fn keeps(&self, at: &At, references: &[Option<Vec<Option<f64>>>]) -> (Option<bool>, bool) {
        let (mut told, mut by_mean) = (Some(true), true);
        for limit in 0..self.limits.len() {
            let margins = self.margins(limit, at, references);
            let Some((margins, middle)) = margins.and_then(|all| mean(&all).map(|mean| (all, mean))) else {
                return (None, false);
            };
            let moments = margins.iter().copied().collect();
            let ends = crate::stats::t_interval(&moments, crate::stats::ConfidenceLevel::NINETY_FIVE);
            let (low, high) = match ends {
                Some(ends) => (ends.low, ends.high),
                // All replications agree; one alone says nothing.
                None if margins.len() > 1 => (middle, middle),
                None => (f64::NEG_INFINITY, f64::INFINITY),
            };
            by_mean &= middle >= 0.0;
            told = match told {
                Some(false) => Some(false),
                _ if high < 0.0 => Some(false),
                Some(true) if low >= 0.0 => Some(true),
                _ => None,
            };
        }
        (told, by_mean)
    }
}

impl Tried {
    pub(super) fn new(values: Vec<String>) -> Self {
        Self { values, at: None, feasible: None, best: None, state: State::LeftOut, fault: None }
    }

    /// Takes what was played.
    pub(super) fn take(&mut self, played: Result<At, String>) {
        match played {
            Ok(at) => self.at = Some(at),
            Err(fault) => self.fault = Some(fault),
        }
    }
}
