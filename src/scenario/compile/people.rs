//! The population.

use super::super::cards;
use super::super::read::fault::Fault;
use super::super::read::section::Section as _;
use super::super::read::source::Place;
use super::super::read::units::Share;
use super::super::sections::Scenario;
use super::super::sections::applicants::{
    CorrelationSection, PopulationSource, RestrictionSection, RiskSection, SesameSection,
};
use super::Compiler;
use super::behaviours::repaid_log_odds;
use crate::population::{
    Copula, DaysOverdueBand, DefaultLogit, ItemConfig, LimitScale, Population, PopulationConfig,
    PopulationError, RiskConfig, SesameConfig,
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
        let causes = self.causes(scenario);
        let restrictions = self.restrictions(scenario);
        let columns = self.own_columns(scenario)?;
        let table = match section.source {
            PopulationSource::Generator | PopulationSource::Plain => None,
            PopulationSource::Table => {
                Some(cards::read(&section.table, &columns, self.found, &mut self.receipts)?)
            }
        };
        let (table, own_columns) = table.unzip();
        let (copula, (latents, readings)) = (copula?, items?);
        let own = self.own_attributes(scenario, &copula, own_columns.unwrap_or_default());
        let diligence = if behaviours.selection == 0.0 {
            None
        } else {
            let own = &behaviours.diligence;
            let correlations = [own.credit, own.security, own.information, own.consumption, own.external];
            let remedy = say!(LowerTheCorrelationsOrSwitch);
            Some(self.check(own.place(""), copula.companion(&correlations), remedy)?)
        };
        let config = PopulationConfig {
            restrictions,
            causes: causes?,
            days_overdue: restriction
                .days_overdue
                .iter()
                .map(|band| days_overdue_band(band.from, band.to, band.share))
                .collect(),
            copula,
            diligence,
            items: ItemConfig {
                latents,
                readings,
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
                repaid_log_odds: repaid_log_odds(scenario),
                bad_days_overdue: section.bad_days_overdue as u16,
                month_days: section.month_days as u16,
            },
            table,
            own: own?,
        };
        Population::new(config).map_err(|error| self.population_fault(scenario, &error)).ok()
    }

    fn population_fault(&mut self, scenario: &Scenario, error: &PopulationError) {
        let (restriction, section) = (&scenario.restriction, &scenario.population);
        let (place, remedy) = match error {
            PopulationError::Shares { what: "the causes", .. } => {
                (restriction.place("causes"), say!(CorrectTheSharesSoThat))
            }
            PopulationError::Shares { what: "the kinds of restriction", .. } => {
                (restriction.place("kind"), say!(CorrectTheSharesSoThat))
            }
            PopulationError::Shares { .. } => {
                (restriction.place("days_overdue"), say!(CorrectTheSharesSoThat))
            }
            PopulationError::Band { .. }
                if section.cured_bad_share.iter().any(|band| band.to < band.from) =>
            {
                (section.place("cured_bad_share"), say!(ExchangeFromAndTo))
            }
            PopulationError::Band { .. } => (restriction.place("days_overdue"), say!(ExchangeFromAndTo)),
            PopulationError::Order { .. } => (section.place("cured_bad_share"), say!(ListTheBandsByDays)),
            PopulationError::NoRows(_) => (section.table.place("file"), say!(UseATableWithSuch)),
        };
        let shares = matches!(error, PopulationError::Shares { what: "the causes", .. });
        let causes = if shares { written_causes(restriction) } else { Vec::new() };
        let fault = Fault::rule(place, error.to_string(), say!(ContradictsItselfHere), remedy);
        self.found.push(fault.caused_by(causes));
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
