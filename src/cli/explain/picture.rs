//! A journey as a chart.

use super::names::Named;
use crate::chart::{MarkKind, SpanKind, Timeline, TimelineRow};
use crate::model::{Explained, ExplainedApplication, StationVisit};
use crate::time::SimTime;
use crate::words::say;

/// The rows of the chart: behaviours in the order in which they are taken up, and applications.
pub(super) fn timeline(named: &Named<'_>, explained: &Explained, restricted_at: String) -> Timeline {
    let who = &explained.applicant;
    let (from, end) = (who.restricted_at, who.ended_at);
    let day = |at: SimTime| at.min(end).max(from).since(from).as_days();
    let mut rows = Vec::new();
    for preparation in &explained.preparations {
        for taken in &preparation.takes_up {
            let (taken_up, effective, ended) = (day(preparation.at), day(taken.effective), day(end));
            let mut spans = vec![(taken_up, effective, SpanKind::TakenUp)];
            if taken.effective < end {
                spans.push((effective, ended, SpanKind::InEffect));
            }
            let name = named.behaviour(taken.behaviour);
            rows.push(TimelineRow { name, spans, ..TimelineRow::default() });
        }
    }
    rows.extend(explained.applications.iter().map(|application| row(application, &day, end)));
    Timeline { case: named.case_id(explained.index), restricted_at, days: day(end), rows }
}

fn row(application: &ExplainedApplication, day: &impl Fn(SimTime) -> f64, end: SimTime) -> TimelineRow {
    let filed = &application.filed;
    let until = filed.decided_at.or(filed.withdrawn_at).unwrap_or(end);
    let mut spans = vec![(day(filed.submitted_at), day(until), SpanKind::Waits)];
    for StationVisit { came_at, started_at, ended_at, left_at, .. } in &application.visits {
        let left = started_at.or(*left_at).unwrap_or(end);
        spans.push((day(*came_at), day(left), SpanKind::InLine));
        if let Some(started) = started_at {
            spans.push((day(*started), day(ended_at.unwrap_or(end)), SpanKind::Served));
        }
    }
    let mut marks = vec![(day(filed.submitted_at), MarkKind::Filed)];
    let verdict = |approved: bool| if approved { MarkKind::Approved } else { MarkKind::Refused };
    // Before the verdict, which must be seen where both come close.
    marks.extend(filed.notified_at.map(|at| (day(at), MarkKind::Notice)));
    let decided = filed.decided_at.zip(filed.approved);
    marks.extend(decided.map(|(at, approved)| (day(at), verdict(approved))));
    marks.extend(filed.withdrawn_at.map(|at| (day(at), MarkKind::Withdrawn)));
    let score = format!("{:.1}", filed.score);
    let remark = match filed.approved {
        Some(true) => say!(ExplainRowApproved, score = score),
        Some(false) => say!(ExplainRowRefused, score = score),
        None if filed.withdrawn_at.is_some() => say!(ExplainRowWithdrawn, score = score),
        None => say!(ExplainRowPending, score = score),
    };
    TimelineRow { name: say!(ExplainRow, attempt = filed.attempt), remark, spans, marks }
}
