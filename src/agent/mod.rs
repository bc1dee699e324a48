//! The agents behind sessions: one trait, and one implementation per way of reaching a model
//! (contract section 8, `[models.*]`). An agent gets a prompt and puts out pieces of its answer as
//! they come; it knows nothing of sessions, stores or sockets.

mod command;
mod config;
mod cut;
mod echo;
mod lines;
mod openai;
mod output;
mod piece;
mod price;

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use async_trait::async_trait;
use futures_util::FutureExt;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub use command::stream_json;
pub use config::{CommandConfig, EchoConfig, Format, ModelConfig, OpenaiConfig, Secret};
pub use output::{LogBudget, Output};
pub use piece::{LogLevel, Piece, ToolStatus, Usage};
pub use price::Price;

/// Something that answers prompts.
#[async_trait]
pub trait Agent: Send + Sync {
    /// Runs one prompt to its end, putting the pieces of the answer into `out`.
    ///
    /// Returns only when the producer has really ended: its process group is gone, its HTTP body is
    /// closed. `stop` ends it early, as does a receiver that is dropped: [`AgentError::Stopped`].
    async fn run(&self, prompt: Prompt, out: Output, stop: CancellationToken) -> Result<(), AgentError>;
}

/// What an agent is asked.
#[derive(Debug, Clone)]
pub struct Prompt {
    pub run_id: Uuid,
    pub session_id: Uuid,
    /// The name under `[models.*]` that the session was made with.
    pub model: String,
    pub message: String,
    /// The earlier turns of the session, oldest first, without `message`.
    pub history: Vec<Turn>,
}

/// One earlier message of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    pub role: Role,
    pub text: String,
}

/// Who said a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    User,
    Agent,
}

/// Why a run has no answer, or only a part of one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgentError {
    /// Ended by its stop token, or because nobody reads its output any more.
    #[error("The run was stopped")]
    Stopped,
    /// Failed, in words for people: they name no secret and no URL.
    #[error("{0}")]
    Failed(String),
}

impl AgentError {
    pub(crate) fn failed(words: impl Into<String>) -> Self {
        Self::Failed(words.into())
    }
}

/// What every agent keeps to.
#[derive(Debug, Clone, Copy)]
pub struct AgentLimits {
    /// `limits.agent_output_bytes`: bytes of the answer of one run, and of its log unless that has a
    /// budget of its own ([`LogBudget`]); beyond it the run fails.
    pub output_bytes: usize,
    /// How long a process group may take to end after TERM before it gets KILL.
    pub kill_grace: Duration,
    /// A log line longer than this many bytes is cut, and says so.
    pub line_bytes: usize,
}

impl Default for AgentLimits {
    fn default() -> Self {
        Self { output_bytes: 4 * 1024 * 1024, kill_grace: Duration::from_secs(2), line_bytes: 8 * 1024 }
    }
}

impl AgentLimits {
    /// Why a run beyond `output_bytes` has failed.
    fn exceeded(&self) -> AgentError {
        const MIB: usize = 1024 * 1024;
        let limit = match self.output_bytes {
            bytes if bytes >= MIB && bytes.is_multiple_of(MIB) => format!("{} MiB", bytes / MIB),
            bytes => format!("{bytes} bytes"),
        };
        AgentError::failed(format!("The agent put out more than {limit}"))
    }
}

/// Makes the agent of one `[models.<name>]` table.
///
/// The process must have installed a rustls crypto provider before, for `openai`.
///
/// # Errors
/// One line that starts with the key within the table, as in `command: name the program to run`.
pub fn build(config: &ModelConfig, limits: &AgentLimits) -> Result<Arc<dyn Agent>, String> {
    let agent: Box<dyn Agent> = match config {
        ModelConfig::Echo(config) => Box::new(echo::EchoAgent::new(config.clone())),
        ModelConfig::Command(config) => Box::new(command::CommandAgent::new(config.clone(), *limits)?),
        ModelConfig::Openai(config) => Box::new(openai::OpenaiAgent::new(config.clone(), *limits)?),
    };
    let price = config.price();
    price.map_or(Ok(()), |price| price.check())?;
    Ok(Arc::new(Limited { agent, limits: *limits, price }))
}

/// Holds any agent to the output limits, reckons what it costs and lets it fail when it panics, in one
/// place.
struct Limited {
    agent: Box<dyn Agent>,
    limits: AgentLimits,
    price: Option<Price>,
}

#[async_trait]
impl Agent for Limited {
    async fn run(&self, prompt: Prompt, out: Output, stop: CancellationToken) -> Result<(), AgentError> {
        let out = out.within(&self.limits, self.price);
        let run = prompt.run_id;
        let outcome = AssertUnwindSafe(self.agent.run(prompt, out.clone(), stop)).catch_unwind().await;
        let outcome = outcome.unwrap_or_else(|_| {
            tracing::error!(%run, "an agent panicked");
            Err(AgentError::failed("The agent crashed"))
        });
        outcome.and(out.end().await)
    }
}

/// Awaits `answer`, at most for `limit`.
async fn answer_within<T>(
    limit: Duration,
    answer: impl Future<Output = Result<T, AgentError>>,
) -> Result<T, AgentError> {
    match tokio::time::timeout(limit, answer).await {
        Ok(outcome) => outcome,
        Err(_elapsed) => Err(AgentError::failed(format!(
            "The agent did not answer within {}",
            humantime_serde::re::humantime::format_duration(limit)
        ))),
    }
}
