//! The WebSocket of a client: what it keeps of its request, and when one that began by polling has
//! it.

use std::{
    collections::HashMap,
    sync::{Arc, Weak},
    time::Duration,
};

use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CONNECTION, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use parking_lot::Mutex;
use socketioxide::{
    TransportType,
    adapter::LocalAdapter,
    socket::{Sid, Socket},
};
use tokio::time::{Instant, sleep};

use crate::{App, http::killable::Cut};

/// Where Socket.IO is served.
const PATH: &str = "/socket.io";

/// How long a client that polls has to ask for a WebSocket before it is taken to want none.
const ASKS_WITHIN: Duration = Duration::from_millis(250);
/// How long the switch to the WebSocket may take.
const SWITCHES_WITHIN: Duration = Duration::from_secs(10);
/// Between two looks: a socket tells nobody when it has switched.
const LOOK: Duration = Duration::from_millis(10);
/// Beyond this many, those that belong to no socket are forgotten.
const MOST: usize = 10_000;

/// The WebSockets of clients that began by polling, by socket.
#[derive(Clone, Default)]
pub struct Upgrades(Arc<Mutex<HashMap<Sid, Upgrade>>>);

#[derive(Default)]
struct Upgrade {
    /// The connection of its WebSocket, once it asked for one.
    cut: Option<Cut>,
    /// Whether there is such a socket.
    known: bool,
}

impl Upgrades {
    /// A socket is let in.
    pub fn arrived(&self, id: Sid) {
        self.0.lock().entry(id).or_default().known = true;
    }

    /// A socket is gone.
    pub fn left(&self, id: Sid) {
        self.0.lock().remove(&id);
    }

    /// The connection of its WebSocket, if it began by polling.
    pub fn cut(&self, id: Sid) -> Option<Cut> {
        self.0.lock().get(&id)?.cut.clone()
    }

    /// Waits until the client has the transport it wants. While it switches, what is sent to it is
    /// held back and then comes in one burst, CONNECT included.
    pub async fn settled(&self, id: Sid, socket: Weak<Socket<LocalAdapter>>) {
        let began = Instant::now();
        let polls = || socket.upgrade().is_some_and(|socket| socket.transport_type() == TransportType::Polling);
        while polls() {
            let within = if self.cut(id).is_some() { SWITCHES_WITHIN } else { ASKS_WITHIN };
            if began.elapsed() > within {
                break;
            }
            sleep(LOOK).await;
        }
    }

    /// A client asks for its WebSocket, often before it is let in.
    fn asked(&self, id: Sid, cut: Cut) {
        let mut upgrades = self.0.lock();
        if upgrades.len() >= MOST {
            upgrades.retain(|_, upgrade| upgrade.known);
        }
        upgrades.entry(id).or_default().cut = Some(cut);
    }
}

fn socket_of(query: Option<&str>) -> Option<Sid> {
    query?.split('&').find_map(|parameter| parameter.strip_prefix("sid="))?.parse().ok()
}

/// Middleware directly around the Socket.IO layer.
///
/// A socket holds its request for as long as it lives, and header values and path are slices of
/// the buffer that the request was read into: 8 KB and more for a few dozen bytes. So the request
/// of a WebSocket is copied, with the headers that the upgrade needs and no others.
///
/// While the server drains, new clients are refused here: stock clients try again after an error
/// of HTTP, but not after one of Socket.IO.
pub async fn websocket(
    State((app, upgrades)): State<(Arc<App>, Upgrades)>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = socket_of(request.uri().query());
    if id.is_none() && app.draining() && request.uri().path().starts_with(PATH) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    if request.headers().contains_key(UPGRADE) {
        if let (Some(id), Some(cut)) = (id, request.extensions().get::<Cut>()) {
            upgrades.asked(id, cut.clone());
        }
        let mut needed = HeaderMap::with_capacity(4);
        for name in [CONNECTION, UPGRADE, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION] {
            let value = request.headers().get(&name).map(HeaderValue::as_bytes);
            if let Some(Ok(copy)) = value.map(HeaderValue::from_bytes) {
                needed.insert(name, copy);
            }
        }
        *request.headers_mut() = needed;
        if let Ok(copy) = request.uri().to_string().parse() {
            *request.uri_mut() = copy;
        }
    }
    next.run(request).await
}
