//! Payloads of the namespace `room` (contract section 3, seeds 002 and 003).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use validator::Validate;

use super::{Id, Limits, PageSize, RequestId, Seq, Slug, Text, Time, User};

/// Where people talk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct Room {
    /// UUIDv7 made by the server.
    pub id: String,
    pub name: String,
    pub kind: RoomKind,
    pub visibility: Visibility,
    /// What commands may call it instead of its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    pub created_at: Time,
    /// Newest `seq` of the topic `rooms/{id}`.
    #[ts(type = "number")]
    pub head_seq: i64,
    /// How many users are members.
    pub member_count: u32,
}

/// What a room is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "lowercase")]
pub enum RoomKind {
    #[default]
    Text,
    /// Its members can also speak to one another.
    Voice,
    /// Between few people; nobody outranks anybody, everybody may invite.
    Direct,
    /// An AI conversation, made by `session:create`.
    Session,
}

impl RoomKind {
    /// As it is written on the wire and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Voice => "voice",
            Self::Direct => "direct",
            Self::Session => "session",
        }
    }

    /// The reverse of [`RoomKind::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Text, Self::Voice, Self::Direct, Self::Session].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Who may know of a room and join it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Everybody.
    Public,
    /// Its members and those who were invited.
    #[default]
    Private,
}

impl Visibility {
    /// As it is written on the wire and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
        }
    }

    /// The reverse of [`Visibility::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Public, Self::Private].into_iter().find(|visibility| visibility.as_str() == text)
    }
}

/// What a member may do in a room; each may all that the ones after it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Member,
    Moderator,
    Owner,
}

impl Role {
    /// As it is written on the wire and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Moderator => "moderator",
            Self::Owner => "owner",
        }
    }

    /// The reverse of [`Role::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Member, Self::Moderator, Self::Owner].into_iter().find(|role| role.as_str() == text)
    }
}

/// A user in a room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    pub user: User,
    pub role: Role,
    pub joined_at: Time,
    /// Whether they are there right now.
    pub status: super::PresenceStatus,
}

/// `room:create`: the caller becomes its owner.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
#[validate(context = Limits)]
pub struct CreateRoom {
    /// For people, 1 to 200 characters.
    #[validate(length(min = 1, max = 200))]
    pub name: Text,
    /// `text` when left out. A `session` is made by `session:create`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<NewRoomKind>,
    /// `private` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// Lower-case letters, digits and single hyphens, 1 to 32; no two rooms have the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<Slug>,
    pub request_id: RequestId,
}

/// The kinds of rooms that people make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "lowercase")]
pub enum NewRoomKind {
    Text,
    Voice,
    Direct,
}

impl From<NewRoomKind> for RoomKind {
    fn from(kind: NewRoomKind) -> Self {
        match kind {
            NewRoomKind::Text => Self::Text,
            NewRoomKind::Voice => Self::Voice,
            NewRoomKind::Direct => Self::Direct,
        }
    }
}

/// `room:list`: the rooms that the caller is a member of or invited to, and the public ones.
/// Sessions are listed by `session:list`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
#[validate(context = Limits)]
pub struct ListRooms {
    /// `nextCursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Id>,
    /// How many, 1 to 100, by default 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<PageSize>,
    pub request_id: RequestId,
}

/// Reply of `room:list`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct RoomList {
    /// Oldest first.
    pub rooms: Vec<ListedRoom>,
    /// Where the next page begins, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// A room as its caller finds it in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct ListedRoom {
    #[serde(flatten)]
    #[ts(flatten)]
    pub room: Room,
    /// What the caller is in it; left out for one who is no member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Other people's messages that the caller has not read; 0 for one who is no member.
    pub unread: u32,
    /// The caller was invited and has not joined yet.
    pub invited: bool,
}

/// A command that names a room and nothing else: `room:leave`, `room:delete`, `voice:join` and others.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct NameRoom {
    /// The room's id or its slug.
    pub room_id: Id,
    pub request_id: RequestId,
}

/// Reply of `room:join`: everything a client needs to show the room.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct RoomJoined {
    pub room: Room,
    /// Those with the highest roles first, then in the order of joining; 1,000 at most.
    pub members: Vec<Member>,
    /// Everything after this `seq` comes as events.
    #[ts(type = "number")]
    pub head_seq: i64,
    /// Other people's messages that the caller has not read.
    pub unread: u32,
    /// How far those of `members` have read, the caller included; who has read nothing is left out.
    pub reads: Vec<ReadPosition>,
}

/// How far somebody has read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReadPosition {
    pub user_id: String,
    /// The newest message that they have read.
    pub message_id: String,
    /// Of that message.
    #[ts(type = "number")]
    pub seq: i64,
}

/// Reply of `room:leave`, `room:delete`; also what members are told of a deletion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct RoomNamed {
    pub room_id: String,
}

/// `room:history`
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
#[validate(context = Limits)]
pub struct RoomHistory {
    /// The room's id or its slug.
    pub room_id: Id,
    /// Messages with a lower `seq` than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Seq>,
    /// Messages with a higher `seq` than this, the oldest of them; without it the newest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<super::Position>,
    /// Only the replies to this message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<Id>,
    /// How many, 1 to 100, by default 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<PageSize>,
    pub request_id: RequestId,
}

/// `room:invite`: lets a user into a private room; they become a member by `room:join`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct InviteToRoom {
    pub room_id: Id,
    pub user_id: Id,
    pub request_id: RequestId,
}

/// Reply of `room:invite`, and what the invited user is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct RoomInvited {
    pub room_id: String,
    pub user_id: String,
    /// Who invited.
    pub invited_by: String,
    pub room: Room,
}

/// `room:kick`: ends somebody's membership and what they were watching at once.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
#[validate(context = Limits)]
pub struct KickFromRoom {
    pub room_id: Id,
    pub user_id: Id,
    /// For people, 500 characters at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(max = 500))]
    pub reason: Option<Text>,
    pub request_id: RequestId,
}

/// Reply of `room:kick`, and what the kicked user is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct RoomKicked {
    pub room_id: String,
    pub user_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// `room:setRole`: by an owner. The last owner cannot be made less.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct SetRole {
    pub room_id: Id,
    pub user_id: Id,
    pub role: Role,
    pub request_id: RequestId,
}

/// A member has another role now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct RoleSet {
    pub room_id: String,
    pub user_id: String,
    pub role: Role,
}

/// `room:update`: what is left out stays as it is.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
#[validate(context = Limits)]
pub struct UpdateRoom {
    pub room_id: Id,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 200))]
    pub name: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<Slug>,
    pub request_id: RequestId,
}

/// Somebody became a member, or is none any more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct Membership {
    pub room_id: String,
    pub user_id: String,
}
