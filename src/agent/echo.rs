//! The agent that needs nothing: it answers with the message itself.

use std::time::Duration;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use super::{Agent, AgentError, EchoConfig, LogLevel, Output, Prompt};

pub(super) struct EchoAgent {
    config: EchoConfig,
}

impl EchoAgent {
    pub(super) fn new(config: EchoConfig) -> Self {
        Self { config }
    }

    async fn answer(&self, prompt: Prompt, out: &Output) -> Result<(), AgentError> {
        let answer = format!("Echo: {}", prompt.message);
        out.log(LogLevel::Info, format!("echoing {} bytes", prompt.message.len())).await?;
        let Some(chunk_chars) = self.config.chunk_chars else {
            self.delay().await;
            return out.text(answer).await;
        };
        let mut rest = answer.as_str();
        while !rest.is_empty() {
            let end = rest.char_indices().nth(chunk_chars.get()).map_or(rest.len(), |(index, _)| index);
            let (chunk, after) = rest.split_at(end);
            self.delay().await;
            out.text(chunk).await?;
            rest = after;
        }
        Ok(())
    }

    /// No timer when there is nothing to wait for: this agent is what the server is measured with.
    async fn delay(&self) {
        if self.config.delay_ms > 0 {
            tokio::time::sleep(Duration::from_millis(self.config.delay_ms)).await;
        }
    }
}

#[async_trait]
impl Agent for EchoAgent {
    async fn run(&self, prompt: Prompt, out: Output, stop: CancellationToken) -> Result<(), AgentError> {
        stop.run_until_cancelled(self.answer(prompt, &out)).await.unwrap_or(Err(AgentError::Stopped))
    }
}
