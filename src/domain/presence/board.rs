//! Who is there, on which devices, and what others know of it. A user's own connections are told at
//! once; what others are to be told is the difference between what they know and what is.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use parking_lot::Mutex;
use tokio::time::Instant;
use uuid::Uuid;

use crate::{
    connection::Connection,
    contract::{Event, Presence, PresenceStatus, Time, UserDevice},
    hub::Hub,
};

/// Devices of one user that are told of. One with more is many people behind one name, and each of
/// their connections would be told of all the others.
const MOST_DEVICES: usize = 100;

/// Everybody who is there, or was within the grace; bounded by the connections of that time.
pub struct Board {
    hub: Arc<Hub>,
    people: Mutex<HashMap<Arc<str>, Person>>,
}

struct Person {
    /// How they want to look while they are there.
    chosen: PresenceStatus,
    /// When they last stopped to look as if they were there.
    last_seen: Time,
    /// The device of each connection.
    connections: HashMap<Uuid, Arc<str>>,
    /// Those that are there, or were within the grace.
    devices: HashMap<Arc<str>, Device>,
    /// Devices that no client has named and that have lost their connection: the next client that
    /// names none is taken for theirs, so that a reconnect does not look like another device.
    waiting: BTreeSet<Arc<str>>,
    /// What others know.
    told: PresenceStatus,
    told_devices: BTreeSet<Arc<str>>,
    /// Somebody is at telling others.
    telling: bool,
}

#[derive(Default)]
struct Device {
    connections: usize,
    /// When the last of them went, if none is left.
    left: Option<Instant>,
    /// Nobody is told of it.
    quiet: bool,
}

/// A device that has lost its last connection.
pub struct Departure {
    device: Arc<str>,
    left: Instant,
}

/// What others do not know yet.
pub struct News {
    pub presence: Option<Presence>,
    pub devices: Vec<Event>,
}

impl Board {
    pub fn new(hub: Arc<Hub>) -> Self {
        Self { hub, people: Mutex::default() }
    }

    /// A connection is there. Whether others are to be told, by the caller.
    pub fn arrive(&self, connection: &Connection) -> bool {
        let mut people = self.people.lock();
        // Once it is closed it departs, or has departed already.
        if connection.is_closed() {
            return false;
        }
        let user = connection.user();
        let person = people.entry(user.clone()).or_default();
        let device = person.device_of(connection);
        person.connections.insert(connection.id, device.clone());
        if person.devices.contains_key(&device) {
            person.add(&device, false);
            return false;
        }
        let quiet = person.devices.len() >= MOST_DEVICES;
        person.add(&device, quiet);
        if !quiet {
            self.tell_own(user, person, &device, Event::DeviceOnline);
        }
        person.stir()
    }

    /// A connection is gone. `Some` if it was the last one of its device, to be looked at when the
    /// grace is over.
    pub fn depart(&self, connection: &Connection) -> Option<Departure> {
        let mut people = self.people.lock();
        let person = people.get_mut(connection.user())?;
        let id = person.connections.remove(&connection.id)?;
        if person.connections.is_empty() && person.chosen != PresenceStatus::Offline {
            person.last_seen = Time::now();
        }
        let device = person.devices.get_mut(&id)?;
        device.connections -= 1;
        if device.connections > 0 {
            return None;
        }
        let left = Instant::now();
        device.left = Some(left);
        if !connection.device_is_named {
            person.waiting.insert(id.clone());
        }
        Some(Departure { device: id, left })
    }

    /// The grace of a device is over. Whether others are to be told, by the caller.
    pub fn end(&self, user: &Arc<str>, departure: &Departure) -> bool {
        let mut people = self.people.lock();
        let Some(person) = people.get_mut(user) else { return false };
        let quiet = match person.devices.get(&departure.device) {
            Some(device) if device.left == Some(departure.left) => device.quiet,
            _ => return false,
        };
        person.devices.remove(&departure.device);
        person.waiting.remove(&departure.device);
        if !quiet {
            self.tell_own(user, person, &departure.device, Event::DeviceOffline);
        }
        if person.devices.is_empty() {
            person.chosen = PresenceStatus::Online;
        }
        person.stir()
    }

    /// How a user will look after choosing a status.
    pub fn choice(&self, user: &str, status: PresenceStatus) -> Presence {
        let people = self.people.lock();
        let hidden = people.get(user).filter(|person| person.visible() == PresenceStatus::Offline);
        let last_seen_at = match (status, hidden) {
            (PresenceStatus::Offline, Some(person)) => person.last_seen,
            _ => Time::now(),
        };
        Presence { user_id: user.to_owned(), status, last_seen_at }
    }

    /// A user wants to look like this from now on, and said so on the connection `by`. Whether
    /// others are to be told, by the caller.
    pub fn choose(&self, user: &str, choice: Presence, by: Uuid) -> bool {
        let mut people = self.people.lock();
        let Some(person) = people.get_mut(user) else { return false };
        if person.chosen == choice.status || person.devices.is_empty() {
            return false;
        }
        person.chosen = choice.status;
        if choice.status == PresenceStatus::Offline {
            person.last_seen = choice.last_seen_at;
        }
        self.hub.tell(user, Some(by), Event::PresenceUpdated(choice));
        person.stir()
    }

    /// How a user looks.
    pub fn status(&self, user: &str) -> PresenceStatus {
        self.people.lock().get(user).map_or(PresenceStatus::Offline, Person::visible)
    }

    /// How a user looks; `None` for one who is not there, and whom the store knows.
    pub fn presence(&self, user: &str) -> Option<Presence> {
        let people = self.people.lock();
        people.get(user).map(|person| person.presence(user))
    }

    /// What others do not know yet: from now on they do. `None` when there is nothing more to tell.
    pub fn news(&self, user: &Arc<str>) -> Option<News> {
        let mut people = self.people.lock();
        let person = people.get_mut(user)?;
        let news = person.news(user);
        if news.is_none() {
            person.telling = false;
            if person.devices.is_empty() {
                people.remove(user);
            }
        }
        news
    }

    /// When those who look as if they were there were there last, now that the server ends.
    pub fn last_seen(&self) -> Vec<(Arc<str>, Time)> {
        let people = self.people.lock();
        let there = people.iter().filter(|(_, person)| person.visible() != PresenceStatus::Offline);
        let now = Time::now();
        let seen = |person: &Person| if person.connections.is_empty() { person.last_seen } else { now };
        there.map(|(user, person)| (user.clone(), seen(person))).collect()
    }

    /// Tells a user's other devices of this one. Within the lock, so that they are told in order.
    fn tell_own(&self, user: &str, person: &Person, device: &Arc<str>, event: fn(UserDevice) -> Event) {
        let told = UserDevice { device_id: device.to_string(), user_id: user.to_owned() };
        let other = |connection: &Connection| person.connections.get(&connection.id).is_some_and(|id| id != device);
        self.hub.tell_those(user, other, event(told));
    }
}

impl Default for Person {
    fn default() -> Self {
        Self {
            chosen: PresenceStatus::Online,
            last_seen: Time::now(),
            connections: HashMap::new(),
            devices: HashMap::new(),
            waiting: BTreeSet::new(),
            told: PresenceStatus::Offline,
            told_devices: BTreeSet::new(),
            telling: false,
        }
    }
}

impl Person {
    fn device_of(&mut self, connection: &Connection) -> Arc<str> {
        let waiting = if connection.device_is_named { None } else { self.waiting.pop_first() };
        waiting.unwrap_or_else(|| connection.device.clone())
    }

    fn add(&mut self, device: &Arc<str>, quiet: bool) {
        let entry = self.devices.entry(device.clone()).or_insert_with(|| Device { quiet, ..Device::default() });
        entry.connections += 1;
        entry.left = None;
    }

    fn visible(&self) -> PresenceStatus {
        if self.devices.is_empty() { PresenceStatus::Offline } else { self.chosen }
    }

    fn presence(&self, user: &str) -> Presence {
        let status = self.visible();
        let last_seen_at = if status == PresenceStatus::Offline { self.last_seen } else { Time::now() };
        Presence { user_id: user.to_owned(), status, last_seen_at }
    }

    /// Something may have changed for others; whether nobody is at telling them yet.
    fn stir(&mut self) -> bool {
        !std::mem::replace(&mut self.telling, true)
    }

    fn news(&mut self, user: &str) -> Option<News> {
        let visible = self.visible();
        let shown = self.devices.iter().filter(|(_, device)| !device.quiet && visible != PresenceStatus::Offline);
        let shown: BTreeSet<_> = shown.map(|(id, _)| id.clone()).collect();
        let told = |id: &Arc<str>| UserDevice { device_id: id.to_string(), user_id: user.to_owned() };
        let came = shown.difference(&self.told_devices).map(|id| Event::DeviceOnline(told(id)));
        let went = self.told_devices.difference(&shown).map(|id| Event::DeviceOffline(told(id)));
        let devices: Vec<_> = came.chain(went).collect();
        let presence = (visible != self.told).then(|| self.presence(user));
        self.told = visible;
        self.told_devices = shown;
        (presence.is_some() || !devices.is_empty()).then_some(News { presence, devices })
    }
}
