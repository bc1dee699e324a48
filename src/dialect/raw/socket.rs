//! One raw WebSocket from its upgrade to its end, and all of them when the server ends.

use std::{ops::ControlFlow, sync::Arc};

use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::mpsc,
};
use tokio_tungstenite::tungstenite::Message;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{Codec, Dialect, Goodbye, reach::Reach, wire::Wire};
use crate::{
    App,
    connection::{Connection, Identity, Tag, Wanted, offer_decoded},
    contract::{Command, Id, Rate, Subscribe},
    domain::{auth, greet},
    error::{Code, Error},
    limits::{Seat, UserPlace},
};

/// Messages in a row that are none of the dialect, before the client is sent away.
const MOST_MALFORMED: u32 = 10;

/// The raw WebSockets of a server.
#[derive(Clone)]
pub struct Sockets {
    app: Arc<App>,
    draining: CancellationToken,
    tasks: TaskTracker,
}

/// A client that is about to be served.
pub struct Arrival {
    pub dialect: Dialect,
    /// Who it is; an error is told, and the connection ended.
    pub identity: Result<Identity, Error>,
    pub place: UserPlace,
    /// Whether it is told positions to go on from.
    pub resumes: bool,
    /// From where it goes on.
    pub wanted: Wanted,
    pub device: Option<Arc<str>>,
    pub seat: Option<Arc<Seat>>,
}

impl Sockets {
    pub fn new(app: Arc<App>) -> Self {
        Self { app, draining: CancellationToken::new(), tasks: TaskTracker::new() }
    }

    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// Serves a client until it is gone.
    pub async fn serve(&self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, arrival: Arrival) {
        let settings = &self.app.config.websocket;
        let (queue, items) = mpsc::channel(settings.queue.max(2));
        let reach = Reach::new(arrival.dialect, arrival.resumes, queue);
        let codec = arrival.dialect.codec();
        let wire = Wire::new(stream, &self.app.config, codec, items, reach.goodbye(), self.draining.clone()).await;
        match arrival.identity {
            Ok(identity) => {
                let connection =
                    Connection::new(identity, arrival.device, arrival.seat, Box::new(reach.clone()), &self.app);
                connection.keep(arrival.place);
                let visit = Visit { app: self.app.clone(), connection, reach, codec, malformed: 0 };
                visit.run(wire, arrival.wanted).await;
            }
            Err(error) => wire.refuse(&error).await,
        }
    }

    /// Serves a client in a task that the end of the server waits for.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(task);
    }

    /// Says goodbye to everybody, and waits until they are gone.
    pub async fn close(&self) {
        self.draining.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// A client's connection to the rest of the server.
pub struct Visit {
    pub app: Arc<App>,
    connection: Arc<Connection>,
    reach: Reach,
    codec: &'static dyn Codec,
    /// Messages in a row that were none.
    malformed: u32,
}

impl Visit {
    async fn run<S: AsyncRead + AsyncWrite + Unpin>(mut self, mut wire: Wire<S>, wanted: Wanted) {
        self.app.connected(&self.connection);
        auth::watch(&self.app, &self.connection);
        if self.connection.who().is_some() {
            tokio::spawn(greet(self.app.clone(), self.connection.clone(), wanted));
        }
        let why = wire.run(&mut self).await;
        // Before the goodbye: what is said to those who are gone is not kept.
        self.app.disconnected(&self.connection);
        wire.leave(why).await;
    }

    /// Takes one frame of the client.
    pub fn take(&mut self, message: Message) -> ControlFlow<Goodbye> {
        match message {
            Message::Text(text) => self.take_text(&text),
            Message::Binary(_) => ControlFlow::Break(Goodbye::Binary),
            Message::Close(_) => ControlFlow::Break(Goodbye::Answered),
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {
                let counted = self.app.limiter.command(&self.connection, Rate::signals);
                self.reach.counted(counted.is_err());
                ControlFlow::Continue(())
            }
        }
    }

    fn take_text(&mut self, text: &str) -> ControlFlow<Goodbye> {
        let asked = self.codec.decode(text);
        let malformed = asked.command.as_ref().is_err_and(|error| error.code != Code::UnknownEvent);
        self.malformed = if malformed { self.malformed + 1 } else { 0 };
        if self.malformed >= MOST_MALFORMED {
            return ControlFlow::Break(Goodbye::Malformed);
        }
        offer_decoded(&self.app, &self.connection, asked.command, asked.tag, text.len());
        ControlFlow::Continue(())
    }

    /// The client is known from now on: subscribes it to what its dialect has without asking.
    pub fn greeted(&self) {
        // What it resumed it is subscribed to, with the filters that it named.
        let resumed = self.connection.subscribed_topics();
        for topic in self.codec.topics().iter().filter(|topic| !resumed.iter().any(|resumed| **resumed == ***topic)) {
            let Ok(topic) = Id::try_from((*topic).to_owned()) else { continue };
            let request_id = super::request_id(Dialect::Tagged, None);
            let command = Command::SubscriptionSubscribe(Subscribe { topic, filters: None, request_id });
            offer_decoded(&self.app, &self.connection, Ok(command), Tag { id: None, asked: "" }, 0);
        }
    }
}
