//! Starts the built binary in a folder of its own, with nothing of this machine's settings.

use std::{fs, path::PathBuf, process::Stdio, time::Duration};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

/// How long anything is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// A command line, and the folder and the environment that it is given in.
pub struct Start {
    folder: TempDir,
    command: Command,
}

impl Start {
    /// `parlance serve`, on a free port and without a database file.
    pub fn new() -> Self {
        let mut start = Self::bare();
        start.command.args(["serve", "--listen", "127.0.0.1:0", "--database", "sqlite::memory:"]);
        start
    }

    /// `parlance`
    pub fn bare() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_parlance"));
        command.current_dir(folder.path()).env_clear().kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Self { folder, command }
    }

    /// A file in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn file(self, name: &str, text: &str) -> Self {
        fs::write(self.path(name), text).unwrap();
        self
    }

    /// The settings file that is read without being named.
    pub fn settings(self, toml: &str) -> Self {
        self.file("parlance.toml", toml)
    }

    pub fn flags(mut self, flags: &[&str]) -> Self {
        self.command.args(flags);
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// What it says when it does not start: exit code 2, nothing on stdout.
    pub async fn refused(mut self) -> String {
        let output = timeout(PATIENCE, self.command.output()).await.expect("a server that does not start").unwrap();
        let words = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{words}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{words}");
        words
    }

    /// The same, when it is one line.
    pub async fn refused_in_one_line(self) -> String {
        let words = self.refused().await;
        let line = words.strip_prefix("parlance: ").unwrap_or_else(|| panic!("{words}"));
        let line = line.strip_suffix('\n').unwrap_or_else(|| panic!("{words}"));
        assert!(!line.contains('\n'), "more than one line: {words}");
        line.to_owned()
    }

    /// Starts and waits for the line that says so.
    pub async fn served(mut self) -> Served {
        let mut child = self.command.spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = timeout(PATIENCE, output.next_line()).await.expect("a server that starts").unwrap();
        let Some(line) = line else {
            let output = child.wait_with_output().await.unwrap();
            panic!("it did not start: {}", String::from_utf8_lossy(&output.stderr));
        };
        let url = line.strip_prefix("parlance listening on ").unwrap_or_else(|| panic!("{line}")).to_owned();
        Served { child, output, url, folder: self.folder }
    }
}

/// A running server.
pub struct Served {
    child: Child,
    output: Lines<BufReader<ChildStdout>>,
    pub url: String,
    pub folder: TempDir,
}

impl Served {
    /// Stops it; what it wrote to stdout after its one line, and to stderr.
    pub async fn stopped(mut self) -> (String, String) {
        let pid = Pid::from_raw(self.child.id().expect("it runs") as i32);
        kill(pid, Signal::SIGTERM).unwrap();
        let status = timeout(PATIENCE, self.child.wait()).await.expect("it ends").unwrap();
        assert_eq!(status.code(), Some(0));
        let mut rest = String::new();
        self.output.get_mut().read_to_string(&mut rest).await.unwrap();
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).await.unwrap();
        (rest, log)
    }

    /// The models that it offers, as JSON.
    pub async fn models(&self) -> serde_json::Value {
        parlance::http::tls::install_crypto_provider();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        http.get(format!("{}/api/models", self.url)).send().await.unwrap().json().await.unwrap()
    }
}
