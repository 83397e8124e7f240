//! What is compared: every metric and every measure of a station, and the family that is judged together.

use super::sides::{Played, Side};
use crate::cli::Failure;
use crate::cli::summary::shown_metrics;
use crate::cli::sweep::{Wanted, stations};
use crate::experiment::{Compared, Estimates, Pair, jointly};
use crate::observe::{METRICS, STATION_MEASURES};
use crate::random::{Purpose, ReplicationKey};
use crate::results::ComparisonRow;

/// The rows of `comparison.csv`, and the metrics that are told of.
pub(super) struct Rows {
    /// One scenario after the other, in their order.
    pub(super) all: Vec<ComparisonRow>,
    /// Names of the metrics that are told of: those that were asked for, or the usual ones.
    pub(super) told: Vec<String>,
}

impl Rows {
    /// Those of one scenario.
    pub(super) fn of<'a>(&'a self, scenario: &'a str) -> impl Iterator<Item = &'a ComparisonRow> {
        self.all.iter().filter(move |row| row.scenario == scenario)
    }
}

/// The metrics that a person asks for; a station of any of the scenarios will do.
pub(super) fn wanted(names: &[String], sides: &[Side]) -> Result<Vec<Wanted>, Failure> {
    let all: Vec<Vec<String>> = sides.iter().map(|side| stations(&side.compiled.model)).collect();
    let known: Vec<&str> = all.iter().flatten().map(String::as_str).collect();
    Wanted::parse(names, &known)
}

/// A row that is not judged with others yet, and what it is of.
struct Draft<'a> {
    row: ComparisonRow,
    pair: Option<Pair<'a>>,
}

/// The rows of all scenarios, those of `asked` judged together.
pub(super) fn rows(sides: &[Side], played: &[Played], asked: &[Wanted]) -> Rows {
    let Some(((base, of_base), others)) = sides
        .iter()
        .zip(played)
        .collect::<Vec<_>>()
        .split_first()
        .map(|(base, others)| (*base, others.to_vec()))
    else {
        return Rows { all: Vec::new(), told: Vec::new() };
    };
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    for (side, of_side) in others {
        let both = (&of_base.run.estimates, &of_side.run.estimates);
        drafts.extend(of_metrics(side.name(), both));
        let names = [base, side].map(|side| stations(&side.compiled.model));
        drafts.extend(of_stations(side.name(), both, &names));
    }
    let told = told(sides, &drafts, asked);
    let family: Vec<usize> = (0..drafts.len())
        .filter(|at| drafts[*at].row.difference.is_some() && told.contains(&drafts[*at].row.metric))
        .collect();
    let pairs: Vec<Pair<'_>> = family.iter().filter_map(|at| drafts[*at].pair).collect();
    let ends = jointly(&pairs, draws(base.compiled.settings.seed));
    for (at, ends) in family.into_iter().zip(ends) {
        drafts[at].row.simultaneous_low = ends.map(|ends| ends.low);
        drafts[at].row.simultaneous_high = ends.map(|ends| ends.high);
    }
    Rows { all: drafts.into_iter().map(|draft| draft.row).collect(), told }
}

/// Which replications are drawn again: the same ones in every run of the same seed.
fn draws(seed: u64) -> impl FnMut(usize) -> usize {
    // No replication has this number.
    let mut stream = ReplicationKey::new(seed, u64::MAX).stream(0, Purpose::Resample, 0);
    move |count| stream.below(count as u64) as usize
}

/// The metrics that are told of.
fn told(sides: &[Side], drafts: &[Draft<'_>], asked: &[Wanted]) -> Vec<String> {
    if !asked.is_empty() {
        return asked.iter().map(Wanted::name).collect();
    }
    let plain = sides.iter().all(|side| side.compiled.model.config().plain);
    let approved = drafts.iter().filter(|draft| draft.row.metric == "eventual_approval_rate");
    let approved: Vec<Option<f64>> =
        approved.flat_map(|draft| [draft.row.base, draft.row.estimate]).collect();
    shown_metrics(plain, &approved).into_iter().map(str::to_owned).collect()
}

fn of_metrics<'a>(
    scenario: &str,
    (base, other): (&'a Estimates, &'a Estimates),
) -> impl Iterator<Item = Draft<'a>> {
    METRICS.iter().enumerate().map(move |(metric, known)| {
        let pair = Pair { compared: Compared::Metric(metric), base, other };
        draft((scenario, known.name.to_owned(), known.unit), pair)
    })
}

/// The stations of the base in its order, then those that the other has besides. Of one that a scenario lacks there is
/// nothing on its side.
fn of_stations<'a>(
    scenario: &str,
    (base, other): (&'a Estimates, &'a Estimates),
    [here, there]: &[Vec<String>; 2],
) -> Vec<Draft<'a>> {
    let mut drafts = Vec::new();
    for name in here.iter().chain(there.iter().filter(|name| !here.contains(name))) {
        let place = |names: &[String]| names.iter().position(|known| known == name);
        for (measure, (metric, unit)) in STATION_MEASURES.iter().enumerate() {
            let titled = (scenario, format!("{name}.{metric}"), *unit);
            drafts.push(match (place(here), place(there)) {
                (Some(at), Some(other_at)) => {
                    let compared = Compared::Station { measure, base: at, other: other_at };
                    draft(titled, Pair { compared, base, other })
                }
                (at, other_at) => Draft {
                    row: ComparisonRow {
                        base: level(base, at, measure),
                        estimate: level(other, other_at, measure),
                        ..blank(titled)
                    },
                    pair: None,
                },
            });
        }
    }
    drafts
}

/// A measure of a station, if it is there.
fn level(of: &Estimates, station: Option<usize>, measure: usize) -> Option<f64> {
    of.stations.get(station?)?.estimate(measure, crate::stats::ConfidenceLevel::NINETY_FIVE).value
}

fn blank((scenario, metric, unit): (&str, String, &str)) -> ComparisonRow {
    ComparisonRow {
        scenario: scenario.to_owned(),
        metric,
        unit: unit.to_owned(),
        base: None,
        estimate: None,
        difference: None,
        std_error: None,
        ci_low: None,
        ci_high: None,
        replications: 0,
        simultaneous_low: None,
        simultaneous_high: None,
        variance_ratio: None,
    }
}

fn draft<'a>(titled: (&str, String, &str), pair: Pair<'a>) -> Draft<'a> {
    let mut row = blank(titled);
    if let Some(found) = pair.difference() {
        let interval = found.difference.interval;
        row.base = found.base;
        row.estimate = found.other;
        row.difference = found.difference.value;
        row.std_error = found.difference.std_error;
        row.ci_low = interval.map(|interval| interval.low);
        row.ci_high = interval.map(|interval| interval.high);
        row.replications = found.pairs;
    }
    row.variance_ratio = pair.influences().and_then(|influences| influences.variance_ratio());
    Draft { row, pair: Some(pair) }
}
