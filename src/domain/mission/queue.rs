//! Which missions are at work and which wait for their turn: pure, it starts nothing.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

/// A mission that wants to run, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub mission: Arc<str>,
    pub user: Arc<str>,
}

/// What becomes of a mission that wants to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entered {
    /// It is at work from now on.
    Begins,
    /// It waits at this place, 1 the next one.
    Waits(u32),
    /// It is at work already.
    AtWork,
}

/// What follows when a mission is no longer at work.
#[derive(Debug, PartialEq, Eq)]
pub enum Left {
    /// It was asked to run meanwhile: it stays at work.
    Again,
    /// These are at work from now on.
    Next(Vec<Entry>),
}

/// The missions that want to run, in the order in which they came. One whose user has enough at work
/// lets the others pass.
#[derive(Debug)]
pub struct Queue {
    working: HashMap<Arc<str>, Working>,
    waiting: VecDeque<Entry>,
    most: usize,
    most_per_user: usize,
}

#[derive(Debug)]
struct Working {
    user: Arc<str>,
    again: bool,
}

impl Queue {
    /// Nothing wants to run yet.
    pub fn new(most: usize, most_per_user: usize) -> Self {
        Self { working: HashMap::new(), waiting: VecDeque::new(), most, most_per_user }
    }

    /// A mission wants to run.
    pub fn enter(&mut self, entry: Entry) -> Entered {
        if let Some(working) = self.working.get_mut(&entry.mission) {
            working.again = true;
            return Entered::AtWork;
        }
        if let Some(place) = self.place(&entry.mission) {
            return Entered::Waits(place);
        }
        if self.has_room(&entry.user) {
            self.begin(&entry);
            return Entered::Begins;
        }
        self.waiting.push_back(entry);
        Entered::Waits(self.waiting.len() as u32)
    }

    /// A mission is no longer at work.
    pub fn leave(&mut self, mission: &str) -> Left {
        if let Some(working) = self.working.get_mut(mission)
            && std::mem::take(&mut working.again)
        {
            return Left::Again;
        }
        self.working.remove(mission);
        let mut next = Vec::new();
        while let Some(place) = self.waiting.iter().position(|entry| self.has_room(&entry.user)) {
            let Some(entry) = self.waiting.remove(place) else { break };
            self.begin(&entry);
            next.push(entry);
        }
        Left::Next(next)
    }

    /// A mission does not want to run any more, unless it is at work.
    pub fn withdraw(&mut self, mission: &str) {
        self.waiting.retain(|entry| *entry.mission != *mission);
        if let Some(working) = self.working.get_mut(mission) {
            working.again = false;
        }
    }

    /// Its place among those that wait, 1 the next one.
    pub fn place(&self, mission: &str) -> Option<u32> {
        self.waiting.iter().position(|entry| *entry.mission == *mission).map(|place| place as u32 + 1)
    }

    fn has_room(&self, user: &str) -> bool {
        let theirs = self.working.values().filter(|working| *working.user == *user).count();
        self.working.len() < self.most && theirs < self.most_per_user
    }

    fn begin(&mut self, entry: &Entry) {
        self.working.insert(entry.mission.clone(), Working { user: entry.user.clone(), again: false });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(mission: usize, user: usize) -> Entry {
        Entry { mission: format!("m{mission}").into(), user: format!("u{user}").into() }
    }

    #[test]
    fn a_user_who_has_enough_lets_others_pass() {
        let mut queue = Queue::new(2, 1);
        assert_eq!(queue.enter(entry(1, 1)), Entered::Begins);
        assert_eq!(queue.enter(entry(2, 1)), Entered::Waits(1));
        assert_eq!(queue.enter(entry(3, 2)), Entered::Begins);
        assert_eq!(queue.enter(entry(4, 3)), Entered::Waits(2));
        assert_eq!(queue.leave("m3"), Left::Next(vec![entry(4, 3)]));
        assert_eq!(queue.leave("m1"), Left::Next(vec![entry(2, 1)]));
    }

    #[test]
    fn what_is_asked_for_while_at_work_is_done_afterwards() {
        let mut queue = Queue::new(1, 1);
        queue.enter(entry(1, 1));
        assert_eq!(queue.enter(entry(1, 1)), Entered::AtWork);
        assert_eq!(queue.leave("m1"), Left::Again);
        assert_eq!(queue.leave("m1"), Left::Next(Vec::new()));
        queue.enter(entry(1, 1));
        queue.enter(entry(1, 1));
        queue.withdraw("m1");
        assert_eq!(queue.leave("m1"), Left::Next(Vec::new()));
    }

    proptest! {
        /// Whatever comes and goes: never more at work than may be, and nobody waits who could work.
        #[test]
        fn limits_are_kept_and_no_place_stays_empty(
            steps in prop::collection::vec((0..3u8, 0..12usize), 1..200),
            (most, most_per_user) in (1..5usize, 1..4usize),
        ) {
            let mut queue = Queue::new(most, most_per_user);
            for (step, mission) in steps {
                let entry = entry(mission, mission % 3);
                match step {
                    0 => drop(queue.enter(entry)),
                    1 if queue.working.contains_key(&entry.mission) => drop(queue.leave(&entry.mission)),
                    _ => queue.withdraw(&entry.mission),
                }
                prop_assert!(queue.working.len() <= most);
                for user in 0..3 {
                    let user = format!("u{user}");
                    let theirs = queue.working.values().filter(|working| *working.user == *user).count();
                    prop_assert!(theirs <= most_per_user);
                }
                prop_assert!(queue.waiting.iter().all(|entry| !queue.has_room(&entry.user)));
                prop_assert!(queue.waiting.iter().all(|entry| !queue.working.contains_key(&entry.mission)));
            }
        }
    }
}
