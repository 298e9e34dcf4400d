//! Addresses of calendar feeds, which only those know who were told them.

/// Random bytes in a token: 160 bits cannot be guessed.
const TOKEN_BYTES: usize = 20;

/// A new token: the guild's number, so that the query can say which guild, and what cannot be guessed.
pub fn feed_token(guild_id: i64) -> String {
    let secret: [u8; TOKEN_BYTES] = rand::random();
    format!("{guild_id:x}-{}", data_encoding::BASE32_NOPAD.encode(&secret).to_lowercase())
}

/// The guild that a token names. Whatever else is asked for is no token, and not every database takes every character in a
/// question.
pub fn guild_of_feed(token: &str) -> Option<i64> {
    let is_token = token.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let (guild, _) = token.split_once('-').filter(|_| is_token)?;
    i64::from_str_radix(guild, 16).ok()
}
