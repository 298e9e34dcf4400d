//! Why something was not done: what is wrong, that nothing was lost, what to do.

use super::card::{code, versioned};
use crate::{
    contract::{Guild, Level, Line},
    error::Refusal,
    request::{
        State,
        rules::{change::NoUndo, input::LARGEST_FILE, lifecycle::Stop},
        store::View,
    },
    room::form_is_old,
};

pub fn unknown(id: i64) -> Refusal {
    Refusal::new(format!(
        "There is no {} here. Nothing was changed; `/request list` shows what there is.",
        code(id)
    ))
    .offer("List requests", Line::new("request list"))
}

/// Somebody else filed it, and the caller's level is not enough to read that.
pub fn not_theirs(guild: &Guild, id: i64) -> Refusal {
    Refusal::new(format!(
        "{} is somebody else's, so nothing is shown and nothing was changed. {}",
        code(id),
        role_for_others(guild)
    ))
    .offer("Your requests", Line::new("request list").with("mine", "yes"))
}

/// A list was asked for by customer, which tells whose requests are whose.
pub fn no_customers(guild: &Guild) -> Refusal {
    Refusal::new(format!("Requests were not looked for by customer. {}", role_for_others(guild)))
        .offer("Your requests", Line::new("request list").with("mine", "yes"))
}

/// Which role it takes to read what others file, and what customers are called.
fn role_for_others(guild: &Guild) -> String {
    match guild.roles.get(&Level::Reporter).or(guild.roles.get(&Level::Pm)) {
        Some(role_id) => {
            format!("Reading what others file takes the role {}; ask an admin for it.", guild.role_words(*role_id))
        }
        None => "Reading what others file takes a role that an admin chooses with `/settings role level:reporter`."
            .to_owned(),
    }
}

/// A form was opened before the last change.
pub fn outdated(view: &View) -> Refusal {
    form_is_old(&code(view.request.id), Line::new("request show").with("request", view.request.id))
}

pub fn nothing_to_change(view: &View) -> Refusal {
    Refusal::new(format!("{} is like that already, so nothing was changed.", code(view.request.id)))
}

pub fn stopped(view: &View, stop: Stop) -> Refusal {
    let id = code(view.request.id);
    match stop {
        Stop::AlreadyTheirs(user_id) => {
            Refusal::new(format!("{id} is assigned to <@{user_id}> already, so nothing was changed."))
        }
        Stop::Ended => {
            let state = view.request.facts.state.word();
            Refusal::new(format!("{id} is {state}, so nothing was changed. Reopen it first."))
                .offer("Reopen", versioned(view, "reopen"))
        }
        Stop::Open => Refusal::new(format!("{id} is open already, so nothing was changed.")),
        Stop::Itself => same_as_itself(view.request.id),
        Stop::NotYours => {
            let why = if view.request.facts.state == State::New {
                "only its reporter or a PM may"
            } else {
                "only a PM may"
            };
            Refusal::new(format!(
                "{id} was not changed: {why}. You can add a note with what should be different."
            ))
            .offer("Add note", Line::new("request note").with("request", view.request.id))
        }
    }
}

pub fn same_as_itself(id: i64) -> Refusal {
    Refusal::new(format!(
        "{} cannot be a +1 of itself, so nothing was changed. Name another request.",
        code(id)
    ))
}

pub fn not_undone(view: &View, why: NoUndo) -> Refusal {
    let id = code(view.request.id);
    match why {
        NoUndo::Nothing => Refusal::new(format!("There is nothing left to take back on {id}.")),
        NoUndo::Theirs(Some(user_id)) => Refusal::new(format!(
            "The last change of {id} is <@{user_id}>'s, so nothing was taken back. They or a PM can undo it."
        )),
        NoUndo::Theirs(None) => Refusal::new(format!(
            "The last change of {id} is not yours, so nothing was taken back. A PM can undo it."
        )),
        NoUndo::Superseded => Refusal::new(format!(
            "{id} has changed since, so taking that back would lose something newer. Nothing was changed; edit it instead."
        )),
    }
}

pub fn has_votes(view: &View) -> Refusal {
    Refusal::new(format!(
        "Other requests count as a +1 of {}, so it was not withdrawn. Close it instead, or reopen those first.",
        code(view.request.id)
    ))
}

pub fn empty_text() -> Refusal {
    Refusal::new("The text is empty, so nothing was saved. Say in a few words what the customer asked for.")
}

/// A request is not declined without a word.
pub fn no_reason() -> Refusal {
    Refusal::new(
        "Say why it is declined, so that whoever asked for it hears. Nothing was changed; `/request decline` takes the reason.",
    )
}

pub fn empty_note() -> Refusal {
    Refusal::new("The note is empty, so nothing was added. Write a few words.")
}

pub fn only_tokens() -> Refusal {
    Refusal::new(
        "There is a customer, area or importance but no text, so nothing was filed. Say in a few words what they asked for.",
    )
}

pub fn file_without_text() -> Refusal {
    Refusal::new(
        "A file alone does not say what was asked, so nothing was filed. Send it again with a line in `text`.",
    )
}

pub fn empty_message() -> Refusal {
    Refusal::new(
        "docket cannot see any text or file in that message, so nothing was filed. Discord shows docket other people's messages \
         only when you point at them: open the message's menu, choose **Apps**, then **File feedback**. Or write a line with \
         `/feedback`.",
    )
}

/// docket's own cards and answers are no feedback.
pub fn own_message() -> Refusal {
    Refusal::new(
        "That is docket's own message, so nothing was filed. To change what it shows, use its buttons.",
    )
}

pub fn bad_link() -> Refusal {
    Refusal::new(
        "`link` must be a web address such as https://example.com/ticket/12. Nothing was saved; correct it.",
    )
}

/// Why a file was not copied.
pub fn too_large() -> String {
    format!("it is larger than {} MiB", LARGEST_FILE / 1024 / 1024)
}

/// Why a file is no longer kept.
pub fn file_withdrawn() -> String {
    "its request was withdrawn".to_owned()
}

/// An area that was put away takes nothing.
pub fn archived(area: &str) -> Refusal {
    Refusal::new(format!(
        "The area {} is archived, so nothing was changed; name another, or bring it back with `/area restore`.",
        super::card::name(area)
    ))
}
