//! The first of some settings, in order, at which a condition holds: by halving, with as many replications as it takes.
//!
//! It asks, and is told; who plays is not known here. With m the mean by which the condition is kept at a setting, and δ
//! the tolerance, each setting is judged by a confidence sequence: a two-sided interval at each of a few looks, all of
//! which cover together with probability 1 − α/⌈log₂(n + 1)⌉ (Bonferroni over looks). If its low end is above −δ the
//! condition holds, if its high end is below δ it fails, and if neither comes out at the last look it is unclear, which
//! counts as not shown to hold. Where m rises with the setting, an error must happen at a setting on the way that halving
//! takes without any; two-sided intervals leave room for both ways that a setting within the tolerance can send it. So
//! with probability 1 − α the setting that is found has m ≥ −δ, and the one before it m < δ unless it is unclear.

use crate::stats::ConfidenceLevel;

/// Replications at the first look: below this a t interval is wide and its width uncertain.
const FIRST_LOOK: u64 = 30;

/// What is known of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The condition holds, within the tolerance.
    Holds,
    /// It does not, within the tolerance.
    Fails,
    /// All replications do not tell.
    Unclear,
}

/// What is to be played next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ask {
    /// The setting, from 0.
    pub setting: usize,
    /// So many replications, those before included.
    pub replications: u64,
    /// The level of the interval that is to be told.
    pub level: ConfidenceLevel,
}

/// A setting that has been judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tested {
    /// The setting, from 0.
    pub setting: usize,
    /// Replications that it took.
    pub replications: u64,
    /// What came out.
    pub verdict: Verdict,
}

/// A search under way.
#[derive(Debug, Clone)]
pub struct Search {
    /// The settings before this do not hold.
    from: usize,
    /// This one holds; all of them are before it if none is known to.
    until: usize,
    settings: usize,
    tolerance: f64,
    level: ConfidenceLevel,
    looks: Vec<u64>,
    look: usize,
    tested: Vec<Tested>,
}

impl Search {
    /// A search among so many settings, of which the later ones rather hold, with at most `most` replications each.
    pub fn new(settings: usize, confidence: ConfidenceLevel, tolerance: f64, most: u64) -> Self {
        let looks = looks(most);
        // The most settings that halving tests: ⌈log₂(n + 1)⌉.
        let steps = (usize::BITS - settings.leading_zeros()).max(1);
        let alone = (1.0 - confidence.get()) / f64::from(steps) / looks.len() as f64;
        let level = ConfidenceLevel::new((1.0 - alone).min(0.999_999)).unwrap_or(confidence);
        Self { from: 0, until: settings, settings, tolerance, level, looks, look: 0, tested: Vec::new() }
    }

    /// What is to be played next; `None` once it is over.
    pub fn ask(&self) -> Option<Ask> {
        let replications = *self.looks.get(self.look)?;
        (self.from < self.until).then_some(Ask { setting: self.middle(), replications, level: self.level })
    }

    fn middle(&self) -> usize {
        usize::midpoint(self.from, self.until)
    }

    /// Takes the ends of the interval of the margin that was asked for: by how much the condition is kept, below 0 if it
    /// is not. `None` if there is no interval yet.
    pub fn tell(&mut self, margin: Option<(f64, f64)>) {
        let Some(ask) = self.ask() else { return };
        let verdict = match margin {
            // Within the tolerance both are true, and the middle is as good as any.
            Some((low, high)) if low >= -self.tolerance && high < self.tolerance => {
                if low + high >= 0.0 {
                    Verdict::Holds
                } else {
                    Verdict::Fails
                }
            }
            Some((low, _)) if low >= -self.tolerance => Verdict::Holds,
            Some((_, high)) if high < self.tolerance => Verdict::Fails,
            _ if self.look + 1 == self.looks.len() => Verdict::Unclear,
            _ => {
                self.look += 1;
                return;
            }
        };
        self.tested.push(Tested { setting: ask.setting, replications: ask.replications, verdict });
        if verdict == Verdict::Holds {
            self.until = ask.setting;
        } else {
            self.from = ask.setting + 1;
        }
        self.look = 0;
    }

    /// The settings that were judged, in the order in which they were.
    pub fn tested(&self) -> &[Tested] {
        &self.tested
    }

    /// The first setting that holds, once the search is over; `None` if none of them was found to.
    pub fn found(&self) -> Option<usize> {
        (self.from == self.until && self.until < self.settings).then_some(self.until)
    }

    /// What is known of a setting; `None` if it was not judged.
    pub fn verdict(&self, setting: usize) -> Option<Verdict> {
        self.tested.iter().find(|tested| tested.setting == setting).map(|tested| tested.verdict)
    }

    /// The level of each single interval.
    pub fn level(&self) -> ConfidenceLevel {
        self.level
    }
}

/// Numbers of replications at which is looked: 30, and half as many again each time, up to the most.
fn looks(most: u64) -> Vec<u64> {
    let next = |look: &u64| Some((3 * look).div_ceil(2));
    let mut looks: Vec<u64> =
        std::iter::successors(Some(FIRST_LOOK), next).take_while(|look| *look < most).collect();
    looks.push(most);
    looks
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::stats::{Moments, t_interval};

    const LEVEL: ConfidenceLevel = ConfidenceLevel::NINETY_FIVE;

    #[test]
    fn looks_grow_by_half_and_end_at_the_most() {
        assert_eq!(looks(200), [30, 45, 68, 102, 153, 200]);
        assert_eq!((looks(30), looks(4)), (vec![30], vec![4]));
    }

    /// Without noise it is plain halving: at most ⌈log₂(n + 1)⌉ settings, and the first that holds.
    #[test]
    fn without_noise_it_finds_the_first_that_holds() {
        for settings in 1..70_usize {
            for first in 0..=settings {
                let mut search = Search::new(settings, LEVEL, 0.0, 200);
                while let Some(ask) = search.ask() {
                    let margin = if ask.setting >= first { 1.0 } else { -1.0 };
                    search.tell(Some((margin - 0.1, margin + 0.1)));
                }
                assert_eq!(search.found(), (first < settings).then_some(first));
                assert!(search.tested().len() <= (usize::BITS - settings.leading_zeros()) as usize);
            }
        }
    }

    #[test]
    fn what_is_never_told_is_unclear() {
        let mut search = Search::new(1, LEVEL, 0.1, 100);
        for _ in looks(100) {
            assert!(search.ask().is_some() && search.tested().is_empty());
            search.tell(Some((-0.2, 0.2)));
        }
        let unclear = Tested { setting: 0, replications: 100, verdict: Verdict::Unclear };
        assert_eq!((search.ask(), search.tested(), search.found()), (None, &[unclear][..], None));
    }

    /// Normal noise, of which all settings share a part.
    struct Noise(u64);

    impl Noise {
        fn unit(&mut self) -> f64 {
            self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            (((z ^ (z >> 31)) >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
        }

        fn normal(&mut self) -> f64 {
            (-2.0 * self.unit().ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
        }
    }

    /// The setting that is found is as promised in at least 95 of 100 searches. Of 2,000, each of which errs with
    /// probability .05 at most, 150 or more err with probability below 10⁻⁶ (normal: 100 with standard deviation 9.7).
    #[test]
    fn what_is_found_is_as_promised() {
        let mut noise = Noise(20_240_402);
        for tolerance in [0.0, 0.15] {
            let (mut wrong, mut found, mut unclear) = (0, 0, 0);
            for _ in 0..1_000 {
                // m crosses 0 between settings 12 and 13, by half a step on either side.
                let mean = |setting: usize| 0.2 * (setting as f64 - 12.5);
                let shared: Vec<f64> = (0..200).map(|_| noise.normal()).collect();
                let mut search = Search::new(20, LEVEL, tolerance, 200);
                let mut own: Vec<Vec<f64>> = vec![Vec::new(); 20];
                while let Some(ask) = search.ask() {
                    let own = &mut own[ask.setting];
                    own.extend((own.len()..ask.replications as usize).map(|_| noise.normal()));
                    let margins = own.iter().zip(&shared);
                    let moments: Moments =
                        margins.map(|(own, shared)| mean(ask.setting) + 0.3 * own + 0.6 * shared).collect();
                    search.tell(t_interval(&moments, ask.level).map(|ends| (ends.low, ends.high)));
                }
                let Some(at) = search.found() else { continue };
                found += 1;
                let before = at.checked_sub(1);
                unclear += usize::from(before.is_some_and(|at| search.verdict(at) == Some(Verdict::Unclear)));
                let fails = |at: usize| mean(at) < tolerance || search.verdict(at) == Some(Verdict::Unclear);
                wrong += usize::from(mean(at) < -tolerance || !before.is_none_or(fails));
            }
            assert!(wrong < 75, "{wrong} of 1000 err at a tolerance of {tolerance}");
            assert!(found > 950, "{found}");
            // A tolerance wider than half a step settles what no tolerance leaves unclear.
            assert!(if tolerance > 0.1 { unclear < 50 } else { unclear > 0 }, "{unclear} at {tolerance}");
        }
    }
}
