//! Characters that are not seen: controls, which a terminal obeys, and marks that turn the direction of writing.
//!
//! Names must not hold them. What is shown of a file that does is made visible, byte for byte as long, so that places
//! stay where they are.

use std::borrow::Cow;

/// Whether a character is not seen but obeyed. Line feeds and tabs are what they seem.
pub fn is_hidden(c: char) -> bool {
    let controls = c.is_control() && !matches!(c, '\n' | '\t');
    // Marks, embeddings, overrides and isolates of the bidirectional algorithm (Unicode Standard Annex 9).
    controls
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text with something to see in the place of each hidden character, as many bytes long. A carriage return at the
/// end of a line stays.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut next = text.chars().skip(1);
    let shown = text.chars().map(|c| {
        let after = next.next();
        match c.len_utf8() {
            _ if !is_hidden(c) || (c == '\r' && after == Some('\n')) => c,
            1 => '?',
            2 => '¿',
            _ => char::REPLACEMENT_CHARACTER,
        }
    });
    Cow::Owned(shown.collect())
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn hidden_characters_are_shown_in_their_place() {
        let text = "a\u{1b}[2J\tb\u{202e}c\u{85}\r\n花\r";
        let shown = visible(text);
        assert_eq!(shown, "a?[2J\tb\u{fffd}c¿\r\n花?");
        assert_eq!(shown.len(), text.len());
    }
}
