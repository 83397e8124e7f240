//! The applicant's side of the journey: restriction, preparation, filing, notice, and what next.

use super::case::{Case, Stage};
use super::config::DelayMode;
use super::event::{Event, Slot};
use super::replication::{Replication, plan};
use crate::behaviour::{AfterRefusal, AppPath, Behaviour, BehaviourSet, Channel, Progress, Told};
use crate::engine::Agenda;
use crate::observe::{
    Activity, ApplicantRecord, ApplicationRecord, DeskName, EventRecord, Fate, Lifecycle, Observer, Status,
};
use crate::policy::{Reasons, Route};
use crate::random::Purpose;
use crate::time::{SimDuration, SimTime};

impl<O: Observer> Replication<'_, O> {
    /// An account is restricted, and the next restriction goes on the agenda.
    pub(super) fn restrict(&mut self, now: SimTime, agenda: &mut Agenda<Event>) {
        let index = self.restricted;
        self.restricted += 1;
        self.observer.arrived(now);
        let model = self.model;
        let applicant = model.config.population.applicant(self.key, index);
        let slot = self.cases.insert(Case {
            index,
            applicant,
            segments: applicant.segments(),
            channel: model.config.channels.channel(self.key, index),
            restricted_at: now,
            progress: Progress::new(now),
            attempt: 0,
            filed: 0,
            intended: BehaviourSet::default(),
            first: None,
            application: None,
            at_desk_since: now,
            logged: 0,
            lingering: 0,
            closed: false,
        });
        self.log(slot, now, Activity::Restriction, Lifecycle::Complete, None);
        self.prepare(slot, now, Told::Nothing, now, true, agenda);
        if let Some(next) = self.arrivals.next_time() {
            plan(agenda, next, Event::Restrict);
        }
    }

    /// The applicant checks what went wrong, takes up behaviours, and will set out when what they
    /// wait for has taken effect, but not before `earliest`.
    fn prepare(
        &mut self,
        slot: Slot,
        now: SimTime,
        told: Told,
        earliest: SimTime,
        act: bool,
        agenda: &mut Agenda<Event>,
    ) {
        let model = self.model;
        let case = self.cases.get_mut(slot, now);
        case.attempt += 1;
        let done = case.progress.adopted();
        let (index, attempt) = (case.index, case.attempt);
        let intentions = model.behaviours.intentions(
            self.key,
            index,
            attempt,
            &case.applicant,
            &case.segments,
            done,
            told,
            act,
        );
        let mut ready = earliest.max(now + intentions.preparation);
        for behaviour in intentions.adopted.iter() {
            let effective = model.effective(behaviour, now, intentions.delays[behaviour.index()]);
            case.progress.adopt(behaviour, now, effective);
            if intentions.awaited.contains(behaviour) {
                ready = ready.max(effective);
            }
        }
        if attempt == 1 {
            case.intended = intentions.adopted;
        }
        for behaviour in intentions.adopted.iter() {
            self.log(slot, now, Activity::Behaviour(behaviour.index() as u8), Lifecycle::Start, None);
        }
        plan(agenda, ready, Event::SetOut(slot));
    }

    /// The applicant opens the app or turns to an agent.
    pub(super) fn set_out(&mut self, slot: Slot, now: SimTime, agenda: &mut Agenda<Event>) {
        let case = self.cases.get_mut(slot, now);
        match case.channel {
            Channel::Agent => self.join_intake(slot, now, agenda),
            Channel::App => match self.model.config.channels.app_path(self.key, case.index, case.attempt) {
                AppPath::Files(SimDuration::ZERO) => self.file(slot, now, agenda),
                AppPath::Files(after) => plan(agenda, now + after, Event::File(slot)),
                AppPath::DropsOff => self.drop_off(slot, now),
            },
        }
    }

    /// The applicant breaks off for good.
    fn drop_off(&mut self, slot: Slot, now: SimTime) {
        self.log(slot, now, Activity::DropOff, Lifecycle::Complete, None);
        self.close(slot, now, Fate::DroppedOff, None);
    }

    /// The notice arrives. A restored account works from now on; a refusal is read now or later.
    pub(super) fn notify(&mut self, slot: Slot, now: SimTime, agenda: &mut Agenda<Event>) {
        self.log(slot, now, Activity::Notice, Lifecycle::Complete, None);
        let config = &self.model.config;
        let case = self.cases.get_mut(slot, now);
        let (index, attempt) = (case.index, case.attempt);
        let Some(application) = case.application.as_mut() else {
            panic!("{now}: applicant {index} is notified without an application");
        };
        application.notified_at = Some(now);
        if application.approved == Some(true) {
            if attempt == 1
                && let Some(first) = case.first.as_mut()
            {
                first.restored = true;
            }
            self.end_application(slot, now, Status::Decided);
            self.log(slot, now, Activity::Restoration, Lifecycle::Complete, None);
            self.close(slot, now, Fate::Restored, Some(now));
            return;
        }
        let mut stream = self.key.stream(index, Purpose::Notice, attempt | 0x80);
        let sms = stream.uniform() < config.notice.sms_share;
        let seen_share = if sms { config.notice.sms_seen_share } else { config.notice.app_seen_share };
        if stream.uniform() < seen_share {
            self.react(slot, now, agenda);
        } else {
            let late = SimDuration::from_secs_f64(config.notice.missed_delay.sample(&mut stream));
            plan(agenda, now + late, Event::React(slot));
        }
    }

    /// A refused applicant asks for a human, applies again, gives up, or may not apply again.
    pub(super) fn react(&mut self, slot: Slot, now: SimTime, agenda: &mut Agenda<Event>) {
        if self.request_human(slot, now, agenda) {
            return;
        }
        self.end_application(slot, now, Status::Decided);
        let config = &self.model.config;
        let case = self.cases.get_mut(slot, now);
        match config.reapply.answer(self.key, case.index, case.attempt) {
            AfterRefusal::Again { after, mends } => {
                let told = if config.notice.reason_codes { Told::Reasons } else { Told::Generic };
                self.prepare(slot, now, told, now + after, mends, agenda);
            }
            AfterRefusal::GivesUp => {
                self.log(slot, now, Activity::GiveUp, Lifecycle::Complete, None);
                self.close(slot, now, Fate::GaveUp, None);
            }
            AfterRefusal::AtLimit => self.close(slot, now, Fate::Refused, None),
        }
    }

    /// Patience has run out if the application is still waiting: then it is withdrawn.
    pub(super) fn patience_ends(
        &mut self,
        slot: Slot,
        attempt: u8,
        now: SimTime,
        agenda: &mut Agenda<Event>,
    ) {
        if self.outlived(slot, now) {
            return;
        }
        let case = self.cases.get_mut(slot, now);
        let Some(application) = case.application.as_ref().filter(|_| case.attempt == attempt) else { return };
        let ended = application.gives_up_at <= now;
        match application.stage {
            Stage::InLine(_) if !ended => return self.watch_patience(slot, now, agenda),
            Stage::InLine(ticket) => {
                if self.desks[DeskName::Review as usize].abandon(ticket).is_some() {
                    self.observer.abandoned(DeskName::Review);
                    self.tell_levels(DeskName::Review, now);
                }
            }
            Stage::Held if ended => {}
            // Whoever has reached a reviewer, or has been decided, stays.
            Stage::Held | Stage::InService | Stage::Decided => return,
        }
        self.log(slot, now, Activity::Withdrawal, Lifecycle::Complete, None);
        self.end_application(slot, now, Status::Withdrawn);
        self.close(slot, now, Fate::Withdrawn, None);
    }

    /// An event that may outlive its case has arrived. Says whether it has, and frees the slot of a
    /// closed case with its last such event.
    pub(super) fn outlived(&mut self, slot: Slot, now: SimTime) -> bool {
        let case = self.cases.get_mut(slot, now);
        case.lingering -= 1;
        let (closed, last) = (case.closed, case.lingering == 0);
        if closed && last {
            self.cases.free(slot);
        }
        closed
    }

    /// Reports the application under way, if there is one, and forgets it.
    pub(super) fn end_application(&mut self, slot: Slot, now: SimTime, status: Status) {
        let calendar = self.model.config.human.hours.calendar();
        let case = self.cases.get_mut(slot, now);
        let Some(mut application) = case.application.take() else { return };
        if application.decided_at.is_none() {
            // No decision was made, whatever a reviewer had already thought; if a person was asked
            // to look again, the first refusal stands.
            application.decided_at = application.refused_before;
            application.approved = application.refused_before.map(|_| false);
            application.flipped = None;
            if self.model.config.delay.mode == DelayMode::Fixed {
                application.handling = SimDuration::ZERO;
            }
        }
        let refused = application.approved == Some(false);
        let status = if application.decided_at.is_some() { Status::Decided } else { status };
        self.observer.application(&ApplicationRecord {
            index: case.index,
            attempt: case.attempt,
            applicant: &case.applicant,
            restricted_at: case.restricted_at,
            behaviours: application.behaviours,
            channel: case.channel,
            factors: application.verdict.factors,
            score: application.verdict.score,
            route: application.verdict.route,
            approved: application.approved,
            reasons: if refused { application.verdict.reasons } else { Reasons::default() },
            submitted_at: application.submitted_at,
            decided_at: application.decided_at,
            notified_at: application.notified_at,
            status,
            working_days: application
                .decided_at
                .map(|decided| calendar.working_days_between(application.submitted_at.day(), decided.day())),
            handling: application.handling,
            flipped: application.flipped,
        });
    }

    /// Reports an applicant for whom nothing more happens, and frees the slot as soon as no event
    /// points to it.
    fn close(&mut self, slot: Slot, now: SimTime, fate: Fate, restored_at: Option<SimTime>) {
        let model = self.model;
        let effects = &model.config.effects;
        let case = self.cases.get_mut(slot, now);
        let risk = case.applicant.true_risk.shifted(model.behaviours.risk_shift(&case.progress, now));
        let bad = self.key.stream(case.index, Purpose::Outcome, 0).uniform() < risk.probability();
        let secured = case.progress.works(Behaviour::Secure, now);
        let exposure =
            f64::from(case.applicant.security.takeover_risk) * f64::from(case.applicant.card.limit_cny);
        let kept = if secured { 1.0 - effects.takeover_reduction } else { 1.0 };
        let (cost_cny, effort_hours) = model.behaviours.costs(effects, &case.applicant, &case.progress);
        let mut eligible = BehaviourSet::default();
        for behaviour in Behaviour::ALL {
            if behaviour.applies_to(&case.applicant) {
                eligible.insert(behaviour);
            }
        }
        self.observer.applicant(&ApplicantRecord {
            index: case.index,
            applicant: &case.applicant,
            segments: case.segments,
            channel: case.channel,
            fate,
            applications: case.filed,
            first: case.first,
            intended: case.intended,
            eligible,
            restricted_at: case.restricted_at,
            restored_at,
            bad,
            takeover_loss_cny: exposure * kept * model.config.takeover_loss_share,
            cost_cny,
            effort_hours,
        });
        case.closed = true;
        if case.lingering == 0 {
            self.cases.free(slot);
        }
    }

    /// At the end of the run, whatever is still open is pending.
    pub(super) fn close_pending(&mut self, end: SimTime) {
        for slot in self.cases.open_slots() {
            self.end_application(slot, end, Status::Pending);
            self.close(slot, end, Fate::Pending, None);
        }
    }

    /// Tells the observer of an entry of the event log.
    #[inline]
    pub(super) fn log(
        &mut self,
        slot: Slot,
        at: SimTime,
        activity: Activity,
        lifecycle: Lifecycle,
        resource: Option<(DeskName, u32)>,
    ) {
        let case = self.cases.get_mut(slot, at);
        let sequence = case.logged;
        case.logged += 1;
        self.observer.event(&EventRecord { index: case.index, sequence, activity, lifecycle, resource, at });
    }

    /// Takes an automatic refusal to a human, where the scenario gives that right and the applicant
    /// uses it.
    fn request_human(&mut self, slot: Slot, now: SimTime, agenda: &mut Agenda<Event>) -> bool {
        let Some(right) = self.model.config.human_request else { return false };
        let case = self.cases.get_mut(slot, now);
        let (index, attempt) = (case.index, case.attempt);
        let Some(application) = case.application.as_mut() else { return false };
        let open = match application.verdict.route {
            Route::AutoRefused => true,
            Route::KnockedOut => right.knock_outs_too,
            Route::AutoApproved | Route::Human => false,
        };
        let mut stream = self.key.stream(index, Purpose::HumanRequest, attempt);
        if !open || application.requested_human || stream.uniform() >= right.share {
            return false;
        }
        application.requested_human = true;
        application.refused_before = application.decided_at;
        application.verdict.route = Route::Human;
        application.stage = Stage::Held;
        (application.approved, application.decided_at, application.notified_at) = (None, None, None);
        if attempt == 1
            && let Some(first) = case.first.as_mut()
        {
            first.route = Route::Human;
        }
        self.log(slot, now, Activity::HumanReviewRequest, Lifecycle::Complete, None);
        self.start_waiting(slot, now, now, agenda);
        self.start_review(slot, now, agenda);
        true
    }
}
