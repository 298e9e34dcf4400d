//! Notes are corrected and taken back by whoever wrote them, or the chair.

use super::note::{follow_up, record};
use crate::{
    action,
    contract::{
        Answer, Context,
        args::{Feedback, MeetingCorrect, MeetingFileIdea, MeetingNotes, MeetingOneNote, MeetingStrike},
    },
    db::Tx,
    error::Error,
    meeting::{
        Note, NoteFacts, Occurrence, Series, State,
        actions::{
            live::{Draws, find_live, is_chair, look, touch},
            minutes::{self, Names},
            open::{begin_occurrence, find_occurrence, sees_private},
        },
        rules::verb,
        store, words,
    },
    request,
    room::Actor,
};

/// Whether the caller may read a note.
async fn may_see(cx: &Context, series: &Series, note: &Note) -> bool {
    if !note.is_confidential || note.user_id == cx.caller.user_id {
        return true;
    }
    sees_private(cx, series).await
}

/// The note with its meeting, if the caller may see it.
async fn find(cx: &Context, id: i64) -> Result<(Note, Series, Occurrence), Error> {
    let note = store::find_note(&mut &cx.db, cx.guild.id, id).await?.ok_or_else(words::no_note)?;
    let (series, occurrence) = find_occurrence(cx, note.occurrence_id).await?;
    match may_see(cx, &series, &note).await {
        true => Ok((note, series, occurrence)),
        false => Err(words::no_note().into()),
    }
}

fn may_change(cx: &Context, note: &Note, (series, occurrence): (&Series, &Occurrence)) -> bool {
    note.user_id == cx.caller.user_id || is_chair(cx, series, occurrence)
}

/// Notes of the meeting that is held here, or of the one of that number.
pub async fn notes(cx: &Context, args: MeetingNotes) -> Answer {
    let (series, occurrence) = find_live(cx, args.occurrence).await?;
    let all = store::notes(&mut &cx.db, cx.guild.id, occurrence.id).await?;
    let is_inside = sees_private(cx, &series).await;
    let seen: Vec<&Note> = all
        .iter()
        .filter(|note| !note.is_confidential || is_inside || note.user_id == cx.caller.user_id)
        .collect();
    Ok(cx.in_place(words::notes(&words::Seen::of(cx), &seen)))
}

/// One note.
pub async fn one_note(cx: &Context, args: MeetingOneNote) -> Answer {
    let (note, ..) = find(cx, args.note).await?;
    Ok(cx.in_place(words::one_note(&words::Seen::of(cx), &note, "This is a")))
}

/// Other words for a note.
pub async fn correct(cx: &Context, args: MeetingCorrect) -> Answer {
    let text = args.text.trim().to_owned();
    if text.is_empty() {
        return Err(words::no_text().into());
    }
    let change = |facts: &NoteFacts| NoteFacts { text: text.clone(), ..facts.clone() };
    let (tx, note) = revised(cx, args.note, verb::CORRECTED, change).await?;
    let reply = cx.in_place(words::one_note(&words::Seen::of(cx), &note, "Corrected. It is a"));
    cx.commit(tx, reply).await
}

/// A note is taken back.
pub async fn strike(cx: &Context, args: MeetingStrike) -> Answer {
    let change = |facts: &NoteFacts| NoteFacts { is_withdrawn: true, ..facts.clone() };
    let (tx, note) = revised(cx, args.note, verb::STRUCK, change).await?;
    let reply = cx.in_place(words::one_note(&words::Seen::of(cx), &note, "Taken back. It was a"));
    cx.commit(tx, reply).await
}

async fn revised(
    cx: &Context,
    id: i64,
    verb: &'static str,
    change: impl Fn(&NoteFacts) -> NoteFacts,
) -> Result<(Tx, Note), Error> {
    let (found, series, occurrence) = find(cx, id).await?;
    if !may_change(cx, &found, (&series, &occurrence)) {
        return Err(words::not_your_note().into());
    }
    let draws = Draws::of(cx, &series).await;
    let names = Names::of(cx, (&series, &occurrence)).await?;
    let (mut tx, series, occurrence) = begin_occurrence(cx, occurrence.id).await?;
    let before = store::lock_note(&mut tx, cx.guild.id, id).await?.filter(|note| !note.facts.is_withdrawn);
    let Some(before) = before else {
        drop(tx);
        return match cx.first_answer().await? {
            Some(first) => Err(Error::Answered(Box::new(first))),
            None => Err(words::no_note().into()),
        };
    };
    let by = &Actor::from(cx);
    let after = Note { facts: change(&before.facts), version: before.version + 1, ..before.clone() };
    store::save_note(&mut tx, cx.guild.id, &after);
    record(&mut tx, by, &after, (verb, Some(&before.facts)))?;
    made_again(cx, &mut tx, (&before, &after)).await?;
    let scene = look(&mut tx, cx.guild.id, (&series, &occurrence), draws.private).await?;
    if let Some(item) = scene.items.iter().find(|item| Some(item.id) == after.item_id) {
        draws.topic(&mut tx, &scene, item, None)?;
    }
    match occurrence.facts.state {
        State::Live => touch(&mut tx, by, occurrence.id),
        State::Published => {
            let what = words::changed_note(&after);
            minutes::publish(&mut tx, &draws, (&series, &occurrence), (&names, Some(what), None)).await?;
        }
        _ => {}
    }
    Ok((tx, after))
}

/// What was made with a note follows it: a decision or an action goes when it is taken back, and gets its new words.
async fn made_again(cx: &Context, tx: &mut Tx, (before, after): (&Note, &Note)) -> Result<(), Error> {
    let (by, is_gone) = (&Actor::from(cx), after.facts.is_withdrawn);
    let is_reworded = after.facts.text != before.facts.text;
    match after.decision_id {
        Some(id) if is_gone => action::withdraw_decision(tx, by, &cx.guild, id).await?,
        Some(id) if is_reworded => {
            let new = action::decision_again(tx, by, &cx.guild, (id, &after.facts.text)).await?;
            if let Some(item_id) = after.item_id {
                minutes::raised_in(tx, by, new, item_id).await?;
            }
            store::set_note_decision(tx, cx.guild.id, after.id, new);
        }
        _ => {}
    }
    match after.action_id {
        Some(id) if is_gone => action::withdraw_action(tx, by, &cx.guild, id).await,
        Some(id) if is_reworded => {
            let text = follow_up(&after.facts.text);
            action::reword_action(tx, by, &cx.guild, (id, text)).await
        }
        _ => Ok(()),
    }
}

/// The caller's last note in a meeting is taken back, not committed yet.
pub async fn take_back_last(cx: &Context, occurrence: i64) -> Result<Tx, Error> {
    let all = store::notes(&mut &cx.db, cx.guild.id, occurrence).await?;
    let last = all.iter().rev().find(|note| note.user_id == cx.caller.user_id);
    let last = last.ok_or_else(words::nothing_of_yours)?;
    let change = |facts: &NoteFacts| NoteFacts { is_withdrawn: true, ..facts.clone() };
    Ok(revised(cx, last.id, verb::STRUCK, change).await?.0)
}

/// An idea becomes a request.
pub async fn file_idea(cx: &Context, args: MeetingFileIdea) -> Answer {
    let (note, ..) = find(cx, args.note).await?;
    if note.is_confidential {
        return Err(words::idea_is_confidential().into());
    }
    let text = Some(note.facts.text);
    let feedback = Feedback { text, customer: None, area: None, importance: None, file: None, link: None };
    Box::pin(request::file_feedback(cx, feedback)).await
}
