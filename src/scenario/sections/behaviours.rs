//! Sections about self-check and the seven behaviours.

use super::super::read::dist::{Dist, Law};
use super::super::read::section::{Section, section};
use super::super::read::source::Place;
use super::super::read::units::{Duration, Money, Share};

section! {
    /// Chances of the right diagnosis of single causes; a cause without one has that of all.
    pub struct RightShareSection {
        /// Restricted for arrears, which the app shows.
        overdue: Option<Share> = Some(Share::new(0.95));
        /// Restricted because the account looks at risk.
        account_risk: Option<Share>;
        /// Restricted for a breach of the terms.
        violation: Option<Share>;
        /// Restricted for frequent edits.
        info_churn: Option<Share>;
        /// Restricted for anything else.
        other: Option<Share>;
    }
}

impl RightShareSection {
    /// The chances of the standard causes, in their order.
    pub fn by_cause(&self) -> [Option<Share>; 5] {
        [self.overdue, self.account_risk, self.violation, self.info_churn, self.other]
    }
}

section! {
    /// Finding the cause, and what follows from being right or wrong.
    pub struct SelfCheckSection {
        /// Chance of the right diagnosis before the first application.
        right_share: Share = Share::new(0.60);
        /// The same for single causes, instead of the above; after a refusal it is no less.
        right_share_by_cause: RightShareSection;
        /// The same after a refusal with reason codes.
        right_share_after_reasons: Share = Share::new(0.80);
        /// The same after a generic notice of refusal.
        right_share_after_generic: Share = Share::new(0.60);
        /// Multiplier of the intensity of the remedy of the cause believed in.
        right_factor: f64 = 1.3, between(0.0, 100.0);
        /// Multiplier of the intensity of the right remedy after a wrong diagnosis.
        wrong_factor: f64 = 0.5, between(0.0, 100.0);
    }
}

section! {
    /// Another adoption in one value of one segment: `intensity` or `force`.
    pub struct IntensitySection {
        /// Segment: `cause`, `restriction`, `age_band`, `limit_band`, `sesame_band`, `overdue_months` or
        /// `days_overdue`.
        segment: String, required, non_empty;
        /// Value of the segment, as in segments.csv.
        value: String, required, non_empty;
        /// Adoption probability there, at each occasion.
        intensity: Option<Share>;
        /// Share that adopts it there at the first occasion; the others never do.
        force: Option<Share>;
    }
}

section! {
    /// How edits and old records count.
    pub struct EditsSection {
        /// Span in which an edit counts as recent; who stops editing has recent edits for so long after.
        window: Duration = Duration::days(14.0);
        /// Recent edits that raise no suspicion.
        tolerated: u32 = 3, at_most(200);
        /// Information points (of 1) lost for each recent edit beyond those.
        penalty: f64 = 0.05, between(0.0, 1.0);
        /// Most information points that edits can cost.
        largest_penalty: f64 = 0.25, between(0.0, 1.0);
        /// Span over which an overdue month ages out of the record; it cannot be undone.
        record_window: Duration = Duration::days(180.0), above(0.0);
    }
}

/// What the section of one behaviour says, whatever the behaviour.
#[derive(Debug)]
pub struct ActionParts<'a> {
    /// Key of the section.
    pub name: &'static str,
    /// See [`super::super::read::section`]; the same keys in every behaviour.
    pub intensity: Share,
    /// Goes before the intensity.
    pub force: Option<Share>,
    /// Adoption by segment.
    pub segments: &'a [IntensitySection],
    /// Time until it takes effect.
    pub delay: &'a Dist<Duration>,
    /// Share of adopters who wait for the effect.
    pub wait_share: Share,
    /// Gain in factor points.
    pub effect: f64,
    /// Further gain that builds up.
    pub late_effect: f64,
    /// How long that takes.
    pub late_span: Duration,
    /// Shift of the log-odds of going bad.
    pub risk_log_odds: f64,
    /// Profile edits it amounts to.
    pub edits: u32,
    /// The applicant's own time.
    pub effort: Duration,
    /// Money besides arrears.
    pub cost: Money,
    /// Where the delay was written.
    pub place: Place,
}

macro_rules! behaviour {
    (
        $doc:literal, $name:ident, $key:literal, intensity $intensity:literal, segments $segments:expr, delay $delay:expr, waits $waits:literal,
        effect $effect:literal, late $late:literal over $span:literal d, risk $risk:literal, edits $edits:literal,
        effort $effort:literal h, cost $cost:literal
    ) => {
        section! {
            #[doc = $doc]
            pub struct $name {
                /// Probability that one to whom it applies adopts it at an occasion, given a neutral diagnosis.
                intensity: Share = Share::new($intensity);
                /// Share of them that adopts it at the first occasion, whatever they believe; the others never
                /// do. Goes before every intensity.
                force: Option<Share>;
                /// Other intensities or forces by segment; the last that matches wins, a force before every
                /// intensity.
                segments: Vec<IntensitySection> = $segments, max_length(1000);
                /// Time until it takes effect.
                delay: Dist<Duration> = $delay;
                /// Share of adopters who wait for the effect before they apply.
                wait_share: Share = Share::new($waits);
                /// Gain of the factor it works on, in factor points (0 to 1).
                effect: f64 = $effect, between(-1.0, 1.0);
                /// Further gain that builds up evenly after that.
                late_effect: f64 = $late, between(-1.0, 1.0);
                /// How long the further gain takes to build up.
                late_span: Duration = Duration::days($span);
                /// Shift of the log-odds of going bad.
                risk_log_odds: f64 = $risk, between(-20.0, 20.0);
                /// Profile edits it amounts to.
                edits: u32 = $edits, at_most(100);
                /// The applicant's own time.
                effort: Duration = Duration::hours($effort);
                /// Money it costs besides arrears.
                cost: Money = Money::cny($cost);
            }
        }

        impl $name {
            /// What the section says.
            pub fn parts(&self) -> ActionParts<'_> {
                ActionParts {
                    name: $key,
                    intensity: self.intensity,
                    force: self.force,
                    segments: &self.segments,
                    delay: &self.delay,
                    wait_share: self.wait_share,
                    effect: self.effect,
                    late_effect: self.late_effect,
                    late_span: self.late_span,
                    risk_log_odds: self.risk_log_odds,
                    edits: self.edits,
                    effort: self.effort,
                    cost: self.cost,
                    place: self.place("delay"),
                }
            }
        }
    };
}

fn days(days: f64) -> Dist<Duration> {
    Dist::constant(Duration::days(days))
}

/// Who has been in arrears for long seldom repays.
fn by_days_overdue() -> Vec<IntensitySection> {
    [("1_to_7", 0.90), ("8_to_30", 0.55)]
        .map(|(value, intensity)| IntensitySection {
            segment: "days_overdue".to_owned(),
            value: value.to_owned(),
            intensity: Some(Share::new(intensity)),
            ..IntensitySection::default()
        })
        .into()
}

fn between_days(min: f64, max: f64) -> Dist<Duration> {
    Dist::new(Law::Uniform { min: min * 86_400.0, max: max * 86_400.0 })
}

behaviour! {
    "Repay arrears, interest and penalty interest; lifts the knock-out for arrears.",
    RepaySection, "repay", intensity 0.10, segments by_days_overdue(), delay Dist::lognormal(Duration::days(3.0), 0.9), waits 1.0,
    effect 0.25, late 0.10 over 90.0 d, risk -0.7, edits 0, effort 0.5 h, cost 0.0
}
behaviour! {
    "Password, identity verification, fingerprint, face, no public wifi.",
    SecureSection, "secure", intensity 0.35, segments Vec::new(), delay days(0.3), waits 1.0,
    effect 0.35, late 0.0 over 0.0 d, risk 0.0, edits 1, effort 0.5 h, cost 0.0
}
behaviour! {
    "Stop editing the profile; lifts the penalty of those restricted for it.",
    StopEditsSection, "stop_edits", intensity 0.50, segments Vec::new(), delay days(14.0), waits 0.5,
    effect 0.0, late 0.0 over 0.0 d, risk 0.0, edits 0, effort 0.0 h, cost 0.0
}
behaviour! {
    "Fill in education, occupation, housing fund, social insurance; edits, so churn rises for a while.",
    CompleteProfileSection, "complete_profile", intensity 0.30, segments Vec::new(), delay days(0.5), waits 1.0,
    effect 0.30, late 0.0 over 0.0 d, risk 0.0, edits 2, effort 0.7 h, cost 0.0
}
behaviour! {
    "Regular purchases, no large ones, no cash-outs, on time.",
    SteadyHabitsSection, "steady_habits", intensity 0.25, segments Vec::new(), delay between_days(20.0, 60.0), waits 0.3,
    effect 0.25, late 0.0 over 0.0 d, risk -0.2, edits 0, effort 2.0 h, cost 0.0
}
behaviour! {
    "Improve the Sesame score; counts from the next renewal of scores after the delay.",
    RaiseExternalSection, "raise_external", intensity 0.15, segments Vec::new(), delay between_days(10.0, 40.0), waits 0.3,
    effect 0.0, late 0.0 over 0.0 d, risk -0.1, edits 0, effort 3.0 h, cost 50.0
}
behaviour! {
    "Hand in a payslip or a property deed; a person then looks at the application.",
    SubmitDocumentsSection, "submit_documents", intensity 0.10, segments Vec::new(), delay days(1.0), waits 1.0,
    effect 0.10, late 0.0 over 0.0 d, risk 0.0, edits 0, effort 1.5 h, cost 20.0
}

section! {
    /// Correlations of diligence with what each factor is read off.
    pub struct DiligenceSection {
        /// With credit status.
        credit: f64 = 0.3, between(-1.0, 1.0);
        /// With account security.
        security: f64 = 0.3, between(-1.0, 1.0);
        /// With personal information.
        information: f64 = 0.3, between(-1.0, 1.0);
        /// With consumption.
        consumption: f64 = 0.3, between(-1.0, 1.0);
        /// With external credit.
        external: f64 = 0.3, between(-1.0, 1.0);
    }
}

section! {
    /// What applicants do.
    pub struct BehavioursSection {
        /// Shift of the log-odds of adopting a behaviour for each standard deviation of diligence; as many adopt
        /// on average as without it, and a forced share is not shifted. 0 switches it off.
        selection: f64 = 0.5, between(0.0, 5.0);
        /// How diligence goes with the factors. It is a person's own and the same at every attempt.
        diligence: DiligenceSection;
        /// Repay arrears.
        repay: RepaySection;
        /// Secure the account.
        secure: SecureSection;
        /// Stop editing the profile.
        stop_edits: StopEditsSection;
        /// Complete the profile.
        complete_profile: CompleteProfileSection;
        /// Steady habits.
        steady_habits: SteadyHabitsSection;
        /// Raise external credit.
        raise_external: RaiseExternalSection;
        /// Hand in documents.
        submit_documents: SubmitDocumentsSection;
        /// How edits and old records count.
        edits: EditsSection;
        /// Day of the month on which scores are renewed; `raise_external` takes effect on the next one after its
        /// delay.
        renewal_day: u32 = 6, at_least(1), at_most(28);
        /// Points by which `raise_external` lifts the Sesame score.
        external_sesame_points: f64 = 67.0, between(0.0, 600.0);
        /// Share of all noise of a reviewer's verdict that a completed profile removes.
        profile_noise_reduction: Share = Share::new(0.30);
        /// Share of expected takeover loss that securing the account avoids.
        secure_takeover_reduction: Share = Share::new(0.60);
        /// Interest and penalty interest a day, as a share of the balance.
        daily_penalty_interest: Share = Share::new(0.0005);
    }
}

impl BehavioursSection {
    /// The standard behaviours, in the order of [`crate::behaviour::Behaviour::STANDARD`].
    pub fn actions(&self) -> [ActionParts<'_>; 7] {
        [
            self.repay.parts(),
            self.secure.parts(),
            self.stop_edits.parts(),
            self.complete_profile.parts(),
            self.steady_habits.parts(),
            self.raise_external.parts(),
            self.submit_documents.parts(),
        ]
    }
}
