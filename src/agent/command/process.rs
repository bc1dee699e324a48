//! The program of an agent, from its start to its exit.

use std::io::ErrorKind;
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;

use tokio::process::{ChildStderr, ChildStdin, ChildStdout, Command};

use crate::agent::{AgentError, CommandConfig, Prompt};
use crate::process::Group;

/// How a program ended.
pub(super) enum Exit {
    Code(i32),
    Signal(i32),
}

/// Its ends of the leader's pipes.
pub(super) struct Pipes {
    /// Taken and dropped by the one who writes.
    pub(super) stdin: Option<ChildStdin>,
    pub(super) stdout: ChildStdout,
    pub(super) stderr: ChildStderr,
}

impl Pipes {
    /// Reads what still comes, for nobody.
    pub(super) async fn drain(&mut self) {
        let (mut nowhere, mut nowhere_too) = (tokio::io::sink(), tokio::io::sink());
        let read = tokio::try_join!(
            tokio::io::copy(&mut self.stdout, &mut nowhere),
            tokio::io::copy(&mut self.stderr, &mut nowhere_too)
        );
        if let Err(error) = read {
            tracing::debug!(%error, "the rest of a program's output could not be read");
        }
    }
}

/// Starts the program of an agent.
pub(super) fn start(config: &CommandConfig, prompt: &Prompt) -> Result<(Group, Pipes), AgentError> {
    let mut group = Group::start(&mut command(config, prompt)).map_err(|error| {
        tracing::warn!(%error, "the agent's program could not be started");
        AgentError::failed(match error.kind() {
            ErrorKind::NotFound => "The agent's program, or the directory to run it in, is missing",
            ErrorKind::PermissionDenied => "The agent's program may not be run",
            _ => "The agent's program could not be started",
        })
    })?;
    let leader = group.leader();
    let stdin = leader.stdin.take();
    let (Some(stdout), Some(stderr)) = (leader.stdout.take(), leader.stderr.take()) else {
        return Err(AgentError::failed("The agent's program has no pipes"));
    };
    Ok((group, Pipes { stdin, stdout, stderr }))
}

/// Waits for the program to end by itself.
pub(super) async fn exit(group: &mut Group) -> Result<Exit, AgentError> {
    let status = group.exit().await.map_err(|error| {
        tracing::error!(%error, "waiting for the agent's program failed");
        AgentError::failed("The agent's program could not be watched")
    })?;
    Ok(match (status.code(), status.signal()) {
        (Some(code), _) => Exit::Code(code),
        (None, signal) => Exit::Signal(signal.unwrap_or_default()),
    })
}

fn command(config: &CommandConfig, prompt: &Prompt) -> Command {
    let session = prompt.session_id.to_string();
    let arguments = config
        .command
        .iter()
        .skip(1)
        .map(|argument| argument.replace("{model}", &prompt.model).replace("{session}", &session));
    let mut command = Command::new(&config.command[0]);
    command.args(arguments).stdin(Stdio::piped());
    // The server's settings may hold its secrets; they are none of the program's business.
    for (name, _) in std::env::vars_os() {
        if name.as_encoded_bytes().starts_with(b"PARLANCE_") {
            command.env_remove(name);
        }
    }
    command.envs(config.env.iter().map(|(name, value)| (name, value.expose())));
    if let Some(directory) = &config.cwd {
        command.current_dir(directory);
    }
    command
}
