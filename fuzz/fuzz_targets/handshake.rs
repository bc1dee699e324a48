//! The handshake: `auth` on the first line, the query string on the second.
#![no_main]

#[path = "../../tests/support/laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|input: &str| {
    let (auth, query) = input.split_once('\n').unwrap_or((input, ""));
    laws::handshakes(auth, query);
});
