//! The swap set: who is approved at the first application by one policy and refused by the other, and nobody else.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::convert::Infallible;

use reinstate::experiment::study::{Design, MemoryLedger, Plays, Point, PointKey, Study};
use reinstate::experiment::{Progress, with_threads};
use reinstate::model::{Model, replicate};
use reinstate::observe::{ApplicantRecord, ApplicationRecord, Observer, SwapTally};
use reinstate::policy::Route;

use crate::common::scenario_with;

const SEED: u64 = 11;
/// Small, and every score is read by a person who goes by nothing but the cut-off.
const EXACT: [&str; 7] = [
    "period.arrivals=20d",
    "arrivals.per_day=60",
    "screen.approve_at=100",
    "screen.refuse_below=0",
    "human.scale=1e-9",
    "human.leniency_sd=0",
    "human.occasion_sd=0",
];

/// Two points, the second against the first.
struct Two<'a>([&'a Model; 2]);

impl Design for Two<'_> {
    type Fault = Infallible;

    fn points(&self) -> usize {
        2
    }

    fn plays(&self, number: usize) -> Plays {
        Plays { replications: 3, brief: true, swaps: (number > 0).then_some(7), ..Plays::default() }
    }

    fn point(&self, number: usize) -> Result<Point<'_>, Infallible> {
        let key = PointKey::from_hex(&["ab", "cd"][number].repeat(32)).unwrap_or_default();
        Ok(Point { key, seed: SEED, model: Cow::Borrowed(self.0[number]) })
    }

    fn swapped_with(&self, number: usize) -> Option<&Model> {
        (number > 0).then_some(self.0[0])
    }
}

/// The swap set of each replication.
fn swaps(design: &Two<'_>, ledger: &MemoryLedger, threads: usize) -> Vec<SwapTally> {
    let mut found = Vec::new();
    let played = with_threads::<_, Infallible>(Some(threads), |_| {
        Study { design, ledger }.run(&(), &Progress::default(), |number, point| {
            let Ok(point) = point else { panic!("a point that cannot be made") };
            assert_eq!(point.swaps.len(), 3 * number);
            assert_eq!(point.run.estimates.replications, 3);
            found.extend(point.swaps);
        })
    });
    assert!(matches!(played, Ok(Ok(true))), "{played:?}");
    found
}

/// Lines and staffing change nobody's verdict: with another reviewer on duty nobody changes sides.
#[test]
fn nine_reviewers_against_ten_swap_nobody() {
    let sets = |people: &'static str| vec!["period.arrivals=30d", people];
    let nine = scenario_with("scenarios/base.toml", &sets("team.reviewers.people=9"));
    let ten = scenario_with("scenarios/base.toml", &sets("team.reviewers.people=10"));
    let found = swaps(&Two([&nine.model, &ten.model]), &MemoryLedger::default(), 2);
    for tally in &found {
        assert!(tally.all.judged > 1_500, "{:?}", tally.all);
        assert_eq!((tally.all.gained, tally.all.lost), (0, 0));
    }
}

/// First applications as they are told: score and route, and the risk of whoever filed them.
#[derive(Default)]
struct Scores {
    scores: BTreeMap<u64, (f64, Route)>,
    risks: BTreeMap<u64, f64>,
}

impl Observer for Scores {
    fn application(&mut self, record: &ApplicationRecord<'_>) {
        if record.attempt == 1 {
            self.scores.insert(record.index, (record.score, record.route));
        }
    }

    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        self.risks.insert(record.index, record.risk.unwrap().probability());
    }
}

/// A cut-off without any noise, 60 against 62, swaps exactly the scores in [60, 62).
#[test]
fn a_cut_off_without_noise_swaps_the_scores_between_the_two() {
    let with = |cut_off: &'static str| {
        scenario_with("scenarios/base.toml", &EXACT.into_iter().chain([cut_off]).collect::<Vec<_>>())
    };
    let (low, high) = (with("human.cut_off=60"), with("human.cut_off=62"));
    let ledger = MemoryLedger::default();
    let found = swaps(&Two([&low.model, &high.model]), &ledger, 2);
    let mut swapped = 0;
    for (replication, tally) in (0..).zip(&found) {
        let mut told = Scores::default();
        replicate(&low.model.at_once().unwrap(), SEED, replication, &mut told);
        let between = told
            .scores
            .iter()
            .filter(|(_, (score, route))| *route == Route::Human && (60.0..62.0).contains(score));
        let risks: Vec<f64> = between.map(|(index, _)| told.risks[index]).collect();
        assert_eq!((tally.all.gained, tally.all.lost), (0, risks.len() as u64));
        // Risks are kept in single precision.
        let bad: f64 = risks.iter().sum();
        assert!((tally.all.lost_bad - bad).abs() < 1e-5 * bad, "{} for {bad}", tally.all.lost_bad);
        assert_eq!(tally.all.judged, told.scores.len() as u64);
        // Everyone is in one group of each kind, but for scores of those who are knocked out.
        for kind in &tally.groups[..tally.groups.len() - 1] {
            assert_eq!(kind.iter().map(|count| count.lost).sum::<u64>(), tally.all.lost);
        }
        swapped += risks.len();
    }
    assert!(swapped > 100, "{swapped}");
    // The other way round they come in.
    let back = swaps(&Two([&high.model, &low.model]), &MemoryLedger::default(), 1);
    for (there, back) in found.iter().zip(&back) {
        assert_eq!((back.all.gained, back.all.lost), (there.all.lost, 0));
    }
    // Records alone give the same.
    let before = ledger.len();
    assert_eq!(swaps(&Two([&low.model, &high.model]), &ledger, 1), found);
    assert_eq!(ledger.len(), before);
}

/// Where reviewers are noisy the noise is the application's own, so a policy agrees with itself.
#[test]
fn a_policy_agrees_with_itself() {
    let one = scenario_with("scenarios/base.toml", &["period.arrivals=20d"]);
    let same = swaps(&Two([&one.model, &one.model]), &MemoryLedger::default(), 2);
    assert!(same.iter().all(|tally| tally.all.gained + tally.all.lost == 0 && tally.all.judged > 0));
}
