//! The arrival stream against the moments of the compound Poisson law.

use super::*;
use crate::random::{Law, LawSpec};

const DAYS: u32 = 4_000;

fn stream() -> ArrivalStream {
    let mut hour_profile = [1.0; 24];
    hour_profile[12] = 25.0;
    let day_factors = vec![1.0; DAYS as usize];
    ArrivalStream { per_day: 50.0, hour_profile, day_shape: Some(27.0), day_factors, batch: None }
}

fn groups() -> BatchSizes {
    let spec = LawSpec::Discrete { values: vec![1.0, 2.0, 5.0], weights: vec![0.5, 0.3, 0.2] };
    BatchSizes::new(Law::new(spec).expect("valid"))
}

fn all(source: ArrivalSource, replication: u64) -> Vec<SimTime> {
    let config = ArrivalConfig { days: DAYS, source };
    let mut arrivals = Arrivals::new(&config, ReplicationKey::new(5, replication));
    std::iter::from_fn(|| arrivals.next_time()).collect()
}

fn times(stream: ArrivalStream) -> Vec<SimTime> {
    all(ArrivalSource::Drawn(Box::new(stream)), 0)
}

fn counts(stream: ArrivalStream) -> Vec<f64> {
    let mut counts = vec![0.0_f64; DAYS as usize];
    for time in times(stream) {
        counts[time.day() as usize] += 1.0;
    }
    counts
}

fn mean_and_variance(counts: &[f64]) -> (f64, f64) {
    let n = counts.len() as f64;
    let mean = counts.iter().sum::<f64>() / n;
    (mean, counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / (n - 1.0))
}

/// Bounds of 4 standard errors, false alarm below 2e-4 a law, seed fixed. The excess kurtosis of the
/// laws below is under 1; a normal's variance of the variance, doubled, covers it.
#[track_caller]
fn assert_moments(counts: &[f64], mean: f64, variance: f64) {
    let n = counts.len() as f64;
    let found = mean_and_variance(counts);
    assert!((found.0 - mean).abs() < 4.0 * (variance / n).sqrt(), "mean {}, not {mean}", found.0);
    let bound = 4.0 * variance * (4.0 / n).sqrt();
    assert!((found.1 - variance).abs() < bound, "variance {}, not {variance}", found.1);
}

#[test]
fn times_ascend_and_end_with_the_last_day() {
    for batch in [None, Some(groups())] {
        let times = times(ArrivalStream { batch, ..stream() });
        assert!(times.windows(2).all(|pair| pair[0] <= pair[1]));
        assert!(times.last().is_some_and(|last| last.day() < DAYS));
    }
}

/// Draw order is a promise: noise, then a gap, and after each gap within the day the size of the batch. This is
/// the stream written out once more, with the hour searched for from the front.
#[test]
fn arrivals_are_drawn_in_the_promised_order() {
    let office = std::array::from_fn(|hour| if (9..18).contains(&hour) { 1.0 + hour as f64 } else { 0.0 });
    let alone = ArrivalStream { day_factors: vec![1.0, 2.5, 0.0, 1.0], ..stream() };
    let together = ArrivalStream { batch: Some(groups()), hour_profile: office, ..alone.clone() };
    for config in [alone, together] {
        let key = ReplicationKey::new(5, 0);
        let total: f64 = config.hour_profile.iter().sum();
        let size = config.batch.as_ref().map_or(1.0, BatchSizes::mean);
        let mut expected = Vec::new();
        for day in 0..40_u32 {
            let mut draws = key.stream(u64::from(day), Purpose::Arrivals, 0);
            let noise = draws.gamma(27.0, 1.0 / 27.0).expect("a law");
            let people = 50.0 * noise * config.day_factors.get(day as usize).unwrap_or(&1.0);
            let mut share = 0.0;
            loop {
                share += draws.exponential() * size / people;
                let (mut hour, mut before) = (0, 0.0);
                while hour < 24 && share >= before + config.hour_profile[hour] / total {
                    before += config.hour_profile[hour] / total;
                    hour += 1;
                }
                if hour == 24 {
                    break;
                }
                let into = (share - before) * total / config.hour_profile[hour];
                let time = f64::from(day) * 24.0 + hour as f64 + into;
                let count = config.batch.as_ref().map_or(1, |batch| batch.sample(&mut draws));
                expected.extend(std::iter::repeat_n(time, count as usize));
            }
        }
        let drawn: Vec<SimTime> = times(config).into_iter().take_while(|time| time.day() < 40).collect();
        assert_eq!(drawn.len(), expected.len());
        for (time, hours) in drawn.iter().zip(expected) {
            let found = time.ticks() as f64 / HOUR.ticks() as f64;
            // A microsecond is 2.8e-10 of an hour.
            assert!((found - hours).abs() < 1e-9, "{found}, not {hours}");
        }
    }
}

/// Several at one microsecond, and the day ends all the same.
#[test]
fn arrivals_may_crowd() {
    let crowd = ArrivalStream { per_day: 3e5, day_shape: None, day_factors: vec![1.0, 0.0], ..stream() };
    let mut profile = [0.0; 24];
    profile[23] = 1.0;
    let crowd = ArrivalStream { hour_profile: profile, ..crowd };
    let config = ArrivalConfig { days: 2, source: ArrivalSource::Drawn(Box::new(crowd)) };
    let mut arrivals = Arrivals::new(&config, ReplicationKey::new(5, 1));
    let times: Vec<SimTime> = std::iter::from_fn(|| arrivals.next_time()).collect();
    assert!((297_000..303_000).contains(&times.len()), "{}", times.len());
    assert!(times.windows(2).any(|pair| pair[0] == pair[1]) && times.iter().all(|time| time.day() == 0));
}

/// Without noise the parts of a day before and after the busy hour's end are Poisson counts that know nothing of each other: variance over mean is
/// 1, correlation 0. 4 standard errors each (of the index of dispersion √(2/n), of the correlation 1/√n), false
/// alarm 3.2e-4 for the five together, seed fixed.
#[test]
fn parts_of_a_day_are_independent_poisson_counts() {
    let mut halves = vec![[0.0_f64; 2]; DAYS as usize];
    for time in times(ArrivalStream { day_shape: None, ..stream() }) {
        halves[time.day() as usize][usize::from(time.time_of_day() >= 13 * HOUR)] += 1.0;
    }
    let n = f64::from(DAYS);
    let [first, second] = [0, 1].map(|half| halves.iter().map(|day| day[half]).collect::<Vec<f64>>());
    let ((one, spread), (other, width)) = (mean_and_variance(&first), mean_and_variance(&second));
    for (mean, variance, parts) in [(one, spread, 37.0), (other, width, 11.0)] {
        let expected: f64 = 50.0 * parts / 48.0;
        assert!((mean - expected).abs() < 4.0 * (expected / n).sqrt(), "mean {mean}, not {expected}");
        assert!((variance / mean - 1.0).abs() < 4.0 * (2.0 / n).sqrt(), "{variance} over {mean}");
    }
    let common: f64 = halves.iter().map(|day| (day[0] - one) * (day[1] - other)).sum::<f64>() / (n - 1.0);
    assert!((common / (spread * width).sqrt()).abs() < 4.0 / n.sqrt(), "covariance {common}");
}

/// Mean and variance of the daily count: 50 and 50 + 50²/27 (a gamma mixture of Poisson laws is
/// negative binomial).
#[test]
fn daily_counts_are_over_dispersed_as_stated() {
    assert_moments(&counts(stream()), 50.0, 50.0 + 2_500.0 / 27.0);
}

/// Batches come at rate λ = 50/E X, so the count has mean λ·E X = 50 and variance λ·E X² (compound
/// Poisson; Feller 1968, An Introduction to Probability Theory 1, section XII.2). The day's gamma
/// factor adds 50²/27 by the law of total variance.
#[test]
fn batches_keep_the_mean_and_spread_the_counts() {
    let (first, second) = (0.5 + 0.6 + 1.0, 0.5 + 1.2 + 5.0);
    let calm = ArrivalStream { batch: Some(groups()), day_shape: None, ..stream() };
    assert_moments(&counts(calm.clone()), 50.0, 50.0 / first * second);
    let noisy = ArrivalStream { day_shape: Some(27.0), ..calm };
    assert_moments(&counts(noisy), 50.0, 50.0 / first * second + 2_500.0 / 27.0);
}

/// Times of a batch are equal, and no two batches share a microsecond here: sizes are 1, 2 and 5
/// with shares .5, .3, .2. 4 binomial standard errors each, false alarm below 2e-4 in all.
#[test]
fn a_batch_arrives_at_one_moment() {
    let times = times(ArrivalStream { batch: Some(groups()), ..stream() });
    let batches: Vec<usize> = times.chunk_by(|a, b| a == b).map(<[SimTime]>::len).collect();
    let n = batches.len() as f64;
    for (size, share) in [(1, 0.5_f64), (2, 0.3), (5, 0.2)] {
        let found = batches.iter().filter(|batch| **batch == size).count() as f64 / n;
        assert!((found - share).abs() < 4.0 * (share * (1.0 - share) / n).sqrt(), "{size}: {found}");
    }
}

/// The busy hour has 25 of 48 parts: 4 binomial standard errors, false alarm 6e-5.
#[test]
fn hours_follow_the_profile() {
    let times = times(stream());
    let busy = times.iter().filter(|t| t.time_of_day().ticks() / HOUR.ticks() == 12).count() as f64;
    let share: f64 = 25.0 / 48.0;
    let n = times.len() as f64;
    assert!((busy / n - share).abs() < 4.0 * (share * (1.0 - share) / n).sqrt());
}

/// Days of factor f have mean 50·f and, the noise being on the rate, variance 50·f + (50·f)²/27.
#[test]
fn each_day_has_its_factor() {
    let mut config = stream();
    let factors = [0.0, 0.4, 1.0, 2.2];
    for (day, factor) in config.day_factors.iter_mut().enumerate() {
        *factor = factors[day % 4];
    }
    let counts = counts(config);
    for (at, factor) in factors.into_iter().enumerate() {
        let picked: Vec<f64> = counts.iter().skip(at).step_by(4).copied().collect();
        if factor == 0.0 {
            assert!(picked.iter().all(|count| *count == 0.0), "arrivals on days of factor 0");
        } else {
            let mean = 50.0 * factor;
            assert_moments(&picked, mean, mean + mean * mean / 27.0);
        }
    }
}

#[test]
fn given_times_are_the_same_in_every_replication() {
    let given: Arc<[SimTime]> = [3, 3, 90_000].map(|s| SimTime::from_ticks(s * 1_000_000)).into();
    for replication in 0..3 {
        assert_eq!(all(ArrivalSource::Given(Arc::clone(&given)), replication), *given);
    }
    assert!(all(ArrivalSource::Given([].into()), 0).is_empty());
}

/// Shares of the day from one edge of an hour to the other come from its start to its end, and not beyond;
/// hours without a share are left out, and the others leave no gap.
#[test]
fn an_hour_lies_where_its_share_does() {
    let alone = |hour: usize| std::array::from_fn(|at| f64::from(u8::from(at == hour)));
    let office =
        std::array::from_fn(|hour| if (9..17).contains(&hour) { 0.1 + hour as f64 / 7.0 } else { 0.0 });
    let ragged = std::array::from_fn(|hour| f64::from(hour as u32 % 5).powi(9));
    for profile in [[1.0; 24], alone(0), alone(12), alone(23), office, ragged] {
        let hours = Hour::all(&profile);
        let open: Vec<u64> = (0..24).filter(|hour| profile[*hour as usize] > 0.0).collect();
        assert_eq!(hours.iter().map(|hour| hour.starts.ticks() / HOUR.ticks()).collect::<Vec<_>>(), open);
        let mut reached = 0.0_f64;
        for hour in &hours {
            assert_eq!(hour.from.to_bits(), reached.to_bits(), "{profile:?}");
            assert_eq!(hour.time(hour.from), hour.starts);
            let middle = hour.time(f64::midpoint(hour.from, hour.until)).ticks() - hour.starts.ticks();
            assert!(middle.abs_diff(HOUR.ticks() / 2) < 10, "{middle} of {profile:?}");
            let last = hour.time(hour.until.next_down()).ticks() - hour.starts.ticks();
            assert!((HOUR.ticks() - 10..HOUR.ticks()).contains(&last), "{last} of {profile:?}");
            reached = hour.until;
        }
        assert!((reached - 1.0).abs() < 1e-14, "{reached} of {profile:?}");
    }
}
