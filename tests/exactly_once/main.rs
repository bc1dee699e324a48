//! The promise that everything else stands on: whatever happens to connections and to the server,
//! every acknowledged change reaches every reader exactly once and in order (contract section 5).
//!
//! Random histories (seeded, shrunk when one fails) of 1,000 steps each drive the real server with
//! real sockets. `PARLANCE_SEEDS` says how many; 20 unless it is set.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

mod history;
mod reader;
#[path = "../support/mod.rs"]
mod support;

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Histories run on several cores: each of these tests takes its share of the seeds.
const SHARES: u64 = 4;

#[allow(clippy::disallowed_methods, reason = "a setting of the suite, not of the server")]
fn run_share(share: u64) {
    let seeds = std::env::var("PARLANCE_SEEDS").map_or(20, |seeds| seeds.parse().expect("a number of seeds"));
    for seed in (0..seeds).filter(|seed| seed % SHARES == share) {
        let config = Config { cases: 1, max_shrink_iters: 60, failure_persistence: None, ..Config::default() };
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let outcome = runner.run(&history::steps(), |steps| {
            runtime.block_on(history::play(steps));
            Ok(())
        });
        outcome.unwrap_or_else(|failure| panic!("seed {seed}: {failure}"));
    }
}

#[test]
fn cuts_and_crashes_lose_and_double_nothing_0() {
    run_share(0);
}

#[test]
fn cuts_and_crashes_lose_and_double_nothing_1() {
    run_share(1);
}

#[test]
fn cuts_and_crashes_lose_and_double_nothing_2() {
    run_share(2);
}

#[test]
fn cuts_and_crashes_lose_and_double_nothing_3() {
    run_share(3);
}
