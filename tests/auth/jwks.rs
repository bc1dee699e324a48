//! Key sets: fetched, kept, and fetched again when the issuer changes its keys.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{Router, extract::State, http::StatusCode, routing::get};
use parking_lot::Mutex;
use serde_json::{Value, json};

use crate::{
    issuer::{jwt, refusal, taken_for},
    sign::{Key, claims},
    support::Server,
};

/// An issuer's key set, as it stands.
#[derive(Clone, Default)]
struct Issuer {
    keys: Arc<Mutex<Option<Vec<Value>>>>,
    fetched: Arc<AtomicUsize>,
}

impl Issuer {
    async fn start(keys: &[(&str, &Key)]) -> (Self, SocketAddr) {
        let issuer = Self::default();
        issuer.rotate(keys);
        let router = Router::new().route("/keys", get(Self::answer)).with_state(issuer.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let handle = parlance::http::listen::Handle::new();
        let listener = listener.into_std().unwrap();
        let timeouts = parlance::http::listen::Timeouts::default();
        tokio::spawn(parlance::http::listen::serve(listener, router, None, timeouts, handle));
        (issuer, address)
    }

    async fn answer(State(issuer): State<Self>) -> Result<String, StatusCode> {
        issuer.fetched.fetch_add(1, Ordering::Relaxed);
        let keys = issuer.keys.lock().clone().ok_or(StatusCode::INTERNAL_SERVER_ERROR)?;
        Ok(json!({ "keys": keys }).to_string())
    }

    fn rotate(&self, keys: &[(&str, &Key)]) {
        *self.keys.lock() = Some(keys.iter().map(|(id, key)| key.jwk(id)).collect());
    }

    fn fail(&self) {
        *self.keys.lock() = None;
    }

    fn fetched(&self) -> usize {
        self.fetched.load(Ordering::Relaxed)
    }
}

async fn trusting(address: SocketAddr, settings: &str) -> Server {
    jwt(&format!("jwks_url = \"http://{address}/keys\"\n{settings}")).await
}

#[tokio::test]
async fn a_token_names_its_key() {
    let (rsa, p256, ed25519, secret) = (Key::rsa(), Key::p256(), Key::ed25519(), Key::secret("s".repeat(32).as_str()));
    let (issuer, address) =
        Issuer::start(&[("rsa", &rsa), ("p256", &p256), ("ed25519", &ed25519), ("secret", &secret)]).await;
    let server = trusting(address, "").await;
    for (id, key) in [("rsa", &rsa), ("p256", &p256), ("ed25519", &ed25519)] {
        assert_eq!(taken_for(&server, &key.token_of(id, &claims("ann", 0))).await["id"], "ann", "{id}");
    }
    assert_eq!(issuer.fetched(), 1, "the set is kept");
    for (id, key) in [("p256", &rsa), ("rsa", &ed25519), ("secret", &secret), ("unknown", &rsa)] {
        assert_eq!(refusal(&server, &key.token_of(id, &claims("ann", 0))).await, "UNAUTHENTICATED", "{id}");
    }
    assert_eq!(refusal(&server, &rsa.token(&claims("ann", 0))).await, "UNAUTHENTICATED", "it names none of several");
}

#[tokio::test]
async fn an_only_key_need_not_be_named() {
    let key = Key::ed25519();
    let (_issuer, address) = Issuer::start(&[("only", &key)]).await;
    let server = trusting(address, "").await;
    assert_eq!(taken_for(&server, &key.token(&claims("ann", 0))).await["id"], "ann");
}

#[tokio::test]
async fn keys_that_change_are_noticed() {
    let (old, new) = (Key::p256(), Key::p256());
    let (issuer, address) = Issuer::start(&[("old", &old)]).await;
    let server = trusting(address, "jwks_cooldown = \"0s\"").await;
    let (by_old, by_new) = (old.token_of("old", &claims("ann", 0)), new.token_of("new", &claims("ann", 0)));
    taken_for(&server, &by_old).await;
    assert_eq!(refusal(&server, &by_new).await, "UNAUTHENTICATED");
    issuer.rotate(&[("new", &new), ("old", &old)]);
    taken_for(&server, &by_new).await;
    taken_for(&server, &by_old).await;
    issuer.rotate(&[("new", &new)]);
    assert_eq!(refusal(&server, &new.token_of("unknown", &claims("ann", 0))).await, "UNAUTHENTICATED");
    assert_eq!(refusal(&server, &by_old).await, "UNAUTHENTICATED", "the old key is gone");
}

#[tokio::test]
async fn made_up_keys_do_not_make_the_server_ask_again_and_again() {
    let key = Key::p256();
    let (issuer, address) = Issuer::start(&[("key", &key)]).await;
    let server = trusting(address, "").await;
    taken_for(&server, &key.token_of("key", &claims("ann", 0))).await;
    for number in 0..20 {
        let token = key.token_of(&format!("made up {number}"), &claims("ann", 0));
        assert_eq!(refusal(&server, &token).await, "UNAUTHENTICATED");
    }
    assert_eq!(issuer.fetched(), 1);
}

#[tokio::test]
async fn while_the_issuer_is_away_its_last_keys_are_good() {
    let key = Key::p256();
    let token = key.token_of("key", &claims("ann", 0));
    let (issuer, address) = Issuer::start(&[("key", &key)]).await;
    issuer.fail();
    let server = trusting(address, "jwks_ttl = \"0s\"\njwks_cooldown = \"0s\"").await;
    assert_eq!(refusal(&server, &token).await, "SERVER_ERROR", "nobody can say whether it is good");
    issuer.rotate(&[("key", &key)]);
    taken_for(&server, &token).await;
    issuer.fail();
    let before = issuer.fetched();
    taken_for(&server, &token).await;
    assert!(issuer.fetched() > before);
    assert!(server.log().contains("could not be fetched"), "{}", server.log());
}
