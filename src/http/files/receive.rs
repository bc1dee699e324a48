//! The upload: from the bytes of a request to a file that the members of a room may read.

use std::sync::Arc;

use axum::{
    extract::{
        Request,
        multipart::{Field, Multipart},
    },
    http::StatusCode,
};
use bytes::BytesMut;

use crate::{
    App,
    contract::{Attachment, MAX_ID_CHARS},
    domain::file,
    error::Error,
    files::{HEAD_BYTES, Incoming, clean, look},
    http::{
        ApiError,
        multipart::{self, bad_request, refusal, unprocessable},
    },
    store::{FileRow, RoomState},
};

/// Takes the fields `file` and `roomId` of a form, in either order, of `limits.max_upload_bytes` in
/// all. Errors: 400, 404 no such room, 408 stalled, 413, 415, 422 empty. What is refused leaves
/// nothing behind.
pub(super) async fn receive(app: Arc<App>, user: Arc<str>, request: Request) -> Result<Attachment, ApiError> {
    let mut multipart = multipart::open(request, app.config.limits.max_upload_bytes).await?;
    let mut form = Form::default();
    let read = form.read(&app, &user, &mut multipart).await;
    if read.is_err() {
        multipart::drain(&mut multipart).await;
    }
    let id = form.file.as_ref().map(|file| file.id.clone());
    let posted = match read {
        Ok(()) => form.post(&app).await,
        Err(error) => Err(error),
    };
    if let (Err(_), Some(id)) = (&posted, id) {
        file::give_up(&app, &id).await;
    }
    posted
}

/// What came of the fields.
#[derive(Default)]
struct Form {
    room: Option<Arc<RoomState>>,
    file: Option<FileRow>,
}

impl Form {
    async fn read(&mut self, app: &App, user: &Arc<str>, multipart: &mut Multipart) -> Result<(), ApiError> {
        while let Some(field) = multipart.next_field().await.map_err(refusal)? {
            match field.name() {
                Some("roomId") if self.room.is_none() => {
                    self.room = Some(file::place(app, user, &room_id(field).await?).await?);
                }
                Some("file") if self.file.is_none() => self.file = Some(keep(app, user, field).await?),
                _ => {}
            }
        }
        Ok(())
    }

    async fn post(self, app: &App) -> Result<Attachment, ApiError> {
        let file = self.file.ok_or_else(|| bad_request("No file provided"))?;
        let room = self.room.ok_or_else(|| bad_request("No roomId provided"))?;
        Ok(file::post(app, file, &room).await?)
    }
}

/// Ids have at most four bytes per character; a longer one names no room.
async fn room_id(mut field: Field<'_>) -> Result<String, ApiError> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = field.chunk().await.map_err(refusal)? {
        if bytes.len() + chunk.len() > 4 * MAX_ID_CHARS as usize {
            return Err(Error::not_found("room").into());
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes.into()).map_err(|_| Error::not_found("room").into())
}

/// Looks at the beginning, then stores all of it.
async fn keep(app: &App, user: &Arc<str>, mut field: Field<'_>) -> Result<FileRow, ApiError> {
    let name = clean(field.file_name().unwrap_or_default());
    let head = head(&mut field).await?;
    if head.is_empty() {
        return Err(unprocessable("The file is empty"));
    }
    let found = look(&head);
    if !app.config.files.takes(found.mime) {
        return Err(ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "VALIDATION_ERROR",
            "Files of this type are not taken here",
        ));
    }
    let id = file::expect(app, user).await?;
    let size = match store(app.files.store(&id), &head, field).await {
        Ok(size) => size,
        Err(error) => {
            file::give_up(app, &id).await;
            return Err(error);
        }
    };
    let (width, height) = found.dimensions.unzip();
    Ok(FileRow { id, owner: user.clone(), name, size, mime: found.mime.to_owned(), width, height, rooms: Vec::new() })
}

/// The first [`HEAD_BYTES`], or a little more, or all if there are fewer.
async fn head(field: &mut Field<'_>) -> Result<BytesMut, ApiError> {
    let mut head = BytesMut::new();
    while head.len() < HEAD_BYTES {
        let Some(chunk) = field.chunk().await.map_err(refusal)? else { break };
        head.extend_from_slice(&chunk);
    }
    Ok(head)
}

/// The size of the file, in bytes.
async fn store(mut incoming: Incoming, head: &[u8], field: Field<'_>) -> Result<u64, ApiError> {
    match copy(&mut incoming, head, field).await {
        Ok(size) => {
            incoming.finish().await.map_err(outage)?;
            Ok(size)
        }
        Err(error) => {
            incoming.abort().await;
            Err(error)
        }
    }
}

async fn copy(incoming: &mut Incoming, head: &[u8], mut field: Field<'_>) -> Result<u64, ApiError> {
    incoming.write(head).await.map_err(outage)?;
    let mut size = head.len() as u64;
    while let Some(chunk) = field.chunk().await.map_err(refusal)? {
        incoming.write(&chunk).await.map_err(outage)?;
        size += chunk.len() as u64;
    }
    Ok(size)
}

fn outage(error: std::io::Error) -> ApiError {
    Error::server(format_args!("a file could not be stored: {error}")).into()
}
