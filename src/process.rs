//! The process group of a program: everything that it starts ends with it.

use std::{
    io,
    process::{ExitStatus, Stdio},
    time::Duration,
};

use nix::{
    errno::Errno,
    sys::{
        signal::{Signal, killpg},
        wait::{WaitPidFlag, WaitStatus, waitpid},
    },
    unistd::Pid,
};
use tokio::{
    process::{Child, Command},
    time::{sleep, timeout},
};

/// A running program, leader of a process group of its own. Dropping it kills the whole group.
pub struct Group {
    leader: Child,
    id: Pid,
    ended: bool,
}

impl Group {
    /// Starts a program; its output can be taken from [`Group::leader`].
    pub fn start(command: &mut Command) -> io::Result<Self> {
        let piped = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let leader = piped.process_group(0).kill_on_drop(true).spawn()?;
        let id = leader.id().and_then(|id| i32::try_from(id).ok());
        let id = id.ok_or_else(|| io::Error::other("a process without an id"))?;
        Ok(Self { leader, id: Pid::from_raw(id), ended: false })
    }

    /// The program itself.
    pub fn leader(&mut self) -> &mut Child {
        &mut self.leader
    }

    /// Waits for the program to end by itself.
    pub async fn exit(&mut self) -> io::Result<ExitStatus> {
        self.leader.wait().await
    }

    /// Ends the whole group: TERM, after `grace` KILL, and returns when nothing of it runs any more.
    pub async fn end(&mut self, grace: Duration) {
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
            tracing::error!(group = %self.id, "a process outlives KILL; waiting for it");
            self.gone().await;
            self.ended = true;
        }
    }

    /// Whether there was a process to get the signal.
    fn send(&self, signal: Signal) -> bool {
        match killpg(self.id, signal) {
            Ok(()) => true,
            Err(Errno::ESRCH) => false,
            Err(error) => {
                tracing::error!(%error, %signal, group = %self.id, "a process group got no signal");
                true
            }
        }
    }

    async fn gone(&mut self) {
        if let Err(error) = self.leader.wait().await {
            tracing::error!(%error, group = %self.id, "waiting for a process failed");
        }
        let mut pause = Duration::from_millis(2);
        while lives(self.id).await {
            sleep(pause).await;
            pause = (pause * 2).min(Duration::from_millis(100));
        }
    }
}

impl Drop for Group {
    /// Whoever waits for the program may be dropped too, at the end of the runtime for example.
    fn drop(&mut self) {
        if !self.ended {
            self.send(Signal::SIGKILL);
        }
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
