//! What behaviours do, in words: effects with their intervals, and approval by level.
//!
//! What is forced and what is observed stand in tables of their own, so that no difference is taken between the two,
//! nor between groups of which nobody was made to do anything.

use super::numbers::{UNDEFINED, interval, optional, value};
use super::view::{APPLICANTS, TableView};
use crate::chart::words::{count, label, points, short};
use crate::results::{BehaviourRow, EffectRow, Tables};
use crate::words::{Catalogue, Kind};

/// By which behaviours are ranked.
const RANKED: &str = "eventual_approval_rate";
const FORCED: &str = "intervention";

/// Effects on approval, and approval by level: forced, and observed.
pub(super) fn tables(tables: &Tables, words: &Catalogue) -> Vec<TableView<'static>> {
    let (effects, behaviours) = (&tables.effects, &tables.behaviours);
    vec![
        effects_on(RANKED, effects, words),
        effects_on("first_pass_approval_rate", effects, words),
        forced(behaviours, effects, words),
        observed(behaviours, words),
    ]
}

/// Replications of each intervention.
fn replications(rows: &[EffectRow]) -> Option<u64> {
    rows.iter().map(|row| row.replications).max()
}

fn find<'r>(
    rows: &'r [EffectRow],
    metric: &str,
    (name, scope, population): (&str, &str, &str),
) -> Option<&'r EffectRow> {
    rows.iter().find(|row| {
        row.behaviour == name && row.scope == scope && row.population == population && row.metric == metric
    })
}

/// The behaviours, the greatest effect over all applicants first.
fn ranked(rows: &[EffectRow]) -> Vec<&str> {
    let size = |name: &str| {
        let row = find(rows, RANKED, (name, "everyone", "all"));
        row.and_then(|row| row.difference).unwrap_or(f64::NEG_INFINITY)
    };
    let mut names: Vec<&str> = Vec::new();
    for row in rows {
        if !names.contains(&row.behaviour.as_str()) {
            names.push(&row.behaviour);
        }
    }
    names.sort_by(|a, b| size(b).total_cmp(&size(a)));
    names
}

/// A difference of shares and its interval.
fn difference(of: Option<f64>, low: Option<f64>, high: Option<f64>) -> [String; 2] {
    let range = low.zip(high).map(|(low, high)| format!("{} to {}", points(low), points(high)));
    [optional(of, points), range.unwrap_or_else(|| UNDEFINED.to_owned())]
}

/// The effects on one metric, over all applicants and then over those whom a behaviour concerns.
fn effects_on(metric: &str, rows: &[EffectRow], words: &Catalogue) -> TableView<'static> {
    let mut lines = Vec::new();
    for (population, over) in [("all", "all applicants"), ("eligible", "those it applies to")] {
        for name in ranked(rows) {
            let of = |scope| find(rows, metric, (name, scope, population));
            let effect = |scope| of(scope).map_or([None; 3], |row| [row.difference, row.ci_low, row.ci_high]);
            let spillover = of("everyone")
                .map_or([None; 3], |row| [row.spillover, row.spillover_ci_low, row.spillover_ci_high]);
            let cells = [effect("everyone"), effect("one"), spillover];
            let known = cells.iter().flatten().any(Option::is_some);
            if known {
                let cells = cells.into_iter().flat_map(|[of, low, high]| difference(of, low, high));
                lines.push([label(words, Kind::Behaviour, name), over.to_owned()].into_iter().chain(cells));
            }
        }
    }
    let played = replications(rows).map_or_else(String::new, |played| {
        format!(
            "Done against not done, the same applicants, {played} replications of each intervention. Spillover: \
             everyone less one, within each replication. Each interval holds for itself."
        )
    });
    TableView {
        title: format!("Effects of behaviours on {}", label(words, Kind::Metric, metric).to_lowercase()),
        file: "effects.csv",
        note: played,
        columns: vec![
            "Behaviour",
            "Over",
            "Everyone",
            "95% interval",
            "One alone",
            "95% interval",
            "Spillover",
            "95% interval",
        ],
        words: 2,
        rows: lines.into_iter().map(Iterator::collect).collect(),
    }
}

/// Approval at one level of a behaviour.
fn approval(row: &BehaviourRow) -> [String; 6] {
    [
        short(row.level, 2),
        count(row.applicants),
        value(row.first_pass_approval_rate, "share"),
        interval(row.ci_low, row.ci_high, "share"),
        value(row.eventual_approval_rate, "share"),
        interval(row.eventual_ci_low, row.eventual_ci_high, "share"),
    ]
}

const LEVELS: [&str; 6] =
    ["Level", APPLICANTS, "First-pass approval", "95% interval", "Eventual approval", "95% interval"];

fn forced(rows: &[BehaviourRow], effects: &[EffectRow], words: &Catalogue) -> TableView<'static> {
    let played = replications(effects)
        .map_or_else(String::new, |played| format!(" {played} replications of each level."));
    let rows = rows.iter().filter(|row| row.basis == FORCED);
    let cells = |row: &BehaviourRow| {
        std::iter::once(label(words, Kind::Behaviour, &row.behaviour)).chain(approval(row)).collect()
    };
    TableView {
        title: "Approval with a behaviour forced".to_owned(),
        file: "behaviours.csv",
        note: format!(
            "The same applicants, those it applies to, at each level. What level 1 adds to level 0 stands above with its \
             interval: the effect of everyone over those it applies to.{played}"
        ),
        columns: std::iter::once("Behaviour").chain(LEVELS).collect(),
        words: 1,
        rows: rows.map(cells).collect(),
    }
}

fn observed(rows: &[BehaviourRow], words: &Catalogue) -> TableView<'static> {
    let rows = rows.iter().filter(|row| row.basis != FORCED);
    let cells = |row: &BehaviourRow| {
        [label(words, Kind::Behaviour, &row.behaviour), row.basis.clone()]
            .into_iter()
            .chain(approval(row))
            .collect()
    };
    TableView {
        title: "Approval of those who meant to do it or did it".to_owned(),
        file: "behaviours.csv",
        note: "Nobody is made to do anything. Levels 0 and 1 are different people, who differ in more than the behaviour: \
               no difference between them is an effect."
            .to_owned(),
        columns: ["Behaviour", "Basis"].into_iter().chain(LEVELS).collect(),
        words: 2,
        rows: rows.map(cells).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::fixture;
    use crate::words::Language;

    fn made() -> Vec<TableView<'static>> {
        tables(&fixture::tables(), Language::English.words())
    }

    /// Of those whom repaying concerns, 51.3 points with everyone and 50.9 with one, each ±.2; they are .45 of all.
    #[test]
    fn every_effect_has_its_interval_and_spillover_too() {
        let effects = &made()[0];
        assert_eq!(effects.rows.len(), 2 * 7, "{:?}", effects.rows);
        let all = [
            "+23.1 pp",
            "+22.9 pp to +23.3 pp",
            "+22.9 pp",
            "+22.7 pp to +23.1 pp",
            "+0.2 pp",
            "+0.1 pp to +0.3 pp",
        ];
        assert_eq!(effects.rows[0][..2], ["Repay arrears", "all applicants"]);
        assert_eq!(effects.rows[0][2..], all);
        let concerned = [
            "+51.3 pp",
            "+51.1 pp to +51.5 pp",
            "+50.9 pp",
            "+50.7 pp to +51.1 pp",
            "+0.4 pp",
            "+0.3 pp to +0.5 pp",
        ];
        assert_eq!(effects.rows[7][..2], ["Repay arrears", "those it applies to"]);
        assert_eq!(effects.rows[7][2..], concerned);
        assert!(effects.note.contains("20 replications of each intervention"), "{}", effects.note);
    }

    /// Folders of earlier versions do not know how exact a spillover is, so none is told.
    #[test]
    fn without_its_interval_no_spillover_is_told() {
        let mut tables = fixture::tables();
        for row in &mut tables.effects {
            (row.spillover, row.spillover_ci_low, row.spillover_ci_high) = (None, None, None);
        }
        let made = super::tables(&tables, Language::English.words());
        assert_eq!(made[0].rows[0][6..], [UNDEFINED, UNDEFINED]);
        assert_eq!(made[0].rows[0][2], "+23.1 pp");
    }

    #[test]
    fn the_forced_and_the_observed_stand_apart_and_no_difference_mixes_them() {
        let made = made();
        let (forced, observed) = (&made[2], &made[3]);
        assert_eq!((forced.rows.len(), observed.rows.len()), (7 * 3, 7 * 2));
        assert!(observed.rows.iter().all(|row| row[1] == "observed"));
        assert_eq!(forced.rows[2][..4], ["Repay arrears", "1", "9,720", "37.0%"]);
        let columns = forced.columns.iter().chain(&observed.columns);
        assert!(columns.clone().all(|column| !column.contains("gainst")), "{columns:?}");
        assert!(observed.note.contains("no difference between them is an effect"));
    }

    #[test]
    fn numbers_of_applicants_say_that_they_are_of_one_replication() {
        assert!(made()[2].columns.contains(&"Applicants in a replication"));
    }
}
