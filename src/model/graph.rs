//! Graphs of numbered nodes: what can be reached, and what lies on a cycle.
//!
//! Each function takes time in proportion to nodes and edges, so that a process of thousands of stages is checked at
//! once. What the nodes stand for is not known here. Edges to nodes that do not exist are passed over.

/// Marks everything that can be reached from `start` along `next`.
pub(super) fn mark(start: &[usize], count: usize, next: impl Fn(usize) -> Vec<usize>) -> Vec<bool> {
    let mut seen = vec![false; count];
    spread(&mut seen, start.to_vec(), next);
    seen
}

/// Marks what can be reached from `open` and is not marked yet.
fn spread(seen: &mut [bool], mut open: Vec<usize>, next: impl Fn(usize) -> Vec<usize>) {
    while let Some(at) = open.pop() {
        if at < seen.len() && !std::mem::replace(&mut seen[at], true) {
            open.extend(next(at));
        }
    }
}

/// Per node: where its edges come from.
pub(super) fn reversed(count: usize, next: impl Fn(usize) -> Vec<usize>) -> Vec<Vec<usize>> {
    let mut before = vec![Vec::new(); count];
    for at in 0..count {
        for to in next(at).into_iter().filter(|to| *to < count) {
            before[to].push(at);
        }
    }
    before
}

/// One node of every cycle that `asked` may be told of, the lowest first; none that leads to one found before.
pub(super) fn loops(
    count: usize,
    next: impl Fn(usize) -> Vec<usize>,
    asked: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let round = cyclic(count, &next);
    let before = reversed(count, &next);
    let mut leads_to_found = vec![false; count];
    let mut found = Vec::new();
    for at in 0..count {
        if asked(at) && round[at] && !leads_to_found[at] {
            found.push(at);
            spread(&mut leads_to_found, vec![at], |at| before[at].clone());
        }
    }
    found
}

/// A node on the way down the search: its edges, and how many of them have been followed.
struct Open {
    at: usize,
    edges: Vec<usize>,
    followed: usize,
}

/// Per node: whether it lies on a cycle, which is so if its strongly connected component has another node, or it has
/// an edge to itself (Tarjan 1972, SIAM Journal on Computing 1(2), 146-160; here without recursion, since the stack
/// would not hold a long chain).
pub(super) fn cyclic(count: usize, next: impl Fn(usize) -> Vec<usize>) -> Vec<bool> {
    const UNSEEN: usize = usize::MAX;
    let mut on_cycle = vec![false; count];
    let mut order = vec![UNSEEN; count];
    let mut lowest = vec![0; count];
    let mut pending = vec![false; count];
    let mut component: Vec<usize> = Vec::new();
    let mut seen = 0;
    for start in 0..count {
        let mut path: Vec<Open> = Vec::new();
        let mut enter = (order[start] == UNSEEN).then_some(start);
        loop {
            if let Some(at) = enter.take() {
                (order[at], lowest[at], pending[at]) = (seen, seen, true);
                seen += 1;
                component.push(at);
                let edges: Vec<usize> = next(at).into_iter().filter(|to| *to < count).collect();
                on_cycle[at] = edges.contains(&at);
                path.push(Open { at, edges, followed: 0 });
            }
            let Some(open) = path.last_mut() else { break };
            let at = open.at;
            if let Some(to) = open.edges.get(open.followed).copied() {
                open.followed += 1;
                if order[to] == UNSEEN {
                    enter = Some(to);
                } else if pending[to] {
                    lowest[at] = lowest[at].min(order[to]);
                }
                continue;
            }
            path.pop();
            if let Some(above) = path.last() {
                lowest[above.at] = lowest[above.at].min(lowest[at]);
            }
            if lowest[at] == order[at] {
                let first = component.iter().rposition(|node| *node == at).unwrap_or(0);
                let alone = component.len() - first == 1;
                for node in component.drain(first..) {
                    pending[node] = false;
                    on_cycle[node] |= !alone;
                }
            }
        }
    }
    on_cycle
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Held against the definition: a node lies on a cycle if it can be reached from its own successors.
        #[test]
        fn cycles_are_what_leads_back(edges in prop::collection::vec(prop::collection::vec(0_usize..12, 0..4), 12)) {
            let next = |at: usize| edges[at].clone();
            let expected: Vec<bool> = (0..12).map(|at| mark(&next(at), 12, next)[at]).collect();
            prop_assert_eq!(&cyclic(12, next), &expected);
            let found = loops(12, next, |_| true);
            for (position, at) in found.iter().enumerate() {
                let reached = mark(&next(*at), 12, next);
                prop_assert!(expected[*at] && found[..position].iter().all(|earlier| !reached[*earlier]));
            }
            // Every cycle leads to one that was found.
            for at in (0..12).filter(|at| expected[*at]) {
                let reached = mark(&[at], 12, next);
                prop_assert!(found.iter().any(|one| reached[*one]));
            }
        }
    }

    #[test]
    fn a_long_chain_is_walked_at_once() {
        let count = 200_000;
        let next = |at: usize| if at + 1 < count { vec![at + 1] } else { Vec::new() };
        assert!(!cyclic(count, next).contains(&true) && loops(count, next, |_| true).is_empty());
        let ring = |at: usize| vec![(at + 1) % count];
        assert_eq!(loops(count, ring, |_| true), [0]);
    }
}
