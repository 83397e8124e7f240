//! The best of a set of settings, with a probability of being right, under constraints.
//!
//! It asks, and is told; who plays is not known here. All settings are played with the same random numbers, so what is
//! compared are paired differences. The comparisons are those of the fully sequential procedure KN (Kim and Nelson 2001,
//! <https://doi.org/10.1145/502109.502111>, with c = 1): the sum of the differences of two settings is a walk, which is
//! followed until it leaves the triangle |sum| ≤ max(0, η(n₀ − 1)S²/δ − δr/2); S² is the variance of the first n₀
//! differences. Constraints are tested by walks of the same kind around their bounds, at the same time as the comparisons
//! (Andradóttir and Kim 2010, <https://doi.org/10.1002/nav.20408>): a setting is discarded as soon as a constraint is
//! found broken, or as soon as it lost against a setting that is found to keep all of them. A comparison is decided once,
//! at the first exit, and remembered until the winner is known to be feasible.
//!
//! **Errors.** With k settings and s constraints, the best one needs its s tests and no comparison of its own to be right;
//! each of the others needs one thing: the comparison with the best if it keeps the constraints, or else the test of one
//! that it breaks. So all of the share α/k of a setting goes to the one or to the other (all or nothing): a comparison errs
//! with probability α/k at most, a test with α/(ks), and all together with α. Without constraints it is α/(k − 1) a
//! comparison. One error has probability ½(1 + 2η)^(−(n₀ − 1)/2) at most, which gives η.
//!
//! **What is promised.** If a setting keeps every constraint by its tolerance, and is better by δ than every other one that
//! does not break a constraint by its tolerance, it is found with probability 1 − α. Replications are taken to be normal,
//! as means of many applicants nearly are.

use crate::stats::{ConfidenceLevel, Moments};

/// What is promised, and what it may take.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// 1 − α.
    pub confidence: ConfidenceLevel,
    /// δ, the difference that does not matter, above 0; if not said, a hundredth of the median of all settings after the
    /// first stage, to one digit.
    pub tolerance: Option<f64>,
    /// For each constraint how near to its bound is near enough, above 0.
    pub slacks: Vec<f64>,
    /// n₀, the replications of the first stage.
    pub first: u64,
    /// The most replications of a setting.
    pub most: u64,
}

/// What is to be played next: these settings, each with so many replications, those before included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// The settings, from 0.
    pub settings: Vec<usize>,
    /// Replications of each.
    pub replications: u64,
}

/// What the replications of a setting say, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The objective; less is better.
    pub objective: Vec<f64>,
    /// For each constraint by how much it is kept; below 0 if it is not.
    pub margins: Vec<Vec<f64>>,
}

/// What is known of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It may be the best.
    Open,
    /// It is worse than another that keeps the constraints.
    Worse,
    /// It breaks a constraint.
    Infeasible,
    /// It could not be judged.
    LeftOut,
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// This one is the best.
    Chosen(usize),
    /// None keeps the constraints.
    NoneFeasible,
    /// The most replications do not tell: these may be.
    Unclear(Vec<usize>),
}

#[derive(Debug, Clone)]
struct Setting {
    told: Told,
    /// Sums over the replications that were looked at.
    sum: f64,
    margins: Vec<f64>,
    /// By constraint: the variance of the first stage, and whether it is kept.
    variances: Vec<f64>,
    kept: Vec<Option<bool>>,
    standing: Standing,
    /// Those that it lost against.
    lost_to: Vec<usize>,
}

/// A comparison that is not decided.
#[derive(Debug, Clone, Copy)]
struct Pair {
    first: usize,
    second: usize,
    variance: f64,
}

/// A selection under way.
#[derive(Debug, Clone)]
pub struct Selection {
    terms: Terms,
    settings: Vec<Setting>,
    pairs: Vec<Pair>,
    looked: u64,
    answer: Option<Answer>,
}

impl Selection {
    /// A selection among so many settings. Two replications are the fewest that tell anything.
    pub fn new(settings: usize, mut terms: Terms) -> Self {
        terms.first = terms.first.clamp(2, terms.most.max(2));
        let constraints = terms.slacks.len();
        let setting = Setting {
            told: Told { objective: Vec::new(), margins: vec![Vec::new(); constraints] },
            sum: 0.0,
            margins: vec![0.0; constraints],
            variances: Vec::new(),
            kept: vec![None; constraints],
            standing: Standing::Open,
            lost_to: Vec::new(),
        };
        let settings = vec![setting; settings];
        Self { terms, settings, pairs: Vec::new(), looked: 0, answer: None }
    }

    /// What is to be played next; `None` once it is over.
    pub fn ask(&self) -> Option<Round> {
        if self.answer.is_some() {
            return None;
        }
        let Terms { first, most, .. } = self.terms;
        // Some at a time, whoever plays them: what is played too much by that is at most an eighth.
        let next = if self.looked == 0 { first } else { self.looked + (self.looked / 8).max(4) };
        Some(Round { settings: self.open(), replications: next.min(most) })
    }

    /// Takes what was played of the settings that were asked for, in their order; nothing of one that cannot be judged.
    pub fn tell(&mut self, told: Vec<Option<Told>>) {
        let Some(round) = self.ask() else { return };
        for (at, told) in round.settings.iter().zip(told) {
            let setting = &mut self.settings[*at];
            match told {
                Some(told) if told.is_whole(round.replications, setting.margins.len()) => setting.told = told,
                _ => setting.standing = Standing::LeftOut,
            }
        }
        while self.looked < round.replications && self.answer.is_none() {
            self.look();
        }
        if self.answer.is_none() && self.looked >= self.terms.most {
            self.answer = Some(Answer::Unclear(self.open()));
        }
    }

    /// What came out, once it is over.
    pub fn answer(&self) -> Option<&Answer> {
        self.answer.as_ref()
    }

    /// What is known of a setting.
    pub fn standing(&self, setting: usize) -> Standing {
        self.settings[setting].standing
    }

    /// Whether a setting keeps all constraints, as far as it is known.
    pub fn feasible(&self, setting: usize) -> Option<bool> {
        let Setting { kept, standing, .. } = &self.settings[setting];
        if *standing == Standing::LeftOut {
            return None;
        }
        if kept.contains(&Some(false)) {
            Some(false)
        } else {
            kept.iter().all(Option::is_some).then_some(true)
        }
    }

    /// δ, once the first stage is done.
    pub fn tolerance(&self) -> Option<f64> {
        self.terms.tolerance
    }

    fn open(&self) -> Vec<usize> {
        (0..self.settings.len()).filter(|at| self.settings[*at].standing == Standing::Open).collect()
    }

    /// Looks at one more replication.
    fn look(&mut self) {
        let at = self.looked as usize;
        self.looked += 1;
        for setting in self.settings.iter_mut().filter(|setting| setting.standing == Standing::Open) {
            setting.sum += setting.told.objective[at];
            for (sum, margins) in setting.margins.iter_mut().zip(&setting.told.margins) {
                *sum += margins[at];
            }
        }
        if self.looked < self.terms.first {
            return;
        }
        if self.looked == self.terms.first {
            self.begin();
        }
        self.test();
        self.compare();
        self.discard();
        self.end();
    }

    /// Variances of the first stage, and the tolerance if it was not said.
    fn begin(&mut self) {
        let first = self.terms.first as usize;
        let open = self.open();
        for at in &open {
            let setting = &mut self.settings[*at];
            setting.variances =
                setting.told.margins.iter().map(|all| variance(all[..first].iter().copied())).collect();
        }
        if self.terms.tolerance.is_none() {
            let mut means: Vec<f64> =
                open.iter().map(|at| (self.settings[*at].sum / first as f64).abs()).collect();
            means.sort_by(f64::total_cmp);
            let middle = means.get(means.len() / 2).copied().filter(|mean| *mean > 0.0);
            self.terms.tolerance = Some(one_digit(middle.or(means.last().copied()).unwrap_or(1.0) / 100.0));
        }
        for (number, one) in open.iter().enumerate() {
            for other in &open[number + 1..] {
                let both = [*one, *other].map(|at| &self.settings[at].told.objective[..first]);
                let variance = variance(both[0].iter().zip(both[1]).map(|(one, other)| one - other));
                self.pairs.push(Pair { first: *one, second: *other, variance });
            }
        }
    }

    /// By how much a walk of this variance must leave zero to be decided, if its drift matters from `tolerance` on and it
    /// may err with this probability.
    fn reach(&self, variance: f64, tolerance: f64, error: f64) -> f64 {
        let free = (self.terms.first - 1) as f64;
        let eta = ((2.0 * error).powf(-2.0 / free) - 1.0) / 2.0;
        (eta * free * variance / tolerance - tolerance * self.looked as f64 / 2.0).max(0.0)
    }

    fn alpha(&self) -> f64 {
        1.0 - self.terms.confidence.get()
    }

    fn test(&mut self) {
        let constraints = self.terms.slacks.len();
        let error = self.alpha() / (self.settings.len() * constraints.max(1)) as f64;
        for at in self.open() {
            for constraint in 0..constraints {
                let setting = &self.settings[at];
                if setting.kept[constraint].is_some() {
                    continue;
                }
                let reach = self.reach(setting.variances[constraint], self.terms.slacks[constraint], error);
                let found = exit(setting.margins[constraint], reach);
                let setting = &mut self.settings[at];
                setting.kept[constraint] = found;
                if found == Some(false) {
                    setting.standing = Standing::Infeasible;
                }
            }
        }
    }

    fn compare(&mut self) {
        let others = if self.terms.slacks.is_empty() { self.settings.len() - 1 } else { self.settings.len() };
        let error = self.alpha() / others.max(1) as f64;
        let tolerance = self.terms.tolerance.unwrap_or(1.0);
        let mut pairs = std::mem::take(&mut self.pairs);
        pairs.retain(|pair| {
            let both = [pair.first, pair.second];
            if both.iter().any(|at| self.settings[*at].standing != Standing::Open) {
                return false;
            }
            let ahead = self.settings[pair.second].sum - self.settings[pair.first].sum;
            let Some(first_wins) = exit(ahead, self.reach(pair.variance, tolerance, error)) else {
                return true;
            };
            let (winner, loser) = if first_wins { (both[0], both[1]) } else { (both[1], both[0]) };
            self.settings[loser].lost_to.push(winner);
            false
        });
        self.pairs = pairs;
    }

    /// Discards who lost against one that keeps the constraints, and is there itself.
    fn discard(&mut self) {
        for at in self.open() {
            let beats = |other: &usize| {
                self.settings[*other].standing == Standing::Open && self.feasible(*other) == Some(true)
            };
            if self.settings[at].lost_to.iter().any(beats) {
                self.settings[at].standing = Standing::Worse;
            }
        }
    }

    fn end(&mut self) {
        match self.open().as_slice() {
            [] => self.answer = Some(Answer::NoneFeasible),
            [only] if self.feasible(*only) == Some(true) => self.answer = Some(Answer::Chosen(*only)),
            _ => {}
        }
    }
}

impl Told {
    /// Whether it is of so many replications, all of them numbers.
    fn is_whole(&self, replications: u64, constraints: usize) -> bool {
        let whole =
            |all: &Vec<f64>| all.len() as u64 == replications && all.iter().all(|one| one.is_finite());
        self.margins.len() == constraints && whole(&self.objective) && self.margins.iter().all(whole)
    }
}

/// On which side a sum has left its triangle; where that has closed, zero counts as above.
fn exit(sum: f64, reach: f64) -> Option<bool> {
    if sum > reach || (reach == 0.0 && sum >= 0.0) {
        Some(true)
    } else if sum < -reach {
        Some(false)
    } else {
        None
    }
}

fn variance(values: impl Iterator<Item = f64>) -> f64 {
    values.collect::<Moments>().variance().unwrap_or(0.0)
}

/// A number above 0 to one digit; 1 for none.
fn one_digit(number: f64) -> f64 {
    format!("{number:.0e}").parse().ok().filter(|number: &f64| *number > 0.0).unwrap_or(1.0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
