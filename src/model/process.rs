//! The review process as a graph of stages, in validated parts.
//!
//! An application is at one stage at a time. A stage takes time (`Delay`), needs people
//! (`Station`), settles something (`Decision`) or ends the process (`Exit`); its routes say where
//! an application goes next. What a part means when an event falls due is not known here.

use super::condition::Condition;
use super::flow::{due, whole_days};
use super::pay::{HourlyCost, PaidFor};
use crate::engine::{Crew, EndOfShift, Pick, TeamMask};
use crate::random::Law;
use crate::time::{OfficeHours, SimDuration, SimTime};

/// Position of a stage in [`ProcessConfig::stages`].
pub type StageId = u16;

/// A process: its stages, the first of which is where applications enter, and the people.
#[derive(Debug, Clone)]
pub struct ProcessConfig {
    /// The stages.
    pub stages: Vec<StageConfig>,
    /// The teams.
    pub teams: Vec<TeamConfig>,
}

/// A stage.
#[derive(Debug, Clone)]
pub struct StageConfig {
    /// Its name, unique in the process; the activity in event logs.
    pub name: String,
    /// Whether it takes time. A stage that is switched off is passed at once: a delay is skipped,
    /// and at a station the work is done, and counted, without people or a line.
    pub enabled: bool,
    /// Whether an application counts as filed only after this stage.
    pub before_filing: bool,
    /// What it does.
    pub kind: StageKind,
    /// Where applications go next, in the order in which routes are tried; empty for exits.
    pub next: Vec<RouteConfig>,
}

/// What a stage does.
// Which of these it is, is asked at every step: with a tag of its own, in one look.
#[derive(Debug, Clone)]
#[repr(u8)]
pub enum StageKind {
    /// Time passes.
    Delay(Box<DelayConfig>),
    /// People work on the application.
    Station(Box<StationConfig>),
    /// Something is settled, or nothing: then the stage only routes.
    Decision(Decision),
    /// The process ends.
    Exit(ExitOutcome),
}

/// A way from one stage to another.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteConfig {
    /// Where it leads.
    pub to: StageId,
    /// Share of applications that take it, of those that get to it, 0..1; `None`: all who are left.
    pub share: Option<f64>,
    /// How often one application may take it.
    pub limit: Option<u8>,
    /// Who may take it.
    pub when: Condition,
}

/// How long a delay lasts.
#[derive(Debug, Clone)]
pub enum DelayTime {
    /// Calendar time, seconds.
    Calendar(Law),
    /// Office time, seconds.
    Office(Law),
    /// Whole working days, ending at the time of day at which the delay began.
    WorkingDays(Law),
    /// Until the next of these times of a working day, after midnight, ascending.
    RunAt(Vec<SimDuration>),
}

/// A delay.
#[derive(Debug, Clone)]
pub struct DelayConfig {
    /// How long.
    pub time: DelayTime,
    /// Whether it counts from the filing of the application, or from the request that a person look
    /// again (and is over at once if that lies longer back), rather than from its arrival here.
    pub since_filing: bool,
    /// The hours behind office time, working days and runs.
    pub hours: OfficeHours,
}

/// In which order a station serves within a priority class.
#[derive(Debug, Clone)]
pub enum ServiceOrder {
    /// First come, first served.
    FirstCome,
    /// The earliest due date first.
    DueDate,
    /// The shortest expected service time first.
    ShortestExpected,
    /// In random order.
    Random,
}

/// A change of the service time for some applications.
#[derive(Debug, Clone)]
pub struct Adjustment {
    /// For whom.
    pub when: Condition,
    /// What the drawn time is multiplied by.
    pub factor: f64,
    /// What is added to it after that.
    pub add: SimDuration,
}

/// How long from the arrival at a station until the service should be over.
#[derive(Debug, Clone)]
pub enum Due {
    /// Calendar time, seconds.
    Calendar(Law),
    /// Office time, seconds, by these hours.
    Office(Law, Box<OfficeHours>),
    /// Whole working days by these hours, due at the time of day of the arrival.
    WorkingDays(Law, Box<OfficeHours>),
}

impl Due {
    /// The law of its length.
    pub(super) fn law(&self) -> &Law {
        match self {
            Self::Calendar(law) | Self::Office(law, _) | Self::WorkingDays(law, _) => law,
        }
    }

    /// When a service is due whose case arrives now, if this length has been drawn.
    pub(super) fn after(&self, now: SimTime, drawn: f64) -> SimTime {
        match self {
            Self::Calendar(_) => now + SimDuration::from_secs_f64(drawn),
            Self::Office(_, hours) => hours.add(now, SimDuration::from_secs_f64(drawn)),
            Self::WorkingDays(_, hours) => due(hours, now, whole_days(drawn)),
        }
    }
}

/// A station.
#[derive(Debug, Clone)]
pub struct StationConfig {
    /// Positions of the teams that serve it, in the order in which they are asked.
    pub teams: Vec<u16>,
    /// Service time, seconds.
    pub service: Law,
    /// Other service times; the first whose condition holds counts.
    pub service_when: Vec<(Condition, Law)>,
    /// Changes of the service time; all that hold count.
    pub adjust: Vec<Adjustment>,
    /// Order within a priority class.
    pub order: ServiceOrder,
    /// Priority classes, the most urgent first; who meets none of them comes last.
    pub priority: Vec<Condition>,
    /// Share of services that look at the first class before the others, if not all do, 0..1.
    pub first_class_share: Option<f64>,
    /// When the service should be over, from the arrival on.
    pub due: Option<Due>,
    /// Cases that are there when the period begins.
    pub backlog: u32,
    /// Whoever would wait behind so many does not join.
    pub balk_at: Option<u32>,
    /// Where they go; `None`: they withdraw.
    pub balked: Option<StageId>,
    /// How long an application waits in line, seconds.
    pub patience: Option<Law>,
    /// Where whoever runs out of it goes; `None`: they withdraw.
    pub reneged: Option<StageId>,
}

/// What a decision settles.
#[derive(Debug, Clone)]
pub enum Decision {
    /// Nothing; the stage only routes.
    Nothing,
    /// What the automatic screen said at filing: approved, refused, or neither on the human route.
    Screen,
    /// What the reviewer thinks who served the application last.
    Reviewer,
    /// Approved with this probability, else refused.
    Chance(f64),
    /// Approved at or above the first score, refused below the second, nothing between.
    Band {
        /// Scores at or above are approved.
        approve_at: f64,
        /// Scores below are refused.
        refuse_below: f64,
    },
    /// Approved if any of the conditions holds, else refused.
    Test(Vec<Condition>),
}

/// How a process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitOutcome {
    /// As was decided on the way.
    Decided,
    /// With an approval.
    Approved,
    /// With a refusal.
    Refused,
    /// Without a decision: the application is withdrawn.
    Withdrawn,
}

/// Failures of the tools a team works with; a case in hand waits for the repair.
#[derive(Debug, Clone)]
pub struct Breakdowns {
    /// Time on duty between a repair and the next failure, of each person, seconds.
    pub every: Law,
    /// Calendar time until the repair, seconds.
    pub repair: Law,
}

/// People who serve.
#[derive(Debug, Clone)]
pub struct TeamConfig {
    /// The team's name, unique.
    pub name: String,
    /// What one of its people is called in event logs, without the number.
    pub member: String,
    /// The people, by their hours.
    pub crews: Vec<Crew>,
    /// What they do with the case in hand when their shift ends.
    pub end_of_shift: EndOfShift,
    /// Share of duty time that is productive, above 0 and up to 1: work takes this much longer.
    pub availability: f64,
    /// Share of their days on which people are away as planned, which their hours do not hold, 0..1.
    pub absence: f64,
    /// Whom they may serve.
    pub serves: Condition,
    /// Which of its stations the team looks at first.
    pub pick: Pick,
    /// Failures, if there are any.
    pub breakdowns: Option<Breakdowns>,
    /// Cost of an hour of one person, CNY.
    pub hourly: HourlyCost,
    /// What its people are paid for.
    pub paid_for: PaidFor,
}

impl TeamConfig {
    /// Number of people.
    pub fn people(&self) -> u32 {
        self.crews.iter().map(|crew| crew.people).sum()
    }

    /// Time on duty of all people between two moments, hours.
    pub fn duty_between(&self, from: SimTime, until: SimTime) -> f64 {
        let crew = |crew: &Crew| f64::from(crew.people) * crew.hours.between(from, until).as_hours();
        self.crews.iter().map(crew).sum()
    }

    /// Time on duty of all people on `day`, hours.
    pub fn duty_hours(&self, day: u32) -> f64 {
        let crew = |crew: &Crew| f64::from(crew.people) * crew.hours.duty_on(day).as_hours();
        self.crews.iter().map(crew).sum()
    }
}

/// Whether `factor` times what a law gives, seconds, is certainly rounded to no time.
pub(super) fn no_time(law: &Law, factor: f64) -> bool {
    let half_a_tick = SimDuration::from_ticks(1).as_secs_f64() / 2.0;
    // Not at the half, which is rounded up. Zero times anything finite is less than any time.
    factor == 0.0 || law.cdf((half_a_tick / factor).next_down()) >= 1.0
}

impl ProcessConfig {
    /// A bit for each of these teams, the same for those that serve the same applications.
    pub(super) fn team_bits(&self, teams: &[u16]) -> Vec<TeamMask> {
        let mut ways: Vec<&Condition> = Vec::new();
        let bit = |team: &u16| {
            let serves = &self.teams[usize::from(*team)].serves;
            let at = ways.iter().position(|way| *way == serves).unwrap_or_else(|| {
                ways.push(serves);
                ways.len() - 1
            });
            // A scenario with more ways than there are bits has been refused; the last ones would be one.
            1 << at.min(TeamMask::BITS as usize - 1)
        };
        teams.iter().map(bit).collect()
    }
}

impl StageConfig {
    /// The station, if the stage is one.
    pub fn station(&self) -> Option<&StationConfig> {
        match &self.kind {
            StageKind::Station(station) => Some(station),
            _ => None,
        }
    }

    /// Stages that an application may go to from here, with the share of the route.
    pub fn successors(&self) -> impl Iterator<Item = StageId> + '_ {
        let aside = self.station().map_or([None, None], |station| [station.balked, station.reneged]);
        self.next
            .iter()
            .filter(|route| route.share != Some(0.0))
            .map(|route| route.to)
            .chain(aside.into_iter().flatten())
    }

    /// Whether passing the stage certainly takes no time.
    pub fn is_timeless(&self) -> bool {
        match &self.kind {
            StageKind::Delay(delay) => {
                // One that counts from filing may be over before it begins.
                !self.enabled
                    || delay.since_filing
                    || match &delay.time {
                        DelayTime::Calendar(law) | DelayTime::Office(law) => no_time(law, 1.0),
                        // Less than half a day is rounded to none.
                        DelayTime::WorkingDays(law) => law.cdf(0.5) >= 1.0,
                        // Whoever comes at the moment of a run is in it.
                        DelayTime::RunAt(_) => true,
                    }
            }
            StageKind::Station(station) => {
                // Whatever shortens it and adds nothing may hold at once.
                let shortens = |change: &&Adjustment| change.factor < 1.0 && change.add == SimDuration::ZERO;
                let least: f64 = station.adjust.iter().filter(shortens).map(|change| change.factor).product();
                !self.enabled
                    || no_time(&station.service, least)
                    || station.service_when.iter().any(|(_, law)| no_time(law, least))
            }
            StageKind::Decision(_) | StageKind::Exit(_) => true,
        }
    }
}
