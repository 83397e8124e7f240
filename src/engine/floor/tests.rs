//! Who takes whom, over lines and teams.

use std::collections::VecDeque;

use super::*;
use crate::engine::{Crew, Discipline, EndOfShift};
use crate::time::{DAY, HOUR, OfficeHours, Shift, WorkCalendar};
use jiff::civil::date;
use proptest::prelude::*;

const ANYONE: Claim = Claim { class: 0, rank: 0, teams: TeamMask::MAX };

fn at(hour: u64) -> SimTime {
    SimTime::START + hour * HOUR
}

/// People on duty every day from an hour to an hour.
fn team(crews: &[(u32, u64, u64)]) -> Team {
    let calendar = WorkCalendar::every_day(date(2024, 1, 1), 100).expect("a calendar");
    let crew = |(people, from, to): &(u32, u64, u64)| {
        let shift = Shift { start: *from * HOUR, end: *to * HOUR };
        Crew { people: *people, hours: OfficeHours::new(calendar.clone(), vec![shift]).expect("a shift") }
    };
    Team::new(&crews.iter().map(crew).collect::<Vec<_>>(), EndOfShift::Suspend)
}

fn line() -> Line {
    Line::new(Discipline::FirstCome, None)
}

/// One station with one team.
fn desk(people: u32, balk_at: Option<u32>) -> Floor {
    let mut floor = Floor::new();
    floor.add_team(team(&[(people, 9, 17)]), Pick::Oldest);
    floor.add_station(line(), &[(0, 1)], balk_at);
    floor
}

fn starts(arrival: Arrival) -> Start {
    match arrival {
        Arrival::Starts(start) => start,
        other => panic!("{other:?} should start"),
    }
}

fn waits(arrival: Arrival) -> Ticket {
    match arrival {
        Arrival::Waits { ticket, .. } => ticket,
        other => panic!("{other:?} should wait"),
    }
}

fn next(floor: &mut Floor, now: SimTime, team: u16) -> Option<u32> {
    floor.next_start(now, team, |_, _| 0).map(|start| start.entity)
}

#[test]
fn an_arrival_is_served_at_once_or_waits_and_counts_add_up() {
    let mut floor = desk(1, None);
    let first = starts(floor.arrive(at(9), 0, 1, ANYONE));
    assert_eq!(first, Start { entity: 1, station: 0, team: 0, server: 0, since: at(9) });
    waits(floor.arrive(at(10), 0, 2, ANYONE));
    assert_eq!((floor.waiting(0), floor.in_service(0), next(&mut floor, at(10), 0)), (1, 1, None));
    floor.release(at(11), 0, 0, 0);
    assert_eq!((floor.waiting(0), floor.in_service(0)), (1, 0));
    let second = floor.next_start(at(11), 0, |_, _| 0).expect("free");
    assert_eq!((second.entity, second.since), (2, at(10)));
    assert_eq!((floor.waiting(0), floor.in_service(0)), (0, 1));
}

#[test]
fn nobody_starts_off_duty_and_an_arrival_does_not_overtake_the_line() {
    let mut floor = desk(2, None);
    waits(floor.arrive(at(3), 0, 7, ANYONE));
    assert_eq!(next(&mut floor, at(3), 0), None);
    // Someone arrives at the very moment of opening, before the team has looked at its line.
    waits(floor.arrive(at(9), 0, 8, ANYONE));
    assert_eq!([next(&mut floor, at(9), 0), next(&mut floor, at(9), 0)], [Some(7), Some(8)]);
}

/// The same for a team of two stations: at the moment of opening somebody has waited at the other.
#[test]
fn an_arrival_does_not_overtake_who_waits_at_another_station_of_the_team() {
    let mut floor = shared(Pick::Oldest);
    waits(floor.arrive(at(9), 0, 8, ANYONE));
    assert_eq!(serve_all(&mut floor), [1, 2, 3, 4, 8]);
    let mut floor = shared(Pick::Oldest);
    serve_all(&mut floor);
    waits(floor.arrive(at(18), 1, 5, ANYONE));
    waits(floor.arrive(at(9) + DAY, 0, 6, ANYONE));
}

#[test]
fn whoever_would_wait_behind_so_many_balks() {
    let mut floor = desk(1, Some(1));
    starts(floor.arrive(at(9), 0, 1, ANYONE));
    waits(floor.arrive(at(9), 0, 2, ANYONE));
    assert_eq!(floor.arrive(at(9), 0, 3, ANYONE), Arrival::Balks);
    assert_eq!((floor.waiting(0), floor.in_service(0)), (1, 1));
}

#[test]
fn a_line_without_room_is_a_loss_station() {
    let mut floor = desk(1, Some(0));
    starts(floor.arrive(at(9), 0, 1, ANYONE));
    assert_eq!(floor.arrive(at(9), 0, 2, ANYONE), Arrival::Balks);
    floor.release(at(10), 0, 0, 0);
    starts(floor.arrive(at(10), 0, 3, ANYONE));
    floor.release(at(11), 0, 0, 0);
    assert_eq!(floor.arrive(at(20), 0, 4, ANYONE), Arrival::Balks, "off duty");
}

#[test]
fn without_people_everyone_waits_and_nobody_is_awaited() {
    let mut floor = desk(0, None);
    waits(floor.arrive(at(10), 0, 1, ANYONE));
    assert_eq!((next(&mut floor, at(10), 0), floor.plan_wake(at(10), 0)), (None, None));
}

#[test]
fn teams_are_asked_in_the_order_in_which_the_station_lists_them() {
    let mut floor = Floor::new();
    let (first, second) = (
        floor.add_team(team(&[(1, 9, 17)]), Pick::Oldest),
        floor.add_team(team(&[(1, 8, 12)]), Pick::Oldest),
    );
    floor.add_station(line(), &[(second, 1), (first, 2)], None);
    assert_eq!(floor.teams(0), [second, first]);
    assert_eq!(starts(floor.arrive(at(9), 0, 1, ANYONE)).team, second);
    assert_eq!(starts(floor.arrive(at(9), 0, 2, ANYONE)).team, first);
    floor.release(at(12), 0, second, 0);
    floor.release(at(12), 0, first, 0);
    assert_eq!(starts(floor.arrive(at(12), 0, 3, ANYONE)).team, first, "the second has gone home");
}

/// Bit 0 is the first team of the station, not of the floor.
#[test]
fn skills_decide_who_is_served_by_whom() {
    let mut floor = Floor::new();
    floor.add_team(team(&[(5, 9, 17)]), Pick::Oldest);
    let juniors = floor.add_team(team(&[(1, 9, 17)]), Pick::Oldest);
    let seniors = floor.add_team(team(&[(1, 9, 17)]), Pick::Oldest);
    floor.add_station(line(), &[(juniors, 1), (seniors, 2)], None);
    let hard = Claim { teams: 0b10, ..ANYONE };
    assert_eq!(starts(floor.arrive(at(9), 0, 1, hard)).team, seniors);
    waits(floor.arrive(at(9), 0, 2, hard));
    assert_eq!(starts(floor.arrive(at(9), 0, 3, ANYONE)).team, juniors, "the line holds nobody for juniors");
    waits(floor.arrive(at(9), 0, 4, ANYONE));
    floor.release(at(10), 0, juniors, 0);
    assert_eq!(next(&mut floor, at(10), juniors), Some(4), "past the one who needs a senior");
    floor.release(at(10), 0, seniors, 0);
    assert_eq!(next(&mut floor, at(10), seniors), Some(2));
}

/// One team, two stations: 1 waits at the second listed since earlier, 2 and 3 at the first.
fn shared(pick: Pick) -> Floor {
    let mut floor = Floor::new();
    floor.add_team(team(&[(1, 9, 17)]), pick);
    floor.add_station(line(), &[(0, 1)], None);
    floor.add_station(line(), &[(0, 1)], None);
    for (station, entity) in [(1, 1), (0, 2), (0, 3), (1, 4)] {
        waits(floor.arrive(at(3), station, entity, ANYONE));
    }
    floor
}

fn serve_all(floor: &mut Floor) -> Vec<u32> {
    let mut served = Vec::new();
    while let Some(start) = floor.next_start(at(9), 0, |_, _| 0) {
        served.push(start.entity);
        floor.release(at(9), start.station, start.team, start.server);
    }
    assert_eq!([0, 1].map(|station| (floor.waiting(station), floor.in_service(station))), [(0, 0); 2]);
    served
}

#[test]
fn a_team_of_two_stations_takes_the_oldest_case_or_goes_by_the_list() {
    assert_eq!(serve_all(&mut shared(Pick::Oldest)), [1, 2, 3, 4]);
    assert_eq!(serve_all(&mut shared(Pick::Listed)), [2, 3, 1, 4]);
}

#[test]
fn a_case_handed_back_comes_first_at_its_station_and_for_its_team() {
    let mut floor = shared(Pick::Oldest);
    floor.hand_back(0, 9, at(4), ANYONE);
    assert_eq!(serve_all(&mut floor), [9, 1, 2, 3, 4]);
    let mut floor = shared(Pick::Listed);
    floor.hand_back(1, 9, at(4), ANYONE);
    assert_eq!(serve_all(&mut floor), [2, 3, 9, 1, 4]);
}

#[test]
fn whoever_leaves_is_not_served_and_a_ticket_works_once() {
    let mut floor = desk(1, None);
    starts(floor.arrive(at(9), 0, 0, ANYONE));
    let first = waits(floor.arrive(at(9), 0, 1, ANYONE));
    let second = waits(floor.arrive(at(10), 0, 2, ANYONE));
    assert_eq!(floor.abandon(0, first).map(|left| (left.entity, left.since)), Some((1, at(9))));
    assert_eq!(floor.abandon(0, first), None);
    floor.release(at(11), 0, 0, 0);
    assert_eq!(next(&mut floor, at(11), 0), Some(2));
    assert_eq!(floor.abandon(0, second), None, "it is being served");
}

#[test]
fn a_wake_is_planned_once_for_the_next_opening() {
    let mut floor = desk(2, None);
    assert_eq!(floor.plan_wake(at(3), 0), None, "nobody waits");
    waits(floor.arrive(at(3), 0, 1, ANYONE));
    assert_eq!(floor.plan_wake(at(3), 0), Some(at(9)));
    assert_eq!(floor.plan_wake(at(4), 0), None, "planned already");
    assert!(floor.woken(at(9), 0));
    assert_eq!(next(&mut floor, at(9), 0), Some(1));
    assert_eq!(floor.plan_wake(at(9), 0), None, "nobody waits any more");
    // The next night it is planned anew.
    waits(floor.arrive(at(18), 0, 2, ANYONE));
    assert_eq!(floor.plan_wake(at(18), 0), Some(at(9) + DAY));
}

/// The late crew alone is idle when the first case comes, then someone of the early crew is
/// released: the look at 12 no longer counts when the one at 9 has taken its place.
#[test]
fn an_earlier_wake_replaces_a_later_one_and_the_stale_one_does_not_count() {
    let mut floor = Floor::new();
    floor.add_team(team(&[(1, 9, 17), (1, 12, 20)]), Pick::Oldest);
    floor.add_station(line(), &[(0, 1)], None);
    let busy = starts(floor.arrive(at(9), 0, 0, ANYONE));
    waits(floor.arrive(at(21), 0, 1, ANYONE));
    assert_eq!(floor.plan_wake(at(21), 0), Some(at(12) + DAY));
    floor.release(at(22), 0, 0, busy.server);
    assert_eq!(floor.plan_wake(at(22), 0), Some(at(9) + DAY));
    assert!(floor.woken(at(9) + DAY, 0));
    assert_eq!(next(&mut floor, at(9) + DAY, 0), Some(1));
    assert!(!floor.woken(at(12) + DAY, 0), "the later look has been replaced");
}

#[test]
fn a_wake_is_planned_only_for_someone_whom_the_team_may_serve() {
    let mut floor = Floor::new();
    let (juniors, seniors) = (
        floor.add_team(team(&[(1, 9, 17)]), Pick::Oldest),
        floor.add_team(team(&[(1, 9, 17)]), Pick::Oldest),
    );
    floor.add_station(line(), &[(juniors, 1), (seniors, 2)], None);
    waits(floor.arrive(at(3), 0, 1, Claim { teams: 0b10, ..ANYONE }));
    assert_eq!((floor.plan_wake(at(3), juniors), floor.plan_wake(at(3), seniors)), (None, Some(at(9))));
}

#[test]
#[should_panic(expected = "ends a service that never started")]
fn a_service_does_not_end_twice() {
    desk(1, None).release(at(9), 0, 0, 0);
}

/// A floor of one or two teams and one or two stations, by the bits of `kind`, with as many in service and in
/// line as there are arrivals.
fn crowded(kind: u32, arrivals: u32) -> (Floor, Vec<Start>) {
    let bit = |at: u32| kind >> at & 1 == 1;
    let discipline = match kind % 3 {
        0 => Discipline::FirstCome,
        1 => Discipline::LeastRank,
        _ => Discipline::Random,
    };
    let line = || Line::new(discipline, bit(4).then_some(0.5));
    let mut floor = Floor::new();
    let early = if bit(5) { vec![(2, 9, 17), (1, 9, 12)] } else { vec![(1, 9, 17)] };
    floor.add_team(team(&early), if bit(6) { Pick::Listed } else { Pick::Oldest });
    floor.add_team(team(&[(1, 9, 12)]), Pick::Oldest);
    floor.add_station(line(), if bit(7) { &[(0, 1), (1, 2)] } else { &[(0, 1)] }, None);
    floor.add_station(line(), if bit(8) { &[(1, 1), (0, 2)] } else { &[(1, 1)] }, None);
    if bit(9) {
        floor.team_mut(0).fail(0);
    }
    let mut started = Vec::new();
    for entity in 0..arrivals {
        let claim = Claim {
            class: (entity % 2) as u8,
            rank: u64::from(entity * 7 % 5),
            teams: if bit(10) && entity % 3 == 0 { 1 } else { TeamMask::MAX },
        };
        let place = (entity / 2 % 2) as u16;
        match floor.arrive(at(9), place, entity, claim) {
            Arrival::Starts(start) => started.push(start),
            Arrival::Waits { anyone_idle, .. } => {
                let idle = floor.teams(place).iter().any(|team| floor.team(*team).idle() > 0);
                assert_eq!(anyone_idle, idle);
            }
            Arrival::Balks => {}
        }
    }
    (floor, started)
}

proptest! {
    /// Going straight on is what releasing the server and asking for the next start comes to, with as many lots
    /// drawn; and whatever happens afterwards is the same.
    #[test]
    fn going_on_is_releasing_and_taking_the_next(kind in 0_u32..1 << 11, arrivals in 1_u32..12, hours in 1_u64..6) {
        let (mut straight, started) = crowded(kind, arrivals);
        let mut round = straight.clone();
        let mut ends: VecDeque<Start> = started.into();
        let mut now = at(9);
        for _ in 0..2 * arrivals {
            let Some(end) = ends.pop_front() else { break };
            now = now + hours * HOUR;
            let (mut lots, mut drawn) = (0, 0);
            let went_on = straight.go_on(now, end.station, end.team, end.server, |_, among| { lots += 1; among / 2 });
            round.release(now, end.station, end.team, end.server);
            for team in [end.team, 1 - end.team] {
                let mut first = if team == end.team { went_on } else { None };
                loop {
                    let next = round.next_start(now, team, |_, among| { drawn += 1; among / 2 });
                    let other = first.take().or_else(|| straight.next_start(now, team, |_, among| { lots += 1; among / 2 }));
                    prop_assert_eq!(other, next);
                    prop_assert_eq!(lots, drawn);
                    let Some(start) = next else { break };
                    ends.push_back(start);
                }
            }
            for place in 0..2 {
                prop_assert_eq!(straight.waiting(place), round.waiting(place));
                prop_assert_eq!(straight.in_service(place), round.in_service(place));
                prop_assert_eq!(straight.team(place).idle(), round.team(place).idle());
            }
        }
    }
}

#[test]
#[should_panic(expected = "ends a service that never started")]
fn nobody_goes_on_who_has_not_started() {
    let mut floor = desk(1, None);
    floor.arrive(at(1), 0, 1, ANYONE);
    floor.go_on(at(10), 0, 0, 0, |_, _| 0);
}
