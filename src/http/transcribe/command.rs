//! Transcription by a program on this machine.

use std::path::Path;
use std::time::Duration;

use super::convert;
use super::failure::Failure;
use super::process::{self, Ending};
use super::transcriber::Gone;
use super::upload::Recording;

#[derive(Debug)]
pub(super) struct CommandEngine {
    program: String,
    arguments: Vec<String>,
    convert: bool,
    timeout: Duration,
}

/// Text of several hours of speech.
const MAX_TEXT_BYTES: usize = 1024 * 1024;

const INPUT: &str = "{input}";

impl CommandEngine {
    pub fn new(command: &[String], convert: bool, timeout: Duration) -> Result<Self, String> {
        let [program, arguments @ ..] = command else {
            return Err("transcribe.command: must name a program".into());
        };
        if !arguments.iter().any(|argument| argument.contains(INPUT)) {
            return Err(format!("transcribe.command: no argument holds {INPUT}"));
        }
        Ok(Self { program: program.clone(), arguments: arguments.to_vec(), convert, timeout })
    }

    pub async fn transcribe(&self, recording: &Recording, gone: Gone) -> Result<String, Failure> {
        let mut ending = Ending::new(self.timeout, gone);
        if !self.convert {
            return self.run(&recording.path, &mut ending).await;
        }
        let wav = recording.beside("converted.wav");
        convert::to_wav(&recording.path, &wav, &mut ending).await?;
        self.run(&wav, &mut ending).await
    }

    async fn run(&self, input: &Path, ending: &mut Ending) -> Result<String, Failure> {
        let input = input.to_string_lossy();
        let arguments = self.arguments.iter().map(|argument| argument.replace(INPUT, &input));
        let output = process::run(&self.program, arguments, MAX_TEXT_BYTES, ending).await?;
        match output.status.success() {
            true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            false => Err(Failure::Engine(format!("{} ended with {}", self.program, output.status))),
        }
    }
}
