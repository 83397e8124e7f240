//! An application on its way through the stages: delays, decisions, routes, exits.

use super::case::{Case, State, Token};
use super::event::{Event, Slot};
use super::facts::Facts;
use super::plan::Model;
use super::process::{
    Decision, DelayConfig, DelayTime, ExitOutcome, RouteConfig, StageConfig, StageId, StageKind,
};
use super::replication::{Replication, plan};
use super::tags::StageKeys;
use crate::behaviour::Channel;
use crate::engine::Agenda;
use crate::observe::{Activity, Lifecycle, Observer, Status};
use crate::policy::{Reading, Route};
use crate::random::{Purpose, ReplicationKey};
use crate::time::{OfficeHours, SimDuration, SimTime};

/// Where an application goes when it has done with a stage.
pub(super) enum Step {
    /// To this stage, now.
    To(StageId),
    /// It stays until an event.
    Stays,
    /// It has left the process.
    Gone,
}

impl<O: Observer> Replication<'_, O> {
    /// An application goes to `stage`, and on through everything that takes no time.
    pub(super) fn go(&mut self, slot: Slot, stage: StageId, now: SimTime, agenda: &mut Agenda<Event>) {
        let model = self.model;
        let mut at = stage;
        loop {
            let stage = model.stage(at);
            let token = self.cases.token(slot, now);
            token.stage = at;
            if !token.filed && !stage.before_filing {
                self.file(slot, now);
            }
            let step = match &stage.kind {
                StageKind::Delay(delay) if stage.enabled => self.begin_delay(slot, delay, now, agenda),
                StageKind::Station(station) if stage.enabled => self.join(slot, station, now, agenda),
                StageKind::Delay(_) => self.done(slot, now),
                StageKind::Station(station) => {
                    self.work_aside(slot, station, now);
                    self.done(slot, now)
                }
                StageKind::Decision(decision) => {
                    self.settle(slot, decision, now);
                    self.done(slot, now)
                }
                StageKind::Exit(outcome) => self.exit(slot, *outcome, now, agenda),
            };
            match step {
                Step::To(next) => at = next,
                Step::Stays | Step::Gone => return,
            }
        }
    }

    /// The stage is done: it is logged and counted, and the next one found.
    #[inline(always)]
    pub(super) fn done(&mut self, slot: Slot, now: SimTime) -> Step {
        let at = self.cases.token(slot, now).stage;
        self.log(slot, now, Activity::Stage(at), Lifecycle::Complete, None);
        Step::To(self.leave(slot, now))
    }

    /// Counts a pass of the present stage and finds the next one.
    #[inline(always)]
    pub(super) fn leave(&mut self, slot: Slot, now: SimTime) -> StageId {
        let model = self.model;
        let at = self.cases.token(slot, now).stage;
        let next = self.route(slot, model.stage(at), now);
        self.count_pass(slot, now);
        next
    }

    /// Counts a pass of the present stage: what is drawn there the next time is drawn anew.
    pub(super) fn count_pass(&mut self, slot: Slot, now: SimTime) {
        let token = self.cases.token(slot, now);
        if let Some(counter) = self.model.pass_counter(token.stage) {
            // Wraps, so that the draws of a pass repeat after 65,536 of them and never stand still.
            token.counts[counter] = token.counts[counter].wrapping_add(1);
        }
    }

    /// The next stage: the first route that is open and, where routes have shares, drawn.
    #[inline]
    fn route(&mut self, slot: Slot, stage: &StageConfig, now: SimTime) -> StageId {
        let model = self.model;
        if let [only] = stage.next.as_slice() {
            return only.to;
        }
        let case = self.cases.case(slot, now);
        let facts = model.facts(&case, now);
        let token = facts.token;
        let at = token.stage;
        let open = |position: usize, route: &RouteConfig| {
            let spent = match (route.limit, model.route_counter(at, position)) {
                (Some(limit), Some(counter)) => token.counts[counter] >= u16::from(limit),
                _ => false,
            };
            !spent && (route.when.is_empty() || route.when.holds(&facts))
        };
        let first = stage.next.iter().enumerate().find(|(position, route)| open(*position, route));
        let position = match first {
            Some((position, route)) if route.share.is_none() => position,
            _ => {
                let key = stage_key(&self.stage_keys, token, model, Purpose::Route);
                let mut stream = key.stream(token.index, Purpose::Route, token.attempt);
                drawn(&stage.next, open, stream.uniform())
            }
        };
        let to = stage.next[position].to;
        if let Some(counter) = model.route_counter(at, position) {
            let count = &mut self.cases.token(slot, now).counts[counter];
            *count = count.saturating_add(1);
        }
        to
    }

    fn begin_delay(
        &mut self,
        slot: Slot,
        delay: &DelayConfig,
        now: SimTime,
        agenda: &mut Agenda<Event>,
    ) -> Step {
        let token = self.cases.token(slot, now);
        let key = stage_key(&self.stage_keys, token, self.model, Purpose::FixedDelay);
        let from = if delay.since_filing { token.waits_since } else { now };
        let draw = |law: &crate::random::Law| {
            law.sample(&mut key.stream(token.index, Purpose::FixedDelay, token.attempt))
        };
        let end = match &delay.time {
            DelayTime::Calendar(law) => from + SimDuration::from_secs_f64(draw(law)),
            DelayTime::Office(law) => delay.hours.add(from, SimDuration::from_secs_f64(draw(law))),
            DelayTime::WorkingDays(law) => due(&delay.hours, from, draw(law).round().max(0.0) as u32),
            DelayTime::RunAt(times) => next_run(&delay.hours, times, from),
        };
        if end <= now {
            return self.done(slot, now);
        }
        token.state = State::Delayed;
        // The delay ends, unless patience does before it.
        let withdraws = token.filed && token.gives_up_at >= now && token.gives_up_at < end;
        let (at, event) = if withdraws {
            (token.gives_up_at, Event::Impatient(slot))
        } else {
            (end, Event::DelayEnds(slot))
        };
        let stage = token.stage;
        token.pending = Some(plan(agenda, at, event));
        self.log(slot, now, Activity::Stage(stage), Lifecycle::Start, None);
        Step::Stays
    }

    /// A delay is over.
    pub(super) fn delay_ends(&mut self, slot: Slot, now: SimTime, agenda: &mut Agenda<Event>) {
        let token = self.cases.token(slot, now);
        token.state = State::Outside;
        token.pending = None;
        if let Step::To(next) = self.done(slot, now) {
            self.go(slot, next, now, agenda);
        }
    }

    fn settle(&mut self, slot: Slot, decision: &Decision, now: SimTime) {
        let model = self.model;
        let case = self.cases.case(slot, now);
        let application = case.application.as_deref();
        let approved = match decision {
            Decision::Nothing => case.token.approved,
            Decision::Screen => application.and_then(|application| match application.verdict.route {
                Route::AutoApproved => Some(true),
                Route::KnockedOut | Route::AutoRefused => Some(false),
                Route::Human => None,
            }),
            Decision::Reviewer => return self.read_case(slot, now),
            Decision::Chance(share) => {
                let key = stage_key(&self.stage_keys, case.token, model, Purpose::Chance);
                Some(key.stream(case.token.index, Purpose::Chance, case.token.attempt).uniform() < *share)
            }
            Decision::Band { approve_at, refuse_below } => {
                let score = application.map_or(0.0, |application| application.verdict.score);
                if score >= *approve_at {
                    Some(true)
                } else if score < *refuse_below {
                    Some(false)
                } else {
                    None
                }
            }
            Decision::Test(conditions) => {
                let facts = model.facts(&case, now);
                Some(conditions.iter().any(|condition| condition.holds(&facts)))
            }
        };
        case.token.approved = approved;
    }

    /// The reviewer's verdict, and what a second reviewer of the team would have said.
    fn read_case(&mut self, slot: Slot, now: SimTime) {
        let rule = &self.model.config.review;
        let Case { token, application: Some(application), .. } = self.cases.case(slot, now) else { return };
        let key = stage_key(&self.stage_keys, token, self.model, Purpose::Verdict);
        let (index, attempt) = (token.index, token.attempt);
        let score = application.verdict.score;
        let leniency: &[f64] = token.server.map_or(&[], |(team, _)| &self.leniency[usize::from(team)]);
        let reviewer = token.server.map_or(0, |(_, server)| server);
        let read = |purpose, reviewer: u32| {
            let mut stream = key.stream(index, purpose, attempt);
            let leniency = leniency.get(reviewer as usize).copied().unwrap_or(0.0);
            let reading = Reading { leniency, occasion: stream.normal(), coin: stream.uniform() };
            rule.approves(score, &reading, application.noise_reduction)
        };
        let approved = read(Purpose::Verdict, reviewer);
        let others = (leniency.len() as u64).saturating_sub(1);
        let flipped = (others > 0).then(|| {
            let pick = key.stream(index, Purpose::SecondReading, attempt | 0x80).below(others) as u32;
            let second = if pick >= reviewer { pick + 1 } else { pick };
            read(Purpose::SecondReading, second) != approved
        });
        application.flipped = flipped;
        token.approved = Some(approved);
    }

    /// The process ends with a decision, whose notice goes out, or with a withdrawal.
    fn exit(&mut self, slot: Slot, outcome: ExitOutcome, now: SimTime, agenda: &mut Agenda<Event>) -> Step {
        let token = self.cases.token(slot, now);
        let (stage, index) = (token.stage, token.index);
        match outcome {
            ExitOutcome::Decided => {}
            ExitOutcome::Approved => token.approved = Some(true),
            ExitOutcome::Refused => token.approved = Some(false),
            ExitOutcome::Withdrawn => token.approved = None,
        }
        self.log(slot, now, Activity::Stage(stage), Lifecycle::Complete, None);
        if outcome == ExitOutcome::Withdrawn {
            self.close_withdrawn(slot, now);
            return Step::Gone;
        }
        let Case { token, application, .. } = self.cases.case(slot, now);
        let Some(approved) = token.approved else {
            panic!("{now}: applicant {index} leaves at stage {stage} without a decision");
        };
        if !application.as_ref().is_some_and(|application| application.requested_human) {
            self.observer.decided(now, approved);
        }
        let Some(application) = application else {
            self.close_plain(slot, now, Status::Decided);
            return Step::Gone;
        };
        application.decided_at = Some(now);
        let round = token.attempt | u8::from(application.requested_human) << 6;
        let mut stream = self.key.stream(index, Purpose::Notice, round);
        let lag = SimDuration::from_secs_f64(self.model.config.notice.lag.sample(&mut stream));
        plan(agenda, now + lag, Event::Notify(slot));
        Step::Gone
    }
}

/// One of the routes that are open, by their shares; the first open one without a share takes whatever
/// the ones before it leave. `uniform` lies in 0..1.
fn drawn(routes: &[RouteConfig], open: impl Fn(usize, &RouteConfig) -> bool, uniform: f64) -> usize {
    let all_open = || routes.iter().enumerate().filter(|(position, route)| open(*position, route));
    let mut total = 0.0;
    for (_, route) in all_open() {
        let Some(share) = route.share else {
            total = 1.0;
            break;
        };
        total += share;
    }
    let mut left = total * uniform;
    let mut last = 0;
    for (position, route) in all_open() {
        last = position;
        let Some(share) = route.share else { break };
        left -= share;
        if left < 0.0 {
            break;
        }
    }
    last
}

/// The key of a draw of the present stage and pass of a token.
#[inline(always)]
pub(super) fn stage_key(
    keys: &[StageKeys],
    token: &Token,
    model: &Model,
    purpose: Purpose,
) -> ReplicationKey {
    let key = keys[usize::from(token.stage)].of(purpose);
    match model.pass_counter(token.stage).map_or(0, |counter| token.counts[counter]) {
        0 => key,
        pass => key.branch(u64::from(pass)),
    }
}

impl Model {
    /// What a condition may read of a case.
    #[inline]
    pub(super) fn facts<'a>(&'a self, case: &'a Case<'_>, now: SimTime) -> Facts<'a> {
        let person = case.person.as_deref();
        Facts {
            model: self,
            now,
            applicant: person.map_or(&self.nobody, |person| &person.applicant),
            channel: person.map_or(Channel::App, |person| person.channel),
            application: case.application.as_deref(),
            token: case.token,
        }
    }
}

/// When something falls due that takes `working_days` from `from`: at the same time of day that
/// many working days later, or at the opening or closing of the office if that lies outside its
/// hours. A start on a day off counts as made at the next opening.
pub(super) fn due(hours: &OfficeHours, from: SimTime, working_days: u32) -> SimTime {
    let calendar = hours.calendar();
    let Some(day) = calendar.add_working_days(from.day(), working_days) else {
        return SimTime::NEVER;
    };
    let time_of_day = if calendar.is_working(from.day()) {
        from.time_of_day().max(hours.opens()).min(hours.closes())
    } else {
        hours.opens()
    };
    // On the day of the start itself nothing can fall due before it.
    (SimTime::from_day(day) + time_of_day).max(from)
}

/// The first of `times` (ascending, after midnight) of a working day at or after `from`.
fn next_run(hours: &OfficeHours, times: &[SimDuration], from: SimTime) -> SimTime {
    let calendar = hours.calendar();
    let today = times.iter().find(|time| **time >= from.time_of_day());
    if let (true, Some(time)) = (calendar.is_working(from.day()), today) {
        return SimTime::from_day(from.day()) + *time;
    }
    match (calendar.on_or_after(from.day() + 1), times.first()) {
        (Some(day), Some(time)) => SimTime::from_day(day) + *time,
        _ => SimTime::NEVER,
    }
}
