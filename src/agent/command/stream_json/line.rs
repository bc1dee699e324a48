//! What a line looks like, as far as it is understood.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::agent::Usage;

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Line {
    System {
        subtype: Option<String>,
        model: Option<String>,
    },
    Assistant {
        message: Message,
        parent_tool_use_id: Option<String>,
    },
    User {
        message: Message,
    },
    StreamEvent {
        event: Partial,
        parent_tool_use_id: Option<String>,
    },
    Result {
        subtype: Option<String>,
        #[serde(default)]
        is_error: bool,
        result: Option<String>,
        /// Of the whole run.
        #[serde(default, deserialize_with = "if_understood")]
        usage: Option<TokenUsage>,
        total_cost_usd: Option<f64>,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
pub(super) struct Message {
    pub(super) id: Option<String>,
    pub(super) content: Content,
    /// Of this message alone.
    #[serde(default, deserialize_with = "if_understood")]
    pub(super) usage: Option<TokenUsage>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Content {
    Text(String),
    Blocks(Vec<Block>),
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Block {
    Text {
        text: String,
    },
    ToolUse {
        id: Option<String>,
        name: String,
        #[serde(default)]
        input: Value,
    },
    ToolResult {
        tool_use_id: Option<String>,
        #[serde(default)]
        content: Value,
        is_error: Option<bool>,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
pub(super) struct Partial {
    pub(super) delta: Option<Delta>,
}

#[derive(Deserialize)]
pub(super) struct Delta {
    pub(super) text: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct TokenUsage {
    input_tokens: Option<u64>,
    cache_creation_input_tokens: Option<u64>,
    cache_read_input_tokens: Option<u64>,
    output_tokens: Option<u64>,
}

impl TokenUsage {
    pub(super) fn with_cost(&self, cost_usd: Option<f64>) -> Usage {
        let read = [self.input_tokens, self.cache_creation_input_tokens, self.cache_read_input_tokens];
        Usage {
            input_tokens: read.into_iter().flatten().fold(0, u64::saturating_add),
            output_tokens: self.output_tokens.unwrap_or_default(),
            cost_usd,
        }
    }
}

/// Tokens that are counted in an odd way are not worth an answer.
fn if_understood<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<TokenUsage>, D::Error> {
    let usage = Value::deserialize(deserializer)?;
    Ok(TokenUsage::deserialize(usage).ok())
}
