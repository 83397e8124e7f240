//! Rows of the tables of groups.

use super::asked::Asked;
use super::{Compared, Fairness, Found, Setting};
use crate::experiment::{Worth, applicants_of, cut_offs, gap, path_step, scorecard};
use crate::observe::{FAIR_MEASURES, FairMeasure, FairTally, PATH_KINDS, PATH_STEPS};
use crate::results::{CutOffRow, FairnessRow, GapRow, ScorePathRow, ScorecardRow};
use crate::stats::{ConfidenceLevel, Interval, LeftOut};

const LEVEL: ConfidenceLevel = ConfidenceLevel::NINETY_FIVE;

/// What stands in the column `given`.
pub(super) const fn given(at_equal_risk: bool) -> &'static str {
    if at_equal_risk { "true_risk" } else { "" }
}

/// The interval of a figure within the values that it can take.
fn interval(figure: &LeftOut, measure: &FairMeasure) -> Option<Interval> {
    let most = if measure.unit == "share" { 1.0 } else { f64::INFINITY };
    let found = figure.estimate(LEVEL).interval?;
    Some(Interval { low: found.low.max(0.0), high: found.high.min(most) })
}

fn low(ends: Option<Interval>) -> Option<f64> {
    ends.map(|ends| ends.low)
}

fn high(ends: Option<Interval>) -> Option<f64> {
    ends.map(|ends| ends.high)
}

/// A row with nothing that compares.
fn alone(
    (segment, value): (&str, &str),
    measure: &FairMeasure,
    own: &LeftOut,
    (applicants, replications): (u64, u64),
) -> FairnessRow {
    let ends = interval(own, measure);
    FairnessRow {
        segment: segment.to_owned(),
        value: value.to_owned(),
        measure: measure.name.to_owned(),
        given: String::new(),
        estimate: own.whole(),
        difference: None,
        ratio: None,
        ci_low: None,
        ci_high: None,
        applicants,
        reference: String::new(),
        reference_estimate: None,
        estimate_ci_low: low(ends),
        estimate_ci_high: high(ends),
        ratio_ci_low: None,
        ratio_ci_high: None,
        excluded: None,
        unit: measure.unit.to_owned(),
        replications,
    }
}

/// The measures of all applicants together.
pub(super) fn of_everyone(tallies: &[FairTally]) -> Vec<FairnessRow> {
    let counts = (applicants_of(tallies, 0), tallies.len() as u64);
    let row = |(at, measure): (usize, &FairMeasure)| {
        alone(("all", ""), measure, &gap(tallies, at, (0, 0), false).own, counts)
    };
    FAIR_MEASURES.iter().enumerate().map(row).collect()
}

/// The scores of everyone and of each group by application.
pub(super) fn paths(asked: &[Asked], tallies: &[FairTally]) -> Vec<ScorePathRow> {
    let mut rows = Vec::new();
    let Some(first) = tallies.first() else { return rows };
    let groups = asked.iter().flat_map(|asked| {
        let start = first.first_group(asked.segment + 1);
        asked
            .values
            .iter()
            .enumerate()
            .map(move |(at, value)| (start + at, asked.name.as_str(), value.as_str()))
    });
    for (group, segment, value) in std::iter::once((0, "all", "")).chain(groups) {
        for (kind, name) in PATH_KINDS.iter().enumerate() {
            for step in 0..PATH_STEPS {
                let Some(found) = path_step(tallies, (group, kind, step)) else { continue };
                rows.push(ScorePathRow {
                    kind: (*name).to_owned(),
                    segment: segment.to_owned(),
                    value: value.to_owned(),
                    attempt: step as u64 + 1,
                    score: found.score.value,
                    ci_low: low(found.score.interval),
                    ci_high: high(found.score.interval),
                    change: found.change.value,
                    change_ci_low: low(found.change.interval),
                    change_ci_high: high(found.change.interval),
                    applicants: found.applicants,
                });
            }
        }
    }
    rows
}

/// The figures of a scorecard, and its cut-offs.
pub(super) fn of_scores(
    scenario: &str,
    tallies: &[FairTally],
    worth: Worth,
) -> (Vec<ScorecardRow>, Vec<CutOffRow>) {
    let figures = scorecard(tallies, worth).into_iter().map(|found| {
        let mut ends = found.figure.estimate(LEVEL).interval;
        if found.unit == "share" && found.measure != "gini" {
            ends = ends.map(|ends| Interval { low: ends.low.max(0.0), high: ends.high.min(1.0) });
        }
        ScorecardRow {
            scenario: scenario.to_owned(),
            population: found.population.to_owned(),
            measure: found.measure.to_owned(),
            unit: found.unit.to_owned(),
            estimate: found.figure.whole(),
            ci_low: low(ends),
            ci_high: high(ends),
            applications: found.applications,
        }
    });
    let mut rows = Vec::new();
    for found in cut_offs(tallies) {
        let measures = ["admitted_share", "bad_rate", "step_bad_rate"];
        for (measure, figure) in measures.iter().zip([&found.admitted, &found.bad_rate, &found.step_bad_rate])
        {
            let ends = figure.estimate(LEVEL).interval;
            rows.push(CutOffRow {
                scenario: scenario.to_owned(),
                cut_off: found.cut_off,
                measure: (*measure).to_owned(),
                estimate: figure.whole(),
                ci_low: low(ends).map(|low| low.max(0.0)),
                ci_high: high(ends).map(|high| high.min(1.0)),
            });
        }
    }
    (figures.collect(), rows)
}

impl Fairness {
    /// Rows of `fairness.csv`.
    pub(super) fn rows(&self, found: &Found) -> Vec<FairnessRow> {
        let own = found.gaps.first().map_or(&[][..], Vec::as_slice);
        let row = |compared: &Compared| {
            let asked = &self.asked[compared.asked];
            let measure = &FAIR_MEASURES[compared.measure];
            let applicants = found.applicants[compared.asked][compared.value];
            let group = (asked.name.as_str(), asked.values[compared.value].as_str());
            let row = alone(group, measure, &compared.gap.own, (applicants, self.replications));
            if compared.value == asked.reference {
                return row;
            }
            let (difference, ratio) = (compared.gap.difference(), compared.gap.ratio());
            let ends = difference.estimate(LEVEL).interval;
            let ratio = ratio.estimate_positive(LEVEL);
            FairnessRow {
                given: given(compared.at_equal_risk).to_owned(),
                difference: difference.whole(),
                ratio: ratio.value,
                ci_low: low(ends),
                ci_high: high(ends),
                reference: asked.values[asked.reference].clone(),
                reference_estimate: compared.gap.reference.whole(),
                ratio_ci_low: low(ratio.interval),
                ratio_ci_high: high(ratio.interval),
                excluded: compared.gap.excluded,
                ..row
            }
        };
        found.all.iter().cloned().chain(own.iter().map(row)).collect()
    }

    /// The settings that change something: what it is, its name, and the gaps without and with it.
    fn changes<'f>(
        &'f self,
        found: &'f Found,
    ) -> impl Iterator<Item = (&'static str, &'f str, &'f [Compared], &'f [Compared])> {
        let names = &self.ground.base.model.config().names;
        self.settings.iter().enumerate().filter_map(move |(at, setting)| {
            let after = found.gaps.get(at)?.as_slice();
            let before = |setting| Some(found.gaps.get(self.number(setting)?)?.as_slice());
            match *setting {
                Setting::Forced(behaviour, true) => {
                    let before = before(Setting::Forced(behaviour, false))?;
                    Some(("behaviour", names.behaviour(behaviour), before, after))
                }
                Setting::Variant(number) => {
                    Some(("variant", self.variants[number].0.as_str(), before(Setting::Own)?, after))
                }
                Setting::Own | Setting::Forced(_, false) => None,
            }
        })
    }

    /// What each change does to each gap: the change, the gap before it, and the difference.
    pub(super) fn changed<'f>(
        &'f self,
        found: &'f Found,
    ) -> impl Iterator<Item = (&'static str, &'f str, &'f Compared, [LeftOut; 3])> {
        self.changes(found).flat_map(move |(kind, name, before, after)| {
            let others = |compared: &&Compared| compared.value != self.asked[compared.asked].reference;
            before.iter().filter(others).zip(after.iter().filter(others)).map(move |(before, after)| {
                let (without, with) = (before.gap.difference(), after.gap.difference());
                let difference = with.minus(&without);
                (kind, name, after, [without, with, difference])
            })
        })
    }

    /// Rows of `gaps.csv`.
    pub(super) fn gap_rows(&self, found: &Found) -> Vec<GapRow> {
        let rows = self.changed(found).map(|(kind, name, compared, [before, after, difference])| {
            let asked = &self.asked[compared.asked];
            let measure = &FAIR_MEASURES[compared.measure];
            let ends = difference.estimate(LEVEL).interval;
            GapRow {
                kind: kind.to_owned(),
                change: name.to_owned(),
                segment: asked.name.clone(),
                value: asked.values[compared.value].clone(),
                reference: asked.values[asked.reference].clone(),
                measure: measure.name.to_owned(),
                given: given(compared.at_equal_risk).to_owned(),
                gap_before: before.whole(),
                gap_after: after.whole(),
                difference: difference.whole(),
                ci_low: low(ends),
                ci_high: high(ends),
                unit: measure.unit.to_owned(),
                replications: if kind == "behaviour" { self.forced } else { self.replications },
            }
        });
        rows.collect()
    }
}
