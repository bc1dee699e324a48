//! One raw WebSocket from its upgrade to its end: one task that reads, writes and keeps it alive.

use std::{ops::ControlFlow, sync::Arc, time::Duration};

use futures_util::{SinkExt, StreamExt};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    sync::{mpsc, watch},
    time::{Instant, sleep, timeout},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error as WsError, Message,
        protocol::{CloseFrame, Role, WebSocketConfig},
    },
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    Codec, Dialect, Goodbye, Said,
    reach::{Item, Reach},
};
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
/// How long a goodbye may take, with what is still to be sent before it.
const LEAVES_WITHIN: Duration = Duration::from_secs(5);
/// How long the client has to close its side.
const LINGER: Duration = Duration::from_secs(2);
/// How long what follows one another may answer the same message of a client.
const ANSWERS_WITHIN: Duration = Duration::from_millis(20);
/// Bytes that are collected before they are written.
const WRITE_BUFFER: usize = 16 * 1024;
/// Bytes that are written before the client is listened to again.
const WRITE_AT_ONCE: usize = 64 * 1024;

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
        let limits = &self.app.config.limits;
        let settings = &self.app.config.websocket;
        let config = WebSocketConfig::default()
            .read_buffer_size(settings.read_buffer)
            .write_buffer_size(WRITE_BUFFER)
            // Room for messages over the limit that still get an answer, as in the Socket.IO dialect.
            .max_message_size(Some(limits.max_message_bytes * 2))
            .max_frame_size(Some(limits.max_message_bytes * 2));
        let ws = WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await;
        let (queue, items) = mpsc::channel(settings.queue.max(2));
        let reach = Reach::new(arrival.dialect, arrival.resumes, queue);
        let goodbye = reach.goodbye();
        let codec = arrival.dialect.codec();
        let wire = Wire { ws, items, goodbye, codec, heard: Instant::now(), draining: self.draining.clone() };
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
struct Visit {
    app: Arc<App>,
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
    fn take(&mut self, message: Message) -> ControlFlow<Goodbye> {
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
    fn greeted(&self) {
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

/// The socket itself.
struct Wire<S> {
    ws: WebSocketStream<S>,
    items: mpsc::Receiver<Item>,
    goodbye: watch::Receiver<Option<Goodbye>>,
    codec: &'static dyn Codec,
    /// When something last came from the client.
    heard: Instant,
    draining: CancellationToken,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    /// Until the connection is to end; why.
    async fn run(&mut self, visit: &mut Visit) -> Goodbye {
        let settings = &visit.app.config.websocket;
        let (interval, within) = (settings.ping_interval, settings.ping_interval + settings.ping_timeout);
        let (mut goodbye, draining) = (self.goodbye.clone(), self.draining.clone());
        // Made once: each of them would else be put in its queue and taken out again for every message.
        let (ends, drains, ping) = (said(&mut goodbye), draining.cancelled(), sleep(interval));
        tokio::pin!(ends, drains, ping);
        loop {
            // Beside the select below, in which a client that never pauses always comes first.
            let ended = *self.goodbye.borrow();
            if let Some(why) = ended.or(draining.is_cancelled().then_some(Goodbye::Drained)) {
                return why;
            }
            let went_on = tokio::select! {
                biased;
                step = step(&mut self.ws, &mut self.items) => match step {
                    Step::Read(frame) => self.take(frame, visit),
                    Step::Write(item) => self.write_in_time(item, visit, within).await,
                },
                why = &mut ends => ControlFlow::Break(why),
                () = &mut drains => ControlFlow::Break(Goodbye::Drained),
                () = &mut ping => {
                    ping.as_mut().reset(Instant::now() + interval);
                    self.ping(within).await
                }
            };
            if let ControlFlow::Break(why) = went_on {
                return why;
            }
        }
    }

    fn take(&mut self, frame: Option<Result<Message, WsError>>, visit: &mut Visit) -> ControlFlow<Goodbye> {
        self.heard = Instant::now();
        match frame {
            Some(Ok(message)) => visit.take(message),
            Some(Err(error)) => ControlFlow::Break(broken(&error)),
            None => ControlFlow::Break(Goodbye::Answered),
        }
    }

    /// Asks a client that says nothing whether it is there.
    async fn ping(&mut self, within: Duration) -> ControlFlow<Goodbye> {
        if self.heard.elapsed() >= within {
            return ControlFlow::Break(Goodbye::Silent);
        }
        match timeout(within, self.ws.send(Message::Ping(Default::default()))).await {
            Ok(Ok(())) => ControlFlow::Continue(()),
            Ok(Err(_)) | Err(_) => ControlFlow::Break(Goodbye::Silent),
        }
    }

    async fn write_in_time(&mut self, first: Item, visit: &Visit, within: Duration) -> ControlFlow<Goodbye> {
        // Who has just asked gets several answers: those that are ready go out in one write.
        if self.heard.elapsed() < ANSWERS_WITHIN {
            tokio::task::yield_now().await;
        }
        let mut goodbye = self.goodbye.clone();
        let began = Instant::now();
        tokio::select! {
            biased;
            written = timeout(within, self.write(first, visit)) => match written {
                Ok(Ok(())) => {}
                Ok(Err(_)) | Err(_) => return ControlFlow::Break(Goodbye::Silent),
            },
            // One that does not read has no use for the rest.
            why = abandoned(&mut goodbye) => return ControlFlow::Break(why),
        }
        // Nobody listened meanwhile: that is no silence of the client's.
        self.heard += began.elapsed();
        ControlFlow::Continue(())
    }

    /// Writes what waits, at once; not for as long as more comes, since a client that is behind and reads on
    /// would be neither heard nor said goodbye to.
    async fn write(&mut self, first: Item, visit: &Visit) -> Result<(), WsError> {
        let (mut next, mut written) = (Some(first), 0);
        while let Some(item) = next {
            match item {
                Item::Frame(text) => {
                    written += text.len();
                    self.ws.feed(Message::Text(text)).await?;
                }
                Item::Greeted => visit.greeted(),
            }
            next = if written < WRITE_AT_ONCE { self.items.try_recv().ok() } else { None };
        }
        self.ws.flush().await
    }

    /// Says why the connection cannot begin, and ends it.
    async fn refuse(mut self, error: &Error) {
        let payload = error.payload("");
        let frame = self.codec.encode(Said::Failure { to: None, error: &payload });
        if let Some(frame) = frame
            && timeout(LEAVES_WITHIN, self.ws.send(Message::text(frame))).await.is_err()
        {
            return;
        }
        self.leave(Goodbye::to_refused(error.code)).await;
    }

    /// Sends what is left to be sent, and the goodbye; then waits for the client to go.
    async fn leave(mut self, why: Goodbye) {
        if why == Goodbye::Silent {
            return;
        }
        let left = async {
            while let Some(item) = self.items.try_recv().ok().filter(|_| why.lets_finish()) {
                if let Item::Frame(text) = item {
                    self.ws.feed(Message::Text(text)).await?;
                }
            }
            if let Some(error) = told_before(why) {
                let payload = error.payload("");
                if let Some(frame) = self.codec.encode(Said::Failure { to: None, error: &payload }) {
                    self.ws.feed(Message::text(frame)).await?;
                }
            }
            if why == Goodbye::Answered {
                // What answers the client's goodbye, with its own code, was made as that was read.
                return self.ws.flush().await;
            }
            let code = self.codec.close_code(why).into();
            self.ws.close(Some(CloseFrame { code, reason: why.reason().into() })).await
        };
        if !matches!(timeout(LEAVES_WITHIN, left).await, Ok(Ok(()) | Err(WsError::ConnectionClosed))) {
            return;
        }
        let gone = async {
            match why {
                // What comes now is no frame: it is read so that the goodbye is not lost with it.
                Goodbye::BadFrame | Goodbye::BadText | Goodbye::TooLarge => {
                    let stream = self.ws.get_mut();
                    if stream.shutdown().await.is_ok() {
                        let mut scrap = vec![0; 8 * 1024];
                        while stream.read(&mut scrap).await.is_ok_and(|length| length > 0) {}
                    }
                }
                _ => while let Some(Ok(_)) = self.ws.next().await {},
            }
        };
        if timeout(LINGER, gone).await.is_err() {
            tracing::debug!("a client did not close its side in time");
        }
    }
}

/// What happens next on a socket.
enum Step {
    Read(Option<Result<Message, WsError>>),
    Write(Item),
}

/// Neither direction goes before the other.
async fn step<S: AsyncRead + AsyncWrite + Unpin>(
    ws: &mut WebSocketStream<S>,
    items: &mut mpsc::Receiver<Item>,
) -> Step {
    tokio::select! {
        frame = ws.next() => Step::Read(frame),
        Some(item) = items.recv() => Step::Write(item),
    }
}

/// Why the connection is to end, once it is.
async fn said(goodbye: &mut watch::Receiver<Option<Goodbye>>) -> Goodbye {
    match goodbye.wait_for(Option::is_some).await {
        Ok(why) => why.unwrap_or(Goodbye::Answered),
        // Whoever could say so is gone.
        Err(_) => Goodbye::Answered,
    }
}

/// Why the connection is to end before what waits is written, once it is.
async fn abandoned(goodbye: &mut watch::Receiver<Option<Goodbye>>) -> Goodbye {
    match said(goodbye).await {
        why if why.lets_finish() => std::future::pending().await,
        why => why,
    }
}

/// What is wrong with what came.
fn broken(error: &WsError) -> Goodbye {
    match error {
        WsError::Utf8(_) => Goodbye::BadText,
        WsError::Capacity(_) => Goodbye::TooLarge,
        WsError::Protocol(tokio_tungstenite::tungstenite::error::ProtocolError::ResetWithoutClosingHandshake) => {
            Goodbye::Silent
        }
        WsError::Protocol(_) => Goodbye::BadFrame,
        _ => Goodbye::Silent,
    }
}

/// The error that comes before a goodbye of which the client has not been told otherwise.
fn told_before(why: Goodbye) -> Option<Error> {
    match why {
        Goodbye::RateLimited => Some(Error::new(Code::RateLimited, "Too many messages, again and again")),
        Goodbye::Malformed | Goodbye::Binary => Some(Error::new(Code::ValidationError, why.reason())),
        Goodbye::TooLarge => Some(Error::new(Code::PayloadTooLarge, "The message is too large")),
        _ => None,
    }
}
