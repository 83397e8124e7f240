//! Faults: what is wrong in a scenario, where, which rule it breaks, and what to write instead.
//!
//! Reading never stops at the first fault; all are collected and shown together, in the order of
//! the files. This module knows nothing about what a scenario means.

use super::argument::as_arguments;
use super::draw::draw;
use super::source::{Place, Sources};
use super::visible::visible;
use crate::words::say;
use crate::words::wrap::wrap;

/// The width that faults are drawn in where no other is asked for, columns.
pub const WIDTH: usize = 100;

/// What kind of mistake a fault is; decides which faults are only echoes of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The text is not TOML.
    Syntax,
    /// A key or value breaks a rule of the scenario.
    Rule,
    /// There is no such key, whatever its value.
    Unknown,
    /// A key that must be written is absent.
    Missing,
}

/// One mistake in a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub(super) place: Place,
    kind: Kind,
    pub(super) message: String,
    pub(super) label: String,
    pub(super) help: String,
    pub(super) related: Vec<(Place, String)>,
    /// Where else it may come from.
    causes: Vec<Place>,
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
            causes: Vec::new(),
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

    /// Where what contradicts may come from: if one of these places lies in a text above that of the fault, what is
    /// written there has changed what was right, and the fault is shown there.
    #[must_use]
    pub fn caused_by(mut self, places: impl IntoIterator<Item = Place>) -> Self {
        self.causes.extend(places);
        self
    }

    /// Moves the fault to what was written last of its causes.
    fn find_cause(&mut self, sources: &Sources) {
        let layer = |place: &Place| sources.layer(place.source);
        // Of arguments, the last one holds.
        let last = self.causes.drain(..).max_by_key(|place| (layer(place), place.source));
        if let Some(cause) = last.filter(|cause| layer(cause) > layer(&self.place)) {
            self.place = cause;
            self.label = say!(WrittenLast, label = self.label);
        }
    }

    /// The same fault as another kind.
    #[must_use]
    pub fn kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// Whether it is one of a key, whatever its value.
    pub fn is_of_key(&self) -> bool {
        self.kind == Kind::Unknown
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

    /// Shows each fault at its cause, says remedies for arguments as arguments, sorts by source and position, and drops the
    /// echoes of the first syntax error on a line: what else that line seems to say, and keys that only seem to be missing.
    pub fn settle(&mut self, sources: &Sources) {
        let line = |place: Place| (place.source, sources.line_column(place).0);
        for fault in &mut self.all {
            fault.find_cause(sources);
            if let Some(help) = as_arguments(&fault.help, fault.place, sources) {
                fault.help = help;
            }
        }
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
                Kind::Rule | Kind::Unknown => {
                    fault.place.start < fault.place.end && !broken.contains(&line(fault.place))
                }
            });
        }
    }

    /// Every fault as a person reads it: file, line, column, the text underlined, rule and remedy, in lines of up to
    /// [`WIDTH`] columns.
    pub fn render(&self, sources: &Sources, colour: bool) -> String {
        self.render_within(sources, colour, WIDTH)
    }

    /// The same in lines of up to `width` columns; only a path may be wider.
    pub fn render_within(&self, sources: &Sources, colour: bool, width: usize) -> String {
        let mut sorted = self.clone();
        sorted.settle(sources);
        let sources = &sources.visible();
        let mut out = String::new();
        for fault in sorted.iter() {
            draw(fault, sources, colour, width, &mut out);
        }
        if self.beyond > 0 {
            let text_alone = self.all.iter().all(|fault| fault.kind == Kind::Syntax);
            let what = if text_alone { say!(IsThisFileAScenario) } else { "" };
            let more = say!(AndMoreFaultsMendThese, beyond = self.beyond, what = what);
            out.push_str(&wrap(&more, width, "  ", "  "));
            out.push('\n');
        }
        out
    }
}
