//! The generator: (replication, index) → applicant.

use super::arrears::{ArrearsRisk, RiskConfig, months_overdue};
use super::items::ITEMS;
use super::risk::LimitDoublings;
use super::{
    Applicant, Card, CardGenerator, CardTable, Cause, Companion, Copula, ExternalItems, ItemConfig,
    LimitScale, Restriction, RiskModel,
};
use crate::math::{Work, if_so, widely};
use crate::random::{Law, Purpose, ROW, ReplicationKey};
use crate::words::say;

/// Shares of the causes, in the order of [`Cause::ALL`]; they sum to one.
pub type CauseMix = [f64; 5];

/// A band of days overdue and a share that belongs to it: of overdue applicants, or of those in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DaysOverdueBand {
    /// First day of the band, at least 1.
    pub from: u16,
    /// Last day of the band, inclusive.
    pub to: u16,
    /// The share, 0..1.
    pub share: f64,
}

/// The Sesame score: normal, with deductions, and clipped.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SesameConfig {
    /// Mean before deductions.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// Points off for applicants restricted for arrears.
    pub overdue_deduction: f64,
    /// Points off for [`Self::repeated_months`] or more overdue months.
    pub repeated_deduction: f64,
    /// Overdue months that count as repeated.
    pub repeated_months: u8,
    /// The least score there is.
    pub lowest: f64,
    /// The greatest score there is, not below the least.
    pub highest: f64,
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
    /// How diligence depends on the factors; `None` where it makes no difference.
    pub diligence: Option<Companion>,
    /// Item readings.
    pub items: ItemConfig,
    /// Sesame score.
    pub sesame: SesameConfig,
    /// Balance owed, CNY; never above the limit.
    pub balance_cny: Law,
    /// Utilisation on 0..1; `None` keeps the law of the UCI table.
    pub utilisation: Option<Law>,
    /// How the limits of the UCI table become limits of pay-later accounts.
    pub limits: LimitScale,
    /// How often accounts go bad.
    pub risk: RiskConfig,
    /// Real rows to draw card histories from; `None` generates them.
    pub table: Option<CardTable>,
}

/// What makes a population impossible.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PopulationError {
    /// Shares that should sum to one do not.
    #[error("{}", say!(TheSharesOfMustSum, what = what, sum = sum))]
    Shares {
        /// Whose shares.
        what: &'static str,
        /// Their sum.
        sum: f64,
    },
    /// A band of days overdue that is empty or starts before the first day.
    #[error("{}", say!(ABandOfDaysOverdue, from = from, to = to))]
    Band {
        /// First day.
        from: u16,
        /// Last day.
        to: u16,
    },
    /// A band of days overdue that starts before the one listed before it has ended.
    #[error("{}", say!(BandsOfDaysOverdueMust, from = from, after = after))]
    Order {
        /// First day of the later band.
        from: u16,
        /// Last day of the one before it.
        after: u16,
    },
    /// The table has no row that an applicant could be drawn from.
    #[error("{}", say!(TheTableHasNoRow, what = .0))]
    NoRows(&'static str),
}

/// The card of someone with this many months overdue now: a row of a table may say otherwise, and arrears are
/// what the scenario says.
#[inline(always)]
fn owing(card: Card, months_overdue_now: u8) -> Card {
    Card { months_overdue_now, ..card }
}

/// Sums of shares may miss one by this much: the rounding of shares written with two decimals.
const SHARE_TOLERANCE: f64 = 1e-6;

/// A sum of shares is told in parts of so many: what adding up leaves behind them nobody has written.
const SHOWN: f64 = 1e9;

/// The compiled population.
#[derive(Debug, Clone)]
pub struct Population {
    config: PopulationConfig,
    cause_edges: [f64; 5],
    cards: CardGenerator,
    risk: RiskModel,
    arrears: ArrearsRisk,
    limits: LimitDoublings,
}

/// Applicants to be made in a row.
struct Making<'a> {
    population: &'a Population,
    key: ReplicationKey,
    from: u64,
    applicants: &'a mut [Applicant; ROW],
}

impl Work for Making<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.population.make(self.key, self.from, self.applicants);
    }
}

impl Population {
    /// Validates and compiles `config`.
    ///
    /// # Errors
    /// Shares that do not sum to one, an impossible band, or a table without a usable row.
    pub fn new(config: PopulationConfig) -> Result<Self, PopulationError> {
        let check = |what, sum: f64| {
            let fault = PopulationError::Shares { what, sum: (sum * SHOWN).round() / SHOWN };
            if (sum - 1.0).abs() <= SHARE_TOLERANCE { Ok(()) } else { Err(fault) }
        };
        check("the causes", config.causes.iter().sum())?;
        check("days overdue", config.days_overdue.iter().map(|band| band.share).sum())?;
        let mut bands = config.days_overdue.iter().chain(&config.risk.cured_bad);
        if let Some(band) = bands.find(|band| band.from == 0 || band.to < band.from) {
            return Err(PopulationError::Band { from: band.from, to: band.to });
        }
        let mut steps = config.risk.cured_bad.windows(2);
        if let Some(steps) = steps.find(|pair| pair[1].from <= pair[0].to) {
            return Err(PopulationError::Order { from: steps[1].from, after: steps[0].to });
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
        let cards = CardGenerator::new(config.utilisation.as_ref(), config.limits);
        let limits = LimitDoublings::new(config.limits);
        let risk = RiskModel::calibrated(&config.risk, &cards, &limits);
        let arrears = ArrearsRisk::calibrated(&config.risk, &risk, &cards, &limits);
        Ok(Self { config, cause_edges, cards, risk, arrears, limits })
    }

    /// The table that card histories are drawn from, if there is one.
    pub fn table(&self) -> Option<&CardTable> {
        self.config.table.as_ref()
    }

    /// Days overdue that make an account bad by definition.
    #[inline]
    pub fn bad_days_overdue(&self) -> u32 {
        u32::from(self.config.risk.bad_days_overdue)
    }

    /// The model of true risk.
    pub fn risk(&self) -> &RiskModel {
        &self.risk
    }

    /// Applicant `index` of a replication: always the same one.
    pub fn applicant(&self, key: ReplicationKey, index: u64) -> Applicant {
        let mut made = [Applicant::BLANK];
        self.make(key, index, &mut made);
        made[0]
    }

    /// The applicants from index `from` on: those that [`Self::applicant`] makes, in a fraction of the time.
    pub fn applicants(&self, key: ReplicationKey, from: u64, applicants: &mut [Applicant; ROW]) {
        widely(Making { population: self, key, from, applicants });
    }

    /// Draws lane by lane, and chooses without branches, which chance would make hard to guess.
    #[inline(always)]
    fn make<const N: usize>(&self, key: ReplicationKey, from: u64, applicants: &mut [Applicant; N]) {
        let config = &self.config;
        let (restrictions, causes, days_overdue, confirmed_cash_out) = self.reasons::<N>(key, from);
        let mut overdue = [false; N];
        for lane in 0..N {
            overdue[lane] = causes[lane] == Cause::Overdue;
        }

        let mut card_row = key.row::<N>(from, Purpose::Card, 0);
        let mut attributes = key.row::<N>(from, Purpose::Attributes, 0);
        let draws = attributes.normals();
        let (mut others, mut noise) = ([[0.0; N]; 4], [[0.0; N]; ITEMS]);
        for numbers in others.iter_mut().chain(&mut noise) {
            *numbers = attributes.normals();
        }
        let names = attributes.uniforms();
        let balances = config.balance_cny.samples(&mut attributes, &[true; N]);

        // Before the factors are moved by what is known of the applicant: the diligent are as many in every group.
        let diligence = self.diligence(key, from, [&draws, &others[0], &others[1], &others[2], &others[3]]);

        let (counts, mut credit) = self.cards.standing.given_arrears(&draws, &overdue);
        let mut months = [(0, 0); N];
        let mut months_now = [0; N];
        for lane in 0..N {
            months_now[lane] = months_overdue(days_overdue[lane], config.risk.month_days);
            months[lane] = (counts[lane], months_now[lane]);
        }
        let mut known = [const { None }; N];
        if let Some(table) = &config.table {
            let places = card_row.uniforms();
            for lane in 0..N {
                let row = table.row(overdue[lane], places[lane]);
                if let Some(counted) = row.overdue {
                    months[lane] = counted;
                    credit[lane] = self.cards.standing.credit_given(counted.0, draws[lane]);
                }
                known[lane] = Some(row.known());
            }
        }
        let cards = self.cards.draws(&credit, &months, &mut card_row);

        let [b, c, d, e] = others;
        let latent = config.copula.correlate(&[credit, b, c, d, e]);
        let items = config.items.read(&latent, &causes, &noise, &names);
        let sesame = config.sesame;
        for lane in 0..N {
            let made = cards.of(lane);
            let card = known[lane].as_ref().map_or(made, |known| made.with(known));
            let sesame_score = sesame.mean + sesame.sd * items.sesame_score[lane]
                - if_so(overdue[lane], sesame.overdue_deduction)
                - if_so(card.overdue_months >= sesame.repeated_months, sesame.repeated_deduction);
            let balance = balances[lane].max(0.0) as f32;
            applicants[lane] = Applicant {
                restriction: restrictions[lane],
                cause: causes[lane],
                days_overdue: days_overdue[lane],
                confirmed_cash_out: confirmed_cash_out[lane],
                balance_cny: balance.min(card.limit_cny),
                card,
                security: items.security(lane),
                information: items.information(lane),
                consumption: items.consumption(lane),
                external: ExternalItems {
                    sesame: sesame_score.max(sesame.lowest).min(sesame.highest) as f32,
                    credit_report: items.credit_report[lane],
                },
                true_risk: self.arrears.shift(
                    self.risk.risk_by(&owing(card, months_now[lane]), &self.limits),
                    days_overdue[lane],
                ),
                diligence: diligence[lane],
            };
        }
    }

    /// How diligent each is, from the independent numbers that their factors are made of.
    #[inline(always)]
    fn diligence<const N: usize>(
        &self,
        key: ReplicationKey,
        from: u64,
        independent: [&[f64; N]; 5],
    ) -> [f32; N] {
        let Some(companion) = &self.config.diligence else { return [0.0; N] };
        let own = key.row::<N>(from, Purpose::Diligence, 0).normals();
        companion.of(independent, &own).map(|diligence| diligence as f32)
    }

    /// What happened to the accounts and why, days overdue, and whether a cash-out is confirmed.
    #[inline(always)]
    fn reasons<const N: usize>(
        &self,
        key: ReplicationKey,
        from: u64,
    ) -> ([Restriction; N], [Cause; N], [u16; N], [bool; N]) {
        let config = &self.config;
        let mut row = key.row::<N>(from, Purpose::Cause, 0);
        let (suspended, cause) = (row.uniforms(), row.uniforms());
        // Who is overdue draws a band and a place in it, all others whether a cash-out is confirmed.
        let (third, place) = (row.uniforms(), row.uniforms());
        let mut restrictions = [Restriction::Suspended; N];
        let (mut causes, mut days, mut confirmed) = ([Cause::Overdue; N], [0; N], [false; N]);
        for lane in 0..N {
            restrictions[lane] = Restriction::ALL[usize::from(suspended[lane] >= config.suspended_share)];
            let passed: u8 = self.cause_edges.map(|edge| u8::from(cause[lane] >= edge)).iter().sum();
            causes[lane] = Cause::ALL[usize::from(passed.min(4))];
            let overdue = u16::from(causes[lane] == Cause::Overdue);
            days[lane] = self.days_overdue(third[lane], place[lane]) * overdue;
            let violates = causes[lane] == Cause::Violation;
            confirmed[lane] = violates && third[lane] < config.confirmed_cash_out_share;
        }
        (restrictions, causes, days, confirmed)
    }

    /// Days overdue by a coin for the band and one for the place in it (0..1 each).
    #[inline(always)]
    fn days_overdue(&self, coin: f64, place: f64) -> u16 {
        let bands = &self.config.days_overdue;
        let (mut sum, mut passed) = (0.0, 0);
        for band in bands {
            sum += band.share;
            passed += usize::from(coin >= sum);
        }
        let band = bands.get(passed).or(bands.last());
        band.map_or(1, |band| band.from + (place * f64::from(band.to - band.from + 1)) as u16)
    }
}
