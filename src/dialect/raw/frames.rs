//! An event in the words of a dialect: made once, however many clients it goes to.

use std::sync::OnceLock;

use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::{Codec, Said};
use crate::{contract::Event, hub::Outgoing};

/// What an event is to the clients of one dialect.
#[derive(Debug)]
pub struct Frames {
    all: Frame,
    /// What its author reads instead.
    author: Option<(String, Frame)>,
}

#[derive(Debug)]
struct Frame {
    plain: Utf8Bytes,
    /// The same with `topic` and `seq`, for those who resume.
    placed: OnceLock<Utf8Bytes>,
}

impl Frames {
    /// `None` if the dialect has no words for the event.
    pub fn of(codec: &dyn Codec, event: &Event) -> Option<Self> {
        let said = match event {
            Event::AuthError(error) => Said::Failure { to: None, error },
            event => Said::Event(event),
        };
        let author = codec.encode_for_author(event).map(|(user, frame)| (user, Frame::new(frame)));
        Some(Self { all: Frame::new(codec.encode(said)?), author })
    }

    /// The frame for this user.
    pub fn for_user(&self, user: Option<&str>, outgoing: &Outgoing, placed: bool) -> Utf8Bytes {
        let frame = match &self.author {
            Some((author, frame)) if Some(&**author) == user => frame,
            _ => &self.all,
        };
        match (&outgoing.topic, outgoing.seq) {
            (Some(topic), Some(seq)) if placed => frame.placed(topic, seq),
            _ => frame.plain.clone(),
        }
    }
}

impl Frame {
    fn new(text: String) -> Self {
        Self { plain: text.into(), placed: OnceLock::new() }
    }

    fn placed(&self, topic: &str, seq: i64) -> Utf8Bytes {
        let place = || {
            let inner = self.plain.as_str().strip_suffix('}').unwrap_or("{");
            format!("{inner},\"topic\":{},\"seq\":{seq}}}", serde_json::Value::from(topic)).into()
        };
        self.placed.get_or_init(place).clone()
    }
}
