//! Pages of a conversation: the same for sessions, rooms and threads.

use super::Reply;
use crate::{
    App,
    contract::{HistoryPage, PageSize, Position, Seq},
    error::Error,
    store::Page,
};

/// Messages in a page unless asked otherwise, and in the reply of `session:switch`.
pub const PAGE: i64 = 50;

/// A page, oldest first.
pub async fn page_of(
    app: &App,
    room: &str,
    before: Option<Seq>,
    after: Option<Position>,
    parent: Option<&str>,
    limit: Option<PageSize>,
) -> Result<Reply<HistoryPage>, Error> {
    let limit = limit.map_or(PAGE, |limit| limit.get());
    let page = Page {
        room,
        before: before.map_or(i64::MAX, |before| before.get()),
        after: after.map(|after| after.get()),
        parent,
        // One more than asked for tells whether there are others.
        limit: limit + 1,
    };
    let mut messages = app.store.history(&page).await?;
    let has_more = messages.len() as i64 > limit;
    if has_more && after.is_some() {
        messages.pop();
    } else if has_more {
        messages.remove(0);
    }
    Reply::now(&HistoryPage { messages, has_more })
}
