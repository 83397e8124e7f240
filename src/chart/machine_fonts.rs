//! Fonts of the machine, for characters that the embedded ones lack.
//!
//! Only families that have many characters are opened, known by the names of their files. This module does not know
//! which characters are asked for.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use ab_glyph::{FontArc, FontVec};

/// Parts of file names, in small letters and digits, of families with many characters; the first are preferred. The
/// number is that of the simplified Chinese face in a collection.
const FAMILIES: [(&str, u32); 13] = [
    ("notosanssc", 0),
    ("notosanscjk", 2),
    ("sourcehansans", 0),
    ("pingfang", 0),
    ("msyh", 0),
    ("hiraginosansgb", 0),
    ("stheiti", 0),
    ("wqymicrohei", 0),
    ("wqyzenhei", 0),
    ("droidsansfallback", 0),
    ("simsun", 0),
    ("arialunicode", 0),
    ("dejavusans", 0),
];
/// Ends of file names of fonts that can be read.
const ENDS: [&str; 4] = ["ttf", "otf", "ttc", "otc"];
/// Folders within folders that are looked into.
const DEPTH: usize = 5;
/// Files and folders that are looked at.
const MOST: usize = 50_000;
/// Bytes of the largest file that is opened.
const LARGEST: u64 = 128 * 1024 * 1024;

/// A font of each known family that the machine has, the preferred ones first.
pub(super) fn find() -> Vec<FontArc> {
    let mut files: Vec<(usize, PathBuf)> = Vec::new();
    let mut left = MOST;
    for folder in folders() {
        gather(&folder, DEPTH, &mut left, &mut files);
    }
    // Of a family the file of the shortest name: the plain weight.
    files.sort_by_key(|(family, path)| (*family, path.as_os_str().len(), path.clone()));
    files.dedup_by_key(|(family, _)| *family);
    files.iter().filter_map(|(family, path)| open(path, FAMILIES[*family].1)).collect()
}

fn folders() -> Vec<PathBuf> {
    let fixed = ["/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts"];
    let mut folders: Vec<PathBuf> = fixed.iter().map(PathBuf::from).collect();
    if let Some(home) = env::var_os("HOME").map(PathBuf::from) {
        folders.extend([".fonts", ".local/share/fonts", "Library/Fonts"].map(|below| home.join(below)));
    }
    folders.extend(env::var_os("WINDIR").map(|windows| PathBuf::from(windows).join("Fonts")));
    folders
}

/// Notes the fonts of known families below `folder`. What cannot be read is passed over.
fn gather(folder: &Path, depth: usize, left: &mut usize, files: &mut Vec<(usize, PathBuf)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if *left == 0 {
            return;
        }
        *left -= 1;
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth > 0 => gather(&path, depth - 1, left, files),
            Ok(kind) if !kind.is_dir() => files.extend(family(&path).map(|family| (family, path))),
            _ => {}
        }
    }
}

/// The family of a file, by its name.
fn family(path: &Path) -> Option<usize> {
    let end = path.extension()?.to_str()?.to_lowercase();
    let name: String = path.file_stem()?.to_str()?.chars().filter(char::is_ascii_alphanumeric).collect();
    let name = name.to_lowercase();
    ENDS.contains(&end.as_str()).then_some(())?;
    FAMILIES.iter().position(|(family, _)| name.contains(family))
}

fn open(path: &Path, face: u32) -> Option<FontArc> {
    let size = fs::metadata(path).ok().filter(fs::Metadata::is_file)?.len();
    let bytes = (size <= LARGEST).then(|| fs::read(path).ok())??;
    // A file of one face has no other.
    let one = |face| FontVec::try_from_vec_and_index(bytes.clone(), face).ok();
    one(face).or_else(|| one(0)).map(FontArc::new)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn families_are_known_by_their_files() {
        let known = |name: &str| family(Path::new(name)).map(|at| FAMILIES[at].0);
        assert_eq!(known("/a/NotoSansCJK-Regular.ttc"), Some("notosanscjk"));
        assert_eq!(known("/a/Hiragino Sans GB.ttc"), Some("hiraginosansgb"));
        assert_eq!(known("msyh.ttc"), Some("msyh"));
        assert_eq!(known("NotoSansCJK-Regular.txt"), None);
        assert_eq!(known("Comic.ttf"), None);
    }

    #[test]
    fn fonts_are_found_in_folders_within_folders_and_broken_ones_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("truetype/noto");
        fs::create_dir_all(&below).unwrap();
        let font = include_bytes!("../../assets/fonts/NotoSansSC-Regular-subset.otf");
        fs::write(below.join("NotoSansSC-Regular.otf"), font).unwrap();
        fs::write(folder.path().join("simsun.ttc"), "no font").unwrap();
        fs::write(folder.path().join("readme.txt"), "").unwrap();
        let mut files = Vec::new();
        gather(folder.path(), DEPTH, &mut 100, &mut files);
        files.sort();
        let families: Vec<&str> = files.iter().map(|(family, _)| FAMILIES[*family].0).collect();
        assert_eq!(families, ["notosanssc", "simsun"]);
        assert!(open(&files[0].1, 2).is_some(), "a file of one face");
        assert!(open(&files[1].1, 0).is_none());
    }
}
