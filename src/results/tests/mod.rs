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
