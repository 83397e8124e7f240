//! `sim new` and `sim schema`: help with writing a scenario.

use super::args::{NewArgs, SchemaArgs};
use super::terminal::say;
use super::{Failure, shown};
use crate::results::write_new_file;
use crate::scenario::{Scenario, Section as _, scenario_keys_page, scenario_schema};
use crate::words::say;

/// Writes a starter with every key, its default and its meaning.
pub(super) fn new(arguments: &NewArgs) -> Result<(), Failure> {
    let stem = arguments.path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let stem = stem.filter(|stem| stem != "-");
    let scenario = Scenario {
        name: stem.filter(|stem| !stem.is_empty()).unwrap_or_else(|| "scenario".to_owned()),
        ..Scenario::default()
    };
    let text = format!(
        "# A scenario for `sim run`. Every key may be left out; what is written here are the defaults.\n\
         # scenarios/base.toml has the same values but one: its `arrivals.month_profile` is not even.\n\
         # `sim check` tells what is wrong, `sim schema` describes the file to an editor.\n\n{}",
        scenario.commented()
    );
    if arguments.path.as_os_str() == "-" {
        return say(&text);
    }
    write_new_file(&arguments.path, text.as_bytes(), arguments.force).map_err(Failure::folder)?;
    let path = shown(&arguments.path);
    say(&say!(WroteNextSimCheckThen, path = path))
}

/// Prints the JSON Schema, or its keys as a page.
pub(super) fn schema(arguments: &SchemaArgs) -> Result<(), Failure> {
    if arguments.markdown {
        return say(&scenario_keys_page());
    }
    say(&format!("{:#}\n", scenario_schema()))
}
