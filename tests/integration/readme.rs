//! What the README and the pages show works as it stands there.

use std::fs;

use assert_cmd::Command;

use crate::docs::{pages, root};

/// The most lines that the README may have: one screen and a half.
const LINES: usize = 140;

/// The TOML blocks of a page.
fn blocks(text: &str) -> Vec<String> {
    text.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).map(str::to_owned).collect()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

#[test]
fn the_readme_is_short() {
    let lines = read("README.md").lines().count();
    assert!(
        lines <= LINES,
        "the README has {lines} lines, more than {LINES}: move what is not for a first reader to docs/"
    );
}

/// Every scenario that a page writes out passes `sim check`, beside the file it extends.
#[test]
fn scenarios_of_the_pages_are_sound() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(root().join("scenarios/base.toml"), folder.path().join("base.toml")).unwrap();
    let whole: Vec<String> = pages()
        .iter()
        .flat_map(|page| blocks(&fs::read_to_string(page).unwrap()))
        .filter(|block| block.starts_with("extends = \"base.toml\""))
        .collect();
    for name in ["night_shift", "two_readers", "evening"] {
        assert!(whole.iter().any(|block| block.contains(name)), "no page writes out `{name}`");
    }
    for (number, block) in whole.iter().enumerate() {
        let path = folder.path().join(format!("block_{number}.toml"));
        fs::write(&path, block).unwrap();
        Command::cargo_bin("sim").unwrap().arg("check").arg(&path).assert().success();
    }
}

/// A two-stage process with a request for documents takes fewer than forty lines.
#[test]
fn a_process_is_drawn_in_under_forty_lines() {
    let page = read("docs/guides/process.md");
    let block = blocks(&page).into_iter().find(|block| block.contains("two_readers")).unwrap();
    assert!(block.lines().filter(|line| !line.trim().is_empty()).count() < 40);
}

/// The table of the last measurement is shown as it was written, row by row.
#[test]
fn the_table_of_speed_is_the_measured_one() {
    let page = read("benches/README.md");
    let rows = |text: &str| text.lines().filter(|line| line.starts_with('|')).map(str::to_owned).collect();
    let shown: Vec<String> = rows(page.split("## The last measurement").nth(1).unwrap());
    let written: Vec<String> = rows(&read("benches/results/measured.md"));
    assert!(written.len() > 20, "the measurement has {} rows", written.len());
    assert_eq!(shown, written);
}

/// What the README says of speed stands in that table.
#[test]
fn the_figures_of_speed_are_the_measured_ones() {
    let readme = read("README.md");
    let speed = readme.split("## Speed").nth(1).unwrap().split("\n## ").next().unwrap();
    let measured = read("benches/results/measured.md");
    for (unit, scenario, line) in [
        (" million customers", "M/M/1", "sim, one thread"),
        (" million applicants", "base scenario", "sim, one thread"),
        (" times as fast", "base scenario", "sim ÷ simpy"),
    ] {
        let median = median(&measured, scenario, line);
        assert!(
            speed.contains(&format!("{median}{unit}")),
            "README, Speed: {line} of {scenario} is {median}"
        );
    }
}

/// The median in the row of a line, below the row that names its group.
fn median(table: &str, group: &str, line: &str) -> String {
    let rows = table.lines().map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
    rows.skip_while(|cells| cells.get(1) != Some(&group))
        .find(|cells| cells.get(2) == Some(&line))
        .map(|cells| cells[3].to_owned())
        .unwrap()
}

/// The README's table of commands has every one.
#[test]
fn every_command_is_in_the_readme() {
    let help = Command::cargo_bin("sim").unwrap().arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let list = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let commands: Vec<&str> = list
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(commands.len() > 10, "{commands:?}");
    for page in ["README.md", "docs/reference/commands.md"] {
        let text = read(page);
        for name in &commands {
            assert!(text.contains(&format!("`sim {name}")), "{page} does not say what `sim {name}` does");
        }
    }
}
