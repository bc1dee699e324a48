//! Files over REST (contract section 7): posted to a room, read by its members, shown to nobody else.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

#[path = "../support/mod.rs"]
mod support;

mod desk;
mod download;
mod removal;
mod share;
mod upload;
mod who;
