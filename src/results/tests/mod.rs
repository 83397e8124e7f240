//! Tests of the results on disk.
#![allow(clippy::unwrap_used)]

mod folder;
mod logs;
mod tables;
mod xes;
