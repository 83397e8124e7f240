//! Slips of the keyboard in a command line: which command or option was surely meant.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::command;
use super::terminal::complain;

/// Writes an error in lines that fit. Help and version are no errors, and clap lays them out; whether a pipe takes them is
/// not ours to judge.
pub(super) fn print(error: &clap::Error) {
    let laid_out = [
        ErrorKind::DisplayHelp,
        ErrorKind::DisplayVersion,
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand,
    ];
    if laid_out.contains(&error.kind()) {
        let _ = error.print();
    } else {
        complain(&error.render().to_string());
    }
}

/// The error of a command line, with the nearest name in it instead of the one that clap finds: names that begin alike
/// are what is mistyped or cut short.
pub(super) fn explained(mut error: clap::Error, words: &[String]) -> clap::Error {
    let text = |error: &clap::Error, kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    let mut root = command();
    root.build();
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let Some(typed) = text(&error, ContextKind::InvalidSubcommand) else { return error };
            let names: Vec<&str> = root.get_subcommands().map(clap::Command::get_name).collect();
            match meant(&typed, &names) {
                Some(name) => {
                    let near = ContextValue::Strings(vec![name.to_owned()]);
                    error.insert(ContextKind::SuggestedSubcommand, near);
                }
                None => {
                    error.remove(ContextKind::SuggestedSubcommand);
                }
            }
        }
        ErrorKind::UnknownArgument => {
            // That a value may stand behind `--` helps nobody who typed an option.
            error.remove(ContextKind::Suggested);
            let Some(whole) = text(&error, ContextKind::InvalidArg) else { return error };
            let command = words.iter().skip(1).find_map(|word| root.find_subcommand(word)).cloned();
            let Some(mut command) = command else { return error };
            let Some(typed) = whole.strip_prefix("--") else {
                if let Some(long) = begins_with(&command, whole.trim_start_matches('-')) {
                    error.insert(ContextKind::SuggestedArg, ContextValue::String(format!("--{long}")));
                }
                return error;
            };
            let other = root
                .get_subcommands()
                .find(|other| other.get_arguments().any(|argument| argument.get_long() == Some(typed)));
            if let Some(other) = other {
                let tip = format!("'--{typed}' is an option of 'sim {}'", other.get_name());
                error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
            }
            let names: Vec<&str> = command.get_arguments().filter_map(clap::Arg::get_long).collect();
            match meant(typed, &names).map(|name| format!("--{name}")) {
                Some(name) => error.insert(ContextKind::SuggestedArg, ContextValue::String(name)),
                None => error.remove(ContextKind::SuggestedArg),
            };
            // What clap found nearest stands in its line of usage, too.
            error.insert(ContextKind::Usage, ContextValue::StyledStr(command.render_usage()));
        }
        _ => {}
    }
    error
}

/// The only option of a command that begins with the letter of a short one.
fn begins_with(command: &clap::Command, typed: &str) -> Option<String> {
    let letter = typed.chars().next()?;
    let mut names =
        command.get_arguments().filter_map(clap::Arg::get_long).filter(|name| name.starts_with(letter));
    let only = names.next().filter(|_| names.next().is_none());
    only.map(str::to_owned)
}

/// The name that was surely meant: one that a few keys away is typed, or one of which letters were left out.
fn meant<'n>(typed: &str, names: &[&'n str]) -> Option<&'n str> {
    let few = 1 + typed.chars().count() / 3;
    let near = names.iter().map(|name| (strsim::damerau_levenshtein(name, typed), *name)).min();
    let shortened = |name: &&str| {
        let mut letters = name.chars();
        name.starts_with(typed.chars().next().unwrap_or(' '))
            && typed.chars().all(|c| letters.any(|own| own == c))
    };
    near.filter(|(keys, _)| *keys <= few)
        .map(|(_, name)| name)
        .or_else(|| names.iter().copied().filter(shortened).min_by_key(|name| name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> String {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let error = command().try_get_matches_from(&words).expect_err("a slip");
        explained(error, &words).to_string()
    }

    #[test]
    fn an_option_of_another_command_is_said_to_be_one() {
        let said = said("sim compare a.toml b.toml --no-interventions");
        assert!(
            said.contains("'--no-interventions' is an option of 'sim run'")
                && !said.contains("-- --no-interventions"),
            "{said}"
        );
    }

    #[test]
    fn a_short_option_that_is_none_is_told_the_long_one() {
        for (line, option) in
            [("sim run x.toml -o d", "'--out'"), ("sim run x.toml -r 5", "'--replications'")]
        {
            let told = said(line);
            assert!(told.contains(option) && !told.contains("as a value"), "{told}");
        }
        let told = said("sim run x.toml -x");
        assert!(!told.contains("tip:"), "{told}");
    }

    #[test]
    fn the_nearest_command_is_named() {
        assert!(said("sim rn").contains("'run'"), "{}", said("sim rn"));
        assert!(said("sim chek x.toml").contains("'check'"));
        assert!(!said("sim frobnicate").contains("similar"));
    }

    #[test]
    fn the_nearest_option_is_named() {
        let said_of = said("sim run x.toml --reps 4");
        assert!(said_of.contains("'--replications'") && !said_of.contains("precision"), "{said_of}");
        assert!(said("sim run x.toml --ouput d").contains("'--out'"));
        assert!(!said("sim check x.toml --zzz").contains("similar"));
    }
}
