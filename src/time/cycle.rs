//! After how long the circumstances of a scenario repeat.

/// The period of a pattern in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cycle {
    /// Every moment is like every other.
    Constant,
    /// Days are alike.
    Day,
    /// Weeks are alike.
    Week,
}

impl Cycle {
    /// Its length, whole days; a day where every moment is alike.
    pub const fn days(self) -> u32 {
        match self {
            Self::Constant | Self::Day => 1,
            Self::Week => 7,
        }
    }

    /// What it is called: days, or weeks.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Constant | Self::Day => "days",
            Self::Week => "weeks",
        }
    }
}
