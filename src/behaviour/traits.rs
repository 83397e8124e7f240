//! What adopted behaviours do, side by side: an applicant meets a line or two of memory, and not seven
//! configurations.

use super::{ActionConfig, Behaviour, BehaviourConfig, BehaviourSet};

/// The numbers of all behaviours that are asked for often, in the order of [`Behaviour::ALL`]; see
/// [`ActionConfig`].
#[derive(Debug, Clone)]
pub(super) struct Traits {
    pub(super) effect: [f64; 7],
    pub(super) money_cny: [f64; 7],
    pub(super) effort_hours: [f64; 7],
    pub(super) risk_log_odds: [f64; 7],
    pub(super) edits: [u8; 7],
    /// Those with a gain that builds up.
    pub(super) builds_up: BehaviourSet,
    /// Those that amount to edits.
    pub(super) edit: BehaviourSet,
}

impl Traits {
    pub(super) fn new(config: &BehaviourConfig) -> Self {
        let set = |has: fn(&ActionConfig) -> bool| {
            let mut set = BehaviourSet::default();
            for behaviour in Behaviour::ALL {
                set.insert_if(behaviour, has(&config.actions[behaviour.index()]));
            }
            set
        };
        let numbers = |of: fn(&ActionConfig) -> f64| config.actions.each_ref().map(of);
        Self {
            effect: numbers(|action| action.effect),
            money_cny: numbers(|action| action.money_cny),
            effort_hours: numbers(|action| action.effort_hours),
            risk_log_odds: numbers(|action| action.risk_log_odds),
            edits: config.actions.each_ref().map(|action| action.edits),
            builds_up: set(|action| action.late_effect != 0.0),
            edit: set(|action| action.edits > 0),
        }
    }
}
