//! Where an agent puts what it has to say.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use super::{AgentError, AgentLimits};

/// One piece of a run's output.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// The next part of the answer, never empty.
    Text(String),
    /// One line of the agent's log.
    Log { level: LogLevel, line: String },
    /// What the run has used in all; the last one counts.
    Usage(Usage),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    Debug,
    Info,
    Warn,
    Error,
}

/// What one run has used.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// Everything the model read, what it took from a cache included.
    pub input_tokens: u64,
    pub output_tokens: u64,
    /// US dollars, where the agent tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_usd: Option<f64>,
}

/// The writing end of a run's output: bounded, so that an agent waits for a slow reader, and counted,
/// so that a run which floods fails.
#[derive(Debug)]
pub struct Output {
    pieces: mpsc::Sender<Piece>,
    used_bytes: AtomicUsize,
    limits: AgentLimits,
}

impl Output {
    /// A channel that holds up to `capacity` pieces (at least 1), held to the default limits.
    pub fn channel(capacity: usize) -> (Self, mpsc::Receiver<Piece>) {
        let (pieces, receiver) = mpsc::channel(capacity);
        let output = Self { pieces, used_bytes: AtomicUsize::new(0), limits: AgentLimits::default() };
        (output, receiver)
    }

    /// The same output, held to `limits`.
    pub(super) fn within(mut self, limits: &AgentLimits) -> Self {
        self.limits = *limits;
        self
    }

    /// Adds to the answer. Waits while the channel is full.
    ///
    /// # Errors
    /// `Stopped` when nobody reads, `Failed` beyond the output limit: the run is over.
    pub async fn text(&self, text: impl Into<String>) -> Result<(), AgentError> {
        let text = storable(text.into());
        if text.is_empty() {
            return Ok(());
        }
        self.spend(text.len())?;
        self.send(Piece::Text(text)).await
    }

    /// Adds a line to the log, cut to the limit. Waits and fails as [`Output::text`] does.
    pub async fn log(&self, level: LogLevel, line: impl Into<String>) -> Result<(), AgentError> {
        let line = self.cut(storable(line.into()));
        // The line's end counts too: a flood of empty lines is a flood.
        self.spend(line.len() + 1)?;
        self.send(Piece::Log { level, line }).await
    }

    /// Tells what the run has used so far. Waits and fails as [`Output::text`] does.
    pub async fn usage(&self, usage: Usage) -> Result<(), AgentError> {
        self.send(Piece::Usage(usage)).await
    }

    async fn send(&self, piece: Piece) -> Result<(), AgentError> {
        match self.pieces.send(piece).await {
            Ok(()) => Ok(()),
            Err(_nobody_reads) => Err(AgentError::Stopped),
        }
    }

    fn spend(&self, bytes: usize) -> Result<(), AgentError> {
        let used = self.used_bytes.fetch_add(bytes, Ordering::Relaxed);
        if used.saturating_add(bytes) <= self.limits.output_bytes {
            return Ok(());
        }
        Err(self.limits.exceeded())
    }

    fn cut(&self, mut line: String) -> String {
        if line.len() > self.limits.line_bytes {
            line.truncate(line.floor_char_boundary(self.limits.line_bytes));
            line.push_str(" … [line cut]");
        }
        line
    }
}

/// NUL is no text (contract section 2), and not every store takes it.
fn storable(text: String) -> String {
    if text.contains('\0') {
        return text.replace('\0', "\u{fffd}");
    }
    text
}
