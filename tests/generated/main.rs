//! What is generated from the table: the files of shared-types, and the fixtures by which its own
//! suites hold the generated types and schemas against the server's.
//!
//! `UPDATE_FIXTURES=1 cargo test --test generated` writes the fixtures anew.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

mod dialects;
mod examples;
mod messages;
mod payload;
mod payloads;

#[path = "../support/fixture.rs"]
mod fixture;

use std::{fs, path::PathBuf};

use fixture::assert_fixture;
use parlance::contract::generate;

#[test]
fn the_committed_files_are_what_the_table_generates() {
    for (name, text) in generate::files() {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(&name);
        assert!(fs::read_to_string(path).is_ok_and(|there| there == text), "{name} is stale: npm run generate");
    }
}

#[test]
fn a_stale_file_is_named_and_written_anew() {
    let root = tempfile::tempdir().unwrap();
    generate::write(root.path(), false).unwrap();
    generate::write(root.path(), true).unwrap();
    for name in ["shared-types/generated/zod.ts", "docs/dialects.md"] {
        fs::write(root.path().join(name), "of yesterday").unwrap();
        let words = generate::write(root.path(), true).unwrap_err();
        assert!(words.contains(name) && !words.contains("types.ts"), "{words}");
        generate::write(root.path(), false).unwrap();
        generate::write(root.path(), true).unwrap();
    }
}

#[test]
fn generating_twice_gives_the_same_bytes() {
    assert_eq!(generate::files(), generate::files());
    assert_eq!(generate::hash().len(), 16);
}
