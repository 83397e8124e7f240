//! Columns of a table of card holders that are named in vain: alone they decide nothing, and the generator does.

use super::columns::{Column, Use};

/// Marks the columns that decide nothing, and says so.
pub(super) fn mark(columns: &mut [Column]) -> Vec<String> {
    let count = |holds: Use| columns.iter().filter(|column| column.holds == holds).count();
    let (bills, payments) = (count(Use::Bill), count(Use::Payment));
    let (limit, utilisation) = (count(Use::Limit) > 0, count(Use::Utilisation) > 0);
    let ratio = bills > 1 && payments > 0;
    let mut warnings = Vec::new();
    let bills_vain = (bills > 0 && !ratio && (utilisation || !limit)).then(|| {
        let lacks = if utilisation { "`utilisation` is given" } else { "there is no `limit`" };
        warnings.push(format!(
            "`bills` decide nothing: of the utilisation, since {lacks}, and of the payment ratio, which needs two months of \
             `bills` and `payments`; the generator makes both, but for what other columns give"
        ));
        "decides nothing alone"
    });
    let payments_vain = (payments > 0 && !ratio).then(|| {
        warnings.push(format!(
            "`payments` decide nothing: each answers the bill of the month before, so two months of `bills` are needed, and \
             there {}; the generator makes the payment ratio",
            match bills {
                0 => "is none",
                _ => "is one",
            }
        ));
        "two months of bills are needed"
    });
    if ratio && payments > bills {
        warnings.push(format!(
            "{payments} months of `payments` and {bills} of `bills`: the payments from month {bills} on answer no bill, and \
             are not used"
        ));
    }
    for column in columns {
        column.vain = match column.holds {
            Use::Bill => bills_vain,
            Use::Payment if ratio && column.month + 1 >= bills => Some("no bill of the month before"),
            Use::Payment => payments_vain,
            _ => None,
        };
    }
    warnings
}
