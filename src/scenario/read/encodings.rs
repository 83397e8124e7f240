//! What a scenario file is that is not in UTF-8, and how to make it so.

use std::path::Path;

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use super::load::Unreadable;
use crate::words::say;

/// The most of a file that is looked at, bytes.
const START: usize = 1 << 16;

/// The text of `bytes`, the file at `path`, or what is to be done about them.
pub(super) fn utf8(bytes: Vec<u8>, path: &Path) -> Result<String, Unreadable> {
    if let Some(name) = utf16(&bytes) {
        return Err(Unreadable { why: say!(ItIsIn, name = name), remedy: Some(remedy(name, path)) });
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].split(|byte| *byte == b'\n').count();
        let chinese = GB18030.decode_without_bom_handling_and_without_replacement(error.as_bytes()).is_some();
        let from = if chinese { "GB18030" } else { "WINDOWS-1252" };
        Unreadable { why: say!(ItIsNotUtfText, line = line, at = at), remedy: Some(remedy(from, path)) }
    })
}

/// The name, as `iconv` has it, of the encoding of a text of 16 bits a character: by its mark, or by the zeros that Latin
/// letters have in it.
fn utf16(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Some("UTF-16");
    }
    let start = &bytes[..bytes.len().min(START)];
    let zeros =
        |odd: usize| start.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count() * 4 > start.len();
    [(UTF_16LE, 1), (UTF_16BE, 0)]
        .into_iter()
        .find(|(_, odd)| zeros(*odd))
        .map(|(encoding, _)| encoding.name())
}

/// What to do about a file in this encoding.
fn remedy(from: &str, path: &Path) -> String {
    let path = path.display().to_string();
    let safe = path.chars().all(|c| c.is_alphanumeric() || "_-./+,:@%".contains(c));
    let path = if safe { path } else { format!("'{}'", path.replace('\'', r"'\''")) };
    say!(SaveTheScenarioAsUtf, from = from, path = path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_another_encoding_is_named_with_the_command_that_mends_it() {
        let text = "name = \"基准\"\nseed = 5 # and so on\n";
        let wide = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let cases = [
            ([b"\xff\xfe".to_vec(), wide(u16::to_le_bytes)].concat(), "-f UTF-16 "),
            ([b"\xfe\xff".to_vec(), wide(u16::to_be_bytes)].concat(), "-f UTF-16 "),
            (wide(u16::to_le_bytes), "-f UTF-16LE "),
            (wide(u16::to_be_bytes), "-f UTF-16BE "),
            (GB18030.encode(text).0.into_owned(), "-f GB18030 "),
            (b"name = \"caf\xe9\"\n".to_vec(), "-f WINDOWS-1252 "),
        ];
        for (bytes, from) in cases {
            let found = utf8(bytes, Path::new("my file.toml")).map(|_| ());
            let remedy = found.map_err(|fault| fault.remedy.unwrap_or_default());
            assert!(
                matches!(&remedy, Err(told) if told.contains(from) && told.contains("'my file.toml'")),
                "{remedy:?}"
            );
        }
        assert_eq!(utf8(text.as_bytes().to_vec(), Path::new("a")).ok().as_deref(), Some(text));
    }
}
