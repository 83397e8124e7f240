//! What is wrong with the graph of stages, at the places where it is written.

use super::super::read::section::Section as _;
use super::super::sections::Scenario;
use super::Compiler;
use crate::model::{ModelConfig, Part, ProcessFaultKind, check};

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
                (Part::Whole, ProcessFaultKind::NoCapacity) => {
                    section.place(if section.servers.is_some() { "servers" } else { "team" })
                }
                (Part::Whole, _) => section.place("name"),
            };
            let (label, help) = remedy(&fault.kind);
            self.fault(place, fault.to_string(), label, help);
        }
    }
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
        ProcessFaultKind::NobodyMayServe => (
            "not everyone is served",
            "leave `serves` out of one of its teams (routes may choose who comes here), or let the teams \
                 together serve every cause",
        ),
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
            "use `population.source = \"generator\"`; without attributes there are passes, attempts, time and chance",
        ),
        ProcessFaultKind::Undecided => {
            ("undecided", "let every way here pass a decision, or write `outcome = \"approved\"` or another")
        }
        ProcessFaultKind::TooManyCounters(_) => ("too many", "take limits out, or shorten the loops"),
    }
}
