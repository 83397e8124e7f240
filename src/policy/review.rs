//! A human reviewer's verdict: a logistic in the score, with leniency and occasion noise.

use crate::math::{below_logistic, exp};

/// How reviewers decide.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReviewRule {
    /// Score at which an average reviewer approves half of the cases.
    pub cut_off: f64,
    /// Score points that move the odds by a factor of e; above 0.
    pub scale: f64,
    /// Standard deviation of leniency between reviewers, logits.
    pub leniency_sd: f64,
    /// Standard deviation of one reviewer's noise between occasions, logits.
    pub occasion_sd: f64,
}

/// One reading of a case: who reads it, in which mood, and the coin that settles it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// The reviewer's leniency, in standard deviations.
    pub leniency: f64,
    /// The occasion's noise, standard normal.
    pub occasion: f64,
    /// Uniform on 0..1.
    pub coin: f64,
}

impl ReviewRule {
    /// Probability of approval at `score` for this reader and occasion:
    /// σ((score − cut-off)/scale/(1 − reduction) + leniency + noise). `noise_reduction` (0..1) is the share of
    /// all noise of the verdict that fuller information removes: of who reads, of the occasion, and of the
    /// coin. With less noise the score weighs more; without any it decides.
    #[inline]
    pub fn approval_probability(&self, score: f64, reading: &Reading, noise_reduction: f64) -> f64 {
        1.0 / (1.0 + exp(-self.logit(score, reading, noise_reduction)))
    }

    #[inline]
    fn logit(&self, score: f64, reading: &Reading, noise_reduction: f64) -> f64 {
        let (above, left) = (score - self.cut_off, self.scale * (1.0 - noise_reduction));
        if left <= 0.0 {
            return if above >= 0.0 { f64::INFINITY } else { f64::NEG_INFINITY };
        }
        above / left + self.leniency_sd * reading.leniency + self.occasion_sd * reading.occasion
    }

    /// Whether this reading approves: whether the coin is below the probability.
    #[inline]
    pub fn approves(&self, score: f64, reading: &Reading, noise_reduction: f64) -> bool {
        below_logistic(reading.coin, self.logit(score, reading, noise_reduction))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: ReviewRule = ReviewRule { cut_off: 60.0, scale: 5.0, leniency_sd: 0.55, occasion_sd: 0.6 };

    #[test]
    fn an_average_reader_is_even_at_the_cut_off() {
        let reading = Reading { leniency: 0.0, occasion: 0.0, coin: 0.0 };
        assert!((RULE.approval_probability(60.0, &reading, 0.0) - 0.5).abs() < 1e-15);
        // One scale above, the odds are e to one.
        let p = RULE.approval_probability(65.0, &reading, 0.0);
        assert!((p / (1.0 - p) - std::f64::consts::E).abs() < 1e-12);
    }

    #[test]
    fn full_information_leaves_no_noise_at_all() {
        let harsh = Reading { leniency: -3.0, occasion: -3.0, coin: 0.999 };
        assert!(!RULE.approves(60.0, &harsh, 0.0) && RULE.approves(60.0, &harsh, 1.0));
        let kind = Reading { leniency: 3.0, occasion: 3.0, coin: 0.001 };
        assert!(RULE.approves(59.9, &kind, 0.0) && !RULE.approves(59.9, &kind, 1.0));
    }

    /// A verdict is approval where score less cut-off exceeds a sum of noises; to shrink all of them by the same
    /// share is to stretch the distance to the cut-off by its inverse.
    #[test]
    fn fuller_information_shrinks_every_noise_alike() {
        for (leniency, occasion, coin) in [(0.4, -1.1, 0.3), (-0.7, 0.2, 0.9), (1.5, 1.0, 0.65)] {
            let reading = Reading { leniency, occasion, coin };
            let noise = 0.55 * leniency + 0.6 * occasion - (coin / (1.0 - coin)).ln();
            for (score, reduction) in [(60.0_f64, 0.3), (57.0, 0.3), (63.5, 0.7), (61.0, 0.0)] {
                let approved = (score - 60.0) / 5.0 + (1.0 - reduction) * noise > 0.0;
                assert_eq!(RULE.approves(score, &reading, reduction), approved, "{score}, {reading:?}");
            }
        }
    }
}
