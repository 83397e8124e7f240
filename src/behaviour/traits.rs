//! What adopted behaviours do, side by side: an applicant meets a line or two of memory, and not seven
//! configurations.

use super::{ActionConfig, Behaviour, BehaviourConfig, BehaviourSet};

/// The numbers of all behaviours that are asked for often, in the order of [`Behaviour::ALL`], and what
/// they add up to for each set of them, by its index; see [`ActionConfig`].
#[derive(Debug, Clone)]
pub(super) struct Traits {
    pub(super) effect: [f64; 7],
    pub(super) edits: [u8; 7],
    /// Those with a gain that builds up.
    pub(super) builds_up: BehaviourSet,
    /// Those that amount to edits.
    pub(super) edit: BehaviourSet,
    /// Shifts of the log-odds of going bad.
    pub(super) risk_log_odds: Box<Sums>,
    /// Money that they cost besides arrears, CNY, and the applicant's time, hours.
    pub(super) money_cny: Box<Sums>,
    pub(super) effort_hours: Box<Sums>,
}

/// A sum for each set of behaviours.
type Sums = [f64; BehaviourSet::COUNT];

impl Traits {
    pub(super) fn new(config: &BehaviourConfig) -> Self {
        let actions = config.actions.each_ref();
        let set = |has: fn(&ActionConfig) -> bool| {
            let mut set = BehaviourSet::default();
            for behaviour in Behaviour::ALL {
                set.insert_if(behaviour, has(actions[behaviour.index()]));
            }
            set
        };
        let sums = |of: fn(&ActionConfig) -> f64| {
            let sum = |set: BehaviourSet| {
                set.iter().fold(0.0, |sum, behaviour| sum + of(actions[behaviour.index()]))
            };
            Box::new(BehaviourSet::every().map(sum))
        };
        Self {
            effect: actions.map(|action| action.effect),
            edits: actions.map(|action| action.edits),
            builds_up: set(|action| action.late_effect != 0.0),
            edit: set(|action| action.edits > 0),
            risk_log_odds: sums(|action| action.risk_log_odds),
            money_cny: sums(|action| action.money_cny),
            effort_hours: sums(|action| action.effort_hours),
        }
    }
}
