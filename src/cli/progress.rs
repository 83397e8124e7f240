//! A progress bar on stderr: how far, how fast, how long yet.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::experiment::Progress;

/// A bar that follows a run from a thread of its own.
pub(super) struct Bar {
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Bar {
    /// Shows a bar of `total` replications, unless told not to or stderr is no terminal.
    pub(super) fn follow(progress: &Arc<Progress>, total: u64, wanted: bool) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        let bar = ProgressBar::new(total);
        if !wanted || bar.is_hidden() {
            return Self { done, thread: None };
        }
        let template = "{bar:32} {pos}/{len} replications  {msg}  {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        let (progress, ended) = (Arc::clone(progress), Arc::clone(&done));
        let thread = std::thread::spawn(move || {
            while !ended.load(Ordering::Relaxed) {
                let rate = progress.applicants.load(Ordering::Relaxed) as f64
                    / bar.elapsed().as_secs_f64().max(0.05);
                bar.set_message(format!("{:.2} million applicants/s", rate / 1e6));
                bar.set_position(progress.played.load(Ordering::Relaxed));
                std::thread::sleep(Duration::from_millis(80));
            }
            bar.finish_and_clear();
        });
        Self { done, thread: Some(thread) }
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
