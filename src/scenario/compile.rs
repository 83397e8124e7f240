//! From validated sections to a compiled model: what contradicts is a fault at its place.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::read::civil::{Date, Shift};
use super::read::dist::{self, Dimension, Dist};
use super::read::fault::{Fault, Faults};
use super::read::section::Section as _;
use super::read::source::Place;
use super::read::units::{Duration, DurationValue};
use super::sections::Scenario;
use super::sections::applicants::{PopulationSection, PopulationSource, RestrictionSection};
use super::sections::behaviours::ActionParts;
use super::sections::lender::{CalendarKind, DelayKind, HumanSection, KnockOutName, ShiftEnd};
use super::sections::people::{AgentSection, CalendarSection};
use super::table;
use crate::behaviour::{
    ActionConfig, BehaviourConfig, ChannelConfig, Effects, IntensityRule, ReapplyConfig, SelfCheck,
};
use crate::engine::EndOfShift;
use crate::model::{
    CostConfig, DelayMode, DeskConfig, FixedDelay, HumanRequest, Model, ModelConfig, NoticeConfig,
    ReviewDelay,
};
use crate::policy::{FastLane, ItemWeights, KnockOut, ReviewRule, Scorecard, Screen};
use crate::population::{
    ArrivalConfig, Copula, DaysOverdueBand, FACTORS, ItemConfig, Population, PopulationConfig, Segment,
    SesameConfig, Surge,
};
use crate::random::{Law, LawSpec};
use crate::time::{self, DayKind, OfficeHours, SimDuration, Stamper, WorkCalendar};

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
    /// Replications of each intervention; `None` when they are left out.
    pub intervention_replications: Option<u64>,
    /// Date of day 0.
    pub start: jiff::civil::Date,
    /// Time zone of everything written down.
    pub time_zone: String,
}

/// A scenario ready to run.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The model.
    pub model: Model,
    /// Everything else.
    pub settings: Settings,
}

/// Working days are known this long after the run, so that no delay can leave the calendar.
const CALENDAR_MARGIN_DAYS: u32 = 1_100;

/// Builds the model of a scenario. Every contradiction becomes a fault; with any fault, `None`.
pub fn compile(scenario: &Scenario, faults: &mut Faults) -> Option<Compiled> {
    let mut found = Vec::new();
    let compiled = Compiler { found: &mut found }.scenario(scenario);
    let clean = found.is_empty();
    found.into_iter().for_each(|fault| faults.push(fault));
    compiled.filter(|_| clean && faults.is_empty())
}

struct Compiler<'a> {
    found: &'a mut Vec<Fault>,
}

fn civil(date: Date) -> jiff::civil::Date {
    jiff::civil::Date::new(date.year, date.month as i8, date.day as i8).unwrap_or(jiff::civil::Date::ZERO)
}

fn seconds(duration: Duration) -> SimDuration {
    SimDuration::from_secs_f64(duration.as_seconds())
}

impl Compiler<'_> {
    fn fault(&mut self, place: Place, message: impl Into<String>, label: &str, remedy: impl Into<String>) {
        self.found.push(Fault::rule(place, message, label, remedy));
    }

    /// The value, or a fault made of the error's own words.
    fn check<T, E: std::fmt::Display>(
        &mut self,
        place: Place,
        result: Result<T, E>,
        remedy: &str,
    ) -> Option<T> {
        result.map_err(|error| self.fault(place, error.to_string(), "contradicts itself here", remedy)).ok()
    }

    fn scenario(&mut self, scenario: &Scenario) -> Option<Compiled> {
        let start = civil(scenario.period.start);
        let arrival_days = self.whole_days(&scenario.period.arrivals, scenario.period.place("arrivals"));
        let drain_days = self.whole_days(&scenario.period.drain, scenario.period.place("drain"));
        if let Err(error) = Stamper::new(start, &scenario.period.time_zone) {
            let place = scenario.period.place("time_zone");
            self.fault(
                place,
                error.to_string(),
                "unknown zone",
                "use an IANA name such as \"Asia/Shanghai\"",
            );
        }
        let span = arrival_days + drain_days + CALENDAR_MARGIN_DAYS;
        let exceptions = self.exceptions(&scenario.calendar);
        let calendar = self.calendar(&scenario.calendar, scenario.calendar.preset, start, span, &exceptions);
        let intake_kind = scenario.application.agent.calendar;
        let intake_calendar = self.calendar(&scenario.calendar, intake_kind, start, span, &exceptions);
        let arrivals = self.arrivals(scenario, start, arrival_days);
        let population = self.population(&scenario.restriction, &scenario.population);
        let behaviours = self.behaviours(scenario);
        let screen = self.screen(scenario);
        let human = self.human(&scenario.human, calendar);
        let intake = self.intake(&scenario.application.agent, intake_calendar);
        let delay = self.delay(scenario);
        let patience = &scenario.patience;
        let patience_law = self.law(&patience.limit, patience.place("limit"));
        let fast_lane = &scenario.human.fast_lane;
        let request = &scenario.human_request;
        let notice = &scenario.notice;
        let channels = &scenario.application.app;
        let reapply = &scenario.reapply;
        let config = ModelConfig {
            population: Arc::new(population?),
            arrivals: arrivals?,
            drain_days,
            behaviours: behaviours?,
            effects: effects(scenario),
            channels: ChannelConfig {
                agent_share: scenario.application.agent.share.get(),
                screens: channels.screens,
                drop_off_share: channels.drop_off_share.get(),
                return_share: channels.return_share.get(),
                return_after: self.law(&channels.return_after, channels.place("return_after"))?,
            },
            intake: intake?,
            screen_duration: self.law(&scenario.screen.duration, scenario.screen.place("duration"))?,
            screen: screen?,
            human: human?,
            review: ReviewRule {
                cut_off: scenario.human.cut_off,
                scale: scenario.human.scale,
                leniency_sd: scenario.human.leniency_sd,
                occasion_sd: scenario.human.occasion_sd,
            },
            fast_lane: fast_lane.enabled.then(|| FastLane {
                credit_at_least: fast_lane.credit_at_least.get(),
                external_at_least: fast_lane.external_at_least.get(),
                handling_factor: fast_lane.handling_factor,
            }),
            documents_extra: seconds(scenario.human.documents_extra),
            delay: delay?,
            patience: patience_law.filter(|_| patience.enabled),
            notice: NoticeConfig {
                lag: self.law(&notice.lag, notice.place("lag"))?,
                sms_share: notice.sms_share.get(),
                sms_seen_share: notice.sms_seen_share.get(),
                app_seen_share: notice.app_seen_share.get(),
                missed_delay: self.law(&notice.missed_delay, notice.place("missed_delay"))?,
                reason_codes: notice.reason_codes,
            },
            reapply: ReapplyConfig {
                probability: reapply.probability.get(),
                decay: reapply.decay.get(),
                cool_down: seconds(reapply.cool_down),
                extra: self.law(&reapply.extra, reapply.place("extra"))?,
                max_attempts: reapply.max_attempts.min(50) as u8,
                fix_probability: reapply.fix_probability.get(),
            },
            human_request: request
                .enabled
                .then(|| HumanRequest { share: request.share.get(), knock_outs_too: request.knock_outs_too }),
            takeover_loss_share: scenario.population.takeover_loss_share.get(),
            costs: CostConfig {
                agent_hour_cny: scenario.costs.agent_hour.as_cny(),
                reviewer_hour_cny: scenario.costs.reviewer_hour.as_cny(),
                screen_cny: scenario.costs.screen.as_cny(),
            },
        };
        let model = self.check(scenario.place(""), Model::new(config), "make the parts fit together")?;
        Some(Compiled {
            model,
            settings: Settings {
                name: scenario.name.clone(),
                description: scenario.description.clone(),
                seed: scenario.seed,
                replications: scenario.replications,
                intervention_replications: scenario
                    .interventions
                    .enabled
                    .then_some(scenario.interventions.replications),
                start,
                time_zone: scenario.period.time_zone.clone(),
            },
        })
    }

    /// A law from its raw parameters.
    fn law<D: Dimension>(&mut self, dist: &Dist<D>, place: Place) -> Option<Law> {
        let law = Law::new(spec(&dist.law));
        let clipped = law.and_then(|law| match (dist.floor, dist.cap) {
            (None, None) => Ok(law),
            (floor, cap) => law.clipped(floor.unwrap_or(f64::NEG_INFINITY), cap.unwrap_or(f64::INFINITY)),
        });
        self.check(place, clipped, "change the parameters so that the law exists")
    }

    fn whole_days(&mut self, duration: &Duration, place: Place) -> u32 {
        let days = duration.as_seconds() / 86_400.0;
        if days.fract() != 0.0 {
            let message = format!("the period must be whole days, got {days} days");
            self.fault(place, message, "not whole days", format!("write \"{}d\"", days.ceil()));
        }
        days as u32
    }

    fn exceptions(&mut self, section: &CalendarSection) -> BTreeMap<jiff::civil::Date, DayKind> {
        let mut days = match &section.file {
            Some(file) => table::holidays(file, section.place("file"), self.found),
            None if section.preset == CalendarKind::China => time::china_2024_to_2026().0,
            None => BTreeMap::new(),
        };
        days.extend(section.off.iter().map(|date| (civil(*date), DayKind::Off)));
        for (index, date) in section.work.iter().enumerate() {
            if section.off.contains(date) {
                let place = section.place(&format!("work[{index}]"));
                let date = civil(*date);
                self.fault(
                    place,
                    format!("{date} is in `off` and in `work`"),
                    "listed twice",
                    "keep one of the two",
                );
            }
            days.insert(civil(*date), DayKind::Work);
        }
        days
    }

    fn calendar(
        &mut self,
        section: &CalendarSection,
        kind: CalendarKind,
        start: jiff::civil::Date,
        days: u32,
        exceptions: &BTreeMap<jiff::civil::Date, DayKind>,
    ) -> Option<WorkCalendar> {
        let result = match kind {
            CalendarKind::EveryDay if section.preset != kind => WorkCalendar::every_day(start, days),
            CalendarKind::EveryDay => WorkCalendar::new(start, days, [true; 7], exceptions, None),
            CalendarKind::MondayToFriday | CalendarKind::China => {
                let announced = section.file.is_none() && kind == CalendarKind::China;
                let until = announced.then(|| time::china_2024_to_2026().1);
                WorkCalendar::new(start, days, WorkCalendar::MONDAY_TO_FRIDAY, exceptions, until)
            }
        };
        self.check(section.place(""), result, "choose a period and a calendar with working days")
    }

    fn shifts(
        &mut self,
        shifts: &[Shift],
        calendar: Option<WorkCalendar>,
        place: Place,
    ) -> Option<OfficeHours> {
        let span = |time: u32| SimDuration::from_secs_f64(f64::from(time));
        let shifts = shifts
            .iter()
            .map(|shift| time::Shift {
                start: span(shift.from.as_seconds()),
                end: span(shift.to.as_seconds()),
            })
            .collect();
        let hours = OfficeHours::new(calendar?, shifts);
        self.check(place, hours, "list the shifts of a day in order, without overlap")
    }

    fn human(&mut self, section: &HumanSection, calendar: Option<WorkCalendar>) -> Option<DeskConfig> {
        let hours = self.shifts(&section.shifts, calendar, section.place("shifts"));
        let handling = self.law(&section.handling, section.place("handling"));
        Some(DeskConfig {
            servers: section.reviewers,
            hours: hours?,
            handling: handling?,
            availability: section.availability.get(),
            end_of_shift: match section.end_of_shift {
                ShiftEnd::Suspend => EndOfShift::Suspend,
                ShiftEnd::Finish => EndOfShift::Finish,
            },
        })
    }

    fn intake(&mut self, section: &AgentSection, calendar: Option<WorkCalendar>) -> Option<DeskConfig> {
        let hours = self.shifts(&section.shifts, calendar, section.place("shifts"));
        let handling = self.law(&section.handling, section.place("handling"));
        Some(DeskConfig {
            servers: section.agents,
            hours: hours?,
            handling: handling?,
            availability: 1.0,
            end_of_shift: EndOfShift::Suspend,
        })
    }

    fn arrivals(
        &mut self,
        scenario: &Scenario,
        start: jiff::civil::Date,
        days: u32,
    ) -> Option<ArrivalConfig> {
        let section = &scenario.arrivals;
        if section.hour_profile.iter().sum::<f64>() <= 0.0 {
            let place = section.place("hour_profile");
            self.fault(
                place,
                "the hour profile is 0 in every hour",
                "nobody would arrive",
                "give one hour a rate",
            );
        }
        let before = self.found.len();
        let mut surges = Vec::new();
        for (index, surge) in section.surges.iter().enumerate() {
            let (from, to) = (civil(surge.from), civil(surge.to));
            let place = section.place(&format!("surges[{index}]"));
            if to < from {
                let message = format!("the surge ends on {to}, before it starts on {from}");
                self.fault(place, message, "runs backwards", "exchange `from` and `to`");
                continue;
            }
            let day = |date: jiff::civil::Date| (date - start).get_days();
            if day(to) < 0 || day(from) >= days as i32 {
                let last = start.checked_add(jiff::Span::new().days(i64::from(days) - 1)).unwrap_or(start);
                let message = format!("the surge lies outside the arrivals, {start} to {last}");
                self.fault(place, message, "has no effect", "move it, or change `period`");
                continue;
            }
            surges.push(Surge {
                from_day: day(from).max(0) as u32,
                to_day: day(to) as u32,
                factor: surge.factor,
            });
        }
        (self.found.len() == before).then(|| ArrivalConfig {
            per_day: section.per_day,
            hour_profile: section.hour_profile,
            day_shape: section.day_noise.then_some(section.day_shape),
            surges,
            days,
        })
    }

    fn population(
        &mut self,
        restriction: &RestrictionSection,
        section: &PopulationSection,
    ) -> Option<Population> {
        let c = &section.correlation;
        let mut lower = [[0.0; 5]; 5];
        lower[1][0] = c.credit_security;
        lower[2][..2].copy_from_slice(&[c.credit_information, c.security_information]);
        lower[3][..3].copy_from_slice(&[
            c.credit_consumption,
            c.security_consumption,
            c.information_consumption,
        ]);
        lower[4][..4].copy_from_slice(&[
            c.credit_external,
            c.security_external,
            c.information_external,
            c.consumption_external,
        ]);
        let copula =
            self.check(c.place(""), Copula::new(&lower), "lower the correlations that contradict the others");
        let balance_cny = self.law(&section.balance, section.place("balance"));
        let utilisation = self.law(&section.utilisation, section.place("utilisation"));
        let table = match section.source {
            PopulationSource::Generator => None,
            PopulationSource::Table => Some(table::read(&section.table, self.found)?),
        };
        let mix = &restriction.causes;
        let shift = &section.cause_shift;
        let config = PopulationConfig {
            suspended_share: restriction.suspended_share.get(),
            causes: [mix.overdue, mix.account_risk, mix.violation, mix.info_churn, mix.other]
                .map(|share| share.get()),
            days_overdue: restriction
                .days_overdue
                .iter()
                .map(|band| DaysOverdueBand {
                    from: band.from as u16,
                    to: band.to as u16,
                    share: band.share.get(),
                })
                .collect(),
            confirmed_cash_out_share: restriction.confirmed_cash_out_share.get(),
            copula: copula?,
            items: ItemConfig {
                account_risk_security_shift: shift.account_risk_security,
                violation_consumption_shift: shift.violation_consumption,
                churn_edits: shift.churn_edits as u8,
                identity_unverified_share: section.identity_unverified_share.get(),
            },
            sesame: SesameConfig {
                mean: section.sesame.mean,
                sd: section.sesame.sd,
                overdue_deduction: section.sesame.overdue_deduction,
                repeated_deduction: section.sesame.repeated_deduction,
            },
            balance_cny: balance_cny?,
            utilisation: utilisation.filter(|_| !section.uci_utilisation),
            portfolio_bad_share: section.portfolio_bad_share.get(),
            table,
        };
        self.check(restriction.place("causes"), Population::new(config), "correct the shares or the table")
    }

    fn behaviours(&mut self, scenario: &Scenario) -> Option<BehaviourConfig> {
        let renewal = scenario.behaviours.renewal_day as u8;
        let actions = scenario.behaviours.actions().map(|parts| self.action(&parts, renewal));
        let application = &scenario.application;
        let preparation = self.law(&application.preparation, application.place("preparation"));
        let check = &scenario.self_check;
        let [a, b, c, d, e, f, g] = actions;
        Some(BehaviourConfig {
            actions: [a?, b?, c?, d?, e?, f?, g?],
            self_check: SelfCheck {
                right_share: check.right_share.get(),
                right_share_after_reasons: check.right_share_after_reasons.get(),
                right_share_after_generic: check.right_share_after_generic.get(),
                right_factor: check.right_factor,
                wrong_factor: check.wrong_factor,
            },
            preparation: preparation?,
        })
    }

    fn action(&mut self, parts: &ActionParts<'_>, renewal: u8) -> Option<ActionConfig> {
        let before = self.found.len();
        let rules = parts
            .segments
            .iter()
            .filter_map(|rule| {
                let names: Vec<&str> = Segment::ALL.iter().map(|segment| segment.name()).collect();
                let segment = self.position("segment", &rule.segment, &names, rule.place("segment"))?;
                let values = Segment::ALL[segment].values();
                let value = self.position("value", &rule.value, values, rule.place("value"))?;
                Some(IntensityRule {
                    segment: segment as u8,
                    value: value as u8,
                    intensity: rule.intensity.get(),
                })
            })
            .collect();
        let delay = self.law(parts.delay, parts.place)?;
        (self.found.len() == before).then(|| ActionConfig {
            intensity: parts.intensity.get(),
            rules,
            delay,
            next_day_of_month: (parts.name == "raise_external").then_some(renewal),
            wait_share: parts.wait_share.get(),
            effect: parts.effect,
            late_effect: parts.late_effect,
            late_span: seconds(parts.late_span),
            risk_log_odds: parts.risk_log_odds,
            edits: parts.edits as u8,
            effort_hours: parts.effort.as_seconds() / 3600.0,
            money_cny: parts.cost.as_cny(),
        })
    }

    /// Position of a name in a list, or a fault with the nearest name.
    fn position(&mut self, what: &str, name: &str, names: &[&str], place: Place) -> Option<usize> {
        let found = names.iter().position(|known| *known == name);
        if found.is_none() {
            let near = names.iter().map(|known| (strsim::damerau_levenshtein(known, name), known)).min();
            let near = near.filter(|(distance, _)| *distance <= 1 + name.len() / 3);
            let help = match near {
                Some((_, known)) => format!("did you mean `{known}`? It is one of {}", names.join(", ")),
                None => format!("it is one of {}", names.join(", ")),
            };
            self.fault(place, format!("there is no {what} `{name}`"), "unknown", help);
        }
        found
    }

    fn screen(&mut self, scenario: &Scenario) -> Option<Screen> {
        let (weights, items, section) = (&scenario.weights, &scenario.factors, &scenario.screen);
        let five =
            [weights.credit, weights.security, weights.information, weights.consumption, weights.external];
        if five.iter().sum::<f64>() <= 0.0 {
            let message = format!("at least one weight of {} must be above 0", FACTORS.join(", "));
            self.fault(weights.place(""), message, "all are 0", "give at least one factor a weight");
            return None;
        }
        let item_weights = ItemWeights {
            credit: items.credit,
            security: items.security,
            information: items.information,
            consumption: items.consumption,
            external: items.external,
        };
        let scorecard = self.check(
            items.place(""),
            Scorecard::new(five, item_weights),
            "give at least one item a weight",
        )?;
        let rule = |name: &KnockOutName| match name {
            KnockOutName::StillOverdue => KnockOut::StillOverdue,
            KnockOutName::ConfirmedCashOut => KnockOut::ConfirmedCashOut,
            KnockOutName::Over90DaysFirstAttempt => KnockOut::Over90DaysFirstAttempt,
            KnockOutName::IdentityUnverified => KnockOut::IdentityUnverified,
        };
        for (index, name) in section.knock_outs.iter().enumerate() {
            if section.knock_outs[..index].contains(name) {
                let place = section.place(&format!("knock_outs[{index}]"));
                self.fault(
                    place,
                    format!("the rule `{}` is listed twice", name.name()),
                    "again",
                    "list it once",
                );
            }
        }
        let rules = section.knock_outs.iter().map(rule).collect();
        let screen = Screen::new(scorecard, rules, section.approve_at, section.refuse_below);
        self.check(section.place("refuse_below"), screen, "lower `refuse_below` or raise `approve_at`")
    }

    fn delay(&mut self, scenario: &Scenario) -> Option<ReviewDelay> {
        let section = &scenario.review_delay;
        let mut fixed = Vec::new();
        for (index, entry) in section.fixed.iter().enumerate() {
            match entry.delay {
                DurationValue::WorkingDays(days) if days.fract() == 0.0 && days <= 1000.0 => {
                    fixed.push(FixedDelay { working_days: days as u32, share: entry.share.get() });
                }
                other => {
                    let place = section.place(&format!("fixed[{index}].delay"));
                    let message =
                        format!("a review delay must be whole working days up to 1000, got \"{other}\"");
                    self.fault(
                        place,
                        message,
                        "not whole working days",
                        "write, for example, \"2 working days\"",
                    );
                }
            }
        }
        let sum: f64 = section.fixed.iter().map(|entry| entry.share.get()).sum();
        if (sum - 1.0).abs() > 1e-6 {
            let message = format!("the shares of the fixed review delay must sum to 1, they sum to {sum}");
            self.fault(section.place("fixed"), message, "these shares", "correct the shares");
            return None;
        }
        let mode = match section.mode {
            DelayKind::Fixed => DelayMode::Fixed,
            DelayKind::Queue => DelayMode::Queue,
            DelayKind::Longest => DelayMode::Longest,
        };
        Some(ReviewDelay { mode, fixed, holds_automatic: section.holds_automatic })
    }
}

fn effects(scenario: &Scenario) -> Effects {
    let (section, edits) = (&scenario.behaviours, &scenario.behaviours.edits);
    Effects {
        edit_window: seconds(edits.window),
        tolerated_edits: edits.tolerated as u8,
        edit_penalty: edits.penalty,
        churn_penalty: edits.largest_penalty,
        record_window: seconds(edits.record_window),
        noise_reduction: section.profile_noise_reduction.get(),
        takeover_reduction: section.secure_takeover_reduction.get(),
        daily_penalty: section.daily_penalty_interest.get(),
    }
}

/// The sampler's parameters from the ones a person wrote.
fn spec(law: &dist::Law) -> LawSpec {
    match *law {
        dist::Law::Constant { value } => LawSpec::Constant(value),
        dist::Law::Exponential { mean } => LawSpec::Exponential { mean },
        dist::Law::Gamma { shape, scale } => LawSpec::Gamma { shape, scale },
        // cv² = 1/shape.
        dist::Law::GammaMean { mean, cv } => LawSpec::Gamma { shape: 1.0 / (cv * cv), scale: mean * cv * cv },
        dist::Law::Erlang { stages, mean } => {
            LawSpec::Gamma { shape: f64::from(stages), scale: mean / f64::from(stages) }
        }
        dist::Law::Lognormal { median, sigma } => LawSpec::LogNormal { median, sigma },
        // cv² = exp(σ²) − 1 and mean = median·exp(σ²/2).
        dist::Law::LognormalMean { mean, cv } => {
            let sigma = libm::sqrt(libm::log1p(cv * cv));
            LawSpec::LogNormal { median: mean / libm::exp(sigma * sigma / 2.0), sigma }
        }
        dist::Law::Weibull { shape, scale } => LawSpec::Weibull { shape, scale },
        dist::Law::TruncatedNormal { mean, sd, min, max } => LawSpec::TruncatedNormal { mean, sd, min, max },
        dist::Law::Uniform { min, max } => LawSpec::Uniform { min, max },
        dist::Law::Triangular { min, mode, max } => LawSpec::Triangular { min, mode, max },
        dist::Law::Pert { min, mode, max } => LawSpec::Pert { min, mode, max },
        dist::Law::Beta { alpha, beta, min, max } => LawSpec::Beta { alpha, beta, min, max },
        dist::Law::Discrete { ref values, ref weights } => {
            LawSpec::Discrete { values: values.clone(), weights: weights.clone() }
        }
        dist::Law::Empirical { ref values } | dist::Law::Table { ref values, .. } => {
            LawSpec::Empirical(values.clone())
        }
    }
}
