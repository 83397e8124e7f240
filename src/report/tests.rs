//! The page as a reader and a browser meet it.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::chart::{draw_all, fixture};
use crate::words::Language;

fn facts() -> ReportFacts {
    ReportFacts {
        scenario: "Base <2024> & more".to_owned(),
        description: "How it is today.".to_owned(),
        command: "sim run scenarios/base.toml".to_owned(),
        version: "0.1.0".to_owned(),
        settings: vec!["team.reviewers.people=4".to_owned(), "name=\"<b>\"".to_owned()],
        seed: 20_240_402,
        replications: 20,
        intervention_replications: 10,
        period: "2024-01-01 to 2024-06-28".to_owned(),
        time_zone: "Asia/Shanghai".to_owned(),
        not_played: String::new(),
        warnings: vec!["the calendar ends in 2026".to_owned()],
    }
}

fn page() -> String {
    let tables = fixture::tables();
    let figures = draw_all(&tables, "Base", Language::English.words()).unwrap();
    render(&tables, &figures, &facts(), Language::English.words()).unwrap()
}

#[test]
fn the_page_says_what_ran_and_what_it_is_not() {
    let page = page();
    for words in [
        "20240402",
        "sim run scenarios",
        "2024-06-28",
        "the calendar ends in 2026",
        "Synthetic.",
        "affiliated with no lender",
        "no advice",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

/// A page of a changed scenario does not pass for one of its file, and says how much its effects rest on.
#[test]
fn the_page_says_what_was_changed_and_how_often_interventions_were_played() {
    let page = page();
    let title = "(with 2 settings changed: team.reviewers.people=4, name=";
    assert_eq!(page.matches(title).count(), 2, "in the title and in the heading");
    assert!(page.contains("<code>team.reviewers.people=4</code>"));
    assert!(page.contains("<dd>20, and 10 of each intervention</dd>"));
    let plain = ReportFacts { settings: Vec::new(), intervention_replications: 0, ..facts() };
    let page = render(&fixture::tables(), &[], &plain, Language::English.words()).unwrap();
    assert!(!page.contains("changed:") && page.contains("<dd>20</dd>"));
}

#[test]
fn what_a_user_wrote_is_escaped() {
    let page = page();
    assert!(!page.contains("<b>"));
    assert!(page.contains("Base &lt;2024&gt; &amp; more"));
    assert!(!page.contains("<2024>"));
}

/// The section that plays holds the scenario and the engine, and whatever a scenario says cannot end its script.
#[test]
fn a_page_that_plays_is_sealed_and_holds_what_it_needs() {
    let tables = fixture::tables();
    let words = Language::English.words();
    let playable = Playable { scenario: "name = \"</script><b>\"", first: "0,1.5" };
    let page = render_playable(&tables, &[], &facts(), Ok(playable), words).unwrap();
    let head = page.split_once("<head>\n").unwrap().1;
    assert!(head.starts_with("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"));
    assert_eq!(page.matches("<script").count(), page.matches("</script>").count());
    assert!(page.contains("name = \\\"\\u003c/script>"), "the scenario is data");
    assert!(page.contains("<a href=\"#try\">") && page.contains("id=\"page-engine\">H4sI"));
    let without = render_playable(&tables, &[], &facts(), Err("for `reasons`"), words).unwrap();
    assert!(without.contains("for <code>reasons</code>") && !without.contains("<script"));
}

#[test]
fn the_page_needs_no_network_and_no_script() {
    let page = page();
    assert!(!page.contains("<script"));
    assert!(!page.contains("src="));
    assert!(!page.contains("@import") && !page.contains("url("));
    // The policy's own attribute leads nowhere.
    let links = page.replace("http-equiv", "").matches("http").count();
    assert_eq!(links, page.matches("xmlns=\"http://www.w3.org/2000/svg\"").count());
}

#[test]
fn every_identifier_is_unique_and_every_link_lands() {
    let page = page();
    let ids: Vec<&str> = page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len());
    for rest in page.split("href=\"#").skip(1) {
        let target = rest.split('"').next().unwrap();
        assert!(ids.contains(&target), "{target}");
    }
}

#[test]
fn shares_are_shown_as_per_cent_with_their_interval() {
    let page = page();
    assert!(page.contains("46.2%"));
    assert!(page.contains("44.4 to 48.0%"));
    assert!(page.contains("+33.0 pp"));
}

#[test]
fn every_station_has_a_table_and_the_busiest_its_marks() {
    let page = page();
    for words in ["<h3>human_review</h3>", "<h3>intake</h3>", "The busiest station is “human_review”", "81 h"]
    {
        assert!(page.contains(words), "{words}");
    }
    assert_eq!(page.matches("class=\"mark\"").count(), 2);
    assert!(!page.contains("id=\"expectations\""));
}

#[test]
fn a_plain_queue_is_told_without_applicants() {
    let tables = fixture::plain();
    let figures = draw_all(&tables, "M/M/1", Language::English.words()).unwrap();
    let page = render(&tables, &figures, &facts(), Language::English.words()).unwrap();
    for words in ["desk: Wait, mean", "1 of 3 hold", "&lt;a formula&gt;", "Calendar time to decision, mean"] {
        assert!(page.contains(words), "{words}");
    }
    for words in ["Knocked out", "Eventual approval", "First-pass", "<dt>Behaviour</dt>", "id=\"tables\""] {
        assert!(!page.contains(words), "{words}");
    }
    assert_eq!(page.matches("class=\"failed\"").count(), 1);
}

/// What a person copies is set as code, and whatever stands in it is escaped.
#[test]
fn back_quotes_become_code() {
    let said = |text: &str| code(text).to_string();
    assert_eq!(said("lengthen `period.drain`, or <b>"), "lengthen <code>period.drain</code>, or &lt;b&gt;");
    assert_eq!(said("one ` alone"), "one ` alone");
    assert_eq!(said("`a` and ` b"), "<code>a</code> and ` b");
    assert!(!page().replace("<code>", "").contains('`'), "no back-quote is left in the page");
}

#[test]
fn the_page_speaks_of_what_was_played() {
    let tables = fixture::plain();
    let one = ReportFacts { replications: 1, ..facts() };
    let page = render(&tables, &[], &one, Language::English.words()).unwrap();
    assert!(page.contains("– a process, simulated") && page.contains("synthetic cases"));
    assert!(!page.contains("account restoration") && !page.contains("Means over replications"));
    assert!(page.contains("Joint interval (99 of 100 runs)"));
}

#[test]
fn a_run_without_rows_still_makes_a_page_without_empty_sections() {
    let page = render(&Tables::default(), &[], &facts(), Language::English.words()).unwrap();
    assert!(page.contains("What ran") && page.contains("Glossary"));
    assert!(!page.contains("Headline numbers") && !page.contains("<figure"));
}
