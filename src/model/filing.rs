//! Filing an application, and reporting applications and applicants for whom nothing more happens.

use super::case::{Application, Case, Person, Token};
use super::event::Slot;
use super::facts::Facts;
use super::logging::Entry;
use super::plan::Model;
use super::replication::Replication;
use super::world::World;
use crate::behaviour::{BehaviourSet, Channel, Shifts};
use crate::observe::{
    Activity, ApplicantRecord, ApplicationRecord, Fate, FirstApplication, Inlined, Lifecycle, Status,
};
use crate::policy::{MOST_FACTORS, Route, SubmittedView};
use crate::population::{Applicant, Attribute, Segments, TrueRisk};
use crate::random::{Purpose, ReplicationKey};
use crate::time::SimTime;

impl<O: Inlined, const PLAIN: bool> World<'_, O, PLAIN> {
    /// An application reaches the lender, who can see it from now on.
    pub(super) fn file(&mut self, case: &mut Case<'_>, now: SimTime) {
        let model = self.model;
        let config = &model.config;
        let token = &mut *case.token;
        if token.is_real::<O>() {
            self.observer.filed(now);
        }
        (token.filed, token.submitted_at, token.waits_since) = (true, now, now);
        let attempt = token.attempt;
        let whose = token.person;
        let (person, own) = case.person_and_own(whose);
        if let Some(person) = person {
            person.filed += 1;
            let shifts = model.behaviours.shifts(&config.effects, &person.applicant, &person.progress, now);
            let verdict =
                config.screen.judge(&model.submitted_view(&person.applicant, own, &shifts, attempt));
            if attempt == 1 {
                (person.first_score, person.done_first) = (verdict.score, shifts.working);
                person.first_filed_at = now;
            }
            let behaviours = person.progress.adopted();
            *case.application = Some(Application {
                behaviours,
                verdict,
                screened: false,
                noise_reduction: shifts.noise_reduction,
                documents: shifts.documents,
                flipped: None,
                decided_at: SimTime::NEVER,
                notified_at: SimTime::NEVER,
                refused_before: SimTime::NEVER,
                requested_human: false,
                fast_lane: false,
            });
            if config.fast_lane.is_some() {
                let fast = Facts { model, now, case, stage_done: false }.fast_lane();
                if let Some(application) = case.application.as_mut() {
                    application.fast_lane = fast;
                }
            }
            self.log(case, now, Entry::of(Activity::Application, Lifecycle::Complete));
        }
        self.draw_patience(case, now);
    }

    /// Reports an entity without attributes, which is its own application.
    #[inline(always)]
    pub(super) fn close_plain(&mut self, token: &Token, status: Status, now: SimTime) {
        let model = self.model;
        let observer = &mut *self.observer;
        let decided = (status == Status::Decided).then_some(now);
        let approved = token.approved.filter(|_| decided.is_some());
        let route = token.unscreened_route(approved);
        if token.filed {
            observer.application(&ApplicationRecord {
                index: token.index,
                attempt: token.attempt,
                applicant: None,
                own: &[],
                eligible: BehaviourSet::NONE,
                restricted_at: token.arrived_at,
                behaviours: BehaviourSet::default(),
                channel: Channel::App,
                factors: [0.0; MOST_FACTORS],
                score: 0.0,
                route,
                approved,
                refused_by: None,
                fast_lane: false,
                submitted_at: token.submitted_at,
                decided_at: decided,
                notified_at: decided,
                withdrawn_at: (status == Status::Withdrawn).then_some(now),
                status,
                working_days: decided.map(|decided| model.working_days(token.submitted_at, decided)),
                withdrawn_working_days: (status == Status::Withdrawn)
                    .then(|| model.working_days(token.submitted_at, now)),
                handling: token.handling,
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
        observer.applicant(&ApplicantRecord {
            index: token.index,
            applicant: None,
            own: &[],
            segments: [0; Segments::MOST],
            channel: Channel::App,
            fate,
            applications: u8::from(token.filed),
            first: token.filed.then_some(FirstApplication {
                filed_at: token.submitted_at,
                score: 0.0,
                route,
                restored,
            }),
            intended: BehaviourSet::NONE,
            done_first: BehaviourSet::NONE,
            done: BehaviourSet::NONE,
            eligible: BehaviourSet::default(),
            restricted_at: token.arrived_at,
            ended_at: now,
            restored_at: restored.then_some(now),
            risk: None,
            bad: false,
            takeover_loss_cny: 0.0,
            cost_cny: 0.0,
            arrears_cny: 0.0,
            effort_hours: 0.0,
        });
    }
}

impl<O: Inlined, const PLAIN: bool> Replication<'_, O, PLAIN> {
    /// An application has left the process without a notice to wait for: withdrawn, and so is whoever handed it in.
    pub(super) fn end(&mut self, slot: Slot, status: Status, now: SimTime) {
        let person = self.end_application(slot, now, status);
        self.close(person, now, Fate::Withdrawn, None);
    }

    /// Takes the token of a person out of the process, reports what was filed, if anything was, and
    /// returns the slot of the person.
    pub(super) fn end_application(&mut self, slot: Slot, now: SimTime, status: Status) -> Slot {
        let (token, person, own, application) = self.cases.case(slot, now).in_full();
        let Some(person) = person else {
            panic!("{now}: slot {slot} holds an application of nobody");
        };
        let whose = token.person;
        person.logged = token.logged;
        if let Some(application) = application {
            let happened = |at: SimTime| (at < SimTime::NEVER).then_some(at);
            if application.decided_at == SimTime::NEVER {
                // No decision was made, whatever a reviewer had already thought; if a person was asked
                // to look again, the first refusal stands.
                application.decided_at = application.refused_before;
                token.approved = happened(application.refused_before).map(|_| false);
                application.flipped = None;
            }
            let route = application.route(token);
            if token.attempt == 1 {
                person.first_route = Some(route);
            }
            let rule = application.verdict.rule.filter(|_| application.screened);
            let model = self.world.model;
            let config = &model.config;
            let decided_at = happened(application.decided_at);
            let refused = token.approved == Some(false);
            // Not before: a decision that is taken to a human is made by that human.
            if let (Some(at), Some(approved), true) = (decided_at, token.approved, token.is_real::<O>()) {
                self.world.observer.decided(at, approved);
            }
            let status = if decided_at.is_some() { Status::Decided } else { status };
            let record = ApplicationRecord {
                index: token.index,
                attempt: token.attempt,
                applicant: Some(&person.applicant),
                own,
                eligible: person.eligible,
                restricted_at: token.arrived_at,
                behaviours: application.behaviours,
                channel: person.channel,
                factors: application.verdict.factors,
                score: application.verdict.score,
                route,
                approved: token.approved,
                refused_by: refused.then_some((&config.screen, rule)),
                fast_lane: application.fast_lane,
                submitted_at: token.submitted_at,
                decided_at,
                notified_at: happened(application.notified_at),
                withdrawn_at: (status == Status::Withdrawn).then_some(now),
                status,
                working_days: decided_at.map(|decided| model.working_days(token.submitted_at, decided)),
                withdrawn_working_days: (status == Status::Withdrawn)
                    .then(|| model.working_days(token.submitted_at, now)),
                handling: token.handling,
                flipped: application.flipped,
            };
            if token.is_real::<O>() {
                self.world.observer.application(&record);
            } else {
                self.world.observer.shadow_application(person.arm, &record);
            }
        }
        self.cases.leave(slot);
        whose
    }

    /// Reports an applicant for whom nothing more happens, and frees the slot.
    pub(super) fn close(&mut self, slot: Slot, now: SimTime, fate: Fate, restored_at: Option<SimTime>) {
        let model = self.world.model;
        let effects = &model.config.effects;
        let (person, own) = self.cases.person_and_own(slot, now);
        self.world.log_effects(person, now);
        let applicant = &person.applicant;
        let working = person.progress.working(now);
        let risk = applicant.true_risk.shifted(model.behaviours.risk_shift(working));
        let coin = self.world.key.stream(person.index, Purpose::Outcome, 0).uniform();
        // Whoever has been overdue so long is bad already, whatever is still to come.
        let days_overdue = model.behaviours.longest_overdue(applicant, &person.progress, now);
        let already = days_overdue >= model.config.population.bad_days_overdue();
        let bad = already | risk.strikes(coin);
        // Nobody can spend with an account that stays suspended, and what is left of a limited one is not modelled.
        let usable = f64::from(u8::from(restored_at.is_some()));
        let exposure =
            usable * f64::from(applicant.security.takeover_risk) * f64::from(applicant.card.limit_cny);
        let kept = 1.0 - model.behaviours.takeover_reduction(working);
        let costs = model.behaviours.costs(effects, applicant, &person.progress, now);
        let record = ApplicantRecord {
            index: person.index,
            applicant: Some(applicant),
            own,
            segments: person.segments,
            channel: person.channel,
            fate,
            applications: person.filed,
            first: person.first_route.map(|route| FirstApplication {
                filed_at: person.first_filed_at,
                score: person.first_score,
                route,
                restored: person.first_restored,
            }),
            intended: person.intended,
            done_first: if person.filed == 0 { working } else { person.done_first },
            done: working,
            eligible: person.eligible,
            restricted_at: person.progress.restricted_at(),
            ended_at: now,
            restored_at,
            risk: Some(if already { TrueRisk::CERTAIN } else { risk }),
            bad,
            takeover_loss_cny: exposure * kept * model.config.takeover_loss_share,
            cost_cny: costs.money_cny,
            arrears_cny: costs.arrears_cny,
            effort_hours: costs.effort_hours,
        };
        if person.is_real::<O>() {
            self.world.observer.applicant(&record);
        } else {
            self.world.observer.shadow_applicant(person.arm, &record);
        }
        self.cases.free(slot);
    }

    /// At the end of the run, whatever is still open is pending.
    pub(super) fn close_pending(&mut self, end: SimTime) {
        self.stop_services(end);
        if PLAIN {
            for slot in self.cases.tokens() {
                self.world.close_plain(self.cases.case(slot, end).token, Status::Pending, end);
            }
            return;
        }
        let mut waiting = self.cases.tokens().into_iter().peekable();
        for person in self.cases.people() {
            // Both are in the order of the applicants.
            if let Some(token) = waiting.next_if(|token| self.cases.case(*token, end).token.person == person)
            {
                self.end_application(token, end, Status::Pending);
            }
            self.close(person, end, Fate::Pending, None);
        }
    }
}

/// A place for every factor and every attribute of the population in what a policy sees.
const _: () = assert!(
    MOST_FACTORS == crate::behaviour::MOST_FACTORS && SubmittedView::GENERATED == Attribute::GENERATED
);

impl Model {
    /// Whether a knock-out of the screen would refuse a first application of this person at `now`.
    pub(super) fn knocked_out(&self, key: ReplicationKey, person: &Person, now: SimTime) -> bool {
        let config = &self.config;
        let shifts = self.behaviours.shifts(&config.effects, &person.applicant, &person.progress, now);
        let mut own = Vec::new();
        config.population.own_values(key, person.index, &person.applicant, &mut own);
        let view = self.submitted_view(&person.applicant, &own, &shifts, 1);
        config.screen.judge(&view).route == Route::KnockedOut
    }

    /// What the lender sees of an applicant: everything submitted, and nothing of the true risk.
    #[inline(always)]
    pub(super) fn submitted_view(
        &self,
        applicant: &Applicant,
        own: &[f32],
        shifts: &Shifts,
        attempt: u8,
    ) -> SubmittedView {
        let so = |flag: bool| f64::from(u8::from(flag));
        let (card, security) = (&applicant.card, &applicant.security);
        let (information, consumption) = (&applicant.information, &applicant.consumption);
        // In the order of the attributes.
        let values = [
            f64::from(applicant.days_overdue),
            f64::from(shifts.days_overdue),
            f64::from(card.overdue_months) * (1.0 - shifts.aged),
            f64::from(card.utilisation),
            f64::from(card.payment_ratio),
            f64::from(security.takeover_risk),
            f64::from(security.remote_logins),
            f64::from(security.abnormal_transactions),
            so(security.verification_enabled),
            so(information.identity_verified),
            f64::from(information.fields_filled),
            f64::from(information.accuracy),
            f64::from(information.recent_edits),
            f64::from(consumption.regularity),
            f64::from(consumption.diversity),
            f64::from(consumption.large_share),
            f64::from(consumption.cash_outs),
            so(applicant.confirmed_cash_out),
            f64::from(applicant.external.sesame),
            f64::from(applicant.external.credit_report),
            f64::from(card.age_years),
            f64::from(card.limit_cny),
            f64::from(applicant.balance_cny),
        ];
        let mut view = SubmittedView {
            attempt,
            cause: applicant.cause.index() as u8,
            restriction: applicant.restriction.index() as u8,
            values,
            own: own.iter().copied().map(f64::from).collect(),
            gains: shifts.factors,
            documents: shifts.documents,
            noise_reduction: shifts.noise_reduction,
        };
        for change in self.behaviours.changes(shifts.working) {
            let attribute = change.attribute();
            let place = match attribute.own() {
                Some(own) => view.own.get_mut(own),
                None => view.values.get_mut(attribute.index()),
            };
            if let Some(place) = place {
                *place = self.config.population.within(attribute, change.of(*place));
            }
        }
        view
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Scenario, compile, load_text};

    /// Somebody who has done nothing yet submits what is on file: every attribute lies where its number says.
    #[test]
    fn what_is_submitted_at_once_is_what_is_on_file() {
        let mut loaded = load_text("base.toml", "", &[]);
        let scenario: Scenario = loaded.read();
        let model = compile(&scenario, &mut loaded.faults).expect("a valid scenario").model;
        for index in 0..200 {
            let applicant = model.config.population.applicant(ReplicationKey::new(5, 0), index);
            let shifts = Shifts { days_overdue: u32::from(applicant.days_overdue), ..Shifts::default() };
            let view = model.submitted_view(&applicant, &[], &shifts, 1);
            for position in 0..Attribute::GENERATED {
                let expected = applicant.attribute(Attribute::at(position), &[]);
                assert_eq!(
                    view.values[position].to_bits(),
                    expected.to_bits(),
                    "{}",
                    Attribute::NAMES[position]
                );
            }
        }
    }
}
