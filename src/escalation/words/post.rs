//! What the network shows of a post, in words. The text is quoted as it was written, and never rendered as markup.

use super::{View, code, line, press};
use crate::{
    base::{
        post::PostLink,
        text::{escape_markdown, limits::BUTTON_URL, one_line, trim_with_notice},
    },
    contract::{Button, Message, NoticeContext, Sight},
    escalation::{Escalation, PostAccess, rules::post::MOST_ACCOUNTS},
};

/// What the card shows of the text.
const TEXT: usize = 700;
/// What is shown of it to whoever looks at everything.
const WHOLE: usize = 1500;
/// Posts of the conversation that are counted.
const MOST_SAID: i64 = 500;

/// The post: its text as it was written, and by whom; that it is gone, if it is. `None` while nobody could read it. More of a long
/// text where it `is_whole`.
pub fn quoted(view: &View, sight: Sight<'_>, is_whole: bool) -> Option<String> {
    let post = view.post.as_ref()?;
    if post.is_forgotten() {
        return Some("*What the post says is not kept; the link leads there.*".to_owned());
    }
    match post.state {
        PostAccess::Unread => None,
        PostAccess::Gone => Some("*The post is gone, and so is what was kept of it.*".to_owned()),
        PostAccess::Protected => {
            Some("*Its author does not show the post to everybody, so nothing of it is kept.*".to_owned())
        }
        PostAccess::Public => {
            let text = trim_with_notice(&sight.text(&post.text), if is_whole { WHOLE } else { TEXT }, "…")
                .into_owned();
            let lines: Vec<String> =
                text.lines().map(|line| format!("> {}", escape_markdown(line))).collect();
            let author = escape_markdown(&one_line(&sight.text(&post.author)));
            let handle = match post.handle.is_empty() {
                true => String::new(),
                false => format!(" (@{})", escape_markdown(&sight.text(&post.handle))),
            };
            let edited = if post.is_edited { " · **edited since it was posted**" } else { "" };
            Some(format!("{}\n— {author}{handle}{edited}", lines.join("\n")))
        }
    }
}

/// What was said besides in the conversation; `None` when nothing was heard.
pub fn said(view: &View, sight: Sight<'_>) -> Option<String> {
    let posts = match view.said.posts {
        0 => return None,
        1 => "1 more post".to_owned(),
        posts if posts > MOST_SAID => format!("more than {MOST_SAID} more posts"),
        posts => format!("{posts} more posts"),
    };
    let newest = view.said.newest.as_deref().filter(|url| !url.is_empty() && sight.text(url) == **url);
    let newest = newest.map(|url| format!(", the newest: <{url}>")).unwrap_or_default();
    Some(format!("{posts}{newest}"))
}

/// Whoever asked has written again. Where it is open, whoever has it is told by this, and can answer; else they are asked anew.
pub fn followed_up(row: &Escalation, place: &NoticeContext<'_>, said: &PostLink) -> Message {
    let id = code(row.id);
    let owner = row.facts.owner_user_id.filter(|_| row.facts.state.is_open());
    let message = match owner {
        Some(owner) => {
            Message::text(format!("<@{owner}>, whoever asked **{id}** has written again.")).ping(owner)
        }
        None => Message::text(format!("Whoever asked **{id}** has written again.")).silent(),
    };
    let draft = owner.map(|_| press(row, "Draft answer…", "draft").primary());
    let open = Button::run(format!("Open {id}"), line(row.id, "show"));
    let card = place.card.as_deref().map(|address| Button::open("Card", address));
    let is_shown = place.sight.text(&said.url) == said.url && said.url.len() <= BUTTON_URL;
    let post = is_shown.then(|| Button::open("Post", said.url.clone()));
    message.buttons(draft.into_iter().chain([open]).chain(card).chain(post))
}

/// The team's own accounts, in the settings.
pub fn accounts(accounts: &[String]) -> String {
    if accounts.is_empty() {
        return "none; name them, and docket finds your answers by itself".to_owned();
    }
    let named = accounts.iter().map(|handle| format!("@{}", escape_markdown(handle)));
    named.collect::<Vec<_>>().join(", ")
}

/// What is wrong with a list of accounts that cannot be read: one sentence.
pub fn bad_accounts() -> String {
    format!(
        "Name at most {MOST_ACCOUNTS} accounts by their handles, with commas between them: `@acme, acme.bsky.social`."
    )
}
