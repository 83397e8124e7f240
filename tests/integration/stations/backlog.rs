//! Who is at a station when the period begins.

use std::collections::BTreeMap;

use super::{ALWAYS, desk, exact};
use crate::common::{outcome, play, scenario_with};
use reinstate::model::replicate;
use reinstate::observe::{
    ApplicantRecord, ApplicationRecord, OF_BACKLOG, Observer, Outcome, STATION_MEASURES, backlog_of,
};
use reinstate::policy::Route;
use reinstate::time::SimTime;

/// Calendar days until the first station has served its backlog, and until nobody waits there.
fn days(outcome: &Outcome) -> [Option<f64>; 2] {
    outcome.stations[0].clearing.days()
}

/// D/D/c: N cases of s at c servers take N·s/c of duty, whoever comes later; the line itself is empty only once those
/// have been taken up as well.
#[test]
fn a_backlog_clears_after_its_work() {
    let two = ALWAYS.replace("servers = 1", "servers = 2");
    let late = exact(&desk(&format!("{two}\nservice = \"1h\"\nbacklog = 10")), &["03-20 09:00"]);
    assert_eq!(days(&outcome(&late, 1, 0)), [Some(5.0 / 24.0), Some(4.0 / 24.0)]);
    // Three come while it lasts: they are served from 05:00 and 06:00 on.
    let come = ["03-01 00:00", "03-01 01:00", "03-01 02:00"];
    let busy = exact(&desk(&format!("{two}\nservice = \"1h\"\nbacklog = 10")), &come);
    let found = outcome(&busy, 1, 0);
    assert_eq!(days(&found), [Some(5.0 / 24.0), Some(6.0 / 24.0)]);
    assert_eq!((found.stations[0].arrivals, found.stations[0].served), (13, 13));
    assert_eq!(
        (found.applicants, found.applications),
        (3, 3),
        "those who came before the period are not counted"
    );
    // 2024-03-01 is a Friday: nine hours on it, nine on Monday, two on Tuesday.
    let office = exact(&desk("servers = 1\nservice = \"1h\"\nbacklog = 20"), &["03-20 09:00"]);
    assert_eq!(days(&outcome(&office, 1, 0))[0], Some(4.0 + 11.0 / 24.0));
    // Without one, there is nothing to clear; with too much of it, it is not over.
    let none = exact(&desk("servers = 1\nservice = \"1h\""), &["03-20 09:00"]);
    assert_eq!(days(&outcome(&none, 1, 0)), [None; 2]);
    let much = exact(&desk("servers = 1\nservice = \"1h\"\nbacklog = 2000"), &["03-20 09:00"]);
    assert_eq!(days(&outcome(&much, 1, 0)), [None; 2]);
}

/// Whoever loses patience has left as well.
#[test]
fn those_who_leave_the_line_no_longer_wait() {
    let keys = format!("{ALWAYS}\nservice = \"1h\"\nbacklog = 9\npatience = \"150min\"");
    let found = outcome(&exact(&desk(&keys), &["03-20 09:00"]), 1, 0);
    assert_eq!((found.stations[0].served, found.stations[0].abandoned), (4, 6));
    assert_eq!(days(&found), [Some(3.0 / 24.0), Some(2.5 / 24.0)]);
}

/// Those who were there before, as an observer hears of them.
#[derive(Default)]
struct Before {
    applications: Vec<(u64, u8, SimTime, Route)>,
    fates: BTreeMap<u64, u8>,
    cleared: Vec<(u16, SimTime)>,
}

impl Observer for Before {
    fn application(&mut self, record: &ApplicationRecord<'_>) {
        if record.index >= OF_BACKLOG {
            self.applications.push((record.index, record.attempt, record.submitted_at, record.route));
        }
    }

    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        if record.index >= OF_BACKLOG {
            assert!(self.fates.insert(record.index, record.applications).is_none(), "one ends twice");
        }
    }

    fn cleared(&mut self, station: u16, now: SimTime) {
        self.cleared.push((station, now));
    }
}

/// Those before a reviewer were sent there by the screen, and filed when the period begins; those before the agents'
/// desk file once they have been served there. All have ends, and each station is cleared once.
#[test]
fn they_have_been_through_what_comes_before() {
    let sets = ["stage.human_review.backlog=300", "stage.intake.backlog=40", "application.agent.share=0.5"];
    let model = scenario_with("scenarios/base.toml", &sets).model;
    let mut before = Before::default();
    replicate(&model, 7, 0, &mut before);
    let of = |station: u16| {
        let own = before
            .applications
            .iter()
            .filter(move |(index, attempt, ..)| *attempt == 1 && backlog_of(*index) == Some(station));
        own.collect::<Vec<_>>()
    };
    assert_eq!((of(0).len(), of(1).len(), before.fates.len()), (40, 300, 340));
    assert!(of(0).iter().all(|(_, _, filed, _)| *filed > SimTime::START));
    assert!(of(1).iter().all(|(_, _, filed, route)| *filed == SimTime::START && *route == Route::Human));
    let filed: u64 = before.fates.values().map(|filed| u64::from(*filed)).sum();
    assert_eq!(filed, before.applications.len() as u64, "those who are refused apply again");
    let stations: Vec<u16> = before.cleared.iter().map(|(station, _)| *station).collect();
    assert_eq!(stations, [0, 1]);
}

/// Nothing of those who come later changes but whom they meet: where nobody has to wait and all reviewers are alike,
/// nothing at all.
#[test]
fn nobody_else_draws_anything_else() {
    let alike = ["team.reviewers.people=2000", "team.agents.people=2000", "human.leniency_sd=0"];
    let plain = outcome(&scenario_with("scenarios/base.toml", &alike), 3, 0);
    let sets: Vec<&str> = alike.into_iter().chain(["stage.human_review.backlog=500"]).collect();
    let behind = outcome(&scenario_with("scenarios/base.toml", &sets), 3, 0);
    let people =
        |outcome: &Outcome| (outcome.applicants, outcome.fates, outcome.applications, outcome.routes);
    assert_eq!(people(&plain), people(&behind));
    assert_eq!((plain.decisions, &plain.attempts), (behind.decisions, &behind.attempts));
    assert_eq!((&plain.segments, &plain.screens), (&behind.segments, &behind.screens));
    assert_eq!(plain.working_days_human, behind.working_days_human);
    let minutes = (plain.review_minutes - behind.review_minutes).abs();
    assert!(minutes < 1e-6 * plain.review_minutes, "their work is not counted: {minutes}");
    // At the station they are.
    let reviews = |outcome: &Outcome| outcome.stations[1].arrivals;
    assert!(reviews(&behind) >= reviews(&plain) + 500);
}

/// At a station everybody counts: who came has been served, has left the line, or found it too long. Of the rest,
/// what was filed in the period alone.
#[test]
fn the_balances_hold() {
    for warm_up in ["0d", "20d"] {
        let warm_up = format!("period.warm_up=\"{warm_up}\"");
        let sets = ["stage.human_review.backlog=800", warm_up.as_str()];
        let found = outcome(&scenario_with("scenarios/base.toml", &sets), 5, 0);
        assert_eq!(found.applicants, found.fates.iter().sum::<u64>());
        assert_eq!(found.applications, found.routes.iter().sum::<u64>());
        for station in &found.stations {
            assert_eq!(station.arrivals, station.served + station.abandoned + station.balked, "{warm_up}");
        }
        assert!(found.stations[1].clearing.cleared < found.stations[1].clearing.emptied, "{warm_up}");
    }
    let whole = outcome(&scenario_with("scenarios/base.toml", &["stage.human_review.backlog=800"]), 5, 0);
    assert_eq!(whole.applicants, whole.days.iter().map(|day| day.arrivals).sum::<u64>());
    assert!(whole.days.iter().map(|day| day.decisions).sum::<u64>() > whole.decisions.decided + 500);
}

/// The estimate of a run is that of all its replications, or none.
#[test]
fn days_to_clear_are_told_if_all_replications_have_them() {
    let at = STATION_MEASURES.iter().position(|(name, _)| *name == "days_to_clear").unwrap();
    let found = |backlog: u32| {
        let backlog = format!("stage.human_review.backlog={backlog}");
        let sets = [backlog.as_str(), "period.arrivals=\"20d\"", "period.drain=\"0d\""];
        let run = play(&scenario_with("scenarios/base.toml", &sets), 2, 6, 1);
        let station = &run.estimates.stations[1];
        let cleared = station.by_replication.iter().filter(|all| all[at].is_some()).count();
        (cleared, station.estimate(at, reinstate::stats::ConfidenceLevel::NINETY_FIVE))
    };
    let (cleared, few) = found(300);
    assert_eq!(cleared, 6);
    assert!(few.value.is_some() && few.interval.is_some());
    let mut some = 0;
    for backlog in (1500..2400).step_by(50) {
        let (cleared, estimate) = found(backlog);
        some += usize::from(0 < cleared && cleared < 6);
        assert_eq!(estimate.value.is_some(), cleared == 6, "{backlog}");
    }
    assert!(some > 0, "in some replications alone, at least once");
}
