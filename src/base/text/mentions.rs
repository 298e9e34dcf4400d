//! Discord's notation for people, roles, channels, emoji, commands and times inside a text.

/// What stands between `<` and `>`, <https://discord.com/developers/docs/reference#message-formatting>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mention<'a> {
    User(i64),
    Role(i64),
    Channel(i64),
    /// A server's own emoji, by its name.
    Emoji(&'a str),
    /// A command, by its words.
    Command(&'a str),
    /// Seconds since 1970.
    Time(i64),
    /// A page of the server, such as `customize`.
    Page(&'a str),
}

/// `text` with each mention replaced by what `name` calls it; what it does not name stays as it is.
pub fn with_mentions(text: &str, name: impl Fn(Mention<'_>) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        match mention(&rest[..end]).and_then(&name) {
            Some(named) => {
                out.push_str(&named);
                rest = &rest[end..];
            }
            None => {
                out.push('<');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The mentions in `text`, in order.
pub fn mentions(text: &str) -> impl Iterator<Item = Mention<'_>> {
    text.match_indices('<').filter_map(|(start, _)| {
        let rest = &text[start..];
        mention(&rest[..rest.find('>')? + 1])
    })
}

/// Reads `<…>` as a whole.
fn mention(token: &str) -> Option<Mention<'_>> {
    let inner = token.strip_prefix('<')?.strip_suffix('>')?;
    let (mark, after) = inner.split_at_checked(1)?;
    match mark {
        "@" => match after.strip_prefix('&') {
            Some(role) => Some(Mention::Role(snowflake(role)?)),
            None => Some(Mention::User(snowflake(after.strip_prefix('!').unwrap_or(after))?)),
        },
        "#" => Some(Mention::Channel(snowflake(after)?)),
        ":" => emoji(after),
        "/" => {
            let (words, command) = after.rsplit_once(':')?;
            snowflake(command).map(|_| Mention::Command(words))
        }
        "a" => emoji(after.strip_prefix(':')?),
        "t" => {
            let time = after.strip_prefix(':')?;
            let seconds = time.split_once(':').map_or(time, |(seconds, _)| seconds);
            seconds.parse().ok().map(Mention::Time)
        }
        "i" => Some(Mention::Page(after.strip_prefix("d:")?)),
        _ => None,
    }
}

fn emoji(inner: &str) -> Option<Mention<'_>> {
    let (name, emoji) = inner.split_once(':')?;
    snowflake(emoji).map(|_| Mention::Emoji(name))
}

fn snowflake(digits: &str) -> Option<i64> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn named(mention: Mention<'_>) -> Option<String> {
        Some(match mention {
            Mention::User(id) => format!("@user {id}"),
            Mention::Role(id) => format!("@role {id}"),
            Mention::Channel(id) => format!("#channel {id}"),
            Mention::Emoji(name) => format!(":{name}:"),
            Mention::Command(words) => format!("/{words}"),
            Mention::Time(seconds) => format!("at {seconds}"),
            Mention::Page(_) => return None,
        })
    }

    #[test]
    fn every_kind_of_mention_gets_its_name() {
        for (text, read) in [
            ("<@12> and <@!13>", "@user 12 and @user 13"),
            ("<@&4><#5>", "@role 4#channel 5"),
            ("<:party:7> <a:dance:8>", ":party: :dance:"),
            ("</request show:9>", "/request show"),
            ("<t:100> <t:-5:R>", "at 100 at -5"),
            ("<id:customize>", "<id:customize>"),
            ("a < b > c <@> <#x> <:a> <t:now> <@1", "a < b > c <@> <#x> <:a> <t:now> <@1"),
            ("<<@1>", "<@user 1"),
            ("<@99999999999999999999>", "<@99999999999999999999>"),
        ] {
            assert_eq!(with_mentions(text, named), read, "{text}");
        }
        assert_eq!(mentions("<@1> x <#2>").collect::<Vec<_>>(), [Mention::User(1), Mention::Channel(2)]);
    }

    proptest! {
        #[test]
        fn a_text_whose_mentions_have_no_names_stays_as_it_is(text in "[<>@#:/at&!0-9é ]{0,40}|\\PC{0,40}") {
            prop_assert_eq!(with_mentions(&text, |_| None), text);
        }
    }
}
