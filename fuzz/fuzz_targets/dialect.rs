//! Frames of the clients of every dialect, and payloads of the events that they are told. The first byte
//! chooses: the dialect of a frame, or an event.
#![no_main]

#[path = "../../tests/support/laws.rs"]
mod laws;

use libfuzzer_sys::{Corpus, fuzz_target};
use parlance::{
    codec::DESCRIPTIONS,
    contract::{EVENTS, Event},
};

fuzz_target!(|input: &[u8]| -> Corpus {
    let Some((first, json)) = input.split_first() else {
        return Corpus::Reject;
    };
    let Ok(json) = std::str::from_utf8(json) else {
        return Corpus::Reject;
    };
    let chosen = usize::from(*first) % (DESCRIPTIONS.len() + EVENTS.len());
    match chosen.checked_sub(DESCRIPTIONS.len()) {
        None => laws::asked(DESCRIPTIONS[chosen], json),
        Some(row) => {
            let Some(event) = Event::parse(EVENTS[row].name, json) else {
                return Corpus::Reject;
            };
            DESCRIPTIONS.iter().for_each(|dialect| laws::event(dialect, &event));
        }
    }
    Corpus::Keep
});
