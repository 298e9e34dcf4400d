//! What is said of a drafted answer: to those who look at it, to whoever posts it, to whoever wrote it.

use super::{
    around::Around,
    later::{Later, SayLater},
    post::{address, in_channel, say, say_to_raiser},
};
use crate::{
    contract::{Guild, NoticeContext},
    db::Tx,
    error::Error,
    escalation::{Escalation, words},
    queue::Target,
    room::Place,
};
use chrono::{DateTime, Utc};

/// Asks those who look at answers before they go out, in the thread on the card; those for whom it is quiet later.
pub async fn asks_review(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    around: &Around,
    row: &Escalation,
    (who, again): (&[i64], bool),
) -> Result<(), Error> {
    let (awake, later) = around.awake(guild, who, row.facts.severity, now);
    let since = row.facts.review_since_at.map_or(now, |at| at.utc());
    for (at, who) in later {
        let what = Later::Review { who, since, again };
        SayLater { escalation: row.id, at, what }.set(tx, guild.id, now).await?;
    }
    if awake.is_empty() && !who.is_empty() {
        return Ok(());
    }
    let who = (awake.as_slice(), again);
    let (channel_id, key) = around.thread(row);
    let place = NoticeContext { sight: guild.sight_in(channel_id), card: None };
    let message = words::asks_review(row, &place, who);
    let fallback = awake.first().map(|user_id| {
        let elsewhere = NoticeContext { sight: guild.sight_anywhere(), card: None };
        (Target::Person(*user_id), words::asks_review(row, &elsewhere, who).in_guild(guild.id))
    });
    say(tx, (guild, now), row, Place::thread(channel_id, &key), &message, fallback)
}

/// Passes the draft on to whoever brought the question, once it is quiet for them no more; in private where they may not see the
/// channel.
pub async fn draft_is_ready(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    around: &Around,
    row: &Escalation,
) -> Result<(), Error> {
    let raised = row.raised_by_user_id;
    if let Some(at) = around.quiet_until(guild, raised, row.facts.severity, now) {
        return SayLater { escalation: row.id, at, what: Later::Ready }.set(tx, guild.id, now).await;
    }
    let channel_id = around.asked_in(row);
    let place =
        NoticeContext { sight: guild.sight_in(channel_id), card: address(tx, guild, around, row).await? };
    let elsewhere = NoticeContext { sight: guild.sight_anywhere(), card: place.card.clone() };
    let elsewhere = words::draft_is_ready(row, &elsewhere);
    if around.is_apart(row) {
        return say_to_raiser(tx, (guild, now), row, elsewhere);
    }
    let message = words::draft_is_ready(row, &place);
    let fallback = Some((Target::Person(raised), elsewhere.in_guild(guild.id)));
    say(tx, (guild, now), row, in_channel(channel_id), &message, fallback)
}

/// Tells whoever drafted the answer that it needs a change, and why, as the note of this number says; once it is quiet for them no
/// more.
pub async fn needs_a_change(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    around: &Around,
    row: &Escalation,
    (drafted_by, note, why): (i64, i64, &str),
) -> Result<(), Error> {
    if let Some(at) = around.quiet_until(guild, drafted_by, row.facts.severity, now) {
        let what = Later::NeedsAChange { drafted_by, note };
        return SayLater { escalation: row.id, at, what }.set(tx, guild.id, now).await;
    }
    let channel_id = around.asked_in(row);
    let place =
        NoticeContext { sight: guild.sight_in(channel_id), card: address(tx, guild, around, row).await? };
    let message = words::needs_a_change(row, &place, (drafted_by, why));
    let fallback = Some((Target::Person(drafted_by), message.clone().in_guild(guild.id)));
    say(tx, (guild, now), row, in_channel(channel_id), &message, fallback)
}
