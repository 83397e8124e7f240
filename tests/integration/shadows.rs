//! Shadows of applicants: nobody notices them, and they live the lives that their originals would.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use reinstate::behaviour::{Behaviour, BehaviourSet, Forced};
use reinstate::model::{Model, ShadowPlan, replicate, replicate_with_shadows};
use reinstate::observe::{
    ApplicantRecord, ApplicationRecord, EFFECT_METRICS, EventRecord, ForcedTally, METRICS, Observer, Pay,
    Tally,
};
use reinstate::scenario::Compiled;
use reinstate::time::SimTime;

use crate::common::{scenario, scenario_with};

/// Everything that is told of real cases, in order.
#[derive(Default)]
struct Tape(Vec<String>);

macro_rules! tape {
    ($($hook:ident($($argument:ident: $kind:ty),*);)*) => {
        impl Observer for Tape {
            $(fn $hook(&mut self, $($argument: $kind),*) {
                self.0.push(format!(concat!(stringify!($hook), "{:?}"), ($($argument,)*)));
            })*
        }
    };
}

tape! {
    arrived(at: SimTime);
    filed(at: SimTime);
    decided(at: SimTime, approved: bool);
    joined(station: u16, now: SimTime);
    balked(station: u16, now: SimTime);
    started(station: u16, since: SimTime, now: SimTime);
    levels(station: u16, now: SimTime, waiting: u32, in_service: u32);
    paid(pay: &Pay);
    event(record: &EventRecord);
}

/// What becomes of each application and applicant, of one kind, to the last digit.
#[derive(Default, Debug, PartialEq)]
struct Lives {
    applications: BTreeMap<(u16, u64, u8), String>,
    applicants: BTreeMap<(u16, u64), String>,
}

impl Lives {
    /// Without the screen and the applicant, who are the same and long.
    fn application(&mut self, arm: u16, record: &ApplicationRecord<'_>) {
        let record = ApplicationRecord { applicant: None, refused_by: None, ..*record };
        self.applications.insert((arm, record.index, record.attempt), format!("{record:?}"));
    }

    fn applicant(&mut self, arm: u16, record: &ApplicantRecord<'_>) {
        let record = ApplicantRecord { applicant: None, ..*record };
        self.applicants.insert((arm, record.index), format!("{record:?}"));
    }

    /// Those of one arm, as if it were the first.
    fn arm(&self, wanted: u16) -> Self {
        let applications = self.applications.iter().filter(|((arm, ..), _)| *arm == wanted);
        let applicants = self.applicants.iter().filter(|((arm, _), _)| *arm == wanted);
        Self {
            applications: applications.map(|((_, i, k), life)| ((0, *i, *k), life.clone())).collect(),
            applicants: applicants.map(|((_, i), life)| ((0, *i), life.clone())).collect(),
        }
    }
}

/// Listens to real lives and to those of shadows.
#[derive(Default)]
struct Both {
    real: Lives,
    shadows: Lives,
}

impl Observer for Both {
    fn logs(&self) -> bool {
        false
    }

    fn application(&mut self, record: &ApplicationRecord<'_>) {
        self.real.application(0, record);
    }

    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        self.real.applicant(0, record);
    }

    fn shadow_application(&mut self, arm: u16, record: &ApplicationRecord<'_>) {
        self.shadows.application(arm, record);
    }

    fn shadow_applicant(&mut self, arm: u16, record: &ApplicantRecord<'_>) {
        self.shadows.applicant(arm, record);
    }
}

/// Whom any behaviour applies to.
fn anyone() -> BehaviourSet {
    BehaviourSet::first(7)
}

fn with_shadows<O: Observer>(model: &Model, plan: &ShadowPlan, seed: u64, observer: &mut O) {
    let played = replicate_with_shadows(model, plan, seed, 0, observer, &AtomicBool::new(false));
    assert!(played.is_some(), "nobody stops it");
}

/// Two shadows a behaviour, and one with all of them forced.
fn every_arm(model: &Model, share: f64) -> ShadowPlan {
    let mut plan = ShadowPlan::new(share);
    for behaviour in Behaviour::first(7) {
        for level in [0.0, 1.0] {
            plan.arm(model, &Forced::one(behaviour, level), anyone());
        }
    }
    let all = Behaviour::first(7).fold(Forced::NONE, |all, behaviour| all.with(behaviour, 1.0));
    plan.arm(model, &all, anyone());
    plan
}

const BUSY: &str = "arrivals.per_day = 60\nperiod = { arrivals = \"12d\", drain = \"40d\" }\n";

/// Keys that make lines of every kind at the reviewers and before them.
const LINES: [(&str, &str); 8] = [
    ("suspended overnight", "team.reviewers.people = 3\n"),
    (
        "handed over, with tools that fail",
        "[team.reviewers]\npeople = 4\nend_of_shift = \"hand_over\"\navailability = 0.8\n\
         breakdowns = { every = \"9h\", repair = \"5h\" }\n\
         crews = [{ people = 1, shifts = [\"07:00-11:00\"] }, { people = 1, shifts = [\"16:00-23:00\"] }]\n",
    ),
    (
        "finished before leaving, always a few behind",
        "[team.reviewers]\npeople = 2\nend_of_shift = \"finish\"\novertime = \"30min\"\n\
         [[stage]]\nname = \"human_review\"\npatience = \"3d\"\nreneged = \"refusal\"\n",
    ),
    (
        "classes take turns, and long lines are avoided",
        "team.reviewers.people = 2\n[[stage]]\nname = \"human_review\"\nfast_lane_share = 0.4\n\
         balk_at = 12\nbalked = \"refusal\"\n",
    ),
    ("by lot", "team.reviewers.people = 2\n[[stage]]\nname = \"human_review\"\ndiscipline = \"random\"\n"),
    (
        "shortest first, looked at again by a team of two stations",
        "[team.reviewers]\npeople = 3\n[team.others]\npeople = 1\nserves = { documents = true }\n\
         [[stage]]\nname = \"human_review\"\nteam = [\"others\", \"reviewers\"]\n\
         discipline = \"shortest_expected\"\nnext = \"second\"\n\
         [[stage]]\nname = \"second\"\nkind = \"station\"\nteam = \"reviewers\"\nservice = \"5min\"\nnext = \"verdict\"\n",
    ),
    (
        "evenings, ages and weekdays change the claims of who waits",
        "[team.reviewers]\npeople = 2\n[team.evening]\npeople = 2\nshifts = [\"08:00-23:00\"]\n\
         serves = { from = \"18:00\", until = \"22:00\" }\n\
         [[stage]]\nname = \"human_review\"\nteam = [\"reviewers\", \"evening\"]\n\
         priority = [{ at_least = { hours_since_filing = 20.0 } }, { weekday = [\"monday\", \"tuesday\"] }, { fast_lane = true }]\n",
    ),
    (
        "the stations in their order, and refusals taken to a human",
        "[team.reviewers]\npeople = 3\npick = \"listed\"\n\
         [human_request]\nenabled = true\nshare = 0.5\n\
         [[stage]]\nname = \"human_review\"\nnext = \"second\"\n\
         [[stage]]\nname = \"second\"\nkind = \"station\"\nteam = \"reviewers\"\nservice = \"15min\"\nnext = \"verdict\"\n",
    ),
];

fn busy(keys: &str) -> Compiled {
    scenario(&format!("{BUSY}{keys}"))
}

/// Fifteen shadows of every second applicant, and no line is longer, no log has an entry more, and nothing happens
/// to anybody a tick earlier or later.
#[test]
fn what_really_happens_is_the_same_with_shadows() {
    for (what, keys) in LINES {
        let model = busy(keys).model;
        let alone = || (Tally::new(model.tally_config()), (Tape::default(), Both::default()));
        let mut without = alone();
        replicate(&model, 7, 0, &mut without);
        let mut with = alone();
        with_shadows(&model, &every_arm(&model, 0.5), 7, &mut with);
        let (tape, other) = (without.1.0.0, with.1.0.0);
        let differs = tape.iter().zip(&other).find(|(real, seen)| real != seen);
        assert!(tape.len() == other.len() && differs.is_none(), "{what}: {differs:?}");
        assert!(without.1.1.real == with.1.1.real, "{what}: lives differ");
        let tallies = [without.0, with.0].map(|tally| format!("{:?}", tally.finish(model.end())));
        assert!(tallies[0] == tallies[1], "{what}: tallies differ");
        assert!(with.1.1.shadows.applicants.len() > 3_000, "{what}: shadows were there");
    }
}

/// A shadow on which nothing is forced goes through what its original goes through, to the tick. Not where lots are
/// drawn: a shadow draws its own.
#[test]
fn a_shadow_without_force_lives_the_life_of_its_original() {
    for (what, keys) in LINES.into_iter().filter(|(what, _)| *what != "by lot") {
        let model = busy(keys).model;
        let mut plan = ShadowPlan::new(1.0);
        let arm = plan.arm(&model, &Forced::NONE, anyone());
        let mut told = Both::default();
        with_shadows(&model, &plan, 11, &mut told);
        let shadows = told.shadows.arm(arm);
        let real = told.real.applications.iter().zip(&shadows.applications);
        let differs = real.into_iter().find(|(real, shadow)| real != shadow);
        assert!(told.real.applications.len() > 500, "{what}: {}", told.real.applications.len());
        assert!(told.real == shadows, "{what}: {differs:?}");
    }
}

/// By lot, a shadow waits as long as its original on average: 99.9 % interval of the mean difference by applicants
/// over four replications of some 720.
#[test]
fn a_shadow_that_draws_lots_waits_as_long_on_average() {
    struct Waits(BTreeMap<(bool, u64), f64>);
    impl Observer for Waits {
        fn application(&mut self, record: &ApplicationRecord<'_>) {
            if let (1, Some(at)) = (record.attempt, record.decided_at) {
                self.0.insert((false, record.index), at.since(record.submitted_at).as_hours());
            }
        }
        fn shadow_application(&mut self, _: u16, record: &ApplicationRecord<'_>) {
            if let (1, Some(at)) = (record.attempt, record.decided_at) {
                self.0.insert((true, record.index), at.since(record.submitted_at).as_hours());
            }
        }
    }
    let model = busy(
        "team.reviewers.people = 2\n[[stage]]\nname = \"human_review\"\ndiscipline = \"random\"\n\
         [[stage]]\nname = \"review_delay\"\nenabled = false\n",
    )
    .model;
    let mut plan = ShadowPlan::new(1.0);
    plan.arm(&model, &Forced::NONE, anyone());
    let mut differences = Vec::new();
    for seed in 0..4 {
        let mut waits = Waits(BTreeMap::new());
        with_shadows(&model, &plan, seed, &mut waits);
        let real = waits.0.iter().filter(|((shadow, _), _)| !shadow);
        differences.extend(real.filter_map(|((_, index), real)| Some(waits.0.get(&(true, *index))? - real)));
    }
    let count = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / count;
    let variance = differences.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (count - 1.0);
    assert!(count > 1_500.0 && variance > 0.1, "{count} {variance}");
    assert!(
        mean.abs() < 3.291 * (variance / count).sqrt(),
        "{mean} hours, variance {variance}, {count} pairs"
    );
}

/// A queue with one server round the clock at two thirds of its capacity; documents take two minutes more and are
/// handed in at once. `days` of arrivals.
pub(crate) fn counter(days: u32) -> String {
    let flat = ["1.0"; 24].join(", ");
    format!(
        "period = {{ arrivals = \"{days}d\", drain = \"5d\" }}\ncalendar.preset = \"every_day\"\n\
         arrivals = {{ per_day = 96.0, day_noise = false, hour_profile = [{flat}] }}\n\
         application = {{ preparation = \"0s\", app.drop_off_share = 0.0, agent.share = 0.0 }}\n\
         screen = {{ knock_outs = [], approve_at = 1000, refuse_below = -1000 }}\n\
         patience.enabled = false\nreapply.probability = 0.0\nhuman.fast_lane.enabled = false\n\
         team.reviewers = {{ people = 1, shifts = [\"00:00-24:00\"] }}\n\
         [behaviours]\nsubmit_documents = {{ intensity = 0.3, delay = \"0s\" }}\n\
         repay.intensity = 0.0\nsecure.intensity = 0.0\nstop_edits.intensity = 0.0\n\
         complete_profile.intensity = 0.0\nsteady_habits.intensity = 0.0\nraise_external.intensity = 0.0\n\
         [[stage]]\nname = \"human_review\"\npriority = []\n\
         service = {{ distribution = \"exponential\", mean = \"10min\" }}\n\
         adjust = [{{ when = {{ documents = true }}, add = \"2min\" }}]\n\
         [[stage]]\nname = \"review_delay\"\nenabled = false\n"
    )
}

/// Five hundred applicants are forced in person, one in each replay, on and off: the shadows of a single run have
/// been through exactly the same.
#[test]
fn shadows_equal_replays_in_which_one_applicant_is_forced() {
    let model = scenario(&counter(7)).model;
    let mut plan = ShadowPlan::new(1.0);
    let arms = [0.0, 1.0].map(|level| {
        let documents = Forced::one(Behaviour::SUBMIT_DOCUMENTS, level);
        plan.arm(&model, &documents, anyone())
    });
    let mut told = Both::default();
    with_shadows(&model, &plan, 3, &mut told);
    let applicants = told.real.applicants.len() as u64;
    assert!(applicants > 500, "{applicants}");
    let mut changed = 0;
    for index in 0..500 {
        for arm in arms {
            let mut replay = Both::default();
            // Nobody has shadows.
            let mut alone = ShadowPlan::new(0.0);
            alone.arm(&model, &Forced::one(Behaviour::SUBMIT_DOCUMENTS, f64::from(arm)), anyone());
            with_shadows(&model, &alone.in_person(index, 0), 3, &mut replay);
            let shadow = told.shadows.applications.get(&(arm, index, 1));
            assert_eq!(replay.real.applications.get(&(0, index, 1)), shadow, "applicant {index}, arm {arm}");
            let shadow = told.shadows.applicants.get(&(arm, index));
            assert_eq!(replay.real.applicants.get(&(0, index)), shadow, "applicant {index}, arm {arm}");
            changed += u64::from(replay.real != told.real);
        }
    }
    assert_eq!(changed, 500, "one of the two is what everyone does anyway, the other changes something");
}

/// What effects are differences of is what the summary says, of the same run: with a warm-up, and with every kind
/// of end.
#[test]
fn metrics_of_effects_are_those_of_the_summary() {
    let model = scenario(
        "arrivals.per_day = 60\nperiod = { arrivals = \"15d\", warm_up = \"3d\", drain = \"40d\" }\n\
         team.reviewers.people = 3\n",
    )
    .model;
    let mut both =
        (Tally::new(model.tally_config()), ForcedTally::new(Behaviour::SECURE, model.config().warm_up));
    replicate(&model, 9, 0, &mut both);
    let outcome = both.0.finish(model.end());
    for metric in &EFFECT_METRICS {
        let summary = METRICS.iter().find(|known| known.name == metric.name).unwrap();
        assert_eq!(summary.unit, metric.unit);
        let expected = (summary.read)(&outcome).value.unwrap();
        // Securing the account applies to all.
        for sums in [both.1.all, both.1.eligible] {
            let found = (metric.read)(&sums).value.unwrap();
            assert!(
                (found - expected).abs() <= 1e-12 * expected.abs(),
                "{}: {found} {expected}",
                metric.name
            );
        }
    }
}

/// The share of applicants who have shadows is the one asked for: a binomial bound at five standard deviations.
#[test]
fn a_share_of_the_applicants_has_shadows() {
    let model = scenario_with("scenarios/base.toml", &["arrivals.per_day=60", "period.arrivals=40d"]).model;
    for share in [0.0, 0.25, 1.0] {
        let mut plan = ShadowPlan::new(share);
        plan.arm(&model, &Forced::NONE, anyone());
        let mut told = Both::default();
        with_shadows(&model, &plan, 5, &mut told);
        let (all, chosen) = (told.real.applicants.len() as f64, told.shadows.applicants.len() as f64);
        let margin = 5.0 * (all * share * (1.0 - share)).sqrt();
        assert!((chosen - share * all).abs() <= margin, "{chosen} of {all}");
    }
}

/// Shadows of a behaviour are those of applicants to whom it applies.
#[test]
fn nobody_has_a_shadow_that_does_what_does_not_apply_to_them() {
    let model = busy("").model;
    let mut repaying = BehaviourSet::NONE;
    repaying.insert(Behaviour::REPAY);
    let mut plan = ShadowPlan::new(1.0);
    plan.arm(&model, &Forced::one(Behaviour::REPAY, 1.0), repaying);
    let mut told = Both::default();
    with_shadows(&model, &plan, 2, &mut told);
    let (shadows, real) = (told.shadows.applicants.len(), told.real.applicants.len());
    assert!(shadows > real / 4 && shadows < real * 3 / 4, "{shadows} of {real}");
}
