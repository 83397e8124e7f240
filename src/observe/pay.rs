//! What people are paid for.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

/// Time that is paid for, and what it costs.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Pay {
    /// Hours, overtime included.
    pub hours: f64,
    /// Of those, hours worked beyond the shift.
    pub overtime_hours: f64,
    /// What they cost, CNY.
    pub cny: f64,
}

impl AddAssign for Pay {
    fn add_assign(&mut self, other: Self) {
        self.hours += other.hours;
        self.overtime_hours += other.overtime_hours;
        self.cny += other.cny;
    }
}
