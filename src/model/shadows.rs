//! Shadows: copies of an applicant who walk the whole journey beside the original, with behaviours forced.
//!
//! A shadow draws what its original draws, meets the same people and stands in the same lines, but takes nobody's
//! time and is counted nowhere: what really happens is the same with shadows and without, to the tick. So two
//! shadows of one applicant tell what a behaviour does for that one, while everybody else goes on as before.
//! What is done with what they tell is not known here.
//!
//! A shadow that arrives at a moment goes before its original. If it arrives later, its original is one of those
//! whom it may have to wait for.

use super::case::{Case, Cases, Person, Token};
use super::event::{Event, Slot};
use super::newcomers::{Newcomer, Outset};
use super::plan::{Model, Visit};
use super::process::StageId;
use super::replication::{Replication, plan};
use super::world::World;
use crate::behaviour::{BehaviourSet, Behaviours, Forced, Intentions, Progress, Told};
use crate::engine::{Agenda, Arrival, Claim, Shadows, Start};
use crate::observe::Inlined;
use crate::population::Kind;
use crate::random::Purpose;
use crate::time::{SimDuration, SimTime};

/// The arm of someone who acts as in the scenario.
pub(super) const NO_ARM: u16 = u16::MAX;

/// Which applicants have shadows, and what is forced on those.
#[derive(Debug, Clone)]
pub struct ShadowPlan {
    share: f64,
    kind: Kind,
    arms: Vec<Arm>,
    in_person: Option<(u64, u16)>,
}

/// What is forced on one shadow of each applicant.
#[derive(Debug, Clone)]
struct Arm {
    behaviours: Behaviours,
    whose: Whose,
    /// How long after the restriction they file at the earliest.
    wait: SimDuration,
}

/// Who has a shadow of an arm, by the behaviours that apply to them.
#[derive(Debug, Clone, Copy)]
enum Whose {
    /// To whom any of these applies.
    Any(BehaviourSet),
    /// To whom all of these apply.
    All(BehaviourSet),
}

impl Whose {
    fn has(self, open: BehaviourSet) -> bool {
        match self {
            Self::Any(set) => !open.within(set).is_empty(),
            Self::All(set) => set.without(open).is_empty(),
        }
    }
}

impl ShadowPlan {
    /// Shadows of this share (0..1) of the applicants who are counted, chosen by a keyed draw of each; none yet.
    pub fn new(share: f64) -> Self {
        Self { share, kind: Kind::EVERYONE, arms: Vec::new(), in_person: None }
    }

    /// Nobody but applicants of this kind has shadows.
    #[must_use]
    pub fn of(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// One more shadow of each of them to whom one of the behaviours `concerns` applies, with `forced` in force.
    /// Gives the number of the arm.
    ///
    /// # Panics
    /// With more than 65,535 arms.
    pub fn arm(&mut self, model: &Model, forced: &Forced, concerns: BehaviourSet) -> u16 {
        let behaviours = model.forced(forced).behaviours;
        self.add(Arm { behaviours, whose: Whose::Any(concerns), wait: SimDuration::ZERO })
    }

    /// The same for those of them to whom all of the behaviours `needs` apply, which are all of them if there is none;
    /// they do not file their first application earlier than `wait` after the restriction.
    ///
    /// # Panics
    /// With more than 65,535 arms.
    pub fn arm_of_all(
        &mut self,
        model: &Model,
        forced: &Forced,
        needs: BehaviourSet,
        wait: SimDuration,
    ) -> u16 {
        let behaviours = model.forced(forced).behaviours;
        self.add(Arm { behaviours, whose: Whose::All(needs), wait })
    }

    fn add(&mut self, arm: Arm) -> u16 {
        assert!(self.arms.len() < usize::from(NO_ARM), "no more arms have a number");
        self.arms.push(arm);
        self.arms.len() as u16 - 1
    }

    /// Forces what an arm forces on applicant `index` in person, and nothing on anybody else: what the shadow of
    /// that arm goes through, but really, so that everybody else meets it.
    #[must_use]
    pub fn in_person(mut self, index: u64, arm: u16) -> Self {
        self.in_person = Some((index, arm));
        self
    }
}

/// The shadows of a replication.
pub(super) struct Shades<'a> {
    plan: &'a ShadowPlan,
    lines: Shadows,
    /// Per team with breakdowns: the shadows in each one's hands.
    in_hand: Vec<Vec<Vec<Slot>>>,
}

impl<'a> Shades<'a> {
    /// The shadows of `plan`, none of them on their way, before these people with tools that may fail.
    pub(super) fn new(plan: &'a ShadowPlan, lines: Shadows, tools: &[Vec<Option<Slot>>]) -> Self {
        Self { plan, lines, in_hand: tools.iter().map(|team| vec![Vec::new(); team.len()]).collect() }
    }

    fn hands(&mut self, team: u16, server: u32) -> Option<&mut Vec<Slot>> {
        self.in_hand.get_mut(usize::from(team))?.get_mut(server as usize)
    }
}

impl Token {
    /// Whether observers hear of it as of a real case.
    #[inline(always)]
    pub(super) fn is_real<O: Inlined>(&self) -> bool {
        !(O::SHADOWS && self.shadow)
    }
}

impl Person {
    /// Whether observers hear of them as of real people.
    #[inline(always)]
    pub(super) fn is_real<O: Inlined>(&self) -> bool {
        !(O::SHADOWS && self.shadow)
    }
}

impl<O: Inlined, const PLAIN: bool> World<'_, O, PLAIN> {
    /// What someone makes up their mind by.
    #[inline(always)]
    pub(super) fn behaviours_of(&self, person: &Person) -> &Behaviours {
        match &self.shades {
            Some(shades) if O::SHADOWS && person.arm != NO_ARM => {
                &shades.plan.arms[usize::from(person.arm)].behaviours
            }
            _ => &self.model.behaviours,
        }
    }

    /// Someone is restricted: their shadows set out, if they have any. Gives the arm that is forced on them in
    /// person, with what they mean to do then.
    #[inline(never)]
    pub(super) fn set_out(
        &mut self,
        cases: &mut Cases<PLAIN>,
        index: u64,
        newcomer: &Newcomer<'_>,
        now: SimTime,
        agenda: &mut Agenda<Event>,
    ) -> Option<(u16, Intentions)> {
        let plan = self.shades.as_ref()?.plan;
        let open = newcomer.who.open;
        let intentions = |world: &Self, arm: &Arm| {
            arm.behaviours.intentions(world.key, index, 1, newcomer.who, Told::Nothing)
        };
        let chosen = now >= self.model.config.warm_up
            && self.key.stream(index, Purpose::Shadow, 0).uniform() < plan.share
            && plan.kind.holds(newcomer.applicant, newcomer.own, &newcomer.who.segments);
        for (number, arm) in (0..).zip(&plan.arms) {
            if !chosen || !arm.whose.has(open) {
                continue;
            }
            let intentions = intentions(self, arm);
            let outset = Outset { intentions: &intentions, path_end: newcomer.outset.path_end };
            let slot = cases.insert(newcomer.own, || Person {
                arm: number,
                shadow: true,
                ..Person::new(index, newcomer, intentions.adopted, Progress::new(now))
            });
            self.prepare(slot, cases.person(slot, now), now, &outset, now + arm.wait, agenda);
        }
        let (_, arm) = plan.in_person.filter(|(forced, _)| *forced == index)?;
        Some((arm, intentions(self, &plan.arms[usize::from(arm)])))
    }

    /// A shadow arrives at a station.
    #[inline(never)]
    pub(super) fn shadow_arrives(&mut self, place: u16, slot: Slot, claim: Claim, now: SimTime) -> Arrival {
        match &mut self.shades {
            Some(shades) => shades.lines.arrive(&self.floor, now, place, slot, claim),
            None => Arrival::Balks,
        }
    }

    /// Someone of the teams of a station who is off duty may be the next to serve a shadow there.
    #[inline(never)]
    pub(super) fn wake_for_shadows(&mut self, place: u16, now: SimTime, agenda: &mut Agenda<Event>) {
        for position in 0..self.floor.teams(place).len() {
            self.wake_for_shadow(self.floor.teams(place)[position], now, agenda);
        }
    }

    fn wake_for_shadow(&mut self, team: u16, now: SimTime, agenda: &mut Agenda<Event>) {
        let Some(shades) = &mut self.shades else { return };
        if let Some(at) = shades.lines.plan_wake(&self.floor, now, team) {
            plan(agenda, at, Event::ShadowWake(team));
        }
    }

    /// The claims of shadows in line at a station are what their cases say by now, or those of whom they wait behind
    /// have changed: the teams look at them at this moment.
    #[inline(never)]
    pub(super) fn judge_shadows(
        &mut self,
        cases: &mut Cases<PLAIN>,
        place: u16,
        now: SimTime,
        agenda: &mut Agenda<Event>,
    ) {
        let Self { shades: Some(shades), floor, .. } = self else { return };
        shades.lines.judge(place, |slot| cases.case(slot, now).token.claim);
        for team in floor.teams(place) {
            if shades.lines.should_look(now, *team) {
                plan(agenda, now, Event::ShadowWake(*team));
            }
        }
    }

    /// A shadow leaves the line of a station.
    #[inline(never)]
    pub(super) fn shadow_leaves(&mut self, place: u16, slot: Slot) {
        if let Some(shades) = &mut self.shades {
            shades.lines.leave(place, slot);
        }
    }

    /// Someone takes up a shadow, or goes on with it: whoever has tools that may fail keeps it in hand.
    #[inline(never)]
    pub(super) fn take_shadow(&mut self, team: u16, server: u32, slot: Slot) {
        if let Some(hands) = self.shades.as_mut().and_then(|shades| shades.hands(team, server)) {
            hands.push(slot);
        }
    }

    fn put_shadow_down(&mut self, team: u16, server: u32, slot: Slot) {
        if let Some(hands) = self.shades.as_mut().and_then(|shades| shades.hands(team, server)) {
            hands.retain(|held| *held != slot);
        }
    }

    /// The service of a shadow is done. Gives the next stage.
    #[inline(never)]
    pub(super) fn shadow_served(&mut self, case: &mut Case<'_>, here: &Visit, now: SimTime) -> StageId {
        let (_, team, server) = self.finish(case, here, now);
        self.put_shadow_down(team, server, case.slot);
        self.leave(case, here, now)
    }

    /// The shadows whose turn it is with a team, before the next who really waits.
    fn shadows_next(&mut self, cases: &mut Cases<PLAIN>, team: u16, now: SimTime) -> Vec<Start> {
        let Self { shades: Some(shades), floor, lots, .. } = self else { return Vec::new() };
        shades.lines.next_starts(floor, now, team, |station, slot, among| {
            lots[usize::from(station)].draw_aside(cases.case(slot, now).token.index, among)
        })
    }
}

impl<O: Inlined, const PLAIN: bool> Replication<'_, O, PLAIN> {
    /// The shadows are served whose turn it is with a team, before the next who really waits. To be asked before
    /// [`World::next_start`].
    #[inline(never)]
    pub(super) fn serve_shadows(&mut self, team: u16, now: SimTime, agenda: &mut Agenda<Event>) {
        for start in self.world.shadows_next(&mut self.cases, team, now) {
            let mut case = self.cases.case(start.entity, now);
            let here = self.world.model.visit(case.token.stage);
            if let Some(station) = here.stage.station() {
                self.world.start(&mut case, here, station, start, now, agenda);
            }
        }
        self.world.wake_for_shadow(team, now, agenda);
    }

    /// Someone of a team comes on duty, for whom a shadow waits.
    pub(super) fn shadow_wake(&mut self, team: u16, now: SimTime, agenda: &mut Agenda<Event>) {
        let counts = self.world.shades.as_mut().is_some_and(|shades| shades.lines.woken(now, team));
        if counts {
            self.serve_shadows(team, now, agenda);
        }
    }

    /// A shift ends: the shadow waits again, in front of its line.
    #[inline(never)]
    pub(super) fn hand_shadow_over(&mut self, slot: Slot, now: SimTime, agenda: &mut Agenda<Event>) {
        let mut case = self.cases.case(slot, now);
        let (place, team, server) = self.world.stop(&mut case, now);
        self.world.put_shadow_down(team, server, slot);
        self.world.wait_again(&mut case, now, agenda);
        let token = &mut *case.token;
        let World { shades, floor, .. } = &mut self.world;
        if let Some(shades) = shades {
            shades.lines.hand_back(floor, place, slot, now, token.claim);
        }
        super::patience::watch_patience(token, slot, now, agenda);
        for team in self.world.floor.teams(place).to_vec() {
            self.serve_shadows(team, now, agenda);
        }
    }

    /// The tools of one of a team's people fail: the shadows in hand wait for the repair.
    #[inline(never)]
    pub(super) fn stop_shadows(&mut self, team: u16, server: u32, now: SimTime) {
        let Some(shades) = &mut self.world.shades else { return };
        for slot in shades.hands(team, server).cloned().unwrap_or_default() {
            let mut case = self.cases.case(slot, now);
            self.world.stop(&mut case, now);
            case.token.started = now;
        }
    }

    /// They are repaired: the shadows in hand go on.
    #[inline(never)]
    pub(super) fn resume_shadows(
        &mut self,
        team: u16,
        server: u32,
        now: SimTime,
        agenda: &mut Agenda<Event>,
    ) {
        let Some(shades) = &mut self.world.shades else { return };
        for slot in shades.hands(team, server).map(std::mem::take).unwrap_or_default() {
            let token = self.cases.case(slot, now).token;
            token.spares_patience(now);
            self.world.proceed(slot, token, token.work, now, agenda);
        }
    }
}
