//! Payloads of every command, bare or wrapped. The first byte chooses the command.
#![no_main]

#[path = "../../tests/support/laws.rs"]
mod laws;

use std::sync::LazyLock;

use libfuzzer_sys::{Corpus, fuzz_target};
use parlance::contract::{COMMANDS, Limits, Schemas};

const LIMITS: Limits = Limits { max_chat_chars: 20 };

static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| Schemas::new(&LIMITS).expect("the schemas compile"));

fuzz_target!(|input: &[u8]| -> Corpus {
    let Some((first, json)) = input.split_first() else {
        return Corpus::Reject;
    };
    let Ok(json) = std::str::from_utf8(json) else {
        return Corpus::Reject;
    };
    laws::payload(COMMANDS[usize::from(*first) % COMMANDS.len()], json, &LIMITS, &SCHEMAS);
    Corpus::Keep
});
