//! What adopted behaviours do, as time passes.

use super::kind::INFORMATION;
use super::{Behaviour, BehaviourSet, Behaviours, Progress};
use crate::population::{Applicant, Cause};
use crate::time::{DAY, SimDuration, SimTime};

/// Tensions and ageing: how edits and old records count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effects {
    /// Span in which an edit counts as recent.
    pub edit_window: SimDuration,
    /// Recent edits that raise no suspicion.
    pub tolerated_edits: u8,
    /// Information points lost for each recent edit beyond the tolerated ones.
    pub edit_penalty: f64,
    /// Most information points that edits can cost.
    pub churn_penalty: f64,
    /// Span over which an overdue month ages out of the record.
    pub record_window: SimDuration,
    /// Share by which completing the profile lowers all noise of a reviewer's verdict, 0..1.
    pub noise_reduction: f64,
    /// Share by which securing the account lowers expected takeover loss, 0..1.
    pub takeover_reduction: f64,
    /// Interest and penalty interest a day, as a share of the balance.
    pub daily_penalty: f64,
    /// Points by which raising external credit lifts the Sesame score.
    pub sesame_points: f64,
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
    /// Gain of each factor, in factor points: credit, security, information, consumption, external.
    pub factors: [f64; 5],
    /// Share of the overdue months that has aged out, 0..1.
    pub aged: f64,
    /// Days overdue as they stand; zero once repaid.
    pub days_overdue: u32,
    /// Whether the real name has been verified since restriction, as part of securing the account.
    pub identity_verified: bool,
    /// Whether documents come with the application.
    pub documents: bool,
    /// Share of the noise of a reviewer's verdict that is gone, 0..1.
    pub noise_reduction: f64,
    /// Points that the Sesame score has risen by.
    pub sesame_points: f64,
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
        let mut factors = traits.gains[working.index()];
        for behaviour in traits.builds_up.iter() {
            let place = behaviour.index();
            let action = &self.config().actions[place];
            let works_since = progress.effective(behaviour).min(now);
            let built = now.since(works_since).as_secs_f64() / traits.late_span[place];
            let late = action.effect + action.late_effect * built.min(1.0);
            factors[behaviour.factor()] += working.pick(behaviour, late);
        }
        factors[INFORMATION] -= self.churn(effects, applicant, progress, working, now);
        let since_restriction = now.since(progress.restricted_at());
        let aged = since_restriction.as_secs_f64() / effects.record_window.as_secs_f64().max(1.0);
        let in_arrears = applicant.has_arrears() & !working.contains(Behaviour::Repay);
        let days = u32::from(applicant.days_overdue) + (since_restriction.ticks() / DAY.ticks()) as u32;
        Shifts {
            factors,
            aged: aged.min(1.0),
            days_overdue: days * u32::from(in_arrears),
            identity_verified: working.contains(Behaviour::Secure),
            documents: working.contains(Behaviour::SubmitDocuments),
            noise_reduction: working.pick(Behaviour::CompleteProfile, effects.noise_reduction),
            sesame_points: working.pick(Behaviour::RaiseExternal, effects.sesame_points),
            working,
        }
    }

    /// Information points that recent edits cost at `now`.
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
        let goes_on = !working.contains(Behaviour::StopEdits);
        let recent = now.since(progress.restricted_at()) < effects.edit_window;
        let churns = applicant.cause == Cause::InfoChurn;
        let old = [recent, goes_on].map(u8::from)[usize::from(churns)];
        let mut edits = applicant.information.recent_edits * old;
        let traits = self.traits();
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
        self.traits().risk_log_odds[working.index()]
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
        let repaid = progress.effective(Behaviour::Repay);
        let repaid = if repaid < SimTime::NEVER { repaid } else { now };
        let waited = repaid.since(progress.restricted_at()).as_days();
        let days = f64::from(applicant.days_overdue) + waited;
        let arrears_cny = adopted.pick(Behaviour::Repay, f64::from(applicant.balance_cny));
        Costs {
            money_cny: traits.money_cny[adopted.index()] + arrears_cny * effects.daily_penalty * days,
            arrears_cny,
            effort_hours: traits.effort_hours[adopted.index()],
        }
    }
}
