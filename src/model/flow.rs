//! An application on its way through the stages: delays, decisions, routes, exits.

use super::case::{Case, State};
use super::event::{Event, Slot};
use super::facts::Facts;
use super::logging::Entry;
use super::plan::Visit;
use super::process::{Decision, DelayConfig, DelayTime, ExitOutcome, RouteConfig, StageId, StageKind};
use super::replication::{Onward, Replication, plan};
use super::world::World;
use crate::engine::Agenda;
use crate::observe::{Activity, Inlined, Lifecycle, Status};
use crate::policy::{Reading, Route};
use crate::random::Purpose;
use crate::time::{OfficeHours, SimDuration, SimTime};

/// Where an application goes when it has done with a stage.
pub(super) enum Step {
    /// To this stage, now.
    To(StageId),
    /// It stays until an event.
    Stays,
    /// It leaves the process.
    Ends(Status),
}

impl Step {
    /// The same of the case in a slot.
    pub(super) fn of(self, slot: Slot) -> Onward {
        match self {
            Self::To(stage) => Onward::To(slot, stage),
            Self::Stays => Onward::Stays,
            Self::Ends(status) => Onward::Ends(slot, status),
        }
    }
}

impl<O: Inlined, const PLAIN: bool> Replication<'_, O, PLAIN> {
    /// A delay is over.
    #[inline]
    pub(super) fn delay_ends(&mut self, slot: Slot, now: SimTime) -> Onward {
        let mut case = self.cases.case(slot, now);
        case.token.state = State::Outside;
        case.token.pending = None;
        let here = self.world.model.visit(case.token.stage);
        Onward::To(slot, self.world.done(&mut case, here, now))
    }
}

impl<O: Inlined, const PLAIN: bool> World<'_, O, PLAIN> {
    /// A case goes to `stage`, and on through everything that takes no time. Says how it stands if it
    /// leaves the process.
    #[inline(always)]
    pub(super) fn go(
        &mut self,
        case: &mut Case<'_>,
        stage: StageId,
        now: SimTime,
        agenda: &mut Agenda<Event>,
    ) -> Option<Status> {
        let model = self.model;
        let mut at = stage;
        loop {
            let here = model.visit(at);
            let stage = &here.stage;
            case.token.stage = at;
            if !case.token.filed && !stage.before_filing {
                self.file(case, now);
            }
            let step = match &stage.kind {
                StageKind::Delay(delay) if stage.enabled => self.begin_delay(case, here, delay, now, agenda),
                StageKind::Station(station) if stage.enabled => self.join(case, here, station, now, agenda),
                StageKind::Delay(_) => Step::To(self.pass_delay(case, here, now)),
                StageKind::Station(station) => {
                    self.work_aside(case, here, station, now);
                    Step::To(self.done(case, here, now))
                }
                StageKind::Decision(decision) => {
                    self.settle(case, here, decision, now);
                    Step::To(self.done(case, here, now))
                }
                StageKind::Exit(outcome) => self.exit(case, *outcome, now, agenda),
            };
            match step {
                Step::To(next) => at = next,
                Step::Stays => return None,
                Step::Ends(status) => return Some(status),
            }
        }
    }

    /// The stage is done: it is logged and counted, and the next one found.
    #[inline(always)]
    pub(super) fn done(&mut self, case: &mut Case<'_>, here: &Visit, now: SimTime) -> StageId {
        let at = case.token.stage;
        self.log(case, now, Entry::at_stage(at, Lifecycle::Complete));
        self.leave(case, here, now)
    }

    /// Counts a pass of the present stage and finds the next one.
    #[inline(always)]
    pub(super) fn leave(&mut self, case: &mut Case<'_>, here: &Visit, now: SimTime) -> StageId {
        let next = match &here.ways {
            Some(ways) => ways.next(case),
            None => self.route(case, here, now),
        };
        case.count_pass(here);
        next
    }

    /// The next stage: the first route that is open and, where routes have shares, drawn.
    fn route(&mut self, case: &mut Case<'_>, here: &Visit, now: SimTime) -> StageId {
        let model = self.model;
        let Visit { stage, routes: counters, .. } = here;
        let facts = Facts { stage_done: true, ..case.facts(model, now) };
        let open = |position: usize, route: &RouteConfig| {
            let spent = match (route.limit, counters[position]) {
                (Some(limit), Some(counter)) => facts.case.count(counter) >= u16::from(limit),
                _ => false,
            };
            !spent && route.when.holds(&facts)
        };
        let first = stage.next.iter().enumerate().find(|(position, route)| open(*position, route));
        let position = match first {
            Some((position, route)) if route.share.is_none() => position,
            _ => {
                let mut stream = self.draws(facts.case, here, Purpose::Route);
                drawn(&stage.next, open, stream.uniform())
            }
        };
        if let Some(counter) = counters[position] {
            let count = case.count_mut(counter);
            *count = count.saturating_add(1);
        }
        stage.next[position].to
    }

    fn begin_delay(
        &mut self,
        case: &mut Case<'_>,
        here: &Visit,
        delay: &DelayConfig,
        now: SimTime,
        agenda: &mut Agenda<Event>,
    ) -> Step {
        let from = if delay.since_filing { case.token.waits_since } else { now };
        let draw = |law: &crate::random::Law| law.sample(&mut self.draws(case, here, Purpose::FixedDelay));
        let end = match &delay.time {
            DelayTime::Calendar(law) => from + SimDuration::from_secs_f64(draw(law)),
            DelayTime::Office(law) => delay.hours.add(from, SimDuration::from_secs_f64(draw(law))),
            DelayTime::WorkingDays(law) => due(&delay.hours, from, whole_days(draw(law))),
            DelayTime::RunAt(times) => next_run(&delay.hours, times, from),
        };
        if end <= now {
            return Step::To(self.pass_delay(case, here, now));
        }
        let slot = case.slot;
        let token = &mut *case.token;
        token.state = State::Delayed;
        // The delay ends, unless patience does before it.
        let withdraws = token.filed && token.gives_up_at < end;
        let (at, event) = if withdraws {
            (token.gives_up_at, Event::Impatient(slot))
        } else {
            (end, Event::DelayEnds(slot))
        };
        token.pending = Some(plan(agenda, at, event));
        let stage = token.stage;
        self.log(case, now, Entry::at_stage(stage, Lifecycle::Start));
        Step::Stays
    }

    /// A delay of no length starts, and is over.
    #[inline]
    fn pass_delay(&mut self, case: &mut Case<'_>, here: &Visit, now: SimTime) -> StageId {
        self.log(case, now, Entry::at_stage(case.token.stage, Lifecycle::Start));
        self.done(case, here, now)
    }

    pub(super) fn settle(&mut self, case: &mut Case<'_>, here: &Visit, decision: &Decision, now: SimTime) {
        let application = case.application.as_mut();
        let approved = match decision {
            Decision::Nothing => case.token.approved,
            Decision::Screen => application.and_then(|application| {
                application.screened = true;
                match application.verdict.route {
                    Route::AutoApproved => Some(true),
                    Route::KnockedOut | Route::AutoRefused => Some(false),
                    Route::Human => None,
                }
            }),
            Decision::Reviewer => return self.read_case(case, here, now),
            Decision::Chance(share) => Some(self.draws(case, here, Purpose::Chance).uniform() < *share),
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
                let facts = case.facts(self.model, now);
                Some(conditions.iter().any(|condition| condition.holds(&facts)))
            }
        };
        case.token.approved = approved;
    }

    /// The reviewer's verdict, and what a second reviewer of the team would have said.
    fn read_case(&mut self, case: &mut Case<'_>, here: &Visit, now: SimTime) {
        let rule = &self.model.config.review;
        let key = self.stage_key(case, here, Purpose::Verdict);
        let Case { token, application: Some(application), .. } = case else { return };
        let (index, attempt) = (token.index, token.attempt);
        let score = application.verdict.score;
        let noise_reduction = application.noise_reduction;
        let leniency: &[f64] = token.served_by().map_or(&[], |(team, _)| &self.leniency[usize::from(team)]);
        let reviewer = token.served_by().map_or(0, |(_, server)| server);
        let read = |purpose, reviewer: u32| {
            let mut stream = key.stream(index, purpose, attempt);
            let leniency = match leniency.get(reviewer as usize) {
                Some(_) if self.model.reader_of_its_own => {
                    key.stream(index, Purpose::Leniency, attempt | 0x80).normal()
                }
                other => other.copied().unwrap_or(0.0),
            };
            let reading = Reading { leniency, occasion: stream.normal(), coin: stream.uniform() };
            rule.approves(score, &reading, noise_reduction)
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
        if let (Some(by), true) = (token.served_by(), token.is_real::<O>()) {
            self.observer.judged(by, now, approved);
        }
    }

    /// The process ends with a decision, whose notice goes out, or with a withdrawal.
    fn exit(
        &mut self,
        case: &mut Case<'_>,
        outcome: ExitOutcome,
        now: SimTime,
        agenda: &mut Agenda<Event>,
    ) -> Step {
        let token = &mut *case.token;
        let (stage, index, attempt) = (token.stage, token.index, token.attempt);
        match outcome {
            ExitOutcome::Decided => {}
            ExitOutcome::Approved => token.approved = Some(true),
            ExitOutcome::Refused => token.approved = Some(false),
            ExitOutcome::Withdrawn => token.approved = None,
        }
        self.log_answer(case, now, Activity::Stage(stage));
        let token = &mut *case.token;
        if outcome == ExitOutcome::Withdrawn {
            return Step::Ends(Status::Withdrawn);
        }
        let Some(approved) = token.approved else {
            panic!("{now}: applicant {index} leaves at stage {stage} without a decision");
        };
        let Some(application) = case.application else {
            self.observer.decided(now, approved);
            return Step::Ends(Status::Decided);
        };
        (application.decided_at, application.notified_at) = (now, SimTime::NEVER);
        let round = attempt | u8::from(application.requested_human) << 6;
        let mut stream = self.key.stream(index, Purpose::Notice, round);
        let lag = SimDuration::from_secs_f64(self.model.config.notice.lag.sample(&mut stream));
        plan(agenda, now + lag, Event::Notify(case.slot));
        Step::Stays
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

/// The nearest whole number of days, halves up; negative and NaN count as zero.
#[inline]
pub(super) fn whole_days(days: f64) -> u32 {
    let whole = days as u32;
    whole.saturating_add(u32::from(days - f64::from(whole) >= 0.5))
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
// In line, the day of every event would be computed before it is known whether anyone asks.
#[inline(never)]
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

#[cfg(test)]
mod tests {
    use super::whole_days;

    #[test]
    fn days_are_rounded_half_up() {
        let cases = [(0.499_999_999_999_999_94, 0), (0.5, 1), (1.4, 1), (2.5, 3), (7.0, 7), (-0.7, 0)];
        for (days, whole) in cases.into_iter().chain([(f64::NAN, 0), (1e300, u32::MAX)]) {
            assert_eq!(whole_days(days), whole, "{days}");
        }
    }
}
