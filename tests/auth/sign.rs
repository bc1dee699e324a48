//! Tokens of an issuer, and of those who pretend to be one: signed here, byte for byte, without the
//! code that verifies them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use rcgen::PublicKeyData;
use ring::{
    hmac,
    rand::SystemRandom,
    rsa,
    signature::{self, KeyPair as _},
};
use serde_json::{Value, json};

const RSA: &str = include_str!("rsa_for_tests.pem");

/// A secret that is long enough.
pub const SECRET: &str = "a secret of thirty-two bytes, or more";

/// A key that signs.
pub enum Key {
    Secret(Vec<u8>),
    Rsa(rsa::KeyPair),
    P256(signature::EcdsaKeyPair),
    Ed25519(signature::Ed25519KeyPair),
}

impl Key {
    pub fn secret(secret: &str) -> Self {
        Self::Secret(secret.as_bytes().to_vec())
    }

    pub fn rsa() -> Self {
        let key = rcgen::KeyPair::from_pem(RSA).unwrap();
        Self::Rsa(rsa::KeyPair::from_pkcs8(key.serialized_der()).unwrap())
    }

    pub fn p256() -> Self {
        let algorithm = &signature::ECDSA_P256_SHA256_FIXED_SIGNING;
        let key = signature::EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new()).unwrap();
        Self::P256(signature::EcdsaKeyPair::from_pkcs8(algorithm, key.as_ref(), &SystemRandom::new()).unwrap())
    }

    pub fn ed25519() -> Self {
        let key = signature::Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Self::Ed25519(signature::Ed25519KeyPair::from_pkcs8(key.as_ref()).unwrap())
    }

    fn algorithm(&self) -> &'static str {
        match self {
            Self::Secret(_) => "HS256",
            Self::Rsa(_) => "RS256",
            Self::P256(_) => "ES256",
            Self::Ed25519(_) => "EdDSA",
        }
    }

    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Secret(secret) => hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message).as_ref().to_vec(),
            Self::Rsa(key) => {
                let mut signed = vec![0; key.public().modulus_len()];
                key.sign(&signature::RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signed).unwrap();
                signed
            }
            Self::P256(key) => key.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec(),
            Self::Ed25519(key) => key.sign(message).as_ref().to_vec(),
        }
    }

    /// The public key as a JSON Web Key.
    pub fn jwk(&self, id: &str) -> Value {
        match self {
            Self::Secret(secret) => json!({ "kty": "oct", "k": BASE64.encode(secret), "kid": id }),
            Self::Rsa(key) => {
                let parts: rsa::PublicKeyComponents<Vec<u8>> = key.public().into();
                let (n, e) = (BASE64.encode(parts.n), BASE64.encode(parts.e));
                json!({ "kty": "RSA", "n": n, "e": e, "kid": id, "use": "sig", "alg": "RS256" })
            }
            Self::P256(key) => {
                let (x, y) = key.public_key().as_ref()[1..].split_at(32);
                json!({ "kty": "EC", "crv": "P-256", "x": BASE64.encode(x), "y": BASE64.encode(y), "kid": id })
            }
            Self::Ed25519(key) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": BASE64.encode(key.public_key().as_ref()), "kid": id })
            }
        }
    }

    /// A token with these claims.
    pub fn token(&self, claims: &Value) -> String {
        self.token_with(&json!({ "typ": "JWT", "alg": self.algorithm() }), claims)
    }

    /// A token that names its key.
    pub fn token_of(&self, id: &str, claims: &Value) -> String {
        self.token_with(&json!({ "typ": "JWT", "alg": self.algorithm(), "kid": id }), claims)
    }

    /// A token with this header, whatever it says.
    pub fn token_with(&self, header: &Value, claims: &Value) -> String {
        let message = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()));
        format!("{message}.{}", BASE64.encode(self.sign(message.as_bytes())))
    }
}

/// The public key of [`Key::rsa`] in PEM.
pub fn rsa_public_pem() -> String {
    public_pem(&rcgen::KeyPair::from_pem(RSA).unwrap())
}

fn public_pem(key: &rcgen::KeyPair) -> String {
    let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
    let text = base64::engine::general_purpose::STANDARD.encode(key.subject_public_key_info());
    for line in text.as_bytes().chunks(64) {
        pem.push_str(std::str::from_utf8(line).unwrap());
        pem.push('\n');
    }
    pem + "-----END PUBLIC KEY-----\n"
}

/// A fresh key with its public half in PEM: on P-256, or Ed25519.
pub fn fresh_with_pem(ed25519: bool) -> (Key, String) {
    let algorithm = if ed25519 { &rcgen::PKCS_ED25519 } else { &rcgen::PKCS_ECDSA_P256_SHA256 };
    let made = rcgen::KeyPair::generate_for(algorithm).unwrap();
    let der = made.serialized_der();
    let fixed = &signature::ECDSA_P256_SHA256_FIXED_SIGNING;
    let key = match ed25519 {
        true => Key::Ed25519(signature::Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).unwrap()),
        false => Key::P256(signature::EcdsaKeyPair::from_pkcs8(fixed, der, &SystemRandom::new()).unwrap()),
    };
    (key, public_pem(&made))
}

/// Claims of a user, good for an hour from now, plus `shift` seconds.
pub fn claims(user: &str, shift: i64) -> Value {
    json!({ "sub": user, "exp": now() + 3_600 + shift })
}

/// Seconds since 1970.
pub fn now() -> i64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64
}
