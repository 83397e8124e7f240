//! What people get wrong with commands that play many things: each is refused before anything is played, with what to
//! write instead.

use std::fs;

use crate::cli::{sim, stderr};
use crate::said::in_one_line;

const SMALL: &str = "name = \"small\"\nseed = 5\narrivals.per_day = 20\nreplications = 4\n\
                     period = { arrivals = \"40d\", drain = \"60d\" }\n";

/// Designs, by the name of their file.
const DESIGNS: [(&str, &str); 7] = [
    ("short.csv", "arrivals.per_day,team.reviewers.people\n1,2\n3\n"),
    ("long.csv", "arrivals.per_day\n1\n3,4\n"),
    ("unknown.csv", "arrivals.per_day,team.reviewers.peeple\n1,2\n"),
    ("twice.csv", "arrivals.per_day,arrivals.per_day\n1,2\n"),
    ("no_row.csv", "arrivals.per_day\n"),
    ("empty.csv", ""),
    ("empty_cell.csv", "arrivals.per_day,team.reviewers.people\n1,\n"),
];

/// Commands, their status, and a part of what is said.
const COMMANDS: [(&str, i32, &str); 40] = [
    ("sweep small.toml --vary arrivals.per_dya=1,2", 2, "did you mean `per_day`?"),
    ("sweep small.toml --vary arivals.per_day=1,2", 2, "did you mean `arrivals`?"),
    ("sweep small.toml --vary arrivals.per_day=1,2 --metric nothing_like_it", 2, "`sim metrics` prints all"),
    (
        "sweep small.toml --vary arrivals.per_day=1,2 --metric eventual_aproval_rate",
        2,
        "`eventual_approval_rate`?",
    ),
    ("sweep small.toml --vary arrivals.per_day=", 2, "write `--vary arrivals.per_day=1,2,3`"),
    ("sweep small.toml --vary arrivals.per_day=1,,3", 2, "write `--vary arrivals.per_day=1,2,3`"),
    ("sweep small.toml --vary arrivals.per_day", 2, "is not KEY=VALUES"),
    ("sweep small.toml --vary arrivals.per_day=9..5:1", 2, "write `--vary arrivals.per_day=9..5:-1`"),
    ("sweep small.toml --vary arrivals.per_day=1..5:-1", 2, "write `--vary arrivals.per_day=1..5:1`"),
    ("sweep small.toml --vary arrivals.per_day=1..5:0", 2, "a step of zero"),
    ("sweep small.toml --vary arrivals.per_day=1..5", 2, "has no step"),
    ("sweep small.toml --vary arrivals.per_day=1..10000000:1", 2, "more than 1000000 points"),
    (
        "sweep small.toml --vary arrivals.per_day=1..5 --design sobol --points 10000000",
        2,
        "more than 1000000 points",
    ),
    ("sweep small.toml --vary arrivals.per_day=1..5 --design lhs --points 0", 2, "no point"),
    ("sweep small.toml --vary arrivals.per_day=1..5 --design lhs", 2, "write `--points 64`"),
    ("sweep small.toml --vary arrivals.per_day=1,2 --points 5", 2, "`--points` is for"),
    ("sweep small.toml --vary arrivals.per_day=1,2 --vary arrivals.per_day=3", 2, "varied twice"),
    ("sweep small.toml --vary seed=1,2", 2, "`seed` cannot be varied"),
    ("sweep small.toml --vary arrivals.per_day=abc,def", 2, "write a number"),
    ("sweep small.toml", 2, "nothing is varied"),
    ("sweep small.toml --vary arrivals.per_day=1,2 --reference 7", 2, "the last one is 1"),
    ("sweep small.toml --vary arrivals.per_day=1,2 --reference arrivals.per_day=3", 2, "names no point"),
    ("sweep small.toml --design nowhere.csv", 2, "there is no design `nowhere.csv`"),
    ("sweep small.toml --design short.csv", 2, "line 3 of the design"),
    ("sweep small.toml --design long.csv", 2, "line 3 of the design"),
    ("sweep small.toml --design unknown.csv", 2, "did you mean `people`?"),
    ("sweep small.toml --design twice.csv", 2, "name each key once"),
    ("sweep small.toml --design no_row.csv", 2, "write one at least"),
    ("sweep small.toml --design empty.csv", 2, "nothing is varied"),
    ("sweep small.toml --design empty_cell.csv", 2, "has an empty cell in column `team.reviewers.people`"),
    ("sweep nowhere.toml --vary arrivals.per_day=1,2", 2, "there is no file `nowhere.toml`"),
    ("plan run small.toml", 2, "--shards 8"),
    ("plan run small.toml --shards -3", 2, "at least 1"),
    ("plan run small.toml --shards 2 --events csv", 2, "leave them out here"),
    ("plan check small.toml --shards 2", 2, "check"),
    ("shard nowhere 0", 2, "holds no pieces"),
    ("missing nowhere", 2, "holds no pieces"),
    ("merge nowhere", 2, "holds no pieces"),
    ("resume nowhere", 2, "holds no records to go on from"),
    ("verify nowhere", 2, "name a folder that `sim` has written"),
];

#[test]
fn what_makes_no_sense_is_refused_with_what_to_write() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("small.toml"), SMALL).unwrap();
    for (name, text) in DESIGNS {
        fs::write(folder.join(name), text).unwrap();
    }
    let before = fs::read_dir(folder).unwrap().count();
    for (command, status, expected) in COMMANDS {
        let done = sim()
            .current_dir(folder)
            .args(command.split(' '))
            .timeout(std::time::Duration::from_mins(2))
            .assert();
        let said = in_one_line(&stderr(&done));
        assert_eq!(done.get_output().status.code(), Some(status), "{command}: {said}");
        assert!(said.contains(expected), "{command}: {said}");
        assert!(!said.contains("panicked"), "{command}: {said}");
    }
    assert_eq!(fs::read_dir(folder).unwrap().count(), before, "nothing was written");
}
