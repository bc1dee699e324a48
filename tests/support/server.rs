//! The real server: the built binary on a free port, with data of its own.

use std::{
    fs,
    path::PathBuf,
    process::{ExitStatus, Stdio},
    sync::Arc,
    time::Duration,
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use parking_lot::Mutex;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, BufReader},
    process::{Child, Command},
    time::{Instant, sleep, timeout},
};

use super::PATIENCE;

/// What every server of the suites can do; a test adds what it is about.
const MODELS: &str = r#"
default_model = "echo"
log.filter = "info,parlance=debug"
handshake.connection_event_delay = "0ms"
models.echo = { agent = "echo" }
models.slow = { agent = "echo", delay_ms = 20, chunk_chars = 3 }
models.endless = { agent = "echo", delay_ms = 100, chunk_chars = 1 }
models.broken = { agent = "command", command = ["sh", "-c", "echo trouble >&2; exit 3"] }
"#;

/// A running server. Dropping it kills it and removes its data.
pub struct Server {
    child: Child,
    pub address: String,
    folder: Arc<TempDir>,
    log: Arc<Mutex<String>>,
}

impl Server {
    /// Starts with `settings` beside the usual ones: lines of TOML with dotted keys, each of which
    /// replaces the usual one.
    pub async fn start(settings: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let key = |line: &str| line.split('=').next().map(|key| key.trim().to_owned());
        let replaced: Vec<_> = settings.lines().filter_map(key).collect();
        let usual = MODELS.lines().filter(|line| key(line).is_none_or(|key| !replaced.contains(&key)));
        let config = usual.chain(settings.lines()).collect::<Vec<_>>().join("\n");
        fs::write(folder.path().join("parlance.toml"), config).expect("to write the settings");
        Self::launch(Arc::new(folder), "127.0.0.1:0").await
    }

    async fn launch(folder: Arc<TempDir>, listen: &str) -> Self {
        let database = format!("sqlite://{}", folder.path().join("parlance.db").display());
        // A file that outgrows its limit is then an error to the server, not its end.
        let mut child = Command::new("sh")
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_parlance"), "serve"])
            .args(["--listen", listen, "--database", &database, "--config", "parlance.toml"])
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("to start the server");
        let log = Arc::new(Mutex::new(String::new()));
        collect(child.stderr.take().expect("its log"), log.clone());
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let line = timeout(PATIENCE, lines.next_line()).await.expect("a server that starts in time");
        let line = line.expect("its output").unwrap_or_else(|| panic!("it did not start: {}", log.lock()));
        let address = line.strip_prefix("parlance listening on http://");
        let address = address.unwrap_or_else(|| panic!("not the promised line: {line}")).to_owned();
        Self { child, address, folder, log }
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Where its data lies.
    pub fn database(&self) -> PathBuf {
        self.folder.path().join("parlance.db")
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        self.log.lock().clone()
    }

    /// Its process.
    pub fn pid(&self) -> Pid {
        Pid::from_raw(self.child.id().expect("it runs") as i32)
    }

    /// Asks it to stop.
    pub fn terminate(&self) {
        kill(self.pid(), Signal::SIGTERM).expect("a server to stop");
    }

    /// Waits for its end, which is due within `limit`.
    pub async fn ended(&mut self, limit: Duration) -> ExitStatus {
        timeout(limit, self.child.wait()).await.expect("the server to end in time").expect("its exit status")
    }

    /// Kills it as a power cut would.
    pub async fn kill(&mut self) {
        kill(self.pid(), Signal::SIGKILL).expect("a server to kill");
        self.ended(PATIENCE).await;
    }

    /// Starts again after its end: the same data, the same port.
    pub async fn restarted(self) -> Self {
        Self::launch(self.folder.clone(), &self.address).await
    }

    /// The same with other settings: `change` gets the settings file.
    pub async fn restarted_with(self, change: impl Fn(&str) -> String) -> Self {
        let file = self.folder.path().join("parlance.toml");
        let config = fs::read_to_string(&file).expect("the settings");
        fs::write(&file, change(&config)).expect("to write the settings");
        self.restarted().await
    }

    /// The response to a GET.
    pub async fn get(&self, path: &str) -> reqwest::Response {
        parlance::http::tls::install_crypto_provider();
        reqwest::get(self.url(path)).await.expect("a response")
    }

    /// The value of a metric without labels.
    pub async fn metric(&self, name: &str) -> f64 {
        let text = self.get("/metrics").await.text().await.expect("metrics");
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("no {name} in {text}"))
    }

    /// Waits until a metric has this value.
    pub async fn until_metric(&self, name: &str, value: f64) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let now = self.metric(name).await;
            if now == value {
                return;
            }
            assert!(Instant::now() < deadline, "{name} is {now} and does not become {value}");
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Every promise of a reply was kept.
    pub async fn assert_promises_kept(&self) {
        assert_eq!(self.metric("parlance_broken_promises_total").await, 0.0, "{}", self.log());
    }
}

fn collect(stream: impl AsyncRead + Unpin + Send + 'static, log: Arc<Mutex<String>>) {
    tokio::spawn(async move {
        let mut lines = BufReader::new(stream).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            let mut log = log.lock();
            log.push_str(&line);
            log.push('\n');
        }
    });
}
