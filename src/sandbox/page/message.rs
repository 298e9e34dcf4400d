//! One message as HTML.

use super::{components, face, markdown};
use crate::sandbox::{
    ids::Id,
    model::{Attachment, Message, User},
    state::State,
};
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use serde_json::Value;

/// Renders a message for `reader`. One that `follows` another of the same author leaves out the head.
pub fn message(state: &State, message: &Message, reader: Id, follows: bool) -> Markup {
    let author = state.users.get(&message.author_id);
    let name = author.map_or("Deleted user", |user| user.name.as_str());
    let private = message.private_to.is_some();
    let pinged = pings(state, message, reader);
    html! {
        li.message.follows[follows].private[private].pinged[pinged]
            id=(format!("m-{}", message.id)) data-testid="message" data-message=(message.id) data-author=(name) {
            @if !follows { (face::avatar(state, message.author_id)) } @else { span.gutter {} }
            div.body {
                (origin(state, message))
                @if !follows { (head(message, author)) }
                @else { span.visually-hidden { (name) ": " } }
                @if pinged { span.visually-hidden { "You were mentioned. " } }
                (content(state, message))
                (reactions(message))
                @if let Some(thread) = message.thread_id.and_then(|id| state.channels.get(&id)) {
                    a.thread href=(format!("?channel={}", thread.id)) data-channel=(thread.id) { "Thread: " (thread.name) }
                }
                @if private {
                    p.only-you data-testid="private" {
                        "Only you can see this. "
                        button.link type="button" data-dismiss=(message.id) { "Dismiss" }
                    }
                }
            }
            (tools(message, name))
        }
    }
}

/// Whether a message pings its reader, directly, by a role or as everyone.
pub fn pings(state: &State, message: &Message, reader: Id) -> bool {
    let guild = message.guild_id.and_then(|id| state.guilds.get(&id));
    let roles = guild.and_then(|guild| guild.members.get(&reader)).map(|member| member.roles.as_slice());
    let by_role = message.pinged_roles.iter().any(|role| roles.unwrap_or_default().contains(role));
    message.author_id != reader
        && (message.pinged_everyone || by_role || message.pinged_users.contains(&reader))
}

/// What comes up beside a message that is pointed at.
fn tools(message: &Message, name: &str) -> Markup {
    html! {
        div.tools role="group" aria-label="Message" {
            @if message.private_to.is_none() {
                button type="button" data-reply=(message.id) data-name=(name) title="Reply"
                    aria-label=(format!("Reply to {name}")) { span aria-hidden="true" { "↩" } }
            }
            button type="button" data-copy title="Copy text" aria-label=(format!("Copy the text of {name}")) {
                span aria-hidden="true" { "⧉" }
            }
            button.more type="button" data-menu=(message.id) data-testid="message-menu" title="More"
                aria-haspopup="menu" aria-label=(format!("Actions for the message from {name}")) { "⋯" }
        }
    }
}

/// What the message answers: a command somebody used, or another message.
fn origin(state: &State, message: &Message) -> Markup {
    let used = message.answers.as_ref().filter(|answers| answers.kind == 2);
    let name = |id: Id| state.users.get(&id).map_or("Somebody", face::first);
    let reply = message.reply_to.and_then(|id| state.messages.get(&id));
    html! {
        @if let Some(used) = used {
            p.origin { (name(used.user_id)) " used " span.mention { (spoken(state, &used.name)) } }
        }
        @if let Some(reply) = reply {
            p.origin { "Reply to " (name(reply.author_id)) ": " (markdown::inline(state, &beginning(&reply.content))) }
        }
    }
}

/// The beginning of what a message says.
fn beginning(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(80).collect()
}

/// Slash commands are spoken with their slash, menu commands by their name.
fn spoken(state: &State, name: &str) -> String {
    let slash = state.commands.iter().any(|command| command.kind == 1 && command.name == name);
    if slash { format!("/{name}") } else { name.to_owned() }
}

fn head(message: &Message, author: Option<&User>) -> Markup {
    let name = author.map_or("Deleted user", |user| user.name.as_str());
    html! {
        p.head {
            button.name type="button" data-user=(message.author_id) data-name=(name) data-testid="author"
                aria-haspopup="menu" { (author.map_or(name, face::first)) }
            @if let Some(beside) = author.and_then(face::beside) { span.role { (beside) } }
            @if author.is_some_and(|user| user.bot) { span.tag { "APP" } }
            (clock_time(message.created_at))
            @if message.is_silent() { span.quiet title="Sent without a notification" { "silent" } }
        }
    }
}

fn clock_time(at: DateTime<Utc>) -> Markup {
    html! { time.at datetime=(at.to_rfc3339()) data-style="at" { (at.format("%H:%M UTC")) } }
}

fn content(state: &State, message: &Message) -> Markup {
    let name = &state.app.name;
    html! {
        @if message.is_loading() {
            p.thinking data-testid="thinking" role="status" { span.dots aria-hidden="true" {} (name) " is thinking…" }
        }
        @if !message.content.is_empty() {
            div.text data-testid="content" {
                (markdown::blocks(state, &message.content))
                @if message.edited_at.is_some() { span.edited { "(edited)" } }
            }
        }
        @for embed in &message.embeds { (self::embed(state, embed)) }
        @for attachment in &message.attachments { (self::attachment(state, attachment)) }
        (components::all(state, message))
    }
}

fn embed(state: &State, embed: &Value) -> Markup {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let color = embed["color"].as_u64().map(|color| format!("#{color:06x}"));
    let title = text(&embed["title"]);
    html! {
        article.embed data-testid="embed" data-color=[color] {
            @if embed["author"]["name"].is_string() { p.embed-author { (text(&embed["author"]["name"])) } }
            @if !title.is_empty() {
                @match embed["url"].as_str() {
                    Some(url) => h3 { a href=(url) target="_blank" rel="noopener noreferrer" { (markdown::inline(state, &title)) } },
                    None => h3 { (markdown::inline(state, &title)) },
                }
            }
            @if embed["description"].is_string() { div.text { (markdown::blocks(state, &text(&embed["description"]))) } }
            @if let Some(fields) = embed["fields"].as_array().filter(|fields| !fields.is_empty()) {
                dl {
                    @for (field, share) in fields.iter().zip(shares(fields)) {
                        div class=(format!("share-{share}")) {
                            dt { (markdown::inline(state, &text(&field["name"]))) }
                            dd { (markdown::blocks(state, &text(&field["value"]))) }
                        }
                    }
                }
            }
            @if let Some(url) = embed["image"]["url"].as_str() {
                a href=(url) target="_blank" rel="noopener noreferrer" { "Image: " (url) }
            }
            (footer(embed))
        }
    }
}

/// Into how many columns the row of each field is divided: those beside each other stand three to a row, and what is
/// left shares a row alike.
fn shares(fields: &[Value]) -> Vec<usize> {
    let is_inline = |field: &Value| field["inline"] == true;
    let mut shares = Vec::with_capacity(fields.len());
    for group in fields.chunk_by(|one, next| is_inline(one) && is_inline(next)) {
        for row in group.chunks(3) {
            shares.extend(std::iter::repeat_n(row.len(), row.len()));
        }
    }
    shares
}

fn footer(embed: &Value) -> Markup {
    let at = embed["timestamp"].as_str().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    html! {
        @if embed["footer"]["text"].is_string() || at.is_some() {
            p.embed-footer {
                (embed["footer"]["text"].as_str().unwrap_or_default())
                @if let Some(at) = at { " " (clock_time(at.to_utc())) }
            }
        }
    }
}

fn attachment(state: &State, attachment: &Attachment) -> Markup {
    let path = attachment.url.strip_prefix(state.base_url.as_str()).unwrap_or(&attachment.url);
    let image = attachment
        .content_type
        .as_deref()
        .is_some_and(|kind| kind.starts_with("image/") && !kind.contains("svg"));
    let text = attachment.description.as_deref().unwrap_or(&attachment.filename);
    html! {
        p.attachment data-testid="attachment" {
            @if image { a href=(path) target="_blank" { img src=(path) alt=(text); } }
            @else { a href=(path) download { (attachment.filename) } " " span.quiet { (size(attachment.size)) } }
        }
    }
}

fn size(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{:.1} KiB", bytes as f64 / 1024.0),
        _ => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
    }
}

fn reactions(message: &Message) -> Markup {
    html! {
        @if !message.reactions.is_empty() {
            p.reactions { @for (emoji, by) in &message.reactions { span { (emoji) " " (by.len()) } } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn fields_beside_each_other_share_their_row_alike() {
        for (inline, expected) in [
            (&[true, true][..], &[2, 2][..]),
            (&[true, true, true, true], &[3, 3, 3, 1]),
            (&[true, true, true, true, true], &[3, 3, 3, 2, 2]),
            (&[true, false, true, true], &[1, 1, 2, 2]),
            (&[false, false], &[1, 1]),
            (&[], &[]),
        ] {
            let fields: Vec<Value> = inline.iter().map(|inline| json!({ "inline": inline })).collect();
            assert_eq!(shares(&fields), expected, "{inline:?}");
        }
    }
}
