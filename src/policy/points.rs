//! How a number on file becomes points of 0 to 1.

/// A curve from a number to points.
#[derive(Debug, Clone, PartialEq)]
pub enum Points {
    /// A share as it is.
    Share,
    /// What is left of a share.
    Rest,
    /// None at one number, all at another, and evenly between; the same beyond them. The two differ.
    Between {
        /// Where there are none.
        none_at: f64,
        /// Where there are all.
        full_at: f64,
    },
    /// All at 0, fewer as soon as the number is above 0, and from there evenly down to none.
    AfterFirst {
        /// Points just above 0.
        first: f64,
        /// Where there are none; above 0.
        none_at: f64,
    },
    /// Points at numbers that rise, on lines between them, and the same beyond the first and the last.
    Lines {
        /// The numbers; at least one.
        at: Vec<f64>,
        /// The points at each.
        points: Vec<f64>,
    },
    /// Points below the first of several numbers that rise, and from each of them on.
    Steps {
        /// The numbers.
        edges: Vec<f64>,
        /// One more than there are edges.
        points: Vec<f64>,
    },
    /// Points that rise with a number and level off: x/(x + half), half of them at `half_at`.
    LevelsOff {
        /// Where there are half; above 0.
        half_at: f64,
    },
}

impl Points {
    /// The points of a number.
    #[inline(always)]
    pub fn of(&self, number: f64) -> f64 {
        match self {
            Self::Share => number,
            Self::Rest => 1.0 - number,
            Self::Between { none_at, full_at } => {
                let (none_at, full_at) = (*none_at, *full_at);
                if full_at > none_at {
                    ((number - none_at) / (full_at - none_at)).clamp(0.0, 1.0)
                } else {
                    1.0 - ((number - full_at) / (none_at - full_at)).clamp(0.0, 1.0)
                }
            }
            Self::AfterFirst { first, none_at } => {
                if number > 0.0 {
                    first - first * number.min(*none_at) / none_at
                } else {
                    1.0
                }
            }
            Self::Lines { at, points } => on_lines(at, points, number),
            Self::Steps { edges, points } => {
                let passed = edges.iter().filter(|edge| number >= **edge).count();
                points.get(passed).or(points.last()).copied().unwrap_or(0.0)
            }
            Self::LevelsOff { half_at } => {
                let number = number.max(0.0);
                number / (number + half_at)
            }
        }
    }
}

impl Points {
    /// The number nearest to `from` with at least so many points (0..1), if there is one.
    pub fn reaching(&self, points: f64, from: f64) -> Option<f64> {
        if self.of(from) >= points {
            return Some(from);
        }
        // Numbers at which the curve has so many points, or beyond which it has; each is tried.
        let candidates: Vec<f64> = match self {
            Self::Share => vec![points],
            Self::Rest => vec![1.0 - points],
            Self::Between { none_at, full_at } => vec![none_at + points * (full_at - none_at), *full_at],
            Self::AfterFirst { first, none_at } if *first > 0.0 => {
                vec![none_at * (1.0 - points / first), 0.0]
            }
            Self::AfterFirst { .. } => vec![0.0],
            Self::LevelsOff { half_at } if points < 1.0 => vec![half_at * points / (1.0 - points)],
            Self::LevelsOff { .. } => Vec::new(),
            Self::Lines { at, points: heights } => {
                let between = |(at, heights): (&[f64], &[f64])| {
                    at[0] + (points - heights[0]) / (heights[1] - heights[0]) * (at[1] - at[0])
                };
                let crossings = at.windows(2).zip(heights.windows(2)).map(between);
                at.iter().copied().chain(crossings.filter(|number| number.is_finite())).collect()
            }
            Self::Steps { edges, .. } => edges.iter().flat_map(|edge| [*edge, edge.next_down()]).collect(),
        };
        // What rounding takes away is no reason to say that there is none.
        let enough = |number: &f64| self.of(*number) >= points - 1e-9;
        let nearer = |one: &f64, other: &f64| (one - from).abs().total_cmp(&(other - from).abs());
        candidates.into_iter().filter(enough).min_by(nearer)
    }
}

#[inline]
fn on_lines(at: &[f64], points: &[f64], number: f64) -> f64 {
    let right = at.iter().filter(|knot| **knot <= number).count();
    let Some(left) = right.checked_sub(1) else { return points.first().copied().unwrap_or(0.0) };
    match (points.get(left), at.get(right), points.get(right)) {
        (Some(low), Some(next), Some(high)) => low + (number - at[left]) / (next - at[left]) * (high - low),
        (low, ..) => low.copied().unwrap_or(0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(curve: &Points, numbers: &[f64]) -> Vec<f64> {
        numbers.iter().map(|number| (curve.of(*number) * 1e6).round() / 1e6).collect()
    }

    /// Every curve at numbers whose points can be worked out by hand.
    #[test]
    fn curves_go_through_their_points() {
        let rises = Points::Between { none_at: 400.0, full_at: 800.0 };
        assert_eq!(points(&rises, &[350.0, 400.0, 500.0, 800.0, 950.0]), [0.0, 0.0, 0.25, 1.0, 1.0]);
        let falls = Points::Between { none_at: 4.0, full_at: 0.0 };
        assert_eq!(points(&falls, &[0.0, 1.0, 4.0, 9.0]), [1.0, 0.75, 0.0, 0.0]);
        let overdue = Points::AfterFirst { first: 0.2, none_at: 120.0 };
        assert_eq!(points(&overdue, &[0.0, 1.0, 60.0, 120.0, 400.0]), [1.0, 0.198_333, 0.1, 0.0, 0.0]);
        let lines = Points::Lines { at: vec![0.0, 1.0, 3.0], points: vec![1.0, 0.5, 0.1] };
        assert_eq!(
            points(&lines, &[-1.0, 0.0, 0.5, 1.0, 2.0, 3.0, 7.0]),
            [1.0, 1.0, 0.75, 0.5, 0.3, 0.1, 0.1]
        );
        let steps = Points::Steps { edges: vec![25.0, 60.0], points: vec![0.3, 1.0, 0.6] };
        assert_eq!(points(&steps, &[24.9, 25.0, 59.0, 60.0]), [0.3, 1.0, 1.0, 0.6]);
        let levels = Points::LevelsOff { half_at: 3.0 };
        assert_eq!(points(&levels, &[0.0, 3.0, 9.0]), [0.0, 0.5, 0.75]);
        assert_eq!((points(&Points::Share, &[0.3]), points(&Points::Rest, &[0.3])), (vec![0.3], vec![0.7]));
    }
}
