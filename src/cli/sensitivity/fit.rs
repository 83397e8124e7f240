//! Bands that a scenario can be played in: whole days stay whole, and what has no room is left out.

use super::bands::{Input, Mix};
use crate::cli::ground::Ground;

/// A share of the way that leads to no round number.
const BETWEEN: f64 = 0.371;

/// Whether an input can be set to this share of its band, all else as it is.
fn can_be(ground: &Ground, input: &Input, share: f64, mixes: &[Mix]) -> bool {
    let mut values = vec![(input.key.clone(), input.value(share))];
    for mix in mixes {
        mix.follow(&mut values);
    }
    let values = values.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    ground.point(&ground.sets_of(values)).is_ok()
}

/// Lets inputs that cannot have any value between their ends, such as days of the period, take whole ones of their unit.
/// Takes out those without a band of their own that cannot go so much either way, such as edges of bands and shares of 1,
/// since one of them would make every draw a fault, and gives their keys.
pub(super) fn fit(ground: &Ground, inputs: &mut Vec<Input>, mixes: &[Mix]) -> Vec<String> {
    for input in inputs.iter_mut().filter(|input| !input.is_typed()) {
        if !can_be(ground, input, BETWEEN, mixes) {
            let whole = input.clone().in_whole_units();
            if can_be(ground, &whole, BETWEEN, mixes) {
                *input = whole;
            }
        }
    }
    let mut taken = Vec::new();
    inputs.retain(|input| {
        let stays = input.is_stated() || [0.0, 1.0].iter().all(|end| can_be(ground, input, *end, mixes));
        if !stays {
            taken.push(input.key.clone());
        }
        stays
    });
    taken
}
