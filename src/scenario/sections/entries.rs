//! Entries that make up the words of a model: causes, kinds of restriction, behaviours, knock-outs and segments.
//!
//! The standard ones lie under every scenario as a text.

use std::collections::BTreeMap;

use super::super::read::dist::Dist;
use super::super::read::section::section;
use super::super::read::units::{Duration, Money, Share};
use super::behaviours::IntensitySection;
use super::conditions::ConditionSection;

section! {
    /// A cause of a restriction.
    pub struct CauseSection {
        /// Whether there is such a cause; `false` takes it out.
        enabled: bool = true;
        /// Share of the restrictions; those of all causes sum to 1. Those of the standard causes stand in
        /// `restriction.causes`.
        share: Option<Share>;
        /// Name of the behaviour that mends it, which whoever believes in this cause does more readily.
        remedy: Option<String>, non_empty;
        /// Whether an instalment is overdue: days overdue are drawn from `restriction.days_overdue`, and the balance is
        /// owed.
        arrears: bool = false;
        /// Chance of the right diagnosis before the first application, instead of `self_check.right_share`.
        right_share: Option<Share>;
        /// By how much latent numbers move, in standard deviations, by the name of the factor.
        latent: BTreeMap<String, f64>, between(-10.0, 10.0);
        /// What is added to attributes, by name.
        add: BTreeMap<String, f64>, between(-1e9, 1e9);
        /// What attributes become, by name.
        set: BTreeMap<String, f64>, between(-1e9, 1e9);
        /// An attribute that becomes 1 for a share of those concerned.
        chance: BTreeMap<String, Share>, max_length(1);
        /// Whether edits of the profile go on until a behaviour stops them.
        keeps_editing: bool = false;
        /// What is added to the log-odds of going bad.
        risk_log_odds: Option<f64>, between(-20.0, 20.0);
    }
}

section! {
    /// A kind of restriction.
    pub struct RestrictionKindSection {
        /// Whether there is such a kind; `false` takes it out.
        enabled: bool = true;
        /// Share of the restrictions. Of the standard kinds `suspended` has `restriction.suspended_share`, and `limited`
        /// what all others leave.
        share: Option<Share>;
        /// Multiplies `application.app.return_share`.
        return_factor: Option<f64>, between(0.0, 1.0);
        /// Multiplies the chance of applying again after a refusal.
        reapply_factor: Option<f64>, between(0.0, 1.0);
    }
}

section! {
    /// A behaviour: to whom it applies, who adopts it, when it works, what it does and what it costs. Of the standard
    /// ones the numbers stand in `behaviours.NAME`; what is written here goes before them.
    pub struct BehaviourSection {
        /// Whether there is such a behaviour; `false` takes it out.
        enabled: bool = true;
        /// To whom it applies: `cause`, `restriction`, and attributes `at_least`, `below` or `is`; everyone without it.
        applies_to: Option<ConditionSection>;
        /// Probability that one to whom it applies adopts it at an occasion, given a neutral diagnosis.
        intensity: Option<Share>;
        /// Share of them that adopts it at the first occasion, whatever they believe; the others never do. Goes before
        /// every intensity.
        force: Option<Share>;
        /// Other intensities or forces by segment; the last that matches wins, a force before every intensity.
        segments: Option<Vec<IntensitySection>>, max_length(1000);
        /// Time until it takes effect.
        delay: Option<Dist<Duration>>;
        /// Day of the month from which on it works, the next one after the delay.
        renewal_day: Option<u32>, at_least(1), at_most(28);
        /// Share of adopters who wait for the effect before they apply.
        wait_share: Option<Share>;
        /// Name of the factor it works on.
        factor: Option<String>, non_empty;
        /// Gain of that factor, in factor points (0 to 1).
        effect: Option<f64>, between(-1.0, 1.0);
        /// Further gain that builds up evenly after that.
        late_effect: Option<f64>, between(-1.0, 1.0);
        /// How long the further gain takes to build up.
        late_span: Option<Duration>;
        /// What attributes become once it works, by name.
        set: BTreeMap<String, f64>, between(-1e9, 1e9);
        /// What is added to attributes once it works, by name.
        add: BTreeMap<String, f64>, between(-1e9, 1e9);
        /// Whether arrears are paid with it, with interest for the days overdue.
        repays: bool = false;
        /// Whether it ends the edits of those who keep editing, when the last of them is no longer recent.
        stops_edits: bool = false;
        /// Whether documents come with the application, so that a person looks at it.
        documents: bool = false;
        /// Share of all noise of a reviewer's verdict that it removes.
        noise_reduction: Option<Share>;
        /// Share of expected takeover loss that it avoids.
        takeover_reduction: Option<Share>;
        /// Shift of the log-odds of going bad.
        risk_log_odds: Option<f64>, between(-20.0, 20.0);
        /// Profile edits it amounts to.
        edits: Option<u32>, at_most(100);
        /// The applicant's own time.
        effort: Option<Duration>;
        /// Money it costs besides arrears.
        cost: Option<Money>;
    }
}

section! {
    /// A rule that refuses whatever the score; its name is the reason that is given.
    pub struct KnockOutSection {
        /// Whether there is such a rule; `false` takes it out.
        enabled: bool = true;
        /// Whom it refuses: `cause`, `restriction`, `attempt`, and attributes as they are submitted.
        when: Option<ConditionSection>;
    }
}

section! {
    /// A way of cutting the applicants into groups.
    pub struct SegmentSection {
        /// Whether there is such a segment; `false` takes it out.
        enabled: bool = true;
        /// What it cuts by: `cause`, `restriction`, or an attribute.
        attribute: Option<String>, non_empty;
        /// Where a group begins, of attributes that are numbers: one more group than there are edges. They rise.
        edges: Option<Vec<f64>>, max_length(200), between(-1e9, 1e9);
        /// Names of the groups; without them they are made of the edges, or of the names of the values.
        values: Option<Vec<String>>, max_length(201), non_empty;
    }
}
