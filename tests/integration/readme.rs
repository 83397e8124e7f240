//! What the README shows works as it stands there.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

/// The TOML blocks of the README.
fn blocks(text: &str) -> Vec<String> {
    text.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).map(str::to_owned).collect()
}

/// Every scenario that the README writes out passes `sim check`, beside the file it extends.
#[test]
fn scenarios_of_the_readme_are_sound() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::copy(root.join("scenarios/base.toml"), folder.path().join("base.toml")).unwrap();
    let whole: Vec<String> =
        blocks(&readme).into_iter().filter(|block| block.starts_with("extends = \"base.toml\"")).collect();
    assert!(whole.len() >= 2, "the README shows {} whole scenarios", whole.len());
    for (number, block) in whole.iter().enumerate() {
        let path = folder.path().join(format!("block_{number}.toml"));
        fs::write(&path, block).unwrap();
        Command::cargo_bin("sim").unwrap().arg("check").arg(&path).assert().success();
    }
}

/// A two-stage process with a request for documents takes fewer than forty lines.
#[test]
fn a_process_is_drawn_in_under_forty_lines() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let block = blocks(&readme).into_iter().find(|block| block.contains("two_readers")).unwrap();
    assert!(block.lines().filter(|line| !line.trim().is_empty()).count() < 40);
}

/// The README shows the table of the last measurement as it was written, row by row.
#[test]
fn the_table_of_speed_is_the_measured_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let measured = fs::read_to_string(root.join("benches/results/measured.md")).unwrap();
    let rows = |text: &str| text.lines().filter(|line| line.starts_with('|')).map(str::to_owned).collect();
    let shown: Vec<String> = rows(readme.split("## Speed").nth(1).unwrap().split("\n## ").next().unwrap());
    let written: Vec<String> = rows(&measured);
    assert!(written.len() > 20, "the measurement has {} rows", written.len());
    assert_eq!(shown, written);
}
