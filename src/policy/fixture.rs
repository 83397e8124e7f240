//! Points of items for tests.

use super::ItemPoints;

/// Those of the standard scenario.
pub(crate) const POINTS: ItemPoints = ItemPoints {
    overdue_months: [1.0, 0.7, 0.5, 0.35, 0.22, 0.1, 0.0],
    arrears_first: 0.2,
    arrears_none_at: 120,
    remote_logins_none_at: 4.0,
    abnormal_transactions_none_at: 3.0,
    fields_filled_full_at: 6.0,
    cash_outs_none_at: 3.0,
    sesame_none_at: 400.0,
    sesame_full_at: 800.0,
};
