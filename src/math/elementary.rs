//! The logarithm and the power, correctly rounded.

/// The natural logarithm.
#[inline]
pub fn ln(x: f64) -> f64 {
    pxfm::f_log(x)
}

/// `x` to the power `y`.
#[inline]
pub fn pow(x: f64, y: f64) -> f64 {
    pxfm::f_pow(x, y)
}
