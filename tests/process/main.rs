//! The process of the server and those that it starts: signals, and runs that outlive connections
//! but never the server.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

#[path = "../support/mod.rs"]
mod support;

mod agents;
mod signals;
