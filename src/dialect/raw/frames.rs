//! An event in the words of a dialect: made once, however many clients it goes to.

use std::sync::OnceLock;

use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::{Codec, Said};
use crate::contract::Event;

/// What an event is to the clients of one dialect.
#[derive(Debug)]
pub struct Frames {
    /// Nothing, if the dialect has no words for the event.
    all: OnceLock<Option<Frame>>,
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
    pub fn of(codec: &dyn Codec, event: &Event) -> Self {
        let author = codec.encode_for_author(event).map(|(user, frame)| (user, Frame::new(frame)));
        Self { all: OnceLock::new(), author }
    }

    /// The frame for this user, if the dialect has words for the event, which is at this place of a topic.
    pub fn for_user(
        &self,
        user: Option<&str>,
        codec: &dyn Codec,
        event: &Event,
        place: Option<(&str, i64)>,
    ) -> Option<Utf8Bytes> {
        let frame = match &self.author {
            Some((author, frame)) if Some(&**author) == user => frame,
            _ => self.all.get_or_init(|| codec.encode(said(event)).map(Frame::new)).as_ref()?,
        };
        Some(match place {
            Some((topic, seq)) => frame.placed(topic, seq),
            None => frame.plain.clone(),
        })
    }
}

fn said(event: &Event) -> Said<'_> {
    match event {
        Event::AuthError(error) => Said::Failure { to: None, error },
        event => Said::Event(event),
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
