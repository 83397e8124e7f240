//! A fault as a picture: the place in its text, with the rule under it and the remedy below, in lines that fit.

use std::fmt::Write as _;

use super::fault::Fault;
#[cfg(feature = "terminal")]
use super::picture::picture;
use super::source::Sources;
use crate::words::say;
use crate::words::wrap::wrap;

/// Draws a fault in lines of up to `width` columns; in words where there is no terminal to draw for.
pub(super) fn draw(fault: &Fault, sources: &Sources, colour: bool, width: usize, out: &mut String) {
    #[cfg(feature = "terminal")]
    if let Some(drawn) = picture(fault, sources, colour, width) {
        out.push_str(&drawn);
        return;
    }
    let _ = colour;
    in_words(fault, sources, width, out);
}

/// The fault without a picture of its place.
fn in_words(fault: &Fault, sources: &Sources, width: usize, out: &mut String) {
    let (line, column) = sources.line_column(fault.place);
    let name = sources.name(fault.place.source);
    let said = [("  × ", &fault.message), ("    ", &fault.label), (say!(DrawHelp), &fault.help)];
    for (number, (lead, text)) in said.into_iter().enumerate().filter(|(_, (_, text))| !text.is_empty()) {
        out.push_str(&wrap(text, width, lead, &" ".repeat(lead.chars().count())));
        out.push('\n');
        if number == 0 {
            // Writing to a String cannot fail.
            let _ = writeln!(out, "    {name}:{line}:{column}");
        }
    }
}
