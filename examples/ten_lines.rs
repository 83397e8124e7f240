//! A question put to the model in ten lines: how many are restored at their first application, with seven reviewers?
#![allow(clippy::print_stdout, reason = "an example says what it found")]

use reinstate::{Progress, Study, StudyError};

fn main() -> Result<(), StudyError> {
    let study = Study::load("scenarios/base.toml")?.set("team.reviewers.people", 7)?;
    let results = study.set("replications", 4)?.run(&Progress::default())?;
    for name in ["first_pass_approval_rate", "human_review.wait_p95"] {
        println!("{}", results.metric(name)?);
    }
    Ok(())
}
