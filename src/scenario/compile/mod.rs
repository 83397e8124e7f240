//! From validated sections to a compiled model: what contradicts is a fault at its place.
//!
//! This file puts the parts together; each part is built in a file of its own.

mod absence;
mod arrivals;
mod attributes;
mod behaviours;
mod calendars;
mod causes;
mod conditions;
mod coverage;
mod duty;
mod expect;
mod graph;
mod idle;
mod law_files;
mod laws;
mod names;
mod own;
mod people;
mod period;
mod process;
mod rostered;
mod rules;
mod stations;
mod teams;
mod vocabulary;

use std::sync::Arc;

pub(super) use arrivals::NOT_BESIDE_FILE;
pub(super) use process::{COMMON as STAGE_COMMON, KEYS as STAGE_KEYS};
pub(super) use rostered::NOT_BESIDE_ROSTER;

use super::data::receipt::Receipt;
use super::holidays::CalendarFile;
use super::idle::IdleKey;
use super::provenance::{self, Number};
use super::read::civil::Date;
use super::read::fault::{Fault, Faults};
use super::read::offer::{MOST_LISTED, candidates, is_slip, translated};
use super::read::section::Section;
use super::read::source::Place;
use super::read::units::Duration;
use super::rosters::RosterFile;
use super::sections::Scenario;
use super::sections::applicants::PopulationSource;
use super::sections::lender::NoticeSection;
use super::sections::process::DutyDays;
use super::sections::steady::WarmUp;
use crate::behaviour::{ChannelConfig, ReapplyConfig, Screens};
use crate::model::{HumanRequest, Model, ModelConfig, NoticeConfig, PayFactors, UnaskedRestoration};
use crate::observe::Expectation;
use crate::policy::ReviewRule;
use crate::population::Segments;
use crate::time::SimDuration;
use crate::words::say;
use behaviours::effects;
use causes::restriction_factors;
use rules::small_scores;
use vocabulary::Vocabulary;

/// What a run needs besides the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Name of the scenario.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// Root seed.
    pub seed: u64,
    /// Replications.
    pub replications: u64,
    /// The interventions; `None` when they are left out.
    pub interventions: Option<InterventionSettings>,
    /// Date of day 0.
    pub start: jiff::civil::Date,
    /// Time zone of everything written down.
    pub time_zone: String,
    /// Whether the warm-up is to be found from trial replications.
    pub auto_warm_up: bool,
}

/// Behaviours forced off and on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InterventionSettings {
    /// Replications of each.
    pub replications: u64,
    /// Share of the applicants for whom it is also done on them alone, 0..1.
    pub shadow_share: f64,
}

/// A scenario ready to run.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The model.
    pub model: Model,
    /// Everything else.
    pub settings: Settings,
    /// What should come out.
    pub expectations: Vec<Expectation>,
    /// Keys that were written in vain, if somebody has asked; see [`super::idle_keys`].
    pub idle: Vec<IdleKey>,
    /// The numbers and where they come from, if somebody has asked; see [`super::numbers`].
    pub numbers: Vec<Number>,
    /// Keys of scores that are hardly above 0, where scores go from 0 to 100.
    pub small_scores: Vec<String>,
    /// What was read of the files it names.
    pub receipts: Vec<Receipt>,
    /// The calendar file that was read, if one is named.
    pub calendar: Option<CalendarFile>,
    /// The rosters of teams that were read.
    pub rosters: Vec<RosterFile>,
}

/// Working days are known this long after the run, so that no delay can leave the calendar.
const CALENDAR_MARGIN_DAYS: u32 = 1_100;

/// Faults after which nothing is looked up any more to say what was meant: no more of them are shown.
const ENOUGH: usize = 100;

/// Builds the model of a scenario. Every contradiction becomes a fault; with any fault, `None`.
pub fn compile(scenario: &Scenario, faults: &mut Faults) -> Option<Compiled> {
    let mut found = Vec::new();
    let faulty = faults.iter().map(Fault::place).collect();
    let compiler = Compiler {
        found: &mut found,
        faulty,
        receipts: Vec::new(),
        calendar: None,
        rosters: Vec::new(),
        vocabulary: Vocabulary::default(),
    };
    let compiled = compiler.scenario(scenario);
    let clean = found.is_empty();
    for fault in found {
        faults.push(fault);
    }
    compiled.filter(|_| clean && faults.is_empty())
}

struct Compiler<'a> {
    found: &'a mut Vec<Fault>,
    /// Where reading has found faults.
    faulty: Vec<Place>,
    /// What was read of files.
    receipts: Vec<Receipt>,
    /// The calendar file, once it is read.
    calendar: Option<CalendarFile>,
    /// The rosters read so far.
    rosters: Vec<RosterFile>,
    /// The names of entries.
    vocabulary: Vocabulary,
}

/// A date that was read.
pub(super) fn civil(date: Date) -> jiff::civil::Date {
    jiff::civil::Date::new(date.year, date.month as i8, date.day as i8).unwrap_or(jiff::civil::Date::ZERO)
}

fn seconds(duration: Duration) -> SimDuration {
    SimDuration::from_secs_f64(duration.as_seconds())
}

impl Compiler<'_> {
    fn fault(&mut self, place: Place, message: impl Into<String>, label: &str, remedy: impl Into<String>) {
        self.found.push(Fault::rule(place, message, label, remedy));
    }

    /// Whether a section was read without a fault. What follows from a fault is none of its own.
    fn sound(&self, section: &impl Section) -> bool {
        !self.faulty.iter().any(|place| section.spans().holds(*place))
    }

    /// The value, or a fault made of the error's own words.
    fn check<T, E: std::fmt::Display>(
        &mut self,
        place: Place,
        result: Result<T, E>,
        remedy: &str,
    ) -> Option<T> {
        result.map_err(|error| self.fault(place, error.to_string(), say!(ContradictsItselfHere), remedy)).ok()
    }

    fn scenario(mut self, scenario: &Scenario) -> Option<Compiled> {
        self.names_of_one_line(scenario);
        self.find_names(scenario);
        let start = civil(scenario.period.start);
        let arrival_days = self.whole_days(&scenario.period.arrivals, scenario.period.place("arrivals"));
        let drain_days = self.whole_days(&scenario.period.drain, scenario.period.place("drain"));
        self.clock(scenario, start, arrival_days + drain_days);
        let span = arrival_days + drain_days + CALENDAR_MARGIN_DAYS;
        let calendars = self.calendars(&scenario.calendar, start, span);
        let arrivals = self.arrivals(scenario, start, arrival_days, &calendars);
        let population = self.population(scenario);
        let behaviours = self.behaviours(scenario);
        let screen = self.screen(scenario);
        let process = self.process(scenario, &calendars);
        let patience = &scenario.patience;
        let patience_law = self.law(&patience.limit, patience.place("limit"));
        let fast_lane = self.fast_lane(scenario);
        let request = &scenario.human_request;
        let channels = self.channels(scenario);
        let notice = self.notice(&scenario.notice);
        let reapply = self.reapply(scenario);
        let warm_up = self.warm_up(scenario, arrival_days);
        let stages: Vec<&str> = scenario.stage.0.iter().map(|stage| stage.name.as_str()).collect();
        let human_request = if request.enabled {
            self.position("stage", &request.stage, &stages, request.place("stage")).map(|stage| {
                let share = request.share.get();
                Some(HumanRequest { share, knock_outs_too: request.knock_outs_too, stage: stage as u16 })
            })
        } else {
            Some(None)
        };
        let plain = scenario.population.source == PopulationSource::Plain;
        let expectations = self.expectations(scenario);
        self.idle_sections(scenario);
        provenance::check(scenario, self.found);
        let config = ModelConfig {
            plain,
            names: Arc::new(self.vocabulary.names()),
            segments: Segments::new(self.vocabulary.rules.clone()),
            population: Arc::new(population?),
            arrivals: arrivals?,
            drain_days,
            warm_up,
            calendar: calendars.days(DutyDays::Scenario).cloned()?,
            behaviours: behaviours?,
            effects: effects(scenario),
            channels: channels?,
            process: process?,
            screen: screen?,
            review: ReviewRule {
                cut_off: scenario.human.cut_off,
                scale: scenario.human.scale,
                leniency_sd: scenario.human.leniency_sd,
                occasion_sd: scenario.human.occasion_sd,
            },
            fast_lane,
            // Entities without attributes lose patience in a line, not with a decision.
            patience: patience_law.filter(|_| patience.enabled && !plain),
            notice: notice?,
            reapply: reapply?,
            unasked: UnaskedRestoration {
                share: scenario.unasked_restoration.share.get(),
                within: seconds(scenario.unasked_restoration.within),
            },
            human_request: human_request?.filter(|_| !plain),
            takeover_loss_share: scenario.population.takeover_loss_share.get(),
            pay: PayFactors {
                by_day: calendars.pay_factors(&scenario.costs, arrival_days + drain_days)?.into(),
                overtime: scenario.costs.overtime_factor,
            },
            screen_cny: scenario.costs.screen.as_cny(),
        };
        self.graph(scenario, &config);
        if !self.found.is_empty() {
            return None;
        }
        let model = self.check(scenario.place(""), Model::new(config), say!(MakeThePartsFitTogether))?;
        self.steady_state(scenario, &model)?;
        Some(Compiled {
            model,
            settings: settings(scenario, start),
            expectations,
            idle: Vec::new(),
            numbers: Vec::new(),
            small_scores: if plain { Vec::new() } else { small_scores(scenario) },
            receipts: law_files::with_doubts(self.receipts, scenario),
            calendar: self.calendar,
            rosters: self.rosters,
        })
    }

    fn channels(&mut self, scenario: &Scenario) -> Option<ChannelConfig> {
        let section = &scenario.application;
        let app = &section.app;
        Some(ChannelConfig {
            agent_share: section.agent.share.get(),
            screens: Screens::new(app.screens, app.drop_off_share.get()),
            return_share: app.return_share.get(),
            return_after: self.law(&app.return_after, app.place("return_after"))?,
            return_factors: restriction_factors(
                scenario,
                |kind| kind.return_factor,
                app.limited_return_factor,
            ),
        })
    }

    fn notice(&mut self, section: &NoticeSection) -> Option<NoticeConfig> {
        let lag = self.law(&section.lag, section.place("lag"));
        let missed_delay = self.law(&section.missed_delay, section.place("missed_delay"));
        Some(NoticeConfig {
            lag: lag?,
            sms_share: section.sms_share.get(),
            sms_seen_share: section.sms_seen_share.get(),
            app_seen_share: section.app_seen_share.get(),
            missed_delay: missed_delay?,
            reason_codes: section.reason_codes,
        })
    }

    fn reapply(&mut self, scenario: &Scenario) -> Option<ReapplyConfig> {
        let section = &scenario.reapply;
        Some(ReapplyConfig {
            probability: section.probability.get(),
            decay: section.decay.get(),
            cool_down: seconds(section.cool_down),
            extra: self.law(&section.extra, section.place("extra"))?,
            max_attempts: section.max_attempts.min(50) as u8,
            fix_probability: section.fix_probability.get(),
            factors: restriction_factors(scenario, |kind| kind.reapply_factor, section.limited_factor),
        })
    }

    /// Position of a name in a list, or a fault with the nearest name.
    fn position(&mut self, what: &str, name: &str, names: &[&str], place: Place) -> Option<usize> {
        let found = names.iter().position(|known| *known == name);
        if found.is_none() && self.found.len() >= ENOUGH {
            // Looking for what was meant takes long, and nobody would read it.
            self.fault(place, say!(ThereIsNo, what = what, name = name), say!(CompileUnknown), "");
        } else if found.is_none() {
            let near = names.iter().map(|known| (strsim::damerau_levenshtein(known, name), known)).min();
            let near = near.filter(|(distance, known)| is_slip(*distance, name, known));
            // An abbreviation lies far from what it stands for.
            let translated = translated(name, names);
            let begins = names.iter().find(|known| name.len() >= 3 && known.starts_with(name));
            let help = match translated.or(begins).or(near.map(|(_, known)| known)) {
                Some(known) if names.len() > MOST_LISTED => say!(DidYouMean, known = known),
                Some(known) => say!(DidYouMeanItIs, known = known, names = names.join(", ")),
                None => say!(ItIsOneOf, names = candidates(name, names.iter().copied())),
            };
            self.fault(place, say!(ThereIsNo, what = what, name = name), say!(CompileUnknown), help);
        }
        found
    }
}

fn settings(scenario: &Scenario, start: jiff::civil::Date) -> Settings {
    let interventions = &scenario.interventions;
    Settings {
        name: scenario.name.clone(),
        description: scenario.description.clone(),
        seed: scenario.seed,
        replications: scenario.replications,
        // Entities without attributes have no behaviour to force.
        interventions: (interventions.enabled && scenario.population.source != PopulationSource::Plain)
            .then_some(InterventionSettings {
                replications: interventions.replications,
                shadow_share: interventions.shadow_share.get(),
            }),
        start,
        time_zone: scenario.period.time_zone.clone(),
        auto_warm_up: scenario.period.warm_up == WarmUp::Auto,
    }
}
