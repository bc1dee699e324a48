//! One child process in a group of its own, with an end in sight.

use std::ffi::OsStr;
use std::io;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};
use tokio::time::Instant;

use super::failure::Failure;
use super::transcriber::Gone;
use crate::process::Group;

/// What a process left behind.
pub(super) struct Output {
    pub status: ExitStatus,
    pub stdout: Vec<u8>,
    /// The beginning of its standard error, for the log.
    pub complaint: String,
}

/// When a run must end although it is not done: at a time, or because nobody waits any more.
pub(super) struct Ending {
    deadline: Instant,
    gone: Gone,
}

impl Ending {
    pub fn new(after: Duration, gone: Gone) -> Self {
        Self { deadline: Instant::now() + after, gone }
    }

    /// Why it must end, when it must.
    pub async fn comes(&mut self) -> Failure {
        tokio::select! {
            () = tokio::time::sleep_until(self.deadline) => Failure::Timeout,
            _ = &mut self.gone => Failure::Engine("the client went away".into()),
        }
    }
}

/// How long a process may tidy up after TERM.
const GRACE: Duration = Duration::from_secs(2);

const MAX_COMPLAINT_BYTES: usize = 4 * 1024;

/// Runs a program to its end. More than `max_stdout` bytes, or `ending`, end its whole group:
/// TERM, then KILL. Either way nothing of the group is left when this returns.
pub(super) async fn run<A: AsRef<OsStr>>(
    program: &str,
    arguments: impl IntoIterator<Item = A>,
    max_stdout: usize,
    ending: &mut Ending,
) -> Result<Output, Failure> {
    let mut group = Group::start(Command::new(program).args(arguments).stdin(Stdio::null()))
        .map_err(|error| Failure::Engine(format!("cannot start {program}: {error}")))?;
    let finished = tokio::select! {
        output = collect(group.leader(), max_stdout) => output,
        failure = ending.comes() => Err(failure),
    };
    group.end(GRACE).await;
    finished
}

async fn collect(child: &mut Child, max_stdout: usize) -> Result<Output, Failure> {
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let (stdout, complaint) = tokio::try_join!(bounded(out, max_stdout), beginning(err))
        .map_err(Failure::io("read the output of a process"))?;
    let status = child.wait().await.map_err(Failure::io("wait for a process"))?;
    let complaint = String::from_utf8_lossy(&complaint).trim().to_owned();
    tracing::debug!(%status, complaint, "process ended");
    Ok(Output { status, stdout, complaint })
}

/// All of the stream; more than `max` bytes are an error.
async fn bounded(stream: Option<impl AsyncRead + Unpin>, max: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(stream) = stream {
        stream.take(max as u64 + 1).read_to_end(&mut bytes).await?;
    }
    match bytes.len() > max {
        true => Err(io::Error::other(format!("more than {max} bytes"))),
        false => Ok(bytes),
    }
}

/// The beginning of the stream; the rest is read too, so that the writer never blocks.
async fn beginning(stream: Option<impl AsyncRead + Unpin>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(mut stream) = stream {
        (&mut stream).take(MAX_COMPLAINT_BYTES as u64).read_to_end(&mut bytes).await?;
        tokio::io::copy(&mut stream, &mut tokio::io::sink()).await?;
    }
    Ok(bytes)
}
