//! Names of people, for minutes as a file: a mention means nothing there.

use super::gather;
use crate::{
    contract::{Context, Directory, Timer},
    error::Error,
    meeting::{Minutes, Occurrence, Series, store, words},
    room::Ports,
};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// People who are looked up for one file.
const MOST: usize = 40;

/// What people are called.
#[derive(Clone, Debug, Default)]
pub struct Names(pub BTreeMap<i64, String>);

impl Names {
    /// Of everybody in the minutes of a meeting. Not inside a transaction.
    pub async fn of(cx: &Context, (series, occurrence): (&Series, &Occurrence)) -> Result<Self, Error> {
        let minutes = gather(&mut &cx.db, cx.guild.id, (series, occurrence), true).await?;
        let mut people = words::people_in(&minutes);
        people.insert(cx.caller.user_id);
        Ok(Self(look_up(&*cx.directory, cx.guild.id, people, cx.now).await))
    }

    /// Of everybody in published minutes. Not inside a transaction.
    pub async fn in_minutes(cx: &Context, minutes: &Minutes) -> Self {
        Self(look_up(&*cx.directory, cx.guild.id, words::people_in(minutes), cx.now).await)
    }

    /// Of everybody in the minutes of a meeting, for what docket does by itself.
    pub async fn by_itself(
        timer: &Timer,
        ports: &Ports,
        (series, occurrence): (&Series, &Occurrence),
    ) -> Result<Self, Error> {
        let minutes = gather(&mut &timer.db, timer.guild.id, (series, occurrence), true).await?;
        let people = words::people_in(&minutes);
        Ok(Self(look_up(&*ports.directory, timer.guild.id, people, timer.now).await))
    }

    /// Of everybody in the published minutes of a meeting, for what docket does by itself.
    pub async fn in_published(timer: &Timer, ports: &Ports, occurrence_id: i64) -> Result<Self, Error> {
        let (guild, on) = (&timer.guild, &mut &timer.db);
        let mut people = BTreeSet::new();
        for is_confidential in [false, true] {
            if let Some(last) = store::minutes(on, guild.id, occurrence_id, is_confidential).await? {
                people.extend(words::people_in(&last.minutes_json.0));
            }
        }
        Ok(Self(look_up(&*ports.directory, guild.id, people, timer.now).await))
    }

    /// Whether it is known of everybody in these minutes what they are called.
    pub fn are_of_all(&self, minutes: &Minutes) -> bool {
        words::people_in(minutes).iter().all(|user_id| self.0.contains_key(user_id))
    }
}

async fn look_up(
    directory: &dyn Directory,
    guild_id: i64,
    people: impl IntoIterator<Item = i64>,
    now: DateTime<Utc>,
) -> BTreeMap<i64, String> {
    let mut names = BTreeMap::new();
    for user_id in people.into_iter().take(MOST) {
        if let Ok(Some(name)) = directory.name_of(guild_id, user_id, now).await {
            names.insert(user_id, name);
        }
    }
    names
}
