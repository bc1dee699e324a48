//! Who connects, and from where it wants to go on: the handshake's `auth` (protocol 5) or its
//! query string (contract sections 3, 5 and 8).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::wire::Envelope;
use crate::{
    connection::Wanted,
    contract::{Credential, Filters, Id, MAX_RESUME_TOPICS, Position},
};

/// What a client says when it connects.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Handshake {
    /// Names the user when `auth.mode` is `none`.
    pub user_id: Option<Id>,
    /// An access token, when `auth.mode` is something else.
    pub token: Option<Credential>,
    /// Names the device; made up when left out.
    pub device_id: Option<Id>,
    /// `flat`: events come as their payload alone.
    envelope: Option<String>,
    /// The last `seq` seen, by topic.
    resume: Option<BTreeMap<String, Position>>,
    /// What is wanted of topics that are resumed.
    filters: Option<BTreeMap<String, Filters>>,
}

impl Handshake {
    /// Reads `auth`; what it leaves out is looked for in the query string.
    pub fn read(auth: Option<&str>, query: Option<&str>) -> Result<Self, String> {
        let auth = auth.filter(|auth| !auth.is_empty()).unwrap_or("{}");
        let mut handshake: Self = serde_json::from_str(auth)
            .map_err(|error| format!("The handshake's auth is not valid: {}", plain(&error)))?;
        if handshake.user_id.is_none()
            && let Some(user) = parameter(query, "userId")
        {
            handshake.user_id = Some(Id::try_from(user).map_err(|rule| format!("userId {rule}"))?);
        }
        if handshake.token.is_none()
            && let Some(token) = parameter(query, "token").filter(|token| !token.is_empty())
        {
            handshake.token = Some(Credential::try_from(token).map_err(|rule| format!("token {rule}"))?);
        }
        let lengths = [
            ("resume", handshake.resume.as_ref().map(BTreeMap::len)),
            ("filters", handshake.filters.as_ref().map(BTreeMap::len)),
        ];
        if let Some((field, _)) = lengths.iter().find(|(_, length)| *length > Some(MAX_RESUME_TOPICS)) {
            return Err(format!("{field} may name at most {MAX_RESUME_TOPICS} topics"));
        }
        Ok(handshake)
    }

    /// From where it wants to go on.
    pub fn wanted(&mut self) -> Wanted {
        Wanted { positions: self.resume.take().unwrap_or_default(), filters: self.filters.take().unwrap_or_default() }
    }

    /// How the client wants its events.
    pub fn envelope(&self) -> Envelope {
        match self.envelope.as_deref() {
            Some("flat") => Envelope::Flat,
            _ => Envelope::Typed,
        }
    }
}

/// What is wrong, without what the client wrote: that may be long, or a token.
fn plain(error: &serde_json::Error) -> String {
    format!("a value of the wrong form at line {}, column {}", error.line(), error.column())
}

fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    let pairs = axum::extract::Query::<BTreeMap<String, String>>::try_from_uri(&format!("/?{}", query?).parse().ok()?);
    pairs.ok()?.0.remove(name)
}
