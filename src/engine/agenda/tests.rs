//! The agenda against an ordered map, its ties, and what it holds when much is cancelled.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

#[test]
fn ties_are_settled_by_priority_then_by_order_of_scheduling() {
    let mut agenda = Agenda::new();
    let noon = SimTime::from_ticks(12);
    agenda.schedule(noon, 2, 'c');
    agenda.schedule(noon, 1, 'a');
    agenda.schedule(noon, 2, 'd');
    agenda.schedule(noon, 1, 'b');
    agenda.schedule(SimTime::from_ticks(11), 9, '0');
    let order: String = std::iter::from_fn(|| agenda.pop()).map(|(_, event)| event).collect();
    assert_eq!(order, "0abcd");
}

#[test]
fn never_is_not_kept() {
    let mut agenda = Agenda::new();
    agenda.schedule(SimTime::NEVER, 0, ());
    assert!(agenda.is_empty() && agenda.pop().is_none() && agenda.next_time().is_none());
}

#[test]
fn what_is_never_pending_may_be_cancelled() {
    let mut agenda = Agenda::new();
    let never = agenda.schedule(SimTime::NEVER, u8::MAX, 'n');
    agenda.schedule(SimTime::START, 0, 'a');
    agenda.cancel(never);
    agenda.cancel(never);
    assert_eq!((agenda.len(), agenda.pop()), (1, Some((SimTime::START, 'a'))));
}

/// A watch that is nearly always called off, as patience is: a million events come and go while
/// a hundred are pending, and the heap never holds more than two for one of these.
#[test]
fn memory_follows_what_is_pending_under_heavy_cancelling() {
    const PENDING: usize = 100;
    let mut agenda = Agenda::new();
    let mut watches = std::collections::VecDeque::new();
    let (mut most, mut popped) = (0, 0_usize);
    for round in 0..1_000_000_u64 {
        let far = SimTime::from_ticks(round + 10_000_000 - 7 * (round % 1_000));
        watches.push_back(agenda.schedule(far, (round % 5) as u8, round));
        if watches.len() > PENDING {
            agenda.cancel(watches.pop_front().expect("not empty"));
        }
        if round % 3 == 0 {
            agenda.schedule(SimTime::from_ticks(round), 0, round);
            assert_eq!(agenda.pop(), Some((SimTime::from_ticks(round), round)));
            popped += 1;
        }
        most = most.max(agenda.heap.len());
        assert_eq!(agenda.len(), watches.len());
        assert!(agenda.heap.len() <= 2 * agenda.len() && agenda.cancelled.len() <= agenda.len());
    }
    assert!(most <= 2 * PENDING + 2 && popped > 300_000, "{most} held, {popped} popped");
    assert!(agenda.heap.capacity() <= 4 * PENDING && agenda.cancelled.capacity() <= 4 * PENDING);
    for id in watches {
        agenda.cancel(id);
    }
    assert!(agenda.is_empty() && agenda.heap.is_empty() && agenda.next_time().is_none());
}

#[test]
#[cfg(debug_assertions)]
#[should_panic(expected = "cancelled after their pop")]
fn cancelling_what_was_popped_is_a_broken_invariant() {
    let mut agenda = Agenda::new();
    let id = agenda.schedule(SimTime::START, 0, ());
    agenda.pop();
    agenda.cancel(id);
}

#[test]
#[cfg(debug_assertions)]
#[should_panic(expected = "cancelled twice")]
fn cancelling_twice_is_a_broken_invariant() {
    let mut agenda = Agenda::new();
    for _ in 0..3 {
        agenda.schedule(SimTime::START, 0, ());
    }
    let id = agenda.schedule(SimTime::START, 0, ());
    agenda.cancel(id);
    agenda.cancel(id);
}

/// What a fuzzed sequence does next.
#[derive(Debug, Clone)]
enum Step {
    Schedule(u64, Priority),
    Pop,
    /// Cancels the first event at or after this place, or the first of all.
    Cancel(u64, Priority),
}

/// Sequences of any length up to a few thousand, from mostly growing to mostly cancelling. Few
/// moments and priorities, so that ties are the rule.
fn steps() -> impl Strategy<Value = Vec<Step>> {
    (1_u32..9, 1_u32..5, 1_u32..9).prop_flat_map(|(schedule, pop, cancel)| {
        let place = || (0_u64..50, 0_u8..4);
        let step = prop_oneof![
            schedule => place().prop_map(|(time, priority)| Step::Schedule(time, priority)),
            pop => Just(Step::Pop),
            cancel => place().prop_map(|(time, priority)| Step::Cancel(time, priority)),
        ];
        prop::collection::vec(step, 1..4_000)
    })
}

proptest! {
    /// Any interleaving of scheduling, cancelling and popping matches an ordered map.
    #[test]
    fn agrees_with_an_ordered_map(steps in steps()) {
        let mut agenda = Agenda::new();
        let mut map = BTreeMap::new();
        for (sequence, step) in steps.into_iter().enumerate() {
            match step {
                Step::Schedule(time, priority) => {
                    let id = agenda.schedule(SimTime::from_ticks(time), priority, sequence);
                    map.insert((time, priority, sequence), id);
                }
                Step::Pop => {
                    let first = map.pop_first();
                    let expected = first.map(|((time, _, event), _)| (SimTime::from_ticks(time), event));
                    prop_assert_eq!(agenda.pop(), expected);
                }
                Step::Cancel(time, priority) => {
                    let mut after = map.range((time, priority, 0)..).chain(&map);
                    if let Some((&place, &id)) = after.next() {
                        agenda.cancel(id);
                        map.remove(&place);
                    }
                }
            }
            let first = map.keys().next().map(|&(time, ..)| SimTime::from_ticks(time));
            prop_assert_eq!(agenda.next_time(), first);
            prop_assert_eq!((agenda.len(), agenda.is_empty()), (map.len(), map.is_empty()));
            prop_assert!(agenda.heap.len() <= 2 * map.len());
        }
        while let Some(((time, _, event), _)) = map.pop_first() {
            prop_assert_eq!(agenda.pop(), Some((SimTime::from_ticks(time), event)));
        }
        prop_assert!(agenda.is_empty() && agenda.pop().is_none());
    }
}
