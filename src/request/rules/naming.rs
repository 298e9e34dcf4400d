//! Where customers' names may be written.

/// What a reader in one channel may know of a request's customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Whether the channel is marked internal, so that real names may be written.
    pub is_internal: bool,
}

/// A customer's name and public alias.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named<'a> {
    pub name: &'a str,
    pub alias: &'a str,
}

impl Sight {
    /// The name to write for the customer.
    pub fn name(self, customer: Named<'_>) -> &str {
        if self.is_internal { customer.name } else { customer.alias }
    }

    /// `text` with the customer's real name replaced by the alias where the channel may not see it.
    pub fn text(self, text: &str, customer: Option<Named<'_>>) -> String {
        match customer {
            Some(customer) if !self.is_internal => replace_name(text, customer.name, customer.alias),
            _ => text.to_owned(),
        }
    }
}

/// Replaces `name` as a whole word, upper and lower case alike.
fn replace_name(text: &str, name: &str, alias: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = None;
    while let Some(c) = rest.chars().next() {
        let starts_word = !before.is_some_and(char::is_alphanumeric);
        let matched = if starts_word { matched_length(rest, name) } else { None };
        let step = match matched {
            Some(length) => {
                out.push_str(alias);
                length
            }
            None => {
                out.push(c);
                c.len_utf8()
            }
        };
        before = rest[..step].chars().next_back();
        rest = &rest[step..];
    }
    out
}

/// Bytes of `name` at the start of `text` if it stands there as whole words.
fn matched_length(text: &str, name: &str) -> Option<usize> {
    let mut wanted = name.chars().flat_map(char::to_lowercase);
    let mut length = 0;
    let mut next = wanted.next()?;
    for c in text.chars() {
        for lower in c.to_lowercase() {
            if lower != next {
                return None;
            }
            match wanted.next() {
                Some(following) => next = following,
                None => {
                    length += c.len_utf8();
                    let after = text[length..].chars().next();
                    return (!after.is_some_and(char::is_alphanumeric)).then_some(length);
                }
            }
        }
        length += c.len_utf8();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ACME: Named<'_> = Named { name: "Acme Corp", alias: "Customer A" };
    const OUTSIDE: Sight = Sight { is_internal: false };

    #[test]
    fn outside_internal_channels_the_alias_stands_for_the_name() {
        assert_eq!(OUTSIDE.name(ACME), "Customer A");
        for (text, shown) in [
            ("Acme Corp asks", "Customer A asks"),
            ("for ACME corp's admins", "for Customer A's admins"),
            ("Acme Corporation", "Acme Corporation"),
            ("xAcme Corp", "xAcme Corp"),
            ("Acme CorpAcme Corp", "Acme CorpAcme Corp"),
            ("", ""),
        ] {
            assert_eq!(OUTSIDE.text(text, Some(ACME)), shown, "{text}");
        }
        let inside = Sight { is_internal: true };
        assert_eq!(inside.text("Acme Corp asks", Some(ACME)), "Acme Corp asks");
    }

    proptest! {
        #[test]
        fn nothing_but_the_name_changes(text in "\\PC{0,60}") {
            prop_assert_eq!(OUTSIDE.text(&text, Some(Named { name: "\u{1}never", alias: "x" })), text.clone());
            prop_assert_eq!(OUTSIDE.text(&text, None), text);
        }
    }
}
