//! Rows of `cases.csv`: what they say, and how it is written.

use super::case_words::Words;
use super::decimal::push_float;
use super::rows::Form;
use super::stamps::Stamps;
use super::text::{Name, Text, names, push_integer};
use crate::behaviour::{BehaviourSet, Channel};
use crate::observe::{ApplicantRecord, ApplicationRecord, Fate, Names, Status};
use crate::policy::{ByFactor, Reasons, Route};
use crate::population::{Applicant, TrueRisk};
use crate::time::SimTime;

/// Columns of `cases.csv`, in order.
///
/// The attributes are those at restriction. Money is in CNY; `utilisation`, `payment_ratio`, the factors,
/// `credit` to `external` where they are the standard ones, and all that is said of a share are shares, `score` is 0..100;
/// behaviours and reasons are joined by `;`. Attributes that the scenario defines follow at the end. Entities without attributes leave empty what is about an applicant, and whoever never filed what is about an
/// application.
pub const CASE_COLUMNS: [&str; 50] = [
    "replication",
    "applicant",
    "attempt",
    "cause",
    "channel",
    "restriction",
    "restricted_at",
    "age_years",
    "limit_cny",
    "balance_cny",
    "utilisation",
    "payment_ratio",
    "overdue_months",
    "days_overdue",
    "sesame",
    "behaviours",
    "credit",
    "security",
    "information",
    "consumption",
    "external",
    "score",
    "route",
    "decision",
    "reasons",
    "submitted_at",
    "decided_at",
    "notified_at",
    "status",
    "true_risk",
    "bad",
    "fate",
    "fast_lane",
    "decision_working_days",
    "withdrawn_at",
    "months_overdue_now",
    "confirmed_cash_out",
    "takeover_risk",
    "remote_logins",
    "abnormal_transactions",
    "verification_enabled",
    "identity_verified",
    "fields_filled",
    "accuracy",
    "recent_edits",
    "regularity",
    "diversity",
    "large_share",
    "cash_outs",
    "credit_report",
];

/// Where the standard factors stand among [`CASE_COLUMNS`].
const FACTORS: std::ops::Range<usize> = 16..21;

/// The columns of `cases.csv` of a scenario with these entries.
pub fn case_columns(names: &Names) -> Vec<&str> {
    let (before, after) = (&CASE_COLUMNS[..FACTORS.start], &CASE_COLUMNS[FACTORS.end..]);
    let factors = names.factors.iter().map(String::as_str);
    let own = names.attributes.iter().map(|attribute| attribute.name.as_str());
    before.iter().copied().chain(factors).chain(after.iter().copied()).chain(own).collect()
}

/// What is known of an application, in the words of [`ApplicationRecord`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Filed {
    attempt: u8,
    behaviours: BehaviourSet,
    channel: Channel,
    factors: ByFactor,
    score: f64,
    route: Route,
    approved: Option<bool>,
    reasons: Reasons,
    fast_lane: bool,
    submitted_at: SimTime,
    decided_at: Option<SimTime>,
    notified_at: Option<SimTime>,
    withdrawn_at: Option<SimTime>,
    working_days: Option<u32>,
    status: Status,
}

impl Filed {
    #[inline]
    pub(super) fn of(record: &ApplicationRecord<'_>) -> Self {
        Self {
            attempt: record.attempt,
            behaviours: record.behaviours,
            channel: record.channel,
            factors: record.factors,
            score: record.score,
            route: record.route,
            approved: record.approved,
            reasons: record.reasons(),
            fast_lane: record.fast_lane,
            submitted_at: record.submitted_at,
            decided_at: record.decided_at,
            notified_at: record.notified_at,
            withdrawn_at: record.withdrawn_at,
            working_days: record.working_days,
            status: record.status,
        }
    }
}

/// What a row says: an applicant, in the words of [`ApplicantRecord`], and an application unless they never filed one.
#[derive(Debug, Clone)]
pub(super) struct CaseRow {
    index: u64,
    applicant: Option<Applicant>,
    /// Attributes that the scenario defines; nothing where it defines none.
    own: Vec<f32>,
    channel: Channel,
    restricted_at: SimTime,
    risk: Option<TrueRisk>,
    bad: bool,
    fate: Fate,
    filed: Option<Filed>,
}

impl CaseRow {
    #[inline]
    pub(super) fn of(record: &ApplicantRecord<'_>, filed: Option<Filed>) -> Self {
        Self {
            index: record.index,
            applicant: record.applicant.copied(),
            own: record.own.to_vec(),
            channel: filed.as_ref().map_or(record.channel, |filed| filed.channel),
            restricted_at: record.restricted_at,
            risk: record.risk,
            bad: record.bad,
            fate: record.fate,
            filed,
        }
    }
}

/// How the rows of one replication are written.
#[derive(Debug, Clone)]
pub(super) struct CaseForm {
    pub(super) replication: u64,
    pub(super) stamps: Stamps,
    pub(super) words: Words,
}

impl Form for CaseForm {
    type Row = CaseRow;

    fn write(&mut self, row: &CaseRow, text: &mut Text) {
        write_row(text, self.replication, row, &mut self.stamps, &self.words);
    }
}

/// Names in the order of their indices.
static CHANNELS: [Name; Channel::ALL.len()] = names!(Channel);
static ROUTES: [Name; Route::ALL.len()] = names!(Route);
static FATES: [Name; Fate::ALL.len()] = names!(Fate);
/// Never decided, refused, approved; between commas.
static DECISIONS: [Name; 3] = [Name::of(",,"), Name::of(",refused,"), Name::of(",approved,")];
static FLAGS: [Name; 2] = [Name::of("false"), Name::of("true")];

/// What stands for the eight fields from the age to the Sesame score of an entity, which has none of them.
const NO_CARD: &str = ",,,,,,,,";
/// What stands for the seven fields from the route to the status of whoever never filed.
const NOT_FILED: &str = ",,,,,,,";
/// What stands for the fifteen other attributes of an entity.
const NO_ITEMS: &str = ",,,,,,,,,,,,,,,";

/// Appends the row; fields in the order of [`CASE_COLUMNS`].
fn write_row(text: &mut Text, replication: u64, row: &CaseRow, stamps: &mut Stamps, words: &Words) {
    let attempt = row.filed.as_ref().map_or(0, |filed| filed.attempt);
    for value in [replication, row.index, u64::from(attempt)] {
        push_integer(text, value);
        text.push_byte(b',');
    }
    if let Some(applicant) = &row.applicant {
        push_names(text, row.channel, applicant, words);
        stamps.push(text, row.restricted_at);
        push_card(text, applicant);
    } else {
        text.push_str(",,,");
        stamps.push(text, row.restricted_at);
        text.push_str(NO_CARD);
    }
    let filed = row.filed.as_ref();
    match filed.filter(|_| row.applicant.is_some()) {
        Some(filed) => push_scores(text, filed, words),
        None => text.push_str(&words.no_scores),
    }
    match filed {
        Some(filed) => push_way(text, filed, stamps, words),
        None => text.push_str(NOT_FILED),
    }
    push_end(text, row, stamps);
    if let Some(applicant) = &row.applicant {
        push_items(text, applicant);
        words.push_own(text, &row.own);
    } else {
        text.push_str(NO_ITEMS);
        text.push_str(&words.no_own);
    }
    text.push_byte(b'\n');
}

/// Cause, channel and restriction, with a comma after each.
fn push_names(text: &mut Text, channel: Channel, applicant: &Applicant, words: &Words) {
    words.causes[applicant.cause.index()].push(text);
    text.push_byte(b',');
    CHANNELS[channel as usize].push(text);
    text.push_byte(b',');
    words.restrictions[applicant.restriction.index()].push(text);
    text.push_byte(b',');
}

/// Everything from the age to the Sesame score, with a comma before each.
fn push_card(text: &mut Text, applicant: &Applicant) {
    let card = &applicant.card;
    for value in [card.age_years, card.limit_cny, applicant.balance_cny, card.utilisation, card.payment_ratio]
    {
        text.push_byte(b',');
        push_float(text, value);
    }
    for value in [u64::from(card.overdue_months), u64::from(applicant.days_overdue)] {
        text.push_byte(b',');
        push_integer(text, value);
    }
    text.push_byte(b',');
    push_float(text, applicant.external.sesame);
}

/// Everything from the behaviours to the score, with a comma before each.
fn push_scores(text: &mut Text, filed: &Filed, words: &Words) {
    text.push_byte(b',');
    for (position, behaviour) in filed.behaviours.iter().enumerate() {
        if position > 0 {
            text.push_byte(b';');
        }
        words.behaviours[behaviour.index()].push(text);
    }
    for value in filed.factors.into_iter().take(words.weak.len()) {
        text.push_byte(b',');
        push_float(text, value);
    }
    text.push_byte(b',');
    push_float(text, filed.score);
}

/// Everything from the route to the status, with a comma before each.
fn push_way(text: &mut Text, filed: &Filed, stamps: &mut Stamps, words: &Words) {
    text.push_byte(b',');
    ROUTES[filed.route.index()].push(text);
    DECISIONS[usize::from(filed.approved.is_some()) + usize::from(filed.approved == Some(true))].push(text);
    for (position, reason) in filed.reasons.iter().enumerate() {
        if position > 0 {
            text.push_byte(b';');
        }
        words.push_reason(text, reason);
    }
    text.push_byte(b',');
    stamps.push(text, filed.submitted_at);
    for moment in [filed.decided_at, filed.notified_at] {
        push_moment(text, moment, stamps);
    }
    text.push_byte(b',');
    text.push_str(filed.status.name());
}

/// What became of whoever it is, and what else is known of the application, with a comma before each.
fn push_end(text: &mut Text, row: &CaseRow, stamps: &mut Stamps) {
    text.push_byte(b',');
    if let Some(risk) = row.risk {
        push_float(text, risk.probability());
    }
    push_flag(text, row.risk.map(|_| row.bad));
    text.push_byte(b',');
    FATES[row.fate.index()].push(text);
    let filed = row.filed.as_ref();
    push_flag(text, filed.filter(|_| row.applicant.is_some()).map(|filed| filed.fast_lane));
    text.push_byte(b',');
    if let Some(days) = filed.and_then(|filed| filed.working_days) {
        push_integer(text, u64::from(days));
    }
    push_moment(text, filed.and_then(|filed| filed.withdrawn_at), stamps);
}

/// Every other attribute, with a comma before each.
fn push_items(text: &mut Text, applicant: &Applicant) {
    let Applicant { card, security, information, consumption, external, .. } = applicant;
    let integer = |text: &mut Text, value: u8| {
        text.push_byte(b',');
        push_integer(text, u64::from(value));
    };
    let share = |text: &mut Text, value: f32| {
        text.push_byte(b',');
        push_float(text, value);
    };
    integer(text, card.months_overdue_now);
    push_flag(text, Some(applicant.confirmed_cash_out));
    share(text, security.takeover_risk);
    integer(text, security.remote_logins);
    integer(text, security.abnormal_transactions);
    push_flag(text, Some(security.verification_enabled));
    push_flag(text, Some(information.identity_verified));
    integer(text, information.fields_filled);
    share(text, information.accuracy);
    integer(text, information.recent_edits);
    share(text, consumption.regularity);
    share(text, consumption.diversity);
    share(text, consumption.large_share);
    integer(text, consumption.cash_outs);
    share(text, external.credit_report);
}

/// A comma, and behind it `true`, `false` or nothing.
fn push_flag(text: &mut Text, flag: Option<bool>) {
    text.push_byte(b',');
    if let Some(flag) = flag {
        FLAGS[usize::from(flag)].push(text);
    }
}

/// A comma, and a moment behind it if there is one.
fn push_moment(text: &mut Text, moment: Option<SimTime>, stamps: &mut Stamps) {
    text.push_byte(b',');
    if let Some(moment) = moment {
        stamps.push(text, moment);
    }
}
