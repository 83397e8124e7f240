//! What makes a law impossible.

use crate::words::say;

/// The article before the name of a law.
fn article(law: &str) -> &'static str {
    if law.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// A parameter that no law of that name accepts.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LawError {
    /// A parameter is outside the range that its law allows.
    #[error("{}", say!(OfTheLawMustBe, parameter = parameter, law = law, rule = rule, value = value))]
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
    #[error("{}", say!(LawNeeds, article = article(law), law = law, rule = rule))]
    Values {
        /// Name of the law.
        law: &'static str,
        /// What the list must be.
        rule: &'static str,
    },
}

#[cfg(test)]
mod tests {
    use super::LawError;

    #[test]
    fn the_article_follows_the_name() {
        let said = |law| LawError::Values { law, rule: "a value" }.to_string();
        assert_eq!(said("empirical"), "an empirical law needs a value");
        assert_eq!(said("erlang"), "an erlang law needs a value");
        assert_eq!(said("discrete"), "a discrete law needs a value");
    }
}
