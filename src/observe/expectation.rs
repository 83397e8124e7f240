//! What is expected of a metric before it is estimated.

/// A value that should come out.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// Position of the station among the stations; `None` for the summary.
    pub station: Option<usize>,
    /// Name of the station, or `summary`.
    pub of: String,
    /// Name of the metric.
    pub metric: String,
    /// Position in [`super::STATION_MEASURES`] or, of the summary, in [`super::METRICS`].
    pub position: usize,
    /// The value, in the unit of the tables.
    pub value: f64,
    /// Where it comes from.
    pub source: String,
}
