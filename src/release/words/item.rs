//! Answers about items.

use super::{
    Seen,
    card::{code, date, health, kind, mention, name, plain_name, short},
};
use crate::{
    base::{
        text::{limits, one_line, trim_with_notice},
        when::{Style, stamp},
    },
    contract::{
        Button, Called, Card, Choice, Line, Message, Noun, Select, SelectFrom, SelectOption, Sight, Tone,
    },
    release::{Health, Item, ItemState, Release, store::Named},
    room::press_is_old,
};

/// What is shown of a text.
const TEXT: usize = 300;

/// What is around an item.
pub struct Around {
    pub followers: Vec<i64>,
    /// What it is linked with.
    pub linked: Vec<Called>,
    /// The releases that it could be postponed to.
    pub to_come: Vec<Release>,
}

/// A line about the item.
fn line(item: &Item, path: &str) -> Line {
    Line::new(path).with("item", item.id)
}

fn versioned(item: &Item, path: &str) -> Line {
    line(item, path).version(item.version)
}

/// The buttons that say how an item stands: what the first is called begins with `first`, and each other with `others`. Where
/// a message has such buttons of several items, all of them name theirs, so that no two are called the same.
pub fn healths(item: &Item, path: &str, (first, others): (&str, &str)) -> Vec<Button> {
    let button = |label: String, health: Health| {
        Button::run(label, line(item, path).with("health", health.word()).version(item.version))
    };
    vec![
        button(format!("{first}On track"), Health::OnTrack),
        button(format!("{others}Needs attention…"), Health::Attention),
        button(format!("{others}At risk…"), Health::AtRisk),
        button(format!("{others}Done"), Health::Done),
    ]
}

/// An item as it was asked for.
pub fn item_shown(
    seen: &Seen<'_>,
    item: &Item,
    release: Option<&Release>,
    (around, user_id): (&Around, i64),
) -> Message {
    let mut message = told(seen, String::new(), item, release);
    let Some(card) = message.cards.first_mut() else { return message };
    if !around.linked.is_empty() {
        let linked: Vec<&str> = around.linked.iter().map(|other| other.text.as_str()).collect();
        *card = std::mem::take(card).wide_field("Linked", linked.join("\n"));
    }
    let follows = around.followers.contains(&user_id);
    if !around.followers.is_empty() {
        *card = std::mem::take(card).field("Followed by", around.followers.len().to_string());
    }
    if item.facts.state == ItemState::Withdrawn {
        return message;
    }
    let follow = match follows {
        true => Button::run("Follow no longer", line(item, "release follow").with("stop", "yes")),
        false => Button::run("Follow", line(item, "release follow")),
    };
    let others = around.linked.iter().take(2).map(|other| Button::run(link_label(other), other.show.clone()));
    let message = message.buttons([follow].into_iter().chain(others));
    match postponing(seen, item, &around.to_come) {
        Some(select) => message.select(select),
        None => message,
    }
}

fn link_label(other: &Called) -> String {
    let called = other.noun.called;
    let called = called.strip_prefix("an ").or(called.strip_prefix("a ")).unwrap_or(called);
    format!("Open {called} {}", other.id)
}

/// Moves the item to another release.
fn postponing(seen: &Seen<'_>, item: &Item, to_come: &[Release]) -> Option<Select> {
    let others = to_come.iter().filter(|it| Some(it.id) != item.facts.release_id);
    let option = |release: &Release| SelectOption {
        value: format!("#{}", release.id),
        label: trim_with_notice(&one_line(&seen.sight.text(&release.facts.name)), limits::CHOICE_NAME, "…")
            .into(),
        description: date(release.facts.target_day.0),
        is_chosen: false,
    };
    let options: Vec<SelectOption> = others.take(limits::SELECT_OPTIONS).map(option).collect();
    (!options.is_empty()).then(|| Select {
        line: versioned(item, "release postpone").hole("to"),
        placeholder: "Postpone to…".into(),
        from: SelectFrom::Texts(options),
    })
}

fn told(seen: &Seen<'_>, text: String, item: &Item, release: Option<&Release>) -> Message {
    let message = Message::text(text).card(card(seen, item, release));
    let history = Button::run("History", line(item, "release history"));
    let undo = Button::run("Undo", versioned(item, "release revert"));
    if item.facts.state == ItemState::Withdrawn {
        return message.buttons([history, undo]);
    }
    let edit = Button::run("Edit", versioned(item, "release revise"));
    message.buttons(healths(item, "release update", ("", ""))).buttons([edit, history, undo])
}

fn card(seen: &Seen<'_>, item: &Item, release: Option<&Release>) -> Card {
    let (facts, sight) = (&item.facts, seen.sight);
    let state = match facts.state {
        ItemState::Open => health(facts.health),
        ItemState::Withdrawn => "withdrawn",
    };
    let mut card = Card::new(format!("{} · {state}", code(item.id))).text(short(&facts.text, sight, TEXT));
    card = card.field("Release", release.map_or("a later one".to_owned(), |it| name(it, sight)));
    card = card.field("Owner", facts.owner_user_id.map_or("nobody".to_owned(), mention));
    card = card.field("Kind", kind(facts.kind));
    let update = match (facts.reported_at, facts.reported_by_user_id) {
        (Some(at), Some(user_id)) => format!("{} by {}", stamp(at.utc(), Style::DateTime), mention(user_id)),
        (Some(at), None) => stamp(at.utc(), Style::DateTime),
        (None, _) => "none yet".to_owned(),
    };
    card = card.field("Last update", update);
    if let Some(note) = &facts.note {
        card = card.wide_field("It says", short(note, sight, TEXT));
    }
    let links = [("Ticket", &facts.ticket), ("Design", &facts.design)];
    // An address that holds a name cannot be shown without it.
    let links = links.into_iter().filter_map(|(label, link)| Some((label, link.as_deref()?)));
    for (label, link) in links.filter(|(_, link)| sight.text(link) == *link) {
        card = card.wide_field(label, link);
    }
    if facts.is_public {
        card = card.field("Outside", "may be spoken of");
    }
    if let Some(at) = item.asked_at.filter(|_| item.is_waiting) {
        card.footer = format!("Asked on {}, not answered yet", date(seen.guild.zone.date(at.utc())));
    }
    card.tone = match facts.health {
        Health::AtRisk => Tone::Alarm,
        Health::Attention => Tone::Waiting,
        Health::Done => Tone::Done,
        Health::OnTrack => Tone::Plain,
    };
    card
}

pub fn added(seen: &Seen<'_>, item: &Item, release: &Release) -> Message {
    let text = format!("Added **{}** to {}.", code(item.id), name(release, seen.sight));
    told(seen, text, item, Some(release))
}

pub fn item_edited(seen: &Seen<'_>, item: &Item, release: Option<&Release>) -> Message {
    told(seen, format!("**{}** is changed.", code(item.id)), item, release)
}

/// A button was old.
pub fn item_changed_since(seen: &Seen<'_>, item: &Item, release: Option<&Release>) -> Message {
    let text = press_is_old(&format!("**{}**", code(item.id)));
    told(seen, text, item, release)
}

/// Somebody said how it stands.
pub fn reported(seen: &Seen<'_>, item: &Item, release: Option<&Release>) -> Message {
    told(seen, format!("**{}** is {}.", code(item.id), health(item.facts.health)), item, release)
}

pub fn postponed(seen: &Seen<'_>, item: &Item, to: Option<&Release>) -> Message {
    let to_words = to.map_or("a later release".to_owned(), |to| name(to, seen.sight));
    let text = format!("**{}** moves to {to_words}. Who follows it is told.", code(item.id));
    told(seen, text, item, to)
}

pub fn withdrawn(seen: &Seen<'_>, item: &Item, release: Option<&Release>) -> Message {
    let text = format!("**{}** is withdrawn. Who follows it is told.", code(item.id));
    told(seen, text, item, release)
}

pub fn item_undone(seen: &Seen<'_>, (item, release): (&Item, Option<&Release>), verb: &str) -> Message {
    told(seen, format!("Undid: {verb} **{}**.", code(item.id)), item, release)
}

/// The caller follows an item from now on, or no longer.
pub fn followed(item: &Item, sight: Sight<'_>, stops: bool) -> Message {
    let (code, text) = (code(item.id), short(&item.facts.text, sight, TEXT));
    let other = line(item, "release follow");
    match stops {
        true => Message::text(format!("You follow **{code}** no longer: {text}"))
            .buttons([Button::run("Follow", other)]),
        false => {
            Message::text(format!("You follow **{code}** and hear when it is postponed or withdrawn: {text}"))
                .buttons([Button::run("Follow no longer", other.with("stop", "yes"))])
        }
    }
}

/// An item while somebody types.
pub fn item_choice(item: &Item, sight: Sight<'_>) -> Choice {
    let label = format!("{} {}", code(item.id), one_line(&sight.text(&item.facts.text)));
    Choice { label: trim_with_notice(&label, limits::CHOICE_NAME, "…").into(), value: code(item.id) }
}

/// What an item is called on the cards of other rooms. What a release is called is for those who may read what others do.
pub fn called(Named { item, shipped_in }: &Named, sight: Sight<'_>) -> Called {
    let release = shipped_in.as_deref().filter(|_| sight.shows_names());
    let release = release.map(|name| plain_name(name, sight));
    let state = match (item.facts.state, shipped_in, &release) {
        (ItemState::Withdrawn, ..) => "withdrawn".to_owned(),
        (ItemState::Open, Some(_), Some(name)) => format!("shipped in {name}"),
        (ItemState::Open, Some(_), None) => "shipped".to_owned(),
        (ItemState::Open, None, _) => health(item.facts.health).to_owned(),
    };
    Called {
        noun: Noun::RELEASE_ITEM,
        id: item.id,
        text: format!("**{}** ({state})", code(item.id)),
        shipped_in: release,
        has_ended: item.facts.state == ItemState::Open && shipped_in.is_some(),
        show: Line::new("release item").with("item", item.id),
    }
}
