//! What makes a law impossible.

/// A parameter that no law of that name accepts.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LawError {
    /// A parameter is outside the range that its law allows.
    #[error("`{parameter}` of the {law} law must be {rule}, got {value}")]
    Parameter {
        /// Name of the law.
        law: &'static str,
        /// Name of the parameter.
        parameter: &'static str,
        /// What it must be.
        rule: &'static str,
        /// What it was.
        value: f64,
    },
    /// A law over listed values has no value to draw.
    #[error("a {law} law needs {rule}")]
    Values {
        /// Name of the law.
        law: &'static str,
        /// What the list must be.
        rule: &'static str,
    },
}
