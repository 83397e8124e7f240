//! What the terminal and scripts are told of a comparison.

use std::fmt::Display;
use std::path::Path;

use serde_json::{Value, json};

use super::rows::Rows;
use super::verdict::Verdict;
use crate::cli::layout::Table;
use crate::cli::shown;
use crate::cli::summary::in_working_days;
use crate::cli::terminal::Screen;
use crate::results::{ComparisonRow, SwapRow};
use crate::words::figures::{Figure, half};
use crate::words::{Catalogue, Phrase};

/// Verdicts that the terminal tells of each scenario where no metric was asked for.
const MOST_VERDICTS: usize = 2;

/// Everything that is said.
pub(super) struct Said<'a> {
    pub(super) words: &'static Catalogue,
    pub(super) names: &'a [String],
    /// What was changed in every scenario, as `key=value`.
    pub(super) changed: &'a [String],
    pub(super) seed: u64,
    pub(super) replications: u64,
    /// Whether the same people arrive in all of them.
    pub(super) same_arrivals: bool,
    pub(super) rows: &'a Rows,
    /// Whether a person has said which metrics it is about.
    pub(super) asked: bool,
    pub(super) verdicts: &'a [Verdict],
    pub(super) swap_rows: &'a [SwapRow],
    /// The swap sets in words.
    pub(super) swaps: &'a [String],
    pub(super) warned: &'a [(&'a str, String)],
    pub(super) dir: &'a Path,
    pub(super) charts: bool,
}

/// A comparison in words: the metrics of each scenario that it is about, what can be said of them, and what there is to
/// know about them.
pub(super) fn text(said: &Said<'_>, screen: Screen) -> String {
    let Said { words, names, .. } = said;
    let (base, others) = (&names[0], &names[1..]);
    let applicants =
        if said.same_arrivals { Phrase::CompareSameApplicants } else { Phrase::CompareOtherApplicants };
    let values: [(&str, &dyn Display); 5] = [
        ("applicants", &words.text(applicants)),
        ("base", base),
        ("others", &others.join(", ")),
        ("replications", &words.replications(said.replications)),
        ("seed", &said.seed),
    ];
    let mut text = screen.prose(&words.say(Phrase::CompareHead, &values), "", "  ");
    if !said.changed.is_empty() {
        let settings = Catalogue::settings(said.changed);
        text += &screen.prose(&words.say(Phrase::CompareChanged, &[("settings", &settings)]), "", "  ");
    }
    for name in others {
        text += &differences_table(said, (base, name), screen);
        text += &sentences(said, name, screen);
    }
    let file = shown(&said.dir.join("comparison.csv"));
    text.push('\n');
    text += &screen.prose(&words.say(Phrase::CompareFoot, &[("file", &file)]), "", "");
    if said.charts {
        text += &screen.prose(&words.say(Phrase::OpenReport, &[("dir", &shown(said.dir))]), "", "");
    }
    text += &screen.prose(words.text(Phrase::Synthetic), "", "");
    let lead = words.text(Phrase::Warning);
    for (name, warning) in said.warned {
        let prose = screen.prose(&format!("{name}: {warning}"), lead, "  ");
        text.push('\n');
        text += &prose.replacen(lead, &screen.careful(lead), 1);
    }
    text
}

/// The verdicts of a scenario, and its swap set.
fn sentences(said: &Said<'_>, scenario: &str, screen: Screen) -> String {
    let most = if said.asked { usize::MAX } else { MOST_VERDICTS };
    let verdicts = said.verdicts.iter().filter(|verdict| verdict.scenario == scenario).take(most);
    let place = said.names[1..].iter().position(|name| name == scenario);
    let swaps = place.and_then(|place| said.swaps.get(place));
    let lines = verdicts.map(|verdict| &verdict.text).chain(swaps);
    lines.map(|line| screen.prose(line, "  ", "    ")).collect()
}

/// The metrics of one scenario beside the base.
fn differences_table(said: &Said<'_>, (base, other): (&str, &str), screen: Screen) -> String {
    let words = said.words;
    // Where names are too long for the terminal, scenarios are told apart by the title.
    let named = Table::new(["", base, other, words.text(Phrase::CompareDifference)]);
    let short = Table::new([
        "",
        words.text(Phrase::CompareBase),
        words.text(Phrase::CompareOther),
        words.text(Phrase::CompareDifference),
    ]);
    let rows: Vec<&ComparisonRow> = said.rows.of(other).collect();
    let shown = said.rows.told.iter().filter_map(|name| rows.iter().find(|row| row.metric == *name));
    let cells: Vec<[String; 4]> = shown.clone().filter_map(|row| cells(row, words)).collect();
    let promised = shown.clone().any(|row| row.difference.is_some() && in_working_days(&row.metric));
    let [named, short] = [named, short].map(|mut table| {
        for row in &cells {
            table.row(row.clone());
        }
        table
    });
    let table = if named.fits(screen) { named } else { short };
    let pair = words.say(Phrase::ComparePair, &[("base", &base), ("other", &other)]);
    let title = screen.bold(screen.prose(&pair, "", "").trim_end());
    let note =
        if promised { screen.prose(words.text(Phrase::WorkingDaysNote), "  ", "  ") } else { String::new() };
    format!("\n{title}\n{}{note}", table.render(screen))
}

/// A row as it is said: what it is called, both sides, and the difference with its own interval.
pub(super) fn cells(row: &ComparisonRow, words: &Catalogue) -> Option<[String; 4]> {
    let (base, other, difference) = (row.base?, row.estimate?, row.difference?);
    let reach = half(row.ci_low, row.ci_high);
    let figure = Figure::new(base.max(other), &row.unit, reach);
    let said = match reach {
        None if difference == 0.0 && row.replications > 1 => words.text(Phrase::CompareSame).to_owned(),
        reach => figure.difference(difference, reach),
    };
    let settled = row.ci_low.zip(row.ci_high).is_none_or(|(low, high)| low > 0.0 || high < 0.0);
    let said = if settled { said } else { format!("{said} {}", words.text(Phrase::NotSignificant)) };
    Some([words.title(&row.metric), figure.say(base), figure.say(other), said])
}

/// The comparison for scripts.
pub(super) fn document(said: &Said<'_>) -> Value {
    json!({
        "base": said.names[0],
        "settings_changed": said.changed,
        "seed": said.seed,
        "replications": said.replications,
        "output": shown(said.dir),
        "comparisons": said.rows.all,
        "verdicts": said.verdicts,
        "swap_set": said.swap_rows,
        "warnings": said
            .warned
            .iter()
            .map(|(scenario, text)| json!({ "scenario": scenario, "warning": text }))
            .collect::<Vec<_>>(),
    })
}
