//! What adopted behaviours do, as time passes.

use super::{Behaviour, BehaviourSet, Behaviours, MOST_FACTORS, Progress};
use crate::population::{Applicant, Attribute, Change};
use crate::time::{DAY, SimDuration, SimTime};

/// Tensions and ageing: how edits and old records count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effects {
    /// Span in which an edit counts as recent.
    pub edit_window: SimDuration,
    /// Recent edits that raise no suspicion.
    pub tolerated_edits: u8,
    /// Points lost for each recent edit beyond the tolerated ones.
    pub edit_penalty: f64,
    /// Most points that edits can cost.
    pub churn_penalty: f64,
    /// Span over which an overdue month ages out of the record.
    pub record_window: SimDuration,
    /// Interest and penalty interest a day, as a share of the balance.
    pub daily_penalty: f64,
}

/// What an applicant's behaviours take.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Costs {
    /// Money spent, interest on arrears included, CNY.
    pub money_cny: f64,
    /// Arrears repaid, CNY: cash that must be found, but no cost, since it was owed anyhow.
    pub arrears_cny: f64,
    /// Own time, hours.
    pub effort_hours: f64,
}

/// How far behaviour and time have moved a submission from what it was at restriction.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Shifts {
    /// Gain of each factor, in factor points.
    pub factors: [f64; MOST_FACTORS],
    /// Share of the overdue months that has aged out, 0..1.
    pub aged: f64,
    /// Days overdue as they stand; zero once repaid.
    pub days_overdue: u32,
    /// Whether documents come with the application.
    pub documents: bool,
    /// Share of the noise of a reviewer's verdict that is gone, 0..1.
    pub noise_reduction: f64,
    /// The behaviours that have taken effect.
    pub working: BehaviourSet,
}

impl Behaviours {
    /// What has changed by `now` for `applicant`.
    #[inline(always)]
    pub fn shifts(
        &self,
        effects: &Effects,
        applicant: &Applicant,
        progress: &Progress,
        now: SimTime,
    ) -> Shifts {
        let working = progress.working(now);
        let traits = self.traits();
        // Who has adopted what is chance, so a branch on it would often be guessed wrong.
        let (mut factors, others) = traits.gains.of(working);
        for more in others {
            for (factor, gain) in factors.iter_mut().zip(more) {
                *factor += gain;
            }
        }
        for behaviour in traits.builds_up.iter() {
            let place = behaviour.index();
            let action = &self.config().actions[place];
            let Some(factor) = action.factor else { continue };
            let works_since = progress.effective(behaviour).min(now);
            let built = now.since(works_since).as_secs_f64() / traits.late_span[place];
            let late = action.effect + action.late_effect * built.min(1.0);
            factors[usize::from(factor)] += working.pick(behaviour, late);
        }
        if let Some(factor) = self.config().edits_cost {
            factors[usize::from(factor)] -= self.churn(effects, applicant, progress, working, now);
        }
        let since_restriction = now.since(progress.restricted_at());
        let aged = since_restriction.as_secs_f64() / effects.record_window.as_secs_f64().max(1.0);
        let in_arrears = applicant.has_arrears() & working.within(traits.repay).is_empty();
        let days = u32::from(applicant.days_overdue) + (since_restriction.ticks() / DAY.ticks()) as u32;
        Shifts {
            factors,
            aged: aged.min(1.0),
            days_overdue: days * u32::from(in_arrears),
            documents: !working.within(traits.document).is_empty(),
            noise_reduction: reduction(working.within(traits.clear), |at| {
                self.config().actions[at].noise_reduction
            }),
            working,
        }
    }

    /// The share of expected takeover loss that the behaviours that work avoid, 0..1.
    pub fn takeover_reduction(&self, working: BehaviourSet) -> f64 {
        reduction(working.within(self.traits().secure), |at| self.config().actions[at].takeover_reduction)
    }

    /// What the behaviours that work have done to attributes, in the order of the behaviours.
    #[inline]
    pub fn changes(&self, working: BehaviourSet) -> impl Iterator<Item = Change> {
        let works = move |(behaviour, _): &&(Behaviour, Change)| working.contains(*behaviour);
        self.traits().changes.iter().filter(works).map(|(_, change)| *change)
    }

    /// Those with which arrears are paid.
    #[inline]
    pub fn repaying(&self) -> BehaviourSet {
        self.traits().repay
    }

    /// The most days that `applicant` has been overdue by the time of repayment, or by `now` if that is never; none
    /// without arrears at restriction.
    #[inline]
    pub fn longest_overdue(&self, applicant: &Applicant, progress: &Progress, now: SimTime) -> u32 {
        let repaid = progress.first_effective(self.traits().repay);
        let until = if repaid < SimTime::NEVER { repaid } else { now };
        let days = until.since(progress.restricted_at()).ticks() / DAY.ticks();
        (u32::from(applicant.days_overdue) + days as u32) * u32::from(applicant.has_arrears())
    }

    /// Points that recent edits cost at `now`.
    ///
    /// Someone restricted for frequent edits goes on editing until they stop, which takes effect when the
    /// last of these edits is no longer recent. Anybody else's old edits fade with the window; edits made on
    /// the way to restoration count while they are recent.
    fn churn(
        &self,
        effects: &Effects,
        applicant: &Applicant,
        progress: &Progress,
        working: BehaviourSet,
        now: SimTime,
    ) -> f64 {
        let traits = self.traits();
        let goes_on = working.within(traits.stop_edits).is_empty();
        let recent = now.since(progress.restricted_at()) < effects.edit_window;
        let churns = self.config().keep_editing >> applicant.cause.index() & 1 == 1;
        let old = [recent, goes_on].map(u8::from)[usize::from(churns)];
        let mut edits = applicant.information.recent_edits * old;
        for behaviour in traits.edit.iter() {
            // Never, if it was not adopted.
            let since = progress.since(behaviour);
            let recent = u8::from(since <= now) * u8::from(now < since + effects.edit_window);
            edits = edits.saturating_add(traits.edits[behaviour.index()] * recent);
        }
        let excess = edits.saturating_sub(effects.tolerated_edits);
        (f64::from(excess) * effects.edit_penalty).min(effects.churn_penalty)
    }

    /// Shift of the log-odds of going bad, by the behaviours that work.
    pub fn risk_shift(&self, working: BehaviourSet) -> f64 {
        self.traits().risk_log_odds.sum(working)
    }

    /// What the behaviours adopted by `now` take. Repaying costs interest and penalty interest for the days
    /// overdue: until the repayment, or until `now` if that never comes.
    pub fn costs(
        &self,
        effects: &Effects,
        applicant: &Applicant,
        progress: &Progress,
        now: SimTime,
    ) -> Costs {
        let (adopted, traits) = (progress.adopted(), self.traits());
        let repaid = progress.first_effective(traits.repay);
        let repaid = if repaid < SimTime::NEVER { repaid } else { now };
        let waited = repaid.since(progress.restricted_at()).as_days();
        let days = applicant.attribute(Attribute::DAYS_OVERDUE, &[]) + waited;
        let repays = u8::from(!adopted.within(traits.repay).is_empty());
        let arrears_cny = f64::from(repays) * f64::from(applicant.balance_cny);
        Costs {
            money_cny: traits.money_cny.sum(adopted) + arrears_cny * effects.daily_penalty * days,
            arrears_cny,
            effort_hours: traits.effort_hours.sum(adopted),
        }
    }
}

/// What is taken out of a whole from which each of several behaviours takes its share of what the others leave.
#[inline]
fn reduction(working: BehaviourSet, share: impl Fn(usize) -> f64) -> f64 {
    working.iter().fold(0.0, |gone, behaviour| {
        let more = share(behaviour.index());
        gone + more - gone * more
    })
}
