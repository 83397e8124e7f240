//! The values of one key: a list, a range with a step, or a range that is sampled.

use super::DesignError;
use super::quantity::Quantity;
use super::split::{key_and_value, list, range};

/// A key and the values that it takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    key: String,
    values: Values,
}

#[derive(Debug, Clone, PartialEq)]
enum Values {
    Listed(Vec<String>),
    Steps { low: Quantity, step: f64, count: usize, decimals: usize },
    Between { low: Quantity, high: f64 },
}

impl Axis {
    /// Reads `KEY=4,6,8`, `KEY=50..70:2` or `KEY=0..1`. Ends and step of a range may have one unit in common; a range with
    /// a step begins at the first end and holds the other if a step leads there.
    ///
    /// # Errors
    /// What is no such text, and a step that leads nowhere.
    pub fn parse(text: &str) -> Result<Self, DesignError> {
        let parted = key_and_value(text).filter(|(key, _)| !key.is_empty());
        let (key, values) = parted.ok_or_else(|| DesignError::NoKey { text: text.to_owned() })?;
        let key = key.to_owned();
        let listed = list(values);
        if listed.iter().any(|value| value.is_empty()) {
            return Err(DesignError::NoValue { key });
        }
        let values = match range(values) {
            Some(_) if listed.len() > 1 => return Err(DesignError::Mixed { key }),
            Some((low, rest)) => ranged(&key, low, rest)?,
            None => Values::Listed(listed.into_iter().map(str::to_owned).collect()),
        };
        Ok(Self { key, values })
    }

    /// The key.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// How many values it takes; `None` for a range that is to be sampled.
    pub fn count(&self) -> Option<usize> {
        match &self.values {
            Values::Listed(all) => Some(all.len()),
            Values::Steps { count, .. } => Some(*count),
            Values::Between { .. } => None,
        }
    }

    /// The same with a step where a range has none: 1 for `whole` numbers, else the greatest power of ten of which a
    /// hundred lead from one end to the other. A list and a range with a step stay as they are.
    #[must_use]
    pub fn stepped(self, whole: bool) -> Self {
        self.in_steps(if whole { None } else { Some(100.0) })
    }

    /// The same with steps where a range has none, so small that they are hardly felt: the greatest power of ten of which
    /// a thousand lead from one end to the other.
    #[must_use]
    pub fn finely(self) -> Self {
        self.in_steps(Some(1_000.0))
    }

    /// A range without a step in steps of a power of ten, `least` of them or more, or of 1.
    fn in_steps(self, least: Option<f64>) -> Self {
        let Values::Between { low, high } = &self.values else { return self };
        let way = high - low.number;
        let power = least.map_or(0.0, |least| ((way / least).log10() + 1e-9).floor());
        // The number that is written so, and not one next to it.
        let step = format!("1e{power}").parse().unwrap_or(way);
        let count = ((way / step + 1e-9).floor() + 1.0).min(1e12) as usize;
        let decimals = low.decimals.max((-power).clamp(0.0, 15.0) as usize);
        Self { values: Values::Steps { low: low.clone(), step, count, decimals }, ..self }
    }

    /// Whether it is a range from a lower to a higher end, with or without a step.
    pub fn is_rising(&self) -> bool {
        match &self.values {
            Values::Listed(_) => false,
            Values::Steps { step, .. } => *step > 0.0,
            Values::Between { .. } => true,
        }
    }

    /// A value by its number, from 0; of a range that is to be sampled, its beginning.
    pub fn value(&self, number: usize) -> String {
        match &self.values {
            Values::Listed(all) => all[number].clone(),
            Values::Steps { low, step, decimals, .. } => {
                low.with(&rounded(low.number + number as f64 * step, *decimals))
            }
            Values::Between { low, .. } => low.with(&low.number.to_string()),
        }
    }

    /// The value at a share (0..1) of the way: where values are listed or stepped, each has an equal part of it.
    pub fn at(&self, share: f64) -> String {
        match (&self.values, self.count()) {
            (Values::Between { low, high }, _) => {
                low.with(&(low.number + share * (high - low.number)).to_string())
            }
            (_, count) => {
                let count = count.unwrap_or(1);
                self.value(((share * count as f64) as usize).min(count - 1))
            }
        }
    }

    /// The value nearest to a share (0..1) of the way from the first to the last.
    pub fn near(&self, share: f64) -> String {
        match self.count() {
            Some(count) => self.value((share * (count - 1) as f64).round() as usize),
            None => self.at(share),
        }
    }

    /// How far two of its values lie apart, as a share of the way from the first to the last; 1 for values of a list that
    /// differ.
    pub fn way(&self, one: &str, other: &str) -> f64 {
        let number = |text: &str| Quantity::parse(text).map(|quantity| quantity.number);
        let ends = match &self.values {
            Values::Listed(_) => None,
            Values::Steps { step, count, .. } => Some(step.abs() * (count - 1) as f64),
            Values::Between { low, high } => Some(high - low.number),
        };
        match (ends.filter(|way| *way > 0.0), number(one).zip(number(other))) {
            (Some(way), Some((one, other))) => (one - other).abs() / way,
            _ => f64::from(u8::from(one != other)),
        }
    }

    /// That there is no step where one is needed.
    pub(super) fn without_step(&self) -> DesignError {
        let key = self.key.clone();
        match &self.values {
            Values::Between { low, high } => {
                let step = low.with(&((high - low.number) / 10.0).to_string());
                let (from, to) = (low.with(&low.number.to_string()), low.with(&high.to_string()));
                DesignError::NoStep { key, low: from, high: to, step }
            }
            _ => DesignError::NoValue { key },
        }
    }
}

/// `LOW..HIGH` or `LOW..HIGH:STEP`.
fn ranged(key: &str, low: &str, rest: &str) -> Result<Values, DesignError> {
    let (high, step) = rest.split_once(':').map_or((rest, None), |(high, step)| (high.trim(), Some(step)));
    let read = |text: &str| {
        let wrong = || DesignError::NoNumber { key: key.to_owned(), text: text.to_owned() };
        Quantity::parse(text).ok_or_else(wrong)
    };
    let (first, last) = (read(low)?, read(high)?);
    // A unit that stands once is meant for all.
    let around = if first.is_bare() { &last } else { &first };
    let alike = |other: &Quantity, text: &str| {
        if other.is_bare() || other.is_like(around) {
            return Ok(());
        }
        let (key, one) = (key.to_owned(), low.to_owned());
        Err(DesignError::Units { key, one, other: text.to_owned() })
    };
    alike(&last, high)?;
    let from = Quantity { number: first.number, decimals: first.decimals, ..around.clone() };
    let way = last.number - first.number;
    let wrong_way = |meant: String| DesignError::WrongWay {
        key: key.to_owned(),
        low: low.to_owned(),
        high: high.to_owned(),
        meant: format!("{key}={meant}"),
    };
    let Some(step) = step else {
        // A range of one value is no range.
        return if way > 0.0 {
            Ok(Values::Between { low: from, high: last.number })
        } else {
            Err(wrong_way(if way < 0.0 { format!("{high}..{low}") } else { low.to_owned() }))
        };
    };
    let by = read(step)?;
    alike(&by, step)?;
    if by.number == 0.0 {
        return Err(DesignError::StepZero { key: key.to_owned() });
    }
    if way * by.number < 0.0 {
        let step = step.trim();
        let other = step.strip_prefix('-').map_or_else(|| format!("-{step}"), str::to_owned);
        return Err(wrong_way(format!("{low}..{high}:{other}")));
    }
    // What rounding takes from the last of a million steps is far less than a billionth of one.
    let count = (way / by.number + 1e-9).floor() + 1.0;
    let count = if count < 1e12 { count as usize } else { usize::MAX };
    let decimals = first.decimals.max(by.decimals);
    Ok(Values::Steps { low: from, step: by.number, count, decimals })
}

/// A number with so many decimals; nothing less than zero is no number.
fn rounded(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    let nothing = text.bytes().all(|c| matches!(c, b'-' | b'0' | b'.'));
    text.strip_prefix('-').filter(|_| nothing).map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<String> {
        let axis = Axis::parse(text).unwrap();
        (0..axis.count().unwrap()).map(|number| axis.value(number)).collect()
    }

    #[test]
    fn a_list_is_taken_as_it_is_written() {
        assert_eq!(values("team.reviewers.people=4, 6,8"), ["4", "6", "8"]);
        assert_eq!(values("a=[\"09:00-12:00\", \"13:00-18:00\"], []").len(), 2);
        assert_eq!(values("a=2 working days,\"x\""), ["2 working days", "\"x\""]);
    }

    #[test]
    fn steps_hold_the_last_value_if_one_leads_there_and_never_more() {
        assert_eq!(values("a=50..58:2"), ["50", "52", "54", "56", "58"]);
        assert_eq!(values("a=50..57:2"), ["50", "52", "54", "56"]);
        assert_eq!(values("a=0..1:0.25"), ["0.00", "0.25", "0.50", "0.75", "1.00"]);
        // A tenth ten times is less than one in binary.
        assert_eq!(values("a=0..1:0.1").len(), 11);
        assert_eq!(values("a=0..1:0.1")[3], "0.3");
        assert_eq!(values("a=-0.2..0.2:0.2"), ["-0.2", "0.0", "0.2"]);
        assert_eq!(values("a=3..1:-1"), ["3", "2", "1"]);
        assert_eq!(values("a=5..5:1"), ["5"]);
        assert_eq!(values("a=0d..14d:7d"), ["0d", "7d", "14d"]);
        assert_eq!(values("a=0..14d:7"), ["0d", "7d", "14d"]);
        assert_eq!(values("a=¥10..¥20:5"), ["¥10", "¥15", "¥20"]);
    }

    #[test]
    fn a_sampled_range_begins_at_its_low_end() {
        let axis = Axis::parse("a=10d..30d").unwrap();
        assert_eq!((axis.count(), axis.at(0.0), axis.at(0.25)), (None, "10d".to_owned(), "15d".to_owned()));
        let stepped = Axis::parse("a=4..8:2").unwrap();
        assert_eq!([0.0, 0.34, 0.999].map(|share| stepped.at(share)), ["4", "6", "8"]);
    }

    #[test]
    fn a_range_without_a_step_gets_one() {
        let of = |text: &str, whole| {
            let axis = Axis::parse(text).unwrap().stepped(whole);
            let count = axis.count().unwrap();
            (count, axis.value(1), axis.value(count - 1))
        };
        let said = |count, second: &str, last: &str| (count, second.to_owned(), last.to_owned());
        assert_eq!(of("a=4..12", true), said(9, "5", "12"));
        assert_eq!(of("a=50..70", false), said(201, "50.1", "70.0"));
        assert_eq!(of("a=0..1", false), said(101, "0.01", "1.00"));
        assert_eq!(of("a=1d..30d", false), said(291, "1.1d", "30.0d"));
        assert_eq!(of("a=4..12:2", true), said(5, "6", "12"));
        let fine = Axis::parse("a=50..70").unwrap().finely();
        assert_eq!((fine.count(), fine.value(1)), (Some(2_001), "50.01".to_owned()));
    }

    #[test]
    fn values_lie_on_a_way() {
        let axis = Axis::parse("a=50..70").unwrap().finely();
        assert_eq!([0.0, 0.500_1, 1.0].map(|share| axis.near(share)), ["50.00", "60.00", "70.00"]);
        assert!((axis.way("55.00", "60.00") - 0.25).abs() < 1e-12);
        let listed = Axis::parse("a=x,y").unwrap();
        assert_eq!((listed.way("x", "y"), listed.way("x", "x")), (1.0, 0.0));
    }

    #[test]
    fn what_is_no_range_is_named() {
        let fault = |text: &str| Axis::parse(text).unwrap_err();
        let key = "a".to_owned();
        assert!(matches!(fault("a"), DesignError::NoKey { .. }));
        assert!(matches!(fault("=4"), DesignError::NoKey { .. }));
        for text in ["a=", "a=,", "a=4,,6", "a= "] {
            assert_eq!(fault(text), DesignError::NoValue { key: key.clone() }, "{text}");
        }
        for text in ["a=..", "a=4..", "a=x..y", "a=1..9:z", "a=1..inf:1", "a=1..9:"] {
            assert!(matches!(fault(text), DesignError::NoNumber { .. }), "{text}");
        }
        assert_eq!(fault("a=1..9:0"), DesignError::StepZero { key });
        let meant = |text: &str| match fault(text) {
            DesignError::WrongWay { meant, .. } => meant,
            other => panic!("{other}"),
        };
        assert_eq!(meant("a=70..50:2"), "a=70..50:-2");
        assert_eq!(meant("a=50..70:-2"), "a=50..70:2");
        assert_eq!(meant("a=9..1"), "a=1..9");
        assert!(matches!(fault("a=1d..9h:1d"), DesignError::Units { .. }));
        assert!(matches!(fault("a=1..3:1,7"), DesignError::Mixed { .. }));
    }
}
