//! What adopted behaviours do, side by side: an applicant meets a line or two of memory, and not one configuration
//! after the other.

use super::{ActionConfig, Behaviour, BehaviourConfig, BehaviourSet, MOST_FACTORS};
use crate::population::Change;

/// Behaviours whose sets have their sums in one table.
const TOGETHER: usize = 8;

/// Gains of the factors, in factor points.
pub(super) type Gains = [f64; MOST_FACTORS];

/// What each set of behaviours adds up to. Sets of more than eight are looked up in several tables, one for each eight,
/// whose sums are added.
#[derive(Debug, Clone)]
pub(super) struct BySet<T>(Vec<Box<[T]>>);

impl<T: Copy> BySet<T> {
    /// The sums of so many behaviours.
    fn new(behaviours: usize, sum: impl Fn(BehaviourSet) -> T) -> Self {
        let table = |from: usize| {
            let sets = 1_u64 << (behaviours - from).min(TOGETHER);
            (0..sets).map(|set| sum(BehaviourSet::of_bits(set << from))).collect()
        };
        Self((0..behaviours.max(1)).step_by(TOGETHER).map(table).collect())
    }

    /// The sums that make up that of `set`; the first is there always.
    #[inline]
    pub(super) fn of(&self, set: BehaviourSet) -> (T, impl Iterator<Item = T>) {
        let part = move |(word, table): (usize, &[T])| {
            let place = (set.bits() >> (TOGETHER * word)) as usize % TOGETHER_SETS;
            table[place % table.len()]
        };
        let mut parts = self.0.iter().map(AsRef::as_ref).enumerate();
        let first = parts.next().map(part);
        let Some(first) = first else { unreachable!("there is a table of no behaviours") };
        (first, parts.map(part))
    }
}

const TOGETHER_SETS: usize = 1 << TOGETHER;

impl BySet<f64> {
    /// The sum of a set.
    #[inline]
    pub(super) fn sum(&self, set: BehaviourSet) -> f64 {
        let (first, others) = self.of(set);
        others.fold(first, |sum, other| sum + other)
    }
}

/// The numbers of all behaviours that are asked for often, in their order; see [`ActionConfig`].
#[derive(Debug, Clone)]
pub(super) struct Traits {
    pub(super) edits: Vec<u8>,
    /// Those with a gain that builds up.
    pub(super) builds_up: BehaviourSet,
    /// How long that takes, seconds, at least one.
    pub(super) late_span: Vec<f64>,
    /// Gains of the factors, in factor points, by all that do not build up.
    pub(super) gains: BySet<Gains>,
    /// Those that amount to edits.
    pub(super) edit: BehaviourSet,
    /// Those with which arrears are paid, those that end edits, and those that bring documents.
    pub(super) repay: BehaviourSet,
    pub(super) stop_edits: BehaviourSet,
    pub(super) document: BehaviourSet,
    /// Those that lower noise, and those that lower takeover loss.
    pub(super) clear: BehaviourSet,
    pub(super) secure: BehaviourSet,
    /// What is done to attributes.
    pub(super) changes: Vec<(Behaviour, Change)>,
    /// Shifts of the log-odds of going bad.
    pub(super) risk_log_odds: BySet<f64>,
    /// Money that they cost besides arrears, CNY, and the applicant's time, hours.
    pub(super) money_cny: BySet<f64>,
    pub(super) effort_hours: BySet<f64>,
}

impl Traits {
    pub(super) fn new(config: &BehaviourConfig) -> Self {
        let actions = config.actions.as_slice();
        let set = |has: fn(&ActionConfig) -> bool| {
            let mut set = BehaviourSet::default();
            for (behaviour, action) in config.each() {
                set.insert_if(behaviour, has(action));
            }
            set
        };
        let sums = |of: fn(&ActionConfig) -> f64| {
            let sum = |set: BehaviourSet| {
                set.iter().fold(0.0, |sum, behaviour| sum + of(&actions[behaviour.index()]))
            };
            BySet::new(actions.len(), sum)
        };
        let builds_up = set(|action| action.late_effect != 0.0);
        let gains = |working: BehaviourSet| {
            let mut gains = [0.0; MOST_FACTORS];
            for behaviour in working.without(builds_up).iter() {
                let action = &actions[behaviour.index()];
                if let Some(factor) = action.factor {
                    gains[usize::from(factor)] += action.effect;
                }
            }
            gains
        };
        let changes = |(behaviour, action): (Behaviour, &ActionConfig)| {
            action.changes.iter().map(move |change| (behaviour, *change)).collect::<Vec<_>>()
        };
        Self {
            edits: actions.iter().map(|action| action.edits).collect(),
            builds_up,
            late_span: actions.iter().map(|action| action.late_span.as_secs_f64().max(1.0)).collect(),
            gains: BySet::new(actions.len(), gains),
            edit: set(|action| action.edits > 0),
            repay: set(|action| action.repays),
            stop_edits: set(|action| action.stops_edits),
            document: set(|action| action.documents),
            clear: set(|action| action.noise_reduction > 0.0),
            secure: set(|action| action.takeover_reduction > 0.0),
            changes: config.each().flat_map(changes).collect(),
            risk_log_odds: sums(|action| action.risk_log_odds),
            money_cny: sums(|action| action.money_cny),
            effort_hours: sums(|action| action.effort_hours),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of nineteen behaviours, in three tables: the sum of each member's own number.
    #[test]
    fn sets_in_several_tables_add_up() {
        let sums =
            BySet::new(19, |set| set.iter().map(|behaviour| f64::from(1 << behaviour.index())).sum::<f64>());
        assert_eq!(sums.0.iter().map(|table| table.len()).collect::<Vec<_>>(), [256, 256, 8]);
        for bits in [0, 1, 0x80, 0x100, 0x7_0000, 0x5_a5a5, 0x7_ffff] {
            assert!((sums.sum(BehaviourSet::of_bits(bits)) - bits as f64).abs() < 1e-9, "{bits:x}");
        }
    }
}
