//! Streams of entities in a row, drawn from together.
//!
//! Every number is the one that the entity's own stream gives. To draw the same number for many of them in one
//! loop is faster than to draw everything for one of them after the other: no draw waits for the one before
//! it, and several go into one register. What the numbers are for is not known here.

use super::key::{below, unit};
use super::xoroshiro::{self, Xoroshiro};
use super::ziggurat::{exponential_in_box, normal_in_box};
use super::{Purpose, ReplicationKey, Stream};
use crate::math::marked;

/// Entities that are made in a row: enough to fill registers, few enough that what is worked out for them
/// stays in a near cache.
pub const ROW: usize = 64;

/// The streams of `N` entities with consecutive numbers, at most 64, of one purpose and attempt.
#[derive(Debug, Clone)]
pub struct Row<const N: usize> {
    first: [u64; N],
    second: [u64; N],
}

impl ReplicationKey {
    /// Opens the streams of the entities from `from` on: each the one that [`Self::stream`] opens.
    #[inline(always)]
    pub fn row<const N: usize>(self, from: u64, purpose: Purpose, attempt: u8) -> Row<N> {
        let (mut first, mut second) = ([0; N], [0; N]);
        for lane in 0..N {
            (first[lane], second[lane]) = self.seeds(from + lane as u64, purpose, attempt);
        }
        for lane in 0..N {
            (first[lane], second[lane]) = Xoroshiro::off_zero(first[lane], second[lane]);
        }
        Row { first, second }
    }
}

impl<const N: usize> Row<N> {
    #[inline(always)]
    fn bits(&mut self) -> [u64; N] {
        let mut bits = [0; N];
        for lane in 0..N {
            (bits[lane], self.first[lane], self.second[lane]) =
                xoroshiro::step(self.first[lane], self.second[lane]);
        }
        bits
    }

    /// A number from each: [`Stream::uniform`].
    #[inline(always)]
    pub fn uniforms(&mut self) -> [f64; N] {
        let bits = self.bits();
        let mut numbers = [0.0; N];
        for lane in 0..N {
            numbers[lane] = unit(bits[lane]);
        }
        numbers
    }

    /// An index from each: [`Stream::below`].
    #[inline(always)]
    pub fn below(&mut self, bound: u64) -> [u64; N] {
        let bits = self.bits();
        let mut indices = [0; N];
        for lane in 0..N {
            indices[lane] = below(bits[lane], bound);
        }
        indices
    }

    /// A number from each: [`Stream::normal`].
    #[inline(always)]
    pub fn normals(&mut self) -> [f64; N] {
        self.boxed(normal_in_box, Stream::normal_at_edge)
    }

    /// A number from each: [`Stream::exponential`].
    #[inline(always)]
    pub(super) fn exponentials(&mut self) -> [f64; N] {
        self.boxed(exponential_in_box, Stream::exponential_at_edge)
    }

    #[inline(always)]
    fn boxed(
        &mut self,
        in_box: impl Fn(u64) -> (f64, bool),
        at_edge: impl Fn(Stream) -> (f64, Stream),
    ) -> [f64; N] {
        let bits = self.bits();
        let (mut numbers, mut at_edges) = ([0.0; N], [false; N]);
        for lane in 0..N {
            let (number, settled) = in_box(bits[lane]);
            (numbers[lane], at_edges[lane]) = (number, !settled);
        }
        for lane in marked(&at_edges) {
            // Seldom enough that the state before is worked out again, and not kept for all.
            let (first, second) = xoroshiro::before(self.first[lane], self.second[lane]);
            let (number, after) = at_edge(Stream::at(first, second));
            numbers[lane] = number;
            self.set(lane, &after);
        }
        numbers
    }

    /// The stream of one of them as it stands.
    #[inline(always)]
    fn stream(&self, lane: usize) -> Stream {
        Stream::at(self.first[lane], self.second[lane])
    }

    #[inline(always)]
    fn set(&mut self, lane: usize, stream: &Stream) {
        (self.first[lane], self.second[lane]) = stream.state();
    }

    /// A number from each of those wanted, drawn one by one; zero for the others, whose streams stay as they
    /// are.
    #[inline(always)]
    pub(super) fn one_by_one(&mut self, wanted: &[bool; N], draw: impl Fn(&mut Stream) -> f64) -> [f64; N] {
        let mut numbers = [0.0; N];
        for lane in marked(wanted) {
            let mut stream = self.stream(lane);
            numbers[lane] = draw(&mut stream);
            self.set(lane, &stream);
        }
        numbers
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::math::{Work, at_every_width};
    use crate::random::{Law, LawSpec};

    const KEY: ReplicationKey = ReplicationKey::new(9, 4);

    /// What is drawn from a row, over and over: so much that every box and every edge is met.
    #[derive(Clone, Copy)]
    struct Draws;

    impl Work for Draws {
        type Output = Vec<[f64; ROW]>;

        #[inline(always)]
        fn run(self) -> Vec<[f64; ROW]> {
            let mut row = KEY.row::<ROW>(1_000, Purpose::Attributes, 3);
            let mut drawn = Vec::new();
            for _ in 0..1_500 {
                drawn.extend([row.uniforms(), row.normals(), row.exponentials()]);
                drawn.push(row.below(7).map(|index| index as f64));
            }
            drawn
        }
    }

    #[test]
    fn every_number_is_that_of_the_stream() {
        for drawn in at_every_width(Draws) {
            for lane in 0..ROW {
                let mut stream = KEY.stream(1_000 + lane as u64, Purpose::Attributes, 3);
                for drawn in drawn.chunks(4) {
                    let numbers =
                        [stream.uniform(), stream.normal(), stream.exponential(), stream.below(7) as f64];
                    for (drawn, number) in drawn.iter().zip(numbers) {
                        assert_eq!(drawn[lane].to_bits(), number.to_bits(), "lane {lane}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_row_of_one_is_a_stream() {
        let mut row = KEY.row::<1>(5, Purpose::Card, 0);
        let mut stream = KEY.stream(5, Purpose::Card, 0);
        for _ in 0..1_000 {
            assert_eq!(row.normals()[0].to_bits(), stream.normal().to_bits());
        }
        assert_eq!(row.stream(0).uniform().to_bits(), stream.uniform().to_bits());
    }

    #[test]
    fn the_state_of_zero_is_moved_as_in_a_stream() {
        let mut moved = Xoroshiro::new(0, 0);
        let (first, second) = Xoroshiro::off_zero(0, 0);
        let mut row = Row { first: [first, 5], second: [second, 0] };
        assert_eq!(row.bits(), [moved.next(), Xoroshiro::new(5, 0).next()]);
    }

    /// Laws of each kind that draws in a way of its own, some of them clipped.
    fn laws() -> Vec<Law> {
        let specs = [
            LawSpec::Constant(2.5),
            LawSpec::Exponential { mean: 3.0 },
            LawSpec::LogNormal { median: 2.0, sigma: 1.5 },
            LawSpec::Uniform { min: -1.0, max: 4.0 },
            LawSpec::Discrete { values: vec![1.0, 2.0, 5.0], weights: vec![1.0, 0.0, 2.0] },
            LawSpec::Gamma { shape: 0.7, scale: 2.0 },
        ];
        let plain: Vec<Law> = specs.into_iter().map(|spec| Law::new(spec).unwrap()).collect();
        let clipped = plain[1..].iter().map(|law| law.clone().clipped(1.0, 2.0).unwrap());
        plain.iter().cloned().chain(clipped).collect()
    }

    #[test]
    fn a_law_draws_from_a_row_what_it_draws_from_the_streams() {
        for law in laws() {
            let mut row = KEY.row::<ROW>(0, Purpose::Handling, 1);
            let wanted: [bool; ROW] = std::array::from_fn(|lane| lane % 3 != 1);
            let draws = [law.samples(&mut row, &wanted), law.samples(&mut row, &wanted)];
            for lane in (0..ROW).filter(|lane| wanted[*lane]) {
                let mut stream = KEY.stream(lane as u64, Purpose::Handling, 1);
                for draw in &draws {
                    assert_eq!(draw[lane].to_bits(), law.sample(&mut stream).to_bits(), "{law:?}");
                }
            }
        }
    }
}
