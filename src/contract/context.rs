//! What an action is given besides its arguments.

use super::{
    invocation::{Caller, Source},
    port::Directory,
    posts::PostReader,
    reply::{Message, Reply},
    section::Neighbours,
    setting::{Purpose, Settable},
    sight::{Names, Sight},
    spec::{Level, Visibility},
};
use crate::{
    base::{civil::Zone, language::Language, working_hours::WorkingHours},
    db::{Db, Tx, invocation},
    error::Error,
    queue::{self, Job},
};
use chrono::{DateTime, Utc};
use std::{collections::BTreeMap, sync::Arc};

/// What an action returns: what to say, or why not.
pub type Answer = Result<Reply, Error>;

/// One invocation in progress.
#[derive(Clone)]
pub struct Context {
    pub db: Db,
    /// Asks Discord about the guild; never inside a transaction.
    pub directory: Arc<dyn Directory>,
    /// Reads public posts; never inside a transaction.
    pub posts: Arc<dyn PostReader>,
    /// Where docket's own HTTP server is reached from outside, without a slash at the end.
    pub public_url: Option<Arc<str>>,
    /// Whether docket hears what people write and react with; over HTTP alone it hears commands and presses, and no more.
    pub hears_messages: bool,
    /// Asks the other rooms.
    pub neighbours: Arc<dyn Neighbours>,
    /// The instant at which the invocation came in.
    pub now: DateTime<Utc>,
    pub guild: Guild,
    pub caller: Caller,
    /// What the caller may do, decided from the roles that Discord sent along.
    pub level: Level,
    pub source: Source,
    /// Discord's id of the interaction; the same when it is delivered twice.
    pub interaction_id: i64,
    /// The row version on the button that was pressed; only for commands that say in their manifest that they look at it.
    pub version: Option<i64>,
    /// Who sees the answer.
    pub answer: Visibility,
}

/// A guild's settings, as every room needs them. Loaded by the workspace room.
#[derive(Clone, Debug, PartialEq)]
pub struct Guild {
    pub id: i64,
    pub zone: Zone,
    pub hours: WorkingHours,
    /// What the team writes in; look-alikes, search and guesses of areas go by its words.
    pub language: Language,
    /// Where docket posts what, by the word of the purpose.
    pub channels: BTreeMap<String, i64>,
    /// The Discord role of each level.
    pub roles: BTreeMap<Level, i64>,
    /// Channels in which customers' real names may be written.
    pub internal_channels: Vec<i64>,
    /// All that is set, by key, as it is stored.
    pub settings: Arc<BTreeMap<String, String>>,
    /// Whether docket is in the guild, as far as it knows: a guild that removed it is not served.
    pub is_there: bool,
    /// What customers are called and were called, to be hidden elsewhere.
    pub names: Arc<Names>,
    /// Counts the changes of settings, areas and customers; as it was before they were read.
    pub setup_version: i64,
}

impl Guild {
    /// One in which nothing is set: work from Monday to Friday, 9 to 17, in `zone`, and English.
    pub fn new(id: i64, zone: Zone) -> Self {
        Self {
            id,
            hours: WorkingHours::office(zone.clone()),
            zone,
            language: Language::default(),
            channels: BTreeMap::new(),
            roles: BTreeMap::new(),
            internal_channels: Vec::new(),
            settings: Arc::default(),
            is_there: true,
            names: Arc::default(),
            setup_version: 0,
        }
    }

    /// Where a message for `purpose` goes: its channel, else the requests channel, else the admin channel.
    pub fn channel(&self, purpose: Purpose) -> Option<i64> {
        [purpose, Purpose::REQUESTS, Purpose::ADMIN].into_iter().find_map(|first| self.channel_of(first))
    }

    /// The channel that was chosen for `purpose` itself.
    pub fn channel_of(&self, purpose: Purpose) -> Option<i64> {
        self.channels.get(purpose.word).copied()
    }

    /// The value of a setting of one row, as it is stored; `None` while nothing is set.
    pub fn setting(&self, settable: &Settable) -> Option<&str> {
        self.settings.get(settable.key).map(String::as_str)
    }

    /// The role in a sentence. The role of everyone has the guild's id.
    pub fn role_words(&self, role_id: i64) -> String {
        if role_id == self.id { "everyone".to_owned() } else { format!("<@&{role_id}>") }
    }

    /// Whether customers' real names may be written in the channel.
    pub fn is_internal(&self, channel_id: i64) -> bool {
        self.internal_channels.contains(&channel_id)
    }

    /// What everybody who reads a message in the channel may know of customers.
    pub fn sight_in(&self, channel_id: i64) -> Sight<'_> {
        Sight::in_channel(&self.names, self.is_internal(channel_id))
    }

    /// What may be known wherever a message ends up: in direct messages, or in a channel that is not known yet.
    pub fn sight_anywhere(&self) -> Sight<'_> {
        Sight::in_channel(&self.names, false)
    }

    /// What a person of this level may know of customers, in an answer that nobody else sees.
    pub fn sight_of(&self, level: Level) -> Sight<'_> {
        Sight::of(&self.names, level)
    }
}

impl Context {
    /// Whether a form can be the answer; Discord takes none in answer to a form. What was typed in vain is refused there
    /// instead, so that it is kept.
    pub fn can_open_form(&self) -> bool {
        !matches!(self.source, Source::Form { .. })
    }

    /// Opens the action's one transaction.
    pub async fn begin(&self) -> Result<Tx, Error> {
        Ok(self.db.begin().await?)
    }

    /// What whoever reads the answer may know of customers.
    pub fn sight(&self) -> Sight<'_> {
        match self.answer {
            Visibility::Public => self.guild.sight_in(self.caller.channel_id),
            Visibility::Private => self.guild.sight_of(self.level),
        }
    }

    /// The answer in place of the private message whose button or form it was, else as a private message of its own.
    pub fn in_place(&self, message: impl Into<Message>) -> Reply {
        if self.source.is_on_private_message() {
            Reply::Update(message.into())
        } else {
            Reply::private(message)
        }
    }

    /// Commits the change together with its answer, so that a second delivery of the same interaction
    /// changes nothing and is answered alike.
    pub async fn commit(&self, mut tx: Tx, reply: Reply) -> Answer {
        invocation::remember(&mut tx, self.guild.id, self.interaction_id, self.now, &reply);
        match tx.commit().await {
            Ok(()) => Ok(reply),
            Err(error) if error.is_unique_violation() => match self.first_answer().await? {
                Some(first) => Ok(first),
                None => Err(error.into()),
            },
            Err(error) => Err(error.into()),
        }
    }

    /// What this interaction was answered when it was delivered before; `None` when it changed nothing then, or is
    /// new. To be asked, outside any transaction, before a state is refused that the first delivery may itself have
    /// brought about.
    pub async fn first_answer(&self) -> Result<Option<Reply>, Error> {
        first_answer(&self.db, self.guild.id, self.interaction_id).await
    }
}

/// What the guild's interaction was answered when it was delivered before; `None` when it changed nothing then, or is
/// new.
pub async fn first_answer(db: &Db, guild_id: i64, interaction_id: i64) -> Result<Option<Reply>, Error> {
    let first = invocation::recall(db, guild_id, interaction_id).await?;
    Ok(first.map(serde_json::from_value).transpose()?)
}

/// One leased job in progress: what a timer's action is given.
pub struct Timer {
    pub db: Db,
    /// The instant at which the job was leased.
    pub now: DateTime<Utc>,
    pub guild: Guild,
    pub job: Job,
}

impl Timer {
    /// Opens the action's one transaction.
    pub async fn begin(&self) -> Result<Tx, Error> {
        Ok(self.db.begin().await?)
    }

    /// Ends a job that has nothing to do, such as one that has come too late.
    ///
    /// # Errors
    /// As [`finish`](Self::finish).
    pub async fn nothing_to_do(&self) -> Result<(), Error> {
        self.finish(self.begin().await?).await
    }

    /// Removes the job and commits with what the action changed. Rolls everything back when the lease was
    /// lost, because then another instance does the work.
    pub async fn finish(&self, mut tx: Tx) -> Result<(), Error> {
        if queue::finish(&mut tx, &self.job).await? {
            tx.commit().await?;
        }
        Ok(())
    }
}
