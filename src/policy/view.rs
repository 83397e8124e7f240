//! What a decision can see.

/// An application as submitted: attributes as they stand, and nothing that is not in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct SubmittedView {
    /// Number of the application, from 1.
    pub attempt: u8,
    /// The cause of the restriction, and its kind, by their positions.
    pub cause: u8,
    /// The kind of the restriction.
    pub restriction: u8,
    /// Attributes of every applicant, by their positions.
    pub values: [f64; SubmittedView::GENERATED],
    /// Attributes that the scenario defines, whose positions follow.
    pub own: Vec<f64>,
    /// Gains of the factors since restriction, in factor points.
    pub gains: super::ByFactor,
    /// Whether documents were handed in.
    pub documents: bool,
    /// Share of the noise of a reviewer's verdict that fuller information removes, 0..1.
    pub noise_reduction: f64,
}

impl SubmittedView {
    /// Attributes of every applicant.
    pub const GENERATED: usize = 23;

    /// An attribute, by its position; 0 if there is none.
    #[inline(always)]
    pub fn value(&self, attribute: u8) -> f64 {
        let position = usize::from(attribute);
        match self.values.get(position) {
            Some(value) => *value,
            None => self.own.get(position - Self::GENERATED).copied().unwrap_or(0.0),
        }
    }
}
