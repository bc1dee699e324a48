//! Where an agent puts what it has to say.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::{sync::mpsc, task::coop};

use super::{AgentError, AgentLimits, LogLevel, Piece, Price, ToolStatus, Usage, cut::Cut};

/// Tool pieces of one run; what goes beyond is left out and counted.
const TOOLS: usize = 10_000;

/// What becomes of a log that gets long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogBudget {
    /// Answer and log share [`AgentLimits::output_bytes`]; beyond it the run fails.
    Shared,
    /// The log has so many bytes of its own, the ends of lines included. What comes after them is
    /// dropped unread and counted, and the last line of the log says how much that was.
    Cut(usize),
}

/// The writing end of a run's output: bounded, so that an agent waits for a slow reader, and counted,
/// so that a run which floods fails or is cut. Clones write to the same output.
#[derive(Debug, Clone)]
pub struct Output {
    pieces: mpsc::Sender<Piece>,
    spent: Arc<Spent>,
    log_budget: LogBudget,
    limits: AgentLimits,
    price: Option<Price>,
}

#[derive(Debug, Default)]
struct Spent {
    /// Bytes of the answer, and of a log that shares its budget.
    output: AtomicUsize,
    /// Bytes of a log with a budget of its own.
    log: AtomicUsize,
    tools: AtomicUsize,
    cut: Cut,
}

impl Output {
    /// A channel that holds up to `capacity` pieces (at least 1), held to the default limits.
    pub fn channel(capacity: usize, log_budget: LogBudget) -> (Self, mpsc::Receiver<Piece>) {
        let (pieces, receiver) = mpsc::channel(capacity);
        let output = Self { pieces, spent: Arc::default(), log_budget, limits: AgentLimits::default(), price: None };
        (output, receiver)
    }

    /// The same output, held to `limits`, with what tokens cost.
    pub(super) fn within(mut self, limits: &AgentLimits, price: Option<Price>) -> Self {
        (self.limits, self.price) = (*limits, price);
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

    /// Adds a line to the log, cut to the limit, unless the log's own budget is spent. Waits and fails
    /// as [`Output::text`] does.
    pub async fn log(&self, level: LogLevel, line: impl Into<String>) -> Result<(), AgentError> {
        let line = self.shortened(storable(line.into()));
        // The line's end counts too: a flood of empty lines is a flood.
        let bytes = line.len() + 1;
        match self.log_budget {
            LogBudget::Shared => self.spend(bytes)?,
            LogBudget::Cut(most) if !fits(&self.spent.log, bytes, most) => {
                self.spent.cut.line(bytes);
                // A flood that nothing holds back any more must not keep its thread to itself.
                coop::consume_budget().await;
                return Ok(());
            }
            LogBudget::Cut(_) => {}
        }
        self.send(Piece::Log { level, line }).await
    }

    /// Tells how far the use of a tool is. Waits and fails as [`Output::text`] does.
    pub async fn tool(&self, name: &str, status: ToolStatus, id: Option<String>) -> Result<(), AgentError> {
        if !fits(&self.spent.tools, 1, TOOLS) {
            self.spent.cut.tool();
            return Ok(());
        }
        self.send(Piece::Tool { name: storable(name.to_owned()), status, id: id.map(storable) }).await
    }

    /// Tells what the run has used so far; what it cost is reckoned where the agent does not tell.
    /// Waits and fails as [`Output::text`] does.
    pub async fn usage(&self, mut usage: Usage) -> Result<(), AgentError> {
        usage.cost_usd = usage.cost_usd.or_else(|| Some(self.price?.cost_usd(&usage)));
        self.send(Piece::Usage(usage)).await
    }

    /// The longest line of the log, in bytes, that may still have an end: one line alone cannot break
    /// a log that is cut.
    pub(super) fn longest_line(&self) -> usize {
        match self.log_budget {
            LogBudget::Shared => self.limits.output_bytes,
            LogBudget::Cut(_) => usize::MAX,
        }
    }

    /// The run is over: the last line of the log says what was cut, if anything was.
    pub(super) async fn end(&self) -> Result<(), AgentError> {
        match self.spent.cut.told() {
            Some(line) => self.send(Piece::Log { level: LogLevel::Warn, line }).await,
            None => Ok(()),
        }
    }

    async fn send(&self, piece: Piece) -> Result<(), AgentError> {
        match self.pieces.send(piece).await {
            Ok(()) => Ok(()),
            Err(_nobody_reads) => Err(AgentError::Stopped),
        }
    }

    fn spend(&self, bytes: usize) -> Result<(), AgentError> {
        match fits(&self.spent.output, bytes, self.limits.output_bytes) {
            true => Ok(()),
            false => Err(self.limits.exceeded()),
        }
    }

    fn shortened(&self, mut line: String) -> String {
        if line.len() > self.limits.line_bytes {
            line.truncate(line.floor_char_boundary(self.limits.line_bytes));
            line.push_str(" … [line cut]");
        }
        line
    }
}

/// Counts `more`; whether all that was counted is `most` at most. What did not fit counts too, so
/// that nothing smaller slips through behind it.
fn fits(counted: &AtomicUsize, more: usize, most: usize) -> bool {
    counted.fetch_add(more, Ordering::Relaxed).saturating_add(more) <= most
}

/// NUL is no text (contract section 2), and not every store takes it.
fn storable(text: String) -> String {
    if text.contains('\0') {
        return text.replace('\0', "\u{fffd}");
    }
    text
}
