//! What both benches need: shipped scenarios, and the file of an applicant.

use std::path::Path;

use reinstate::policy::SubmittedView;
use reinstate::population::Applicant;
use reinstate::scenario::{Compiled, Scenario, compile, load};

/// A shipped scenario, by its path below `scenarios/`.
pub(crate) fn scenario(name: &str) -> Compiled {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    let mut loaded = load(&path, &[]);
    let scenario: Scenario = loaded.read();
    let compiled = compile(&scenario, &mut loaded.faults);
    compiled.unwrap_or_else(|| panic!("{}", loaded.faults.render(&loaded.sources, false)))
}

/// The file of someone who mends nothing.
pub(crate) fn view(applicant: &Applicant) -> SubmittedView {
    SubmittedView {
        attempt: 1,
        days_overdue: u32::from(applicant.days_overdue),
        days_overdue_at_restriction: applicant.days_overdue,
        overdue_months: f64::from(applicant.card.overdue_months),
        utilisation: f64::from(applicant.card.utilisation),
        payment_ratio: f64::from(applicant.card.payment_ratio),
        takeover_risk: f64::from(applicant.security.takeover_risk),
        remote_logins: applicant.security.remote_logins,
        abnormal_transactions: applicant.security.abnormal_transactions,
        verification_enabled: applicant.security.verification_enabled,
        identity_verified: applicant.information.identity_verified,
        fields_filled: applicant.information.fields_filled,
        accuracy: f64::from(applicant.information.accuracy),
        regularity: f64::from(applicant.consumption.regularity),
        diversity: f64::from(applicant.consumption.diversity),
        large_share: f64::from(applicant.consumption.large_share),
        cash_outs: applicant.consumption.cash_outs,
        confirmed_cash_out: applicant.confirmed_cash_out,
        sesame: f64::from(applicant.external.sesame),
        credit_report: f64::from(applicant.external.credit_report),
        gains: [0.0; 5],
        documents: false,
        noise_reduction: 0.0,
    }
}
