//! Entries of the event log: what happens, where in its life cycle, to whom, by whom and why.

use std::sync::Arc;

use super::Names;
use crate::behaviour::Channel;
use crate::policy::{ReasonCodes, Reasons};
use crate::population::Cause;
use crate::time::SimTime;

/// What happens in an entry of the event log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Activity {
    /// An entity without attributes comes.
    Arrival,
    /// The account is restricted.
    Restriction,
    /// A behaviour, by its index: it starts when it is taken up, and is complete when it takes effect.
    Behaviour(u8),
    /// The applicant breaks off on the app path for good.
    DropOff,
    /// An application is filed.
    Application,
    /// A stage of the process, by its position.
    Stage(u16),
    /// The applicant asks for a human to look at an automatic refusal.
    HumanReviewRequest,
    /// The notice reaches the applicant.
    Notice,
    /// The applicant reads a refusal: when the notice arrives, or later if they miss it.
    RefusalRead,
    /// The account works again.
    Restoration,
    /// The applicant withdraws.
    Withdrawal,
    /// The applicant does not apply again.
    GiveUp,
    /// The account works again: the system restored it without an application.
    UnaskedRestoration,
}

/// Names of what a log's records point to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogNames {
    /// The entries of the scenario.
    pub entries: Arc<Names>,
    /// The stages of the process.
    pub stages: Vec<String>,
    /// What one of each team's people is called, without the number.
    pub members: Vec<String>,
    /// Whether they are of entities without attributes.
    pub plain: bool,
}

impl LogNames {
    /// The same names as `write` puts them.
    #[must_use]
    pub fn written(&self, write: impl Fn(&str) -> String) -> Self {
        let all = |names: &[String]| names.iter().map(|name| write(name)).collect();
        let entries = Arc::new(self.entries.written(&write));
        Self { entries, stages: all(&self.stages), members: all(&self.members), plain: self.plain }
    }

    /// The names of all activities that can happen, in the order of a journey. Two may be the same.
    pub fn activities(&self) -> Vec<&str> {
        let behaviours = (0..self.entries.behaviours.len()).map(|index| Activity::Behaviour(index as u8));
        let stages = (0..self.stages.len()).map(|stage| Activity::Stage(stage as u16));
        let all: Vec<Activity> = if self.plain {
            [Activity::Arrival].into_iter().chain(stages).chain([Activity::Withdrawal]).collect()
        } else {
            let before = [Activity::Restriction].into_iter().chain(behaviours);
            let before = before.chain([Activity::DropOff, Activity::Application]);
            let after = [
                Activity::HumanReviewRequest,
                Activity::Notice,
                Activity::RefusalRead,
                Activity::Restoration,
                Activity::UnaskedRestoration,
                Activity::Withdrawal,
                Activity::GiveUp,
            ];
            before.chain(stages).chain(after).collect()
        };
        all.into_iter().map(|activity| self.activity(activity)).collect()
    }

    /// The name of an activity.
    #[inline]
    pub fn activity(&self, activity: Activity) -> &str {
        match activity {
            Activity::Arrival => "arrival",
            Activity::Restriction => "restriction",
            Activity::Behaviour(index) => {
                self.entries.behaviours.get(usize::from(index)).map_or("behaviour", String::as_str)
            }
            Activity::DropOff => "drop_off",
            Activity::Application => "application",
            Activity::Stage(stage) => self.stages.get(usize::from(stage)).map_or("stage", String::as_str),
            Activity::HumanReviewRequest => "human_review_request",
            Activity::Notice => "notice",
            Activity::RefusalRead => "refusal_read",
            Activity::Restoration => "restoration",
            Activity::Withdrawal => "withdrawal",
            Activity::GiveUp => "give_up",
            Activity::UnaskedRestoration => "unasked_restoration",
        }
    }

    /// The name of a cause.
    #[inline]
    pub fn cause(&self, cause: Cause) -> &str {
        self.entries.causes.get(cause.index()).map_or("", String::as_str)
    }

    /// What one of a team's people is called, without the number.
    #[inline]
    pub fn member(&self, team: u16) -> &str {
        self.members.get(usize::from(team)).map_or("member", String::as_str)
    }
}

/// Transition in the life cycle of an activity, in the words of IEEE 1849 (XES).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lifecycle {
    /// A case comes to a station.
    Schedule,
    /// A service, a delay or a behaviour starts.
    Start,
    /// A service stands still: at the end of a shift, at a handover, at a breakdown.
    Suspend,
    /// A service goes on.
    Resume,
    /// It is complete.
    Complete,
    /// A case balks at a line, or leaves it.
    Withdraw,
}

impl Lifecycle {
    /// All of them, in the order in which they can happen.
    pub const ALL: [Self; 6] =
        [Self::Schedule, Self::Start, Self::Suspend, Self::Resume, Self::Complete, Self::Withdraw];

    /// Name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Schedule => "schedule",
            Self::Start => "start",
            Self::Suspend => "suspend",
            Self::Resume => "resume",
            Self::Complete => "complete",
            Self::Withdraw => "withdraw",
        }
    }
}

/// Why something happens, where a log says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EventReason {
    /// No reason is given.
    #[default]
    None,
    /// The case found the line too long.
    Balked,
    /// Patience ran out.
    Impatient,
    /// A shift ends, or a break begins: whoever serves goes on later.
    OffDuty,
    /// A shift ends and the case goes back into the line.
    Handover,
    /// The tools of whoever serves fail.
    Breakdown,
    /// The application is refused for these reasons.
    Refused(Reasons),
}

impl EventReason {
    /// Words for a log: one for what happens to the case, up to two codes of reasons for a refusal.
    #[inline]
    pub fn words(self, codes: &ReasonCodes) -> impl Iterator<Item = &str> {
        let (word, reasons) = match self {
            Self::None => (None, Reasons::default()),
            Self::Balked => (Some("balked"), Reasons::default()),
            Self::Impatient => (Some("impatient"), Reasons::default()),
            Self::OffDuty => (Some("off_duty"), Reasons::default()),
            Self::Handover => (Some("handover"), Reasons::default()),
            Self::Breakdown => (Some("breakdown"), Reasons::default()),
            Self::Refused(reasons) => (None, reasons),
        };
        word.into_iter().chain(reasons.codes(codes))
    }
}

/// What is known of a case when something happens to it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CaseView {
    /// Why the account was restricted; `None` of an entity without attributes, and so is the next.
    pub cause: Option<Cause>,
    /// Where the applicant applies.
    pub channel: Option<Channel>,
    /// The application under way or prepared for, from 1; 0 before the first.
    pub attempt: u8,
    /// Whether the case is in the process, from handing in to the end of the application.
    pub in_process: bool,
    /// Score at filing, 0..100, once the application is filed.
    pub score: Option<f64>,
    /// Approved or refused, as it stands.
    pub decision: Option<bool>,
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
    /// Where in its life cycle.
    pub lifecycle: Lifecycle,
    /// Who does it: position of the team, and member, counted from 0.
    pub resource: Option<(u16, u32)>,
    /// When. Entries of a case are told in the order of time; those of different cases need not be, as it is known
    /// at the end of a stretch of service only when it stood still.
    pub at: SimTime,
    /// The case.
    pub case: CaseView,
    /// Why.
    pub reason: EventReason,
}
