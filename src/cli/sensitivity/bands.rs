//! The inputs: which numbers are varied, and between which ends.

use crate::cli::Failure;
use crate::cli::ground::Ground;
use crate::cli::sweep::study::{impossible, may_vary, plain};
use crate::design::Axis;
use crate::results::PointValue;
use crate::scenario::read::quantity::number_in;
use crate::scenario::{Amount, Number, TagName};
use crate::words::say;

/// A number that is varied.
#[derive(Debug, Clone)]
pub(super) struct Input {
    pub(super) key: String,
    /// Where the number comes from.
    pub(super) tag: &'static str,
    scale: Scale,
}

#[derive(Debug, Clone)]
enum Scale {
    /// As it was typed.
    Typed(Axis),
    /// Between two ends in base units, in the unit of a number.
    Band { low: f64, high: f64, unit: Amount, whole: bool, logit: bool, stated: bool },
}

impl Input {
    /// What it is at a share (0..1) of the way: shares go along their logit.
    pub(super) fn value(&self, share: f64) -> String {
        match &self.scale {
            Scale::Typed(axis) => axis.at(share),
            Scale::Band { low, high, unit, whole, logit, .. } => {
                let value = if *logit { on_logit((*low, *high), share) } else { low + share * (high - low) };
                // The ends come out as they are said.
                let value = if share <= 0.0 {
                    *low
                } else if share >= 1.0 {
                    *high
                } else {
                    value
                };
                let (_, size) = unit.unit();
                text(*unit, if *whole { (value / size).round() * size } else { value })
            }
        }
    }

    /// Whether it was typed with its range.
    pub(super) fn is_typed(&self) -> bool {
        matches!(self.scale, Scale::Typed(_))
    }

    /// The same in whole numbers of its unit.
    pub(super) fn in_whole_units(mut self) -> Self {
        if let Scale::Band { whole, .. } = &mut self.scale {
            *whole = true;
        }
        self
    }

    /// Whether its ends are those that were stated, and not so much of the number itself.
    pub(super) fn is_stated(&self) -> bool {
        !matches!(self.scale, Scale::Band { stated: false, .. })
    }

    /// The key with both ends.
    pub(super) fn said(&self) -> String {
        format!("{}={}..{}", self.key, self.value(0.0), self.value(1.0))
    }

    /// An end for the tables.
    pub(super) fn end(&self, share: f64) -> PointValue {
        PointValue::of(&self.value(share))
    }
}

fn on_logit((low, high): (f64, f64), share: f64) -> f64 {
    let logit = |value: f64| libm::log(value / (1.0 - value));
    let at = logit(low) + share * (logit(high) - logit(low));
    1.0 / (1.0 + libm::exp(-at))
}

/// A number in base units with the unit of another, as `--set` takes it.
fn text(unit: Amount, base: f64) -> String {
    match unit {
        Amount::Plain(_) => base.to_string(),
        Amount::WorkingDays(_) => Amount::WorkingDays(base).to_string(),
        Amount::Money(_) => format!("¥{base}"),
        Amount::Time(_) => {
            let (name, size) = unit.unit();
            format!("{}{name}", base / size)
        }
    }
}

/// Whether a number between these ends is a share: nothing else is called so, or never leaves 0..1.
fn is_share(key: &str, unit: Amount, low: f64, high: f64) -> bool {
    const NAMES: [&str; 4] = ["share", "intensity", "force", "probability"];
    let named = key.split('.').any(|part| NAMES.iter().any(|name| part.ends_with(name)));
    matches!(unit, Amount::Plain(_)) && named && low > 0.0 && high < 1.0
}

/// `--band`: a share such as `20%`.
pub(super) fn usual_band(said: &str) -> Result<f64, Failure> {
    let found = number_in(said.trim(), "share").filter(|band| *band > 0.0 && *band < 1.0);
    found.ok_or_else(|| Failure::Usage(say!(ErrorBand, text = said)))
}

/// The inputs that arguments ask for, or every assumption; and the keys of assumptions that cannot be varied, as they are
/// zero or their whole numbers have no others within the band.
pub(super) fn inputs(
    ground: &Ground,
    vary: &[String],
    band: f64,
) -> Result<(Vec<Input>, Vec<String>), Failure> {
    let numbers = &ground.base.numbers;
    let tag = |key: &str| {
        let number = numbers.iter().find(|number| plain(&number.key) == plain(key));
        number.and_then(|number| number.origin.as_ref()).map_or("", |origin| origin.tag.name())
    };
    if vary.is_empty() {
        let assumed = numbers
            .iter()
            .filter(|number| number.origin.as_ref().is_some_and(|origin| origin.tag == TagName::Assumption));
        let (mut all, mut left_out) = (Vec::new(), Vec::new());
        for number in assumed {
            match banded(number, band, ground.is_whole(&number.key)) {
                Some(scale) => {
                    all.push(Input { key: number.key.clone(), tag: TagName::Assumption.name(), scale });
                }
                None => left_out.push(number.key.clone()),
            }
        }
        if all.is_empty() {
            return Err(Failure::Usage(say!(ErrorNoAssumptions).to_owned()));
        }
        return Ok((all, left_out));
    }
    let mut all = Vec::new();
    for text in vary {
        // A key alone has its own band.
        let known = numbers.iter().find(|number| plain(&number.key) == plain(text.trim()));
        let input = if let Some(number) = known {
            let scale = banded(number, band, ground.is_whole(&number.key));
            let scale = scale.ok_or_else(|| Failure::Usage(say!(ErrorNoBand, key = number.key)))?;
            Input { key: number.key.clone(), tag: tag(&number.key), scale }
        } else {
            let axis = Axis::parse(text).map_err(|error| impossible(&error))?;
            let key = axis.key().to_owned();
            if !axis.is_rising() {
                return Err(Failure::Usage(say!(ErrorNoBand, key = key)));
            }
            let axis = if ground.is_whole(&key) { axis.stepped(true) } else { axis };
            Input { tag: tag(&key), key, scale: Scale::Typed(axis) }
        };
        if all.iter().any(|known: &Input| plain(&known.key) == plain(&input.key)) {
            return Err(impossible(&crate::design::DesignError::KeyTwice { key: input.key }));
        }
        all.push(input);
    }
    may_vary(&all.iter().map(|input| input.key.clone()).collect::<Vec<_>>())?;
    Ok((all, Vec::new()))
}

/// The band of a number: its own, or so much of it on either side; of a share, of its odds.
fn banded(number: &Number, band: f64, whole: bool) -> Option<Scale> {
    let (unit, value) = (number.amount, number.amount.base());
    let own = number.origin.as_ref().and_then(|origin| origin.band);
    let (mut low, mut high, unit) = match own {
        Some((low, high)) if value == 0.0 || low.is_like(unit) => {
            (low.base(), high.base(), if value == 0.0 { high } else { unit })
        }
        _ if is_share(&number.key, unit, value, value) => {
            let odds = value / (1.0 - value);
            let share = |odds: f64| odds / (1.0 + odds);
            (share(odds / (1.0 + band)), share(odds * (1.0 + band)), unit)
        }
        _ => {
            let ends = [value * (1.0 - band), value * (1.0 + band)];
            (ends[0].min(ends[1]), ends[0].max(ends[1]), unit)
        }
    };
    let whole = whole || matches!(unit, Amount::WorkingDays(_)) && value.fract() == 0.0;
    if whole {
        (low, high) = (low.round(), high.round());
    }
    let logit = is_share(&number.key, unit, low, high);
    let stated = own.is_some();
    (low < high).then_some(Scale::Band { low, high, unit, whole, logit, stated })
}

/// Numbers that are parts of a whole, such as shares of causes: if some change, the others follow.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mix {
    /// Keys with their values.
    members: Vec<(String, f64)>,
    total: f64,
}

/// Finds the mixes among the numbers of a scenario: those below one key, or of one name in a list, that add up to 1 or 100.
pub(super) fn mixes(numbers: &[Number]) -> Vec<Mix> {
    let mut found: Vec<(String, Mix)> = Vec::new();
    for number in numbers {
        let Amount::Plain(value) = number.amount else { continue };
        let pattern = pattern(&number.key);
        let at = found.iter().position(|(known, _)| *known == pattern).unwrap_or_else(|| {
            found.push((pattern, Mix { members: Vec::new(), total: 0.0 }));
            found.len() - 1
        });
        let mix = &mut found[at].1;
        mix.members.push((number.key.clone(), value));
        mix.total += value;
    }
    let is_whole = |mix: &Mix| {
        let total = [1.0, 100.0].into_iter().any(|whole: f64| (mix.total - whole).abs() < 1e-9 * whole);
        total && mix.members.len() > 1 && mix.members.iter().all(|(_, value)| *value >= 0.0)
    };
    found.into_iter().map(|(_, mix)| mix).filter(is_whole).collect()
}

/// A key without what tells it from its like: the number in a list, else its last part unless that is a share of its own.
fn pattern(key: &str) -> String {
    let parts: Vec<&str> = key.split('.').collect();
    let last = parts.len() - 1;
    let listed = parts.iter().position(|part| part.parse::<usize>().is_ok());
    let at = listed.unwrap_or(last);
    let alone = listed.is_none() && parts[last].ends_with("_share");
    let part = |(place, part): (usize, &&str)| if place == at && !alone { "*" } else { *part }.to_owned();
    parts.iter().enumerate().map(part).collect::<Vec<_>>().join(".")
}

impl Mix {
    /// Lets the members follow where `values` has some of them: the others share what is left, as they did before; if
    /// nothing is left, or all are there, all are divided by their sum.
    pub(super) fn follow(&self, values: &mut Vec<(String, String)>) {
        let given = |key: &str| {
            let found = values.iter().find(|(known, _)| plain(known) == plain(key));
            found.and_then(|(_, value)| value.parse::<f64>().ok())
        };
        let all: Vec<(&str, f64, bool)> = self
            .members
            .iter()
            .map(|(key, value)| match given(key) {
                Some(value) => (key.as_str(), value, true),
                None => (key.as_str(), *value, false),
            })
            .collect();
        if all.iter().all(|(_, _, changed)| !changed) {
            return;
        }
        let sum =
            |changed: bool| all.iter().filter(|of| of.2 == changed).map(|(_, value, _)| value).sum::<f64>();
        let (fixed, rest) = (sum(true), sum(false));
        let left = self.total - fixed;
        let (of_fixed, of_rest) = if rest > 0.0 && left >= 0.0 {
            (1.0, left / rest)
        } else {
            let all = self.total / (fixed + rest);
            (all, all)
        };
        if !(of_fixed.is_finite() && of_rest.is_finite()) {
            return;
        }
        let scaled: Vec<(String, String)> = all
            .iter()
            .map(|(key, value, changed)| {
                let value = value * if *changed { of_fixed } else { of_rest };
                ((*key).to_owned(), value.to_string())
            })
            .collect();
        for (key, value) in scaled {
            match values.iter_mut().find(|(known, _)| plain(known) == plain(&key)) {
                Some(known) => known.1 = value,
                None => values.push((key, value)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mix(members: &[(&str, f64)]) -> Mix {
        let members: Vec<(String, f64)> =
            members.iter().map(|(key, value)| ((*key).to_owned(), *value)).collect();
        let total = members.iter().map(|(_, value)| value).sum();
        Mix { members, total }
    }

    fn followed(mix: &Mix, given: &[(&str, &str)]) -> Vec<f64> {
        let mut values: Vec<(String, String)> =
            given.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        mix.follow(&mut values);
        let number = |key: &str| {
            let found = values.iter().find(|(known, _)| known == key);
            found.and_then(|(_, value)| value.parse().ok()).unwrap_or(f64::NAN)
        };
        mix.members.iter().map(|(key, _)| number(key)).collect()
    }

    #[test]
    fn the_others_share_what_is_left() {
        let causes = mix(&[("causes.a", 0.5), ("causes.b", 0.3), ("causes.c", 0.2)]);
        let near = |found: Vec<f64>, known: [f64; 3]| {
            found.iter().zip(known).all(|(found, known)| (found - known).abs() < 1e-12)
        };
        assert!(near(followed(&causes, &[("causes.a", "0.6")]), [0.6, 0.24, 0.16]));
        let all = [("causes.a", "0.6"), ("causes.b", "0.6"), ("causes.c", "0.3")];
        assert!(near(followed(&causes, &all), [0.4, 0.4, 0.2]));
        let mut others = vec![("x".to_owned(), "1".to_owned())];
        causes.follow(&mut others);
        assert_eq!(others.len(), 1);
    }

    #[test]
    fn a_share_goes_along_its_logit_and_its_ends_are_as_said() {
        let scale = Scale::Band {
            low: 0.1,
            high: 0.5,
            unit: Amount::Plain(0.3),
            whole: false,
            logit: true,
            stated: true,
        };
        let input = Input { key: "a.share".to_owned(), tag: "assumption", scale };
        assert_eq!((input.value(0.0), input.value(1.0)), ("0.1".to_owned(), "0.5".to_owned()));
        // Odds of 1/9 and 1: in the middle a third.
        let middle: f64 = input.value(0.5).parse().unwrap_or_default();
        assert!((middle - 0.25).abs() < 1e-12, "{middle}");
    }

    #[test]
    fn lists_and_sections_are_mixes_of_their_own() {
        assert_eq!(pattern("restriction.days_overdue.0.share"), "restriction.days_overdue.*.share");
        assert_eq!(pattern("restriction.causes.overdue"), "restriction.causes.*");
        assert_eq!(pattern("restriction.suspended_share"), "restriction.suspended_share");
    }
}
