//! Plain HTTP beside the events: contract section 7.
//!
//! [`router`] is the table of contents. Around it go, from the inside out, the layer of Socket.IO with
//! [`socketio::websocket`](crate::dialect::socketio::websocket) around it, [`body_in_time`],
//! [`limits::arrive`](crate::limits::arrive), [`client_bundle::serve_client`],
//! [`origin::refuse_foreign_pages`] and [`cors()`].

mod admin;
mod auth;
mod caller;
pub mod client_bundle;
pub mod cors;
mod error;
mod files;
mod ice;
mod in_time;
pub mod killable;
pub mod listen;
mod multipart;
pub mod origin;
mod resource;
mod site;
mod status;
pub mod tls;
pub mod transcribe;
pub mod websocket;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::HeaderValue;
use axum::http::header::X_CONTENT_TYPE_OPTIONS;
use axum::response::Response;
use axum::routing::{any, get};
use bytes::Bytes;
use tower_http::compression::CompressionLayer;

use crate::{App, auth::Auth, config::IceServer, contract::Rate, dialect::raw::Sockets};
use caller::known;

pub use cors::{CorsConfig, cors};
pub use error::ApiError;
pub use in_time::body_in_time;
pub use site::check_web_root;
pub use transcribe::{TranscribeConfig, Transcriber};

/// What the routes need to know of the rest of the server.
pub struct HttpState {
    /// Names that `session:create` accepts, as `GET /api/models` lists them.
    pub models: Vec<String>,
    pub default_model: String,
    /// `None`: `POST /api/transcribe` answers 503 to good input.
    pub transcriber: Option<Arc<Transcriber>>,
    /// How requests prove who they speak for; without built-in accounts there is no `/api/auth`.
    pub auth: Arc<Auth>,
    /// The server whose files are posted and read; `None`: there is no `/api/files`.
    pub files: Option<Arc<App>>,
    /// What `GET /api/ice-servers` tells.
    pub ice_servers: Vec<IceServer>,
    /// The server whose administrator announces things; `None`: there is no `/api/admin`.
    pub admin: Option<Arc<App>>,
    /// The raw WebSockets; `None`: there are none.
    pub sockets: Option<Sockets>,
    /// A directory served instead of the embedded web client.
    pub web_root: Option<PathBuf>,
    /// The AsyncAPI document, as JSON.
    pub asyncapi: Bytes,
    /// The current metrics as OpenMetrics text.
    pub metrics: Arc<dyn Fn() -> String + Send + Sync>,
    /// `Err` says in words, fit for anyone to read, why the server should get no traffic.
    pub ready: Arc<dyn Fn() -> Result<(), String> + Send + Sync>,
    /// Largest request body of `POST /api/transcribe`.
    pub max_upload_bytes: usize,
}

/// Every HTTP route of the server but those of Socket.IO.
pub fn router(state: HttpState) -> Router {
    Router::new()
        .route("/healthz", get(status::healthz))
        .route("/readyz", get(status::readyz))
        .route("/metrics", get(status::metrics))
        .route("/asyncapi.json", get(status::asyncapi))
        .route("/api/models", get(status::models))
        .route("/api/ice-servers", known(Rate::reads, &state.auth, get(ice::ice_servers)))
        .route("/api/transcribe", known(Rate::changes, &state.auth, transcribe::route()))
        .merge(auth::routes(&state))
        .merge(admin::routes(&state))
        .merge(websocket_routes(&state))
        .route("/api", any(error::no_such_route))
        .route("/api/", any(error::no_such_route))
        .route("/api/{*path}", any(error::no_such_route))
        .method_not_allowed_fallback(error::method_not_allowed)
        .fallback(site::serve)
        .layer(CompressionLayer::new())
        // Files go out as they are: compressed they would have no length and no ranges.
        .merge(files::routes(&state).method_not_allowed_fallback(error::method_not_allowed))
        .layer(axum::middleware::map_response(no_sniffing))
        // The upload counts its own bytes, so that it can still answer one that is too large.
        .layer(DefaultBodyLimit::disable())
        .with_state(Arc::new(state))
}

/// Raw WebSockets, where the server has them.
fn websocket_routes(state: &HttpState) -> Router<Arc<HttpState>> {
    let Some(sockets) = &state.sockets else { return Router::new() };
    Router::new()
        .route("/ws", any(websocket::usual))
        .route("/ws/{dialect}", any(websocket::named))
        .route("/api/ws", any(websocket::usual_of_api))
        .with_state(sockets.clone())
}

async fn no_sniffing(mut response: Response) -> Response {
    let nosniff = HeaderValue::from_static("nosniff");
    response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, nosniff);
    response
}
