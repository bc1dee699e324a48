//! Any server that speaks OpenAI's chat completions, streamed.

mod failure;
mod reply;
mod request;

use std::time::Duration;

use async_trait::async_trait;
use bytes::BytesMut;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Response, Url, redirect};
use tokio_util::codec::Decoder;
use tokio_util::sync::CancellationToken;

use super::lines::Lines;
use super::{Agent, AgentError, AgentLimits, LogLevel, OpenaiConfig, Output, Prompt, Secret, answer_within};
use reply::{Reply, data_of};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

pub(super) struct OpenaiAgent {
    client: Client,
    endpoint: Url,
    api_key: Option<Secret>,
    config: OpenaiConfig,
    limits: AgentLimits,
}

impl OpenaiAgent {
    pub(super) fn new(config: OpenaiConfig, limits: AgentLimits) -> Result<Self, String> {
        let endpoint = endpoint(config.base_url.expose())?;
        let api_key = config.api_key_env.as_deref().map(api_key).transpose()?;
        let mut client = Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            // A redirected POST would arrive as a GET.
            .redirect(redirect::Policy::none());
        if endpoint.scheme() == "http" {
            // A machine without certificates can still talk to the model server beside it.
            client = client.tls_certs_only([]);
        }
        let client = client.build().map_err(|error| format!("base_url: no HTTPS client can be made: {error}"))?;
        Ok(Self { client, endpoint, api_key, config, limits })
    }

    async fn ask(&self, prompt: &Prompt, out: &Output) -> Result<(), AgentError> {
        let model = self.config.model.as_deref().unwrap_or(&prompt.model);
        let messages = request::messages(&self.config, prompt);
        let line = format!("asking {model} with {} messages of context", messages.len());
        out.log(LogLevel::Info, line).await?;
        let mut request = self.client.post(self.endpoint.clone()).json(&request::body(&self.config, model, &messages));
        if let Some(key) = &self.api_key {
            request = request.bearer_auth(key.expose());
        }
        let response = request.send().await.map_err(|error| failure::no_response(&error))?;
        if !response.status().is_success() {
            return Err(failure::refused(response, model, self.api_key.as_ref()).await);
        }
        let mut reply = Reply::new(self.api_key.as_ref());
        if is_json(&response) {
            let body = failure::beginning(response, self.limits.output_bytes).await?;
            reply.hear(&String::from_utf8_lossy(&body), out).await?;
        } else {
            self.listen(response, &mut reply, out).await?;
        }
        reply.end()
    }

    /// Server-sent events, of which each is one line of data here. `response` is dropped at the end, and
    /// its connection with it.
    async fn listen(&self, mut response: Response, reply: &mut Reply<'_>, out: &Output) -> Result<(), AgentError> {
        let mut lines = Lines::new(self.limits.output_bytes, self.limits.output_bytes);
        let mut bytes = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| failure::cut_off(&error))? {
            bytes.extend_from_slice(&chunk);
            while let Some(line) = lines.decode(&mut bytes).map_err(|_| self.limits.exceeded())? {
                match data_of(&line) {
                    Some("[DONE]") => {
                        reply.finish();
                        return Ok(());
                    }
                    Some(data) => reply.hear(data, out).await?,
                    None => {}
                }
            }
        }
        Ok(())
    }
}

#[async_trait]
impl Agent for OpenaiAgent {
    async fn run(&self, prompt: Prompt, out: Output, stop: CancellationToken) -> Result<(), AgentError> {
        stop.run_until_cancelled(answer_within(self.config.timeout, self.ask(&prompt, &out)))
            .await
            .unwrap_or(Err(AgentError::Stopped))
    }
}

fn endpoint(base_url: &str) -> Result<Url, String> {
    let wrong = || "base_url: must be an http:// or https:// URL".to_owned();
    let mut url = Url::parse(base_url).map_err(|_| wrong())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong());
    }
    url.path_segments_mut().map_err(|()| wrong())?.pop_if_empty().extend(["chat", "completions"]);
    Ok(url)
}

#[expect(clippy::disallowed_methods, reason = "the setting names a variable, for the key is not to be in a file")]
fn api_key(variable: &str) -> Result<Secret, String> {
    match std::env::var(variable) {
        Ok(key) if !key.trim().is_empty() => Ok(Secret::from(key.trim().to_owned())),
        _ => Err(format!("api_key_env: the environment variable {variable} is not set")),
    }
}

/// Some servers answer in one piece although they were asked to stream.
fn is_json(response: &Response) -> bool {
    let content_type = response.headers().get(CONTENT_TYPE);
    content_type.is_some_and(|value| value.as_bytes().starts_with(b"application/json"))
}
