//! Stations: their people, service times, order and patience, from what a person wrote.

use super::super::read::field::join;
use super::super::read::section::Section as _;
use super::super::read::units::Share;
use super::super::sections::Scenario;
use super::super::sections::process::{DisciplineName, StageSection, TeamSection};
use super::calendars::Calendars;
use super::process::Names;
use super::teams::{Wage, own_team, paid_for};
use super::{Compiler, seconds};
use crate::engine::TeamMask;
use crate::model::{Adjustment, Condition, Due, HourlyCost, ServiceOrder, StationConfig, TeamConfig};
use crate::time::OfficeHours;
use crate::words::say;

/// Ways in which the teams of one station may differ in whom they serve.
const MAX_SERVES: usize = TeamMask::BITS as usize;

/// The keys that say when a service should be over.
const DUE: [&str; 3] = ["due", "due_office_time", "due_working_days"];

/// The most priority classes a station may have.
const MAX_CLASSES: usize = 50;

impl Compiler<'_> {
    /// Positions of the teams of a station among those in use; adds the ones that are new.
    pub(super) fn staff(
        &mut self,
        scenario: &Scenario,
        section: &StageSection,
        names: &Names<'_>,
        calendars: &Calendars,
        teams: &mut Vec<TeamConfig>,
    ) -> Option<Vec<u16>> {
        let wage = Wage {
            hourly: HourlyCost {
                before_filing: scenario.costs.agent_hour.as_cny(),
                after_filing: scenario.costs.reviewer_hour.as_cny(),
            },
            paid_for: paid_for(scenario.costs.pay),
        };
        let mut add = |this: &mut Self, name: &str, team: &TeamSection| {
            if let Some(at) = teams.iter().position(|known: &TeamConfig| known.name == name) {
                return Some(at as u16);
            }
            teams.push(this.team(name, team, calendars, wage)?);
            Some(teams.len() as u16 - 1)
        };
        match (section.servers, section.team.0.as_slice()) {
            (Some(_), []) if scenario.team.0.contains_key(&section.name) => {
                let message = say!(ThereIsATeamBesides, name = section.name);
                let help = say!(GiveTheTeamOrThe);
                self.fault(section.place("servers"), message, say!(TwoOfOneName), help);
                None
            }
            (Some(_), []) => add(self, &section.name, &own_team(section)).map(|team| vec![team]),
            // Who serves it may be what could not be read.
            (None, []) if !self.sound(section) => None,
            (None, []) => {
                let message = say!(NobodyServesTheStation, name = section.name);
                let help = say!(WriteServersOrTeamAnd);
                self.fault(section.place("name"), message, say!(WithoutPeople), help);
                None
            }
            (Some(servers), written @ [_, ..]) => {
                let message = say!(TheStationHasPeopleOf, name = section.name);
                let place = section.place("servers");
                // What another text says cannot be taken out in this one.
                let help = if section.place("team").source == place.source {
                    say!(KeepOneOfTheTwo).to_owned()
                } else {
                    let people =
                        |name: &String| format!("`{} = {servers}`", join(&join("team", name), "people"));
                    let teams: Vec<String> = written.iter().map(people).collect();
                    say!(TakeServersOut, teams = teams.join(say!(MomentsOr)))
                };
                self.fault(place, message, say!(AndATeam), help);
                None
            }
            (None, written) => {
                self.no_hours_beside_team(section);
                let mut found = Vec::new();
                for (at, name) in written.iter().enumerate() {
                    let place = section.place(&format!("team[{at}]"));
                    self.position("team", name, &names.teams, place)?;
                    let team = add(self, name, &scenario.team.0[name])?;
                    if found.contains(&team) {
                        let message = say!(TheStationListsTheTeam, name = section.name, name_2 = name);
                        self.fault(place, message, say!(ProcessAgain), say!(ListEachTeamOnce));
                        return None;
                    }
                    found.push(team);
                }
                self.few_ways_to_serve(section, &found, teams)?;
                Some(found)
            }
        }
    }

    /// A fault if the teams of a station differ in whom they serve in more ways than the engine keeps apart.
    fn few_ways_to_serve(
        &mut self,
        section: &StageSection,
        found: &[u16],
        teams: &[TeamConfig],
    ) -> Option<()> {
        let mut ways: Vec<&Condition> = Vec::new();
        for team in found {
            let serves = &teams[usize::from(*team)].serves;
            if !ways.contains(&serves) {
                ways.push(serves);
            }
        }
        if ways.len() <= MAX_SERVES {
            return Some(());
        }
        let message = say!(TheTeamsOfTheStation, name = section.name, ways = ways.len());
        let help = say!(LetThemHaveAtMost, max_serves = MAX_SERVES);
        self.fault(section.place("team"), message, say!(TooMany), help);
        None
    }

    /// A fault if one text gives a station a team and hours of its own.
    fn no_hours_beside_team(&mut self, section: &StageSection) {
        let here = section.place("team").source;
        for key in ["shifts", "calendar", "end_of_shift"] {
            if section.spans().wrote(key) && section.place(key).source == here {
                let message = say!(TheStationHasATeam, name = section.name);
                let help = say!(WriteAtTheTeamOr, key = key);
                self.fault(section.spans().key_place(key), message, say!(ChangesNothingBesideTeam), help);
            }
        }
    }

    /// A fault if a station has more priority classes than the engine keeps apart.
    fn few_classes(&mut self, section: &StageSection, classes: usize) {
        if classes > MAX_CLASSES {
            let message = say!(TheStationHasPriorityClasses, name = section.name, priority = classes);
            self.fault(
                section.place("priority"),
                message,
                say!(TooMany),
                say!(ListAtMost, max_classes = MAX_CLASSES),
            );
        }
    }

    /// A fault if more cases are there when the period begins than would join the line.
    fn backlog_fits(&mut self, section: &StageSection) {
        if let (Some(backlog), Some(most)) = (section.backlog, section.balk_at)
            && backlog > most
        {
            let message = say!(MoreAreThanJoin, name = section.name, backlog = backlog, most = most);
            let help = say!(LowerBacklogOrRaiseBalkAt, backlog = backlog, most = most);
            self.fault(section.place("backlog"), message, say!(TooMany), help);
        }
    }

    pub(super) fn station(
        &mut self,
        section: &StageSection,
        names: &Names<'_>,
        teams: Vec<u16>,
        hours: Option<OfficeHours>,
    ) -> Option<StationConfig> {
        let Some(service) = &section.service else {
            let message = say!(TheStationDoesNotSay, name = section.name);
            let help = say!(WriteForExampleServiceDistribution);
            self.fault(section.place("name"), message, say!(NoService), help);
            return None;
        };
        let service = self.law(service, section.place("service"));
        let mut service_when = Vec::new();
        for other in &section.service_when {
            let when = self.condition(&other.when);
            service_when.push((when, self.law(&other.service, other.place("service"))?));
        }
        let mut adjust = Vec::new();
        for change in &section.adjust {
            adjust.push(Adjustment {
                when: self.condition(&change.when),
                factor: change.factor,
                add: seconds(change.add),
            });
        }
        let priority: Vec<Condition> = section.priority.iter().map(|class| self.condition(class)).collect();
        self.few_classes(section, priority.len());
        let discipline = section.discipline.unwrap_or(DisciplineName::FirstCome);
        let written: Vec<&str> = DUE.into_iter().filter(|way| section.spans().wrote(way)).collect();
        if let [first, second, ..] = written.as_slice() {
            let message = say!(TheStationSaysInTwo, name = section.name);
            let help = say!(KeepOneOfAnd, first = first, second = second);
            self.fault(section.spans().key_place(second), message, say!(AndAnotherWay), help);
        }
        self.whole_days_at_points(section, "due_working_days", section.due_working_days.as_ref());
        if discipline == DisciplineName::EarliestDue && written.is_empty() {
            let message = say!(TheStationServesByDue, name = section.name);
            let help = say!(WriteForExampleDueD);
            self.fault(section.place("discipline"), message, say!(NeedsDue), help);
        }
        if section.fast_lane_share.is_some() && priority.is_empty() {
            let message = say!(TheStationHasNoPriority, name = section.name);
            let help = say!(WriteForExamplePriorityFast);
            self.fault(section.place("fast_lane_share"), message, say!(WithoutEffect), help);
        }
        for (key, to, needs) in [
            ("balked", &section.balked, section.balk_at.is_some()),
            ("reneged", &section.reneged, section.patience.is_some()),
        ] {
            if to.is_some() && !needs {
                let (message, help) = match key {
                    "balked" => (say!(NobodyBalksAtThisStation), say!(WriteBalkAtTheNumber)),
                    _ => (say!(NobodyLosesPatienceInThis), say!(WritePatienceHowLongThey)),
                };
                self.fault(section.place(key), message, say!(WithoutEffect), help);
            }
        }
        self.backlog_fits(section);
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
        let office = optional("due_office_time", &section.due_office_time);
        let working_days = match &section.due_working_days {
            Some(law) => self.law(law, section.place("due_working_days")).map(Some),
            None => Some(None),
        };
        let due = match (due?, office?, working_days?, hours) {
            (Some(law), ..) => Some(Due::Calendar(law)),
            (None, Some(law), _, Some(hours)) => Some(Due::Office(law, Box::new(hours))),
            (None, None, Some(law), Some(hours)) => Some(Due::WorkingDays(law, Box::new(hours))),
            _ => None,
        };
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
            first_class_share: section.fast_lane_share.map(Share::get),
            due,
            backlog: section.backlog.unwrap_or(0),
            balk_at: section.balk_at,
            balked: balked?,
            patience: patience?,
            reneged: reneged?,
        })
    }
}
