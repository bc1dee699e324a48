//! Fixtures of shared-types: what this side writes, and the suites there read.

use std::{env, fs, path::PathBuf};

use serde_json::Value;
use uuid::Uuid;

/// What stands for any id and for any moment, so that a fixture is the same whenever it is written.
const ID: &str = "0192f0c1-2345-7abc-8def-0123456789ab";
const MOMENT: &str = "2025-11-20T18:17:00.123Z";
/// The same moment in milliseconds since 1970.
const MOMENT_MILLISECONDS: i64 = 1_763_662_620_123;
/// Numbers from here on are moments: no other number of the wire is that large.
const LEAST_MOMENT: f64 = 1e12;

/// A file of shared-types.
fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("shared-types").join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("shared-types/{name}: {error}"))
}

/// A fixture is what a suite would write, or is written when that is asked for.
#[expect(clippy::disallowed_methods, reason = "a switch of the suites, no setting of the server")]
pub fn assert_fixture(name: &str, text: &str) {
    let name = format!("test/fixtures/{name}");
    if env::var("UPDATE_FIXTURES").is_ok() {
        let path = path(&name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("to write the fixture");
    }
    let suite = env!("CARGO_CRATE_NAME");
    assert!(read(&name) == text, "shared-types/{name} is stale: UPDATE_FIXTURES=1 cargo test --test {suite}");
}

/// The same message with nothing in it that differs from time to time.
pub fn settled(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, settled(value))).collect(),
        Value::Array(values) => values.into_iter().map(settled).collect(),
        Value::String(text) => settled_text(&text).into(),
        Value::Number(number) if number.as_f64().is_some_and(|number| number > LEAST_MOMENT) => {
            MOMENT_MILLISECONDS.into()
        }
        other => other,
    }
}

/// With the ids and the moments in it put in the place of others, also within a topic.
fn settled_text(text: &str) -> String {
    if text.parse::<jiff::Timestamp>().is_ok() {
        return MOMENT.to_owned();
    }
    let part = |part: &str| if Uuid::parse_str(part).is_ok() { ID.to_owned() } else { part.to_owned() };
    text.split('/').map(part).collect::<Vec<_>>().join("/")
}
