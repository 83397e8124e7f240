//! Advice for one applicant: shadows against replays in which one applicant really does it, sums over cells against the
//! run itself, and waiting.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use reinstate::behaviour::{Behaviour, BehaviourSet, Forced};
use reinstate::experiment::study::{MemoryLedger, OneModel, Plays, PointKey, Study};
use reinstate::experiment::{Advice, AdvicePlan, Progress, sets_of};
use reinstate::model::{Model, ShadowPlan, replicate, replicate_with_shadows};
use reinstate::observe::{AdviceArm, AdviceTally, ApplicantRecord, CrossPlan, Observer, Tally};
use reinstate::population::{Attribute, Kind, Range};
use reinstate::time::SimDuration;

use crate::common::{scenario, scenario_with};
use crate::shadows::counter;

fn cells(model: &Model) -> Arc<CrossPlan> {
    let names = &model.config().names;
    Arc::new(CrossPlan::new(names, &["cause", "days_overdue", "sesame_band"]).unwrap())
}

fn plan(model: &Model, kind: Kind, sets: Vec<BehaviourSet>, replications: u64) -> AdvicePlan {
    AdvicePlan { kind, share: 1.0, cells: cells(model), sets, waits: Vec::new(), replications, tag: 1 }
}

fn tallies(model: &Model, plan: &AdvicePlan, seed: u64, ledger: &MemoryLedger) -> Vec<AdviceTally> {
    let plays = Plays { advice: Some(Arc::new(plan.clone())), ..Plays::default() };
    let design = OneModel { key: PointKey::default(), model, seed, plays };
    let mut found = Vec::new();
    let study = Study { design: &design, ledger };
    let whole = study.run(&(), &Progress::default(), |_, point| {
        found = point.map(|point| point.advice.0).unwrap_or_default();
    });
    assert!(whole.unwrap());
    found
}

/// What became of an applicant.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Life {
    restored: bool,
    bad: bool,
    cost_cny: f64,
    effort_hours: f64,
    first_pass: bool,
}

/// The lives of all real applicants.
#[derive(Default)]
struct Lives(BTreeMap<u64, Life>);

impl Observer for Lives {
    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        let life = Life {
            restored: record.restored_at.is_some(),
            bad: record.bad,
            cost_cny: record.cost_cny,
            effort_hours: record.effort_hours,
            first_pass: record.first.is_some_and(|first| first.restored),
        };
        self.0.insert(record.index, life);
    }
}

/// The applicants of some causes, more than 500 of them, do two things in person, one applicant in each replay, and do
/// neither in another: what the advice counts of them is that, to the last one.
#[test]
fn advice_is_what_applicants_come_to_who_do_it_in_person_one_at_a_time() {
    let model = scenario(&counter(8)).model;
    let causes = &model.config().names.segments;
    let segment = causes.iter().position(|segment| segment.name == "cause").unwrap();
    let kind = Kind { segments: vec![(segment, vec![0, 1, 2])], ..Kind::default() };
    let both = BehaviourSet::only(Behaviour::SECURE).with(BehaviourSet::only(Behaviour::SUBMIT_DOCUMENTS));
    let sets =
        vec![BehaviourSet::only(Behaviour::SECURE), BehaviourSet::only(Behaviour::SUBMIT_DOCUMENTS), both];
    let plan = plan(&model, kind.clone(), sets, 1);
    let found = tallies(&model, &plan, 3, &MemoryLedger::default());
    let advice = Advice::new(&plan, &found);
    let asked = &advice.all.sets[2];
    assert_eq!((asked.set, asked.on[0].applicants), (both, found[0].of_kind));
    let mut members = Members { kind: &kind, indices: Vec::new() };
    replicate(&model, 3, 0, &mut members);
    assert!(members.indices.len() > 500, "{}", members.indices.len());
    assert_eq!(members.indices.len() as u64, found[0].of_kind);
    let mut sums = [AdviceArm::default(), AdviceArm::default()];
    for index in members.indices {
        let lives = [1.0, 0.0].map(|level| {
            let mut alone = ShadowPlan::new(0.0);
            let forced = both.iter().fold(Forced::NONE, |forced, action| forced.with(action, level));
            alone.arm(&model, &forced, both);
            let mut lives = Lives::default();
            let played = replicate_with_shadows(
                &model,
                &alone.in_person(index, 0),
                3,
                0,
                &mut lives,
                &AtomicBool::new(false),
            );
            assert!(played.is_some());
            lives.0[&index]
        });
        for (sum, life) in sums.iter_mut().zip(lives) {
            sum.applicants += 1;
            sum.restored += u64::from(life.restored);
            sum.first_pass += u64::from(life.first_pass);
            sum.bad += u64::from(life.bad);
            sum.cost_cny += life.cost_cny;
            sum.effort_hours += life.effort_hours;
        }
        sums[0].worse_off += u64::from(lives[1].restored && !lives[0].restored);
    }
    assert!(sums[0].restored > sums[1].restored + 5, "the two do something: {sums:?}");
    for (sum, arm) in sums.iter().zip([&asked.on[0], &asked.off[0]]) {
        let counts = |arm: &AdviceArm| [arm.applicants, arm.restored, arm.first_pass, arm.bad, arm.worse_off];
        assert_eq!(counts(sum), counts(arm));
        for (one, other) in [(sum.cost_cny, arm.cost_cny), (sum.effort_hours, arm.effort_hours)] {
            assert!((one - other).abs() <= 1e-9 * one.abs().max(1.0), "{one} {other}");
        }
    }
}

/// The indices of the real applicants of a kind.
struct Members<'a> {
    kind: &'a Kind,
    indices: Vec<u64>,
}

impl Observer for Members<'_> {
    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        if record.applicant.is_some_and(|who| self.kind.holds(who, record.own, &record.segments)) {
            self.indices.push(record.index);
        }
    }
}

const BASE: [&str; 3] = ["arrivals.per_day=40", "period.arrivals=30d", "period.warm_up=5d"];

/// Shadows who act as in the scenario come to what the run itself says of each cell, and the cells add up to the whole.
#[test]
fn cells_are_those_of_the_run_and_add_up_to_the_whole() {
    let model = scenario_with("scenarios/base.toml", &BASE).model;
    let plan = plan(&model, Kind::EVERYONE, sets_of(7, 1), 2);
    let ledger = MemoryLedger::default();
    let found = tallies(&model, &plan, 4, &ledger);
    let advice = Advice::new(&plan, &found);
    let crossed = model.crossed(CrossPlan::new(&model.config().names, &plan.cells.names()).unwrap());
    let mut seen = 0;
    for replication in 0..2 {
        let mut tally = Tally::new(crossed.tally_config());
        replicate(&crossed, 4, replication, &mut tally);
        let cross = tally.finish(crossed.end()).cross.unwrap();
        for (cell, counts) in cross.cells.iter().enumerate() {
            let at = replication as usize;
            let told = advice.cells.get(&(cell as u64)).map(|cell| cell.now[at].clone()).unwrap_or_default();
            let found = (told.applicants, told.restored, told.first_pass, told.bad);
            let counts = (counts.counts, counts.bad);
            let expected = (counts.0.applicants, counts.0.restored, counts.0.first_pass, counts.1);
            assert_eq!(found, expected, "cell {cell} of replication {replication}");
            seen += u64::from(told.applicants > 0);
        }
    }
    assert!(seen > 40, "{seen}");
    for (at, set) in advice.all.sets.iter().enumerate() {
        for replication in 0..2 {
            let parts = advice.cells.values().map(|cell| {
                let own = cell.sets.iter().find(|own| own.set == set.set);
                // Where it applies to nobody, they act as they do.
                own.map_or(&cell.now[replication], |own| &own.on[replication])
            });
            let (applicants, restored) =
                parts.fold((0, 0), |sum, arm| (sum.0 + arm.applicants, sum.1 + arm.restored));
            let whole = &set.on[replication];
            assert_eq!((applicants, restored), (whole.applicants, whole.restored), "{at}");
        }
    }
    // What is kept is read again, and gives the same.
    assert_eq!(ledger.len(), 2);
    assert!(ledger.bytes() < 100_000, "{} bytes", ledger.bytes());
    assert_eq!(tallies(&model, &plan, 4, &ledger), found);
}

/// Only applicants of the kind have shadows, all of them or a share, and everybody is counted.
#[test]
fn only_the_kind_has_shadows() {
    let model = scenario_with("scenarios/base.toml", &BASE).model;
    let whole = Range { low: 600.0, high: 649.0, whole: true };
    let kind = Kind { ranges: vec![(Attribute::SESAME, vec![whole])], ..Kind::default() };
    let mut asked = plan(&model, kind, sets_of(7, 1), 1);
    let found = tallies(&model, &asked, 6, &MemoryLedger::default());
    let advice = Advice::new(&asked, &found);
    assert_eq!(advice.all.now[0].applicants, advice.of_kind);
    assert!(advice.of_kind > 100 && advice.of_kind < advice.applicants / 2);
    let band = asked.cells.names().iter().position(|name| *name == "sesame_band").unwrap();
    assert!(advice.cells.keys().all(|cell| asked.cells.values(*cell as usize)[band] == "600_to_649"));
    // Of a share, a binomial bound at five standard deviations.
    asked.share = 0.3;
    let some = Advice::new(&asked, &tallies(&model, &asked, 6, &MemoryLedger::default()));
    let (all, chosen) = (advice.of_kind as f64, some.all.now[0].applicants as f64);
    assert!((chosen - 0.3 * all).abs() <= 5.0 * (0.21 * all).sqrt(), "{chosen} of {all}");
    assert_eq!(some.of_kind, advice.of_kind);
}

/// Who waits files no earlier than that, and waiting no day changes nothing.
#[test]
fn who_waits_files_no_earlier() {
    #[derive(Default)]
    struct Firsts(BTreeMap<(u16, u64), (f64, bool)>, BTreeMap<u64, String>, BTreeMap<(u16, u64), String>);
    impl Observer for Firsts {
        fn applicant(&mut self, record: &ApplicantRecord<'_>) {
            let record = ApplicantRecord { applicant: None, ..*record };
            self.1.insert(record.index, format!("{record:?}"));
        }
        fn shadow_application(&mut self, arm: u16, record: &reinstate::observe::ApplicationRecord<'_>) {
            if record.attempt == 1 {
                let days = record.submitted_at.since(record.restricted_at).as_days();
                self.0.insert((arm, record.index), (days, record.approved == Some(true)));
            }
        }
        fn shadow_applicant(&mut self, arm: u16, record: &ApplicantRecord<'_>) {
            let record = ApplicantRecord { applicant: None, ..*record };
            self.2.insert((arm, record.index), format!("{record:?}"));
        }
    }
    let model = scenario_with("scenarios/base.toml", &BASE).model;
    let mut plan = ShadowPlan::new(1.0);
    for days in [0.0, 20.0] {
        let wait = SimDuration::from_secs_f64(days * 86_400.0);
        plan.arm_of_all(&model, &Forced::NONE, BehaviourSet::NONE, wait);
    }
    let mut told = Firsts::default();
    replicate_with_shadows(&model, &plan, 8, 0, &mut told, &AtomicBool::new(false));
    let of = |arm: u16| told.0.iter().filter(move |((of, _), _)| *of == arm).map(|(_, first)| *first);
    assert!(of(1).count() > 500);
    assert!(of(1).all(|(days, _)| days >= 20.0));
    assert!(of(0).filter(|(days, _)| *days < 20.0).count() > 500);
    let counted: Vec<(&u64, &String)> =
        told.2.iter().filter(|((arm, _), _)| *arm == 0).map(|((_, index), life)| (index, life)).collect();
    assert!(counted.len() > 500);
    assert!(counted.iter().all(|(index, life)| told.1[*index] == **life), "waiting no day changes nothing");
}
