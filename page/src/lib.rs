//! The simulation for the page: the library `reinstate` compiled for WebAssembly, behind a handful of functions.
//!
//! Two scenarios are held at a time, the base (side 0) and what the reader made of it (side 1). Whoever calls writes into
//! the memory that [`input`] gives, calls a function, and reads [`output_length`] bytes at [`output`]. A function gives 0 if
//! it did what it should, and 1 if the output says, as JSON, what was wrong. The module imports nothing: no clock, no
//! files, no network, no randomness.
//!
//! `page/build.sh` builds it, and says where it goes.
#![allow(unsafe_code, reason = "names that are exported as they are written")]

mod engine;

use std::sync::{Mutex, MutexGuard, PoisonError};

use engine::{Engine, Told};

static ENGINE: Mutex<Engine> = Mutex::new(Engine::new());
static INPUT: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static OUTPUT: Mutex<Vec<u8>> = Mutex::new(Vec::new());

fn lock<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Puts what was told into the output.
fn put(told: Told) -> u32 {
    let (status, bytes) = match told {
        Ok(bytes) => (0, bytes),
        Err(wrong) => (1, wrong.into_bytes()),
    };
    *lock(&OUTPUT) = bytes;
    status
}

/// Room for so many bytes, which the next call reads.
#[unsafe(no_mangle)]
pub extern "C" fn input(length: usize) -> *mut u8 {
    let mut input = lock(&INPUT);
    *input = vec![0; length];
    input.as_mut_ptr()
}

/// Where the output of the latest call begins.
#[unsafe(no_mangle)]
pub extern "C" fn output() -> *const u8 {
    lock(&OUTPUT).as_ptr()
}

/// How many bytes it has.
#[unsafe(no_mangle)]
pub extern "C" fn output_length() -> usize {
    lock(&OUTPUT).len()
}

/// Reads the scenario that the input tells, `{"name": …, "text": …, "settings": ["KEY=VALUE", …]}`, as a side. The output
/// says how it is called and how many replications and trials it has.
#[unsafe(no_mangle)]
pub extern "C" fn open(side: usize) -> u32 {
    put(lock(&ENGINE).open(side, &lock(&INPUT)))
}

/// Takes the input as the record of a replication, or of a trial, of a side.
#[unsafe(no_mangle)]
pub extern "C" fn keep(side: usize, trial: u32, replication: u32) -> u32 {
    let record = std::mem::take(&mut *lock(&INPUT));
    put(lock(&ENGINE).keep(side, trial != 0, u64::from(replication), record))
}

/// Plays what is missing of the first replications of a side, with its interventions if they are wanted.
#[unsafe(no_mangle)]
pub extern "C" fn play(side: usize, replications: u32, interventions: u32) -> u32 {
    put(lock(&ENGINE).play(side, u64::from(replications), interventions != 0))
}

/// The record of a replication, or of a trial, of a side.
#[unsafe(no_mangle)]
pub extern "C" fn record(side: usize, trial: u32, replication: u32) -> u32 {
    put(lock(&ENGINE).record(side, trial != 0, u64::from(replication)))
}

/// Every metric of both sides and their difference.
#[unsafe(no_mangle)]
pub extern "C" fn compare() -> u32 {
    put(lock(&ENGINE).compare())
}

/// Every table of a side, as one object: the text of each by the name of its file.
#[unsafe(no_mangle)]
pub extern "C" fn tables(side: usize) -> u32 {
    put(lock(&ENGINE).tables(side))
}
