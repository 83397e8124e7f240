//! Tests of the results on disk.
#![allow(clippy::unwrap_used)]

mod folder;
mod going_on;
mod kept;
mod logs;
mod ocel;
mod passing;
mod pieces;
mod tables;
mod whole;
mod xes;

use crate::behaviour::Behaviour;
use crate::observe::Names;
use crate::policy::{KnockOut, ReasonCodes};
use crate::population::{Cause, LATENTS, Restriction};
use std::collections::HashMap;
use std::path::Path;

/// The rows of a table as maps from column to field, after checking the header.
fn rows(path: &Path, columns: &[&str]) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    assert_eq!(reader.headers().unwrap(), columns.to_vec());
    reader.deserialize().map(Result::unwrap).collect()
}

/// The standard entries.
fn entries() -> Names {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let factors = owned(&LATENTS);
    Names {
        behaviours: owned(&Behaviour::STANDARD),
        causes: owned(&Cause::STANDARD),
        restrictions: owned(&Restriction::STANDARD),
        reasons: ReasonCodes::new(&owned(&KnockOut::STANDARD), &factors),
        factors,
        ..Names::default()
    }
}
