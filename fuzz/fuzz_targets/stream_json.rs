//! Lines that an agent puts out as stream-json.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parlance::agent::stream_json::{Said, parse_line};

fuzz_target!(|line: &str| {
    let said = parse_line(line);
    let line = line.trim();
    let is_json = serde_json::from_str::<&serde_json::value::RawValue>(line).is_ok();
    if line.is_empty() {
        assert!(said.is_empty());
    } else if !is_json {
        // Nothing is lost: what is no JSON stands in the log as it came.
        assert!(matches!(&said[..], [Said::Log { line: logged, .. }] if logged == line));
    }
});
