//! Filing an application, and reporting applications and applicants for whom nothing more happens.

use super::case::{Application, Case};
use super::event::Slot;
use super::replication::Replication;
use crate::behaviour::{Behaviour, BehaviourSet, Channel, Shifts};
use crate::observe::{
    Activity, ApplicantRecord, ApplicationRecord, EventRecord, Fate, FirstApplication, Lifecycle, Observer,
    Status,
};
use crate::policy::{Route, SubmittedView};
use crate::population::Applicant;
use crate::random::Purpose;
use crate::time::{SimDuration, SimTime};

impl<O: Observer> Replication<'_, O> {
    /// An application reaches the lender, who can see it from now on.
    pub(super) fn file(&mut self, slot: Slot, now: SimTime) {
        let model = self.model;
        let config = &model.config;
        self.observer.filed(now);
        let case = self.cases.case(slot, now);
        let token = case.token;
        (token.filed, token.submitted_at, token.waits_since) = (true, now, now);
        let attempt = token.attempt;
        if let Some(person) = case.person {
            person.filed += 1;
            let shifts = model.behaviours.shifts(&config.effects, &person.applicant, &person.progress, now);
            let verdict = config.screen.judge(&submitted_view(&person.applicant, &shifts, attempt));
            if attempt == 1 {
                let first = FirstApplication { score: verdict.score, route: verdict.route, restored: false };
                person.first = Some(first);
            }
            let application = Application {
                behaviours: person.progress.adopted(),
                verdict,
                noise_reduction: shifts.noise_reduction,
                documents: shifts.documents,
                flipped: None,
                decided_at: None,
                notified_at: None,
                refused_before: None,
                requested_human: false,
            };
            self.cases.file(slot, application);
            self.log(slot, now, Activity::Application, Lifecycle::Complete, None);
        }
        self.draw_patience(slot, now);
    }

    /// Draws how long the applicant bears waiting for a decision from now on.
    pub(super) fn draw_patience(&mut self, slot: Slot, now: SimTime) {
        let Some(law) = &self.model.config.patience else { return };
        let Case { token, application, .. } = self.cases.case(slot, now);
        let again = application.is_some_and(|application| application.requested_human);
        let round = token.attempt | u8::from(again) << 6;
        let mut stream = self.key.stream(token.index, Purpose::Patience, round);
        token.gives_up_at = now + SimDuration::from_secs_f64(law.sample(&mut stream));
    }

    /// The applicant withdraws.
    pub(super) fn withdraw(&mut self, slot: Slot, now: SimTime) {
        self.log(slot, now, Activity::Withdrawal, Lifecycle::Complete, None);
        self.close_withdrawn(slot, now);
    }

    /// The application ends without a decision, and the applicant with it.
    pub(super) fn close_withdrawn(&mut self, slot: Slot, now: SimTime) {
        if self.model.config.plain {
            return self.close_plain(slot, now, Status::Withdrawn);
        }
        let person = self.end_application(slot, now, Status::Withdrawn);
        self.close(person, now, Fate::Withdrawn, None);
    }

    /// Takes the token of a person out of the process, reports what was filed, if anything was, and
    /// returns the slot of the person.
    pub(super) fn end_application(&mut self, slot: Slot, now: SimTime, status: Status) -> Slot {
        let calendar = &self.model.config.calendar;
        let (mut token, application) = self.cases.leave(slot, now);
        let person = self.cases.person(token.person, now);
        person.logged = token.logged;
        let Some(mut application) = application else { return token.person };
        if application.decided_at.is_none() {
            // No decision was made, whatever a reviewer had already thought; if a person was asked
            // to look again, the first refusal stands.
            application.decided_at = application.refused_before;
            token.approved = application.refused_before.map(|_| false);
            application.flipped = None;
        }
        let refused = token.approved == Some(false);
        let status = if application.decided_at.is_some() { Status::Decided } else { status };
        self.observer.application(&ApplicationRecord {
            index: token.index,
            attempt: token.attempt,
            applicant: &person.applicant,
            restricted_at: token.arrived_at,
            behaviours: application.behaviours,
            channel: person.channel,
            factors: application.verdict.factors,
            score: application.verdict.score,
            route: application.verdict.route,
            approved: token.approved,
            refused_by: refused.then_some((&self.model.config.screen, application.verdict.rule)),
            submitted_at: token.submitted_at,
            decided_at: application.decided_at,
            notified_at: application.notified_at,
            status,
            working_days: application
                .decided_at
                .map(|decided| calendar.working_days_between(token.submitted_at.day(), decided.day())),
            handling: token.handling,
            handling_cny: token.handling_cny,
            flipped: application.flipped,
        });
        token.person
    }

    /// Reports an applicant for whom nothing more happens, and frees the slot.
    pub(super) fn close(&mut self, slot: Slot, now: SimTime, fate: Fate, restored_at: Option<SimTime>) {
        let model = self.model;
        let effects = &model.config.effects;
        let person = self.cases.person(slot, now);
        let applicant = &person.applicant;
        let risk = applicant.true_risk.shifted(model.behaviours.risk_shift(&person.progress, now));
        let bad = risk.strikes(self.key.stream(person.index, Purpose::Outcome, 0).uniform());
        let secured = person.progress.works(Behaviour::Secure, now);
        let exposure = f64::from(applicant.security.takeover_risk) * f64::from(applicant.card.limit_cny);
        let kept = if secured { 1.0 - effects.takeover_reduction } else { 1.0 };
        let (cost_cny, effort_hours) = model.behaviours.costs(effects, applicant, &person.progress);
        self.observer.applicant(&ApplicantRecord {
            index: person.index,
            applicant,
            segments: person.segments,
            channel: person.channel,
            fate,
            applications: person.filed,
            first: person.first,
            intended: person.intended,
            eligible: person.eligible,
            restricted_at: person.restricted_at,
            ended_at: now,
            restored_at,
            bad,
            takeover_loss_cny: exposure * kept * model.config.takeover_loss_share,
            cost_cny,
            effort_hours,
        });
        self.cases.free(slot);
    }

    /// Reports an entity without attributes, which is its own application, and frees the slot.
    #[inline(always)]
    pub(super) fn close_plain(&mut self, slot: Slot, now: SimTime, status: Status) {
        let model = self.model;
        let (token, _) = self.cases.leave(slot, now);
        let decided = (status == Status::Decided).then_some(now);
        let approved = token.approved.filter(|_| decided.is_some());
        let route = match (token.server, approved) {
            (None, Some(true)) => Route::AutoApproved,
            (None, Some(false)) => Route::AutoRefused,
            _ => Route::Human,
        };
        let applicant = &model.nobody;
        if token.filed {
            self.observer.application(&ApplicationRecord {
                index: token.index,
                attempt: token.attempt,
                applicant,
                restricted_at: token.arrived_at,
                behaviours: BehaviourSet::default(),
                channel: Channel::App,
                factors: [0.0; 5],
                score: 0.0,
                route,
                approved,
                refused_by: None,
                submitted_at: token.submitted_at,
                decided_at: decided,
                notified_at: decided,
                status,
                working_days: decided.map(|decided| {
                    model.config.calendar.working_days_between(token.submitted_at.day(), decided.day())
                }),
                handling: token.handling,
                handling_cny: token.handling_cny,
                flipped: None,
            });
        }
        let fate = match (status, approved) {
            (Status::Decided, Some(true)) => Fate::Restored,
            (Status::Decided, _) => Fate::Refused,
            (Status::Withdrawn, _) => Fate::Withdrawn,
            (Status::Pending, _) => Fate::Pending,
        };
        let restored = fate == Fate::Restored;
        self.observer.applicant(&ApplicantRecord {
            index: token.index,
            applicant,
            segments: [0; 6],
            channel: Channel::App,
            fate,
            applications: u8::from(token.filed),
            first: token.filed.then_some(FirstApplication { score: 0.0, route, restored }),
            intended: BehaviourSet::default(),
            eligible: BehaviourSet::default(),
            restricted_at: token.arrived_at,
            ended_at: now,
            restored_at: restored.then_some(now),
            bad: false,
            takeover_loss_cny: 0.0,
            cost_cny: 0.0,
            effort_hours: 0.0,
        });
    }

    /// At the end of the run, whatever is still open is pending.
    pub(super) fn close_pending(&mut self, end: SimTime) {
        self.stop_services(end);
        if self.model.config.plain {
            for slot in self.cases.tokens() {
                self.close_plain(slot, end, Status::Pending);
            }
            return;
        }
        let mut waiting = self.cases.tokens().into_iter().peekable();
        for person in self.cases.people() {
            // Both are in the order of the applicants.
            if let Some(token) = waiting.next_if(|token| self.cases.token(*token, end).person == person) {
                self.end_application(token, end, Status::Pending);
            }
            self.close(person, end, Fate::Pending, None);
        }
    }

    /// Tells the observer of an entry of the event log of someone outside the process.
    #[inline]
    pub(super) fn log_outside(&mut self, slot: Slot, at: SimTime, activity: Activity, lifecycle: Lifecycle) {
        let person = self.cases.person(slot, at);
        let (index, sequence) = (person.index, person.logged);
        person.logged += 1;
        self.observer.event(&EventRecord { index, sequence, activity, lifecycle, resource: None, at });
    }

    /// Tells the observer of an entry of the event log.
    #[inline]
    pub(super) fn log(
        &mut self,
        slot: Slot,
        at: SimTime,
        activity: Activity,
        lifecycle: Lifecycle,
        resource: Option<(u16, u32)>,
    ) {
        let token = self.cases.token(slot, at);
        let sequence = token.logged;
        token.logged += 1;
        self.observer.event(&EventRecord { index: token.index, sequence, activity, lifecycle, resource, at });
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
