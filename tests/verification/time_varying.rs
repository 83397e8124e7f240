//! Arrivals whose rate follows the hour, at a station with people for everyone: Mt/G/∞.
//!
//! The number in the system follows the arrivals with a delay and with less swing, by a formula that
//! holds for any service law. Days differ by Poisson noise alone, and the profile is constant within an
//! hour, as in the model.

use reinstate::observe::Observer;
use reinstate::stats::Moments;
use reinstate::time::{HOUR, SimTime};
use statrs::distribution::{ChiSquared, ContinuousCDF as _, LogNormal};

use super::common::{ALARM, Checks, Within, compiled};
use super::listening::{DayShape, interval, listen};
use super::theory::infinite::offered_load;

const PER_DAY: f64 = 2_400.0;
const MEAN_HOURS: f64 = 3.0;
const SIGMA: f64 = 0.6;
/// P(S > 72 h) is 1e-8, so three days leave nothing of the empty start.
const WARM_UP: u32 = 3;
const DAYS: u32 = 33;

/// A night, a day with five times its arrivals, and smooth hours between; and a pure swing.
fn profiles() -> [(&'static str, [f64; 24]); 2] {
    let mut day = [1.0; 24];
    day[6..10].copy_from_slice(&[1.5, 2.5, 4.0, 5.0]);
    day[10..19].fill(5.0);
    day[19..23].copy_from_slice(&[4.5, 3.5, 2.5, 1.5]);
    let swing = std::array::from_fn(|hour| 1.0 + 0.9 * (std::f64::consts::TAU * hour as f64 / 24.0).sin());
    [("day and night", day), ("swing", swing)]
}

fn scenario(profile: &[f64; 24]) -> String {
    let median = MEAN_HOURS * 60.0 * (-SIGMA * SIGMA / 2.0).exp();
    format!(
        "population.source = \"plain\"\ncalendar.preset = \"every_day\"\n\
         period = {{ arrivals = \"{DAYS}d\", drain = \"0d\" }}\n\
         arrivals = {{ per_day = {PER_DAY}, day_noise = false, hour_profile = {profile:?} }}\n\
         [[stage]]\nname = \"everyone\"\nkind = \"station\"\nservers = 1200\nshifts = [\"00:00-24:00\"]\n\
         service = {{ distribution = \"lognormal\", median = \"{median}min\", sigma = {SIGMA} }}\n\
         next = \"done\"\n[[stage]]\nname = \"done\"\nkind = \"exit\"\noutcome = \"approved\"\n"
    )
}

/// Arrivals an hour at any time, in hours.
fn rate(profile: &[f64; 24], t: f64) -> f64 {
    PER_DAY * profile[t.rem_euclid(24.0) as usize % 24] / profile.iter().sum::<f64>()
}

/// Mean number at `t` hours after midnight.
fn mean_number(profile: &[f64; 24], t: f64) -> f64 {
    let law = LogNormal::new(MEAN_HOURS.ln() - SIGMA * SIGMA / 2.0, SIGMA).unwrap();
    offered_load(t, |at| rate(profile, at), |u| law.sf(u), 1.0)
}

/// Arrivals by hour of the day.
#[derive(Default)]
struct Arrivals {
    hours: [u64; 24],
}

impl Observer for Arrivals {
    fn arrived(&mut self, at: SimTime) {
        self.hours[(at.time_of_day().ticks() / HOUR.ticks()) as usize] += 1;
    }
}

/// The mean number over each hour of the day, and its law at two moments: Poisson, so that the variance
/// between days is the mean. P(S > 24 h) is below 1e-4, so days are as good as independent.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn the_number_in_the_system_follows_the_offered_load() {
    let mut checks = Checks::new("Mt/G/∞", 54);
    for (name, profile) in profiles() {
        let model = compiled(&scenario(&profile)).model;
        let marks = [3 * HOUR, 15 * HOUR];
        let heard = listen(&model, 211, 40, || (DayShape::new(WARM_UP, DAYS, &marks), Arrivals::default()));
        let (heard, arrivals): (Vec<DayShape>, Vec<Arrivals>) =
            heard.into_iter().map(|(shape, arrivals)| (shape.finish(), arrivals)).unzip();
        assert!(heard.iter().all(|one| one.waiting_max == 0), "{name}: someone had to wait");

        for hour in 0..24 {
            // Simpson's rule over the hour, within which the mean is smooth.
            let at = |step: u32| mean_number(&profile, hour as f64 + f64::from(step) / 4.0);
            let theory = (at(0) + 4.0 * at(1) + 2.0 * at(2) + 4.0 * at(3) + at(4)) / 12.0;
            let found = heard.iter().map(|one| one.hour(hour)).collect();
            checks.check(name, &format!("mean number from {hour}:00"), &found, theory, Within::Share(0.02));
        }
        let whole = heard.iter().map(DayShape::mean).collect();
        checks.check(name, "mean number", &whole, PER_DAY * MEAN_HOURS / 24.0, Within::Share(0.01));
        for (at, hour) in [3.0, 15.0].into_iter().enumerate() {
            let variance = |one: &DayShape| one.at_marks[at].iter().copied().collect::<Moments>().variance();
            let found = heard.iter().filter_map(variance).collect();
            let measure = format!("variance of the number at {hour}:00");
            checks.check(name, &measure, &found, mean_number(&profile, hour), Within::Share(0.25));
        }

        let days = f64::from(DAYS) * arrivals.len() as f64;
        // Independent Poisson counts: the sum of squares is chi-square with 24 degrees of freedom.
        let square = |hour: usize| {
            let count: u64 = arrivals.iter().map(|one| one.hours[hour]).sum();
            let expected = days * rate(&profile, hour as f64 + 0.5);
            (count as f64 - expected).powi(2) / expected
        };
        let p = ChiSquared::new(24.0).unwrap().sf((0..24).map(square).sum());
        assert!(p > ALARM, "{name}: arrivals do not follow the hours, p = {p}");
    }
    checks.finish();
}

/// The control: a formula that forgets the delay, λ(t)·E\[S\], is refused in most hours.
#[test]
fn the_load_lags_behind_the_arrivals() {
    let (_, profile) = profiles()[0];
    let shape = listen(&compiled(&scenario(&profile)).model, 212, 12, || DayShape::new(WARM_UP, DAYS, &[]));
    let shape: Vec<DayShape> = shape.into_iter().map(DayShape::finish).collect();
    let naive = |hour: &usize| {
        let theory = rate(&profile, *hour as f64 + 0.5) * MEAN_HOURS;
        !interval(&shape.iter().map(|one| one.hour(*hour)).collect()).contains(theory)
    };
    let refused = (0..24).filter(naive).count();
    assert!(refused > 12, "only {refused} hours refuse it");
}
