//! The store behind the real server: what is acknowledged stays, whatever happens to the process
//! and to the disk.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

#[path = "../support/mod.rs"]
mod support;

mod crash;
mod disk;
mod grouping;
mod migrations;
mod one_server;
mod outage;
