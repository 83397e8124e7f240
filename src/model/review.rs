//! The lender's side of the journey: intake, screen, reviewers, decision.

use super::case::{Application, Stage};
use super::config::DelayMode;
use super::event::{Event, Slot};
use super::plan::Model;
use super::replication::{Replication, plan};
use crate::behaviour::Shifts;
use crate::engine::{Agenda, Arrival, Start};
use crate::observe::{Activity, DeskName, FirstApplication, Lifecycle, Observer};
use crate::policy::{Reading, Route, SubmittedView};
use crate::population::Applicant;
use crate::random::Purpose;
use crate::time::{DAY, SimDuration, SimTime};

/// How far ahead patience is put on the agenda. Most applications are decided sooner, so most
/// patience events never exist; the few that are needed are renewed until patience truly ends.
const PATIENCE_WATCH: SimDuration = SimDuration::from_ticks(2 * DAY.ticks());

impl<O: Observer> Replication<'_, O> {
    /// An applicant arrives at the agents' desk.
    pub(super) fn join_intake(&mut self, slot: Slot, now: SimTime, agenda: &mut Agenda<Event>) {
        self.observer.joined(DeskName::Intake);
        self.cases.get_mut(slot, now).at_desk_since = now;
        match self.desks[DeskName::Intake as usize].arrive(now, slot, 0) {
            Arrival::Starts(start) => self.start_intake(start, now, agenda),
            Arrival::Waits(_) => self.plan_opening(DeskName::Intake, now, agenda),
        }
        self.tell_levels(DeskName::Intake, now);
    }

    fn start_intake(&mut self, start: Start, now: SimTime, agenda: &mut Agenda<Event>) {
        let desk = &self.model.config.intake;
        let case = self.cases.get_mut(start.entity, now);
        let mut stream = self.key.stream(case.index, Purpose::Intake, case.attempt);
        let work = SimDuration::from_secs_f64(desk.handling.sample(&mut stream) / desk.availability);
        self.observer.started(DeskName::Intake, now.since(start.since));
        self.log(
            start.entity,
            now,
            Activity::Intake,
            Lifecycle::Start,
            Some((DeskName::Intake, start.server)),
        );
        let ends = self.desks[DeskName::Intake as usize].finish_time(now, work);
        plan(agenda, ends, Event::ServiceEnds(start.entity, DeskName::Intake, start.server as u16));
    }

    /// An agent has filed an application.
    pub(super) fn intake_ends(&mut self, slot: Slot, server: u16, now: SimTime, agenda: &mut Agenda<Event>) {
        let server = u32::from(server);
        let since = self.cases.get_mut(slot, now).at_desk_since;
        self.observer.served(DeskName::Intake, now.since(since));
        self.log(slot, now, Activity::Intake, Lifecycle::Complete, Some((DeskName::Intake, server)));
        self.desks[DeskName::Intake as usize].release(now, server);
        self.serve_line(DeskName::Intake, now, agenda);
        self.file(slot, now, agenda);
    }

    /// An application reaches the lender and is screened.
    pub(super) fn file(&mut self, slot: Slot, now: SimTime, agenda: &mut Agenda<Event>) {
        let model = self.model;
        let config = &model.config;
        self.observer.filed(now);
        self.log(slot, now, Activity::Application, Lifecycle::Complete, None);
        let case = self.cases.get_mut(slot, now);
        let (index, attempt) = (case.index, case.attempt);
        case.filed += 1;
        let shifts = model.behaviours.shifts(&config.effects, &case.applicant, &case.progress, now);
        let verdict = config.screen.judge(&submitted_view(&case.applicant, &shifts, attempt));
        case.application = Some(Application {
            stage: Stage::Held,
            submitted_at: now,
            behaviours: case.progress.adopted(),
            verdict,
            noise_reduction: shifts.noise_reduction,
            documents: shifts.documents,
            due: now,
            gives_up_at: SimTime::NEVER,
            approved: None,
            flipped: None,
            handling: SimDuration::ZERO,
            decided_at: None,
            notified_at: None,
            refused_before: None,
            requested_human: false,
        });
        if attempt == 1 {
            case.first =
                Some(FirstApplication { score: verdict.score, route: verdict.route, restored: false });
        }
        let mut stream = self.key.stream(index, Purpose::Screen, attempt);
        let screening = SimDuration::from_secs_f64(config.screen_duration.sample(&mut stream));
        self.start_waiting(slot, now, now + screening, agenda);
        if screening == SimDuration::ZERO {
            self.screened(slot, now, agenda);
        } else {
            self.cases.get_mut(slot, now).lingering += 1;
            plan(agenda, now + screening, Event::Screened(slot));
        }
    }

    /// The wait for a decision begins: how long it must last, and how long the applicant bears it.
    /// No decision comes before the screen is done, at `screened_at`.
    pub(super) fn start_waiting(
        &mut self,
        slot: Slot,
        now: SimTime,
        screened_at: SimTime,
        agenda: &mut Agenda<Event>,
    ) {
        let model = self.model;
        let case = self.cases.get_mut(slot, now);
        let Some(application) = case.application.as_mut() else { return };
        let round = case.attempt | u8::from(application.requested_human) << 6;
        if let Some(law) = &model.config.patience {
            let mut stream = self.key.stream(case.index, Purpose::Patience, round);
            application.gives_up_at = now + SimDuration::from_secs_f64(law.sample(&mut stream));
        }
        let u = self.key.stream(case.index, Purpose::FixedDelay, round).uniform();
        application.due = model.earliest_decision(u, application.verdict.route, now).max(screened_at);
        if application.gives_up_at < application.due {
            // The decision cannot come in time: the applicant will withdraw, unless a reviewer
            // has the case in hand by then.
            case.lingering += 1;
            plan(agenda, application.gives_up_at, Event::Patience(slot, case.attempt));
        }
    }

    /// A screen that took its time is done.
    pub(super) fn screen_ends(&mut self, slot: Slot, now: SimTime, agenda: &mut Agenda<Event>) {
        if !self.outlived(slot, now) {
            self.screened(slot, now, agenda);
        }
    }

    /// The screen is done: a decision falls due, or a reviewer is needed.
    fn screened(&mut self, slot: Slot, now: SimTime, agenda: &mut Agenda<Event>) {
        let case = self.cases.get_mut(slot, now);
        let Some(application) = case.application.as_mut() else { return };
        let route = application.verdict.route;
        if route == Route::Human {
            self.log(slot, now, Activity::AutomaticScreen, Lifecycle::Complete, None);
            self.start_review(slot, now, agenda);
        } else {
            application.approved = Some(route == Route::AutoApproved);
            let at = application.due.max(now);
            self.log(slot, now, Activity::AutomaticScreen, Lifecycle::Complete, None);
            self.decide_at(slot, at, now, agenda);
        }
    }

    /// An application needs a reviewer: at once with a fixed delay, else it joins the line.
    pub(super) fn start_review(&mut self, slot: Slot, now: SimTime, agenda: &mut Agenda<Event>) {
        let config = &self.model.config;
        let case = self.cases.get_mut(slot, now);
        let (index, attempt) = (case.index, case.attempt);
        let Some(application) = case.application.as_mut() else { return };
        let fast = config.fast_lane.is_some_and(|lane| lane.takes(&application.verdict.factors));
        if config.delay.mode == DelayMode::Fixed {
            application.stage = Stage::Held;
            let due = application.due.max(now);
            let reviewer =
                self.key.stream(index, Purpose::Handling, attempt | 0x80).below(self.leniency.len() as u64);
            application.handling = self.model.handling(self.key, index, attempt, application.documents, fast);
            self.read_case(slot, reviewer as u32, now);
            self.decide_at(slot, due, now, agenda);
            return;
        }
        let class = u8::from(config.fast_lane.is_some() && !fast);
        case.at_desk_since = now;
        self.observer.joined(DeskName::Review);
        match self.desks[DeskName::Review as usize].arrive(now, slot, class) {
            Arrival::Starts(start) => self.start_reading(start, now, agenda),
            Arrival::Waits(ticket) => {
                application.stage = Stage::InLine(ticket);
                self.watch_patience(slot, now, agenda);
                self.plan_opening(DeskName::Review, now, agenda);
            }
        }
        self.tell_levels(DeskName::Review, now);
    }

    fn start_reading(&mut self, start: Start, now: SimTime, agenda: &mut Agenda<Event>) {
        let model = self.model;
        let case = self.cases.get_mut(start.entity, now);
        let (index, attempt) = (case.index, case.attempt);
        let Some(application) = case.application.as_mut() else {
            panic!("{now}: applicant {index} is reviewed without an application");
        };
        let fast = model.config.fast_lane.is_some_and(|lane| lane.takes(&application.verdict.factors));
        application.stage = Stage::InService;
        application.handling = model.handling(self.key, index, attempt, application.documents, fast);
        let occupied = application.handling.as_secs_f64() / model.config.human.availability;
        self.observer.started(DeskName::Review, now.since(start.since));
        self.log(
            start.entity,
            now,
            Activity::HumanReview,
            Lifecycle::Start,
            Some((DeskName::Review, start.server)),
        );
        let ends =
            self.desks[DeskName::Review as usize].finish_time(now, SimDuration::from_secs_f64(occupied));
        plan(agenda, ends, Event::ServiceEnds(start.entity, DeskName::Review, start.server as u16));
    }

    /// A reviewer has finished a case; the decision is made now or when it falls due.
    pub(super) fn review_ends(&mut self, slot: Slot, server: u16, now: SimTime, agenda: &mut Agenda<Event>) {
        let server = u32::from(server);
        let since = self.cases.get_mut(slot, now).at_desk_since;
        self.observer.served(DeskName::Review, now.since(since));
        self.log(slot, now, Activity::HumanReview, Lifecycle::Complete, Some((DeskName::Review, server)));
        self.read_case(slot, server, now);
        let case = self.cases.get_mut(slot, now);
        if let Some(application) = case.application.as_mut() {
            application.stage = Stage::Held;
            let at = application.due.max(now);
            self.decide_at(slot, at, now, agenda);
        }
        self.desks[DeskName::Review as usize].release(now, server);
        self.serve_line(DeskName::Review, now, agenda);
    }

    /// The reviewer's verdict, and what a second reviewer would have said.
    fn read_case(&mut self, slot: Slot, reviewer: u32, now: SimTime) {
        let rule = &self.model.config.review;
        let case = self.cases.get_mut(slot, now);
        let (index, attempt) = (case.index, case.attempt);
        let Some(application) = case.application.as_mut() else { return };
        let score = application.verdict.score;
        let read = |purpose, reviewer: u32| {
            let mut stream = self.key.stream(index, purpose, attempt);
            let leniency = self.leniency.get(reviewer as usize).copied().unwrap_or(0.0);
            let reading = Reading { leniency, occasion: stream.normal(), coin: stream.uniform() };
            rule.approves(score, &reading, application.noise_reduction)
        };
        let approved = read(Purpose::Verdict, reviewer);
        let others = self.leniency.len() as u64 - 1;
        let flipped = (others > 0).then(|| {
            let pick = self.key.stream(index, Purpose::SecondReading, attempt | 0x80).below(others) as u32;
            let second = if pick >= reviewer { pick + 1 } else { pick };
            read(Purpose::SecondReading, second) != approved
        });
        application.approved = Some(approved);
        application.flipped = flipped;
    }

    /// Makes the decision at `at`, unless patience ends before: then its own event ends the wait.
    fn decide_at(&mut self, slot: Slot, at: SimTime, now: SimTime, agenda: &mut Agenda<Event>) {
        if at <= now {
            return self.decide(slot, now, agenda);
        }
        let gives_up_at = self.cases.get_mut(slot, now).application.as_ref().map_or(at, |a| a.gives_up_at);
        if gives_up_at < now || gives_up_at >= at {
            plan(agenda, at, Event::Decide(slot));
        }
    }

    /// A decision is made.
    pub(super) fn decide(&mut self, slot: Slot, now: SimTime, agenda: &mut Agenda<Event>) {
        let config = &self.model.config;
        let case = self.cases.get_mut(slot, now);
        let (index, attempt) = (case.index, case.attempt);
        let Some(application) = case.application.as_mut() else {
            panic!("{now}: applicant {index} is decided on without an application");
        };
        let Some(approved) = application.approved else {
            panic!("{now}: applicant {index} is decided on without a verdict");
        };
        application.stage = Stage::Decided;
        application.decided_at = Some(now);
        let again = application.requested_human;
        let round = attempt | u8::from(application.requested_human) << 6;
        if !again {
            self.observer.decided(now, approved);
        }
        self.log(
            slot,
            now,
            if approved { Activity::Approval } else { Activity::Refusal },
            Lifecycle::Complete,
            None,
        );
        let mut stream = self.key.stream(index, Purpose::Notice, round);
        let lag = SimDuration::from_secs_f64(config.notice.lag.sample(&mut stream));
        plan(agenda, now + lag, Event::Notify(slot));
    }

    /// Puts the end of patience, or a look at it in two days, on the agenda, unless it is there.
    pub(super) fn watch_patience(&mut self, slot: Slot, now: SimTime, agenda: &mut Agenda<Event>) {
        let case = self.cases.get_mut(slot, now);
        let attempt = case.attempt;
        let Some(application) = case.application.as_ref() else { return };
        let gives_up_at = application.gives_up_at;
        // Before the due date it was put on the agenda at filing.
        let already = gives_up_at < application.due && now < gives_up_at;
        if gives_up_at < SimTime::NEVER && !already {
            case.lingering += 1;
            plan(agenda, gives_up_at.max(now).min(now + PATIENCE_WATCH), Event::Patience(slot, attempt));
        }
    }

    /// A desk opens: whoever waits is served.
    pub(super) fn desk_opens(&mut self, desk: DeskName, now: SimTime, agenda: &mut Agenda<Event>) {
        self.wake_planned[desk as usize] = false;
        self.serve_line(desk, now, agenda);
    }

    /// Starts as many services as there are idle servers and people in line.
    fn serve_line(&mut self, desk: DeskName, now: SimTime, agenda: &mut Agenda<Event>) {
        while let Some(start) = self.desks[desk as usize].start_next(now) {
            match desk {
                DeskName::Intake => self.start_intake(start, now, agenda),
                DeskName::Review => self.start_reading(start, now, agenda),
            }
        }
        self.plan_opening(desk, now, agenda);
        self.tell_levels(desk, now);
    }

    fn plan_opening(&mut self, desk: DeskName, now: SimTime, agenda: &mut Agenda<Event>) {
        if !self.wake_planned[desk as usize]
            && let Some(at) = self.desks[desk as usize].wake_time(now)
        {
            self.wake_planned[desk as usize] = true;
            plan(agenda, at, Event::DeskOpens(desk));
        }
    }

    #[inline]
    pub(super) fn tell_levels(&mut self, desk: DeskName, now: SimTime) {
        let station = &self.desks[desk as usize];
        self.observer.levels(desk, now, station.waiting(), station.busy());
    }
}

impl Model {
    /// The earliest moment of a decision on an application filed at `filed`; `u` (0..1) draws the
    /// working days.
    fn earliest_decision(&self, u: f64, route: Route, filed: SimTime) -> SimTime {
        let delay = &self.config.delay;
        if delay.mode == DelayMode::Queue || (route != Route::Human && !delay.holds_automatic) {
            return filed;
        }
        let mut sum = 0.0;
        let drawn = delay.fixed.iter().find(|fixed| {
            sum += fixed.share;
            u < sum
        });
        drawn.or(delay.fixed.last()).map_or(filed, |fixed| self.due(filed, fixed.working_days))
    }

    /// Handling time of a human review.
    fn handling(
        &self,
        key: crate::random::ReplicationKey,
        index: u64,
        attempt: u8,
        documents: bool,
        fast: bool,
    ) -> SimDuration {
        let config = &self.config;
        let mut seconds = config.human.handling.sample(&mut key.stream(index, Purpose::Handling, attempt));
        if let Some(lane) = config.fast_lane.filter(|_| fast) {
            seconds *= lane.handling_factor;
        }
        let extra = if documents { config.documents_extra } else { SimDuration::ZERO };
        SimDuration::from_secs_f64(seconds) + extra
    }
}

/// What the lender sees of an applicant: everything submitted, and nothing of the true risk.
fn submitted_view(applicant: &Applicant, shifts: &Shifts, attempt: u8) -> SubmittedView {
    SubmittedView {
        attempt,
        days_overdue: shifts.days_overdue,
        days_overdue_at_restriction: applicant.days_overdue,
        overdue_months: f64::from(applicant.card.overdue_months) * (1.0 - shifts.aged),
        utilisation: f64::from(applicant.card.utilisation),
        payment_ratio: f64::from(applicant.card.payment_ratio),
        takeover_risk: f64::from(applicant.security.takeover_risk),
        remote_logins: applicant.security.remote_logins,
        abnormal_transactions: applicant.security.abnormal_transactions,
        verification_enabled: applicant.security.verification_enabled,
        identity_verified: applicant.information.identity_verified || shifts.identity_verified,
        fields_filled: applicant.information.fields_filled,
        accuracy: f64::from(applicant.information.accuracy),
        regularity: f64::from(applicant.consumption.regularity),
        diversity: f64::from(applicant.consumption.diversity),
        large_share: f64::from(applicant.consumption.large_share),
        cash_outs: applicant.consumption.cash_outs,
        confirmed_cash_out: applicant.confirmed_cash_out,
        sesame: f64::from(applicant.external.sesame),
        credit_report: f64::from(applicant.external.credit_report),
        gains: shifts.factors,
        documents: shifts.documents,
        noise_reduction: shifts.noise_reduction,
    }
}
