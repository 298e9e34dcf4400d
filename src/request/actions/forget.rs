//! Forgetting somebody: what they filed, said and were sent goes; how many requests there were stays.

use super::{copy::CopyFile, post};
use crate::{
    base::similar,
    contract::Timer,
    db::Tx,
    error::Error,
    queue,
    request::{
        SUBJECT,
        rules::{
            forget::{forget_event, goes_whole, left_of, left_of_said},
            input,
        },
        store::{
            self,
            forget::{self as kept, Kept},
        },
        words,
    },
    room::{
        FORGOTTEN, Forgetting, Shown, Step, Walk, forget_events, forget_texts, key, withdraw_cards,
        withdraw_shown,
    },
};
use serde_json::Value;
use std::collections::BTreeSet;

/// Takes somebody out of the next requests after the number `after`, and out of everything that hangs on those.
pub async fn forget(tx: &mut Tx, timer: &Timer, who: &Forgetting, after: i64) -> Result<Step, Error> {
    let guild_id = timer.guild.id;
    let mut rows = if after == 0 { kept::forget_in_triage(tx, guild_id, who).await? } else { 0 };
    if let Some(user_id) = who.member() {
        store::forget_stored(tx, guild_id, user_id);
    }
    let all = kept::kept_after(tx, guild_id, after, Walk::STEP).await?;
    let next = all.last().map(|last| last.id).filter(|_| all.len() == Walk::STEP);
    let ids: Vec<i64> = all.iter().map(|one| one.id).collect();
    let whole: BTreeSet<i64> = all.iter().filter(|one| goes_whole(one, who)).map(|one| one.id).collect();
    let mut changed = BTreeSet::new();
    let withdrawn = withdraw(tx, guild_id, &all, &whole).await?;
    for one in &all {
        if let Some(left) = left_of(one, who) {
            changed.insert(one.id);
            save(tx, timer, one, left, whole.contains(&one.id)).await?;
        }
    }
    rows += forget_said(tx, guild_id, (&ids, &whole), who, &mut changed).await?;
    rows += forget_files(tx, timer, (&ids, &whole), who, &mut changed).await?;
    let is_whole = |id| whole.contains(&id);
    let forget = |trace: &mut crate::db::event::Trace| forget_event(trace, is_whole(trace.subject_id), who);
    rows += forget_events(tx, guild_id, (SUBJECT, &ids), forget).await?;
    rows += u64::try_from(changed.len()).unwrap_or(u64::MAX);
    let mut unsent = withdrawn;
    let cards: BTreeSet<String> = changed.iter().map(|id| format!("{SUBJECT}:{id}")).collect();
    unsent.extend(withdraw_cards(tx, guild_id, &cards).await?);
    draw(tx, timer, &changed, &unsent).await?;
    Ok(Step { rows, next })
}

/// Messages that show what goes are not delivered any more, and sweeps do not show it. Returns the cards among them.
async fn withdraw(
    tx: &mut Tx,
    guild_id: i64,
    all: &[Kept],
    whole: &BTreeSet<i64>,
) -> Result<BTreeSet<String>, Error> {
    let going = all.iter().filter(|one| whole.contains(&one.id) && one.text != FORGOTTEN);
    let shown: Vec<Shown> = going.map(|one| Shown::of(format!("REQ-{}", one.id), &one.text)).collect();
    if shown.is_empty() {
        return Ok(BTreeSet::new());
    }
    kept::forget_in_sweeps(tx, guild_id, |items| {
        let items = items.as_array_mut().into_iter().flatten();
        let going = items.filter(|item| item["request_id"].as_i64().is_some_and(|id| whole.contains(&id)));
        going.fold(false, |is_changed, item: &mut Value| forget_texts(item, &["text", "why"]) | is_changed)
    })
    .await?;
    Ok(withdraw_shown(tx, guild_id, &shown).await?.into_iter().collect())
}

/// Writes what is left of a request; it is found by what is left.
async fn save(tx: &mut Tx, timer: &Timer, before: &Kept, left: Kept, is_whole: bool) -> Result<(), Error> {
    let guild = &timer.guild;
    if left.text != before.text {
        let mut gone = kept::terms_of(tx, guild.id, before.id).await?;
        let terms = if is_whole { Vec::new() } else { similar::distinct_words(&left.text, guild.language) };
        gone.retain(|term| !terms.contains(term));
        store::replace_terms(tx, guild.id, before.id, terms);
        kept::forget_words(tx, guild.id, &gone);
    }
    kept::save_kept(tx, guild.id, left);
    Ok(())
}

async fn forget_said(
    tx: &mut Tx,
    guild_id: i64,
    (ids, whole): (&[i64], &BTreeSet<i64>),
    who: &Forgetting,
    changed: &mut BTreeSet<i64>,
) -> Result<u64, Error> {
    let mut rows = 0;
    for note in kept::notes_on(tx, guild_id, ids).await? {
        let Some(left) = left_of_said(&note, whole.contains(&note.request_id), who) else { continue };
        changed.insert(note.request_id);
        kept::save_note(tx, guild_id, left);
        rows += 1;
    }
    for question in kept::questions_on(tx, guild_id, ids).await? {
        let Some(left) = left_of_said(&question, whole.contains(&question.request_id), who) else { continue };
        changed.insert(question.request_id);
        kept::save_question(tx, guild_id, left);
        rows += 1;
    }
    Ok(rows)
}

async fn forget_files(
    tx: &mut Tx,
    timer: &Timer,
    (ids, whole): (&[i64], &BTreeSet<i64>),
    who: &Forgetting,
    changed: &mut BTreeSet<i64>,
) -> Result<u64, Error> {
    let guild_id = timer.guild.id;
    let mut rows = 0;
    for file in kept::files_of(tx, guild_id, ids).await? {
        if whole.contains(&file.request_id) {
            store::free_stored(tx, guild_id, file.request_id, file.stored);
            kept::remove_file(tx, guild_id, file.id);
            let copy = CopyFile { file: file.id, url: String::new() };
            queue::cancel(tx, guild_id, &key(&copy, timer.now)).await?;
        } else if let Some(name) = who.text(&file.name) {
            kept::rename_file(tx, guild_id, file.id, input::file_name(&name));
        } else {
            continue;
        }
        changed.insert(file.request_id);
        rows += 1;
    }
    Ok(rows)
}

/// Draws the cards of what has changed anew where they are, and questions too; what was withdrawn before it was sent is
/// drawn where cards go.
async fn draw(
    tx: &mut Tx,
    timer: &Timer,
    changed: &BTreeSet<i64>,
    withdrawn: &BTreeSet<String>,
) -> Result<(), Error> {
    let (guild, now) = (&timer.guild, timer.now);
    for id in changed {
        let Some(view) = store::view_in(tx, guild.id, *id).await? else { continue };
        let card = format!("{SUBJECT}:{id}");
        match queue::card(tx, guild.id, &card).await? {
            Some(card) => post::card_in(tx, guild, now, card.channel_id, &view)?,
            None if withdrawn.contains(&card) => post::card(tx, guild, now, &view)?,
            None => {}
        }
        for question in store::triage::questions_of(tx, guild.id, &[*id]).await? {
            let card = queue::card(tx, guild.id, &format!("{}:{}", post::QUESTION, question.id)).await?;
            if let Some(card) = card {
                let message = words::question(guild, card.channel_id, &view, &question);
                post::question_in(tx, guild, now, card.channel_id, question.id, &message)?;
            }
        }
    }
    Ok(())
}
