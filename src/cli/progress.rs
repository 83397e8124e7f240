//! A progress bar on stderr: what is played, how far, how fast, how long yet.

use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressStyle};

use super::terminal::{Screen, is_dumb};
use crate::experiment::{Playing, Progress};
use crate::words::wrap::columns;
use crate::words::{Catalogue, Language, Phrase};

/// A bar that follows a run from a thread of its own.
pub(super) struct Bar {
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// How many replications there will be at most, in the order in which they are played.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Steps {
    /// Trials that find the warm-up.
    pub(super) trials: u64,
    /// The run's own.
    pub(super) own: u64,
    /// Those of the interventions.
    pub(super) forced: u64,
    /// Points without names, if they are those of an experiment.
    pub(super) points: u64,
    /// Whether a precision decides how many of its own there are: they are the most there may be, until a look tells how
    /// many are expected.
    pub(super) open: bool,
}

impl Steps {
    /// All of them.
    fn all(self) -> u64 {
        self.trials + self.own + self.forced
    }

    /// The same once a look at the precision expects so many of its own; 0 while none has told.
    fn told(self, expected: u64) -> Self {
        if self.open && expected > 0 {
            Self { own: expected.min(self.own), open: false, ..self }
        } else {
            self
        }
    }
}

impl Bar {
    /// Shows a bar of so many replications, unless told not to or stderr is no terminal that can draw one. `scenarios` are
    /// the names of several that are played.
    pub(super) fn follow(
        progress: &Arc<Progress>,
        steps: Steps,
        scenarios: Vec<String>,
        wanted: bool,
    ) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        let bar = ProgressBar::new(steps.all());
        if !wanted || is_dumb() || bar.is_hidden() {
            return Self { done, thread: None };
        }
        if let Ok(style) = ProgressStyle::with_template("[{wide_bar}] {msg}") {
            bar.set_style(style.progress_chars("=> "));
        }
        let (progress, ended) = (Arc::clone(progress), Arc::clone(&done));
        let thread = std::thread::spawn(move || {
            let words = Language::default().words();
            while !ended.load(Ordering::Relaxed) {
                let played = progress.played.load(Ordering::Relaxed);
                let steps = steps.told(progress.expected.load(Ordering::Relaxed));
                bar.set_length(steps.all());
                bar.set_position(played);
                let told = Told {
                    playing: progress.playing(),
                    played,
                    steps,
                    applicants_a_second: progress.applicants.load(Ordering::Relaxed) as f64
                        / bar.elapsed().as_secs_f64().max(0.05),
                    // Of what is left nothing is known before something is done.
                    left: (played > 0 && !steps.open).then(|| bar.eta()),
                };
                bar.set_message(told.within(words, &scenarios, Screen::stderr().width));
                std::thread::sleep(Duration::from_millis(80));
            }
            bar.finish_and_clear();
        });
        Self { done, thread: Some(thread) }
    }
}

/// Columns of the bar itself, its frame and a space behind it, at least.
const LEAST_BAR: usize = 13;

/// What is told beside the bar.
#[derive(Debug, Clone, Copy)]
struct Told {
    playing: Playing,
    /// Replications so far.
    played: u64,
    steps: Steps,
    applicants_a_second: f64,
    left: Option<Duration>,
}

impl Told {
    /// In a line of so many columns beside the bar: first what is played, then, as far as there is room, how fast and for
    /// how long yet.
    fn within(self, words: &Catalogue, scenarios: &[String], width: usize) -> String {
        let room = width.saturating_sub(LEAST_BAR);
        let mut text = self.playing(words, scenarios);
        let left = self.left.map(|left| format!("{:#}", HumanDuration(left)));
        let left = left.map(|left| words.say(Phrase::PlayingLeft, &[("left", &left)]));
        let speed = (self.applicants_a_second > 0.0).then(|| {
            let millions = format!("{:.2}", self.applicants_a_second / 1e6);
            words.say(Phrase::PlayingSpeed, &[("millions", &millions)])
        });
        for part in left.into_iter().chain(speed) {
            if columns(&text) + 2 + columns(&part) <= room {
                text.extend([", ", &part]);
            }
        }
        while columns(&text) > room {
            text.pop();
        }
        text
    }

    /// What is being played, in words.
    fn playing(&self, words: &Catalogue, scenarios: &[String]) -> String {
        let Steps { trials, own, forced, points, open } = self.steps;
        let played = self.played.saturating_sub(trials);
        let (done, behind) = (played.min(own), played.saturating_sub(own));
        let say = |phrase, done: u64, count: u64, more: &[(&str, &dyn Display)]| {
            let mut values: Vec<(&str, &dyn Display)> = vec![("done", &done), ("count", &count)];
            values.extend(more);
            words.say(phrase, &values)
        };
        match self.playing {
            Playing::Replications | Playing::Scenario(_) if open && points == 0 => {
                words.say(Phrase::PlayingOpen, &[("done", &done)])
            }
            Playing::Scenario(number) if open => words.say(
                Phrase::PlayingOpenPoint,
                &[("done", &done), ("point", &(number + 1)), ("points", &points)],
            ),
            Playing::Replications => say(Phrase::PlayingReplications, done, own, &[]),
            Playing::WarmUp => words.text(Phrase::PlayingWarmUp).to_owned(),
            Playing::Interventions => say(Phrase::PlayingInterventions, behind, forced, &[]),
            Playing::Scenario(number) if points > 0 => {
                say(Phrase::PlayingPoint, done, own, &[("point", &(number + 1)), ("points", &points)])
            }
            Playing::Scenario(number) => {
                let name = scenarios.get(number).map_or("", String::as_str);
                say(Phrase::PlayingScenario, done, own, &[("scenario", &name)])
            }
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A bar that failed to draw is no reason to fail.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(playing: Playing, played: u64, width: usize) -> String {
        let left = (played > 0).then_some(Duration::from_secs(12));
        let steps = Steps { own: 20, forced: 52, ..Steps::default() };
        let told = Told { playing, played, steps, applicants_a_second: 1.5e6, left };
        told.within(Language::English.words(), &["base".to_owned()], width)
    }

    #[test]
    fn each_phase_counts_its_own_and_nothing_is_said_of_what_is_not_known() {
        assert_eq!(
            told(Playing::Replications, 5, 100),
            "5 of 20 replications, 12s left, 1.50 million applicants/s"
        );
        assert_eq!(told(Playing::Replications, 0, 100), "0 of 20 replications, 1.50 million applicants/s");
        let behind = told(Playing::Interventions, 31, 80);
        assert!(behind.starts_with("11 of 52 for the interventions"), "{behind}");
    }

    /// With a precision the most there may be is no measure of what is left.
    #[test]
    fn how_many_a_precision_takes_is_told_once_a_look_expects_it() {
        let words = Language::English.words();
        let open = Steps { own: 10_000, open: true, ..Steps::default() };
        let told = |steps: Steps, playing, left| {
            let told = Told { playing, played: 12, steps, applicants_a_second: 0.0, left };
            told.within(words, &[], 100)
        };
        assert_eq!(told(open, Playing::Replications, None), "12 replications so far");
        let points = Steps { points: 7, ..open };
        assert_eq!(told(points, Playing::Scenario(2), None), "12 replications so far, at point 3 of 7");
        let known = open.told(68);
        assert_eq!((known.all(), known.open), (68, false));
        let left = Some(Duration::from_secs(12));
        assert_eq!(told(known, Playing::Replications, left), "12 of 68 replications, 12s left");
        assert_eq!(
            Steps { own: 20, ..Steps::default() }.told(68).own,
            20,
            "without a precision nothing is expected"
        );
    }

    #[test]
    fn what_is_told_never_takes_a_second_line() {
        for width in [40, 60, 80, 100] {
            for playing in [Playing::Replications, Playing::Interventions, Playing::Scenario(0)] {
                let text = told(playing, 31, width);
                assert!(columns(&text) + LEAST_BAR <= width, "{width}: {text}");
            }
        }
    }
}
