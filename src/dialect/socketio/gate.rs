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
    time::Duration,
};

use engineioxide::socket::SessionEnd;
use parking_lot::Mutex;
use socketioxide::{
    SendError as SocketSendError, SocketError, TransportType,
    adapter::LocalAdapter,
    extract::{AckSender, Event, SocketRef, TryData},
    handler::{ConnectHandler, FromMessageParts, MessageHandler, Value},
    socket::{DisconnectReason, Sid, Socket},
};

use super::{
    handshake::Handshake,
    refusal::{Refusal, unreadable},
    upgrade::Upgrades,
    wire::{Argument, Envelope, encode, frame},
};
use crate::{
    App,
    auth::trusted_user,
    connection::{Connection, Ending, Identity, RETRY, SendError, Transport, offer},
    domain::{auth, greet},
    error::{Code, Error},
    http::killable::Cut,
    hub::Outgoing,
    limits::Seat,
};

type Rejection = Box<dyn std::fmt::Display + Send>;

/// Clients on their way in; beyond it those that went away again are looked for.
const MOST_ARRIVING: usize = 1_000;

/// How long a polling client has to read that it is disconnected, and to go.
const LEAVES_WITHIN: Duration = Duration::from_secs(5);

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

    async fn admit(&self, socket: &Arc<Socket<LocalAdapter>>, auth: Option<&Value>) -> Result<(), Error> {
        if self.app.draining() {
            return Err(Error::new(Code::Overloaded, "The server is shutting down"));
        }
        let auth = auth.map(|auth| json_of(socket, auth.clone())).transpose().map_err(unreadable)?;
        let mut handshake = Handshake::read(auth.as_deref(), socket.req_parts().uri.query()).map_err(unreadable)?;
        let identity = self.identify(&mut handshake).await?;
        let device = handshake.device_id.as_ref().map(|device| device.as_str().into());
        let transport = Box::new(Reach {
            socket: Arc::downgrade(socket),
            envelope: handshake.envelope(),
            upgrades: self.upgrades.clone(),
        });
        let seat = socket.req_parts().extensions.get::<Arc<Seat>>().cloned();
        let connection = Connection::new(identity, device, seat, transport, &self.app);
        if connection.who().is_some() {
            connection.keep(self.app.limiter.join(connection.user())?);
        }
        let inbound = Inbound { app: self.app.clone(), connection: connection.clone() };
        socket.on_fallback::<_, ()>(inbound);
        let (app, leaving) = (self.app.clone(), connection.clone());
        let (arriving, upgrades) = (self.arriving.clone(), self.upgrades.clone());
        // In a task: whoever closes a slow reader may be holding the hub.
        socket.on_disconnect(async move |socket: SocketRef, reason: DisconnectReason| {
            arriving.lock().remove(&socket.id);
            let cut = upgrades.cut(socket.id).or_else(|| socket.req_parts().extensions.get::<Cut>().cloned());
            upgrades.left(socket.id);
            app.disconnected(&leaving);
            // Stock clients close the transport too; one that did not could stay for good, unknown to all.
            if reason == DisconnectReason::ClientNSDisconnect {
                match socket.transport_type() {
                    TransportType::Websocket => cut.iter().for_each(Cut::now),
                    TransportType::Polling => end_session(&socket),
                }
            }
        });
        let mut arriving = self.arriving.lock();
        if arriving.len() >= MOST_ARRIVING {
            // Those whose socket went away before it could be told: nothing else knows them.
            arriving.retain(|_, arrival| Arc::strong_count(&arrival.connection) > 1);
        }
        arriving.insert(socket.id, Arrival { connection, handshake });
        Ok(())
    }

    /// Who connects, as far as the handshake says.
    async fn identify(&self, handshake: &mut Handshake) -> Result<Identity, Error> {
        match (&handshake.token, self.app.auth.is_needed()) {
            (_, false) => Ok(Identity::trusted(trusted_user(handshake.user_id.as_ref()).map_err(unreadable)?)),
            (Some(token), true) => Ok(Identity::of(self.app.auth.verify(token.expose()).await?)),
            (None, true) => Ok(Identity::unknown(handshake.wanted())),
        }
    }

    fn refuse(&self, socket: &Arc<Socket<LocalAdapter>>, error: &Error) -> Rejection {
        let Some(refusal) = Refusal::of(error, self.app.config.socketio.parser) else {
            return Box::new(error.message.clone());
        };
        let message = refusal.message.clone();
        let polls = socket.transport_type() == TransportType::Polling;
        self.upgrades.refuse(socket.id, socket.req_parts().extensions.get::<Cut>(), polls, refusal);
        Box::new(message)
    }
}

impl ConnectHandler<LocalAdapter, ()> for Gate {
    fn call(&self, socket: Arc<Socket<LocalAdapter>>, _: Option<Value>) {
        let Some(mut arrival) = self.arriving.lock().remove(&socket.id) else {
            return;
        };
        if socket.transport_type() == TransportType::Polling {
            self.upgrades.arrived(socket.id);
        }
        self.app.connected(&arrival.connection);
        if arrival.connection.is_closed() {
            // It went away a moment ago, before there was anything to leave.
            self.upgrades.left(socket.id);
            return self.app.disconnected(&arrival.connection);
        }
        auth::watch(&self.app, &arrival.connection);
        if arrival.connection.who().is_none() {
            // It is greeted when it has said who it is.
            return;
        }
        let wanted = arrival.handshake.wanted();
        let (app, upgrades) = (self.app.clone(), self.upgrades.clone());
        let (id, socket) = (socket.id, Arc::downgrade(&socket));
        tokio::spawn(async move {
            upgrades.settled(id, socket).await;
            greet(app, arrival.connection, wanted).await;
        });
    }

    fn call_middleware<'a>(
        &'a self,
        socket: Arc<Socket<LocalAdapter>>,
        auth: &'a Option<Value>,
    ) -> Pin<Box<dyn Future<Output = Result<(), Rejection>> + Send + 'a>> {
        Box::pin(async move {
            let admitted = self.admit(&socket, auth.as_ref()).await;
            admitted.map_err(|error| self.refuse(&socket, &error))
        })
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

    fn close(&self, _: Ending) {
        let Some(socket) = self.socket.upgrade() else { return };
        let first = || socket.req_parts().extensions.get::<Cut>().cloned();
        let cut = self.upgrades.cut(socket.id).or_else(first);
        match (socket.transport_type(), cut) {
            (TransportType::Websocket, Some(cut)) => cut.now(),
            _ => drop(tokio::spawn(disconnect(socket))),
        }
    }
}

/// Disconnects a polling client as soon as its queue takes the packet that says so, and ends its
/// session if it is still there a while later. One that does not poll is given up by the heartbeat.
async fn disconnect(socket: Arc<Socket<LocalAdapter>>) {
    while let Err(SocketError::InternalChannelFull) = socket.clone().disconnect() {
        tokio::time::sleep(RETRY).await;
    }
    tokio::time::sleep(LEAVES_WITHIN).await;
    end_session(&socket);
}

/// Ends the session of a client that polls: its places are free again.
fn end_session(socket: &Socket<LocalAdapter>) {
    if let Some(end) = socket.req_parts().extensions.get::<SessionEnd>() {
        end.now();
    }
}

/// Calls an acknowledgement callback of the client.
fn acknowledge(socket: &Arc<Socket<LocalAdapter>>, event: &Outgoing) -> Result<(), SocketSendError> {
    let Ok(ack) = AckSender::from_message_parts(socket, &mut Value::Str("".into(), None), &event.ack);
    ack.send(&Argument(encode(event, Envelope::Flat)))
}
