//! Advice for one applicant: what each set of actions gains somebody of one kind while everybody else goes on as before.
//!
//! Each applicant of that kind has a shadow that acts as in the scenario, and two for every set of actions that apply to
//! them: with all of the set forced on, and with all of it forced off. The gain of a set is the first less the second, on
//! the same applicants. Of a set that applies to someone in part, they do that part; what they come to is then that of the
//! smaller set, so every set is told of all applicants of the kind. Which set is best is for others to say.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::behaviour::{Behaviour, BehaviourSet, Forced};
use crate::model::{Model, ShadowPlan};
use crate::observe::{AdviceArm, AdviceObserver, AdviceTally, CrossPlan};
use crate::population::Kind;
use crate::time::SimDuration;

/// What is asked.
#[derive(Debug, Clone)]
pub struct AdvicePlan {
    /// About whom.
    pub kind: Kind,
    /// Share of them who have shadows, 0..1.
    pub share: f64,
    /// The cells by which they are told.
    pub cells: Arc<CrossPlan>,
    /// The sets of actions; every part of a set is among them as well.
    pub sets: Vec<BehaviourSet>,
    /// Days after the restriction before which they do not file, acting as in the scenario otherwise.
    pub waits: Vec<u32>,
    /// Replications.
    pub replications: u64,
    /// Tells this plan from others of the same scenario.
    pub tag: u64,
}

/// The arm in which nothing is forced.
const NOW: u16 = 0;

/// The sets of the first so many behaviours with 1 to `largest` members, the small ones first.
pub fn sets_of(behaviours: usize, largest: usize) -> Vec<BehaviourSet> {
    let mut all: Vec<BehaviourSet> = Vec::new();
    let mut of_size = vec![BehaviourSet::NONE];
    for _ in 0..largest {
        let mut next = Vec::new();
        for set in &of_size {
            let from = set.iter().last().map_or(0, |last| last.index() + 1);
            let beyond = (from..behaviours).map(|at| set.with(BehaviourSet::only(Behaviour::at(at))));
            next.extend(beyond);
        }
        all.extend(&next);
        of_size = next;
    }
    all
}

impl AdvicePlan {
    /// The arm that does a set.
    const fn on(set: usize) -> u16 {
        1 + 2 * set as u16
    }

    fn pairs_end(&self) -> u16 {
        Self::on(self.sets.len())
    }

    /// How many shadows an applicant has at most.
    pub fn arms(&self) -> u16 {
        self.pairs_end() + self.waits.len() as u16
    }

    /// The shadows.
    pub(super) fn shadows(&self, model: &Model) -> ShadowPlan {
        let mut plan = ShadowPlan::new(self.share).of(self.kind.clone());
        let now = SimDuration::ZERO;
        plan.arm_of_all(model, &Forced::NONE, BehaviourSet::NONE, now);
        for set in &self.sets {
            for level in [1.0, 0.0] {
                let forced = set.iter().fold(Forced::NONE, |forced, action| forced.with(action, level));
                plan.arm_of_all(model, &forced, *set, now);
            }
        }
        for days in &self.waits {
            let wait = SimDuration::from_secs_f64(86_400.0 * f64::from(*days));
            plan.arm_of_all(model, &Forced::NONE, BehaviourSet::NONE, wait);
        }
        plan
    }

    /// What counts them.
    pub(super) fn observer(&self, model: &Model) -> AdviceObserver<'_> {
        let arms = (self.arms(), self.pairs_end());
        AdviceObserver::new(&self.kind, Arc::clone(&self.cells), arms, model.config().warm_up)
    }

    /// Whether a tally is of such a plan.
    pub(super) fn made(&self, tally: &AdviceTally) -> bool {
        let cells = self.cells.cells() as u64;
        tally.arms == self.arms()
            && tally
                .groups
                .iter()
                .all(|group| group.cell < cells && group.arms.iter().all(|(arm, _)| *arm < tally.arms))
    }
}

/// What applicants come to who do a set of actions, and who do none of it, replication by replication.
#[derive(Debug, Clone, Default)]
pub struct SetSums {
    /// The actions; nothing where they act as in the scenario.
    pub set: BehaviourSet,
    /// To how many of them all of it applies, of all replications.
    pub applies: u64,
    /// With all of it that applies to them.
    pub on: Vec<AdviceArm>,
    /// With none of it.
    pub off: Vec<AdviceArm>,
}

/// The applicants of one cell, or of all.
#[derive(Debug, Clone, Default)]
pub struct CellAdvice {
    /// As they act in the scenario, replication by replication.
    pub now: Vec<AdviceArm>,
    /// The sets that apply to any of them, in the order of the plan.
    pub sets: Vec<SetSums>,
    /// Waiting, in the order of the plan.
    pub waits: Vec<Vec<AdviceArm>>,
}

/// All of it.
#[derive(Debug, Clone, Default)]
pub struct Advice {
    /// All applicants of the kind.
    pub all: CellAdvice,
    /// The cells that hold anybody.
    pub cells: BTreeMap<u64, CellAdvice>,
    /// Real applicants, and those of the kind, of all replications.
    pub applicants: u64,
    /// Those of the kind.
    pub of_kind: u64,
    /// Shadows in all.
    pub shadows: u64,
}

impl Advice {
    /// What the tallies of all replications say, in order.
    pub fn new(plan: &AdvicePlan, tallies: &[AdviceTally]) -> Self {
        let mut advice = Self::default();
        let count = tallies.len();
        for (replication, tally) in tallies.iter().enumerate() {
            advice.applicants += tally.applicants;
            advice.of_kind += tally.of_kind;
            for group in &tally.groups {
                let arms: BTreeMap<u16, &AdviceArm> = group.arms.iter().map(|(at, arm)| (*at, arm)).collect();
                advice.shadows += arms.values().map(|arm| arm.applicants).sum::<u64>();
                let open = BehaviourSet::of_bits(group.open);
                let cell = advice.cells.entry(group.cell).or_default();
                for sums in [&mut advice.all, cell] {
                    sums.begin(plan, count);
                    sums.add(plan, replication, open, &arms);
                }
            }
        }
        advice.all.begin(plan, count);
        for cell in advice.cells.values_mut().chain([&mut advice.all]) {
            cell.sets.retain(|set| set.applies > 0);
        }
        advice
    }
}

impl CellAdvice {
    /// Places for everything, if there are none yet.
    fn begin(&mut self, plan: &AdvicePlan, replications: usize) {
        if !self.now.is_empty() {
            return;
        }
        let none = || vec![AdviceArm::default(); replications];
        self.now = none();
        self.sets =
            plan.sets.iter().map(|set| SetSums { set: *set, applies: 0, on: none(), off: none() }).collect();
        self.waits = plan.waits.iter().map(|_| none()).collect();
    }

    /// Adds the applicants of a replication to whom `open` applies.
    fn add(
        &mut self,
        plan: &AdvicePlan,
        replication: usize,
        open: BehaviourSet,
        arms: &BTreeMap<u16, &AdviceArm>,
    ) {
        let Some(now) = arms.get(&NOW) else { return };
        self.now[replication].merge(now);
        for sums in &mut self.sets {
            let part = sums.set.within(open);
            let at = plan.sets.iter().position(|set| *set == part).map(AdvicePlan::on);
            let [on, off] = match at {
                Some(on) => [on, on + 1].map(|arm| arms.get(&arm).copied()),
                // Nothing of it applies: they act as they would.
                None => [Some(*now); 2],
            };
            if let (Some(on), Some(off)) = (on, off) {
                sums.on[replication].merge(on);
                sums.off[replication].merge(off);
            }
            if part == sums.set {
                sums.applies += now.applicants;
            }
        }
        for (wait, arm) in self.waits.iter_mut().zip(plan.pairs_end()..) {
            if let Some(sums) = arms.get(&arm) {
                wait[replication].merge(sums);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::{AdviceGroup, Names, SegmentNames};

    #[test]
    fn sets_of_seven_have_one_to_three_members() {
        let sets = sets_of(7, 3);
        assert_eq!(sets.len(), 7 + 21 + 35);
        let bits: std::collections::BTreeSet<u64> = sets.iter().map(|set| set.bits()).collect();
        assert_eq!(bits.len(), sets.len(), "each once");
        assert!(sets.windows(2).all(|pair| pair[0].iter().count() <= pair[1].iter().count()));
        assert_eq!(sets_of(1, 3).len(), 1);
    }

    /// Two groups in two cells: to one of them two actions apply, to the other only the first.
    #[test]
    fn a_set_that_applies_in_part_is_that_part() {
        let segments =
            vec![SegmentNames { name: "cause".to_owned(), values: vec!["a".to_owned(), "b".to_owned()] }];
        let names = Names { segments, ..Names::default() };
        let cells = Arc::new(CrossPlan::new(&names, &["cause"]).expect("is one"));
        let sets = sets_of(2, 2);
        let plan = AdvicePlan {
            kind: Kind::EVERYONE,
            share: 1.0,
            cells,
            sets: sets.clone(),
            waits: Vec::new(),
            replications: 1,
            tag: 0,
        };
        let arm = |applicants, restored| AdviceArm { applicants, restored, ..AdviceArm::default() };
        let group = |cell, open, restored: &[(u16, u64)], applicants| AdviceGroup {
            cell,
            open,
            arms: restored.iter().map(|(at, restored)| (*at, arm(applicants, *restored))).collect(),
        };
        let both = group(0, 0b11, &[(0, 5), (1, 6), (2, 4), (3, 7), (4, 3), (5, 9), (6, 2)], 10);
        let first = group(1, 0b01, &[(0, 1), (1, 3), (2, 0)], 4);
        let tally = AdviceTally { applicants: 20, of_kind: 14, arms: 7, groups: vec![both, first] };
        assert!(plan.made(&tally));
        let advice = Advice::new(&plan, &[tally]);
        let restored = |set: usize| {
            let sums = &advice.all.sets[set];
            (sums.on[0].restored, sums.off[0].restored, sums.on[0].applicants, sums.applies)
        };
        assert_eq!(restored(0), (6 + 3, 4, 14, 14));
        assert_eq!(restored(1), (7 + 1, 3 + 1, 14, 10));
        assert_eq!(restored(2), (9 + 3, 2, 14, 10));
        assert_eq!(advice.all.now[0].restored, 6);
        assert_eq!(advice.cells[&1].sets.len(), 1, "the second action applies to nobody there");
    }
}
