//! The least value of a function of several inputs, each between 0 and 1, by the simplex of Nelder and Mead (`argmin`).
//!
//! The function is asked point by point and should give the same answer to the same question, as an average over the same
//! random numbers does. Nothing is promised of the least value: the method has no derivative, sees no noise, and may end in
//! a place that is best among its neighbours alone.

use std::cell::RefCell;

use argmin::core::{CostFunction, Error, Executor, State as _};
use argmin::solver::neldermead::NelderMead;
use argmin_math::{ArgminAdd, ArgminMul, ArgminSub};

/// Iterations at the most; what ends a descent before is that the function will not be asked any more.
const ITERATIONS: u64 = 1_000;
/// Where the values at all corners of the simplex are this near to each other it ends.
const NEAR: f64 = 1e-12;

#[derive(Debug, Clone)]
struct Place(Vec<f64>);

impl Place {
    fn with(&self, other: &Self, of: impl Fn(f64, f64) -> f64) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(one, other)| of(*one, *other)).collect())
    }

    /// The same place with what lies outside 0 and 1 mirrored into it.
    fn folded(&self) -> Vec<f64> {
        let fold = |at: &f64| {
            let at = at.rem_euclid(2.0);
            if at > 1.0 { 2.0 - at } else { at }
        };
        self.0.iter().map(fold).collect()
    }
}

impl ArgminAdd<Place, Place> for Place {
    fn add(&self, other: &Place) -> Place {
        self.with(other, |one, other| one + other)
    }
}

impl ArgminSub<Place, Place> for Place {
    fn sub(&self, other: &Place) -> Place {
        self.with(other, |one, other| one - other)
    }
}

impl ArgminMul<f64, Place> for Place {
    fn mul(&self, times: &f64) -> Place {
        Place(self.0.iter().map(|at| at * times).collect())
    }
}

/// That the function will not be asked any more; nobody reads it.
const OVER: std::fmt::Error = std::fmt::Error;

struct Asked<'a, A, E> {
    ask: RefCell<&'a mut A>,
    /// Values at the corners, which were asked for beforehand: the solver takes no failure there.
    corners: RefCell<std::vec::IntoIter<f64>>,
    failed: RefCell<Option<E>>,
}

impl<A: FnMut(&[f64]) -> Result<Option<f64>, E>, E> CostFunction for Asked<'_, A, E> {
    type Param = Place;
    type Output = f64;

    fn cost(&self, at: &Place) -> Result<f64, Error> {
        if let Some(value) = self.corners.borrow_mut().next() {
            return Ok(value);
        }
        match (self.ask.borrow_mut())(&at.folded()) {
            Ok(Some(value)) => Ok(value),
            Ok(None) => Err(OVER.into()),
            Err(failure) => {
                *self.failed.borrow_mut() = Some(failure);
                Err(OVER.into())
            }
        }
    }
}

/// Asks for values downhill from `start`, at first so `wide` around it, until the function says `None` or the simplex has
/// shrunk to one value. Whoever is asked keeps what was found.
///
/// # Errors
/// That of the function.
pub fn descend<E>(
    start: &[f64],
    wide: f64,
    mut ask: impl FnMut(&[f64]) -> Result<Option<f64>, E>,
) -> Result<(), E> {
    // Into the wider half, so that the simplex is not folded onto itself.
    let corner = |key: usize| {
        let mut corner = start.to_vec();
        corner[key] += if corner[key] > 0.5 { -wide } else { wide };
        Place(corner)
    };
    let corners: Vec<Place> =
        std::iter::once(Place(start.to_vec())).chain((0..start.len()).map(corner)).collect();
    let mut values = Vec::with_capacity(corners.len());
    for corner in &corners {
        let Some(value) = ask(&corner.folded())? else { return Ok(()) };
        values.push(value);
    }
    let (ask, values) = (RefCell::new(&mut ask), RefCell::new(values.into_iter()));
    let asked = Asked { ask, corners: values, failed: RefCell::new(None) };
    let Ok(simplex) = NelderMead::new(corners).with_sd_tolerance(NEAR) else { return Ok(()) };
    // That it is over comes as an error.
    let _ = Executor::new(&asked, simplex)
        .configure(|state| state.max_iters(ITERATIONS))
        .timer(false)
        .run()
        .map(|done| done.state().get_iter());
    asked.failed.into_inner().map_or(Ok(()), Err)
}

impl<A: FnMut(&[f64]) -> Result<Option<f64>, E>, E> CostFunction for &Asked<'_, A, E> {
    type Param = Place;
    type Output = f64;

    fn cost(&self, at: &Place) -> Result<f64, Error> {
        (*self).cost(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn least(start: &[f64], budget: usize, of: impl Fn(&[f64]) -> f64) -> (Vec<f64>, f64, usize) {
        let (mut best, mut asked) = ((Vec::new(), f64::INFINITY), 0);
        let done: Result<(), ()> = descend(start, 0.25, |at| {
            assert!(at.iter().all(|at| (0.0..=1.0).contains(at)));
            if asked == budget {
                return Ok(None);
            }
            asked += 1;
            let value = of(at);
            if value < best.1 {
                best = (at.to_vec(), value);
            }
            Ok(Some(value))
        });
        assert_eq!(done, Ok(()));
        (best.0, best.1, asked)
    }

    /// Rosenbrock's valley, with its least value 0 at (1, 1), here at (.75, .75); and a bowl whose least value is in a corner.
    #[test]
    fn it_finds_known_least_values() {
        let rosenbrock = |at: &[f64]| {
            let (x, y) = (4.0 * at[0] - 2.0, 4.0 * at[1] - 2.0);
            (1.0 - x).powi(2) + 100.0 * (y - x * x).powi(2)
        };
        let (at, value, asked) = least(&[0.2, 0.9], 400, rosenbrock);
        assert!(value < 1e-8 && at.iter().all(|at| (at - 0.75).abs() < 1e-3), "{at:?} {value}");
        assert!(asked < 400);
        let (at, ..) = least(&[0.4, 0.4], 200, |at| (at[0] + 0.1).powi(2) + (at[1] - 1.2).powi(2));
        assert!(at[0] < 1e-3 && at[1] > 0.999, "{at:?}");
        let (at, ..) = least(&[0.9], 60, |at| (at[0] - 0.3).abs());
        assert!((at[0] - 0.3).abs() < 1e-6, "{at:?}");
    }

    /// A newsvendor buys at 3, sells at 5 and loses what is left: of a sample of demand he buys its (1 − 3/5) quantile.
    #[test]
    fn a_newsvendor_buys_the_quantile_of_the_sample() {
        let unit = |number: u64| ((number * 2_654_435_761) % 1_000_003) as f64 / 1_000_003.0;
        let mut demand: Vec<f64> = (1..=999).map(|number| -100.0 * (1.0 - unit(number)).ln()).collect();
        let profit = |bought: f64| {
            demand.iter().map(|demand| 5.0 * demand.min(bought) - 3.0 * bought).sum::<f64>() / 999.0
        };
        let (at, ..) = least(&[0.5], 80, |at| -profit(400.0 * at[0]));
        let found = profit(400.0 * at[0]);
        demand.sort_by(f64::total_cmp);
        // The 400th of 999, near −100 ln(.6) = 51.1.
        let exact = demand[399];
        let profit = |bought: f64| {
            demand.iter().map(|demand| 5.0 * demand.min(bought) - 3.0 * bought).sum::<f64>() / 999.0
        };
        assert!(found > profit(exact) - 1e-3 && (400.0 * at[0] - exact).abs() < 1.0, "{at:?} {exact}");
        assert!((exact - 51.1).abs() < 6.0, "{exact}");
    }

    #[test]
    fn a_failure_comes_through() {
        for last in [1, 2, 3, 7] {
            let mut asked = 0;
            let done = descend(&[0.5], 0.1, |at| {
                asked += 1;
                if asked == last { Err("no") } else { Ok(Some(at[0])) }
            });
            assert_eq!((done, asked), (Err("no"), last));
        }
    }
}
