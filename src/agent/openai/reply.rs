//! What the server answers: chunks of a stream, or one object, which look nearly alike.

use serde::Deserialize;
use serde_json::Value;

use super::failure;
use crate::agent::{AgentError, LogLevel, Output, Secret, Usage};

/// The state of one answer.
pub(super) struct Reply<'a> {
    api_key: Option<&'a Secret>,
    understood: bool,
    finished: bool,
}

#[derive(Deserialize)]
struct Chunk {
    choices: Option<Vec<Choice>>,
    usage: Option<TokenUsage>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Choice {
    /// In a stream.
    delta: Option<Message>,
    /// In an answer of one piece.
    message: Option<Message>,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct TokenUsage {
    prompt_tokens: u64,
    completion_tokens: u64,
    /// US dollars, told by some routers.
    cost: Option<f64>,
}

impl<'a> Reply<'a> {
    pub(super) fn new(api_key: Option<&'a Secret>) -> Self {
        Self { api_key, understood: false, finished: false }
    }

    /// Takes in one object and puts out what it holds.
    pub(super) async fn hear(&mut self, data: &str, out: &Output) -> Result<(), AgentError> {
        let Ok(chunk) = serde_json::from_str::<Chunk>(data) else {
            let line = "the model server sent something that is not understood";
            return out.log(LogLevel::Warn, line).await;
        };
        if let Some(error) = chunk.error.filter(|error| !error.is_null()) {
            return Err(failure::told(&error, self.api_key));
        }
        for choice in chunk.choices.unwrap_or_default().into_iter().take(1) {
            self.understood = true;
            if choice.message.is_some() || choice.finish_reason.is_some() {
                self.finish();
            }
            let message = choice.delta.or(choice.message);
            if let Some(text) = message.and_then(|message| message.content) {
                out.text(text).await?;
            }
            if let Some(reason) = choice.finish_reason {
                note(&reason, out).await?;
            }
        }
        match chunk.usage {
            Some(usage) => out.usage(usage.into()).await,
            None => Ok(()),
        }
    }

    /// The server said that the answer is whole.
    pub(super) fn finish(&mut self) {
        self.finished = true;
    }

    /// Called when nothing more comes.
    pub(super) fn end(self) -> Result<(), AgentError> {
        match (self.understood, self.finished) {
            (true, true) => Ok(()),
            (true, false) => Err(AgentError::failed("The model server broke its answer off")),
            (false, _) => Err(AgentError::failed(
                "The model server did not answer as an OpenAI-compatible server does: check base_url",
            )),
        }
    }
}

impl From<TokenUsage> for Usage {
    fn from(usage: TokenUsage) -> Self {
        Self { input_tokens: usage.prompt_tokens, output_tokens: usage.completion_tokens, cost_usd: usage.cost }
    }
}

async fn note(finish_reason: &str, out: &Output) -> Result<(), AgentError> {
    let line = match finish_reason {
        "length" => "the answer was cut at the model's limit of tokens",
        "content_filter" => "the answer was cut by the model server's content filter",
        _ => return Ok(()),
    };
    out.log(LogLevel::Warn, line).await
}

/// The data of one line of a stream of server-sent events.
pub(super) fn data_of(line: &str) -> Option<&str> {
    let line = line.strip_prefix('\u{feff}').unwrap_or(line);
    line.strip_prefix("data:").map(str::trim)
}
