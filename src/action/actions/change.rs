//! What becomes of an action: taken, given on, put off, done, dropped.

use super::{
    add::due,
    apply::{draw_card, save, told},
    open::{begin, begin_open, begin_own, find},
};
use crate::{
    action::{Action, Comment, Facts, SUBJECT, State, rules::verb, store, words},
    base::text::{clean, one_line},
    contract::{
        Answer, Context, Guild, InstantText, Noun,
        args::{
            ActionComment, ActionDone, ActionDrop, ActionReassign, ActionReopen, ActionSnooze, ActionTake,
        },
    },
    db::{At, Tx},
    error::Error,
    room::{self, Actor, Change, Deed, Fields, Thing, linked},
    workspace::{self, Who},
};

/// Things that closing an action offers to close with it.
const MOST_LINKED: i64 = 3;

/// The first who takes it is its owner; of a role's action, the first who has the role.
pub async fn take(cx: &Context, args: ActionTake) -> Answer {
    let (mut tx, before) = begin(cx, args.action.0).await?;
    if before.facts.state != State::Open {
        return Err(words::is_closed(&before).into());
    }
    if let Some(owner) = before.facts.owner_user_id {
        return Err(words::is_taken(before.id, owner).into());
    }
    if let Some(role_id) = before.facts.for_role_id.filter(|role_id| !cx.caller.role_ids.contains(role_id)) {
        return Err(words::is_for_a_role(before.id, &cx.guild.role_words(role_id)).into());
    }
    let facts = Facts { owner_user_id: Some(cx.caller.user_id), for_role_id: None, ..before.facts.clone() };
    let after = save(&mut tx, &Actor::from(cx), &cx.guild, (&before, facts), Deed::of(verb::TOOK)).await?;
    let reply = cx.in_place(words::taken(&words::Seen::of(cx), &after));
    cx.commit(tx, reply).await
}

/// Gives it to somebody else, or to a role; the new owner is told.
pub async fn reassign(cx: &Context, args: ActionReassign) -> Answer {
    let who = workspace::who(cx, &args.to, "to").await?;
    let (mut tx, before) = begin_open(cx, args.action.0).await?;
    let (owner_user_id, for_role_id) = match who {
        Who::Person(user_id) => (Some(user_id), None),
        Who::Role(role_id) => (None, Some(role_id)),
        Who::Nobody => (None, None),
    };
    let facts = Facts { owner_user_id, for_role_id, ..before.facts.clone() };
    let by = &Actor::from(cx);
    let after = save(&mut tx, by, &cx.guild, (&before, facts), Deed::of(verb::REASSIGNED)).await?;
    let reply = cx.in_place(words::reassigned(&words::Seen::of(cx), &after));
    cx.commit(tx, reply).await
}

/// Puts it off; how often is counted.
pub async fn snooze(cx: &Context, args: ActionSnooze) -> Answer {
    let (until, note) = due(cx, Some(&InstantText(args.until.0)))?;
    let (mut tx, before) = begin_open(cx, args.action.0).await?;
    let facts =
        Facts { due_at: until.map(At::from), snoozes: before.facts.snoozes + 1, ..before.facts.clone() };
    let after = save(&mut tx, &Actor::from(cx), &cx.guild, (&before, facts), Deed::of(verb::SNOOZED)).await?;
    let message = words::snoozed(&words::Seen::of(cx), &after).noting(note.as_deref());
    let reply = cx.in_place(message);
    cx.commit(tx, reply).await
}

/// It is done; what it is about can be closed with it.
pub async fn done(cx: &Context, args: ActionDone) -> Answer {
    let about =
        linked(cx, Thing { noun: Noun::ACTION, id: find(cx, args.action.0).await?.id }, MOST_LINKED).await?;
    let (mut tx, before) = begin_open(cx, args.action.0).await?;
    let facts = closed(&before, State::Done, cx);
    let after = save(&mut tx, &Actor::from(cx), &cx.guild, (&before, facts), Deed::of(verb::DONE)).await?;
    let reply = cx.in_place(words::done(&words::Seen::of(cx), &after, &about));
    cx.commit(tx, reply).await
}

/// It is not to be done after all.
pub async fn drop(cx: &Context, args: ActionDrop) -> Answer {
    let (mut tx, before) = begin_open(cx, args.action.0).await?;
    let facts = closed(&before, State::Dropped, cx);
    let after = save(&mut tx, &Actor::from(cx), &cx.guild, (&before, facts), Deed::of(verb::DROPPED)).await?;
    let reply = cx.in_place(words::dropped(&words::Seen::of(cx), &after));
    cx.commit(tx, reply).await
}

fn closed(before: &Action, state: State, cx: &Context) -> Facts {
    Facts { state, closed_at: Some(At::from(cx.now)), ..before.facts.clone() }
}

/// It is to be done again.
pub async fn reopen(cx: &Context, args: ActionReopen) -> Answer {
    let (mut tx, before) = begin_own(cx, args.action.0).await?;
    let facts = Facts { state: State::Open, closed_at: None, ..before.facts.clone() };
    let after =
        save(&mut tx, &Actor::from(cx), &cx.guild, (&before, facts), Deed::of(verb::REOPENED)).await?;
    let reply = cx.in_place(words::reopened(&words::Seen::of(cx), &after));
    cx.commit(tx, reply).await
}

/// What an action follows up was taken back, as part of the change that says so; one that is closed stays as it is.
///
/// # Errors
/// When the database does not answer.
pub async fn withdraw_action(tx: &mut Tx, by: &Actor, guild: &Guild, id: i64) -> Result<(), Error> {
    let Some(before) = store::lock(tx, guild.id, id).await?.filter(Action::is_open) else { return Ok(()) };
    let facts = Facts { state: State::Withdrawn, ..before.facts.clone() };
    save(tx, by, guild, (&before, facts), Deed::of(verb::WITHDREW)).await?;
    Ok(())
}

/// What an action follows up has other words now, as part of the change that says so; one that is closed stays as it
/// is. `text` is in one line.
///
/// # Errors
/// When the database does not answer.
pub async fn reword_action(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (id, text): (i64, String),
) -> Result<(), Error> {
    let before = store::lock(tx, guild.id, id).await?.filter(Action::is_open);
    if let Some(before) = before.filter(|before| before.facts.text != text) {
        let facts = Facts { text, ..before.facts.clone() };
        save(tx, by, guild, (&before, facts), Deed::of(verb::REWORDED)).await?;
    }
    Ok(())
}

/// Adds what somebody has to say about it.
pub async fn comment(cx: &Context, args: ActionComment) -> Answer {
    let text = one_line(&clean(&args.text)).trim().to_owned();
    if text.is_empty() {
        return Err(words::no_comment().into());
    }
    let (mut tx, mut action) = begin(cx, args.action.0).await?;
    let comment = Comment { user_id: cx.caller.user_id, text: text.clone(), created_at: At::from(cx.now) };
    store::insert_comment(&mut tx, cx.guild.id, action.id, &comment);
    action.version += 1;
    store::save(&mut tx, cx.guild.id, &action);
    let said = told(&action, Change::noted(Fields::from_iter([("text".to_owned(), text.into())])));
    room::record(&mut tx, &Actor::from(cx), SUBJECT, action.id, verb::COMMENTED, said);
    draw_card(&mut tx, &cx.guild, cx.now, &action, None).await?;
    let reply = cx.in_place(words::commented(&words::Seen::of(cx), &action));
    cx.commit(tx, reply).await
}
