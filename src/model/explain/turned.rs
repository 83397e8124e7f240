//! The least change that would have turned a refusal: points, a behaviour, another reviewer, another occasion, another
//! day; each by itself, with everything else as it was.

use super::doing::{BehaviourTurn, Idle, TogetherTurn};
use super::life::Life;
use super::rehearsal::{Change, Judged, Readers, Rehearsal, Subject};
use crate::model::StageId;
use crate::policy::{KnockOut, Route};
use crate::time::DAY;

/// Other occasions on which a reading is tried.
pub const OCCASIONS: u32 = 400;
/// How many days later an application is tried at most.
pub const LATEST_DAYS: u32 = 120;
/// Steps in which points are tried, so that a process that approves less with more points is not taken for one that
/// approves more; and halvings of the step in which the bound lies.
const STEPS: u32 = 50;
const HALVINGS: u32 = 40;

/// What would have turned a refusal.
#[derive(Debug, Clone, PartialEq)]
pub struct LeastChange {
    /// Whether the application is refused again with nothing changed. If not, nothing of the rest is said.
    pub repeats: bool,
    /// Factors whose points alone would have done, the fewest points of the score first.
    pub points: Vec<FactorTurn>,
    /// Every behaviour that applied and was not in effect.
    pub behaviours: Vec<BehaviourTurn>,
    /// Where none of them would have done it alone: the fewest that would together, three at most.
    pub together: Option<TogetherTurn>,
    /// What others would have said, for each reading by a reviewer.
    pub reviewers: Vec<ReviewerTurn>,
    /// The same reviewers on other occasions; `None` where none decided.
    pub occasions: Option<Readers>,
    /// What filing later would have done.
    pub later: LaterTurn,
}

/// A factor with as many points as would have done.
#[derive(Debug, Clone, PartialEq)]
pub struct FactorTurn {
    /// The factor.
    pub factor: usize,
    /// The score that it needed, 0..1.
    pub needed: f64,
    /// Points of the score that are added thereby, 0..100.
    pub score_points: f64,
    /// The way that it then takes.
    pub route: Route,
    /// Who would have approved it.
    pub readers: Readers,
    /// Items that would have done it by themselves.
    pub items: Vec<ItemTurn>,
}

/// An item with as many points as would have done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ItemTurn {
    /// The position of the attribute.
    pub attribute: usize,
    /// What is on file.
    pub value: f64,
    /// Its points, 0..1.
    pub points: f64,
    /// The points that it needed, 0..1.
    pub needed: f64,
    /// A value with these points, the nearest to what is on file.
    pub needed_value: Option<f64>,
}

/// A reading by a reviewer.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewerTurn {
    /// The station.
    pub stage: StageId,
    /// Who read it: position of the team, and member, counted from 0.
    pub by: (u16, u32),
    /// How many others there are in the team.
    pub others: u32,
    /// Those of them with whom it would have been approved in the end, with the same noise.
    pub approving: Vec<(u16, u32)>,
}

/// Filing later.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LaterTurn {
    /// The fewest whole days later at which it would have been approved; `None` if not within [`LATEST_DAYS`].
    pub days: Option<u32>,
    /// The way that it then takes, and its score: at the last day that was tried if it is never approved.
    pub route: Route,
    /// The score, 0..100.
    pub score: f64,
    /// The rule that then refuses it.
    pub rule: Option<KnockOut>,
    /// Who would have approved it.
    pub readers: Readers,
}

/// Finds them.
pub(super) fn least(rehearsal: &mut Rehearsal<'_, '_>, subject: &Subject<'_>, life: &Life) -> LeastChange {
    let (before, _) = rehearsal.judge(subject, Change::default());
    let filed = subject.filed;
    let repeats = before.approved == Some(false)
        && before.route == filed.route
        && before.score.to_bits() == filed.score.to_bits();
    let mut found = LeastChange {
        repeats,
        points: Vec::new(),
        behaviours: Vec::new(),
        together: None,
        reviewers: Vec::new(),
        occasions: None,
        later: LaterTurn {
            days: None,
            route: before.route,
            score: before.score,
            rule: before.rule,
            readers: Readers { approving: 0, of: 1 },
        },
    };
    if repeats {
        found.points = points(rehearsal, subject);
        let idle = Idle::of(subject, life);
        found.behaviours = idle.alone(rehearsal);
        if !found.behaviours.iter().any(BehaviourTurn::turns) {
            found.together = idle.together(rehearsal);
        }
        found.reviewers = reviewers(rehearsal, subject, &before);
        found.occasions = (!before.readings.is_empty()).then(|| occasions(rehearsal, subject));
        found.later = later(rehearsal, subject);
    }
    found
}

fn points(rehearsal: &mut Rehearsal<'_, '_>, subject: &Subject<'_>) -> Vec<FactorTurn> {
    let scores = super::factors(rehearsal.model(), subject.applicant, subject.progress, subject.filed);
    let mut turns = Vec::new();
    for (factor, own) in scores.iter().enumerate() {
        let raw = own.gain + own.items.iter().map(|item| item.weight * item.points).sum::<f64>();
        let room = 1.0 - raw;
        if own.weight <= 0.0 || room <= 0.0 {
            continue;
        }
        let mut turned = |lift: f64| {
            let (judged, readers) =
                rehearsal.judge(subject, Change { lift: Some((factor, lift)), ..Change::default() });
            readers.most().then_some((lift, judged, readers))
        };
        // From no points at all on: a factor below 0 counts as 0.
        let from = (-raw).max(0.0);
        let step = |number: u32| from + (room - from) * f64::from(number) / f64::from(STEPS);
        let Some(number) = (1..=STEPS).find(|number| turned(step(*number)).is_some()) else { continue };
        let (mut low, mut high) = (step(number - 1), step(number));
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(low, high);
            *if turned(middle).is_some() { &mut high } else { &mut low } = middle;
        }
        let Some((lift, judged, readers)) = turned(high) else { continue };
        let needed = (raw + lift).clamp(0.0, 1.0);
        let items = own.items.iter().filter_map(|item| {
            let points = item.points + lift / item.weight;
            let enough = item.weight > 0.0 && points <= 1.0;
            enough.then(|| ItemTurn {
                attribute: item.attribute,
                value: item.value,
                points: item.points,
                needed: points,
                needed_value: value_with(rehearsal.model(), factor, item.attribute, points, item.value),
            })
        });
        turns.push(FactorTurn {
            factor,
            needed,
            score_points: 100.0 * own.weight * (needed - own.score),
            route: judged.route,
            readers,
            items: items.collect(),
        });
    }
    turns.sort_by(|one, other| one.score_points.total_cmp(&other.score_points));
    turns
}

/// The value nearest to what is on file with which an item has so many points.
fn value_with(
    model: &crate::model::Model,
    factor: usize,
    attribute: usize,
    points: f64,
    value: f64,
) -> Option<f64> {
    let scorecard = model.config().screen.scorecard();
    let mut items = scorecard.items();
    let (_, item) = items.find(|(of, item)| *of == factor && usize::from(item.attribute) == attribute)?;
    item.points.reaching(points, value)
}

fn reviewers(rehearsal: &mut Rehearsal<'_, '_>, subject: &Subject<'_>, before: &Judged) -> Vec<ReviewerTurn> {
    let mut turns = Vec::new();
    for reading in &before.readings {
        let (team, own) = reading.by;
        let people = rehearsal.model().team(team).people();
        let (stage, pass) = reading.station;
        let approving =
            (0..people).filter(|member| *member != own).map(|member| (team, member)).filter(|by| {
                let reader = Some((stage, pass, *by));
                let (_, readers) = rehearsal.judge(subject, Change { reader, ..Change::default() });
                readers.most()
            });
        let approving = approving.collect();
        turns.push(ReviewerTurn { stage, by: reading.by, others: people.saturating_sub(1), approving });
    }
    turns
}

fn occasions(rehearsal: &mut Rehearsal<'_, '_>, subject: &Subject<'_>) -> Readers {
    let approves = |occasion: &u32| {
        let change = Change { occasion: Some(u64::from(*occasion)), ..Change::default() };
        rehearsal.walk(subject, change).approved == Some(true)
    };
    Readers { approving: (0..OCCASIONS).filter(approves).count() as u32, of: OCCASIONS }
}

fn later(rehearsal: &mut Rehearsal<'_, '_>, subject: &Subject<'_>) -> LaterTurn {
    let mut on = |days: u32| {
        let (judged, readers) =
            rehearsal.judge(subject, Change { later: u64::from(days) * DAY, ..Change::default() });
        let Judged { route, score, rule, .. } = judged;
        LaterTurn { days: readers.most().then_some(days), route, score, rule, readers }
    };
    let first = (1..LATEST_DAYS).map(&mut on).find(|turn| turn.days.is_some());
    first.unwrap_or_else(|| on(LATEST_DAYS))
}
