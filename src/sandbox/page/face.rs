//! Who is who on the page: a drawn face, a short first name, the role beside it.

use crate::sandbox::{ids::Id, model::User, permissions, state::State};
use maud::{Markup, html};

/// Outlines of hair, above a head in the middle of a square of 40.
const HAIR: [&str; 5] = [
    "M11 18c0-13 18-13 18 0-3-5-6-6-9-6s-6 1-9 6z",
    "M10 23V16c0-13 20-13 20 0v7c-2-1-3-4-3-8-4 0-9-1-11-3-1 4-3 9-6 11z",
    "M11 17c-1-11 8-9 9-10 4 0 10 1 9 10-1-3-3-4-5-4-4 1-9 0-13 4z",
    "M9 29V17c0-14 22-14 22 0v12h-4V16c-4-1-6-2-7-4-1 2-3 3-7 4v13z",
    "M12 14c1-9 15-9 16 0-5-2-11-2-16 0z",
];

/// A round picture: docket's mark for a bot, else a head and shoulders, which differ from member to member.
pub fn avatar(state: &State, id: Id) -> Markup {
    if state.users.get(&id).is_some_and(|user| user.bot) {
        return html! { img.avatar src="/page/icon.svg" alt=""; };
    }
    let at = usize::try_from(id.0).unwrap_or_default();
    let (tone, skin, hair) = (at % 8, at / 2 % 4, at % HAIR.len());
    html! {
        svg class=(format!("avatar tone-{tone}")) viewBox="0 0 40 40" aria-hidden="true" focusable="false" {
            path class="coat" d="M5 42c0-20 30-20 30 0z" {}
            circle class=(format!("skin-{skin}")) cx="20" cy="18" r="9" {}
            path class=(format!("hair-{}", at / 3 % 4)) d=(HAIR[hair]) {}
        }
    }
}

/// What is called out first: the short name of a member of the sample team, else the name.
pub fn first(user: &User) -> &str {
    if user.first.is_empty() { &user.name } else { &user.first }
}

/// What stands beside a short name: what the member is.
pub fn beside(user: &User) -> Option<&str> {
    (!user.first.is_empty()).then_some(user.name.as_str())
}

/// A member in a list of people: what they are, and the short name; without one, with the highest role unless the name
/// says it.
pub fn spoken(state: &State, guild_id: Id, id: Id) -> String {
    let Some(user) = state.users.get(&id) else { return String::new() };
    if let Some(name) = beside(user) {
        return format!("{name} · {}", user.first);
    }
    let guild = state.guilds.get(&guild_id);
    let roles = guild.and_then(|guild| guild.members.get(&id)).map(|member| member.roles.as_slice());
    let top = guild.and_then(|guild| {
        let held = roles.unwrap_or_default().iter().filter_map(|role| guild.roles.get(role));
        held.max_by_key(|role| role.position).map(|role| role.name.as_str())
    });
    let is_owner = guild.is_some_and(|guild| permissions::rank(guild, id) == u16::MAX);
    match top.filter(|role| !is_owner && !user.name.contains(role)) {
        Some(role) => format!("{} ({role})", user.name),
        None => user.name.clone(),
    }
}
