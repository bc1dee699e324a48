//! The `[models.<name>]` tables of the configuration (contract section 8).

use std::{collections::BTreeMap, fmt, num::NonZeroUsize, path::PathBuf, time::Duration};

use serde::Deserialize;

use super::Price;

/// One model that sessions may name. Unknown keys are refused.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "agent", rename_all = "lowercase")]
pub enum ModelConfig {
    Echo(EchoConfig),
    Command(CommandConfig),
    Openai(OpenaiConfig),
}

impl ModelConfig {
    /// What its tokens cost, where that is set.
    pub(super) fn price(&self) -> Option<Price> {
        match self {
            Self::Echo(_) => None,
            Self::Command(config) => config.price,
            Self::Openai(config) => config.price,
        }
    }
}

/// Answers `Echo: <message>`; the options imitate a model that streams.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EchoConfig {
    /// Milliseconds to wait before each chunk.
    pub delay_ms: u64,
    /// Unicode scalar values per chunk; the whole answer at once when left out.
    pub chunk_chars: Option<NonZeroUsize>,
}

/// One process per run: the message on stdin, the answer on stdout.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandConfig {
    /// The program and its arguments; `{model}` and `{session}` are substituted in the arguments.
    pub command: Vec<String>,
    #[serde(default)]
    pub format: Format,
    /// How long a run may take, as in `10m`.
    #[serde(default = "ten_minutes", with = "humantime_serde")]
    pub timeout: Duration,
    /// The directory to run in; the server's own when left out.
    pub cwd: Option<PathBuf>,
    /// Environment variables beside the server's own (of which `PARLANCE_*` are withheld).
    #[serde(default)]
    pub env: BTreeMap<String, Secret>,
    /// Whether the earlier turns are written before the message, for programs that remember nothing.
    #[serde(default)]
    pub history: bool,
    /// For the cost of a run whose program tells its tokens and not what they cost.
    pub price: Option<Price>,
}

/// How a command prints its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Stdout is the answer, stderr the log.
    #[default]
    Text,
    /// Stdout is one JSON object per line, as of the Claude Code command line.
    StreamJson,
}

/// Any server that speaks OpenAI's chat completions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenaiConfig {
    /// Up to and including `/v1`. A secret, for it may carry credentials.
    pub base_url: Secret,
    /// The server's name of the model; the name of the table when left out.
    pub model: Option<String>,
    /// The environment variable that holds the key; no key is sent when left out.
    pub api_key_env: Option<String>,
    /// A system prompt that goes before the history.
    pub system: Option<String>,
    pub max_tokens: Option<u32>,
    pub temperature: Option<f32>,
    /// How much is sent in all, in tokens of about four characters: older turns stay out.
    #[serde(default = "eight_thousand")]
    pub context_tokens: usize,
    /// How long a run may take, as in `10m`.
    #[serde(default = "ten_minutes", with = "humantime_serde")]
    pub timeout: Duration,
    /// For the cost of a run whose server does not tell it.
    pub price: Option<Price>,
}

fn ten_minutes() -> Duration {
    Duration::from_secs(600)
}

fn eight_thousand() -> usize {
    8000
}

/// A setting that is never printed.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self(value)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}
