//! Who clients are: built-in accounts and the tokens of other issuers, over REST and over the
//! socket, and what happens to those who are not who they say (contract sections 2, 3, 7 and 8).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

#[path = "../support/polling.rs"]
mod polling;
#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod ended;
mod forged;
mod handshake;
mod ice;
mod issuer;
mod jwks;
mod mint;
mod packed;
mod recordings;
mod refresh;
mod rest;
mod secrecy;
mod sign;
mod sockets;
mod timing;
