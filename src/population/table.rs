//! A table of real card holders to draw from, row by row.

use super::card::KnownCard;

/// One row of a table, reduced to what the model uses; `None` where the table has no such column.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CardRow {
    /// Age in completed years.
    pub age_years: Option<f32>,
    /// Credit limit, CNY.
    pub limit_cny: Option<f32>,
    /// Mean bill over limit, 0..1.
    pub utilisation: Option<f32>,
    /// Mean share of a bill that was paid, 0..1.
    pub payment_ratio: Option<f32>,
    /// Overdue months out of six, and months overdue now (0..=3).
    pub overdue: Option<(u8, u8)>,
}

impl CardRow {
    pub(super) fn known(&self) -> KnownCard {
        KnownCard {
            age_years: self.age_years,
            limit_cny: self.limit_cny,
            utilisation: self.utilisation,
            payment_ratio: self.payment_ratio,
        }
    }
}

/// Rows to draw from with replacement, split by whether an instalment is overdue now.
#[derive(Debug, Clone, Default)]
pub struct CardTable {
    rows: Vec<CardRow>,
    overdue_now: Vec<u32>,
    not_overdue: Vec<u32>,
}

impl CardTable {
    /// A table of these rows.
    pub fn new(rows: Vec<CardRow>) -> Self {
        let is_overdue = |row: &CardRow| row.overdue.is_some_and(|(_, now)| now > 0);
        let pick = |wanted: bool| {
            let matching = rows
                .iter()
                .zip(0_u32..)
                .filter(|(row, _)| row.overdue.is_none() || is_overdue(row) == wanted);
            matching.map(|(_, index)| index).collect()
        };
        let (overdue_now, not_overdue) = (pick(true), pick(false));
        Self { rows, overdue_now, not_overdue }
    }

    /// All rows.
    pub fn rows(&self) -> &[CardRow] {
        &self.rows
    }

    /// Whether an applicant who is overdue (or is not) can be drawn.
    pub fn covers(&self, overdue: bool) -> bool {
        !self.pool(overdue).is_empty()
    }

    /// The row at share `u` (0..1) of the rows that are overdue now, or of those that are not.
    /// An empty pool gives an empty row, which the generator then fills.
    #[inline]
    pub(super) fn row(&self, overdue: bool, u: f64) -> CardRow {
        self.position(overdue, u).map_or_else(CardRow::default, |row| self.rows[row])
    }

    /// The position of that row; `None` from an empty pool.
    #[inline]
    pub(super) fn position(&self, overdue: bool, u: f64) -> Option<usize> {
        let pool = self.pool(overdue);
        let place = ((u * pool.len() as f64) as usize).min(pool.len().saturating_sub(1));
        pool.get(place).map(|row| *row as usize)
    }

    fn pool(&self, overdue: bool) -> &[u32] {
        if overdue { &self.overdue_now } else { &self.not_overdue }
    }
}
