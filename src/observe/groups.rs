//! Applicants by group: by behaviour, by segment, by channel, and by band of the first score.
//!
//! Everyone is in some fifteen groups at once, which makes this most of the counting. So groups lie in a row,
//! and behaviours are counted all at once. Who is counted, and what it all means, is not known here.

use super::outcome::score_band;
use super::{BehaviourCount, ByBehaviour, Names, SCORE_BANDS, SegmentCount};
use crate::behaviour::{Behaviour, BehaviourSet, Channel};
use crate::policy::Route;
use crate::population::{SegmentValues, Segments};
use crate::stats::{Binned, LogHistogram};

/// Kinds of groups beside the segments: the channels, and the score bands.
const OTHERS: usize = 2;
/// The most kinds there may be.
const MOST_KINDS: usize = Segments::MOST + OTHERS;

/// Where the groups of each kind start: the segments, then the channels, then the score bands.
#[derive(Debug, Clone)]
struct Starts {
    /// With the end of all as the last.
    starts: Vec<usize>,
}

impl Starts {
    fn new(names: &Names) -> Self {
        let sizes = names.segments.iter().map(|segment| segment.values.len());
        let mut starts = vec![0];
        for size in sizes.chain([Channel::ALL.len(), SCORE_BANDS]) {
            starts.push(starts[starts.len() - 1] + size);
        }
        Self { starts }
    }

    fn segments(&self) -> usize {
        self.starts.len() - 1 - OTHERS
    }

    /// Where whoever belongs to no group of a kind is counted; nobody asks.
    fn no_group(&self) -> usize {
        self.starts[self.starts.len() - 1]
    }

    /// The groups of someone, one of each kind, and how many kinds there are.
    #[inline(always)]
    fn groups(&self, member: &Membership) -> ([usize; MOST_KINDS], usize) {
        let mut groups = [self.no_group(); MOST_KINDS];
        let segments = self.segments();
        let starts = &self.starts[..segments];
        for ((group, start), value) in groups.iter_mut().zip(starts).zip(&member.segments) {
            *group = start + usize::from(*value);
        }
        debug_assert!(
            groups[..segments].iter().zip(&self.starts[1..]).all(|(group, end)| group < end),
            "a segment has no such value: {:?}",
            member.segments
        );
        groups[segments] = self.starts[segments] + member.channel as usize;
        // A rule refuses whatever the score, so knocked-out applicants say nothing about scores.
        if let Some((score, _)) = member.first.filter(|(_, route)| *route != Route::KnockedOut) {
            groups[segments + 1] = self.starts[segments + 1] + score_band(score);
        }
        (groups, segments + OTHERS)
    }
}

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

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    applicants: BehaviourCount,
    bad: u64,
}

/// Counts of one behaviour set of [`Groups::sets`] that are not taken over yet: a byte for each of eight behaviours; all,
/// those restored at the first application, and those restored.
type Lanes = [[u64; 3]; SETS];

/// Counts by group.
#[derive(Debug)]
pub(super) struct Groups {
    starts: Starts,
    counts: Vec<Count>,
    days: Vec<LogHistogram>,
    /// By behaviour, of whom [`Self::sets`] has it.
    behaviours: [Vec<BehaviourCount>; SETS],
    /// What the counts by behaviour lack, for each eight of them.
    lanes: Vec<Lanes>,
    /// Applicants in the lanes: no more than a byte can count.
    in_lanes: u8,
}

impl Groups {
    pub(super) fn new(names: &Names) -> Self {
        let starts = Starts::new(names);
        let (groups, behaviours) = (starts.no_group() + 1, names.behaviours.len());
        Self {
            starts,
            counts: vec![Count::default(); groups],
            days: vec![LogHistogram::default(); groups],
            behaviours: std::array::from_fn(|_| vec![BehaviourCount::default(); behaviours]),
            lanes: vec![Lanes::default(); behaviours.div_ceil(BehaviourSet::LANES)],
            in_lanes: 0,
        }
    }

    /// Counts an applicant in all groups they belong to.
    #[inline(always)]
    pub(super) fn add(&mut self, member: &Membership, share: &Share) {
        self.add_to_lanes(member, share);
        let (groups, kinds) = self.starts.groups(member);
        for group in &groups[..kinds] {
            let Count { applicants, bad } = &mut self.counts[*group];
            applicants.applicants += 1;
            applicants.first_pass += share.first_pass;
            applicants.restored += share.restored;
            *bad += share.bad;
        }
        if let Some(days) = share.days {
            for group in &groups[..kinds] {
                self.days[*group].record_binned(days);
            }
        }
    }

    #[inline(always)]
    fn add_to_lanes(&mut self, member: &Membership, share: &Share) {
        debug_assert!(share.first_pass <= 1 && share.restored <= 1, "one applicant is counted as more");
        let counts = [1, share.first_pass, share.restored];
        let sets = Self::sets(member);
        for (word, lanes) in self.lanes.iter_mut().enumerate() {
            for (lanes, set) in lanes.iter_mut().zip(sets) {
                for (lane, one_or_none) in lanes.iter_mut().zip(counts) {
                    *lane += set.lanes(word) * one_or_none;
                }
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
        for (set, counts) in self.behaviours.iter_mut().enumerate() {
            for (behaviour, count) in Behaviour::first(counts.len()).zip(counts) {
                let (word, byte) =
                    (behaviour.index() / BehaviourSet::LANES, behaviour.index() % BehaviourSet::LANES);
                let [applicants, first_pass, restored] =
                    self.lanes[word][set].map(|lane| lane >> (8 * byte) & 0xFF);
                count.applicants += applicants;
                count.first_pass += first_pass;
                count.restored += restored;
            }
        }
        self.lanes.fill(Lanes::default());
        self.in_lanes = 0;
    }

    /// The counts by behaviour, of who meant it, had done it by the first application, and had done it by the end;
    /// and the counts by kind of group and value.
    pub(super) fn finish(mut self) -> ([ByBehaviour; SETS - 1], Vec<Vec<SegmentCount>>) {
        self.empty_lanes();
        let [eligible, those @ ..] = self.behaviours;
        let behaviours = those.map(|those| {
            let counts = eligible.iter().zip(those).map(|(all, with)| {
                let without = BehaviourCount {
                    applicants: all.applicants - with.applicants,
                    first_pass: all.first_pass - with.first_pass,
                    restored: all.restored - with.restored,
                };
                [without, with]
            });
            counts.collect()
        });
        let mut groups = self.counts.into_iter().zip(self.days).map(|(count, restoration_days)| {
            SegmentCount { counts: count.applicants, bad: count.bad, restoration_days }
        });
        let sizes = self.starts.starts.windows(2).map(|ends| ends[1] - ends[0]);
        (behaviours, sizes.map(|size| groups.by_ref().take(size).collect()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::SegmentNames;

    /// Of so many behaviours and segments of these sizes.
    fn names(behaviours: usize, sizes: &[usize]) -> Names {
        let name = |at: usize| format!("{at}");
        let segment =
            |size: &usize| SegmentNames { name: name(*size), values: (0..*size).map(name).collect() };
        Names {
            behaviours: (0..behaviours).map(name).collect(),
            segments: sizes.iter().map(segment).collect(),
            ..Names::default()
        }
    }

    #[test]
    fn everyone_is_counted_in_every_group() {
        counted_in_every_group(&names(7, &[5, 2, 5, 4, 5, 7, 5]));
        counted_in_every_group(&names(19, &[3]));
    }

    /// A thousand members, counted one group at a time as well. The first six hundred fill their lanes: every
    /// behaviour applies to them, none is intended, all are restored at once.
    fn counted_in_every_group(names: &Names) {
        let (every, size) =
            (names.behaviours.len(), |kind: usize| names.segments.get(kind).map_or(1, |s| s.values.len()));
        let members: Vec<(Membership, Share)> = (0..1_000_usize)
            .map(|place| {
                let mut eligible = BehaviourSet::default();
                let [mut intended, mut done_first, mut done] = [BehaviourSet::NONE; 3];
                for behaviour in Behaviour::first(every) {
                    let alike = place < 600;
                    let cycle = behaviour.index() + 2;
                    eligible.insert_if(behaviour, alike || place % cycle > 0);
                    intended.insert_if(behaviour, !alike && place / 3 % cycle == 0);
                    done_first.insert_if(behaviour, place / 5 % cycle == 0);
                    done.insert_if(behaviour, alike || place / 2 % cycle == 0);
                }
                let route = if place % 5 == 0 { Route::KnockedOut } else { Route::Human };
                let member = Membership {
                    segments: std::array::from_fn(|kind| ((place >> kind) % size(kind)) as u8),
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
        let mut groups = Groups::new(names);
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
            for (behaviour, did) in Behaviour::first(every).flat_map(|one| [(one, false), (one, true)]) {
                let expected = count(&|member| {
                    member.eligible.contains(behaviour) && set(member).contains(behaviour) == did
                });
                assert_eq!(behaviours[behaviour.index()][usize::from(did)], expected.counts);
                assert!(expected.counts.applicants > 0);
            }
        }
        let (channel, score) = (names.segments.len(), names.segments.len() + 1);
        for (kind, segment) in names.segments.iter().enumerate() {
            assert_eq!(kinds[kind].len(), segment.values.len());
            for (value, found) in kinds[kind].iter().enumerate() {
                same(found, count(&|member| usize::from(member.segments[kind]) == value));
            }
        }
        for (at, found) in kinds[channel].iter().enumerate() {
            same(found, count(&|member| member.channel as usize == at));
        }
        assert_eq!((kinds.len(), kinds[score].len()), (score + 1, SCORE_BANDS));
        for (band, found) in kinds[score].iter().enumerate() {
            let scored = |member: &Membership| member.first.filter(|(_, route)| *route != Route::KnockedOut);
            same(found, count(&|member| scored(member).is_some_and(|(score, _)| score_band(score) == band)));
        }
    }
}
