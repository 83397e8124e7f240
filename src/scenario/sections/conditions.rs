//! Sections about conditions on an application: who takes a route, who is served first, whom a team
//! may serve.

use std::collections::BTreeMap;

use super::super::read::choice::choice;
use super::super::read::civil::TimeOfDay;
use super::super::read::one_or_more::OneOrMore;
use super::super::read::section::section;

choice! {
    /// A day of the week.
    pub enum WeekdayName {
        /// 星期一.
        Monday = "monday",
        /// 星期二.
        Tuesday = "tuesday",
        /// 星期三.
        Wednesday = "wednesday",
        /// 星期四.
        Thursday = "thursday",
        /// 星期五.
        Friday = "friday",
        /// 星期六.
        Saturday = "saturday",
        /// 星期日.
        Sunday = "sunday",
    }
}

choice! {
    /// How an application is handed in.
    pub enum ChannelName {
        /// In the app.
        App = "app",
        /// With an agent.
        Agent = "agent",
    }
}

choice! {
    /// What the automatic screen said at filing.
    pub enum RouteName {
        /// A knock-out rule refused it.
        KnockedOut = "knocked_out",
        /// Approved on the score.
        AutoApproved = "auto_approved",
        /// Refused on the score.
        AutoRefused = "auto_refused",
        /// A person is to decide.
        Human = "human",
    }
}

choice! {
    /// How an application stands.
    pub enum StandingName {
        /// Approved so far.
        Approved = "approved",
        /// Refused so far.
        Refused = "refused",
        /// Not decided yet.
        Open = "open",
    }
}

section! {
    /// A condition on an application; everything that is written must hold. When it is read depends on the key it stands under: a route's when the stage is done; `priority` and `serves` whenever somebody is chosen, and while a case waits at the moment at which the answer changes; `service_when` and `adjust` when the service starts (for `shortest_expected` also whenever somebody is chosen); `approve_when` when the application reaches the decision.
    pub struct ConditionSection {
        /// The cause of the restriction is one of these.
        cause: OneOrMore<String>;
        /// The restriction is one of these.
        restriction: OneOrMore<String>;
        /// It was handed in by one of these channels.
        channel: OneOrMore<ChannelName>;
        /// The automatic screen sent it one of these ways.
        route: OneOrMore<RouteName>;
        /// It stands approved, refused or open so far.
        decision: Option<StandingName>;
        /// Quantities that must be at least so much, by name: `score`, a factor such as `credit`, `attempt` (from 1), `passes` (how often this stage has been done: 0 on the first visit, 1 in the routes after it), `hours_since_filing`, or an attribute as it was at restriction, such as `days_overdue`, `overdue_months`, `sesame`, `age`, `limit_cny`, `balance_cny`, `utilisation`.
        at_least: BTreeMap<String, f64>;
        /// Quantities that must be below so much, by the same names.
        below: BTreeMap<String, f64>;
        /// Attributes with named values, each with one or more of these names.
        is: BTreeMap<String, OneOrMore<String>>;
        /// The time of day, at the moment the condition is read, is at or after this.
        from: Option<TimeOfDay>;
        /// The time of day is before this; earlier than `from`, it means on the next day.
        until: Option<TimeOfDay>;
        /// The weekday, at the moment the condition is read, is one of these.
        weekday: OneOrMore<WeekdayName>;
        /// It takes the fast lane (`[human.fast_lane]`), or does not.
        fast_lane: Option<bool>;
        /// Documents came with it, or did not.
        documents: Option<bool>;
    }
}
