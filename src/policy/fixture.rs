//! A scorecard and a file for tests.

use super::{Factor, Item, Points, Scorecard, SubmittedView};

/// Five factors with an item each: a share that is all points in a spotless file.
pub(crate) fn scorecard() -> Scorecard {
    let factor = |(at, weight): (u8, f64)| Factor {
        name: format!("factor {at}"),
        weight,
        items: vec![Item { attribute: 3 + at, points: Points::Rest, weight: 1.0 }],
    };
    let factors = (0..).zip([35.0, 20.0, 12.0, 15.0, 18.0]).map(factor).collect();
    Scorecard::new(factors).expect("weights")
}

/// A file of which every attribute is 0.
pub(crate) fn spotless() -> SubmittedView {
    SubmittedView {
        attempt: 1,
        cause: 0,
        restriction: 0,
        values: [0.0; SubmittedView::GENERATED],
        own: Vec::new(),
        gains: [0.0; 8],
        documents: false,
        noise_reduction: 0.0,
    }
}

/// The same file with other values of some attributes.
pub(crate) fn with(view: &SubmittedView, values: &[(u8, f64)]) -> SubmittedView {
    let mut view = view.clone();
    for (attribute, value) in values {
        view.values[usize::from(*attribute)] = *value;
    }
    view
}
