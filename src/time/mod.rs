//! Simulated time: integer ticks, civil dates, working calendars and shifts.
//!
//! Time runs in local wall-clock ticks (microseconds) from midnight of the scenario's first day;
//! a time zone matters only when a moment is written down. This module does not know what happens
//! at a moment: no events, no queues.

mod calendar;
mod clock;
mod cycle;
mod office;
mod roster;
mod shift;
mod zone;

#[cfg(test)]
mod tests;

pub use calendar::{CalendarError, DayKind, WorkCalendar, china_2024_to_2026, china_holidays_by_law};
pub use clock::{DAY, HOUR, MINUTE, SECOND, SimDuration, SimTime};
pub use cycle::Cycle;
pub use office::OfficeHours;
pub use shift::{Shift, ShiftError, without_breaks};
pub use zone::{ClockChange, Stamper, ZoneError, clock_change, zone};
