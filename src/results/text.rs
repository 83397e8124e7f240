//! Fast formatting of the fields of long tables.
//!
//! Rows of `cases.csv` and `events.csv` and events of the other logs are written by the million, so
//! their fields are formatted straight into one text, and copied as whole words of a fixed size. No
//! field of the tables can hold a comma, a quote or a line break: they are numbers, moments, and
//! names fixed in the program.

/// Text that is only added to.
///
/// Behind its end lies room, which a piece may fill beyond its own length; the next piece starts
/// at its end and overwrites the rest. So a short piece costs one or two stores and no branch.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    /// The text and the room behind it.
    bytes: Vec<u8>,
    length: usize,
}

/// Least room of a text that holds anything, bytes.
const LEAST: usize = 1024;

impl Text {
    /// What was added.
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// How many bytes it holds without growing.
    pub(super) const fn room(&self) -> usize {
        self.bytes.len()
    }

    /// Its length in bytes.
    #[inline]
    pub(super) const fn len(&self) -> usize {
        self.length
    }

    /// Takes away everything and keeps the room.
    pub(super) const fn clear(&mut self) {
        self.length = 0;
    }

    /// Appends `byte`, a character of ASCII.
    #[inline]
    pub(super) fn push_byte(&mut self, byte: u8) {
        self.push_part([byte], 1);
    }

    /// Appends the first `length` bytes of `word`.
    #[inline]
    pub(super) fn push_part<const WIDTH: usize>(&mut self, word: [u8; WIDTH], length: usize) {
        self.fill(|room| {
            *room = word;
            length
        });
    }

    /// Lets `write` fill the next `WIDTH` bytes, of which as many are appended as it says.
    #[inline]
    pub(super) fn fill<const WIDTH: usize>(&mut self, write: impl FnOnce(&mut [u8; WIDTH]) -> usize) {
        if self.bytes.len() - self.length < WIDTH {
            self.grow(WIDTH);
        }
        if let Some(room) = self.bytes[self.length..].first_chunk_mut() {
            self.length += write(room);
        }
    }

    /// Appends `piece`: up to 32 bytes as two words that may overlap, and more by a call.
    #[inline]
    pub(super) fn push_str(&mut self, piece: &str) {
        self.push_bytes(piece.as_bytes());
    }

    /// Appends bytes as [`Self::push_str`] does.
    #[inline]
    pub(super) fn push_bytes(&mut self, piece: &[u8]) {
        match piece.len() {
            16..=32 => self.push_ends::<16, 32>(piece),
            8..16 => self.push_ends::<8, 16>(piece),
            4..8 => self.push_ends::<4, 8>(piece),
            0..4 => piece.iter().for_each(|byte| self.push_byte(*byte)),
            length => {
                if self.bytes.len() - self.length < length {
                    self.grow(length);
                }
                self.bytes[self.length..self.length + length].copy_from_slice(piece);
                self.length += length;
            }
        }
    }

    /// Appends a piece of `HALF` to `WIDTH` bytes, which is twice as many.
    #[inline]
    fn push_ends<const HALF: usize, const WIDTH: usize>(&mut self, piece: &[u8]) {
        if let (Some(first), Some(last)) = (piece.first_chunk::<HALF>(), piece.last_chunk::<HALF>()) {
            self.fill::<WIDTH>(|room| {
                room[..HALF].copy_from_slice(first);
                room[piece.len() - HALF..piece.len()].copy_from_slice(last);
                piece.len()
            });
        }
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, width: usize) {
        self.bytes.resize((2 * self.bytes.len()).max(self.length + width).max(LEAST), 0);
    }
}

/// A name fixed in the program, as long as a word: appended by one store.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name {
    word: [u8; Self::WIDTH],
    length: usize,
}

impl Name {
    const WIDTH: usize = 16;
    /// No name at all.
    pub(super) const EMPTY: Self = Self { word: [0; Self::WIDTH], length: 0 };

    /// `name` as a word, which it must fit in.
    pub(super) const fn of(name: &str) -> Self {
        let mut word = [0; Self::WIDTH];
        let (start, _) = word.split_at_mut(name.len());
        start.copy_from_slice(name.as_bytes());
        Self { word, length: name.len() }
    }

    /// Appends the name.
    #[inline]
    pub(super) fn push(&self, text: &mut Text) {
        text.push_part(self.word, self.length);
    }
}

/// A name of a scenario: appended by one store where it is short enough.
#[derive(Debug, Clone)]
pub(super) enum Word {
    /// As long as a word, or shorter.
    Short(Name),
    /// Longer.
    Long(String),
}

impl Word {
    /// `name` as it is to be written.
    pub(super) fn new(name: &str) -> Self {
        if name.len() <= Name::WIDTH { Self::Short(Name::of(name)) } else { Self::Long(name.to_owned()) }
    }

    /// Appends the name.
    #[inline]
    pub(super) fn push(&self, text: &mut Text) {
        match self {
            Self::Short(name) => name.push(text),
            Self::Long(name) => text.push_str(name),
        }
    }
}

/// The names of a kind that has `ALL` and `name`, in the order of `ALL`.
macro_rules! names {
    ($kind:ty) => {{
        let mut names = [$crate::results::text::Name::EMPTY; <$kind>::ALL.len()];
        let mut index = 0;
        while index < names.len() {
            names[index] = $crate::results::text::Name::of(<$kind>::ALL[index].name());
            index += 1;
        }
        names
    }};
}
pub(super) use names;

/// Values below this have at most eight digits.
pub(super) const EIGHT_DIGITS: u64 = 100_000_000;

/// Appends `value` in decimal.
#[inline]
pub(super) fn push_integer(text: &mut Text, value: u64) {
    if value < EIGHT_DIGITS {
        let (word, length) = short_integer(value);
        text.push_part(word, length);
    } else {
        push_long_integer(text, value);
    }
}

/// The digits of a value below [`EIGHT_DIGITS`], and how many there are.
#[inline]
pub(super) const fn short_integer(value: u64) -> ([u8; 8], usize) {
    if value < 10 {
        return ([b'0' + value as u8, 0, 0, 0, 0, 0, 0, 0], 1);
    }
    let digits = eight_digits(value);
    let leading = digits.trailing_zeros() / 8;
    (((digits | ZEROS) >> (8 * leading)).to_le_bytes(), 8 - leading as usize)
}

#[cold]
#[inline(never)]
fn push_long_integer(text: &mut Text, value: u64) {
    push_integer(text, value / EIGHT_DIGITS);
    text.push_part((eight_digits(value % EIGHT_DIGITS) | ZEROS).to_le_bytes(), 8);
}

/// Eight times the character `0`.
pub(super) const ZEROS: u64 = u64::from_le_bytes([b'0'; 8]);

/// The eight digits of a value below [`EIGHT_DIGITS`], one a byte, the first in the lowest.
///
/// Halves, quarters and eighths of the number are split side by side in one word: 10486 / 2^20 and
/// 103 / 2^10 stand for a hundredth and a tenth, exactly so for four and for two digits.
#[inline]
pub(super) const fn eight_digits(value: u64) -> u64 {
    let halves = (value / 10_000) | ((value % 10_000) << 32);
    let hundreds = ((halves * 10_486) >> 20) & 0x0000_007F_0000_007F;
    let quarters = hundreds | ((halves - 100 * hundreds) << 16);
    let tens = ((quarters * 103) >> 10) & 0x000F_000F_000F_000F;
    tens | ((quarters - 10 * tens) << 8)
}

/// Appends `value` as it stands between the double quotes of an XML 1.0 attribute.
///
/// Tabs and line breaks are written as references, since a parser turns bare ones into spaces
/// (XML 1.0, section 3.3.3). A character that no document may hold, not even as a reference
/// (section 2.2), becomes U+FFFD.
#[inline]
pub(super) fn push_escaped(text: &mut String, value: &str) {
    for character in value.chars() {
        match character {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\t' => text.push_str("&#9;"),
            '\n' => text.push_str("&#10;"),
            '\r' => text.push_str("&#13;"),
            '\0'..' ' | '\u{FFFE}' | '\u{FFFF}' => text.push(char::REPLACEMENT_CHARACTER),
            other => text.push(other),
        }
    }
}

/// What `write` appends.
#[cfg(test)]
pub(super) fn written(write: impl FnOnce(&mut Text)) -> String {
    let mut text = Text::default();
    write(&mut text);
    String::from_utf8(text.as_bytes().to_vec()).expect("text")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pieces_of_every_length_are_appended_whole() {
        let letters: String = ('a'..='z').cycle().take(80).collect();
        let mut text = Text::default();
        let mut expected = String::new();
        for length in (0..letters.len()).chain([2 * LEAST]) {
            let piece = letters.repeat(1 + length / letters.len());
            text.push_str(&piece[..length]);
            expected.push_str(&piece[..length]);
        }
        assert_eq!(text.as_bytes(), expected.as_bytes());
        text.clear();
        Name::of("over").push(&mut text);
        assert_eq!(text.as_bytes(), b"over");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn integers_are_those_of_the_formatter(value: u64, bits in 0_u32..64) {
            let value = value >> bits;
            prop_assert_eq!(written(|text| push_integer(text, value)), value.to_string());
        }

        /// What is escaped reads back, but for characters that XML 1.0 does not allow.
        #[test]
        fn escaped_text_reads_back(value in r#"([&<>"'\\t\n\r\x00-\x1f\u{FFFE}a]|\PC){0,20}"#) {
            let forbidden = |c: char| c < ' ' && !"\t\n\r".contains(c) || "\u{FFFE}\u{FFFF}".contains(c);
            let mut text = String::new();
            push_escaped(&mut text, &value);
            prop_assert!(!text.contains(|c: char| c < ' ' || forbidden(c) || "<>\"".contains(c)), "{text:?}");
            let mut read = text;
            let names = ["lt", "gt", "quot", "#9", "#10", "#13", "amp"];
            for (name, character) in names.iter().zip(["<", ">", "\"", "\t", "\n", "\r", "&"]) {
                read = read.replace(&format!("&{name};"), character);
            }
            let replaced = |c: char| if forbidden(c) { char::REPLACEMENT_CHARACTER } else { c };
            prop_assert_eq!(read, value.chars().map(replaced).collect::<String>());
        }
    }
}
