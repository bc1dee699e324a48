//! The beginning of a file that somebody posts: what it is, how large a picture, under which name.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parlance::codec::{clean, look};

fuzz_target!(|bytes: &[u8]| {
    let found = look(bytes);
    assert!(found.mime.contains('/'));
    if let Some((width, height)) = found.dimensions {
        assert!(found.mime.starts_with("image/") && width > 0 && height > 0);
    }
    let name = clean(&String::from_utf8_lossy(bytes));
    assert!((1..=255).contains(&name.chars().count()) && name != "..");
    assert!(!name.contains(['/', '\\', '\0']));
});
