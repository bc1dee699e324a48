//! Who a connection speaks for, and until when. Known at the handshake, or later where credentials
//! are needed and none came with it; from then on it is the same user.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, LazyLock, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use parking_lot::Mutex;
use tokio::task::AbortHandle;
use uuid::Uuid;

use super::{Connection, Ending};
use crate::{
    auth::{Caller, expired},
    contract::{CommandRow, Event, Filters, Kind, Position, Time, User},
    error::{Code, Error},
    hub::Outgoing,
};

/// What a client gets to read why it has to go.
const PARTING: Duration = Duration::from_millis(500);

/// The user of those who have not said who they are: nobody may have this id, and it owns nothing.
static NOBODY: LazyLock<Arc<str>> = LazyLock::new(|| "".into());

/// From where a client wants to go on, by topic.
#[derive(Debug, Default)]
pub struct Wanted {
    pub positions: BTreeMap<String, Position>,
    /// What it wants of a topic; all of it, where it says nothing.
    pub filters: BTreeMap<String, Filters>,
}

#[derive(Default)]
pub struct Identity {
    who: OnceLock<(Arc<str>, User)>,
    credentials: Mutex<Credentials>,
    /// From where it wants to go on, until it is known who wants to.
    wanted: Mutex<Wanted>,
    /// Why it is to end once it has its reply.
    ending: Mutex<Option<Error>>,
    /// Whether its credentials are good no more.
    parted: AtomicBool,
    /// What ends it when its credentials do.
    watch: Mutex<Option<AbortHandle>>,
}

#[derive(Default)]
struct Credentials {
    expires_at: Option<Time>,
    family: Option<Arc<str>>,
}

impl Identity {
    /// Somebody on a trusted network.
    pub fn trusted(user: &str) -> Self {
        let identity = Self::default();
        let user = User { id: user.to_owned(), name: user.to_owned(), avatar_url: None };
        identity.who.get_or_init(|| (user.id.as_str().into(), user));
        identity
    }

    /// Who a token speaks for.
    pub fn of(caller: Caller) -> Self {
        let identity = Self::default();
        identity.who.get_or_init(|| (caller.user.id.as_str().into(), caller.user));
        *identity.credentials.lock() = Credentials { expires_at: Some(caller.expires_at), family: caller.family };
        identity
    }

    /// Somebody who is yet to say who they are.
    pub fn unknown(wanted: Wanted) -> Self {
        Self { wanted: Mutex::new(wanted), ..Self::default() }
    }

    pub fn is_known(&self) -> bool {
        self.who.get().is_some()
    }

    /// The id of the user, once that is known.
    pub fn user(&self) -> Option<&Arc<str>> {
        self.who.get().map(|(id, _)| id)
    }

    /// The client is gone.
    pub fn forget(&self) {
        if let Some(watch) = self.watch.lock().take() {
            watch.abort();
        }
    }
}

impl Connection {
    /// The id of the user that it speaks for, empty while that is not known.
    pub fn user(&self) -> &Arc<str> {
        self.identity.user().unwrap_or(&NOBODY)
    }

    /// The user that it speaks for, once that is known.
    pub fn who(&self) -> Option<&User> {
        self.identity.who.get().map(|(_, user)| user)
    }

    /// When its credentials run out, if they do.
    pub fn expires_at(&self) -> Option<Time> {
        self.identity.credentials.lock().expires_at
    }

    /// The login that its token came from.
    pub fn family(&self) -> Option<Arc<str>> {
        self.identity.credentials.lock().family.clone()
    }

    /// From now on it speaks for this caller, longer if it did before. `Some` for the first time,
    /// with what it wants to go on from; `CONFLICT` when it speaks for somebody else.
    pub fn authenticate(&self, caller: Caller) -> Result<Option<Wanted>, Error> {
        let mut credentials = self.identity.credentials.lock();
        let first = !self.identity.is_known();
        let (id, _) = self.identity.who.get_or_init(|| (caller.user.id.as_str().into(), caller.user.clone()));
        if **id != *caller.user.id {
            return Err(Error::new(Code::Conflict, "This connection speaks for somebody else"));
        }
        if first {
            self.transport.knows(id);
        }
        *credentials = Credentials { expires_at: Some(caller.expires_at), family: caller.family };
        Ok(first.then(|| std::mem::take(&mut *self.identity.wanted.lock())))
    }

    /// Why it may not send this command, if it may not.
    pub fn refusal(&self, row: Option<&CommandRow>) -> Option<Error> {
        if row.is_some_and(|row| row.kind == Kind::Open) {
            return None;
        }
        if !self.identity.is_known() {
            return Some(Error::new(Code::Unauthenticated, "Authenticate first"));
        }
        // What was sent before, and waits its turn, is refused too.
        if self.identity.parted.load(Ordering::Relaxed) {
            return Some(Error::new(Code::Unauthenticated, "The credentials are good no more"));
        }
        // By the clock, not by the timer: a machine that slept has timers that are late.
        self.expires_at().filter(|at| *at <= Time::now()).map(|_| expired())
    }

    /// What ends it when its credentials do: replaces what did so far.
    pub fn watched(&self, watch: AbortHandle) {
        if let Some(before) = self.identity.watch.lock().replace(watch) {
            before.abort();
        }
        if self.is_closed() {
            self.identity.forget();
        }
    }

    /// [`Connection::part`], once the command that is being carried out has its reply.
    pub fn part_after_reply(&self, error: Error) {
        *self.identity.ending.lock() = Some(error);
    }

    /// A command has had its reply.
    pub fn replied(self: &Arc<Self>) {
        let ending = self.identity.ending.lock().take();
        if let Some(error) = ending {
            self.part(&error);
        }
    }

    /// Tells the client why its credentials are good no more; nothing else reaches it, and a moment
    /// later the connection ends.
    pub fn part(self: &Arc<Self>, error: &Error) {
        self.identity.parted.store(true, Ordering::Relaxed);
        if self.is_closed() {
            return;
        }
        match Outgoing::event(Event::AuthError(error.payload(&Uuid::new_v4().to_string()))) {
            Ok(event) => self.tell_now(&Arc::new(event)),
            Err(error) => tracing::error!(%error, "an error could not be encoded"),
        }
        tracing::debug!(connection = %self.id, code = error.code.as_str(), "credentials are good no more");
        self.gone();
        let connection = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(PARTING).await;
            connection.transport.close(Ending::Unauthenticated);
        });
    }
}
