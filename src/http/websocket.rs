//! The way in for raw WebSockets: which dialect, who, and the upgrade.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    extract::{Path, Query, Request, State},
    http::{
        HeaderMap, HeaderValue, Method, StatusCode, Uri,
        header::{
            CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, UPGRADE,
        },
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use serde::{Deserialize, de::DeserializeOwned};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::{ApiError, caller::bearer};
use crate::{
    auth::trusted_user,
    connection::{Identity, Wanted},
    contract::{Credential, Filters, Id, MAX_RESUME_TOPICS, Position},
    dialect::raw::{Arrival, Dialect, Sockets},
    error::{Code, Error},
    limits::Seat,
};

/// The prefix of a subprotocol that names a dialect.
const NAMES_DIALECT: &str = "parlance.";
/// The prefix of a subprotocol that carries an access token.
const CARRIES_TOKEN: &str = "bearer.";

/// Whether a request asks for a raw WebSocket.
pub fn serves(uri: &Uri) -> bool {
    let path = uri.path();
    path == "/ws" || path == "/api/ws" || path.starts_with("/ws/")
}

/// `/ws/{dialect}`
pub async fn named(State(sockets): State<Sockets>, Path(name): Path<String>, request: Request) -> Response {
    match Dialect::parse(&name) {
        Some(dialect) => upgrade(&sockets, Some(dialect), dialect, request).await,
        None => {
            let names = Dialect::ALL.map(Dialect::name).join(", ");
            ApiError::new(StatusCode::NOT_FOUND, "NOT_FOUND", format!("No such dialect; there are {names}"))
                .into_response()
        }
    }
}

/// `/ws`
pub async fn usual(State(sockets): State<Sockets>, request: Request) -> Response {
    let dialect = sockets.app().config.websocket.ws;
    upgrade(&sockets, None, dialect, request).await
}

/// `/api/ws`
pub async fn usual_of_api(State(sockets): State<Sockets>, request: Request) -> Response {
    let dialect = sockets.app().config.websocket.api_ws;
    upgrade(&sockets, None, dialect, request).await
}

async fn upgrade(sockets: &Sockets, fixed: Option<Dialect>, usual: Dialect, request: Request) -> Response {
    let (mut request, _) = request.into_parts();
    let upgraded = request.extensions.remove::<OnUpgrade>();
    let (Some(accept), Some(upgraded)) = (accept(&request), upgraded) else {
        return no_handshake();
    };
    let (arrival, protocol) = match admit(sockets, fixed, usual, &request).await {
        Ok(admitted) => admitted,
        Err(error) => return ApiError::from(error).into_response(),
    };
    let serving = sockets.clone();
    sockets.spawn(async move {
        match upgraded.await {
            Ok(stream) => serving.serve(TokioIo::new(stream), arrival).await,
            Err(error) => tracing::debug!(%error, "a client went away before its WebSocket began"),
        }
    });
    let mut response = StatusCode::SWITCHING_PROTOCOLS.into_response();
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
    headers.extend(protocol.map(|protocol| (SEC_WEBSOCKET_PROTOCOL, protocol)));
    response
}

/// A client as far as its request says who it is, and the subprotocol that it gets.
async fn admit(
    sockets: &Sockets,
    fixed: Option<Dialect>,
    usual: Dialect,
    request: &Parts,
) -> Result<(Arrival, Option<HeaderValue>), Error> {
    let app = sockets.app();
    if app.draining() {
        return Err(Error::new(Code::Overloaded, "The server is shutting down"));
    }
    let protocols = Protocols::read(&request.headers, fixed).map_err(invalid)?;
    let said = Said::read(&request.uri).map_err(invalid)?;
    let mut arrival = Arrival {
        dialect: protocols.dialect.or(fixed).unwrap_or(usual),
        identity: Ok(Identity::unknown(Wanted::default())),
        place: None,
        resumes: said.wanted.is_some(),
        wanted: said.wanted.unwrap_or_default(),
        device: said.device,
        seat: request.extensions.get::<Arc<Seat>>().cloned(),
    };
    if !app.auth.is_needed() {
        let user = trusted_user(said.user.as_ref()).map_err(invalid)?;
        arrival.place = app.limiter.join(&user.into())?;
        arrival.identity = Ok(Identity::trusted(user));
        return Ok((arrival, protocols.answer));
    }
    let named = protocols.token.as_deref().or(bearer(&request.headers));
    arrival.identity = match named.or(said.token.as_ref().map(Credential::expose)) {
        None => Ok(Identity::unknown(std::mem::take(&mut arrival.wanted))),
        Some(token) => match app.auth.verify(token).await {
            Ok(caller) => {
                arrival.place = app.limiter.join(&caller.user.id.as_str().into())?;
                Ok(Identity::of(caller))
            }
            Err(error) => Err(error),
        },
    };
    Ok((arrival, protocols.answer))
}

fn invalid(words: String) -> Error {
    Error::new(Code::ValidationError, words)
}

/// What the server answers to the key of a handshake; `None` if it is none.
fn accept(request: &Parts) -> Option<HeaderValue> {
    let names = |name, word: &str| {
        let values = request.headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).any(|value| value.trim().eq_ignore_ascii_case(word))
    };
    let asks = request.method == Method::GET && names(UPGRADE, "websocket") && names(CONNECTION, "upgrade");
    let key = request.headers.get(SEC_WEBSOCKET_KEY).filter(|_| asks && names(SEC_WEBSOCKET_VERSION, "13"))?;
    HeaderValue::try_from(derive_accept_key(key.as_bytes())).ok()
}

fn no_handshake() -> Response {
    let message = "This is a WebSocket of version 13: connect with a WebSocket client";
    let mut response = ApiError::new(StatusCode::UPGRADE_REQUIRED, "VALIDATION_ERROR", message).into_response();
    let headers = response.headers_mut();
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
    response
}

/// What a client offers as subprotocols, and the one that it gets.
struct Protocols {
    dialect: Option<Dialect>,
    token: Option<String>,
    answer: Option<HeaderValue>,
}

impl Protocols {
    fn read(headers: &HeaderMap, fixed: Option<Dialect>) -> Result<Self, String> {
        let names = || Dialect::ALL.map(|dialect| format!("{NAMES_DIALECT}{}", dialect.name())).join(", ");
        let mut protocols = Self { dialect: None, token: None, answer: None };
        let mut offered = false;
        let values = headers.get_all(SEC_WEBSOCKET_PROTOCOL).iter().filter_map(|value| value.to_str().ok());
        for protocol in values.flat_map(|value| value.split(',')).map(str::trim).filter(|name| !name.is_empty()) {
            offered = true;
            if let Some(name) = protocol.strip_prefix(NAMES_DIALECT) {
                let Some(dialect) = Dialect::parse(name) else {
                    return Err(format!("There is no such dialect; subprotocols are {}", names()));
                };
                if fixed.is_some_and(|fixed| fixed != dialect) {
                    return Err("The path names another dialect than the subprotocol".to_owned());
                }
                if protocols.dialect.is_none() {
                    protocols.dialect = Some(dialect);
                    protocols.answer = HeaderValue::try_from(protocol).ok();
                }
            } else if let Some(token) = protocol.strip_prefix(CARRIES_TOKEN) {
                protocols.token = Some(token.to_owned());
                // Browsers give up where none of their subprotocols is taken.
                protocols.answer = protocols.answer.or(HeaderValue::try_from(protocol).ok());
            }
        }
        match offered && protocols.answer.is_none() {
            true => Err(format!("None of these subprotocols is known; there are {}", names())),
            false => Ok(protocols),
        }
    }
}

/// What the query says.
struct Said {
    user: Option<Id>,
    token: Option<Credential>,
    device: Option<Arc<str>>,
    /// From where the client wants to go on, if it says so.
    wanted: Option<Wanted>,
}

#[derive(Deserialize)]
struct Parameters {
    #[serde(alias = "userId", alias = "user_id")]
    user: Option<String>,
    token: Option<String>,
    #[serde(rename = "deviceId", alias = "device_id")]
    device_id: Option<String>,
    resume: Option<String>,
    filters: Option<String>,
}

impl Said {
    /// The error never repeats what the client wrote: that may be a token.
    fn read(uri: &Uri) -> Result<Self, String> {
        let query = Query::<Parameters>::try_from_uri(uri).map_err(|_| "The query cannot be read".to_owned())?;
        let Query(Parameters { user, token, device_id, resume, filters }) = query;
        let positions: Option<BTreeMap<String, Position>> = map("resume", resume)?;
        let filters: Option<BTreeMap<String, Filters>> = map("filters", filters)?;
        let device = one::<Id>("deviceId", device_id)?.map(|device| device.as_str().into());
        let resumes = positions.is_some() || filters.is_some();
        let wanted = Wanted { positions: positions.unwrap_or_default(), filters: filters.unwrap_or_default() };
        Ok(Self { user: one("user", user)?, token: one("token", token)?, device, wanted: resumes.then_some(wanted) })
    }
}

fn one<T: TryFrom<String, Error = &'static str>>(name: &str, value: Option<String>) -> Result<Option<T>, String> {
    let value = value.filter(|value| !value.is_empty());
    value.map(|value| T::try_from(value).map_err(|rule| format!("{name} {rule}"))).transpose()
}

fn map<T: DeserializeOwned>(name: &str, json: Option<String>) -> Result<Option<BTreeMap<String, T>>, String> {
    let Some(json) = json else { return Ok(None) };
    let map: BTreeMap<String, T> = serde_json::from_str(if json.is_empty() { "{}" } else { &json })
        .map_err(|_| format!("{name} must be a JSON object, by topic"))?;
    match map.len() > MAX_RESUME_TOPICS {
        true => Err(format!("{name} may name at most {MAX_RESUME_TOPICS} topics")),
        false => Ok(Some(map)),
    }
}
