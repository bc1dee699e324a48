//! Files: who may post one where, and who may read it (contract section 7).

use std::sync::Arc;

use uuid::Uuid;

use super::{conversation::attachment, permission::Action, room_for};
use crate::{
    App,
    contract::{Attachment, Time},
    error::Error,
    store::{Change, DirectChange, Done, FileChange, FileRow, Remembered, RoomState, What},
};

/// The room of this id or slug, if the user may post files to it.
pub async fn place(app: &App, user: &str, room: &str) -> Result<Arc<RoomState>, Error> {
    room_for(app, user, room, Action::Speak).await
}

/// The id of a file that is about to come. `PAYLOAD_TOO_LARGE` when its owner's files take up all of
/// `limits.file_bytes_per_user` already.
pub async fn expect(app: &App, owner: &Arc<str>) -> Result<Arc<str>, Error> {
    let id: Arc<str> = Uuid::now_v7().to_string().into();
    let most = app.config.limits.file_bytes_per_user();
    match change(app, FileChange::Expect { id: id.clone(), owner: owner.clone(), at: Time::now(), most }).await? {
        Done::Refused(error) => Err(error),
        _ => Ok(id),
    }
}

/// A file has come, and whoever reads in this room may read it. The owner may have been removed
/// from the room meanwhile, or other files of theirs have come: then `PAYLOAD_TOO_LARGE` when this one
/// does not fit into `limits.file_bytes_per_user` any more.
pub async fn post(app: &App, mut file: FileRow, room: &RoomState) -> Result<Attachment, Error> {
    let room = place(app, &file.owner, &room.id).await?;
    file.rooms = vec![room.id.clone()];
    let attachment = attachment(&file);
    match change(app, FileChange::Post { file, most: app.config.limits.file_bytes_per_user() }).await? {
        Done::Refused(error) => Err(error),
        Done::NotFound => Err(Error::not_found("room")),
        _ => Ok(attachment),
    }
}

/// A file that was expected does not come; its bytes are removed a little later.
pub async fn give_up(app: &App, id: &Arc<str>) {
    if let Err(error) = change(app, FileChange::GiveUp(id.clone())).await {
        tracing::warn!(%error, "what is left of an upload will be removed at the next start");
    }
}

/// The file of this id, if the user is a member of a room that it was posted to. One that the user
/// may not read looks like one that does not exist.
pub async fn readable(app: &App, user: &str, id: &str) -> Result<FileRow, Error> {
    let file = app.store.files(&[id.into()]).await?.pop().ok_or_else(|| Error::not_found("file"))?;
    for room in &file.rooms {
        let room = app.store.room(room, Remembered::Yes).await?;
        if room.is_some_and(|room| room.role(user).is_some()) {
            return Ok(file);
        }
    }
    Err(Error::not_found("file"))
}

async fn change(app: &App, change: FileChange) -> Result<Done, Error> {
    Ok(app.store.change(Change { key: None, what: What::Direct(DirectChange::File(change)) }).await?)
}
