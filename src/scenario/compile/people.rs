//! The population, and what applicants do.

use super::super::cards;
use super::super::read::fault::Fault;
use super::super::read::section::Section as _;
use super::super::read::source::Place;
use super::super::read::units::Share;
use super::super::sections::Scenario;
use super::super::sections::applicants::{
    CorrelationSection, PopulationSource, RestrictionSection, RiskSection, SesameSection,
};
use super::super::sections::behaviours::{ActionParts, IntensitySection, SelfCheckSection};
use super::{Compiler, seconds};
use crate::behaviour::{ActionConfig, Adoption, AdoptionRule, BehaviourConfig, Effects, SelfCheck};
use crate::population::{
    Copula, DaysOverdueBand, DefaultLogit, ItemConfig, LimitScale, Population, PopulationConfig,
    PopulationError, RiskConfig, Segment, SesameConfig,
};
use crate::words::say;

/// Where shares of causes are written.
fn written_causes(restriction: &RestrictionSection) -> Vec<Place> {
    let names = ["overdue", "account_risk", "violation", "info_churn", "other"];
    let keys = names.map(|cause| format!("causes.{cause}"));
    keys.iter().filter(|key| restriction.spans().wrote(key)).map(|key| restriction.place(key)).collect()
}

impl Compiler<'_> {
    pub(super) fn population(&mut self, scenario: &Scenario) -> Option<Population> {
        let (restriction, section) = (&scenario.restriction, &scenario.population);
        let behaviours = &scenario.behaviours;
        let copula = self.copula(&section.correlation);
        let items = self.items(&scenario.attribute);
        self.sesame(&section.sesame);
        let balance_cny = self.law(&section.balance, section.place("balance"));
        let utilisation = self.law(&section.utilisation, section.place("utilisation"));
        let table = match section.source {
            PopulationSource::Generator | PopulationSource::Plain => None,
            PopulationSource::Table => Some(cards::read(&section.table, self.found, &mut self.receipts)?),
        };
        let (copula, (latents, readings)) = (copula?, items?);
        let diligence = if behaviours.selection == 0.0 {
            None
        } else {
            let own = &behaviours.diligence;
            let correlations = [own.credit, own.security, own.information, own.consumption, own.external];
            let remedy = say!(LowerTheCorrelationsOrSwitch);
            Some(self.check(own.place(""), copula.companion(&correlations), remedy)?)
        };
        let mix = &restriction.causes;
        let shift = &section.cause_shift;
        let config = PopulationConfig {
            suspended_share: restriction.suspended_share.get(),
            causes: [mix.overdue, mix.account_risk, mix.violation, mix.info_churn, mix.other].map(Share::get),
            days_overdue: restriction
                .days_overdue
                .iter()
                .map(|band| days_overdue_band(band.from, band.to, band.share))
                .collect(),
            confirmed_cash_out_share: restriction.confirmed_cash_out_share.get(),
            copula,
            diligence,
            items: ItemConfig {
                latents,
                readings,
                account_risk_security_shift: shift.account_risk_security,
                violation_consumption_shift: shift.violation_consumption,
                churn_edits: shift.churn_edits as u8,
                violation_cash_outs: shift.violation_cash_outs as u8,
                identity_unverified_share: section.identity_unverified_share.get(),
            },
            sesame: SesameConfig {
                mean: section.sesame.mean,
                sd: section.sesame.sd,
                overdue_deduction: section.sesame.overdue_deduction,
                repeated_deduction: section.sesame.repeated_deduction,
                repeated_months: section.sesame.repeated_months as u8,
                lowest: section.sesame.lowest,
                highest: section.sesame.highest,
            },
            balance_cny: balance_cny?,
            utilisation: utilisation.filter(|_| !section.uci_utilisation),
            limits: LimitScale {
                ntd_per_cny: section.uci_units_per_cny,
                step_cny: section.limit_step.as_cny() as f32,
            },
            risk: RiskConfig {
                logit: default_logit(&section.risk),
                portfolio_bad_share: section.portfolio_bad_share.get(),
                cured_bad: section
                    .cured_bad_share
                    .iter()
                    .map(|band| days_overdue_band(band.from, band.to, band.share))
                    .collect(),
                repaid_log_odds: behaviours.repay.risk_log_odds,
                bad_days_overdue: section.bad_days_overdue as u16,
                month_days: section.month_days as u16,
            },
            table,
        };
        Population::new(config)
            .map_err(|error| {
                let (place, remedy) = match &error {
                    PopulationError::Shares { what: "the causes", .. } => {
                        (restriction.place("causes"), say!(CorrectTheSharesSoThat))
                    }
                    PopulationError::Shares { .. } => {
                        (restriction.place("days_overdue"), say!(CorrectTheSharesSoThat))
                    }
                    PopulationError::Band { .. }
                        if section.cured_bad_share.iter().any(|band| band.to < band.from) =>
                    {
                        (section.place("cured_bad_share"), say!(ExchangeFromAndTo))
                    }
                    PopulationError::Band { .. } => {
                        (restriction.place("days_overdue"), say!(ExchangeFromAndTo))
                    }
                    PopulationError::Order { .. } => {
                        (section.place("cured_bad_share"), say!(ListTheBandsByDays))
                    }
                    PopulationError::NoRows(_) => (section.table.place("file"), say!(UseATableWithSuch)),
                };
                let shares = matches!(&error, PopulationError::Shares { what: "the causes", .. });
                let causes = if shares { written_causes(restriction) } else { Vec::new() };
                let fault = Fault::rule(place, error.to_string(), say!(ContradictsItselfHere), remedy);
                self.found.push(fault.caused_by(causes));
            })
            .ok()
    }

    fn copula(&mut self, c: &CorrelationSection) -> Option<Copula> {
        let mut lower = [[0.0; 5]; 5];
        lower[1][0] = c.credit_security;
        lower[2][..2].copy_from_slice(&[c.credit_information, c.security_information]);
        lower[3][..3].copy_from_slice(&[
            c.credit_consumption,
            c.security_consumption,
            c.information_consumption,
        ]);
        lower[4][..4].copy_from_slice(&[
            c.credit_external,
            c.security_external,
            c.information_external,
            c.consumption_external,
        ]);
        self.check(c.place(""), Copula::new(&lower), say!(LowerTheCorrelationsThatContradict))
    }

    /// A fault if the mean of the Sesame score lies where no score can be.
    fn sesame(&mut self, section: &SesameSection) {
        let SesameSection { lowest, highest, mean, .. } = section;
        if self.sound(section) && !(lowest < highest && (lowest..=highest).contains(&mean)) {
            let message = say!(SesameMeanOutsideRange, mean = mean, lowest = lowest, highest = highest);
            self.fault(
                section.place("mean"),
                message,
                say!(OutsideTheRangeOfScores),
                say!(LetLowestLieBelowMean),
            );
        }
    }

    pub(super) fn behaviours(&mut self, scenario: &Scenario) -> Option<BehaviourConfig> {
        let renewal = scenario.behaviours.renewal_day as u8;
        let actions = scenario.behaviours.actions().map(|parts| self.action(&parts, renewal));
        let application = &scenario.application;
        let preparation = self.law(&application.preparation, application.place("preparation"));
        let check = &scenario.self_check;
        let [a, b, c, d, e, f, g] = actions;
        Some(BehaviourConfig {
            actions: [a?, b?, c?, d?, e?, f?, g?],
            self_check: self_check(check),
            selection: scenario.behaviours.selection,
            preparation: preparation?,
        })
    }

    /// What a rule by segment says: an intensity or a force.
    fn adoption(&mut self, rule: &IntensitySection) -> Option<Adoption> {
        match (rule.intensity, rule.force) {
            (Some(intensity), None) => Some(Adoption::Intensity(intensity.get())),
            (None, Some(force)) => Some(Adoption::Force(force.get())),
            (None, None) => {
                // A share that could not be read is a fault already.
                if self.sound(rule) {
                    self.fault(
                        rule.place(""),
                        say!(ARuleOfSegmentsSaysNeither),
                        say!(ChangesNothing),
                        say!(AddOneOfThemFor),
                    );
                }
                None
            }
            (Some(_), Some(force)) => {
                self.fault(
                    rule.place("intensity"),
                    say!(ARuleOfSegmentsSays),
                    say!(ChangesNothingBesideForce),
                    say!(KeepOneOfThemFor, force = force),
                );
                None
            }
        }
    }

    fn action(&mut self, parts: &ActionParts<'_>, renewal: u8) -> Option<ActionConfig> {
        let before = self.found.len();
        let rules = parts
            .segments
            .iter()
            .filter_map(|rule| {
                let names: Vec<&str> = Segment::ALL.iter().map(|segment| segment.name()).collect();
                let segment = self.position("segment", &rule.segment, &names, rule.place("segment"))?;
                let values = Segment::ALL[segment].values();
                // Bands were written `25-34` before.
                let current = values.iter().position(|value| value.replace("_to_", "-") == rule.value);
                let value = match current {
                    Some(value) => value,
                    None => self.position("value", &rule.value, values, rule.place("value"))?,
                };
                let adoption = self.adoption(rule)?;
                Some(AdoptionRule { segment: segment as u8, value: value as u8, adoption })
            })
            .collect();
        let delay = self.law(parts.delay, parts.place)?;
        (self.found.len() == before).then(|| ActionConfig {
            intensity: parts.intensity.get(),
            force: parts.force.map(Share::get),
            rules,
            delay,
            next_day_of_month: (parts.name == "raise_external").then_some(renewal),
            wait_share: parts.wait_share.get(),
            effect: parts.effect,
            late_effect: parts.late_effect,
            late_span: seconds(parts.late_span),
            risk_log_odds: parts.risk_log_odds,
            edits: parts.edits as u8,
            effort_hours: parts.effort.as_seconds() / 3600.0,
            money_cny: parts.cost.as_cny(),
        })
    }
}

fn default_logit(section: &RiskSection) -> DefaultLogit {
    DefaultLogit {
        month_now: section.month_now,
        month_before: section.month_before,
        utilisation: section.utilisation,
        limit_doubling: section.limit_doubling,
        payment_ratio: section.payment_ratio,
        by_overdue_months: section.by_overdue_months,
    }
}

fn days_overdue_band(from: u32, to: u32, share: Share) -> DaysOverdueBand {
    DaysOverdueBand { from: from as u16, to: to as u16, share: share.get() }
}

/// What is known of a cause before an application is not forgotten by a refusal.
fn self_check(section: &SelfCheckSection) -> SelfCheck {
    let by_cause = section.right_share_by_cause.by_cause();
    let after = |otherwise: Share| {
        by_cause.map(|own| own.map_or(otherwise.get(), |own| own.get().max(otherwise.get())))
    };
    SelfCheck {
        right_share: by_cause.map(|own| own.unwrap_or(section.right_share).get()),
        right_share_after_reasons: after(section.right_share_after_reasons),
        right_share_after_generic: after(section.right_share_after_generic),
        right_factor: section.right_factor,
        wrong_factor: section.wrong_factor,
    }
}

pub(super) fn effects(scenario: &Scenario) -> Effects {
    let (section, edits) = (&scenario.behaviours, &scenario.behaviours.edits);
    Effects {
        edit_window: seconds(edits.window),
        tolerated_edits: edits.tolerated as u8,
        edit_penalty: edits.penalty,
        churn_penalty: edits.largest_penalty,
        record_window: seconds(edits.record_window),
        noise_reduction: section.profile_noise_reduction.get(),
        takeover_reduction: section.secure_takeover_reduction.get(),
        daily_penalty: section.daily_penalty_interest.get(),
        sesame_points: section.external_sesame_points,
    }
}
