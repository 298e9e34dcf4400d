//! What people hear of what others did: everything of a few minutes in one message, in their working hours.

use crate::{
    contract::{
        Answer, Context, Guild, Purpose, Timer,
        args::{SettingsNews, SettingsNewsWhere},
    },
    db::Tx,
    error::Error,
    queue::{Target, once},
    room::{Actor, Job, Ports, enqueue, tell},
    workspace::{
        News, Preferences,
        rules::{GATHER, told_at},
        store::{self, NewsRow},
        words,
    },
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Lets somebody hear of something, in one message with whatever else they are to hear by then. Who did it themselves is not
/// told.
///
/// # Errors
/// When the database does not answer.
pub async fn bring(tx: &mut Tx, guild: &Guild, actor: &Actor, user_id: i64, news: News) -> Result<(), Error> {
    if actor.user_id == Some(user_id) {
        return Ok(());
    }
    let preferences = super::person(tx, guild.id, user_id).await?;
    let due_at = told_at(guild, &preferences, news.matters_at, actor.now);
    store::add_news(tx, (guild.id, user_id), &news, due_at, actor.now);
    enqueue(tx, guild.id, &TellNews { user: user_id }, due_at, actor.now).await?;
    Ok(())
}

/// Takes back what somebody has not heard yet about something, because it no longer holds. Returns whether there was
/// anything; with `key` only what was kept under it.
///
/// # Errors
/// When the database does not answer.
pub async fn unsay(
    tx: &mut Tx,
    guild: &Guild,
    user_id: i64,
    about: &str,
    key: Option<&str>,
) -> Result<bool, Error> {
    Ok(store::unsay_news(tx, (guild.id, user_id), about, key).await? > 0)
}

/// Tells somebody what they are to hear by now. What is due within some minutes comes along.
#[derive(Serialize, Deserialize)]
pub struct TellNews {
    user: i64,
}

impl Job for TellNews {
    const KIND: &'static str = "workspace.news";

    fn occurrence(&self, run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.user, run_at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let (guild, now) = (&timer.guild, timer.now);
        let is_here = super::is_here(timer, &*ports.members, self.user).await?;
        let mut tx = timer.begin().await?;
        let rows = store::take_news(&mut tx, guild.id, self.user, now + GATHER).await?;
        let rows = not_told(&mut tx, guild, self.user, rows, now).await?;
        if !rows.is_empty() && is_here {
            let preferences = super::person(&mut tx, guild.id, self.user).await?;
            say(&mut tx, timer, self.user, &preferences, &rows)?;
        }
        timer.finish(tx).await
    }
}

/// Those that were not told before, of what is told once.
async fn not_told(
    tx: &mut Tx,
    guild: &Guild,
    user_id: i64,
    rows: Vec<NewsRow>,
    now: DateTime<Utc>,
) -> Result<Vec<News>, Error> {
    let mut left = Vec::new();
    for row in rows {
        let news = row.news_json.0;
        let key = format!("{}:{user_id}", news.key);
        if !news.is_told_once || once(tx, guild.id, (&news.about, &key), now).await? {
            left.push(news);
        }
    }
    Ok(left)
}

/// One message: to the person, or one to each channel that something comes from.
fn say(
    tx: &mut Tx,
    timer: &Timer,
    user_id: i64,
    preferences: &Preferences,
    news: &[News],
) -> Result<(), Error> {
    let actor = Actor::from(timer);
    let is_there =
        |one: &&News| one.channel_id.is_some() && preferences.has_news_in_place.unwrap_or(one.is_public);
    let (there, private): (Vec<&News>, Vec<&News>) = news.iter().partition(is_there);
    let mut channels: Vec<i64> = there.iter().filter_map(|one| one.channel_id).collect();
    channels.sort_unstable();
    channels.dedup();
    for channel_id in channels {
        let here: Vec<&News> =
            there.iter().copied().filter(|one| one.channel_id == Some(channel_id)).collect();
        let message = words::news_in_channel(user_id, &here);
        let fallback = (Target::Person(user_id), words::news(&here));
        tell(tx, &actor, Target::Channel(channel_id), &message, Some(fallback))?;
    }
    if private.is_empty() {
        return Ok(());
    }
    let came_from = private.iter().find_map(|one| one.channel_id);
    let elsewhere = came_from.or_else(|| timer.guild.channel(Purpose::REQUESTS)).map(Target::Channel);
    let fallback = elsewhere.map(|channel| (channel, words::news_in_channel(user_id, &private)));
    tell(tx, &actor, Target::Person(user_id), &words::news(&private), fallback)
}

/// `/settings news`: where somebody hears what became of their things; shows how it is when nothing is chosen.
pub async fn settings_news(cx: &Context, args: SettingsNews) -> Answer {
    let user_id = cx.caller.user_id;
    let mut tx = cx.begin().await?;
    let mut preferences = super::person(&mut tx, cx.guild.id, user_id).await?;
    let Some(chosen) = args.r#where else {
        drop(tx);
        return Ok(cx.in_place(words::news_preference(&preferences, false)));
    };
    preferences.has_news_in_place = Some(chosen == SettingsNewsWhere::There);
    super::set_person(&mut tx, cx.guild.id, user_id, &preferences, cx.now);
    let reply = cx.in_place(words::news_preference(&preferences, true));
    cx.commit(tx, reply).await
}
