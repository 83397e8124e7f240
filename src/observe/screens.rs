//! Passes through the screens of the app.

use serde::{Deserialize, Serialize};

use crate::behaviour::BrokenPass;

/// What one screen saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ScreenCount {
    /// Passes that reached it.
    pub reached: u64,
    /// Passes that broke off there.
    pub left: u64,
    /// Of those, the ones after which the applicant came back.
    pub returned: u64,
}

/// Counts passes by screen.
#[derive(Debug)]
pub(super) struct Screens {
    counts: Vec<ScreenCount>,
    /// Passes to the end.
    completed: u64,
}

impl Screens {
    /// So many screens, and nobody there yet.
    pub(super) fn new(count: u32) -> Self {
        Self { counts: vec![ScreenCount::default(); count as usize], completed: 0 }
    }

    /// Adds the passes of one application.
    #[inline(always)]
    pub(super) fn add(&mut self, broken: &[BrokenPass], files: bool) {
        self.completed += u64::from(files);
        if !broken.is_empty() {
            self.add_broken(broken);
        }
    }

    #[cold]
    #[inline(never)]
    fn add_broken(&mut self, broken: &[BrokenPass]) {
        for pass in broken {
            let count = &mut self.counts[pass.screen as usize];
            count.left += 1;
            count.returned += u64::from(pass.returns);
        }
    }

    /// The counts, from the first screen on: whoever does not break off at a screen reaches the next.
    pub(super) fn finish(mut self) -> Vec<ScreenCount> {
        let mut reached = self.completed;
        for count in self.counts.iter_mut().rev() {
            reached += count.left;
            count.reached = reached;
        }
        self.counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_leaves_a_screen_has_reached_those_before_it() {
        let mut screens = Screens::new(3);
        let pass = |screen, returns| BrokenPass { screen, returns };
        screens.add(&[], true);
        screens.add(&[pass(1, true), pass(0, true)], true);
        screens.add(&[pass(2, true), pass(1, false)], false);
        let counts =
            screens.finish().into_iter().map(|screen| (screen.reached, screen.left, screen.returned));
        assert_eq!(counts.collect::<Vec<_>>(), [(6, 1, 1), (5, 2, 1), (3, 1, 1)]);
        assert!(Screens::new(0).finish().is_empty());
    }
}
