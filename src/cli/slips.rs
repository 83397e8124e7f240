//! Slips of the keyboard in a command line: which command or option was surely meant.

use clap::CommandFactory as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::Cli;
use crate::scenario::read::reader::near;

/// The error of a command line, with the nearest name in it instead of the one that clap finds: names that begin alike
/// are what is mistyped or cut short.
pub(super) fn explained(mut error: clap::Error, words: &[String]) -> clap::Error {
    let text = |error: &clap::Error, kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    let mut root = Cli::command();
    root.build();
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let Some(typed) = text(&error, ContextKind::InvalidSubcommand) else { return error };
            let names = root.get_subcommands().map(clap::Command::get_name);
            match near(&typed, names) {
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
            let typed = text(&error, ContextKind::InvalidArg);
            let Some(typed) = typed.as_deref().and_then(|typed| typed.strip_prefix("--")) else {
                return error;
            };
            let command = words.iter().skip(1).find_map(|word| root.find_subcommand(word)).cloned();
            let Some(mut command) = command else { return error };
            let names: Vec<&str> = command.get_arguments().filter_map(clap::Arg::get_long).collect();
            match near(typed, names.into_iter()).map(|name| format!("--{name}")) {
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

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    fn said(line: &str) -> String {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let error = Cli::try_parse_from(&words).expect_err("a slip");
        explained(error, &words).to_string()
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
