//! Tasks: made, changed, given to somebody. Who may is decided here, by what the transaction finds.

use std::sync::Arc;

use super::{Carried, Direct, topics::Stream};
use crate::{
    contract::{Event, Task, Time},
    error::Error,
    store::{
        About, Done, NewTask, Readers, TaskAct, TaskChange,
        sqlite::{plan::body, tasks, writer::Attempt},
    },
};

/// Of a task that nobody has touched yet.
const FIRST_STATUS: &str = "open";

impl Direct<'_> {
    pub(super) async fn task(&mut self, change: &TaskChange) -> Carried {
        if let TaskAct::Create(new) = &change.act {
            return self.create_task(change, new).await;
        }
        let before = tasks::task(&mut *self.tx, &change.task).await?;
        let Some(before) = before else { return refused("task") };
        if !self.may_see(&before, &change.by).await? {
            return refused("task");
        }
        let after = changed(&before, &change.act);
        if after.assignee_id != before.assignee_id && !self.may_be_given(&after).await? {
            return refused("user");
        }
        if after == before {
            return Ok(Done::Made(body(&before, None)?));
        }
        let after = Task { updated_at: Time::now(), ..after };
        self.keep_task(&after).await?;
        let event = match &change.act {
            TaskAct::Assign { .. } => Event::TaskAssigned(after.clone()),
            TaskAct::Create(_) | TaskAct::Update { .. } => Event::TaskUpdated(after.clone()),
        };
        self.tell_task(change, &after, before.assignee_id, event).await
    }

    async fn create_task(&mut self, change: &TaskChange, new: &NewTask) -> Carried {
        let now = Time::now();
        let task = Task {
            id: change.task.to_string(),
            title: new.title.clone(),
            room_id: change.room.as_ref().map(|room| room.id.to_string()),
            status: FIRST_STATUS.to_owned(),
            progress: 0,
            assignee_id: new.assignee.clone(),
            priority: new.priority,
            metadata: new.metadata.clone(),
            created_by: change.by.to_string(),
            created_at: now,
            updated_at: now,
        };
        if !self.may_see(&task, &change.by).await? {
            return refused("room");
        }
        if !self.may_be_given(&task).await? {
            return refused("user");
        }
        self.insert_task(&task).await?;
        self.tell_task(change, &task, None, Event::TaskCreated(task.clone())).await
    }

    /// Those who may see it are told, and who had it so far, for whom it is the last that they hear.
    async fn tell_task(&mut self, change: &TaskChange, task: &Task, had: Option<String>, event: Event) -> Carried {
        let mut readers = Readers::of_task(task, change.room.clone());
        if task.room_id.is_none() {
            readers.users.extend(had.map(Arc::from));
        }
        let stream = Stream {
            topics: [format!("tasks/{}", task.id).into(), "tasks".into()],
            readers: Arc::new(readers),
            about: About::default(),
        };
        let seq = self.tell_topics(&stream, &[event]).await?;
        Ok(Done::Made(body(task, Some((stream.own(), seq)))?))
    }

    /// Whether a user may see and change it.
    async fn may_see(&mut self, task: &Task, user: &str) -> Result<bool, Attempt> {
        match &task.room_id {
            Some(room) => self.is_member(room, user).await,
            None => Ok(task.created_by == user || task.assignee_id.as_deref() == Some(user)),
        }
    }

    /// Whether its assignee could do it: a member of its room, or somebody who has been here.
    async fn may_be_given(&mut self, task: &Task) -> Result<bool, Attempt> {
        match (&task.assignee_id, &task.room_id) {
            (None, _) => Ok(true),
            (Some(assignee), Some(room)) => self.is_member(room, assignee).await,
            (Some(assignee), None) => {
                let row = sqlx::query("SELECT 1 FROM users WHERE id = ?").bind(assignee);
                Ok(row.fetch_optional(&mut *self.tx).await?.is_some())
            }
        }
    }

    async fn is_member(&mut self, room: &str, user: &str) -> Result<bool, Attempt> {
        let row = sqlx::query(
            "SELECT 1 FROM members WHERE room_id = ?1 AND user_id = ?2
             UNION ALL SELECT 1 FROM rooms WHERE id = ?1 AND owner_id = ?2 AND kind = 'session'",
        );
        Ok(row.bind(room).bind(user).fetch_optional(&mut *self.tx).await?.is_some())
    }

    async fn insert_task(&mut self, task: &Task) -> Result<(), Attempt> {
        sqlx::query(
            "INSERT INTO tasks (id, title, room_id, status, progress, assignee_id, priority, metadata, creator_id,
             created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&task.id)
        .bind(&task.title)
        .bind(&task.room_id)
        .bind(&task.status)
        .bind(task.progress)
        .bind(&task.assignee_id)
        .bind(task.priority)
        .bind(serde_json::to_string(&task.metadata)?)
        .bind(&task.created_by)
        .bind(task.created_at.0)
        .bind(task.updated_at.0)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Keeps what may change in a task.
    async fn keep_task(&mut self, task: &Task) -> Result<(), Attempt> {
        sqlx::query(
            "UPDATE tasks SET status = ?, progress = ?, assignee_id = ?, priority = ?, metadata = ?, updated_at = ?
             WHERE id = ?",
        )
        .bind(&task.status)
        .bind(task.progress)
        .bind(&task.assignee_id)
        .bind(task.priority)
        .bind(serde_json::to_string(&task.metadata)?)
        .bind(task.updated_at.0)
        .bind(&task.id)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}

/// What a task is after something was done with it.
fn changed(task: &Task, act: &TaskAct) -> Task {
    let mut task = task.clone();
    match act {
        TaskAct::Create(_) => {}
        TaskAct::Update { status, progress, metadata } => {
            task.status = status.clone().unwrap_or(task.status);
            task.progress = progress.unwrap_or(task.progress);
            task.metadata = metadata.clone().unwrap_or(task.metadata);
        }
        TaskAct::Assign { assignee, priority } => {
            task.assignee_id = Some(assignee.clone());
            task.priority = priority.unwrap_or(task.priority);
        }
    }
    task
}

fn refused(what: &'static str) -> Carried {
    Ok(Done::Refused(Error::not_found(what)))
}
