//! Entries of the event log: told in the order of time within a case, and made only if somebody logs.
//!
//! Two things are known before or after their moment. When a behaviour takes effect is known as it is taken up: that
//! is told before the next entry that is not earlier. When a service stood still off duty is found when its stretch
//! ends, since no event happens at closing time. Nothing here changes what happens.

use super::case::{Case, Person, Token};
use super::process::StageId;
use super::world::World;
use crate::behaviour::BehaviourSet;
use crate::observe::{Activity, CaseView, EventReason, EventRecord, Inlined, Lifecycle, Observer};
use crate::time::{OfficeHours, SimTime};

/// What an entry says beside the moment and the case.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    activity: Activity,
    lifecycle: Lifecycle,
    resource: Option<(u16, u32)>,
    reason: EventReason,
}

impl Entry {
    /// Something happens to a case, by nobody and for no reason.
    pub(super) const fn of(activity: Activity, lifecycle: Lifecycle) -> Self {
        Self { activity, lifecycle, resource: None, reason: EventReason::None }
    }

    /// Something happens to a case at a stage.
    pub(super) const fn at_stage(stage: StageId, lifecycle: Lifecycle) -> Self {
        Self::of(Activity::Stage(stage), lifecycle)
    }

    /// One of a team's people does it.
    pub(super) const fn by(self, team: u16, server: u32) -> Self {
        Self { resource: Some((team, server)), ..self }
    }

    /// It has a reason.
    pub(super) const fn because(self, reason: EventReason) -> Self {
        Self { reason, ..self }
    }
}

impl<O: Inlined, const PLAIN: bool> World<'_, O, PLAIN> {
    /// Tells the observer of an entry about a case in the process.
    #[inline(always)]
    pub(super) fn log(&mut self, case: &mut Case<'_>, at: SimTime, entry: Entry) {
        if self.observer.logs() && case.token.is_real::<O>() {
            tell(self.observer, case, at, entry);
        }
    }

    /// Tells the observer that an answer is given or heard; of a refusal, with its reasons.
    #[inline(always)]
    pub(super) fn log_answer(&mut self, case: &mut Case<'_>, at: SimTime, activity: Activity) {
        if self.observer.logs() && case.token.is_real::<O>() {
            let refused = case.application.as_ref().filter(|_| case.token.approved == Some(false));
            let reason = refused.map_or(EventReason::None, |application| {
                let rule = application.verdict.rule.filter(|_| application.screened);
                EventReason::Refused(self.model.config.screen.reasons(rule, &application.verdict.factors))
            });
            tell(self.observer, case, at, Entry::of(activity, Lifecycle::Complete).because(reason));
        }
    }

    /// Tells the observer of an entry about someone outside the process.
    #[inline(always)]
    pub(super) fn log_outside(&mut self, person: &mut Person, at: SimTime, entry: Entry) {
        if self.observer.logs() && person.is_real::<O>() {
            tell_outside(self.observer, person, at, entry);
        }
    }

    /// Someone takes up behaviours at `at`: they start, and each will be complete when it takes effect.
    #[inline(always)]
    pub(super) fn log_adopted(&mut self, person: &mut Person, at: SimTime, adopted: BehaviourSet) {
        if self.observer.logs() && person.is_real::<O>() {
            for behaviour in adopted.iter() {
                let starts = Entry::of(Activity::Behaviour(behaviour.index() as u8), Lifecycle::Start);
                tell_outside(self.observer, person, at, starts);
                person.under_way.insert(behaviour);
            }
        }
    }

    /// Nothing more happens to someone: what has taken effect by `end` is told.
    #[inline(always)]
    pub(super) fn log_effects(&mut self, person: &mut Person, end: SimTime) {
        if self.observer.logs() && person.is_real::<O>() {
            let mut sequence = person.logged;
            tell_effects(self.observer, person, &mut sequence, None, end);
            person.logged = sequence;
        }
    }

    /// A stretch of service ends that stood still off duty.
    #[inline(always)]
    pub(super) fn log_pauses(&mut self, case: &mut Case<'_>, team: u16, server: u32, until: SimTime) {
        if self.observer.logs() && case.token.is_real::<O>() && !case.token.straight {
            let Self { observer, floor, .. } = self;
            tell_pauses(*observer, case, floor.team(team).hours(server), (team, server), until);
        }
    }
}

/// Tells of an entry about a case in the process, after what has taken effect by then.
#[inline(never)]
fn tell<O: Observer>(observer: &mut O, case: &mut Case<'_>, at: SimTime, entry: Entry) {
    let (token, person, application) = case.parts();
    let score = application.as_ref().map(|application| application.verdict.score);
    let mut view = CaseView {
        cause: None,
        channel: None,
        attempt: token.attempt,
        in_process: true,
        score,
        decision: token.approved,
    };
    if let Some(person) = person {
        (view.cause, view.channel) = (Some(person.applicant.cause), Some(person.channel));
        tell_effects(observer, person, &mut token.logged, Some(token.attempt), at);
    }
    let Token { index, logged, .. } = token;
    put(observer, *index, logged, at, view, entry);
}

/// Tells of an entry about someone outside the process, after what has taken effect by then.
#[inline(never)]
fn tell_outside<O: Observer>(observer: &mut O, person: &mut Person, at: SimTime, entry: Entry) {
    let mut sequence = person.logged;
    tell_effects(observer, person, &mut sequence, None, at);
    put(observer, person.index, &mut sequence, at, view_of(person), entry);
    person.logged = sequence;
}

/// What is known of someone outside the process.
fn view_of(person: &Person) -> CaseView {
    CaseView {
        cause: Some(person.applicant.cause),
        channel: Some(person.channel),
        attempt: person.attempt,
        ..CaseView::default()
    }
}

/// Tells, in order of time, which behaviours have taken effect by `until`. Inside the process, the attempt is that of
/// the application.
fn tell_effects<O: Observer>(
    observer: &mut O,
    person: &mut Person,
    sequence: &mut u32,
    attempt: Option<u8>,
    until: SimTime,
) {
    loop {
        let due = person.under_way.iter().map(|behaviour| (person.progress.effective(behaviour), behaviour));
        let Some((at, behaviour)) = due.filter(|(at, _)| *at <= until).min_by_key(|(at, _)| *at) else {
            return;
        };
        let mut done = BehaviourSet::NONE;
        done.insert(behaviour);
        person.under_way = person.under_way.without(done);
        let takes_effect = Entry::of(Activity::Behaviour(behaviour.index() as u8), Lifecycle::Complete);
        let view = view_of(person);
        let view = CaseView { attempt: attempt.unwrap_or(view.attempt), ..view };
        put(observer, person.index, sequence, at, view, takes_effect);
    }
}

/// Tells when a service in its present stretch stood still because a shift was over, and went on.
#[inline(never)]
fn tell_pauses<O: Observer>(
    observer: &mut O,
    case: &mut Case<'_>,
    hours: &OfficeHours,
    (team, server): (u16, u32),
    until: SimTime,
) {
    let (stage, started) = (case.token.stage, case.token.started);
    let entry = |lifecycle| Entry::at_stage(stage, lifecycle).by(team, server);
    for (stops, goes_on) in pauses(hours, started, until) {
        tell(observer, case, stops, entry(Lifecycle::Suspend).because(EventReason::OffDuty));
        if let Some(at) = goes_on {
            tell(observer, case, at, entry(Lifecycle::Resume));
        }
    }
}

/// When work that stands still off duty stopped between two moments, and when it went on if that was before the second.
fn pauses(
    hours: &OfficeHours,
    from: SimTime,
    until: SimTime,
) -> impl Iterator<Item = (SimTime, Option<SimTime>)> {
    let mut at = from;
    std::iter::from_fn(move || {
        let stops = hours.shift_end(at).unwrap_or(at);
        if stops >= until {
            return None;
        }
        at = hours.next_open(stops);
        Some((stops, (at < until).then_some(at)))
    })
}

#[inline]
fn put<O: Observer>(
    observer: &mut O,
    index: u64,
    sequence: &mut u32,
    at: SimTime,
    case: CaseView,
    entry: Entry,
) {
    let Entry { activity, lifecycle, resource, reason } = entry;
    observer.event(&EventRecord {
        index,
        sequence: *sequence,
        activity,
        lifecycle,
        resource,
        at,
        case,
        reason,
    });
    *sequence += 1;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{DAY, HOUR, MINUTE, Shift, SimDuration, WorkCalendar};
    use jiff::civil::date;
    use std::collections::BTreeMap;

    /// Monday 2024-03-04 onwards, 09:00–12:00 and 13:30–18:00.
    fn desk() -> OfficeHours {
        let calendar =
            WorkCalendar::new(date(2024, 3, 4), 14, WorkCalendar::MONDAY_TO_FRIDAY, &BTreeMap::new(), None)
                .expect("a calendar");
        let hours = |count: u64| SimDuration::from_ticks(count * HOUR.ticks());
        let shifts = vec![
            Shift { start: hours(9), end: hours(12) },
            Shift { start: hours(13) + 30 * MINUTE, end: hours(18) },
        ];
        OfficeHours::new(calendar, shifts).expect("shifts")
    }

    fn at(day: u32, minutes: u64) -> SimTime {
        SimTime::from_day(day) + minutes * MINUTE
    }

    #[test]
    fn work_pauses_at_noon_at_night_and_over_the_weekend() {
        let hours = desk();
        let found = |from, until| pauses(&hours, from, until).collect::<Vec<_>>();
        // Friday 11:00 to Monday 10:00.
        assert_eq!(
            found(at(4, 660), at(7, 600)),
            [(at(4, 720), Some(at(4, 810))), (at(4, 1080), Some(at(7, 540)))]
        );
        // It ends with the shift, or in the break.
        assert_eq!(found(at(0, 540), at(0, 720)), []);
        assert_eq!(found(at(0, 540), at(0, 760)), [(at(0, 720), None)]);
        // It goes on off duty, after a repair: it stands still at once.
        assert_eq!(found(at(0, 1200), at(1, 600)), [(at(0, 1200), Some(at(1, 540)))]);
        // Nobody ever comes back.
        assert_eq!(found(at(11, 1000), at(13, 0) + DAY + DAY), [(at(11, 1080), None)]);
    }
}
