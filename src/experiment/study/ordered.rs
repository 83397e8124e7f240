//! The one parallel loop: units are played on all threads, finish in any order, and are taken in their own.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rayon::iter::{ParallelBridge, ParallelIterator};

/// Says when nothing more is to be played.
#[derive(Debug)]
pub(in crate::experiment) struct Halt<'a> {
    /// Set from outside.
    pub(in crate::experiment) stop: &'a AtomicBool,
    failed: AtomicBool,
}

impl<'a> Halt<'a> {
    pub(in crate::experiment) fn new(stop: &'a AtomicBool) -> Self {
        Self { stop, failed: AtomicBool::new(false) }
    }

    /// Whether to stop, because someone wants it or something failed.
    pub(in crate::experiment) fn halts(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.failed.load(Ordering::Relaxed)
    }
}

/// Halts everything if the thread that holds it panics: nobody then waits for a turn that never comes.
struct OnPanic<'a>(&'a AtomicBool);

impl Drop for OnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}

/// Units that are played and wait for their turn.
struct Turns<U, P, F> {
    waiting: BTreeMap<u64, (U, P)>,
    next: u64,
    take: F,
}

/// Plays `units` in parallel and hands them to `take` in order, one at a time. A unit for which `play` gives `None` was
/// broken off: nothing behind it is taken any more. Returns how many were taken.
///
/// Nobody plays far ahead of the unit whose turn it is, so what waits does not grow with the number of units. The unit
/// whose turn it is never waits; `play` may wait for units before its own to be taken.
pub(in crate::experiment) fn in_order<U: Send, P: Send, E: Send>(
    units: impl Iterator<Item = U> + Send,
    halt: &Halt<'_>,
    play: impl Fn(&U) -> Result<Option<P>, E> + Sync,
    take: impl FnMut(U, P) -> Result<(), E> + Send,
) -> Result<u64, E> {
    let ahead = 16 + 4 * rayon::current_num_threads() as u64;
    let turns = Mutex::new(Turns { waiting: BTreeMap::new(), next: 0, take });
    let moved = Condvar::new();
    let one = |(number, unit): (u64, U)| -> Result<(), E> {
        let _halts = OnPanic(&halt.failed);
        let mut seen = lock(&turns);
        while number >= seen.next + ahead && !halt.halts() {
            // A look now and then, since whoever sets `stop` wakes nobody.
            let pause = Duration::from_millis(20);
            seen =
                moved.wait_timeout(seen, pause).map_or_else(|broken| broken.into_inner().0, |woken| woken.0);
        }
        drop(seen);
        if halt.halts() {
            return Ok(());
        }
        let Some(played) = play(&unit)? else { return Ok(()) };
        let mut turns = lock(&turns);
        turns.waiting.insert(number, (unit, played));
        while let Some((unit, played)) = {
            let next = turns.next;
            turns.waiting.remove(&next)
        } {
            turns.next += 1;
            (turns.take)(unit, played)?;
        }
        moved.notify_all();
        Ok(())
    };
    (0..).zip(units.take_while(|_| !halt.halts())).par_bridge().try_for_each(|unit| {
        one(unit).inspect_err(|_| {
            halt.failed.store(true, Ordering::Relaxed);
        })
    })?;
    Ok(turns.into_inner().unwrap_or_else(PoisonError::into_inner).next)
}

/// A thread that panicked has brought the run down with it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
