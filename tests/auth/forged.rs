//! Tokens that were never issued.

use serde_json::json;

use crate::{
    issuer::{jwt, refusal, taken_for, with_public_key},
    rest::{local, register},
    sign::{Key, SECRET, claims, fresh_with_pem, now, rsa_public_pem},
};

#[tokio::test]
async fn with_another_key_or_another_text() {
    let server = jwt(&format!("secret = \"{SECRET}\"")).await;
    let good = Key::secret(SECRET).token(&claims("ann", 0));
    taken_for(&server, &good).await;
    let parts: Vec<_> = good.split('.').collect();
    let other = Key::secret(SECRET).token(&claims("bob", 0));
    let others: Vec<_> = other.split('.').collect();
    let (head, body, signed) = (parts[0], parts[1], parts[2]);
    for forged in [
        Key::secret("another secret of thirty-two bytes").token(&claims("ann", 0)),
        format!("{head}.{}.{signed}", others[1]),
        format!("{head}.{body}.{}", others[2]),
        format!("{head}.{body}."),
        format!("{head}.{body}"),
        format!("{head}.{body}.{signed}.{signed}"),
        format!("{head}.{body}.{}", &signed[..signed.len() - 2]),
        format!("{head}..{signed}"),
        "..".to_owned(),
        "not a token".to_owned(),
        "ü.ü.ü".to_owned(),
        "x".repeat(20_000),
    ] {
        assert_ne!(forged, good);
        let code = refusal(&server, &forged).await;
        assert!(code == "UNAUTHENTICATED" || forged.len() > 16_384 && code == "VALIDATION_ERROR", "{code}: {forged}");
    }
}

#[tokio::test]
async fn with_no_algorithm() {
    let (server, _file) = with_public_key(&rsa_public_pem(), "").await;
    for algorithm in ["none", "None", "NONE", "nOnE", "", "HS257"] {
        let token = Key::rsa().token_with(&json!({ "alg": algorithm }), &claims("ann", 0));
        let (unsigned, _) = token.rsplit_once('.').unwrap();
        for token in [format!("{unsigned}."), unsigned.to_owned(), token.clone()] {
            assert_eq!(refusal(&server, &token).await, "UNAUTHENTICATED", "{algorithm}");
        }
    }
    let token = Key::rsa().token_with(&json!({}), &claims("ann", 0));
    assert_eq!(refusal(&server, &token).await, "UNAUTHENTICATED");
}

/// The public key is no secret, so what is signed with it as if it were one proves nothing.
#[tokio::test]
async fn with_the_public_key_as_secret() {
    for pem in [rsa_public_pem(), fresh_with_pem(false).1, fresh_with_pem(true).1] {
        let (server, _file) = with_public_key(&pem, "").await;
        for secret in [pem.as_str(), pem.trim(), pem.trim_end()] {
            assert_eq!(refusal(&server, &Key::secret(secret).token(&claims("ann", 0))).await, "UNAUTHENTICATED");
        }
    }
}

/// A good signature under the name of another algorithm is as bad as none.
#[tokio::test]
async fn with_the_name_of_another_algorithm() {
    let (server, _file) = with_public_key(&rsa_public_pem(), "").await;
    for algorithm in ["HS256", "RS384", "RS512", "PS256", "ES256", "EdDSA"] {
        let token = Key::rsa().token_with(&json!({ "alg": algorithm }), &claims("ann", 0));
        assert_eq!(refusal(&server, &token).await, "UNAUTHENTICATED", "{algorithm}");
    }
    let server = jwt(&format!("secret = \"{SECRET}\"")).await;
    for algorithm in ["HS384", "HS512", "RS256", "none"] {
        let token = Key::secret(SECRET).token_with(&json!({ "alg": algorithm }), &claims("ann", 0));
        assert_eq!(refusal(&server, &token).await, "UNAUTHENTICATED", "{algorithm}");
    }
}

/// A token may not bring the key that it is to be verified with.
#[tokio::test]
async fn with_a_key_of_its_own() {
    let (server, _file) = with_public_key(&fresh_with_pem(false).1, "").await;
    let own = Key::p256();
    let header = json!({ "alg": "ES256", "jwk": own.jwk("own"), "jku": "http://127.0.0.1:1/", "kid": "own" });
    assert_eq!(refusal(&server, &own.token_with(&header, &claims("ann", 0))).await, "UNAUTHENTICATED");
}

#[tokio::test]
async fn with_extensions_that_nobody_here_understands() {
    let server = jwt(&format!("secret = \"{SECRET}\"")).await;
    let header = json!({ "alg": "HS256", "crit": ["b64"], "b64": false });
    assert_eq!(refusal(&server, &Key::secret(SECRET).token_with(&header, &claims("ann", 0))).await, "UNAUTHENTICATED");
}

#[tokio::test]
async fn for_an_account() {
    let server = local(&format!("auth.secret = \"{SECRET}\"")).await;
    let user = register(&server, "ann").await.user["id"].as_str().unwrap().to_owned();
    let other = Key::secret("another secret of thirty-two bytes");
    assert_eq!(refusal(&server, &other.token(&claims(&user, 0))).await, "UNAUTHENTICATED");
    let ended = json!({ "sub": user, "exp": now() + 60, "sid": "a login that never was" });
    assert_eq!(refusal(&server, &Key::secret(SECRET).token(&ended)).await, "UNAUTHENTICATED");
    let expired = json!({ "sub": user, "exp": now() - 5 });
    assert_eq!(refusal(&server, &Key::secret(SECRET).token(&expired)).await, "AUTH_EXPIRED");
}
