//! The socket itself: one task reads, writes, keeps it alive and says goodbye.

use std::{ops::ControlFlow, time::Duration};

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
use tokio_util::sync::CancellationToken;

use super::{Codec, Goodbye, Said, reach::Item, socket::Visit};
use crate::{
    config::Config,
    error::{Code, Error},
};

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

/// The socket itself.
pub struct Wire<S> {
    ws: WebSocketStream<S>,
    items: mpsc::Receiver<Item>,
    goodbye: watch::Receiver<Option<Goodbye>>,
    codec: &'static dyn Codec,
    /// When something last came from the client.
    heard: Instant,
    /// It was asked whether it is there, and has said nothing since.
    asked: bool,
    draining: CancellationToken,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    /// The server's end of a stream that was upgraded.
    pub async fn new(
        stream: S,
        config: &Config,
        codec: &'static dyn Codec,
        items: mpsc::Receiver<Item>,
        goodbye: watch::Receiver<Option<Goodbye>>,
        draining: CancellationToken,
    ) -> Self {
        // Room for messages over the limit that still get an answer, as in the Socket.IO dialect.
        let largest = config.limits.max_message_bytes * 2;
        let bounds = WebSocketConfig::default()
            .read_buffer_size(config.websocket.read_buffer)
            .write_buffer_size(WRITE_BUFFER)
            .max_message_size(Some(largest))
            .max_frame_size(Some(largest));
        let ws = WebSocketStream::from_raw_socket(stream, Role::Server, Some(bounds)).await;
        Self { ws, items, goodbye, codec, heard: Instant::now(), asked: false, draining }
    }

    /// Until the connection is to end; why.
    pub async fn run(&mut self, visit: &mut Visit) -> Goodbye {
        let settings = &visit.app.config.websocket;
        let (interval, patience) = (settings.ping_interval, settings.ping_timeout);
        let within = interval + patience;
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
                () = &mut ping => match self.heard + interval {
                    // Nothing came since it was asked, not even what was read only now.
                    _ if self.asked => ControlFlow::Break(Goodbye::Silent),
                    due if due > Instant::now() => {
                        ping.as_mut().reset(due);
                        ControlFlow::Continue(())
                    }
                    _ => {
                        self.asked = true;
                        ping.as_mut().reset(Instant::now() + patience);
                        self.write_in_time(Item::Ping, visit, within).await
                    }
                },
            };
            if let ControlFlow::Break(why) = went_on {
                return why;
            }
        }
    }

    fn take(&mut self, frame: Option<Result<Message, WsError>>, visit: &mut Visit) -> ControlFlow<Goodbye> {
        self.heard = Instant::now();
        self.asked = false;
        match frame {
            Some(Ok(message)) => visit.take(message),
            Some(Err(error)) => ControlFlow::Break(broken(&error)),
            None => ControlFlow::Break(Goodbye::Answered),
        }
    }

    async fn write_in_time(&mut self, first: Item, visit: &Visit, within: Duration) -> ControlFlow<Goodbye> {
        // Who has just asked gets several answers: those that are ready go out in one write.
        if self.heard.elapsed() < ANSWERS_WITHIN {
            tokio::task::yield_now().await;
        }
        let mut goodbye = self.goodbye.clone();
        tokio::select! {
            biased;
            written = timeout(within, self.write(first, visit)) => match written {
                Ok(Ok(())) => ControlFlow::Continue(()),
                Ok(Err(_)) | Err(_) => ControlFlow::Break(Goodbye::Silent),
            },
            // One that does not read has no use for the rest.
            why = abandoned(&mut goodbye) => ControlFlow::Break(why),
        }
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
                Item::Ping => self.ws.feed(Message::Ping(Default::default())).await?,
            }
            next = if written < WRITE_AT_ONCE { self.items.try_recv().ok() } else { None };
        }
        self.ws.flush().await
    }

    /// Says why the connection cannot begin, and ends it.
    pub async fn refuse(mut self, error: &Error) {
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
    pub async fn leave(mut self, why: Goodbye) {
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
