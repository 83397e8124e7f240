//! Causes, behaviours, factors, knock-outs, segments and attributes that a scenario adds, changes or leaves out.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use reinstate::behaviour::{Behaviour, Behaviours, Forced};
use reinstate::experiment::rank_correlations;
use reinstate::model::replicate;
use reinstate::observe::{ApplicantRecord, ApplicationRecord, METRICS, Observer, Outcome};
use reinstate::population::Attribute;
use reinstate::random::ReplicationKey;
use reinstate::scenario::{Compiled, Scenario, compile, load_text};

use crate::common::{outcome, scenario, scenario_with};

const SMALL: &str = "arrivals.per_day = 30\nperiod = { arrivals = \"40d\", drain = \"60d\" }\n";

/// Every metric of a replication.
fn metrics(outcome: &Outcome) -> Vec<Option<u64>> {
    METRICS.iter().map(|metric| (metric.read)(outcome).value.map(f64::to_bits)).collect()
}

/// The messages and remedies of a scenario's faults.
fn faults(text: &str) -> Vec<(String, String)> {
    let mut loaded = load_text("test.toml", text, &[]);
    let scenario: Scenario = loaded.read();
    compile(&scenario, &mut loaded.faults);
    loaded.faults.settle(&loaded.sources);
    loaded.faults.iter().map(|fault| (fault.message().to_owned(), fault.remedy().to_owned())).collect()
}

/// Applicants of a scenario with the attributes that it defines.
fn people(compiled: &Compiled, count: u64) -> Vec<(reinstate::population::Applicant, Vec<f32>)> {
    let population = &compiled.model.config().population;
    let key = ReplicationKey::new(11, 0);
    let someone = |index| {
        let applicant = population.applicant(key, index);
        let mut own = Vec::new();
        population.own_values(key, index, &applicant, &mut own);
        (applicant, own)
    };
    (0..count).map(someone).collect()
}

/// A behaviour that nobody adopts, a rule that hits nobody, an attribute and a segment that nothing asks for: the
/// numbers of everything else stay as they are, to the bit.
#[test]
fn what_is_added_and_never_used_changes_no_other_number() {
    let more = "[behaviour.call_again]\nintensity = 0\nfactor = \"external\"\neffect = 0.5\n\
                [knock_out.centenarian]\nwhen = { at_least = { age = 100 } }\n\
                [attribute.income]\nlaw = { distribution = \"lognormal\", median = 5000, sigma = 0.5 }\n\
                [segment.income]\nattribute = \"income\"\nedges = [3000, 8000]\n";
    let (base, with) = (scenario(SMALL), scenario(&format!("{SMALL}{more}")));
    let (base, with) = (outcome(&base, 5, 0), outcome(&with, 5, 0));
    assert_eq!(metrics(&base), metrics(&with));
    assert_eq!((base.behaviours.len(), with.behaviours.len()), (7, 8));
    assert_eq!(base.behaviours[..], with.behaviours[..7]);
    let groups: u64 = with.segments[7].iter().map(|group| group.counts.applicants).sum();
    assert_eq!((with.segments[7].len(), groups), (3, with.applicants));
}

/// To take a behaviour out is to let nobody adopt it.
#[test]
fn a_behaviour_that_is_taken_out_is_one_that_nobody_adopts() {
    for name in ["steady_habits", "submit_documents", "raise_external"] {
        let without = scenario(&format!("{SMALL}[behaviour.{name}]\nenabled = false\n"));
        let never = scenario(&format!("{SMALL}behaviours.{name}.intensity = 0\n"));
        assert_eq!(without.model.config().names.behaviours.len(), 6);
        let (without, never) = (outcome(&without, 5, 0), outcome(&never, 5, 0));
        assert_eq!(metrics(&without), metrics(&never), "{name}");
    }
}

/// What a standard behaviour does, said again under another name with its draws: as good a behaviour, of which
/// everyone gains as much when it is forced.
#[test]
fn a_behaviour_of_ones_own_does_what_it_says() {
    let own = "[behaviour.secure]\nenabled = false\n[cause.account_risk]\nremedy = \"lock_up\"\n\
               [behaviour.lock_up]\nintensity = 0.35\ndelay = \"0.3d\"\nfactor = \"security\"\neffect = 0.35\n\
               edits = 1\neffort = \"0.5h\"\nset = { identity_verified = 1 }\ntakeover_reduction = 0.6\n";
    let (base, own) = (scenario(SMALL), scenario(&format!("{SMALL}{own}")));
    let at = own.model.config().names.behaviours.iter().position(|name| name == "lock_up").unwrap();
    let forced = |compiled: &Compiled, behaviour: Behaviour| {
        let mut tally = reinstate::observe::Tally::new(compiled.model.tally_config());
        let forced = (0..7)
            .map(Behaviour::at)
            .fold(Forced::NONE, |all, other| all.with(other, f64::from(u8::from(other == behaviour))));
        replicate(&compiled.model.forced(&forced), 3, 0, &mut tally);
        metrics(&tally.finish(compiled.model.end()))
    };
    assert_eq!(forced(&base, Behaviour::SECURE), forced(&own, Behaviour::at(at)));
}

/// Seventy behaviours are too many; sixty-four are played, each forced one alone adopted by all to whom it applies.
#[test]
fn there_may_be_sixty_four_behaviours() {
    let many = |count: usize| -> String {
        let entry = |at: usize| {
            format!(
                "[behaviour.b{at:02}]\nintensity = 0.2\ndelay = \"{at}h\"\nfactor = \"credit\"\neffect = 0.01\n"
            )
        };
        (0..count).map(entry).collect()
    };
    assert!(faults(&many(70)).iter().any(|(message, _)| message.contains("77 entries of `behaviour`")));
    let compiled = scenario(&format!("{SMALL}{}", many(57)));
    let found = outcome(&compiled, 5, 0);
    assert_eq!(found.behaviours.len(), 64);
    let last = Behaviour::at(63);
    let config = &compiled.model.config().behaviours;
    let forced = Behaviours::new(config.clone(), &Forced::one(last, 1.0));
    assert!(forced.applying_to(&people(&compiled, 1)[0].0, &[]).contains(last));
    // All applied, of whom about a fifth meant to: within 4.5 standard errors (false alarm 7e-6, seed fixed).
    let [without, with] = found.behaviours[63];
    let (all, share) = ((without.applicants + with.applicants) as f64, 0.2);
    assert_eq!(without.applicants + with.applicants, found.applicants);
    assert!((with.applicants as f64 - share * all).abs() < 4.5 * (share * (1.0 - share) * all).sqrt());
}

/// Named values come as often as their weights say, derived attributes are what their parts make of them, and a score
/// correlates with the others as asked. 20,000 people, 4.5 standard errors, four looks: false alarm 3e-5, seed fixed.
#[test]
fn attributes_of_ones_own_follow_their_laws() {
    let text = "[attribute.housing]\nvalues = [\"rents\", \"owns\", \"family\"]\nweights = [5, 3, 2]\n\
                [attribute.income]\nlaw = { distribution = \"uniform\", min = 2000, max = 10000 }\n\
                [attribute.burden]\nratio = [\"balance_cny\", \"income\"]\n\
                [attribute.rest]\ndifference = [\"income\", \"balance_cny\"]\n\
                [factor.household]\nweight = 5\ncorrelation = { external = 0.5 }\nitems = { burden = { weight = 1, none_at = 2, full_at = 0 } }\n\
                [attribute.thrift]\nlatent = \"household\"\nloading = 1.0\n\
                [attribute.trust]\nlatent = \"external\"\nloading = 1.0\n";
    let compiled = scenario(text);
    let names: Vec<&str> =
        compiled.model.config().names.attributes.iter().map(|own| own.name.as_str()).collect();
    let at = |name: &str| names.iter().position(|known| *known == name).unwrap();
    let people = people(&compiled, 20_000);
    let n = people.len() as f64;
    for (value, share) in [0.5, 0.3, 0.2].into_iter().enumerate() {
        let found = people.iter().filter(|(_, own)| own[at("housing")] as usize == value).count() as f64;
        assert!((found - share * n).abs() < 4.5 * (share * (1.0 - share) * n).sqrt(), "{value}: {found}");
    }
    for (applicant, own) in &people {
        let (income, owed) = (f64::from(own[at("income")]), f64::from(applicant.balance_cny));
        assert!((2_000.0..=10_000.0).contains(&income));
        assert!((f64::from(own[at("burden")]) - owed / income).abs() < 1e-6);
        assert!((f64::from(own[at("rest")]) - (income - owed)).abs() < 1e-2);
    }
    // Fisher's z of a correlation of .5 has a standard error of 1/√(n − 3).
    let of_others: Vec<&(_, Vec<f32>)> =
        people.iter().filter(|(applicant, _)| applicant.cause.index() == 4).collect();
    let mean =
        |at: usize| of_others.iter().map(|(_, own)| f64::from(own[at])).sum::<f64>() / of_others.len() as f64;
    let (x, y) = (at("thrift"), at("trust"));
    let (mx, my) = (mean(x), mean(y));
    let mut sums = [0.0; 3];
    for (_, own) in &of_others {
        let (dx, dy) = (f64::from(own[x]) - mx, f64::from(own[y]) - my);
        sums = [sums[0] + dx * dy, sums[1] + dx * dx, sums[2] + dy * dy];
    }
    let r = sums[0] / (sums[1] * sums[2]).sqrt();
    let z = (r.atanh() - 0.5_f64.atanh()) * (of_others.len() as f64 - 3.0).sqrt();
    assert!(z.abs() < 4.5, "correlation {r} of {}", of_others.len());
}

/// A cause moves what it says: of those concerned alone.
#[test]
fn a_cause_of_ones_own_shows_in_the_file() {
    let text = "[restriction.causes]\nother = 0.0\n\
                [cause.disputed]\nshare = 0.08\nremedy = \"complete_profile\"\nset = { recent_edits = 5 }\n\
                add = { remote_logins = 3 }\nchance = { confirmed_cash_out = 0.5 }\nlatent = { security = -2 }\n";
    let compiled = scenario(text);
    let at = compiled.model.config().names.causes.iter().position(|name| name == "disputed").unwrap();
    let people = people(&compiled, 20_000);
    let (concerned, others): (Vec<_>, Vec<_>) = people.iter().partition(|(one, _)| one.cause.index() == at);
    let n = people.len() as f64;
    assert!((concerned.len() as f64 - 0.08 * n).abs() < 4.5 * (0.08 * 0.92 * n).sqrt());
    assert!(concerned.iter().all(|(one, _)| one.information.recent_edits == 5));
    assert!(concerned.iter().all(|(one, _)| one.security.remote_logins >= 3));
    let flagged = concerned.iter().filter(|(one, _)| one.confirmed_cash_out).count() as f64;
    let m = concerned.len() as f64;
    assert!((flagged - 0.5 * m).abs() < 4.5 * (0.25 * m).sqrt());
    let risk = |some: &[&(reinstate::population::Applicant, Vec<f32>)]| {
        some.iter().map(|(one, _)| f64::from(one.security.takeover_risk)).sum::<f64>() / some.len() as f64
    };
    assert!(risk(&concerned) > risk(&others) + 0.2, "{} and {}", risk(&concerned), risk(&others));
}

/// Who was refused by which rule, and their attributes of the scenario's own.
#[derive(Default)]
struct Refused(BTreeMap<usize, Vec<(u32, f32)>>);

impl Observer for Refused {
    fn logs(&self) -> bool {
        false
    }
    fn application(&mut self, record: &ApplicationRecord<'_>) {
        if let (Some((_, Some(rule))), Some(applicant)) = (record.refused_by, record.applicant) {
            let age = applicant.attribute(Attribute::at(20), record.own) as u32;
            self.0.entry(rule.index()).or_default().push((age, record.own[0]));
        }
    }
    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        assert_eq!(record.own.len(), 1);
    }
}

/// Two factors, each a single share of its own latent number: their ranks are those of two normal numbers with that
/// correlation, whose Spearman correlation is 6/π·asin(ρ/2), within every cause, since causes only move them. Five
/// correlations at five standard errors: a false alarm in 100,000 seeds.
#[test]
fn correlations_within_causes_are_those_that_were_asked_for() {
    let mut text = SMALL.to_owned();
    for (name, correlation) in [("first", "credit = 0.1"), ("second", "first = 0.7")] {
        write!(
            text,
            "[attribute.of_{name}]\nlatent = \"{name}\"\nloading = 1.0\nintercept = 0.2\nslope = 0.8\n\
             [factor.{name}]\nweight = 10\ncorrelation = {{ {correlation} }}\n[factor.{name}.items.of_{name}]\nweight = 1\n"
        )
        .unwrap();
    }
    let compiled = scenario(&text);
    let names = &compiled.model.config().names;
    let at = |name: &str| names.factors.iter().position(|factor| factor == name).unwrap();
    let pair = (at("first"), at("second"));
    let found = rank_correlations(&compiled.model, 7);
    let factors = names.factors.len();
    assert_eq!(found.len(), names.causes.len() * factors * (factors - 1) / 2);
    let expected = 6.0 / std::f64::consts::PI * (0.7_f64 / 2.0).asin();
    let within: Vec<_> = found.iter().filter(|found| found.factors == pair).collect();
    assert_eq!(within.len(), 5);
    assert_eq!(within.iter().map(|found| found.applicants).sum::<usize>(), 20_000);
    for found in within {
        let tolerance = 5.0 * 0.6 / (found.applicants as f64).sqrt();
        let value = found.value.unwrap();
        assert!((value - expected).abs() < tolerance, "{}: {value} {expected}", names.causes[found.cause]);
    }
}

/// A rule of one's own refuses exactly those of whom it holds, and gives its name as the reason.
#[test]
fn a_rule_of_ones_own_refuses_whom_it_names() {
    let text = "[attribute.student]\nshare = 0.2\n[screen]\nknock_outs = [\"young_student\", \"still_overdue\"]\n\
                [knock_out.young_student]\nwhen = { at_least = { student = 1 }, below = { age = 25 } }\n";
    let compiled = scenario(&format!("{SMALL}{text}"));
    let mut refused = Refused::default();
    replicate(&compiled.model, 5, 0, &mut refused);
    let by_rule = &refused.0[&0];
    assert!(by_rule.len() > 3, "{by_rule:?}");
    assert!(by_rule.iter().all(|(age, student)| *age < 25 && *student > 0.5));
    let reasons = &compiled.model.config().names.reasons;
    let first = reinstate::policy::Reason::KnockedOut(reinstate::policy::KnockOut::at(0));
    assert_eq!(reasons.of(first), "young_student");
}

/// Another decision of the field has words of its own and none of those of the restoration of accounts.
#[test]
fn card_limit_has_words_of_its_own() {
    let small = ["arrivals.per_day=30", "period.arrivals=40d"];
    let compiled = scenario_with("scenarios/card_limit.toml", &small);
    let names = &compiled.model.config().names;
    assert_eq!(names.causes, ["large_purchase", "near_limit", "routine", "travel"]);
    assert_eq!(names.factors, ["capacity", "history", "use"]);
    assert_eq!(names.behaviours, ["fewer_enquiries", "pay_down", "prove_income", "wait_longer"]);
    let found = outcome(&compiled, 5, 0);
    assert!(found.restored() > 0 && found.applications > found.restored());
    assert_eq!(found.segments.len(), names.segments.len() + 2);
}

/// The levers of a bundle are there instead of the bundle.
#[test]
fn levers_stand_in_the_place_of_their_bundles() {
    let compiled = scenario_with("scenarios/levers.toml", &["arrivals.per_day=30"]);
    let names = &compiled.model.config().names.behaviours;
    assert!(
        names.len() >= 20 && Behaviour::STANDARD.iter().all(|bundle| !names.contains(&(*bundle).to_owned()))
    );
    let config = &compiled.model.config().behaviours;
    let sum = |factor: u8| {
        let of = |action: &&reinstate::behaviour::ActionConfig| action.factor == Some(factor);
        config.actions.iter().filter(of).map(|action| action.effect).sum::<f64>()
    };
    for (factor, bundle) in [0.25, 0.35, 0.30, 0.25, 0.10].into_iter().enumerate() {
        assert!((sum(factor as u8) - bundle).abs() < 1e-9, "factor {factor}: {}", sum(factor as u8));
    }
}

/// A column of a table is one line, and its values have the shares of the rows.
#[test]
fn education_comes_from_its_column() {
    let compiled = scenario_with("scenarios/education.toml", &[]);
    let people = people(&compiled, 5_000);
    let text = std::fs::read_to_string("scenarios/tables/cards_sample.csv").unwrap();
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let at = rows.headers().unwrap().iter().position(|name| name == "EDUCATION").unwrap();
    let mut counts = [0.0; 4];
    let mut all = 0.0;
    for row in rows.records() {
        let value = match &row.unwrap()[at] {
            "1" => 2,
            "2" => 1,
            "3" => 0,
            _ => 3,
        };
        counts[value] += 1.0;
        all += 1.0;
    }
    // Overdue or not, applicants are drawn from different rows; so shares agree only roughly with those of all rows.
    for (value, count) in counts.into_iter().enumerate() {
        let found =
            people.iter().filter(|(_, own)| own[0] as usize == value).count() as f64 / people.len() as f64;
        assert!((found - count / all).abs() < 0.08, "{value}: {found} of {}", count / all);
    }
}

/// What is wrong with an entry is said with its remedy.
#[test]
fn faults_of_entries_name_what_is_wrong_and_what_to_do() {
    for (text, message, remedy) in [
        ("[behaviour.repai]\nintensity = 0.5\n", "`repai` changes nothing", "did you mean `behaviour.repay`"),
        (
            "[behaviour.nap]\nfactor = \"credit\"\neffect = 0.1\n",
            "does not say who adopts it",
            "intensity = 0.3",
        ),
        (
            "[behaviour.nap]\nintensity = 0.1\nfactor = \"kredit\"\neffect = 0.1\n",
            "no factor `kredit`",
            "did you mean `credit`",
        ),
        (
            "[behaviour.nap]\nintensity = 0.1\nfactor = \"credit\"\neffect = 0.1\napplies_to = { at_least = { age = 40 }, below = { age = 30 } }\n",
            "can apply to nobody",
            "let `below` lie above `at_least`",
        ),
        ("[factor.luck]\nweight = 5\n", "the factor `luck` reads nothing", "[factor.luck.items.ATTRIBUTE]"),
        (
            "[factor.luck]\nweight = 5\nitems = { lukc = { weight = 1 } }\n",
            "no attribute `lukc`",
            "it is one of",
        ),
        ("[cause.fraud]\nremedy = \"secure\"\n", "does not say how many it is", "share = 0.1"),
        (
            "[cause.other]\nremedy = \"complete_profil\"\n",
            "no behaviour `complete_profil`",
            "did you mean `complete_profile`",
        ),
        (
            "[attribute.a]\nsum = [\"b\", \"age\"]\n[attribute.b]\nproduct = [\"a\", \"age\"]\n",
            "worked out from another of them: `a`, `b`",
            "let one of them come from elsewhere",
        ),
        ("[attribute.a]\nshare = 0.1\nlaw = 3.0\n", "says in two ways where it comes from", "keep one of"),
        ("[attribute.a]\nlaw = 3.0\nloading = 0.5\n", "is read only beside `latent`", "take it out"),
        ("[attribute.a]\nshare = 0.3\nweights = [1, 2]\n", "is read only beside `values`", "take it out"),
        (
            "[attribute.remote_login]\n",
            "does not say where it comes from",
            "did you mean `attribute.remote_logins`",
        ),
        (
            "[factor.luck]\nweight = 1\ncorrelation = { credit = 0.9, security = -0.9, external = 0.9, consumption = -0.9 }\nitems = { age = { weight = 1, none_at = 20, full_at = 60 } }\n",
            "correlations contradict",
            "ower the correlations",
        ),
        (
            "[knock_out.risky]\nwhen = { at_least = { true_risk = 0.1 } }\n",
            "no decision can see the true risk",
            "ask for what is on file",
        ),
        ("[knock_out.nobody]\n", "does not say whom it refuses", "write `when"),
        (
            "[screen]\nknock_outs = [\"still_overdu\"]\n",
            "no knock-out `still_overdu`",
            "did you mean `still_overdue`",
        ),
        ("[segment.age]\nattribute = \"agee\"\nedges = [30]\n", "no attribute `agee`", "did you mean `age`"),
        (
            "[segment.old]\nattribute = \"age\"\n",
            "does not say where its groups begin",
            "edges = [25, 35, 45]",
        ),
        ("[segment.old]\nattribute = \"age\"\nedges = [50, 30]\n", "must rise", "the least first"),
        ("[attribute.credit]\nshare = 0.5\n", "is the name of something else", "another name"),
        ("[attribute.\"a b\"]\nshare = 0.5\n", "is no name of an entry", "letters, digits"),
        ("standard = false\n", "there is no entry of `cause`", "[cause.NAME]"),
        ("[attribute.school]\ncolumn = \"EDUCATION\"\n", "there is no table", "source = \"table\""),
        ("[cause.other]\nset = { limit_cny = 5 }\n", "nothing changes `limit_cny`", "another attribute"),
    ] {
        let found = faults(text);
        let said = found.iter().any(|(told, help)| told.contains(message) && help.contains(remedy));
        assert!(said, "{text}\n{found:#?}");
    }
}
