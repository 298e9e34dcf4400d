//! What was said while docket was away: each mention in a watched channel is answered, once, oldest first.

use super::{
    super::{
        doors::{Doors, Social},
        rest::{Body, Error, Route, code},
        wire::id,
    },
    marks::{ChannelKey, Marks},
    store, words,
};
use crate::{base::ids::snowflake_at, contract::Guild, db::again, workspace};
use serde_json::Value;
use serenity::all as discord;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};
use tokio_util::sync::CancellationToken;

/// Pages of 100 messages that are read before what they hold is answered, to bound the memory it takes.
const PAGES: usize = 100;
/// The first pause before what failed is tried again; doubled each time.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// Why a channel could not be caught up on; the log is told.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Discord(#[from] Error),
    #[error(transparent)]
    Db(#[from] crate::db::Error),
    #[error("the settings do not read: {0}")]
    Settings(#[from] crate::error::Error),
}

impl Trouble {
    /// Whether the channel is no more, so that trying again is in vain.
    fn is_gone(&self) -> bool {
        matches!(self, Self::Discord(error) if error.code() == code::UNKNOWN_CHANNEL)
    }

    /// Whether an admin has to change something first.
    fn is_forbidden(&self) -> bool {
        let codes = [code::MISSING_ACCESS, code::MISSING_PERMISSIONS];
        matches!(self, Self::Discord(error) if codes.contains(&error.code()))
    }

    fn is_away(&self) -> bool {
        match self {
            Self::Discord(_) => false,
            Self::Db(error) => error.is_unavailable(),
            Self::Settings(error) => error.is_passing(),
        }
    }
}

/// Catches up on all channels of a guild that its settings name and that are not caught up on yet. Those that are new there
/// are watched from now on. What fails is tried again until it is done, the channel is gone, or `stop` says that it is not
/// wanted any more.
pub(super) async fn guild(doors: &Doors, marks: &Marks, guild_id: i64, stop: &CancellationToken) {
    let (mut pause, mut told) = (PAUSE, None);
    while let Err(trouble) = channels(doors, marks, guild_id).await {
        let (seconds, what) = (pause.as_secs(), trouble.to_string());
        // The same again is no news.
        if told.as_ref() != Some(&what) && doors.db.is_worth_a_line(trouble.is_away()) {
            tracing::warn!(
                guild.id = guild_id,
                error = what,
                seconds,
                "not caught up on; tried again after a pause"
            );
        }
        told = Some(what);
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Catches up on the channels that are not open; one that fails does not keep the others waiting. The settings are read
/// each time, because a channel may be taken out of them meanwhile. The error is the last channel's that failed.
async fn channels(doors: &Doors, marks: &Marks, guild_id: i64) -> Result<(), Trouble> {
    let guild = workspace::guild(&doors.db, guild_id).await?;
    let watched: BTreeSet<i64> = guild.channels.values().copied().collect();
    marks.keep_only(guild_id, &watched);
    let mut outcome = Ok(());
    for channel in watched.into_iter().map(|channel_id| (guild_id, channel_id)) {
        if marks.is_open(channel) {
            continue;
        }
        match catch_up_one(doors, marks, channel, Social::of(&guild)).await {
            Ok(()) => {}
            Err(trouble) if trouble.is_gone() => gone(doors, marks, channel).await?,
            Err(trouble) => {
                if trouble.is_forbidden() {
                    tell(doors, &guild, channel.1).await?;
                }
                outcome = Err(trouble);
            }
        }
    }
    outcome
}

async fn catch_up_one(
    doors: &Doors,
    marks: &Marks,
    channel: ChannelKey,
    social: Social,
) -> Result<(), Trouble> {
    marks.watch(channel);
    let newest = match store::mark(&doors.db, channel).await? {
        Some(mark) => missed(doors, channel, mark, social).await?,
        // Watched from now on; what was said before is not meant for docket.
        None => id(snowflake_at(doors.clock.now())),
    };
    if let Some(mark) = marks.open(channel, newest) {
        store::set_mark(&doors.db, channel, mark).await?;
    }
    Ok(())
}

/// The channel was deleted while docket did not look: what hearing of it at once would have done is done now.
async fn gone(doors: &Doors, marks: &Marks, channel: ChannelKey) -> Result<(), Trouble> {
    tracing::warn!(guild.id = channel.0, channel.id = channel.1, "a watched channel is gone");
    let now = doors.clock.now();
    again(crate::error::Error::is_conflict, || {
        workspace::channel_gone(&doors.db, &doors.rooms, now, channel.0, channel.1)
    })
    .await?;
    store::forget_mark(&doors.db, channel).await?;
    marks.forget(channel);
    doors.nudge.notify_one();
    Ok(())
}

/// Tells admins, once a day, that docket may not read the channel.
async fn tell(doors: &Doors, guild: &Guild, channel_id: i64) -> Result<(), Trouble> {
    let mut tx = doors.db.begin().await?;
    workspace::report_problem(&mut tx, doors.clock.now(), guild, &words::cannot_read(channel_id)).await?;
    tx.commit().await?;
    doors.nudge.notify_one();
    Ok(())
}

/// Answers what was said after `mark`. Returns the newest message that was read.
async fn missed(doors: &Doors, channel: ChannelKey, mut mark: i64, social: Social) -> Result<i64, Trouble> {
    loop {
        let missed = read(doors, channel, mark, social).await?;
        for (message_id, message) in missed.mentions {
            if !missed.answered.contains(&message_id) {
                answer(doors, channel, message, social).await?;
            }
        }
        mark = missed.newest;
        if missed.is_all {
            return Ok(mark);
        }
        store::set_mark(&doors.db, channel, mark).await?;
    }
}

async fn answer(
    doors: &Doors,
    channel: ChannelKey,
    mut message: discord::Message,
    social: Social,
) -> Result<(), Trouble> {
    let roles = roles(doors, channel.0, &message).await?;
    if let Some(mentioned) = doors.read_mention(&mut message, channel.0, roles, social).await {
        doors.mentioned(mentioned).await;
    }
    Ok(())
}

/// What a channel holds after a mark.
struct Missed {
    /// Messages that may be for docket, by id and so by age.
    mentions: BTreeMap<i64, discord::Message>,
    /// Messages that docket has replied to.
    answered: BTreeSet<i64>,
    newest: i64,
    /// Whether nothing was left to read.
    is_all: bool,
}

async fn read(doors: &Doors, channel: ChannelKey, mark: i64, social: Social) -> Result<Missed, Error> {
    let (mentions, answered) = Default::default();
    let mut missed = Missed { mentions, answered, newest: mark, is_all: false };
    for _ in 0..PAGES {
        let page = doors.rest.send(Route::messages_after(channel.1, missed.newest), Body::Empty).await?;
        let page = page.as_array().map(Vec::as_slice).unwrap_or_default();
        for message in page {
            missed.take(message, doors.own_user_id, (channel.1, social));
        }
        if page.is_empty() {
            missed.is_all = true;
            break;
        }
    }
    Ok(missed)
}

impl Missed {
    fn take(&mut self, json: &Value, own_user_id: i64, (channel_id, social): (i64, Social)) {
        let number = |value: &Value| value.as_str().and_then(|text| text.parse::<i64>().ok());
        let Some(message_id) = number(&json["id"]) else { return };
        self.newest = self.newest.max(message_id);
        if number(&json["author"]["id"]) == Some(own_user_id) {
            self.answered.extend(number(&json["message_reference"]["message_id"]));
            return;
        }
        let is_marked = json["content"].as_str().is_some_and(|text| text.contains(&own_user_id.to_string()));
        let roles = json["mention_roles"].as_array().map(Vec::as_slice).unwrap_or_default();
        if !is_marked && !social.is_called(channel_id, roles.iter().filter_map(number)) {
            return;
        }
        match serde_json::from_value(json.clone()) {
            Ok(message) => drop(self.mentions.insert(message_id, message)),
            // The error's own text can quote the message.
            Err(error) => {
                tracing::warn!(message.id = message_id, kind = ?error.classify(), "a message does not read");
            }
        }
    }
}

/// The author's roles, which messages that are read from a channel do not name. Who has left has none.
async fn roles(doors: &Doors, guild_id: i64, message: &discord::Message) -> Result<Option<Vec<i64>>, Error> {
    if message.member.is_some() {
        return Ok(None);
    }
    match doors.rest.send(Route::member(guild_id, id(message.author.id.get())), Body::Empty).await {
        Err(Error::Refused { status: 404, .. }) => Ok(Some(Vec::new())),
        Err(error) => Err(error),
        Ok(member) => {
            let roles = member["roles"].as_array().map(Vec::as_slice).unwrap_or_default();
            Ok(Some(roles.iter().filter_map(|role| role.as_str()?.parse().ok()).collect()))
        }
    }
}
