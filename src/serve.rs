//! From a listener to a server that drains: what `main` and every test start.

use std::{future::Future, io::IsTerminal, net::TcpListener, sync::Arc};

use axum::Router;
use socketioxide::SocketIo;
use tokio::{
    task::JoinHandle,
    time::{Instant, timeout_at},
};
use tower::ServiceBuilder;
use tower_http::cors::CorsLayer;
use tracing_subscriber::EnvFilter;

use crate::{
    App,
    auth::Auth,
    config::{Config, LogFormat},
    contract::generate,
    dialect::{raw::Sockets, socketio},
    domain::{mission, run, system},
    files,
    grace::{Grace, Step},
    housekeeping,
    http::{self, HttpState, Transcriber, client_bundle, listen, tls},
    hub::Hub,
    limits,
    models::Models,
    store::{Sqlite, Store},
};

/// Why the server could not start: one line for the person who starts it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Failure(pub String);

impl From<String> for Failure {
    fn from(words: String) -> Self {
        Self(words)
    }
}

/// Serves until `shutdown` is done, then drains. `listening` is called once clients can connect.
pub async fn serve(
    listener: TcpListener,
    config: Config,
    listening: impl FnOnce(&str),
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Failure> {
    tls::install_crypto_provider();
    let models = Models::new(&config)?;
    let tls = tls_of(&config).map(|tls| tls.load()).transpose()?;
    let cors = http::cors(&config.cors)?;
    let transcriber = config.transcribe.as_ref().map(Transcriber::new).transpose()?.map(Arc::new);
    if let Some(root) = &config.web_root {
        http::check_web_root(root)?;
    }
    let hub = Arc::new(Hub::default());
    let publish = {
        let hub = hub.clone();
        Box::new(move |committed| hub.publish(committed))
    };
    let store: Arc<dyn Store> = Arc::new(Sqlite::open(&config.database, publish).await?);
    let auth = Auth::new(&config.auth, &store, &hub).await?;
    let app = App::new(config, models, store, hub, Arc::new(auth))?;
    let cut_off = run::recover(&app).await.map_err(|error| format!("database: {error}"))?;
    if cut_off > 0 {
        tracing::warn!(cut_off, "runs that the last stop cut off are marked failed");
    }
    let cut_off = mission::recover(&app).await.map_err(|error| format!("database: {error}"))?;
    if cut_off > 0 {
        tracing::warn!(cut_off, on_crash = ?app.config.mission.on_crash, "specs of missions were cut off by the last stop");
    }
    system::recover(&app).await.map_err(|error| format!("database: {error}"))?;
    files::recover(&app).await.map_err(|error| format!("database: {error}"))?;
    let sockets = Sockets::new(app.clone());
    let (router, io) = router(&app, &sockets, transcriber, cors);
    let forgetting = tokio::spawn(housekeeping::keep_house(app.clone()));
    let sweeping = tokio::spawn(limits::sweep(app.clone()));
    let removing = tokio::spawn(files::sweep(app.clone()));
    let beating = tokio::spawn(system::beat(app.clone()));

    let scheme = if tls.is_some() { "https" } else { "http" };
    let address = listener.local_addr().map_err(|error| format!("listen: {error}"))?;
    let handle = listen::Handle::new();
    let serving = tokio::spawn(listen::serve(listener, router, tls, listen::Timeouts::default(), handle.clone()));
    listening(&format!("{scheme}://{address}"));
    shutdown.await;
    end(&app, &io, &sockets, &handle, serving).await;
    forgetting.abort();
    sweeping.abort();
    removing.abort();
    beating.abort();
    Ok(())
}

/// Drains, closes and returns within `shutdown.grace`.
async fn end(
    app: &App,
    io: &SocketIo,
    sockets: &Sockets,
    handle: &listen::Handle,
    serving: JoinHandle<std::io::Result<()>>,
) {
    tracing::info!("shutting down");
    let grace = Grace::begin(app.config.shutdown.grace);
    app.drain(&grace).await;
    // Closes the transports, so that stock clients reconnect: a Socket.IO disconnect would tell them not to.
    if timeout_at(grace.soon(Step::Close), async { tokio::join!(io.close(), sockets.close()) }).await.is_err() {
        tracing::warn!("some clients could not be told that the server shuts down");
    }
    handle.shut_down(grace.soon(Step::Requests).duration_since(Instant::now()));
    match timeout_at(grace.end_of(Step::Listen), serving).await {
        Ok(Ok(Ok(()))) => {}
        Ok(Ok(Err(error))) => tracing::warn!(%error, "the listener did not end cleanly"),
        Ok(Err(error)) => tracing::error!(%error, "the listener panicked"),
        Err(_) => tracing::warn!("some connections did not end in time"),
    }
    if timeout_at(grace.end_of(Step::Leave), app.store.close()).await.is_err() {
        tracing::warn!("the store did not close in time");
    }
}

/// Everything that is served, Socket.IO included, and the handle of the latter.
fn router(
    app: &Arc<App>,
    sockets: &Sockets,
    transcriber: Option<Arc<Transcriber>>,
    cors: CorsLayer,
) -> (Router, SocketIo) {
    let upgrades = socketio::Upgrades::default();
    let (layer, io) = socketio::layer(app, upgrades.clone());
    let origins = http::origin::Origins::new(&app.config.cors);
    let around = ServiceBuilder::new()
        .layer(cors)
        .layer(axum::middleware::from_fn_with_state(origins, http::origin::refuse_foreign_pages))
        .layer(axum::middleware::from_fn(client_bundle::serve_client))
        .layer(axum::middleware::from_fn_with_state(app.clone(), limits::arrive))
        .layer(axum::middleware::from_fn(http::body_in_time))
        .layer(axum::middleware::from_fn_with_state((app.clone(), upgrades), socketio::websocket))
        .layer(layer);
    (http::router(http_state(app, sockets, transcriber)).layer(around), io)
}

fn tls_of(config: &Config) -> Option<tls::TlsConfig> {
    match (&config.tls.cert, &config.tls.key, config.tls.self_signed) {
        (Some(cert), Some(key), _) => Some(tls::TlsConfig::Files { cert: cert.clone(), key: key.clone() }),
        (_, _, true) => Some(tls::TlsConfig::SelfSigned),
        _ => None,
    }
}

fn http_state(app: &Arc<App>, sockets: &Sockets, transcriber: Option<Arc<Transcriber>>) -> HttpState {
    let (metrics, ready) = (app.metrics.clone(), app.clone());
    HttpState {
        models: app.models.names().map(str::to_owned).collect(),
        default_model: app.config.default_model.clone(),
        transcriber,
        auth: app.auth.clone(),
        files: Some(app.clone()),
        ice_servers: app.config.call.ice_servers.clone(),
        admin: app.config.admin.token.is_some().then(|| app.clone()),
        sockets: Some(sockets.clone()),
        web_root: app.config.web_root.clone(),
        asyncapi: generate::asyncapi().to_string().into(),
        metrics: Arc::new(move || metrics.text()),
        ready: Arc::new(move || match ready.draining() {
            true => Err("the server is shutting down".to_owned()),
            false => ready.store.ready(),
        }),
        max_upload_bytes: app.config.limits.max_upload_bytes,
    }
}

/// Sends logs to stderr, as text or JSON. The error names the key.
pub fn logs(config: &Config) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&config.log.filter).map_err(|error| format!("log.filter: {error}"))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let set = match config.log.format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    set.map_err(|error| Failure(format!("log: {error}")))
}

/// SIGTERM, or SIGINT as Ctrl-C sends it. They are listened for from the call on, not only when the
/// result is awaited: the first may come as soon as the server says that it listens.
pub fn asked_to_stop() -> impl Future<Output = ()> + Send + 'static {
    use tokio::signal::unix::{SignalKind, signal};
    let signals = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    async move {
        match signals {
            (Ok(mut terminate), Ok(mut interrupt)) => {
                tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
            }
            (Err(error), _) | (_, Err(error)) => {
                tracing::error!(%error, "signals cannot be heard; the server stops only by being killed");
                std::future::pending().await
            }
        }
    }
}
