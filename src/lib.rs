//! Parlance: one realtime backend. `ARCHITECTURE.md` has the map.

pub mod agent;
mod announce;
mod app;
mod auth;
#[doc(hidden)]
pub mod codec;
pub mod config;
mod connection;
pub mod contract;
mod dialect;
mod domain;
pub mod error;
mod files;
mod grace;
mod housekeeping;
pub mod http;
mod hub;
mod limits;
mod metrics;
mod models;
mod process;
mod serve;
mod store;
mod tap;

pub use announce::{Announce, announce};
pub use app::App;
pub use auth::{Auth, Mint, mint};
pub use http::listen::bind;
pub use serve::{Failure, asked_to_stop, logs, serve};
pub use tap::{Tap, tap};
