//! What entities without attributes do not inherit from applicants: the hours at which a loan log saw people come,
//! and how its days differ. They arrive evenly, unless a scenario says otherwise.

use super::read::fault::Faults;
use super::read::merge::merge_documents;
use super::read::source::Sources;
use super::read::tree::{self, Node};
use crate::words::say;

/// What lies under a scenario of such entities.
const TEXT: &str = "\
[arrivals]
hour_profile = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
day_noise = false
[provenance]
\"arrivals.hour_profile\" = { tag = \"assumption\", source = \"evenly\" }
";

/// Lays it under the tree of a scenario, where that is about such entities.
pub(super) fn lay_under(root: &mut Node, sources: &mut Sources, faults: &mut Faults) {
    if !is_plain(root) {
        return;
    }
    let id = sources.add(say!(ArrivalsOfEntitiesWithoutAttributes), TEXT, None);
    let ground = tree::parse(TEXT, id, faults);
    let over = std::mem::replace(root, ground);
    merge_documents(root, over);
}

fn is_plain(root: &Node) -> bool {
    let population = root.as_table().and_then(|table| table.get("population"));
    let source = population.and_then(|entry| entry.node.as_table()).and_then(|table| table.get("source"));
    source.and_then(|entry| entry.node.as_str()) == Some("plain")
}

#[cfg(test)]
mod tests {
    use crate::scenario::{Scenario, load_text};

    fn arrivals(text: &str) -> (bool, bool) {
        let mut loaded = load_text("plain.toml", text, &[]);
        let scenario: Scenario = loaded.read();
        assert!(loaded.faults.is_empty(), "{text}");
        let profile = scenario.arrivals.hour_profile;
        (profile.windows(2).all(|pair| pair[0].to_bits() == pair[1].to_bits()), scenario.arrivals.day_noise)
    }

    #[test]
    fn entities_without_attributes_arrive_evenly_unless_it_is_written() {
        assert_eq!(arrivals(""), (false, true));
        let plain = "population.source = \"plain\"\n";
        assert_eq!(arrivals(plain), (true, false));
        assert_eq!(arrivals(&format!("{plain}arrivals.day_noise = true")), (true, true));
        let mut day = vec!["1"; 24];
        day[3] = "2";
        assert_eq!(arrivals(&format!("{plain}arrivals.hour_profile = [{}]", day.join(","))), (false, false));
    }
}
