//! Sections about the review process: its stages and the people who serve.

use std::collections::BTreeMap;

use super::super::read::choice::choice;
use super::super::read::civil::{Date, Shift, TimeOfDay};
use super::super::read::dist::Dist;
use super::super::read::one_or_more::OneOrMore;
use super::super::read::section::section;
use super::super::read::units::{Duration, Money, Share};
use super::conditions::ConditionSection;
use super::lender::PayName;
use super::process_fields::Next;
use super::roster::Roster;

choice! {
    /// The days a team works, or on which working time counts.
    pub enum DutyDays {
        /// Those of the scenario's `[calendar]`.
        Scenario = "scenario",
        /// The Chinese working calendar: Monday to Friday, public holidays off, make-up days worked.
        China = "china",
        /// Monday to Friday, no holidays.
        MondayToFriday = "monday_to_friday",
        /// Every day.
        EveryDay = "every_day",
    }
}

choice! {
    /// What happens to the case in hand when a shift ends.
    pub enum ShiftEnd {
        /// It is put down and taken up by the same person at their next shift.
        Suspend = "suspend",
        /// It is finished before leaving.
        Finish = "finish",
        /// It goes back to the front of the line, for whoever is next on duty.
        HandOver = "hand_over",
    }
}

choice! {
    /// Which of its stations a team looks at first.
    pub enum PickKind {
        /// The one whose next case has waited the longest.
        Oldest = "oldest",
        /// The one that stands first in the file.
        Listed = "listed",
    }
}

choice! {
    /// What a stage does.
    pub enum StageKindName {
        /// Time passes: calendar time, office time, working days, or until a batch runs.
        Delay = "delay",
        /// People work on the application.
        Station = "station",
        /// Something is settled, or nothing: then the stage only routes.
        Decision = "decision",
        /// The process ends.
        Exit = "exit",
    }
}

choice! {
    /// Who or what settles a decision.
    pub enum DecidedBy {
        /// Nobody: the stage only routes.
        Nobody = "nobody",
        /// The automatic screen, by its knock-outs and score bands (`[screen]`).
        Screen = "screen",
        /// The person who served the application last (`[human]`).
        Reviewer = "reviewer",
        /// Chance: approved with the probability `share`.
        Chance = "chance",
        /// The score: approved from `approve_at`, refused below `refuse_below`, else open.
        Band = "band",
        /// Conditions: approved if one of `approve_when` holds, else refused.
        Test = "test",
    }
}

choice! {
    /// How the process ends for an application.
    pub enum OutcomeName {
        /// As was decided on the way.
        Decided = "decided",
        /// Approved.
        Approved = "approved",
        /// Refused.
        Refused = "refused",
        /// Withdrawn, without a decision.
        Withdrawn = "withdrawn",
    }
}

choice! {
    /// Where a delay counts from.
    pub enum SinceName {
        /// The arrival at the delay.
        Arrival = "arrival",
        /// The filing of the application: what has passed since then counts.
        Filing = "filing",
    }
}

choice! {
    /// In which order a station serves within a priority class.
    pub enum DisciplineName {
        /// First come, first served.
        FirstCome = "first_come",
        /// The earliest due date first; needs `due`.
        EarliestDue = "earliest_due",
        /// The shortest expected service time first.
        ShortestExpected = "shortest_expected",
        /// In random order.
        Random = "random",
    }
}

section! {
    /// A way from one stage to another.
    pub struct RouteSection {
        /// Name of the stage it leads to.
        to: String = String::new(), required, non_empty;
        /// Share of applications that take it; without one, everyone who gets to it.
        share: Option<Share>;
        /// How often one application may take it.
        limit: Option<u32>, at_least(1), at_most(200);
        /// Who may take it; read when the stage is done, so that `passes` counts the present one.
        when: Option<ConditionSection>;
    }
}

section! {
    /// A service time for some applications.
    pub struct ServiceWhenSection {
        /// For whom; read when the service starts, not again after a handover.
        when: ConditionSection;
        /// The service time.
        service: Dist<Duration> = Dist::constant(Duration::minutes(1.0)), required;
    }
}

section! {
    /// A change of the service time for some applications; all that hold count.
    pub struct AdjustSection {
        /// For whom; read when the service starts, not again after a handover.
        when: ConditionSection;
        /// What the time is multiplied by.
        factor: f64 = 1.0, above(0.0), at_most(100.0);
        /// What is added to it.
        add: Duration = Duration::seconds(0.0);
    }
}

section! {
    /// A stage of the review process.
    pub struct StageSection {
        /// Its name, also in event logs and tables.
        name: String = String::new(), required, non_empty;
        /// Delay, station, decision or exit. Without it, the entry changes the stage of that name in the process that is extended.
        kind: StageKindName = StageKindName::Exit, required;
        /// Whether it takes time. Switched off, a delay is skipped, and the work of a station is done without a line.
        enabled: bool = true;
        /// Whether an application counts as filed only after this stage.
        before_filing: bool = false;
        /// Where applications go next: the name of a stage, or routes that are tried in order.
        next: Next;

        /// Delay: calendar time.
        time: Option<Dist<Duration>>;
        /// Delay: time on duty, by `calendar` and `shifts`, or those of `team`.
        office_time: Option<Dist<Duration>>;
        /// Delay: whole working days, a plain number. What starts on a day off counts from the next working day.
        working_days: Option<Dist<f64>>;
        /// Delay: until the next of these times of a working day, when a batch runs.
        run_at: OneOrMore<TimeOfDay>;
        /// Delay: where it counts from.
        since: Option<SinceName>;

        /// Station: the team or teams that serve it, in the order in which they are asked. Delay: the team whose `calendar` and `shifts` count.
        team: OneOrMore<String>;
        /// Station: people of its own, instead of a team.
        servers: Option<u32>, at_most(60_000);
        /// Hours of duty of those people, or of a delay; 09:00 to 18:00, if not written. They may pass midnight, as those
        /// of a team.
        shifts: OneOrMore<Shift>;
        /// Days of duty of those people, or of a delay; those of `[calendar]`, if not written.
        calendar: Option<DutyDays>;
        /// Station: what its own people do with the case in hand when their shift ends.
        end_of_shift: Option<ShiftEnd>;
        /// Station: service time.
        service: Option<Dist<Duration>>;
        /// Station: other service times; the first whose condition holds counts.
        service_when: OneOrMore<ServiceWhenSection>;
        /// Station: changes of the service time.
        adjust: OneOrMore<AdjustSection>;
        /// Station: order of service within a priority class.
        discipline: Option<DisciplineName>;
        /// Station: priority classes, the most urgent first; who meets none comes last. Read whenever somebody is chosen, so a case may become more or less urgent while it waits.
        priority: OneOrMore<ConditionSection>;
        /// Station: share of services that look at the first class before the others; all, if not written.
        fast_lane_share: Option<Share>;
        /// Station: calendar time from arrival until the service should be over.
        due: Option<Dist<Duration>>;
        /// Station: the same as time on duty, by the `shifts` and `calendar` of the first team, as for a delay with that `team`.
        due_office_time: Option<Dist<Duration>>;
        /// Station: the same as whole working days, a plain number: due at the same time of day so many working days later,
        /// as a delay of so many `working_days` with that `team` ends.
        due_working_days: Option<Dist<f64>>;
        /// Station: cases that are there when the period begins. They have been through what comes before the station,
        /// and count at stations alone.
        backlog: Option<u32>, at_most(1_000_000);
        /// Station: whoever would wait behind so many does not join.
        balk_at: Option<u32>;
        /// Station: the stage they go to instead; without it, they withdraw.
        balked: Option<String>;
        /// Station: how long an application waits in this line, in all over one visit. Time in service does not count, and what is left goes on after a handover.
        patience: Option<Dist<Duration>>;
        /// Station: the stage that whoever runs out of it goes to; without it, they withdraw.
        reneged: Option<String>;

        /// Decision: who or what settles it.
        by: Option<DecidedBy>;
        /// Decision by chance: probability of approval.
        share: Option<Share>;
        /// Decision by band: scores at or above are approved.
        approve_at: Option<f64>;
        /// Decision by band: scores below are refused.
        refuse_below: Option<f64>;
        /// Decision by test: approved if one of these holds when the application gets there.
        approve_when: OneOrMore<ConditionSection>;

        /// Exit: how the process ends.
        outcome: Option<OutcomeName>;
    }
}

section! {
    /// People of a team on hours of their own.
    pub struct CrewSection {
        /// How many.
        people: u32 = 1, required, at_most(60_000);
        /// Their hours on a day of duty; as those of the team, they may pass midnight.
        shifts: Vec<Shift> = vec![Shift::hm(9, 0, 18, 0)], required, non_empty;
        /// Other hours of theirs on a weekday, by its name; `[]` for none.
        weekdays: BTreeMap<String, Vec<Shift>>;
        /// Their days of duty; not written, those of the team.
        calendar: Option<DutyDays>;
    }
}

section! {
    /// A change of the number of people from a date on.
    pub struct ChangeSection {
        /// First day.
        from: Date = Date { year: 2024, month: 1, day: 1 }, required;
        /// People from then on.
        people: u32 = 1, required, at_most(60_000);
    }
}

section! {
    /// Failures of what people work with; a case in hand waits for the repair.
    pub struct BreakdownSection {
        /// Time on duty of one person between a repair and the next failure.
        every: Dist<Duration> = Dist::exponential(Duration::hours(100.0)), required;
        /// Calendar time until the repair.
        repair: Dist<Duration> = Dist::exponential(Duration::hours(1.0)), required;
    }
}

section! {
    /// A team: people who serve one or more stations.
    pub struct TeamSection {
        /// People on duty.
        people: u32 = 1, at_most(60_000);
        /// Hours of duty on a day of duty. A shift whose end is not after its start, such as `"22:00-06:00"`, passes
        /// midnight. It belongs to the day on which it starts: that day's weekday, calendar, absence and changes decide
        /// whether it takes place, and its hours count on the dates on which they are worked.
        shifts: Vec<Shift> = vec![Shift::hm(9, 0, 18, 0)], non_empty;
        /// Days of duty.
        calendar: DutyDays = DutyDays::Scenario;
        /// Other hours on a weekday, by its name; `[]` for none. A public holiday stays off; a make-up working day, like
        /// any that `[calendar]` lists in `work`, has the usual shifts.
        weekdays: BTreeMap<String, Vec<Shift>>;
        /// Breaks, cut out of all shifts, before and after midnight.
        breaks: Vec<Shift>, max_length(100);
        /// Further people on hours of their own.
        crews: Vec<CrewSection>, max_length(50);
        /// A CSV file of who is on duty when, instead of `people`, `shifts`, `weekdays`, `crews` and `changes`. Columns `day`
        /// (`monday` to `sunday`, or a date, whose rows count instead of those of its weekday), `from` and `to` (times
        /// of day; a `to` not after `from` is on the next day) and `people`. Rows of the same times are the same people,
        /// as many as there are that day; so are rows of a day that do not overlap and make up to 11 hours in all, as
        /// before and after a lunch break. On a public holiday of `calendar` only rows of that date count. A file with
        /// another separator: `{ file = "week.csv", delimiter = ";" }`.
        roster: Option<Roster>;
        /// Changes of the number of people over time.
        changes: Vec<ChangeSection>, max_length(500);
        /// Planned absence: the share of days of duty on which each person is away, in turn: with p/q, exactly p of any q days of duty in a row.
        absence: Share = Share::new(0.0), below(1.0);
        /// Share of duty time that is productive; work takes this much longer.
        availability: Share = Share::new(1.0), at_least(0.000_001);
        /// What happens to the case in hand when a shift ends.
        end_of_shift: ShiftEnd = ShiftEnd::Suspend;
        /// With `finish`, the most that people work after the shift in which they took a case; what would take longer
        /// is put down, and then goes on in shifts alone.
        overtime: Option<Duration>;
        /// Whom the team may serve; everyone, if not written. Read whenever somebody is chosen, and at the moment at which the answer changes for a case that waits; a service under way goes on.
        serves: Option<ConditionSection>;
        /// Which of several stations the team looks at first.
        pick: PickKind = PickKind::Oldest;
        /// Failures of what people work with.
        breakdowns: Option<BreakdownSection>;
        /// Cost of an hour of one person; not written, that of a reviewer, or of an agent before filing.
        cost_per_hour: Option<Money>;
        /// The same in short: write one of the two.
        hour: Option<Money>;
        /// What its people are paid for, `duty` or `worked`; not written, what `[costs]` says.
        pay: Option<PayName>;
        /// What one of its people is called in event logs.
        member: Option<String>;
    }
}
