//! What an agent has to say.

use serde::{Deserialize, Serialize};

/// One piece of a run's output.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// The next part of the answer, never empty.
    Text(String),
    /// One line of the agent's log.
    Log { level: LogLevel, line: String },
    /// A tool that the agent uses; `id` is the agent's own and links the end of a use to its start.
    Tool { name: String, status: ToolStatus, id: Option<String> },
    /// What the run has used in all so far; the last one counts.
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

/// How far the use of a tool is. One whose end the agent does not tell stays `Started`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToolStatus {
    Started,
    Succeeded,
    Failed,
}

/// What one run has used.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// Everything the model read, what it took from a cache included.
    pub input_tokens: u64,
    pub output_tokens: u64,
    /// US dollars: what the agent tells, else by the model's configured price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_usd: Option<f64>,
}
