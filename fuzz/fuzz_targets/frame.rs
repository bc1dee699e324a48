//! Socket.IO frames: `["event", payload]`.
#![no_main]

#[path = "../../tests/support/laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|json: &str| laws::frames(json));
