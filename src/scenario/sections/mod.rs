//! The sections of a scenario file: its keys, their units, defaults and documentation.
//!
//! One declaration gives reading, checking, the JSON Schema, the commented starter and the resolved
//! file. What the keys do is not known here; the parts they become are defined further down.

pub mod applicants;
pub mod attributes;
pub mod behaviours;
pub mod conditions;
pub mod entries;
pub mod files;
pub mod lender;
pub mod people;
pub mod points;
pub mod process;
pub mod process_fields;
pub mod provenance;
pub mod roster;
pub mod steady;

use applicants::{PopulationSection, RestrictionSection};
use attributes::Attributes;
use behaviours::{BehavioursSection, SelfCheckSection};
use entries::{BehaviourSection, CauseSection, KnockOutSection, SegmentSection};
use lender::{
    CostsSection, FactorsSection, HumanRequestSection, HumanSection, NoticeSection, ScreenSection,
    WeightsSection,
};
use people::{
    ApplicationSection, ArrivalsSection, CalendarSection, InterventionsSection, PatienceSection,
    PeriodSection, ReapplySection, UnaskedRestorationSection,
};

use points::FactorSection;
use process_fields::{Stages, Teams};
use provenance::Provenance;
use steady::Expectations;

use super::read::section::section;
use super::standard::Entries;

section! {
    /// A scenario of the restoration of suspended pay-later accounts.
    pub struct Scenario {
        /// Name: the folder below `output/` and the titles of charts.
        name: String = "base".to_owned(), non_empty;
        /// What the scenario is about, for the report.
        description: String;
        /// Root seed of all randomness; every whole number from 0 is a seed of its own.
        seed: u64 = 20_240_402, at_most(9_007_199_254_740_992.0);
        /// Whether the standard causes, kinds of restriction, behaviours, factors, knock-outs and segments are there. With
        /// `false` there are those that the scenario names.
        standard: bool = true;
        /// Replications: independent repetitions of the whole period.
        replications: u64 = 200, at_least(1), at_most(1_000_000);
        /// Dates and time zone.
        period: PeriodSection;
        /// Public holidays and make-up working days.
        calendar: CalendarSection;
        /// When accounts are restricted.
        arrivals: ArrivalsSection;
        /// What is restricted, and why.
        restriction: RestrictionSection;
        /// Who the applicants are.
        population: PopulationSection;
        /// What is read of applicants besides their card histories, by name.
        attribute: Attributes;
        /// Causes of restrictions, by name.
        cause: Entries<CauseSection>;
        /// Behaviours, by name.
        behaviour: Entries<BehaviourSection>;
        /// Rules that refuse whatever the score, by name.
        knock_out: Entries<KnockOutSection>;
        /// Ways of cutting the applicants into groups, by name.
        segment: Entries<SegmentSection>;
        /// Finding the cause.
        self_check: SelfCheckSection;
        /// What applicants do.
        behaviours: BehavioursSection;
        /// How applications are handed in.
        application: ApplicationSection;
        /// The automatic screen.
        screen: ScreenSection;
        /// Weights of the five factors in the score; only proportions matter.
        weights: WeightsSection;
        /// Weights of the items within each factor; only proportions within a factor matter.
        factors: FactorsSection;
        /// The factors of the score, by name, and what their items are worth.
        factor: Entries<FactorSection>;
        /// How human reviewers judge.
        human: HumanSection;
        /// The people who serve, by the name of their team.
        team: Teams;
        /// The stages of the review process, from the one at which applications enter.
        stage: Stages;
        /// Patience while waiting for a decision.
        patience: PatienceSection;
        /// How applicants hear of a decision.
        notice: NoticeSection;
        /// The right to have an automatic refusal looked at by a person.
        human_request: HumanRequestSection;
        /// Applying again after a refusal.
        reapply: ReapplySection;
        /// Restoration by the system, without an application.
        unasked_restoration: UnaskedRestorationSection;
        /// What decisions cost the lender.
        costs: CostsSection;
        /// The runs that force each behaviour off, half and on.
        interventions: InterventionsSection;
        /// Where the numbers come from, by key.
        provenance: Provenance;
        /// What should come out, by station (or `summary`) and metric, each with its source; the run says what holds.
        expect: Expectations;
    }
}
