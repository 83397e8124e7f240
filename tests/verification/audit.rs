//! An observer that keeps the books of a replication in whole ticks, and finds fault at once.
//!
//! It knows nothing of the process: what it asserts holds of any.

use std::collections::BTreeMap;

use reinstate::model::Model;
use reinstate::observe::{ApplicantRecord, ApplicationRecord, EventRecord, Observer, Status};
use reinstate::time::{OfficeHours, SimDuration, SimTime};

/// The books of one station. Integrals and sums are ticks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Books {
    /// People who may serve there.
    people: u64,
    pub(crate) joined: u64,
    pub(crate) balked: u64,
    pub(crate) started: u64,
    pub(crate) resumed: u64,
    pub(crate) served: u64,
    pub(crate) abandoned: u64,
    waiting: u64,
    in_service: u64,
    last: SimTime,
    /// ∫ number in line dt and ∫ number there dt.
    queue: u128,
    system: u128,
    /// Moments of arrival of those who joined, and of those who have left, as the event of leaving
    /// gives them.
    joined_at: u128,
    left_joined_at: u128,
    /// Times in line of those served or given up, after handovers too.
    waited: u128,
    /// Times from arrival to departure, served or not.
    stayed: u128,
    /// Time worked.
    pub(crate) worked: u128,
}

/// The books of a replication.
#[derive(Debug)]
pub(crate) struct Audit {
    now: SimTime,
    pub(crate) stations: Vec<Books>,
    /// Position and time of the last entry of each case still in the log.
    cases: BTreeMap<u64, (u32, SimTime)>,
    pub(crate) arrived: u64,
    pub(crate) closed: u64,
    pub(crate) filed: u64,
    pub(crate) reported: u64,
    pub(crate) pending: u64,
    /// Work that was given to applications, ticks, as their records say.
    pub(crate) handling: u128,
}

impl Audit {
    /// Empty books for a model.
    pub(crate) fn new(model: &Model) -> Self {
        let process = &model.config().process;
        let people = process.stages.iter().filter_map(|stage| stage.station()).map(|station| {
            let teams = station.teams.iter().map(|team| &process.teams[usize::from(*team)]);
            teams.map(|team| u64::from(team.people())).sum()
        });
        Self {
            now: SimTime::START,
            stations: people.map(|people| Books { people, ..Books::default() }).collect(),
            cases: BTreeMap::new(),
            arrived: 0,
            closed: 0,
            filed: 0,
            reported: 0,
            pending: 0,
            handling: 0,
        }
    }

    /// The clock never goes back.
    fn tick(&mut self, now: SimTime) {
        assert!(now >= self.now, "{now} comes after {}", self.now);
        self.now = now;
    }

    fn at(&mut self, station: u16, now: SimTime) -> &mut Books {
        self.tick(now);
        &mut self.stations[usize::from(station)]
    }

    /// Closes the books at the end of the run: everyone is accounted for, and Little's law holds exactly
    /// at every station, for the line and for the whole.
    pub(crate) fn close(&mut self, end: SimTime) {
        assert_eq!(self.arrived, self.closed, "everyone who arrived is reported once");
        assert_eq!(self.filed, self.reported, "every application filed is reported once");
        for (at, books) in self.stations.iter_mut().enumerate() {
            books.advance(end);
            let left = books.balked + books.served + books.abandoned;
            let there = books.joined - left;
            assert_eq!(
                there,
                books.waiting + books.in_service,
                "station {at}: who joined has left or is there"
            );
            // Whoever is still there has been since they joined.
            let still = u128::from(there * end.ticks()) - (books.joined_at - books.left_joined_at);
            assert_eq!(
                books.system,
                books.stayed + still,
                "station {at}: ∫ number there dt is the time spent there"
            );
            if there == 0 {
                assert_eq!(books.queue, books.waited, "station {at}: ∫ line dt is the time waited");
            }
        }
    }
}

impl Books {
    fn advance(&mut self, now: SimTime) {
        let span = u128::from(now.since(self.last).ticks());
        self.queue += u128::from(self.waiting) * span;
        self.system += u128::from(self.waiting + self.in_service) * span;
        self.last = now;
    }

    fn leave(&mut self, since: SimTime, now: SimTime) {
        self.left_joined_at += u128::from(since.ticks());
        self.stayed += u128::from(now.since(since).ticks());
    }
}

impl Observer for Audit {
    fn arrived(&mut self, at: SimTime) {
        self.tick(at);
        self.arrived += 1;
    }

    fn filed(&mut self, at: SimTime) {
        self.tick(at);
        self.filed += 1;
    }

    fn application(&mut self, record: &ApplicationRecord<'_>) {
        self.reported += 1;
        self.pending += u64::from(record.status == Status::Pending);
        self.handling += u128::from(record.handling.ticks());
        let decided = record.decided_at.is_none_or(|decided| decided >= record.submitted_at);
        assert!(decided && record.submitted_at >= record.restricted_at, "times of a case ascend");
    }

    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        self.closed += 1;
        assert!(record.ended_at >= record.restricted_at, "a case ends after it begins");
        assert!(self.closed <= self.arrived, "more cases are closed than have arrived");
    }

    fn joined(&mut self, station: u16, now: SimTime) {
        let books = self.at(station, now);
        books.joined += 1;
        books.joined_at += u128::from(now.ticks());
    }

    fn balked(&mut self, station: u16, now: SimTime) {
        let books = self.at(station, now);
        books.balked += 1;
        books.leave(now, now);
    }

    fn started(&mut self, station: u16, since: SimTime, now: SimTime) {
        assert!(since <= now, "a negative wait at station {station}: from {since} to {now}");
        self.at(station, now).started += 1;
    }

    fn resumed(&mut self, station: u16, _: SimTime, now: SimTime) {
        self.at(station, now).resumed += 1;
    }

    fn served(
        &mut self,
        station: u16,
        since: SimTime,
        waited: SimDuration,
        now: SimTime,
        _: Option<SimTime>,
    ) {
        assert!(waited <= now.since(since), "a wait at station {station} longer than the visit");
        let books = self.at(station, now);
        books.served += 1;
        books.waited += u128::from(waited.ticks());
        books.leave(since, now);
        assert!(books.served <= books.started, "a service at station {station} ends that never started");
    }

    fn abandoned(&mut self, station: u16, since: SimTime, waited: SimDuration, now: SimTime) {
        let books = self.at(station, now);
        books.abandoned += 1;
        books.waited += u128::from(waited.ticks());
        books.leave(since, now);
    }

    fn levels(&mut self, station: u16, now: SimTime, waiting: u32, in_service: u32) {
        let books = self.at(station, now);
        books.advance(now);
        (books.waiting, books.in_service) = (u64::from(waiting), u64::from(in_service));
        let there = books.joined - books.balked - books.served - books.abandoned;
        assert_eq!(books.waiting + books.in_service, there, "{now}, station {station}: the count is off");
        assert!(books.in_service <= books.people, "{now}, station {station}: more in service than people");
    }

    fn worked(&mut self, station: u16, hours: &OfficeHours, from: SimTime, until: SimTime, straight: bool) {
        let books = self.at(station, until);
        let worked = if straight { until.since(from) } else { hours.between(from, until) };
        books.worked += u128::from(worked.ticks());
    }

    fn event(&mut self, record: &EventRecord) {
        let index = record.index;
        let Some((sequence, at)) = self.cases.insert(index, (record.sequence, record.at)) else {
            assert_eq!(record.sequence, 0, "the first entry of case {index} is its first");
            return;
        };
        assert_eq!(record.sequence, sequence + 1, "entries of case {index} are numbered one by one");
        assert!(record.at >= at, "entries of case {index} ascend in time");
    }
}
