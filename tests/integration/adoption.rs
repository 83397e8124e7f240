//! Who adopts what, when and how often: intensities, forces, and what a rule by segment says.

use reinstate::behaviour::{Behaviour, BehaviourSet, Behaviours, Forced, Told, Undecided};
use reinstate::population::{Applicant, Cause};
use reinstate::random::{Purpose, ReplicationKey};
use reinstate::scenario::Compiled;

use crate::common::scenario_with;

const KEY: ReplicationKey = ReplicationKey::new(23, 5);
const PEOPLE: u64 = 2_000;
/// What each behaviour draws for.
const PURPOSES: [Purpose; 7] = [
    Purpose::Repay,
    Purpose::Secure,
    Purpose::StopEdits,
    Purpose::CompleteProfile,
    Purpose::SteadyHabits,
    Purpose::RaiseExternal,
    Purpose::SubmitDocuments,
];

/// An applicant at their occasions: what they adopt at each, the last after the others have failed.
fn adopted(
    compiled: &Compiled,
    behaviours: &Behaviours,
    index: u64,
    applicant: &Applicant,
) -> [BehaviourSet; 3] {
    let mut open = behaviours.applying_to(applicant, &[]);
    let told = [Told::Nothing, Told::Reasons, Told::Generic];
    std::array::from_fn(|occasion| {
        let who = undecided(compiled, applicant, open);
        let attempt = occasion as u8 + 1;
        let adopted = behaviours.intentions(KEY, index, attempt, &who, told[occasion]).adopted;
        open = open.without(adopted);
        adopted
    })
}

fn undecided(compiled: &Compiled, applicant: &Applicant, open: BehaviourSet) -> Undecided {
    Undecided::new(applicant, compiled.model.config().segments.of(applicant, &[]), open)
}

/// The behaviours that apply to somebody, and what mends a cause.
fn applying(compiled: &Compiled, applicant: &Applicant) -> BehaviourSet {
    let config = compiled.model.config();
    Behaviours::new(config.behaviours.clone(), &Forced::NONE).applying_to(applicant, &[])
}

fn remedy(compiled: &Compiled, cause: usize) -> Option<Behaviour> {
    compiled.model.config().behaviours.remedies[cause]
}

fn applicant(compiled: &Compiled, index: u64) -> Applicant {
    compiled.model.config().population.applicant(KEY, index)
}

/// At every level the same people act: those of one level act at each higher one; all of those a behaviour
/// applies to act at 1 and none at 0; and nobody acts at a later occasion, whatever they are told.
#[test]
fn forced_levels_are_nested_and_act_at_the_first_occasion_only() {
    let compiled = scenario_with("scenarios/base.toml", &[]);
    let config = &compiled.model.config().behaviours;
    let levels = [0.0, 0.25, 0.5, 0.75, 1.0];
    for behaviour in Behaviour::first(7) {
        let forced = levels.map(|level| Behaviours::new(config.clone(), &Forced::one(behaviour, level)));
        let mut acting = [0_u32; 5];
        let mut eligible = 0_u32;
        for index in 0..PEOPLE {
            let applicant = applicant(&compiled, index);
            let applies = applying(&compiled, &applicant).contains(behaviour);
            eligible += u32::from(applies);
            let acts = forced.each_ref().map(|forced| {
                let [first, later @ ..] = adopted(&compiled, forced, index, &applicant);
                assert!(later.iter().all(|later| !later.contains(behaviour)), "{}", behaviour.index());
                first.contains(behaviour)
            });
            assert!(acts.is_sorted(), "applicant {index}, {}: {acts:?}", behaviour.index());
            assert_eq!((acts[0], acts[4]), (false, applies), "applicant {index}, {}", behaviour.index());
            for (count, acts) in acting.iter_mut().zip(acts) {
                *count += u32::from(acts);
            }
        }
        // Binomial: 4.5 standard errors, 21 looks, false alarm below 2e-4; the seed is fixed.
        for (count, level) in acting.into_iter().zip(levels) {
            let (mean, n) = (level * f64::from(eligible), f64::from(eligible));
            let error = (n * level * (1.0 - level)).sqrt();
            let name = behaviour.index();
            assert!(
                (f64::from(count) - mean).abs() <= 4.5 * error,
                "{name} at {level}: {count} of {eligible}"
            );
        }
    }
}

/// To force one behaviour changes no draw of another, so a set of forced levels is what each does alone.
#[test]
fn a_set_of_forced_levels_is_each_of_them() {
    let compiled = scenario_with("scenarios/base.toml", &[]);
    let config = &compiled.model.config().behaviours;
    let (secure, documents) = (Behaviour::SECURE, Behaviour::SUBMIT_DOCUMENTS);
    let both = Forced::one(secure, 0.3).with(documents, 0.8);
    let [both, one, other, free] =
        [both, Forced::one(secure, 0.3), Forced::one(documents, 0.8), Forced::NONE]
            .map(|forced| Behaviours::new(config.clone(), &forced));
    for index in 0..PEOPLE {
        let applicant = applicant(&compiled, index);
        let who = undecided(&compiled, &applicant, applying(&compiled, &applicant));
        let intentions = |behaviours: &Behaviours| behaviours.intentions(KEY, index, 1, &who, Told::Nothing);
        let [both, one, other, free] = [&both, &one, &other, &free].map(intentions);
        for behaviour in Behaviour::first(7) {
            let expected = match behaviour {
                Behaviour::SECURE => &one,
                Behaviour::SUBMIT_DOCUMENTS => &other,
                _ => &free,
            };
            assert_eq!(both.adopted.contains(behaviour), expected.adopted.contains(behaviour));
            assert_eq!(both.delay(behaviour), expected.delay(behaviour));
        }
    }
}

/// `force` in a scenario is what an intervention does, and goes before an intensity, that of a rule included;
/// a rule that forces goes before both.
#[test]
fn force_of_a_scenario_is_that_of_an_intervention() {
    let rules = "behaviours.secure.segments=[{ segment = \"cause\", value = \"overdue\", force = 0.0 }, \
                 { segment = \"cause\", value = \"account_risk\", intensity = 0.0 }]";
    let plain = scenario_with("scenarios/base.toml", &[]);
    let said = scenario_with("scenarios/base.toml", &[rules, "behaviours.secure.force=0.6"]);
    let forced = Forced::one(Behaviour::SECURE, 0.6);
    let forced = Behaviours::new(plain.model.config().behaviours.clone(), &forced);
    let said_so = Behaviours::new(said.model.config().behaviours.clone(), &Forced::NONE);
    for index in 0..PEOPLE {
        let applicant = applicant(&plain, index);
        let (found, mut expected) =
            (adopted(&said, &said_so, index, &applicant), adopted(&plain, &forced, index, &applicant));
        if applicant.cause == Cause::OVERDUE {
            let mut secure = BehaviourSet::NONE;
            secure.insert(Behaviour::SECURE);
            expected = expected.map(|adopted| adopted.without(secure));
        }
        assert_eq!(found, expected, "applicant {index}");
    }
}

/// All of the advice is followed by everyone whom it concerns, and none of it by anyone, whatever they believe.
#[test]
fn advice_followed_is_everyone_and_advice_ignored_no_one() {
    for (path, everyone) in
        [("scenarios/advice_followed.toml", true), ("scenarios/advice_ignored.toml", false)]
    {
        let compiled = scenario_with(path, &[]);
        let behaviours = Behaviours::new(compiled.model.config().behaviours.clone(), &Forced::NONE);
        for index in 0..PEOPLE {
            let applicant = applicant(&compiled, index);
            let [first, later @ ..] = adopted(&compiled, &behaviours, index, &applicant);
            let all = applying(&compiled, &applicant);
            assert_eq!(first, if everyone { all } else { BehaviourSet::NONE });
            assert!(later.iter().all(|later| later.is_empty()));
        }
    }
}

/// How many of those a behaviour applies to adopt it at an occasion, by hand: by cause, and of repaying by days
/// overdue.
fn expected(compiled: &Compiled, behaviour: Behaviour, applicant: &Applicant, after: Told) -> f64 {
    let config = &compiled.model.config().behaviours;
    let check = &config.self_check;
    let intensity = match (behaviour, applicant.days_overdue) {
        (Behaviour::REPAY, 1..=7) => 0.90,
        (Behaviour::REPAY, 8..=30) => 0.55,
        _ => config.actions[behaviour.index()].intensity,
    };
    let times = |factor: f64| (intensity * factor).min(1.0);
    let cause = applicant.cause.index();
    let right = match after {
        Told::Nothing => check.right_share[cause],
        Told::Reasons => check.right_share_after_reasons[cause],
        Told::Generic => check.right_share_after_generic[cause],
    };
    if remedy(compiled, cause) == Some(behaviour) {
        right * times(check.right_factor) + (1.0 - right) * times(check.wrong_factor)
    } else if (0..5).any(|cause| remedy(compiled, cause) == Some(behaviour)) {
        // A wrong belief is one of the other four alike.
        let tried = (1.0 - right) / 4.0;
        tried * times(check.right_factor) + (1.0 - tried) * intensity
    } else {
        intensity
    }
}

/// With selection as many adopt as without it, at every occasion at which all are asked, in every group: 2
/// occasions, 7 behaviours, 5 causes, days overdue. Binomial, 4.5 standard errors, below 200 looks: false alarm
/// below 1.4e-3; the seed is fixed. Those who adopt are the more diligent.
#[test]
fn selection_leaves_mean_adoption_as_stated() {
    const MANY: u64 = 40_000;
    for selection in ["0.5", "2.0"] {
        let compiled = scenario_with("scenarios/base.toml", &[&format!("behaviours.selection={selection}")]);
        let behaviours = Behaviours::new(compiled.model.config().behaviours.clone(), &Forced::NONE);
        for (attempt, told) in [(1, Told::Nothing), (2, Told::Generic)] {
            // Per behaviour and group: how many there are, how many should adopt, and how many do; and the
            // diligence of all and of those.
            let mut groups = std::collections::BTreeMap::<_, (f64, f64, f64, f64)>::new();
            let mut diligence = [[0.0; 2]; 7];
            let mut adopters = [0.0; 7];
            for index in 0..MANY {
                let applicant = applicant(&compiled, index);
                let open = applying(&compiled, &applicant);
                let who = undecided(&compiled, &applicant, open);
                let adopted = behaviours.intentions(KEY, index, attempt, &who, told).adopted;
                for behaviour in open.iter() {
                    let chance = expected(&compiled, behaviour, &applicant, told);
                    let days = who.segments[6];
                    let key = (behaviour.index(), applicant.cause.index(), days);
                    let adopts = f64::from(u8::from(adopted.contains(behaviour)));
                    let group = groups.entry(key).or_default();
                    *group = (
                        group.0 + 1.0,
                        group.1 + chance,
                        group.2 + chance * (1.0 - chance),
                        group.3 + adopts,
                    );
                    adopters[behaviour.index()] += adopts;
                    diligence[behaviour.index()][usize::from(adopts > 0.0)] += f64::from(applicant.diligence);
                }
            }
            for (key, (n, mean, variance, found)) in &groups {
                assert!(
                    (found - mean).abs() <= 4.5 * variance.sqrt(),
                    "{key:?}, attempt {attempt}, selection {selection}: {found} of {n}, not {mean}"
                );
            }
            for (sums, adopters) in diligence.iter().zip(adopters) {
                assert!(sums[1] / adopters > 0.02, "{sums:?} of {adopters}");
            }
        }
    }
}

/// Without selection nobody is diligent, correlations mean nothing, and a behaviour is adopted where its draw is
/// below the intensity times what the diagnosis makes of it, as the streams themselves say.
#[test]
fn without_selection_adoption_is_a_coin_against_the_intensity() {
    let off = "behaviours.selection=0.0";
    let compiled = scenario_with("scenarios/base.toml", &[off]);
    let other = scenario_with("scenarios/base.toml", &[off, "behaviours.diligence.credit=0.9"]);
    let config = &compiled.model.config().behaviours;
    let behaviours = Behaviours::new(config.clone(), &Forced::NONE);
    for index in 0..PEOPLE {
        let person = applicant(&compiled, index);
        assert_eq!(person, applicant(&other, index));
        assert_eq!(person.diligence, 0.0);
        let mut stream = KEY.stream(index, Purpose::SelfCheck, 1);
        let (cause, right) = (person.cause.index(), stream.uniform());
        let other = stream.below(4) as usize;
        let right = right < config.self_check.right_share[cause];
        let believed = if right { cause } else { other + usize::from(other >= cause) };
        let (remedy, tried) = (remedy(&compiled, cause), remedy(&compiled, believed));
        let who = undecided(&compiled, &person, applying(&compiled, &person));
        let adopted = behaviours.intentions(KEY, index, 1, &who, Told::Nothing).adopted;
        for behaviour in who.open.iter() {
            let intensity = match (behaviour, person.days_overdue) {
                (Behaviour::REPAY, 1..=7) => 0.90,
                (Behaviour::REPAY, 8..=30) => 0.55,
                _ => config.actions[behaviour.index()].intensity,
            };
            let factor = match behaviour {
                _ if Some(behaviour) == tried => 1.3,
                _ if Some(behaviour) == remedy => 0.5,
                _ => 1.0,
            };
            let coin = KEY.stream(index, PURPOSES[behaviour.index()], 1).uniform();
            assert_eq!(
                adopted.contains(behaviour),
                coin < (intensity * factor).min(1.0),
                "applicant {index}"
            );
        }
    }
}

/// Diligence is standard normal in every cause, and goes with the Sesame score as an item of its factor does: .3
/// times the loading of .92, less what the deduction for repeated arrears and rounding take. 20,000 applicants:
/// 4.5 standard errors; the seed is fixed.
#[test]
fn diligence_goes_with_the_factors_and_is_the_same_in_every_cause() {
    let compiled = scenario_with("scenarios/base.toml", &[]);
    let mut sums = [[0.0; 6]; 5];
    for index in 0..20_000 {
        let applicant = applicant(&compiled, index);
        let (z, score) = (f64::from(applicant.diligence), f64::from(applicant.external.sesame));
        let terms = [1.0, z, z * z, score, score * score, z * score];
        for (sum, term) in sums[applicant.cause.index()].iter_mut().zip(terms) {
            *sum += term;
        }
    }
    for [n, z, zz, score, scores, both] in sums {
        let (mean, variance) = (z / n, zz / n - (z / n).powi(2));
        assert!(mean.abs() < 4.5 / n.sqrt(), "mean {mean} of {n}");
        assert!((variance - 1.0).abs() < 4.5 * (2.0 / n).sqrt(), "variance {variance} of {n}");
        let covariance = both / n - mean * score / n;
        let correlation = covariance / (variance * (scores / n - (score / n).powi(2))).sqrt();
        assert!((correlation - 0.276).abs() < 0.02 + 4.5 / n.sqrt(), "correlation {correlation} of {n}");
    }
}

/// Those who repay go bad less often than those who do not, by the risk they have, and before arrears that last
/// make an account bad by definition: -.7 of it is what repaying does, the rest who repays.
///
/// By hand, from the bands of days overdue (.45, .35, .20), who repays in each after a diagnosis that is right for .95
/// of them (.99, .70, .13), and who goes bad once repaid (.06, .13, .30) and otherwise (.7 log-odds more): -1.77. UCI 350
/// shows -1.40; a right diagnosis makes repaying early arrears nearly certain, which takes more of the good ones.
#[test]
fn who_repays_goes_bad_less_often_about_as_observed() {
    let compiled = scenario_with("scenarios/base.toml", &[]);
    let behaviours = Behaviours::new(compiled.model.config().behaviours.clone(), &Forced::NONE);
    let mut sums = [(0.0, 0.0); 2];
    let repay = BehaviourSet::only(Behaviour::REPAY);
    for index in 0..40_000 {
        let applicant = applicant(&compiled, index);
        if applicant.has_arrears() {
            let who = undecided(&compiled, &applicant, repay);
            let repaid = behaviours.intentions(KEY, index, 1, &who, Told::Nothing).adopted;
            let risk = applicant.true_risk.shifted(behaviours.risk_shift(repaid)).probability();
            let (n, bad) = &mut sums[usize::from(!repaid.is_empty())];
            (*n, *bad) = (*n + 1.0, *bad + risk);
        }
    }
    let [not, repaid] = sums.map(|(n, bad)| (bad / n / (1.0 - bad / n)).ln());
    assert!((repaid - not + 1.77).abs() < 0.12, "{repaid} - {not} = {}", repaid - not);
}
