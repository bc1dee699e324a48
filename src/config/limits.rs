//! `[limits]` and `[rate_limits]`: what a client may ask for, how much of it, and how often.
//!
//! The defaults stop floods, not people. A connection's rates are above what a client can reach that
//! waits for its replies across any network (a round trip takes a millisecond and more), and its
//! bursts above what a page does when it loads or comes back. What stands behind an address may be
//! a whole office, so an address gets ten times as much. A public server that knows its clients sets
//! all of them lower.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    ops::RangeInclusive,
    time::Duration,
};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde::{Deserialize, Serialize};

use super::AuthMode;
use crate::{
    agent::AgentLimits,
    connection::Backpressure,
    contract::{DEFAULT_MAX_CHAT_CHARS, Rate},
};

/// `[limits]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitSettings {
    /// Bytes of one message of a client.
    pub max_message_bytes: usize,
    /// Unicode scalar values of a chat message.
    pub max_chat_chars: usize,
    /// Bytes of one upload.
    pub max_upload_bytes: usize,
    /// Messages of a session that may wait for their answer.
    pub queued_runs: usize,
    /// Bytes that a run's agent may put out, log included.
    pub agent_output_bytes: usize,
    /// Commands of one connection that may wait behind one that takes time.
    pub inbox: usize,
    /// Bytes of those commands.
    pub inbox_bytes: usize,
    /// Events that may wait for one slow reader, beyond the socket's own queue.
    pub outbox_events: usize,
    /// Bytes of those events.
    pub outbox_bytes: usize,
    /// How long a command may take; an agent's answer has a time limit of its own.
    #[serde(with = "humantime_serde")]
    pub command_deadline: Duration,
    /// Rooms that one user may be in; 0 for any number.
    pub rooms_per_user: usize,
    /// Connections that one user may have at a time, on all devices; 0 for any number. Left out: 100,
    /// and any number in the auth mode `none`, where a user is whoever says so.
    pub connections_per_user: Option<usize>,
    /// Bytes of the files that one user has posted and that are still in some room; 0 for any number.
    pub file_bytes_per_user: u64,
    /// Uploads, of files and recordings, that one user may have under way at a time; 0 for any number.
    /// Left out: 8, and any number in the auth mode `none`, as above.
    pub uploads_per_user: Option<usize>,
    /// Connections that may come from one address at a time; 0 for any number.
    pub connections_per_address: usize,
}

/// What can be counted without overflow.
const RATES: RangeInclusive<f64> = 0.001..=1_000_000.0;
const BURSTS: RangeInclusive<u32> = 1..=1_000_000;
/// This machine.
const LOOPBACK: [Network; 2] = [
    Network(IpNet::V4(Ipv4Net::new_assert(Ipv4Addr::new(127, 0, 0, 0), 8))),
    Network(IpNet::V6(Ipv6Net::new_assert(Ipv6Addr::LOCALHOST, 128))),
];
/// `limits.connections_per_user` of users who have proved who they are.
const CONNECTIONS_PER_USER: usize = 100;
/// `limits.uploads_per_user` of such users: a quarter of the places that there are for files.
const UPLOADS_PER_USER: usize = 8;

impl Default for LimitSettings {
    fn default() -> Self {
        Self {
            max_message_bytes: 1_000_000,
            max_chat_chars: DEFAULT_MAX_CHAT_CHARS,
            max_upload_bytes: 25 * 1024 * 1024,
            queued_runs: 8,
            agent_output_bytes: AgentLimits::default().output_bytes,
            inbox: 1_024,
            inbox_bytes: 8 * 1024 * 1024,
            outbox_events: 1_024,
            outbox_bytes: 8 * 1024 * 1024,
            command_deadline: Duration::from_secs(10),
            rooms_per_user: 10_000,
            connections_per_user: None,
            file_bytes_per_user: 1024 * 1024 * 1024,
            uploads_per_user: None,
            connections_per_address: 5_000,
        }
    }
}

impl LimitSettings {
    /// Bounds of each connection's outbox.
    pub fn backpressure(&self) -> Backpressure {
        Backpressure { events: self.outbox_events, bytes: self.outbox_bytes }
    }

    /// `limits.connections_per_user`, in this mode.
    pub fn connections_per_user(&self, mode: AuthMode) -> usize {
        self.connections_per_user.unwrap_or(if mode == AuthMode::None { 0 } else { CONNECTIONS_PER_USER })
    }

    /// `limits.uploads_per_user`, in this mode.
    pub fn uploads_per_user(&self, mode: AuthMode) -> usize {
        self.uploads_per_user.unwrap_or(if mode == AuthMode::None { 0 } else { UPLOADS_PER_USER })
    }

    /// `limits.file_bytes_per_user`, as a number that is never passed where there is no limit.
    pub fn file_bytes_per_user(&self) -> u64 {
        if self.file_bytes_per_user == 0 { u64::MAX } else { self.file_bytes_per_user }
    }
}

/// `[rate_limits]`: how often, by class of command (the table says which command is of which) and by
/// whom. A command counts for its connection, its user and its address, and each may refuse it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimits {
    /// Addresses and CIDRs without limits per address. This machine, unless set: programs on it, and
    /// the clients of a proxy on it that `trusted_proxies` does not list, who must not share one
    /// limit.
    pub exempt: Vec<Network>,
    /// New connections of one address.
    pub handshakes: Quota,
    /// Tries to log in to one built-in account, whether it exists or not.
    pub logins: LoginRates,
    /// Asking.
    pub reads: ClassRates,
    /// Changing something.
    pub changes: ClassRates,
    /// Speaking, to people or to agents.
    pub messages: ClassRates,
    /// What is said all the time and kept nowhere: typing, pings, signaling, who is speaking.
    pub signals: ClassRates,
    /// Proving who one is. Slow on purpose: every try costs the server a password hash.
    pub auth: ClassRates,
}

/// How often commands of one class may come.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassRates {
    /// From one connection.
    pub connection: Quota,
    /// From one user, on all devices.
    pub user: Quota,
    /// From one address.
    pub address: Quota,
}

/// How often somebody may try to log in to one account.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoginRates {
    /// From all addresses together. The burst is what NIST SP 800-63B (section 5.2.2) allows.
    pub account: Quota,
    /// From one address. Less than there is for all, so that nobody alone can keep others out.
    pub address: Quota,
}

/// A rate, and how much may come at once.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// Per second, in the long run; 0 for no limit.
    pub rate: f64,
    /// At once, after a pause.
    pub burst: u32,
}

impl Quota {
    /// Between two, in the long run; `None` for no limit.
    pub fn interval(&self) -> Option<Duration> {
        (self.rate > 0.0).then(|| Duration::try_from_secs_f64(1.0 / self.rate).ok()).flatten()
    }

    /// Whether it can be kept to.
    pub fn check(&self) -> Result<(), &'static str> {
        match self.rate == 0.0 || RATES.contains(&self.rate) && BURSTS.contains(&self.burst) {
            true => Ok(()),
            false => Err("rate must be 0, or from 0.001 to 1000000 per second with a burst from 1 to 1000000"),
        }
    }
}

impl RateLimits {
    /// The defaults in this mode. In `none` there are none per user: a user is whoever says so, and
    /// all who say nothing are one.
    pub fn of(mode: AuthMode) -> Self {
        let per_user = mode != AuthMode::None;
        let class = |rate: f64, burst: u32| ClassRates {
            connection: Quota { rate, burst },
            user: Quota { rate: if per_user { rate } else { 0.0 }, burst: burst * 2 },
            address: Quota { rate: rate * 10.0, burst: burst * 10 },
        };
        Self {
            exempt: LOOPBACK.into(),
            handshakes: Quota { rate: 100.0, burst: 2_000 },
            logins: LoginRates { account: Quota { rate: 0.05, burst: 100 }, address: Quota { rate: 0.01, burst: 20 } },
            reads: class(2_000.0, 10_000),
            changes: class(1_000.0, 5_000),
            messages: class(1_000.0, 5_000),
            signals: class(1_000.0, 5_000),
            auth: class(5.0, 50),
        }
    }

    /// The rates of one class.
    pub fn class(&self, class: Rate) -> ClassRates {
        match class {
            Rate::reads => self.reads,
            Rate::changes => self.changes,
            Rate::messages => self.messages,
            Rate::signals => self.signals,
            Rate::auth => self.auth,
        }
    }

    /// Every quota by its key below `rate_limits`.
    pub fn quotas(&self) -> Vec<(String, Quota)> {
        let scopes = Rate::ALL.into_iter().flat_map(|class| {
            let ClassRates { connection, user, address } = self.class(class);
            [("connection", connection), ("user", user), ("address", address)]
                .map(|(scope, quota)| (format!("{}.{scope}", class.name()), quota))
        });
        let others = [
            ("handshakes", self.handshakes),
            ("logins.account", self.logins.account),
            ("logins.address", self.logins.address),
        ];
        others.into_iter().map(|(key, quota)| (key.to_owned(), quota)).chain(scopes).collect()
    }
}

impl Default for RateLimits {
    fn default() -> Self {
        Self::of(AuthMode::None)
    }
}

/// An address, or all addresses of a CIDR.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Network(IpNet);

impl Network {
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }
}

impl TryFrom<String> for Network {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let address = || text.parse::<IpAddr>().ok().map(IpNet::from);
        let network = text.parse().ok().or_else(address);
        network.map(Self).ok_or("must be an address or a CIDR such as 10.0.0.0/8")
    }
}

impl From<Network> for String {
    fn from(network: Network) -> Self {
        network.0.to_string()
    }
}
