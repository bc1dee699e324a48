//! Namespace `mission` (contract section 3, seed 001): long work of agents, spec by spec. Its creator
//! sees and steers a mission, the members of its room see it.

mod pump;
mod queue;
mod work;

use std::{collections::HashSet, sync::Arc};

use uuid::Uuid;

use super::{Cx, Reply, permission, permission::Action};
use crate::{
    App,
    contract::{CreateMission, ListMissions, Mission, MissionCreated, MissionList, NameMission, invalid},
    error::Error,
    store::{
        DirectChange, MissionAct, MissionChange, MissionRow, NewMission, Readers, Remembered, Steer, StoreError, What,
    },
};

pub use work::{Missions, recover};

/// How many missions a list shows.
const LISTED: i64 = 500;

/// `mission:create`
pub async fn create(cx: &Cx, command: CreateMission) -> Result<Reply<MissionCreated>, Error> {
    let mut ids = HashSet::new();
    if !command.specs.iter().all(|spec| ids.insert(&spec.id)) {
        return Err(invalid("/specs", "unique", "no two specs may have the same id"));
    }
    let model = cx.app.models.named(command.model.as_ref().map_or("", |model| model.as_str()))?;
    let room = match &command.room_id {
        Some(room) => Some(cx.room(room.as_str(), Action::Speak).await?),
        None => None,
    };
    let new = NewMission {
        name: command.name.to_string(),
        creator: cx.user().clone(),
        room: room.as_ref().map(|room| room.id.clone()),
        model,
        specs: command.specs.into_iter().map(|spec| (spec.id.into(), spec.prompt.into())).collect(),
    };
    let change = MissionChange {
        mission: Uuid::now_v7().to_string().into(),
        readers: Arc::new(Readers { users: vec![cx.user().clone()], room }),
        act: MissionAct::Create(new),
    };
    let (reply, _) = cx.change(What::Direct(DirectChange::Mission(change))).await?.reply()?;
    Ok(Reply::stored(reply))
}

/// `mission:list`
pub async fn list(cx: &Cx, _: ListMissions) -> Result<Reply<MissionList>, Error> {
    let rows = cx.app.store.missions(cx.user(), LISTED).await?;
    Reply::now(&MissionList { missions: rows.into_iter().map(|row| seen(&cx.app, row)).collect() })
}

/// `mission:getStatus`
pub async fn get_status(cx: &Cx, command: NameMission) -> Result<Reply<Mission>, Error> {
    let (row, _) = visible(&cx.app, cx.user(), command.mission_id.as_str()).await?;
    Reply::now(&seen(&cx.app, row))
}

/// `mission:start`
pub async fn start(cx: &Cx, command: NameMission) -> Result<Reply<Mission>, Error> {
    steer(cx, command, Steer::Start).await
}

/// `mission:pause`
pub async fn pause(cx: &Cx, command: NameMission) -> Result<Reply<Mission>, Error> {
    steer(cx, command, Steer::Pause).await
}

/// `mission:resume`
pub async fn resume(cx: &Cx, command: NameMission) -> Result<Reply<Mission>, Error> {
    steer(cx, command, Steer::Resume).await
}

/// `mission:cancel`
pub async fn cancel(cx: &Cx, command: NameMission) -> Result<Reply<Mission>, Error> {
    steer(cx, command, Steer::Cancel).await
}

/// In a task of its own: a mission that is stored as running is run, even if the deadline of the
/// command passes meanwhile.
async fn steer(cx: &Cx, command: NameMission, steer: Steer) -> Result<Reply<Mission>, Error> {
    let (row, readers) = visible(&cx.app, cx.user(), command.mission_id.as_str()).await?;
    if row.creator != *cx.user() {
        return Err(permission::denied("Only its creator steers a mission"));
    }
    let cx = cx.clone();
    let task = async move {
        let act = MissionAct::Steer(steer);
        let change = MissionChange { mission: row.id.clone(), readers: readers.clone(), act };
        let (reply, fresh) = cx.change(What::Direct(DirectChange::Mission(change))).await?.reply()?;
        if fresh {
            match steer {
                Steer::Start | Steer::Resume => work::enter(&cx.app, &row, &readers).await,
                Steer::Pause => cx.app.missions.withdraw(&row.id),
                Steer::Cancel => cx.app.missions.stop(&row.id),
            }
        }
        Ok(Reply::stored(reply))
    };
    tokio::spawn(task).await.map_err(Error::server)?
}

/// A mission that the user may see, and who else may. One that they may not looks like one that does
/// not exist.
async fn visible(app: &App, user: &str, id: &str) -> Result<(MissionRow, Arc<Readers>), Error> {
    let row = app.store.mission(id).await?.ok_or_else(|| Error::not_found("mission"))?;
    let readers = readers(app, &row).await?;
    match readers.include(user) {
        true => Ok((row, readers)),
        false => Err(Error::not_found("mission")),
    }
}

/// Who may see a mission.
pub async fn readers(app: &App, row: &MissionRow) -> Result<Arc<Readers>, StoreError> {
    let room = match &row.room {
        Some(room) => app.store.room(room, Remembered::Yes).await?,
        None => None,
    };
    Ok(Arc::new(Readers { users: vec![row.creator.clone()], room }))
}

/// As clients see it.
fn seen(app: &App, row: MissionRow) -> Mission {
    Mission { waiting: app.missions.place(&row.id), ..row.mission }
}
