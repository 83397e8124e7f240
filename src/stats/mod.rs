//! Statistics of simulation output: moments, quantiles, confidence intervals, rank measures, the warm-up and
//! error of one long run, and durations of which some are cut short.
//!
//! Everything here is a pure function of numbers. The module knows no simulation, no files and no
//! randomness. Two rules hold throughout: whatever is not defined (too few values, no variance, no
//! trials) is `None`, never NaN and never an interval of zero width; and whatever is merged gives the
//! same answer as if it had been recorded in one place: histograms exactly, moments up to rounding.

mod batch_means;
mod clusters;
mod controlled;
mod counts;
mod course;
mod histogram;
mod interval;
mod jackknife;
mod joint;
mod level;
mod moments;
mod mser;
mod packed;
mod pooled_quantile;
mod proportion;
mod rank;
mod ratio;
mod survival;
#[cfg(test)]
mod testing;

pub use batch_means::{BatchMeans, batch_interval};
pub use clusters::Clusters;
pub use controlled::{Controlled, REPLICATIONS_A_CONTROL, controlled};
pub use counts::CountHistogram;
pub use course::Courses;
pub use histogram::{Bin, Binned, LogHistogram};
pub use interval::{Interval, paired_differences, t_interval};
pub use jackknife::LeftOut;
pub use joint::{FEWEST_RESAMPLED, Influences, joint_intervals, share_of_sums, shared};
pub use level::{ConfidenceLevel, StatsError};
pub use moments::Moments;
pub use mser::{Truncation, mser};
pub use pooled_quantile::Estimate;
pub use proportion::{clopper_pearson, logit_interval, logit_t_interval, share_interval, wilson};
pub use rank::{average_ranks, ks_distance, roc_auc, spearman};
pub use ratio::{ClusterSums, PairedMeans, ratio_interval};
pub use survival::{EndKind, Survival};

/// The rank, from 1 to `count`, of the `p`-quantile as the inverse of the empirical distribution function
/// (type 1 of Hyndman and Fan, *The American Statistician* 50(4), 1996).
///
/// `None` when there are no values or `p` is not in 0..=1.
fn quantile_rank(p: f64, count: u64) -> Option<u64> {
    /// Slack, relative, for products such as 0.07 × 100 that land just above the whole number meant.
    const ROUNDING: f64 = 4.0 * f64::EPSILON;
    if count == 0 || !(0.0..=1.0).contains(&p) {
        return None;
    }
    let rank = (p * count as f64 * (1.0 - ROUNDING)).ceil() as u64;
    Some(rank.clamp(1, count))
}
