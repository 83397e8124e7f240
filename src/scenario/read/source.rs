//! The texts a scenario is read from, and places in them.
//!
//! A scenario may come from several files (`extends`) and from `--set` arguments. Each is a source
//! with a name and a text, so that a fault can point into any of them in the same way. Nothing here
//! knows TOML.

use std::path::{Path, PathBuf};

use super::visible::visible;

/// Names one source within its [`Sources`]. The default is the first: the scenario itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// A stretch of text in a source, as byte offsets. The default is the start of the scenario file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Which source.
    pub source: SourceId,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Place {
    /// The place of `span` in `source`.
    pub fn new(source: SourceId, span: std::ops::Range<usize>) -> Self {
        Self { source, start: span.start, end: span.end.max(span.start) }
    }
}

/// One text: a file, a `--set` argument, or a text given by the caller.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: String,
    folder: Option<PathBuf>,
}

/// All texts of one scenario, in the order in which they were met.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    all: Vec<Source>,
}

impl Sources {
    /// Adds a text. `folder` is where relative paths written in it start; `None` means the working
    /// directory, as for an argument.
    pub fn add(
        &mut self,
        name: impl Into<String>,
        text: impl Into<String>,
        folder: Option<PathBuf>,
    ) -> SourceId {
        let id = SourceId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.all.push(Source { name: name.into(), text: text.into(), folder });
        id
    }

    /// The same texts as they may be shown, byte for byte as long: see [`visible`].
    #[must_use]
    pub fn visible(&self) -> Self {
        let shown = |source: &Source| Source {
            name: visible(&source.name).into_owned(),
            text: visible(&source.text).into_owned(),
            folder: source.folder.clone(),
        };
        Self { all: self.all.iter().map(shown).collect() }
    }

    /// The source's name: the path as it was given, or the argument's option.
    pub fn name(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |source| source.name.as_str())
    }

    /// Name and text of every source that is a file, in the order in which they were met.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self.all.iter().filter(|source| source.folder.is_some());
        files.map(|source| (source.name.as_str(), source.text.as_str()))
    }

    /// The source's text.
    pub fn text(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |source| source.text.as_str())
    }

    /// How high a source lies: what it says goes before what lower ones say. Arguments lie on top, then the scenario, then
    /// the files that it builds on one after the other, and what lies under every scenario at 0.
    pub fn layer(&self, id: SourceId) -> u32 {
        let is_file = self.get(id).is_some_and(|source| source.folder.is_some());
        if self.name(id).starts_with("--set") {
            u32::MAX
        } else if is_file || id == SourceId::default() {
            u32::MAX - 1 - id.0.min(u32::MAX - 2)
        } else {
            0
        }
    }

    /// The text at a place; empty where the place lies outside.
    pub fn excerpt(&self, place: Place) -> &str {
        self.text(place.source).get(place.start..place.end).unwrap_or("")
    }

    /// A path written in `source`, relative to the folder of that source.
    pub fn resolve(&self, source: SourceId, path: &Path) -> PathBuf {
        match self.get(source).and_then(|source| source.folder.as_deref()) {
            Some(folder) => folder.join(path),
            None => path.to_path_buf(),
        }
    }

    /// Line and column of a place's start, both from 1, the column in characters.
    pub fn line_column(&self, place: Place) -> (usize, usize) {
        let text = self.text(place.source);
        let mut start = place.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    fn get(&self, id: SourceId) -> Option<&Source> {
        self.all.get(id.0 as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_count_from_one() {
        let mut sources = Sources::default();
        let id = sources.add("x.toml", "a = 1\n# 花呗 b\nc = 2\n", None);
        assert_eq!(sources.line_column(Place::new(id, 0..1)), (1, 1));
        let at = sources.text(id).find('b').unwrap_or_default();
        assert_eq!(sources.line_column(Place::new(id, at..at + 1)), (2, 6));
        assert_eq!(sources.line_column(Place::new(id, 999..1000)), (4, 1));
    }

    #[test]
    fn a_relative_path_starts_where_its_file_lies() {
        let mut sources = Sources::default();
        let file = sources.add("a/b.toml", "", Some(PathBuf::from("a")));
        let argument = sources.add("--set", "", None);
        assert_eq!(sources.resolve(file, Path::new("x.csv")), Path::new("a/x.csv"));
        assert_eq!(sources.resolve(file, Path::new("/x.csv")), Path::new("/x.csv"));
        assert_eq!(sources.resolve(argument, Path::new("x.csv")), Path::new("x.csv"));
    }
}
