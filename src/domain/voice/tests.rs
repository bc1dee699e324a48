//! Whatever people do: each takes part once, nobody who is muted speaks, and who is gone leaves.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

use proptest::{collection::vec, prelude::*};
use uuid::Uuid;

use super::*;
use crate::contract::uuid_of;

const USERS: [&str; 3] = ["ada", "bob", "cleo"];
const ROOMS: [&str; 2] = ["stage", "den"];

#[derive(Debug, Clone)]
enum Step {
    Join,
    Leave,
    Mute(bool),
    Speak(bool),
    Cut,
    Come,
}

/// Who does what, on which connection and in which room.
fn step() -> impl Strategy<Value = (usize, u128, usize, Step)> {
    let steps = prop_oneof![
        3 => Just(Step::Join),
        1 => Just(Step::Leave),
        2 => any::<bool>().prop_map(Step::Mute),
        2 => any::<bool>().prop_map(Step::Speak),
        1 => Just(Step::Cut),
        1 => Just(Step::Come),
    ];
    (0..USERS.len(), 0..2_u128, 0..ROOMS.len(), steps)
}

fn user(id: &str) -> User {
    User { id: id.to_owned(), name: id.to_owned(), avatar_url: None }
}

proptest! {
    #[test]
    fn each_takes_part_once_and_nobody_muted_speaks(steps in vec(step(), 1..80)) {
        let mut state = State::default();
        let mut cuts = Vec::new();
        for (who, number, room, step) in steps {
            let (name, room) = (USERS[who], Arc::<str>::from(ROOMS[room]));
            let connection = Uuid::from_u128(who as u128 * 2 + number + 1);
            let place = Place { connection, device: connection.to_string().into() };
            match step {
                Step::Join => drop(state.join(&room, &user(name), &place)),
                Step::Leave => drop(state.leave(&room, name, Some(connection))),
                Step::Mute(muted) => drop(state.mute(&room, &place, name, muted)),
                Step::Speak(speaking) => drop(state.speak(&room, &place, name, speaking)),
                Step::Cut => cuts.extend(state.cut(name, connection).into_iter().map(|(room, cut)| (room, name, cut))),
                Step::Come => drop(state.came(name, &place)),
            }
            for room in ROOMS {
                let all = state.participants(room);
                prop_assert!(all.iter().all(|one| !(one.muted && one.speaking)));
                let ids: std::collections::BTreeSet<_> = all.iter().map(|one| &one.user.id).collect();
                prop_assert_eq!(ids.len(), all.len());
            }
        }
        for (who, name) in USERS.into_iter().enumerate() {
            for number in 0..2 {
                let cut = state.cut(name, Uuid::from_u128(who as u128 * 2 + number + 1));
                cuts.extend(cut.into_iter().map(|(room, cut)| (room, name, cut)));
            }
        }
        for (room, name, cut) in cuts {
            state.lost(&room, name, cut);
        }
        prop_assert!(ROOMS.iter().all(|room| state.participants(room).is_empty()), "somebody who is gone takes part");
    }
}

#[test]
fn a_participant_is_named_by_the_id_or_else_by_its_uuid() {
    let mut state = State::default();
    let room = Arc::<str>::from(ROOMS[0]);
    let place = |number| Place { connection: Uuid::from_u128(number), device: "laptop".into() };
    let bob = uuid_of("bob").to_string();
    state.join(&room, &user("bob"), &place(1));
    assert_eq!(state.named(&room, "bob").as_deref(), Some("bob"));
    assert_eq!(state.named(&room, &bob).as_deref(), Some("bob"));
    assert_eq!(state.named(&room, "cleo"), None);
    state.join(&room, &user(&bob), &place(2));
    assert_eq!(state.named(&room, &bob).as_deref(), Some(&*bob), "whose id it is goes first");
}
