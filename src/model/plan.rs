//! The compiled model.

use super::config::{DeskConfig, ModelConfig};
use crate::behaviour::{Behaviour, Behaviours, Forced};
use crate::engine::{EndOfShift, Station};
use crate::observe::{DeskFacts, TallyConfig};
use crate::time::{SimDuration, SimTime};

/// Parts that do not fit together.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ModelError {
    /// A calendar that ends before the run does.
    #[error("the calendar of {desk} covers {covered} days, the run lasts {needed}")]
    Calendar {
        /// Whose calendar.
        desk: &'static str,
        /// Days it covers.
        covered: u32,
        /// Days of the run.
        needed: u32,
    },
    /// Shares of the fixed delay that do not sum to one.
    #[error("the shares of the fixed review delay must sum to 1, they sum to {0}")]
    DelayShares(f64),
    /// A share of productive time that is not one.
    #[error("the availability of {desk} must lie above 0 and at most at 1, got {value}")]
    Availability {
        /// Whose.
        desk: &'static str,
        /// The value.
        value: f64,
    },
}

/// A compiled model: immutable, shared by all threads, and able to play any replication.
#[derive(Debug, Clone)]
pub struct Model {
    pub(super) config: ModelConfig,
    pub(super) behaviours: Behaviours,
    pub(super) end: SimTime,
    /// Per day of the run: days until the next day of the month on which scores are renewed.
    days_to_renewal: Vec<u16>,
    tally: TallyConfig,
}

impl Model {
    /// Compiles a model.
    ///
    /// # Errors
    /// Calendars shorter than the run, delay shares that do not sum to one, no productive time.
    pub fn new(config: ModelConfig) -> Result<Self, ModelError> {
        let days = config.arrivals.days + config.drain_days;
        for (desk, parts) in [("the agents", &config.intake), ("the reviewers", &config.human)] {
            let covered = parts.hours.calendar().days();
            if covered < days {
                return Err(ModelError::Calendar { desk, covered, needed: days });
            }
            if !(parts.availability > 0.0 && parts.availability <= 1.0) {
                return Err(ModelError::Availability { desk, value: parts.availability });
            }
        }
        let sum: f64 = config.delay.fixed.iter().map(|delay| delay.share).sum();
        if (sum - 1.0).abs() > 1e-6 {
            return Err(ModelError::DelayShares(sum));
        }
        let facts = |desk: &DeskConfig| DeskFacts {
            hours: desk.hours.clone(),
            servers: desk.servers,
            overtime: desk.end_of_shift == EndOfShift::Finish,
        };
        let tally = TallyConfig {
            desks: [facts(&config.intake), facts(&config.human)],
            arrival_days: config.arrivals.days,
            days,
            availability: config.human.availability,
            hourly_cny: [config.costs.agent_hour_cny, config.costs.reviewer_hour_cny],
            screen_cny: config.costs.screen_cny,
        };
        Ok(Self {
            behaviours: Behaviours::new(config.behaviours.clone(), None),
            end: SimTime::from_day(days),
            days_to_renewal: renewal_table(&config, days),
            tally,
            config,
        })
    }

    /// The same model with one behaviour forced to a level for everyone it applies to.
    #[must_use]
    pub fn forced(&self, forced: Forced) -> Self {
        let behaviours = Behaviours::new(self.config.behaviours.clone(), Some(forced));
        Self { behaviours, ..self.clone() }
    }

    /// What it was made from.
    pub fn config(&self) -> &ModelConfig {
        &self.config
    }

    /// What a tally of this model needs to know.
    pub fn tally_config(&self) -> &TallyConfig {
        &self.tally
    }

    /// The end of the run.
    pub fn end(&self) -> SimTime {
        self.end
    }

    /// When a behaviour adopted at `now` takes effect, given its delay.
    #[inline]
    pub(super) fn effective(&self, behaviour: Behaviour, now: SimTime, delay: SimDuration) -> SimTime {
        if self.config.behaviours.actions[behaviour.index()].next_day_of_month.is_none() {
            return now + delay;
        }
        let wait = self.days_to_renewal.get(now.day() as usize).copied().unwrap_or(30);
        SimTime::from_day(now.day() + u32::from(wait)) + delay
    }

    /// When a decision falls due that takes `working_days` from filing at `filed`: at the same time
    /// of day that many working days later, or at the opening or closing of that day if it lies
    /// outside its hours. A filing on a day off counts as made at opening time. A working day on
    /// which nobody is on duty is taken to have the usual hours.
    pub(super) fn due(&self, filed: SimTime, working_days: u32) -> SimTime {
        let hours = &self.config.human.hours;
        let calendar = hours.calendar();
        let Some(day) = calendar.add_working_days(filed.day(), working_days) else {
            return SimTime::NEVER;
        };
        let opens = hours.opens_on(day).unwrap_or(hours.opens());
        let closes = hours.closes_on(day).unwrap_or(hours.closes());
        let time_of_day =
            if calendar.is_working(filed.day()) { filed.time_of_day().max(opens).min(closes) } else { opens };
        // On the day of filing itself a decision cannot fall due before the filing.
        (SimTime::from_day(day) + time_of_day).max(filed)
    }

    pub(super) fn station(desk: &DeskConfig, classes: u8) -> Station {
        Station::new(desk.hours.clone(), desk.servers, classes, desk.end_of_shift)
    }
}

fn renewal_table(config: &ModelConfig, days: u32) -> Vec<u16> {
    let renewal = config.behaviours.actions.iter().find_map(|action| action.next_day_of_month);
    let Some(renewal) = renewal else { return Vec::new() };
    let calendar = config.human.hours.calendar();
    let days_until = |day: u32| {
        let matches = |ahead: &u32| calendar.date(day + ahead).day() == renewal as i8;
        (1..=62).find(matches).unwrap_or(30) as u16
    };
    (0..days).map(days_until).collect()
}
