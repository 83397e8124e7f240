//! `cases.csv`: a row an application, written when nothing more can happen to it.

use super::decimal::push_float;
use super::digest::Passing;
use super::events::field;
use super::rows::{Form, Rows};
use super::spool::SpooledFile;
use super::stamps::Stamps;
use super::text::{Name, Text, Word, names, push_integer};
use super::{CsvStyle, FileEntry, ResultsError};
use crate::behaviour::{BehaviourSet, Channel};
use crate::experiment::Recorder;
use crate::observe::{ApplicationRecord, AttributeNames, Names, Observer, Status};
use crate::policy::{ByFactor, KnockOut, Reason, Reasons, Route};
use crate::population::Applicant;
use crate::time::{SimTime, Stamper};
use std::path::Path;
use std::sync::Arc;

/// Columns of `cases.csv`, in order.
///
/// The attributes are those at restriction. Money is in CNY; `utilisation`, `payment_ratio` and
/// the factors, `credit` to `external` where they are the standard ones, are shares, `score` is 0..100; behaviours and
/// reasons are joined by `;`. Attributes that the scenario defines follow at the end. Entities without attributes leave empty what is about an applicant.
pub const CASE_COLUMNS: [&str; 29] = [
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
];

/// Records every application.
#[derive(Debug)]
pub struct CaseLog {
    file: SpooledFile,
    stamper: Stamper,
    style: CsvStyle,
    names: Arc<Names>,
}

/// Where the standard factors stand among [`CASE_COLUMNS`].
const FACTORS: std::ops::Range<usize> = 16..21;

/// The columns of `cases.csv` of a scenario with these entries.
pub fn case_columns(names: &Names) -> Vec<&str> {
    let (before, after) = (&CASE_COLUMNS[..FACTORS.start], &CASE_COLUMNS[FACTORS.end..]);
    let factors = names.factors.iter().map(String::as_str);
    let own = names.attributes.iter().map(|attribute| attribute.name.as_str());
    before.iter().copied().chain(factors).chain(after.iter().copied()).chain(own).collect()
}

impl CaseLog {
    /// Name of the file.
    pub const FILE: &'static str = "cases.csv";

    /// Starts the file in `staging`; `scratch` takes what a replication writes before its turn.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn create(
        staging: &Path,
        scratch: &Path,
        stamper: Stamper,
        names: Arc<Names>,
        style: CsvStyle,
    ) -> Result<Self, ResultsError> {
        let header = case_columns(&names).into_iter().map(field).collect::<Vec<_>>().join(",");
        let header = format!("{}{header}\n", style.mark());
        let file = SpooledFile::create(staging.join(Self::FILE), scratch, &header)?;
        Ok(Self { file, stamper, style, names })
    }

    /// Goes on with the file behind the first bytes, which have passed before; replication `from.1` is the next.
    pub(super) fn go_on(
        folder: &Path,
        scratch: &Path,
        from: (Passing, u64),
        (stamper, names, style): (Stamper, Arc<Names>, CsvStyle),
    ) -> Result<Self, ResultsError> {
        let file = SpooledFile::go_on(folder.join(Self::FILE), scratch, from)?;
        Ok(Self { file, stamper, style, names })
    }

    /// Appends what was heard of one replication, and says what is in the file then.
    pub(super) fn settle(&self, observer: CaseObserver) -> Result<FileEntry, ResultsError> {
        observer.rows.append_to(&self.file)
    }

    /// The same log with spools that go to disk beyond `bytes`.
    #[cfg(test)]
    pub(super) fn with_memory(self, bytes: usize) -> Self {
        Self { file: self.file.with_memory(bytes), ..self }
    }

    /// Ends the file after the replications that were closed, and says what is in it.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn finish(self) -> Result<FileEntry, ResultsError> {
        self.file.finish("")
    }
}

impl Recorder for CaseLog {
    type Observer = CaseObserver;
    type Error = ResultsError;

    fn open(&self, replication: u64) -> Result<CaseObserver, ResultsError> {
        let stamps = Stamps::in_style(self.stamper.clone(), self.style);
        let form = CaseForm { replication, stamps, words: Words::of(&self.names) };
        Ok(CaseObserver { rows: Rows::new(self.file.spool(replication), form) })
    }

    fn heard_all(&self, observer: &mut CaseObserver) {
        observer.rows.write_out();
    }

    fn close(&self, _: u64, observer: CaseObserver) -> Result<(), ResultsError> {
        self.settle(observer).map(|_| ())
    }
}

/// Listens to the applications of one replication.
#[derive(Debug)]
pub struct CaseObserver {
    rows: Rows<CaseForm>,
}

impl Observer for CaseObserver {
    fn logs(&self) -> bool {
        false
    }

    fn application(&mut self, record: &ApplicationRecord<'_>) {
        self.rows.push(Case::of(record));
    }
}

/// What a row says, in the words of [`ApplicationRecord`].
#[derive(Debug, Clone)]
struct Case {
    index: u64,
    attempt: u8,
    applicant: Option<Applicant>,
    /// Attributes that the scenario defines; nothing where it defines none.
    own: Vec<f32>,
    restricted_at: SimTime,
    behaviours: BehaviourSet,
    channel: Channel,
    factors: ByFactor,
    score: f64,
    route: Route,
    approved: Option<bool>,
    reasons: Reasons,
    submitted_at: SimTime,
    decided_at: Option<SimTime>,
    notified_at: Option<SimTime>,
    status: Status,
}

impl Case {
    #[inline]
    fn of(record: &ApplicationRecord<'_>) -> Self {
        Self {
            index: record.index,
            attempt: record.attempt,
            applicant: record.applicant.copied(),
            own: record.own.to_vec(),
            restricted_at: record.restricted_at,
            behaviours: record.behaviours,
            channel: record.channel,
            factors: record.factors,
            score: record.score,
            route: record.route,
            approved: record.approved,
            reasons: record.reasons(),
            submitted_at: record.submitted_at,
            decided_at: record.decided_at,
            notified_at: record.notified_at,
            status: record.status,
        }
    }
}

/// How the rows of one replication are written.
#[derive(Debug, Clone)]
struct CaseForm {
    replication: u64,
    stamps: Stamps,
    words: Words,
}

/// The names of a scenario as they are written.
#[derive(Debug, Clone)]
struct Words {
    causes: Vec<Word>,
    restrictions: Vec<Word>,
    behaviours: Vec<Word>,
    /// Codes of the knock-out rules and of the factors.
    rules: Vec<Word>,
    weak: Vec<Word>,
    attributes: Vec<Vec<Word>>,
    /// What stands for the fields from the age to the score of an entity that has none of them, and for its attributes.
    nothing: String,
    no_own: String,
}

impl Words {
    fn of(names: &Names) -> Self {
        let word = |name: &String| Word::new(&field(name));
        let all = |names: &[String]| names.iter().map(word).collect();
        let code = |reason| Word::new(&field(names.reasons.of(reason)));
        let values = |attribute: &AttributeNames| attribute.values.iter().map(word).collect();
        let rules = names.reasons.rules();
        Self {
            causes: all(&names.causes),
            restrictions: all(&names.restrictions),
            behaviours: all(&names.behaviours),
            rules: (0..rules).map(|at| code(Reason::KnockedOut(KnockOut::at(at)))).collect(),
            weak: (0..names.factors.len()).map(|at| code(Reason::Weak(at as u8))).collect(),
            attributes: names.attributes.iter().map(values).collect(),
            nothing: ",".repeat(10 + names.factors.len()),
            no_own: ",".repeat(names.attributes.len()),
        }
    }

    fn push_reason(&self, text: &mut Text, reason: Reason) {
        let word = match reason {
            Reason::KnockedOut(rule) => self.rules.get(rule.index()),
            Reason::Weak(factor) => self.weak.get(usize::from(factor)),
        };
        if let Some(word) = word {
            word.push(text);
        }
    }

    /// Attributes that the scenario defines, with a comma before each.
    fn push_own(&self, text: &mut Text, own: &[f32]) {
        for (value, words) in own.iter().zip(&self.attributes) {
            text.push_byte(b',');
            match words.get(*value as usize) {
                Some(word) => word.push(text),
                None => push_float(text, *value),
            }
        }
    }
}

impl Form for CaseForm {
    type Row = Case;

    fn write(&mut self, row: &Case, text: &mut Text) {
        write_row(text, self.replication, row, &mut self.stamps, &self.words);
    }
}

/// Names in the order of their indices.
static CHANNELS: [Name; Channel::ALL.len()] = names!(Channel);
static ROUTES: [Name; Route::ALL.len()] = names!(Route);
/// Never decided, refused, approved; between commas.
static DECISIONS: [Name; 3] = [Name::of(",,"), Name::of(",refused,"), Name::of(",approved,")];

/// Appends the row; fields in the order of [`CASE_COLUMNS`].
fn write_row(text: &mut Text, replication: u64, record: &Case, stamps: &mut Stamps, words: &Words) {
    for value in [replication, record.index, u64::from(record.attempt)] {
        push_integer(text, value);
        text.push_byte(b',');
    }
    if let Some(applicant) = &record.applicant {
        push_names(text, record, applicant, words);
        stamps.push(text, record.restricted_at);
        push_attributes(text, record, applicant, words);
    } else {
        text.push_str(",,,");
        stamps.push(text, record.restricted_at);
        text.push_str(&words.nothing);
    }
    text.push_byte(b',');
    ROUTES[record.route.index()].push(text);
    DECISIONS[usize::from(record.approved.is_some()) + usize::from(record.approved == Some(true))].push(text);
    for (position, reason) in record.reasons.iter().enumerate() {
        if position > 0 {
            text.push_byte(b';');
        }
        words.push_reason(text, reason);
    }
    text.push_byte(b',');
    stamps.push(text, record.submitted_at);
    for moment in [record.decided_at, record.notified_at] {
        text.push_byte(b',');
        push_moment(text, moment, stamps);
    }
    text.push_byte(b',');
    text.push_str(record.status.name());
    if record.applicant.is_some() {
        words.push_own(text, &record.own);
    } else {
        text.push_str(&words.no_own);
    }
    text.push_byte(b'\n');
}

/// Cause, channel and restriction, with a comma after each.
fn push_names(text: &mut Text, record: &Case, applicant: &Applicant, words: &Words) {
    words.causes[applicant.cause.index()].push(text);
    text.push_byte(b',');
    CHANNELS[record.channel as usize].push(text);
    text.push_byte(b',');
    words.restrictions[applicant.restriction.index()].push(text);
    text.push_byte(b',');
}

/// Everything from the age to the score, with a comma before each.
fn push_attributes(text: &mut Text, record: &Case, applicant: &Applicant, words: &Words) {
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
    text.push_byte(b',');
    for (position, behaviour) in record.behaviours.iter().enumerate() {
        if position > 0 {
            text.push_byte(b';');
        }
        words.behaviours[behaviour.index()].push(text);
    }
    for value in record.factors.into_iter().take(words.weak.len()) {
        text.push_byte(b',');
        push_float(text, value);
    }
    text.push_byte(b',');
    push_float(text, record.score);
}

fn push_moment(text: &mut Text, moment: Option<SimTime>, stamps: &mut Stamps) {
    if let Some(moment) = moment {
        stamps.push(text, moment);
    }
}
