//! The ids that clients give their messages.

use uuid::Uuid;

use super::Dialect;
use crate::contract::RequestId;

/// The longest id that a client may give a message, in characters.
const MAX_OWN_ID_CHARS: usize = 128;

/// A client's own id of a message, if it may have this one.
pub fn own_id(id: &str) -> Option<&str> {
    let fits = !id.is_empty() && id.chars().count() <= MAX_OWN_ID_CHARS && !id.contains('\0');
    fits.then_some(id)
}

/// The idempotency key that a client's own id of a message stands for: a UUID stands for itself, any
/// other text for a UUIDv5 of it; without one the command is like no other.
pub fn request_id(dialect: Dialect, own: Option<&str>) -> RequestId {
    let Some(own) = own else { return RequestId::made(Uuid::new_v4()) };
    RequestId::try_from(own.to_owned()).unwrap_or_else(|_| {
        let space = Uuid::new_v5(&Uuid::NAMESPACE_OID, dialect.name().as_bytes());
        RequestId::made(Uuid::new_v5(&space, own.as_bytes()))
    })
}
