//! Keys that verify tokens. The algorithm belongs to the key; what a token's header says of it is
//! only ever compared.

use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse},
};

/// One key and the one algorithm that it is for.
#[derive(Clone)]
pub struct Key {
    pub decoding: DecodingKey,
    pub algorithm: Algorithm,
}

/// Bytes of a point on P-256, uncompressed.
const P256_POINT: usize = 65;

impl Key {
    /// A shared secret, for HS256.
    pub fn secret(secret: &[u8]) -> Self {
        Self { decoding: DecodingKey::from_secret(secret), algorithm: Algorithm::HS256 }
    }

    /// A public key: RSA, P-256 or Ed25519. The error says what is wrong, without the key.
    pub fn pem(pem: &[u8]) -> Result<Self, &'static str> {
        if String::from_utf8_lossy(pem).contains("PRIVATE KEY") {
            return Err("holds a private key; give its public key");
        }
        if let Ok(decoding) = DecodingKey::from_ed_pem(pem) {
            return Ok(Self { decoding, algorithm: Algorithm::EdDSA });
        }
        if let Ok(decoding) = DecodingKey::from_ec_pem(pem) {
            return match decoding.try_get_as_bytes() {
                Ok(point) if point.len() == P256_POINT => Ok(Self { decoding, algorithm: Algorithm::ES256 }),
                _ => Err("holds a key on another curve than P-256"),
            };
        }
        match DecodingKey::from_rsa_pem(pem) {
            Ok(decoding) => Ok(Self { decoding, algorithm: Algorithm::RS256 }),
            Err(_) => Err("holds no public key in PEM: RSA, P-256 or Ed25519"),
        }
    }

    /// A key of a key set; `None` when it is for something else than the signatures that are
    /// taken here. A shared secret has no place in a public document.
    pub fn jwk(jwk: &Jwk) -> Option<Self> {
        let (algorithm, named) = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => (Algorithm::RS256, KeyAlgorithm::RS256),
            AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
                (Algorithm::ES256, KeyAlgorithm::ES256)
            }
            AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
                (Algorithm::EdDSA, KeyAlgorithm::EdDSA)
            }
            _ => return None,
        };
        let signs = jwk.common.public_key_use.as_ref().is_none_or(|purpose| *purpose == PublicKeyUse::Signature);
        let fits = jwk.common.key_algorithm.is_none_or(|algorithm| algorithm == named);
        let decoding = DecodingKey::from_jwk(jwk).ok()?;
        (signs && fits).then_some(Self { decoding, algorithm })
    }
}
