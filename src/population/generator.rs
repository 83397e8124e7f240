//! The generator: (replication, index) → applicant.

use super::arrears::{ArrearsRisk, months_overdue};
use super::items::ITEMS;
use super::risk::LimitDoublings;
use super::{
    Applicant, Attribute, Card, CardGenerator, CardTable, Cause, ExternalItems, LATENTS, PopulationConfig,
    PopulationError, Restriction, RiskModel,
};
use crate::math::{Work, if_so, widely};
use crate::random::{Purpose, ROW, ReplicationKey};

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

/// The upper edge of each share.
fn edges(shares: impl Iterator<Item = f64>) -> Vec<f64> {
    let sum = |sum: &mut f64, share: f64| {
        *sum += share;
        Some(*sum)
    };
    shares.scan(0.0, sum).collect()
}

/// How many edges a number has reached.
#[inline(always)]
fn passed(edges: &[f64], number: f64) -> usize {
    edges.iter().map(|edge| usize::from(number >= *edge)).sum()
}

/// The compiled population.
#[derive(Debug, Clone)]
pub struct Population {
    config: PopulationConfig,
    /// Upper edges of the shares of the kinds of restriction but the last, and of the causes.
    restriction_edges: Vec<f64>,
    cause_edges: Vec<f64>,
    /// Which causes leave arrears.
    arrears_of: [bool; Cause::MOST],
    /// By how much a cause moves a latent number of the generator.
    shifts: Vec<(Cause, usize, f64)>,
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
        check("the causes", config.causes.iter().map(|cause| cause.share).sum())?;
        check("the kinds of restriction", config.restrictions.iter().sum())?;
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
            let overdue: f64 =
                config.causes.iter().filter(|cause| cause.arrears).map(|cause| cause.share).sum();
            if overdue > 0.0 && !table.covers(true) {
                return Err(PopulationError::NoRows(
                    "overdue now, but the mix of causes has overdue applicants",
                ));
            }
            if overdue < 1.0 && !table.covers(false) {
                return Err(PopulationError::NoRows(
                    "not overdue, but the mix of causes has such applicants",
                ));
            }
        }
        let cause_edges = edges(config.causes.iter().map(|cause| cause.share));
        let mut restriction_edges = edges(config.restrictions.iter().copied());
        restriction_edges.pop();
        let mut arrears_of = [false; Cause::MOST];
        let mut shifts = Vec::new();
        for (position, cause) in config.causes.iter().enumerate().take(Cause::MOST) {
            arrears_of[position] = cause.arrears;
            let of_generator = cause.shifts.iter().filter(|(latent, _)| usize::from(*latent) < LATENTS.len());
            shifts.extend(
                of_generator.map(|(latent, shift)| (Cause::at(position), usize::from(*latent), *shift)),
            );
        }
        let cards = CardGenerator::new(config.utilisation.as_ref(), config.limits);
        let limits = LimitDoublings::new(config.limits);
        let risk = RiskModel::calibrated(&config.risk, &cards, &limits);
        let arrears = ArrearsRisk::calibrated(&config.risk, &risk, &cards, &limits);
        Ok(Self { config, restriction_edges, cause_edges, arrears_of, shifts, cards, risk, arrears, limits })
    }

    pub(super) fn config(&self) -> &PopulationConfig {
        &self.config
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
        let (restrictions, causes, days_overdue, coins) = self.reasons::<N>(key, from);
        let mut overdue = [false; N];
        for lane in 0..N {
            overdue[lane] = self.arrears_of[causes[lane].index()];
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
        let mut latent = config.copula.correlate(&[credit, b, c, d, e]);
        for (cause, number, shift) in &self.shifts {
            for lane in 0..N {
                latent[*number][lane] += if_so(causes[lane] == *cause, *shift);
            }
        }
        let items = config.items.read(&latent, &noise, &names);
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
                confirmed_cash_out: false,
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
            config.causes[causes[lane].index()].show(&mut applicants[lane], coins[lane]);
        }
    }

    /// The independent numbers that the latent numbers of an applicant are made of.
    pub(super) fn independent(&self, key: ReplicationKey, index: u64, applicant: &Applicant) -> [f64; 5] {
        let mut attributes = key.row::<1>(index, Purpose::Attributes, 0);
        let draws = attributes.normals();
        let overdue = self.arrears_of[applicant.cause.index()];
        let (_, [mut credit]) = self.cards.standing.given_arrears(&draws, &[overdue]);
        let row = self.row_of(key, index, applicant).zip(self.config.table.as_ref());
        if let Some((months, _)) = row.and_then(|(row, table)| table.rows().get(row)?.overdue) {
            credit = self.cards.standing.credit_given(months, draws[0]);
        }
        let [[b], [c], [d], [e]]: [[f64; 1]; 4] = std::array::from_fn(|_| attributes.normals());
        [credit, b, c, d, e]
    }

    /// A value of an attribute, cut to the range that the population has.
    #[inline]
    pub fn within(&self, attribute: Attribute, value: f64) -> f64 {
        if attribute != Attribute::SESAME {
            return value;
        }
        value.min(self.config.sesame.highest).max(self.config.sesame.lowest)
    }

    /// The row of the table that an applicant was drawn from, if there is a table.
    pub(super) fn row_of(&self, key: ReplicationKey, index: u64, applicant: &Applicant) -> Option<usize> {
        let [place] = key.row::<1>(index, Purpose::Card, 0).uniforms();
        self.config.table.as_ref()?.position(self.arrears_of[applicant.cause.index()], place)
    }

    /// The chance that decides what the cause of an applicant sets for a share of those concerned.
    pub(super) fn coin_of(key: ReplicationKey, index: u64) -> f64 {
        let mut row = key.row::<1>(index, Purpose::Cause, 0);
        let [_, _, [coin]]: [[f64; 1]; 3] = std::array::from_fn(|_| row.uniforms());
        coin
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

    /// What happened to the accounts and why, days overdue, and the chance that decides what a cause sets for a share of
    /// those concerned.
    #[inline(always)]
    fn reasons<const N: usize>(
        &self,
        key: ReplicationKey,
        from: u64,
    ) -> ([Restriction; N], [Cause; N], [u16; N], [f64; N]) {
        let mut row = key.row::<N>(from, Purpose::Cause, 0);
        let (kind, cause) = (row.uniforms(), row.uniforms());
        // Who is overdue draws a band and a place in it, all others what their cause sets.
        let (third, place) = (row.uniforms(), row.uniforms());
        let mut restrictions = [Restriction::SUSPENDED; N];
        let (mut causes, mut days) = ([Cause::OVERDUE; N], [0; N]);
        let last = self.cause_edges.len() - 1;
        for lane in 0..N {
            restrictions[lane] = Restriction::at(passed(&self.restriction_edges, kind[lane]));
            causes[lane] = Cause::at(passed(&self.cause_edges, cause[lane]).min(last));
            let overdue = u16::from(self.arrears_of[causes[lane].index()]);
            days[lane] = self.days_overdue(third[lane], place[lane]) * overdue;
        }
        (restrictions, causes, days, third)
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
