//! Sections about factors, and the points that items give within them.

use std::collections::BTreeMap;

use super::super::read::section::section;

section! {
    /// Something that a factor reads, and what it is worth in points of 0 to 1. A share counts as it is, without another
    /// key.
    pub struct ItemSection {
        /// The attribute that it reads; without it, the one of its own name.
        attribute: Option<String>, non_empty;
        /// Weight within the factor; only proportions matter. Of the standard items it stands in `factors`.
        weight: Option<f64>, at_least(0.0), at_most(1e6);
        /// Whether what is left of a share counts.
        rest: bool = false;
        /// Number at which there are no points; from there they change evenly to `full_at`, which is 0 if it is not written.
        none_at: Option<f64>, between(-1e9, 1e9);
        /// Number at which there are all points; from `none_at` they change evenly, which is 0 if it is not written.
        full_at: Option<f64>, between(-1e9, 1e9);
        /// Points (0 to 1) left as soon as the number is above 0; from there they fall evenly to `none_at`.
        first: Option<f64>, between(0.0, 1.0);
        /// Number at which there are half of the points, which rise with it and level off.
        half_at: Option<f64>, above(0.0), at_most(1e9);
        /// Points (0 to 1) at the numbers `at`, or at 0, 1, 2, … without them; between these, points lie on a line.
        points: Option<Vec<f64>>, max_length(200), between(0.0, 1.0);
        /// The numbers that have the `points`; they rise.
        at: Option<Vec<f64>>, max_length(200), between(-1e9, 1e9);
        /// Numbers at which the `points` change in steps: one more point than there are of these. They rise.
        steps: Option<Vec<f64>>, max_length(199), between(-1e9, 1e9);
    }
}

section! {
    /// A factor of the score.
    pub struct FactorSection {
        /// Whether there is such a factor; `false` takes it out.
        enabled: bool = true;
        /// Weight in the score; only proportions matter. Of the standard factors it stands in `weights`.
        weight: Option<f64>, at_least(0.0), at_most(1e6);
        /// Correlations of its latent number with those of other factors, by their names. A factor of your own has a latent
        /// number, which attributes can be read off, if it says any.
        correlation: BTreeMap<String, f64>, between(-1.0, 1.0);
        /// What it reads, by name.
        items: BTreeMap<String, ItemSection>, max_length(100);
    }
}
