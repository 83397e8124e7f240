//! The answers about behaviours, a sentence each.

use super::WAITS;
use super::curves::{gain, of_everyone};
use super::played::{less, place};
use super::told::{MOST_TOLD, RESTORED, Said, difference, ends, is_told, label, level};
use crate::analysis::{ByReplication, mean_of};
use crate::behaviour::Behaviour;
use crate::cli::shown;
use crate::observe::ActCounts;
use crate::results::{InteractionRow, ObservedRow, ShapleyRow, WaitingRow};
use crate::words::figures::{Figure, half};
use crate::words::{Kind, say};

const BAD: &str = "bad_rate_approved";

impl Said<'_> {
    /// The order, as far as it can be told.
    pub(super) fn order(&self) -> String {
        let rows = self.found.values("all", "", RESTORED);
        let Some(first) = rows.first() else { return String::new() };
        let name = label(Kind::Behaviour, &first.behaviour);
        if first.rank_high == Some(1) {
            return say!(BehavioursFirst, behaviour = name);
        }
        let alike: Vec<&str> = rows
            .iter()
            .filter(|row| row.rank_low == Some(1))
            .map(|row| label(Kind::Behaviour, &row.behaviour))
            .collect();
        say!(BehavioursTie, behaviours = alike.join(", "))
    }

    /// What it does if everyone does it, in the form of a headline.
    pub(super) fn of_all(&self, row: &ShapleyRow) -> Option<String> {
        let behaviour = self.behaviour(&row.behaviour)?;
        let found = mean_of(&of_everyone(self.played, behaviour, true, place(RESTORED)));
        let rule = if behaviour == Behaviour::REPAY && row.behaviour == "repay" {
            say!(BehavioursByRule).to_owned()
        } else {
            String::new()
        };
        Some(say!(
            BehavioursOfAll,
            behaviour = label(Kind::Behaviour, &row.behaviour),
            difference = difference(found, "share"),
            rule = rule,
        ))
    }

    /// What one applicant has of it, and what happens to the bad rate if all do it.
    pub(super) fn of_one(&self, row: &ShapleyRow) -> Option<String> {
        let behaviour = self.behaviour(&row.behaviour)?;
        let of = |metric: &str| mean_of(&gain(self.played, behaviour, 0, place(metric)));
        let bad = mean_of(&of_everyone(self.played, behaviour, false, place(BAD)));
        Some(say!(
            BehavioursOneGains,
            behaviour = label(Kind::Behaviour, &row.behaviour),
            gain = difference(of(RESTORED), "share"),
            hours = difference(of("behaviour_effort_hours_per_applicant"), "hours"),
            cost = difference(of("behaviour_cost_per_applicant_cny"), "cny"),
            days = difference(of("restoration_days_mean"), "days"),
            bad = difference(bad, "share"),
        ))
    }

    /// For each cause what following everything does, and what adds to it.
    pub(super) fn by_group(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for wide in self.asked.groups.iter().filter(|wide| wide.group > 0) {
            let rows = self.found.values(&wide.segment, &wide.value, RESTORED);
            let told: Vec<String> = rows
                .iter()
                .filter(|row| is_told(row))
                .map(|row| {
                    let half = half(row.ci_low, row.ci_high);
                    let value = row.estimate.unwrap_or_default();
                    let figure = Figure::new(value, "share", half).difference(value, half);
                    say!(
                        BehavioursPart,
                        behaviour = label(Kind::Behaviour, &row.behaviour),
                        difference = figure
                    )
                })
                .collect();
            let end = |all| level(self.found.end(all, &wide.segment, &wide.value, RESTORED), "share");
            let applicants: u64 =
                self.played.base().iter().map(|counts| counts.wide(wide.group).applicants).sum();
            let parts = if told.is_empty() { say!(BehavioursNothing).to_owned() } else { told.join(", ") };
            lines.push(say!(
                BehavioursGroup,
                segment = wide.segment,
                value = wide.value,
                applicants = applicants / self.played.replications.max(1),
                nobody = end(false),
                everybody = end(true),
                parts = parts,
            ));
        }
        lines
    }

    /// Pairs that do more or less together than by themselves, the greatest first.
    pub(super) fn pairs(&self) -> Vec<String> {
        let told = |low: Option<f64>, high: Option<f64>| matches!((low, high), (Some(low), Some(high)) if low > 0.0 || high < 0.0);
        let mut rows: Vec<_> = self
            .found
            .interactions
            .iter()
            .filter(|row| row.metric == RESTORED && told(row.ci_low, row.ci_high))
            .collect();
        let size = |value: Option<f64>| value.unwrap_or_default().abs();
        rows.sort_by(|one, other| size(other.estimate).total_cmp(&size(one.estimate)));
        let say_one = |row: &&InteractionRow| {
            let (value, half) = (row.estimate.unwrap_or_default(), half(row.ci_low, row.ci_high));
            say!(
                BehavioursPair,
                one = label(Kind::Behaviour, &row.behaviour),
                other = label(Kind::Behaviour, &row.other),
                difference = Figure::new(value, "share", half).difference(value, half),
            )
        };
        rows.iter().take(MOST_TOLD / 2).map(say_one).collect()
    }

    /// What everybody's following does to those who go bad, and how the cut-off would hold that.
    pub(super) fn honest(&self) -> Vec<String> {
        let [nobody, everybody] = self.played.ends();
        let each = |metric: &str| {
            let at = |set| self.played.worth(set, 0, place(metric));
            mean_of(&less(&at(everybody), &at(nobody)))
        };
        let bad = |set: usize| -> ByReplication {
            let of = |counts: &ActCounts| {
                let all = counts.wide(0);
                (all.applicants > 0).then(|| all.bad_restored as f64 / all.applicants as f64)
            };
            self.played.set(set).iter().map(of).collect()
        };
        let more_bad = less(&bad(everybody), &bad(nobody));
        let more = less(
            &self.played.worth(everybody, 0, place(RESTORED)),
            &self.played.worth(nobody, 0, place(RESTORED)),
        );
        let more_good = less(&more, &more_bad);
        let mut lines = vec![say!(
            BehavioursHonest,
            more = difference(mean_of(&more), "share"),
            good = difference(mean_of(&more_good), "share"),
            bad = difference(mean_of(&more_bad), "share"),
            risk = difference(each("bad_rate_all"), "share"),
        )];
        let (then, now) = (self.found.end(true, "all", "", BAD), ends(&self.now(BAD)));
        let change = mean_of(&less(&self.played.worth(everybody, 0, place(BAD)), &self.now(BAD)));
        if let (Some(change), Some(now_value)) = (change, now[0]) {
            let rises = change.index.interval.is_some_and(|ends| ends.0 > 0.0);
            let said = say!(
                BehavioursBad,
                now = level(now, "share"),
                then = level(then, "share"),
                change = difference(Some(change), "share"),
            );
            lines.push(if rises {
                format!("{said} {}", say!(BehavioursCutOff, command = self.solve(now_value)))
            } else {
                said
            });
        }
        lines
    }

    /// The command that finds the cut-off at which no more of the restored go bad than now.
    pub(super) fn solve(&self, now: f64) -> String {
        let mut sets: Vec<String> = self.arguments.set.clone();
        sets.extend(self.asked.names().behaviours.iter().map(|name| format!("behaviours.{name}.force=1.0")));
        let sets: Vec<String> = sets.iter().map(|set| format!("--set '{set}'")).collect();
        format!(
            "sim solve {} {} --vary human.cut_off=50..90:0.5 --until 'bad_rate_approved<={now:.4}'",
            shown(&self.arguments.scenario),
            sets.join(" "),
        )
    }

    /// Whether waiting before one applies is worth it, for a month and for the longest wait: over all, and by cause.
    pub(super) fn waiting(&self) -> Vec<String> {
        let of = |days: u64, segment: &str, value: &str, metric: &str| {
            let is = |row: &&WaitingRow| {
                (row.wait_days == days && row.segment == segment)
                    && (row.value == value && row.metric == metric)
            };
            let row = self.found.timing.iter().find(is)?;
            let half = half(row.difference_ci_low, row.difference_ci_high);
            let unit = if metric == RESTORED { "share" } else { "days" };
            let said = Figure::new(row.difference?, unit, half).difference(row.difference?, half);
            let told = matches!(
                (row.difference_ci_low, row.difference_ci_high), (Some(low), Some(high)) if low > 0.0 || high < 0.0
            );
            Some(if told { said } else { format!("{said} {}", say!(NotSignificant)) })
        };
        let line = |days: &u32| {
            let days = u64::from(*days);
            let causes = self.asked.groups.iter().filter(|wide| wide.segment == "cause");
            let parts = causes.filter_map(|wide| {
                let difference = of(days, "cause", &wide.value, RESTORED)?;
                Some(say!(BehavioursPart, behaviour = wide.value, difference = difference))
            });
            let parts: Vec<String> = parts.collect();
            Some(say!(
                BehavioursWaiting,
                days = days,
                difference = of(days, "all", "", RESTORED)?,
                late = of(days, "all", "", "restoration_days_p50")?,
                parts = parts.join(", "),
            ))
        };
        [1, WAITS.len() - 1].iter().filter_map(|at| line(&WAITS[*at])).collect()
    }

    /// Where what is seen misleads.
    pub(super) fn gaps(&self) -> Vec<String> {
        let find = |behaviour: &str, part: &str| {
            let rows = self.found.gaps.iter();
            let mut rows = rows.filter(|row| row.metric == "first_pass_approval_rate");
            rows.find(|row| row.behaviour == behaviour && row.part == part)
        };
        let said = |name: &String| {
            let [observed, causal, gap] = ["observed", "causal", "gap"].map(|part| find(name, part));
            let (low, high) = (gap?.ci_low?, gap?.ci_high?);
            if low <= 0.0 && high >= 0.0 {
                return None;
            }
            let figure = |row: Option<&ObservedRow>| {
                let row = row?;
                let half = half(row.ci_low, row.ci_high);
                Some(Figure::new(row.estimate?, "share", half).difference(row.estimate?, half))
            };
            Some(say!(
                BehavioursGap,
                behaviour = label(Kind::Behaviour, name),
                observed = figure(observed)?,
                causal = figure(causal)?,
                gap = figure(gap)?,
            ))
        };
        self.asked.names().behaviours.iter().filter_map(said).collect()
    }
}
