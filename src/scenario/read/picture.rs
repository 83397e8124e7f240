//! The picture of a fault in its text, as `miette` draws it.

use std::fmt::{self, Write as _};
use std::ops::Range;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    SourceCode, SourceSpan, SpanContents,
};
use textwrap::WordSplitter;

use super::clip::{clip, floor};
use super::fault::Fault;
use super::source::{Place, Sources};
use crate::words::wrap::{columns, glue, separator, unglue, wrap};

/// Columns beside a line of the text and its number.
const FRAME: usize = 4;
/// Columns for the arrow of a place of several lines.
const ARROW: usize = 4;
/// Columns between an underlined place and its label.
const HOOK: usize = 4;
/// Columns that a remedy is moved in by.
const HELP: usize = 8;

/// The picture of a fault, in lines of up to `width` columns; `None` where its text cannot be shown.
pub(super) fn picture(fault: &Fault, sources: &Sources, colour: bool, width: usize) -> Option<String> {
    let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(width)
        .with_links(false)
        .with_break_words(false)
        .with_word_separator(separator())
        .with_word_splitter(WordSplitter::NoHyphenation);
    let mut drawn = String::new();
    handler.render_report(&mut drawn, &Picture::new(fault, sources, width)).ok()?;
    Some(unglue(&drawn))
}

/// A fault together with its text, as miette wants it.
struct Picture<'a> {
    fault: &'a Fault,
    sources: &'a Sources,
    text: Text<'a>,
    /// The places in this text, the fault's own first, each with its label.
    labels: Vec<(Range<usize>, String)>,
    help: String,
}

impl<'a> Picture<'a> {
    fn new(fault: &'a Fault, sources: &'a Sources, width: usize) -> Self {
        let source = fault.place.source;
        let whole = sources.text(source);
        let within = |place: Place| {
            let start = floor(whole, place.start);
            start..floor(whole, place.end).max(start)
        };
        let here = fault.related.iter().filter(|(place, _)| place.source == source);
        let labelled = std::iter::once((fault.place, &fault.label))
            .chain(here.map(|(place, label)| (*place, label)))
            .map(|(place, label)| (within(place), label.as_str()));
        let (places, labels): (Vec<Range<usize>>, Vec<&str>) = labelled.unzip();
        let last = places.iter().map(|place| whole[..place.end].matches('\n').count() + 2).max();
        let gutter = last.unwrap_or(1).to_string().len() + FRAME;
        let across = |place: &Range<usize>| whole[place.clone()].trim_end_matches('\n').contains('\n');
        let arrow = if places.iter().any(across) { ARROW } else { 0 };
        let room = width.saturating_sub(gutter + arrow);
        let clipped = clip(whole, &places, room);
        let (text, moved) = match clipped {
            Some(clipped) => (std::borrow::Cow::Owned(clipped.text), clipped.places),
            None => (std::borrow::Cow::Borrowed(whole), places),
        };
        // Labels hang from the middle of what is underlined, or from the arrow where that takes several lines.
        let hang = |place: &Range<usize>| {
            let line = text[..place.start].rfind('\n').map_or(0, |end| end + 1);
            let middle = floor(&text, place.start.midpoint(place.end));
            if text[place.clone()].contains('\n') { 0 } else { columns(&text[line..middle]) }
        };
        let labels: Vec<(Range<usize>, String)> = moved
            .iter()
            .zip(labels)
            .map(|(place, label)| {
                let room = room.saturating_sub(hang(place) + HOOK).max(HOOK);
                (place.clone(), wrap(label, room, "", ""))
            })
            .collect();
        let (_, column) = sources.line_column(fault.place);
        let start = moved.first().map_or(0, |place| place.start);
        let name = sources.name(source);
        Self {
            fault,
            sources,
            text: Text { content: text, name, start, column },
            labels,
            help: glue(&fault.help, width.saturating_sub(HELP + 2)).into_owned(),
        }
    }
}

impl fmt::Debug for Picture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fault.fmt(f)
    }
}

impl fmt::Display for Picture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fault.message)
    }
}

impl std::error::Error for Picture<'_> {}

impl Diagnostic for Picture<'_> {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let mut help = self.help.clone();
        // miette draws one source a report; other files are named in words.
        for (place, label) in self.fault.related.iter().filter(|(p, _)| p.source != self.fault.place.source) {
            let (line, column) = self.sources.line_column(*place);
            let name = self.sources.name(place.source);
            let _ = write!(help, "\n{label}: {name}:{line}:{column}");
        }
        if help.is_empty() { None } else { Some(Box::new(help)) }
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.text)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.labels.iter().enumerate().map(|(number, (place, label))| {
            let span = SourceSpan::from((place.start, place.end - place.start));
            let label = Some(label.clone());
            match number {
                0 => LabeledSpan::new_primary_with_span(label, span),
                _ => LabeledSpan::new_with_span(label, span),
            }
        });
        Some(Box::new(labels))
    }
}

/// One source's text under its name, with columns counted in characters.
struct Text<'a> {
    content: std::borrow::Cow<'a, str>,
    name: &'a str,
    /// Where the fault is in this text, and in which column of the line as it is written.
    start: usize,
    column: usize,
}

impl SourceCode for Text<'_> {
    fn read_span<'b>(
        &'b self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'b> + 'b>, MietteError> {
        let contents = self.content.read_span(span, before, after)?;
        let start = contents.span().offset();
        let line = self.content[..start].rfind('\n').map_or(0, |end| end + 1);
        let column =
            if start == self.start { self.column - 1 } else { self.content[line..start].chars().count() };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.to_owned(),
            contents.data(),
            *contents.span(),
            contents.line(),
            column,
            contents.line_count(),
        )))
    }
}
