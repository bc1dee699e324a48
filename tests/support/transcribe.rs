//! Engines for the suites of `/api/transcribe`.
#![allow(dead_code, reason = "each suite uses its own part")]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use parlance::http::{TranscribeConfig, Transcriber};
use reqwest::multipart::{Form, Part};
use serde_json::Value;

use crate::support::{Options, Server, client, start};

/// A configured program. By default nothing is converted.
pub struct Engine {
    command: Vec<String>,
    convert: bool,
    timeout: Duration,
    max_concurrent: usize,
}

impl Engine {
    pub fn command(command: &[&str]) -> Self {
        Self {
            command: command.iter().map(ToString::to_string).collect(),
            convert: false,
            timeout: Duration::from_secs(30),
            max_concurrent: 2,
        }
    }

    /// A shell script whose `$1` is the recording.
    pub fn script(script: &str) -> Self {
        Self::command(&["sh", "-c", script, "engine", "{input}"])
    }

    pub fn argument(mut self, argument: impl AsRef<Path>) -> Self {
        self.command.push(argument.as_ref().to_str().unwrap().to_owned());
        self
    }

    pub fn converted(mut self) -> Self {
        self.convert = true;
        self
    }

    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    pub fn at_once(mut self, max_concurrent: usize) -> Self {
        self.max_concurrent = max_concurrent;
        self
    }

    pub fn options(self) -> Options {
        options(&TranscribeConfig::Command {
            command: self.command,
            convert: self.convert,
            timeout: self.timeout,
            max_concurrent: self.max_concurrent,
        })
    }
}

pub fn options(config: &TranscribeConfig) -> Options {
    let mut options = Options::default();
    options.state.transcriber = Some(Arc::new(Transcriber::new(config).unwrap()));
    options
}

pub async fn serve(engine: Engine) -> Server {
    start(engine.options()).await
}

/// A form with a recording of so many bytes.
pub fn audio(bytes: usize) -> Form {
    Form::new().part("audio", Part::bytes(vec![7; bytes]).file_name("recording.webm"))
}

pub async fn post(server: &Server, form: Form) -> (u16, Value) {
    let request = client(None).post(server.url("/api/transcribe")).multipart(form);
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}
