//! Of a room there is one state, which is true for as long as it is held.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use super::*;
use crate::{
    contract::{RoomKind, Time},
    store::RoomFacts,
};

fn read(id: &str) -> RoomState {
    let facts = RoomFacts {
        name: id.to_owned(),
        slug: Some(format!("slug-of-{id}")),
        visibility: Visibility::Public,
        head: 1,
        members: HashMap::new(),
        invited: Default::default(),
        gone: false,
    };
    RoomState::new(id.into(), RoomKind::Text, None, Time(0), facts)
}

fn filled(rooms: &Rooms, id: &str) -> Arc<RoomState> {
    rooms.fill(read(id), rooms.commits()).unwrap()
}

fn joins(rooms: &Rooms, id: &str, user: &str) {
    let membership = Membership { role: Role::Member, joined_at: Time(0) };
    rooms.apply(vec![(id.into(), RoomUpdate::Joined { user: user.into(), membership })]);
}

#[test]
fn a_room_that_is_held_is_not_forgotten_and_sees_every_commit() {
    let rooms = Rooms::keeping(2);
    let held = filled(&rooms, "held");
    for other in 0..10 {
        filled(&rooms, &other.to_string());
    }
    assert!(rooms.inner.read().rooms.len() <= 3, "the rooms that nobody holds are forgotten");
    joins(&rooms, "held", "ann");
    assert_eq!(held.role("ann"), Some(Role::Member));
    for name in ["held", "slug-of-held"] {
        assert!(rooms.get(name).is_some_and(|found| Arc::ptr_eq(&found, &held)), "found by {name}");
    }
    assert!(Arc::ptr_eq(&filled(&rooms, "held"), &held), "and not made anew from another read");
}

#[test]
fn many_held_rooms_are_all_kept_and_rarely_looked_through() {
    let rooms = Rooms::keeping(2);
    let held: Vec<_> = (0..100).map(|id| filled(&rooms, &id.to_string())).collect();
    assert_eq!(rooms.inner.read().rooms.len(), 100);
    assert_eq!(rooms.inner.read().full, 128, "each look finds as many again");
    drop(held);
    for other in 100..200 {
        filled(&rooms, &other.to_string());
    }
    assert!(rooms.inner.read().rooms.len() < 100);
    assert_eq!(rooms.inner.read().full, 2);
}

#[test]
fn what_was_read_before_a_commit_is_to_be_read_again() {
    let rooms = Rooms::default();
    let before = rooms.commits();
    joins(&rooms, "changed", "ann");
    assert!(rooms.fill(read("changed"), before).is_none());
    assert!(rooms.get("changed").is_none());
    filled(&rooms, "changed");
    assert!(rooms.get("changed").is_some());
}

#[test]
fn in_a_deleted_room_nobody_is_anything() {
    let rooms = Rooms::default();
    let room = filled(&rooms, "deleted");
    joins(&rooms, "deleted", "ann");
    rooms.apply(vec![("deleted".into(), RoomUpdate::Gone)]);
    assert_eq!(room.role("ann"), None);
    assert!(!room.shows_to("ann"));
    assert!(room.with(|facts| facts.members.contains_key("ann")), "they are to be told of it");
    assert!(rooms.get("deleted").is_none());
    assert!(rooms.get("slug-of-deleted").is_none());
}
