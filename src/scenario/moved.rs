//! Keys of earlier scenarios that have moved, and what to write now.

use super::read::load::Moves;

/// Where people have got their number.
pub(super) const MOVED: Moves = &[
    ("human.reviewers", "write `team.reviewers.people`"),
    ("human.shifts", "write `team.reviewers.shifts`"),
    ("human.availability", "write `team.reviewers.availability`"),
    ("human.end_of_shift", "write `team.reviewers.end_of_shift`"),
    (
        "human.handling",
        "write `service` in a `[[stage]]` with `name = \"human_review\"`, or `--set stage.human_review.service=…`",
    ),
    (
        "human.documents_extra",
        "write an entry of `adjust` at the stage `human_review`: `{ when = { documents = true }, add = \"5min\" }`",
    ),
    (
        "human.fast_lane.handling_factor",
        "write an entry of `adjust` at the stage `human_review`: `{ when = { fast_lane = true }, factor = 0.75 }`",
    ),
    ("application.agent.agents", "write `team.agents.people`"),
    ("application.agent.shifts", "write `team.agents.shifts`"),
    ("application.agent.calendar", "write `team.agents.calendar`"),
    (
        "application.agent.handling",
        "write `service` in a `[[stage]]` with `name = \"intake\"`, or `--set stage.intake.service=…`",
    ),
    ("screen.duration", "write a stage of the kind `delay` before `automatic_screen`, with this `time`"),
    (
        "review_delay.mode",
        "for \"fixed\" write `enabled = false` at the stage `human_review`, for \"queue\" at the stage `review_delay`; \"longest\" is what happens without either",
    ),
    (
        "review_delay.fixed",
        "write `working_days = { distribution = \"discrete\", values = [1, 2, 3], weights = [0.40, 0.35, 0.25] }` at the stage `review_delay`",
    ),
    (
        "review_delay.holds_automatic",
        "`false` is what happens; for `true`, let the `next` of the stage `automatic_screen` lead automatic decisions to `review_delay`",
    ),
    ("review_delay", "write what it says as keys of a `[[stage]]` with `name = \"review_delay\"`"),
];
