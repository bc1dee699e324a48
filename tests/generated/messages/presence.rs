//! Of who is there.

use super::*;

fn presence(full: bool) -> Presence {
    let status = if full { PresenceStatus::Away } else { PresenceStatus::Offline };
    Presence { user_id: "u".into(), status, last_seen_at: AT }
}

pub fn events(full: bool) -> Vec<Outgoing> {
    let device = || UserDevice { device_id: "d".into(), user_id: "u".into() };
    [Event::PresenceUpdated(presence(full)), Event::DeviceOnline(device()), Event::DeviceOffline(device())]
        .map(outgoing)
        .into()
}

pub fn replies(full: bool) -> Vec<Outgoing> {
    vec![
        reply("presence:set", &presence(full), full),
        reply("presence:get", &Presences { presences: many(full, presence) }, full),
    ]
}
