//! Starts runs and waits for what they put out.

use std::sync::Arc;
use std::time::Duration;

use parlance::agent::{
    Agent, AgentError, AgentLimits, LogBudget, LogLevel, ModelConfig, Output, Piece, Prompt, ToolStatus, Usage, build,
};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// What no condition of these tests needs, however busy the machine is.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub const LIMITS: AgentLimits =
    AgentLimits { output_bytes: 64 * 1024, kill_grace: Duration::from_secs(1), line_bytes: 100 };

/// The agent of a `[models.*]` table.
pub fn agent(table: Value) -> Arc<dyn Agent> {
    try_agent(table).expect("an agent")
}

pub fn try_agent(table: Value) -> Result<Arc<dyn Agent>, String> {
    // reqwest takes the process's provider, as the server installs it at its start; a second install is void.
    let _installed_before = rustls::crypto::ring::default_provider().install_default();
    let config: ModelConfig = serde_json::from_value(table).map_err(|error| error.to_string())?;
    build(&config, &LIMITS)
}

/// A `command` agent that runs a shell script.
pub fn script(script: &str) -> Arc<dyn Agent> {
    agent(serde_json::json!({ "agent": "command", "command": ["sh", "-c", script] }))
}

pub fn prompt(message: &str) -> Prompt {
    Prompt {
        run_id: Uuid::now_v7(),
        session_id: Uuid::now_v7(),
        model: "haiku".to_owned(),
        message: message.to_owned(),
        history: Vec::new(),
    }
}

/// A run that is going on.
pub struct Run {
    pub stop: CancellationToken,
    pub task: JoinHandle<Result<(), AgentError>>,
    pieces: mpsc::Receiver<Piece>,
    pub heard: Heard,
}

/// What a run has put out.
#[derive(Debug, Default)]
pub struct Heard {
    pub text: String,
    pub logs: Vec<(LogLevel, String)>,
    /// Name, status and id.
    pub tools: Vec<(String, ToolStatus, Option<String>)>,
    pub usage: Option<Usage>,
    /// How the usage grew.
    pub usages: Vec<Usage>,
    /// How the text came, piece by piece.
    pub chunks: Vec<String>,
}

impl Run {
    pub fn start(agent: Arc<dyn Agent>, prompt: Prompt) -> Self {
        Self::start_with(agent, prompt, LogBudget::Shared)
    }

    pub fn start_with(agent: Arc<dyn Agent>, prompt: Prompt, log_budget: LogBudget) -> Self {
        let (output, pieces) = Output::channel(16, log_budget);
        let stop = CancellationToken::new();
        let token = stop.clone();
        let task = tokio::spawn(async move { agent.run(prompt, output, token).await });
        Self { stop, task, pieces, heard: Heard::default() }
    }

    /// Listens until the answer holds `part`.
    pub async fn until_text(&mut self, part: &str) {
        while !self.heard.text.contains(part) {
            assert!(self.listen().await, "ended without {part:?}: {:?}", self.heard);
        }
    }

    /// Listens until the answer has so many lines.
    pub async fn until_lines(&mut self, count: usize) {
        while self.heard.text.matches('\n').count() < count {
            assert!(self.listen().await, "ended early: {:?}", self.heard);
        }
    }

    /// Listens until the log has so many lines.
    pub async fn until_logs(&mut self, count: usize) {
        while self.heard.logs.len() < count {
            assert!(self.listen().await, "ended early: {:?}", self.heard);
        }
    }

    /// Listens until the run has ended.
    pub async fn end(mut self) -> (Result<(), AgentError>, Heard) {
        while self.listen().await {}
        let outcome = tokio::time::timeout(PATIENCE, self.task).await.expect("an end");
        (outcome.expect("no panic"), self.heard)
    }

    /// Drops the receiver, as a server does that has lost interest.
    pub async fn abandon(self) -> Result<(), AgentError> {
        drop(self.pieces);
        let outcome = tokio::time::timeout(PATIENCE, self.task).await.expect("an end");
        outcome.expect("no panic")
    }

    async fn listen(&mut self) -> bool {
        let piece = tokio::time::timeout(PATIENCE, self.pieces.recv()).await;
        match piece.unwrap_or_else(|_| panic!("silence after {:?}", self.heard)) {
            Some(Piece::Text(text)) => {
                self.heard.text.push_str(&text);
                self.heard.chunks.push(text);
            }
            Some(Piece::Log { level, line }) => self.heard.logs.push((level, line)),
            Some(Piece::Tool { name, status, id }) => self.heard.tools.push((name, status, id)),
            Some(Piece::Usage(usage)) => {
                self.heard.usage = Some(usage);
                self.heard.usages.push(usage);
            }
            None => return false,
        }
        true
    }
}

/// Runs to the end.
pub async fn run(agent: Arc<dyn Agent>, message: &str) -> (Result<(), AgentError>, Heard) {
    Run::start(agent, prompt(message)).end().await
}

/// The words of a failure.
pub fn words(outcome: Result<(), AgentError>) -> String {
    match outcome {
        Err(AgentError::Failed(words)) => words,
        other => panic!("no failure: {other:?}"),
    }
}

/// Whether a process runs; one that nobody has reaped yet does not.
pub fn lives(process: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"));
    stat.is_ok_and(|stat| {
        let (_, state) = stat.rsplit_once(") ").expect("a state");
        !state.starts_with(['Z', 'X'])
    })
}
