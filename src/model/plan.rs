//! The compiled model.

use std::ops::Range;
use std::sync::Arc;

use super::changes::Changes;
use super::check::{ProcessFault, check};
use super::config::ModelConfig;
use super::counted::{Counted, Cuts, tally_config};
use super::paths::in_loops;
use super::pay::{PaysFor, pays_for, pays_from};
use super::process::{ProcessConfig, ServiceOrder, StageConfig, StageId, StationConfig, TeamConfig};
use super::ways::Ways;
use crate::behaviour::{Behaviour, Behaviours, Forced};
use crate::engine::TeamMask;
use crate::observe::{CrossPlan, LogNames, TallyConfig};
use crate::population::Applicant;
use crate::random::{Purpose, ReplicationKey};
use crate::time::{DAY, SimDuration, SimTime};
use crate::words::say;

/// Parts that do not fit together.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ModelError {
    /// A calendar that ends before the run does.
    #[error("{}", say!(TheCalendarOfCoversDays, whose = whose, covered = covered, needed = needed))]
    Calendar {
        /// Whose calendar.
        whose: String,
        /// Days it covers.
        covered: u32,
        /// Days of the run.
        needed: u32,
    },
    /// A share of productive time that is not one.
    #[error("{}", say!(TheAvailabilityOfMustLie, whose = whose, value = value))]
    Availability {
        /// Whose.
        whose: String,
        /// The value.
        value: f64,
    },
    /// A warm-up that leaves nothing to count.
    #[error("{}", say!(TheWarmUpOfDays, warm_up = warm_up, arrivals = arrivals))]
    WarmUp {
        /// Days.
        warm_up: f64,
        /// Days with arrivals.
        arrivals: u32,
    },
    /// A process that cannot be played.
    #[error("{}", say!(TheProcessCannotBePlayed, what = .0))]
    Process(ProcessFault),
}

/// What every visit of a stage asks, found out once and kept together.
#[derive(Debug, Clone)]
pub(super) struct Visit {
    /// A copy of the stage, beside the rest.
    pub(super) stage: StageConfig,
    /// Its number among the stations.
    pub(super) station: u16,
    /// Where its passes are counted, if it can be passed again.
    pub(super) passes: Option<u8>,
    /// The way on, if how an application stands settles it.
    pub(super) ways: Option<Ways>,
    /// Per route: where its passes are counted, if it has a limit.
    pub(super) routes: Vec<Option<u8>>,
    /// At a station: whether services have due dates.
    pub(super) dated: bool,
    /// At a station: whether one law gives the work of every service, without conditions or adjustments, so that
    /// it is known before the service starts.
    pub(super) known_ahead: bool,
    /// At a station: what its work is drawn for.
    pub(super) handled_as: Purpose,
    /// Of entities without attributes, at the first stage: whether it is a station in use whose work is known
    /// ahead, without a way back to it, so that the work is drawn in rows before they come.
    pub(super) in_rows: bool,
    /// At a station: all its teams.
    pub(super) teams: TeamMask,
    /// At a station: the bit of each of its teams; those with the same `serves` share one.
    pub(super) bits: Vec<TeamMask>,
    /// At a station: whether everyone may be served by all teams, and nobody before who came earlier.
    pub(super) alike: bool,
    /// At a station: when what a case may claim can change while it waits, if it can.
    pub(super) changes: Option<Box<Changes>>,
}

/// A compiled model: immutable, shared by all threads, and able to play any replication.
#[derive(Debug, Clone)]
pub struct Model {
    pub(super) config: ModelConfig,
    pub(super) behaviours: Behaviours,
    pub(super) end: SimTime,
    /// Per behaviour, where it waits for a day of the month: per day of the run, the days until the next.
    days_to_renewal: Vec<Vec<u16>>,
    /// Per team: which work is paid as it is done.
    pub(super) pays_for: Vec<PaysFor>,
    /// From when on any may be.
    pub(super) pays_from: SimTime,
    /// Per stage.
    visits: Vec<Visit>,
    /// Number of things counted along the way.
    counters: usize,
    /// Stands in for the attributes of entities that have none.
    pub(super) nobody: Applicant,
    first_weekday: u8,
    /// What is counted.
    pub(super) counted: Counted,
    cuts: Cuts,
    tally: TallyConfig,
    /// Whether a reviewer's leniency is drawn for each application, not for each of a team.
    pub(super) reader_of_its_own: bool,
}

impl Model {
    /// Compiles a model.
    ///
    /// # Errors
    /// Calendars shorter than the run, no productive time, a warm-up that leaves nothing, and the
    /// first fault of the process.
    pub fn new(config: ModelConfig) -> Result<Self, ModelError> {
        let days = config.arrivals.days + config.drain_days;
        let covers = |covered: u32, whose: &str| {
            if covered < days {
                return Err(ModelError::Calendar { whose: whose.to_owned(), covered, needed: days });
            }
            Ok(())
        };
        covers(config.calendar.days(), "the scenario")?;
        for team in &config.process.teams {
            for crew in &team.crews {
                covers(crew.hours.calendar().days(), &team.name)?;
            }
            if !(team.availability > 0.0 && team.availability <= 1.0) {
                return Err(ModelError::Availability { whose: team.name.clone(), value: team.availability });
            }
        }
        if config.warm_up >= SimTime::from_day(config.arrivals.days) && config.warm_up > SimTime::START {
            let warm_up = config.warm_up.since(SimTime::START).as_days();
            return Err(ModelError::WarmUp { warm_up, arrivals: config.arrivals.days });
        }
        if let Some(fault) = check(&config).into_iter().next() {
            return Err(ModelError::Process(fault));
        }
        let process = &config.process;
        let (visits, counters) = visits(&config);
        let counted = Counted::after_warm_up(&config);
        let pays = pays_for(process);
        Ok(Self {
            behaviours: Behaviours::new(config.behaviours.clone(), &Forced::NONE),
            end: SimTime::from_day(days),
            days_to_renewal: renewal_table(&config, days),
            pays_from: pays_from(&config, &pays),
            pays_for: pays,
            visits,
            counters,
            nobody: config.population.applicant(ReplicationKey::new(0, 0), 0),
            first_weekday: config.calendar.first().weekday().to_monday_zero_offset() as u8,
            tally: tally_config(&config, days, &counted, &Cuts::default()),
            cuts: Cuts::default(),
            counted,
            reader_of_its_own: false,
            config,
        })
    }

    /// The same model with some behaviours forced to a level among those they apply to.
    #[must_use]
    pub fn forced(&self, forced: &Forced) -> Self {
        let behaviours = Behaviours::new(self.config.behaviours.clone(), forced);
        Self { behaviours, ..self.clone() }
    }

    /// The same model with another warm-up, cut to leave the last day of arrivals.
    #[must_use]
    pub fn warmed_up(&self, warm_up: SimTime) -> Self {
        let mut model = self.clone();
        let latest = SimTime::from_day(self.config.arrivals.days.saturating_sub(1));
        model.config.warm_up = warm_up.min(latest);
        model.counted = Counted::after_warm_up(&model.config);
        model.counting_anew()
    }

    /// The same model, counting what is filed on these days alone; everything around them is played as before. The days
    /// are counted from 0, and lie within the run.
    #[must_use]
    pub fn filed_on(&self, days: Range<u32>) -> Self {
        let mut model = self.clone();
        model.counted = Counted::filed_on(days.start..days.end.min(model.tally.days));
        model.counting_anew()
    }

    /// The same model, counting the cells of crossed segments besides; of entities without attributes there are none.
    #[must_use]
    pub fn crossed(&self, plan: CrossPlan) -> Self {
        let mut model = self.clone();
        model.cuts.cross = Some(Arc::new(plan));
        model.counting_anew()
    }

    /// The same model, counting by hour, weekday and people besides.
    #[must_use]
    pub fn by_time(&self) -> Self {
        let mut model = self.clone();
        model.cuts.by_time = true;
        model.counting_anew()
    }

    fn counting_anew(mut self) -> Self {
        self.tally = tally_config(&self.config, self.tally.days, &self.counted, &self.cuts);
        self
    }

    /// What it was made from.
    pub fn config(&self) -> &ModelConfig {
        &self.config
    }

    /// What a tally of this model needs to know.
    pub fn tally_config(&self) -> &TallyConfig {
        &self.tally
    }

    /// The names that event logs need.
    pub fn log_names(&self) -> LogNames {
        let process = &self.config.process;
        LogNames {
            entries: Arc::clone(&self.config.names),
            stages: process.stages.iter().map(|stage| stage.name.clone()).collect(),
            members: process.teams.iter().map(|team| team.member.clone()).collect(),
            plain: self.config.plain,
        }
    }

    /// The end of the run.
    pub fn end(&self) -> SimTime {
        self.end
    }

    #[inline]
    pub(super) fn team(&self, team: u16) -> &TeamConfig {
        &self.config.process.teams[usize::from(team)]
    }

    /// Working days from one moment to another.
    #[inline(always)]
    pub(super) fn working_days(&self, from: SimTime, until: SimTime) -> u32 {
        self.config.calendar.working_days_between(from.day(), until.day())
    }

    /// What every visit of a stage asks.
    #[inline]
    pub(super) fn visit(&self, stage: StageId) -> &Visit {
        &self.visits[usize::from(stage)]
    }

    /// Number of things counted along the way.
    pub(super) fn counters(&self) -> usize {
        self.counters
    }

    /// The weekday of a moment, from Monday.
    #[inline]
    pub(super) fn weekday(&self, now: SimTime) -> u8 {
        ((u32::from(self.first_weekday) + now.day()) % 7) as u8
    }

    /// When a behaviour adopted at `now` takes effect, given its delay. To stop editing does so when the edits
    /// before it are no longer recent either, and what waits for a day of the month on the next such day.
    #[inline]
    pub(super) fn effective(&self, behaviour: Behaviour, now: SimTime, delay: SimDuration) -> SimTime {
        let action = &self.config.behaviours.actions[behaviour.index()];
        if action.stops_edits {
            return now + delay.max(self.config.effects.edit_window);
        }
        let done = now + delay;
        if action.next_day_of_month.is_none() {
            return done;
        }
        // After the run no application is filed, so any day will do.
        let days = self.days_to_renewal[behaviour.index()].get(done.day() as usize).copied().unwrap_or(30);
        SimTime::from_day(done.day()) + u64::from(days) * DAY
    }
}

/// What visits of each stage ask, with numbers for everything that is counted on the way, and how many
/// those are. The check has seen to it that they suffice.
fn visits(config: &ModelConfig) -> (Vec<Visit>, usize) {
    let process = &config.process;
    let mut counters = 0;
    let mut number = |wanted: bool| {
        wanted.then(|| {
            counters += 1;
            counters - 1
        })
    };
    let passes: Vec<Option<u8>> = in_loops(config).into_iter().map(&mut number).collect();
    let mut stations = 0;
    let visit = |(position, (stage, passes)): (usize, (&StageConfig, Option<u8>))| {
        let at = stage.station();
        let station = stations;
        stations += u16::from(at.is_some());
        let teams = at.map_or(&[][..], |at| at.teams.as_slice());
        let bits = process.team_bits(teams);
        let known_ahead = at.is_some_and(|at| at.service_when.is_empty() && at.adjust.is_empty());
        let at_first = position == 0;
        let everyone = teams.iter().all(|team| process.teams[usize::from(*team)].serves.is_empty());
        let in_turn =
            at.is_none_or(|at| at.priority.is_empty() && matches!(at.order, ServiceOrder::FirstCome));
        Visit {
            stage: stage.clone(),
            station,
            passes,
            ways: Ways::new(&stage.next),
            routes: stage.next.iter().map(|route| number(route.limit.is_some())).collect(),
            dated: at.is_some_and(|at| at.due.is_some()),
            known_ahead,
            handled_as: if stage.before_filing { Purpose::Intake } else { Purpose::Handling },
            in_rows: config.plain && stage.enabled && at_first && known_ahead && passes.is_none(),
            teams: bits.iter().fold(0, |all, bit| all | bit),
            bits,
            alike: everyone && in_turn,
            changes: at.and_then(|at| changes(process, at)).map(Box::new),
        }
    };
    let visits = process.stages.iter().zip(passes).enumerate().map(visit).collect();
    (visits, usize::from(counters))
}

/// When conditions can change that are judged whenever the next case of a station is chosen: whom its teams may
/// serve, its classes, and what an expected service time depends on where it settles the order.
fn changes(process: &ProcessConfig, station: &StationConfig) -> Option<Changes> {
    let serves = station.teams.iter().map(|team| &process.teams[usize::from(*team)].serves);
    let by_length = matches!(station.order, ServiceOrder::ShortestExpected);
    let lengths = station.service_when.iter().map(|(when, _)| when);
    let lengths = lengths.chain(station.adjust.iter().map(|change| &change.when)).filter(|_| by_length);
    Changes::of(station.priority.iter().chain(serves).chain(lengths))
}

fn renewal_table(config: &ModelConfig, days: u32) -> Vec<Vec<u16>> {
    let calendar = &config.calendar;
    let of = |renewal: Option<u8>| {
        let Some(renewal) = renewal else { return Vec::new() };
        let days_until = |day: u32| {
            let matches = |ahead: &u32| calendar.date(day + ahead).day() == renewal as i8;
            (1..=62).find(matches).unwrap_or(30) as u16
        };
        (0..days).map(days_until).collect()
    };
    config.behaviours.actions.iter().map(|action| of(action.next_day_of_month)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Scenario, compile, load_text};

    fn model(text: &str) -> Model {
        let mut loaded = load_text("test.toml", text, &[]);
        let scenario: Scenario = loaded.read();
        compile(&scenario, &mut loaded.faults).expect("a valid scenario").model
    }

    /// The base scenario starts on the first of January 2024, a leap year.
    #[test]
    fn scores_are_renewed_on_the_next_such_day_after_the_delay() {
        let model = model("");
        let effective = |now: SimTime, days: u64| model.effective(Behaviour::RAISE_EXTERNAL, now, days * DAY);
        // From 1 January: done on the 11th, renewed on 6 February; done on 10 February, renewed on 6 March.
        assert_eq!(effective(SimTime::START, 10), SimTime::from_day(36));
        assert_eq!(effective(SimTime::START, 40), SimTime::from_day(31 + 29 + 5));
        // Done the day before, it is renewed on the sixth; done on the sixth itself, in the month after.
        let (before, on) =
            (SimTime::from_day(4), SimTime::from_day(5) + SimDuration::from_secs_f64(43_200.0));
        assert_eq!(effective(before, 0), SimTime::from_day(5));
        assert_eq!(effective(on, 0), SimTime::from_day(36));
    }

    #[test]
    fn to_stop_editing_works_when_the_edits_before_are_no_longer_recent() {
        for (window, days) in [("14d", 14), ("30d", 30), ("3d", 10)] {
            let model = model(&format!("behaviours.edits.window = \"{window}\""));
            let effective = model.effective(Behaviour::STOP_EDITS, SimTime::START, 10 * DAY);
            assert_eq!(effective, SimTime::START + days * DAY, "{window}");
        }
    }
}
