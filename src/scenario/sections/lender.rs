//! Sections about the lender: screen, reviewers, delay, notice, costs.

use super::super::read::choice::choice;
use super::super::read::civil::Shift;
use super::super::read::dist::Dist;
use super::super::read::section::section;
use super::super::read::units::{Duration, DurationValue, Money, Share};

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

choice! {
    /// What happens to the case in hand when a shift ends.
    pub enum ShiftEnd {
        /// It is put down and taken up at the next shift.
        Suspend = "suspend",
        /// It is finished before leaving.
        Finish = "finish",
    }
}

choice! {
    /// When a decision is announced.
    pub enum DelayKind {
        /// After a drawn number of working days; reviewers do not queue.
        Fixed = "fixed",
        /// As soon as the screen or a reviewer has decided.
        Queue = "queue",
        /// The later of the two.
        Longest = "longest",
    }
}

choice! {
    /// A rule that refuses whatever the score.
    pub enum KnockOutName {
        /// Arrears are still owed.
        StillOverdue = "still_overdue",
        /// A cash-out has been confirmed.
        ConfirmedCashOut = "confirmed_cash_out",
        /// More than 90 days overdue at restriction, on the first application.
        Over90DaysFirstAttempt = "over_90_days_first_attempt",
        /// The real name has not been verified.
        IdentityUnverified = "identity_unverified",
    }
}

section! {
    /// The automatic screen.
    pub struct ScreenSection {
        /// How long it takes.
        duration: Dist<Duration> = Dist::constant(Duration::seconds(0.0));
        /// Rules that refuse whatever the score, in this order.
        knock_outs: Vec<KnockOutName> = KnockOutName::ALL.to_vec(), max_length(4);
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
    /// Applications that reviewers see first and read faster.
    pub struct FastLaneSection {
        /// Whether there is a fast lane.
        enabled: bool = true;
        /// Least credit factor.
        credit_at_least: Share = Share::new(0.80);
        /// Least external factor.
        external_at_least: Share = Share::new(0.60);
        /// What the handling time is multiplied by.
        handling_factor: f64 = 0.75, above(0.0), at_most(100.0);
    }
}

section! {
    /// The human reviewers.
    pub struct HumanSection {
        /// Reviewers on duty.
        reviewers: u32 = 9, at_most(60_000);
        /// Hours of duty on a working day.
        shifts: Vec<Shift> = vec![Shift::hm(9, 0, 12, 0), Shift::hm(13, 30, 18, 0)], non_empty;
        /// Time to review a case.
        handling: Dist<Duration> = Dist::lognormal(Duration::minutes(20.0), 0.768).capped(Duration::minutes(120.0));
        /// Further time when documents come with the application.
        documents_extra: Duration = Duration::minutes(5.0);
        /// Share of duty time that is productive; a case then takes this much longer.
        availability: Share = Share::new(1.0), above(0.0);
        /// What happens to the case in hand when a shift ends.
        end_of_shift: ShiftEnd = ShiftEnd::Suspend;
        /// Score at which an average reviewer approves half of the cases.
        cut_off: f64 = 60.0, between(-1000.0, 1000.0);
        /// Score points that move the odds of approval by a factor of e.
        scale: f64 = 5.0, above(0.0), at_most(1000.0);
        /// Standard deviation of leniency between reviewers, logits.
        leniency_sd: f64 = 0.55, between(0.0, 100.0);
        /// Standard deviation of a reviewer's noise between occasions, logits.
        occasion_sd: f64 = 0.60, between(0.0, 100.0);
        /// Whom reviewers see first and read faster.
        fast_lane: FastLaneSection;
    }
}

section! {
    /// A number of working days and its share.
    pub struct FixedDelaySection {
        /// Working days from filing to decision, for example `"2 working days"`.
        delay: DurationValue = DurationValue::WorkingDays(1.0);
        /// Share of applications.
        share: Share = Share::new(1.0);
    }
}

impl FixedDelaySection {
    fn working_days(days: f64, share: f64) -> Self {
        Self { delay: DurationValue::WorkingDays(days), share: Share::new(share), ..Self::default() }
    }
}

section! {
    /// When a decision is announced.
    pub struct ReviewDelaySection {
        /// Fixed, queue, or the longest of the two.
        mode: DelayKind = DelayKind::Longest;
        /// The drawn delays; shares sum to 1.
        fixed: Vec<FixedDelaySection> = vec![
            FixedDelaySection::working_days(1.0, 0.40),
            FixedDelaySection::working_days(2.0, 0.35),
            FixedDelaySection::working_days(3.0, 0.25),
        ], non_empty, max_length(1000);
        /// Whether automatic decisions wait for it too.
        holds_automatic: bool = true;
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
    }
}

section! {
    /// What decisions cost the lender.
    pub struct CostsSection {
        /// A reviewer's hour.
        reviewer_hour: Money = Money::cny(60.0);
        /// An agent's hour.
        agent_hour: Money = Money::cny(40.0);
        /// One automatic screen.
        screen: Money = Money::cny(0.2);
    }
}
