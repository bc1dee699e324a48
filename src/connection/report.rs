//! What the log and the metrics tell of a command: a span around its work, one line at its end.
//! Neither holds anything that somebody said.

use std::time::Instant;

use tracing::{Span, field::Empty};
use uuid::Uuid;

use super::Connection;
use crate::{
    App,
    contract::CommandRow,
    error::{Code, Error},
};

/// A command that is being carried out.
pub struct Report {
    event: &'static str,
    request_id: Option<String>,
    connection: Uuid,
    started: Instant,
    span: Span,
}

impl Report {
    /// The work on a command begins.
    pub fn begin(row: Option<&'static CommandRow>, connection: &Connection) -> Self {
        let event = row.map_or("unknown", |row| row.name);
        let span = tracing::debug_span!(
            parent: None, "command", event, request_id = Empty, connection = %connection.id, duration_us = Empty, outcome = Empty,
        );
        Self { event, request_id: None, connection: connection.id, started: Instant::now(), span }
    }

    /// What the work is to be done in.
    pub fn span(&self) -> Span {
        self.span.clone()
    }

    /// The command has been read as far as this.
    pub fn read(&mut self, request_id: Option<&str>) {
        self.span.record("request_id", request_id);
        self.request_id = request_id.map(str::to_owned);
    }

    /// The command has been carried out, or has failed. The line holds all that the span does: spans
    /// are for `debug` only.
    pub fn end(self, app: &App, failure: Option<&Error>) {
        let Self { event, request_id, connection, started, span } = self;
        let duration = started.elapsed();
        let code = failure.map(|error| error.code);
        app.metrics.command(event, code, duration);
        let duration_us = duration.as_micros() as u64;
        let outcome = code.map_or("ok", Code::as_str);
        span.record("duration_us", duration_us).record("outcome", outcome);
        // A client that floods is counted: it must not fill the log as well.
        match code {
            None | Some(Code::RateLimited) => {
                tracing::debug!(parent: None, event, request_id, %connection, duration_us, outcome, "command")
            }
            Some(_) => tracing::info!(parent: None, event, request_id, %connection, duration_us, outcome, "command"),
        }
    }
}
