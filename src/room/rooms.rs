//! All rooms together.

use super::{
    AgendaSection, Face, Forgetting, JobKind, Open, Pays, Ports, Reacted, Replied, Setting, Step, Thing,
    Voice, Walk, face::StoredFile,
};
use crate::{
    contract::{Choice, Completion, Guild, GuildFacts, Line, Neighbours, Noun, Purpose, Spoken, Timer},
    db::{Db, Tx},
    error::{Error, Fault},
    queue::Redrawn,
};
use chrono::{DateTime, Utc};
use std::slice::Iter;

/// The faces of all rooms, lowest first. What fans out goes through here.
#[derive(Clone, Copy)]
pub struct Rooms(pub &'static [&'static Face]);

impl Rooms {
    /// The faces, lowest first.
    pub fn iter(self) -> Iter<'static, &'static Face> {
        self.0.iter()
    }

    /// Who counts posts that are read for money, if anybody does.
    pub fn pays(self) -> Option<Pays> {
        self.iter().find_map(|room| room.pays)
    }

    fn job(self, kind: &str) -> Option<&'static JobKind> {
        self.iter().flat_map(|room| room.jobs).find(|job| job.kind == kind)
    }

    /// Runs a leased job.
    ///
    /// # Errors
    /// Those of the job. A fault when no room knows the kind: it may be of a newer version that shares the database, and
    /// that one can still take it before it is put aside.
    pub async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let kind = timer.job.kind.as_str();
        match self.job(kind) {
            Some(job) => job.run(timer, ports).await,
            None => {
                Err(Fault::Broken(format!("this version of docket knows no jobs of the kind `{kind}`"))
                    .into())
            }
        }
    }

    /// Lets each room that goes by a setting follow its change, in one transaction.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn follow(self, setting: Setting, timer: &Timer, tx: &mut Tx, walk: Walk) -> Result<(), Error> {
        let all = self.iter().flat_map(|room| room.follows);
        for follows in all.filter(|follows| follows.setting == setting) {
            (follows.follow)(timer, tx, walk).await?;
        }
        Ok(())
    }

    /// The sections that rooms offer to agendas, in their order.
    pub fn agenda(self) -> Vec<&'static AgendaSection> {
        let mut sections: Vec<_> = self.iter().flat_map(|room| room.agenda).collect();
        sections.sort_by_key(|section| section.order);
        sections
    }

    /// The command line that a reply to a message of docket's means; `None` where no room waits for one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn hears(self, db: &Db, guild: &Guild, replied: &Replied) -> Result<Option<Line>, Error> {
        for hears in self.iter().filter_map(|room| room.hears) {
            if let Some(line) = hears(db, guild, replied).await? {
                return Ok(Some(line));
            }
        }
        Ok(None)
    }

    /// The command line that a reaction means; `None` where no room waits for one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn reacts(self, db: &Db, guild: &Guild, reacted: &Reacted) -> Result<Option<Line>, Error> {
        for reacts in self.iter().filter_map(|room| room.reacts) {
            if let Some(line) = reacts(db, guild, reacted).await? {
                return Ok(Some(line));
            }
        }
        Ok(None)
    }

    /// The calendar feed of a token, of whichever room gave it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn feed(self, db: &Db, token: &str, now: DateTime<Utc>) -> Result<Option<String>, Error> {
        for feed in self.iter().filter_map(|room| room.feed) {
            if let Some(text) = feed(db, token, now).await? {
                return Ok(Some(text));
            }
        }
        Ok(None)
    }

    /// The noun of this word, if a room names things of it.
    pub fn noun(self, word: &str) -> Option<Noun> {
        self.iter().flat_map(|room| room.calls).map(|calls| calls.noun).find(|noun| noun.word == word)
    }

    /// Tells each room that a thing has come to its end.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn ended(
        self,
        tx: &mut Tx,
        guild: &Guild,
        now: DateTime<Utc>,
        thing: Thing,
    ) -> Result<(), Error> {
        for hears_end in self.iter().filter_map(|room| room.hears_end) {
            hears_end(tx, guild, now, thing).await?;
        }
        Ok(())
    }

    /// Tells each room that something was made of a thing, or is not any more; nothing when no room knows the noun.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn made_of(
        self,
        tx: &mut Tx,
        guild: &Guild,
        now: DateTime<Utc>,
        (noun, id): (&str, i64),
    ) -> Result<(), Error> {
        let Some(noun) = self.noun(noun) else { return Ok(()) };
        for hears_made in self.iter().filter_map(|room| room.hears_made) {
            hears_made(tx, guild, now, Thing { noun, id }).await?;
        }
        Ok(())
    }

    /// What is spoken about in a channel or thread; `None` where no room knows of a meeting.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn spoken_of(self, db: &Db, guild: &Guild, channel_id: i64) -> Result<Option<Spoken>, Error> {
        for speaks_of in self.iter().filter_map(|room| room.speaks_of) {
            if let Some(spoken) = speaks_of(db, guild, channel_id).await? {
                return Ok(Some(spoken));
            }
        }
        Ok(None)
    }

    /// What a person may mean who types a noun, best first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn choices(
        self,
        noun: Noun,
        db: &Db,
        guild: &Guild,
        completion: &Completion,
    ) -> Result<Vec<Choice>, Error> {
        if noun == Noun::PURPOSE {
            return Ok(self.purposes_like(completion));
        }
        match self.iter().flat_map(|room| room.nouns).find(|completes| completes.noun == noun) {
            Some(completes) => (completes.choices)(db, guild, completion).await,
            None => Ok(Vec::new()),
        }
    }

    /// The purposes of channels that are meant by what a person types; all of them while that is nothing.
    fn purposes_like(self, completion: &Completion) -> Vec<Choice> {
        let typed = completion.typed.to_lowercase();
        let choice = |purpose: Purpose| {
            let label = purpose.label_in(&completion.caller.locale);
            let is_meant = purpose.word.contains(&typed) || label.to_lowercase().contains(&typed);
            is_meant.then(|| Choice { label: label.to_owned(), value: purpose.word.to_owned() })
        };
        self.purposes().into_iter().filter_map(choice).collect()
    }

    /// What rooms find to be wrong with what they do by themselves in a guild.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn checks(self, db: &Db, guild: &Guild) -> Result<Vec<String>, Error> {
        let mut found = Vec::new();
        for checks in self.iter().filter_map(|room| room.checks) {
            found.extend(checks(db, guild).await?);
        }
        Ok(found)
    }

    /// What rooms lack in a guild to do what they are set up for.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn needs(self, db: &Db, guild: &Guild, facts: &GuildFacts) -> Result<Vec<String>, Error> {
        let mut found = Vec::new();
        for needs in self.iter().filter_map(|room| room.needs) {
            found.extend(needs(db, guild, facts).await?);
        }
        Ok(found)
    }

    /// Tells the rooms that one of Discord's events is gone.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn event_gone(
        self,
        db: &Db,
        now: DateTime<Utc>,
        guild_id: i64,
        event_id: i64,
    ) -> Result<(), Error> {
        for event_gone in self.iter().filter_map(|room| room.event_gone) {
            event_gone(db, now, guild_id, event_id).await?;
        }
        Ok(())
    }

    /// Tells the rooms who is in voice channels.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn in_voice(
        self,
        db: &Db,
        now: DateTime<Utc>,
        guild_id: i64,
        voice: &Voice,
    ) -> Result<(), Error> {
        for in_voice in self.iter().filter_map(|room| room.in_voice) {
            in_voice(db, now, guild_id, voice).await?;
        }
        Ok(())
    }

    /// Sets going what rooms do by themselves in a guild. Cheap enough to be asked whenever in doubt.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_going(self, db: &Db, guild: &Guild, now: DateTime<Utc>) -> Result<(), Error> {
        for set_going in self.iter().filter_map(|room| room.set_going) {
            set_going(db, guild, now).await?;
        }
        Ok(())
    }

    /// Tells the rooms that a member has left the guild at `now`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn member_left(
        self,
        db: &Db,
        now: DateTime<Utc>,
        guild_id: i64,
        user_id: i64,
    ) -> Result<(), Error> {
        for member_left in self.iter().filter_map(|room| room.member_left) {
            member_left(db, now, guild_id, user_id).await?;
        }
        Ok(())
    }

    /// Draws the card of this key anew for where it goes now, if it is some room's.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn redraw(
        self,
        tx: &mut Tx,
        guild: &Guild,
        now: DateTime<Utc>,
        key: &str,
    ) -> Result<Redrawn, Error> {
        for redraw in self.iter().filter_map(|room| room.redraw) {
            match redraw(tx, guild, now, key).await? {
                Redrawn::AsItWas => {}
                drawn => return Ok(drawn),
            }
        }
        Ok(Redrawn::AsItWas)
    }

    /// What a member still answers for in each room at an instant.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn duties(
        self,
        db: &Db,
        guild: &Guild,
        of: (i64, DateTime<Utc>),
    ) -> Result<Vec<String>, Error> {
        let mut duties = Vec::new();
        for forget in self.iter().filter_map(|room| room.forget) {
            duties.extend((forget.duties)(db, guild, of).await?);
        }
        Ok(duties)
    }

    /// The room that forgets somebody after `room`, or first of all: the highest first, so that a customer's name is known,
    /// and hidden, until no text holds it any more.
    pub fn forgets_next(self, room: Option<&str>) -> Option<&'static str> {
        let mut rooms = self.iter().rev().filter(|room| room.forget.is_some()).map(|room| room.name);
        match room {
            None => rooms.next(),
            Some(room) => rooms.skip_while(|name| *name != room).nth(1),
        }
    }

    /// Lets a room take its next step in forgetting somebody.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn forget(
        self,
        room: &str,
        tx: &mut Tx,
        timer: &Timer,
        (who, after): (&Forgetting, i64),
    ) -> Result<Step, Error> {
        match self.iter().find(|face| face.name == room).and_then(|face| face.forget) {
            Some(forget) => (forget.step)(tx, timer, who, after).await,
            None => Ok(Step::default()),
        }
    }

    /// Lets each room draw anew what it shows of things of others: all of them have forgotten somebody.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn forgotten(self, tx: &mut Tx, timer: &Timer) -> Result<(), Error> {
        for forgotten in self.iter().filter_map(|room| room.forgotten) {
            forgotten(tx, timer).await?;
        }
        Ok(())
    }

    /// Name and content of the guild's file, of whichever room keeps it; `None` when none does.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn file(self, db: &Db, guild_id: i64, file_id: i64) -> Result<Option<StoredFile>, Error> {
        for file in self.iter().filter_map(|room| room.file) {
            if let Some(found) = file(db, guild_id, file_id).await? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// What waits for whoever is on duty in the guild at `now`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn open_work(self, db: &Db, guild_id: i64, now: DateTime<Utc>) -> Result<Open, Error> {
        let mut all = Open::default();
        for work in self.iter().filter_map(|room| room.open_work) {
            all = all.and((work.open)(db, guild_id, now).await?);
        }
        Ok(all)
    }

    /// The part of [`open_work`](Self::open_work) that has come in after `since`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn new_work(
        self,
        db: &Db,
        guild_id: i64,
        since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Open, Error> {
        let mut all = Open::default();
        for work in self.iter().filter_map(|room| room.open_work) {
            all = all.and((work.new)(db, guild_id, since, now).await?);
        }
        Ok(all)
    }
}
