//! The same policy where nobody waits: what decides a first application, apart from lines and from who is on duty.
//!
//! Two scenarios that differ in their people alone decide alike if everyone is judged when they file, by a reviewer who
//! belongs to the application. Played in line, another person would read many a case, and some verdicts would change for no
//! other reason.

use super::plan::Model;
use super::process::StageKind;

impl Model {
    /// The same applicants, behaviour and policy, with no stage that takes time: an application is decided when it is
    /// filed, and nobody applies twice. A reviewer's leniency is drawn for the application, and so are mood and coin, as
    /// always.
    ///
    /// `None` for entities without attributes, and where applications would go round without end.
    pub fn at_once(&self) -> Option<Self> {
        let mut config = self.config.clone();
        if config.plain {
            return None;
        }
        for stage in &mut config.process.stages {
            stage.enabled &= !matches!(stage.kind, StageKind::Delay(_) | StageKind::Station(_));
        }
        for team in &mut config.process.teams {
            team.breakdowns = None;
        }
        config.reapply.max_attempts = 1;
        let mut model = Self::new(config).ok()?;
        model.reader_of_its_own = true;
        Some(model)
    }
}
