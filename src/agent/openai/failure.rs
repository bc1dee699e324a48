//! A server's troubles in words for people, which never hold the key or the URL.

use reqwest::header::RETRY_AFTER;
use reqwest::{Response, StatusCode};
use serde_json::Value;

use super::CONNECT_TIMEOUT;
use crate::agent::lines::brief;
use crate::agent::{AgentError, Secret};

/// How much of an error's body is read.
const ERROR_BYTES: usize = 16 * 1024;

pub(super) fn no_response(error: &reqwest::Error) -> AgentError {
    tracing::warn!(error = %without_url(error), "the model server cannot be reached");
    AgentError::failed(if error.is_connect() && error.is_timeout() {
        format!("The model server cannot be reached: no connection within {} s", CONNECT_TIMEOUT.as_secs())
    } else if error.is_connect() {
        "The model server cannot be reached".to_owned()
    } else if error.is_builder() {
        "The request to the model server cannot be made: check the key".to_owned()
    } else {
        "The model server closed the connection without an answer".to_owned()
    })
}

pub(super) fn cut_off(error: &reqwest::Error) -> AgentError {
    tracing::warn!(error = %without_url(error), "the model server's answer was cut off");
    AgentError::failed("The connection to the model server broke in the middle of the answer")
}

/// The words for a status that is no success.
pub(super) async fn refused(response: Response, model: &str, api_key: Option<&Secret>) -> AgentError {
    let status = response.status();
    let retry_after = retry_after(&response);
    let body = beginning(response, ERROR_BYTES).await.unwrap_or_default();
    let why = serde_json::from_slice::<Value>(&body)
        .ok()
        .and_then(|body| words_of(body.get("error").unwrap_or(&body), api_key));
    tracing::warn!(%status, why, "the model server refused a request");
    let what = match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            // Some servers quote the key here.
            return AgentError::failed("The model server refused the API key");
        }
        StatusCode::NOT_FOUND => format!("The model server does not know the model {model}"),
        StatusCode::TOO_MANY_REQUESTS => match retry_after {
            Some(seconds) => format!("The model server is rate limited: try again in {seconds} s"),
            None => "The model server is rate limited: try again later".to_owned(),
        },
        status if status.is_server_error() => format!("The model server is in trouble ({status})"),
        status if status.is_redirection() => "The model server moved: check base_url".to_owned(),
        status => format!("The model server refused the request ({status})"),
    };
    AgentError::failed(match why {
        Some(why) => format!("{what}: {why}"),
        None => what,
    })
}

/// The words for an error that comes in place of an answer.
pub(super) fn told(error: &Value, api_key: Option<&Secret>) -> AgentError {
    AgentError::failed(match words_of(error, api_key) {
        Some(why) => format!("The model server failed: {why}"),
        None => "The model server failed".to_owned(),
    })
}

/// Up to `max` bytes of a body; the rest is not read.
pub(super) async fn beginning(mut response: Response, max: usize) -> Result<Vec<u8>, AgentError> {
    let mut body = Vec::new();
    while body.len() < max {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) => return Err(cut_off(&error)),
        }
    }
    body.truncate(max);
    Ok(body)
}

/// Seconds; the form with a date is as good as none.
fn retry_after(response: &Response) -> Option<u64> {
    response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
}

/// An error is a text, or an object with a `message`.
fn words_of(error: &Value, api_key: Option<&Secret>) -> Option<String> {
    let words = error.as_str().or_else(|| error.get("message")?.as_str())?;
    let words = match api_key {
        Some(key) => words.replace(key.expose(), "[redacted]"),
        None => words.to_owned(),
    };
    Some(brief(&words)).filter(|words| !words.is_empty())
}

/// The causes of an error, without the URL, which may hold credentials.
fn without_url(error: &reqwest::Error) -> String {
    let mut cause = std::error::Error::source(error);
    let mut words = String::from(if error.is_timeout() { "timeout" } else { "failure" });
    while let Some(error) = cause {
        words.push_str(": ");
        words.push_str(&error.to_string());
        cause = error.source();
    }
    words
}
