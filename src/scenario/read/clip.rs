//! The lines of a fault's picture cut to a width, with its underlined places moved along.

use std::ops::Range;

use crate::words::wrap::columns;

/// Columns that the text of a label needs at least, beside what it underlines.
const LABEL_ROOM: usize = 28;
/// Columns between an underlined place and its label.
const HOOK: usize = 4;
const CUT: char = '…';

/// A text in which the lines around some places are no wider than they may be.
#[derive(Debug)]
pub(super) struct Clipped {
    /// The whole text, with those lines cut.
    pub(super) text: String,
    /// The places, in the text that was cut.
    pub(super) places: Vec<Range<usize>>,
}

/// The range of the line that holds `at`, without its end.
fn line_around(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    start..end
}

/// The last boundary between characters of `text` at or before `at`.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Lines of the picture of these places: their own, and one before and behind.
fn drawn_lines(text: &str, places: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    for place in places {
        let mut line = line_around(text, place.start);
        if line.start > 0 {
            lines.push(line_around(text, line.start - 1));
        }
        loop {
            let next = line.end + 1;
            let behind = line.end >= place.end;
            lines.push(line.clone());
            if next > text.len() {
                break;
            }
            line = line_around(text, next);
            if behind {
                lines.push(line);
                break;
            }
        }
    }
    lines.sort_by_key(|line| line.start);
    lines.dedup();
    lines
}

/// Cuts the lines that a picture of `places` would show to `width` columns, and so that a label under each place has
/// room. `None` if all fit.
pub(super) fn clip(text: &str, places: &[Range<usize>], width: usize) -> Option<Clipped> {
    let mut clipped = Clipped { text: String::new(), places: places.to_vec() };
    let mut done = 0;
    let mut cut_any = false;
    for line in drawn_lines(text, places) {
        let window = window(text, &line, places, width);
        if window == line {
            continue;
        }
        cut_any = true;
        clipped.text.push_str(&text[done..line.start]);
        let start = clipped.text.len();
        if window.start > line.start {
            clipped.text.push(CUT);
        }
        let shift = clipped.text.len();
        clipped.text.push_str(&text[window.clone()]);
        let shown_end = clipped.text.len();
        if window.end < line.end {
            clipped.text.push(CUT);
        }
        let end = clipped.text.len();
        done = line.end;
        // Where in the new line a position of the old one is.
        let moved = |at: usize| match at {
            at if at < window.start => start,
            at if at > window.end => end,
            at => (shift + at - window.start).min(shown_end),
        };
        for (old, new) in places.iter().zip(&mut clipped.places) {
            if line.contains(&old.start) || old.start == line.end {
                new.start = moved(old.start);
            }
            if line.contains(&old.end) || old.end == line.end {
                new.end = moved(old.end);
            }
        }
        // Positions behind this line move by what it lost or gained.
        for (old, new) in places.iter().zip(&mut clipped.places) {
            let behind = |at: usize| end + (at - line.end);
            if old.start > line.end {
                new.start = behind(old.start);
            }
            if old.end > line.end {
                new.end = behind(old.end);
            }
        }
    }
    clipped.text.push_str(&text[done..]);
    for place in &mut clipped.places {
        place.end = place.end.max(place.start);
    }
    cut_any.then_some(clipped)
}

/// What of a line is shown: all of it, if it and the labels under it fit, and otherwise a part that begins shortly before
/// the first place.
fn window(text: &str, line: &Range<usize>, places: &[Range<usize>], width: usize) -> Range<usize> {
    let here = places.iter().filter(|place| line.contains(&place.start) || place.start == line.end);
    let first = here.clone().map(|place| place.start).min();
    // Labels hang from the middle of what is underlined.
    let middle = |place: &Range<usize>| place.start.midpoint(place.end.clamp(place.start, line.end));
    let last = here.map(middle).max();
    let wide = |part: Range<usize>| columns(&text[floor(text, part.start)..floor(text, part.end)]);
    let (Some(first), Some(last)) = (first, last) else {
        return cut(text, line.clone(), width);
    };
    if wide(line.start..last) + HOOK + LABEL_ROOM <= width || width < HOOK + LABEL_ROOM {
        return cut(text, line.clone(), width);
    }
    // A few columns before the first place, unless the last one needs them.
    let before = (width - HOOK - LABEL_ROOM).saturating_sub(wide(first..last) + 1).min(width / 4);
    let mut start = first;
    while start > line.start {
        let one_back = floor(text, start - 1);
        if wide(one_back..first) > before {
            break;
        }
        start = one_back;
    }
    let taken = usize::from(start > line.start);
    cut(text, start..line.end, width - taken)
}

/// The beginning of a range that takes `width` columns with the mark of a cut behind it; all of it, if it fits.
fn cut(text: &str, range: Range<usize>, width: usize) -> Range<usize> {
    let part = &text[range.clone()];
    if columns(part) <= width {
        return range;
    }
    let mut end = range.start;
    let mut taken = 0;
    for (at, c) in part.char_indices() {
        let mut bytes = [0; 4];
        // A tab is drawn as four columns at most.
        taken += if c == '\t' { 4 } else { columns(c.encode_utf8(&mut bytes)) };
        if taken + 1 > width {
            break;
        }
        end = range.start + at + c.len_utf8();
    }
    range.start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, what: &str) -> Range<usize> {
        let start = text.find(what).unwrap_or_else(|| panic!("no {what} in {text}"));
        start..start + what.len()
    }

    #[test]
    fn a_place_far_to_the_right_is_moved_into_sight() {
        let text =
            format!("first\n{}here = 1 {}\nlast {}\n", "x ".repeat(60), "y".repeat(90), "z".repeat(90));
        let place = found(&text, "here");
        let clipped = clip(&text, &[place], 60).expect("too wide");
        assert!(clipped.text.lines().all(|line| columns(line) <= 60), "{}", clipped.text);
        assert_eq!(&clipped.text[clipped.places[0].clone()], "here");
        assert_eq!(clipped.text.lines().count(), 3);
    }

    #[test]
    fn lines_that_fit_stay() {
        let text = "a = 1\nb = 2\n";
        assert!(clip(text, &[found(text, "2")], 60).is_none());
    }

    #[test]
    fn a_place_of_several_lines_and_one_behind_it_keep_their_text() {
        let text = format!("a {}\nb = [\n 1,\n]\nc = 4\n", "x".repeat(90));
        let list = found(&text, "[\n 1,\n]");
        let clipped = clip(&text, &[list, found(&text, "4")], 60).expect("too wide");
        assert_eq!(&clipped.text[clipped.places[0].clone()], "[\n 1,\n]");
        assert_eq!(&clipped.text[clipped.places[1].clone()], "4");
    }
}
