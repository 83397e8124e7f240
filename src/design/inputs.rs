//! Designs that tell which inputs matter: one at a time, Morris' trajectories, Saltelli's matrices, and plain draws.
//!
//! A design says where on its band each column lies at each point, as a share from 0 to 1. Columns that belong to one input
//! move together. Morris, *Technometrics* 33 (1991), 161–174, with four levels; groups after Campolongo, Cariboni and
//! Saltelli 2007; Saltelli 2002, *Computer Physics Communications* 145, 280–297.

use super::latin::Latin;
use super::mix::mix_all;
use super::sobol::{MOST_KEYS, Sobol};
use super::{DesignError, MOST_POINTS};

/// Levels of a trajectory, and how far a step goes: half of them on.
const LEVELS: u64 = 4;
const STEP: f64 = 2.0 / 3.0;

/// How inputs are varied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// The point without a change, then each input at its low and at its high end, all others as they are.
    One,
    /// So many trajectories, each of which moves every input once.
    Morris(usize),
    /// So many rows: A, A with each input from B, B with each input from A, and B.
    Sobol(usize),
    /// The point without a change, then so many draws of all inputs.
    Draws(usize),
}

/// The points of such a design.
#[derive(Debug, Clone)]
pub struct InputDesign {
    plan: Plan,
    inputs: usize,
    /// The input of each column.
    columns: Vec<usize>,
    seed: u64,
    spread: Spread,
}

/// What spreads points over the columns.
#[derive(Debug, Clone)]
enum Spread {
    Sobol(Sobol),
    Latin(Latin),
}

impl Spread {
    /// Rows of matrices by a Latin hypercube: of each column it holds every part once, so that errors are no greater
    /// than of independent rows, and can be estimated as if these were. Of a scrambled Sobol' sequence they mostly are
    /// smaller, but not where inputs act together, and nothing in its rows tells which it is.
    ///
    /// Draws by a Sobol' sequence where there are direction numbers for as many columns, else by a hypercube too.
    fn new(plan: Plan, columns: usize, points: usize, seed: u64) -> Self {
        let even = matches!(plan, Plan::Draws(_)) && columns <= MOST_KEYS;
        match Sobol::new(columns, seed).filter(|_| even) {
            Some(sobol) => Self::Sobol(sobol),
            None => Self::Latin(Latin::new(points, seed)),
        }
    }

    fn share(&self, point: usize, column: usize) -> f64 {
        match self {
            Self::Sobol(sobol) => sobol.share(point, column),
            Self::Latin(latin) => latin.share(point, column as u64),
        }
    }
}

impl InputDesign {
    /// A design of inputs with these columns: the input of each, every one from 0 on. The same for the same seed.
    ///
    /// # Errors
    /// No input, no point, and more than [`MOST_POINTS`].
    pub fn new(plan: Plan, columns: Vec<usize>, seed: u64) -> Result<Self, DesignError> {
        let inputs = columns.iter().map(|input| input + 1).max().ok_or(DesignError::NoKeys)?;
        let (wide, rows) = match plan {
            Plan::One | Plan::Morris(_) => (1, 1),
            Plan::Sobol(rows) => (2 * columns.len(), rows),
            Plan::Draws(points) => (columns.len(), points),
        };
        let spread = Spread::new(plan, wide, rows.max(1), seed);
        let design = Self { plan, inputs, columns, seed, spread };
        match design.points() {
            0 => Err(DesignError::NoPoints),
            1..=MOST_POINTS => Ok(design),
            _ => Err(DesignError::TooManyPoints),
        }
    }

    /// Number of inputs.
    pub const fn inputs(&self) -> usize {
        self.inputs
    }

    /// Number of points.
    pub const fn points(&self) -> usize {
        match self.plan {
            Plan::One => 2 * self.inputs + 1,
            Plan::Morris(trajectories) => trajectories.saturating_mul(self.inputs + 1),
            Plan::Sobol(rows) => rows.saturating_mul(2 * self.inputs + 2),
            Plan::Draws(points) => {
                if points == 0 {
                    0
                } else {
                    points.saturating_add(1)
                }
            }
        }
    }

    /// Where a column lies on its band at a point; `None` where it is as it is.
    pub fn share(&self, point: usize, column: usize) -> Option<f64> {
        let input = self.columns[column];
        match self.plan {
            Plan::One => {
                let end = point.checked_sub(1)?;
                (end / 2 == input).then_some((end % 2) as f64)
            }
            Plan::Morris(_) => {
                let (trajectory, step) = (point / (self.inputs + 1), point % (self.inputs + 1));
                let moved = self.turn(trajectory, input) < step;
                let (level, up) = self.start(trajectory, column);
                let low = level as f64 / (LEVELS - 1) as f64;
                Some(if moved == up { low + STEP } else { low })
            }
            Plan::Sobol(_) => {
                let length = 2 * self.inputs + 2;
                let (row, at) = (point / length, point % length);
                let from_b = match at {
                    0 => false,
                    at if at == length - 1 => true,
                    at if at <= self.inputs => input == at - 1,
                    at => input != at - 1 - self.inputs,
                };
                let column = if from_b { self.columns.len() + column } else { column };
                Some(self.spread.share(row, column))
            }
            Plan::Draws(_) => Some(self.spread.share(point.checked_sub(1)?, column)),
        }
    }

    /// Of each trajectory, which input each step moves and by how much of its band. An input of several columns counts
    /// as moved upwards, whichever way each of them goes.
    pub fn steps(&self) -> Vec<Vec<(usize, f64)>> {
        let Plan::Morris(trajectories) = self.plan else { return Vec::new() };
        let steps = |trajectory: usize| {
            let mut order: Vec<usize> = (0..self.inputs).collect();
            order.sort_by_key(|input| self.turn(trajectory, *input));
            let step = |input: usize| {
                let own: Vec<usize> =
                    (0..self.columns.len()).filter(|column| self.columns[*column] == input).collect();
                let up = own.len() > 1 || own.iter().all(|column| self.start(trajectory, *column).1);
                (input, if up { STEP } else { -STEP })
            };
            order.into_iter().map(step).collect()
        };
        (0..trajectories).map(steps).collect()
    }

    /// The step of a trajectory, from 0, that moves an input: its rank among random numbers.
    fn turn(&self, trajectory: usize, input: usize) -> usize {
        let of = |input: usize| (mix_all(&[self.seed, 1, trajectory as u64, input as u64]), input);
        let own = of(input);
        (0..self.inputs).filter(|other| of(*other) < own).count()
    }

    /// The lower level between which and half the levels on a column moves, and whether it goes up.
    fn start(&self, trajectory: usize, column: usize) -> (u64, bool) {
        let bits = mix_all(&[self.seed, 2, trajectory as u64, column as u64]) >> 32;
        (bits % (LEVELS / 2), bits >> 16 & 1 == 1)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn design(plan: Plan, columns: &[usize]) -> InputDesign {
        InputDesign::new(plan, columns.to_vec(), 7).unwrap()
    }

    fn row(design: &InputDesign, point: usize) -> Vec<Option<f64>> {
        (0..design.columns.len()).map(|column| design.share(point, column)).collect()
    }

    #[test]
    fn one_input_moves_at_a_time_with_all_its_columns() {
        let one = design(Plan::One, &[0, 1, 1]);
        let all: Vec<Vec<Option<f64>>> = (0..one.points()).map(|point| row(&one, point)).collect();
        let (low, high) = (Some(0.0), Some(1.0));
        assert_eq!(
            all,
            [[None; 3], [low, None, None], [high, None, None], [None, low, low], [None, high, high],]
        );
    }

    #[test]
    fn a_trajectory_moves_every_input_once_between_levels() {
        let morris = design(Plan::Morris(50), &[0, 1, 2, 3, 3]);
        let steps = morris.steps();
        assert_eq!((morris.points(), steps.len()), (250, 50));
        let (mut ups, mut firsts) = (0, [0; 4]);
        for (trajectory, steps) in steps.iter().enumerate() {
            firsts[steps[0].0] += 1;
            for (at, (input, by)) in steps.iter().enumerate() {
                let [before, after] = [0, 1].map(|on| row(&morris, trajectory * 5 + at + on));
                for column in 0..5 {
                    let (before, after) = (before[column].unwrap(), after[column].unwrap());
                    assert!([before, after].iter().all(|share| (3.0 * share).fract().abs() < 1e-9));
                    let own = morris.columns[column] == *input;
                    assert_eq!(own, (after - before).abs() > 0.5);
                    assert!(!own || *input == 3 || (after - before - by).abs() < 1e-9);
                }
                ups += usize::from(*by > 0.0);
            }
        }
        // Three inputs go up or down by a fair coin, the group always counts as up; five standard deviations.
        assert!((94..=156).contains(&ups), "{ups}");
        assert!(firsts.iter().all(|first| (2..=25).contains(first)), "{firsts:?}");
    }

    #[test]
    fn rows_of_saltelli_change_one_input_and_hold_every_part_of_each_column() {
        for columns in [vec![0, 1, 2, 2], (0..14).collect()] {
            let of = |rows| design(Plan::Sobol(rows), &columns);
            let short = of(16);
            let inputs = short.inputs();
            let length = 2 * inputs + 2;
            assert_eq!(short.points(), 16 * length);
            for at in (0..16).map(|at| at * length) {
                let (a, b) = (row(&short, at), row(&short, at + length - 1));
                for input in 0..inputs {
                    let (ab, ba) = (row(&short, at + 1 + input), row(&short, at + 1 + inputs + input));
                    for column in 0..columns.len() {
                        let own = columns[column] == input;
                        assert_eq!(ab[column], if own { b[column] } else { a[column] });
                        assert_eq!(ba[column], if own { a[column] } else { b[column] });
                    }
                }
            }
        }
        let even = design(Plan::Sobol(32), &[0, 1]);
        for (at, column) in [(0, 0), (0, 1), (5, 0), (5, 1)] {
            let share = |row: usize| even.share(row * 6 + at, column).unwrap();
            let mut parts: Vec<usize> = (0..32).map(|row| (32.0 * share(row)) as usize).collect();
            parts.sort_unstable();
            assert_eq!(parts, (0..32).collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_has_no_input_or_no_point_is_refused() {
        assert!(matches!(InputDesign::new(Plan::One, Vec::new(), 1), Err(DesignError::NoKeys)));
        assert!(matches!(InputDesign::new(Plan::Morris(0), vec![0], 1), Err(DesignError::NoPoints)));
        let many = InputDesign::new(Plan::Sobol(usize::MAX), vec![0], 1);
        assert!(matches!(many, Err(DesignError::TooManyPoints)));
        let draws = design(Plan::Draws(4), &[0, 1]);
        assert_eq!((draws.points(), row(&draws, 0)), (5, vec![None, None]));
    }
}
