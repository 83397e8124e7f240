//! Dependence between latent numbers: a Gaussian copula over the five of the generator, and further numbers that a
//! scenario adds to them.

use crate::words::say;

/// The latent numbers that everybody has, in the order of every five-element array: credit status, account security,
/// personal information, consumption, external credit.
pub const LATENTS: [&str; 5] = ["credit", "security", "information", "consumption", "external"];

/// A correlation matrix that no numbers can have.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CopulaError {
    /// A correlation outside −1..1.
    #[error("{}", say!(TheCorrelationOfAndMust, first = first, second = second, value = value))]
    Range {
        /// One factor.
        first: String,
        /// The other.
        second: String,
        /// The correlation.
        value: f64,
    },
    /// The correlations contradict one another.
    #[error("{}", say!(TheCorrelationsContradictOneAnother, factor = factor))]
    Contradiction {
        /// The first factor at which the contradiction shows.
        factor: String,
    },
    /// A further number cannot correlate so with all five.
    #[error("{}", say!(NoNumberCanCorrelateSo))]
    Companion,
}

/// Lower Cholesky factor of the correlation matrix of the five factors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Copula([[f64; 5]; 5]);

impl Copula {
    /// From the correlations below the diagonal, `lower[i][j]` for `j < i`.
    ///
    /// # Errors
    /// A correlation outside −1..1, or a matrix that is not positive definite.
    pub fn new(lower: &[[f64; 5]; 5]) -> Result<Self, CopulaError> {
        let mut factor = [[0.0; 5]; 5];
        for row in 0..5 {
            for column in 0..row {
                let value = lower[row][column];
                if !(-1.0..=1.0).contains(&value) {
                    return Err(out_of_range(LATENTS[row], LATENTS[column], value));
                }
                let known: f64 = (0..column).map(|k| factor[row][k] * factor[column][k]).sum();
                factor[row][column] = (value - known) / factor[column][column];
            }
            let rest = 1.0 - factor[row][..row].iter().map(|entry| entry * entry).sum::<f64>();
            // Below this the factor is a combination of the others to all digits that matter.
            if rest <= 1e-9 {
                return Err(CopulaError::Contradiction { factor: LATENTS[row].to_owned() });
            }
            factor[row][row] = rest.sqrt();
        }
        Ok(Self(factor))
    }

    /// Turns five independent standard normal numbers into five correlated ones, lane by lane. The first is
    /// returned as it is.
    #[inline(always)]
    pub fn correlate<const N: usize>(&self, independent: &[[f64; N]; 5]) -> [[f64; N]; 5] {
        let mut out = [[0.0; N]; 5];
        for (row, values) in out.iter_mut().enumerate() {
            for column in 0..=row {
                let weight = self.0[row][column];
                for lane in 0..N {
                    values[lane] += weight * independent[column][lane];
                }
            }
        }
        out
    }
}

fn out_of_range(first: &str, second: &str, value: f64) -> CopulaError {
    CopulaError::Range { first: first.to_owned(), second: second.to_owned(), value }
}

/// A sixth standard normal number, which correlates with the five.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Companion {
    /// Weights of the independent numbers that the five are made of.
    shared: [f64; 5],
    /// Weight of a number of its own.
    own: f64,
}

impl Copula {
    /// The number that has these correlations with the five.
    ///
    /// # Errors
    /// A correlation outside −1..1, or correlations that no number can have.
    pub fn companion(&self, correlations: &[f64; 5]) -> Result<Companion, CopulaError> {
        let mut shared = [0.0; 5];
        for (row, value) in correlations.iter().copied().enumerate() {
            if !(-1.0..=1.0).contains(&value) {
                return Err(out_of_range(LATENTS[row], "diligence", value));
            }
            let known: f64 = (0..row).map(|k| self.0[row][k] * shared[k]).sum();
            shared[row] = (value - known) / self.0[row][row];
        }
        let rest = 1.0 - shared.iter().map(|weight| weight * weight).sum::<f64>();
        if rest < 0.0 {
            return Err(CopulaError::Companion);
        }
        Ok(Companion { shared, own: rest.sqrt() })
    }
}

/// A standard normal number that a scenario adds, correlated with the five and with those added before it.
#[derive(Debug, Clone, PartialEq)]
pub struct Further {
    /// Weights of the independent numbers that those are made of, in their order.
    shared: Vec<f64>,
    /// Weight of a number of its own.
    own: f64,
}

impl Copula {
    /// The number `name` that has these correlations with the five and with those added `before` it, in this order;
    /// those that are not given are 0.
    ///
    /// # Errors
    /// A correlation outside −1..1, or correlations that no number can have.
    pub fn further(
        &self,
        before: &[Further],
        name: &str,
        correlations: &[f64],
    ) -> Result<Further, CopulaError> {
        let mut shared = Vec::with_capacity(LATENTS.len() + before.len());
        for row in 0..LATENTS.len() + before.len() {
            let value = correlations.get(row).copied().unwrap_or(0.0);
            if !(-1.0..=1.0).contains(&value) {
                return Err(out_of_range(LATENTS.get(row).copied().unwrap_or("another"), name, value));
            }
            let (weights, own) = match row.checked_sub(LATENTS.len()).and_then(|at| before.get(at)) {
                Some(other) => (other.shared.as_slice(), other.own),
                None => (&self.0[row][..row], self.0[row][row]),
            };
            let known: f64 = weights.iter().zip(&shared).map(|(weight, own)| weight * own).sum();
            shared.push((value - known) / own);
        }
        let rest = 1.0 - shared.iter().map(|weight: &f64| weight * weight).sum::<f64>();
        if rest <= 1e-9 {
            return Err(CopulaError::Contradiction { factor: name.to_owned() });
        }
        Ok(Further { shared, own: rest.sqrt() })
    }
}

impl Further {
    /// The number of someone, from the independent numbers that those before it are made of and one of its own.
    pub(super) fn of(&self, independent: &[f64], own: f64) -> f64 {
        self.shared
            .iter()
            .zip(independent)
            .fold(self.own * own, |sum, (weight, number)| sum + weight * number)
    }
}

impl Companion {
    /// The number of each of several people, from the independent numbers that their five factors are made of and
    /// one of its own, all standard normal; lane by lane.
    #[inline(always)]
    pub(super) fn of<const N: usize>(&self, independent: [&[f64; N]; 5], own: &[f64; N]) -> [f64; N] {
        let mut out = [0.0; N];
        for lane in 0..N {
            out[lane] = self.own * own[lane];
        }
        for (weight, numbers) in self.shared.iter().zip(independent) {
            for lane in 0..N {
                out[lane] += weight * numbers[lane];
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Its correlations with the five, and its variance, by the sums that define them.
    #[test]
    fn a_companion_has_the_correlations_that_it_was_asked_for() {
        let mut lower = [[0.0; 5]; 5];
        (lower[1][0], lower[3][0], lower[4][0], lower[4][3]) = (0.15, 0.35, 0.45, 0.35);
        let copula = Copula::new(&lower).expect("positive definite");
        let asked = [0.3, -0.2, 0.1, 0.0, 0.25];
        let companion = copula.companion(&asked).expect("possible");
        for (row, asked) in asked.into_iter().enumerate() {
            let found: f64 = (0..5).map(|k| copula.0[row][k] * companion.shared[k]).sum();
            assert!((found - asked).abs() < 1e-12, "{row}: {found}");
        }
        let variance = companion.own.powi(2) + companion.shared.iter().map(|w| w * w).sum::<f64>();
        assert!((variance - 1.0).abs() < 1e-12);
        assert_eq!(copula.companion(&[0.9; 5]), Err(CopulaError::Companion));
        assert!(matches!(copula.companion(&[0.0, 1.5, 0.0, 0.0, 0.0]), Err(CopulaError::Range { .. })));
    }

    #[test]
    fn the_factor_squares_to_the_correlations() {
        let mut lower = [[0.0; 5]; 5];
        lower[1][0] = 0.15;
        lower[3][0] = 0.35;
        lower[4][0] = 0.45;
        lower[4][3] = 0.35;
        let copula = Copula::new(&lower).expect("positive definite");
        for row in 0..5 {
            for column in 0..=row {
                let product: f64 = (0..5).map(|k| copula.0[row][k] * copula.0[column][k]).sum();
                let want = if row == column { 1.0 } else { lower[row][column] };
                assert!((product - want).abs() < 1e-12);
            }
        }
    }

    /// Two added numbers have the correlations that they were asked for, with the five and with each other.
    #[test]
    fn further_numbers_correlate_as_they_were_asked_to() {
        let mut lower = [[0.0; 5]; 5];
        (lower[1][0], lower[4][0], lower[4][3]) = (0.15, 0.45, 0.35);
        let copula = Copula::new(&lower).expect("positive definite");
        let first = copula.further(&[], "income", &[0.4, 0.0, 0.1]).expect("possible");
        let asked = [-0.2, 0.1, 0.0, 0.3, 0.25, 0.5];
        let second = copula.further(std::slice::from_ref(&first), "tenure", &asked).expect("possible");
        for (row, asked) in asked.into_iter().enumerate() {
            let weights: Vec<f64> = if row < 5 {
                copula.0[row].to_vec()
            } else {
                first.shared.iter().copied().chain([first.own]).collect()
            };
            let found: f64 = weights.iter().zip(&second.shared).map(|(one, other)| one * other).sum();
            assert!((found - asked).abs() < 1e-12, "{row}: {found}");
        }
        let variance = second.own.powi(2) + second.shared.iter().map(|w| w * w).sum::<f64>();
        assert!((variance - 1.0).abs() < 1e-12);
        let impossible = copula.further(&[], "income", &[0.9, 0.9, 0.9, 0.9, 0.9]);
        assert_eq!(impossible, Err(CopulaError::Contradiction { factor: "income".to_owned() }));
    }

    #[test]
    fn contradictions_are_refused() {
        let mut lower = [[0.0; 5]; 5];
        (lower[1][0], lower[2][0], lower[2][1]) = (0.9, 0.9, -0.9);
        assert_eq!(Copula::new(&lower), Err(CopulaError::Contradiction { factor: "information".to_owned() }));
        lower[1][0] = f64::NAN;
        assert!(matches!(Copula::new(&lower), Err(CopulaError::Range { .. })));
    }
}
