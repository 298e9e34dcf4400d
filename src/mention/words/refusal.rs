//! Why something was not done: what is wrong, that nothing was lost, what to do.

use super::{code, dollars, line, name, source_code, source_line, state, watched};
use crate::{
    base::{post::Network, when::WhenError},
    contract::{Line, Terms},
    error::Refusal,
    mention::{
        Mention, Source,
        rules::watch::{LONGEST_WORD, MOST_WORDS, Unreadable},
    },
    room::form_is_old,
};

pub fn unknown(id: i64) -> Refusal {
    Refusal::new(format!(
        "There is no {} here. Nothing was changed; `/mention list` shows what waits.",
        code(id)
    ))
    .offer("List mentions", Line::new("mention list"))
}

pub fn form_outdated(id: i64) -> Refusal {
    form_is_old(&code(id), line(id, "show"))
}

pub fn decided_already(row: &Mention) -> Refusal {
    let who = row.facts.decided_by_user_id.map(|user_id| format!(" by <@{user_id}>")).unwrap_or_default();
    Refusal::new(format!(
        "**{}** is {} already{who}, so nothing was changed.",
        code(row.id),
        state(row.facts.state)
    ))
    .offer("Show it", line(row.id, "show"))
}

pub fn nothing_to_undo(row: &Mention) -> Refusal {
    Refusal::new(format!("Nothing of {} can be taken back, so nothing was changed.", code(row.id)))
        .offer("Show it", line(row.id, "show"))
}

pub fn not_yours_to_undo(row: &Mention, by: Option<i64>) -> Refusal {
    let whose = by.map_or("docket's".to_owned(), |user_id| format!("<@{user_id}>'s"));
    Refusal::new(format!(
        "The last decision about {} is {whose}, and a lead takes back what is others'. Nothing was changed.",
        code(row.id)
    ))
    .offer("Show it", line(row.id, "show"))
}

pub fn no_author() -> Refusal {
    Refusal::new("That names no author, so nothing was changed. Write a handle, such as `@jo_dev`.")
}

pub fn unread_until(error: &WhenError) -> Refusal {
    Refusal::new(format!("{error} Nothing was changed."))
}

pub fn unknown_source(id: i64) -> Refusal {
    Refusal::new(format!(
        "There is no {} here. Nothing was changed; `/source list` shows what is watched.",
        source_code(id)
    ))
    .offer("List sources", Line::new("source list"))
}

pub fn unreadable(network: Network, why: &Unreadable) -> Refusal {
    Refusal::new(match (why, network) {
        (Unreadable::Account, Network::Bluesky) => {
            "That is no account on Bluesky, so nothing is watched. Write its handle, such as `@acme.bsky.social`.".to_owned()
        }
        (Unreadable::Account, _) => {
            format!("That is no account on {}, so nothing is watched. Write its handle, such as `@acme`.", network.name())
        }
        (Unreadable::Words, _) => format!(
            "Nothing is watched: write `@` and an account, or one to {MOST_WORDS} words or phrases with commas between them, \
             each of 2 to {LONGEST_WORD} characters without quotes and brackets."
        ),
        (Unreadable::Hashtags, _) => {
            "On Mastodon words are hashtags, each one word of letters and digits. Nothing is watched; write `#acme`, or an \
             account such as `@acme`."
                .to_owned()
        }
        (Unreadable::Instance, _) => {
            "Mastodon is many servers, so nothing is watched yet. Say which one: `instance:mastodon.social`.".to_owned()
        }
    })
}

/// What has to be there first, and what it would cost.
pub fn cannot_be_watched(lacks: &str, terms: &Terms) -> Refusal {
    let cost =
        if terms.cost.is_empty() { String::new() } else { format!(" What it would cost: {}", terms.cost) };
    Refusal::new(format!("{lacks}{cost} Nothing was changed; until then `/escalate` brings posts by hand."))
}

pub fn no_channel() -> Refusal {
    Refusal::new(
        "There is no channel for what would be heard, so nothing is watched. Choose one with `/settings channel \
         purpose:social`.",
    )
}

pub fn watched_already(source: &Source) -> Refusal {
    Refusal::new(format!(
        "**{}** watches {} already, so nothing was changed.",
        source_code(source.id),
        watched(source)
    ))
    .offer("Show it", source_line(source.id, "show"))
}

pub fn too_many_sources(most: usize) -> Refusal {
    Refusal::new(format!(
        "There are {most} sources already, as many as fit. Nothing was changed; remove one first."
    ))
    .offer("List sources", Line::new("source list"))
}

pub fn too_many_filters(most: usize) -> Refusal {
    Refusal::new(format!("At most {most} of a kind fit. Nothing was changed; name fewer."))
}

pub fn no_language(code: &str) -> Refusal {
    Refusal::new(format!(
        "“{}” is no language's code, so nothing was changed. Write codes of two letters, such as `en, de`.",
        name(code)
    ))
}

pub fn ceiling_too_high(most_mills: i64) -> Refusal {
    Refusal::new(format!(
        "Whoever runs docket allows {} a month for a source on X (DOCKET_X_CEILING), so nothing was changed. Name a lower \
         ceiling.",
        dollars(most_mills)
    ))
}

pub fn not_tested_at_ceiling(source: &Source) -> Refusal {
    Refusal::new(format!(
        "**{}** has cost {} this month, and its ceiling leaves no room for a test. It goes on by itself next month; \
         `/source edit` raises the ceiling.",
        source_code(source.id),
        dollars(source.cost_mills)
    ))
    .offer("Show it", source_line(source.id, "show"))
}

pub fn still_at_ceiling(source: &Source) -> Refusal {
    Refusal::new(format!(
        "**{}** has cost {} this month, which is its ceiling. It goes on by itself next month; `/source edit` raises the \
         ceiling. Nothing was changed.",
        source_code(source.id),
        dollars(source.cost_mills)
    ))
    .offer("Show it", source_line(source.id, "show"))
}
