//! Routes and decisions that need people with attributes: scores, attempts, reviewers, appeals.

use std::collections::BTreeSet;

use super::{Entry, Tape};
use crate::common::scenario;

/// People of the generator in a process of these stages; all of it exact but who they are.
fn people(settings: &str, stages: &str) -> Tape {
    let compiled = scenario(&format!(
        "name = \"people\"\nreplications = 1\n{settings}\n\
         period = {{ start = \"2024-03-01\", arrivals = \"20d\", warm_up = \"0d\", drain = \"90d\" }}\n\
         arrivals.per_day = 40.0\n{stages}\n\
         [[stage]]\nname = \"end\"\nkind = \"exit\"\noutcome = \"decided\"\n"
    ));
    let (tape, _) = Tape::of(&compiled.model);
    assert!(tape.filed.len() > 500, "too few to say anything");
    tape
}

fn stage(name: &str, kind: &str, keys: &str) -> String {
    format!("[[stage]]\nname = \"{name}\"\nkind = \"{kind}\"\n{keys}\n")
}

/// Cases that complete a stage, with the ticks at which they do.
fn marks(tape: &Tape, stage: &str) -> BTreeSet<(u64, u64)> {
    tape.at_stage(stage, false).map(|entry| (entry.index, entry.at.ticks())).collect()
}

#[test]
fn routes_follow_score_bands_and_the_attempt() {
    let tape = people(
        "",
        &(stage(
            "split",
            "decision",
            "next = [{ to = \"middle\", when = { at_least = { score = 50 }, below = { score = 70 } } }, { to = \"rest\" }]",
        ) + &stage("middle", "decision", "next = \"again\"")
            + &stage("rest", "decision", "next = \"again\"")
            + &stage(
                "again",
                "decision",
                "next = [{ to = \"later\", when = { at_least = { attempt = 2 } } }, { to = \"verdict\" }]",
            )
            + &stage("later", "decision", "next = \"verdict\"")
            + &stage("verdict", "decision", "by = \"chance\"\nshare = 0.4\nnext = \"end\"")),
    );
    let [middle, rest, later] = ["middle", "rest", "later"].map(|stage| marks(&tape, stage));
    assert!(!middle.is_empty() && !rest.is_empty() && !later.is_empty());
    for filed in &tape.filed {
        let mark = (filed.index, filed.submitted_at.ticks());
        let in_band = (50.0..70.0).contains(&filed.score);
        assert_eq!((middle.contains(&mark), rest.contains(&mark)), (in_band, !in_band), "{filed:?}");
        assert_eq!(later.contains(&mark), filed.attempt >= 2, "{filed:?}");
    }
}

#[test]
fn a_decision_by_band_approves_above_refuses_below_and_leaves_the_middle_open() {
    let tape = people(
        "",
        &(stage(
            "band",
            "decision",
            "by = \"band\"\napprove_at = 70\nrefuse_below = 50\nnext = [{ to = \"open\", when = { decision = \"open\" } }, { to = \"end\" }]",
        ) + &stage(
            "open",
            "decision",
            "by = \"test\"\napprove_when = [{ at_least = { score = 60 } }]\nnext = \"end\"",
        )),
    );
    let open = marks(&tape, "open");
    for filed in &tape.filed {
        assert_eq!(filed.approved, Some(filed.score >= 60.0), "{filed:?}");
        let in_band = (50.0..70.0).contains(&filed.score);
        assert_eq!(open.contains(&(filed.index, filed.submitted_at.ticks())), in_band, "{filed:?}");
    }
}

fn review(name: &str, next: &str) -> String {
    stage(name, "station", &format!("servers = 30\nservice = \"20min\"\nnext = \"{next}\""))
}

fn verdict(name: &str, next: &str) -> String {
    stage(name, "decision", &format!("by = \"reviewer\"\nnext = {next}"))
}

/// Whoever is refused is read again by someone of another team, whose word stands.
#[test]
fn a_second_reader_sees_whom_the_first_refused() {
    let tape = people(
        "",
        &(review("first", "verdict")
            + &verdict(
                "verdict",
                "[{ to = \"second\", when = { decision = \"refused\" } }, { to = \"end\" }]",
            )
            + &review("second", "verdict_again")
            + &verdict("verdict_again", "\"end\"")),
    );
    let read = |stage: &str| tape.at_stage(stage, false).count();
    assert_eq!(read("first"), read("verdict"));
    assert_eq!(read("second"), read("verdict_again"));
    let (mut once, mut twice, mut turned) = (0, 0, 0);
    for filed in &tape.filed {
        let seconds = tape
            .at_stage("second", false)
            .filter(|entry| entry.index == filed.index && entry.at > filed.submitted_at);
        // Of several attempts the first second reading after filing is this one's, if it had one.
        let minutes = filed.handling_minutes.round() as u32;
        assert!(minutes == 20 || minutes == 40 || filed.approved.is_none(), "{filed:?}");
        if minutes == 40 {
            assert!(seconds.count() > 0);
            twice += 1;
            turned += u32::from(filed.approved == Some(true));
        } else if filed.approved.is_some() {
            once += 1;
            assert_eq!(filed.approved, Some(true), "a refusal is read twice: {filed:?}");
        }
    }
    assert!(once > 0 && turned > 0 && turned < twice, "{once} once, {turned} of {twice} turned");
}

/// Everyone who is refused by the score asks for a person, and comes back at the stage named.
#[test]
fn a_request_for_a_human_leads_to_the_stage_named() {
    let tape = people(
        "human_request = { enabled = true, share = 1.0, stage = \"appeals\" }\npatience.enabled = false",
        &(stage(
            "screen",
            "decision",
            "by = \"screen\"\nnext = [{ to = \"desk\", when = { route = \"human\" } }, { to = \"end\" }]",
        ) + &review("desk", "verdict")
            + &verdict("verdict", "\"end\"")
            + &review("appeals", "appeal_verdict")
            + &verdict("appeal_verdict", "\"end\"")),
    );
    let asked: Vec<_> = tape.entries.iter().filter(|entry| entry.what == "human_review_request").collect();
    assert!(asked.len() > 10);
    let heard = tape.at_stage("appeals", true).count();
    // Some requests of the last days are still in line when the run ends, if any.
    let waiting = tape.counts[&1].waiting as usize;
    assert_eq!(asked.len(), heard + waiting);
    for entry in &asked {
        let before = tape.entries.iter().rev().find(|e| {
            e.index == entry.index && e.at <= entry.at && ["screen", "desk"].contains(&e.what.as_str())
        });
        assert_eq!(
            before.map(|e| e.what.as_str()),
            Some("screen"),
            "only who was refused by the screen may ask"
        );
    }
}

/// A request that no person ever decides leaves the refusal, and the notice of it, as they were.
#[test]
fn a_request_that_is_never_decided_leaves_the_notice_as_it_was() {
    let tape = people(
        "human_request = { enabled = true, share = 1.0, stage = \"appeals\" }\npatience.enabled = false",
        &(stage(
            "screen",
            "decision",
            "by = \"screen\"\nnext = [{ to = \"desk\", when = { route = \"human\" } }, { to = \"end\" }]",
        ) + &review("desk", "verdict")
            + &verdict("verdict", "\"end\"")
            + &stage("appeals", "station", "servers = 1\nservice = \"3000d\"\nnext = \"appeal_verdict\"")
            + &verdict("appeal_verdict", "\"end\"")),
    );
    let asked: Vec<u64> = tape
        .entries
        .iter()
        .filter(|entry| entry.what == "human_review_request")
        .map(|entry| entry.index)
        .collect();
    assert!(asked.len() > 10);
    let mut stand = 0;
    for filed in &tape.filed {
        let Some(decided) = filed.decided_at else { continue };
        let notice =
            |entry: &&Entry| entry.index == filed.index && entry.what == "notice" && entry.at >= decided;
        assert_eq!(filed.notified_at, tape.entries.iter().find(notice).map(|entry| entry.at), "{filed:?}");
        stand += usize::from(asked.contains(&filed.index) && filed.notified_at.is_some());
    }
    assert!(stand >= asked.len(), "of {} requests {stand} records have their notice", asked.len());
}
