//! What both benches need: shipped scenarios, and the file of an applicant.

use std::path::Path;

use reinstate::policy::SubmittedView;
use reinstate::population::{Applicant, Attribute};
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
        cause: applicant.cause.index() as u8,
        restriction: applicant.restriction.index() as u8,
        values: std::array::from_fn(|at| applicant.attribute(Attribute::at(at), &[])),
        own: Vec::new(),
        gains: [0.0; 8],
        documents: false,
        noise_reduction: 0.0,
    }
}
