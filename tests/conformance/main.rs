//! What holds for every one of several implementations of the same thing, tested the same way.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

#[path = "../support/fixture.rs"]
mod fixture;
#[path = "../support/mod.rs"]
mod support;

mod dialect;
