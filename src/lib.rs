//! Parlance: one realtime backend. `ARCHITECTURE.md` has the map.

pub mod agent;
mod app;
#[doc(hidden)]
pub mod codec;
pub mod config;
mod connection;
pub mod contract;
mod dialect;
mod domain;
pub mod error;
pub mod http;
mod hub;
mod metrics;
mod models;
mod serve;
mod store;

pub use app::App;
pub use http::listen::bind;
pub use serve::{Failure, asked_to_stop, logs, serve};
