//! The way an application is handed in: the app's screens, or an agent.

use crate::math::{Work, marked, widely};
use crate::population::{Applicant, Restriction};
use crate::random::{Law, Purpose, ROW, ReplicationKey};
use crate::time::SimDuration;

/// Where an applicant applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// In the app: 我的 → 花呗 → 我的额度 → 恢复额度.
    App,
    /// With a customer-service agent, who files it by hand.
    Agent,
}

impl Channel {
    /// Both, in the order of their indices.
    pub const ALL: [Self; 2] = [Self::App, Self::Agent];

    /// Name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Agent => "agent",
        }
    }
}

/// How applications are handed in.
#[derive(Debug, Clone)]
pub struct ChannelConfig {
    /// Share of applicants who go to an agent, 0..1.
    pub agent_share: f64,
    /// The screens of the app path.
    pub screens: Screens,
    /// Share of those who come back later, 0..1.
    pub return_share: f64,
    /// Time until they do, seconds.
    pub return_after: Law,
    /// What that share is multiplied by, 0..1, by the kind of restriction.
    pub return_factors: Vec<f64>,
}

/// The screens of the app path, each of which loses the same share of those who get to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Screens {
    count: u32,
    stays: f64,
}

impl Screens {
    /// `count` screens (at least 1) that lose `drop_off_share` (0..1) together: each of the n loses
    /// 1 − (1 − d)^(1/n), so that a pass loses d.
    pub fn new(count: u32, drop_off_share: f64) -> Self {
        let count = count.max(1);
        Self { count, stays: libm::pow(1.0 - drop_off_share, 1.0 / f64::from(count)) }
    }

    /// How many there are.
    pub const fn count(&self) -> u32 {
        self.count
    }
}

/// A pass through the app path that broke off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BrokenPass {
    /// The screen at which it did, counted from 0.
    pub screen: u32,
    /// Whether the applicant came back for another pass.
    pub returns: bool,
}

/// How the path to an application ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathEnd {
    /// The application is handed in after this: at once, unless a pass through the app broke off before.
    Files(SimDuration),
    /// The applicant breaks off for good.
    DropsOff,
}

/// Passes through the app path after which an applicant no longer comes back.
const MAX_PASSES: u32 = 50;

/// Applicants about to hand in their first applications.
struct FirstPathEnds<'a> {
    config: &'a ChannelConfig,
    key: ReplicationKey,
    from: u64,
    applicants: &'a [Applicant; ROW],
    ends: &'a mut [(Channel, PathEnd); ROW],
}

impl Work for FirstPathEnds<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { config, key, from, applicants, ends } = self;
        let mut agents = key.row::<ROW>(from, Purpose::Channel, 0);
        let coins = agents.uniforms();
        // Most get through the first time; the others are followed one by one.
        let mut screens = key.row::<ROW>(from, Purpose::Channel, 1);
        let mut breaks_off = [false; ROW];
        for _ in 0..config.screens.count {
            let uniforms = screens.uniforms();
            for lane in 0..ROW {
                let passes = uniforms[lane] < config.screens.stays;
                breaks_off[lane] |= !passes;
            }
        }
        for lane in 0..ROW {
            let channel = Channel::ALL[usize::from(coins[lane] < config.agent_share)];
            ends[lane] = (channel, PathEnd::Files(SimDuration::ZERO));
            breaks_off[lane] &= ends[lane].0 == Channel::App;
        }
        for lane in marked(&breaks_off) {
            ends[lane].1 = config.app_path(key, from + lane as u64, applicants[lane].restriction, 1);
        }
    }
}

impl ChannelConfig {
    /// The channels of the applicants from index `from` on, the same at every attempt, and what becomes of
    /// their first applications: what [`Self::path_end`] says of each, in a fraction of the time.
    pub fn first_path_ends(
        &self,
        key: ReplicationKey,
        from: u64,
        applicants: &[Applicant; ROW],
        ends: &mut [(Channel, PathEnd); ROW],
    ) {
        widely(FirstPathEnds { config: self, key, from, applicants, ends });
    }

    /// What becomes of the application of applicant `index`, whose account was restricted like this, at `attempt`
    /// (from 1).
    pub fn path_end(
        &self,
        channel: Channel,
        key: ReplicationKey,
        index: u64,
        restriction: Restriction,
        attempt: u8,
    ) -> PathEnd {
        match channel {
            Channel::Agent => PathEnd::Files(SimDuration::ZERO),
            Channel::App => self.app_path(key, index, restriction, attempt),
        }
    }

    #[inline(never)]
    fn app_path(&self, key: ReplicationKey, index: u64, restriction: Restriction, attempt: u8) -> PathEnd {
        self.walk(key, index, restriction, attempt, |_| ())
    }

    /// The passes of the way to an application that broke off, in order: that of [`Self::path_end`] by the app.
    #[cold]
    pub fn broken_passes(
        &self,
        key: ReplicationKey,
        index: u64,
        restriction: Restriction,
        attempt: u8,
    ) -> Vec<BrokenPass> {
        let mut broken = Vec::new();
        self.walk(key, index, restriction, attempt, |pass| broken.push(pass));
        broken
    }

    /// Follows an applicant through the screens, and hears of every pass that breaks off.
    #[inline(always)]
    fn walk(
        &self,
        key: ReplicationKey,
        index: u64,
        restriction: Restriction,
        attempt: u8,
        mut breaks: impl FnMut(BrokenPass),
    ) -> PathEnd {
        let return_share = self.return_share * self.return_factors[restriction.index()];
        let mut stream = key.stream(index, Purpose::Channel, attempt);
        let mut passed = SimDuration::ZERO;
        for pass in 1..=MAX_PASSES {
            let Some(screen) = (0..self.screens.count).find(|_| stream.uniform() >= self.screens.stays)
            else {
                return PathEnd::Files(passed);
            };
            let returns = stream.uniform() < return_share && pass < MAX_PASSES;
            breaks(BrokenPass { screen, returns });
            if !returns {
                break;
            }
            // Coming back takes time, if only a tick: who files at once has not broken off.
            let after = SimDuration::from_secs_f64(self.return_after.sample(&mut stream));
            passed += after.max(SimDuration::from_ticks(1));
        }
        PathEnd::DropsOff
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::random::LawSpec;

    #[test]
    fn first_path_ends_are_those_of_each_alone() {
        let config = ChannelConfig {
            agent_share: 0.3,
            screens: Screens::new(3, 0.4),
            return_share: 0.6,
            return_after: Law::new(LawSpec::Exponential { mean: 3.0 }).unwrap(),
            return_factors: vec![1.0, 0.5],
        };
        let key = ReplicationKey::new(5, 1);
        let mut seen = [0; 4];
        for from in [0, 64, 1_000] {
            let mut ends = [(Channel::App, PathEnd::DropsOff); ROW];
            let mut applicants = [Applicant::BLANK; ROW];
            for (applicant, restriction) in
                applicants.iter_mut().zip([Restriction::SUSPENDED, Restriction::LIMITED].into_iter().cycle())
            {
                applicant.restriction = restriction;
            }
            config.first_path_ends(key, from, &applicants, &mut ends);
            for (lane, (index, (channel, path_end))) in (from..).zip(ends).enumerate() {
                let restriction = applicants[lane].restriction;
                let agent = key.stream(index, Purpose::Channel, 0).uniform() < config.agent_share;
                assert_eq!(channel == Channel::Agent, agent);
                assert_eq!(path_end, config.path_end(channel, key, index, restriction, 1));
                seen[match (channel, path_end) {
                    (Channel::Agent, _) => 0,
                    (_, PathEnd::Files(SimDuration::ZERO)) => 1,
                    (_, PathEnd::Files(_)) => 2,
                    (_, PathEnd::DropsOff) => 3,
                }] += 1;
            }
        }
        assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
    }

    /// Each of four screens loses the same share h of those who reach it, with (1 − h)⁴ = .75. 4.5 binomial standard errors for each of four screens
    /// (false alarm 3e-5, seed fixed).
    #[test]
    fn every_screen_loses_the_same_share() {
        let config = ChannelConfig {
            agent_share: 0.0,
            screens: Screens::new(4, 0.25),
            return_share: 0.6,
            return_after: Law::constant(60.0),
            return_factors: vec![1.0, 1.0],
        };
        let key = ReplicationKey::new(3, 1);
        let (mut reached, mut left) = ([0_u32; 4], [0_u32; 4]);
        for index in 0..50_000 {
            let broken = config.broken_passes(key, index, Restriction::SUSPENDED, 1);
            let files = config.app_path(key, index, Restriction::SUSPENDED, 1) != PathEnd::DropsOff;
            assert_eq!(broken.last().is_some_and(|pass| !pass.returns), !files, "who files has come back");
            for pass in &broken {
                left[pass.screen as usize] += 1;
                for count in &mut reached[..=pass.screen as usize] {
                    *count += 1;
                }
            }
            for count in &mut reached {
                *count += u32::from(files);
            }
        }
        let hazard = 1.0 - 0.75_f64.powf(0.25);
        for (reached, left) in reached.into_iter().zip(left) {
            let (n, found) = (f64::from(reached), f64::from(left) / f64::from(reached));
            assert!(
                (found - hazard).abs() < 4.5 * (hazard * (1.0 - hazard) / n).sqrt(),
                "{left} of {reached}"
            );
        }
    }

    /// Without returns a pass loses the stated share over all screens: 4 binomial standard errors
    /// (false alarm 6e-5, seed fixed).
    #[test]
    fn the_screens_together_lose_the_stated_share() {
        let config = ChannelConfig {
            agent_share: 0.0,
            screens: Screens::new(4, 0.25),
            return_share: 0.0,
            return_after: Law::constant(0.0),
            return_factors: vec![1.0, 1.0],
        };
        let key = ReplicationKey::new(3, 0);
        let n = 50_000;
        let lost = (0..n)
            .filter(|i| config.app_path(key, *i, Restriction::SUSPENDED, 1) == PathEnd::DropsOff)
            .count() as f64;
        let n = n as f64;
        assert!((lost / n - 0.25).abs() < 4.0 * (0.25 * 0.75 / n).sqrt(), "lost {lost} of {n}");
    }

    /// Where nobody files at once, whoever files has come back: of those whose limit was reduced, the stated factor
    /// as often. 4.5 binomial standard errors each (false alarm 1.4e-5, seed fixed).
    #[test]
    fn those_with_a_reduced_limit_come_back_less() {
        let config = ChannelConfig {
            agent_share: 0.0,
            screens: Screens::new(1, 0.5),
            return_share: 0.6,
            return_after: Law::constant(1.0),
            return_factors: vec![1.0, 0.8],
        };
        let key = ReplicationKey::new(4, 0);
        let n = 50_000;
        // Of those who break off at first, a share r comes back, of whom half break off again, and so on.
        for (restriction, share) in [(Restriction::SUSPENDED, 0.6), (Restriction::LIMITED, 0.48)] {
            let ends = (0..n).map(|index| config.app_path(key, index, restriction, 1));
            let late = ends.filter(|end| matches!(end, PathEnd::Files(after) if *after > SimDuration::ZERO));
            let (found, n) = (late.count() as f64, n as f64);
            let expected = 0.5 * (share * 0.5) / (1.0 - share * 0.5);
            let bound = 4.5 * (expected * (1.0 - expected) / n).sqrt();
            assert!((found / n - expected).abs() < bound, "{restriction:?}: {found} of {n}");
        }
    }
}
