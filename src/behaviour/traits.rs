//! What adopted behaviours do, side by side: an applicant meets a line or two of memory, and not seven
//! configurations.

use super::{ActionConfig, Behaviour, BehaviourConfig, BehaviourSet};

/// The numbers of all behaviours that are asked for often, in the order of [`Behaviour::ALL`], and what
/// they add up to for each set of them, by its index; see [`ActionConfig`].
#[derive(Debug, Clone)]
pub(super) struct Traits {
    pub(super) edits: [u8; 7],
    /// Those with a gain that builds up.
    pub(super) builds_up: BehaviourSet,
    /// How long that takes, seconds, at least one.
    pub(super) late_span: [f64; 7],
    /// Gains of the five factors, in factor points, by all that do not build up.
    pub(super) gains: Box<[[f64; 5]; BehaviourSet::COUNT]>,
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
        let builds_up = set(|action| action.late_effect != 0.0);
        let gains = |working: BehaviourSet| {
            let mut gains = [0.0; 5];
            for behaviour in working.without(builds_up).iter() {
                gains[behaviour.factor()] += actions[behaviour.index()].effect;
            }
            gains
        };
        Self {
            edits: actions.map(|action| action.edits),
            builds_up,
            late_span: actions.map(|action| action.late_span.as_secs_f64().max(1.0)),
            gains: Box::new(BehaviourSet::every().map(gains)),
            edit: set(|action| action.edits > 0),
            risk_log_odds: sums(|action| action.risk_log_odds),
            money_cny: sums(|action| action.money_cny),
            effort_hours: sums(|action| action.effort_hours),
        }
    }
}
