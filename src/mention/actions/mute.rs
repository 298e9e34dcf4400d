//! Authors of whom nobody wants to hear for a while.

use super::decide::read;
use crate::{
    base::{post::Network, when},
    contract::{
        Answer, Context,
        args::{MentionMute, MentionMuteAuthor, MentionMuteNetwork, MentionMuted},
        noted,
    },
    db::At,
    error::Error,
    mention::{
        rules::filter::handle_key,
        store::{self, Mute},
        words,
    },
    workspace,
};
use chrono::{DateTime, TimeDelta, Utc};

/// How long an author is ignored unless somebody says until when.
const USUAL: TimeDelta = TimeDelta::days(30);

/// `/mention mute`: ignores an author until an instant; one that has passed lets them be heard again.
pub async fn mute(cx: &Context, args: MentionMute) -> Answer {
    let network = match args.network {
        MentionMuteNetwork::X => Network::X,
        MentionMuteNetwork::Bluesky => Network::Bluesky,
        MentionMuteNetwork::Mastodon => Network::Mastodon,
    };
    let key = handle_key(&args.author);
    if key.is_empty() || key.contains(char::is_whitespace) {
        return Err(words::no_author().into());
    }
    let (until, note) = match &args.until {
        Some(until) if matches!(until.0.trim().to_lowercase().as_str(), "now" | "never" | "none") => {
            (cx.now, None)
        }
        Some(until) => instant(cx, &until.0).await?,
        None => (cx.now + USUAL, None),
    };
    let handle = args.author.trim().trim_start_matches('@').to_owned();
    ignored_until(cx, network, handle, (until, note.as_deref())).await
}

/// The button on what is ignored: its author, for thirty days.
pub async fn mute_author(cx: &Context, args: MentionMuteAuthor) -> Answer {
    let view = read(cx, args.mention.0).await?;
    let handle = view.posts.first().map(|post| post.handle.clone()).filter(|handle| !handle.is_empty());
    let handle = handle.ok_or_else(words::no_author)?;
    ignored_until(cx, view.row.network, handle, (cx.now + USUAL, None)).await
}

/// `note` says what clocks do then.
async fn ignored_until(
    cx: &Context,
    network: Network,
    handle: String,
    (until, note): (DateTime<Utc>, Option<&str>),
) -> Answer {
    let key = handle_key(&handle);
    let mut tx = cx.begin().await?;
    if until <= cx.now {
        let was_ignored = store::unmute(&mut tx, cx.guild.id, network, &key).await?;
        let reply = cx.in_place(words::unmuted(network, &handle, was_ignored));
        return cx.commit(tx, reply).await;
    }
    let mute = Mute { network, handle, until_at: At::from(until), muted_by_user_id: cx.caller.user_id };
    store::mute(&mut tx, cx.guild.id, &key, &mute);
    let reply = cx.in_place(words::muted(&mute).noting(note));
    cx.commit(tx, reply).await
}

/// `/mention muted`: everybody who is ignored, and until when.
pub async fn muted(cx: &Context, _args: MentionMuted) -> Answer {
    let mutes = store::mutes(&mut &cx.db, cx.guild.id, At::from(cx.now)).await?;
    Ok(cx.in_place(words::mutes(&mutes)))
}

/// An instant as the caller means it, by their own clock, with what clocks do then.
async fn instant(cx: &Context, typed: &str) -> Result<(DateTime<Utc>, Option<String>), Error> {
    let own = workspace::person(&mut &cx.db, cx.guild.id, cx.caller.user_id).await?;
    let reading = when::parse_instant(typed, cx.now, own.zone(&cx.guild), &own.hours(&cx.guild))
        .map_err(|error| words::unread_until(&error))?;
    Ok(noted(reading, typed, "until", cx.now)?)
}
