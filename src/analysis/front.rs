//! Settings that no other beats in two objectives.

use std::cmp::Ordering;

/// Those of some pairs of objectives, of which less is better, that no other beats: none is as good in both and better in
/// one. In the order of the first objective; of pairs that are the same, all are among them. One with what is no number is
/// not.
pub fn unbeaten(pairs: &[[f64; 2]]) -> Vec<usize> {
    let defined = |at: &usize| pairs[*at].iter().all(|value| value.is_finite());
    let mut order: Vec<usize> = (0..pairs.len()).filter(defined).collect();
    order.sort_by(|one, other| {
        let [one, other] = [pairs[*one], pairs[*other]];
        one[0].total_cmp(&other[0]).then(one[1].total_cmp(&other[1]))
    });
    let mut found: Vec<usize> = Vec::new();
    for at in order {
        let same = |last: &usize| pairs[*last].partial_cmp(&pairs[at]) == Some(Ordering::Equal);
        let better = |last: &usize| pairs[at][1] < pairs[*last][1];
        if found.last().is_none_or(|last| same(last) || better(last)) {
            found.push(at);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_front_is_what_brute_force_finds() {
        let mut state = 7_u64;
        let mut number = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            f64::from((state >> 33) as u32 % 12)
        };
        for size in 0..60 {
            let pairs: Vec<[f64; 2]> = (0..size).map(|_| [number(), number()]).collect();
            let beats = |other: &[f64; 2], this: &[f64; 2]| {
                other[0] <= this[0] && other[1] <= this[1] && (other[0] < this[0] || other[1] < this[1])
            };
            let mut found = unbeaten(&pairs);
            found.sort_unstable();
            let brute: Vec<usize> =
                (0..size).filter(|at| !pairs.iter().any(|other| beats(other, &pairs[*at]))).collect();
            assert_eq!(found, brute, "{pairs:?}");
        }
    }
}
