//! Reason codes of a refusal.

use super::KnockOut;

/// Why an application was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// A knock-out rule.
    KnockedOut(KnockOut),
    /// A factor that cost many points; the index is the factor's.
    Weak(u8),
}

impl Reason {
    /// Code in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::KnockedOut(rule) => rule.name(),
            Self::Weak(0) => "weak_credit",
            Self::Weak(1) => "weak_security",
            Self::Weak(2) => "weak_information",
            Self::Weak(3) => "weak_consumption",
            Self::Weak(_) => "weak_external",
        }
    }
}

/// Up to two reasons, the weightier first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reasons([Option<Reason>; 2]);

impl Reasons {
    /// The single reason of a knock-out.
    pub const fn knocked_out(rule: KnockOut) -> Self {
        Self([Some(Reason::KnockedOut(rule)), None])
    }

    /// The two factors that cost the most points. Ties go to the factor listed first.
    pub fn of_shortfalls(lost: &[f64; 5]) -> Self {
        let worst = |skip: Option<usize>| {
            let candidates = (0..5).filter(|factor| Some(*factor) != skip && lost[*factor] > 0.0);
            candidates.reduce(|best, factor| if lost[factor] > lost[best] { factor } else { best })
        };
        let first = worst(None);
        let second = first.and_then(|first| worst(Some(first)));
        Self([first, second].map(|factor| factor.map(|factor| Reason::Weak(factor as u8))))
    }

    /// The reasons, the weightier first.
    pub fn iter(&self) -> impl Iterator<Item = Reason> {
        self.0.into_iter().flatten()
    }

    /// Their codes, the weightier first.
    #[inline]
    pub fn codes(self) -> impl Iterator<Item = &'static str> {
        self.0.into_iter().flatten().map(Reason::code)
    }

    /// The codes joined by `;`.
    pub fn joined(&self) -> String {
        self.codes().collect::<Vec<_>>().join(";")
    }
}
