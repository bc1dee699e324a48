//! Transcription by a server with OpenAI's interface.

use std::time::Duration;

use reqwest::multipart::{Form, Part};
use reqwest::{Client, Response, StatusCode, Url, header::RETRY_AFTER, redirect};
use serde::Deserialize;
use tokio::fs::File;

use super::super::tls::install_crypto_provider;
use super::failure::Failure;
use super::process::Ending;
use super::transcriber::Gone;
use super::upload::Recording;

pub(super) struct OpenAiEngine {
    client: Client,
    url: Url,
    model: String,
    key: Option<String>,
    timeout: Duration,
}

/// By hand: the key must not be printed.
impl std::fmt::Debug for OpenAiEngine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("OpenAiEngine")
            .field("url", &self.url.as_str())
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Transcription {
    text: String,
}

/// Largest answer that is read.
const MAX_ANSWER_BYTES: usize = 4 * 1024 * 1024;

/// When the server says that it is busy but not for how long, in seconds.
const RETRY_AFTER_DEFAULT: u64 = 10;

impl OpenAiEngine {
    pub fn new(base_url: &str, model: &str, api_key_env: Option<&str>, timeout: Duration) -> Result<Self, String> {
        install_crypto_provider();
        let url = format!("{}/audio/transcriptions", base_url.trim_end_matches('/'));
        let url = Url::parse(&url).map_err(|error| format!("transcribe.base_url: {error}"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err("transcribe.base_url: must begin with http:// or https://".into());
        }
        let key = api_key_env.map(key_of).transpose()?;
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .connect_timeout(Duration::from_secs(10))
            .build()
            .map_err(|error| format!("transcribe: no HTTP client: {error}"))?;
        Ok(Self { client, url, model: model.to_owned(), key, timeout })
    }

    pub async fn transcribe(&self, recording: &Recording, gone: Gone) -> Result<String, Failure> {
        let mut ending = Ending::new(self.timeout, gone);
        tokio::select! {
            text = self.ask(recording) => text,
            failure = ending.comes() => Err(failure),
        }
    }

    async fn ask(&self, recording: &Recording) -> Result<String, Failure> {
        let file = File::open(&recording.path).await.map_err(Failure::io("open a recording"))?;
        // Such servers tell the format by the extension.
        let name = recording.path.file_name().unwrap_or_default().to_string_lossy();
        let part = Part::stream_with_length(file, recording.bytes).file_name(name.into_owned());
        let form = Form::new().text("model", self.model.clone()).text("response_format", "json").part("file", part);
        let mut request = self.client.post(self.url.clone()).multipart(form);
        if let Some(key) = &self.key {
            request = request.bearer_auth(key);
        }
        let response = request.send().await.map_err(unreachable)?;
        check(&response)?;
        let answer = body(response).await?;
        let transcription: Transcription = serde_json::from_slice(&answer)
            .map_err(|error| Failure::Engine(format!("the server's answer is no transcription: {error}")))?;
        Ok(transcription.text)
    }
}

#[expect(clippy::disallowed_methods, reason = "the configuration names the variable and never holds the key")]
fn key_of(variable: &str) -> Result<String, String> {
    std::env::var(variable)
        .map_err(|_| format!("transcribe.api_key_env: the environment variable {variable} is not set"))
}

fn unreachable(error: reqwest::Error) -> Failure {
    let words = if error.is_connect() { "cannot reach the server" } else { "the exchange broke off" };
    Failure::Engine(format!("{words}: {}", error.without_url()))
}

fn check(response: &Response) -> Result<(), Failure> {
    match response.status() {
        status if status.is_success() => Ok(()),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            let header = response.headers().get(RETRY_AFTER);
            let seconds = header.and_then(|value| value.to_str().ok()?.parse().ok());
            Err(Failure::Busy { retry_after: seconds.unwrap_or(RETRY_AFTER_DEFAULT) })
        }
        status => Err(Failure::Engine(format!("the server answered {status}"))),
    }
}

async fn body(mut response: Response) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        if bytes.len() + chunk.len() > MAX_ANSWER_BYTES {
            return Err(Failure::Engine("the server's answer is too long".into()));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
