//! A failed login takes as long whether there is such an account or not.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::{
    rest::{local, refused, register},
    support::Server,
};

const TRIES: usize = 9;

async fn time(server: &Server, username: &str) -> Duration {
    let began = Instant::now();
    let body = json!({ "username": username, "password": "not the password" });
    refused(server, "login", &body, 401, "UNAUTHENTICATED").await;
    began.elapsed()
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64()
}

#[tokio::test]
async fn a_login_takes_as_long_for_nobody() {
    let server = local("").await;
    register(&server, "ann").await;
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    // In turns, so that what else the machine does slows both.
    for _ in 0..TRIES {
        known.push(time(&server, "ann").await);
        unknown.push(time(&server, "nobody").await);
    }
    let (known, unknown) = (median(known), median(unknown));
    let ratio = known / unknown;
    assert!((0.5..2.0).contains(&ratio), "{known} s for an account, {unknown} s for none");
}
