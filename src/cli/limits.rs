//! Limits of time and memory: a run that reaches one ends as if it were interrupted, and keeps what is finished.
//!
//! Without `--max-memory` a run may take nine tenths of the memory that is free when it starts: it then ends with a
//! message, where the operating system would end it without one. How much memory there is, and how much is used, is
//! known on Linux; elsewhere only the time is watched.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use super::Failure;
use super::args::LimitArgs;
use crate::scenario::read::units;
use crate::words::say;

/// How often time and memory are looked at: memory grows by some 100 MB meanwhile at most.
const PACE: Duration = Duration::from_millis(20);
/// What a run may take of the memory that is free.
const SHARE_OF_FREE: f64 = 0.9;

/// A duration such as `90s` or `1.5h`.
pub(super) fn parse_time(text: &str) -> Result<Duration, String> {
    let time: units::Duration = text.parse().map_err(|error| say!(WriteForExampleMin, error = error))?;
    if time.as_seconds() > 0.0 {
        Ok(Duration::from_secs_f64(time.as_seconds()))
    } else {
        Err(say!(ItMustBeAboveWrite).to_owned())
    }
}

/// A size such as `500MB` or `2GiB`, in bytes.
pub(super) fn parse_size(text: &str) -> Result<u64, String> {
    const UNITS: [(&str, f64); 8] = [
        ("KIB", 1024.0),
        ("MIB", 1_048_576.0),
        ("GIB", 1_073_741_824.0),
        ("TIB", 1_099_511_627_776.0),
        ("KB", 1e3),
        ("MB", 1e6),
        ("GB", 1e9),
        ("TB", 1e12),
    ];
    let wrong = || say!(IsNoSizeWriteFor, text = text);
    let upper = text.trim().to_ascii_uppercase();
    let (number, unit) =
        UNITS.iter().find_map(|(name, bytes)| Some((upper.strip_suffix(name)?, *bytes))).ok_or_else(wrong)?;
    let bytes = number.trim().parse::<f64>().map_err(|_| wrong())? * unit;
    if (1.0..1e18).contains(&bytes) { Ok(bytes as u64) } else { Err(wrong()) }
}

/// Does `work`, and sets `stop` when a limit is reached. That the work was stopped is then no interruption but a failure
/// with the reason.
pub(super) fn within(
    limits: &LimitArgs,
    stop: &Arc<AtomicBool>,
    work: impl FnOnce() -> Result<(), Failure>,
) -> Result<(), Failure> {
    let used = memory_used();
    if limits.max_memory.is_some() && used.is_none() {
        let what = say!(HowMuchMemoryIsUsed);
        return Err(Failure::Usage(say!(ErrorMaxMemoryLeaveIt, what = what)));
    }
    let deadline = limits.max_time.map(|time| (Instant::now() + time, time));
    let free = memory_free();
    let most = limits.max_memory.or_else(|| Some(used? + (SHARE_OF_FREE * free? as f64) as u64));
    let reached = Arc::new(OnceLock::new());
    let (ended, end) = channel::<()>();
    let watch = {
        let (stop, reached) = (Arc::clone(stop), Arc::clone(&reached));
        let asked = limits.max_memory.is_some();
        let look = move || {
            let time = deadline.filter(|(moment, _)| Instant::now() >= *moment);
            let memory = memory_used().zip(most).filter(|(used, most)| used > most);
            let reason = match (time, memory) {
                (Some((_, time)), _) => {
                    say!(SHavePassedMaxTime, as_secs_f64 = format_args!("{:.0}", time.as_secs_f64()))
                }
                (_, Some((used, _))) if asked => {
                    say!(ItTakesOfMemoryMax, used = size(used))
                }
                (_, Some((used, _))) => say!(ItTakesOfMemoryAnd, used = size(used)),
                (None, None) => return false,
            };
            let _ = reached.set(say!(StoppedReplicationsThatWereFinished, reason = reason));
            stop.store(true, Ordering::Relaxed);
            true
        };
        std::thread::spawn(
            move || while end.recv_timeout(PACE) == Err(RecvTimeoutError::Timeout) && !look() {},
        )
    };
    let result = work();
    drop(ended);
    // A watch that failed is no reason to fail.
    let _ = watch.join();
    match (result, reached.get()) {
        (Err(Failure::Interrupted), Some(reason)) => Err(Failure::Run(reason.clone())),
        (result, _) => result,
    }
}

/// A size as a person says it.
pub(super) fn size(bytes: u64) -> String {
    let bytes = bytes as f64;
    match bytes {
        b if b >= 1e9 => say!(LimitsGb, other = format_args!("{:.1}", b / 1e9)),
        b if b >= 1e6 => say!(LimitsMb, other = format_args!("{:.0}", b / 1e6)),
        b => say!(LimitsKb, other = format_args!("{:.0}", b / 1e3)),
    }
}

/// Memory that this program takes, bytes; nothing where it is not known.
pub(super) fn memory_used() -> Option<u64> {
    kilobytes(&std::fs::read_to_string("/proc/self/status").ok()?, "VmRSS:")
}

/// Memory that is free on this machine, or left to the group that this program runs in, bytes; nothing where it is not
/// known.
pub(super) fn memory_free() -> Option<u64> {
    let machine = kilobytes(&std::fs::read_to_string("/proc/meminfo").ok()?, "MemAvailable:")?;
    let number = |name: &str| -> Option<u64> {
        std::fs::read_to_string(format!("/sys/fs/cgroup/{name}")).ok()?.trim().parse().ok()
    };
    let group =
        number("memory.max").zip(number("memory.current")).map(|(most, now)| most.saturating_sub(now));
    Some(group.map_or(machine, |group| group.min(machine)))
}

/// The value of a line such as `VmRSS:   1234 kB`, bytes.
fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    Some(1024 * line.split_whitespace().next()?.parse::<u64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_have_units() {
        assert_eq!(parse_size("2GB"), Ok(2_000_000_000));
        assert_eq!(parse_size("1.5 GiB"), Ok(1_610_612_736));
        assert_eq!(parse_size("500mb"), Ok(500_000_000));
        for text in ["", "2", "GB", "-1GB", "NaNGB", "infGB", "0MB"] {
            assert!(parse_size(text).is_err(), "{text}");
        }
        assert_eq!(parse_time("1.5h"), Ok(Duration::from_mins(90)));
        for text in ["", "10", "0s", "-1s", "2 working days"] {
            assert!(parse_time(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_limit_that_is_reached_stops_the_work_and_says_why() {
        let stop = Arc::new(AtomicBool::new(false));
        let limits = LimitArgs { max_time: Some(Duration::from_millis(50)), max_memory: None };
        let result = within(&limits, &stop, || {
            while !stop.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(1));
            }
            Err(Failure::Interrupted)
        });
        assert!(matches!(&result, Err(Failure::Run(why)) if why.contains("--max-time")), "{result:?}");
        // Work that ends before is not touched.
        let stop = Arc::new(AtomicBool::new(false));
        let limits = LimitArgs { max_time: Some(Duration::from_hours(1)), max_memory: None };
        assert!(within(&limits, &stop, || Ok(())).is_ok() && !stop.load(Ordering::Relaxed));
    }
}
