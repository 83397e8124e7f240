//! Names that are offered for one that is not known: the most similar, those that have it as a word, or a list.

use crate::words::{say, words};

/// The most similar of `names`, if any is similar enough to have been meant.
pub fn near<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    nearest(name, names, LOOSE)
}

/// Whether a name was surely meant that is so many changes of a character away: a third of them and one more, and never all.
pub fn is_slip(changes: usize, name: &str, known: &str) -> bool {
    let length = |text: &str| text.chars().count();
    changes <= 1 + length(name) / 3 && changes < length(name).max(length(known))
}

/// Similarity above which a name is surely a slip of the keyboard.
pub(super) const CLOSE: f64 = 0.88;
/// Similarity above which a name is worth suggesting.
pub(super) const LOOSE: f64 = 0.75;

/// The most similar of `names`, if any is at least `similar` (Jaro–Winkler, 0..1).
pub(super) fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>, similar: f64) -> Option<&'n str> {
    let name = name.to_lowercase().replace('-', "_");
    names
        .map(|candidate| (strsim::jaro_winkler(&name, candidate), candidate))
        .filter(|(score, _)| *score >= similar)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// Names of which any may have been meant and that are offered together.
pub(super) const MOST_OFFERED: usize = 3;

/// The names of which `name` is a whole word, such as `agent_hour` of `hour`; none, if they are too many to offer.
pub(super) fn with_part<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let name = name.to_lowercase().replace('-', "_");
    let found: Vec<&str> = names.filter(|known| known.split('_').any(|word| word == name)).collect();
    if found.len() > MOST_OFFERED { Vec::new() } else { found }
}

/// The names that have `name` somewhere in them, such as `repay` has `pay`; none, if they are too many to offer, or `name`
/// is so short that this says nothing.
pub(super) fn holding<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let name = name.to_lowercase().replace('-', "_");
    let found: Vec<&str> = names.filter(|known| name.len() >= 3 && known.contains(&name)).collect();
    if found.len() > MOST_OFFERED { Vec::new() } else { found }
}

/// The name that is meant where its words are other words for those here: `wait_avg` is `wait_mean`.
pub fn translated<'n>(name: &str, names: &'n [&'n str]) -> Option<&'n &'n str> {
    let said = |word: &str| words().synonyms(word).first().cloned().unwrap_or_else(|| word.to_owned());
    let here = name.split('_').map(said).collect::<Vec<_>>().join("_");
    names.iter().find(|known| **known == here)
}

/// A remedy that offers several names.
pub(super) fn any_of(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    say!(DidYouMeanAnyOf, names = names.join(say!(MomentsOr)))
}

/// A remedy for a name that is not one of `names`.
pub fn suggest<'n>(name: &str, names: impl Iterator<Item = &'n str> + Clone) -> String {
    let parts = with_part(name, names.clone());
    match nearest(name, names.clone(), LOOSE) {
        _ if !parts.is_empty() => any_of(&parts),
        Some(near) => say!(SheetDidYouMean, near = near),
        None => say!(TheNamesAre, names = candidates(name, names)),
    }
}

/// A remedy for a column that a table lacks, whose header names `columns`.
pub fn suggest_column<'n>(column: &str, columns: impl Iterator<Item = &'n str> + Clone) -> String {
    let mut all = columns.clone();
    match (all.next(), all.next()) {
        (None, _) => say!(TheFirstLineMustName).to_owned(),
        (Some(only), None) if only.contains([';', '\t']) => say!(ColumnsAreSeparatedByCommas).to_owned(),
        _ => suggest(column, columns),
    }
}

/// Names that a fault lists; of more, ten are named and the others counted.
pub const MOST_LISTED: usize = 10;

/// The names as a list for a remedy: all, or the ten that are most like `name`, in their order.
pub fn candidates<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> String {
    listed(likeliest(name, names).into_iter())
}

/// The names in their order; if they cannot all be listed, the ten most similar to `name` first, in their order as well:
/// how similar they are tells a reader nothing.
pub fn likeliest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let mut names: Vec<&str> = names.collect();
    if names.len() > MOST_LISTED {
        let name = name.to_lowercase().replace('-', "_");
        // Stable: equally similar names keep their order.
        let mut similar: Vec<(usize, &str)> = names.iter().copied().enumerate().collect();
        similar.sort_by(|(_, a), (_, b)| {
            strsim::jaro_winkler(&name, b).total_cmp(&strsim::jaro_winkler(&name, a))
        });
        similar[..MOST_LISTED].sort_unstable_by_key(|(at, _)| *at);
        names = similar.into_iter().map(|(_, name)| name).collect();
    }
    names
}

/// The names as a list for a remedy, ten at most.
pub fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    listed_as(names.map(|name| format!("`{name}`")))
}

/// Names that are written out already as a list, ten at most.
pub fn listed_as(mut names: impl Iterator<Item = String>) -> String {
    let first = names.by_ref().take(MOST_LISTED).collect::<Vec<_>>().join(", ");
    match names.count() {
        0 => first,
        1 => say!(ReaderAndMore, first = first),
        others => say!(AndMore, first = first, others = others),
    }
}
