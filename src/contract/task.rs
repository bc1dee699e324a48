//! Payloads of the namespace `task` (contract section 3, seed 002): what people have to do.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;
use validator::Validate;

use super::{Id, Limits, Percent, Priority, RequestId, Text, Time};

/// Something to do. One of a room is seen and changed by the room's members, any other by its creator
/// and its assignee.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct Task {
    /// UUIDv7 made by the server.
    pub id: String,
    pub title: String,
    /// The room that it belongs to; it outlives its room.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room_id: Option<String>,
    /// Free text; `open` at first.
    pub status: String,
    /// 0 to 100.
    #[schemars(range(max = 100))]
    pub progress: u8,
    /// Who is to do it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee_id: Option<String>,
    /// 0 system critical, 1 high, 2 normal, 3 low, 4 background.
    #[schemars(range(max = 4))]
    pub priority: u8,
    /// What it carries for programs.
    #[ts(type = "Record<string, unknown>")]
    pub metadata: Map<String, Value>,
    pub created_by: String,
    pub created_at: Time,
    /// Of the newest change.
    pub updated_at: Time,
}

/// `task:create`
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
#[validate(context = Limits)]
pub struct CreateTask {
    /// For people, 1 to 200 characters.
    #[validate(length(min = 1, max = 200))]
    pub title: Text,
    /// A room of the caller's, by its id or slug: its members see and change the task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room_id: Option<Id>,
    /// Who is to do it: a member of the room, or without room anybody who has been here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee_id: Option<Id>,
    /// 0 system critical, 1 high, 2 normal (the default), 3 low, 4 background.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// What it carries for programs; 16 KiB of JSON at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "Record<string, unknown>")]
    pub metadata: Option<Map<String, Value>>,
    pub request_id: RequestId,
}

/// `task:list`
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
#[validate(context = Limits)]
pub struct ListTasks {
    /// Only those of this room, by its id or slug.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room_id: Option<Id>,
    pub request_id: RequestId,
}

/// Reply of `task:list`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
pub struct TaskList {
    /// Those that the caller may see, oldest first: the newest 500.
    pub tasks: Vec<Task>,
}

/// `task:update`: what is left out stays as it is. One that changes nothing is told to nobody.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
#[validate(context = Limits)]
pub struct UpdateTask {
    pub task_id: Id,
    /// Free text, 1 to 64 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 64))]
    pub status: Option<Text>,
    /// 0 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<Percent>,
    /// Replaces what it carries for programs; 16 KiB of JSON at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "Record<string, unknown>")]
    pub metadata: Option<Map<String, Value>>,
    pub request_id: RequestId,
}

/// `task:assign`: without room, whoever had the task so far is told so, and sees it no more.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
#[validate(context = Limits)]
pub struct AssignTask {
    pub task_id: Id,
    /// Who is to do it: a member of its room, or without room anybody who has been here.
    pub assignee_id: Id,
    /// Left out, it stays as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    pub request_id: RequestId,
}
