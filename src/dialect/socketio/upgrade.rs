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
        HeaderMap, HeaderValue, Method, StatusCode, Uri,
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

use super::refusal::Refusal;
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
    /// Why it is not let in, if it is not.
    refusal: Option<Arc<Refusal>>,
    /// Whether there is such a socket.
    known: bool,
}

impl Upgrades {
    /// A socket is let in.
    pub fn arrived(&self, id: Sid) {
        let mut upgrades = self.0.lock();
        let upgrade = upgrades.entry(id).or_default();
        upgrade.known = true;
        // It may have been refused before, and have come again with better credentials.
        upgrade.refusal = None;
    }

    /// A socket is gone.
    pub fn left(&self, id: Sid) {
        self.0.lock().remove(&id);
    }

    /// The connection of its WebSocket, if it began by polling.
    pub fn cut(&self, id: Sid) -> Option<Cut> {
        self.0.lock().get(&id)?.cut.clone()
    }

    /// A client is not let in; `cut` is the connection that it asked by.
    pub fn refuse(&self, id: Sid, cut: Option<&Cut>, polls: bool, refusal: Refusal) {
        let refusal = Arc::new(refusal);
        if !polls {
            return cut.into_iter().for_each(|cut| tell(cut, &refusal));
        }
        let mut upgrades = self.0.lock();
        let upgrade = entry(&mut upgrades, id);
        upgrade.cut.iter().for_each(|cut| tell(cut, &refusal));
        upgrade.refusal = Some(refusal);
    }

    fn refusal(&self, id: Option<Sid>) -> Option<Arc<Refusal>> {
        let id = id?;
        self.0.lock().get(&id)?.refusal.clone()
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
        let upgrade = entry(&mut upgrades, id);
        upgrade.refusal.iter().for_each(|refusal| tell(&cut, refusal));
        upgrade.cut = Some(cut);
    }
}

/// What is known of a client that is not let in yet.
fn entry(upgrades: &mut HashMap<Sid, Upgrade>, id: Sid) -> &mut Upgrade {
    if upgrades.len() >= MOST {
        upgrades.retain(|_, upgrade| upgrade.known);
    }
    upgrades.entry(id).or_default()
}

fn tell(cut: &Cut, refusal: &Arc<Refusal>) {
    let refusal = refusal.clone();
    cut.change_once(Box::new(move |bytes| refusal.within(bytes)));
}

/// Whether a request is one of Socket.IO.
pub fn serves(uri: &Uri) -> bool {
    uri.path().starts_with(PATH)
}

/// The socket that a request belongs to; none when it asks for a new one.
pub fn socket_of(query: Option<&str>) -> Option<Sid> {
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
    if !serves(request.uri()) {
        return next.run(request).await;
    }
    let id = socket_of(request.uri().query());
    if id.is_none() && app.draining() {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let upgrades_now = request.headers().contains_key(UPGRADE);
    if upgrades_now {
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
    let polls = request.method() == Method::GET && !upgrades_now;
    let response = next.run(request).await;
    match upgrades.refusal(id.filter(|_| polls)) {
        Some(refusal) => refusal.told(response).await,
        None => response,
    }
}
