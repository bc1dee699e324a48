//! The cryptography of tokens: *ring*, as everywhere else in this server.
//!
//! Four algorithms and no others. Each is bound to its family of keys, so that a token never
//! chooses how a key is used.

use jsonwebtoken::{
    Algorithm, AlgorithmFamily, DecodingKey, DecodingKeyKind, EncodingKey,
    crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils},
    errors::{ErrorKind, Result, new_error},
    signature::{Error, Signer, Verifier},
};
use ring::{hmac, signature};

static RING: CryptoProvider =
    CryptoProvider { signer_factory: signer, verifier_factory: verifier, key_utils: KeyUtils::new_unimplemented() };

/// Makes *ring* the cryptography of all tokens in this process. Safe to repeat.
pub fn install() {
    if RING.install_default().is_err() {
        tracing::debug!("the cryptography of tokens is installed already");
    }
}

fn signer(algorithm: &Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>> {
    match (algorithm, key.family()) {
        (Algorithm::HS256, AlgorithmFamily::Hmac) => Ok(Box::new(Mac::new(key.as_bytes()))),
        _ => Err(new_error(ErrorKind::UnsupportedAlgorithm)),
    }
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>> {
    let scheme: &dyn signature::VerificationAlgorithm = match (algorithm, key.family()) {
        (Algorithm::HS256, AlgorithmFamily::Hmac) => return Ok(Box::new(Mac::new(key.try_get_as_bytes()?))),
        (Algorithm::RS256, AlgorithmFamily::Rsa) => &signature::RSA_PKCS1_2048_8192_SHA256,
        (Algorithm::ES256, AlgorithmFamily::Ec) => &signature::ECDSA_P256_SHA256_FIXED,
        (Algorithm::EdDSA, AlgorithmFamily::Ed) => &signature::ED25519,
        _ => return Err(new_error(ErrorKind::InvalidKeyFormat)),
    };
    Ok(Box::new(Public { algorithm: *algorithm, scheme, key: key.clone() }))
}

/// A shared secret.
struct Mac(hmac::Key);

impl Mac {
    fn new(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }
}

impl Signer<Vec<u8>> for Mac {
    fn try_sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, Error> {
        Ok(hmac::sign(&self.0, message).as_ref().to_vec())
    }
}

impl JwtSigner for Mac {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl Verifier<Vec<u8>> for Mac {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> std::result::Result<(), Error> {
        hmac::verify(&self.0, message, signature).map_err(|_| Error::new())
    }
}

impl JwtVerifier for Mac {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

/// A public key.
struct Public {
    algorithm: Algorithm,
    scheme: &'static dyn signature::VerificationAlgorithm,
    key: DecodingKey,
}

impl Verifier<Vec<u8>> for Public {
    fn verify(&self, message: &[u8], signed: &Vec<u8>) -> std::result::Result<(), Error> {
        let verified = match self.key.kind() {
            DecodingKeyKind::SecretOrDer(bytes) => {
                signature::UnparsedPublicKey::new(self.scheme, bytes).verify(message, signed)
            }
            DecodingKeyKind::RsaModulusExponent { n, e } => {
                let key = signature::RsaPublicKeyComponents { n, e };
                key.verify(&signature::RSA_PKCS1_2048_8192_SHA256, message, signed)
            }
        };
        verified.map_err(|_| Error::new())
    }
}

impl JwtVerifier for Public {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}
