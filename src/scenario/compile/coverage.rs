//! What calendar files and rosters hold, and the days of a run that they say nothing of.

use super::Compiled;
use crate::scenario::holidays::CalendarFile;
use crate::scenario::rosters::RosterFile;
use crate::words::say;

impl Compiled {
    /// Days of the run that its calendar file and its rosters say nothing of.
    pub fn uncovered(&self) -> Vec<String> {
        let days = &self.model.config().calendar;
        let (first, last) = (days.first(), days.date(self.model.end().day().saturating_sub(1)));
        let calendar = self.calendar.iter().flat_map(|file| file.gaps(first, last));
        calendar.chain(self.rosters.iter().flat_map(|roster| roster.gaps(first, last))).collect()
    }

    /// Scores that were surely meant as shares, one sentence each.
    pub fn doubtful_scores(&self) -> impl Iterator<Item = String> {
        self.small_scores.iter().map(|key| say!(ScoresGoFromTo, key = key))
    }

    /// What its calendar file and its rosters hold, a line each.
    pub fn days_read(&self) -> Vec<String> {
        let calendar = self.calendar.iter().map(CalendarFile::words);
        calendar.chain(self.rosters.iter().map(RosterFile::words)).collect()
    }
}
