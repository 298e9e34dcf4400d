//! What is said in the thread of a meeting: a reply to the message of a topic is noted there.

use super::{
    attend::attend,
    note::{Jotted, write},
    revise::take_back_last,
    speak::{acked, queued},
};
use crate::{
    contract::{Answer, Context, Guild, Line, Message, Noun, Reply, Source, Spoken, args::MeetingSaid},
    db::Db,
    error::Error,
    meeting::{
        NoteKind,
        actions::live::{head_key, live_at, topic_key},
        rules::{Said, said as read},
        store, words,
    },
    queue,
    room::Replied,
};

/// The line that a reply means, if it is one to a topic's message, or to the head, of a meeting that is held.
pub async fn hears(db: &Db, guild: &Guild, replied: &Replied) -> Result<Option<Line>, Error> {
    let Some((_, occurrence)) = live_at(db, guild, replied.channel_id).await? else { return Ok(None) };
    let on = &mut { db };
    let line = Line::new("meeting said").with("occurrence", occurrence.id);
    let is_it = |card: Option<queue::Card>| card.is_some_and(|card| card.message_id == replied.to_message_id);
    let current = occurrence.facts.current_item_id;
    let items = store::items_of(on, guild.id, occurrence.id).await?;
    // Most replies are about what is spoken about.
    let rest = items.iter().map(|item| item.id).filter(|id| Some(*id) != current);
    for id in current.into_iter().chain(rest) {
        if is_it(queue::card(on, guild.id, &topic_key(occurrence.id, id)).await?) {
            return Ok(Some(line.with("item", id).hole("text")));
        }
    }
    let is_head = is_it(queue::card(on, guild.id, &head_key(occurrence.id)).await?);
    Ok(is_head.then(|| line.hole("text")))
}

/// What was said in a reply.
pub async fn said(cx: &Context, args: MeetingSaid) -> Answer {
    let occurrence = Some(args.occurrence);
    let message_id = match cx.source {
        Source::Mention { message_id } => Some(message_id),
        _ => None,
    };
    match read(&args.text) {
        Said::Note(kind, text) => {
            let item = args.item.map(|item| item.0);
            let (tx, note, _) = write(cx, Jotted { occurrence, item, kind, text, message_id }).await?;
            let message = match kind {
                NoteKind::Idea => words::idea_heard(&note),
                _ => Message::text(words::mark_of(note.facts.kind)),
            };
            cx.commit(tx, Reply::new(message)).await
        }
        Said::Queue => {
            let (tx, _) = queued(cx, occurrence).await?;
            cx.commit(tx, Reply::new("✋")).await
        }
        Said::Ack => {
            let (tx, next) = acked(cx, occurrence).await?;
            cx.commit(tx, Reply::new(words::acked(next))).await
        }
        Said::Present => {
            let (tx, _) = attend(cx, occurrence, None).await?;
            cx.commit(tx, Reply::new("👋")).await
        }
        Said::Regrets(reason) => {
            let (tx, _) = attend(cx, occurrence, Some(reason.to_owned())).await?;
            cx.commit(tx, Reply::new("👋")).await
        }
        Said::Undo => {
            let tx = take_back_last(cx, args.occurrence).await?;
            cx.commit(tx, Reply::new("↩️")).await
        }
    }
}

/// What is spoken about in a channel or thread, if a meeting is held there. A confidential topic is spoken about in the
/// private channel alone.
pub async fn spoken_of(db: &Db, guild: &Guild, channel_id: i64) -> Result<Option<Spoken>, Error> {
    let Some((series, occurrence)) = live_at(db, guild, channel_id).await? else { return Ok(None) };
    let is_private = series.facts.private_channel_id == Some(channel_id);
    let item = match occurrence.facts.current_item_id {
        Some(id) => store::find_item(&mut { db }, guild.id, id).await?,
        None => None,
    };
    let topic =
        item.filter(|item| item.is_confidential == is_private).map(|item| (Noun::AGENDA_ITEM, item.id));
    let channel_id = if is_private { channel_id } else { series.facts.channel_id };
    Ok(Some(Spoken { topic, channel_id }))
}
