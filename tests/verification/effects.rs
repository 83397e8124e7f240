//! Effects of a behaviour on one and on everyone, where theory knows them; and how often their intervals cover.

use reinstate::behaviour::{Behaviour, BehaviourSet, Forced};
use reinstate::experiment::{InterventionPlan, Progress, Reach, Scope, intervene, mean_interval};
use reinstate::model::{Model, ShadowPlan, replicate_with_shadows};
use reinstate::observe::{ArmSums, ForcedTally, ShadowTally};
use reinstate::stats::Moments;
use std::sync::atomic::AtomicBool;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::common::{Checks, Within, compiled};

const DOCUMENTS: Behaviour = Behaviour::SUBMIT_DOCUMENTS;

/// One server round the clock for applicants who come by a Poisson stream; `documents` are handed in at once by
/// this share of them. `stages` change the process.
fn counter(per_day: f64, days: u32, warm_up: u32, documents: f64, stages: &str) -> Model {
    let flat = ["1.0"; 24].join(", ");
    let text = format!(
        "period = {{ arrivals = \"{days}d\", warm_up = \"{warm_up}d\", drain = \"5d\" }}\n\
         calendar.preset = \"every_day\"\n\
         arrivals = {{ per_day = {per_day:?}, day_noise = false, hour_profile = [{flat}] }}\n\
         application = {{ preparation = \"0s\", app.drop_off_share = 0.0, agent.share = 0.0 }}\n\
         screen = {{ knock_outs = [], approve_at = 1000, refuse_below = -1000 }}\n\
         patience.enabled = false\nreapply.probability = 0.0\nhuman.fast_lane.enabled = false\n\
         team.reviewers = {{ people = 1, shifts = [\"00:00-24:00\"] }}\n\
         [behaviours]\nsubmit_documents = {{ intensity = {documents:?}, delay = \"0s\" }}\n\
         repay = {{ intensity = 0.0, segments = [] }}\nsecure.intensity = 0.0\nstop_edits.intensity = 0.0\n\
         complete_profile.intensity = 0.0\nsteady_habits.intensity = 0.0\nraise_external.intensity = 0.0\n\
         [[stage]]\nname = \"review_delay\"\nenabled = false\n{stages}"
    );
    compiled(&text).model
}

/// Documents take two minutes more of an exponential service of ten.
const LONGER: &str = "[[stage]]\nname = \"human_review\"\npriority = []\n\
     service = { distribution = \"exponential\", mean = \"10min\" }\n\
     adjust = [{ when = { documents = true }, add = \"2min\" }]\n";

/// Mean sojourn of M/G/1 (Pollaczek 1930, Khinchine 1932): service, and the wait `λ E[S²] / 2(1 − ρ)`.
fn sojourn(rate: f64, mean: f64, second_moment: f64) -> f64 {
    mean + rate * second_moment / (2.0 * (1.0 - rate * mean))
}

/// Mean minutes from filing to decision.
fn minutes(sums: &ArmSums) -> f64 {
    sums.decision_days * 1_440.0 / sums.decided as f64
}

/// M/G/1 with 1/15 arrivals a minute: what two minutes more of service do to the time at the counter. On one it is
/// those two minutes, to the tick, for every applicant; on everyone, 22.67 minutes, since the line grows as well.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn effects_on_one_and_on_everyone_in_mg1() {
    const RATE: f64 = 1.0 / 15.0;
    let model = counter(96.0, 210, 10, 0.0, LONGER);
    let warm_up = model.config().warm_up;
    // Exponential of mean 10: E[S²] = 200; two minutes more: 200 + 2 · 2 · 10 + 4.
    let theory = sojourn(RATE, 12.0, 244.0) - sojourn(RATE, 10.0, 200.0);
    assert!((theory - 22.667).abs() < 1e-3, "{theory}");
    let forced = [0.0, 1.0].map(|level| model.forced(&Forced::one(DOCUMENTS, level)));
    let mut plan = ShadowPlan::new(0.2);
    let mut concerned = BehaviourSet::NONE;
    concerned.insert(DOCUMENTS);
    for level in [0.0, 1.0] {
        plan.arm(&model, &Forced::one(DOCUMENTS, level), concerned);
    }
    let one_of = |replication: u64| {
        let everyone = forced.each_ref().map(|model| {
            let mut tally = ForcedTally::new(DOCUMENTS, warm_up);
            reinstate::model::replicate(model, 17, replication, &mut tally);
            minutes(&tally.eligible)
        });
        let mut shadows = ShadowTally::new(2, 7, warm_up);
        replicate_with_shadows(&model, &plan, 17, replication, &mut shadows, &AtomicBool::new(false))
            .expect("nobody stops it");
        let one = [&shadows.arms[0], &shadows.arms[1]].map(minutes);
        (everyone[1] - everyone[0], one[1] - one[0])
    };
    let found: Vec<(f64, f64)> = (0..60_u64).into_par_iter().map(one_of).collect();
    let everyone: Moments = found.iter().map(|pair| pair.0).collect();
    let mut checks = Checks::new("effects in M/G/1", 1);
    checks.check("λ = 1/15, +2 min", "sojourn, everyone, min", &everyone, theory, Within::Share(0.08));
    checks.finish();
    // Sums of days have their last digits.
    for (_, one) in found {
        assert!((one - 2.0).abs() < 1e-6, "{one}");
    }
}

/// Whoever brings documents is approved with probability .7 instead of .4, and their service takes half as long
/// again. So documents add .3 to approval, for one and for everyone, and exactly half a mean service (5 minutes) to
/// the time of one, whatever the line is.
const CHANCES: &str = "[[stage]]\nname = \"human_review\"\npriority = []\n\
     service = { distribution = \"exponential\", mean = \"10min\" }\n\
     adjust = [{ when = { documents = true }, factor = 1.5 }]\n\
     next = [{ to = \"kind\", when = { documents = true } }, { to = \"verdict\", when = { channel = \"agent\" } }, { to = \"strict\" }]\n\
     [[stage]]\nname = \"kind\"\nkind = \"decision\"\nby = \"chance\"\nshare = 0.7\nnext = \"review_delay\"\n\
     [[stage]]\nname = \"strict\"\nkind = \"decision\"\nby = \"chance\"\nshare = 0.4\nnext = \"review_delay\"\n";

/// Experiments of the coverage test, and the least share of their intervals that must cover.
const EXPERIMENTS: u64 = 1_000;
const LEAST: f64 = 0.935;

/// 1,000 experiments of ten replications with a day of some 48 applicants each. Of true 95 % intervals fewer than
/// 935 cover with probability .02; the seeds are fixed.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn intervals_of_effects_cover_as_promised() {
    let model = counter(48.0, 1, 0, 0.3, CHANCES);
    let plan = InterventionPlan { behaviours: 7, replications: 10, shadow_share: 1.0 };
    let minute = 1.0 / 1_440.0;
    let known = [
        (Scope::One, Reach::Eligible, "eventual_approval_rate", 0.3),
        (Scope::One, Reach::All, "eventual_approval_rate", 0.3),
        (Scope::One, Reach::Eligible, "decision_days_mean", 5.0 * minute),
        (Scope::Everyone, Reach::All, "eventual_approval_rate", 0.3),
    ];
    let experiment = |seed: u64| {
        let played = intervene(&model, seed, plan, &Progress::default()).expect("nobody stops it");
        known.map(|(scope, reach, metric, truth)| {
            let effect = played.effects.find(DOCUMENTS, scope, reach, metric).expect("an effect");
            let interval = mean_interval(&effect.difference).expect("it varies");
            interval.contains(truth)
        })
    };
    let found: Vec<[bool; 4]> = (0..EXPERIMENTS).into_par_iter().map(experiment).collect();
    for (position, (scope, reach, metric, _)) in known.into_iter().enumerate() {
        let covering = found.iter().filter(|covers| covers[position]).count() as f64;
        let share = covering / EXPERIMENTS as f64;
        // Shown by `-- --nocapture`.
        println!("effect on {}, {}, {metric}: {share} cover", scope.name(), reach.name());
        assert!(share >= LEAST, "{scope:?} {reach:?} {metric}: {share}");
    }
}
