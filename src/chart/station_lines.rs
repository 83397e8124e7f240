//! The line of every station, gathered from the tables: day by day and over the whole run.
//!
//! The day by day part is `queues.csv`; what a line is over the run is `stations.csv`, so that a
//! figure and a table of the report never disagree. This module does not know how a line is drawn.

use std::collections::BTreeMap;

use super::words::{count, percent, short};
use crate::results::Tables;

/// One day at a station.
#[derive(Debug, Clone, Copy)]
pub(super) struct LineDay {
    /// Mean number in line over the day.
    pub(super) mean: f64,
    /// Longest line of the day.
    pub(super) most: f64,
    /// Whether anything was counted that day.
    pub(super) counted: bool,
}

/// The line of one station.
#[derive(Debug, Clone)]
pub(super) struct StationLine<'a> {
    /// Name as in the scenario; empty for the lender's stations together.
    pub(super) name: &'a str,
    /// By date, as written in the tables.
    pub(super) days: BTreeMap<&'a str, LineDay>,
    /// Mean number in line over the run.
    pub(super) mean: f64,
    /// Longest line of the run.
    pub(super) most: f64,
    /// Busy share of its people's duty time, if it has any.
    pub(super) busy: Option<f64>,
}

/// Every station with days, the longest mean line first. A folder without `queues.csv` has the
/// lines of the lender's stations together, from the timeline.
pub(super) fn station_lines(tables: &Tables) -> Vec<StationLine<'_>> {
    let mut lines: Vec<StationLine<'_>> = Vec::new();
    for row in &tables.queues {
        let place = lines.iter().position(|line| line.name == &*row.station).unwrap_or_else(|| {
            lines.push(StationLine::new(&row.station));
            lines.len() - 1
        });
        let busy = row.utilisation.is_some_and(|busy| busy > 0.0);
        let day = LineDay { mean: row.queue_mean, most: row.queue_max, counted: busy || row.queue_max > 0.0 };
        lines[place].days.insert(&row.date, day);
    }
    if lines.is_empty() {
        let mut line = StationLine::new("");
        line.days.extend(tables.timeline.iter().map(|row| {
            (row.date.as_str(), LineDay { mean: row.queue_mean, most: row.queue_max, counted: true })
        }));
        lines.push(line);
    }
    for line in &mut lines {
        line.sum_up(tables);
    }
    lines.sort_by(|a, b| b.mean.total_cmp(&a.mean));
    lines
}

impl<'a> StationLine<'a> {
    fn new(name: &'a str) -> Self {
        Self { name, days: BTreeMap::new(), mean: 0.0, most: 0.0, busy: None }
    }

    /// Takes the measures of the run, or makes do with the days.
    fn sum_up(&mut self, tables: &Tables) {
        let measure = |metric: &str| {
            let row = tables.stations.iter().find(|row| row.station == self.name && row.metric == metric)?;
            row.estimate.filter(|value| value.is_finite())
        };
        let finite = |value: fn(&LineDay) -> f64| {
            self.days.values().map(value).filter(|value| value.is_finite()).collect::<Vec<_>>()
        };
        let (means, most) = (finite(|day| day.mean), finite(|day| day.most));
        let mean_of_days = means.iter().sum::<f64>() / means.len().max(1) as f64;
        let mean = measure("queue_mean").unwrap_or(mean_of_days);
        let most = measure("queue_max").unwrap_or_else(|| most.into_iter().fold(0.0, f64::max));
        let busy = measure("utilisation");
        (self.mean, self.most, self.busy) = (mean, most, busy);
    }

    /// Whether anybody ever stands in it.
    pub(super) fn forms(&self) -> bool {
        self.most > 0.0
    }
}

/// A mean or greatest length of a line.
pub(super) fn length(cases: f64) -> String {
    if cases >= 100.0 { count(cases) } else { short(cases, if cases < 10.0 { 2 } else { 1 }) }
}

/// Where the bottleneck is, in words; `lines` start with the longest. Ends with a space if it says anything.
pub(super) fn verdict(lines: &[StationLine<'_>]) -> String {
    let Some(longest) = lines.first().filter(|line| !line.name.is_empty()) else {
        return String::new();
    };
    if !longest.forms() {
        return "No line ever forms. ".to_owned();
    }
    let mut words = format!(
        "{} {} on average, {} at the longest (mean over replications)",
        if lines.len() > 1 {
            format!("The longest line is before “{}”:", longest.name)
        } else {
            format!("Before “{}” stand", longest.name)
        },
        length(longest.mean),
        length(longest.most)
    );
    if let Some(busy) = longest.busy {
        let busy = percent(busy, 0);
        words.extend(["; its people are busy ", &busy, " of their time on duty"]);
    }
    words += ". ";
    let busiest = lines
        .iter()
        .filter_map(|line| Some((line, line.busy?)))
        .max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.mean.total_cmp(&b.0.mean)));
    if let Some((busiest, busy)) = busiest.filter(|(line, _)| line.name != longest.name) {
        words.extend(["The busiest people are those of “", busiest.name, "”, at ", &percent(busy, 0), ". "]);
    }
    words
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::chart::fixture;

    #[test]
    fn the_longest_line_comes_first_and_is_named() {
        let tables = fixture::tables();
        let lines = station_lines(&tables);
        assert_eq!(lines.iter().map(|line| line.name).collect::<Vec<_>>(), ["human_review", "intake"]);
        assert!(lines[0].mean > lines[1].mean);
        assert_eq!(lines[0].busy, Some(0.72));
        let words = verdict(&lines);
        assert!(words.contains("The longest line is before “human_review”"), "{words}");
        assert!(!words.contains("busiest"), "the longest line stands before the busiest: {words}");
    }

    #[test]
    fn another_station_may_be_the_busiest() {
        let mut tables = fixture::tables();
        let row =
            tables.stations.iter_mut().find(|row| row.station == "intake" && row.metric == "utilisation");
        row.unwrap().estimate = Some(0.97);
        let words = verdict(&station_lines(&tables));
        assert!(words.contains("The busiest people are those of “intake”, at 97%."), "{words}");
    }

    #[test]
    fn without_queues_the_timeline_stands_in() {
        let mut tables = fixture::tables();
        tables.queues.clear();
        let lines = station_lines(&tables);
        assert!(lines.len() == 1 && lines[0].name.is_empty() && lines[0].days.len() == 300);
        assert_eq!(verdict(&lines), "");
    }
}
