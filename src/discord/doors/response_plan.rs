//! In which form an answer goes out. Pure decisions; `respond.rs` carries them out.

use super::super::wire::{Callback, Page, page, pages};
use crate::contract::{
    Button, Card, Form, Given, Invocation, Line, Message, Reply, Source, Visibility, leaf,
};

/// How an invocation may be answered.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ResponsePlan {
    /// Who sees an answer that does not say so itself.
    pub is_private: bool,
    /// Whether there is a message that can change in place.
    pub can_update: bool,
    /// Whether only the person who acted sees that message.
    is_on_private: bool,
    /// Whether a form can open; never from a form.
    pub can_open_form: bool,
    /// The line that does the same again, when it fits on a button.
    again: Option<Line>,
    /// The guild that it is about, when the answer goes into a direct message, where lines must say so.
    abroad: Option<i64>,
}

/// What is said to Discord when the answer takes too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deferral {
    /// "Thinking …", seen as given here.
    Thinking { is_private: bool },
    /// The pressed button stops waiting; nothing is seen.
    Quiet,
}

/// An answer given at once.
pub(super) struct Prompt {
    pub first: Callback,
    pub then: Vec<Page>,
    pub is_private: bool,
}

/// What becomes of the "thinking …" message, or of the message with the pressed button.
#[derive(Debug)]
pub(super) enum Original {
    Edit(Page),
    Delete,
    Leave,
}

/// An answer given after a deferral.
#[derive(Debug)]
pub(super) struct Late {
    pub original: Original,
    pub then: Vec<Page>,
    pub is_private: bool,
}

impl ResponsePlan {
    pub fn of(invocation: &Invocation) -> Self {
        let is_private = leaf(&invocation.path).is_none_or(|leaf| leaf.answer == Visibility::Private);
        let can_update = invocation.source.message_id().is_some();
        let is_on_private = matches!(
            invocation.source,
            Source::Component { is_private: true, .. } | Source::Form { is_private: true, .. }
        );
        let can_open_form = !matches!(invocation.source, Source::Form { .. });
        Self { is_private, can_update, is_on_private, can_open_form, again: again(invocation), abroad: None }
    }

    /// In a direct message.
    pub fn direct(self, guild_id: i64) -> Self {
        Self { abroad: Some(guild_id), ..self }
    }

    /// The reply with lines that work where it is given.
    pub fn at_home(&self, reply: Reply) -> Reply {
        match self.abroad {
            Some(guild_id) => reply.in_guild(guild_id),
            None => reply,
        }
    }

    pub fn deferral(&self) -> Deferral {
        match self.can_update {
            true => Deferral::Quiet,
            false => Deferral::Thinking { is_private: self.is_private },
        }
    }

    /// The answer as the first thing Discord hears. `None` when files must be sent along, which takes a deferral.
    pub fn prompt(&self, reply: &Reply) -> Option<Prompt> {
        if let Reply::Form(form) = reply {
            let opened = if self.can_open_form { Callback::form(form) } else { None };
            if let Some(first) = opened {
                return Some(Prompt { first, then: Vec::new(), is_private: true });
            }
        }
        if let (Reply::Update(message), true) = (reply, self.can_update) {
            let page = page(message);
            let first = Callback::update(&page);
            return page.files.is_empty().then_some(Prompt { first, then: Vec::new(), is_private: true });
        }
        let (message, is_private) = self.message(reply);
        let mut pages = pages(&message);
        if pages.iter().any(|page| !page.files.is_empty()) {
            return None;
        }
        let then = pages.split_off(1);
        Some(Prompt { first: Callback::message(&pages[0], is_private), then, is_private })
    }

    /// The answer after `deferral`.
    pub fn late(&self, reply: &Reply, deferral: Deferral) -> Late {
        if let (Reply::Update(message), Deferral::Quiet) = (reply, deferral) {
            return Late { original: Original::Edit(page(message)), then: Vec::new(), is_private: true };
        }
        let (message, is_private) = self.message(reply);
        let mut then = pages(&message);
        let original = match deferral {
            Deferral::Quiet => Original::Leave,
            Deferral::Thinking { is_private: promised } if promised == is_private => {
                Original::Edit(then.remove(0))
            }
            // Who sees a deferred answer is fixed, so it goes and another message comes.
            Deferral::Thinking { .. } => Original::Delete,
        };
        Late { original, then, is_private }
    }

    /// Who sees the answer.
    pub fn is_private(&self, reply: &Reply) -> bool {
        self.message(reply).1
    }

    /// The answer as a message of its own, and who sees it.
    fn message(&self, reply: &Reply) -> (Message, bool) {
        match reply {
            Reply::Message { message, visibility } => {
                let is_private = visibility.map_or(self.is_private, |it| it == Visibility::Private);
                (message.clone(), is_private)
            }
            Reply::Update(message) => (message.clone(), self.is_private),
            Reply::Form(form) => (self.unopened(form), true),
            Reply::Choices(_) => (Message::text("There is nothing to show here. Nothing was changed."), true),
        }
    }

    /// What is said in place of a form that cannot open now.
    pub fn unopened(&self, form: &Form) -> Message {
        let line = self.again.clone().filter(|_| self.can_open_form).unwrap_or_else(|| form.line.clone());
        let message = Message::text(
            "The form could not open in time. Nothing was changed and nothing is lost; open it here.",
        )
        .buttons([Button::run("Open the form", line).primary()]);
        match self.abroad {
            Some(guild_id) => message.in_guild(guild_id),
            None => message,
        }
    }

    /// What has to reach people in another way when the answer did not arrive, after `pages_said` pages of it; `None`
    /// when nothing is lost.
    pub fn unsaid(&self, reply: &Reply, pages_said: usize) -> Option<Unsaid> {
        let (mut message, is_private) = match (reply, self.can_update) {
            // Nothing was done yet, and the command can be run again.
            (Reply::Form(_) | Reply::Choices(_), _) => return None,
            (Reply::Update(message), true) if self.is_on_private => (message.clone(), true),
            // What everyone sees is drawn by the outbox too.
            (Reply::Update(_), true) => return None,
            _ => self.message(reply),
        };
        message.pages_said = pages_said;
        let message = if is_private { in_person(message) } else { message };
        Some(Unsaid { message, is_private })
    }
}

/// An answer that did not arrive, or the rest of it.
pub(super) struct Unsaid {
    pub message: Message,
    /// Whether it is for the person who acted alone, and not for the channel.
    pub is_private: bool,
}

/// A private answer as a direct message, which says why it comes there. Its buttons work there too.
fn in_person(message: Message) -> Message {
    let note =
        "Discord did not take this answer in time, so it comes here. What it says is how things stand.";
    message.card(Card::new("Late answer").text(note))
}

/// The invocation as a line; `None` when something of it cannot be written in one.
fn again(invocation: &Invocation) -> Option<Line> {
    let mut line = Line::new(&invocation.path);
    for (name, given) in &invocation.options {
        line = match given {
            Given::Text(text) => line.with(name, text),
            Given::Integer(value) | Given::Id(value) => line.with(name, value),
            Given::Flag(value) => line.with(name, if *value { "yes" } else { "no" }),
            Given::Bot(_) | Given::Attachment(_) | Given::Message(_) => return None,
        };
    }
    if let Some(version) = invocation.version {
        line = line.version(version);
    }
    (line.to_string().chars().count() <= crate::contract::line::MAX_LENGTH).then_some(line)
}
