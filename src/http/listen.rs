//! From a TCP listener to requests: HTTP/1.1 with upgrades, plain or over TLS.
//!
//! Straight on hyper's HTTP/1: servers that guess the version read the first bytes of a
//! connection without a time limit.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use super::killable::{Cut, Killable};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

/// Bytes of one connection's read buffer, and so the most that a request's head may have.
const MAX_BUFFER_BYTES: usize = 64 * 1024;

/// How long to wait when the system refuses to give out another connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Limits of a connection before it is a request.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// From accepting, or from the end of the last request, to a complete head: what a client
    /// that sends one byte at a time gets, and how long an unused connection stays open.
    pub head: Duration,
    /// For the TLS handshake.
    pub handshake: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { head: Duration::from_secs(30), handshake: Duration::from_secs(10) }
    }
}

/// Ends the server. Every connection holds a receiver; the value is the time at which those
/// that are left are cut.
#[derive(Debug, Clone)]
pub struct Handle(Arc<watch::Sender<Option<Instant>>>);

impl Default for Handle {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }
}

impl Handle {
    pub fn new() -> Self {
        Self::default()
    }

    /// Accepts no more connections, lets running requests finish, closes idle connections at
    /// once and all others after `grace`. A WebSocket is no longer a request: whoever upgraded
    /// it closes it.
    pub fn shut_down(&self, grace: Duration) {
        self.0.send_replace(Some(Instant::now() + grace));
    }
}

/// Binds `HOST:PORT` (port 0: any free one), ready for [`serve`]. The error names the setting.
pub fn bind(address: &str) -> Result<TcpListener, String> {
    TcpListener::bind(address)
        .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
        .map_err(|error| format!("listen: cannot listen on {address}: {error}"))
}

/// Serves until `handle` says otherwise, and returns when the last connection has ended.
/// Handlers find the peer as `ConnectInfo<SocketAddr>`.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    tls: Option<Arc<ServerConfig>>,
    timeouts: Timeouts,
    handle: Handle,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let tls = tls.map(TlsAcceptor::from);
    let mut ending = handle.0.subscribe();
    loop {
        let accepted = tokio::select! {
            _ = ending.wait_for(Option::is_some) => break,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        let (router, tls, ending) = (router.clone(), tls.clone(), handle.0.subscribe());
        tokio::spawn(async move {
            if let Err(error) = connection(stream, peer, router, tls, timeouts, ending).await {
                tracing::debug!(%peer, error, "connection ended");
            }
        });
    }
    drop((listener, ending));
    handle.0.closed().await;
    Ok(())
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    tls: Option<TlsAcceptor>,
    timeouts: Timeouts,
    mut ending: watch::Receiver<Option<Instant>>,
) -> Result<(), axum::BoxError> {
    stream.set_nodelay(true)?;
    let Some(tls) = tls else {
        return requests(stream, peer, router, timeouts, ending).await;
    };
    let stream = tokio::select! {
        stream = timeout(timeouts.handshake, tls.accept(stream)) => stream??,
        _ = ending.wait_for(Option::is_some) => return Err("the server ends".into()),
    };
    requests(stream, peer, router, timeouts, ending).await
}

/// All requests of one connection, up to its end or its upgrade.
async fn requests(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: SocketAddr,
    router: Router,
    timeouts: Timeouts,
    mut ending: watch::Receiver<Option<Instant>>,
) -> Result<(), axum::BoxError> {
    let cut = Cut::default();
    let stream = Killable::new(stream, cut.clone());
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(cut.clone());
        router.clone().oneshot(request)
    });
    let serving = Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(timeouts.head)
        .max_buf_size(MAX_BUFFER_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::pin!(serving);
    let deadline = tokio::select! {
        ended = &mut serving => return Ok(ended?),
        deadline = ending.wait_for(Option::is_some) => deadline.ok().and_then(|deadline| *deadline),
    };
    serving.as_mut().graceful_shutdown();
    tokio::select! {
        ended = serving => Ok(ended?),
        () = sleep_until(deadline.unwrap_or_else(Instant::now)) => Err("cut at the end of the server".into()),
    }
}
