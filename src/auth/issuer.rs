//! Tokens of another issuer (`auth.mode = "jwt"`).

use crate::{config, error::Error};

use super::{
    jwks::KeySet,
    key::Key,
    token::{self, Caller, Rules, refused},
};

/// Whose tokens are taken, and by which keys.
pub struct Issuer {
    keys: Keys,
    rules: Rules,
}

enum Keys {
    One(Box<Key>),
    Set(KeySet),
}

impl Issuer {
    /// Reads the key file, if one is named. The error names the setting.
    pub fn new(settings: &config::Jwt) -> Result<Self, String> {
        let keys = match (&settings.secret, &settings.public_key_file, &settings.jwks_url) {
            (Some(secret), ..) => Keys::One(Box::new(Key::secret(secret.expose().as_bytes()))),
            (_, Some(file), _) => {
                let name = file.display();
                let pem = std::fs::read(file)
                    .map_err(|error| format!("auth.jwt.public_key_file: cannot read {name}: {error}"))?;
                let key = Key::pem(&pem).map_err(|words| format!("auth.jwt.public_key_file: {name} {words}"))?;
                Keys::One(Box::new(key))
            }
            (.., Some(url)) => Keys::Set(KeySet::new(url, settings)?),
            (None, None, None) => return Err("auth.jwt: there is no key".to_owned()),
        };
        let rules =
            Rules { issuer: settings.issuer.clone(), audience: settings.audience.clone(), leeway: settings.leeway };
        Ok(Self { keys, rules })
    }

    /// Who a token speaks for.
    pub async fn verify(&self, token: &str) -> Result<Caller, Error> {
        match &self.keys {
            Keys::One(key) => token::verify(token, key, &self.rules),
            Keys::Set(set) => {
                let header = jsonwebtoken::decode_header(token).map_err(|_| refused("form"))?;
                let key = set.key(header.kid.as_deref()).await?;
                token::verify(token, &key, &self.rules)
            }
        }
    }
}
