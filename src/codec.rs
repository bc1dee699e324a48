//! What turns bytes of the wire into values and back, within reach of the fuzz targets and the
//! property tests. Not an interface: it may change with any release.

pub use crate::{
    connection::Tag,
    dialect::raw::{Asked, Codec, DESCRIPTIONS, Description, Dialect, Goodbye, Said},
    dialect::socketio::{Envelope, Frame, Handshake, encode, frame, payload_of},
    files::{clean, look},
    hub::Outgoing,
    store::{ReplyBody, StoredEvent},
};
