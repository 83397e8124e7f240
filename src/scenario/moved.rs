//! Keys of earlier scenarios that have moved, and what to write now.

use super::read::moves::{Moves, Now};
use crate::words::Phrase;

/// Where people have got their number.
pub(super) const MOVED: Moves = &[
    ("human.reviewers", Now::Key("team.reviewers.people")),
    ("human.shifts", Now::Key("team.reviewers.shifts")),
    ("human.availability", Now::Key("team.reviewers.availability")),
    ("human.end_of_shift", Now::Key("team.reviewers.end_of_shift")),
    ("human.handling", Now::Stage { name: "human_review", lines: "service = <>" }),
    (
        "human.documents_extra",
        Now::Stage {
            name: "human_review",
            lines: "adjust = [\n  { when = { fast_lane = true }, factor = 0.75 },\n  { when = { documents = true }, add = <> },\n]",
        },
    ),
    (
        "human.fast_lane.handling_factor",
        Now::Stage {
            name: "human_review",
            lines: "adjust = [\n  { when = { fast_lane = true }, factor = <> },\n  { when = { documents = true }, add = \"5min\" },\n]",
        },
    ),
    ("application.agent.agents", Now::Key("team.agents.people")),
    ("application.agent.shifts", Now::Key("team.agents.shifts")),
    ("application.agent.calendar", Now::Key("team.agents.calendar")),
    ("application.agent.handling", Now::Stage { name: "intake", lines: "service = <>" }),
    ("screen.duration", Now::Lines(BEFORE_THE_SCREEN)),
    (
        "review_delay.mode",
        Now::Of(&[
            ("fixed", Now::Stage { name: "human_review", lines: "enabled = false" }),
            ("queue", Now::Stage { name: "review_delay", lines: "enabled = false" }),
            ("longest", Now::Usual),
        ]),
    ),
    (
        "review_delay.fixed",
        Now::Stage {
            name: "review_delay",
            lines: "working_days.distribution = \"discrete\"\nworking_days.values = [1, 2, 3]\nworking_days.weights = [0.40, 0.35, 0.25]",
        },
    ),
    (
        "review_delay.holds_automatic",
        Now::Of(&[
            (
                "true",
                Now::Stage {
                    name: "automatic_screen",
                    lines: "next = [{ to = \"human_review\", when = { route = \"human\" } }, { to = \"review_delay\" }]",
                },
            ),
            ("false", Now::Usual),
        ]),
    ),
    ("review_delay", Now::Words(Phrase::WriteWhatItSaysAsKeys)),
];

/// A screen that takes time: a delay of its own, to which all ways lead that led to the screen.
const BEFORE_THE_SCREEN: &str = r#"[[stage]]
name = "submission"
next = [{ to = "intake", when = { channel = "agent" } }, { to = "screening" }]
[[stage]]
name = "intake"
next = "screening"
[[stage]]
name = "screening"
kind = "delay"
time = <>
next = "automatic_screen""#;
