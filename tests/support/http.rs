//! Starts what the HTTP suites test, on a free port, and speaks to it byte by byte.
#![allow(dead_code, reason = "each suite uses its own part")]

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::middleware::{from_fn, from_fn_with_state};
use parlance::Auth;
use parlance::http::listen::{self, Handle, Timeouts};
use parlance::http::origin::{Origins, refuse_foreign_pages};
use parlance::http::tls::TlsConfig;
use parlance::http::{CorsConfig, HttpState, client_bundle, cors, router};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

pub struct Server {
    pub address: SocketAddr,
    pub handle: Handle,
    pub task: JoinHandle<std::io::Result<()>>,
    scheme: &'static str,
}

/// How to start; change what a test is about.
pub struct Options {
    pub state: HttpState,
    pub cors: CorsConfig,
    pub tls: Option<TlsConfig>,
    pub timeouts: Timeouts,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            state: HttpState {
                models: vec!["echo".into(), "haiku".into()],
                default_model: "echo".into(),
                transcriber: None,
                auth: Arc::new(Auth::None),
                files: None,
                ice_servers: Vec::new(),
                admin: None,
                web_root: None,
                sockets: None,
                asyncapi: bytes::Bytes::from_static(br#"{"asyncapi":"3.0.0"}"#),
                metrics: Arc::new(|| "# EOF\n".into()),
                ready: Arc::new(|| Ok(())),
                max_upload_bytes: 1_000_000,
            },
            cors: CorsConfig::default(),
            tls: None,
            timeouts: Timeouts::default(),
        }
    }
}

pub fn with_web_root(root: impl Into<PathBuf>) -> Options {
    let mut options = Options::default();
    options.state.web_root = Some(root.into());
    options
}

/// The one place that knows how a server is put together.
pub async fn start(options: Options) -> Server {
    let listener = listen::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let tls = options.tls.as_ref().map(|tls| tls.load().unwrap());
    let scheme = if tls.is_some() { "https" } else { "http" };
    let app = router(options.state)
        .layer(from_fn(client_bundle::serve_client))
        .layer(from_fn_with_state(Origins::new(&options.cors), refuse_foreign_pages))
        .layer(cors(&options.cors).unwrap());
    let handle = Handle::default();
    let task = tokio::spawn(listen::serve(listener, app, tls, options.timeouts, handle.clone()));
    Server { address, handle, task, scheme }
}

impl Server {
    pub fn url(&self, path: &str) -> String {
        format!("{}://{}{path}", self.scheme, self.address)
    }

    /// A request whose target nobody tidies up on the way.
    pub async fn raw(&self, head: &str) -> RawResponse {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request = format!("{head}\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        RawResponse::parse(&bytes)
    }
}

pub struct RawResponse {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl RawResponse {
    fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").expect("a response");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
    }
}

/// Waits until `condition` holds, and fails when it does not within ten seconds.
pub async fn eventually(what: &str, mut condition: impl FnMut() -> bool) {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
    while !condition() {
        assert!(tokio::time::Instant::now() < deadline, "not within ten seconds: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// An HTTP client that trusts `certificate`, if any, and reports redirects as they are.
pub fn client(certificate: Option<&[u8]>) -> reqwest::Client {
    parlance::http::tls::install_crypto_provider();
    let mut builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
    if let Some(pem) = certificate {
        builder = builder.tls_certs_only([reqwest::Certificate::from_pem(pem).unwrap()]);
    }
    builder.build().unwrap()
}
