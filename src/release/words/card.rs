//! The card of a release.

use super::Seen;
use crate::{
    base::{
        text::{escape_markdown, limits, one_line, trim_with_notice},
        when::{Style, stamp},
    },
    contract::{Button, Card, Line, Message, NOBODY, Select, SelectFrom, SelectOption, Sight, Tone},
    release::{
        Facts, Health, Item, ItemKind, Kind, Release, State,
        rules::{Dated, freeze, schedule},
    },
};
use chrono::NaiveDate;

/// Items that the card lists; the rest is counted.
const MOST_ITEMS: usize = 25;
/// What is shown of an item's text and of its note in a list.
const TEXT: usize = 90;
const NOTE: usize = 60;
/// What is shown of a name.
const NAME: usize = 60;

/// How people name an item.
pub fn code(id: i64) -> String {
    format!("ITEM-{id}")
}

/// A date as people read it: `Wed 16 Dec 2026`.
pub fn date(day: NaiveDate) -> String {
    day.format("%a %-d %b %Y").to_string()
}

/// A person; who was forgotten is nobody.
pub fn mention(user_id: i64) -> String {
    if user_id == NOBODY { "nobody".to_owned() } else { format!("<@{user_id}>") }
}

/// The beginning of a text on one line, as the reader may see it, escaped.
pub fn short(text: &str, sight: Sight<'_>, most: usize) -> String {
    escape_markdown(&trim_with_notice(&one_line(&sight.text(text)), most, "…"))
}

/// The name of a release, escaped and bold.
pub fn name(release: &Release, sight: Sight<'_>) -> String {
    format!("**{}**", plain_name(&release.facts.name, sight))
}

/// What a release is called, escaped.
pub fn plain_name(name: &str, sight: Sight<'_>) -> String {
    short(name, sight, NAME)
}

/// How an item stands, in words.
pub const fn health(health: Health) -> &'static str {
    match health {
        Health::OnTrack => "on track",
        Health::Attention => "needs attention",
        Health::AtRisk => "at risk",
        Health::Done => "done",
    }
}

const fn sign(health: Health) -> &'static str {
    match health {
        Health::OnTrack => "🟢",
        Health::Attention => "🟡",
        Health::AtRisk => "🔴",
        Health::Done => "✅",
    }
}

/// What kind of change it is, in words.
pub const fn kind(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Feature => "feature",
        ItemKind::Fix => "fix",
        ItemKind::Deprecation => "deprecation",
        ItemKind::Promotion => "promotion",
        ItemKind::Breaking => "breaking change",
    }
}

/// An item as a line of a list.
pub fn item_line(item: &Item, sight: Sight<'_>) -> String {
    let facts = &item.facts;
    let owner = facts.owner_user_id.map_or("nobody".to_owned(), mention);
    let mut line =
        format!("{} `{}` {} · {owner}", sign(facts.health), code(item.id), short(&facts.text, sight, TEXT));
    if facts.kind != ItemKind::Feature {
        line.push_str(&format!(" · {}", kind(facts.kind)));
    }
    if let Some(note) = &facts.note {
        line.push_str(&format!(" · “{}”", short(note, sight, NOTE)));
    }
    match facts.reported_at {
        Some(at) => line.push_str(&format!(" · {}", stamp(at.utc(), Style::ShortDate))),
        None => line.push_str(" · no update yet"),
    }
    line
}

/// The living card, with buttons.
pub fn card(seen: &Seen<'_>, release: &Release, items: &[Item]) -> Message {
    let message = Message::default().card(drawn(seen, release, items));
    if release.facts.state == State::Withdrawn {
        return message;
    }
    let line = |path: &str| Line::new(path).with("release", format!("#{}", release.id));
    let add = Button::run("Add item", line("release add"));
    let dates = Button::run("Move target", line("release move"));
    let details = Button::run("Details", line("release show"));
    let buttons = if release.facts.state.is_to_come() { vec![add, dates, details] } else { vec![details] };
    let message = message.buttons(buttons);
    match opening(items, seen.sight) {
        Some(select) => message.select(select),
        None => message,
    }
}

/// Opens one of the items.
pub fn opening(items: &[Item], sight: Sight<'_>) -> Option<Select> {
    let option = |item: &Item| SelectOption {
        value: item.id.to_string(),
        label: trim_with_notice(
            &format!("{} {}", code(item.id), one_line(&sight.text(&item.facts.text))),
            TEXT,
            "…",
        )
        .into(),
        description: health(item.facts.health).to_owned(),
        is_chosen: false,
    };
    let options: Vec<SelectOption> =
        ordered(items).into_iter().take(limits::SELECT_OPTIONS).map(option).collect();
    (!options.is_empty()).then(|| Select {
        line: Line::new("release item").hole("item"),
        placeholder: "Open an item…".into(),
        from: SelectFrom::Texts(options),
    })
}

/// What needs somebody goes first, what is done last.
fn ordered(items: &[Item]) -> Vec<&Item> {
    let mut items: Vec<&Item> = items.iter().collect();
    items.sort_by_key(|item| (item.facts.health, item.id));
    items
}

/// The card alone.
pub fn drawn(seen: &Seen<'_>, release: &Release, items: &[Item]) -> Card {
    let (facts, sight) = (&release.facts, seen.sight);
    let title = format!("{} · {} · {}", sight.text(&facts.name), facts.kind.word(), facts.state.word());
    let lines: Vec<String> =
        ordered(items).into_iter().take(MOST_ITEMS).map(|item| item_line(item, sight)).collect();
    let mut text = if lines.is_empty() { "Nothing is in it yet.".to_owned() } else { lines.join("\n") };
    if items.len() > MOST_ITEMS {
        text.push_str(&format!("\n… and {} more", items.len() - MOST_ITEMS));
    }
    let dates = schedule(facts.target_day.0, &facts.milestones_json.0, &seen.guild.hours);
    let mut card = Card::new(title).text(text).field("Target", target(facts));
    if let Some(freeze) = freeze(&dates) {
        card = card.field("Freeze", format!("{} ({})", date(freeze.day), offset(freeze.offset)));
    }
    card = card.field("Release manager", mention(facts.manager_user_id));
    if let Some(user_id) = facts.validator_user_id {
        card = card.field("Validates", mention(user_id));
    }
    if !dates.is_empty() {
        card = card.wide_field("Dates", dates_text(&dates, sight));
    }
    let waiting = waiting(items);
    if !waiting.is_empty() {
        card = card.wide_field("Asked, no update yet", waiting);
    }
    card.footer = counts(items);
    card.tone = tone(release, items);
    card
}

fn target(facts: &Facts) -> String {
    let day = date(facts.target_day.0);
    match &facts.target_rule {
        Some(rule) => format!("{day} ({})", escape_markdown(rule)),
        None => day,
    }
}

/// `T-10`.
pub fn offset(offset: i64) -> String {
    format!("T{offset:+}")
}

fn dates_text(dates: &[Dated], sight: Sight<'_>) -> String {
    let line =
        |it: &Dated| format!("{} · {} ({})", date(it.day), short(&it.name, sight, NAME), offset(it.offset));
    dates.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Who was asked and has not answered, with what about.
fn waiting(items: &[Item]) -> String {
    let mut people: Vec<(i64, Vec<String>)> = Vec::new();
    for item in items.iter().filter(|item| item.is_waiting) {
        let Some(owner) = item.facts.owner_user_id else { continue };
        match people.iter_mut().find(|(user_id, _)| *user_id == owner) {
            Some((_, codes)) => codes.push(code(item.id)),
            None => people.push((owner, vec![code(item.id)])),
        }
    }
    let lines = people.iter().take(MOST_ITEMS).map(|(user_id, codes)| {
        let shown: Vec<&str> = codes.iter().take(4).map(String::as_str).collect();
        let more = if codes.len() > shown.len() { ", …" } else { "" };
        format!("{} {}{more}", mention(*user_id), shown.join(", "))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// `3 on track, 1 at risk, 2 done`.
fn counts(items: &[Item]) -> String {
    let count = |wanted: Health| items.iter().filter(|item| item.facts.health == wanted).count();
    let told =
        [Health::AtRisk, Health::Attention, Health::OnTrack, Health::Done].map(|it| (count(it), health(it)));
    let told = told.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    told.collect::<Vec<_>>().join(", ")
}

fn tone(release: &Release, items: &[Item]) -> Tone {
    match release.facts.state {
        State::Shipped => Tone::Done,
        _ if items.iter().any(|item| item.facts.health == Health::AtRisk) => Tone::Alarm,
        State::Cut => Tone::Waiting,
        _ if release.facts.kind == Kind::Dot => Tone::Waiting,
        _ => Tone::Plain,
    }
}

/// In the admin channel, when the card could not be posted.
pub fn not_posted(seen: &Seen<'_>, release: &Release) -> Message {
    let text = format!(
        "The card of the release {} could not be posted in <#{}>. Nothing was lost; let docket see that channel and write in \
         it, then press **Show**.",
        name(release, seen.guild.sight_anywhere()),
        release.channel_id
    );
    let show = Line::new("release show").with("release", format!("#{}", release.id));
    Message::text(text).buttons([Button::run("Show", show)])
}

/// The dates as they fill a form.
pub fn milestones_as_typed(facts: &Facts) -> String {
    let one = |it: &crate::release::Milestone| format!("{} {}", offset(it.offset), it.name);
    facts.milestones_json.0.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// The freeze as it fills a form; empty without one.
pub fn freeze_as_typed(facts: &Facts) -> String {
    let freeze = facts.milestones_json.0.iter().find(|it| it.name.to_lowercase().contains("freeze"));
    freeze.map(|it| offset(it.offset)).unwrap_or_default()
}

/// The sync as it fills a form; empty without one.
pub fn sync_as_typed(facts: &Facts) -> String {
    facts.sync_json.as_ref().map(|table| table.0.in_words()).unwrap_or_default()
}
