//! Tasks as they are kept, and what can be changed in them.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Map, Value};

use super::{Readers, RoomState, StoreError};
use crate::contract::Task;

/// What changes in a task, and who asks for it: whether they may is decided in the transaction.
#[derive(Debug, Clone)]
pub struct TaskChange {
    pub task: Arc<str>,
    pub by: Arc<str>,
    /// The room that the task belongs to, if it does: its members are told.
    pub room: Option<Arc<RoomState>>,
    pub act: TaskAct,
}

/// What is done with a task.
#[derive(Debug, Clone)]
pub enum TaskAct {
    Create(NewTask),
    /// What is left out stays as it is.
    Update {
        status: Option<String>,
        progress: Option<u8>,
        metadata: Option<Map<String, Value>>,
    },
    Assign {
        assignee: String,
        priority: Option<u8>,
    },
}

/// What `task:create` makes.
#[derive(Debug, Clone)]
pub struct NewTask {
    pub title: String,
    pub assignee: Option<String>,
    pub priority: u8,
    pub metadata: Map<String, Value>,
}

/// Which tasks.
#[derive(Debug, Clone, Copy)]
pub enum Tasks<'a> {
    /// Those of the user's rooms, and those without room that the user made or is to do.
    SeenBy(&'a str),
    OfRoom(&'a str),
}

impl Readers {
    /// Who may see a task: the members of its room, or without room its creator and assignee.
    pub fn of_task(task: &Task, room: Option<Arc<RoomState>>) -> Self {
        let people = std::iter::once(&task.created_by).chain(&task.assignee_id);
        match task.room_id {
            Some(_) => Self { users: Vec::new(), room },
            None => Self { users: people.map(|user| user.as_str().into()).collect(), room: None },
        }
    }
}

/// What is asked of tasks beside the writer.
#[async_trait]
pub trait TaskStore: Send + Sync {
    /// One task.
    async fn task(&self, id: &str) -> Result<Option<Task>, StoreError>;

    /// The newest `limit` of these tasks, oldest first.
    async fn tasks(&self, which: Tasks<'_>, limit: i64) -> Result<Vec<Task>, StoreError>;
}
