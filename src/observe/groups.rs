//! Applicants by group: by behaviour, by segment, by channel, and by band of the first score.
//!
//! Everyone is in some fifteen groups at once, which makes this most of the counting. So groups lie in a row,
//! and behaviours are counted all at once. Who is counted, and what it all means, is not known here.

use super::outcome::score_band;
use super::{BehaviourCount, ByBehaviour, SCORE_BANDS, SegmentCount};
use crate::behaviour::{Behaviour, BehaviourSet, Channel};
use crate::policy::Route;
use crate::population::{SEGMENT_VALUES, Segment, SegmentValues};
use crate::stats::{Binned, LogHistogram};

/// Position of the channels among the kinds of groups; those before it are segments.
const CHANNEL: usize = Segment::ALL.len();
/// Position of the score bands.
const SCORE: usize = CHANNEL + 1;
const KINDS: usize = SCORE + 1;
/// Where the groups of each kind start, and where all end.
const STARTS: [usize; KINDS + 1] = {
    let mut starts = [0; KINDS + 1];
    let mut kind = 0;
    while kind < KINDS {
        starts[kind + 1] = starts[kind]
            + match kind {
                CHANNEL => Channel::ALL.len(),
                SCORE => SCORE_BANDS,
                segment => SEGMENT_VALUES[segment].len(),
            };
        kind += 1;
    }
    starts
};
/// Where whoever belongs to no group of a kind is counted; nobody asks.
const NO_GROUP: usize = STARTS[KINDS];

/// Sets of behaviours by which applicants are counted; see [`Groups::sets`].
const SETS: usize = 4;

/// What every group of applicants counts of one of them, each 0 or 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Share {
    /// Restored at the first application.
    pub(super) first_pass: u64,
    pub(super) restored: u64,
    /// Restored, and goes bad.
    pub(super) bad: u64,
    /// Days to restoration.
    pub(super) days: Option<Binned>,
}

/// What decides to which groups an applicant belongs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Membership {
    pub(super) segments: SegmentValues,
    pub(super) channel: Channel,
    /// Score and route of the first application.
    pub(super) first: Option<(f64, Route)>,
    /// Behaviours that apply.
    pub(super) eligible: BehaviourSet,
    /// Behaviours that were meant when the account was restricted.
    pub(super) intended: BehaviourSet,
    /// Behaviours that had taken effect by the first application, and by the end.
    pub(super) done_first: BehaviourSet,
    pub(super) done: BehaviourSet,
}

impl Membership {
    /// The groups of someone, one of each kind.
    #[inline(always)]
    fn groups(&self) -> [usize; KINDS] {
        let mut groups = [NO_GROUP; KINDS];
        for (segment, value) in self.segments.iter().enumerate() {
            debug_assert!(
                usize::from(*value) < SEGMENT_VALUES[segment].len(),
                "segment {segment} has no value {value}"
            );
            groups[segment] = STARTS[segment] + usize::from(*value);
        }
        groups[CHANNEL] = STARTS[CHANNEL] + self.channel as usize;
        // A rule refuses whatever the score, so knocked-out applicants say nothing about scores.
        if let Some((score, _)) = self.first.filter(|(_, route)| *route != Route::KnockedOut) {
            groups[SCORE] = STARTS[SCORE] + score_band(score);
        }
        groups
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    applicants: BehaviourCount,
    bad: u64,
}

/// Counts by group.
#[derive(Debug)]
pub(super) struct Groups {
    counts: [Count; NO_GROUP + 1],
    days: Box<[LogHistogram]>,
    /// By behaviour, of whom [`Self::sets`] has it.
    behaviours: [[BehaviourCount; 7]; SETS],
    /// What the counts by behaviour lack: a byte for each behaviour; all, those restored at the first application,
    /// and those restored.
    lanes: [[u64; 3]; SETS],
    /// Applicants in the lanes: no more than a byte can count.
    in_lanes: u8,
}

impl Groups {
    pub(super) fn new() -> Self {
        Self {
            counts: [Count::default(); NO_GROUP + 1],
            days: vec![LogHistogram::default(); NO_GROUP + 1].into(),
            behaviours: [[BehaviourCount::default(); 7]; SETS],
            lanes: [[0; 3]; SETS],
            in_lanes: 0,
        }
    }

    /// Counts an applicant in all groups they belong to.
    #[inline(always)]
    pub(super) fn add(&mut self, member: &Membership, share: &Share) {
        self.add_to_lanes(member, share);
        let groups = member.groups();
        for group in groups {
            let Count { applicants, bad } = &mut self.counts[group];
            applicants.applicants += 1;
            applicants.first_pass += share.first_pass;
            applicants.restored += share.restored;
            *bad += share.bad;
        }
        if let Some(days) = share.days {
            for group in groups {
                self.days[group].record_binned(days);
            }
        }
    }

    #[inline(always)]
    fn add_to_lanes(&mut self, member: &Membership, share: &Share) {
        debug_assert!(share.first_pass <= 1 && share.restored <= 1, "one applicant is counted as more");
        let counts = [1, share.first_pass, share.restored];
        for (lanes, set) in self.lanes.iter_mut().zip(Self::sets(member)) {
            for (lane, one_or_none) in lanes.iter_mut().zip(counts) {
                *lane += set.lanes() * one_or_none;
            }
        }
        self.in_lanes += 1;
        if self.in_lanes == u8::MAX {
            self.empty_lanes();
        }
    }

    /// The behaviours that apply to someone, and among these those that are meant, that have taken effect by the
    /// first application, and by the end.
    #[inline(always)]
    fn sets(member: &Membership) -> [BehaviourSet; SETS] {
        let eligible = member.eligible;
        let [meant, first, done] =
            [member.intended, member.done_first, member.done].map(|set| eligible.within(set));
        [eligible, meant, first, done]
    }

    fn empty_lanes(&mut self) {
        for behaviour in Behaviour::ALL.map(Behaviour::index) {
            for (counts, lanes) in self.behaviours.iter_mut().zip(self.lanes) {
                let count = &mut counts[behaviour];
                let [applicants, first_pass, restored] = lanes.map(|lane| lane >> (8 * behaviour) & 0xFF);
                count.applicants += applicants;
                count.first_pass += first_pass;
                count.restored += restored;
            }
        }
        (self.lanes, self.in_lanes) = ([[0; 3]; SETS], 0);
    }

    /// The counts by behaviour, of who meant it, had done it by the first application, and had done it by the end;
    /// and the counts by kind of group and value.
    pub(super) fn finish(mut self) -> ([ByBehaviour; SETS - 1], Vec<Vec<SegmentCount>>) {
        self.empty_lanes();
        let [eligible, those @ ..] = self.behaviours;
        let behaviours = those.map(|those| {
            std::array::from_fn(|behaviour| {
                let (all, with) = (eligible[behaviour], those[behaviour]);
                let without = BehaviourCount {
                    applicants: all.applicants - with.applicants,
                    first_pass: all.first_pass - with.first_pass,
                    restored: all.restored - with.restored,
                };
                [without, with]
            })
        });
        let mut groups = self.counts.into_iter().zip(self.days).map(|(count, restoration_days)| {
            SegmentCount { counts: count.applicants, bad: count.bad, restoration_days }
        });
        let sizes = STARTS.windows(2).map(|ends| ends[1] - ends[0]);
        (behaviours, sizes.map(|size| groups.by_ref().take(size).collect()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A thousand members, counted one group at a time as well. The first six hundred fill their lanes: every
    /// behaviour applies to them, none is intended, all are restored at once.
    #[test]
    fn everyone_is_counted_in_every_group() {
        let members: Vec<(Membership, Share)> = (0..1_000_usize)
            .map(|place| {
                let mut eligible = BehaviourSet::default();
                let [mut intended, mut done_first, mut done] = [BehaviourSet::NONE; 3];
                for behaviour in Behaviour::ALL {
                    let alike = place < 600;
                    let cycle = behaviour.index() + 2;
                    eligible.insert_if(behaviour, alike || place % cycle > 0);
                    intended.insert_if(behaviour, !alike && place / 3 % cycle == 0);
                    done_first.insert_if(behaviour, place / 5 % cycle == 0);
                    done.insert_if(behaviour, alike || place / 2 % cycle == 0);
                }
                let route = if place % 5 == 0 { Route::KnockedOut } else { Route::Human };
                let member = Membership {
                    segments: std::array::from_fn(|kind| {
                        ((place >> kind) % SEGMENT_VALUES[kind].len()) as u8
                    }),
                    channel: Channel::ALL[place / 7 % Channel::ALL.len()],
                    first: (place % 11 > 0).then_some((place as f64 / 9.9, route)),
                    eligible,
                    intended,
                    done_first,
                    done,
                };
                let restored = u64::from(place < 600 || place % 3 > 0);
                let share = Share {
                    first_pass: restored * u64::from(place < 600 || place % 2 == 0),
                    restored,
                    bad: restored * u64::from(place % 4 == 0),
                    days: (restored == 1).then(|| Binned::new(place as f64)),
                };
                (member, share)
            })
            .collect();
        let mut groups = Groups::new();
        for (member, share) in &members {
            groups.add(member, share);
        }
        let (by_basis, kinds) = groups.finish();

        let count = |belongs: &dyn Fn(&Membership) -> bool| {
            let mut found = SegmentCount::default();
            for (_, share) in members.iter().filter(|(member, _)| belongs(member)) {
                found.counts.applicants += 1;
                found.counts.first_pass += share.first_pass;
                found.counts.restored += share.restored;
                found.bad += share.bad;
                share.days.into_iter().for_each(|days| found.restoration_days.record_binned(days));
            }
            found
        };
        let same = |found: &SegmentCount, expected: SegmentCount| {
            assert_eq!((found.counts, found.bad), (expected.counts, expected.bad));
            assert_eq!(found.restoration_days, expected.restoration_days);
        };
        let sets: [fn(&Membership) -> BehaviourSet; 3] =
            [|member| member.intended, |member| member.done_first, |member| member.done];
        for (behaviours, set) in by_basis.iter().zip(sets) {
            for (behaviour, did) in Behaviour::ALL.into_iter().flat_map(|one| [(one, false), (one, true)]) {
                let expected = count(&|member| {
                    member.eligible.contains(behaviour) && set(member).contains(behaviour) == did
                });
                assert_eq!(behaviours[behaviour.index()][usize::from(did)], expected.counts);
                assert!(expected.counts.applicants > 0);
            }
        }
        for (kind, values) in SEGMENT_VALUES.iter().enumerate() {
            assert_eq!(kinds[kind].len(), values.len());
            for (value, found) in kinds[kind].iter().enumerate() {
                same(found, count(&|member| usize::from(member.segments[kind]) == value));
            }
        }
        for (channel, found) in kinds[CHANNEL].iter().enumerate() {
            same(found, count(&|member| member.channel as usize == channel));
        }
        assert_eq!((kinds.len(), kinds[SCORE].len()), (KINDS, SCORE_BANDS));
        for (band, found) in kinds[SCORE].iter().enumerate() {
            let scored = |member: &Membership| member.first.filter(|(_, route)| *route != Route::KnockedOut);
            same(found, count(&|member| scored(member).is_some_and(|(score, _)| score_band(score) == band)));
        }
    }
}
