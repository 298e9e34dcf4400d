//! What a room shows, so that neither the machinery nor a room below has to know it by name.

use super::{
    AgendaSection, Apart, Calls, Day, EventGone, Follows, Forget, Hears, InVoice, JobKind, OpenWork, Pays,
    Pending, Reacts, Thing,
};
use crate::{
    contract::{Choice, Completion, Errand, Guild, GuildFacts, Noun, Purpose, Settable, Spoken, Timer},
    db::{Db, Tx},
    queue::Redrawn,
};
use chrono::{DateTime, Utc};

/// A noun that a room completes while a person types it.
#[derive(Clone, Copy)]
pub struct Completes {
    pub noun: Noun,
    /// What the person may mean, best first.
    pub choices: for<'a> fn(&'a Db, &'a Guild, &'a Completion) -> Pending<'a, Vec<Choice>>,
}

/// A room as the floors around it see it. One that has nothing of a kind leaves it out:
/// `Face { jobs: JOBS, ..Face::of("rotation") }`.
#[derive(Clone, Copy)]
pub struct Face {
    /// The folder that it lives in.
    pub name: &'static str,
    /// What it does later.
    pub jobs: &'static [JobKind],
    /// The settings whose changes it follows.
    pub follows: &'static [Follows],
    /// What of it waits for whoever is on duty.
    pub open_work: Option<OpenWork>,
    /// What it has for people's mornings.
    pub day: Option<Day>,
    /// What other messages of its own name to somebody on a day, so that their morning does not.
    pub apart: Option<Apart>,
    /// What it offers to the agendas of meetings.
    pub agenda: &'static [AgendaSection],
    /// What people come to it for.
    pub errands: &'static [Errand],
    /// What it completes.
    pub nouns: &'static [Completes],
    /// How it names its things on the cards of other rooms.
    pub calls: &'static [Calls],
    /// What it has a channel for.
    pub purposes: &'static [Purpose],
    /// What can be set of it in a guild.
    pub settings: &'static [Settable],
    /// What it finds to be wrong with what it does by itself in a guild, for `/settings check`.
    pub checks: Option<Checks>,
    /// What it lacks in a guild to do what it is set up for, for `/settings check` as well.
    pub needs: Option<Needs>,
    /// Sets going what it does by itself in a guild. Asked when the guild first uses docket in a process, and when its
    /// hours have changed.
    pub set_going: Option<SetGoing>,
    /// Hears that a member has left the guild at an instant; told twice, it changes nothing.
    pub member_left: Option<MemberLeft>,
    /// What it does about somebody who is forgotten for good.
    pub forget: Option<Forget>,
    /// Draws anew what it shows of things of other rooms, once all rooms have forgotten somebody.
    pub forgotten: Option<AllForgotten>,
    /// What a reply to one of its messages means.
    pub hears: Option<Hears>,
    /// What a reaction to a message means.
    pub reacts: Option<Reacts>,
    /// Hears that one of Discord's scheduled events is gone.
    pub event_gone: Option<EventGone>,
    /// Hears who is in voice and stage channels.
    pub in_voice: Option<InVoice>,
    /// Hears that a thing that another room owns has come to its end: a request is done, an item is released. It is part of
    /// the job that says so, and sets jobs of the room's own for what follows.
    pub hears_end: Option<HearsEnd>,
    /// Hears that an action or a decision was made of a thing, or is not any more, of a decision that it is confirmed, and
    /// of an item of a release that somebody said how it stands. It is part of the change that says so, and sets jobs of
    /// the room's own for what follows.
    pub hears_made: Option<HearsEnd>,
    /// What is spoken about in a channel or thread.
    pub speaks_of: Option<SpeaksOf>,
    /// Counts the posts that rooms below it have read for money.
    pub pays: Option<Pays>,
    /// Draws a card that could not be posted anew, for where it goes now, if it is one of the room's.
    pub redraw: Option<RedrawCard>,
    /// Name and content of a file of the guild that it keeps, by the file's number; `None` when it keeps none of that number.
    pub file: Option<ReadFile>,
    /// The calendar feed of a token as iCalendar text (RFC 5545); `None` for a token that it did not give, or that was revoked.
    pub feed: Option<ReadFeed>,
}

/// See [`Face::checks`]: a sentence each, with how to mend it, as Discord markdown.
pub type Checks = for<'a> fn(&'a Db, &'a Guild) -> Pending<'a, Vec<String>>;
/// See [`Face::needs`]: the guild, and what Discord says of it.
pub type Needs = for<'a> fn(&'a Db, &'a Guild, &'a GuildFacts) -> Pending<'a, Vec<String>>;
/// See [`Face::set_going`].
pub type SetGoing = for<'a> fn(&'a Db, &'a Guild, DateTime<Utc>) -> Pending<'a, ()>;
/// See [`Face::member_left`]: the instant, the guild, the member.
pub type MemberLeft = fn(&Db, DateTime<Utc>, i64, i64) -> Pending<'_, ()>;
/// See [`Face::forgotten`].
pub type AllForgotten = for<'a> fn(&'a mut Tx, &'a Timer) -> Pending<'a, ()>;
/// See [`Face::hears_end`] and [`Face::hears_made`].
pub type HearsEnd = for<'a> fn(&'a mut Tx, &'a Guild, DateTime<Utc>, Thing) -> Pending<'a, ()>;
/// See [`Face::redraw`]: the card's key is what is given last.
pub type RedrawCard = for<'a> fn(&'a mut Tx, &'a Guild, DateTime<Utc>, &'a str) -> Pending<'a, Redrawn>;
/// See [`Face::speaks_of`]: the guild, the channel.
pub type SpeaksOf = for<'a> fn(&'a Db, &'a Guild, i64) -> Pending<'a, Option<Spoken>>;
/// A file's name and content.
pub type StoredFile = (String, Vec<u8>);
/// See [`Face::file`]: the guild, the file.
pub type ReadFile = fn(&Db, i64, i64) -> Pending<'_, Option<StoredFile>>;
/// See [`Face::feed`]: the token, and when it is asked for.
pub type ReadFeed = for<'a> fn(&'a Db, &'a str, DateTime<Utc>) -> Pending<'a, Option<String>>;

impl Face {
    /// A room that has nothing to show but its name.
    pub const fn of(name: &'static str) -> Self {
        Self {
            name,
            jobs: &[],
            follows: &[],
            open_work: None,
            day: None,
            apart: None,
            agenda: &[],
            errands: &[],
            nouns: &[],
            calls: &[],
            purposes: &[],
            settings: &[],
            checks: None,
            needs: None,
            set_going: None,
            member_left: None,
            forget: None,
            forgotten: None,
            hears: None,
            reacts: None,
            event_gone: None,
            in_voice: None,
            hears_end: None,
            hears_made: None,
            speaks_of: None,
            pays: None,
            redraw: None,
            file: None,
            feed: None,
        }
    }
}
