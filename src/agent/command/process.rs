//! One process group, from its start until nothing of it is left.

use std::io::ErrorKind;
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::signal::{Signal, killpg};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::time::{sleep, timeout};

use crate::agent::{AgentError, CommandConfig, Prompt};

/// How a program ended.
pub(super) enum Exit {
    Code(i32),
    Signal(i32),
}

/// A running program, leader of a process group of its own.
pub(super) struct Process {
    leader: Child,
    group: Pid,
    ended: bool,
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

impl Process {
    pub(super) fn start(config: &CommandConfig, prompt: &Prompt) -> Result<(Self, Pipes), AgentError> {
        let mut leader = command(config, prompt).spawn().map_err(|error| {
            tracing::warn!(%error, "the agent's program could not be started");
            AgentError::failed(match error.kind() {
                ErrorKind::NotFound => "The agent's program, or the directory to run it in, is missing",
                ErrorKind::PermissionDenied => "The agent's program may not be run",
                _ => "The agent's program could not be started",
            })
        })?;
        let group = leader.id().and_then(|id| i32::try_from(id).ok()).map(Pid::from_raw);
        let stdin = leader.stdin.take();
        let (Some(group), Some(stdout), Some(stderr)) = (group, leader.stdout.take(), leader.stderr.take()) else {
            return Err(AgentError::failed("The agent's program has no pipes"));
        };
        Ok((Self { leader, group, ended: false }, Pipes { stdin, stdout, stderr }))
    }

    /// Waits for the leader to end by itself.
    pub(super) async fn exit(&mut self) -> Result<Exit, AgentError> {
        let status = self.leader.wait().await.map_err(|error| {
            tracing::error!(%error, "waiting for the agent's program failed");
            AgentError::failed("The agent's program could not be watched")
        })?;
        Ok(exit_of(status))
    }

    /// Ends the whole group: TERM, after `grace` KILL, and returns when nothing of it runs any more.
    pub(super) async fn end(&mut self, grace: Duration) {
        if self.ended {
            return;
        }
        for signal in [Signal::SIGTERM, Signal::SIGKILL] {
            if !self.send(signal) || timeout(grace, self.gone()).await.is_ok() {
                self.ended = true;
                break;
            }
        }
        if !self.ended {
            // Only the kernel holds a process after KILL, in a read from a dead disk for example.
            tracing::error!(group = %self.group, "a process of an agent outlives KILL; waiting for it");
            self.gone().await;
            self.ended = true;
        }
    }

    /// Whether there was a process to get the signal.
    fn send(&self, signal: Signal) -> bool {
        match killpg(self.group, signal) {
            Ok(()) => true,
            Err(Errno::ESRCH) => false,
            Err(error) => {
                tracing::error!(%error, %signal, group = %self.group, "an agent's processes got no signal");
                true
            }
        }
    }

    async fn gone(&mut self) {
        if let Err(error) = self.leader.wait().await {
            tracing::error!(%error, "waiting for the agent's program failed");
        }
        let mut pause = Duration::from_millis(2);
        while lives(self.group).await {
            sleep(pause).await;
            pause = (pause * 2).min(Duration::from_millis(100));
        }
    }
}

impl Drop for Process {
    /// A run that is dropped in its middle, with the runtime for example, leaves nothing behind either.
    fn drop(&mut self) {
        if !self.ended {
            self.send(Signal::SIGKILL);
        }
    }
}

fn command(config: &CommandConfig, prompt: &Prompt) -> Command {
    let session = prompt.session_id.to_string();
    let arguments = config
        .command
        .iter()
        .skip(1)
        .map(|argument| argument.replace("{model}", &prompt.model).replace("{session}", &session));
    let mut command = Command::new(&config.command[0]);
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true);
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

fn exit_of(status: ExitStatus) -> Exit {
    match (status.code(), status.signal()) {
        (Some(code), _) => Exit::Code(code),
        (None, signal) => Exit::Signal(signal.unwrap_or_default()),
    }
}

/// Whether a process of the group still runs. Call it only after the leader has been waited for.
async fn lives(group: Pid) -> bool {
    adopt(group);
    if killpg(group, None) == Err(Errno::ESRCH) {
        return false;
    }
    // Whoever should have reaped the dead may not do so, npm as the first process of a container for
    // example: the dead keep the group's id, but they are gone.
    match tokio::task::spawn_blocking(move || only_the_dead(group)).await {
        Ok(only_the_dead) => !only_the_dead,
        Err(_the_runtime_ends) => true,
    }
}

/// Orphans of the group become the server's children where it is the first process of a container.
fn adopt(group: Pid) {
    let anyone = Pid::from_raw(-group.as_raw());
    while let Ok(status) = waitpid(anyone, Some(WaitPidFlag::WNOHANG)) {
        if status == WaitStatus::StillAlive {
            break;
        }
    }
}

/// Whether every process of the group is a zombie; `false` where `/proc` does not tell.
fn only_the_dead(group: Pid) -> bool {
    let Ok(processes) = std::fs::read_dir("/proc/") else {
        return false;
    };
    let mut members = processes
        .filter_map(|entry| std::fs::read(entry.ok()?.path().join("stat")).ok())
        .filter_map(|stat| state_in(&String::from_utf8_lossy(&stat), group))
        .peekable();
    members.peek().is_some() && members.all(|state| matches!(state, 'Z' | 'X'))
}

/// The state of the process in a line of `/proc/<id>/stat`, if it is of the group. The name before the
/// state may hold anything, parentheses too.
fn state_in(stat: &str, group: Pid) -> Option<char> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace();
    let state = fields.next()?.chars().next()?;
    let process_group = fields.nth(1)?.parse::<i32>().ok()?;
    (process_group == group.as_raw()).then_some(state)
}
