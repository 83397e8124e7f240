//! Assumed numbers of the shipped scenarios: each stands beside the band in which it may well lie.
//!
//! `[A low..high]` holds for every number of its line, `[A median 1d..7d, sigma 0.6..1.2]` for those of these names.

use std::path::Path;

use reinstate::scenario::{Scenario, TagName, load, numbers as numbers_of};
use toml::Value;

/// A number and the unit it is written in; "3d" and "72h" are the same.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Amount {
    value: f64,
    unit: &'static str,
}

/// A number with or without a unit; `None` for what is none, such as "suspend" or "09:00-12:00".
fn amount(text: &str) -> Option<Amount> {
    let text = text.trim();
    if let Some(money) = text.strip_prefix('¥') {
        return Some(Amount { value: money.parse().ok()?, unit: "CNY" });
    }
    let number = text.trim_end_matches(|letter: char| letter.is_alphabetic());
    let (seconds, unit) = match &text[number.len()..] {
        "" => (1.0, ""),
        "s" => (1.0, "time"),
        "min" => (60.0, "time"),
        "h" => (3_600.0, "time"),
        "d" => (86_400.0, "time"),
        _ => return None,
    };
    Some(Amount { value: number.parse::<f64>().ok()? * seconds, unit })
}

/// The numbers of a value, each with the name of the key it stands under; those under `when` are conditions.
fn numbers(name: &str, value: &Value, found: &mut Vec<(String, Amount)>) {
    match value {
        Value::Table(table) => {
            for (key, value) in table.iter().filter(|(key, _)| *key != "when") {
                numbers(key, value, found);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| numbers(name, value, found)),
        Value::String(text) => found.extend(amount(text).map(|amount| (name.to_owned(), amount))),
        Value::Integer(value) => found.push((name.to_owned(), Amount { value: *value as f64, unit: "" })),
        Value::Float(value) => found.push((name.to_owned(), Amount { value: *value, unit: "" })),
        Value::Boolean(_) | Value::Datetime(_) => {}
    }
}

/// What stands before the comment of a line, and the comment.
fn split(line: &str) -> (&str, &str) {
    let mut quoted = false;
    let hash = line.char_indices().find(|(_, letter)| {
        quoted ^= *letter == '"';
        *letter == '#' && !quoted
    });
    hash.map_or((line, ""), |(at, _)| line.split_at(at))
}

/// Every number tagged `[A]` of a scenario's text that lacks a band, or lies outside it; and how many have one.
fn judged(text: &str) -> (usize, Vec<String>) {
    let (mut banded, mut faults) = (0, Vec::new());
    let mut lines = text.lines().enumerate();
    // The tags are explained before the first key.
    let explained = lines.by_ref().find(|(_, line)| line.starts_with("name") || line.starts_with('['));
    let mut pending = explained;
    while let Some((at, line)) = pending.take().or_else(|| lines.next()) {
        let (before, comment) = split(line);
        let Some(start) = comment.find("[A") else { continue };
        let Some(length) = comment[start..].find(']') else {
            faults.push(format!("line {}: the tag is not closed", at + 1));
            continue;
        };
        let tag = comment[start + 2..start + length].trim();
        // An element of a list stands for itself; a list that goes on is read to its end.
        let mut value = before.trim().trim_end_matches(',').to_owned();
        if value.starts_with('{') {
            value = format!("element = {value}");
        }
        let mut parsed = toml::from_str::<toml::Table>(&value);
        while parsed.is_err() {
            let Some((_, more)) = lines.next() else { break };
            value.push_str(split(more).0);
            parsed = toml::from_str(&value);
        }
        let mut found = Vec::new();
        match parsed {
            Ok(table) if !table.is_empty() => numbers("", &Value::Table(table), &mut found),
            _ => faults.push(format!("line {}: [A] stands beside no value", at + 1)),
        }
        if tag.is_empty() {
            faults.extend((!found.is_empty()).then(|| format!("line {}: no band: {line}", at + 1)));
            continue;
        }
        for band in tag.split(',') {
            let (name, range) = band.trim().rsplit_once(' ').unwrap_or(("", band.trim()));
            let ends = range.split_once("..").map(|(low, high)| (amount(low), amount(high)));
            let Some((Some(low), Some(high))) = ends.filter(|ends| ends.0.is_some() && ends.1.is_some())
            else {
                faults.push(format!("line {}: `{range}` is no band", at + 1));
                continue;
            };
            let meant: Vec<_> = found.iter().filter(|(key, _)| name.is_empty() || key == name).collect();
            let inside = |number: &Amount| {
                number.unit == low.unit
                    && low.unit == high.unit
                    && (low.value..=high.value).contains(&number.value)
            };
            if meant.is_empty() || low.value >= high.value || !meant.iter().all(|(_, number)| inside(number))
            {
                faults.push(format!("line {}: [A {}] does not hold: {line}", at + 1, band.trim()));
            }
            banded += meant.len();
        }
    }
    (banded, faults)
}

/// A band that stands in brackets: the key beside which it stands, the name of the numbers that it is of (or none: of all),
/// and its ends.
type Bracket = (String, String, Amount, Amount);

/// The bands in brackets of a scenario's text.
fn brackets(text: &str) -> Vec<Bracket> {
    let (mut section, mut list, mut found) = (String::new(), (String::new(), 0), Vec::new());
    for line in text.lines().skip_while(|line| !line.starts_with("name") && !line.starts_with('[')) {
        let (before, comment) = split(line);
        let before = before.trim();
        if let Some(header) = before.strip_prefix('[') {
            let header = header.trim_matches(['[', ']']);
            if header.chars().all(|letter| letter.is_ascii_lowercase() || "_.".contains(letter)) {
                header.clone_into(&mut section);
            }
        }
        let key = before.split_once('=').map(|(key, _)| key.trim());
        let path = match key {
            Some("name") if section.starts_with("stage") => {
                section = format!("stage.{}", before.split('"').nth(1).unwrap());
                continue;
            }
            Some(key) if !before.starts_with('{') => {
                list = (format!("{section}.{key}"), 0);
                list.0.clone()
            }
            _ if before.starts_with('{') => {
                list.1 += 1;
                format!("{}.{}", list.0, list.1 - 1)
            }
            _ => continue,
        };
        let Some(tag) = comment.split_once("[A ").and_then(|(_, rest)| Some(rest.split_once(']')?.0)) else {
            continue;
        };
        for band in tag.split(',') {
            let (name, range) = band.trim().rsplit_once(' ').unwrap_or(("", band.trim()));
            let (low, high) = range.split_once("..").unwrap();
            found.push((path.clone(), name.to_owned(), amount(low).unwrap(), amount(high).unwrap()));
        }
    }
    found
}

/// What a person reads beside a number is what a run writes of it, and nothing is known that cannot be read there.
#[test]
fn the_bands_in_brackets_are_those_that_the_program_knows() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/base.toml");
    let mut loaded = load(&path, &[]);
    let scenario: Scenario = loaded.read();
    let known = numbers_of(&loaded, &scenario);
    let is_of = |bracket: &Bracket, key: &str| {
        let (path, name, ..) = bracket;
        let below = key.strip_prefix(path.as_str());
        // The name of a number may be that of its key, or of a thing that the key is the share of.
        let named = |below: &str| {
            name.is_empty() || below.is_empty() || below.split('.').any(|part| part == name.as_str())
        };
        below.is_some_and(|below| (below.is_empty() || below.starts_with('.')) && named(below))
    };
    let brackets = brackets(&std::fs::read_to_string(&path).unwrap());
    let mut banded = 0;
    for number in &known {
        let origin = number.origin.as_ref().unwrap_or_else(|| panic!("{} has no tag", number.key));
        let said = brackets.iter().rfind(|bracket| is_of(bracket, &number.key));
        match (origin.tag == TagName::Assumption, origin.band, said) {
            (true, Some((low, high)), Some((_, _, said_low, said_high))) => {
                assert_eq!((low.base(), high.base()), (said_low.value, said_high.value), "{}", number.key);
                banded += 1;
            }
            (false, _, None) | (true, None, None) => {}
            (_, _, said) => panic!("{}: {origin:?}, and in brackets {said:?}", number.key),
        }
    }
    assert!(banded >= 300, "{banded} numbers with a band");
    let idle: Vec<_> =
        brackets.iter().filter(|bracket| !known.iter().any(|number| is_of(bracket, &number.key))).collect();
    assert!(idle.is_empty(), "{idle:?}");
}

#[test]
fn every_assumed_number_lies_in_a_band() {
    for (file, least) in [
        ("scenarios/base.toml", 220),
        ("src/scenario/standard.toml", 10),
        ("src/scenario/attributes.toml", 30),
    ] {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        let (banded, faults) = judged(&text);
        assert!(faults.is_empty(), "{file}:\n{}", faults.join("\n"));
        assert!(banded >= least, "{file}: {banded} numbers with a band");
    }
}

/// What the test above would let pass, were it blind.
#[test]
fn a_missing_or_a_wrong_band_is_found() {
    let judge = |line: &str| judged(&format!("name = \"x\"\n{line}\n")).1.len();
    for right in [
        "share = 0.5 # [A 0.3..0.7] text",
        "span = \"36h\" # [A 1d..2d]",
        "cost = \"¥0\" # [S] form, [A ¥0..¥10]",
        "law = { distribution = \"lognormal\", median = \"3d\", sigma = 0.9 } # [A median 1d..7d, sigma 0.6..1.2]",
        "list = [ # [A 0.5..2]\n  1, 2, # both\n  0.5,\n]",
        "list = [\n  { from = 1, share = 0.2 }, # [A share 0.1..0.3]\n]",
        "shifts = [\"09:00-12:00\"] # [A] hours",
        "limit = 3 # [S]",
    ] {
        assert_eq!(judge(right), 0, "{right}");
    }
    for wrong in [
        "share = 0.5 # [A] text",
        "share = 0.5 # [A 0.6..0.7]",
        "share = 0.5 # [A 0.5..0.5]",
        "span = \"3d\" # [A 1..7]",
        "law = { distribution = \"lognormal\", median = \"3d\", sigma = 0.9 } # [A median 4d..7d]",
        "law = { distribution = \"lognormal\", median = \"3d\", sigma = 0.9 } # [A mean 1d..7d]",
        "list = [ # [A 0.5..1.5]\n  1, 2,\n]",
        "share = 0.5 # [A 0.3-0.7]",
        "# [A 0.3..0.7] for what follows\nshare = 0.5",
    ] {
        assert!(judge(wrong) > 0, "{wrong}");
    }
}
