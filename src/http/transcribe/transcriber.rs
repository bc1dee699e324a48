//! Runs the configured engine, a few at a time.

use std::sync::Arc;

use tokio::sync::{Semaphore, oneshot};

use super::super::ApiError;
use super::command::CommandEngine;
use super::config::TranscribeConfig;
use super::failure::Failure;
use super::openai::OpenAiEngine;
use super::{busy, upload::Recording};

/// The engine of [`TranscribeConfig`], ready for use by many requests.
#[derive(Debug)]
pub struct Transcriber {
    engine: Arc<Engine>,
    places: Arc<Semaphore>,
}

#[derive(Debug)]
enum Engine {
    Command(CommandEngine),
    OpenAi(OpenAiEngine),
}

impl Transcriber {
    /// Checks the configuration as far as that goes without a recording. The error names the key.
    pub fn new(config: &TranscribeConfig) -> Result<Self, String> {
        let (engine, places) = match config {
            TranscribeConfig::Command { command, convert, timeout, max_concurrent } => {
                let engine = CommandEngine::new(command, *convert, *timeout)?;
                (Engine::Command(engine), *max_concurrent)
            }
            TranscribeConfig::OpenAi { base_url, model, api_key_env, timeout, max_concurrent } => {
                let key = api_key_env.as_deref();
                let engine = OpenAiEngine::new(base_url.expose(), model, key, *timeout)?;
                (Engine::OpenAi(engine), *max_concurrent)
            }
        };
        if places == 0 {
            return Err("transcribe.max_concurrent: must be at least 1".into());
        }
        Ok(Self { engine: Arc::new(engine), places: Arc::new(Semaphore::new(places)) })
    }

    /// The text of the recording, without surrounding white space. 503 when all places are taken.
    ///
    /// Dropping the future ends the engine: its process group is ended and awaited, and only
    /// then the recording's files go. That takes a task that outlives this future.
    pub(super) async fn transcribe(&self, recording: Recording) -> Result<String, ApiError> {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            return Err(busy());
        };
        let engine = Arc::clone(&self.engine);
        let (_here, gone) = oneshot::channel();
        let task = tokio::spawn(async move {
            let result = engine.transcribe(&recording, gone).await;
            drop((recording, place));
            result
        });
        match task.await {
            Ok(result) => Ok(result?.trim().to_owned()),
            Err(panic) => Err(Failure::Engine(panic.to_string()).into()),
        }
    }
}

/// Resolves, as an error, when nobody waits for the text any more.
pub(super) type Gone = oneshot::Receiver<()>;

impl Engine {
    async fn transcribe(&self, recording: &Recording, gone: Gone) -> Result<String, Failure> {
        match self {
            Self::Command(engine) => engine.transcribe(recording, gone).await,
            Self::OpenAi(engine) => engine.transcribe(recording, gone).await,
        }
    }
}
