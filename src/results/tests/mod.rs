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
