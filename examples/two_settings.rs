//! Two settings on the same applicants: what do seven reviewers change?
#![allow(clippy::print_stdout, reason = "an example says what it found")]

use reinstate::{Progress, Study, StudyError};

fn main() -> Result<(), StudyError> {
    let base = Study::load("scenarios/base.toml")?.set("replications", 4)?;
    let more = base.clone().set("team.reviewers.people", 7)?;
    let before = base.run(&Progress::default())?;
    let after = more.run(&Progress::default())?;
    println!("{}", after.difference(&before, "human_decided_within_3wd_share")?);
    Ok(())
}
