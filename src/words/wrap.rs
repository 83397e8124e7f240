//! Text broken into lines that fit a terminal.
//!
//! Lines are broken at spaces and between wide characters. What stands between back-quotes is kept on one line where it
//! fits, since it is there to be copied, and so is what a text joins by a no-break space; a word that is longer than a line, such as a path, is not cut.

use std::borrow::Cow;

use textwrap::core::{Word, display_width};
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

/// Stands for a space at which a line must not be broken.
const GLUE: char = '\u{a0}';
/// A line must not begin with these.
const CLOSING: &str = "，。、；：！？）」』》…";

/// The columns that a text takes in a terminal: two for a wide character, none for an escape sequence.
pub fn columns(text: &str) -> usize {
    display_width(text)
}

/// How text is cut into pieces between which a line may be broken, for whoever wraps by other means.
pub fn separator() -> WordSeparator {
    WordSeparator::Custom(pieces)
}

/// Breaks each line of `text` that is wider than `width` columns. The first line begins with `first`, the others with
/// `rest`; a line that begins with spaces goes on below its own beginning.
pub fn wrap(text: &str, width: usize, first: &str, rest: &str) -> String {
    let mut out = String::new();
    for (number, line) in text.lines().enumerate() {
        let lead = if number == 0 { first } else { rest };
        if number > 0 {
            out.push('\n');
        }
        if columns(lead) + columns(line) <= width {
            out.push_str(lead);
            out.push_str(&unglue(line));
            continue;
        }
        let body = line.trim_start_matches(' ');
        let indent = " ".repeat(line.len() - body.len());
        let (initial, following) = (format!("{lead}{indent}"), format!("{rest}{indent}"));
        let options = Options::new(width)
            .initial_indent(&initial)
            .subsequent_indent(&following)
            .break_words(false)
            .word_separator(separator())
            .word_splitter(WordSplitter::NoHyphenation)
            .wrap_algorithm(WrapAlgorithm::FirstFit);
        let glued = glue(body, width.saturating_sub(columns(&following)));
        out.push_str(&unglue(&textwrap::wrap(&glued, options).join("\n")));
    }
    out
}

/// The text with the spaces between back-quotes made unbreakable, where the quoted text takes `room` columns at most.
pub fn glue(text: &str, room: usize) -> Cow<'_, str> {
    if !text.contains('`') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for (number, part) in text.split('`').enumerate() {
        if number > 0 {
            out.push('`');
        }
        if number % 2 == 1 && columns(part) + 2 <= room {
            out.extend(part.chars().map(|c| if c == ' ' { GLUE } else { c }));
        } else {
            out.push_str(part);
        }
    }
    Cow::Owned(out)
}

/// The text with what [`glue`] put in taken out again.
pub fn unglue(text: &str) -> String {
    text.replace(GLUE, " ")
}

/// Words with the spaces behind them; each wide character is one, with the closing marks behind it.
fn pieces(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut starts = vec![0];
    let mut before: Option<char> = None;
    for (at, c) in line.char_indices() {
        let breaks = match before {
            Some(' ') => c != ' ',
            Some(before) => {
                (is_wide(before) || is_wide(c))
                    && c != ' '
                    && !CLOSING.contains(c)
                    && !"（「『《".contains(before)
            }
            None => false,
        };
        if breaks {
            starts.push(at);
        }
        before = Some(c);
    }
    starts.push(line.len());
    let spans: Vec<(usize, usize)> = starts.windows(2).map(|ends| (ends[0], ends[1])).collect();
    Box::new(
        spans
            .into_iter()
            .filter(|(from, until)| from < until)
            .map(|(from, until)| Word::from(&line[from..until])),
    )
}

fn is_wide(c: char) -> bool {
    let mut bytes = [0; 4];
    display_width(c.encode_utf8(&mut bytes)) == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_and_lose_nothing() {
        let text =
            "the precision of `flip_rate` is not reached after 30 replications: write `a = [1, 2]` instead";
        for width in 20..100 {
            let wrapped = wrap(text, width, "warning: ", "  ");
            assert!(wrapped.lines().all(|line| columns(line) <= width), "{width}: {wrapped}");
            let words: Vec<&str> = wrapped.split_whitespace().skip(1).collect();
            assert_eq!(words, text.split_whitespace().collect::<Vec<_>>(), "{width}");
            assert!(
                wrapped.contains("`a = [1, 2]`"),
                "{width}: what is to be copied is in one piece: {wrapped}"
            );
        }
    }

    #[test]
    fn a_number_stays_with_its_unit() {
        assert_eq!(
            wrap("20 replications, seed\u{a0}20240402", 24, "", ""),
            "20 replications,\nseed 20240402"
        );
        assert_eq!(wrap("seed\u{a0}7", 24, "", ""), "seed 7", "no mark of ours is left in what is copied");
    }

    #[test]
    fn what_is_longer_than_a_line_is_not_cut() {
        assert_eq!(wrap("see /a/path/that/is/long now", 12, "", ""), "see\n/a/path/that/is/long\nnow");
        assert_eq!(
            wrap("short\n  long enough to be broken", 14, "", "  "),
            "short\n    long\n    enough to\n    be broken"
        );
    }

    #[test]
    fn wide_characters_may_be_parted_but_not_from_closing_marks() {
        let wrapped = wrap("预热期太长，请缩短它。", 8, "", "");
        assert!(wrapped.lines().all(|line| columns(line) <= 8), "{wrapped}");
        assert!(wrapped.lines().all(|line| !line.starts_with(['，', '。'])), "{wrapped}");
        assert_eq!(wrapped.replace('\n', ""), "预热期太长，请缩短它。");
    }
}
