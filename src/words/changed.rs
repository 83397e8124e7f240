//! A scenario's name where settings were changed for one run: it must not pass for what its file says.

use std::fmt::Display;

use super::catalogue::Catalogue;
use super::phrase::Phrase;

/// Characters of a setting that are said; a list may be far longer.
const LONGEST: usize = 60;
/// Settings that are said one by one.
const MOST: usize = 6;

impl Catalogue {
    /// So many replications.
    pub fn replications(&self, count: u64) -> String {
        match count {
            1 => self.text(Phrase::OneReplication).to_owned(),
            count => self.say(Phrase::Replications, &[("count", &count)]),
        }
    }

    /// The name of a scenario, with the settings (`key=value`) that were changed in it, if there are any: how many, and
    /// which, as [`Self::settings`] says them.
    pub fn changed(&self, name: &str, settings: &[String]) -> String {
        let list = Self::settings(settings);
        match settings.len() {
            0 => name.to_owned(),
            1 => self.say(Phrase::SettingsChangedOne, &[("name", &name), ("settings", &list)]),
            count => {
                let values: [(&str, &dyn Display); 3] =
                    [("name", &name), ("count", &count), ("settings", &list)];
                self.say(Phrase::SettingsChanged, &values)
            }
        }
    }

    /// Settings (`key=value`) one after the other: long ones are shortened, and the seventh and later ones left out.
    pub fn settings(settings: &[String]) -> String {
        let shortened = |setting: &String| {
            let plain: String =
                setting.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
            match plain.char_indices().nth(LONGEST) {
                None => plain,
                Some((end, _)) => format!("{}…", &plain[..end]),
            }
        };
        let mut said: Vec<String> = settings.iter().take(MOST).map(shortened).collect();
        if settings.len() > MOST {
            said.push("…".to_owned());
        }
        said.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::super::Language;

    fn said(settings: &[&str]) -> String {
        let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
        Language::English.words().changed("base", &settings)
    }

    #[test]
    fn a_name_says_what_was_changed() {
        assert_eq!(said(&[]), "base");
        assert_eq!(said(&["a.b=1"]), "base (with 1 setting changed: a.b=1)");
        assert_eq!(said(&["a.b=1", "c={d}"]), "base (with 2 settings changed: a.b=1, c={d})");
        assert_eq!(
            said(&["a=1"; 8]),
            "base (with 8 settings changed: a=1, a=1, a=1, a=1, a=1, a=1, …)",
            "six are enough"
        );
    }

    #[test]
    fn a_long_setting_is_shortened_between_characters_and_has_no_line_feed() {
        let told = said(&[&format!("name=\n{}", "春".repeat(100))]);
        assert_eq!(told, format!("base (with 1 setting changed: name= {}…)", "春".repeat(54)));
    }
}
