//! The living card of a mention, and lists of them.

use super::{code, line, name, press, state};
use crate::{
    base::{
        tally::Tally,
        text::{escape_markdown, one_line, trim_with_notice},
        when::{Style, stamp},
    },
    contract::{
        Button, Called, Card, Choice, Context, Line, Message, Noun, Select, SelectFrom, SelectOption, Sight,
        Tone,
    },
    mention::{Mention, SeenPost, State},
};

/// What the card shows of the first post, and of each that followed.
const FIRST: usize = 700;
const FOLLOWING: usize = 150;
/// Posts that are counted.
const COUNTED: i64 = 500;

/// A mention with its posts.
#[derive(Clone, Debug)]
pub struct View {
    pub row: Mention,
    /// The first and the newest, oldest first.
    pub posts: Vec<SeenPost>,
    pub count: i64,
    pub people: i64,
}

/// The card for everybody in the channel. It never makes a sound.
pub fn card(view: &View, sight: Sight<'_>) -> Message {
    let row = &view.row;
    let message = Message::default().silent().card(body(view, sight));
    let post = view.posts.first().filter(|post| is_shown(post, sight));
    let open = post.map(|post| Button::open("Open post", &post.url));
    let escalate = press(row, "Escalate", "escalate");
    let buttons = match row.facts.state {
        State::Waiting => vec![
            escalate.primary(),
            press(row, "Ignore", "ignore"),
            press(row, "No action because…", "no-action"),
        ],
        State::Ignored | State::NoAction => vec![escalate, press(row, "Undo", "undo")],
        State::Escalated => {
            let show = |id| {
                Button::run(format!("Open ESC-{id}"), Line::new("escalation show").with("escalation", id))
            };
            row.facts.escalation_id.map(show).into_iter().collect()
        }
        State::Gone => Vec::new(),
    };
    message.buttons(buttons.into_iter().chain(open))
}

/// The card for one person, with what is done more rarely.
pub fn shown(view: &View, sight: Sight<'_>) -> Message {
    let has_text = view.posts.iter().any(|post| post.text.is_some());
    let forget = has_text.then(|| Button::run("Forget its text", line(view.row.id, "forget")).danger());
    card(view, sight).buttons(forget)
}

fn body(view: &View, sight: Sight<'_>) -> Card {
    let row = &view.row;
    let mut card =
        Card::new(format!("{} · {} · {}", code(row.id), row.network.name(), state(row.facts.state)));
    card.tone = match row.facts.state {
        State::Waiting => Tone::Waiting,
        State::Escalated => Tone::Done,
        _ => Tone::Plain,
    };
    card.footer = sight.why_hidden().unwrap_or_default().to_owned();
    let Some(first) = view.posts.first() else { return card };
    card.url = Some(first.url.clone()).filter(|_| is_shown(first, sight));
    card.at = Some(first.posted_at.unwrap_or(first.seen_at).utc());
    card = card.text(text(view, first, FIRST, sight)).field("By", by(first, sight));
    if view.count > 1 {
        card = card.field("So far", so_far(view));
    }
    let following = view.posts.iter().skip(1).map(|post| {
        let said = text(view, post, FOLLOWING, sight);
        format!("{}: {}", by(post, sight), one_line(&said))
    });
    let following: Vec<String> = following.collect();
    if !following.is_empty() {
        card = card.wide_field("The newest", following.join("\n"));
    }
    match ended(view, sight) {
        Some(ended) => card.wide_field("What came of it", ended),
        None => card,
    }
}

/// Whether the way to the post may be shown: there is one, and it names no customer.
fn is_shown(post: &SeenPost, sight: Sight<'_>) -> bool {
    !post.url.is_empty() && sight.text(&post.url) == post.url
}

/// What a post says, as it stands there; never as markup.
fn text(view: &View, post: &SeenPost, most: usize, sight: Sight<'_>) -> String {
    match &post.text {
        Some(text) if text.is_empty() => "(no text)".to_owned(),
        Some(text) => escape_markdown(&trim_with_notice(&sight.text(text), most, "…")),
        None if view.row.facts.state == State::Gone => "This post is not there any more.".to_owned(),
        None => "(The text is not kept; the link leads there.)".to_owned(),
    }
}

fn by(post: &SeenPost, sight: Sight<'_>) -> String {
    match (post.author.is_empty(), post.handle.is_empty()) {
        (true, true) => "somebody".to_owned(),
        (false, true) => name(&sight.text(&post.author)),
        (true, false) => format!("@{}", name(&sight.text(&post.handle))),
        (false, false) => {
            format!("{} (@{})", name(&sight.text(&post.author)), name(&sight.text(&post.handle)))
        }
    }
}

/// `12 people, 14 posts`.
fn so_far(view: &View) -> String {
    let counted = |count: i64, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        count if count > COUNTED => format!("more than {COUNTED} {many}"),
        count => format!("{count} {many}"),
    };
    format!("{}, {}", counted(view.people, "person", "people"), counted(view.count, "post", "posts"))
}

fn ended(view: &View, sight: Sight<'_>) -> Option<String> {
    let facts = &view.row.facts;
    let by = facts.decided_by_user_id.map(|user_id| format!(" (<@{user_id}>)")).unwrap_or_default();
    match facts.state {
        State::Waiting => None,
        State::Escalated => {
            let id = facts.escalation_id.map(|id| format!("ESC-{id}")).unwrap_or_default();
            Some(format!("**{id}**{by}"))
        }
        State::Ignored => Some(format!("Ignored{by}; what follows in the conversation is too.")),
        State::NoAction => {
            let reason = facts.reason.as_deref().map(|reason| name(&sight.text(reason))).unwrap_or_default();
            Some(format!("No action: {reason}{by}"))
        }
        State::Gone => Some("Nothing of it is there any more, so its text is gone here too.".to_owned()),
    }
}

/// In one line.
fn in_line(view: &View, sight: Sight<'_>) -> String {
    let first = view.posts.first();
    let said = first.and_then(|post| post.text.as_deref()).unwrap_or_default();
    let said = escape_markdown(&trim_with_notice(&one_line(&sight.text(said)), 80, "…"));
    let by = first.map(|post| by(post, sight)).unwrap_or_default();
    let people = if view.people > 1 { format!(" · {}", so_far(view)) } else { String::new() };
    let since = stamp(view.row.created_at.utc(), Style::Relative);
    format!("**{}** · {} · {by}: {said}{people} · {since}", code(view.row.id), view.row.network.name())
}

/// One page of mentions of a state.
pub fn list(cx: &Context, of: State, views: &[View], (total, is_more): (Tally, bool)) -> Message {
    if views.is_empty() {
        return Message::text(match of {
            State::Waiting => "No mention is waiting. `/source list` says what is watched.".to_owned(),
            other => format!("No mention is {}.", state(other)),
        });
    }
    let lines: Vec<_> = views.iter().map(|view| in_line(view, cx.sight())).collect();
    let title = format!("{total} mention{}, {}", if total.count() == 1 { "" } else { "s" }, state(of));
    let option = |view: &View| {
        let Choice { label, value } = choice(view, cx.sight());
        let label = trim_with_notice(&label, 100, "…").into_owned();
        SelectOption { value, label, description: String::new(), is_chosen: false }
    };
    let open = Select {
        line: Line::new("mention show").hole("mention"),
        placeholder: "Open one".to_owned(),
        from: SelectFrom::Texts(views.iter().map(option).collect()),
    };
    let next = |id| Line::new("mention list").with("state", of.word()).with("after", id);
    let last = views.last().filter(|_| is_more);
    let more = last.map(|last| Button::run("More", next(last.row.id)));
    Message::default().card(Card::new(title).text(lines.join("\n"))).select(open).buttons(more)
}

/// What completes a number.
pub fn choice(view: &View, sight: Sight<'_>) -> Choice {
    let first = view.posts.first();
    let said = first.and_then(|post| post.text.as_deref()).unwrap_or_default();
    let said = trim_with_notice(&one_line(&sight.text(said)), 60, "…").into_owned();
    let label = format!("{} · {} · {said}", code(view.row.id), state(view.row.facts.state));
    Choice { label, value: code(view.row.id) }
}

/// What a mention is called on the cards of others.
pub fn called(row: &Mention) -> Called {
    let text = format!("**{}** ({})", code(row.id), state(row.facts.state));
    Called {
        noun: Noun::MENTION,
        id: row.id,
        text,
        shipped_in: None,
        has_ended: false,
        show: line(row.id, "show"),
    }
}
