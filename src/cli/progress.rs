//! A progress bar on stderr: what is played, how far, how fast, how long yet.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::terminal::is_dumb;
use crate::experiment::{Playing, Progress};
use crate::words::{Catalogue, Language, Phrase};

/// A bar that follows a run from a thread of its own.
pub(super) struct Bar {
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Bar {
    /// Shows a bar of `total` replications, unless told not to or stderr is no terminal that can draw one. `scenarios`
    /// are the names of several that are played.
    pub(super) fn follow(progress: &Arc<Progress>, total: u64, scenarios: Vec<String>, wanted: bool) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        let bar = ProgressBar::new(total);
        if !wanted || is_dumb() || bar.is_hidden() {
            return Self { done, thread: None };
        }
        let template = "{wide_bar} {pos}/{len}  {msg}  {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        let (progress, ended) = (Arc::clone(progress), Arc::clone(&done));
        let thread = std::thread::spawn(move || {
            while !ended.load(Ordering::Relaxed) {
                let rate = progress.applicants.load(Ordering::Relaxed) as f64
                    / bar.elapsed().as_secs_f64().max(0.05);
                let words = Language::default().words();
                bar.set_message(format!("{}{}", playing(words, progress.playing(), &scenarios), speed(rate)));
                bar.set_position(progress.played.load(Ordering::Relaxed));
                std::thread::sleep(Duration::from_millis(80));
            }
            bar.finish_and_clear();
        });
        Self { done, thread: Some(thread) }
    }
}

/// What is being played, in words.
fn playing(words: &Catalogue, playing: Playing, scenarios: &[String]) -> String {
    match playing {
        Playing::Replications => words.text(Phrase::PlayingReplications).to_owned(),
        Playing::WarmUp => words.text(Phrase::PlayingWarmUp).to_owned(),
        Playing::Interventions => words.text(Phrase::PlayingInterventions).to_owned(),
        Playing::Scenario(number) => {
            let name = scenarios.get(number).map_or("", String::as_str);
            words.say(Phrase::PlayingScenario, &[("scenario", &name)])
        }
    }
}

/// Applicants a second, once there are any.
fn speed(rate: f64) -> String {
    if rate > 0.0 { format!("  {:.2} M/s", rate / 1e6) } else { String::new() }
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
