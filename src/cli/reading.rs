//! From a path and `--set` arguments to something that can be played, or everything that is wrong.

use std::path::Path;

use super::Failure;
use super::missing::missing;
use super::terminal::Screen;
use crate::scenario::{
    Compiled, Fault, Identity, Loaded, Scenario, Unset, compile, idle_keys, load, numbers,
};
use crate::words::say;

/// Reads and compiles a scenario, and says which it is.
pub(super) fn read_scenario(path: &Path, sets: &[String]) -> Result<(Scenario, Compiled, Identity), Failure> {
    if let Some(told) = missing(path) {
        return Err(Failure::Usage(told));
    }
    let mut loaded = load(path, sets);
    let scenario: Scenario = loaded.read();
    let Some(mut compiled) = compile(&scenario, &mut loaded.faults) else {
        return Err(Failure::Usage(drawn(&loaded)));
    };
    compiled.idle = idle_keys(&loaded, &scenario, &compiled);
    compiled.numbers = numbers(&loaded, &scenario);
    let identity = Identity::of(&scenario, &loaded, &compiled.receipts).map_err(Failure::run)?;
    Ok((scenario, compiled, identity))
}

/// Every fault of a scenario, with its place.
fn drawn(loaded: &Loaded) -> String {
    let screen = Screen::stderr();
    loaded.faults.render_within(&loaded.sources, screen.styled, screen.width)
}

/// Why a point of an experiment cannot be played.
#[derive(Debug)]
pub(super) struct PointFault {
    /// The first fault in a line: what was found, the rule, the remedy.
    pub(super) told: String,
    /// The scenario with all its faults, if it is these.
    loaded: Option<Box<Loaded>>,
}

impl PointFault {
    /// One that is no fault of the scenario.
    pub(super) fn of(told: impl Into<String>) -> Self {
        Self { told: told.into(), loaded: None }
    }

    fn of_scenario(loaded: Loaded) -> Self {
        let first = loaded.faults.iter().next();
        let told = first.map(|fault| {
            let (message, rule, remedy) = (fault.message(), fault.rule_text(), fault.remedy());
            match remedy {
                "" => say!(PointFaultAlone, message = message, rule = rule),
                _ => say!(PointFault, message = message, rule = rule, remedy = remedy),
            }
        });
        Self { told: told.unwrap_or_default(), loaded: Some(Box::new(loaded)) }
    }

    /// All there is to say of it.
    pub(super) fn drawn(&self) -> String {
        self.loaded.as_deref().map_or_else(|| self.told.clone(), drawn)
    }

    /// Whether a key does not exist, whatever its value.
    pub(super) fn is_of_key(&self) -> bool {
        self.loaded.as_ref().is_some_and(|loaded| loaded.faults.iter().any(Fault::is_of_key))
    }
}

/// Sets and compiles a scenario that has been read.
pub(super) fn read_point(unset: &Unset, sets: &[String]) -> Result<(Compiled, Identity), PointFault> {
    let mut loaded = unset.load(sets);
    let scenario: Scenario = loaded.read();
    let Some(compiled) = compile(&scenario, &mut loaded.faults) else {
        return Err(PointFault::of_scenario(loaded));
    };
    let identity = Identity::of(&scenario, &loaded, &compiled.receipts).map_err(PointFault::of)?;
    Ok((compiled, identity))
}
