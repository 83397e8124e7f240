//! What is wrong with the graph of stages, at the places where it is written.

use super::super::read::fault::Fault;
use super::super::read::section::Section as _;
use super::super::read::source::Place;
use super::super::sections::Scenario;
use super::super::sections::process::StageSection;
use super::Compiler;
use crate::model::{ModelConfig, Part, ProcessFaultKind, check};
use crate::words::say;

impl Compiler<'_> {
    /// What is wrong with the graph, at the places where it is written.
    pub(super) fn graph(&mut self, scenario: &Scenario, config: &ModelConfig) {
        for fault in check(config) {
            let Some(section) = scenario.stage.0.get(usize::from(fault.stage)) else { continue };
            let place = match (fault.part, &fault.kind) {
                (Part::Route(at), _) => section.place(&format!("next[{at}]")),
                (Part::ServiceWhen(at), _) => section.place(&format!("service_when[{at}]")),
                (Part::Adjustment(at), _) => section.place(&format!("adjust[{at}]")),
                (Part::Priority(at), _) => section.place(&format!("priority[{at}]")),
                (Part::Team(at), _) => section.place(&format!("team[{at}]")),
                (Part::Test(at), _) => section.place(&format!("approve_when[{at}]")),
                (Part::Decision, _) => section.place("by"),
                (Part::Whole, ProcessFaultKind::Shares(_) | ProcessFaultKind::NoWayOn) => {
                    section.place("next")
                }
                (Part::Whole, ProcessFaultKind::DeadEnd) if section.spans().wrote("next") => {
                    section.place("next")
                }
                (Part::Whole, ProcessFaultKind::NobodyMayServe) => section.place("team"),
                (Part::Whole, ProcessFaultKind::NoCapacity) => without_capacity(scenario, section),
                (Part::Whole, _) => section.place("name"),
            };
            let (label, help) = remedy(&fault.kind);
            self.found.push(Fault::rule(place, fault.to_string(), label, help).caused_by(causes(
                scenario,
                section,
                &fault.kind,
            )));
        }
    }
}

/// Where a fault of the graph may come from, beside its own stage: the routes, if it is about who gets where.
fn causes(scenario: &Scenario, section: &StageSection, kind: &ProcessFaultKind) -> Vec<Place> {
    match kind {
        ProcessFaultKind::Unreachable
        | ProcessFaultKind::NoExit
        | ProcessFaultKind::TimelessLoop
        | ProcessFaultKind::FiledTwice
        | ProcessFaultKind::Undecided => {
            let written = scenario.stage.0.iter().filter(|stage| stage.spans().wrote("next"));
            written.map(|stage| stage.place("next")).collect()
        }
        _ if section.spans().wrote("next") => vec![section.place("next")],
        _ => Vec::new(),
    }
}

/// Where it is written that a station has nobody: at a team without people, if it is said so, else at the station.
fn without_capacity(scenario: &Scenario, section: &StageSection) -> Place {
    if section.servers.is_some() {
        return section.place("servers");
    }
    let teams = section.team.iter().filter_map(|name| scenario.team.0.get(name));
    let mut empty = teams
        .filter(|team| team.people == 0 && team.spans().wrote("people"))
        .map(|team| team.place("people"));
    empty.next().unwrap_or_else(|| section.place("team"))
}

/// What to write under a fault of the graph, and the remedy.
fn remedy(kind: &ProcessFaultKind) -> (&'static str, &'static str) {
    match kind {
        ProcessFaultKind::Empty => ("empty", say!(WriteAFirstStage)),
        ProcessFaultKind::Unreachable => ("unreachable", say!(LetTheNextOfAnother)),
        ProcessFaultKind::DeadEnd => (say!(DeadEnd), say!(WriteNextOrMakeIt)),
        ProcessFaultKind::NoWayOn => (say!(NotEveryoneFindsARoute), say!(AddALastRouteWithout)),
        ProcessFaultKind::Shares(_) => (say!(TheseShares), say!(CorrectTheSharesOrLeave)),
        ProcessFaultKind::NoExit => (say!(ALoopWithoutExit), say!(AddARouteThatLeads)),
        ProcessFaultKind::TimelessLoop => (say!(ALoopThatTakesNo), say!(GiveARouteOfThe)),
        ProcessFaultKind::NoCapacity => (say!(WithoutCapacity), say!(GiveItPeopleOrA)),
        ProcessFaultKind::NobodyMayServe => (say!(NotEveryoneIsServed), say!(LeaveServesOutOfOne)),
        ProcessFaultKind::FiledTwice => (say!(LeadsBackBeforeFiling), say!(LeadToAStageWithout)),
        ProcessFaultKind::NotFiledYet => (say!(NotKnownYet), say!(TakeBeforeFilingOutOr)),
        ProcessFaultKind::NoAttributes => (say!(NoAttributes), say!(UsePopulationSourceGeneratorWithout)),
        ProcessFaultKind::Undecided => ("undecided", say!(LetEveryWayHerePass)),
        ProcessFaultKind::TooManyCounters(_) => (say!(TooMany), say!(TakeLimitsOutOrShorten)),
    }
}
