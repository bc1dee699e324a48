//! An event in the words of a dialect: made once, however many clients it goes to.

use std::{cell::LazyCell, sync::OnceLock};

use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::{Codec, Said};
use crate::{contract::Event, hub::Outgoing};

/// What an event is to the clients of one dialect, as far as any has asked.
#[derive(Debug, Default)]
pub struct Frames {
    /// Nothing, if the dialect has no words for the event.
    all: OnceLock<Option<Frame>>,
    /// Who reads it differently, and how.
    author: OnceLock<Option<(String, Frame)>>,
}

#[derive(Debug)]
struct Frame {
    plain: Utf8Bytes,
    /// The same with `topic` and `seq`, for those who resume.
    placed: OnceLock<Utf8Bytes>,
}

impl Frames {
    /// The frame for this user, if the dialect has words for the event, which is at this place of a topic.
    pub fn for_user(
        &self,
        user: Option<&str>,
        codec: &dyn Codec,
        outgoing: &Outgoing,
        place: Option<(&str, i64)>,
    ) -> Option<Utf8Bytes> {
        let read = LazyCell::new(|| outgoing.read());
        let author = self.author.get_or_init(|| {
            let (author, frame) = codec.encode_for_author(read.as_ref()?)?;
            Some((author, Frame::new(frame)))
        });
        let frame = match author {
            Some((author, frame)) if Some(&**author) == user => frame,
            _ => self.all.get_or_init(|| codec.encode(said(read.as_ref()?)).map(Frame::new)).as_ref()?,
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
