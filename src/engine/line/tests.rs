//! The line against a naive list, and what each discipline promises.

use super::*;
use proptest::prelude::*;

const ALL: TeamMask = 1;

fn waiting(entity: u32, order: u64) -> Waiting {
    Waiting { entity, since: SimTime::from_ticks(order), order }
}

fn claim(class: u8, rank: u64, teams: TeamMask) -> Claim {
    Claim { class, rank, teams }
}

/// A line of entities numbered in order of arrival, with these classes and ranks.
fn line(discipline: Discipline, share: Option<f64>, claims: &[(u8, u64)]) -> (Line, Vec<Ticket>) {
    let mut line = Line::new(discipline, share);
    let tickets = (0..).zip(claims).map(|(at, (class, rank))| {
        line.join(waiting(at, 100 + u64::from(at)), claim(*class, *rank, ALL), false)
    });
    let tickets = tickets.collect();
    (line, tickets)
}

/// Everyone, in the order of service.
fn drain(line: &mut Line) -> Vec<u32> {
    std::iter::from_fn(|| line.next(ALL, |_| 0)).map(|next| next.entity).collect()
}

#[test]
fn first_come_first_served_within_a_class_and_classes_in_order() {
    let (mut line, _) = line(Discipline::FirstCome, None, &[(1, 0), (1, 0), (0, 0), (2, 0), (0, 0)]);
    assert_eq!(line.waiting(), 5);
    assert_eq!(drain(&mut line), [2, 4, 0, 1, 3]);
    assert_eq!((line.waiting(), line.next(ALL, |_| 0)), (0, None));
}

#[test]
fn who_comes_up_after_others_is_known_where_a_line_is_kept_by_places() {
    let (mut line, tickets) = line(Discipline::FirstCome, None, &[(1, 0), (0, 0), (0, 0), (1, 0), (1, 0)]);
    let coming = |line: &Line, others| line.coming(others).collect::<Vec<_>>();
    assert_eq!((coming(&line, 1), coming(&line, 2)), (vec![3, 2], vec![4]));
    line.leave(tickets[3]);
    assert_eq!(coming(&line, 1), [2], "the place is empty");
    assert_eq!(drain(&mut line), [1, 2, 0, 4]);
}

#[test]
fn the_least_rank_is_served_first_and_among_equals_who_came_first() {
    let (mut line, _) = line(Discipline::LeastRank, None, &[(0, 7), (0, 3), (0, 7), (0, 1), (0, 3)]);
    assert_eq!(drain(&mut line), [3, 1, 4, 0, 2]);
}

#[test]
fn classes_come_before_ranks() {
    let (mut line, _) = line(Discipline::LeastRank, None, &[(1, 1), (0, 9), (1, 0)]);
    assert_eq!(drain(&mut line), [1, 2, 0]);
}

/// Whoever the choice points to is served, and it is asked for a number below the number of those
/// who are next alike: the first class, or everyone if the classes count alike.
#[test]
fn in_random_order_the_choice_decides_within_the_class() {
    let (mut line, _) = line(Discipline::Random, None, &[(1, 0), (0, 0), (0, 0), (0, 0)]);
    let mut asked = Vec::new();
    let mut served = Vec::new();
    for choice in [2, 0, 0, 0] {
        let next = line.next(ALL, |among| {
            asked.push(among);
            choice
        });
        served.extend(next.map(|next| next.entity));
    }
    assert_eq!(asked, [3, 2, 1, 1]);
    assert_eq!(served[0], 3);
    assert_eq!(served[3], 0, "the other class comes last");
}

/// Every place of a random line can be drawn, over parts with different teams too.
#[test]
fn in_random_order_each_choice_serves_another() {
    let mut served: Vec<u32> = (0..6)
        .map(|choice| {
            let mut line = Line::new(Discipline::Random, None);
            for entity in 0..6 {
                line.join(
                    waiting(entity, u64::from(entity)),
                    claim(0, 0, [0b01, 0b11][entity as usize % 2]),
                    false,
                );
            }
            line.join(waiting(9, 9), claim(0, 0, 0b10), false);
            line.next(0b01, |among| {
                assert_eq!(among, 6, "who may not be served has no lot");
                choice
            })
            .expect("someone")
            .entity
        })
        .collect();
    served.sort_unstable();
    assert_eq!(served, [0, 1, 2, 3, 4, 5]);
}

#[test]
fn a_ticket_works_once_and_not_after_service() {
    for discipline in [Discipline::FirstCome, Discipline::LeastRank, Discipline::Random] {
        let (mut line, tickets) = line(discipline, None, &[(0, 1), (0, 2), (0, 3)]);
        assert_eq!(line.leave(tickets[1]).map(|left| left.entity), Some(1), "{discipline:?}");
        assert_eq!(line.leave(tickets[1]), None);
        assert_eq!(line.next(ALL, |_| 0).map(|next| next.entity), Some(0));
        assert_eq!(line.leave(tickets[0]), None, "served");
        assert_eq!((line.waiting(), drain(&mut line)), (1, vec![2]));
    }
}

/// A place in front that becomes free is given away again; the ticket of its first holder must not
/// take out the second.
#[test]
fn a_spent_ticket_does_not_take_out_whoever_is_handed_back_later() {
    let (mut line, tickets) = line(Discipline::FirstCome, None, &[(0, 0)]);
    line.next(ALL, |_| 0);
    let back = line.join(waiting(7, 50), claim(0, 0, ALL), true);
    assert_eq!(line.leave(tickets[0]), None);
    line.next(ALL, |_| 0);
    line.join(waiting(8, 49), claim(0, 0, ALL), true);
    assert_eq!(line.leave(back), None);
    assert_eq!(drain(&mut line), [8]);
}

#[test]
fn who_is_handed_back_stands_in_front_of_the_class_and_behind_more_urgent_ones() {
    for discipline in [Discipline::FirstCome, Discipline::LeastRank] {
        let (mut line, _) = line(discipline, None, &[(1, 0), (1, 4), (0, 8)]);
        line.join(waiting(7, 50), claim(1, 9, ALL), true);
        line.join(waiting(8, 49), claim(1, 9, ALL), true);
        assert_eq!(drain(&mut line), [2, 8, 7, 0, 1], "{discipline:?}");
    }
}

/// Who may be served by fewer teams stands in a part of their own; a team that serves both parts
/// finds those handed back in front all the same.
#[test]
fn who_is_handed_back_stands_in_front_of_those_whom_other_teams_may_serve() {
    for discipline in [Discipline::FirstCome, Discipline::LeastRank] {
        let mut line = Line::new(discipline, None);
        line.join(waiting(0, 100), claim(0, 0, 0b01), false);
        line.join(waiting(7, 50), claim(0, 5, 0b11), true);
        assert_eq!(line.next_order(0b01), Some(50));
        assert_eq!(line.next(0b01, |_| 0).map(|next| next.entity), Some(7), "{discipline:?}");
    }
}

#[test]
fn a_team_gets_only_whom_it_may_serve() {
    let mut line = Line::new(Discipline::FirstCome, None);
    for (entity, teams) in [(0, 0b01), (1, 0b10), (2, 0b11), (3, 0b10)] {
        line.join(waiting(entity, u64::from(entity)), claim(0, 0, teams), false);
    }
    assert_eq!([0b01, 0b10, 0b11, 0b100].map(|teams| line.waiting_for(teams)), [2, 3, 4, 0]);
    let mut next = |teams| line.next(teams, |_| 0).map(|next| next.entity);
    assert_eq!(
        [next(0b10), next(0b10), next(0b01), next(0b01), next(0b10)],
        [Some(1), Some(2), Some(0), None, Some(3)]
    );
}

/// With everyone always in line, the share of services that look at class 0 first is the share to
/// within one service at every moment, and the others take whoever came first.
#[test]
fn the_share_of_the_first_class_holds_to_within_one_service() {
    const SERVICES: u32 = 1_000;
    for share in [0.0, 0.1, 0.3, 0.5, 0.75, 1.0] {
        let mut line = Line::new(Discipline::FirstCome, Some(share));
        // All of the second class came before all of the first: who looks at arrival alone takes those.
        for entity in 0..2 * SERVICES {
            line.join(waiting(entity, u64::from(entity)), claim(u8::from(entity < SERVICES), 0, ALL), false);
        }
        let mut first = 0.0;
        for served in 1..=SERVICES {
            first += f64::from(u8::from(line.next(ALL, |_| 0).expect("someone").entity >= SERVICES));
            let owed: f64 = share * f64::from(served);
            assert!((first - owed).abs() <= 1.0, "{first} of {served} at a share of {share}");
        }
    }
}

/// The line told plainly: everyone in one list, and a linear search.
struct Naive(Vec<(Waiting, Claim)>);

impl Naive {
    fn may(&self, teams: TeamMask) -> impl Iterator<Item = usize> + '_ {
        (0..self.0.len()).filter(move |at| self.0[*at].1.teams & teams != 0)
    }

    fn next(&self, discipline: Discipline, teams: TeamMask) -> Option<usize> {
        let rank = |claim: &Claim| if discipline == Discipline::LeastRank { claim.rank } else { 0 };
        self.may(teams).min_by_key(|at| (self.0[*at].1.class, rank(&self.0[*at].1), self.0[*at].0.order))
    }
}

#[derive(Debug, Clone)]
enum Step {
    Join(Claim),
    HandBack(Claim),
    /// Leaves with one of all tickets ever given.
    Leave(prop::sample::Index),
    Next(TeamMask, u32),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let claim =
        || (0..3_u8, 1..6_u64, 1..8_u32).prop_map(|(class, rank, teams)| Claim { class, rank, teams });
    let step = prop_oneof![
        4 => claim().prop_map(Step::Join),
        1 => claim().prop_map(Step::HandBack),
        2 => any::<prop::sample::Index>().prop_map(Step::Leave),
        3 => (1..8_u32, any::<u32>()).prop_map(|(teams, lot)| Step::Next(teams, lot)),
    ];
    prop::collection::vec(step, 0..200)
}

fn against_the_naive_line(discipline: Discipline, steps: Vec<Step>) -> Result<(), TestCaseError> {
    let (mut line, mut naive) = (Line::new(discipline, None), Naive(Vec::new()));
    let mut tickets: Vec<(Ticket, u32)> = Vec::new();
    let (mut joins, mut backs) = (1_000_u64, 1_000_u64);
    for step in steps {
        match step {
            Step::Join(claim) | Step::HandBack(claim) => {
                let front = matches!(step, Step::HandBack(_));
                let order = if front { backs - 1 } else { joins };
                if front {
                    backs -= 1;
                } else {
                    joins += 1;
                }
                let who = waiting(tickets.len() as u32, order);
                tickets.push((line.join(who, claim, front), who.entity));
                // In front of its class means the least rank there is.
                naive.0.push((who, if front { Claim { rank: 0, ..claim } } else { claim }));
            }
            Step::Leave(which) if !tickets.is_empty() => {
                let (ticket, entity) = tickets[which.index(tickets.len())];
                let at = naive.0.iter().position(|(waiting, _)| waiting.entity == entity);
                let left = at.map(|at| naive.0.remove(at).0);
                prop_assert_eq!(line.leave(ticket), left);
            }
            Step::Leave(_) => {}
            Step::Next(teams, lot) => {
                let want = naive.next(discipline, teams);
                if discipline != Discipline::Random {
                    prop_assert_eq!(line.next_order(teams), want.map(|at| naive.0[at].0.order));
                }
                let mut among = 0;
                let next = line.next(teams, |number| {
                    among = number;
                    lot % number
                });
                prop_assert_eq!(next.is_some(), want.is_some());
                let (Some(next), Some(want)) = (next, want) else { continue };
                let at = naive.0.iter().position(|(waiting, _)| *waiting == next);
                let at = at.ok_or_else(|| TestCaseError::fail("served someone who is not in line"))?;
                if discipline == Discipline::Random {
                    let class = naive.0[want].1.class;
                    let alike = naive.may(teams).filter(|at| naive.0[*at].1.class == class).count();
                    prop_assert_eq!(among as usize, alike);
                    prop_assert_eq!(naive.0[at].1.class, class);
                    prop_assert!(naive.0[at].1.teams & teams != 0);
                } else {
                    prop_assert_eq!(at, want);
                }
                naive.0.remove(at);
            }
        }
        prop_assert_eq!(line.waiting() as usize, naive.0.len());
        for teams in 1..8 {
            prop_assert_eq!(line.waiting_for(teams) as usize, naive.may(teams).count());
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn first_come_agrees_with_a_naive_line(steps in steps()) {
        against_the_naive_line(Discipline::FirstCome, steps)?;
    }

    #[test]
    fn least_rank_agrees_with_a_naive_line(steps in steps()) {
        against_the_naive_line(Discipline::LeastRank, steps)?;
    }

    #[test]
    fn random_order_agrees_with_a_naive_line(steps in steps()) {
        against_the_naive_line(Discipline::Random, steps)?;
    }
}
