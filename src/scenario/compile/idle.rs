//! What a scenario says of applicants where there are none.
//!
//! It would change nothing, unsaid; so it is a fault, at the first key of a section that says something else than
//! it would without being written.

use super::super::read::section::Section;
use super::super::sections::Scenario;
use super::super::sections::applicants::PopulationSource;
use super::super::sections::attributes::Attributes;
use super::Compiler;
use crate::words::say;

impl Compiler<'_> {
    /// Sections that entities without attributes leave idle.
    pub(super) fn idle_sections(&mut self, scenario: &Scenario) {
        if scenario.population.source != PopulationSource::Plain {
            return;
        }
        self.idle("restriction", &scenario.restriction);
        self.idle("population", &scenario.population);
        self.idle("self_check", &scenario.self_check);
        self.idle("behaviours", &scenario.behaviours);
        self.idle("application", &scenario.application);
        self.idle("screen", &scenario.screen);
        self.idle("weights", &scenario.weights);
        self.idle("factors", &scenario.factors);
        self.idle_attributes(&scenario.attribute);
        self.idle("human", &scenario.human);
        if scenario.patience.enabled {
            self.idle("patience", &scenario.patience);
        }
        self.idle("notice", &scenario.notice);
        if scenario.human_request.enabled {
            self.idle("human_request", &scenario.human_request);
        }
        self.idle("reapply", &scenario.reapply);
        self.idle("unasked_restoration", &scenario.unasked_restoration);
        if scenario.interventions.enabled {
            self.idle("interventions", &scenario.interventions);
        }
    }

    fn idle_attributes(&mut self, attributes: &Attributes) {
        let usual = Attributes::default();
        for (name, section) in &attributes.0 {
            let usual = usual.0.get(name).map(Section::to_table).unwrap_or_default();
            self.idle_beside(&format!("attribute.{name}"), section, &usual);
        }
    }

    fn idle<S: Section>(&mut self, name: &str, section: &S) {
        self.idle_beside(name, section, &S::default().to_table());
    }

    /// A fault at the first key of a section that says something else than is usual.
    fn idle_beside<S: Section>(&mut self, name: &str, section: &S, usual: &toml::Table) {
        let mut own = section.to_table();
        // By which it is said that there are none.
        own.remove("source");
        let Some(key) = first_difference(&own, usual) else { return };
        let remedy = if name == "patience" { say!(LetAStationSayPatience) } else { say!(TakeItOutOrUse) };
        self.fault(
            section.place(&key),
            say!(IsAboutApplicantsAndThere, name = name, key = key),
            say!(ChangesNothing),
            remedy,
        );
    }
}

/// The path of the first key at which two tables of the same section differ.
fn first_difference(own: &toml::Table, usual: &toml::Table) -> Option<String> {
    own.iter().find_map(|(key, value)| match (value, usual.get(key)) {
        (toml::Value::Table(own), Some(toml::Value::Table(usual))) => {
            first_difference(own, usual).map(|below| format!("{key}.{below}"))
        }
        (value, usual) => (usual != Some(value)).then(|| key.clone()),
    })
}
