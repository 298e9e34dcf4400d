//! A zone behind a time: "9am PT", "12:00 London time", "9:00 Asia/Kolkata".

use super::{
    Match,
    tokens::{Kind, Token, eat_any, skip_any},
};
use crate::base::civil::Zone;

/// The longest name of a place: "Argentina/Comod Rivadavia".
const MOST_TOKENS: usize = 7;

/// The zones that can be read at the start of `tokens`, the one that most people mean first.
pub(super) fn zones(tokens: &[Token]) -> Vec<Match<Zone>> {
    let lead = skip_any(tokens, &["in", "nach"]);
    let rest = &tokens[lead..];
    let mut found = Vec::new();
    let most = rest.len().min(MOST_TOKENS);
    for used in (1..=most).rev() {
        let name = joined(&rest[..used]);
        let is_said = eat_any(&rest[used..], &["time", "zeit"]);
        let zones = match (name.contains('/'), is_said) {
            (true, _) => Zone::find(&name).into_iter().collect(),
            (false, said) => Zone::named(&name, said.is_some() || lead > 0),
        };
        let used = lead + used + is_said.unwrap_or(0);
        let place = |(place, value)| Match { value, used, cost: u8::from(place > 0) };
        found.extend(zones.into_iter().enumerate().map(place));
        if !found.is_empty() {
            break;
        }
    }
    found
}

fn joined(tokens: &[Token]) -> String {
    let mut name = String::new();
    for token in tokens {
        if !token.is_glued && !name.is_empty() {
            name.push(' ');
        }
        name.push_str(&token.text);
    }
    // Numbers alone are no places.
    if tokens.iter().any(|token| token.kind == Kind::Word) { name } else { String::new() }
}
