//! Records, in standard terms, and the trait of those who listen to them.

use crate::behaviour::{BehaviourSet, Channel};
use crate::policy::{Reasons, Route};
use crate::population::{Applicant, SegmentValues};
use crate::time::{SimDuration, SimTime};

/// A station of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeskName {
    /// The agents who file applications by hand.
    Intake,
    /// The human reviewers.
    Review,
}

impl DeskName {
    /// Both, in the order of their indices.
    pub const ALL: [Self; 2] = [Self::Intake, Self::Review];

    /// Name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Review => "human_review",
        }
    }

    /// Name of one of its people, without the number.
    pub const fn server(self) -> &'static str {
        match self {
            Self::Intake => "agent",
            Self::Review => "reviewer",
        }
    }
}

/// How an application stands at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// It was decided.
    Decided,
    /// The applicant withdrew it before a decision.
    Withdrawn,
    /// The run ended before a decision.
    Pending,
}

impl Status {
    /// Name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Decided => "decided",
            Self::Withdrawn => "withdrawn",
            Self::Pending => "pending",
        }
    }
}

/// What has become of an applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// The account works again.
    Restored,
    /// Refused as often as one may apply.
    Refused,
    /// Withdrew while waiting for a decision.
    Withdrawn,
    /// Broke off on the app path and did not come back.
    DroppedOff,
    /// Refused, and did not apply again.
    GaveUp,
    /// The run ended first.
    Pending,
}

impl Fate {
    /// All fates, in the order of their indices.
    pub const ALL: [Self; 6] =
        [Self::Restored, Self::Refused, Self::Withdrawn, Self::DroppedOff, Self::GaveUp, Self::Pending];

    /// Index into six-element arrays.
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// One application, once nothing more can happen to it.
#[derive(Debug, Clone, Copy)]
pub struct ApplicationRecord<'a> {
    /// Applicant, counted from 0 within the replication.
    pub index: u64,
    /// Attempt number, from 1.
    pub attempt: u8,
    /// The applicant.
    pub applicant: &'a Applicant,
    /// When the account was restricted.
    pub restricted_at: SimTime,
    /// Everything adopted by the time of filing, whether it worked yet or not.
    pub behaviours: BehaviourSet,
    /// Where it was handed in.
    pub channel: Channel,
    /// Factor scores at filing, 0..1.
    pub factors: [f64; 5],
    /// Score at filing, 0..100.
    pub score: f64,
    /// The way it took.
    pub route: Route,
    /// Approved or refused; `None` if never decided.
    pub approved: Option<bool>,
    /// Why it was refused.
    pub reasons: Reasons,
    /// When it was filed.
    pub submitted_at: SimTime,
    /// When it was decided.
    pub decided_at: Option<SimTime>,
    /// When the notice arrived.
    pub notified_at: Option<SimTime>,
    /// How it stands at the end.
    pub status: Status,
    /// Working days from filing to decision.
    pub working_days: Option<u32>,
    /// Reviewer's time spent on it.
    pub handling: SimDuration,
    /// Whether a second reviewer would have decided otherwise; `None` if no human decided.
    pub flipped: Option<bool>,
}

/// The first application of an applicant, as it bears on the summary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FirstApplication {
    /// Score at filing, 0..100.
    pub score: f64,
    /// The way it took.
    pub route: Route,
    /// Whether the account was restored by it.
    pub restored: bool,
}

/// One applicant, once nothing more can happen to them.
#[derive(Debug, Clone, Copy)]
pub struct ApplicantRecord<'a> {
    /// Applicant, counted from 0 within the replication.
    pub index: u64,
    /// The applicant.
    pub applicant: &'a Applicant,
    /// Their value in each segment.
    pub segments: SegmentValues,
    /// Where they apply.
    pub channel: Channel,
    /// What has become of them.
    pub fate: Fate,
    /// Applications filed.
    pub applications: u8,
    /// The first of them.
    pub first: Option<FirstApplication>,
    /// Behaviours intended before the first application.
    pub intended: BehaviourSet,
    /// Behaviours that apply to them.
    pub eligible: BehaviourSet,
    /// When the account was restricted.
    pub restricted_at: SimTime,
    /// When it was restored.
    pub restored_at: Option<SimTime>,
    /// Whether the account goes bad.
    pub bad: bool,
    /// Expected loss by takeover, CNY.
    pub takeover_loss_cny: f64,
    /// Money spent on behaviours, CNY.
    pub cost_cny: f64,
    /// Own time spent on behaviours, hours.
    pub effort_hours: f64,
}

/// What happens in an entry of the event log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Activity {
    /// The account is restricted.
    Restriction,
    /// A behaviour is adopted; the payload is its index.
    Behaviour(u8),
    /// The applicant breaks off on the app path for good.
    DropOff,
    /// An agent files an application.
    Intake,
    /// An application is filed.
    Application,
    /// The automatic screen.
    AutomaticScreen,
    /// A human review.
    HumanReview,
    /// The applicant asks for a human to look at an automatic refusal.
    HumanReviewRequest,
    /// The decision to approve.
    Approval,
    /// The decision to refuse.
    Refusal,
    /// The notice reaches the applicant.
    Notice,
    /// The account works again.
    Restoration,
    /// The applicant withdraws.
    Withdrawal,
    /// The applicant does not apply again.
    GiveUp,
}

impl Activity {
    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Restriction => "restriction",
            Self::Behaviour(index) => {
                crate::behaviour::Behaviour::ALL.get(usize::from(index)).map_or("behaviour", |b| b.name())
            }
            Self::DropOff => "drop_off",
            Self::Intake => "intake",
            Self::Application => "application",
            Self::AutomaticScreen => "automatic_screen",
            Self::HumanReview => "human_review",
            Self::HumanReviewRequest => "human_review_request",
            Self::Approval => "approval",
            Self::Refusal => "refusal",
            Self::Notice => "notice",
            Self::Restoration => "restoration",
            Self::Withdrawal => "withdrawal",
            Self::GiveUp => "give_up",
        }
    }
}

/// Stage of an activity (the XES lifecycle extension's words).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lifecycle {
    /// It starts.
    Start,
    /// It is complete.
    Complete,
}

impl Lifecycle {
    /// Name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Complete => "complete",
        }
    }
}

/// One entry of the event log.
#[derive(Debug, Clone, Copy)]
pub struct EventRecord {
    /// Applicant, counted from 0 within the replication.
    pub index: u64,
    /// Position within the applicant's own events, from 0.
    pub sequence: u32,
    /// What happens.
    pub activity: Activity,
    /// Its stage.
    pub lifecycle: Lifecycle,
    /// Who does it, if one of a desk's people.
    pub resource: Option<(DeskName, u32)>,
    /// When.
    pub at: SimTime,
}

/// Listens to a replication. Every hook does nothing unless it is written.
pub trait Observer {
    /// An applicant is newly restricted.
    fn arrived(&mut self, _at: SimTime) {}
    /// An application is filed.
    fn filed(&mut self, _at: SimTime) {}
    /// An application is decided.
    fn decided(&mut self, _at: SimTime, _approved: bool) {}
    /// Nothing more happens to an application.
    fn application(&mut self, _record: &ApplicationRecord<'_>) {}
    /// Nothing more happens to an applicant: their last event has been told.
    fn applicant(&mut self, _record: &ApplicantRecord<'_>) {}
    /// Someone arrives at a desk.
    fn joined(&mut self, _desk: DeskName) {}
    /// A service starts after a wait in line.
    fn started(&mut self, _desk: DeskName, _waited: SimDuration) {}
    /// A service ends; the sojourn counts from arrival at the desk.
    fn served(&mut self, _desk: DeskName, _sojourn: SimDuration) {}
    /// Someone leaves the line.
    fn abandoned(&mut self, _desk: DeskName) {}
    /// The line and the number of busy servers have changed to these.
    fn levels(&mut self, _desk: DeskName, _now: SimTime, _waiting: u32, _busy: u32) {}
    /// An entry of the event log.
    fn event(&mut self, _record: &EventRecord) {}
}

/// Nobody listens.
impl Observer for () {}

/// Writes every hook by way of another macro, so that no observer forgets one.
macro_rules! every_hook {
    ($write:ident) => {
        $write! {
            arrived(at: SimTime);
            filed(at: SimTime);
            decided(at: SimTime, approved: bool);
            application(record: &ApplicationRecord<'_>);
            applicant(record: &ApplicantRecord<'_>);
            joined(desk: DeskName);
            started(desk: DeskName, waited: SimDuration);
            served(desk: DeskName, sojourn: SimDuration);
            abandoned(desk: DeskName);
            levels(desk: DeskName, now: SimTime, waiting: u32, busy: u32);
            event(record: &EventRecord);
        }
    };
}

macro_rules! to_both {
    ($($hook:ident($($argument:ident: $kind:ty),*);)*) => {
        $(fn $hook(&mut self, $($argument: $kind),*) {
            self.0.$hook($($argument),*);
            self.1.$hook($($argument),*);
        })*
    };
}

macro_rules! if_present {
    ($($hook:ident($($argument:ident: $kind:ty),*);)*) => {
        $(fn $hook(&mut self, $($argument: $kind),*) {
            if let Some(observer) = self {
                observer.$hook($($argument),*);
            }
        })*
    };
}

/// Two observers listen to the same replication.
impl<A: Observer, B: Observer> Observer for (A, B) {
    every_hook!(to_both);
}

/// An observer that may be absent.
impl<O: Observer> Observer for Option<O> {
    every_hook!(if_present);
}
