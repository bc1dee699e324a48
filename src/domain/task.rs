//! Namespace `task` (contract section 3, seed 002): what people have to do. Who may see a task may
//! change it; the store decides.

use std::sync::Arc;

use uuid::Uuid;

use super::{Cx, Reply, conversation::fits, permission::Action};
use crate::{
    App,
    contract::{AssignTask, CreateTask, ListTasks, Priority, Task, TaskList, UpdateTask},
    error::Error,
    store::{DirectChange, NewTask, Readers, Remembered, RoomState, StoreError, TaskAct, TaskChange, Tasks, What},
};

/// How many tasks a list shows.
const LISTED: i64 = 500;

/// `task:create`
pub async fn create(cx: &Cx, command: CreateTask) -> Result<Reply<Task>, Error> {
    fits(command.metadata.as_ref())?;
    let room = match &command.room_id {
        Some(room) => Some(cx.room(room.as_str(), Action::Speak).await?),
        None => None,
    };
    let new = NewTask {
        title: command.title.into(),
        assignee: command.assignee_id.map(String::from),
        priority: command.priority.unwrap_or(Priority::NORMAL).get() as u8,
        metadata: command.metadata.unwrap_or_default(),
    };
    store(cx, Uuid::now_v7().to_string().into(), room, TaskAct::Create(new)).await
}

/// `task:list`
pub async fn list(cx: &Cx, command: ListTasks) -> Result<Reply<TaskList>, Error> {
    let tasks = match &command.room_id {
        Some(room) => {
            let room = cx.room(room.as_str(), Action::Read).await?;
            cx.app.store.tasks(Tasks::OfRoom(&room.id), LISTED).await?
        }
        None => cx.app.store.tasks(Tasks::SeenBy(cx.user()), LISTED).await?,
    };
    Reply::now(&TaskList { tasks })
}

/// `task:update`
pub async fn update(cx: &Cx, command: UpdateTask) -> Result<Reply<Task>, Error> {
    fits(command.metadata.as_ref())?;
    let act = TaskAct::Update {
        status: command.status.map(String::from),
        progress: command.progress.map(|progress| progress.get() as u8),
        metadata: command.metadata,
    };
    change(cx, command.task_id.as_str(), act).await
}

/// `task:assign`
pub async fn assign(cx: &Cx, command: AssignTask) -> Result<Reply<Task>, Error> {
    let act = TaskAct::Assign {
        assignee: command.assignee_id.into(),
        priority: command.priority.map(|priority| priority.get() as u8),
    };
    change(cx, command.task_id.as_str(), act).await
}

/// Not refused here, even if there is no such task for the caller: a repeat gets its stored reply also
/// when they have given it away since.
async fn change(cx: &Cx, id: &str, act: TaskAct) -> Result<Reply<Task>, Error> {
    let room = match cx.app.store.task(id).await? {
        Some(task) => room_of(&cx.app, &task).await?,
        None => None,
    };
    store(cx, id.into(), room, act).await
}

async fn store(cx: &Cx, task: Arc<str>, room: Option<Arc<RoomState>>, act: TaskAct) -> Result<Reply<Task>, Error> {
    let change = TaskChange { task, by: cx.user().clone(), room, act };
    let (reply, _) = cx.change(What::Direct(DirectChange::Task(change))).await?.reply()?;
    Ok(Reply::stored(reply))
}

async fn room_of(app: &App, task: &Task) -> Result<Option<Arc<RoomState>>, StoreError> {
    match &task.room_id {
        Some(room) => app.store.room(room, Remembered::Yes).await,
        None => Ok(None),
    }
}

/// Who may see a task.
pub async fn readers(app: &App, task: &Task) -> Result<Arc<Readers>, StoreError> {
    Ok(Arc::new(Readers::of_task(task, room_of(app, task).await?)))
}
