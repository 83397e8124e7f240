//! Sections about dates, arrivals, and how applicants come and wait.

use super::super::read::civil::Date;
use super::super::read::dist::Dist;
use super::super::read::one_or_more::OneOrMore;
use super::super::read::section::section;
use super::super::read::units::{Duration, Share};
use super::files::{Decimal, Delimiter, Unusable};
use super::lender::CalendarKind;
use super::steady::WarmUp;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The longest period there may be, days: 137 years. Calendars, rosters and tables have an entry a day.
pub(in crate::scenario) const LONGEST_PERIOD_DAYS: f64 = 50_000.0;

section! {
    /// Dates and time zone. The run starts empty at midnight and ends after the drain.
    pub struct PeriodSection {
        /// First day.
        start: Date = Date { year: 2024, month: 1, day: 1 };
        /// How long accounts are restricted, in whole days.
        arrivals: Duration = Duration::days(180.0), at_least(86_400.0), at_most(LONGEST_PERIOD_DAYS * 86_400.0);
        /// How long the run goes on after that, in whole days. Cases unfinished then are pending.
        drain: Duration = Duration::days(120.0), at_most(LONGEST_PERIOD_DAYS * 86_400.0);
        /// For steady-state questions: what begins before this has passed is played but not counted; `"auto"` finds it by MSER-5 on trial replications.
        warm_up: WarmUp;
        /// Time zone of all dates and times: an IANA name, or an offset such as `"+08:00"`. Days have 24 hours, so a zone whose clock is moved during the run is a fault.
        time_zone: String = "Asia/Shanghai".to_owned(), non_empty;
    }
}

section! {
    /// Public holidays and make-up working days.
    pub struct CalendarSection {
        /// Which working days: `china` (announced for 2024 to 2026), `monday_to_friday` or `every_day`.
        preset: CalendarKind = CalendarKind::China;
        /// A file of exceptions, instead of the preset's own: a CSV with columns `date` and `kind` (`off`, `work`, or
        /// `holiday`, a day off that is paid as a public holiday), the JSON of holiday-cn (a year, or a list of years), or
        /// iCalendar with events of whole days: those whose `SUMMARY` says 休, 放假, 班, 上班 or the like or names a Chinese
        /// public holiday, or all as days off if none does. It is taken as whole for each year that it has a day of. Paid as
        /// public holidays (`costs.holiday_factor`) are its days of kind `holiday`; without any, in a year whose days of the
        /// Chinese law are all off, those; in any other all its days off, since it does not tell.
        file: Option<PathBuf>;
        /// What stands between the columns of a CSV `file`: `","`, `";"`, `"\t"`, `"|"` or `" "`.
        delimiter: Delimiter = Delimiter::Comma;
        /// The encoding of `file`, such as `"utf-8"`, `"gb18030"` or `"utf-16le"`. A byte order mark has the last word.
        encoding: String = "utf-8".to_owned(), non_empty;
        /// How the dates of a CSV `file` are written: `"iso"`, the year first (`2024-05-01`, `2024/5/1`, the day number of a
        /// spreadsheet), or a pattern such as `"DD/MM/YYYY"`.
        date_format: String = "iso".to_owned(), non_empty;
        /// Further days off.
        off: Vec<Date>;
        /// Further working days.
        work: Vec<Date>;
    }
}

section! {
    /// A stretch of days with more or fewer arrivals.
    pub struct SurgeSection {
        /// First day.
        from: Date = Date { year: 2024, month: 1, day: 1 }, required;
        /// Last day, inclusive.
        to: Date = Date { year: 2024, month: 1, day: 1 }, required;
        /// What the usual number is multiplied by.
        factor: f64 = 1.0, at_least(0.0), at_most(1000.0);
    }
}

section! {
    /// When accounts are restricted: a Poisson stream whose rate follows the hour, the weekday, holidays, surges and
    /// a daily random factor; or moments from a file.
    pub struct ArrivalsSection {
        /// Newly restricted users on a calendar day of usual rate, on average. People, not batches.
        per_day: f64 = 120.0, at_least(0.0), at_most(10_000_000.0);
        /// Relative rate in each hour of the day, from 0 to 23; only the shape matters. Entities without attributes
        /// (`population.source = "plain"`) arrive evenly, if it is not written.
        hour_profile: [f64; 24] = [
            0.0161, 0.0083, 0.0040, 0.0024, 0.0021, 0.0005, 0.0032, 0.0082, 0.0157, 0.0438, 0.0616, 0.0727, 0.0701,
            0.0741, 0.0795, 0.0715, 0.0737, 0.0573, 0.0601, 0.0672, 0.0716, 0.0611, 0.0472, 0.0276,
        ], at_least(0.0), at_most(1e6);
        /// Relative rate on each weekday, from Monday to Sunday; only the shape matters.
        weekday_profile: [f64; 7] = [1.0; 7], at_least(0.0), at_most(1e6);
        /// Relative rate on each day of the month, from the 1st to the 31st; only the shape matters: the mean over the
        /// days with arrivals stays.
        month_profile: [f64; 31] = [1.0; 31], at_least(0.0), at_most(1e6);
        /// What the rate is multiplied by on days off of the scenario's calendar (public holidays) whose weekday is
        /// otherwise worked.
        holiday_factor: f64 = 1.0, at_least(0.0), at_most(1000.0);
        /// Whether days differ at random beyond Poisson noise; those of entities without attributes do not, if it is
        /// not written.
        day_noise: bool = true;
        /// Shape of the gamma factor, mean 1, that multiplies a day's rate; its variance is 1/shape.
        day_shape: f64 = 27.0, at_least(0.1), at_most(1_000_000.0);
        /// Days of unusual numbers.
        surges: Vec<SurgeSection>;
        /// A CSV file of daily factors on the rate, with columns `date` and `factor`. Other dates have factor 1.
        date_file: Option<PathBuf>;
        /// How many arrive at one moment: a number or a distribution. Draws are rounded to the nearest whole number
        /// from 1 to 10,000. Batches come at the rate `per_day` / mean size, so `per_day` stays a number of people.
        batch: Dist<f64> = Dist::constant(1.0);
        /// A CSV file of moments of arrival, the same in every replication, instead of the stream: none of the keys
        /// above may stand beside it in one file. Moments are local (`2024-01-02T09:30:00`, `2024-01-02 09:30`) or carry an offset, and
        /// lie within the arrivals of `period`. Plain or compressed by gzip. `sim check` says what is read of it.
        file: Option<PathBuf>;
        /// The column of `file` that holds the moments.
        column: String = "arrival".to_owned(), non_empty;
        /// How moments, or the dates of `date_file`, are written: `"iso"`; `"unix"` or `"unix_ms"`, seconds or milliseconds
        /// since 1970; `"excel"`, days of a spreadsheet, taken to the second; or a pattern such as `"DD/MM/YYYY hh:mm"` of
        /// `YYYY`, `YY`, `MM`, `MMM` (Jan), `DD`, `hh`, `mm`, `ss`, `AM` and `Z` (an offset). A pattern without hours means
        /// midnight.
        date_format: String = "iso".to_owned(), non_empty;
        /// What stands between the columns of `file` or `date_file`: `","`, `";"`, `"\t"`, `"|"` or `" "`.
        delimiter: Delimiter = Delimiter::Comma;
        /// The decimal sign of `file` or `date_file`: `"."` or `","`.
        decimal: Decimal = Decimal::Point;
        /// The encoding of `file` or `date_file`, such as `"utf-8"`, `"gb18030"`, `"utf-16le"` or `"windows-1252"`. A byte
        /// order mark has the last word.
        encoding: String = "utf-8".to_owned(), non_empty;
        /// What becomes of rows of `file` without a moment, or without a case in `first_of`: `"fault"`, or `"skip"`, they are
        /// left out.
        missing: Unusable = Unusable::Fault;
        /// What becomes of moments of `file` that lie outside the arrivals of `period`: `"fault"`, or `"skip"`, they are
        /// left out.
        outside: Unusable = Unusable::Fault;
        /// The rows of `file` that count, by what stands in other columns: `{ activity = "SCHEDULE" }`, or a list of what
        /// may stand there. Without it, all do.
        r#where: BTreeMap<String, OneOrMore<String>>;
        /// A column of `file`, such as `"case"`: of the rows that agree in it, only the earliest counts. For event logs with
        /// several rows a case.
        first_of: Option<String>;
    }
}

section! {
    /// The app path 我的 → 花呗 → 我的额度 → 恢复额度, where people break off.
    pub struct AppSection {
        /// Screens of the path; each loses the same share.
        screens: u32 = 4, at_least(1), at_most(100);
        /// Share of passes through the whole path that break off.
        drop_off_share: Share = Share::new(0.25), below(1.0);
        /// Share of those who come back later.
        return_share: Share = Share::new(0.60);
        /// Time until they come back.
        return_after: Dist<Duration> = Dist::exponential(Duration::days(3.0));
        /// What `return_share` is multiplied by for those whose limit was reduced: they can still pay.
        limited_return_factor: f64 = 0.8, between(0.0, 1.0);
    }
}

section! {
    /// The agents who file applications by hand.
    pub struct AgentSection {
        /// Share of applicants who go to an agent.
        share: Share = Share::new(0.15);
    }
}

section! {
    /// How applications are handed in.
    pub struct ApplicationSection {
        /// The applicant's own time before applying, besides waiting for what they do to take effect.
        preparation: Dist<Duration> = Dist::lognormal(Duration::days(0.5), 1.0);
        /// The app path.
        app: AppSection;
        /// The agents.
        agent: AgentSection;
    }
}

section! {
    /// Patience while waiting for a decision.
    pub struct PatienceSection {
        /// Whether applicants can lose patience and withdraw.
        enabled: bool = true;
        /// How long an applicant waits for a decision. Whoever is with a reviewer stays.
        limit: Dist<Duration> = Dist::exponential(Duration::days(180.0));
    }
}

section! {
    /// Restoration by the system, without an application, of those who repay soon.
    pub struct UnaskedRestorationSection {
        /// Share of those who repay their arrears in time, and whom no knock-out of the screen would refuse, that
        /// the system restores as soon as they have repaid.
        share: Share = Share::new(0.5);
        /// In time: repaid so soon after the restriction, and while no application is under way.
        within: Duration = Duration::days(7.0);
    }
}

section! {
    /// Applying again after a refusal.
    pub struct ReapplySection {
        /// Chance of applying again after the first refusal.
        probability: Share = Share::new(0.55);
        /// What that chance is multiplied by at each further refusal.
        decay: Share = Share::new(0.8);
        /// Time that must pass after a refusal.
        cool_down: Duration = Duration::days(7.0);
        /// Time that passes on top of it.
        extra: Dist<Duration> = Dist::exponential(Duration::days(10.0));
        /// Applications allowed in all.
        max_attempts: u32 = 4, at_least(1), at_most(50);
        /// Chance that something is mended before applying again.
        fix_probability: Share = Share::new(0.6);
        /// What the chance of applying again is multiplied by for those whose limit was reduced: they can still pay.
        limited_factor: f64 = 0.8, between(0.0, 1.0);
    }
}

section! {
    /// The runs that force each behaviour off, half and on, for the same applicants, and off and on for one at a time.
    pub struct InterventionsSection {
        /// Whether they are run.
        enabled: bool = true;
        /// Replications of each of them. Pairs on the same applicants are tight, so few are enough.
        replications: u64 = 28, at_least(2), at_most(100_000);
        /// Share of the applicants for whom each behaviour is also forced on them alone, in copies that wait in line
        /// and take nobody's time: the effect on one. Without it (0), that is left out.
        shadow_share: Share = Share::new(0.3);
    }
}
