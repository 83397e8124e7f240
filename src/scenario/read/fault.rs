//! Faults: what is wrong in a scenario, where, which rule it breaks, and what to write instead.
//!
//! Reading never stops at the first fault; all are collected and shown together, in the order of
//! the files. This module knows nothing about what a scenario means.

use std::fmt::{self, Write as _};

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    SourceCode, SourceSpan, SpanContents,
};

use super::source::{Place, Sources};
use super::visible::visible;

/// The width a report is wrapped to, in characters.
const WIDTH: usize = 100;

/// What kind of mistake a fault is; decides which faults are only echoes of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The text is not TOML.
    Syntax,
    /// A key or value breaks a rule of the scenario.
    Rule,
    /// A key that must be written is absent.
    Missing,
}

/// One mistake in a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    place: Place,
    kind: Kind,
    message: String,
    label: String,
    help: String,
    related: Vec<(Place, String)>,
}

/// A text as it may be shown: what it quotes may hold anything.
fn seen(text: impl Into<String>) -> String {
    visible(&text.into()).into_owned()
}

impl Fault {
    /// A fault at `place`; `message` says what was found there.
    pub fn new(place: Place, message: impl Into<String>) -> Self {
        Self {
            place,
            kind: Kind::Rule,
            message: seen(message),
            label: "here".to_owned(),
            help: String::new(),
            related: Vec::new(),
        }
    }

    /// A fault with its three sentences: what was found, the rule (under the text), the remedy.
    pub fn rule(
        place: Place,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self::new(place, message).label(label).help(help)
    }

    /// The rule, written under the underlined text.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = seen(label);
        self
    }

    /// The remedy: what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = seen(help);
        self
    }

    /// Another place that takes part in the fault, with what it says there.
    #[must_use]
    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push((place, seen(label)));
        self
    }

    /// The same fault as another kind.
    #[must_use]
    pub fn kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// Where the fault is.
    pub fn place(&self) -> Place {
        self.place
    }

    /// What was found.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The rule that is broken.
    pub fn rule_text(&self) -> &str {
        &self.label
    }

    /// What to write instead.
    pub fn remedy(&self) -> &str {
        &self.help
    }
}

/// Faults that are kept. Nobody reads more, and a file that is no scenario has one on every line.
const MOST: usize = 100;

/// The faults of a scenario: the first hundred, and how many were found beyond.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    all: Vec<Fault>,
    beyond: usize,
}

impl Faults {
    /// Adds a fault, unless the same is there already. Beyond a hundred it is counted only.
    pub fn push(&mut self, fault: Fault) {
        if self.is_full() {
            self.beyond += 1;
        } else if !self.all.contains(&fault) {
            self.all.push(fault);
        }
    }

    /// Whether a further fault would be counted only, so that its words need not be put together.
    pub fn is_full(&self) -> bool {
        self.all.len() >= MOST
    }

    /// How many faults were found beyond those that are kept.
    pub fn beyond(&self) -> usize {
        self.beyond
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// How many faults there are, those that are not kept included.
    pub fn len(&self) -> usize {
        self.all.len() + self.beyond
    }

    /// The faults, as sorted by [`Faults::settle`].
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.all.iter()
    }

    /// Sorts by source and position, and drops the echoes of the first syntax error on a line: what
    /// else that line seems to say, and keys that only seem to be missing.
    pub fn settle(&mut self, sources: &Sources) {
        let line = |place: Place| (place.source, sources.line_column(place).0);
        // Stable: faults at one place keep the order in which they were found.
        self.all.sort_by_key(|fault| (fault.place, fault.kind));
        let mut broken = Vec::new();
        self.all.retain(|fault| {
            let here = line(fault.place);
            let echo = fault.kind == Kind::Syntax && broken.contains(&here);
            if fault.kind == Kind::Syntax && !echo {
                broken.push(here);
            }
            !echo
        });
        if !broken.is_empty() {
            self.all.retain(|fault| match fault.kind {
                Kind::Syntax => true,
                Kind::Missing => false,
                // What recovery made up has no text of its own.
                Kind::Rule => fault.place.start < fault.place.end && !broken.contains(&line(fault.place)),
            });
        }
    }

    /// Every fault as a person reads it: file, line, column, the text underlined, rule and remedy.
    pub fn render(&self, sources: &Sources, colour: bool) -> String {
        let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme).with_width(WIDTH).with_links(false);
        let mut sorted = self.clone();
        sorted.settle(sources);
        let sources = &sources.visible();
        let mut out = String::new();
        for fault in sorted.iter() {
            let shown = Shown { fault, text: Text { place: fault.place, sources } };
            let drawn = shown.is_drawable() && handler.render_report(&mut out, &shown).is_ok();
            if !drawn {
                shown.write_plainly(&mut out);
            }
        }
        if self.beyond > 0 {
            let text_alone = self.all.iter().all(|fault| fault.kind == Kind::Syntax);
            let what = if text_alone { "; is this file a scenario? `sim new` writes one" } else { "" };
            // Writing to a String cannot fail.
            let _ = writeln!(out, "  … and {} more faults: mend these first{what}", self.beyond);
        }
        out
    }
}

/// The last boundary between characters of `text` at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A fault together with the texts, as miette wants it.
struct Shown<'a> {
    fault: &'a Fault,
    text: Text<'a>,
}

/// Lines longer than this, in bytes, are not drawn: nobody could read them, and the picture cannot be as wide.
const WIDEST_LINE: usize = 1_000;
/// How much of such a line is shown before and behind the place.
const AROUND: usize = 40;

impl Shown<'_> {
    /// Whether the lines that would be drawn can be.
    fn is_drawable(&self) -> bool {
        let places =
            std::iter::once(&self.fault.place).chain(self.fault.related.iter().map(|(place, _)| place));
        places.filter(|place| place.source == self.fault.place.source).all(|place| {
            let text = self.text.sources.text(place.source);
            let (before, rest) = text.split_at(floor(text, place.start));
            let (within, after) = rest.split_at(floor(rest, place.end.saturating_sub(before.len())));
            // The line of the place with those around it.
            let above: Vec<&str> = before.rsplit('\n').take(2).collect();
            let below: Vec<&str> = after.split('\n').take(2).collect();
            let lines = within.split('\n').map(str::len);
            let around = above.iter().chain(&below).map(|line| line.len());
            lines.chain(around).all(|length| length <= WIDEST_LINE)
        })
    }

    /// The fault in words, where it cannot be drawn: with what stands around its place.
    fn write_plainly(&self, out: &mut String) {
        let Fault { place, message, label, help, .. } = self.fault;
        let (line, column) = self.text.sources.line_column(*place);
        let name = self.text.sources.name(place.source);
        let text = self.text.sources.text(place.source);
        let (from, until) =
            (floor(text, place.start.saturating_sub(AROUND)), floor(text, place.start + AROUND));
        let excerpt = text[from..until].replace('\n', " ");
        // Writing to a String cannot fail.
        let _ =
            writeln!(out, "  × {message}\n   ╭─[{name}:{line}:{column}]\n   │ … {excerpt} …\n   ╰─ {label}");
        for (place, label) in &self.fault.related {
            let (line, column) = self.text.sources.line_column(*place);
            let _ = writeln!(out, "   {label}: {}:{line}:{column}", self.text.sources.name(place.source));
        }
        if !help.is_empty() {
            let _ = writeln!(out, "  help: {help}");
        }
    }

    fn span(&self, place: Place) -> SourceSpan {
        let length = self.text.sources.text(place.source).len();
        // An empty underline is invisible; the fault then gets the character it stands before.
        let start = place.start.min(length);
        let end = place.end.min(length).max(start);
        (start, end - start).into()
    }
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fault.fmt(f)
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fault.message)
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let mut help = self.fault.help.clone();
        // miette draws one source a report; other files are named in words.
        for (place, label) in self.fault.related.iter().filter(|(p, _)| p.source != self.fault.place.source) {
            let (line, column) = self.text.sources.line_column(*place);
            let name = self.text.sources.name(place.source);
            let _ = write!(help, "\n{label}: {name}:{line}:{column}");
        }
        if help.is_empty() { None } else { Some(Box::new(help)) }
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.text)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let main =
            LabeledSpan::new_primary_with_span(Some(self.fault.label.clone()), self.span(self.fault.place));
        let others = self
            .fault
            .related
            .iter()
            .filter(|(place, _)| place.source == self.fault.place.source)
            .map(|(place, label)| LabeledSpan::new_with_span(Some(label.clone()), self.span(*place)));
        Some(Box::new(std::iter::once(main).chain(others)))
    }
}

/// One source's text under its name, with columns counted in characters.
struct Text<'a> {
    place: Place,
    sources: &'a Sources,
}

impl SourceCode for Text<'_> {
    fn read_span<'b>(
        &'b self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'b> + 'b>, MietteError> {
        let text = self.sources.text(self.place.source);
        let contents = text.read_span(span, before, after)?;
        let start = contents.span().offset();
        let (_, column) = self.sources.line_column(Place::new(self.place.source, start..start));
        Ok(Box::new(MietteSpanContents::new_named(
            self.sources.name(self.place.source).to_owned(),
            contents.data(),
            *contents.span(),
            contents.line(),
            column - 1,
            contents.line_count(),
        )))
    }
}
