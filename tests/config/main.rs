//! How the server is started: where its settings come from, how it says that one is wrong, and
//! what it prints once it listens (contract section 8).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

mod precedence;
mod refused;
mod start;
mod tls;
