//! Whether the database takes changes: told in the log when it changes, not with every failure.

use parking_lot::Mutex;

#[derive(Default)]
pub struct Health {
    trouble: Mutex<Option<String>>,
}

impl Health {
    /// A change was committed.
    pub fn works(&self) {
        if self.trouble.lock().take().is_some() {
            tracing::info!("the store takes changes again");
        }
    }

    /// A change could not be committed.
    pub fn fails(&self, cause: &str) {
        let mut trouble = self.trouble.lock();
        if trouble.as_deref() != Some(cause) {
            tracing::error!(cause, "the store takes no changes; every change is refused until it does");
            *trouble = Some(cause.to_owned());
        }
    }

    /// `Err` with the cause while changes fail.
    pub fn check(&self) -> Result<(), String> {
        match &*self.trouble.lock() {
            None => Ok(()),
            Some(_) => Err("the store takes no changes".to_owned()),
        }
    }
}
