//! The table `[transcribe]` of the configuration.

use std::time::Duration;

use serde::Deserialize;

use crate::agent::Secret;

/// Who turns speech into text.
///
/// ```toml
/// [transcribe]
/// engine = "command"
/// command = ["whisper-cli", "--model", "ggml-base.bin", "--no-prints", "--no-timestamps", "--file", "{input}"]
/// ```
/// or
/// ```toml
/// [transcribe]
/// engine = "openai"
/// base_url = "http://127.0.0.1:8000/v1"
/// model = "whisper-1"
/// api_key_env = "OPENAI_API_KEY"
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "engine", rename_all = "lowercase", deny_unknown_fields)]
pub enum TranscribeConfig {
    /// A program that prints the text to its standard output and exits with 0.
    Command {
        /// Program and arguments; `{input}` stands for the path of the recording.
        command: Vec<String>,
        /// Whether `ffmpeg` makes it 16 kHz mono WAV first. Otherwise the program gets what the
        /// browser recorded (WebM, Ogg, MP4), under a name with that extension.
        #[serde(default = "yes")]
        convert: bool,
        /// For conversion and program together; then its whole process group is ended.
        #[serde(default = "two_minutes", with = "humantime_serde")]
        timeout: Duration,
        /// Recordings transcribed at once; further ones are refused with 503.
        #[serde(default = "two")]
        max_concurrent: usize,
    },
    /// A server with OpenAI's `POST {base_url}/audio/transcriptions`.
    OpenAi {
        /// A secret, for it may carry credentials.
        base_url: Secret,
        model: String,
        /// Name of the environment variable that holds the key; none is sent without it.
        #[serde(default)]
        api_key_env: Option<String>,
        #[serde(default = "two_minutes", with = "humantime_serde")]
        timeout: Duration,
        #[serde(default = "eight")]
        max_concurrent: usize,
    },
}

fn yes() -> bool {
    true
}

fn two_minutes() -> Duration {
    Duration::from_secs(120)
}

fn two() -> usize {
    2
}

fn eight() -> usize {
    8
}
