//! A mean with part of its chance taken out: control variates by regression.
//!
//! Lavenberg and Welch, *Management Science* 27 (1981), 322–335, equations 2.7 to 2.14: values over replications are
//! regressed on quantities whose expectations are known, and what is wanted is the value of the line where these
//! quantities are as expected. The error is that of the regression, with a degree of freedom less for each of them.

use super::ConfidenceLevel;

/// Replications that each control takes: with fewer, what is estimated of it costs more than it gives, and choosing it by
/// the same values makes intervals too narrow.
pub const REPLICATIONS_A_CONTROL: usize = 20;

/// Share of controls without effect that would be taken.
const SURE: f64 = 0.99;

/// Share of the variation below which what a regression leaves is rounding.
const ROUNDING: f64 = 1e-20;

/// A mean, and what it took.
#[derive(Debug, Clone, PartialEq)]
pub struct Controlled {
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub std_error: f64,
    /// Degrees of freedom.
    pub freedom: u64,
    /// Which controls were taken, in the order in which they were tried.
    pub used: Vec<usize>,
    /// Variance of the plain mean over that of this estimate.
    pub factor: f64,
}

/// The mean of values where each of the controls, which are given less their expectations, is 0. `rows` has the controls of
/// each value. They are tried in order, and one is taken if its coefficient beside those taken before can be told from 0
/// at 99 %; never more than one for each twenty values. `None` where none is taken.
pub fn controlled(values: &[f64], rows: &[&[f64]]) -> Option<Controlled> {
    let most = values.len() / REPLICATIONS_A_CONTROL;
    let all = rows.first()?.len();
    let mut found: Option<Fit> = None;
    for control in 0..all {
        let mut used = found.as_ref().map_or_else(Vec::new, |fit| fit.used.clone());
        if used.len() == most {
            break;
        }
        used.push(control);
        if let Some(fit) = Fit::of(values, rows, used).filter(Fit::is_sure) {
            found = Some(fit);
        }
    }
    let fit = found?;
    let factor = fit.plain / fit.variance;
    Some(Controlled {
        value: fit.value,
        std_error: fit.variance.sqrt(),
        freedom: fit.freedom,
        used: fit.used,
        factor,
    })
}

/// A regression on some of the controls.
struct Fit {
    used: Vec<usize>,
    value: f64,
    /// Variance of that value, and of the plain mean.
    variance: f64,
    plain: f64,
    freedom: u64,
    /// The last coefficient over its standard error.
    last: f64,
}

impl Fit {
    fn of(values: &[f64], rows: &[&[f64]], used: Vec<usize>) -> Option<Self> {
        let (n, terms) = (values.len() as f64, used.len());
        let freedom = values.len().checked_sub(terms + 1).filter(|freedom| *freedom > 0)?;
        let mean = values.iter().sum::<f64>() / n;
        let centre: Vec<f64> =
            used.iter().map(|control| rows.iter().map(|row| row[*control]).sum::<f64>() / n).collect();
        let mut products = vec![vec![0.0; terms]; terms];
        let mut with_values = vec![0.0; terms];
        let mut squares = 0.0;
        for (value, row) in values.iter().zip(rows) {
            let own: Vec<f64> =
                used.iter().zip(&centre).map(|(control, centre)| row[*control] - centre).collect();
            squares += (value - mean).powi(2);
            for one in 0..terms {
                with_values[one] += own[one] * (value - mean);
                for other in 0..terms {
                    products[one][other] += own[one] * own[other];
                }
            }
        }
        let inverse = inverse(products)?;
        let times = |vector: &[f64]| -> Vec<f64> {
            inverse.iter().map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum()).collect()
        };
        let dot = |one: &[f64], other: &[f64]| one.iter().zip(other).map(|(a, b)| a * b).sum::<f64>();
        let coefficients = times(&with_values);
        let left = squares - dot(&coefficients, &with_values);
        // Values that are all the same have nothing left either.
        if left.is_nan() || left <= ROUNDING * squares {
            return None;
        }
        let residual = left / freedom as f64;
        let variance = residual * (1.0 / n + dot(&centre, &times(&centre)));
        let last = coefficients[terms - 1] / (residual * inverse[terms - 1][terms - 1]).sqrt();
        Some(Self {
            value: mean - dot(&coefficients, &centre),
            variance,
            plain: squares / (n - 1.0) / n,
            freedom: freedom as u64,
            last,
            used,
        })
    }

    fn is_sure(&self) -> bool {
        let sure = ConfidenceLevel::new(SURE).ok().and_then(|level| level.t_quantile(self.freedom));
        sure.is_some_and(|bound| self.last.abs() > bound)
    }
}

/// The inverse of a few rows and columns by Gauss and Jordan; `None` where there is none.
fn inverse(mut rows: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let n = rows.len();
    for (at, row) in rows.iter_mut().enumerate() {
        row.extend((0..n).map(|column| f64::from(u8::from(column == at))));
    }
    for at in 0..n {
        let pivot = (at..n).max_by(|one, other| rows[*one][at].abs().total_cmp(&rows[*other][at].abs()))?;
        rows.swap(at, pivot);
        let head = rows[at][at];
        if head.abs() < f64::MIN_POSITIVE {
            return None;
        }
        rows[at].iter_mut().for_each(|value| *value /= head);
        let own = rows[at].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(other, _)| *other != at) {
            let factor = row[at];
            row.iter_mut().zip(&own).for_each(|(value, own)| *value -= factor * own);
        }
    }
    Some(rows.into_iter().map(|row| row[n..].to_vec()).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::testing::Source;
    use super::*;
    use approx::assert_relative_eq;

    /// A line with residuals that are known: y = 5 + 2c + e, e = ±1 in pairs at the same c, so the slope is 2 and the
    /// intercept 5, the residual variance 20/18, and that of the intercept this over 20 times 1 + c̄²/var c.
    #[test]
    fn a_line_is_read_off_where_the_control_is_as_expected() {
        let c: Vec<f64> = (0..10).flat_map(|at| [f64::from(at), f64::from(at)]).collect();
        let y: Vec<f64> = c
            .iter()
            .enumerate()
            .map(|(at, c)| 5.0 + 2.0 * c + if at % 2 == 0 { 1.0 } else { -1.0 })
            .collect();
        let rows: Vec<[f64; 1]> = c.iter().map(|c| [*c]).collect();
        let rows: Vec<&[f64]> = rows.iter().map(|row| &row[..]).collect();
        let found = controlled(&y, &rows).unwrap();
        assert_relative_eq!(found.value, 5.0, max_relative = 1e-12);
        assert_eq!((found.freedom, &found.used[..]), (18, &[0][..]));
        // Σ(c − 4.5)² = 165.
        let variance: f64 = 20.0 / 18.0 * (1.0 / 20.0 + 4.5 * 4.5 / 165.0);
        assert_relative_eq!(found.std_error, variance.sqrt(), max_relative = 1e-12);
        // The plain mean: 4 · 165 + 20 over 19 · 20.
        assert_relative_eq!(found.factor, 680.0 / 380.0 / variance, max_relative = 1e-12);
        assert_eq!(controlled(&y[..19], &rows[..19]), None, "too few");
    }

    #[test]
    fn what_does_nothing_is_left_alone() {
        let mut source = Source::new(0x5EED_0C01);
        let rows: Vec<[f64; 2]> = (0..60).map(|_| [source.normal(), source.normal()]).collect();
        let rows: Vec<&[f64]> = rows.iter().map(|row| &row[..]).collect();
        let noise: Vec<f64> = rows.iter().map(|_| source.normal()).collect();
        assert_eq!(controlled(&noise, &rows), None);
        let second: Vec<f64> = rows.iter().zip(&noise).map(|(row, noise)| 3.0 * row[1] + noise).collect();
        assert_eq!(controlled(&second, &rows).unwrap().used, [1]);
        // A control that tells all leaves no error, and one that is always the same tells nothing.
        let exact: Vec<f64> = rows.iter().map(|row| row[1]).collect();
        assert!(controlled(&exact, &rows).is_none_or(|found| found.std_error < 1e-8));
        let same = [[7.0]; 60];
        let same: Vec<&[f64]> = same.iter().map(|row| &row[..]).collect();
        assert_eq!(controlled(&noise, &same), None);
    }

    /// 2,000 experiments of 20 and of 60 values: the mean error is within four standard errors of 0 (6e-5), and the number
    /// that cover within four standard deviations of 93.5 % at least (3e-5).
    #[test]
    fn estimates_are_unbiased_and_intervals_cover() {
        for (seed, n, slope) in [(0x5EED_0C02, 20, 0.0), (0x5EED_0C03, 20, 0.8), (0x5EED_0C04, 60, 3.0)] {
            let mut source = Source::new(seed);
            let (mut covering, mut errors) = (0, crate::stats::Moments::new());
            for _ in 0..2_000 {
                let rows: Vec<[f64; 2]> = (0..n).map(|_| [source.normal(), source.normal()]).collect();
                let rows: Vec<&[f64]> = rows.iter().map(|row| &row[..]).collect();
                let values: Vec<f64> =
                    rows.iter().map(|row| slope * (row[0] + row[1] / 2.0) + source.normal()).collect();
                let plain: crate::stats::Moments = values.iter().copied().collect();
                let found = controlled(&values, &rows);
                let (value, error, freedom) = found.map_or_else(
                    || (plain.mean().unwrap(), plain.std_error().unwrap(), n as u64 - 1),
                    |found| (found.value, found.std_error, found.freedom),
                );
                errors.push(value);
                let reach = ConfidenceLevel::NINETY_FIVE.t_quantile(freedom).unwrap() * error;
                covering += usize::from(value.abs() <= reach);
            }
            assert!(errors.mean().unwrap().abs() < 4.0 * errors.std_error().unwrap(), "{errors:?}");
            assert!(covering >= 1_826, "{n} values, slope {slope}: {covering} of 2000");
        }
    }
}
