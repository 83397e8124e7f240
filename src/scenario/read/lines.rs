//! Lines of a text, for faults that name one.

/// Counts lines up to ascending positions of a text. The CSV reader's own count lags behind where
/// lines end in CR LF or are blank.
pub struct Lines<'t> {
    text: &'t str,
    passed: usize,
    line: u64,
}

impl<'t> Lines<'t> {
    /// Nothing counted yet.
    pub fn of(text: &'t str) -> Self {
        Self { text, passed: 0, line: 1 }
    }

    /// The line, from 1, of a record, whose position must not lie before that of the one asked for last.
    pub fn line(&mut self, record: &csv::StringRecord) -> u64 {
        self.line_at(record.position().map_or(0, csv::Position::byte))
    }

    /// The line, from 1, of the first text at or after byte `position`.
    fn line_at(&mut self, position: u64) -> u64 {
        let mut at = usize::try_from(position).unwrap_or(usize::MAX).clamp(self.passed, self.text.len());
        while matches!(self.text.as_bytes().get(at), Some(b'\r' | b'\n')) {
            at += 1;
        }
        self.line += self.text.get(self.passed..at).map_or(0, |text| text.matches('\n').count()) as u64;
        self.passed = at;
        self.line
    }
}
