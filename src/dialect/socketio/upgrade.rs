//! The WebSocket of a client: what it keeps of its request, and when one that began by polling has
//! it.

use std::{
    collections::HashSet,
    sync::{Arc, Weak},
    time::Duration,
};

use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, HeaderValue,
        header::{CONNECTION, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE},
    },
    middleware::Next,
    response::Response,
};
use parking_lot::Mutex;
use socketioxide::{
    TransportType,
    adapter::LocalAdapter,
    socket::{Sid, Socket},
};
use tokio::time::{Instant, sleep};

/// How long a client that polls has to ask for a WebSocket before it is taken to want none.
const ASKS_WITHIN: Duration = Duration::from_millis(250);
/// How long the switch to the WebSocket may take.
const SWITCHES_WITHIN: Duration = Duration::from_secs(10);
/// Between two looks: a socket tells nobody when it has switched.
const LOOK: Duration = Duration::from_millis(10);
/// Switches that are remembered at once.
const MOST: usize = 10_000;

/// The clients that are switching from polling to a WebSocket.
#[derive(Clone, Default)]
pub struct Upgrades(Arc<Mutex<HashSet<String>>>);

impl Upgrades {
    /// Waits until the client has the transport it wants. While it switches, what is sent to it is
    /// held back and then comes in one burst, CONNECT included.
    pub async fn settled(&self, id: Sid, socket: Weak<Socket<LocalAdapter>>) {
        let began = Instant::now();
        let polls = || socket.upgrade().is_some_and(|socket| socket.transport_type() == TransportType::Polling);
        let id = id.to_string();
        while polls() {
            let within = if self.0.lock().contains(&id) { SWITCHES_WITHIN } else { ASKS_WITHIN };
            if began.elapsed() > within {
                break;
            }
            sleep(LOOK).await;
        }
        self.0.lock().remove(&id);
    }

    fn asked(&self, query: Option<&str>) {
        let mut parameters = query.into_iter().flat_map(|query| query.split('&'));
        if let Some(id) = parameters.find_map(|parameter| parameter.strip_prefix("sid=")) {
            let mut ids = self.0.lock();
            if ids.len() >= MOST {
                ids.clear();
            }
            ids.insert(id.to_owned());
        }
    }
}

/// Middleware directly around the Socket.IO layer.
///
/// A socket holds its request for as long as it lives, and header values and path are slices of
/// the buffer that the request was read into: 8 KB and more for a few dozen bytes. So the request
/// of a WebSocket is copied, with the headers that the upgrade needs and no others.
pub async fn websocket(State(upgrades): State<Upgrades>, mut request: Request, next: Next) -> Response {
    if request.headers().contains_key(UPGRADE) {
        upgrades.asked(request.uri().query());
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
