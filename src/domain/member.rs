//! The members of a room as clients see them.

use std::{cmp::Reverse, sync::Arc};

use crate::{
    App,
    contract::{Member, User},
    error::Error,
    store::RoomState,
};

/// Members in the reply of `room:join`.
const MOST_LISTED: usize = 1_000;

/// Those with the highest roles first, then in the order of joining.
pub async fn listed(app: &App, room: &RoomState) -> Result<Vec<Member>, Error> {
    let mut members: Vec<_> =
        room.with(|facts| facts.members.iter().map(|(user, member)| (user.clone(), *member)).collect());
    members.sort_by(|(a, first), (b, second)| {
        (Reverse(first.role), first.joined_at, a).cmp(&(Reverse(second.role), second.joined_at, b))
    });
    members.truncate(MOST_LISTED);
    let ids: Vec<Arc<str>> = members.iter().map(|(user, _)| user.clone()).collect();
    let mut users = named(app, &ids).await?.into_iter();
    let member = |(id, member): (Arc<str>, crate::store::Membership)| Member {
        user: users.next().unwrap_or_else(|| nameless(&id)),
        role: member.role,
        joined_at: member.joined_at,
        status: app.board.status(&id),
    };
    Ok(members.into_iter().map(member).collect())
}

/// The people of these ids, in this order. Somebody whom the server has not met is called by the id.
pub async fn named(app: &App, ids: &[Arc<str>]) -> Result<Vec<User>, Error> {
    let rows = app.store.users(ids).await?;
    let by_id: std::collections::HashMap<_, _> = rows.iter().map(|row| (&*row.id, row)).collect();
    let user = |id: &Arc<str>| match by_id.get(&**id) {
        Some(row) => User { id: id.to_string(), name: row.name.clone(), avatar_url: row.avatar_url.clone() },
        None => nameless(id),
    };
    Ok(ids.iter().map(user).collect())
}

fn nameless(id: &str) -> User {
    User { id: id.to_owned(), name: id.to_owned(), avatar_url: None }
}
