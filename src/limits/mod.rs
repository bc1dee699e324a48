//! Who may do how much: rates of commands by connection, user and address, and how many connections
//! one user and one address may have (`[rate_limits]` and `[limits]`).
//!
//! A command counts for its connection first, then its user, then its address, and no longer counts
//! once one of them has refused it: a flood on one connection uses up nothing of the user's other
//! devices, nor of the neighbours behind the same address. A request of REST counts for its address
//! first: finding out whose it is costs more.
//!
//! What is known of a connection, user or address is forgotten once it makes no difference any more
//! ([`Limiter::sweep`]); one that sends nothing has nothing to be known.

mod address;
mod http;
mod logins;
mod meter;
mod places;

use std::{borrow::Cow, net::IpAddr, sync::Arc, time::Duration};

use axum::http::HeaderMap;
use governor::clock::DefaultClock;
use uuid::Uuid;

use crate::{
    App,
    config::{Config, Quota},
    connection::Connection,
    contract::Rate,
    error::{Code, Error},
    metrics::Metrics,
};
use address::Addresses;
use logins::Logins;
use meter::Meter;
use places::{Place, Places};

pub use http::{Counted, arrive, limited};

/// How often what makes no difference any more is forgotten. It bounds what a storm of short
/// connections leaves behind: 50 bytes for each.
const SWEEP_EVERY: Duration = Duration::from_secs(10);
/// When to try again for one of a limited number of connections: nobody knows when one ends.
const TRY_AGAIN: Duration = Duration::from_secs(10);

/// All limits of one server that are counted by whom they apply to.
pub struct Limiter {
    connections: [Meter<Uuid>; Rate::ALL.len()],
    users: [Meter<Arc<str>>; Rate::ALL.len()],
    addresses: [Meter<IpAddr>; Rate::ALL.len()],
    handshakes: Meter<IpAddr>,
    logins: Logins,
    users_connected: Arc<Places<Arc<str>>>,
    users_uploading: Arc<Places<Arc<str>>>,
    addresses_connected: Arc<Places<IpAddr>>,
    network: Addresses,
    metrics: Arc<Metrics>,
}

/// The place of a client among those of its address, for as long as its socket lives: that of one
/// which goes before it is let in, up to `handshake.authenticate_within`. A client to which no limit
/// per address applies has none.
pub struct Seat {
    /// What its commands count for.
    pub address: IpAddr,
    _place: Option<Place<IpAddr>>,
}

/// The place of a connection or an upload among those of its user; `None` where nobody counts.
pub type UserPlace = Option<Place<Arc<str>>>;

impl Limiter {
    /// Limits as they are configured; the configuration has been checked.
    pub fn new(config: &Config, metrics: Arc<Metrics>) -> Self {
        let rates = &config.rate_limits;
        Self {
            connections: meters(|class| rates.class(class).connection),
            users: meters(|class| rates.class(class).user),
            addresses: meters(|class| rates.class(class).address),
            handshakes: Meter::new(rates.handshakes, DefaultClock::default()),
            logins: Logins::new(rates.logins),
            users_connected: Places::new(config.limits.connections_per_user(config.auth.mode)),
            users_uploading: Places::new(config.limits.uploads_per_user(config.auth.mode)),
            addresses_connected: Places::new(config.limits.connections_per_address),
            network: Addresses::new(&config.trusted_proxies, &rates.exempt),
            metrics,
        }
    }

    /// Counts a command of this class, or refuses it with `RATE_LIMITED` and an honest
    /// `retryAfterMs`: after that time it is let through, if nothing else comes meanwhile.
    pub fn command(&self, connection: &Connection, class: Rate) -> Result<(), Error> {
        let index = class as usize;
        let (own, users, addresses) = (&self.connections[index], &self.users[index], &self.addresses[index]);
        own.count(&connection.id).map_err(|wait| self.refuse("connection", class.name(), wait))?;
        // A scope that let it through may have given its last: then it has to wait for that one too.
        let mut least = own.interval();
        if connection.who().is_some() {
            let counted = users.count(connection.user());
            counted.map_err(|wait| self.refuse("user", class.name(), wait.max(least)))?;
            least = least.max(users.interval());
        }
        let Some(address) = connection.address() else { return Ok(()) };
        addresses.count(&address).map_err(|wait| self.refuse("address", class.name(), wait.max(least)))
    }

    /// Counts a request of REST for its address.
    fn request(&self, address: Option<IpAddr>, class: Rate) -> Result<(), Error> {
        let Some(address) = address else { return Ok(()) };
        let counted = self.addresses[class as usize].count(&address);
        counted.map_err(|wait| self.refuse("address", class.name(), wait))
    }

    /// Counts a request of REST for its user, once that is known.
    fn request_of(&self, user: &Arc<str>, class: Rate) -> Result<(), Error> {
        let counted = self.users[class as usize].count(user);
        counted.map_err(|wait| self.refuse("user", class.name(), wait))
    }

    /// A user begins an upload: takes a place among those of the user, for as long as it takes.
    fn upload(&self, user: &Arc<str>) -> Result<UserPlace, Error> {
        let place = self.users_uploading.take(user.clone());
        place.map_err(|_| self.refuse("user", "uploads", TRY_AGAIN))
    }

    /// Somebody tries to log in to the account of this name, in its one spelling: counted before it is
    /// known whether there is such an account and whether the password is right.
    fn login(&self, address: Option<IpAddr>, account: &str) -> Result<(), Error> {
        self.logins.count(address, account).map_err(|(scope, wait)| self.refuse(scope, "logins", wait))
    }

    /// A client asks for a connection; whether its address may have one more, now.
    fn enter(&self, address: Option<IpAddr>) -> Result<Option<Seat>, Error> {
        let Some(address) = address else { return Ok(None) };
        self.handshakes.count(&address).map_err(|wait| self.refuse("address", "handshakes", wait))?;
        let place = self.addresses_connected.take(address);
        let place = place.map_err(|_| self.refuse("address", "connections", TRY_AGAIN))?;
        Ok(Some(Seat { address, _place: place }))
    }

    /// It is known whose a connection is, or about to be: takes a place among those of the user, which
    /// the connection is to keep until it is gone. `RATE_LIMITED` if the user has as many as one may.
    pub fn join(&self, user: &Arc<str>) -> Result<UserPlace, Error> {
        let place = self.users_connected.take(user.clone());
        place.map_err(|_| self.refuse("user", "connections", TRY_AGAIN))
    }

    /// What limits per address count a request for; `None` if they do not apply to it.
    fn address(&self, peer: IpAddr, headers: &HeaderMap) -> Option<IpAddr> {
        self.network.counted(self.network.client(peer, headers))
    }

    /// Forgets whoever has not been heard of for so long that it makes no difference.
    fn sweep(&self) {
        self.connections.iter().for_each(Meter::sweep);
        self.users.iter().for_each(Meter::sweep);
        self.addresses.iter().for_each(Meter::sweep);
        self.handshakes.sweep();
        self.logins.sweep();
        self.users_connected.shrink();
        self.users_uploading.shrink();
        self.addresses_connected.shrink();
    }

    fn refuse(&self, scope: &'static str, class: &'static str, wait: Duration) -> Error {
        self.metrics.refused(scope, class);
        let whose = match scope {
            "connection" => "on this connection",
            "user" => "of this user",
            "account" => "to this account",
            _ => "from this address",
        };
        let message: Cow<'static, str> = format!("Too many {class} {whose}; try again later").into();
        // A whole millisecond more than the part of one that is cut off.
        let wait = Duration::from_millis(wait.as_nanos().div_ceil(1_000_000) as u64);
        Error { retry_after: Some(wait), ..Error::new(Code::RateLimited, message) }
    }
}

/// Forgets again and again, until it is aborted.
pub async fn sweep(app: Arc<App>) {
    loop {
        tokio::time::sleep(SWEEP_EVERY).await;
        app.limiter.sweep();
    }
}

fn meters<K: std::hash::Hash + Eq + Clone>(quota: impl Fn(Rate) -> Quota) -> [Meter<K>; Rate::ALL.len()] {
    Rate::ALL.map(|class| Meter::new(quota(class), DefaultClock::default()))
}
