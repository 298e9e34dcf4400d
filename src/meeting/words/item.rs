//! Topics, in answers.

use super::{
    Seen,
    seen::{carried, code, kind, mention, name, series_line, short, when},
};
use crate::{
    contract::{
        Button, Called, Card, Choice, EscalationNumber, Line, Message, Noun, RequestNumber, Row, Sight, Tone,
        message_address,
    },
    meeting::{
        Item, ItemState, Occurrence, Series,
        rules::{self, Boxed},
    },
    room::press_is_old,
};

/// What is shown of a topic.
const TOPIC: usize = 200;
const IN_A_LIST: usize = 90;
/// Topics that a list names.
const MOST_ITEMS: usize = 25;

/// What belongs to a topic besides its row.
pub struct View {
    pub votes: i64,
    pub readers: i64,
    /// The meeting that it is queued for.
    pub occurrence: Option<Occurrence>,
    /// Whether the reader may change it.
    pub is_theirs: bool,
}

/// A topic was raised; says where it is, and whether it fits.
pub fn added(
    seen: &Seen<'_>,
    series: &Series,
    (item, occurrence): (&Item, Option<&Occurrence>),
    all: &[Item],
) -> Message {
    let code = code(item.id);
    let name = name(series, seen.sight);
    let Some(row) = occurrence else {
        let text = format!(
            "**{code}** is kept for later, in {name}: {}",
            short(&item.facts.topic, seen.sight, IN_A_LIST)
        );
        return Message::text(text).buttons([
            Button::run("Onto the next agenda", line(item, "agenda pull")),
            Button::run("Edit", line(item, "agenda edit")),
            Button::run("Undo", line(item, "agenda undo")),
        ]);
    };
    let place = all.iter().position(|other| other.id == item.id).map_or(all.len(), |place| place + 1);
    let mut text = format!(
        "**{code}** is on the agenda of {name}, {}, at place {place}: {}",
        when(series, row.facts.starts_at.utc()),
        short(&item.facts.topic, seen.sight, IN_A_LIST)
    );
    if item.is_confidential {
        text = format!(
            "**{code}** is on the confidential part of {name}, {}. Others see that there is something, and no more.",
            when(series, row.facts.starts_at.utc())
        );
    }
    let boxed: Vec<Boxed> = all
        .iter()
        .map(|item| Boxed {
            id: item.id,
            minutes: item.facts.minutes,
            votes: 0,
            is_standing: item.is_standing,
        })
        .collect();
    let fit = rules::fit(row.facts.duration_minutes, &boxed);
    let mut buttons = vec![Button::run("Edit", line(item, "agenda edit"))];
    if fit.over_by > 0 {
        text.push_str(&format!(
            "\n⚠ That makes {} min of topics for {} min. Put this one off, or let votes decide what stays.",
            fit.needed, row.facts.duration_minutes
        ));
        buttons.push(Button::run("Defer this one", line(item, "agenda defer")));
    }
    let show = series_line(series, "agenda show").with("for", row.original_local);
    buttons.push(Button::run("Agenda", show));
    buttons.push(Button::run("Undo", line(item, "agenda undo")));
    Message::text(text).buttons(buttons)
}

/// The same for a topic that was raised together with the request that an escalation became.
pub fn with_request(added: Message, escalation: EscalationNumber, request: i64) -> Message {
    let request = RequestNumber(request);
    let text = format!(
        "**{escalation}** is a customer request, **{request}**, and a topic:\n{}\n-# Undo takes back the topic; \
         {request} stays.",
        added.text
    );
    let show = Line::new("request show").with("request", request);
    let open = Button::run(format!("Open {request}"), show);
    let mut message = Message { text, ..added };
    match message.rows.last_mut() {
        Some(Row::Buttons(buttons)) => buttons.push(open),
        _ => message = message.buttons([open]),
    }
    message
}

fn line(item: &Item, path: &str) -> Line {
    Line::new(path).with("item", item.id).version(item.version)
}

fn bare(item: &Item, path: &str) -> Line {
    Line::new(path).with("item", item.id)
}

/// One topic, with what the reader can do about it.
pub fn item(seen: &Seen<'_>, (series, item): (&Series, &Item), view: &View, around: &[Called]) -> Message {
    let facts = &item.facts;
    let sight = seen.sight;
    let mut card = Card::new(format!("{} · {}", code(item.id), state(item)))
        .text(short(&facts.topic, sight, TOPIC))
        .field("Meeting", of_meeting(seen, series, view.occurrence.as_ref()))
        .field("Time box", facts.minutes.map_or("none".to_owned(), |minutes| format!("{minutes} min")))
        .field("Speaks to it", mention(item.owner()))
        .field("Wanted", kind(facts.kind))
        .field("Votes", view.votes.to_string());
    if let Some(link) = &facts.link {
        let link = sight.text(link).into_owned();
        card = card.wide_field("To read ahead", format!("<{link}>\n{} have read it", view.readers));
    }
    if let Some(carried) = carried(series, item) {
        card = card.field("So far", carried);
    }
    if item.is_confidential {
        card = card.field("Confidential", "only in the private channel");
    }
    if let Some(message_id) = item.message_id {
        card = card.wide_field("Said in", message_address(seen.guild.id, item.channel_id, message_id));
    }
    if !around.is_empty() {
        let lines: Vec<&str> = around.iter().map(|called| called.text.as_str()).collect();
        card = card.wide_field("About", lines.join("\n"));
    }
    if facts.state != ItemState::Queued {
        card.tone = Tone::Done;
        let undo = Button::run("Undo", line(item, "agenda undo"));
        return Message::default().card(card).buttons(Some(undo).filter(|_| view.is_theirs));
    }
    let mut first = vec![Button::run("Vote", bare(item, "agenda vote")).primary()];
    if facts.link.is_some() {
        first.push(Button::run("I've read it", bare(item, "agenda read")));
    }
    if view.is_theirs && facts.occurrence_id.is_some() {
        first.push(Button::run("First", bare(item, "agenda order").with("place", 1)));
        first.push(Button::run("Place…", bare(item, "agenda order")));
    }
    let message = Message::default().card(card).buttons(first);
    if !view.is_theirs {
        return message;
    }
    let mut second = vec![Button::run("Edit", line(item, "agenda edit"))];
    match facts.occurrence_id {
        Some(_) => {
            second.push(Button::run("Defer", line(item, "agenda defer")));
            second.push(Button::run("Later", line(item, "agenda defer").with("to", "later")));
        }
        None => second.push(Button::run("Onto the next agenda", line(item, "agenda pull"))),
    }
    second.push(Button::run("Withdraw", line(item, "agenda withdraw")).danger());
    second.push(Button::run("Undo", line(item, "agenda undo")));
    message.buttons(second)
}

fn of_meeting(seen: &Seen<'_>, series: &Series, occurrence: Option<&Occurrence>) -> String {
    let name = name(series, seen.sight);
    match occurrence {
        Some(row) => format!("{name}\n{}", when(series, row.facts.starts_at.utc())),
        None => format!("{name}\nfor later"),
    }
}

const fn state(item: &Item) -> &'static str {
    match (item.facts.state, item.facts.occurrence_id) {
        (ItemState::Queued, Some(_)) => "on the agenda",
        (ItemState::Queued, None) => "for later",
        (ItemState::Discussed, _) => "discussed",
        (ItemState::Withdrawn, _) => "withdrawn",
        (ItemState::Dropped, _) => "dropped",
    }
}

/// What a series has for later.
pub fn backlog(seen: &Seen<'_>, series: &Series, items: &[Item]) -> Message {
    let lines: Vec<String> = items
        .iter()
        .take(MOST_ITEMS)
        .map(|item| {
            format!(
                "`{}` {} · {}",
                code(item.id),
                short(&item.facts.topic, seen.sight, IN_A_LIST),
                mention(item.owner())
            )
        })
        .collect();
    let text = match lines.is_empty() {
        true => format!("{} has nothing for later.", name(series, seen.sight)),
        false => format!("For later in {}:\n{}", name(series, seen.sight), lines.join("\n")),
    };
    let add = series_line(series, "agenda add").with("for", "later");
    let pull = items
        .iter()
        .take(4)
        .map(|item| Button::run(format!("Pull {}", code(item.id)), line(item, "agenda pull")));
    let buttons: Vec<Button> = [Button::run("Add for later", add)].into_iter().chain(pull).collect();
    Message::text(text).buttons(buttons)
}

pub fn item_changed_since(id: i64) -> String {
    press_is_old(&code(id))
}

pub fn item_edited(id: i64) -> String {
    format!("**{}** is changed.", code(id))
}

/// The order as it is now.
pub fn ordered(seen: &Seen<'_>, all: &[Item], moved: i64) -> String {
    let lines: Vec<String> = (1..)
        .zip(all.iter().filter(|item| !item.is_confidential).take(10))
        .map(|(place, item)| {
            let topic = short(&item.facts.topic, seen.sight, IN_A_LIST);
            let text = format!("{place}. `{}` {topic}", code(item.id));
            if item.id == moved { format!("**{text}**") } else { text }
        })
        .collect();
    format!("The order now:\n{}", lines.join("\n"))
}

/// Where a topic went.
fn to(seen: &Seen<'_>, series: &Series, to: Option<&Occurrence>) -> String {
    match to {
        Some(row) => format!(
            "on the agenda of {}, {}",
            name(series, seen.sight),
            when(series, row.facts.starts_at.utc())
        ),
        None => format!("for later, in {}", name(series, seen.sight)),
    }
}

pub fn deferred(seen: &Seen<'_>, series: &Series, item: &Item, row: Option<&Occurrence>) -> String {
    format!("**{}** is now {}.", code(item.id), to(seen, series, row))
}

pub fn pulled(seen: &Seen<'_>, series: &Series, item: &Item, row: Option<&Occurrence>) -> String {
    format!("**{}** is {}.", code(item.id), to(seen, series, row))
}

/// What did not fit was put off.
pub fn fitted(seen: &Seen<'_>, series: &Series, items: &[Item], row: Option<&Occurrence>) -> Message {
    let named: Vec<String> = items.iter().map(|item| code(item.id)).collect();
    let is_are = if items.len() == 1 { "is" } else { "are" };
    let undo = items
        .iter()
        .take(5)
        .map(|item| Button::run(format!("Undo {}", code(item.id)), line(item, "agenda undo")));
    let text = format!("{} {is_are} now {}. The rest fits.", named.join(", "), to(seen, series, row));
    Message::text(text).buttons(undo)
}

pub fn withdrawn(id: i64) -> String {
    format!("**{}** is withdrawn; nobody will come back to it.", code(id))
}

pub fn item_undone(verb: &str) -> String {
    format!("Undid: {verb}.")
}

pub fn voted(id: i64, is_new: bool) -> String {
    match is_new {
        true => format!("You want **{}** to be spoken about.", code(id)),
        false => format!("Your vote for **{}** is taken back.", code(id)),
    }
}

pub fn has_read(id: i64) -> String {
    format!("It is noted that you have read what there is to read for **{}**.", code(id))
}

pub fn kept(id: i64) -> String {
    format!("**{}** stays on the agenda.", code(id))
}

pub fn dropped(id: i64) -> String {
    format!("**{}** is dropped.", code(id))
}

pub fn has_a_slot(seen: &Seen<'_>, series: &Series, item: &Item, row: &Occurrence) -> String {
    format!(
        "**{}** has a meeting of its own, as an extra date of {}: {}, {} min.",
        code(item.id),
        name(series, seen.sight),
        when(series, row.facts.starts_at.utc()),
        row.facts.duration_minutes
    )
}

/// A topic among those that a person may mean.
pub fn item_choice(item: &Item, sight: Sight<'_>) -> Choice {
    let topic = crate::base::text::one_line(&sight.text(&item.facts.topic));
    Choice { label: format!("{} {topic}", code(item.id)), value: item.id.to_string() }
}

/// What a topic is called on the cards of other rooms.
pub fn called(item: &Item) -> Called {
    Called {
        noun: Noun::AGENDA_ITEM,
        id: item.id,
        text: format!("**{}** ({})", code(item.id), state(item)),
        shipped_in: None,
        has_ended: false,
        show: bare(item, "agenda item"),
    }
}
