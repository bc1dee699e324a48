//! What turns bytes of the wire into values and back, within reach of the fuzz targets and the
//! property tests. Not an interface: it may change with any release.

pub use crate::{
    dialect::socketio::{Envelope, Frame, Handshake, encode, frame, payload_of},
    files::{clean, look},
    hub::Outgoing,
    store::{ReplyBody, StoredEvent},
};
