//! From a listener to a server that drains: what `main` and every test start.

use std::{future::Future, io::IsTerminal, net::TcpListener, sync::Arc, time::Duration};

use tower::ServiceBuilder;
use tracing_subscriber::{EnvFilter, fmt::format::FmtSpan};

use crate::{
    App,
    config::{Config, LogFormat},
    contract::{Time, generate},
    dialect::socketio,
    domain::run,
    http::{self, HttpState, Transcriber, client_bundle, listen, tls},
    hub::Hub,
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

/// How long idempotency keys are kept (contract section 4).
const KEEP_REQUESTS: Duration = Duration::from_secs(24 * 3600);
/// What telling the clients of a shutdown may take.
const CLOSING: Duration = Duration::from_millis(500);
/// How often they are looked through.
const FORGET_EVERY: Duration = Duration::from_secs(3600);

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
    let app = App::new(config, models, store, hub)?;
    let cut_off = run::recover(&app).await.map_err(|error| format!("database: {error}"))?;
    if cut_off > 0 {
        tracing::warn!(cut_off, "runs that the last stop cut off are marked failed");
    }
    let upgrades = socketio::Upgrades::default();
    let (layer, io) = socketio::layer(&app, upgrades.clone());
    let origins = http::origin::Origins::new(&app.config.cors);
    let around = ServiceBuilder::new()
        .layer(cors)
        .layer(axum::middleware::from_fn_with_state(origins, http::origin::refuse_foreign_pages))
        .layer(axum::middleware::from_fn(client_bundle::serve_client))
        .layer(axum::middleware::from_fn_with_state((app.clone(), upgrades), socketio::websocket))
        .layer(layer);
    let router = http::router(http_state(&app, transcriber)).layer(around);
    let forgetting = tokio::spawn(forget(app.clone()));

    let scheme = if tls.is_some() { "https" } else { "http" };
    let address = listener.local_addr().map_err(|error| format!("listen: {error}"))?;
    let handle = listen::Handle::new();
    let serving = tokio::spawn(listen::serve(listener, router, tls, listen::Timeouts::default(), handle.clone()));
    listening(&format!("{scheme}://{address}"));
    shutdown.await;
    tracing::info!("shutting down");
    app.drain().await;
    // Closes the transports, so that stock clients reconnect: a Socket.IO disconnect would tell them not to.
    if tokio::time::timeout(CLOSING, io.close()).await.is_err() {
        tracing::warn!("some clients could not be told that the server shuts down");
    }
    handle.shut_down(Duration::from_millis(500));
    match serving.await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "the listener did not end cleanly"),
        Err(error) => tracing::error!(%error, "the listener panicked"),
    }
    forgetting.abort();
    app.store.close().await;
    Ok(())
}

fn tls_of(config: &Config) -> Option<tls::TlsConfig> {
    match (&config.tls.cert, &config.tls.key, config.tls.self_signed) {
        (Some(cert), Some(key), _) => Some(tls::TlsConfig::Files { cert: cert.clone(), key: key.clone() }),
        (_, _, true) => Some(tls::TlsConfig::SelfSigned),
        _ => None,
    }
}

fn http_state(app: &Arc<App>, transcriber: Option<Arc<Transcriber>>) -> HttpState {
    let (metrics, ready) = (app.metrics.clone(), app.clone());
    HttpState {
        models: app.models.names().map(str::to_owned).collect(),
        default_model: app.config.default_model.clone(),
        transcriber,
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

/// Forgets idempotency keys that are older than a day.
async fn forget(app: Arc<App>) {
    loop {
        let before = Time(Time::now().0 - KEEP_REQUESTS.as_millis() as i64);
        match app.store.forget_requests(before).await {
            Ok(0) => {}
            Ok(forgotten) => tracing::info!(forgotten, "old idempotency keys are forgotten"),
            Err(error) => tracing::warn!(%error, "old idempotency keys could not be forgotten"),
        }
        tokio::time::sleep(FORGET_EVERY).await;
    }
}

/// Sends logs to stderr, as text or JSON. The error names the key.
pub fn logs(config: &Config) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&config.log.filter).map_err(|error| format!("log.filter: {error}"))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_span_events(FmtSpan::NONE)
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
