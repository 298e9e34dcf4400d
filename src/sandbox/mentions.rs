//! Who a message pings, after `allowed_mentions` has had its say.

use super::{
    ids::Id,
    model::Channel,
    permissions::{self, Permissions},
    state::State,
};
use serde_json::Value;

/// Mentions found in a text.
#[derive(Default, Debug, PartialEq, Eq)]
pub struct Mentions {
    pub users: Vec<Id>,
    pub roles: Vec<Id>,
    pub everyone: bool,
}

/// What is parsed when a message does not say.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Default {
    /// Messages of bots in channels: users, roles and everyone.
    All,
    /// Replies to interactions: users only.
    Users,
}

/// The users, roles and `@everyone` that are written in `content`, outside code.
pub fn written_in(content: &str) -> Mentions {
    let mut found = Mentions::default();
    for text in outside_code(content) {
        found.everyone |= text.contains("@everyone") || text.contains("@here");
        for piece in text.split("<@").skip(1) {
            let Some((inner, _)) = piece.split_once('>') else { continue };
            match inner.strip_prefix('&') {
                Some(role) => push_id(&mut found.roles, role),
                None => push_id(&mut found.users, inner.trim_start_matches('!')),
            }
        }
    }
    found
}

fn push_id(list: &mut Vec<Id>, text: &str) {
    if let Ok(id) = text.parse()
        && !list.contains(&id)
    {
        list.push(id);
    }
}

/// The parts of a text that are not in code blocks or inline code.
fn outside_code(content: &str) -> Vec<&str> {
    let blocks: Vec<&str> = content.split("```").collect();
    // An unclosed fence is plain text, so the last piece counts whichever side it falls on.
    let last = blocks.len() - 1;
    let outside = blocks.iter().enumerate().filter(|(at, _)| at % 2 == 0 || *at == last);
    outside.flat_map(|(_, block)| outside_inline_code(block)).collect()
}

fn outside_inline_code(block: &str) -> Vec<&str> {
    let pieces: Vec<&str> = block.split('`').collect();
    let last = pieces.len() - 1;
    let outside = pieces.iter().enumerate().filter(|(at, _)| at % 2 == 0 || *at == last);
    outside.map(|(_, piece)| *piece).collect()
}

/// Who is pinged when `author_id` sends `content` to `channel`.
pub fn pinged(
    state: &State,
    channel: &Channel,
    author_id: Id,
    content: &str,
    allowed: Option<&Value>,
    default: Default,
) -> Mentions {
    let mut found = written_in(content);
    let guild = channel.guild_id.and_then(|id| state.guilds.get(&id));
    let may_ping_all = permissions::in_channel(state, channel, author_id).has(Permissions::MENTION_EVERYONE);
    let allow = Allowed::read(allowed, default);
    found.users.retain(|id| state.users.contains_key(id) && allow.users.permits(*id));
    found.roles.retain(|id| {
        let role = guild.and_then(|guild| guild.roles.get(id));
        role.is_some_and(|role| role.mentionable || may_ping_all) && allow.roles.permits(*id)
    });
    found.everyone &= allow.everyone && may_ping_all && guild.is_some();
    found
}

enum Kind {
    All,
    Listed(Vec<Id>),
}

impl Kind {
    fn permits(&self, id: Id) -> bool {
        match self {
            Self::All => true,
            Self::Listed(ids) => ids.contains(&id),
        }
    }
}

struct Allowed {
    users: Kind,
    roles: Kind,
    everyone: bool,
}

impl Allowed {
    fn read(allowed: Option<&Value>, default: Default) -> Self {
        let Some(allowed) = allowed.filter(|value| value.is_object()) else {
            let all = default == Default::All;
            let roles = if all { Kind::All } else { Kind::Listed(Vec::new()) };
            return Self { users: Kind::All, roles, everyone: all };
        };
        let parse = |name: &str| {
            let list = allowed["parse"].as_array();
            list.is_some_and(|list| list.iter().any(|item| item.as_str() == Some(name)))
        };
        let kind = |name: &str| if parse(name) { Kind::All } else { Kind::Listed(id_list(&allowed[name])) };
        Self { users: kind("users"), roles: kind("roles"), everyone: parse("everyone") }
    }
}

/// Reads an array of ids that are strings or numbers.
pub fn id_list(value: &Value) -> Vec<Id> {
    value.as_array().into_iter().flatten().filter_map(read_id).collect()
}

/// Reads an id that is a string or a number.
pub fn read_id(value: &Value) -> Option<Id> {
    match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64().map(Id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_inside_code_do_not_count() {
        let found = written_in("<@1> `<@2>` ```\n<@3> @everyone``` <@&4> <@!5> <@1>");
        assert_eq!(found, Mentions { users: vec![Id(1), Id(5)], roles: vec![Id(4)], everyone: false });
    }

    #[test]
    fn an_unclosed_fence_is_plain_text() {
        assert!(written_in("```\n@here").everyone);
    }
}
