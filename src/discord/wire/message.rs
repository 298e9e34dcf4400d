//! A message of the contract as one or more of Discord's.

use super::{
    card::{self, Embed},
    rows::rows,
};
use crate::{
    base::text::{length, limits, split, trim_with_notice},
    contract::{Card, File, Message, NOBODY},
};
use serde_json::{Map, Value, json};
use std::{borrow::Cow, collections::BTreeSet};

/// `SUPPRESS_NOTIFICATIONS`: delivered without sound (Discord's documentation, "Message Flags").
pub(in crate::discord) const SILENT: u64 = 1 << 12;
/// Files on one message.
const FILES: usize = 10;
/// Bytes of files on one message. Discord takes 10 MiB in a file and 25 MiB in a request (documentation, "Uploading
/// Files"); a lighter message also arrives while its interaction can still be answered.
const FILE_BYTES: i64 = 8 << 20;
const CUT_TEXT: &str = "\n-# (shortened: the rest does not fit here)";
const CUT_CARDS: &str = "-# (shortened: not everything fits here)";
const CUT_ROWS: &str = "-# (not all buttons fit here)";
const SOMEBODY: &str = "somebody (forgotten)";
const NOTHING: &str = "(nothing to show)";

/// One of Discord's messages.
#[derive(Clone, Debug, Default)]
pub(in crate::discord) struct Page {
    content: String,
    embeds: Vec<Map<String, Value>>,
    components: Vec<Value>,
    pings: Vec<i64>,
    role_pings: Vec<i64>,
    is_silent: bool,
    /// Stored files to attach.
    pub files: Vec<File>,
}

impl Page {
    /// The body that creates it, with `flags` of its own beside the silence that the message asks for.
    pub fn create(&self, flags: u64) -> Map<String, Value> {
        let mut body = Map::new();
        if !self.content.is_empty() {
            body.insert("content".into(), json!(self.content));
        }
        if !self.embeds.is_empty() {
            body.insert("embeds".into(), json!(self.embeds));
        }
        if !self.components.is_empty() {
            body.insert("components".into(), json!(self.components));
        }
        let flags = flags | if self.is_silent { SILENT } else { 0 };
        if flags != 0 {
            body.insert("flags".into(), json!(flags));
        }
        body.insert("allowed_mentions".into(), self.mentions());
        body
    }

    /// The body that turns an existing message into it, whatever that showed before.
    pub fn edit(&self) -> Map<String, Value> {
        Map::from_iter([
            ("content".to_owned(), json!(self.content)),
            ("embeds".to_owned(), json!(self.embeds)),
            ("components".to_owned(), json!(self.components)),
            ("attachments".to_owned(), json!([])),
            ("allowed_mentions".to_owned(), self.mentions()),
        ])
    }

    /// Whether a message that Discord shows is this page.
    pub fn looks_like(&self, shown: &Value) -> bool {
        let titles = |embeds: &mut dyn Iterator<Item = &Value>| -> Vec<(Value, Value)> {
            embeds.map(|embed| (embed["title"].clone(), embed["description"].clone())).collect()
        };
        let own: Vec<Value> = self.embeds.iter().cloned().map(Value::Object).collect();
        let theirs = shown["embeds"].as_array().map(Vec::as_slice).unwrap_or_default();
        shown["content"].as_str().unwrap_or_default().trim() == self.content.trim()
            && titles(&mut own.iter()) == titles(&mut theirs.iter())
    }

    /// Whether it shows cards, which take a permission of their own.
    pub fn has_cards(&self) -> bool {
        !self.embeds.is_empty()
    }

    /// Nobody is pinged but those who are named here *and* mentioned in the text.
    fn mentions(&self) -> Value {
        let users: Vec<_> = self.pings.iter().map(i64::to_string).collect();
        let mut allowed = json!({ "parse": [], "users": users });
        if !self.role_pings.is_empty() {
            allowed["roles"] = self.role_pings.iter().map(i64::to_string).collect();
        }
        allowed
    }
}

/// The message as one page; what does not fit is cut, with a notice.
pub(in crate::discord) fn page(message: &Message) -> Page {
    let message = &*with_nobody_named(message);
    let (embeds, is_cut) = card::fit(message.cards.iter().flat_map(card::embeds).collect());
    let (components, is_row_cut) = rows(&message.rows);
    let notices = [(is_cut, CUT_CARDS), (is_row_cut, CUT_ROWS)];
    let notices = notices.into_iter().filter(|(is_cut, _)| *is_cut).map(|(_, notice)| notice);
    let content = with_notices(&message.text, notices);
    let mut page = Page { content, components, ..Page::default() };
    page.embeds = embeds.into_iter().map(|embed| embed.json).collect();
    page.files = bundles(&message.files).into_iter().next().unwrap_or_default();
    finish(vec![page], message).swap_remove(0)
}

fn with_notices<'a>(text: &str, notices: impl Iterator<Item = &'a str>) -> String {
    let notices = notices.fold(String::new(), |all, notice| format!("{all}\n{notice}"));
    let room = limits::CONTENT.saturating_sub(length(&notices));
    let text = trim_with_notice(text.trim(), room, CUT_TEXT);
    format!("{text}{notices}").trim().to_owned()
}

/// The message as as many pages as it takes, in order, without those that have been said; never none. Buttons stand
/// under the last one.
pub(in crate::discord) fn pages(message: &Message) -> Vec<Page> {
    let message = &*with_nobody_named(message);
    let pieces = split(message.text.trim(), limits::CONTENT);
    let mut pages: Vec<_> = pieces.into_iter().map(|content| Page { content, ..Page::default() }).collect();
    if pages.is_empty() {
        pages.push(Page::default());
    }
    let mut weight = 0;
    for Embed { json, weight: own, .. } in message.cards.iter().flat_map(card::embeds) {
        let is_full = pages.last().is_some_and(|page| page.embeds.len() == limits::EMBEDS);
        if is_full || weight + own > limits::EMBED_TOTAL {
            pages.push(Page::default());
            weight = 0;
        }
        weight += own;
        if let Some(page) = pages.last_mut() {
            page.embeds.push(json);
        }
    }
    let (components, is_cut) = rows(&message.rows);
    if let Some(last) = pages.last_mut() {
        last.components = components;
        if is_cut {
            last.content = with_notices(&last.content, [CUT_ROWS].into_iter());
        }
    }
    attach(&mut pages, &message.files);
    let mut pages = finish(pages, message);
    pages.drain(..message.pages_said.min(pages.len() - 1));
    pages
}

/// The message with words in place of mentions of those who were forgotten, whom Discord cannot show.
fn with_nobody_named(message: &Message) -> Cow<'_, Message> {
    let mark = format!("<@{NOBODY}>");
    let is_in = |text: &String| text.contains(&mark);
    let is_on = |card: &Card| {
        is_in(&card.title)
            || is_in(&card.text)
            || is_in(&card.footer)
            || card.fields.iter().any(|field| is_in(&field.value))
    };
    if !is_in(&message.text) && !message.cards.iter().any(is_on) {
        return Cow::Borrowed(message);
    }
    let named = |text: &mut String| *text = text.replace(&mark, SOMEBODY);
    let mut message = message.clone();
    named(&mut message.text);
    for card in &mut message.cards {
        [&mut card.title, &mut card.text, &mut card.footer].into_iter().for_each(named);
        card.fields.iter_mut().for_each(|field| named(&mut field.value));
    }
    Cow::Owned(message)
}

/// Files go with the last page, and with further ones when there are more than fit on one.
fn attach(pages: &mut Vec<Page>, files: &[File]) {
    for (n, bundle) in bundles(files).into_iter().enumerate() {
        if n > 0 {
            pages.push(Page::default());
        }
        if let Some(last) = pages.last_mut() {
            last.files = bundle;
        }
    }
}

/// The files in order, as many together as one message can carry. One that is heavier than that goes alone.
fn bundles(files: &[File]) -> Vec<Vec<File>> {
    let mut bundles: Vec<Vec<File>> = Vec::new();
    let mut bytes = 0_i64;
    for file in files {
        let length = file.length.max(0);
        match bundles.last_mut() {
            Some(last) if last.len() < FILES && bytes.saturating_add(length) <= FILE_BYTES => {
                bytes += length;
                last.push(file.clone());
            }
            _ => {
                bytes = length;
                bundles.push(vec![file.clone()]);
            }
        }
    }
    bundles
}

fn finish(mut pages: Vec<Page>, message: &Message) -> Vec<Page> {
    let mut left: BTreeSet<i64> = message.pings.iter().copied().collect();
    let mut roles: BTreeSet<i64> = message.role_pings.iter().copied().collect();
    for page in &mut pages {
        page.is_silent = message.is_silent;
        let is_mentioned = |user: &i64| {
            page.content.contains(&format!("<@{user}>")) || page.content.contains(&format!("<@!{user}>"))
        };
        page.pings = left.iter().copied().filter(is_mentioned).take(limits::ALLOWED_MENTIONS).collect();
        left.retain(|user| !page.pings.contains(user));
        let is_named = |role: &i64| page.content.contains(&format!("<@&{role}>"));
        page.role_pings = roles.iter().copied().filter(is_named).take(limits::ALLOWED_MENTIONS).collect();
        roles.retain(|role| !page.role_pings.contains(role));
        let is_empty = page.content.is_empty() && page.embeds.is_empty() && page.files.is_empty();
        if is_empty {
            page.content = NOTHING.to_owned();
        }
    }
    pages
}
