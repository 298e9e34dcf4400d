//! What the reporter is told after filing.

use super::{
    answer::own,
    card::{For, beginning, card, code, ending_in, looking, name, versioned},
    storage::{Refused, files_refused},
    whose::Whose,
};
use crate::{
    base::text::{escape_markdown, limits, one_line, trim_to},
    base::when::{Style, stamp},
    contract::{Button, Context, Level, Line, Message, Purpose, Reply, Row, Sight, Source},
    error::Meaning,
    request::{
        CloseReason,
        rules::lifecycle::Rights,
        store::{Alike, View},
    },
};

/// What is shown of what was said when a look-alike was closed.
const CLOSING_NOTE: usize = 80;

/// Something the reporter should know about how the text was read.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// What was typed as the customer is no customer's name, nor close to one.
    UnknownCustomer(String),
    /// What was typed as the area is no area's name; those that come close.
    UnknownArea(String, Vec<Meaning>),
    /// The area of this name is put away.
    ArchivedArea(String),
    /// A token in the text that names nothing, or a second one.
    KeptInText(String),
    /// Keywords of several areas match alike.
    SeveralAreas(Vec<String>),
}

/// A request that has just been filed.
pub struct Filed<'a> {
    pub view: &'a View,
    pub alike: &'a [Alike],
    pub whose: &'a Whose,
    pub notices: &'a [Notice],
    /// Files beyond what docket keeps of one message.
    pub left_out: usize,
    /// Files for which there is no room.
    pub refused: Option<&'a Refused>,
    /// Why its card cannot be posted at the moment, where that is known: a sentence or two, as Discord markdown.
    pub not_posted: Option<&'a str>,
}

/// The private answer with card and offers; to a mention, one public line.
pub fn filed(cx: &Context, filed: &Filed<'_>, rights: Rights) -> Reply {
    let sight = cx.sight();
    if matches!(cx.source, Source::Mention { .. }) {
        return Reply::public(in_the_open(cx, filed, sight, rights));
    }
    let mut lines = vec![format!("Filed as **{}**. {}", code(filed.view.request.id), routed(cx, filed))];
    lines.extend(filed.whose.told(sight));
    lines.extend(filed.notices.iter().map(notice));
    if filed.left_out > 0 {
        lines.push(format!("docket keeps ten files per message; {} were left out.", filed.left_out));
    }
    lines.extend(filed.refused.map(|refused| files_refused(refused, sight)));
    lines.extend(filed.alike.iter().map(|other| look_alike(other, sight)));
    let mut message = own(cx, filed.view, lines.join("\n"), rights);
    let offers = filed.alike.iter().flat_map(|other| joining(filed.view, other, rights));
    let offers: Vec<_> = offers.take(limits::BUTTONS_PER_ROW).collect();
    if !offers.is_empty() {
        message.rows.insert(0, Row::Buttons(offers));
    }
    if let Some(row) = areas_offered(filed) {
        message.rows.insert(0, row);
    }
    if let Some(row) = filed.whose.offers(filed.view, sight) {
        message.rows.insert(0, row);
    }
    // The last is the least needed right after filing.
    message.rows.truncate(limits::ROWS);
    Reply::private(message)
}

/// Who sees it next, and why they.
fn routed(cx: &Context, filed: &Filed<'_>) -> String {
    let view = filed.view;
    let routed = match (&view.area_name, &view.request.facts.area_keyword) {
        (Some(area), Some(keyword)) => format!("Routed to {}: matched '{}'.", name(area), name(keyword)),
        (Some(area), None) => format!("Routed to {}.", name(area)),
        (None, _) => "No area yet.".to_owned(),
    };
    if let Some(why) = filed.not_posted {
        return format!("{routed} It is saved, but its card cannot be posted yet. For an admin: {why}");
    }
    match (cx.guild.channel_of(Purpose::REQUESTS), view.owner_user_id) {
        (None, _) => format!(
            "{routed} It is saved, but the team has no card of it: an admin should choose a requests channel with \
             `/settings channel`."
        ),
        (Some(channel_id), Some(owner)) if owner != cx.caller.user_id => {
            format!("{routed} Its card goes to <#{channel_id}>, for <@{owner}>.")
        }
        (Some(channel_id), _) => format!("{routed} Its card goes to <#{channel_id}>."),
    }
}

fn notice(notice: &Notice) -> String {
    match notice {
        Notice::UnknownCustomer(typed) => {
            format!(
                "No customer is named “{}”; filed without one, and the name stays in the text.",
                name(typed)
            )
        }
        Notice::UnknownArea(typed, close) if close.is_empty() => {
            format!("No area is named “{}”; `/area list` shows them all.", name(typed))
        }
        Notice::UnknownArea(typed, close) => {
            let close: Vec<_> = close.iter().map(|area| name(&area.label)).collect();
            format!("No area is named “{}”. Is it {}?", name(typed), close.join(" or "))
        }
        Notice::ArchivedArea(area) => {
            format!("The area {} is archived, so the request was not put there.", name(area))
        }
        Notice::KeptInText(token) => {
            format!("Kept in the text as it is: {}", escape_markdown(&trim_to(&one_line(token), 100)))
        }
        Notice::SeveralAreas(areas) => {
            let areas: Vec<_> = areas.iter().map(|area| name(area)).collect();
            format!("Its words fit several areas alike ({}); choose one with **Edit**.", areas.join(", "))
        }
    }
}

/// The areas that come close to the one that was typed.
fn areas_offered(filed: &Filed<'_>) -> Option<Row> {
    let close = filed.notices.iter().find_map(|notice| match notice {
        Notice::UnknownArea(_, close) if !close.is_empty() => Some(close),
        _ => None,
    })?;
    let button = |area: &Meaning| {
        let line = versioned(filed.view, "edit").with(area.option, &area.value);
        Button::run(format!("It is {}", area.label), line)
    };
    Some(Row::Buttons(close.iter().map(button).collect()))
}

fn look_alike(other: &Alike, sight: Sight<'_>) -> String {
    let when = ended(other, Some(sight)).unwrap_or_else(|| stamp(other.created_at.utc(), Style::Relative));
    format!("Looks like **{}** ({when}): {}", code(other.id), beginning(&other.text, sight, 120))
}

/// How a look-alike ended and in which release, with what was said then for a reader who may know it; what was done and is
/// reported again may have come back.
pub fn ended(other: &Alike, sight: Option<Sight<'_>>) -> Option<String> {
    let shipped_in = other.shipped_in.as_deref();
    let ending = ending_in(other.state, (other.close_reason, None), other.closed_at, shipped_in)?;
    let note = sight.zip(other.closing_note.as_deref());
    let said = note.map(|(sight, note)| format!(", “{}”", beginning(note, sight, CLOSING_NOTE)));
    let is_done = other.close_reason == Some(CloseReason::Done);
    let question = if is_done { ": a regression?" } else { "" };
    Some(format!("{ending}{}{question}", said.unwrap_or_default()))
}

/// What can be done with a look-alike: count this as one more of it, and open it again where it was closed.
fn joining(view: &View, other: &Alike, rights: Rights) -> Vec<Button> {
    let line = versioned(view, "same").with("as", other.id);
    let mut buttons = vec![Button::run(format!("+1 {} instead", code(other.id)), line.clone())];
    if !other.state.is_open() && rights.level >= Level::Pm {
        let label = match other.close_reason {
            Some(CloseReason::Done) => format!("A regression: reopen {}", code(other.id)),
            _ => format!("Reopen {} with it", code(other.id)),
        };
        buttons.push(Button::run(label, line.with("reopen", "yes")));
    }
    buttons
}

/// One line in the open, with the way back and the likeliest look-alike; the card beside it where the channel may see what it
/// says.
fn in_the_open(cx: &Context, filed: &Filed<'_>, sight: Sight<'_>, rights: Rights) -> Message {
    let view = filed.view;
    let mut message = Message::text(one_public_line(cx, filed, sight)).silent();
    if sight.shows_names() && cx.guild.channel_of(Purpose::REQUESTS) != Some(cx.caller.channel_id) {
        message = message.card(card(view, sight, For::Team));
    }
    let own = [
        Button::run("Undo", versioned(view, "undo")),
        Button::run("Edit", versioned(view, "edit")),
        Button::run("Show", show_line().with("request", view.request.id)),
    ];
    let full = looking(view, sight, For::Team).into_iter().filter(|button| button.label == "Full text");
    let full = full.filter(|_| !message.cards.is_empty());
    let plus_one = filed.alike.first().and_then(|other| joining(view, other, rights).into_iter().next());
    message.rows = vec![Row::Buttons(own.into_iter().chain(plus_one).chain(full).collect())];
    message.rows.extend(filed.whose.offers(view, sight));
    message
}

/// docket was mentioned, and nothing was said that could be filed.
pub fn how_mentions_work() -> Reply {
    Reply::public(Message::text(
        "Nothing was filed. Mention docket with what the customer said, in the same message. To file somebody else's message, \
         open its menu, choose **Apps**, then **File feedback**. `/help` shows what else docket does.",
    ))
}

fn one_public_line(cx: &Context, filed: &Filed<'_>, sight: Sight<'_>) -> String {
    let id = code(filed.view.request.id);
    let area = match &filed.view.area_name {
        Some(area) => format!(", routed to {}", name(&sight.text(area))),
        None => String::new(),
    };
    let alike = filed
        .alike
        .first()
        .map(|other| format!(" Looks like {}{}.", code(other.id), in_brackets(other, sight)));
    let alike = alike.unwrap_or_default();
    // What somebody wrote may name customers that docket does not know; elsewhere it is not repeated.
    let text = match sight.shows_names() {
        true => format!(": {}", beginning(&filed.view.request.facts.text, sight, 80)),
        false => ".".to_owned(),
    };
    let hint = match cx.guild.channel_of(Purpose::REQUESTS) {
        Some(_) if filed.not_posted.is_some() => {
            " It is saved, but its card cannot be posted yet: `/settings check` tells an admin why."
                .to_owned()
        }
        Some(_) => String::new(),
        None => " An admin should choose a requests channel with `/settings channel`.".to_owned(),
    };
    let whose = filed.whose.told(sight).map(|told| format!(" {told}")).unwrap_or_default();
    let files =
        filed.refused.map(|refused| format!(" {}", files_refused(refused, sight))).unwrap_or_default();
    format!("Filed as **{id}**{area}{text}{whose}{alike}{files}{hint}")
}

fn in_brackets(other: &Alike, sight: Sight<'_>) -> String {
    ended(other, sight.shows_names().then_some(sight)).map(|ended| format!(" ({ended})")).unwrap_or_default()
}

/// The message was filed before.
pub fn filed_already(cx: &Context, view: &View, rights: Rights) -> Reply {
    let said = format!(
        "That message is on the docket already: **{}**. Nothing was filed again; add a note with what is new.",
        code(view.request.id)
    );
    Reply::private(own(cx, view, said, rights))
}

/// The message was filed before, by somebody whose requests the caller may not read.
pub fn filed_by_another(id: i64) -> Reply {
    Reply::private(format!(
        "That message is on the docket already: **{}**. Nothing was filed again; if you have something to add, file it with \
         `/feedback`.",
        code(id)
    ))
}

/// The text of a message that holds files and no words.
pub fn only_files(first: &str, count: usize) -> String {
    if count == 1 {
        format!("(a message with the file {first})")
    } else {
        format!("(a message with {count} files, the first: {first})")
    }
}

/// The line that shows a request, for lists to fill.
pub fn show_line() -> Line {
    Line::new("request show")
}
