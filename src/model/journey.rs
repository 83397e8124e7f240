//! The applicant's side of the journey: restriction, preparation, handing in, notice, and what next.

use super::case::{NO_TEAM, NOBODY, Person, State, Token};
use super::event::{Event, Slot};
use super::logging::Entry;
use super::newcomers::{Newcomer, Outset};
use super::process::StageId;
use super::replication::{Onward, Replication, plan};
use super::shadows::NO_ARM;
use super::world::World;
use crate::behaviour::{AfterRefusal, BehaviourSet, Channel, PathEnd, Progress, Told, Undecided};
use crate::engine::{Agenda, Claim, Ticket};
use crate::observe::{Activity, Fate, Inlined, Lifecycle, OF_BACKLOG, Status};
use crate::policy::Route;
use crate::random::Purpose;
use crate::time::{SimDuration, SimTime};

/// An account is restricted.
const RESTRICTED: Entry = Entry::of(Activity::Restriction, Lifecycle::Complete);

impl<O: Inlined, const PLAIN: bool> Replication<'_, O, PLAIN> {
    /// Finds out when the next account is restricted.
    #[inline]
    pub(super) fn await_arrival(&mut self) {
        self.next_arrival = self.arrivals.next_time().unwrap_or(SimTime::NEVER);
    }

    /// An account is restricted.
    #[inline]
    pub(super) fn restrict(&mut self, now: SimTime, agenda: &mut Agenda<Event>) -> Onward {
        let index = self.restricted;
        self.restricted += 1;
        self.world.observer.arrived(now);
        self.await_arrival();
        let model = self.world.model;
        if PLAIN {
            let handling_ahead = self.entrants.next(model, &self.world.stage_keys);
            let token = || Token { handling_ahead, ..Token::new(index, NOBODY, now, 1, 0) };
            let slot = self.cases.enter(token);
            if self.world.observer.logs() {
                let arrives = Entry::of(Activity::Arrival, Lifecycle::Complete);
                self.world.log(&mut self.cases.case(slot, now), now, arrives);
            }
            return Onward::To(slot, 0);
        }
        let newcomer = self.newcomers.next(model, self.world.key);
        let outset = newcomer.outset;
        if O::SHADOWS
            && let Some((arm, intentions)) =
                self.world.set_out(&mut self.cases, index, &newcomer, now, agenda)
        {
            let person = Person::new(index, &newcomer, intentions.adopted, Progress::new(now));
            let person = self.cases.insert(newcomer.own, || Person { arm, ..person });
            let whose = self.cases.person(person, now);
            let outset = Outset { intentions: &intentions, ..outset };
            self.world.log_outside(whose, now, RESTRICTED);
            self.world.prepare(person, whose, now, &outset, now, agenda);
            return Onward::Stays;
        }
        let adopted = outset.intentions.adopted;
        let person =
            self.cases.insert(newcomer.own, || Person::new(index, &newcomer, adopted, Progress::new(now)));
        let whose = self.cases.person(person, now);
        self.world.log_outside(whose, now, RESTRICTED);
        self.world.prepare(person, whose, now, &outset, now, agenda);
        Onward::Stays
    }

    /// A refused applicant checks what went wrong, and if they mend anything takes up behaviours, before
    /// the next attempt; see [`World::prepare`].
    fn prepare_again(
        &mut self,
        slot: Slot,
        now: SimTime,
        earliest: SimTime,
        mends: bool,
        agenda: &mut Agenda<Event>,
    ) {
        let told = if self.world.model.config.notice.reason_codes { Told::Reasons } else { Told::Generic };
        let person = self.cases.person(slot, now);
        let nothing = BehaviourSet::default();
        let open = if mends { person.eligible.without(person.progress.adopted()) } else { nothing };
        let (model, key) = (self.world.model, self.world.key);
        let behaviours = self.world.behaviours_of(person);
        let (index, attempt) = (person.index, person.attempt + 1);
        let who = Undecided::new(&person.applicant, person.segments, open);
        let intentions = behaviours.intentions(key, index, attempt, &who, told);
        let restriction = person.applicant.restriction;
        let path_end = model.config.channels.path_end(person.channel, key, index, restriction, attempt);
        let outset = Outset { intentions: &intentions, path_end };
        self.world.prepare(slot, person, now, &outset, earliest, agenda);
    }

    /// The system restores an account whose arrears have been repaid soon, without an application.
    #[inline(never)]
    pub(super) fn restore_unasked(&mut self, slot: Slot, now: SimTime) {
        self.log_outside(slot, now, Activity::UnaskedRestoration);
        self.close(slot, now, Fate::RestoredUnasked, Some(now));
    }

    /// The applicant breaks off for good.
    pub(super) fn drop_off(&mut self, slot: Slot, now: SimTime) {
        let person = self.cases.person(slot, now);
        self.world.walked(person, false);
        self.log_outside(slot, now, Activity::DropOff);
        self.close(slot, now, Fate::DroppedOff, None);
    }

    /// Tells the observer that something is complete that someone did outside the process.
    fn log_outside(&mut self, slot: Slot, now: SimTime, activity: Activity) {
        if self.world.observer.logs() {
            let done = Entry::of(activity, Lifecycle::Complete);
            self.world.log_outside(self.cases.person(slot, now), now, done);
        }
    }

    /// The application goes to the first stage.
    pub(super) fn hand_in(&mut self, slot: Slot, now: SimTime) -> Onward {
        let person = self.cases.person(slot, now);
        if person.channel == Channel::App {
            self.world.walked(person, true);
        }
        let (index, restricted_at) = (person.index, person.progress.restricted_at());
        let (attempt, logged) = (person.attempt, person.logged);
        let shadow = O::SHADOWS && person.shadow;
        let token = || Token { shadow, ..Token::new(index, slot, restricted_at, attempt, logged) };
        Onward::To(self.cases.enter(token), 0)
    }

    /// The notice arrives. A restored account works from now on; a refusal is read now or later.
    pub(super) fn notify(&mut self, slot: Slot, now: SimTime, agenda: &mut Agenda<Event>) -> Onward {
        let config = &self.world.model.config;
        let mut case = self.cases.case(slot, now);
        self.world.log_answer(&mut case, now, Activity::Notice);
        let (index, attempt) = (case.token.index, case.token.attempt);
        let Some(application) = case.application else {
            panic!("{now}: applicant {index} is notified without an application");
        };
        application.notified_at = now;
        let round = attempt | u8::from(application.requested_human) << 6 | 0x80;
        if case.token.approved == Some(true) {
            if attempt == 1
                && let Some(person) = case.person_mut()
            {
                person.first_restored = true;
            }
            let person = self.end_application(slot, now, Status::Decided);
            self.log_outside(person, now, Activity::Restoration);
            self.close(person, now, Fate::Restored, Some(now));
            return Onward::Stays;
        }
        let mut stream = self.world.key.stream(index, Purpose::Notice, round);
        let sms = stream.uniform() < config.notice.sms_share;
        let seen_share = if sms { config.notice.sms_seen_share } else { config.notice.app_seen_share };
        if stream.uniform() < seen_share {
            return self.react(slot, now, agenda);
        }
        let late = SimDuration::from_secs_f64(config.notice.missed_delay.sample(&mut stream));
        plan(agenda, now + late, Event::React(slot));
        Onward::Stays
    }

    /// A refused applicant asks for a human, applies again, gives up, or may not apply again.
    pub(super) fn react(&mut self, slot: Slot, now: SimTime, agenda: &mut Agenda<Event>) -> Onward {
        if self.world.observer.logs() {
            self.world.log_answer(&mut self.cases.case(slot, now), now, Activity::RefusalRead);
        }
        if let Some(stage) = self.request_human(slot, now) {
            return Onward::To(slot, stage);
        }
        let slot = self.end_application(slot, now, Status::Decided);
        let config = &self.world.model.config;
        let person = self.cases.person(slot, now);
        let restriction = person.applicant.restriction;
        match config.reapply.answer(self.world.key, person.index, restriction, person.attempt) {
            AfterRefusal::Again { after, mends } => {
                self.prepare_again(slot, now, now + after, mends, agenda);
            }
            AfterRefusal::GivesUp => {
                self.log_outside(slot, now, Activity::GiveUp);
                self.close(slot, now, Fate::GaveUp, None);
            }
            AfterRefusal::AtLimit => self.close(slot, now, Fate::Refused, None),
        }
        Onward::Stays
    }

    /// Takes an automatic refusal to a human, where the scenario gives that right and the applicant
    /// uses it: to which stage.
    pub(super) fn request_human(&mut self, slot: Slot, now: SimTime) -> Option<StageId> {
        let right = self.world.model.config.human_request?;
        let mut case = self.cases.case(slot, now);
        let (index, attempt) = (case.token.index, case.token.attempt);
        let application = case.application.as_mut()?;
        let open = match application.route(case.token) {
            Route::AutoRefused => true,
            Route::KnockedOut => right.knock_outs_too,
            Route::AutoApproved | Route::Human => false,
        };
        let mut stream = self.world.key.stream(index, Purpose::HumanRequest, attempt);
        if !open || application.requested_human || stream.uniform() >= right.share {
            return None;
        }
        application.requested_human = true;
        application.refused_before = application.decided_at;
        application.verdict.route = Route::Human;
        // Until there is another decision, the notice that has arrived is the one there is.
        application.decided_at = SimTime::NEVER;
        (case.token.approved, case.token.waits_since) = (None, now);
        self.world.log(&mut case, now, Entry::of(Activity::HumanReviewRequest, Lifecycle::Complete));
        self.world.draw_patience(&mut case, now);
        Some(right.stage)
    }
}

impl<O: Inlined, const PLAIN: bool> World<'_, O, PLAIN> {
    /// The applicant takes up behaviours, and will apply when what they wait for has taken effect, but not
    /// before `earliest`. How the path to the application ends is known by then.
    pub(super) fn prepare(
        &mut self,
        slot: Slot,
        person: &mut Person,
        now: SimTime,
        outset: &Outset<'_>,
        earliest: SimTime,
        agenda: &mut Agenda<Event>,
    ) {
        let model = self.model;
        let intentions = outset.intentions;
        person.attempt += 1;
        let mut ready = earliest.max(now + intentions.preparation);
        for behaviour in intentions.adopted.iter() {
            let effective = model.effective(behaviour, now, intentions.delay(behaviour));
            person.progress.adopt(behaviour, now, effective);
            if intentions.awaited.contains(behaviour) {
                ready = ready.max(effective);
            }
        }
        self.log_adopted(person, now, intentions.adopted);
        person.breaks_off = outset.path_end != PathEnd::Files(SimDuration::ZERO);
        let (at, event) = match outset.path_end {
            PathEnd::Files(after) => (ready + after, Event::HandIn(slot)),
            PathEnd::DropsOff => (ready, Event::DropsOff(slot)),
        };
        let repays = !intentions.adopted.within(model.behaviours.repaying()).is_empty();
        match repays.then(|| self.restored_unasked_at(person)).flatten().filter(|restored| *restored <= at) {
            Some(restored) => plan(agenda, restored, Event::RestoredUnasked(slot)),
            None => plan(agenda, at, event),
        };
    }

    /// When the system would restore the account of someone who repays, if they have not applied by then: when the
    /// arrears are repaid, if that is soon after the restriction and no knock-out would refuse them.
    #[inline(never)]
    fn restored_unasked_at(&self, person: &Person) -> Option<SimTime> {
        let config = &self.model.config;
        let repaid = person.progress.first_effective(self.model.behaviours.repaying());
        if repaid > person.progress.restricted_at() + config.unasked.within {
            return None;
        }
        let coin = self.key.stream(person.index, Purpose::UnaskedRestoration, 0).uniform();
        let open = coin < config.unasked.share && !self.model.knocked_out(self.key, person, repaid);
        open.then_some(repaid)
    }

    /// The way through the screens of the app is over. Which passes broke off depends on the key alone, so it is found
    /// again rather than kept.
    #[inline]
    fn walked(&mut self, person: &Person, files: bool) {
        if !person.is_real::<O>() || person.index >= OF_BACKLOG {
            return;
        }
        let restricted_at = person.progress.restricted_at();
        if person.breaks_off {
            let channels = &self.model.config.channels;
            let broken =
                channels.broken_passes(self.key, person.index, person.applicant.restriction, person.attempt);
            self.observer.walked(restricted_at, &broken, files);
        } else {
            self.observer.walked(restricted_at, &[], files);
        }
    }
}

impl Person {
    /// Someone who is restricted, has not applied yet and means to do something.
    #[inline(always)]
    pub(super) fn new(index: u64, who: &Newcomer<'_>, intended: BehaviourSet, progress: Progress) -> Self {
        Self {
            index,
            applicant: *who.applicant,
            segments: who.who.segments,
            channel: who.channel,
            progress,
            attempt: 0,
            breaks_off: false,
            filed: 0,
            eligible: who.who.open,
            intended,
            done_first: BehaviourSet::NONE,
            arm: NO_ARM,
            shadow: false,
            first_filed_at: SimTime::NEVER,
            first_score: 0.0,
            first_route: None,
            first_restored: false,
            logged: 0,
            under_way: BehaviourSet::NONE,
        }
    }
}

impl Token {
    /// An entity, or an application of `person`, about to enter the process.
    #[inline]
    pub(super) fn new(index: u64, person: Slot, arrived_at: SimTime, attempt: u8, logged: u32) -> Self {
        Self {
            index,
            person,
            arrived_at,
            state: State::Outside,
            ticket: Ticket::NONE,
            stage: 0,
            attempt,
            filed: false,
            approved: None,
            team: NO_TEAM,
            server: 0,
            pending: None,
            submitted_at: arrived_at,
            waits_since: arrived_at,
            since: arrived_at,
            started: arrived_at,
            straight: true,
            shadow: false,
            work: SimDuration::ZERO,
            waited: SimDuration::ZERO,
            handling_ahead: SimDuration::ZERO,
            due: SimTime::NEVER,
            reneges_at: SimTime::NEVER,
            gives_up_at: SimTime::NEVER,
            handling: SimDuration::ZERO,
            claim: Claim { class: 0, rank: 0, teams: 0 },
            logged,
        }
    }
}
