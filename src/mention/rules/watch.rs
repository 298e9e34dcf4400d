//! What somebody wants to be watched, read.

use crate::{
    base::post::Network,
    contract::{Watch, WatchKind},
    mention::Kind,
};

/// Words of one source.
pub const MOST_WORDS: usize = 10;
/// Characters of one word or phrase.
pub const LONGEST_WORD: usize = 60;

/// Characters of what X is asked, as its documentation allows, and those that do not come from the words.
const LONGEST_QUESTION: usize = 512;
const AROUND_WORDS: usize = 20;
const AROUND_WORD: usize = 6;

/// Why it cannot be watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// An account is written `@acme`; on Bluesky with its host.
    Account,
    /// No word, too many or too long ones, or one that is shorter than two characters.
    Words,
    /// On Mastodon words are hashtags.
    Hashtags,
    /// On Mastodon the instance has to be said.
    Instance,
}

/// How a source is stored that watches in this way.
pub const fn kind(kind: WatchKind) -> Kind {
    match kind {
        WatchKind::Mentions => Kind::Mentions,
        WatchKind::Words => Kind::Words,
    }
}

/// Reads an account, which begins with `@`, or words with commas between them.
pub fn read(network: Network, what: &str, instance: Option<&str>) -> Result<Watch, Unreadable> {
    let what = what.trim();
    let (mut host, mut account) = (String::new(), what.strip_prefix('@'));
    if network == Network::Mastodon {
        let typed = account.and_then(|account| account.split_once('@'));
        let named = instance.map(|instance| instance.trim().to_lowercase());
        host = named.or_else(|| typed.map(|(_, host)| host.to_lowercase())).ok_or(Unreadable::Instance)?;
        account = typed.map(|(name, _)| name).or(account);
        let is_host = |host: &str| {
            host.contains('.') && host.bytes().all(|c| c.is_ascii_alphanumeric() || b".-:".contains(&c))
        };
        if !is_host(&host) {
            return Err(Unreadable::Instance);
        }
    }
    let watch = |kind, what| Watch { network, kind, host: host.clone(), what };
    if let Some(account) = account {
        let account = if network == Network::X { account.to_owned() } else { account.to_lowercase() };
        return if is_account(network, &account) {
            Ok(watch(WatchKind::Mentions, account))
        } else {
            Err(Unreadable::Account)
        };
    }
    let all = watch(WatchKind::Words, what.to_owned()).words();
    let is_fine =
        |word: &String| (2..=LONGEST_WORD).contains(&word.chars().count()) && !word.contains(['"', '(', ')']);
    let question: usize = all.iter().map(|word| word.chars().count() + AROUND_WORD).sum();
    let is_long = question + AROUND_WORDS > LONGEST_QUESTION;
    if all.is_empty() || all.len() > MOST_WORDS || is_long || !all.iter().all(is_fine) {
        return Err(Unreadable::Words);
    }
    let is_tag = |word: &String| {
        let tag = word.trim_start_matches('#');
        !tag.is_empty() && tag.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    if network == Network::Mastodon && !all.iter().all(is_tag) {
        return Err(Unreadable::Hashtags);
    }
    Ok(watch(WatchKind::Words, all.join(", ")))
}

fn is_account(network: Network, account: &str) -> bool {
    let is_made_of =
        |others: &[u8]| account.bytes().all(|c| c.is_ascii_alphanumeric() || others.contains(&c));
    match network {
        // `^[A-Za-z0-9_]{1,15}$`, as X's documentation says.
        Network::X => (1..=15).contains(&account.len()) && is_made_of(b"_"),
        Network::Bluesky => account.contains('.') && account.len() <= 253 && is_made_of(b".-"),
        Network::Mastodon => (1..=60).contains(&account.len()) && is_made_of(b"_.-"),
        Network::Other => false,
    }
}

/// What tells one watch from every other of its network, kind and host.
pub fn key(watch: &Watch) -> String {
    let mut words: Vec<String> = watch.words().iter().map(|word| word.to_lowercase()).collect();
    words.sort();
    words.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_and_words_are_told_apart() {
        let read = |network, what, instance| {
            read(network, what, instance).map(|watch| (watch.kind, watch.host, watch.what))
        };
        let is = |kind, host: &str, what: &str| Ok((kind, host.to_owned(), what.to_owned()));
        let table = [
            (Network::X, "@Acme", None, is(WatchKind::Mentions, "", "Acme")),
            (Network::X, "@acme.example", None, Err(Unreadable::Account)),
            (Network::X, "Acme, acme widgets,acme", None, is(WatchKind::Words, "", "Acme, acme widgets")),
            (Network::X, " , ", None, Err(Unreadable::Words)),
            (Network::X, "a \") OR (b", None, Err(Unreadable::Words)),
            (Network::Bluesky, "@Acme.example", None, is(WatchKind::Mentions, "", "acme.example")),
            (Network::Bluesky, "@acme", None, Err(Unreadable::Account)),
            (
                Network::Mastodon,
                "@acme@Social.example",
                None,
                is(WatchKind::Mentions, "social.example", "acme"),
            ),
            (Network::Mastodon, "@acme", None, Err(Unreadable::Instance)),
            (
                Network::Mastodon,
                "#acme",
                Some("social.example"),
                is(WatchKind::Words, "social.example", "#acme"),
            ),
            (Network::Mastodon, "acme widgets", Some("social.example"), Err(Unreadable::Hashtags)),
            (Network::Mastodon, "#acme", Some("../x"), Err(Unreadable::Instance)),
        ];
        for (network, what, instance, expected) in table {
            assert_eq!(read(network, what, instance), expected, "{network:?} {what}");
        }
    }
}
