//! `--filed`: what is filed in some dates is counted, and everything around them played.

use std::fmt;

use jiff::civil::Date;

use crate::scenario::{Compiled, Identity};
use crate::time::SimTime;
use crate::words::say;

/// The first date and the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Filed {
    from: Date,
    to: Date,
}

/// Two dates with two dots between them, or one date, such as `2024-02-18..2024-02-24`.
pub(super) fn parse_filed(text: &str) -> Result<Filed, String> {
    let date =
        |part: &str| part.trim().parse::<Date>().map_err(|_| say!(IsNoDateOfFiling, text = part.trim()));
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let (from, to) = (date(from)?, date(to)?);
    if from > to {
        return Err(say!(FiledRunsBackwards, from = from, to = to));
    }
    Ok(Filed { from, to })
}

impl fmt::Display for Filed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.from, self.to)
    }
}

impl Filed {
    /// Lets a scenario count what is filed in these dates alone, and its identity say so. What it expects is of the whole
    /// period, and is not judged.
    ///
    /// # Errors
    /// Dates outside of the run or its warm-up, and a warm-up that is yet to be found.
    pub(super) fn apply(self, compiled: &mut Compiled, identity: &mut Identity) -> Result<(), String> {
        let Self { from, to } = self;
        let start = compiled.settings.start;
        let calendar = &compiled.model.config().calendar;
        let last = calendar.date(compiled.model.end().day().saturating_sub(1));
        if compiled.settings.auto_warm_up {
            return Err(say!(FiledBesideAutoWarmUp, filed = self));
        }
        if from < start || to > last {
            return Err(say!(FiledOutsideOfTheRun, filed = self, start = start, last = last));
        }
        let day = |date: Date| (date - start).get_days() as u32;
        let warm_up = compiled.model.config().warm_up;
        if SimTime::from_day(day(from)) < warm_up {
            let whole = warm_up.day() + u32::from(warm_up > SimTime::from_day(warm_up.day()));
            return Err(say!(FiledWithinTheWarmUp, filed = self, first = calendar.date(whole)));
        }
        compiled.model = compiled.model.filed_on(day(from)..day(to) + 1);
        compiled.expectations.clear();
        identity.counts("filed", &self.to_string());
        Ok(())
    }
}

/// [`Filed::apply`], if it is asked for.
pub(super) fn apply(
    filed: Option<Filed>,
    compiled: &mut Compiled,
    identity: &mut Identity,
) -> Result<(), String> {
    filed.map_or(Ok(()), |filed| filed.apply(compiled, identity))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_two_or_one() {
        let said = |text: &str| parse_filed(text).map(|filed| filed.to_string());
        assert_eq!(said("2024-02-18..2024-02-24"), Ok("2024-02-18..2024-02-24".to_owned()));
        assert_eq!(said(" 2024-02-18 .. 2024-02-18"), said("2024-02-18"));
        for wrong in ["", "2024-02-30", "2024-02-24..2024-02-18", "24.2.2024..25.2.2024", "2024-02-18.."] {
            assert!(said(wrong).is_err(), "{wrong}");
        }
    }
}
