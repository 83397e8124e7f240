//! Sections about the lender: screen, judgement, notice, costs.

use super::super::read::choice::choice;
use super::super::read::dist::Dist;
use super::super::read::section::section;
use super::super::read::units::{Duration, Money, Share};
use super::conditions::ConditionSection;

choice! {
    /// Which days are worked.
    pub enum CalendarKind {
        /// The Chinese working calendar: Monday to Friday, public holidays off, make-up days worked.
        China = "china",
        /// Monday to Friday, no holidays.
        MondayToFriday = "monday_to_friday",
        /// Every day.
        EveryDay = "every_day",
    }
}

section! {
    /// The automatic screen.
    pub struct ScreenSection {
        /// Rules that refuse whatever the score, in this order; without it, all that there are, the standard ones first.
        knock_outs: Option<Vec<String>>, max_length(64);
        /// Days overdue at restriction beyond which the rule `over_90_days_first_attempt` refuses.
        long_overdue_days: u32 = 90, at_most(10_000);
        /// Applications that it refuses for that, counted from the first.
        long_overdue_attempts: u32 = 1, at_most(50);
        /// Scores at or above are approved.
        approve_at: f64 = 72.0, between(-1000.0, 1000.0);
        /// Scores below are refused.
        refuse_below: f64 = 45.0, between(-1000.0, 1000.0);
    }
}

section! {
    /// Weights of the five factors in the score; only proportions matter.
    pub struct WeightsSection {
        /// 信用状况: credit status.
        credit: f64 = 35.0, at_least(0.0), at_most(1e6);
        /// 账户安全: account security.
        security: f64 = 20.0, at_least(0.0), at_most(1e6);
        /// 个人信息: personal information.
        information: f64 = 12.0, at_least(0.0), at_most(1e6);
        /// 消费行为: consumption behaviour.
        consumption: f64 = 15.0, at_least(0.0), at_most(1e6);
        /// 外部信用信息: external credit.
        external: f64 = 18.0, at_least(0.0), at_most(1e6);
    }
}

section! {
    /// Weights of the items within each factor; only proportions within a factor matter.
    pub struct FactorsSection {
        /// Credit status: overdue months, severity of the arrears, unused limit, payment ratio.
        credit: [f64; 4] = [0.35, 0.40, 0.15, 0.10], at_least(0.0), at_most(1e6);
        /// Account security: takeover risk, remote logins, abnormal transactions, verification enabled.
        security: [f64; 4] = [0.35, 0.20, 0.20, 0.25], at_least(0.0), at_most(1e6);
        /// Personal information: completeness, accuracy.
        information: [f64; 2] = [0.55, 0.45], at_least(0.0), at_most(1e6);
        /// Consumption: regularity, diversity, few large purchases, no cash-outs.
        consumption: [f64; 4] = [0.30, 0.25, 0.25, 0.20], at_least(0.0), at_most(1e6);
        /// External credit: Sesame score, credit report.
        external: [f64; 2] = [0.60, 0.40], at_least(0.0), at_most(1e6);
    }
}

section! {
    /// Applications that take the fast lane; what that means is written at the stages.
    pub struct FastLaneSection {
        /// Whether there is a fast lane. Without one no case meets `fast_lane = true`: nobody is served first by it, and
        /// nobody is read faster by the `adjust` of the stage `human_review` either. To keep the faster reading and serve in
        /// one line, leave it on and write `priority = []` at that stage.
        enabled: bool = true;
        /// Least credit factor.
        credit_at_least: Share = Share::new(0.80);
        /// Least external factor.
        external_at_least: Share = Share::new(0.60);
        /// Who takes it, instead of those two: factors, attributes, cause or restriction.
        when: Option<ConditionSection>;
    }
}

section! {
    /// How human reviewers judge.
    pub struct HumanSection {
        /// Score at which an average reviewer approves half of the cases.
        cut_off: f64 = 60.0, between(-1000.0, 1000.0);
        /// Score points that move the odds of approval by a factor of e.
        scale: f64 = 2.0, above(0.0), at_most(1000.0);
        /// Standard deviation of leniency between reviewers, logits.
        leniency_sd: f64 = 0.55, between(0.0, 100.0);
        /// Standard deviation of a reviewer's noise between occasions, logits.
        occasion_sd: f64 = 0.60, between(0.0, 100.0);
        /// Who takes the fast lane.
        fast_lane: FastLaneSection;
    }
}

section! {
    /// How applicants hear of a decision.
    pub struct NoticeSection {
        /// Time from decision to notice.
        lag: Dist<Duration> = Dist::uniform(Duration::hours(0.0), Duration::hours(2.0));
        /// Share of notices by SMS; the others appear in the app.
        sms_share: Share = Share::new(0.7);
        /// Share of SMS that are seen at once.
        sms_seen_share: Share = Share::new(0.95);
        /// Share of app notices that are seen at once.
        app_seen_share: Share = Share::new(0.85);
        /// Time until a refusal is found out when its notice was missed.
        missed_delay: Dist<Duration> = Dist::exponential(Duration::days(2.0));
        /// Whether a refusal says why.
        reason_codes: bool = true;
        /// How many reasons a refusal gives that says why. The chances of `self_check.right_share_after_reasons` are those of
        /// two; each reason tells half of what those before it leave untold, so from the chance after a generic notice one
        /// goes two thirds of the way to them, and four a quarter beyond.
        codes: u32 = 2, at_least(1), at_most(8);
    }
}

section! {
    /// The right to have an automatic refusal looked at by a person (个人信息保护法, article 24).
    pub struct HumanRequestSection {
        /// Whether the right exists.
        enabled: bool = false;
        /// Share of those refused automatically who use it.
        share: Share = Share::new(0.2);
        /// Whether knock-outs can be taken to a person as well.
        knock_outs_too: bool = false;
        /// The stage at which the application comes back.
        stage: String = "human_review".to_owned(), non_empty;
    }
}

choice! {
    /// What people are paid for.
    pub enum PayName {
        /// The hours of their shifts on days with arrivals, busy or not, and the time they work after these days.
        Duty = "duty",
        /// The time they work, and nothing else.
        Worked = "worked",
    }
}

section! {
    /// What decisions cost the lender.
    pub struct CostsSection {
        /// An hour of people at stations after filing; a team may say otherwise.
        reviewer_hour: Money = Money::cny(60.0);
        /// An hour of people at stations before filing; a team may say otherwise.
        agent_hour: Money = Money::cny(40.0);
        /// One automatic screen.
        screen: Money = Money::cny(0.2);
        /// What people are paid for: `duty`, the hours of their shifts on days with arrivals, or `worked`, the time
        /// they work; a team may say otherwise. Overtime, which is work beyond the shift, is always paid.
        pay: PayName = PayName::Duty;
        /// What an hour of overtime is multiplied by.
        overtime_factor: f64 = 1.5, at_least(1.0), at_most(100.0);
        /// What every hour is multiplied by on a rest day: a day off of the scenario's calendar that is no public holiday,
        /// days off to which weekends are shifted included.
        rest_day_factor: f64 = 2.0, at_least(1.0), at_most(100.0);
        /// What every hour is multiplied by on a public holiday, on a weekend as well: of `china`, the days of the law
        /// alone; of a `calendar.file`, see there; and the days of `calendar.off`.
        holiday_factor: f64 = 3.0, at_least(1.0), at_most(100.0);
    }
}
