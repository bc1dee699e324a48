//! A limited number of places for each of many.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use parking_lot::Mutex;

/// How many places each key has taken.
pub struct Places<K: Hash + Eq> {
    /// For each key; 0 for any number.
    most: usize,
    taken: Mutex<HashMap<K, usize>>,
}

/// A place, given back when it is dropped.
pub struct Place<K: Hash + Eq> {
    key: K,
    places: Arc<Places<K>>,
}

/// All places of a key are taken.
#[derive(Debug)]
pub struct Taken;

impl<K: Hash + Eq + Clone> Places<K> {
    pub fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { most, taken: Mutex::default() })
    }

    /// One more place of this key; `None` where nobody counts.
    pub fn take(self: &Arc<Self>, key: K) -> Result<Option<Place<K>>, Taken> {
        if self.most == 0 {
            return Ok(None);
        }
        let mut taken = self.taken.lock();
        let count = taken.entry(key.clone()).or_default();
        if *count >= self.most {
            return Err(Taken);
        }
        *count += 1;
        Ok(Some(Place { key, places: self.clone() }))
    }

    /// Gives back the memory that the most keys of all time took.
    pub fn shrink(&self) {
        self.taken.lock().shrink_to_fit();
    }
}

impl<K: Hash + Eq> Drop for Place<K> {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock();
        if let Some(count) = taken.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_free_again_once_it_is_dropped_and_leaves_nothing_behind() {
        let places = Places::new(2);
        let first = places.take("a").unwrap();
        let second = places.take("a").unwrap();
        assert!(places.take("a").is_err());
        assert!(places.take("b").is_ok(), "every key has its own");
        drop(first);
        let third = places.take("a").unwrap();
        assert!(places.take("a").is_err());
        drop((second, third));
        assert!(places.taken.lock().is_empty());
    }
}
