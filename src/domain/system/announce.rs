//! What the server's administrator announces: told to those who are subscribed, and to those who come
//! later until it is over or taken back. It outlives the server.

use std::sync::Arc;

use uuid::Uuid;

use super::tell_all;
use crate::{
    App,
    contract::{Event, SystemMaintenance, SystemVersionUpdate, Time, invalid},
    error::Error,
    store::{Announcement, AnnouncementChange, Change, DirectChange, StoreError, What},
};

/// The version that this server runs.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Characters of a message for people.
const MOST_MESSAGE: usize = 1_000;
/// Characters of a version.
const MOST_VERSION: usize = 64;
/// A week.
const LONGEST_MINUTES: u32 = 7 * 24 * 60;
const MINUTE: i64 = 60_000;

/// Announces it from now on; its id.
pub async fn announce(app: &App, announcement: Announcement) -> Result<Arc<str>, Error> {
    check(&announcement)?;
    let id: Arc<str> = Uuid::now_v7().to_string().into();
    store(app, AnnouncementChange::Make { id: id.clone(), announcement: announcement.clone() }).await?;
    let mut announced = app.system.announced.lock();
    if announcement.replaces_others() {
        announced.retain(|_, other| other.kind() != announcement.kind());
    }
    tell_all(app, event(&id, &announcement, false));
    announced.insert(id.clone(), announcement);
    Ok(id)
}

/// Takes an announcement back. `NOT_FOUND` for one that is not in force.
pub async fn withdraw(app: &App, id: &str) -> Result<(), Error> {
    if !app.system.announced.lock().contains_key(id) {
        return Err(Error::not_found("announcement"));
    }
    store(app, AnnouncementChange::End(id.into())).await?;
    let mut announced = app.system.announced.lock();
    if let Some(announcement) = announced.remove(id) {
        tell_all(app, event(id, &announcement, true));
    }
    Ok(())
}

/// Before anyone connects: what was announced before the server last stopped goes on.
pub async fn recover(app: &App) -> Result<(), StoreError> {
    *app.system.announced.lock() = app.store.announcements().await?.into_iter().collect();
    Ok(())
}

/// Forgets what is over. Clients know by themselves when that is.
pub async fn forget_over(app: &App) {
    let over: Vec<_> = {
        let announced = app.system.announced.lock();
        announced.iter().filter(|(_, it)| is_over(it)).map(|(id, _)| id.clone()).collect()
    };
    for id in over {
        if let Err(error) = store(app, AnnouncementChange::End(id.clone())).await {
            tracing::debug!(%error, "an announcement that is over is still kept");
            return;
        }
        app.system.announced.lock().remove(&id);
    }
}

/// Whether it need not be told any more.
pub fn is_over(announcement: &Announcement) -> bool {
    match announcement {
        Announcement::Maintenance { starts_at, duration_minutes, .. } => {
            starts_at.0.saturating_add(i64::from(*duration_minutes) * MINUTE) <= Time::now().0
        }
        Announcement::Version { new_version } => new_version == VERSION,
    }
}

/// What tells of it.
pub fn event(id: &str, announcement: &Announcement, withdrawn: bool) -> Event {
    let (id, withdrawn) = (id.to_owned(), withdrawn.then_some(true));
    match announcement.clone() {
        Announcement::Maintenance { message, starts_at, duration_minutes } => {
            Event::SystemMaintenance(SystemMaintenance { id, message, starts_at, duration_minutes, withdrawn })
        }
        Announcement::Version { new_version } => Event::SystemVersionUpdate(SystemVersionUpdate {
            id,
            current_version: VERSION.to_owned(),
            new_version,
            withdrawn,
        }),
    }
}

fn check(announcement: &Announcement) -> Result<(), Error> {
    let fits = |text: &str, most: usize| (1..=most).contains(&text.chars().count()) && !text.contains('\0');
    match announcement {
        Announcement::Maintenance { message, .. } if !fits(message, MOST_MESSAGE) => {
            Err(invalid("/message", "length", "must have 1 to 1,000 characters"))
        }
        Announcement::Maintenance { duration_minutes, .. } if !(1..=LONGEST_MINUTES).contains(duration_minutes) => {
            Err(invalid("/durationMinutes", "range", "must be from a minute to a week"))
        }
        Announcement::Maintenance { .. } if is_over(announcement) => {
            Err(invalid("/startsAt", "range", "the maintenance would be over already"))
        }
        Announcement::Version { new_version } if !fits(new_version, MOST_VERSION) => {
            Err(invalid("/newVersion", "length", "must have 1 to 64 characters"))
        }
        Announcement::Version { .. } if is_over(announcement) => {
            Err(invalid("/newVersion", "range", "is the version that the server runs"))
        }
        Announcement::Maintenance { .. } | Announcement::Version { .. } => Ok(()),
    }
}

async fn store(app: &App, change: AnnouncementChange) -> Result<(), StoreError> {
    let what = What::Direct(DirectChange::Announcement(change));
    app.store.change(Change { key: None, what }).await.map(drop)
}
