//! Randomness: every law is drawn as its distribution function says, and neighbouring keys open
//! streams that have nothing to do with one another.
//!
//! Every check ends in a p-value, and the seeds are fixed. There are 301 of them: 7 a continuous law
//! and 6 a discrete one (`samplers`), 46 on keyed streams (`streams`). Each may reject at [`ALPHA`],
//! so by Bonferroni all of them together raise a false alarm with probability below 3.1e-4. That
//! figure is exact where the p-value is; the bands of means and variances rest on the central limit
//! theorem. By Cramér's factor exp(γz³/6√n), γ being the skewness of the squared deviation, it
//! understates the tail some sixtyfold for the variance of the most skewed law here (lognormal with
//! σ = 0.768, γ ≈ 67) and at most fourfold for the others. With room for that the false alarm stays
//! below 5e-4.
//!
//! Each check also has controls: laws and generators with a known defect, which it must reject.

mod checks;
mod exact;
mod samplers;
mod streams;

/// Significance of one check.
const ALPHA: f64 = 1e-6;
