//! What happens beside the review: restoration by the system, decisions within minutes, accounts that go bad.

use reinstate::behaviour::Behaviour;
use reinstate::model::replicate;
use reinstate::observe::{ApplicantRecord, ApplicationRecord, Fate, Observer};
use reinstate::policy::Route;
use reinstate::population::{Cause, Restriction};
use reinstate::scenario::Compiled;
use reinstate::time::{DAY, MINUTE, SimDuration};

use crate::common::{outcome, scenario};

/// An applicant at the end, as far as these tests ask.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Ended {
    fate: Fate,
    applications: u8,
    days_overdue: u16,
    limited: bool,
    /// From restriction to the end.
    after: SimDuration,
    restored: bool,
    first_restored: bool,
    meant_to_repay: bool,
    bad: bool,
}

/// A decided application: its way, and how long it took.
type Decided = (Route, SimDuration, u32);

#[derive(Default)]
struct Heard {
    ended: Vec<Ended>,
    decided: Vec<Decided>,
}

impl Observer for Heard {
    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        let applicant = record.applicant.unwrap();
        self.ended.push(Ended {
            fate: record.fate,
            applications: record.applications,
            days_overdue: applicant.days_overdue,
            limited: applicant.restriction == Restriction::LIMITED,
            after: record.ended_at.since(record.restricted_at),
            restored: record.restored_at.is_some(),
            first_restored: record.first.is_some_and(|first| first.restored),
            meant_to_repay: record.intended.contains(Behaviour::REPAY),
            bad: record.bad,
        });
    }

    fn application(&mut self, record: &ApplicationRecord<'_>) {
        if let Some(at) = record.decided_at {
            self.decided.push((record.route, at.since(record.submitted_at), record.working_days.unwrap()));
        }
    }
}

fn heard(compiled: &Compiled, seed: u64) -> Heard {
    let mut heard = Heard::default();
    replicate(&compiled.model, seed, 0, &mut heard);
    heard
}

fn unasked(share: f64, more: &str) -> Vec<Ended> {
    let text = format!("unasked_restoration.share = {share}\n{more}");
    let ended = heard(&scenario(&text), 21).ended;
    ended.into_iter().filter(|ended| ended.fate == Fate::RestoredUnasked).collect()
}

/// They have repaid within seven days, meant to at first or after a refusal; they are restored, and not by a first
/// application.
#[test]
fn who_repays_soon_may_be_restored_without_asking() {
    let all = unasked(1.0, "");
    assert!(all.len() > 1_000, "{}", all.len());
    for one in &all {
        assert!(one.days_overdue > 0 && one.restored && !one.first_restored, "{one:?}");
        assert!((one.meant_to_repay || one.applications > 0) && one.after <= 7 * DAY, "{one:?}");
        // A knock-out would refuse them.
        assert!(one.days_overdue <= 90, "{one:?}");
    }
    assert!(unasked(0.0, "").is_empty());
    assert!(unasked(1.0, "unasked_restoration.within = \"0d\"").is_empty());
    let within_two = unasked(1.0, "unasked_restoration.within = \"2d\"");
    assert!(within_two.iter().all(|one| one.after <= 2 * DAY));
    assert_eq!(within_two.len(), all.iter().filter(|one| one.after <= 2 * DAY).count());
}

/// The share is one of people, each with a draw of their own: half of those whom a share of 1 restores, within 4.5
/// binomial standard errors (false alarm 7e-6, seed fixed).
#[test]
fn half_of_those_who_could_are_restored_without_asking() {
    let (all, half) = (unasked(1.0, "").len() as f64, unasked(0.5, "").len() as f64);
    assert!((half - all / 2.0).abs() <= 4.5 * (all / 4.0).sqrt(), "{half} of {all}");
}

/// Who files before the arrears are repaid goes the way of an application; only who has been refused, and repays
/// before applying again, may then be restored without asking.
#[test]
fn who_applies_first_is_not_restored_without_asking() {
    let hasty = "behaviours.repay = { wait_share = 0.0, delay = \"5d\" }\napplication.preparation = \"1d\"\n\
                 application.app.drop_off_share = 0.0\n\
                 behaviours.steady_habits.force = 0.0\nbehaviours.raise_external.force = 0.0\n";
    assert!(unasked(1.0, hasty).iter().all(|one| one.applications > 0));
}

/// Restored without asking counts as restored, and has a metric of its own.
#[test]
fn restoration_without_asking_is_counted_apart() {
    let compiled = scenario("arrivals.per_day = 60");
    let outcome = outcome(&compiled, 21, 0);
    let metric = |name: &str| {
        let metric = reinstate::observe::METRICS.iter().find(|metric| metric.name == name).unwrap();
        (metric.read)(&outcome).numerator
    };
    let apart = outcome.fate(Fate::RestoredUnasked);
    assert!(apart > 100);
    assert_eq!(metric("restored_unasked_share"), apart);
    assert_eq!(metric("eventual_approval_rate"), outcome.fate(Fate::Restored) + apart);
    let overdue = &outcome.segments[0][Cause::OVERDUE.index()].counts;
    assert!(overdue.restored >= overdue.first_pass + apart);
}

/// What the system decides takes one to ten minutes; what people decide, one to three working days or more.
#[test]
fn the_system_decides_within_minutes_and_people_within_days() {
    let heard = heard(&scenario("arrivals.per_day = 60"), 5);
    let (by_people, by_system): (Vec<Decided>, Vec<Decided>) =
        heard.decided.into_iter().partition(|(route, ..)| *route == Route::Human);
    assert!(by_people.len() > 1_000 && by_system.len() > 1_000);
    for (route, took, _) in by_system {
        assert!(took >= MINUTE && took <= 10 * MINUTE, "{route:?}: {took:?}");
    }
    assert!(by_people.iter().all(|(_, _, working_days)| *working_days >= 1));
}

/// Where nobody repays, whoever is overdue for 90 days in all is bad, and of the others some are and some are not.
#[test]
fn unpaid_for_ninety_days_is_bad() {
    let heard = heard(&scenario("behaviours.repay.force = 0.0"), 3);
    let overdue = heard.ended.iter().filter(|one| one.days_overdue > 0);
    let (beyond, before): (Vec<&Ended>, Vec<&Ended>) =
        overdue.partition(|one| u64::from(one.days_overdue) + one.after.ticks() / DAY.ticks() >= 90);
    assert!(beyond.len() > 500 && beyond.iter().all(|one| one.bad));
    let bad = before.iter().filter(|one| one.bad).count();
    assert!(bad > 100 && bad < before.len() / 2, "{bad} of {}", before.len());
}

/// Whose limit was only reduced breaks off for good more often and applies again less often than whose account is
/// suspended: both chances differ by the stated factors, and nothing else does. Differences of 2.5 standard errors
/// in the direction that the factors give (seed fixed); without the factors there are none.
#[test]
fn a_reduced_limit_makes_less_hurry() {
    let text = |factors: &str| {
        format!(
            "arrivals.per_day = 400\nrestriction.suspended_share = 0.5\nunasked_restoration.share = 0.0\n{factors}"
        )
    };
    let shares = |compiled: &Compiled| {
        let ended = heard(compiled, 6).ended;
        [false, true].map(|limited| {
            let of: Vec<&Ended> = ended.iter().filter(|one| one.limited == limited).collect();
            let share = |fate| of.iter().filter(|one| one.fate == fate).count() as f64 / of.len() as f64;
            (of.len() as f64, [share(Fate::DroppedOff), share(Fate::GaveUp)])
        })
    };
    let [suspended, limited] = shares(&scenario(&text("")));
    let alike = "reapply.limited_factor = 1.0\napplication.app.limited_return_factor = 1.0\n";
    let even = shares(&scenario(&text(alike)));
    for fate in 0..2 {
        let error = |(n, shares): (f64, [f64; 2])| shares[fate] * (1.0 - shares[fate]) / n;
        let apart = (limited.1[fate] - suspended.1[fate]) / (error(limited) + error(suspended)).sqrt();
        assert!(apart > 2.5, "{fate}: {suspended:?} {limited:?}");
        let chance = (even[1].1[fate] - even[0].1[fate]) / (error(even[0]) + error(even[1])).sqrt();
        assert!(chance.abs() < 3.5, "{fate}: {even:?}");
    }
}

/// Whether restored, whether secured, the loss that is told, and the risk times the limit.
#[derive(Default)]
struct Losses(Vec<(bool, bool, f64, f64)>);

impl Observer for Losses {
    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        let applicant = record.applicant.unwrap();
        let exposed = f64::from(applicant.security.takeover_risk) * f64::from(applicant.card.limit_cny);
        let secured = record.done.contains(Behaviour::SECURE);
        self.0.push((record.restored_at.is_some(), secured, record.takeover_loss_cny, exposed));
    }
}

/// An account that stays suspended cannot be used, by its owner or by anyone else. Of the restored the loss is 2 % of the
/// limit at a risk of 1, and .4 of that where the account was secured.
#[test]
fn only_restored_accounts_are_lost_by_takeover() {
    let compiled = scenario("arrivals.per_day = 30");
    let mut losses = Losses::default();
    replicate(&compiled.model, 23, 0, &mut losses);
    let of = |restored, secured| {
        losses.0.iter().filter(move |one| (one.0, one.1) == (restored, secured)).collect::<Vec<_>>()
    };
    for (restored, secured, share) in
        [(false, false, 0.0), (false, true, 0.0), (true, false, 0.02), (true, true, 0.02 * 0.4)]
    {
        let some = of(restored, secured);
        assert!(some.len() > 100, "{restored}, {secured}: {}", some.len());
        for (_, _, loss, exposed) in some {
            assert!((loss - share * exposed).abs() < 1e-9 * exposed.max(1.0), "{loss} of {exposed}");
        }
    }
    let all: f64 = losses.0.iter().map(|one| one.2).sum();
    let outcome = outcome(&compiled, 23, 0);
    assert!((outcome.takeover_loss_cny - all).abs() < 1e-6 * all, "{} and {all}", outcome.takeover_loss_cny);
}
