//! From the bytes of a data file to its text: compression and encoding.

use std::io::Read as _;
use std::path::Path;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use sha2::{Digest as _, Sha256};

use super::Refusal;
use super::kinds::{Kind, kind};
use crate::scenario::read::load::{hexadecimal, plain};
use crate::words::say;

/// The largest data file, unpacked: some tens of millions of rows. It is held in memory while it is read.
const MOST_BYTES: u64 = 2 << 30;

/// Names of encodings that a remedy offers; `encoding_rs` knows all of the WHATWG standard.
fn offered() -> &'static str {
    say!(UtfGbUtfLeBig)
}

/// A file that was read to its end.
#[derive(Debug)]
pub(in crate::scenario) struct Decoded {
    /// Its text, without a byte order mark.
    pub(in crate::scenario) text: String,
    /// SHA-256 of its bytes as they lie on the disk, in hexadecimal.
    pub(in crate::scenario) sha256: String,
    /// Their number.
    pub(in crate::scenario) bytes: u64,
    /// How it is written, such as "UTF-8" or "GB18030, gzip".
    pub(in crate::scenario) form: String,
}

/// The encoding of that name.
pub(in crate::scenario) fn encoding(name: &str) -> Result<&'static Encoding, Refusal> {
    Encoding::for_label_no_replacement(name.as_bytes()).ok_or_else(|| {
        Refusal::new(say!(TheEncodingIsNotKnown, name = name), say!(WriteEncodingAs, offered = offered()))
    })
}

/// Reads a data file in UTF-8 of which no key says the encoding.
pub(in crate::scenario) fn read_utf8(file: &Path) -> Result<Decoded, Refusal> {
    read(file, UTF_8).map_err(|refusal| {
        let is_of_encoding = refusal.remedy.contains("`encoding = ");
        if is_of_encoding { Refusal::new(refusal.what, say!(SaveAsUtf8)) } else { refusal }
    })
}

/// Reads a data file in an encoding; a byte order mark has the last word.
pub(in crate::scenario) fn read(file: &Path, stated: &'static Encoding) -> Result<Decoded, Refusal> {
    read_unless(file, stated, |_| true)
}

/// Reads a data file that may be JSON.
pub(in crate::scenario) fn read_or_json(file: &Path, stated: &'static Encoding) -> Result<Decoded, Refusal> {
    read_unless(file, stated, |kind| !matches!(kind, Kind::Other("JSON", _)))
}

/// Reads a data file unless it is of a kind that cannot be read and is `unwanted`.
fn read_unless(
    file: &Path,
    stated: &'static Encoding,
    unwanted: impl Fn(Kind) -> bool,
) -> Result<Decoded, Refusal> {
    let raw = bytes_of(file)?;
    let (sha256, size) = (hexadecimal(&Sha256::digest(&raw)), raw.len() as u64);
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (bytes, packed) = match kind(&raw) {
        Kind::Gzip => (unpacked(&raw)?, true),
        _ => (raw, false),
    };
    let found = kind(&bytes);
    if let Some(refusal) = found.refusal(&name).filter(|_| unwanted(found)) {
        return Err(refusal);
    }
    let (text, used) = decode(bytes, stated)?;
    let form = format!("{}{}", used.name(), if packed { say!(TextGzip) } else { "" });
    Ok(Decoded { text, sha256, bytes: size, form })
}

/// The bytes of a regular file.
fn bytes_of(file: &Path) -> Result<Vec<u8>, Refusal> {
    let help = say!(NameAnExistingCsvFile);
    let fail = |error: &std::io::Error| Refusal::new(plain(error), help);
    let facts = std::fs::metadata(file).map_err(|error| fail(&error))?;
    if !facts.is_file() {
        return Err(Refusal::new(say!(ItIsNotAFile), help));
    }
    if facts.len() > MOST_BYTES {
        return Err(too_large());
    }
    std::fs::read(file).map_err(|error| fail(&error))
}

fn too_large() -> Refusal {
    Refusal::new(say!(ItHoldsMoreThanGib, most_bytes = MOST_BYTES >> 30), say!(KeepTheColumnsThatAre))
}

/// What gzip packed, member by member.
fn unpacked(raw: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(raw).take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| {
        Refusal::new(say!(ItIsCompressedByGzip, error = error), say!(FetchOrCompressItAgain))
    })?;
    if bytes.len() as u64 > MOST_BYTES { Err(too_large()) } else { Ok(bytes) }
}

/// The text of `bytes`, and the encoding it was in.
fn decode(mut bytes: Vec<u8>, stated: &'static Encoding) -> Result<(String, &'static Encoding), Refusal> {
    let used = match Encoding::for_bom(&bytes) {
        Some((marked, length)) => {
            bytes.drain(..length);
            marked
        }
        None => stated,
    };
    if used == UTF_8 {
        // UTF-16 of Latin letters is UTF-8 with a NUL behind each.
        if let Some(at) = bytes.iter().take(1 << 16).position(|byte| *byte == 0) {
            return Err(not_utf8(&bytes, at));
        }
        return String::from_utf8(bytes).map(|text| (text, used)).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            not_utf8(error.as_bytes(), at)
        });
    }
    match used.decode_without_bom_handling_and_without_replacement(&bytes) {
        Some(text) => Ok((text.into_owned(), used)),
        None => Err(Refusal::new(
            say!(ItIsNotText, name = used.name()),
            say!(WriteEncodingAs, offered = offered()),
        )),
    }
}

/// Whether fewer than five bytes in a hundred are 0: more come from UTF-16, or from what is no text.
fn zeros_are_rare(start: &[u8]) -> bool {
    let zeros: usize = start.iter().map(|byte| usize::from(*byte == 0)).sum();
    zeros * 100 < start.len().max(100) * 5
}

/// What a file is, probably, that is not UTF-8 from byte `at` on.
// Counted once, for a fault.
#[allow(clippy::naive_bytecount)]
fn not_utf8(bytes: &[u8], at: usize) -> Refusal {
    let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    let start = &bytes[..bytes.len().min(1 << 16)];
    // A byte 0 in a text that is UTF-8 otherwise was left by a program that exports fixed widths, or by a damaged disk.
    if bytes.get(at) == Some(&0) && zeros_are_rare(start) && std::str::from_utf8(bytes).is_ok() {
        return Refusal::new(say!(ByteZero, line = line, at = at), say!(TakeByteZeroOut));
    }
    let what = format!("it is not UTF-8 text (line {line}, byte {at})");
    let zeros =
        |odd: usize| start.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count() * 4 > start.len();
    let reads = |encoding: &'static Encoding| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes).is_some()
    };
    for (encoding, odd) in [(UTF_16LE, 1), (UTF_16BE, 0)] {
        if zeros(odd) && reads(encoding) {
            let name = encoding.name();
            return Refusal::new(
                say!(ItSeemsToBe, what = what, name = name),
                say!(WriteEncodingNextToFile, to_lowercase = name.to_lowercase()),
            );
        }
    }
    let controls = start.iter().filter(|byte| **byte < 0x20 && !b"\t\r\n".contains(byte)).count();
    if controls * 100 > start.len() {
        return Refusal::new(say!(AndNoTextAtAll, what = what), say!(NameACsvFileOther));
    }
    let remedy = if reads(GB18030) {
        say!(IfItComesFromA).to_owned()
    } else {
        say!(WriteEncodingWindowsNextTo).to_owned()
    };
    Refusal::new(what, remedy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    const TEXT: &str = "额度,年龄\n5000,30\n";

    fn written(bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("cards.csv");
        std::fs::write(&file, bytes).expect("writes");
        (folder, file)
    }

    fn encoded(file: &Path, name: &str) -> Result<Decoded, Refusal> {
        read(file, encoding(name)?)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(bytes).expect("packs");
        out.finish().expect("packs")
    }

    fn utf16(order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        TEXT.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn one_text_in_every_form_is_the_same() {
        let chinese = GB18030.encode(TEXT).0.into_owned();
        let marked = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
        let cases = [
            (TEXT.as_bytes().to_vec(), "utf-8", "UTF-8"),
            (marked(b"\xef\xbb\xbf", TEXT.as_bytes()), "utf-8", "UTF-8"),
            (marked(b"\xef\xbb\xbf", TEXT.as_bytes()), "gb18030", "UTF-8"),
            (chinese.clone(), "GB18030", "gb18030"),
            (gzip(&chinese), "gb18030", "gb18030, gzip"),
            (marked(b"\xff\xfe", &utf16(u16::to_le_bytes)), "utf-8", "UTF-16LE"),
            (marked(b"\xfe\xff", &utf16(u16::to_be_bytes)), "utf-8", "UTF-16BE"),
            (utf16(u16::to_le_bytes), "utf-16le", "UTF-16LE"),
            ([gzip(&TEXT.as_bytes()[..9]), gzip(&TEXT.as_bytes()[9..])].concat(), "utf-8", "UTF-8, gzip"),
        ];
        for (bytes, encoding, form) in cases {
            let (_folder, file) = written(&bytes);
            let read = encoded(&file, encoding).unwrap_or_else(|refusal| panic!("{form}: {refusal:?}"));
            assert_eq!((read.text.as_str(), read.form.as_str()), (TEXT, form));
            assert_eq!(read.bytes, bytes.len() as u64);
        }
    }

    #[test]
    fn what_cannot_be_read_says_what_to_write() {
        let chinese = GB18030.encode(TEXT).0.into_owned();
        let mut damaged = gzip(TEXT.as_bytes());
        let cut = damaged.len() - 6;
        damaged.truncate(cut);
        let cases = [
            (chinese, "utf-8", "gb18030"),
            (utf16(u16::to_le_bytes), "utf-8", "utf-16le"),
            ("limit\n1\n".bytes().flat_map(|byte| [byte, 0]).collect(), "utf-8", "utf-16le"),
            (b"a\n\xff\n".to_vec(), "utf-8", "windows-1252"),
            (b"a\n\xff\n".to_vec(), "klingon", "\"utf-8\", \"gb18030\""),
            (vec![0, 1, 2, 3, 0xff, 0xfe, 0, 1], "utf-8", "saved as CSV"),
            (damaged, "utf-8", "gzip -t"),
            (gzip(b"PAR1"), "utf-8", "read_parquet"),
            (b"limit,age\n5000,30\n6000,31\0\n1000,20\n".to_vec(), "utf-8", "tr -d"),
        ];
        for (bytes, encoding, word) in cases {
            let (_folder, file) = written(&bytes);
            let refusal = encoded(&file, encoding).expect_err(word);
            assert!(refusal.remedy.contains(word), "{refusal:?}");
        }
    }
}
