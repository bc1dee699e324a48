//! Where Socket.IO's own callbacks end: a connection is made, and its events are offered to it.
//!
//! Events are taken synchronously, in the order of the socket: a handler that is a task of its own
//! would let them overtake one another. Everything is registered before CONNECT is answered, so
//! that not even the first event can be missed.

use std::{
    collections::HashMap,
    future::Future,
    pin::Pin,
    sync::{Arc, Weak},
};

use parking_lot::Mutex;
use socketioxide::{
    SendError as SocketSendError, SocketError, TransportType,
    adapter::LocalAdapter,
    extract::{AckSender, Event, SocketRef, TryData},
    handler::{ConnectHandler, FromMessageParts, MessageHandler, Value},
    socket::{Sid, Socket},
};

use super::{
    handshake::Handshake,
    upgrade::Upgrades,
    wire::{Argument, Envelope, encode, frame},
};
use crate::{
    App,
    connection::{Connection, Identity, RETRY, SendError, Transport, offer},
    domain::greet,
    http::killable::Cut,
    hub::Outgoing,
};

type Rejection = Box<dyn std::fmt::Display + Send>;

/// Lets clients in.
#[derive(Clone)]
pub struct Gate {
    app: Arc<App>,
    upgrades: Upgrades,
    /// Let in, but not yet told so.
    arriving: Arc<Mutex<HashMap<Sid, Arrival>>>,
}

struct Arrival {
    connection: Arc<Connection>,
    handshake: Handshake,
}

impl Gate {
    pub fn new(app: Arc<App>, upgrades: Upgrades) -> Self {
        Self { app, upgrades, arriving: Arc::default() }
    }

    fn admit(&self, socket: &Arc<Socket<LocalAdapter>>, auth: Option<&Value>) -> Result<(), String> {
        if self.app.draining() {
            return Err("The server is shutting down".to_owned());
        }
        let auth = auth.map(|auth| json_of(socket, auth.clone())).transpose()?;
        let handshake = Handshake::read(auth.as_deref(), socket.req_parts().uri.query())?;
        let identity = Identity {
            user: self.app.user_of(handshake.user_id.as_ref())?,
            device: match &handshake.device_id {
                Some(device) => device.as_str().into(),
                None => uuid::Uuid::new_v4().to_string().into(),
            },
        };
        if socket.transport_type() == TransportType::Polling {
            self.upgrades.arrived(socket.id);
        }
        let transport = Box::new(Reach {
            socket: Arc::downgrade(socket),
            envelope: handshake.envelope(),
            upgrades: self.upgrades.clone(),
        });
        let connection = Connection::new(identity, transport, &self.app);
        let inbound = Inbound { app: self.app.clone(), connection: connection.clone() };
        socket.on_fallback::<_, ()>(inbound);
        let (app, leaving) = (self.app.clone(), connection.clone());
        let (arriving, upgrades) = (self.arriving.clone(), self.upgrades.clone());
        // In a task: whoever closes a slow reader may be holding the hub.
        socket.on_disconnect(async move |socket: SocketRef| {
            arriving.lock().remove(&socket.id);
            upgrades.left(socket.id);
            app.disconnected(&leaving);
        });
        self.arriving.lock().insert(socket.id, Arrival { connection, handshake });
        Ok(())
    }
}

impl ConnectHandler<LocalAdapter, ()> for Gate {
    fn call(&self, socket: Arc<Socket<LocalAdapter>>, _: Option<Value>) {
        let Some(arrival) = self.arriving.lock().remove(&socket.id) else {
            return;
        };
        self.app.connected(&arrival.connection);
        if arrival.connection.is_closed() {
            // It went away a moment ago, before there was anything to leave.
            return self.app.disconnected(&arrival.connection);
        }
        let positions = arrival.handshake.resume.unwrap_or_default();
        let (app, upgrades) = (self.app.clone(), self.upgrades.clone());
        let (id, socket) = (socket.id, Arc::downgrade(&socket));
        tokio::spawn(async move {
            upgrades.settled(id, socket).await;
            greet(app, arrival.connection, positions).await;
        });
    }

    fn call_middleware<'a>(
        &'a self,
        socket: Arc<Socket<LocalAdapter>>,
        auth: &'a Option<Value>,
    ) -> Pin<Box<dyn Future<Output = Result<(), Rejection>> + Send + 'a>> {
        let admitted = self.admit(&socket, auth.as_ref());
        Box::pin(std::future::ready(admitted.map_err(|words| Box::new(words) as Rejection)))
    }
}

/// Takes the events of one socket.
struct Inbound {
    app: Arc<App>,
    connection: Arc<Connection>,
}

impl MessageHandler<LocalAdapter, ()> for Inbound {
    fn call(&self, socket: Arc<Socket<LocalAdapter>>, value: Value, ack: Option<i64>) {
        match &value {
            Value::Str(json, _) => match frame(json.as_str()) {
                Ok(frame) => offer(&self.app, &self.connection, &frame.name, frame.payload, ack),
                Err(error) => tracing::debug!(%error, "a frame that is no event"),
            },
            Value::Bytes(_) => self.packed(&socket, value, ack),
        }
    }
}

impl Inbound {
    /// An event in MessagePack.
    fn packed(&self, socket: &Arc<Socket<LocalAdapter>>, mut value: Value, ack: Option<i64>) {
        let Ok(Event(name)) = Event::from_message_parts(socket, &mut value, &None) else {
            return tracing::debug!("a packet that is no event");
        };
        let Ok(TryData(data)) = TryData::<serde_json::Value>::from_message_parts(socket, &mut value, &None);
        let json = match data {
            Ok(serde_json::Value::Null) | Err(_) => "{}".to_owned(),
            Ok(data) => data.to_string(),
        };
        offer(&self.app, &self.connection, &name, &json, ack);
    }
}

fn json_of(socket: &Arc<Socket<LocalAdapter>>, value: Value) -> Result<String, String> {
    match &value {
        Value::Str(json, _) => Ok(json.as_str().to_owned()),
        Value::Bytes(_) => {
            use socketioxide::handler::FromConnectParts;
            let Ok(TryData(data)) = TryData::<serde_json::Value>::from_connect_parts(socket, &Some(value));
            data.map(|data| data.to_string()).map_err(|_| "The handshake's auth is not valid".to_owned())
        }
    }
}

/// The way back to the client. Weak: the socket owns the handler that owns the connection.
struct Reach {
    socket: Weak<Socket<LocalAdapter>>,
    envelope: Envelope,
    upgrades: Upgrades,
}

impl Transport for Reach {
    fn send(&self, event: &Outgoing) -> Result<(), SendError> {
        let socket = self.socket.upgrade().ok_or(SendError::Closed)?;
        let sent = match event.ack {
            Some(_) => acknowledge(&socket, event),
            None => socket.emit(event.name, &Argument(encode(event, self.envelope))),
        };
        match sent {
            Ok(()) => Ok(()),
            Err(SocketSendError::Socket(SocketError::InternalChannelFull)) => Err(SendError::Full),
            Err(SocketSendError::Socket(SocketError::Closed)) => Err(SendError::Closed),
            Err(SocketSendError::Serialize(error)) => {
                tracing::error!(%error, event = event.name, "an event could not be encoded");
                Ok(())
            }
        }
    }

    fn close(&self) {
        let Some(socket) = self.socket.upgrade() else { return };
        let first = || socket.req_parts().extensions.get::<Cut>().cloned();
        let cut = self.upgrades.cut(socket.id).or_else(first);
        match (socket.transport_type(), cut) {
            (TransportType::Websocket, Some(cut)) => cut.now(),
            _ => drop(tokio::spawn(disconnect(socket))),
        }
    }
}

/// Disconnects a polling client as soon as its queue takes the packet that says so. One that does
/// not poll is given up by the heartbeat.
async fn disconnect(socket: Arc<Socket<LocalAdapter>>) {
    while let Err(SocketError::InternalChannelFull) = socket.clone().disconnect() {
        tokio::time::sleep(RETRY).await;
    }
}

/// Calls an acknowledgement callback of the client.
fn acknowledge(socket: &Arc<Socket<LocalAdapter>>, event: &Outgoing) -> Result<(), SocketSendError> {
    let Ok(ack) = AckSender::from_message_parts(socket, &mut Value::Str("".into(), None), &event.ack);
    ack.send(&Argument(encode(event, Envelope::Flat)))
}
