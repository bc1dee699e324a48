//! The agents against real programs and a real model server (contract section 8, `[models.*]`).
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod command;
mod config;
mod echo;
mod groups;
mod log_budget;
mod openai;
mod openai_failures;
mod price;
mod progress;
mod stream_json;
mod support;
mod upstream;
