//! Codecs: how a kind of client writes commands and reads events. A codec never sees the store
//! and decides nothing.

pub mod raw;
pub mod socketio;
