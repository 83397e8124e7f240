//! Designs: which values of which keys are played.
//!
//! A design is a list of points, each a value for every key. A grid crosses the values of its keys; a Latin hypercube and
//! an Owen-scrambled Sobol' sequence spread a number of points over them; a table lists them. A point is worked out from
//! its number, so a million of them take no memory. Values are texts, as `--set` takes them. This room knows no scenario,
//! and whether a key exists or takes a value is not known here.

mod axis;
mod coalitions;
mod error;
mod inputs;
mod latin;
mod mix;
mod quantity;
mod sobol;
mod split;
mod table;

pub use axis::Axis;
pub use coalitions::{Coalitions, MOST_EXACT};
pub use error::DesignError;
pub use inputs::{InputDesign, Plan};
pub use sobol::MOST_KEYS;
pub use table::read_table;

use latin::Latin;
use sobol::Sobol;

/// More points than these are refused: nobody waits for them, and a slip of the step asks for many more.
pub const MOST_POINTS: usize = 1_000_000;

/// How points are spread over ranges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sampling {
    /// Latin hypercube: of N equal parts of each range, each holds one point.
    Latin,
    /// Sobol' sequence, scrambled as Owen (1995) does: the first points stay the same when more are asked for.
    Sobol,
}

/// The points of a design.
#[derive(Debug, Clone)]
pub struct Points {
    keys: Vec<String>,
    count: usize,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Grid(Vec<Axis>),
    Latin(Vec<Axis>, Latin),
    Sobol(Vec<Axis>, Sobol),
    Listed(Vec<Vec<String>>),
}

impl Points {
    /// Every combination of the values of the axes, those of the last running fastest.
    ///
    /// # Errors
    /// No axis, a key twice, a range without a step, and more than [`MOST_POINTS`].
    pub fn grid(axes: Vec<Axis>) -> Result<Self, DesignError> {
        let keys = keys(&axes)?;
        let mut count = 1_usize;
        for axis in &axes {
            count = count.saturating_mul(axis.count().ok_or_else(|| axis.without_step())?);
        }
        Ok(Self { keys, count: allowed(count)?, kind: Kind::Grid(axes) })
    }

    /// So many points spread over the axes; the same for the same `seed`.
    ///
    /// # Errors
    /// No axis, a key twice, no point or more than [`MOST_POINTS`], and for a Sobol' sequence more than [`MOST_KEYS`] keys.
    pub fn sampled(
        axes: Vec<Axis>,
        sampling: Sampling,
        points: usize,
        seed: u64,
    ) -> Result<Self, DesignError> {
        let keys = keys(&axes)?;
        let count = allowed(points)?;
        let kind = match sampling {
            Sampling::Latin => Kind::Latin(axes, Latin::new(count, seed)),
            Sampling::Sobol => {
                let sobol = Sobol::new(axes.len(), seed).ok_or(DesignError::TooManyKeys)?;
                Kind::Sobol(axes, sobol)
            }
        };
        Ok(Self { keys, count, kind })
    }

    /// The points of a table: a value for each key in every row.
    ///
    /// # Errors
    /// No key, a key twice, no row or more than [`MOST_POINTS`], and a row of another length.
    pub fn listed(keys: Vec<String>, rows: Vec<Vec<String>>) -> Result<Self, DesignError> {
        apart(&keys)?;
        if let Some(row) = rows.iter().position(|row| row.len() != keys.len()) {
            return Err(DesignError::RowLength { line: row + 2, found: rows[row].len(), keys: keys.len() });
        }
        Ok(Self { keys, count: allowed(rows.len())?, kind: Kind::Listed(rows) })
    }

    /// The keys, in the order in which they were given.
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// Number of points, at least 1.
    pub const fn count(&self) -> usize {
        self.count
    }

    /// Where a point of a design that spreads them lies, as a share of the way of each key; nothing in others.
    pub fn shares(&self, point: usize) -> Vec<f64> {
        match &self.kind {
            Kind::Latin(axes, latin) => (0_u64..).zip(axes).map(|(key, _)| latin.share(point, key)).collect(),
            Kind::Sobol(axes, sobol) => (0..axes.len()).map(|key| sobol.share(point, key)).collect(),
            Kind::Grid(_) | Kind::Listed(_) => Vec::new(),
        }
    }

    /// The values of a point, counted from 0, in the order of the keys.
    pub fn values(&self, point: usize) -> Vec<String> {
        match &self.kind {
            Kind::Grid(axes) => {
                let mut left = point;
                let mut values: Vec<String> = axes
                    .iter()
                    .rev()
                    .map(|axis| {
                        let count = axis.count().unwrap_or(1);
                        let value = axis.value(left % count);
                        left /= count;
                        value
                    })
                    .collect();
                values.reverse();
                values
            }
            Kind::Latin(axes, latin) => {
                (0_u64..).zip(axes).map(|(key, axis)| axis.at(latin.share(point, key))).collect()
            }
            Kind::Sobol(axes, sobol) => {
                axes.iter().enumerate().map(|(key, axis)| axis.at(sobol.share(point, key))).collect()
            }
            Kind::Listed(rows) => rows[point].clone(),
        }
    }
}

/// The number of points, if there may be so many.
fn allowed(points: usize) -> Result<usize, DesignError> {
    match points {
        0 => Err(DesignError::NoPoints),
        1..=MOST_POINTS => Ok(points),
        _ => Err(DesignError::TooManyPoints),
    }
}

/// The keys of the axes, if each is there once.
fn keys(axes: &[Axis]) -> Result<Vec<String>, DesignError> {
    let keys: Vec<String> = axes.iter().map(|axis| axis.key().to_owned()).collect();
    apart(&keys)?;
    Ok(keys)
}

/// A fault unless there are keys, and none sets what another sets.
fn apart(keys: &[String]) -> Result<(), DesignError> {
    if keys.is_empty() {
        return Err(DesignError::NoKeys);
    }
    let plain = |key: &String| key.replace(['"', '\'', ' '], "");
    for (at, key) in keys.iter().enumerate() {
        let (one, others) = (plain(key), &keys[..at]);
        let within = |outer: &str, inner: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        for other in others.iter().map(plain) {
            if within(&one, &other) || within(&other, &one) {
                return Err(DesignError::KeyTwice { key: key.clone() });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn axes(texts: &[&str]) -> Vec<Axis> {
        texts.iter().map(|text| Axis::parse(text).unwrap()).collect()
    }

    #[test]
    fn a_grid_crosses_its_keys_and_the_last_runs_fastest() {
        let grid = Points::grid(axes(&["a=1,2", "b=x,y,z"])).unwrap();
        assert_eq!((grid.count(), grid.keys()), (6, &["a".to_owned(), "b".to_owned()][..]));
        let all: Vec<String> = (0..6).map(|point| grid.values(point).concat()).collect();
        assert_eq!(all, ["1x", "1y", "1z", "2x", "2y", "2z"]);
    }

    #[test]
    fn a_key_is_varied_once() {
        for pair in [["a.b=1", "a.b=2"], ["a=1", "a.b=2"], ["a.b=1", "a=2"], ["a.\"b\"=1", "a.b=2"]] {
            assert!(matches!(Points::grid(axes(&pair)), Err(DesignError::KeyTwice { .. })), "{pair:?}");
        }
        assert!(Points::grid(axes(&["a.b=1", "a.bc=2"])).is_ok());
    }

    /// Ten million points are a fault before any is made.
    #[test]
    fn too_many_points_are_refused() {
        let many = ["a=0..10000000:1"];
        assert!(matches!(Points::grid(axes(&many)), Err(DesignError::TooManyPoints)));
        let crossed = ["a=1..1000000:1", "b=1..1000000:1", "c=1..1000000:1", "d=1..1000000:1"];
        assert!(matches!(Points::grid(axes(&crossed)), Err(DesignError::TooManyPoints)));
        for sampling in [Sampling::Latin, Sampling::Sobol] {
            let sampled = |points| Points::sampled(axes(&["a=0..1"]), sampling, points, 1);
            assert!(matches!(sampled(10_000_000), Err(DesignError::TooManyPoints)));
            assert!(matches!(sampled(0), Err(DesignError::NoPoints)));
            assert!(sampled(MOST_POINTS).is_ok());
        }
    }

    #[test]
    fn points_of_a_table_are_its_rows() {
        let row = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
        let listed = Points::listed(row(&["a", "b"]), vec![row(&["1", "x"]), row(&["2", "y"])]).unwrap();
        assert_eq!((listed.count(), listed.values(1)), (2, row(&["2", "y"])));
        let short = Points::listed(row(&["a", "b"]), vec![row(&["1", "x"]), row(&["2"])]);
        assert!(matches!(short, Err(DesignError::RowLength { line: 3, found: 1, keys: 2 })));
    }

    /// More points of a Sobol' design keep the first ones, so only the new ones are to be played.
    #[test]
    fn a_longer_sobol_design_begins_with_the_shorter() {
        let of = |points| Points::sampled(axes(&["a=0..1", "b=2..4:1"]), Sampling::Sobol, points, 7).unwrap();
        let (short, long) = (of(10), of(64));
        assert!((0..10).all(|point| short.values(point) == long.values(point)));
        // With a step there are its values alone, each as often as the others.
        let twos = (0..64).filter(|point| long.values(*point)[1] == "3").count();
        assert!((20..=23).contains(&twos), "{twos}");
    }
}
