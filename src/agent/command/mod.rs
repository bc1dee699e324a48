//! A program of the user's choice behind a session: one process group per run.

mod process;
mod progress;
pub mod stream_json;
mod transcript;

use std::pin::pin;

use async_trait::async_trait;
use futures_util::future::{Either, select};
use futures_util::{Stream, StreamExt};
use tokio::io::AsyncWriteExt;
use tokio::process::{ChildStderr, ChildStdin, ChildStdout};
use tokio_util::codec::FramedRead;
use tokio_util::sync::CancellationToken;

use super::lines::{Lines, ReadError, Text, brief};
use super::{Agent, AgentError, AgentLimits, CommandConfig, Format, LogLevel, Output, Prompt, Role, answer_within};
use crate::process::Group;
use process::{Exit, Pipes};
use transcript::Transcript;

pub(super) struct CommandAgent {
    config: CommandConfig,
    limits: AgentLimits,
}

impl CommandAgent {
    pub(super) fn new(config: CommandConfig, limits: AgentLimits) -> Result<Self, String> {
        match config.command.first() {
            Some(program) if !program.is_empty() => Ok(Self { config, limits }),
            _ => Err("command: name the program to run".to_owned()),
        }
    }

    /// Talks to the program until it has ended by itself and all it said is read.
    async fn converse(
        &self,
        group: &mut Group,
        pipes: &mut Pipes,
        input: String,
        out: &Output,
    ) -> Result<(), AgentError> {
        let gone = CancellationToken::new();
        let leave = async {
            let exit = process::exit(group).await?;
            // What the program left behind would hold the pipes open, and work on unseen.
            group.end(self.limits.kill_grace).await;
            gone.cancel();
            Ok(exit)
        };
        let ((), answered, last_line, exit) = tokio::try_join!(
            self.write(pipes.stdin.take(), input, &gone),
            self.read_answer(&mut pipes.stdout, out, &gone),
            self.read_log(&mut pipes.stderr, out, &gone),
            leave
        )?;
        answered.and_then(|()| succeeded(exit, last_line.as_deref()))
    }

    /// Writes the input and closes it. A program need not read its input: that it does not is no failure.
    async fn write(
        &self,
        stdin: Option<ChildStdin>,
        input: String,
        gone: &CancellationToken,
    ) -> Result<(), AgentError> {
        let Some(mut stdin) = stdin else { return Ok(()) };
        let written = gone.run_until_cancelled(stdin.write_all(input.as_bytes())).await;
        if let Some(Err(error)) = written {
            tracing::debug!(%error, "the program did not read all of its input");
        }
        Ok(())
    }

    /// The outer result is whether reading went well, the inner one what the program says of its answer.
    async fn read_answer(
        &self,
        stdout: &mut ChildStdout,
        out: &Output,
        gone: &CancellationToken,
    ) -> Result<Result<(), AgentError>, AgentError> {
        match self.config.format {
            Format::Text => {
                let mut chunks = FramedRead::new(stdout, Text);
                while let Some(chunk) = self.next(&mut chunks, gone).await? {
                    out.text(chunk).await?;
                }
                Ok(Ok(()))
            }
            Format::StreamJson => {
                let mut transcript = Transcript::default();
                let longest = self.limits.output_bytes;
                let mut lines = FramedRead::new(stdout, Lines::new(longest, longest));
                while let Some(line) = self.next(&mut lines, gone).await? {
                    for said in stream_json::parse_line(&line) {
                        transcript.hear(said, out).await?;
                    }
                }
                Ok(transcript.end())
            }
        }
    }

    /// Hands on stderr, and keeps its last line that says something.
    async fn read_log(
        &self,
        stderr: &mut ChildStderr,
        out: &Output,
        gone: &CancellationToken,
    ) -> Result<Option<String>, AgentError> {
        // One byte more than is shown, so that the output sees that it has to cut.
        let mut lines =
            FramedRead::new(stderr, Lines::new(self.limits.line_bytes.saturating_add(1), out.longest_line()));
        let mut last = None;
        while let Some(line) = self.next(&mut lines, gone).await? {
            if !line.trim().is_empty() {
                last = Some(brief(&line));
            }
            out.log(LogLevel::Warn, line).await?;
        }
        Ok(last)
    }

    /// The next of what a pipe holds. A process that has left the group can hold a pipe open for ever:
    /// once the group is `gone`, a pipe that stays silent for the grace time counts as closed.
    async fn next<S>(&self, items: &mut S, gone: &CancellationToken) -> Result<Option<String>, AgentError>
    where
        S: Stream<Item = Result<String, ReadError>> + Unpin,
    {
        let silent = async {
            gone.cancelled().await;
            tokio::time::sleep(self.limits.kill_grace).await;
        };
        let item = tokio::select! {
            biased;
            item = items.next() => item,
            () = silent => None,
        };
        item.transpose().map_err(|error| match error {
            ReadError::Endless => self.limits.exceeded(),
            ReadError::Broken(error) => {
                tracing::warn!(%error, "reading from the agent's program failed");
                AgentError::failed("The output of the agent's program could not be read")
            }
        })
    }
}

#[async_trait]
impl Agent for CommandAgent {
    async fn run(&self, prompt: Prompt, out: Output, stop: CancellationToken) -> Result<(), AgentError> {
        if stop.is_cancelled() {
            return Err(AgentError::Stopped);
        }
        let (mut group, mut pipes) = process::start(&self.config, &prompt)?;
        let input = input(&prompt, self.config.history);
        let conversation = self.converse(&mut group, &mut pipes, input, &out);
        let outcome = stop
            .run_until_cancelled(answer_within(self.config.timeout, conversation))
            .await
            .unwrap_or(Err(AgentError::Stopped));
        // What a program says while it tidies up is not told, but read: it would die of a closed pipe.
        match select(pin!(group.end(self.limits.kill_grace)), pin!(pipes.drain())).await {
            Either::Left(((), _drain)) => {}
            Either::Right(((), end)) => end.await,
        }
        outcome
    }
}

/// What the program gets to read: the message, after the earlier turns when it is to know them.
fn input(prompt: &Prompt, with_history: bool) -> String {
    if !with_history || prompt.history.is_empty() {
        return prompt.message.clone();
    }
    let mut input = String::new();
    for turn in &prompt.history {
        let speaker = match turn.role {
            Role::User => "User",
            Role::Agent => "Assistant",
        };
        input.push_str(&format!("{speaker}: {}\n\n", turn.text));
    }
    input.push_str(&format!("User: {}", prompt.message));
    input
}

fn succeeded(exit: Exit, last_line: Option<&str>) -> Result<(), AgentError> {
    let how = match exit {
        Exit::Code(0) => return Ok(()),
        Exit::Code(code) => format!("ended with exit code {code}"),
        Exit::Signal(signal) => format!("was ended by signal {signal}"),
    };
    Err(AgentError::failed(match last_line {
        Some(line) => format!("The agent's program {how}: {line}"),
        None => format!("The agent's program {how}"),
    }))
}
