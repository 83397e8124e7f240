//! Keys that the process or the calendar makes idle.

use super::Idle;
use crate::engine::EndOfShift;
use crate::model::{Decision, Model, StageConfig, StageKind, TeamConfig};
use crate::scenario::compile::{Compiled, NOT_BESIDE_ROSTER};
use crate::scenario::read::dist::Law;
use crate::scenario::read::field::Field as _;
use crate::scenario::sections::Scenario;
use crate::scenario::sections::process::{DisciplineName, RouteSection, StageKindName, StageSection};
use crate::words::say;

pub(super) fn ask(scenario: &Scenario, compiled: &Compiled, idle: &mut Idle) {
    let model = &compiled.model;
    decisions(scenario, model, idle);
    money(scenario, model, idle);
    days(scenario, model, idle);
    calendar(compiled, idle);
    teams(scenario, idle);
    for section in &scenario.stage.0 {
        stage(section, idle);
        untaken_routes(section, idle);
        if !scenario.human.fast_lane.enabled {
            without_fast_lane(section, idle);
        }
    }
}

/// What a stage says of the fast lane alone, where there is none: nobody is served first or read faster by it.
fn without_fast_lane(section: &StageSection, idle: &mut Idle) {
    let because = say!(FastLaneIsOff);
    let path = format!("stage.{}", section.name);
    let lanes = |conditions: Vec<Option<bool>>| {
        let some = conditions.contains(&Some(true));
        (some, some && conditions.iter().all(|lane| *lane == Some(true)))
    };
    let adjust = section.adjust.0.iter().map(|entry| entry.when.fast_lane).collect();
    let service = section.service_when.0.iter().map(|entry| entry.when.fast_lane).collect();
    let priority = section.priority.0.iter().map(|condition| condition.fast_lane).collect();
    for (key, conditions) in [("adjust", adjust), ("service_when", service), ("priority", priority)] {
        let (some, only) = lanes(conditions);
        idle.add(only, &path, &[key], because);
        idle.add_part(some && !only, &format!("{path}.{key}"), "fast_lane = true", because);
        idle.add(only && key == "priority", &path, &["fast_lane_share"], because);
    }
}

/// How a table is written, beside a calendar that is none.
fn calendar(compiled: &Compiled, idle: &mut Idle) {
    if let Some(file) = compiled.calendar.as_ref().filter(|file| file.format != "CSV") {
        let because = say!(CalendarIsNoTable, format = file.format);
        idle.add(true, "calendar", &["delimiter", "date_format"], because);
    }
}

/// Routes behind one that everybody takes.
fn untaken_routes(section: &StageSection, idle: &mut Idle) {
    let routes = &section.next.0;
    let everyone =
        |route: &RouteSection| route.share.is_none() && route.limit.is_none() && route.when.is_none();
    let Some(last) = routes.iter().position(everyone) else { return };
    for route in &routes[last + 1..] {
        let part = format!("to = \"{}\"", route.to);
        let because = say!(EveryoneTakesTheRoute, to = routes[last].to);
        idle.add_part(true, &format!("stage.{}.next", section.name), &part, &because);
    }
}

/// Whether a key stands anywhere in a value.
fn mentions(value: &toml::Value, key: &str) -> bool {
    match value {
        toml::Value::Table(table) => table.iter().any(|(name, below)| name == key || mentions(below, key)),
        toml::Value::Array(values) => values.iter().any(|below| mentions(below, key)),
        _ => false,
    }
}

fn decisions(scenario: &Scenario, model: &Model, idle: &mut Idle) {
    let stages = &model.config().process.stages;
    let by = |wanted: fn(&Decision) -> bool| {
        stages.iter().any(|stage| matches!(&stage.kind, StageKind::Decision(decision) if wanted(decision)))
    };
    let conditions = [scenario.stage.to_toml(), scenario.team.to_toml()];
    let asked = |key: &str| conditions.iter().flatten().any(|all| mentions(all, key));
    let lane = scenario.human.fast_lane.enabled && !asked("fast_lane");
    let keys = ["enabled", "credit_at_least", "external_at_least"];
    idle.add(lane, "human.fast_lane", &keys, say!(NoStageAndNoTeam));
    let nobody = !by(|decision| matches!(decision, Decision::Reviewer));
    let keys = ["cut_off", "scale", "leniency_sd", "occasion_sd"];
    idle.add(nobody, "human", &keys, say!(NoStageDecidesByReviewer));
    idle.add(nobody, "behaviours", &["profile_noise_reduction"], say!(NoStageDecidesByReviewer));
    let unasked = !by(|decision| matches!(decision, Decision::Screen));
    let keys = ["approve_at", "refuse_below", "knock_outs"];
    idle.add(unasked && !asked("route"), "screen", &keys, say!(NoStageDecidesByScreen));
    idle.add(unasked, "costs", &["screen"], say!(NoStageDecidesByScreen));
}

/// The teams of a model with the stages they serve.
fn serving(model: &Model) -> impl Iterator<Item = (&TeamConfig, Vec<&StageConfig>)> {
    let process = &model.config().process;
    process.teams.iter().zip(0_u16..).map(move |(team, at)| {
        let serves =
            |stage: &&StageConfig| stage.station().is_some_and(|station| station.teams.contains(&at));
        (team, process.stages.iter().filter(serves).collect())
    })
}

fn money(scenario: &Scenario, model: &Model, idle: &mut Idle) {
    let own = |team: &TeamConfig| {
        let section = scenario.team.0.get(&team.name);
        section.is_some_and(|section| section.hour.or(section.cost_per_hour).is_some())
    };
    let paid = |filed: bool| {
        let serves = |stage: &&StageConfig| stage.before_filing != filed;
        serving(model).any(|(team, stages)| !own(team) && stages.iter().any(serves))
    };
    let because = |side| say!(NobodyServesFilingWhoseTeam, side = side);
    idle.add(!paid(true), "costs", &["reviewer_hour"], because("after"));
    idle.add(!paid(false), "costs", &["agent_hour"], because("before"));
    let says =
        |team: &TeamConfig| scenario.team.0.get(&team.name).is_some_and(|section| section.pay.is_some());
    let all = serving(model).all(|(team, _)| says(team));
    idle.add(all, "costs", &["pay"], say!(EveryTeamThatServesSays));
    let finish =
        |team: &TeamConfig| matches!(team.end_of_shift, EndOfShift::Finish | EndOfShift::FinishWithin(_));
    let overtime = serving(model).any(|(team, _)| finish(team));
    idle.add(!overtime, "costs", &["overtime_factor"], say!(NobodyWorksBeyondTheirShift));
}

fn days(scenario: &Scenario, model: &Model, idle: &mut Idle) {
    let config = model.config();
    let calendar = &config.calendar;
    // A day off is a holiday or a rest day by its weekday alone.
    let worked = match scenario.calendar.preset {
        crate::scenario::sections::lender::CalendarKind::EveryDay => [true; 7],
        _ => crate::time::WorkCalendar::MONDAY_TO_FRIDAY,
    };
    let off = |day: u32, holiday: bool| {
        let weekday = calendar.date(day).weekday().to_monday_zero_offset() as usize;
        !calendar.is_working(day) && worked[weekday] == holiday
    };
    let arrivals = config.arrivals.days;
    let none = !(0..arrivals).any(|day| off(day, true));
    let because = say!(NoDayWithArrivalsIs);
    idle.add(none, "arrivals", &["holiday_factor"], because);
    // Who finishes a case after the shift may do so on any day.
    let beyond = serving(model).any(|(team, _)| team.end_of_shift != EndOfShift::Suspend);
    let on_duty = |holiday: bool| {
        // Work is paid after the days with arrivals too.
        let last = model.end().day();
        let paid = |team: &TeamConfig| (0..last).any(|day| off(day, holiday) && team.duty_hours(day) > 0.0);
        beyond || serving(model).any(|(team, _)| paid(team))
    };
    idle.add(!on_duty(true), "costs", &["holiday_factor"], say!(NobodyIsOnDutyOnA));
    idle.add(!on_duty(false), "costs", &["rest_day_factor"], say!(NobodyIsOnDutyOn));
}

fn teams(scenario: &Scenario, idle: &mut Idle) {
    for (name, team) in &scenario.team.0 {
        let named = |stage: &&StageSection| stage.team.0.contains(name);
        let path = format!("team.{name}");
        let mut stages = scenario.stage.0.iter().filter(named).peekable();
        if stages.peek().is_none() {
            idle.found.push((path, say!(NoStageUsesTheTeam, name = name)));
            continue;
        }
        let because = say!(TheRosterOfSaysWho, name = name);
        idle.add(team.roster.is_some(), &path, &NOT_BESIDE_ROSTER, because);
        let served = stages.filter(|stage| stage.kind == StageKindName::Station).count();
        let because = say!(ServesOneStationOnly, name = name);
        idle.add(served == 1, &path, &["pick"], because);
        let because = say!(ServesNoStationAndOnly, name = name);
        let keys = [
            "people",
            "weekdays",
            "crews",
            "changes",
            "absence",
            "availability",
            "end_of_shift",
            "overtime",
            "serves",
            "pick",
            "breakdowns",
            "cost_per_hour",
            "hour",
            "pay",
            "member",
        ];
        idle.add(served == 0, &path, &keys, because);
    }
}

fn stage(section: &StageSection, idle: &mut Idle) {
    let path = format!("stage.{}", section.name);
    let own = ["shifts", "calendar", "end_of_shift"];
    let has_team = !section.team.is_empty();
    let because = say!(ThePeopleOfHaveThe, name = section.name);
    idle.add(has_team && section.kind == StageKindName::Station, &path, &own, because);
    let one_due = section.due.as_ref().is_some_and(|due| matches!(due.law, Law::Constant { .. }));
    let by_due = section.discipline == Some(DisciplineName::EarliestDue);
    let because = say!(WhoComesFirstIsDue);
    idle.add(by_due && one_due, &path, &["discipline"], because);
    let switched_off = section.kind == StageKindName::Station && !section.enabled;
    idle.add(switched_off, &path, &["backlog"], say!(EnabledIsFalse, path = path));
    if section.kind == StageKindName::Delay {
        let keys = ["time", "office_time", "working_days", "run_at", "since", "team", "shifts", "calendar"];
        idle.add(!section.enabled, &path, &keys, say!(EnabledIsFalse, path = path));
        let by_clock = section.time.is_some();
        let because = say!(LastsCalendarTimeWhoeverIs, name = section.name);
        idle.add(by_clock, &path, &["team", "shifts", "calendar"], because);
        let because = say!(TakesTheHoursOfIts, name = section.name);
        idle.add(has_team, &path, &["shifts", "calendar"], because);
    }
}
