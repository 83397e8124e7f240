//! Simulation against theory: plain scenario texts, runs, and a tally of checks.
//!
//! A check holds if the number of theory lies in Student's t interval over replications *and* the
//! interval is narrow enough to tell it from a wrong one. Each interval errs with probability
//! [`ALARM`], so by Bonferroni the checks of one test err with at most their number times that; a
//! test says how many it makes, and is held to it. That figure is exact where means of replications
//! are normal, which long replications make nearly so. Seeds are fixed.
//!
//! With the environment variable `VERIFICATION_ROWS` set to the name of a file, every finished test
//! adds its checks to it as rows of a Markdown table:
//! test, case, measure, theory, estimate, half-width, level, verdict.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::sync::{Mutex, PoisonError};

use reinstate::experiment::{Progress, Recorder, Run, RunPlan, run, with_threads};
use reinstate::observe::STATION_MEASURES;
use reinstate::scenario::{Compiled, Scenario, compile, load_text};
use reinstate::stats::{ConfidenceLevel, LogHistogram, Moments, t_interval};

/// Probability with which one check fails although program and theory agree.
pub(crate) const ALARM: f64 = 1e-5;

/// Largest relative error of a quantile in the tables.
pub(crate) const SKETCH: f64 = LogHistogram::RELATIVE_ERROR;

/// A scenario of entities without attributes: a Poisson stream, the same at every hour of every day.
/// Its stages are the whole process.
#[derive(Debug, Clone)]
pub(crate) struct Plain {
    /// Arrivals a minute.
    pub(crate) rate: f64,
    /// Days with arrivals, warm-up included.
    pub(crate) days: u32,
    /// Days at the start that are not counted.
    pub(crate) warm_up: u32,
    /// Days without arrivals at the end, long enough for everyone to be done.
    pub(crate) drain: u32,
    /// The `[[stage]]` entries, and `[team.NAME]` if there are any.
    pub(crate) stages: String,
    /// Further keys of `[arrivals]`, one a line.
    pub(crate) arrivals: String,
}

impl Plain {
    /// Three days of drain and nothing unusual.
    pub(crate) fn new(rate: f64, days: u32, warm_up: u32, stages: impl Into<String>) -> Self {
        Self { rate, days, warm_up, drain: 3, stages: stages.into(), arrivals: String::new() }
    }

    /// As a scenario file.
    pub(crate) fn text(&self) -> String {
        let Self { days, warm_up, drain, stages, arrivals, .. } = self;
        let (per_day, profile) = (self.rate * 1440.0, ["1"; 24].join(", "));
        format!(
            "population.source = \"plain\"\ncalendar.preset = \"every_day\"\n\
             period = {{ start = \"2024-01-01\", arrivals = \"{days}d\", warm_up = \"{warm_up}d\", drain = \"{drain}d\" }}\n\
             [arrivals]\nper_day = {per_day:?}\nday_noise = false\nhour_profile = [{profile}]\n{arrivals}\n{stages}"
        )
    }

    /// As `sim` would compile it.
    pub(crate) fn compile(&self) -> Compiled {
        compiled(&self.text())
    }
}

/// A station round the clock with people of its own; `keys` are further lines of its entry.
pub(crate) fn station(name: &str, servers: u32, service: &str, keys: &str, next: &str) -> String {
    format!(
        "[[stage]]\nname = \"{name}\"\nkind = \"station\"\nservers = {servers}\nshifts = [\"00:00-24:00\"]\n\
         service = {service}\nnext = \"{next}\"\n{keys}\n"
    )
}

/// An exit.
pub(crate) fn exit(name: &str, outcome: &str) -> String {
    format!("[[stage]]\nname = \"{name}\"\nkind = \"exit\"\noutcome = \"{outcome}\"\n")
}

/// One station, and then everyone is done.
pub(crate) fn desk(servers: u32, service: &str, keys: &str) -> String {
    station("desk", servers, service, keys, "done") + &exit("done", "approved")
}

/// An exponential law of so many minutes, as a scenario writes it.
pub(crate) fn exponential(minutes: f64) -> String {
    format!("{{ distribution = \"exponential\", mean = \"{minutes:?}min\" }}")
}

/// A scenario text as `sim` would compile it.
pub(crate) fn compiled(text: &str) -> Compiled {
    let mut loaded = load_text("verification.toml", text, &[]);
    let scenario: Scenario = loaded.read();
    let compiled = compile(&scenario, &mut loaded.faults);
    compiled.unwrap_or_else(|| panic!("{}\n{text}", loaded.faults.render(&loaded.sources, false)))
}

/// A run on two threads.
pub(crate) fn play(compiled: &Compiled, seed: u64, replications: u64) -> Run {
    play_with(compiled, seed, replications, &())
}

/// A run on two threads with observers of one's own.
pub(crate) fn play_with<R>(compiled: &Compiled, seed: u64, replications: u64, recorder: &R) -> Run
where
    R: Recorder,
    R::Error: std::fmt::Debug + Send,
{
    let plan = RunPlan { seed, replications, precision: Vec::new() };
    let played = with_threads(Some(2), |_| run(&compiled.model, &plan, recorder, &Progress::default()));
    match played.and_then(|run| run) {
        Ok(run) => run,
        Err(error) => panic!("the run failed: {error:?}"),
    }
}

/// A measure of a station over replications, by its name in `stations.csv`; stations are numbered in
/// the order of the process.
pub(crate) fn measure<'a>(run: &'a Run, station: usize, name: &str) -> &'a Moments {
    let position = STATION_MEASURES.iter().position(|(known, _)| *known == name);
    let position = position.unwrap_or_else(|| panic!("no measure is called {name}"));
    &run.estimates.stations[station].measures[position].moments
}

/// How near theory and estimate have to be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Within {
    /// Largest half-width as a share of theory.
    Share(f64),
    /// Largest half-width in the unit of the measure, for what is 0 or near it.
    Absolute(f64),
}

/// The checks of one test.
#[derive(Debug)]
#[must_use = "finish it"]
pub(crate) struct Checks {
    test: &'static str,
    /// How many the test says it makes.
    stated: usize,
    made: usize,
    rows: String,
    failures: String,
    finished: bool,
}

impl Checks {
    /// A test that will make `stated` checks.
    pub(crate) fn new(test: &'static str, stated: usize) -> Self {
        Self { test, stated, made: 0, rows: String::new(), failures: String::new(), finished: false }
    }

    /// Theory lies in the interval, and the interval is narrow.
    pub(crate) fn check(
        &mut self,
        case: &str,
        measure: &str,
        estimate: &Moments,
        theory: f64,
        within: Within,
    ) {
        self.check_with_slack(case, measure, estimate, theory, within, 0.0);
    }

    /// The same for a quantile of the tables, whose sketch may be off by [`SKETCH`].
    pub(crate) fn check_quantile(
        &mut self,
        case: &str,
        measure: &str,
        estimate: &Moments,
        theory: f64,
        within: Within,
    ) {
        self.check_with_slack(case, measure, estimate, theory, within, SKETCH * theory);
    }

    /// The same, with an error of known size in the estimate besides the random one.
    pub(crate) fn check_with_slack(
        &mut self,
        case: &str,
        measure: &str,
        estimate: &Moments,
        theory: f64,
        within: Within,
        slack: f64,
    ) {
        let level = ConfidenceLevel::new(1.0 - ALARM).unwrap();
        let widest = match within {
            Within::Share(share) => share * theory.abs(),
            Within::Absolute(width) => width,
        };
        let Some(interval) = t_interval(estimate, level) else {
            self.note(case, measure, Some(theory), estimate, None, "no interval");
            return;
        };
        let (half, low, high) = (interval.half_width(), interval.low - slack, interval.high + slack);
        let verdict = if !(low..=high).contains(&theory) {
            "fails"
        } else if half > widest {
            "too wide"
        } else {
            "holds"
        };
        self.note(case, measure, Some(theory), estimate, Some(half), verdict);
    }

    /// Theory is a number that every replication must give exactly, such as a quantile of 0.
    pub(crate) fn check_exact(&mut self, case: &str, measure: &str, estimate: &Moments, theory: f64) {
        let all = estimate.count() > 1 && estimate.min() == Some(theory) && estimate.max() == Some(theory);
        self.note(case, measure, Some(theory), estimate, Some(0.0), if all { "holds" } else { "fails" });
    }

    /// Theory says that a difference is below 0, and the whole interval is. Here [`ALARM`] bounds the
    /// probability of seeing an order where there is none.
    pub(crate) fn check_negative(&mut self, case: &str, measure: &str, difference: &Moments) {
        let level = ConfidenceLevel::new(1.0 - ALARM).unwrap();
        let interval = t_interval(difference, level);
        let verdict = if interval.is_some_and(|interval| interval.high < 0.0) { "holds" } else { "fails" };
        self.note(case, measure, None, difference, interval.map(|interval| interval.half_width()), verdict);
    }

    fn note(
        &mut self,
        case: &str,
        measure: &str,
        theory: Option<f64>,
        estimate: &Moments,
        half: Option<f64>,
        verdict: &str,
    ) {
        self.made += 1;
        let number = |value: Option<f64>| value.map_or("–".to_owned(), |value| format!("{value:.6}"));
        let theory = theory.map_or("< 0".to_owned(), |value| format!("{value:.6}"));
        let row = format!(
            "| {} | {case} | {measure} | {theory} | {} | {} | {:.3} % | {verdict} |\n",
            self.test,
            number(estimate.mean()),
            number(half),
            100.0 * (1.0 - ALARM),
        );
        if verdict != "holds" {
            let _ = write!(self.failures, "{row}");
        }
        self.rows += &row;
    }

    /// Writes the rows and fails if a check did.
    ///
    /// # Panics
    /// If a check does not hold, or if there were more or fewer than stated.
    pub(crate) fn finish(mut self) {
        self.finished = true;
        if let Some(path) = std::env::var_os("VERIFICATION_ROWS") {
            static FILE: Mutex<()> = Mutex::new(());
            let _one_at_a_time = FILE.lock().unwrap_or_else(PoisonError::into_inner);
            let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
            file.write_all(self.rows.as_bytes()).unwrap();
        }
        assert!(
            self.failures.is_empty(),
            "test, case, measure, theory, estimate, half-width, level, verdict:\n{}",
            self.failures
        );
        assert!(
            self.made == self.stated,
            "{}: {} checks are stated and {} made",
            self.test,
            self.stated,
            self.made
        );
    }
}

/// A test cannot pass without its checks having been looked at.
impl Drop for Checks {
    fn drop(&mut self) {
        assert!(self.finished || std::thread::panicking(), "{}: the checks were never finished", self.test);
    }
}

/// The tally itself: it must be able to fail.
mod tests {
    use super::*;

    fn around(mean: f64) -> Moments {
        (0..10).map(|i| mean + 0.01 * f64::from(i % 2)).collect()
    }

    fn verdict(act: impl FnOnce(&mut Checks)) -> bool {
        let mut checks = Checks::new("the tally", 1);
        act(&mut checks);
        checks.finished = true;
        checks.failures.is_empty() && checks.made == 1
    }

    #[test]
    fn a_check_fails_beside_theory_and_where_it_has_no_teeth() {
        let near = Within::Share(0.03);
        assert!(verdict(|checks| checks.check("", "", &around(1.0), 1.005, near)));
        assert!(!verdict(|checks| checks.check("", "", &around(1.0), 1.1, near)));
        assert!(!verdict(|checks| checks.check("", "", &around(1.0), 1.005, Within::Share(0.001))));
        assert!(!verdict(|checks| checks.check("", "", &Moments::default(), 1.0, near)));
        assert!(verdict(|checks| checks.check_quantile("", "", &around(4.0), 4.02, near)));
        assert!(!verdict(|checks| checks.check_exact("", "", &around(0.0), 0.0)));
        assert!(verdict(|checks| checks.check_negative("", "", &around(-1.0))));
        assert!(!verdict(|checks| checks.check_negative("", "", &around(0.0))));
    }
}
