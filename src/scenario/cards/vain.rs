//! Columns of a table of card holders that are named in vain: alone they decide nothing, and the generator does.

use super::columns::{Column, Use};
use crate::words::say;

/// Marks the columns that decide nothing, and says so.
pub(super) fn mark(columns: &mut [Column]) -> Vec<String> {
    let count = |holds: Use| columns.iter().filter(|column| column.holds == holds).count();
    let (bills, payments) = (count(Use::Bill), count(Use::Payment));
    let (limit, utilisation) = (count(Use::Limit) > 0, count(Use::Utilisation) > 0);
    let ratio = bills > 1 && payments > 0;
    let mut warnings = Vec::new();
    let bills_vain = (bills > 0 && !ratio && (utilisation || !limit)).then(|| {
        let lacks = if utilisation { "`utilisation` is given" } else { "there is no `limit`" };
        warnings.push(say!(BillsDecideNothing, lacks = lacks));
        say!(DecidesNothingAlone)
    });
    let payments_vain = (payments > 0 && !ratio).then(|| {
        warnings.push(say!(PaymentsDecideNothing, match = match bills {
            0 => "is none",
            _ => "is one",
        }));
        say!(TwoMonthsOfBills)
    });
    if ratio && payments > bills {
        warnings.push(say!(PaymentsWithoutBills, payments = payments, bills = bills));
    }
    for column in columns {
        column.vain = match column.holds {
            Use::Bill => bills_vain,
            Use::Payment if ratio && column.month + 1 >= bills => Some(say!(NoBillOfTheMonthBefore)),
            Use::Payment => payments_vain,
            _ => None,
        };
    }
    warnings
}
