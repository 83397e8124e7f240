//! The process: stages and routes from what a person wrote.

use super::super::read::dist;
use super::super::read::offer::suggest;
use super::super::read::section::Section as _;
use super::super::read::source::Place;
use super::super::read::units::Share;
use super::super::sections::Scenario;
use super::super::sections::process::{
    DecidedBy, OutcomeName, RouteSection, SinceName, StageKindName, StageSection,
};
use super::super::standard;
use super::Compiler;
use super::calendars::Calendars;
use super::teams::{own_team, spans};
use crate::model::{
    Decision, DelayConfig, DelayTime, ExitOutcome, ProcessConfig, RouteConfig, StageConfig, StageId,
    StageKind, TeamConfig,
};
use crate::time::{OfficeHours, SimDuration, without_breaks};
use crate::words::say;

/// What belongs to one kind of stage and means nothing at another.
pub(in crate::scenario) const KEYS: [(StageKindName, &[&str]); 4] = [
    (
        StageKindName::Delay,
        &["time", "office_time", "working_days", "run_at", "since", "team", "shifts", "calendar", "next"],
    ),
    (
        StageKindName::Station,
        &[
            "team",
            "servers",
            "shifts",
            "calendar",
            "end_of_shift",
            "service",
            "service_when",
            "adjust",
            "discipline",
            "priority",
            "fast_lane_share",
            "due",
            "due_office_time",
            "due_working_days",
            "backlog",
            "balk_at",
            "balked",
            "patience",
            "reneged",
            "next",
        ],
    ),
    (StageKindName::Decision, &["by", "share", "approve_at", "refuse_below", "approve_when", "next"]),
    (StageKindName::Exit, &["outcome"]),
];
/// What belongs to every stage.
pub(in crate::scenario) const COMMON: [&str; 4] = ["name", "kind", "enabled", "before_filing"];

/// Names on the way from sections to positions.
pub(super) struct Names<'a> {
    pub(super) stages: Vec<&'a str>,
    pub(super) teams: Vec<&'a str>,
}

impl Compiler<'_> {
    /// The process of a scenario.
    pub(super) fn process(&mut self, scenario: &Scenario, calendars: &Calendars) -> Option<ProcessConfig> {
        let before = self.found.len();
        let sections = &scenario.stage.0;
        let names = Names {
            stages: sections.iter().map(|stage| stage.name.as_str()).collect(),
            teams: scenario.team.0.keys().map(String::as_str).collect(),
        };
        for (at, section) in sections.iter().enumerate() {
            if names.stages[..at].contains(&section.name.as_str()) {
                let message = say!(ThereAreTwoStages, name = section.name);
                self.fault(section.place("name"), message, say!(ProcessAgain), say!(GiveOneOfThemAnother));
            }
            if self.sound(section) {
                self.foreign_keys(section);
            }
        }
        self.unused_teams(scenario);
        let mut teams = Vec::new();
        let mut stages = Vec::new();
        for section in sections {
            let kind = self.kind(scenario, section, &names, calendars, &mut teams);
            let next = self.routes(section, &names);
            if let (Some(kind), Some(next)) = (kind, next) {
                stages.push(StageConfig {
                    name: section.name.clone(),
                    enabled: section.enabled,
                    before_filing: section.before_filing,
                    kind,
                    next,
                });
            }
        }
        if sections.is_empty() {
            self.fault(
                scenario.place("stage"),
                say!(TheProcessHasNoStage),
                say!(ProcessEmpty),
                say!(WriteAFirstStage),
            );
        }
        (self.found.len() == before && stages.len() == sections.len())
            .then_some(ProcessConfig { stages, teams })
    }

    /// Teams that no stage names: a slip of the keyboard would otherwise change nothing, unsaid. Those
    /// of the standard process are there whether a process uses them or not.
    fn unused_teams(&mut self, scenario: &Scenario) {
        let standard = standard::teams();
        let mut used: Vec<&str> =
            scenario.stage.0.iter().flat_map(|stage| &stage.team.0).map(String::as_str).collect();
        used.sort_unstable();
        used.dedup();
        for name in scenario.team.0.keys() {
            if !standard.0.contains_key(name) && !used.contains(&name.as_str()) {
                let place = scenario.place(&format!("team.{name}"));
                if name.is_empty() {
                    let help = say!(GiveTheTeamAName).to_owned();
                    self.fault(place, say!(ATeamHasNoName), say!(ProcessUnused), help);
                    continue;
                }
                let help = if used.is_empty() {
                    say!(LetAStationSayTeam).to_owned()
                } else {
                    say!(OrLetAStationSay, used = suggest(name, used.iter().copied()))
                };
                self.fault(place, say!(NoStageUsesTheTeam, name = name), say!(ProcessUnused), help);
            }
        }
    }

    /// Keys that mean nothing at a stage of its kind.
    fn foreign_keys(&mut self, section: &StageSection) {
        let known = KEYS.iter().find(|(kind, _)| *kind == section.kind).map_or(&[][..], |(_, keys)| keys);
        for key in StageSection::keys() {
            // Only what takes time can be switched off.
            let timeless = matches!(section.kind, StageKindName::Decision | StageKindName::Exit);
            let switch = key.name == "enabled" && timeless && !section.enabled;
            let own = !switch && (COMMON.contains(&key.name) || known.contains(&key.name));
            if own || !section.spans().wrote(key.name) {
                continue;
            }
            let takes_time =
                |kind: StageKindName| matches!(kind, StageKindName::Delay | StageKindName::Station);
            let homes: Vec<String> = KEYS
                .iter()
                .filter(|(kind, keys)| keys.contains(&key.name) || (switch && takes_time(*kind)))
                .map(|(kind, _)| {
                    let article = if *kind == StageKindName::Exit { "an" } else { "a" };
                    format!("{article} {}", kind.name())
                })
                .collect();
            let message = say!(MeansNothingAtAStage, name = key.name, kind = section.kind.name());
            let help = say!(ItBelongsToTakeIt, homes = homes.join(say!(MomentsOr)));
            self.fault(section.spans().key_place(key.name), message, say!(OutOfPlace), help);
        }
    }

    fn kind(
        &mut self,
        scenario: &Scenario,
        section: &StageSection,
        names: &Names<'_>,
        calendars: &Calendars,
        teams: &mut Vec<TeamConfig>,
    ) -> Option<StageKind> {
        match section.kind {
            StageKindName::Station => {
                let staff = self.staff(scenario, section, names, calendars, teams);
                let hours = self.delay_hours_of_due(scenario, section, names, calendars);
                let station =
                    if self.sound(section) { self.station(section, names, staff?, hours) } else { None };
                station.map(|station| StageKind::Station(Box::new(station)))
            }
            _ if !self.sound(section) => None,
            StageKindName::Delay => {
                self.delay(scenario, section, names, calendars).map(|delay| StageKind::Delay(Box::new(delay)))
            }
            StageKindName::Decision => self.decision(section).map(StageKind::Decision),
            StageKindName::Exit => {
                let outcome = match section.outcome.unwrap_or(OutcomeName::Decided) {
                    OutcomeName::Decided => ExitOutcome::Decided,
                    OutcomeName::Approved => ExitOutcome::Approved,
                    OutcomeName::Refused => ExitOutcome::Refused,
                    OutcomeName::Withdrawn => ExitOutcome::Withdrawn,
                };
                Some(StageKind::Exit(outcome))
            }
        }
    }

    fn routes(&mut self, section: &StageSection, names: &Names<'_>) -> Option<Vec<RouteConfig>> {
        let route = |(at, route): (usize, &RouteSection)| {
            let place = match section.place(&format!("next[{at}].to")) {
                place if place == section.place("") => section.place("next"),
                place => place,
            };
            let to = self.stage_named(&route.to, names, place)?;
            let limit = route.limit.map(|limit| limit.min(200) as u8);
            let when = self.optional_condition(route.when.as_ref());
            Some(RouteConfig { to, share: route.share.map(Share::get), limit, when })
        };
        // Every route is read, so that every fault is found.
        let routes: Vec<_> = section.next.0.iter().enumerate().map(route).collect();
        routes.into_iter().collect()
    }

    pub(super) fn stage_named(&mut self, name: &str, names: &Names<'_>, place: Place) -> Option<StageId> {
        self.position("stage", name, &names.stages, place).map(|at| at as StageId)
    }

    /// The hours behind a delay: those of its team, or its own.
    fn delay_hours(
        &mut self,
        scenario: &Scenario,
        section: &StageSection,
        names: &Names<'_>,
        calendars: &Calendars,
    ) -> Option<OfficeHours> {
        if let Some(name) = section.team.iter().next() {
            self.position("team", name, &names.teams, section.place("team"))?;
            let team = &scenario.team.0[name];
            if let Some(file) = &team.roster {
                return self.rostered_hours(name, team, file, calendars);
            }
            let days = calendars.days(team.calendar);
            let shifts = spans(&team.shifts);
            // Judged as they are written, before breaks are cut out of them.
            self.uniform_hours(shifts.clone(), days.cloned(), team.place("shifts"))?;
            let shifts = without_breaks(&shifts, &spans(&team.breaks));
            return self.uniform_hours(shifts, days.cloned(), team.place("breaks"));
        }
        let own = own_team(section);
        let days = calendars.days(own.calendar).cloned();
        self.uniform_hours(spans(&own.shifts), days, section.place("shifts"))
    }

    /// The hours by which a station's due dates count, if they count working time: as of a delay in its place.
    fn delay_hours_of_due(
        &mut self,
        scenario: &Scenario,
        section: &StageSection,
        names: &Names<'_>,
        calendars: &Calendars,
    ) -> Option<OfficeHours> {
        let asked = section.due_office_time.is_some() || section.due_working_days.is_some();
        if asked { self.delay_hours(scenario, section, names, calendars) } else { None }
    }

    fn delay(
        &mut self,
        scenario: &Scenario,
        section: &StageSection,
        names: &Names<'_>,
        calendars: &Calendars,
    ) -> Option<DelayConfig> {
        let hours = self.delay_hours(scenario, section, names, calendars);
        let ways = ["time", "office_time", "working_days", "run_at"];
        let written: Vec<&str> = ways.into_iter().filter(|way| section.spans().wrote(way)).collect();
        if let [first, second, ..] = written.as_slice() {
            let message = say!(TheDelaySaysInTwo, name = section.name);
            let help = say!(KeepOneOfAnd, first = first, second = second);
            self.fault(section.spans().key_place(second), message, say!(AndAnotherWay), help);
            return None;
        }
        if written.is_empty() || (written == ["run_at"] && section.run_at.is_empty()) {
            let message = say!(TheDelayDoesNotSay, name = section.name);
            let help = say!(WriteOneOfTimeOffice);
            self.fault(section.place("name"), message, say!(HowLong), help);
            return None;
        }
        let time = if let Some(law) = &section.time {
            DelayTime::Calendar(self.law(law, section.place("time"))?)
        } else if let Some(law) = &section.office_time {
            DelayTime::Office(self.law(law, section.place("office_time"))?)
        } else if let Some(law) = &section.working_days {
            DelayTime::WorkingDays(self.law(law, section.place("working_days"))?)
        } else {
            let mut times: Vec<SimDuration> = section
                .run_at
                .iter()
                .map(|time| SimDuration::from_secs_f64(f64::from(time.as_seconds())))
                .collect();
            times.sort_unstable();
            DelayTime::RunAt(times)
        };
        self.whole_days_at_points(section, "working_days", section.working_days.as_ref());
        let since_filing = section.since == Some(SinceName::Filing);
        if since_filing && section.before_filing {
            let message = say!(TheDelayCountsFromFiling, name = section.name);
            self.fault(section.place("since"), message, say!(ContradictsBeforeFiling), say!(TakeOneOfTheTwo));
        }
        Some(DelayConfig { time, since_filing, hours: hours? })
    }

    /// A fault if a number of working days that is written out is not a whole one. Other laws are
    /// rounded, which is what they are meant for.
    pub(super) fn whole_days_at_points(
        &mut self,
        section: &StageSection,
        key: &str,
        days: Option<&dist::Dist<f64>>,
    ) {
        let points: &[f64] = match days.map(|law| &law.law) {
            Some(dist::Law::Constant { value }) => std::slice::from_ref(value),
            Some(dist::Law::Discrete { values, .. } | dist::Law::Empirical { values }) => values,
            _ => &[],
        };
        if let Some(days) = points.iter().find(|days| days.fract() != 0.0) {
            let what = if key == "working_days" { say!(ADelay) } else { say!(ADueDate) };
            let message = say!(InWorkingDaysMustBe, what = what, days = days);
            let office = key.replace("working_days", "office_time");
            let help = say!(WriteWholeNumbersOrFor, office = office);
            self.fault(section.place(key), message, say!(NotWholeDays), help);
        }
    }

    fn decision(&mut self, section: &StageSection) -> Option<Decision> {
        let by = section.by.unwrap_or(DecidedBy::Nobody);
        let wanted: &[&str] = match by {
            DecidedBy::Chance => &["share"],
            DecidedBy::Band => &["approve_at", "refuse_below"],
            DecidedBy::Test => &["approve_when"],
            DecidedBy::Nobody | DecidedBy::Screen | DecidedBy::Reviewer => &[],
        };
        for key in ["share", "approve_at", "refuse_below", "approve_when"] {
            if section.spans().wrote(key) && !wanted.contains(&key) {
                let message = say!(MeansNothingForADecision, key = key, name = by.name());
                self.fault(section.place(key), message, say!(WithoutEffect), say!(TakeItOutOrChange));
            }
        }
        let missing =
            |key: &str| say!(TheDecisionByNeeds, name = section.name, name_2 = by.name(), key = key);
        let place = section.place("by");
        match (by, section.share, section.approve_at, section.refuse_below) {
            (DecidedBy::Nobody, ..) => Some(Decision::Nothing),
            (DecidedBy::Screen, ..) => Some(Decision::Screen),
            (DecidedBy::Reviewer, ..) => Some(Decision::Reviewer),
            (DecidedBy::Chance, Some(share), ..) => Some(Decision::Chance(share.get())),
            (DecidedBy::Chance, ..) => {
                self.fault(place, missing("share"), say!(ProcessIncomplete), say!(WriteForExampleShare));
                None
            }
            (DecidedBy::Band, _, Some(approve_at), Some(refuse_below)) if refuse_below <= approve_at => {
                Some(Decision::Band { approve_at, refuse_below })
            }
            (DecidedBy::Band, _, Some(approve_at), Some(refuse_below)) => {
                let message =
                    say!(RefuseBelowMustNotExceed, refuse_below = refuse_below, approve_at = approve_at);
                let help = say!(LowerRefuseBelowOrRaise);
                self.fault(section.place("refuse_below"), message, say!(ContradictsItselfHere), help);
                None
            }
            (DecidedBy::Band, ..) => {
                let help = say!(WriteBothForExampleApprove);
                self.fault(place, missing(say!(ApproveAtAndRefuseBelow)), say!(ProcessIncomplete), help);
                None
            }
            (DecidedBy::Test, ..) if section.approve_when.is_empty() => {
                let help = say!(WriteForExampleApproveWhen);
                self.fault(place, missing("approve_when"), say!(ProcessIncomplete), help);
                None
            }
            (DecidedBy::Test, ..) => {
                Some(Decision::Test(section.approve_when.iter().map(|when| self.condition(when)).collect()))
            }
        }
    }
}
