//! Who comes up in a line after others.

use super::{Line, Queue};

impl Line {
    /// Of each class that is served by places, who comes up after `others` more.
    #[inline]
    pub(in crate::engine) fn coming(&self, others: usize) -> impl Iterator<Item = u32> + '_ {
        self.parts.iter().filter_map(move |part| match &part.queue {
            Queue::Places { places, .. } => places.get(others)?.map(|waiting| waiting.entity),
            Queue::Ranked(_) | Queue::Bag(_) => None,
        })
    }
}
