//! Examples made from the schemas of the table are what the table says.

use parlance::contract::{
    COMMANDS, DEFAULT_MAX_CHAT_CHARS, EVENTS, Event, Limits, command_schema,
    generate::{example, schema_of},
};

#[test]
fn every_example_of_a_command_decodes() {
    let limits = Limits { max_chat_chars: DEFAULT_MAX_CHAT_CHARS };
    for row in COMMANDS {
        let schema = command_schema(row);
        let examples = example::each(&schema);
        assert!(!examples.is_empty(), "{}", row.name);
        for payload in examples.into_iter().chain([example::minimal(&schema)]) {
            let decoded = (row.decode)(&payload.to_string(), &limits);
            assert!(decoded.is_ok(), "{} {payload:#}: {decoded:?}", row.name);
        }
    }
}

#[test]
fn every_example_of_an_event_is_one() {
    for row in EVENTS {
        let schema = schema_of(&row.payload);
        let examples = example::each(&schema);
        assert!(!examples.is_empty(), "{}", row.name);
        for payload in examples.into_iter().chain([example::minimal(&schema)]) {
            assert!(Event::parse(row.name, &payload.to_string()).is_some(), "{} {payload:#}", row.name);
        }
    }
}

#[test]
fn a_full_example_has_every_field() {
    for row in EVENTS {
        let schema = schema_of(&row.payload);
        let full = example::full(&schema);
        for name in schema["properties"].as_object().into_iter().flat_map(|fields| fields.keys()) {
            assert!(full.get(name).is_some_and(|value| !value.is_null()), "{}: {name} of {full:#}", row.name);
        }
    }
}
