//! The laws of the backlog, held against any course of events.

use proptest::prelude::*;

use super::*;
use crate::contract::{ChatDelta, Event};

/// What happens to a backlog.
#[derive(Debug, Clone)]
enum Step {
    Durable { topic: u8, priority: Priority, bytes: usize },
    Ephemeral { priority: Priority },
    Reply { topic: Option<u8> },
    Pop,
    Shed,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let priority = || {
        let all = [Priority::CRITICAL, Priority::HIGH, Priority::NORMAL, Priority::LOW, Priority::BACKGROUND];
        prop::sample::select(all.to_vec())
    };
    let step = prop_oneof![
        6 => (0..3u8, priority(), 0..100usize)
            .prop_map(|(topic, priority, bytes)| Step::Durable { topic, priority, bytes }),
        3 => priority().prop_map(|priority| Step::Ephemeral { priority }),
        1 => prop::option::of(0..3u8).prop_map(|topic| Step::Reply { topic }),
        4 => Just(Step::Pop),
        1 => Just(Step::Shed),
    ];
    prop::collection::vec(step, 0..120)
}

fn topic(number: u8) -> Arc<str> {
    format!("rooms/{number}").into()
}

fn outgoing(class: Class, priority: Priority, topic: Option<Arc<str>>, bytes: usize) -> Arc<Outgoing> {
    let plain = Outgoing::error("test", "x".repeat(bytes));
    Arc::new(Outgoing { class, priority, topic, ..plain })
}

/// Everything that waits, in the order in which it came, with how urgent it was then.
#[derive(Default)]
struct Model(Vec<(Arc<Outgoing>, Priority)>);

impl Model {
    fn push(&mut self, event: &Arc<Outgoing>) {
        let fenced = self.0.iter().any(|(other, _)| other.class == Class::Reply);
        let urgency = if fenced { event.priority.max(Priority::NORMAL) } else { event.priority };
        self.0.push((event.clone(), urgency));
    }

    /// Takes out what came next, and holds it against the laws.
    fn pop(&mut self, event: &Arc<Outgoing>) {
        let place = self.0.iter().position(|(other, _)| Arc::ptr_eq(other, event)).expect("it waits, and never twice");
        for (earlier, _) in &self.0[..place] {
            assert!(Stream::of(earlier) != Stream::of(event), "within a stream");
            assert!(earlier.class != Class::Reply, "a reply was overtaken");
            if event.class == Class::Reply {
                assert!(earlier.priority > Priority::NORMAL, "a reply overtook what is as urgent");
                assert!(earlier.class == Class::Ephemeral, "a reply overtook an event of a topic");
            }
        }
        let urgent = self.0.iter().enumerate().min_by_key(|(place, (_, urgency))| (*urgency, *place));
        let (turn, (urgent, _)) = urgent.expect("something waits");
        let follows = urgent.class == Class::Reply && event.class == Class::Durable;
        let before = place < turn && (Stream::of(urgent) == Stream::of(event) || follows);
        assert!(place == turn || before, "neither the most urgent nor before it");
        self.0.remove(place);
    }

    fn shed(&mut self) -> usize {
        let before = self.0.len();
        self.0.retain(|(event, _)| event.class != Class::Ephemeral || event.priority <= Priority::NORMAL);
        before - self.0.len()
    }
}

proptest! {
    #[test]
    fn keeps_its_laws(steps in steps()) {
        let (mut backlog, mut model) = (Backlog::default(), Model::default());
        for step in steps {
            let event = match step {
                Step::Durable { topic: number, priority, bytes } => {
                    outgoing(Class::Durable, priority, Some(topic(number)), bytes)
                }
                Step::Ephemeral { priority } => outgoing(Class::Ephemeral, priority, None, 1),
                Step::Reply { topic: of } => outgoing(Class::Reply, Priority::NORMAL, of.map(topic), 1),
                Step::Pop => {
                    let first = backlog.first().cloned();
                    let popped = backlog.pop();
                    prop_assert_eq!(first.as_ref().map(Arc::as_ptr), popped.as_ref().map(Arc::as_ptr));
                    prop_assert_eq!(popped.is_none(), model.0.is_empty());
                    popped.iter().for_each(|event| model.pop(event));
                    continue;
                }
                Step::Shed => {
                    prop_assert_eq!(backlog.shed(), model.shed());
                    continue;
                }
            };
            model.push(&event);
            backlog.push(event);
            prop_assert_eq!(backlog.len(), model.0.len());
            prop_assert_eq!(backlog.bytes(), model.0.iter().map(|(event, _)| event.size()).sum::<usize>());
        }
        while let Some(event) = backlog.pop() {
            model.pop(&event);
        }
        prop_assert!(model.0.is_empty() && backlog.is_empty() && backlog.bytes() == 0);
        prop_assert!(backlog.streams.is_empty(), "something is left of what has gone");
    }
}

fn delta(offset: u64, text: &str) -> Arc<Outgoing> {
    let delta = ChatDelta { session_id: "s".into(), run_id: "r".into(), offset, text: text.into() };
    Arc::new(Outgoing::event(Event::ChatDelta(delta)).unwrap())
}

/// The texts of the pieces that come out.
fn texts(backlog: &mut Backlog) -> Vec<String> {
    std::iter::from_fn(|| backlog.pop())
        .filter_map(|event| event.delta.as_ref().map(|delta| delta.text.clone()))
        .collect()
}

#[test]
fn pieces_of_an_answer_become_one_though_log_lines_come_between() {
    let mut backlog = Backlog::default();
    backlog.push(delta(0, "Hel"));
    backlog.push(outgoing(Class::Durable, Priority::BACKGROUND, Some(topic(0)), 9));
    backlog.push(delta(3, "lo"));
    assert_eq!(backlog.bytes(), delta(0, "Hello").size() + 9 + 256);
    assert_eq!(texts(&mut backlog), ["Hello"]);
}

#[test]
fn no_piece_of_an_answer_overtakes_a_reply() {
    let mut backlog = Backlog::default();
    backlog.push(delta(0, "Hel"));
    backlog.push(outgoing(Class::Reply, Priority::NORMAL, None, 1));
    backlog.push(delta(3, "l"));
    backlog.push(delta(4, "o"));
    assert_eq!(texts(&mut backlog), ["Hel", "lo"]);
}
