//! The program `sim`: hands the command line to the library and ends with its exit status.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

fn main() -> ExitCode {
    let interrupted = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&interrupted);
    // The first Ctrl-C ends the run after the replications under way; the second ends it at once.
    let handler = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    if handler.is_err() {
        // Without a handler Ctrl-C still ends the program, only without keeping what is finished.
        interrupted.store(false, Ordering::Relaxed);
    }
    ExitCode::from(reinstate::cli::main(std::env::args_os().collect(), &interrupted))
}
