//! Which pages of other origins may talk to this server.

use std::time::Duration;

use axum::http::{HeaderValue, Method, Uri, header};
use serde::{Deserialize, Serialize};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

/// The table `[cors]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CorsConfig {
    /// `["https://app.example"]`, or `["*"]` for any. Empty, the default, as in Node's server:
    /// only pages of this server's own origin. It holds for WebSockets too (see [`super::origin`]).
    pub origins: Vec<String>,
    /// Whether those pages may send cookies along. Not together with `"*"`.
    pub credentials: bool,
}

/// How long a browser may remember the answer to a preflight.
const REMEMBERED: Duration = Duration::from_secs(600);

/// The layer for [`CorsConfig`]; it goes around Socket.IO too. The error names the key.
pub fn cors(config: &CorsConfig) -> Result<CorsLayer, String> {
    if config.origins.is_empty() {
        return Ok(CorsLayer::new());
    }
    let any = config.origins.iter().any(|origin| origin == "*");
    if any && config.credentials {
        return Err("cors.credentials: browsers refuse it with cors.origins \"*\", list the origins".into());
    }
    let origins = match any {
        true => AllowOrigin::any(),
        false => {
            AllowOrigin::list(config.origins.iter().map(|origin| parse_origin(origin)).collect::<Result<Vec<_>, _>>()?)
        }
    };
    Ok(CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::HEAD, Method::POST])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([header::ETAG, header::RETRY_AFTER])
        .allow_credentials(config.credentials)
        .max_age(REMEMBERED))
}

/// An origin as a browser writes it: scheme, host, port if not the usual one, nothing more.
fn parse_origin(origin: &str) -> Result<HeaderValue, String> {
    let bad = || format!("cors.origins: \"{origin}\" is no origin, write it like https://app.example:8443");
    let (scheme, host) = origin.split_once("://").ok_or_else(bad)?;
    let plain = !host.is_empty() && !host.contains(['/', '?', '#', '@', '*']);
    let uri: Uri = origin.parse().map_err(|_| bad())?;
    match plain && !scheme.is_empty() && uri.authority().is_some() {
        true => HeaderValue::from_str(&origin.to_ascii_lowercase()).map_err(|_| bad()),
        false => Err(bad()),
    }
}
