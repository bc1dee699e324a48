//! What browsers tell one another to connect, as the server passes it on: read and bounded, never
//! interpreted. A text and the browser's own object are both taken, and passed on in the form in
//! which they came.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CandidateText, SdpText, Tag, Whole};

/// A session description: its SDP alone, or an `RTCSessionDescription`. An SDP has 1 to 65,536
/// characters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(untagged)]
pub enum Sdp {
    Text(SdpText),
    Description { r#type: SdpType, sdp: SdpText },
}

/// What a session description is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "lowercase")]
pub enum SdpType {
    Offer,
    Answer,
    Pranswer,
    Rollback,
}

/// An ICE candidate: its line alone, or an `RTCIceCandidate`; `null` says that there are no more.
/// A line has at most 4,096 characters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(untagged)]
pub enum Candidate {
    End,
    Line(CandidateText),
    #[ts(optional_fields = nullable)]
    Init {
        candidate: CandidateText,
        #[serde(rename = "sdpMid", default, skip_serializing_if = "Option::is_none")]
        sdp_mid: Option<Tag>,
        #[serde(rename = "sdpMLineIndex", default, skip_serializing_if = "Option::is_none")]
        sdp_m_line_index: Option<LineIndex>,
        #[serde(rename = "usernameFragment", default, skip_serializing_if = "Option::is_none")]
        username_fragment: Option<Tag>,
    },
}

/// Which media description of an SDP.
pub type LineIndex = Whole<0, 65_535>;
