//! How often somebody may try to log in to one account: against the guessing of passwords.
//!
//! All tries count for the name that is tried, from wherever they come, and before anything is known
//! of it: who guesses learns neither from the answer nor from its time whether there is such an
//! account. A limit of this kind can be used to keep somebody out of their own account. So what one
//! address may use up of a name is a fraction of what there is, and refills more slowly; only many
//! addresses together can use up all, and then one try is free again every interval. Logins that
//! have been made are not affected: they go on by their refresh tokens, which nobody can guess.

use std::{net::IpAddr, sync::Arc, time::Duration};

use governor::clock::DefaultClock;

use super::meter::Meter;
use crate::config::LoginRates;

/// Tries by name, in its one spelling.
pub struct Logins {
    accounts: Meter<Arc<str>>,
    addresses: Meter<(IpAddr, Arc<str>)>,
}

impl Logins {
    pub fn new(rates: LoginRates) -> Self {
        Self {
            accounts: Meter::new(rates.account, DefaultClock::default()),
            addresses: Meter::new(rates.address, DefaultClock::default()),
        }
    }

    /// Counts one more; the error is whose limit refuses it, and how long to wait for that one.
    pub fn count(&self, address: Option<IpAddr>, account: &str) -> Result<(), (&'static str, Duration)> {
        let account: Arc<str> = account.into();
        if let Some(address) = address {
            self.addresses.count(&(address, account.clone())).map_err(|wait| ("address", wait))?;
        }
        self.accounts.count(&account).map_err(|wait| ("account", wait))
    }

    /// Forgets the names that nobody has tried for long.
    pub fn sweep(&self) {
        self.accounts.sweep();
        self.addresses.sweep();
    }
}
