//! Whatever people do, and however often they are cut: nobody is in two calls, what rings ends,
//! and nobody waits for somebody who is gone.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

use std::{collections::BTreeMap, time::Duration};

use proptest::{collection::vec, prelude::*};

use super::*;
use crate::contract::{CallType, Candidate, Event, Sdp};

const USERS: [&str; 3] = ["ada", "bob", "cleo"];

/// One thing that happens; people and devices by number.
#[derive(Debug, Clone)]
enum Step {
    Offer {
        from: usize,
        device: usize,
        target: usize,
        request: u8,
    },
    Answer {
        from: usize,
        device: usize,
        target: usize,
    },
    Ice {
        from: usize,
        device: usize,
        target: usize,
    },
    End {
        from: usize,
        device: usize,
        target: usize,
    },
    Cut {
        user: usize,
        device: usize,
    },
    Come {
        user: usize,
        device: usize,
    },
    /// The time of the oldest call that rings is over.
    Ring,
    /// The grace of the oldest cut is over.
    Grace,
}

fn step() -> impl Strategy<Value = Step> {
    let who = || (0..USERS.len(), 0..2_usize, 0..USERS.len());
    prop_oneof![
        4 => (who(), 0..4_u8).prop_map(|((from, device, target), request)| Step::Offer { from, device, target, request }),
        4 => who().prop_map(|(from, device, target)| Step::Answer { from, device, target }),
        2 => who().prop_map(|(from, device, target)| Step::Ice { from, device, target }),
        2 => who().prop_map(|(from, device, target)| Step::End { from, device, target }),
        2 => who().prop_map(|(user, device, _)| Step::Cut { user, device }),
        2 => who().prop_map(|(user, device, _)| Step::Come { user, device }),
        1 => Just(Step::Ring),
        1 => Just(Step::Grace),
    ]
}

/// The machine, and who is connected.
struct World {
    state: State,
    connections: BTreeMap<(usize, usize), Uuid>,
    cuts: Vec<(Uuid, usize, u64)>,
    /// How often each connection was told of the end of each call.
    ends: BTreeMap<(Uuid, String), usize>,
    rang: Vec<Uuid>,
    ids: u128,
}

impl World {
    fn new() -> Self {
        let mut world = Self {
            state: State::new(Duration::ZERO),
            connections: BTreeMap::new(),
            cuts: Vec::new(),
            ends: BTreeMap::new(),
            rang: Vec::new(),
            ids: 0,
        };
        for user in 0..USERS.len() {
            world.come(user, 0);
        }
        world
    }

    fn id(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(self.ids)
    }

    fn party(&self, user: usize, device: usize) -> Option<Party> {
        let connection = *self.connections.get(&(user, device))?;
        let place = Place { connection, device: format!("{}-{device}", USERS[user]).into() };
        Some(Party { user: USERS[user].into(), place })
    }

    fn come(&mut self, user: usize, device: usize) {
        if !self.connections.contains_key(&(user, device)) {
            let id = self.id();
            self.connections.insert((user, device), id);
            let party = self.party(user, device).unwrap();
            let tells = self.state.came(&party);
            self.tell(tells);
        }
    }

    fn cut(&mut self, user: usize, device: usize) {
        if let Some(connection) = self.connections.remove(&(user, device)) {
            let cut = self.state.cut(USERS[user], connection);
            self.cuts.extend(cut.map(|(call, cut)| (call, user, cut)));
        }
    }

    fn tell(&mut self, tells: Vec<Tell>) {
        for tell in tells {
            let Event::CallEnd(end) = tell.event else { continue };
            if end.reason == "answered_elsewhere" {
                // The call goes on, and may come to this device when the other one is cut.
                continue;
            }
            let user = USERS.iter().position(|user| **user == *tell.user).unwrap();
            let theirs = self.connections.iter().filter(|((owner, _), _)| *owner == user).map(|(_, id)| *id);
            let told = theirs.filter(|id| match tell.to {
                To::One(one) => *id == one,
                To::All(except) => Some(*id) != except,
            });
            for connection in told.collect::<Vec<_>>() {
                *self.ends.entry((connection, end.call_id.clone())).or_default() += 1;
            }
        }
    }

    fn take(&mut self, step: &Step) {
        match *step {
            Step::Cut { user, device } => self.cut(user, device),
            Step::Come { user, device } => self.come(user, device),
            Step::Ring => self.ring(),
            Step::Grace => self.grace(),
            Step::Offer { from, device, .. }
            | Step::Answer { from, device, .. }
            | Step::Ice { from, device, .. }
            | Step::End { from, device, .. } => {
                if let Some(party) = self.party(from, device) {
                    self.command(step, &party);
                }
            }
        }
        self.state.check();
    }

    fn command(&mut self, step: &Step, from: &Party) {
        let named = |target: usize| Named { target: USERS[target], id: None };
        let told = match *step {
            Step::Offer { target, request, .. } => {
                let (id, target, sdp) = (self.id(), USERS[target].into(), sdp());
                let offer = Offer { id, request_id: request.to_string(), target, call_type: CallType::Audio, sdp };
                self.state.offer(from, offer).map(|(offered, tells)| {
                    if let Offered::Rings { id } = offered {
                        self.rang.push(id);
                    }
                    tells
                })
            }
            Step::Answer { target, .. } => self.state.answer(from, &named(target), "a", sdp()).map(|(_, tells)| tells),
            Step::Ice { target, .. } => self.state.ice(from, &named(target), Candidate::End).map(|((), tells)| tells),
            Step::End { target, .. } => self.state.end(from, &named(target), None).map(|(_, tells)| tells),
            _ => Ok(Vec::new()),
        };
        self.tell(told.unwrap_or_default());
    }

    fn ring(&mut self) {
        if !self.rang.is_empty() {
            let id = self.rang.remove(0);
            let tells = self.state.timed_out(id);
            self.tell(tells);
        }
    }

    fn grace(&mut self) {
        if !self.cuts.is_empty() {
            let (call, user, cut) = self.cuts.remove(0);
            let tells = self.state.lost(call, USERS[user], cut);
            self.tell(tells);
        }
    }

    /// Everybody goes, and all the time there is passes.
    fn wind_up(&mut self) {
        while !self.rang.is_empty() {
            self.ring();
        }
        assert!(self.state.all().iter().all(|(_, rings)| !rings), "a call rings that nobody will end");
        for (user, device) in self.connections.keys().copied().collect::<Vec<_>>() {
            self.cut(user, device);
        }
        while !self.cuts.is_empty() {
            self.grace();
        }
        assert!(self.state.all().is_empty(), "a call goes on between people who are gone");
        self.state.check();
    }
}

fn sdp() -> Sdp {
    Sdp::Text("v=0".to_owned().try_into().expect("a session description"))
}

proptest! {
    #[test]
    fn whatever_people_do_calls_end_and_nobody_is_in_two(steps in vec(step(), 1..120)) {
        let mut world = World::new();
        for step in &steps {
            world.take(step);
        }
        world.wind_up();
        for ((connection, call), times) in &world.ends {
            prop_assert!(*times == 1, "{connection} was told {times} times of the end of {call}");
        }
    }

    #[test]
    fn two_who_call_each_other_at_once_are_in_one_call(first in 0..2_usize, cut in any::<bool>()) {
        let mut world = World::new();
        let second = 1 - first;
        world.take(&Step::Offer { from: first, device: 0, target: second, request: 0 });
        if cut {
            world.take(&Step::Cut { user: first, device: 0 });
            world.take(&Step::Come { user: first, device: 0 });
        }
        world.take(&Step::Offer { from: second, device: 0, target: first, request: 0 });
        prop_assert_eq!(world.state.all().len(), 1);
        world.take(&Step::Answer { from: second, device: 0, target: first });
        let [(id, false)] = world.state.all()[..] else { panic!("the first one's call was not answered") };
        prop_assert_eq!(id, world.rang[0]);
    }
}
