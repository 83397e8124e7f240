//! What a tally needs to know of a model beforehand.

use std::sync::Arc;

use super::{CrossPlan, Duty, Names, Pay, TimePlan};
use crate::time::{Cycle, SimTime};

/// One station, as the tally needs to know it.
#[derive(Debug, Clone, PartialEq)]
pub struct StationFacts {
    /// Name in files.
    pub name: String,
    /// Whether applications there have been filed.
    pub after_filing: bool,
    /// Whether it is in use; if not, work is counted there, and nobody queues.
    pub enabled: bool,
    /// Time of its teams on duty.
    pub duty: Duty,
    /// Whether services have due dates.
    pub due: bool,
    /// Cases that are there when the period begins.
    pub backlog: u32,
    /// After how long circumstances repeat; `None` if they do not.
    pub cycle: Option<Cycle>,
}

/// What the tally needs to know beforehand.
#[derive(Debug, Clone)]
pub struct TallyConfig {
    /// What the entries of the scenario are called.
    pub names: Arc<Names>,
    /// Whether arrivals have no attributes, so that nothing is counted by attribute.
    pub plain: bool,
    /// Whether they are filed on arrival and restored with the decision, so that one time is both of these.
    pub filed_on_arrival: bool,
    /// The stations, in the order of the process.
    pub stations: Arc<[StationFacts]>,
    /// Time of all teams at stations after filing on duty.
    pub lender_duty: Duty,
    /// Days with arrivals; where what is filed on some days is counted, up to the last of those.
    pub arrival_days: u32,
    /// Days of the run, arrivals and drain.
    pub days: u32,
    /// What began before this is not counted.
    pub warm_up: SimTime,
    /// What began then or later is not counted either.
    pub until: SimTime,
    /// Whether an application begins, for that, when it is filed, and an applicant with the first one filed; else both
    /// begin when the account is restricted.
    pub by_filing: bool,
    /// Screens of the app; 0 where nobody uses it.
    pub app_screens: u32,
    /// Cost of one automatic screen, CNY; 0 where no stage asks it.
    pub screen_cny: f64,
    /// Pay for time on duty, on days with arrivals after the warm-up.
    pub duty_pay: Pay,
    /// Working days among the days with arrivals that count.
    pub working_days: u32,
    /// Segments whose cells are counted, if any are.
    pub cross: Option<Arc<CrossPlan>>,
    /// Whether figures are counted by hour, weekday and people, and by which.
    pub by_time: Option<Arc<TimePlan>>,
}
