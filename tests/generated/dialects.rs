//! Every frame of every dialect, as its codec writes it. The fixtures are TypeScript files: that they
//! compile shows that the generated types of the dialects tell the truth.

use std::collections::BTreeSet;

use parlance::{
    codec::{DESCRIPTIONS, Description, Said, Tag},
    contract::{
        EVENTS, Event,
        generate::{example, schema_of},
    },
    error::{Code, Error, ErrorDetail},
};
use serde_json::Value;

use crate::fixture::{assert_fixture, settled};

const HEADER: &str = "\
// Written by the Rust suite `generated`: what clients say and what the server tells them. tsc is the test.
// biome-ignore-all format: as the server writes it
// biome-ignore-all lint: as the server writes it
";

#[test]
fn the_fixtures_hold_every_frame_of_every_dialect() {
    for dialect in DESCRIPTIONS {
        let name = dialect.dialect.name();
        let told = told(dialect);
        let types = |frames: &mut dyn Iterator<Item = &Value>| -> BTreeSet<String> {
            frames.map(|frame| frame["type"].as_str().unwrap().to_owned()).collect()
        };
        let by_schema = example::each(&schema_of(&dialect.server.info));
        assert_eq!(types(&mut told.iter()), types(&mut by_schema.iter()), "{name}: a type that is never told");
        let mut text = format!("{HEADER}import type {{ {name} }} from \"../../../generated/dialects/index.js\";\n");
        let said = example::each(&schema_of(&dialect.client.info));
        text += &list("said", &format!("{name}.ClientFrame"), &said);
        text += &list("told", &format!("{name}.ServerFrame"), &told);
        assert_fixture(&format!("dialects/{name}.ts"), &text);
    }
}

fn list(name: &str, kind: &str, frames: &[Value]) -> String {
    let lines: Vec<_> = frames.iter().map(|frame| format!("  {frame},\n")).collect();
    format!("\nexport const {name}: {kind}[] = [\n{}];\n", lines.concat())
}

/// Every event, every reply and every failure, each frame once.
fn told(dialect: &Description) -> Vec<Value> {
    let codec = dialect.dialect.codec();
    let mut frames = Vec::new();
    let mut take = |frame: Option<String>| {
        let frame = frame.map(|frame| settled(serde_json::from_str(&frame).unwrap()));
        frames.extend(frame.filter(|frame| !frames.contains(frame)));
    };
    for row in EVENTS {
        for payload in example::each(&schema_of(&row.payload)) {
            let event = Event::parse(row.name, &payload.to_string()).unwrap();
            take(codec.encode(Said::Event(&event)));
            take(codec.encode_for_author(&event).map(|(_, frame)| frame));
        }
    }
    for frame in example::each(&schema_of(&dialect.client.info)) {
        let asked = codec.decode(&frame.to_string());
        let Ok(command) = asked.command else { continue };
        for (_, payload) in command.its_row().replies() {
            for payload in example::each(&schema_of(payload)) {
                let payload = payload.to_string();
                for again in [false, true] {
                    take(codec.encode(Said::Reply { to: &asked.tag, payload: &payload, again }));
                }
            }
        }
        failures(Some(&asked.tag), |said| take(codec.encode(said)));
    }
    failures(None, |said| take(codec.encode(said)));
    frames
}

fn failures(to: Option<&Tag>, mut tell: impl FnMut(Said<'_>)) {
    for code in Code::ALL {
        tell(Said::Failure { to, error: &Error::new(code, "That did not work").payload("") });
    }
    let detail = ErrorDetail { path: "/body".into(), rule: "length".into(), message: "is too long".into() };
    let mut error = Error::validation(vec![detail]).payload("");
    error.retry_after_ms = Some(250);
    tell(Said::Failure { to, error: &error });
}
