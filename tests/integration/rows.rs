//! People made in a row are the people made one by one.

use reinstate::behaviour::{Behaviour, BehaviourSet, Behaviours, Forced, Intentions, Told, Undecided};
use reinstate::population::Applicant;
use reinstate::random::{ROW, ReplicationKey};
use reinstate::scenario::Compiled;

use crate::common::scenario_with;

const KEY: ReplicationKey = ReplicationKey::new(11, 2);

/// Scenarios that make people in different ways: generated, from a table of rows with and without repayment
/// status, and with laws of other kinds.
fn scenarios() -> Vec<Compiled> {
    let table = "population.table.file=scenarios/tables/cards_sample.csv";
    vec![
        scenario_with("scenarios/base.toml", &[]),
        scenario_with("scenarios/taiwan.toml", &[table]),
        scenario_with("scenarios/taiwan.toml", &[table, "population.table.columns.repayment_status=[]"]),
        scenario_with(
            "scenarios/base.toml",
            &[
                "population.balance={ distribution = \"gamma\", shape = 0.7, scale = \"¥900\" }",
                "population.uci_utilisation=true",
                "restriction.days_overdue=[{ from = 5, to = 5, share = 1.0 }]",
            ],
        ),
        scenario_with(
            "scenarios/base.toml",
            &[
                "behaviours.secure.segments=[{ segment = \"cause\", value = \"overdue\", intensity = 0.9 }, \
                 { segment = \"overdue_months\", value = \"0\", intensity = 0.1 }]",
                "behaviours.repay.delay={ distribution = \"weibull\", shape = 1.5, scale = \"4d\" }",
                "behaviours.steady_habits.intensity=0.0",
                "application.preparation={ distribution = \"exponential\", mean = \"1d\" }",
            ],
        ),
    ]
}

fn applicants(compiled: &Compiled, from: u64) -> [Applicant; ROW] {
    let mut applicants = [Applicant::BLANK; ROW];
    compiled.model.config().population.applicants(KEY, from, &mut applicants);
    applicants
}

fn intentions(behaviours: &Behaviours, from: u64, who: &[Undecided; ROW]) -> [Intentions; ROW] {
    let mut intentions = std::array::from_fn(|_| Intentions::default());
    behaviours.first_intentions(KEY, from, who, &mut intentions);
    intentions
}

fn resolver(compiled: &Compiled, applicant: &Applicant) -> Undecided {
    let config = compiled.model.config();
    let behaviours = Behaviours::new(config.behaviours.clone(), &Forced::NONE);
    Undecided::new(applicant, config.segments.of(applicant, &[]), behaviours.applying_to(applicant, &[]))
}

#[test]
fn applicants_in_a_row_are_those_made_alone() {
    for compiled in scenarios() {
        let population = &compiled.model.config().population;
        for from in (0..40).map(|row| row * ROW as u64).chain([1_000_003]) {
            for (index, applicant) in (from..).zip(applicants(&compiled, from)) {
                assert_eq!(applicant, population.applicant(KEY, index), "applicant {index}");
            }
        }
    }
}

#[test]
fn first_intentions_in_a_row_are_those_of_each_alone() {
    for compiled in scenarios() {
        let config = compiled.model.config();
        let forced =
            [Forced::NONE, Forced::one(Behaviour::SECURE, 0.7).with(Behaviour::SUBMIT_DOCUMENTS, 1.0)];
        for behaviours in forced.map(|forced| Behaviours::new(config.behaviours.clone(), &forced)) {
            let mut adopted = [0; 7];
            for from in (0..20).map(|row| row * ROW as u64) {
                let who =
                    applicants(&compiled, from).each_ref().map(|applicant| resolver(&compiled, applicant));
                for (lane, intentions) in intentions(&behaviours, from, &who).iter().enumerate() {
                    let index = from + lane as u64;
                    let alone = behaviours.intentions(KEY, index, 1, &who[lane], Told::Nothing);
                    assert_eq!(*intentions, alone, "applicant {index}");
                    for behaviour in intentions.adopted.iter() {
                        adopted[behaviour.index()] += 1;
                        assert!(who[lane].open.contains(behaviour));
                    }
                }
            }
            let expected =
                |behaviour: Behaviour| config.behaviours.actions[behaviour.index()].intensity > 0.0;
            for behaviour in Behaviour::first(7) {
                assert_eq!(adopted[behaviour.index()] > 0, expected(behaviour), "{}", behaviour.index());
            }
        }
    }
}

/// Nobody takes up what they are not open to, and a row in which nobody is open to anything only prepares.
#[test]
fn whoever_is_open_to_nothing_only_prepares() {
    let compiled = scenario_with("scenarios/base.toml", &[]);
    let config = compiled.model.config();
    let behaviours = Behaviours::new(config.behaviours.clone(), &Forced::NONE);
    let who = applicants(&compiled, 0).each_ref().map(|applicant| resolver(&compiled, applicant));
    let closed = who.map(|who| Undecided { open: BehaviourSet::default(), ..who });
    let (open, closed) = (intentions(&behaviours, 0, &who), intentions(&behaviours, 0, &closed));
    for (open, closed) in open.iter().zip(&closed) {
        assert!(closed.adopted.is_empty() && closed.awaited.is_empty());
        assert_eq!(closed.preparation, open.preparation);
    }
    assert!(open.iter().any(|open| !open.adopted.is_empty()));
}
