//! How a submission is judged: factors, score, knock-outs, bands, reviewers, reasons.
//!
//! A policy reads a [`SubmittedView`] and nothing else. The view has no true risk, and this module
//! imports neither the population nor behaviour, so a decision cannot depend on what only the
//! applicant knows. It does not know queues or time either.

mod factors;
#[cfg(test)]
pub(crate) mod fixture;
mod points;
mod reasons;
mod review;
mod screen;
mod view;

pub use factors::{ByFactor, Factor, Item, MOST_FACTORS, Scorecard, ScorecardError};
pub use points::Points;
pub use reasons::{Reason, ReasonCodes, Reasons};
pub use review::{Reading, ReviewRule};
pub use screen::{KnockOut, Route, Rule, RuleReads, Screen, ScreenError, Verdict};
pub use view::SubmittedView;
