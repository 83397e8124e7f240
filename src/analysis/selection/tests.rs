//! Selections on made-up numbers whose best is known: how often it is chosen, and what is not promised.

use super::*;

/// Normal numbers.
struct Noise(u64);

impl Noise {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (((z ^ (z >> 31)) >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.unit().ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
    }
}

/// Replications of settings whose objectives have these means, variance 1 and correlation .5 with each other, and whose
/// margins have these means, variance 1 and correlation .5 with their objective.
struct Systems<'a> {
    means: &'a [f64],
    margins: &'a [Vec<f64>],
    noise: Noise,
    played: Vec<Told>,
}

impl<'a> Systems<'a> {
    fn new(means: &'a [f64], margins: &'a [Vec<f64>], seed: u64) -> Self {
        let constraints = margins.first().map_or(0, Vec::len);
        let told = Told { objective: Vec::new(), margins: vec![Vec::new(); constraints] };
        Self { means, margins, noise: Noise(seed), played: vec![told; means.len()] }
    }

    fn play(&mut self, replications: u64) {
        while (self.played[0].objective.len() as u64) < replications {
            let shared = self.noise.normal();
            for (at, told) in self.played.iter_mut().enumerate() {
                let own = 0.5_f64.sqrt() * (shared + self.noise.normal());
                told.objective.push(self.means[at] + own);
                for (constraint, margins) in told.margins.iter_mut().enumerate() {
                    let noise = 0.5 * own + 0.75_f64.sqrt() * self.noise.normal();
                    margins.push(self.margins[at][constraint] + noise);
                }
            }
        }
    }

    /// The answer, the replications of all settings together, and the selection.
    fn select(mut self, terms: Terms) -> (Answer, u64, Selection) {
        let mut selection = Selection::new(self.means.len(), terms);
        let mut taken = vec![0; self.means.len()];
        while let Some(Round { settings, replications }) = selection.ask() {
            self.play(replications);
            let first = |all: &Vec<f64>| all[..replications as usize].to_vec();
            let told = settings.iter().map(|at| {
                taken[*at] = replications;
                let Told { objective, margins } = &self.played[*at];
                Some(Told { objective: first(objective), margins: margins.iter().map(first).collect() })
            });
            let told = told.collect();
            selection.tell(told);
        }
        (selection.answer().unwrap().clone(), taken.iter().sum(), selection)
    }
}

fn terms(tolerance: f64, slacks: &[f64], most: u64) -> Terms {
    let confidence = ConfidenceLevel::NINETY_FIVE;
    Terms { confidence, tolerance: Some(tolerance), slacks: slacks.to_vec(), first: 10, most }
}

/// The slippage configuration: one of ten is better by just δ, all others are equal. Of 500 selections, each right with
/// probability .95 at least, fewer than 449 are right with probability below 10⁻⁶.
#[test]
fn one_of_ten_that_slipped_is_found() {
    let delta = 0.1_f64.sqrt();
    let (mut right, mut taken) = (0, 0);
    for run in 0..500 {
        let mut means = [0.0; 10];
        let best = run % 10;
        means[best] = -delta;
        let systems = Systems::new(&means, &[], 90_000 + run as u64);
        let (answer, replications, _) = systems.select(terms(delta, &[], 10_000));
        right += usize::from(answer == Answer::Chosen(best));
        taken += replications;
    }
    assert!(right >= 449, "{right} of 500");
    // The most that ten settings may take is 155 each by the variance 1 of a difference; most are discarded far earlier.
    assert!(taken / 500 < 900, "{}", taken / 500);
}

/// Means one δ apart from each other: nearly all are discarded in the first stages.
#[test]
fn those_far_behind_are_not_played_on() {
    let means: Vec<f64> = (0..10).map(|at| 0.5 * f64::from(at)).collect();
    let (mut right, mut taken) = (0, 0);
    for run in 0..200 {
        let (answer, replications, _) = Systems::new(&means, &[], run).select(terms(0.5, &[], 10_000));
        right += usize::from(answer == Answer::Chosen(0));
        taken += replications;
    }
    // Each right with .95 at least: fewer than 172 of 200 with probability below 10⁻⁶.
    assert!(right >= 172 && taken / 200 < 300, "{right}, {}", taken / 200);
}

/// Half of the settings keep both constraints by their tolerance, half break one by it and are better. 500 selections.
#[test]
fn the_best_that_keeps_the_constraints_is_found() {
    let (delta, slack) = (0.4, 0.3);
    let means = [0.0, delta, delta, delta, -2.0 * delta, -delta, 0.0, -delta];
    let keeps = vec![slack, slack];
    let breaks = [vec![-slack, slack], vec![slack, -slack], vec![-slack, -slack], vec![-slack, 1.0]];
    let margins: Vec<Vec<f64>> = std::iter::repeat_n(keeps, 4).chain(breaks).collect();
    let (mut right, mut taken) = (0, 0);
    for run in 0..500 {
        let systems = Systems::new(&means, &margins, 70_000 + run);
        let (answer, replications, selection) = systems.select(terms(delta, &[slack, slack], 10_000));
        taken += replications;
        if answer == Answer::Chosen(0) {
            right += 1;
            assert_eq!(selection.feasible(0), Some(true));
        }
    }
    // 641 were seen; all eight at the end of the longest would be far more.
    assert!(right >= 449 && taken / 500 < 1_300, "{right} of 500, {}", taken / 500);
}

/// All break their constraint by its tolerance: none is chosen in 95 of 100.
#[test]
fn that_nothing_is_feasible_is_told() {
    let means = [0.0, 1.0, 2.0, 3.0, 4.0];
    let margins = vec![vec![-0.3]; 5];
    let mut right = 0;
    for run in 0..500 {
        let (answer, _, selection) =
            Systems::new(&means, &margins, 50_000 + run).select(terms(0.5, &[0.3], 10_000));
        if answer == Answer::NoneFeasible {
            right += 1;
            assert!((0..5).all(|at| selection.standing(at) == Standing::Infeasible));
        }
    }
    assert!(right >= 449, "{right} of 500");
}

/// Means that are nearer to each other than δ carry no promise; that one of those near the best is chosen is measured.
#[test]
fn of_those_near_the_best_one_is_chosen() {
    let means = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2];
    let mut near = 0;
    for run in 0..500 {
        let (answer, ..) = Systems::new(&means, &[], 30_000 + run).select(terms(0.3, &[], 10_000));
        near += usize::from(matches!(answer, Answer::Chosen(0 | 1)));
    }
    assert!(near >= 475, "{near} of 500");
}

/// A newsvendor buys at 3, sells at 5 and loses what is left; demand is exponential with mean 100, 20 days a replication.
/// Of 20, 50, 80 and 110 he buys 50: 500(1 − exp(−q/100)) − 3q is 30.6, 46.7, 35.3 and 3.6. δ = 8; 200 selections.
#[test]
fn a_newsvendor_buys_fifty() {
    let bought = [20.0, 50.0, 80.0, 110.0];
    let (mut right, mut noise) = (0, Noise(11));
    for _ in 0..200 {
        let mut selection = Selection::new(4, terms(8.0, &[], 10_000));
        let mut losses: Vec<[f64; 4]> = Vec::new();
        while let Some(Round { settings, replications }) = selection.ask() {
            while (losses.len() as u64) < replications {
                let demand: Vec<f64> = (0..20).map(|_| -100.0 * noise.unit().ln()).collect();
                let loss = |bought: f64| {
                    let sold = demand.iter().map(|demand| demand.min(bought)).sum::<f64>() / 20.0;
                    3.0 * bought - 5.0 * sold
                };
                losses.push(bought.map(loss));
            }
            let told = settings.iter().map(|at| {
                let objective = losses[..replications as usize].iter().map(|all| all[*at]).collect();
                Some(Told { objective, margins: Vec::new() })
            });
            selection.tell(told.collect());
        }
        right += usize::from(selection.answer() == Some(&Answer::Chosen(1)));
    }
    assert!(right >= 172, "{right} of 200");
}

#[test]
fn what_the_most_replications_do_not_tell_is_unclear() {
    let means = [0.0, 0.01, 5.0];
    let (answer, _, selection) = Systems::new(&means, &[], 1).select(terms(0.1, &[], 30));
    assert_eq!(answer, Answer::Unclear(vec![0, 1]));
    assert_eq!((selection.standing(2), selection.ask()), (Standing::Worse, None));
    let margins = vec![vec![0.0]; 1];
    let (answer, ..) = Systems::new(&means[..1], &margins, 1).select(terms(0.01, &[0.01], 20));
    assert_eq!(answer, Answer::Unclear(vec![0]));
}

/// Without noise: brute force over all settings.
#[test]
fn without_noise_it_is_the_least_that_keeps_the_bounds() {
    let mut noise = Noise(3);
    for size in 1..20 {
        let all: Vec<[f64; 2]> = (0..size).map(|_| [noise.unit(), noise.unit() - 0.5]).collect();
        let mut selection = Selection::new(size, terms(1e-6, &[1e-6], 50));
        while let Some(Round { settings, replications }) = selection.ask() {
            let same = |value: f64| vec![value; replications as usize];
            let told = |at: &usize| Told { objective: same(all[*at][0]), margins: vec![same(all[*at][1])] };
            selection.tell(settings.iter().map(|at| Some(told(at))).collect());
        }
        let best = (0..size)
            .filter(|at| all[*at][1] >= 0.0)
            .min_by(|one, other| all[*one][0].total_cmp(&all[*other][0]));
        assert_eq!(selection.answer(), Some(&best.map_or(Answer::NoneFeasible, Answer::Chosen)));
    }
}

#[test]
fn settings_that_cannot_be_judged_are_left_out() {
    let mut selection = Selection::new(3, Terms { tolerance: None, ..terms(1.0, &[], 20) });
    let told = |value: f64| Some(Told { objective: vec![value; 10], margins: Vec::new() });
    selection.tell(vec![None, told(523.0), told(f64::NAN)]);
    assert_eq!(selection.answer(), Some(&Answer::Chosen(1)));
    assert_eq!((selection.standing(0), selection.standing(2)), (Standing::LeftOut, Standing::LeftOut));
    // A hundredth of 523 to one digit.
    assert_eq!(selection.tolerance(), Some(5.0));
    let mut one = Selection::new(1, terms(1.0, &[], 1));
    assert_eq!(one.ask(), Some(Round { settings: vec![0], replications: 1 }));
    one.tell(vec![Some(Told { objective: vec![1.0], margins: Vec::new() })]);
    assert_eq!(one.answer(), Some(&Answer::Unclear(vec![0])));
}
