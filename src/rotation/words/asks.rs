//! Cover and swaps.

use super::{bold, listed, mention, period, plain, undo_button};
use crate::{
    base::{
        civil::Zone,
        text::{limits, trim_to},
        when::duration_in_words,
    },
    contract::{Button, Card, Line, Message, Tone},
    rotation::{
        rules::{Span, are_alike},
        store::{Ask, AskState, OverrideRow, Row},
    },
};

/// The living card of an ask for cover. `open` is what still needs cover, `covers` who has accepted what; the
/// `others` are pinged when it is new.
pub fn cover_card(
    row: &Row,
    ask: &Ask,
    open: &[Span],
    covers: &[OverrideRow],
    others: &[i64],
    zone: &Zone,
) -> Message {
    let asker = mention(ask.user_id);
    let text = format!("{asker} needs cover in {}: {}", bold(&row.name), period(ask.span()));
    let mut card = Card::new("Cover");
    for cover in covers {
        card = card.wide_field(format!("Covered {}", plain(cover.span(), zone)), mention(cover.user_id));
    }
    if ask.state() == AskState::Withdrawn {
        card.text = format!("{asker} withdrew it.");
        return Message::text(text).card(card);
    }
    if ask.state() == AskState::Declined {
        card.text = match open.is_empty() {
            true => "The rest of it has passed.".to_owned(),
            false => format!("No longer needed: {asker} isn't on then."),
        };
        return Message::text(text).card(card).buttons(drop_buttons(covers));
    }
    if open.is_empty() {
        card.tone = Tone::Done;
        card.text = "All of it is covered.".to_owned();
        return Message::text(text).card(card).buttons(drop_buttons(covers));
    }
    card.tone = Tone::Waiting;
    card.text = format!(
        "Still open:\n{}",
        open.iter().map(|span| format!("- {}", period(*span))).collect::<Vec<_>>().join("\n")
    );
    let accept = |label: &str, line: Line| Button::run(label, line);
    let mut buttons = vec![
        cover_all(ask.id),
        accept("A part…", Line::new("rotation accept").with("ask", ask.id)),
        accept("Withdraw", Line::new("rotation withdraw").with("ask", ask.id)),
    ];
    buttons.extend(drop_buttons(covers));
    buttons.truncate(5);
    let people = if others.is_empty() {
        String::new()
    } else {
        let people: Vec<String> = others.iter().map(|user_id| mention(*user_id)).collect();
        format!("\n{}, who can?", people.join(" "))
    };
    let message = Message::text(format!("{text}{people}")).card(card).buttons(buttons);
    others.iter().fold(message, |message, user_id| message.ping(*user_id))
}

/// Covers all that is still open of a question.
fn cover_all(ask_id: i64) -> Button {
    let whole = Line::new("rotation accept").with("ask", ask_id).with("from", "start").with("until", "end");
    Button::run("I'll cover", whole).primary()
}

/// The title of the form that asks for dates; `channel` is the name of the channel in which the others are asked.
pub fn cover_title(channel: &str) -> String {
    trim_to(&format!("Ask for cover in #{channel}"), limits::FORM_TITLE).into_owned()
}

/// The label of an input into which a time is typed, with the zone in which it is read.
pub fn label_in_zone(label: &str, zone: &Zone) -> String {
    trim_to(&format!("{label} ({})", zone.name()), limits::INPUT_LABEL).into_owned()
}

/// Where a message is.
pub fn link(guild_id: i64, channel_id: i64, message_id: i64) -> String {
    format!("https://discord.com/channels/{guild_id}/{channel_id}/{message_id}")
}

/// The others are asked in the channel; of a part they were asked `before`.
pub fn asked(row: &Row, channel_id: i64, spans: &[Span], before: Option<&Ask>) -> Message {
    let spans: Vec<String> = spans.iter().map(|span| period(*span)).collect();
    let before = before.map(|ask| format!(" For {} you had asked before.", period(ask.span())));
    let text = format!(
        "Asked in <#{channel_id}> who can cover for you in {}: {}.{}",
        bold(&row.name),
        listed(&spans),
        before.unwrap_or_default()
    );
    Message::text(text)
}

/// All of it was asked for before, and is still open; `link` leads there.
pub fn asked_already(row: &Row, ask: &Ask, link: Option<String>) -> Message {
    let text = format!(
        "You have asked for cover in {} already: {}. That question is open, so the others were not asked again.",
        bold(&row.name),
        period(ask.span())
    );
    let withdraw = Button::run("Withdraw it", Line::new("rotation withdraw").with("ask", ask.id));
    Message::text(text).buttons(link.map(|url| Button::open("Go to it", url)).into_iter().chain([withdraw]))
}

fn drop_buttons(covers: &[OverrideRow]) -> Vec<Button> {
    let line = |cover: &OverrideRow| Line::new("rotation drop").with("cover", cover.id);
    let named = covers.iter().enumerate().map(|(number, cover)| {
        let label = if covers.len() > 1 {
            format!("I can't after all ({})", number + 1)
        } else {
            "I can't after all".to_owned()
        };
        Button::run(label, line(cover))
    });
    named.take(5).collect()
}

pub fn cover_accepted(row: &Row, ask: &Ask, user_id: i64, spans: &[Span]) -> Message {
    let spans: Vec<String> = spans.iter().map(|span| period(*span)).collect();
    let text = format!(
        "{} covers for {} in {}: {}",
        mention(user_id),
        mention(ask.user_id),
        bold(&row.name),
        listed(&spans)
    );
    Message::text(text)
}

pub fn cover_dropped(row: &Row, ask_user: i64, user_id: i64, span: Span) -> Message {
    let text = format!(
        "{} cannot cover for {} in {} after all ({}). It is open again.",
        mention(user_id),
        mention(ask_user),
        bold(&row.name),
        period(span)
    );
    Message::text(text)
}

pub fn withdrawn(row: &Row, ask: &Ask) -> Message {
    Message::text(format!(
        "{} withdrew the question in {}. Cover that was accepted stays.",
        mention(ask.user_id),
        bold(&row.name)
    ))
}

/// To the others, once, when nobody has answered.
pub fn cover_reminder(row: &Row, ask: &Ask, open: &[Span], others: &[i64]) -> Message {
    let open: Vec<String> = open.iter().map(|span| period(*span)).collect();
    let people: Vec<String> = others.iter().map(|user_id| mention(*user_id)).collect();
    let text = format!(
        "{} still needs cover in {}: {}. {}",
        mention(ask.user_id),
        bold(&row.name),
        listed(&open),
        people.join(" ")
    );
    let message = Message::text(text).buttons([cover_all(ask.id)]);
    others.iter().fold(message, |message, user_id| message.ping(*user_id))
}

/// To the lead, when nobody has answered the reminder either.
pub fn cover_unanswered(row: &Row, ask: &Ask, open: &[Span], lead_role: Option<i64>) -> Message {
    let open: Vec<String> = open.iter().map(|span| period(*span)).collect();
    let lead = lead_role.map(|role_id| format!("<@&{role_id}>: ")).unwrap_or_default();
    let text = format!(
        "{lead}Nobody has taken over from {} in {}: {}. They stay on unless you decide otherwise, with `/rotation take` \
         or `/rotation away`.",
        mention(ask.user_id),
        bold(&row.name),
        listed(&open)
    );
    let question = Button::run("The question", Line::new("rotation asked").with("ask", ask.id));
    Message::text(text).buttons([cover_all(ask.id), question])
}

pub fn swap_asked(row: &Row, user_id: i64, other: i64, mine: Span, theirs: Span, ask_id: i64) -> Message {
    let text = format!(
        "{} asks {} to swap shifts in {}:\n- {} gives away {}\n- {} gives away {}",
        mention(user_id),
        mention(other),
        bold(&row.name),
        mention(user_id),
        period(mine),
        mention(other),
        period(theirs)
    );
    let text = if are_alike(mine, theirs) { text } else { format!("{text}\n{}", unlike(mine, theirs)) };
    let line = |yes: &str| Line::new("rotation answer").with("ask", ask_id).with("yes", yes);
    Message::text(text).ping(other).buttons([
        Button::run("Accept", line("yes")).primary(),
        Button::run("Decline", line("no")),
        Button::run("Withdraw", Line::new("rotation withdraw").with("ask", ask_id)),
    ])
}

/// Said where one gives more than the other.
fn unlike(mine: Span, theirs: Span) -> String {
    let length = |span: Span| duration_in_words(span.until - span.from);
    format!("The two differ in length: {} and {}.", length(mine), length(theirs))
}

pub fn swapped(row: &Row, ask: &Ask, event: i64) -> Message {
    let other = ask.other_user_id.unwrap_or_default();
    let theirs = ask.other_span().map(period).unwrap_or_default();
    let text = format!(
        "{} and {} have swapped in {}: {} is on {}, {} is on {}.",
        mention(ask.user_id),
        mention(other),
        bold(&row.name),
        mention(other),
        period(ask.span()),
        mention(ask.user_id),
        theirs
    );
    Message::text(text).buttons([undo_button(row.id, event)])
}

/// `user_id` is not on any more in all of `span`, which the swap would give away.
pub fn swap_unfit(row: &Row, user_id: i64, span: Span) -> Message {
    let text = format!(
        "{} is no longer on in {} for all of {}, so this swap cannot be made. Nothing changes; `/rotation swap` asks \
         anew.",
        mention(user_id),
        bold(&row.name),
        period(span)
    );
    Message::text(text)
}

pub fn declined(row: &Row, ask: &Ask) -> Message {
    let other = ask.other_user_id.unwrap_or_default();
    let text = format!(
        "{} cannot swap with {} in {}. Nothing changes.",
        mention(other),
        mention(ask.user_id),
        bold(&row.name)
    );
    Message::text(text)
}
