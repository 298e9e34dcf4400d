//! From an invocation to the room's action and back: permission, arguments, forms, drafts, apologies.
//!
//! Every door calls [`Desk::answer`] and [`Desk::complete`]; neither fails, because a person always gets an answer.

mod complete;
mod draft;
mod help;
mod words;

pub use draft::{choose_as, forget_drafts_before, reopen};
pub use help::help;
pub use words::command_table;

use crate::{
    base::working_hours::WorkingHours,
    contract::{
        Answer, Choice, Command, Completion, Context, Directory, Invocation, Leaf, Level, NoPosts,
        PostReader, Reply, Source, Visibility, first_answer, form, leaf, line::MAX_LENGTH, posts_for,
    },
    db::{Db, again},
    error::{Error, Fault, Refusal},
    room::Rooms,
    workspace,
};
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::BoxFuture;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

include!(concat!(env!("OUT_DIR"), "/dispatch.rs"));

/// Characters of a line that stay free for the guild that it names in a direct message.
const ROOM: usize = 20;
/// People whose roles are remembered; after so many the database is asked again.
const MOST_SEEN: usize = 10_000;
/// How long; somebody else may have found meanwhile that they changed.
const SEEN_FOR: TimeDelta = TimeDelta::hours(1);

/// Members by guild and id: whether they were leads, and when that was seen.
type Leads = HashMap<(i64, i64), (bool, DateTime<Utc>)>;

/// Makes an action's future and puts it on the heap, so that the dispatch is not as large as all actions together: a
/// build without optimisation would not fit it on the stack of a thread.
fn apart<F: Future>(make: impl FnOnce() -> F) -> std::pin::Pin<Box<F>> {
    Box::pin(make())
}

/// Where invocations are answered; shared by all doors.
#[derive(Clone)]
pub struct Desk {
    db: Db,
    directory: Arc<dyn Directory>,
    rooms: Rooms,
    posts: Arc<dyn PostReader>,
    public_url: Option<Arc<str>>,
    hears_messages: bool,
    /// The hours by which the rooms were set going in a guild, as far as this process has seen; `None` when that is not
    /// this desk's to do.
    going: Option<Arc<Mutex<HashMap<i64, WorkingHours>>>>,
    /// Whom this process has seen in which guild, whether they were leads then, and when that was.
    leads: Arc<Mutex<Leads>>,
}

impl Desk {
    /// A desk of these rooms over one database.
    pub fn new(db: Db, directory: Arc<dyn Directory>, rooms: Rooms) -> Self {
        Self {
            db,
            directory,
            rooms,
            posts: Arc::new(NoPosts),
            public_url: None,
            hears_messages: true,
            going: None,
            leads: Arc::default(),
        }
    }

    /// The same, reading public posts by this reader; without one it reads none.
    pub fn reads_posts(self, posts: Arc<dyn PostReader>) -> Self {
        Self { posts, ..self }
    }

    /// The same, with the address at which docket's own HTTP server is reached from outside.
    pub fn reached_at(self, public_url: Option<&str>) -> Self {
        Self { public_url: public_url.map(Arc::from), ..self }
    }

    /// The same, which says of itself whether docket hears what people write; without this it does.
    pub fn hearing_messages(self, hears_messages: bool) -> Self {
        Self { hears_messages, ..self }
    }

    /// The same, and it sees to it that the rooms do what they do by themselves, such as morning digests, in each guild
    /// that it serves.
    pub fn sets_rooms_going(self) -> Self {
        Self { going: Some(Arc::default()), ..self }
    }

    /// Answers an invocation. Refusals and faults become private messages; a fault is logged once, here.
    pub fn answer(&self, now: DateTime<Utc>, invocation: Invocation) -> BoxFuture<'_, Reply> {
        Box::pin(async move {
            let mut invocation = invocation.cleaned();
            let (path, id, guild_id) = (invocation.path.clone(), invocation.id, invocation.caller.guild_id);
            let resumed = draft::resume(&self.db, &mut invocation).await;
            // A press on one of two readings is seen as the command that was typed.
            let command = if path == draft::AS { leaf(&invocation.path) } else { None };
            let typed = draft::typed(&invocation);
            let answer = match resumed {
                Ok(()) => {
                    again(Error::is_conflict, || Box::pin(self.try_answer(now, invocation.clone()))).await
                }
                Err(error) => Err(error),
            };
            match answer {
                Ok(reply) => seen_as(reply, command),
                Err(Error::Answered(reply)) => seen_as(*reply, command),
                Err(Error::Refused(refusal)) => match self.first_reply(guild_id, id).await {
                    Some(reply) => seen_as(reply, command),
                    None => {
                        let refusal = self.with_readings(now, refusal, typed.as_ref()).await;
                        self.refuse(now, refusal, typed.filter(|typed| typed.is_correctable)).await
                    }
                },
                Err(Error::Fault(fault)) => {
                    if self.db.is_worth_a_line(fault.is_passing()) {
                        tracing::error!(command = path, interaction.id = id, error = %fault, "an action failed");
                    }
                    // When the connection broke during the commit, the change may be there all the same.
                    self.first_reply(guild_id, id).await.unwrap_or_else(|| words::apology(&fault))
                }
            }
        })
    }

    async fn try_answer(&self, now: DateTime<Utc>, mut invocation: Invocation) -> Answer {
        let leaf = leaf(&invocation.path).ok_or_else(|| words::unknown_command(&invocation.path))?;
        let cx = self.context(now, &invocation, leaf).await?;
        self.set_rooms_going(&cx).await;
        self.note_lead(&cx).await;
        admit(&cx, leaf)?;
        if let Some(form) = missing_form(leaf, &invocation) {
            return Ok(form);
        }
        let command = Command::read(&invocation.path, &mut invocation.options)?
            .ok_or_else(|| Fault::Broken(format!("`{}` is listed but not read", leaf.words())))?;
        if let Some(name) = invocation.options.keys().next() {
            return Err(words::unknown_option(leaf, name).into());
        }
        run(&cx, command).await
    }

    /// Sets the rooms going in the guild, by the hours that it has now. Whoever uses docket has a guild in which it is
    /// used, so no other floor has to see to that.
    async fn set_rooms_going(&self, cx: &Context) {
        let Some(going) = &self.going else { return };
        // Nothing panics while it is held.
        let known = || going.lock().unwrap_or_else(PoisonError::into_inner);
        if known().get(&cx.guild.id) == Some(&cx.guild.hours) {
            return;
        }
        match self.rooms.set_going(&self.db, &cx.guild, cx.now).await {
            Ok(()) => drop(known().insert(cx.guild.id, cx.guild.hours.clone())),
            Err(error) if !self.db.is_worth_a_line(error.is_passing()) => {}
            Err(error) => {
                tracing::warn!(guild.id = cx.guild.id, %error, "the rooms could not be set going in a guild; the next command tries again");
            }
        }
    }

    /// Remembers who the leads are: Discord lists nobody by role, and what a team owes is told to them. The database is asked
    /// again when that is some time ago, and when somebody has got the role or lost it.
    async fn note_lead(&self, cx: &Context) {
        let is_lead =
            cx.guild.roles.get(&Level::Lead).is_some_and(|role_id| cx.caller.role_ids.contains(role_id));
        let who = (cx.guild.id, cx.caller.user_id);
        // Nothing panics while it is held.
        let known = || self.leads.lock().unwrap_or_else(PoisonError::into_inner);
        // Of a message Discord does not always tell its author's roles.
        let is_known = is_lead || !matches!(cx.source, Source::Mention { .. });
        let is_seen =
            |(was_lead, at): &(bool, DateTime<Utc>)| *was_lead == is_lead && cx.now - *at < SEEN_FOR;
        if self.going.is_none() || !is_known || known().get(&who).is_some_and(is_seen) {
            return;
        }
        if known().len() >= MOST_SEEN {
            known().clear();
        }
        known().insert(who, (is_lead, cx.now));
        let seen = (who.1, cx.caller.role_ids.as_slice());
        if let Err(error) = workspace::saw_roles(&self.db, cx.now, &cx.guild, seen).await {
            known().remove(&who);
            if self.db.is_worth_a_line(error.is_passing()) {
                tracing::warn!(guild.id = who.0, %error, "a lead could not be noted; the next command tries again");
            }
        }
    }

    /// What the interaction was answered when it was delivered before. Its own effect can be what refuses the
    /// second delivery, such as a name that it took.
    async fn first_reply(&self, guild_id: i64, id: i64) -> Option<Reply> {
        first_answer(&self.db, guild_id, id).await.ok().flatten()
    }

    async fn context(
        &self,
        now: DateTime<Utc>,
        invocation: &Invocation,
        leaf: &Leaf,
    ) -> Result<Context, Error> {
        let mut guild = workspace::guild(&self.db, invocation.caller.guild_id).await?;
        if !guild.is_there {
            guild = workspace::returned(&self.db, now, guild.id).await?;
        }
        let is_mention = matches!(invocation.source, Source::Mention { .. });
        Ok(Context {
            db: self.db.clone(),
            directory: self.directory.clone(),
            posts: posts_for(&self.posts, guild.id),
            public_url: self.public_url.clone(),
            hears_messages: self.hears_messages,
            neighbours: Arc::new(self.rooms),
            now,
            level: invocation.caller.level(&guild.roles),
            guild,
            caller: invocation.caller.clone(),
            source: invocation.source.clone(),
            interaction_id: invocation.id,
            version: invocation.version.filter(|_| leaf.is_versioned),
            answer: if is_mention { Visibility::Public } else { leaf.answer },
        })
    }

    /// The refusal with a button for each thing that an option can mean, behind which all that was typed is kept.
    async fn with_readings(
        &self,
        now: DateTime<Utc>,
        mut refusal: Refusal,
        typed: Option<&draft::Typed>,
    ) -> Refusal {
        let (readings, Some(typed)) = (std::mem::take(&mut refusal.readings), typed) else { return refusal };
        if readings.is_empty() {
            return refusal;
        }
        match draft::keep_to_choose(&self.db, now, typed.clone()).await {
            Ok(line) => readings.into_iter().fold(refusal, |refusal, reading| {
                let line = line.clone().with("option", reading.option).with("value", &reading.value);
                match line.to_string().chars().count() + ROOM <= MAX_LENGTH {
                    true => refusal.offer(&reading.label, line),
                    false => words::typed_out(refusal, &[reading]),
                }
            }),
            Err(fault) => {
                if self.db.is_worth_a_line(fault.is_passing()) {
                    tracing::error!(error = %fault, "a draft could not be kept");
                }
                words::typed_out(refusal, &readings)
            }
        }
    }

    /// The refusal as a private message; what was typed is kept and can be corrected with one click.
    async fn refuse(&self, now: DateTime<Utc>, refusal: Refusal, typed: Option<draft::Typed>) -> Reply {
        let Some(typed) = typed else { return words::refused(refusal) };
        let has_file = typed.has_file();
        let typed = if refusal.is_outdated { typed.for_any_version() } else { typed };
        match draft::keep(&self.db, now, typed).await {
            Ok(line) => words::refused(words::correctable(refusal, line, has_file)),
            Err(fault) => {
                if self.db.is_worth_a_line(fault.is_passing()) {
                    tracing::error!(error = %fault, "a draft could not be kept");
                }
                words::refused(words::not_kept(refusal, has_file))
            }
        }
    }

    /// Completes the option that a person is typing; an empty list when there is nothing or something fails.
    pub fn complete(&self, completion: Completion) -> BoxFuture<'_, Vec<Choice>> {
        Box::pin(async move {
            let completion = completion.cleaned();
            match complete::choices(&self.db, self.rooms, &completion).await {
                Ok(choices) => choices,
                Err(error) => {
                    if self.db.is_worth_a_line(error.is_passing()) {
                        tracing::warn!(command = completion.path, error = %error, "a completion failed");
                    }
                    Vec::new()
                }
            }
        })
    }
}

/// The reply, seen as its own command says: the button pressed can be that of another one.
fn seen_as(reply: Reply, command: Option<&Leaf>) -> Reply {
    match (reply, command) {
        (Reply::Message { message, visibility: None }, Some(leaf)) => {
            Reply::Message { message, visibility: Some(leaf.answer) }
        }
        (reply, _) => reply,
    }
}

/// Decides on the server, for each invocation, whether the caller may run the command.
fn admit(cx: &Context, leaf: &Leaf) -> Result<(), Refusal> {
    if cx.level >= leaf.who { Ok(()) } else { Err(words::not_allowed(leaf, &cx.guild)) }
}

/// A button that lacks a required option opens the command's form, with what it has filled in.
fn missing_form(leaf: &Leaf, invocation: &Invocation) -> Option<Reply> {
    let is_pressed = matches!(invocation.source, Source::Component { .. });
    let mut required = leaf.options.iter().filter(|option| option.is_required);
    if !is_pressed || required.all(|option| invocation.options.contains_key(option.name)) {
        return None;
    }
    let (line, known) = draft::line_of(invocation);
    form(leaf, line, |name| known.get(name).cloned()).map(Reply::Form)
}

#[cfg(test)]
mod tests;
