//! Ways on from a stage, looked up by how an application stands.
//!
//! Most routes ask for no more than the decision, the way the screen sent it, and the channel. For such
//! stages the first open route is found once for everything these can be, instead of at every visit. What
//! other conditions ask for is not known here.

use super::case::Case;
use super::condition::{Condition, Test};
use super::process::{RouteConfig, StageId};
use crate::behaviour::Channel;
use crate::policy::Route;

/// How an application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    /// Approved, refused or undecided so far.
    pub(super) decision: Option<bool>,
    /// The way the screen sent it; `None` before it is filed.
    pub(super) screened: Option<Route>,
    pub(super) channel: Channel,
}

const DECISIONS: [Option<bool>; 3] = [Some(false), Some(true), None];
const SCREENED: usize = Route::ALL.len() + 1;
/// Ways in which an application may stand.
const STANDINGS: usize = DECISIONS.len() * SCREENED * Channel::ALL.len();

impl Standing {
    #[inline]
    fn index(self) -> usize {
        let decision = self.decision.map_or(2, usize::from);
        let screened = self.screened.map_or(Route::ALL.len(), Route::index);
        (self.channel as usize * SCREENED + screened) * DECISIONS.len() + decision
    }

    /// All of them, by index.
    fn all() -> [Self; STANDINGS] {
        std::array::from_fn(|index| Self {
            decision: DECISIONS[index % DECISIONS.len()],
            screened: Route::ALL.get(index / DECISIONS.len() % SCREENED).copied(),
            channel: Channel::ALL[index / (DECISIONS.len() * SCREENED)],
        })
    }
}

impl Case<'_> {
    /// How it stands. Nobody's case counts as handed in by the app.
    #[inline]
    pub(super) fn standing(&self) -> Standing {
        Standing { channel: self.person().map_or(Channel::App, |person| person.channel), ..self.on_file() }
    }

    /// How it stands, whatever its channel.
    #[inline]
    pub(super) fn on_file(&self) -> Standing {
        let screened = self.application.as_ref().map(|application| application.verdict.route);
        Standing { decision: self.token.approved, screened, channel: Channel::App }
    }
}

impl Test {
    /// Whether it holds of what stands so; `None` if it asks for more.
    pub(super) fn of_standing(&self, standing: Standing) -> Option<bool> {
        match self {
            Self::Channel(set) => Some(set[standing.channel as usize]),
            Self::Route(set) => Some(standing.screened.is_some_and(|route| set[route.index()])),
            Self::Decision(wanted) => Some(standing.decision == *wanted),
            _ => None,
        }
    }
}

impl Condition {
    fn of_standing(&self, standing: Standing) -> Option<bool> {
        self.tests.iter().try_fold(true, |all, test| Some(all & test.of_standing(standing)?))
    }
}

/// The next stage, by how an application stands.
#[derive(Debug, Clone)]
pub(super) struct Ways {
    next: [StageId; STANDINGS],
    /// Whether the channel matters: it is kept with the person, far away.
    by_channel: bool,
}

impl Ways {
    /// The ways of these routes; `None` if they ask for more, have shares or limits, or may all be closed.
    pub(super) fn new(routes: &[RouteConfig]) -> Option<Self> {
        if let [only] = routes {
            // Whoever gets there takes it: the check has seen to that.
            return Some(Self { next: [only.to; STANDINGS], by_channel: false });
        }
        if routes.iter().any(|route| route.share.is_some() || route.limit.is_some()) {
            return None;
        }
        let first_open = |standing: Standing| {
            for route in routes {
                if route.when.of_standing(standing)? {
                    return Some(route.to);
                }
            }
            None
        };
        let mut next = [0; STANDINGS];
        for (next, standing) in next.iter_mut().zip(Standing::all()) {
            *next = first_open(standing)?;
        }
        let asks = |route: &RouteConfig| route.when.tests.iter().any(|test| matches!(test, Test::Channel(_)));
        Some(Self { next, by_channel: routes.iter().any(asks) })
    }

    /// Where a case goes.
    #[inline]
    pub(super) fn next(&self, case: &Case<'_>) -> StageId {
        let standing = if self.by_channel { case.standing() } else { case.on_file() };
        self.next[standing.index()]
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn route(to: StageId, tests: Vec<Test>) -> RouteConfig {
        RouteConfig { to, share: None, limit: None, when: Condition { tests } }
    }

    #[test]
    fn every_standing_has_an_index_of_its_own() {
        for (index, standing) in Standing::all().into_iter().enumerate() {
            assert_eq!(standing.index(), index);
        }
    }

    #[test]
    fn the_first_open_route_is_taken() {
        let by_agent = Test::Channel([false, true]);
        let human = Test::Route([false, false, false, true]);
        let routes = [
            route(5, vec![by_agent.clone(), Test::Decision(Some(true))]),
            route(6, vec![human.clone()]),
            route(7, vec![]),
            route(8, vec![Test::Decision(None)]),
        ];
        let ways = Ways::new(&routes).unwrap();
        assert!(ways.by_channel);
        for standing in Standing::all() {
            let expected = match standing {
                Standing { channel: Channel::Agent, decision: Some(true), .. } => 5,
                Standing { screened: Some(Route::Human), .. } => 6,
                _ => 7,
            };
            assert_eq!(ways.next[standing.index()], expected, "{standing:?}");
        }
    }

    #[test]
    fn routes_that_ask_for_more_have_no_table() {
        let rest = || route(1, vec![]);
        let alone = Ways::new(&[RouteConfig { share: Some(1.0), ..rest() }]).unwrap();
        assert!(!alone.by_channel && alone.next.iter().all(|to| *to == 1));
        let more = Test::FastLane(true);
        assert!(Ways::new(&[route(2, vec![Test::Decision(None), more]), rest()]).is_none());
        assert!(Ways::new(&[RouteConfig { share: Some(0.5), ..rest() }, rest()]).is_none());
        assert!(Ways::new(&[RouteConfig { limit: Some(1), ..rest() }, rest()]).is_none());
        let undecided = || route(2, vec![Test::Decision(None)]);
        assert!(Ways::new(&[undecided(), undecided()]).is_none(), "may all be closed");
    }
}
