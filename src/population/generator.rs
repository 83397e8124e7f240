//! The generator: (replication, index) → applicant.

use super::items::ITEMS;
use super::risk::LimitDoublings;
use super::{Applicant, CardGenerator, CardTable, Cause, Copula, ItemConfig, Restriction, RiskModel};
use crate::math::if_so;
use crate::random::{Law, Purpose, ReplicationKey, Stream, standard_normal_cdf, standard_normal_quantile};

/// Shares of the causes, in the order of [`Cause::ALL`]; they sum to one.
pub type CauseMix = [f64; 5];

/// A band of days overdue and the share of overdue applicants in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DaysOverdueBand {
    /// First day of the band, at least 1.
    pub from: u16,
    /// Last day of the band, inclusive.
    pub to: u16,
    /// Share of overdue applicants, 0..1.
    pub share: f64,
}

/// The Sesame score: normal, with deductions, clipped to 350..950.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SesameConfig {
    /// Mean before deductions.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// Points off for applicants restricted for arrears.
    pub overdue_deduction: f64,
    /// Points off for three or more overdue months.
    pub repeated_deduction: f64,
}

/// Everything that shapes the applicants.
#[derive(Debug, Clone)]
pub struct PopulationConfig {
    /// Share of restrictions that suspend the account, 0..1; the others reduce the limit.
    pub suspended_share: f64,
    /// Shares of the causes.
    pub causes: CauseMix,
    /// Bands of days overdue; shares sum to one.
    pub days_overdue: Vec<DaysOverdueBand>,
    /// Share of violations that are confirmed cash-outs, 0..1.
    pub confirmed_cash_out_share: f64,
    /// Dependence between the factors.
    pub copula: Copula,
    /// Item readings.
    pub items: ItemConfig,
    /// Sesame score.
    pub sesame: SesameConfig,
    /// Balance owed, CNY; never above the limit.
    pub balance_cny: Law,
    /// Utilisation on 0..1; `None` keeps the law of the UCI table.
    pub utilisation: Option<Law>,
    /// Share of the whole portfolio that goes bad, 0..1 exclusive.
    pub portfolio_bad_share: f64,
    /// Real rows to draw card histories from; `None` generates them.
    pub table: Option<CardTable>,
}

/// What makes a population impossible.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PopulationError {
    /// Shares that should sum to one do not.
    #[error("the shares of {what} must sum to 1, they sum to {sum}")]
    Shares {
        /// Whose shares.
        what: &'static str,
        /// Their sum.
        sum: f64,
    },
    /// A band of days overdue that is empty or starts before the first day.
    #[error(
        "a band of days overdue must start at 1 or later and not end before it starts, got {from} to {to}"
    )]
    Band {
        /// First day.
        from: u16,
        /// Last day.
        to: u16,
    },
    /// The table has no row that an applicant could be drawn from.
    #[error("the table has no row that is {0}")]
    NoRows(&'static str),
}

/// Sums of shares may miss one by this much: the rounding of shares written with two decimals.
const SHARE_TOLERANCE: f64 = 1e-6;

/// The compiled population.
#[derive(Debug, Clone)]
pub struct Population {
    config: PopulationConfig,
    cause_edges: [f64; 5],
    cards: CardGenerator,
    risk: RiskModel,
    limits: LimitDoublings,
}

impl Population {
    /// Validates and compiles `config`.
    ///
    /// # Errors
    /// Shares that do not sum to one, an impossible band, or a table without a usable row.
    pub fn new(config: PopulationConfig) -> Result<Self, PopulationError> {
        let check = |what, sum: f64| {
            let fault = PopulationError::Shares { what, sum };
            if (sum - 1.0).abs() <= SHARE_TOLERANCE { Ok(()) } else { Err(fault) }
        };
        check("the causes", config.causes.iter().sum())?;
        check("days overdue", config.days_overdue.iter().map(|band| band.share).sum())?;
        if let Some(band) = config.days_overdue.iter().find(|band| band.from == 0 || band.to < band.from) {
            return Err(PopulationError::Band { from: band.from, to: band.to });
        }
        if let Some(table) = &config.table {
            if config.causes[0] > 0.0 && !table.covers(true) {
                return Err(PopulationError::NoRows(
                    "overdue now, but the mix of causes has overdue applicants",
                ));
            }
            if config.causes[0] < 1.0 && !table.covers(false) {
                return Err(PopulationError::NoRows(
                    "not overdue, but the mix of causes has such applicants",
                ));
            }
        }
        let mut sum = 0.0;
        let cause_edges = config.causes.map(|share| {
            sum += share;
            sum
        });
        let cards = CardGenerator::new(config.utilisation.as_ref());
        let risk = RiskModel::calibrated(config.portfolio_bad_share, &cards);
        Ok(Self { config, cause_edges, cards, risk, limits: LimitDoublings::new() })
    }

    /// The table that card histories are drawn from, if there is one.
    pub fn table(&self) -> Option<&CardTable> {
        self.config.table.as_ref()
    }

    /// The model of true risk.
    pub fn risk(&self) -> &RiskModel {
        &self.risk
    }

    /// Applicant `index` of a replication: always the same one.
    pub fn applicant(&self, key: ReplicationKey, index: u64) -> Applicant {
        let config = &self.config;
        let mut stream = key.stream(index, Purpose::Cause, 0);
        // What chance decides is chosen without a branch, which would often be guessed wrong.
        let suspended = stream.uniform() < config.suspended_share;
        let restriction = Restriction::ALL[usize::from(!suspended)];
        let u = stream.uniform();
        let passed: u8 = self.cause_edges.map(|edge| u8::from(u >= edge)).iter().sum();
        let cause = Cause::ALL[usize::from(passed.min(4))];
        let overdue = cause == Cause::Overdue;
        let days_overdue = if overdue { self.days_overdue(&mut stream) } else { 0 };
        let confirmed_cash_out =
            (cause == Cause::Violation) & (stream.uniform() < config.confirmed_cash_out_share);

        let mut card_stream = key.stream(index, Purpose::Card, 0);
        let mut attributes = key.stream(index, Purpose::Attributes, 0);
        let [mut credit, b, c, d, e, noise @ ..]: [f64; 5 + ITEMS] = attributes.normals();
        let row = config.table.as_ref().map(|table| table.row(overdue, card_stream.uniform()));
        let months_now = match days_overdue {
            0 => 0,
            1..=30 => 1,
            31..=60 => 2,
            _ => 3,
        };
        let known = row.and_then(|row| row.overdue);
        let months = known.unwrap_or_else(|| (self.cards.overdue_months(credit, overdue), months_now));
        if known.is_some() {
            credit = self.credit_given(months.0, credit);
        }
        let within_class = overdue && known.is_none();
        let generated = self.cards.draw(credit, within_class, months, &mut card_stream);
        let card = row.map_or(generated, |row| generated.with(&row.known()));

        let latent = config.copula.correlate([credit, b, c, d, e]);
        let items = config.items.read(latent, cause, noise, attributes.uniform());
        let sesame = config.sesame;
        let sesame_score = sesame.mean + sesame.sd * items.sesame_score
            - if_so(overdue, sesame.overdue_deduction)
            - if_so(card.overdue_months >= 3, sesame.repeated_deduction);
        let balance = config.balance_cny.sample(&mut attributes).max(0.0) as f32;
        Applicant {
            restriction,
            cause,
            days_overdue,
            confirmed_cash_out,
            balance_cny: balance.min(card.limit_cny),
            card,
            security: items.security,
            information: items.information,
            consumption: items.consumption,
            external: Applicant::external(sesame_score, items.credit_report),
            true_risk: self.risk.risk_by(&card, &self.limits),
        }
    }

    fn days_overdue(&self, stream: &mut Stream) -> u16 {
        let (u, place) = (stream.uniform(), stream.uniform());
        let bands = &self.config.days_overdue;
        let mut sum = 0.0;
        let band = bands
            .iter()
            .find(|band| {
                sum += band.share;
                u < sum
            })
            .or(bands.last());
        band.map_or(1, |band| band.from + (place * f64::from(band.to - band.from + 1)) as u16)
    }

    /// A credit score that goes with a real row's overdue months: the score's own rank, squeezed
    /// into the interval that those months have.
    fn credit_given(&self, months: u8, score: f64) -> f64 {
        let (low, high) = self.cards.credit_interval(months);
        let (low, high) = (standard_normal_cdf(low), standard_normal_cdf(high));
        standard_normal_quantile(low + (high - low) * standard_normal_cdf(score)).clamp(-6.0, 6.0)
    }
}
