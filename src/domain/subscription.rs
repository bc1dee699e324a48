//! Namespace `subscription` (contract section 3, seed 001).

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Cx, Reply,
    permission::Action,
    system,
    topic::{Access, Topic, access},
    watch,
};
use crate::{
    contract::{ListSubscriptions, Subscribe, Subscribed, Subscription, SubscriptionList, Unsubscribe, Unsubscribed},
    error::{Code, Error},
    store::{Change, What, room_topic},
};

/// `subscription:subscribe`
pub async fn subscribe(cx: &Cx, command: Subscribe) -> Result<Reply<Subscribed>, Error> {
    let name: Arc<str> = command.topic.as_str().into();
    let topic = Topic::parse(&name).ok_or_else(|| Error::not_found("topic"))?;
    let filters = command.filters.clone().map(Arc::new);
    let mut told = command.filters;
    let head_seq = match access(&cx.app, cx.user(), topic).await? {
        Access::Room(room) => {
            match topic {
                // First: what is not wanted any more is not told even once.
                Topic::Room(_) => cx.connection.filter_room(&room.id, filters),
                // A run of a session is watched with it, and with its filters.
                _ => told = None,
            }
            match room.session_owner.as_ref() == Some(cx.user()) {
                true => room.with(|facts| facts.head),
                false => {
                    let watch = watch::begin(&cx.app, &cx.connection, &room.id).await?;
                    watch.ok_or_else(|| Error::not_found("topic"))?.head
                }
            }
        }
        Access::System => {
            system::subscribe(&cx.app, &cx.connection, filters);
            0
        }
        Access::Thing(_) | Access::Shared => {
            cx.app.hub.topics.subscribe(&cx.connection, &name, filters);
            if let Topic::Run(run) = topic {
                cx.app.missions.catch_up(&cx.connection, run);
            }
            cx.app.store.topic_head(&name).await?
        }
    };
    // What is committed up to the head is told before the reply that names it: one who was subscribed before takes it
    // for what has arrived.
    cx.app.store.change(Change { key: None, what: What::Nothing }).await?;
    Reply::now(&Subscribed { topic: name.to_string(), filters: told, head_seq })
}

/// `subscription:unsubscribe`
pub async fn unsubscribe(cx: &Cx, command: Unsubscribe) -> Result<Reply<Unsubscribed>, Error> {
    let name = command.topic.as_str();
    match Topic::parse(name) {
        Some(Topic::Room(room)) => cx.app.hub.unwatch(&cx.connection, &room_id(cx, room).await?),
        _ => cx.app.hub.topics.unsubscribe(&cx.connection, name),
    }
    Reply::now(&Unsubscribed { topic: name.to_owned() })
}

/// The id of a room whose subscription is to end: a client that joined by the slug knows no other name.
async fn room_id(cx: &Cx, name: &str) -> Result<Arc<str>, Error> {
    if cx.connection.watches(name) {
        return Ok(name.into());
    }
    match cx.room(name, Action::Leave).await {
        Ok(room) => Ok(room.id.clone()),
        // Then there is nothing to end.
        Err(error) if error.code == Code::NotFound => Ok(name.into()),
        Err(error) => Err(error),
    }
}

/// `subscription:list`
pub async fn list(cx: &Cx, _: ListSubscriptions) -> Result<Reply<SubscriptionList>, Error> {
    let mut subscriptions: BTreeMap<_, _> =
        cx.connection.watched_rooms().into_iter().map(|room| (room_topic(&room), None)).collect();
    let filtered = cx.connection.room_filters().into_iter().map(|(room, filters)| (room_topic(&room), Some(filters)));
    subscriptions.extend(filtered.chain(cx.connection.subscriptions()));
    let subscription = |(topic, filters): (Arc<str>, Option<Arc<_>>)| Subscription {
        topic: topic.to_string(),
        filters: filters.map(Arc::unwrap_or_clone),
    };
    Reply::now(&SubscriptionList { subscriptions: subscriptions.into_iter().map(subscription).collect() })
}
