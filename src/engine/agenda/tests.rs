//! The agenda against an ordered map, its ties, and its room.

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
    let never = agenda.schedule(SimTime::NEVER, u8::MAX, ());
    assert!(agenda.is_empty() && agenda.pop().is_none());
    assert_ne!(agenda.schedule(SimTime::START, u8::MAX, ()), never);
}

/// Once the run is the very last bucket, the horizon is the end of time, and what never happens is still dropped.
#[test]
fn never_is_not_kept_at_the_end_of_time() {
    let mut agenda = Agenda::new();
    let last = SimTime::NEVER.ticks() - 1;
    for tick in (0..17).chain(last - 39..=last) {
        agenda.schedule(SimTime::from_ticks(tick), 0, tick);
    }
    for _ in 0..18 {
        agenda.pop();
    }
    let left = agenda.len();
    let never = agenda.schedule(SimTime::NEVER, 0, 0);
    assert_eq!((agenda.len(), never), (left, agenda.schedule(SimTime::NEVER, 1, 1)));
    assert_eq!(std::iter::from_fn(|| agenda.pop()).count(), left);
    assert!(agenda.is_empty());
}

#[test]
fn what_is_not_before_the_end_stays() {
    let mut agenda = Agenda::new();
    for tick in 0..100 {
        agenda.schedule(SimTime::from_ticks(tick * tick), 0, tick);
    }
    let before =
        |agenda: &mut Agenda<u64>, end| agenda.pop_before(SimTime::from_ticks(end)).map(|next| next.2);
    assert_eq!(std::iter::from_fn(|| before(&mut agenda, 2_500)).count(), 50);
    assert_eq!((agenda.len(), before(&mut agenda, 2_501)), (50, Some(50)));
}

/// An event comes up under the name it was given.
#[test]
fn names_are_kept() {
    let mut agenda = Agenda::new();
    let names: Vec<_> =
        (0..500_u64).map(|i| agenda.schedule(SimTime::from_ticks(i * 7_919 % 501), 3, i)).collect();
    while let Some((_, id, event)) = agenda.pop_before(SimTime::NEVER) {
        assert_eq!(names[event as usize], id);
    }
}

/// While many events are pending, about half of them are told of before they come up; while few are, hardly any. What comes up is the same.
#[test]
fn what_comes_up_is_foreseen_where_many_are_pending() {
    for (pending, crowd, least) in [(1_000, 0, 0), (100_000, 0, 40_000), (100_000, 20_000, 40_000)] {
        let mut agenda = Agenda::new();
        for event in 0..pending {
            let at = if event < crowd { 1 << 35 } else { (event * 7_919 % pending) << 20 };
            agenda.schedule(SimTime::from_ticks(at), 3, event as usize);
        }
        let (mut foreseen, mut told, mut twice) = (vec![false; pending as usize], 0, 0);
        let mut plain = agenda.clone();
        while let Some((time, id, event)) = agenda.pop_foreseen(SimTime::NEVER, |event, ahead| match ahead {
            Ahead::Far => foreseen[event] = true,
            Ahead::Near => twice += usize::from(foreseen[event]),
        }) {
            assert_eq!(plain.pop_before(SimTime::NEVER), Some((time, id, event)));
            told += usize::from(foreseen[event]);
        }
        assert!(told >= least && twice >= least, "{told} and {twice} of {pending} with {crowd} at once");
        assert!(least > 0 || told + twice < pending as usize / 5, "{told} and {twice} of {pending}");
    }
}

/// Ten thousand events at one moment, each of which schedules another at that moment and one a little
/// later, as a batch that falls due does.
#[test]
fn a_crowded_moment_keeps_its_order() {
    const CROWD: u64 = 10_000;
    let mut agenda = Agenda::new();
    let noon = SimTime::from_ticks(1 << 40);
    for event in 0..CROWD {
        agenda.schedule(noon, (event % 3) as u8, event);
    }
    let mut popped = Vec::new();
    while let Some((time, event)) = agenda.pop() {
        popped.push((time, event));
        if event < CROWD {
            agenda.schedule(time, 1, CROWD + event);
            agenda.schedule(SimTime::from_ticks(time.ticks() + 1 + event % 5), 0, 2 * CROWD + event);
        }
    }
    let at_noon: Vec<u64> =
        popped.iter().filter(|(time, _)| *time == noon).map(|(_, event)| *event).collect();
    // Priority 0, then 1 with the followers of those of priority 0, and so on: a follower of one of
    // priority 2 is next at once.
    let mut expected: Vec<u64> = (0..CROWD).step_by(3).chain((1..CROWD).step_by(3)).collect();
    expected.extend((0..CROWD).step_by(3).chain((1..CROWD).step_by(3)).map(|event| CROWD + event));
    expected.extend((2..CROWD).step_by(3).flat_map(|event| [event, CROWD + event]));
    assert_eq!(at_noon, expected);
    assert!(popped.is_sorted_by_key(|(time, _)| *time) && popped.len() == 3 * CROWD as usize);
}

/// An agenda beside an ordered map, which must agree with it.
#[derive(Default)]
struct Checked {
    agenda: Agenda<usize>,
    map: BTreeMap<(u64, Priority, usize), EventId>,
    scheduled: usize,
}

impl Checked {
    /// So much is pending that the wheel is in use.
    fn turning() -> Self {
        let mut checked = Self::default();
        (0..=SHORT as u64).for_each(|tick| checked.schedule(tick, 0));
        assert_ne!(checked.agenda.horizon, SimTime::NEVER);
        checked
    }

    fn schedule(&mut self, time: u64, priority: Priority) {
        let id = self.agenda.schedule(SimTime::from_ticks(time), priority, self.scheduled);
        self.note(time, priority, id);
    }

    fn schedule_in_turn(&mut self, time: u64, priority: Priority) {
        let id = self.agenda.schedule_in_turn(SimTime::from_ticks(time), priority, self.scheduled);
        self.note(time, priority, id);
    }

    fn note(&mut self, time: u64, priority: Priority, id: EventId) {
        self.map.insert((time, priority, self.scheduled), id);
        self.scheduled += 1;
    }

    #[track_caller]
    fn pop(&mut self) -> Option<u64> {
        let first = self.map.pop_first();
        let expected = first.map(|((time, _, event), id)| (SimTime::from_ticks(time), id, event));
        assert_eq!(self.agenda.pop_before(SimTime::NEVER), expected);
        assert_eq!(self.agenda.len(), self.map.len());
        expected.map(|(time, ..)| time.ticks())
    }
}

/// Time-outs of one length, most of which come up beside other events of their moments; the order is that of
/// the map, whatever stands in the queue.
#[test]
fn time_outs_stand_in_a_queue() {
    const LENGTH: u64 = 50;
    let mut checked = Checked::default();
    for now in 0..1_000 {
        checked.schedule_in_turn(now + LENGTH, 3);
        (0..5).for_each(|priority| checked.schedule(now + LENGTH - u64::from(priority) % 2, priority));
        while checked.map.first_key_value().is_some_and(|((time, ..), _)| *time <= now) {
            checked.pop();
        }
        assert_eq!(checked.agenda.queue.len(), (now + 1).min(LENGTH) as usize);
    }
    // Out of turn, by time and by priority.
    checked.schedule_in_turn(1_020, 3);
    checked.schedule_in_turn(999 + LENGTH, 2);
    assert_eq!(checked.agenda.queue.len(), LENGTH as usize);
    while checked.pop().is_some() {}
}

/// A crowd at one moment within a wide bucket, on every level; others in the next bucket, less than the
/// width of one later.
#[test]
fn a_crowd_at_one_moment_is_not_its_whole_bucket() {
    for level in 1..=10 {
        let width = 1_u64 << (6 * level);
        let (moment, next) = (2 * width - width / 4, 2 * width);
        let mut checked = Checked::turning();
        (0..200).for_each(|event| checked.schedule(moment, event % 3));
        for after in [1, width / 2] {
            checked.schedule(next + after, 0);
        }
        while let Some(time) = checked.pop() {
            if time == moment && checked.scheduled < 240 {
                let later = [moment + 1, next - 1, next, next + 2, next + width / 2 + 1];
                for time in later {
                    checked.schedule(time, 1);
                }
                (0..3).for_each(|priority| checked.schedule(moment, priority));
            }
        }
    }
}

/// All but one fall due together, and that one differs in a single bit, whichever it is and wherever it
/// lies among the blocks.
#[test]
fn a_crowd_is_cut_where_its_times_differ() {
    const MOMENT: u64 = 0x2AAA_AAAA_AAAA_AAAA;
    for bit in 0..62 {
        for odd in [0, 1, 63, 64, 127, 128, 129] {
            let mut checked = Checked::turning();
            (0..130).for_each(|event| checked.schedule(MOMENT ^ u64::from(event == odd) << bit, 2));
            let mut moments = vec![MOMENT, MOMENT ^ 1 << bit];
            while let Some(time) = checked.pop() {
                if let Some(at) = moments.iter().position(|moment| *moment == time) {
                    moments.swap_remove(at);
                    let more = [(time, 1), (time, 3), (time + 1, 0), (time + 77, 0)];
                    for (time, priority) in more {
                        checked.schedule(time, priority);
                    }
                }
            }
        }
    }
}

/// Most of much room falls empty while others wait for one of three moments: they keep their order when the
/// room is given back.
#[test]
fn packing_keeps_the_order_of_a_moment() {
    let mut checked = Checked::turning();
    (0..40_000).for_each(|event| checked.schedule(1_000 + event, 0));
    (0..40).for_each(|event| checked.schedule((1 << 40) + event % 3, (event % 2) as u8));
    while checked.pop().is_some() {}
}

/// Room follows what is pending: a crowd comes and goes, and then a few events circulate for long.
#[test]
fn room_is_given_back() {
    let mut agenda = Agenda::new();
    let room = |agenda: &Agenda<u64>| agenda.run.capacity() + agenda.heap.capacity() + agenda.wheel.room();
    for event in 0..1_000_000_u64 {
        agenda.schedule(SimTime::from_ticks(event * 7_919 % 1_000_003), 0, event);
    }
    assert!(room(&agenda) < 4_000_000, "{}", room(&agenda));
    // The times are all different, so each event is known by its own.
    let mut last = None;
    while agenda.len() > 100 {
        let (time, event) = agenda.pop().expect("more than a hundred are pending");
        assert_eq!(time.ticks(), event * 7_919 % 1_000_003);
        assert!(last < Some(time), "{time} after {last:?}");
        last = Some(time);
    }
    for step in 0..100_000_u64 {
        let (now, event) = agenda.pop().expect("a hundred are pending");
        agenda.schedule(SimTime::from_ticks(now.ticks() + 1 + step * 7_919 % 100_003), 0, event);
    }
    assert!(room(&agenda) < 200_000, "{}", room(&agenda));
}

/// What a fuzzed sequence does next.
#[derive(Debug, Clone)]
enum Step {
    /// Schedules so much after what was popped last.
    Schedule(u64, Priority),
    /// Schedules so much after what was popped last, in turn if it is.
    InTurn(u64, Priority),
    Pop,
    /// Pops if the next one is no more than so much after what was popped last.
    PopBefore(u64),
}

/// Sequences of up to a few thousand steps, from mostly growing to mostly shrinking; spans from a few
/// ticks, where ties are the rule, to years, over every level of the wheel.
fn steps() -> impl Strategy<Value = Vec<Step>> {
    (2_u32..12, 1_u32..5, 0_u32..61).prop_flat_map(|(schedule, pop, bits)| {
        let span = move || (0..=bits).prop_flat_map(|bits| 0..2_u64 << bits);
        let step = prop_oneof![
            schedule => (span(), 0_u8..4).prop_map(|(ahead, priority)| Step::Schedule(ahead, priority)),
            1 => (span(), 0_u8..4).prop_map(|(ahead, priority)| Step::InTurn(ahead, priority)),
            pop => Just(Step::Pop),
            1 => span().prop_map(Step::PopBefore),
        ];
        prop::collection::vec(step, 1..4_000)
    })
}

proptest! {
    /// Any interleaving of scheduling and popping matches an ordered map.
    #[test]
    fn agrees_with_an_ordered_map(steps in steps()) {
        let mut agenda = Agenda::new();
        let mut map = BTreeMap::new();
        let mut now = 0;
        for (sequence, step) in steps.into_iter().enumerate() {
            match step {
                // What comes never is not kept.
                Step::Schedule(ahead, _) | Step::InTurn(ahead, _) if now + ahead >= SimTime::NEVER.ticks() => {}
                Step::Schedule(ahead, priority) | Step::InTurn(ahead, priority) => {
                    let time = SimTime::from_ticks(now + ahead);
                    let id = match step {
                        Step::InTurn(..) => agenda.schedule_in_turn(time, priority, sequence),
                        _ => agenda.schedule(time, priority, sequence),
                    };
                    map.insert((now + ahead, priority, sequence), id);
                }
                Step::Pop | Step::PopBefore(_) => {
                    let end = match step {
                        Step::PopBefore(ahead) => SimTime::from_ticks(now + ahead),
                        _ => SimTime::NEVER,
                    };
                    let first = map.first_key_value().map(|((time, _, event), id)| (SimTime::from_ticks(*time), *id, *event));
                    let expected = first.filter(|(time, ..)| *time < end);
                    prop_assert_eq!(agenda.pop_before(end), expected);
                    if let Some((time, ..)) = expected {
                        now = time.ticks();
                        map.pop_first();
                    }
                }
            }
            prop_assert_eq!((agenda.len(), agenda.is_empty()), (map.len(), map.is_empty()));
        }
        while let Some(((time, _, event), _)) = map.pop_first() {
            prop_assert_eq!(agenda.pop(), Some((SimTime::from_ticks(time), event)));
        }
        prop_assert!(agenda.is_empty() && agenda.pop().is_none());
    }
}
