//! The way to one client: what it is told is put into words and into a bounded queue, which the
//! socket's task writes out.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicU32, Ordering},
};

use tokio::sync::{mpsc, watch};
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::{Dialect, Goodbye, Said};
use crate::{
    connection::{Ending, SendError, Transport},
    error::Code,
    hub::{Answer, Outgoing},
};

/// How often a client may be refused for sending too much, less how often it was not, before it is
/// sent away.
const MOST_EXCESS: u32 = 20;

/// What goes to a client.
pub enum Item {
    Frame(Utf8Bytes),
    /// From here on the client is known, and told what happens.
    Greeted,
    /// The question whether it is there; never in the queue.
    Ping,
}

/// The way to one client.
#[derive(Clone)]
pub struct Reach {
    dialect: Dialect,
    /// Whether it is told `topic` and `seq`.
    placed: bool,
    queue: mpsc::Sender<Item>,
    goodbye: watch::Sender<Option<Goodbye>>,
    excess: Arc<AtomicU32>,
    user: Arc<OnceLock<Arc<str>>>,
}

impl Reach {
    pub fn new(dialect: Dialect, placed: bool, queue: mpsc::Sender<Item>) -> Self {
        let goodbye = watch::Sender::new(None);
        Self { dialect, placed, queue, goodbye, excess: Arc::default(), user: Arc::default() }
    }

    /// Why the connection is to end, once it is.
    pub fn goodbye(&self) -> watch::Receiver<Option<Goodbye>> {
        self.goodbye.subscribe()
    }

    /// Ends the connection; the first reason is the one that is told.
    pub fn end(&self, why: Goodbye) {
        self.goodbye.send_if_modified(|goodbye| {
            let first = goodbye.is_none();
            *goodbye = goodbye.or(Some(why));
            first
        });
    }

    /// Something that the client sent was too much, or was not.
    pub fn counted(&self, too_much: bool) {
        let change = |excess: u32| Some(if too_much { excess.saturating_add(1) } else { excess.saturating_sub(1) });
        let before = self.excess.fetch_update(Ordering::Relaxed, Ordering::Relaxed, change);
        if too_much && before.is_ok_and(|before| before + 1 >= MOST_EXCESS) {
            self.end(Goodbye::RateLimited);
        }
    }

    fn frame(&self, outgoing: &Outgoing) -> Option<Utf8Bytes> {
        if let Some(answer) = &outgoing.answers {
            return self.answer(answer, &outgoing.payload);
        }
        let frames = outgoing.frames[self.dialect as usize].get_or_init(Box::default);
        let user = self.user.get().map(|user| &**user);
        frames.for_user(user, self.dialect.codec(), outgoing, self.place_of(outgoing))
    }

    /// What the client is to go on from, if it wants to know.
    fn place_of<'a>(&self, outgoing: &'a Outgoing) -> Option<(&'a str, i64)> {
        let place = outgoing.topic.as_deref().zip(outgoing.seq);
        place.filter(|_| self.placed)
    }

    fn answer(&self, Answer { tag, failure, again }: &Answer, payload: &str) -> Option<Utf8Bytes> {
        let codec = self.dialect.codec();
        let frame = match failure {
            Some(error) => codec.encode(Said::Failure { to: Some(tag), error }),
            None if tag.asked.is_empty() => None,
            None => codec.encode(Said::Reply { to: tag, payload, again: *again }),
        };
        frame.map(Into::into)
    }

    fn put(&self, item: Item) -> Result<(), SendError> {
        self.queue.try_send(item).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => SendError::Full,
            mpsc::error::TrySendError::Closed(_) => SendError::Closed,
        })
    }
}

impl Transport for Reach {
    fn send(&self, outgoing: &Outgoing) -> Result<(), SendError> {
        if outgoing.greets {
            // Both or, tried again, both.
            if self.queue.capacity() < 2 {
                return if self.queue.is_closed() { Err(SendError::Closed) } else { Err(SendError::Full) };
            }
            self.put(Item::Greeted)?;
        }
        let sent = match self.frame(outgoing) {
            Some(frame) => self.put(Item::Frame(frame)),
            None => Ok(()),
        };
        if let (Ok(()), Some(answer)) = (&sent, &outgoing.answers) {
            self.counted(answer.failure.as_ref().is_some_and(|failure| failure.code == Code::RateLimited));
        }
        sent
    }

    fn close(&self, why: Ending) {
        self.end(why.into());
    }

    fn knows(&self, user: &Arc<str>) {
        self.user.get_or_init(|| user.clone());
    }
}
