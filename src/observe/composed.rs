//! Observers made of others: nobody, two at once, and one that may be absent.
//!
//! They pass on what they hear, and keep nothing.

use super::{ApplicantRecord, ApplicationRecord, EventRecord, Observer, Pay};
use crate::behaviour::BrokenPass;
use crate::time::{OfficeHours, SimDuration, SimTime};

/// Nobody listens.
impl Observer for () {
    #[inline]
    fn logs(&self) -> bool {
        false
    }
}

/// Writes every hook by way of another macro: one list for all observers made of others. A new hook belongs here too.
macro_rules! every_hook {
    ($write:ident) => {
        $write! {
            arrived(at: SimTime);
            filed(at: SimTime);
            decided(at: SimTime, approved: bool);
            application(record: &ApplicationRecord<'_>);
            applicant(record: &ApplicantRecord<'_>);
            walked(restricted_at: SimTime, broken: &[BrokenPass], files: bool);
            joined(station: u16, now: SimTime);
            balked(station: u16, now: SimTime);
            started(station: u16, since: SimTime, now: SimTime);
            resumed(station: u16, since: SimTime, now: SimTime);
            served(station: u16, since: SimTime, waited: SimDuration, now: SimTime, due: Option<SimTime>);
            abandoned(station: u16, since: SimTime, waited: SimDuration, now: SimTime);
            cleared(station: u16, now: SimTime);
            levels(station: u16, now: SimTime, waiting: u32, in_service: u32);
            worked(station: u16, hours: &OfficeHours, from: SimTime, until: SimTime, straight: bool);
            served_by(by: (u16, u32), station: u16, since: SimTime, waited: SimDuration, now: SimTime);
            worked_by(
                by: (u16, u32),
                station: u16,
                hours: &OfficeHours,
                from: SimTime,
                until: SimTime,
                straight: bool
            );
            judged(by: (u16, u32), now: SimTime, approved: bool);
            paid(pay: &Pay);
            event(record: &EventRecord);
            shadow_application(arm: u16, record: &ApplicationRecord<'_>);
            shadow_applicant(arm: u16, record: &ApplicantRecord<'_>);
        }
    };
}

macro_rules! to_both {
    ($($hook:ident($($argument:ident: $kind:ty),*);)*) => {
        $(#[inline(always)]
        fn $hook(&mut self, $($argument: $kind),*) {
            self.0.$hook($($argument),*);
            self.1.$hook($($argument),*);
        })*
    };
}

macro_rules! to_lent {
    ($($hook:ident($($argument:ident: $kind:ty),*);)*) => {
        $(#[inline(always)]
        fn $hook(&mut self, $($argument: $kind),*) {
            (**self).$hook($($argument),*);
        })*
    };
}

macro_rules! if_present {
    ($($hook:ident($($argument:ident: $kind:ty),*);)*) => {
        $(#[inline(always)]
        fn $hook(&mut self, $($argument: $kind),*) {
            if let Some(observer) = self {
                observer.$hook($($argument),*);
            }
        })*
    };
}

/// Two observers listen to the same replication.
impl<A: Observer, B: Observer> Observer for (A, B) {
    #[inline(always)]
    fn logs(&self) -> bool {
        self.0.logs() || self.1.logs()
    }

    every_hook!(to_both);
}

/// An observer on loan, of whatever kind.
impl<O: Observer + ?Sized> Observer for &mut O {
    #[inline(always)]
    fn logs(&self) -> bool {
        (**self).logs()
    }

    every_hook!(to_lent);
}

/// An observer that may be absent.
impl<O: Observer> Observer for Option<O> {
    #[inline(always)]
    fn logs(&self) -> bool {
        self.as_ref().is_some_and(Observer::logs)
    }

    every_hook!(if_present);
}
