//! What a session is kept in: sealed with a key that comes from the account's password, which is in the environment alone. So
//! the database holds no secret that opens anything by itself, and another password begins another session.

use ring::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    digest::{Context, SHA256},
    rand::{SecureRandom, SystemRandom},
};
use serde::{Serialize, de::DeserializeOwned};

/// What else the key is made of, so that the same password elsewhere makes another.
const ABOUT: &[u8] = b"docket: session of a source";

fn key(account: &str, password: &str) -> Option<LessSafeKey> {
    let mut digest = Context::new(&SHA256);
    for part in [ABOUT, account.as_bytes(), password.as_bytes()] {
        digest.update(&(part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    let key = UnboundKey::new(&CHACHA20_POLY1305, digest.finish().as_ref()).ok()?;
    Some(LessSafeKey::new(key))
}

/// Seals a session of an account.
pub fn seal((account, password): (&str, &str), session: &impl Serialize) -> Option<Vec<u8>> {
    let mut nonce = [0; NONCE_LEN];
    SystemRandom::new().fill(&mut nonce).ok()?;
    let mut sealed = serde_json::to_vec(session).ok()?;
    let key = key(account, password)?;
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed).ok()?;
    Some([nonce.as_slice(), &sealed].concat())
}

/// The session, if it was sealed for this account and password.
pub fn open<S: DeserializeOwned>((account, password): (&str, &str), sealed: &[u8]) -> Option<S> {
    let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN)?;
    let mut sealed = sealed.to_vec();
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let text = key(account, password)?.open_in_place(nonce, Aad::empty(), &mut sealed).ok()?;
    serde_json::from_slice(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_opens_with_its_own_password_only() {
        let account = ("acme.example", "abcd-efgh-ijkl-mnop");
        let sealed = seal(account, &"a token").expect("sealed");
        assert!(!sealed.windows(7).any(|bytes| bytes == b"a token"), "it is not there in plain");
        assert_ne!(Some(&sealed), seal(account, &"a token").as_ref(), "no two are alike");
        assert_eq!(open(account, &sealed), Some("a token".to_owned()));
        for other in [("acme.example", "another"), ("other.example", account.1)] {
            assert_eq!(open::<String>(other, &sealed), None);
        }
        for broken in [&sealed[1..], &[], &sealed[..sealed.len() - 1]] {
            assert_eq!(open::<String>(account, broken), None);
        }
    }
}
