//! Namespace `subscription` (contract section 3, seed 001).

use std::sync::Arc;

use super::{
    Cx, Reply, system,
    topic::{Access, Topic, access},
    watch,
};
use crate::{
    contract::{ListSubscriptions, Subscribe, Subscribed, Subscription, SubscriptionList, Unsubscribe, Unsubscribed},
    error::Error,
    store::{Change, What, room_topic},
};

/// `subscription:subscribe`
pub async fn subscribe(cx: &Cx, command: Subscribe) -> Result<Reply<Subscribed>, Error> {
    let name: Arc<str> = command.topic.as_str().into();
    let topic = Topic::parse(&name).ok_or_else(|| Error::not_found("topic"))?;
    let head_seq = match access(&cx.app, cx.user(), topic).await? {
        Access::Room(room) if room.session_owner.as_ref() == Some(cx.user()) => room.with(|facts| facts.head),
        Access::Room(room) => {
            let watch = watch::begin(&cx.app, &cx.connection, &room.id).await?;
            watch.ok_or_else(|| Error::not_found("topic"))?.head
        }
        Access::System => {
            system::subscribe(&cx.app, &cx.connection, command.filters.clone().map(Arc::new));
            0
        }
        Access::Thing(_) | Access::Shared => {
            cx.app.hub.topics.subscribe(&cx.connection, &name, command.filters.clone().map(Arc::new));
            // What is told until then counts as before.
            cx.app.store.change(Change { key: None, what: What::Nothing }).await?;
            if let Topic::Run(run) = topic {
                cx.app.missions.catch_up(&cx.connection, run);
            }
            cx.app.store.topic_head(&name).await?
        }
    };
    Reply::now(&Subscribed { topic: name.to_string(), filters: command.filters, head_seq })
}

/// `subscription:unsubscribe`
pub async fn unsubscribe(cx: &Cx, command: Unsubscribe) -> Result<Reply<Unsubscribed>, Error> {
    let name = command.topic.as_str();
    match Topic::parse(name) {
        Some(Topic::Room(room)) => cx.app.hub.unwatch(&cx.connection, room),
        _ => cx.app.hub.topics.unsubscribe(&cx.connection, name),
    }
    Reply::now(&Unsubscribed { topic: name.to_owned() })
}

/// `subscription:list`
pub async fn list(cx: &Cx, _: ListSubscriptions) -> Result<Reply<SubscriptionList>, Error> {
    let rooms = cx.connection.watched_rooms().into_iter().map(|room| (room_topic(&room), None));
    let topics = cx.connection.subscriptions();
    let subscription = |(topic, filters): (Arc<str>, Option<Arc<_>>)| Subscription {
        topic: topic.to_string(),
        filters: filters.map(Arc::unwrap_or_clone),
    };
    Reply::now(&SubscriptionList { subscriptions: rooms.chain(topics).map(subscription).collect() })
}
