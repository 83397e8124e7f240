//! What a study promises: the same numbers wherever records come from, and whatever becomes of other points.

use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::experiment::{Run, with_threads};
use crate::scenario::{Compiled, Scenario, compile, load_text};

const SMALL: &str = "seed = 3\nperiod = { arrivals = \"30d\", drain = \"60d\" }\narrivals.per_day = 12\n";

fn compiled(text: &str) -> Compiled {
    let mut loaded = load_text("test", text, &[]);
    let scenario: Scenario = loaded.read();
    compile(&scenario, &mut loaded.faults)
        .unwrap_or_else(|| panic!("{}", loaded.faults.render(&loaded.sources, false)))
}
