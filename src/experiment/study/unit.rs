//! What is played once: a unit of work, and the key by which its record is found again.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::behaviour::Behaviour;
use crate::words::say;

/// Which numbers a point gives: the digest of all that decides them. Two points with the same key give the same
/// records, on any machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct PointKey([u8; 32]);

impl PointKey {
    /// A number that tells it from others, as far as a number can.
    pub fn tag(&self) -> u64 {
        self.0.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }

    /// The key that is written with 64 hexadecimal digits; `None` if these are none.
    pub fn from_hex(digits: &str) -> Option<Self> {
        let mut key = [0; 32];
        if digits.len() != 64 || !digits.is_ascii() {
            return None;
        }
        for (byte, at) in key.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()?;
        }
        Some(Self(key))
    }
}

impl fmt::Display for PointKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// How a replication is played.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
pub enum Play {
    /// A trial from which the warm-up is found, counted from 0.
    Trial,
    /// As the scenario says.
    Plain,
    /// As the scenario says; only what metrics and stations tell is kept.
    Brief,
    /// With shadows of this share (0..1) of the applicants, on each of whom one behaviour is forced off or on.
    Shadows(f64),
    /// With a behaviour forced to a level (0..1) on everyone.
    Forced(Behaviour, f64),
    /// As the scenario says, counted by group and risk.
    Fairness,
    /// First applications, each judged when it is filed, against those of another point: the number tells that point from
    /// others.
    Swap(u64),
    /// As the point has it; what is counted is what behaviours do.
    Acting(Acting),
    /// With shadows of applicants of one kind, who do sets of actions or wait: the number tells this plan from others.
    Advise(u64),
}

/// What is counted of behaviours that are forced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Serialize, Deserialize)]
pub enum Acting {
    /// Applicants by group.
    Everyone,
    /// Besides them, shadows of a share of them on each of whom one behaviour is forced to one level.
    One {
        /// That share, in millionths.
        millionths: u32,
        /// Levels from 0 to 1.
        levels: u16,
    },
}

/// The code of [`Play::Acting`]; those of [`Play::Forced`] lie below it.
const ACTING: u8 = 100;

impl Play {
    /// What tells this from every other way to play, in whole numbers, so that it can be looked up.
    pub fn code(self) -> (u8, u64) {
        match self {
            Self::Trial => (0, 0),
            Self::Plain => (1, 0),
            Self::Shadows(share) => (2, share.to_bits()),
            Self::Brief => (3, 0),
            Self::Fairness => (120, 0),
            Self::Swap(base) => (u8::MAX, base),
            Self::Acting(Acting::Everyone) => (ACTING, 0),
            Self::Acting(Acting::One { millionths, levels }) => {
                (ACTING, 1 << 63 | u64::from(millionths) << 16 | u64::from(levels))
            }
            Self::Advise(plan) => (110, plan),
            Self::Forced(behaviour, level) => (4 + behaviour.index() as u8, level.to_bits()),
        }
    }

    /// Whether it is a replication as the scenario says.
    pub fn is_own(self) -> bool {
        matches!(self, Self::Plain | Self::Brief)
    }
}

impl fmt::Display for Play {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Trial => say!(UnitTrial).to_owned(),
            Self::Plain => say!(UnitPlain).to_owned(),
            Self::Brief => say!(UnitBrief).to_owned(),
            Self::Fairness => say!(UnitFairness).to_owned(),
            Self::Swap(_) => say!(UnitSwap).to_owned(),
            Self::Acting(Acting::Everyone) => say!(UnitActing).to_owned(),
            Self::Acting(Acting::One { .. }) => say!(UnitActingOne).to_owned(),
            Self::Advise(_) => say!(UnitAdvise).to_owned(),
            Self::Shadows(share) => say!(UnitShadows, share = share),
            Self::Forced(behaviour, level) => {
                say!(UnitForced, behaviour = behaviour.index() + 1, level = level)
            }
        })
    }
}

/// One replication of one point, played in one way. It depends on nothing else, so it can be lost, repeated, and done
/// elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Unit {
    /// Of which point.
    pub point: PointKey,
    /// How.
    pub play: Play,
    /// Which replication, from 0.
    pub replication: u64,
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let point = self.point.to_string();
        let point = point.get(..8).unwrap_or_default();
        f.write_str(&say!(UnitOfPoint, play = self.play, replication = self.replication, point = point))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_is_written() {
        let digits = "00ff10".to_owned() + &"a5".repeat(29);
        assert_eq!(PointKey::from_hex(&digits).unwrap().to_string(), digits);
        for wrong in ["", "00", &"g0".repeat(32), &"é".repeat(32)] {
            assert_eq!(PointKey::from_hex(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_way_to_play_has_a_code_of_its_own() {
        let mut codes =
            vec![Play::Trial.code(), Play::Plain.code(), Play::Brief.code(), Play::Shadows(0.1).code()];
        codes.push(Play::Shadows(0.2).code());
        for behaviour in Behaviour::first(7) {
            codes.extend([0.0, 0.5, 1.0].map(|level| Play::Forced(behaviour, level).code()));
        }
        codes.extend([Play::Swap(0).code(), Play::Fairness.code()]);
        codes.extend([Play::Advise(0).code(), Play::Advise(1).code()]);
        codes.push(Play::Acting(Acting::Everyone).code());
        for (millionths, levels) in [(0, 5), (300_000, 5), (300_000, 2)] {
            codes.push(Play::Acting(Acting::One { millionths, levels }).code());
        }
        codes.sort_unstable();
        assert!(codes.windows(2).all(|pair| pair[0] != pair[1]));
        assert_eq!(codes.len(), 13 + 21);
    }
}
