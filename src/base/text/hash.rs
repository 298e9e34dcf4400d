//! A short fingerprint that fits where Discord leaves little room.

use data_encoding::BASE32_NOPAD;
use sha2::{Digest, Sha256};

/// Bytes of the digest that are kept: 15 bytes are exactly 24 characters of base32.
const KEPT: usize = 15;

/// 120 bits of SHA-256 of `bytes` as 24 lower-case letters and digits.
///
/// Fits a message's `nonce` (25 characters) and leaves room in a `custom_id`. The same bytes give
/// the same text on every machine and in every version.
pub fn short_hash(bytes: impl AsRef<[u8]>) -> String {
    let digest = Sha256::digest(bytes.as_ref());
    let mut text = BASE32_NOPAD.encode(&digest[..KEPT]);
    text.make_ascii_lowercase();
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_24_characters_and_never_changes() {
        // SHA-256 of "abc" begins ba7816bf 8f01cfea 414140de 5dae22 (FIPS 180-4).
        assert_eq!(short_hash("abc"), "xj4bnp4pahh6uqkbidpf3lrc");
        assert_eq!(short_hash("").len(), 24);
        assert_ne!(short_hash("abd"), short_hash("abc"));
    }
}
