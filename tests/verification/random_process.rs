//! Processes drawn at random that can be played: for tests of what must hold of any process.
//!
//! Every stage leads on to the next, so that all are reachable and all end; on top come shortcuts, loops,
//! and exits. People work round the clock, in one shift, or in two that relieve each other.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::Index;

/// A team, as far as it is left to chance.
#[derive(Debug, Clone)]
pub(crate) struct RandomTeam {
    people: u32,
    hours: u8,
    end_of_shift: u8,
    breakdowns: bool,
}

/// A stage, as far as it is left to chance.
#[derive(Debug, Clone)]
pub(crate) struct RandomStage {
    kind: u8,
    law: u8,
    teams: (Index, Option<Index>),
    discipline: u8,
    priority: bool,
    balk_at: Option<u32>,
    patience: bool,
    aside: Option<Index>,
    /// A route to a later stage, and its share.
    ahead: Option<(Index, f64)>,
    /// A route to an earlier stage or to itself, its share, and how often it may be taken.
    back: Option<(Index, f64, Option<u32>)>,
}

/// A process.
#[derive(Debug, Clone)]
pub(crate) struct RandomProcess {
    pub(crate) teams: Vec<RandomTeam>,
    pub(crate) stages: Vec<RandomStage>,
    /// Share of duty time that is productive, of every team: all or half.
    pub(crate) half: bool,
}

fn team() -> impl Strategy<Value = RandomTeam> {
    (2..5_u32, 0..4_u8, 0..4_u8, any::<bool>()).prop_map(|(people, hours, end_of_shift, breakdowns)| {
        RandomTeam { people, hours, end_of_shift, breakdowns }
    })
}

fn stage() -> impl Strategy<Value = RandomStage> {
    let back = proptest::option::weighted(0.4, (any::<Index>(), 0.05..0.25, proptest::option::of(1..4_u32)));
    let ahead = proptest::option::weighted(0.4, (any::<Index>(), 0.05..0.5));
    let people = (any::<Index>(), proptest::option::weighted(0.3, any::<Index>()));
    let leaving =
        (proptest::option::weighted(0.2, 0..4_u32), any::<bool>(), proptest::option::of(any::<Index>()));
    (0..10_u8, 0..4_u8, people, 0..4_u8, any::<bool>(), leaving, ahead, back).prop_map(
        |(kind, law, teams, discipline, priority, (balk_at, patience, aside), ahead, back)| RandomStage {
            kind,
            law,
            teams,
            discipline,
            priority,
            balk_at,
            patience,
            aside,
            ahead,
            back,
        },
    )
}

/// Processes of one to three teams and two to eight stages besides the exits.
pub(crate) fn process() -> impl Strategy<Value = RandomProcess> {
    let teams = proptest::collection::vec(team(), 1..=3);
    let stages = proptest::collection::vec(stage(), 2..=8);
    (teams, stages, any::<bool>()).prop_map(|(teams, stages, half)| RandomProcess { teams, stages, half })
}

impl RandomProcess {
    /// The teams and stages as in a scenario file.
    pub(crate) fn text(&self) -> String {
        let mut stages = String::new();
        for at in 0..self.stages.len() {
            self.stage_text(at, &mut stages);
        }
        let mut text = String::new();
        for (at, team) in self.teams.iter().enumerate() {
            // A team that no stage uses is a fault.
            if !stages.contains(&format!("\"t{at}\"")) {
                continue;
            }
            let availability = if self.half { 0.5 } else { 1.0 };
            write!(text, "[team.t{at}]\npeople = {}\navailability = {availability}\n", team.people).unwrap();
            text.push_str(team.text());
            text.push_str(match team.end_of_shift {
                0 => "end_of_shift = \"suspend\"\n",
                1 => "end_of_shift = \"finish\"\n",
                2 => "end_of_shift = \"finish\"\novertime = \"5min\"\n",
                _ => "end_of_shift = \"hand_over\"\n",
            });
            if team.breakdowns {
                text.push_str(
                    "breakdowns = { every = { distribution = \"exponential\", mean = \"5h\" }, \
                     repair = { distribution = \"exponential\", mean = \"1h\" } }\n",
                );
            }
        }
        text.push_str(&stages);
        text.push_str("[[stage]]\nname = \"refused\"\nkind = \"exit\"\noutcome = \"refused\"\n");
        text.push_str("[[stage]]\nname = \"approved\"\nkind = \"exit\"\noutcome = \"approved\"\n");
        text
    }

    /// Name of a stage after `at`, drawn by `index`; or of an exit.
    fn later(&self, at: usize, index: Index) -> String {
        match at + 1 + index.index(self.stages.len() - at) {
            last if last >= self.stages.len() => "refused".to_owned(),
            stage => format!("s{stage}"),
        }
    }

    fn stage_text(&self, at: usize, text: &mut String) {
        let stage = &self.stages[at];
        let (ordinary, last) = (format!("s{}", at + 1), at + 1 == self.stages.len());
        let mut next = String::new();
        if let Some((index, share)) = stage.ahead {
            write!(next, "{{ to = \"{}\", share = {share} }}, ", self.later(at, index)).unwrap();
        }
        if let Some((index, share, limit)) = stage.back {
            // A loop of stages that may be passed at once needs a limit.
            let limit = if stage.kind <= 1 { limit.or(Some(3)) } else { limit };
            let limit = limit.map_or(String::new(), |limit| format!(", limit = {limit}"));
            write!(next, "{{ to = \"s{}\", share = {share}{limit} }}, ", index.index(at + 1)).unwrap();
        }
        if last {
            next.push_str("{ to = \"refused\", share = 0.1 }, ");
        }
        let to = if last { "approved" } else { &ordinary };
        writeln!(text, "[[stage]]\nname = \"s{at}\"\nnext = [{next}{{ to = \"{to}\" }}]").unwrap();
        match stage.kind {
            0 => text.push_str("kind = \"decision\"\n"),
            1 => text.push_str("kind = \"delay\"\nrun_at = [\"06:00\", \"18:00\"]\n"),
            2 => text.push_str("kind = \"delay\"\noffice_time = \"90min\"\n"),
            3 => text
                .push_str("kind = \"delay\"\ntime = { distribution = \"gamma\", mean = \"2h\", cv = 0.7 }\n"),
            _ => self.station_text(at, text),
        }
    }

    fn station_text(&self, at: usize, text: &mut String) {
        let stage = &self.stages[at];
        let first = stage.teams.0.index(self.teams.len());
        let second = stage.teams.1.map(|index| index.index(self.teams.len())).filter(|team| *team != first);
        let team = match second {
            Some(second) => format!("[\"t{first}\", \"t{second}\"]"),
            None => format!("\"t{first}\""),
        };
        let service = match stage.law {
            0 => "\"7min\"",
            1 => "{ distribution = \"exponential\", mean = \"6min\" }",
            2 => "{ distribution = \"lognormal\", median = \"4min\", sigma = 1.0 }",
            _ => "{ distribution = \"uniform\", min = \"1s\", max = \"20min\" }",
        };
        writeln!(text, "kind = \"station\"\nteam = {team}\nservice = {service}").unwrap();
        text.push_str(match stage.discipline {
            0 => "discipline = \"earliest_due\"\ndue = { distribution = \"exponential\", mean = \"2h\" }\n",
            1 => "discipline = \"shortest_expected\"\n",
            2 => "discipline = \"random\"\n",
            _ => "",
        });
        if stage.priority {
            text.push_str("priority = [{ from = \"08:00\", until = \"12:00\" }]\nfast_lane_share = 0.7\n");
        }
        if let Some(balk_at) = stage.balk_at {
            writeln!(text, "balk_at = {balk_at}").unwrap();
            if let Some(index) = stage.aside {
                writeln!(text, "balked = \"{}\"", self.later(at, index)).unwrap();
            }
        }
        if stage.patience {
            text.push_str("patience = { distribution = \"exponential\", mean = \"10h\" }\n");
            if let Some(index) = stage.aside {
                writeln!(text, "reneged = \"{}\"", self.later(at, index)).unwrap();
            }
        }
    }
}

impl RandomTeam {
    /// Hours of duty.
    fn text(&self) -> &'static str {
        match self.hours {
            0 => "calendar = \"every_day\"\nshifts = [\"00:00-24:00\"]\n",
            1 => "calendar = \"every_day\"\nshifts = [\"08:00-12:00\", \"13:00-17:00\"]\n",
            2 => {
                "calendar = \"every_day\"\nshifts = [\"08:00-16:00\"]\n\
                 crews = [{ people = 2, shifts = [\"16:00-24:00\"] }]\n"
            }
            _ => {
                "calendar = \"monday_to_friday\"\nshifts = [\"09:00-18:00\"]\nabsence = 0.1\n\
                 crews = [{ people = 1, shifts = [\"07:00-15:00\"] }]\n"
            }
        }
    }
}
