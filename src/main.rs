//! The program `sim`: hands the command line to the library and ends with its exit status.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use reinstate::cli::Interrupts;

fn main() -> ExitCode {
    let interrupts = Interrupts::default();
    let (pressed, heard) = (Arc::clone(&interrupts.pressed), Arc::clone(&interrupts.heard));
    // The first Ctrl-C ends a run, which keeps what is finished; where there is nothing to keep, and the second time,
    // it ends the program at once.
    let handler = ctrlc::set_handler(move || {
        if pressed.swap(true, Ordering::Relaxed) || !heard.load(Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    if handler.is_err() {
        // Without a handler Ctrl-C still ends the program, only without keeping what is finished.
        interrupts.pressed.store(false, Ordering::Relaxed);
    }
    ExitCode::from(reinstate::cli::main(std::env::args_os().collect(), &interrupts))
}
