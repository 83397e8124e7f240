//! Reason codes of a refusal.

use super::{ByFactor, KnockOut};

/// Why an application was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// A knock-out rule.
    KnockedOut(KnockOut),
    /// A factor that cost many points; the index is the factor's.
    Weak(u8),
}

/// The codes of reasons in files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReasonCodes {
    /// Of the knock-out rules, in their order.
    knock_outs: Vec<String>,
    /// Of the factors, in their order.
    weak: Vec<String>,
}

impl ReasonCodes {
    /// The codes of rules and factors of these names: the rule's own, and `weak_` before the factor's.
    pub fn new(knock_outs: &[String], factors: &[String]) -> Self {
        let weak = factors.iter().map(|factor| format!("weak_{factor}")).collect();
        Self { knock_outs: knock_outs.to_vec(), weak }
    }

    /// How many knock-out rules there are.
    pub fn rules(&self) -> usize {
        self.knock_outs.len()
    }

    /// The code of a reason.
    #[inline]
    pub fn of(&self, reason: Reason) -> &str {
        let (codes, at) = match reason {
            Reason::KnockedOut(rule) => (&self.knock_outs, rule.index()),
            Reason::Weak(factor) => (&self.weak, usize::from(factor)),
        };
        codes.get(at).map_or("", String::as_str)
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
    pub fn of_shortfalls(lost: &ByFactor) -> Self {
        let worst = |skip: Option<usize>| {
            let candidates = (0..lost.len()).filter(|factor| Some(*factor) != skip && lost[*factor] > 0.0);
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
    pub fn codes(self, codes: &ReasonCodes) -> impl Iterator<Item = &str> {
        self.0.into_iter().flatten().map(|reason| codes.of(reason))
    }
}
