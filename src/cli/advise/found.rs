//! Which sets of actions are best, by one half of the replications, and what they gain, by the other half.

use super::Advise;
use crate::analysis::{Choice, Way, choose};
use crate::behaviour::BehaviourSet;
use crate::experiment::{Advice, CellAdvice};
use crate::observe::{AdviceArm, DAY_MARKS};
use crate::results::{RecourseRow, RecourseTable, TimingRow};
use crate::stats::{ClusterSums, ConfidenceLevel, Estimate};
use crate::words::say;

/// A cell with fewer applicants than this in the half that is reported has no figures.
const FEW: u64 = 100;

/// What is known of a set of actions, by the half that is reported.
#[derive(Debug, Clone)]
pub(super) struct Figures {
    pub(super) set: BehaviourSet,
    /// Restored in the end, with all of it and with none of it.
    pub(super) after: Estimate,
    pub(super) without: Estimate,
    pub(super) gain: Estimate,
    /// Change of the share that goes bad.
    pub(super) bad: Estimate,
    pub(super) worse_off: Option<f64>,
    pub(super) days: Option<f64>,
    /// What doing it takes more than not doing it.
    pub(super) hours: Option<f64>,
    pub(super) cny: Option<f64>,
    /// Share to whom all of it applies.
    pub(super) applies: f64,
    pub(super) kept: bool,
    pub(super) recommended: bool,
}

/// What is known of the applicants of a cell, or of all.
#[derive(Debug, Clone)]
pub(super) struct Kind {
    /// The values of the segments; all empty for the whole.
    pub(super) values: Vec<String>,
    /// Applicants of the half that is reported.
    pub(super) applicants: u64,
    pub(super) before: Estimate,
    pub(super) days_before: Option<f64>,
    /// The first is acting as in the scenario, then the sets in the order of the plan; empty if there are too few.
    pub(super) figures: Vec<Figures>,
    /// The best of each size, from 1 on, by the half that chooses.
    pub(super) best: Vec<usize>,
    /// Single actions that none is shown to be better than.
    pub(super) singles: Vec<usize>,
}

/// Everything that was found.
pub(super) struct Found {
    pub(super) all: Kind,
    pub(super) cells: Vec<Kind>,
    pub(super) table: RecourseTable,
    pub(super) timing: Vec<TimingRow>,
    /// Replications that are reported.
    pub(super) reported: u64,
}

/// Every second replication, from the first on (they are reported) or from the second on (they choose).
fn half(series: &[AdviceArm], chooses: bool) -> impl Iterator<Item = &AdviceArm> {
    series.iter().skip(usize::from(chooses)).step_by(2)
}

fn sums<'a>(series: impl Iterator<Item = &'a AdviceArm>, of: impl Fn(&AdviceArm) -> u64) -> ClusterSums {
    let mut sums = ClusterSums::default();
    series.for_each(|arm| sums.push(of(arm) as f64, arm.applicants));
    sums
}

fn total<'a>(series: impl Iterator<Item = &'a AdviceArm>) -> AdviceArm {
    let mut all = AdviceArm::default();
    series.for_each(|arm| all.merge(arm));
    all
}

/// The day by which half of the applicants are restored, if that is at most `within` days after the restriction: everybody
/// is followed for so long.
fn median_days(arm: &AdviceArm, within: f64) -> Option<f64> {
    let wanted = 0.5 * arm.applicants as f64;
    let (mut sum, mut from) = (0.0, 0.0);
    for (count, until) in arm.by_day.iter().zip(DAY_MARKS).filter(|(_, until)| *until <= within) {
        let more = *count as f64;
        if more > 0.0 && sum + more >= wanted {
            return Some(from + (until - from) * (wanted - sum) / more);
        }
        (sum, from) = (sum + more, until);
    }
    None
}

impl Found {
    pub(super) fn new(asked: &Advise, advice: &Advice) -> Self {
        let segments: Vec<String> = asked.plan.cells.names().into_iter().map(str::to_owned).collect();
        let all = Kind::new(asked, vec![String::new(); segments.len()], &advice.all);
        let values =
            |cell: u64| asked.plan.cells.values(cell as usize).into_iter().map(str::to_owned).collect();
        let cells: Vec<Kind> =
            advice.cells.iter().map(|(cell, sums)| Kind::new(asked, values(*cell), sums)).collect();
        let reported = asked.plan.replications.div_ceil(2);
        let each = [&all].into_iter().chain(&cells);
        let rows = each.flat_map(|kind| kind.rows(asked, reported)).collect();
        let timing = timing(asked, advice);
        Self { table: RecourseTable { segments, rows }, all, cells, timing, reported }
    }
}

/// The days for which everybody is followed after the restriction.
fn followed(asked: &Advise) -> f64 {
    let days = f64::from(asked.ground.base.model.config().drain_days);
    DAY_MARKS.iter().copied().filter(|mark| *mark <= days).fold(DAY_MARKS[0], f64::max)
}

impl Kind {
    fn new(asked: &Advise, values: Vec<String>, sums: &CellAdvice) -> Self {
        let level = ConfidenceLevel::NINETY_FIVE;
        let within = followed(asked);
        let now = total(half(&sums.now, false));
        let mut kind = Self {
            values,
            applicants: now.applicants,
            before: restored(&sums.now, false).share(level),
            days_before: median_days(&now, within),
            figures: Vec::new(),
            best: Vec::new(),
            singles: Vec::new(),
        };
        if now.applicants < FEW {
            kind.before = NOTHING;
            kind.days_before = None;
            return kind;
        }
        let way = |series: &[AdviceArm]| {
            let all = total(half(series, true));
            let people = all.applicants.max(1) as f64;
            Way {
                successes: half(series, true).map(|arm| (arm.restored as f64, arm.applicants)).collect(),
                cost: (all.cost_cny + asked.hour_cny * all.effort_hours) / people,
            }
        };
        let ways: Vec<Way> =
            [way(&sums.now)].into_iter().chain(sums.sets.iter().map(|set| way(&set.on))).collect();
        let choice = choose(&ways, level);
        kind.figures.push(Figures::now(&kind, &choice));
        for (at, set) in sums.sets.iter().enumerate() {
            let [on, off] = [&set.on, &set.off].map(|series| total(half(series, false)));
            let people = on.applicants.max(1) as f64;
            let [after, without] = [&set.on, &set.off].map(|series| restored(series, false));
            let bad = [&set.off, &set.on].map(|series| self::sums(half(series, false), |arm| arm.bad));
            kind.figures.push(Figures {
                set: set.set,
                gain: ClusterSums::difference(&without, &after, level).difference,
                bad: ClusterSums::difference(&bad[0], &bad[1], level).difference,
                after: after.share(level),
                without: without.share(level),
                worse_off: Some(on.worse_off as f64 / people),
                days: median_days(&on, within),
                hours: Some((on.effort_hours - off.effort_hours) / people),
                cny: Some((on.cost_cny - off.cost_cny) / people),
                applies: set.applies as f64 / total(sums.now.iter()).applicants.max(1) as f64,
                kept: choice.kept[at + 1],
                recommended: choice.cheapest == Some(at + 1),
            });
        }
        kind.choose_by_size(&ways, asked.largest, level);
        kind
    }

    /// The best of each size, and the single actions that cannot be told from the best of them.
    fn choose_by_size(&mut self, ways: &[Way], largest: usize, level: ConfidenceLevel) {
        for size in 1..=largest {
            let of_size: Vec<usize> =
                (1..ways.len()).filter(|at| self.figures[*at].set.iter().count() == size).collect();
            let those: Vec<Way> = of_size.iter().map(|at| ways[*at].clone()).collect();
            let choice = choose(&those, level);
            self.best.extend(choice.best.map(|best| of_size[best]));
            if size == 1 {
                let kept = of_size.iter().zip(&choice.kept).filter(|(_, kept)| **kept);
                self.singles = kept.map(|(at, _)| *at).collect();
            }
        }
    }

    /// The figures of the set that is recommended.
    pub(super) fn recommended(&self) -> Option<&Figures> {
        self.figures.iter().find(|figures| figures.recommended)
    }

    fn rows(&self, asked: &Advise, replications: u64) -> Vec<(Vec<String>, RecourseRow)> {
        let row = |figures: &Figures| RecourseRow {
            actions: asked.actions(figures.set, "+"),
            approval_before: self.before.value,
            approval_after: figures.after.value,
            ci_low: figures.after.interval.map(|ends| ends.low),
            ci_high: figures.after.interval.map(|ends| ends.high),
            days: figures.days,
            effort_hours: figures.hours,
            cost_cny: figures.cny,
            approval_without: figures.without.value,
            gain: figures.gain.value,
            gain_low: figures.gain.interval.map(|ends| ends.low),
            gain_high: figures.gain.interval.map(|ends| ends.high),
            worse_off: figures.worse_off,
            bad_change: figures.bad.value,
            kept: Some(figures.kept),
            recommended: Some(figures.recommended),
            applies: Some(figures.applies),
            applicants: self.applicants,
            replications,
            note: String::new(),
        };
        let mut rows: Vec<RecourseRow> = self.figures.iter().map(row).collect();
        if rows.is_empty() {
            let note = say!(AdviseFewApplicants, few = FEW);
            rows.push(RecourseRow {
                applicants: self.applicants,
                replications,
                note,
                ..RecourseRow::default()
            });
        }
        rows.into_iter().map(|row| (self.values.clone(), row)).collect()
    }
}

const NOTHING: Estimate = Estimate { value: None, std_error: None, interval: None };

fn restored(series: &[AdviceArm], chooses: bool) -> ClusterSums {
    sums(half(series, chooses), |arm| arm.restored)
}

impl Figures {
    /// Acting as in the scenario.
    fn now(kind: &Kind, choice: &Choice) -> Self {
        let none = Estimate { value: Some(0.0), ..NOTHING };
        Self {
            set: BehaviourSet::NONE,
            after: kind.before,
            without: kind.before,
            gain: none,
            bad: none,
            worse_off: Some(0.0),
            days: kind.days_before,
            hours: Some(0.0),
            cny: Some(0.0),
            applies: 1.0,
            kept: choice.kept[0],
            recommended: choice.cheapest == Some(0),
        }
    }
}

/// What waiting does: all together, and by cause.
fn timing(asked: &Advise, advice: &Advice) -> Vec<TimingRow> {
    let within = followed(asked);
    let mut rows = rows_of_waits(asked, "", &advice.all, within);
    let Some(at) = asked.plan.cells.names().iter().position(|name| *name == "cause") else { return rows };
    let causes = &asked.ground.base.model.config().names.causes;
    for cause in causes {
        let cells = advice.cells.iter();
        let of_cause = cells.filter(|(cell, _)| asked.plan.cells.values(**cell as usize)[at] == cause);
        let mut all = CellAdvice::default();
        for (_, cell) in of_cause {
            if all.waits.is_empty() {
                all.waits.clone_from(&cell.waits);
                continue;
            }
            for (sum, more) in all.waits.iter_mut().zip(&cell.waits) {
                sum.iter_mut().zip(more).for_each(|(sum, more)| sum.merge(more));
            }
        }
        rows.extend(rows_of_waits(asked, cause, &all, within));
    }
    rows
}

fn rows_of_waits(asked: &Advise, cause: &str, sums: &CellAdvice, within: f64) -> Vec<TimingRow> {
    let level = ConfidenceLevel::NINETY_FIVE;
    let marks = DAY_MARKS.partition_point(|mark| *mark <= within);
    let in_time =
        |series: &[AdviceArm]| self::sums(series.iter(), |arm| arm.by_day.iter().take(marks).sum::<u64>());
    let Some(first) = sums.waits.first().map(|series| in_time(series)) else { return Vec::new() };
    let row = |(days, series): (&u32, &Vec<AdviceArm>)| {
        let all = total(series.iter());
        let approval = in_time(series);
        let difference = ClusterSums::difference(&first, &approval, level).difference;
        let approval = approval.share(level);
        TimingRow {
            cause: cause.to_owned(),
            wait_days: u64::from(*days),
            approval: approval.value,
            ci_low: approval.interval.map(|ends| ends.low),
            ci_high: approval.interval.map(|ends| ends.high),
            difference: difference.value,
            difference_low: difference.interval.map(|ends| ends.low),
            difference_high: difference.interval.map(|ends| ends.high),
            first_pass: (all.applicants > 0).then(|| all.first_pass as f64 / all.applicants as f64),
            days: median_days(&all, within),
            within_days: within,
            applicants: all.applicants,
            replications: asked.plan.replications,
        }
    };
    let rows = asked.plan.waits.iter().zip(&sums.waits).map(row);
    rows.filter(|row| row.applicants >= FEW).collect()
}
