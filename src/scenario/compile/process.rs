//! The process: stages and routes from what a person wrote, and what is wrong with the graph.

use super::super::read::section::Section as _;
use super::super::read::source::Place;
use super::super::sections::Scenario;
use super::super::sections::process::{
    DecidedBy, DisciplineName, DutyDays, OutcomeName, RouteSection, ShiftEnd, SinceName, StageKindName,
    StageSection, TeamSection,
};
use super::calendars::Calendars;
use super::teams::spans;
use super::{Compiler, seconds};
use crate::model::{
    Adjustment, Condition, Decision, DelayConfig, DelayTime, ExitOutcome, ModelConfig, ProcessConfig,
    ProcessFaultKind, RouteConfig, ServiceOrder, StageConfig, StageId, StageKind, StationConfig, TeamConfig,
    check,
};
use crate::time::{OfficeHours, SimDuration};

/// What belongs to one kind of stage and means nothing at another.
const KEYS: [(StageKindName, &[&str]); 4] = [
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
const COMMON: [&str; 4] = ["name", "kind", "enabled", "before_filing"];

/// Names on the way from sections to positions.
struct Names<'a> {
    stages: Vec<&'a str>,
    teams: Vec<&'a str>,
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
                let message = format!("there are two stages `{}`", section.name);
                self.fault(section.place("name"), message, "again", "give one of them another name");
            }
            self.foreign_keys(section);
        }
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
                "the process has no stage",
                "empty",
                "write a first `[[stage]]`",
            );
        }
        (self.found.len() == before).then_some(ProcessConfig { stages, teams })
    }

    /// Keys that mean nothing at a stage of its kind.
    fn foreign_keys(&mut self, section: &StageSection) {
        let known = KEYS.iter().find(|(kind, _)| *kind == section.kind).map_or(&[][..], |(_, keys)| keys);
        for key in StageSection::keys() {
            let own = COMMON.contains(&key.name) || known.contains(&key.name);
            if own || !section.spans().wrote(key.name) {
                continue;
            }
            let homes: Vec<&str> = KEYS
                .iter()
                .filter(|(_, keys)| keys.contains(&key.name))
                .map(|(kind, _)| kind.name())
                .collect();
            let message =
                format!("`{}` means nothing at a stage of the kind `{}`", key.name, section.kind.name());
            let help = format!("it belongs to: {}; take it out, or change the `kind`", homes.join(", "));
            self.fault(section.place(key.name), message, "out of place", help);
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
            StageKindName::Delay => self.delay(scenario, section, names, calendars).map(StageKind::Delay),
            StageKindName::Station => {
                let staff = self.staff(scenario, section, names, calendars, teams);
                self.station(section, names, staff?).map(|station| StageKind::Station(Box::new(station)))
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
            Some(RouteConfig { to, share: route.share.map(|share| share.get()), limit, when })
        };
        // Every route is read, so that every fault is found.
        let routes: Vec<_> = section.next.0.iter().enumerate().map(route).collect();
        routes.into_iter().collect()
    }

    fn stage_named(&mut self, name: &str, names: &Names<'_>, place: Place) -> Option<StageId> {
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
            let days = calendars.days(team.calendar).cloned();
            return OfficeHours::new(days?, spans(&team.shifts)).ok();
        }
        let own = own_team(section);
        let days = calendars.days(own.calendar).cloned();
        self.uniform_hours(spans(&own.shifts), days, section.place("shifts"))
    }

    fn delay(
        &mut self,
        scenario: &Scenario,
        section: &StageSection,
        names: &Names<'_>,
        calendars: &Calendars,
    ) -> Option<DelayConfig> {
        let hours = self.delay_hours(scenario, section, names, calendars);
        let written = [
            section.time.is_some(),
            section.office_time.is_some(),
            section.working_days.is_some(),
            !section.run_at.is_empty(),
        ];
        if written.iter().filter(|written| **written).count() != 1 {
            let message = format!("the delay `{}` must say how long it lasts, in one way", section.name);
            let help = "write one of `time`, `office_time`, `working_days` and `run_at`";
            self.fault(section.place(""), message, "none or several", help);
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
        let since_filing = section.since == Some(SinceName::Filing);
        if since_filing && section.before_filing {
            let message = format!("the delay `{}` counts from filing and lies before it", section.name);
            self.fault(
                section.place("since"),
                message,
                "contradicts `before_filing`",
                "take one of the two out",
            );
        }
        Some(DelayConfig { time, since_filing, hours: hours? })
    }

    /// Positions of the teams of a station among those in use; adds the ones that are new.
    fn staff(
        &mut self,
        scenario: &Scenario,
        section: &StageSection,
        names: &Names<'_>,
        calendars: &Calendars,
        teams: &mut Vec<TeamConfig>,
    ) -> Option<Vec<u16>> {
        let costs = &scenario.costs;
        let hourly = if section.before_filing { costs.agent_hour } else { costs.reviewer_hour }.as_cny();
        let mut add = |this: &mut Self, name: &str, team: &TeamSection| {
            if let Some(at) = teams.iter().position(|known: &TeamConfig| known.name == name) {
                return Some(at as u16);
            }
            teams.push(this.team(name, team, calendars, hourly)?);
            Some(teams.len() as u16 - 1)
        };
        match (section.servers, section.team.0.as_slice()) {
            (Some(_), []) => add(self, &section.name, &own_team(section)).map(|team| vec![team]),
            (None, []) => {
                let message = format!("nobody serves the station `{}`", section.name);
                let help = "write `servers = 3`, or `team` and the name of a team";
                self.fault(section.place(""), message, "without people", help);
                None
            }
            (Some(_), [_, ..]) => {
                let message = format!("the station `{}` has people of its own and a team", section.name);
                self.fault(section.place("servers"), message, "and a `team`", "keep one of the two");
                None
            }
            (None, written) => {
                let mut found = Vec::new();
                for (at, name) in written.iter().enumerate() {
                    let place = section.place(&format!("team[{at}]"));
                    self.position("team", name, &names.teams, place)?;
                    let team = add(self, name, &scenario.team.0[name])?;
                    if found.contains(&team) || found.len() == 16 {
                        let message = format!("the team `{name}` is one too many");
                        self.fault(place, message, "again, or the 17th", "list up to 16 teams, each once");
                        return None;
                    }
                    found.push(team);
                }
                Some(found)
            }
        }
    }

    fn station(
        &mut self,
        section: &StageSection,
        names: &Names<'_>,
        teams: Vec<u16>,
    ) -> Option<StationConfig> {
        let Some(service) = &section.service else {
            let message = format!("the station `{}` does not say how long a service takes", section.name);
            let help = "write, for example, `service = { distribution = \"exponential\", mean = \"20min\" }`";
            self.fault(section.place(""), message, "no `service`", help);
            return None;
        };
        let service = self.law(service, section.place("service"));
        let mut service_when = Vec::new();
        for other in section.service_when.iter() {
            let when = self.condition(&other.when);
            service_when.push((when, self.law(&other.service, other.place("service"))?));
        }
        let mut adjust = Vec::new();
        for change in section.adjust.iter() {
            adjust.push(Adjustment {
                when: self.condition(&change.when),
                factor: change.factor,
                add: seconds(change.add),
            });
        }
        let priority: Vec<Condition> = section.priority.iter().map(|class| self.condition(class)).collect();
        let discipline = section.discipline.unwrap_or(DisciplineName::FirstCome);
        if discipline == DisciplineName::EarliestDue && section.due.is_none() {
            let message = format!("the station `{}` serves by due dates and sets none", section.name);
            let help = "write, for example, `due = \"2d\"`";
            self.fault(section.place("discipline"), message, "needs `due`", help);
        }
        if section.fast_lane_share.is_some() && priority.is_empty() {
            let message = format!("the station `{}` has no priority class to share with", section.name);
            let help = "write, for example, `priority = [{ fast_lane = true }]`";
            self.fault(section.place("fast_lane_share"), message, "without effect", help);
        }
        for (key, to, needs) in [
            ("balked", &section.balked, section.balk_at.is_some()),
            ("reneged", &section.reneged, section.patience.is_some()),
        ] {
            if to.is_some() && !needs {
                let (message, help) = match key {
                    "balked" => (
                        "nobody balks at this station",
                        "write `balk_at`, the number in line at which they do",
                    ),
                    _ => ("nobody loses patience in this line", "write `patience`, how long they wait"),
                };
                self.fault(section.place(key), message, "without effect", help);
            }
        }
        let mut aside = |key: &str, to: &Option<String>| match to {
            Some(to) => self.stage_named(to, names, section.place(key)).map(Some),
            None => Some(None),
        };
        let (balked, reneged) = (aside("balked", &section.balked), aside("reneged", &section.reneged));
        let mut optional = |key: &str, law: &Option<_>| match law {
            Some(law) => self.law(law, section.place(key)).map(Some),
            None => Some(None),
        };
        let (due, patience) = (optional("due", &section.due), optional("patience", &section.patience));
        Some(StationConfig {
            teams,
            service: service?,
            service_when,
            adjust,
            order: match discipline {
                DisciplineName::FirstCome => ServiceOrder::FirstCome,
                DisciplineName::EarliestDue => ServiceOrder::DueDate,
                DisciplineName::ShortestExpected => ServiceOrder::ShortestExpected,
                DisciplineName::Random => ServiceOrder::Random,
            },
            priority,
            first_class_share: section.fast_lane_share.map(|share| share.get()),
            due: due?,
            balk_at: section.balk_at,
            balked: balked?,
            patience: patience?,
            reneged: reneged?,
        })
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
                let message = format!("`{key}` means nothing for a decision by `{}`", by.name());
                self.fault(section.place(key), message, "without effect", "take it out, or change `by`");
            }
        }
        let missing = |key: &str| format!("the decision `{}` by `{}` needs `{key}`", section.name, by.name());
        let place = section.place("by");
        match (by, section.share, section.approve_at, section.refuse_below) {
            (DecidedBy::Nobody, ..) => Some(Decision::Nothing),
            (DecidedBy::Screen, ..) => Some(Decision::Screen),
            (DecidedBy::Reviewer, ..) => Some(Decision::Reviewer),
            (DecidedBy::Chance, Some(share), ..) => Some(Decision::Chance(share.get())),
            (DecidedBy::Chance, ..) => {
                self.fault(place, missing("share"), "incomplete", "write, for example, `share = 0.5`");
                None
            }
            (DecidedBy::Band, _, Some(approve_at), Some(refuse_below)) if refuse_below <= approve_at => {
                Some(Decision::Band { approve_at, refuse_below })
            }
            (DecidedBy::Band, _, Some(approve_at), Some(refuse_below)) => {
                let message =
                    format!("`refuse_below` ({refuse_below}) must not exceed `approve_at` ({approve_at})");
                let help = "lower `refuse_below` or raise `approve_at`";
                self.fault(section.place("refuse_below"), message, "contradicts itself here", help);
                None
            }
            (DecidedBy::Band, ..) => {
                let help = "write both, for example `approve_at = 70` and `refuse_below = 50`";
                self.fault(place, missing("approve_at` and `refuse_below"), "incomplete", help);
                None
            }
            (DecidedBy::Test, ..) if section.approve_when.is_empty() => {
                let help = "write, for example, `approve_when = [{ at_least = { score = 60 } }]`";
                self.fault(place, missing("approve_when"), "incomplete", help);
                None
            }
            (DecidedBy::Test, ..) => {
                Some(Decision::Test(section.approve_when.iter().map(|when| self.condition(when)).collect()))
            }
        }
    }

    /// What is wrong with the graph, at the places where it is written.
    pub(super) fn graph(&mut self, scenario: &Scenario, config: &ModelConfig) {
        for fault in check(config) {
            let Some(section) = scenario.stage.0.get(usize::from(fault.stage)) else { continue };
            let place = match (&fault.kind, fault.route) {
                (_, Some(route)) => section.place(&format!("next[{route}]")),
                (ProcessFaultKind::Shares(_) | ProcessFaultKind::NoWayOn, None) => section.place("next"),
                (ProcessFaultKind::NoCapacity, None) => {
                    section.place(if section.servers.is_some() { "servers" } else { "team" })
                }
                _ => section.place("name"),
            };
            let (label, help) = remedy(&fault.kind);
            self.fault(place, fault.to_string(), label, help);
        }
    }
}

/// The people that a station describes itself.
fn own_team(section: &StageSection) -> TeamSection {
    let mut own = TeamSection {
        people: section.servers.unwrap_or(0),
        calendar: section.calendar.unwrap_or(DutyDays::Scenario),
        end_of_shift: section.end_of_shift.unwrap_or(ShiftEnd::Suspend),
        spans: section.spans.clone(),
        ..TeamSection::default()
    };
    if !section.shifts.is_empty() {
        own.shifts.clone_from(&section.shifts.0);
    }
    own
}

/// What to write under a fault of the graph, and the remedy.
fn remedy(kind: &ProcessFaultKind) -> (&'static str, &'static str) {
    match kind {
        ProcessFaultKind::Empty => ("empty", "write a first `[[stage]]`"),
        ProcessFaultKind::Unreachable => {
            ("unreachable", "let the `next` of another stage lead here, or take the stage out")
        }
        ProcessFaultKind::DeadEnd => ("dead end", "write `next`, or make it `kind = \"exit\"`"),
        ProcessFaultKind::NoWayOn => (
            "not everyone finds a route",
            "add a last route without `when`, `share` and `limit`, for everyone else",
        ),
        ProcessFaultKind::Shares(_) => (
            "these shares",
            "correct the shares, or leave `share` out of the last route, which then takes the rest",
        ),
        ProcessFaultKind::NoExit => ("a loop without exit", "add a route that leads to an exit"),
        ProcessFaultKind::TimelessLoop => (
            "a loop that takes no time",
            "give a route of the loop a `limit`, or put a delay or a station into it",
        ),
        ProcessFaultKind::NoCapacity => {
            ("without capacity", "give it people, or a team with people whose shifts fall into the run")
        }
        ProcessFaultKind::NobodyMayServe => {
            ("served by nobody", "add a team without `serves`, or let the teams together serve every cause")
        }
        ProcessFaultKind::FiledTwice => (
            "leads back before filing",
            "lead to a stage without `before_filing`, or take it out of that stage",
        ),
        ProcessFaultKind::NotFiledYet => (
            "not known yet",
            "take `before_filing` out, or ask only for cause, channel, attempt and time here",
        ),
        ProcessFaultKind::NoAttributes => (
            "no attributes",
            "use `population.source = \"generator\"`, or ask only for passes, time and chance",
        ),
        ProcessFaultKind::Undecided => {
            ("undecided", "let every way here pass a decision, or write `outcome = \"approved\"` or another")
        }
        ProcessFaultKind::TooManyCounters(_) => ("too many", "take limits out, or shorten the loops"),
    }
}
