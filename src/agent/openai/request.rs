//! What is asked of the server: the message, with as much of the history as fits.

use serde::Serialize;

use crate::agent::{OpenaiConfig, Prompt, Role};

#[derive(Serialize)]
pub(super) struct Message<'a> {
    role: &'static str,
    content: &'a str,
}

#[derive(Serialize)]
pub(super) struct Body<'a> {
    model: &'a str,
    messages: &'a [Message<'a>],
    stream: bool,
    stream_options: StreamOptions,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
}

#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}

pub(super) fn body<'a>(config: &OpenaiConfig, model: &'a str, messages: &'a [Message<'a>]) -> Body<'a> {
    Body {
        model,
        messages,
        stream: true,
        stream_options: StreamOptions { include_usage: true },
        max_tokens: config.max_tokens,
        temperature: config.temperature,
    }
}

/// The system prompt, the newest turns that fit into `context_tokens`, and the message. System prompt and
/// message are sent in any case.
pub(super) fn messages<'a>(config: &'a OpenaiConfig, prompt: &'a Prompt) -> Vec<Message<'a>> {
    let system = config.system.as_deref();
    let fixed = tokens(&prompt.message) + system.map_or(0, tokens);
    let mut budget = config.context_tokens.saturating_sub(fixed);
    let fitting = prompt.history.iter().rev().take_while(|turn| {
        let left = budget.checked_sub(tokens(&turn.text));
        budget = left.unwrap_or_default();
        left.is_some()
    });
    let oldest = prompt.history.len() - fitting.count();
    // Many prompt templates want the user to begin.
    let turns = prompt.history[oldest..].iter().skip_while(|turn| turn.role == Role::Agent);
    let turns = turns.map(|turn| match turn.role {
        Role::User => message("user", &turn.text),
        Role::Agent => message("assistant", &turn.text),
    });
    system
        .map(|system| message("system", system))
        .into_iter()
        .chain(turns)
        .chain([message("user", &prompt.message)])
        .collect()
}

fn message<'a>(role: &'static str, content: &'a str) -> Message<'a> {
    Message { role, content }
}

/// An estimate that needs no model's tokenizer: four characters a token.
fn tokens(text: &str) -> usize {
    text.chars().count().div_ceil(4)
}
