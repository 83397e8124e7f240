//! What the documentation names is there: files, sections, pages of the book, commands, options, keys and metrics.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

/// The folder of the project.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Markdown files of a folder and those below it.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(below(&path));
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// All pages for readers.
pub(crate) fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> =
        ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "benches/README.md", "benches/peers/README.md"]
            .map(|page| root().join(page))
            .into();
    pages.extend(below(&root().join("docs")));
    pages.extend(below(&root().join("cluster")));
    pages
}

/// The lines of a page that stand in no code block, without what stands in backquotes.
fn prose(text: &str) -> Vec<String> {
    let mut in_code = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        } else if !in_code {
            lines.push(line.split('`').step_by(2).collect());
        }
    }
    lines
}

/// Where the links of a page lead, those into the net left out.
fn links(text: &str) -> Vec<String> {
    let lines = prose(text);
    let targets = lines.iter().flat_map(|line| line.split("](").skip(1));
    targets
        .filter_map(|rest| rest.split(')').next())
        .filter(|link| !link.starts_with("http"))
        .map(str::to_owned)
        .collect()
}

/// What the headings of a page are called in links.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut in_code = false;
    let mut found = BTreeSet::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        } else if !in_code && line.starts_with('#') {
            found.insert(anchor(line.trim_start_matches('#').trim()));
        }
    }
    found
}

/// As GitHub and mdBook make it: lower case, hyphens for spaces, without punctuation.
fn anchor(heading: &str) -> String {
    let signs = heading.chars().flat_map(char::to_lowercase);
    signs
        .filter_map(|sign| match sign {
            ' ' => Some('-'),
            '-' | '_' => Some(sign),
            _ => sign.is_alphanumeric().then_some(sign),
        })
        .collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut dead = Vec::new();
    let mut followed = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        for link in links(&text) {
            let (file, section) = link.split_once('#').unwrap_or((link.as_str(), ""));
            let target = if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
            let holds = target.exists()
                && (section.is_empty() || anchors(&fs::read_to_string(&target).unwrap()).contains(section));
            if !holds {
                dead.push(format!("{}: {link}", page.display()));
            }
            followed += 1;
        }
    }
    assert!(dead.is_empty(), "links that lead nowhere:\n{}", dead.join("\n"));
    assert!(followed > 80, "{followed} links were found");
}

/// Every page of `docs/` is in the book's summary.
#[test]
fn the_summary_has_every_page() {
    let docs = root().join("docs");
    let summary = fs::read_to_string(docs.join("SUMMARY.md")).unwrap();
    let listed: BTreeSet<PathBuf> = links(&summary).iter().map(|link| docs.join(link)).collect();
    let there: BTreeSet<PathBuf> =
        below(&docs).into_iter().filter(|page| !page.ends_with("SUMMARY.md")).collect();
    assert_eq!(listed, there);
}

/// The arguments of each `sim` in the shell blocks of a page.
fn commands(text: &str) -> Vec<Vec<String>> {
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks
        .flat_map(|block| block.replace("\\\n", " ").lines().filter_map(arguments).collect::<Vec<_>>())
        .collect()
}

/// What follows `sim` in a line, without a comment and what its output goes to.
fn arguments(line: &str) -> Option<Vec<String>> {
    let line = line.split(" #").next()?.trim();
    let rest = line.strip_prefix("sim ").or_else(|| line.strip_prefix("cargo run --release -- "))?;
    let own = rest.split(['>', '|', '&', ';']).next()?;
    Some(own.split_whitespace().map(|word| word.trim_matches('\'').to_owned()).collect())
}

/// All commands with the page that shows them.
fn shown() -> Vec<(String, Vec<String>)> {
    let all = pages().into_iter().flat_map(|page| {
        let text = fs::read_to_string(&page).unwrap();
        commands(&text).into_iter().map(move |words| (page.display().to_string(), words))
    });
    let all: Vec<_> = all.collect();
    assert!(all.len() > 40, "{} commands were found", all.len());
    all
}

/// The options that the help of a command names, or `None` where there is no such command.
fn options(command: &[&str]) -> Option<BTreeSet<String>> {
    let help = Command::cargo_bin("sim").unwrap().args(command).arg("--help").output().unwrap();
    let text = String::from_utf8(help.stdout).unwrap();
    let words = text.split(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '-'));
    help.status.success().then(|| words.filter(|word| word.starts_with("--")).map(str::to_owned).collect())
}

#[test]
fn every_command_and_option_exists() {
    let mut wrong = Vec::new();
    for (page, words) in shown() {
        let first = words[0].as_str();
        // A plan is of a command, whose options it takes as well.
        let known = match (first, words.get(1)) {
            ("plan", Some(of)) => {
                options(&["plan"]).zip(options(&["plan", of.as_str()])).map(|(own, more)| &own | &more)
            }
            _ => options(&[first]),
        };
        let Some(known) = known else {
            wrong.push(format!("{page}: there is no `sim {first}`"));
            continue;
        };
        let written = words.iter().filter(|word| word.starts_with("--"));
        let unknown = written.filter(|option| !known.contains(*option));
        wrong.extend(unknown.map(|option| format!("{page}: `sim {first}` has no {option}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What stands behind each use of an option.
fn values<'w>(words: &'w [String], option: &str) -> Vec<&'w str> {
    words.windows(2).filter(|pair| pair[0] == option).map(|pair| pair[1].as_str()).collect()
}

/// The first setting of what is varied: `key=4` of `key=4,6,8` and of `key=4..8:1`.
fn first_setting(vary: &str) -> &str {
    let list = vary.split(',').next().unwrap_or(vary);
    list.split("..").next().unwrap_or(list)
}

/// Scenarios that commands name are files of the project, or written out on the same page; the keys that are set and
/// varied are keys, and their (first) values can be had.
#[test]
fn scenarios_and_keys_of_commands_exist() {
    for (page, words) in shown() {
        let text = fs::read_to_string(&page).unwrap();
        for scenario in words.iter().filter(|word| word.starts_with("scenarios/")) {
            let path = root().join(scenario);
            let stem = path.file_stem().unwrap().to_str().unwrap();
            assert!(
                path.is_file() || text.contains(&format!("name = \"{stem}\"")),
                "{page}: there is no {scenario}"
            );
            // The real table is not part of the project.
            if !path.is_file() || stem == "taiwan" {
                continue;
            }
            // A key alone is varied over its own band.
            let varied = values(&words, "--vary").into_iter().filter(|vary| vary.contains('='));
            let settings = varied.map(first_setting).chain(values(&words, "--set"));
            let sets: Vec<&str> = settings.flat_map(|setting| ["--set", setting]).collect();
            if !sets.is_empty() {
                Command::cargo_bin("sim").unwrap().arg("check").arg(&path).args(sets).assert().success();
            }
        }
    }
}

#[test]
fn metrics_of_commands_exist() {
    let told = Command::cargo_bin("sim").unwrap().args(["metrics", "--format", "json"]).output().unwrap();
    let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    let names: BTreeSet<&str> =
        told.as_array().unwrap().iter().map(|entry| entry["name"].as_str().unwrap()).collect();
    assert!(names.contains("eventual_approval_rate"));
    for (page, words) in shown() {
        for metric in values(&words, "--metric") {
            // Behind the point stands the measure of a station.
            let name = metric.split_once('.').map_or(metric, |(_, measure)| measure);
            assert!(names.contains(name), "{page}: there is no metric `{metric}`");
        }
    }
}

/// The page of keys is what the program prints.
#[test]
fn the_page_of_keys_is_current() {
    let told = crate::cli::stdout(&crate::cli::sim().args(["schema", "--markdown"]).assert().success());
    let page = std::fs::read_to_string(root().join("docs/reference/keys.md")).unwrap();
    assert!(told == page, "`sim schema --markdown > docs/reference/keys.md`");
}
