//! Lines that an agent puts out as stream-json.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parlance::agent::stream_json::{Said, parse_line};

fuzz_target!(|line: &str| {
    let said = parse_line(line);
    let is_json = serde_json::from_str::<&serde_json::value::RawValue>(line).is_ok();
    match said.as_slice() {
        // Nothing is lost: what is no JSON stands in the log as it came.
        _ if !is_json && !line.trim().is_empty() => {
            assert!(matches!(&said[..], [Said::Log { line: logged, .. }] if logged == line.trim()));
        }
        _ if line.trim().is_empty() => assert!(said.is_empty()),
        _ => {}
    }
});
