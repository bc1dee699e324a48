//! What people are called, in the store: so that others can be shown them when they are not there.

use std::collections::HashMap;

use parking_lot::Mutex;

use super::accounts::change_account;
use crate::{
    contract::User,
    error::Error,
    store::{AccountChange, Store},
};

/// People remembered in memory; beyond it all are forgotten and looked up again as they come.
const MOST: usize = 50_000;

/// Those who were here since the start, as they are stored.
#[derive(Default)]
pub struct People(Mutex<HashMap<String, User>>);

impl People {
    /// Stores what a user is called, if that is new.
    pub async fn remember(&self, store: &dyn Store, user: &User) -> Result<(), Error> {
        if self.0.lock().get(&user.id) == Some(user) {
            return Ok(());
        }
        if store.user(&user.id).await?.as_ref() != Some(user) {
            change_account(store, AccountChange::Seen(user.clone())).await?;
        }
        let mut people = self.0.lock();
        if people.len() >= MOST {
            people.clear();
        }
        people.insert(user.id.clone(), user.clone());
        Ok(())
    }
}
