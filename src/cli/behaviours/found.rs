//! All rows that are found, and their files.

use super::played::Played;
use super::{Acts, curves, together};
use crate::cli::Failure;
use crate::results::{
    CoalitionRow, CsvStyle, CurveRow, FrontRow, InteractionRow, ObservedRow, OutputFolder, PriceRow,
    Row as _, ShapleyRow, WaitingRow, write_coalitions, write_front, write_table,
};

/// Everything that is found.
pub(super) struct Found {
    pub(super) curves: Vec<CurveRow>,
    pub(super) gaps: Vec<ObservedRow>,
    pub(super) prices: Vec<PriceRow>,
    pub(super) timing: Vec<WaitingRow>,
    pub(super) shapley: Vec<ShapleyRow>,
    pub(super) coalitions: Vec<CoalitionRow>,
    pub(super) interactions: Vec<InteractionRow>,
    pub(super) weighed: Vec<together::Weighed>,
    pub(super) front: Vec<FrontRow>,
}

impl Found {
    /// What was played says this.
    pub(super) fn of(asked: &Acts, played: &Played) -> Self {
        let weighed = together::weighed(played);
        Self {
            curves: curves::curves(asked, played),
            gaps: curves::gaps(asked, played),
            prices: curves::prices(asked, played),
            timing: curves::timing(asked, played),
            shapley: together::shapley(asked, played),
            coalitions: together::coalitions(asked, played),
            interactions: together::interactions(asked, played),
            front: together::front(&weighed, asked.behaviours),
            weighed,
        }
    }

    /// Writes the tables.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub(super) fn write(&self, asked: &Acts, folder: &OutputFolder, style: CsvStyle) -> Result<(), Failure> {
        let (dir, names) = (folder.staging(), &asked.names().behaviours);
        let written = write_table(&dir.join(CurveRow::FILE), &self.curves, style)
            .and_then(|()| write_table(&dir.join(ObservedRow::FILE), &self.gaps, style))
            .and_then(|()| write_table(&dir.join(PriceRow::FILE), &self.prices, style))
            .and_then(|()| write_table(&dir.join(WaitingRow::FILE), &self.timing, style))
            .and_then(|()| write_table(&dir.join(ShapleyRow::FILE), &self.shapley, style))
            .and_then(|()| write_table(&dir.join(InteractionRow::FILE), &self.interactions, style))
            .and_then(|()| write_coalitions(dir, names, self.coalitions.iter().cloned(), style))
            .and_then(|()| write_front(dir, names, self.front.iter().cloned(), style));
        written.map_err(Failure::run)
    }

    /// The Shapley values of a metric in a group, the greatest first.
    pub(super) fn values(&self, segment: &str, value: &str, metric: &str) -> Vec<&ShapleyRow> {
        let of = |row: &&ShapleyRow| row.segment == segment && row.value == value && row.metric == metric;
        let mut rows: Vec<_> = self.shapley.iter().filter(of).collect();
        rows.sort_by(|one, other| {
            other.estimate.unwrap_or(f64::NEG_INFINITY).total_cmp(&one.estimate.unwrap_or(f64::NEG_INFINITY))
        });
        rows
    }

    /// Mean and interval of a metric in a group where everybody does everything, or nobody anything.
    pub(super) fn end(&self, all: bool, segment: &str, value: &str, metric: &str) -> [Option<f64>; 3] {
        let flag = u8::from(all);
        let of = |row: &&CoalitionRow| {
            row.0.iter().all(|one| *one == flag) && row.1 == metric && row.5 == segment && row.6 == value
        };
        let found = self.coalitions.iter().find(of);
        found.map_or([None; 3], |row| [row.2, row.3, row.4])
    }
}
