//! Cards as embeds, within Discord's limits for each part and for all embeds of a message together.

use crate::{
    base::text::{length, limits, split, trim_to, trim_with_notice},
    contract::{Card, Field, Tone},
};
use serde_json::{Map, Value, json};

/// What stands where something had to be cut.
const SHORTENED: &str = "\n… (shortened)";
/// Discord refuses empty names and values of fields; this shows as nothing.
const BLANK: &str = "\u{200b}";
/// Characters in the address behind an embed's title (Discord's OpenAPI description, `RichEmbed`).
const EMBED_URL: usize = 2048;

/// One embed with what it counts towards the total of its message.
#[derive(Clone, Debug)]
pub(super) struct Embed {
    pub json: Map<String, Value>,
    pub weight: usize,
    fields: usize,
}

impl Embed {
    fn new(tone: Tone) -> Self {
        let json = Map::from_iter([("color".to_owned(), json!(colour(tone)))]);
        Self { json, weight: 0, fields: 0 }
    }

    fn text(&mut self, key: &str, text: &str) {
        if !text.is_empty() {
            self.weight += length(text);
            self.json.insert(key.to_owned(), json!(text));
        }
    }

    fn room(&self) -> usize {
        limits::EMBED_TOTAL.saturating_sub(self.weight)
    }

    fn add_field(&mut self, name: &str, value: &str, is_inline: bool) {
        self.weight += length(name) + length(value);
        self.fields += 1;
        let fields = self.json.entry("fields").or_insert_with(|| json!([]));
        if let Some(list) = fields.as_array_mut() {
            list.push(json!({ "name": name, "value": value, "inline": is_inline }));
        }
    }
}

/// Blue-grey, amber, green and red of equal lightness, readable on Discord's dark and light themes.
fn colour(tone: Tone) -> u32 {
    match tone {
        Tone::Plain => 0x5B_74_92,
        Tone::Waiting => 0xC2_8A_1E,
        Tone::Done => 0x3B_8F_5A,
        Tone::Alarm => 0xC4_4B_45,
    }
}

/// A card as as many embeds as it takes: long texts and many fields go on in further ones.
pub(super) fn embeds(card: &Card) -> Vec<Embed> {
    let mut texts = split(&card.text, limits::EMBED_DESCRIPTION).into_iter();
    let mut current = Embed::new(card.tone);
    current.text("title", trim_to(card.title.trim(), limits::EMBED_TITLE).as_ref());
    if let Some(url) = card.url.as_deref().and_then(|url| web_address(url, EMBED_URL)) {
        current.json.insert("url".to_owned(), json!(url));
    }
    current.text("description", &texts.next().unwrap_or_default());
    let mut done = Vec::new();
    for text in texts {
        done.push(std::mem::replace(&mut current, Embed::new(card.tone)));
        current.text("description", &text);
    }
    for field in &card.fields {
        let (name, value) = field_parts(field);
        if current.fields == limits::EMBED_FIELDS || current.room() < length(&name) + length(&value) {
            done.push(std::mem::replace(&mut current, Embed::new(card.tone)));
        }
        current.add_field(&name, &value, field.is_inline);
    }
    close(card, current, &mut done);
    done
}

/// Adds footer and time to the last embed, or to one more when they do not fit.
fn close(card: &Card, mut current: Embed, done: &mut Vec<Embed>) {
    let footer = trim_to(card.footer.trim(), limits::EMBED_FOOTER).into_owned();
    if current.room() < length(&footer) {
        done.push(std::mem::replace(&mut current, Embed::new(card.tone)));
    }
    if !footer.is_empty() {
        current.weight += length(&footer);
        current.json.insert("footer".to_owned(), json!({ "text": footer }));
    }
    if let Some(at) = card.at {
        current
            .json
            .insert("timestamp".to_owned(), json!(at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)));
    }
    // An embed of nothing but its colour is refused.
    if current.weight > 0 {
        done.push(current);
    }
}

fn field_parts(field: &Field) -> (String, String) {
    let filled = |text: &str| if text.trim().is_empty() { BLANK.to_owned() } else { text.trim().to_owned() };
    let name = trim_to(&filled(&field.name), limits::FIELD_NAME).into_owned();
    let value = trim_with_notice(&filled(&field.value), limits::FIELD_VALUE, SHORTENED).into_owned();
    (name, value)
}

/// The embeds of a message that must stay one message: what does not fit is cut, and the last one says so.
pub(super) fn fit(embeds: Vec<Embed>) -> (Vec<Embed>, bool) {
    let (mut kept, mut weight) = (Vec::new(), 0);
    let all = embeds.len();
    for embed in embeds {
        if kept.len() == limits::EMBEDS || weight + embed.weight > limits::EMBED_TOTAL {
            break;
        }
        weight += embed.weight;
        kept.push(embed);
    }
    let is_cut = kept.len() < all;
    (kept, is_cut)
}

/// The address when it leads to the web and is not too long; Discord refuses others.
pub(super) fn web_address(url: &str, max: usize) -> Option<String> {
    let parsed = reqwest::Url::parse(url.trim()).ok()?;
    let is_web = matches!(parsed.scheme(), "http" | "https") && parsed.has_host();
    let text = String::from(parsed);
    (is_web && length(&text) <= max).then_some(text)
}
