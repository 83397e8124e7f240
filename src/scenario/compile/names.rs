//! Names stand in tables, titles and folders, so each is of one line.
//!
//! Other characters that are not seen are refused when a file is read, wherever they stand.

use super::super::read::section::Section as _;
use super::super::read::source::Place;
use super::super::sections::Scenario;
use super::Compiler;
use crate::words::say;

impl Compiler<'_> {
    /// A fault for each name of more than one line, or with a tab in it.
    pub(super) fn names_of_one_line(&mut self, scenario: &Scenario) {
        self.one_line("`name`", &scenario.name, scenario.place("name"));
        for stage in &scenario.stage.0 {
            self.one_line(say!(TheNameOfAStage), &stage.name, stage.place("name"));
        }
        for (name, team) in &scenario.team.0 {
            let place = scenario.spans().key_place(&format!("team.{name}"));
            self.one_line(say!(TheNameOfATeam), name, place);
            if let Some(member) = &team.member {
                self.one_line("`member`", member, team.place("member"));
            }
        }
    }

    fn one_line(&mut self, what: &str, name: &str, place: Place) {
        let called = match name.chars().find(|c| matches!(c, '\n' | '\t')) {
            Some('\n') => say!(TheLineFeedUA),
            Some(_) => say!(TheTabU),
            None => return,
        };
        let message = say!(NamesHolds, what = what, called = called);
        self.fault(place, message, say!(ANameIsOfOne), say!(LeaveTheCharacterOut));
    }
}
