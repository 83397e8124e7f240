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

/// The streams of `N` entities with consecutive numbers, of one purpose and attempt.
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
        let before = self.clone();
        let bits = self.bits();
        let (mut numbers, mut at_edges) = ([0.0; N], [false; N]);
        for lane in 0..N {
            let (number, settled) = in_box(bits[lane]);
            (numbers[lane], at_edges[lane]) = (number, !settled);
        }
        for lane in marked(&at_edges) {
            let (number, after) = at_edge(before.stream(lane));
            numbers[lane] = number;
            self.set(lane, after);
        }
        numbers
    }

    /// The stream of one of them as it stands.
    #[inline(always)]
    pub fn stream(&self, lane: usize) -> Stream {
        Stream::at(self.first[lane], self.second[lane])
    }

    #[inline(always)]
    fn set(&mut self, lane: usize, stream: Stream) {
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
            self.set(lane, stream);
        }
        numbers
    }
}
