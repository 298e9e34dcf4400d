//! Looking at actions.

use super::open::find;
use crate::{
    action::{
        Action, Decision, SUBJECT,
        rules::{self, Viewer},
        store, words,
    },
    contract::{
        Answer, Context, Noun,
        args::{ActionList, ActionMine, ActionShow},
    },
    db::{Reads, event},
    error::Error,
    room::{Thing, linked},
};

/// Events that are told at once.
const MOST_TOLD: i64 = 10;
/// Links that are shown.
const MOST_LINKED: i64 = 10;
/// Actions on a page.
const PER_PAGE: usize = 20;

/// One action with everything about it.
pub async fn show(cx: &Context, args: ActionShow) -> Answer {
    let action = find(cx, args.action.0).await?;
    let db = &mut &cx.db;
    let around = words::Around {
        comments: store::comments(db, cx.guild.id, action.id).await?,
        events: event::history(db, cx.guild.id, SUBJECT, action.id, None, MOST_TOLD).await?,
        linked: linked(cx, Thing { noun: Noun::ACTION, id: action.id }, MOST_LINKED).await?,
    };
    Ok(cx.in_place(words::shown(&words::Seen::of(cx), &action, &around)))
}

/// What the caller has to do.
pub async fn mine(cx: &Context, _args: ActionMine) -> Answer {
    let actions = store::open_of(&mut &cx.db, cx.guild.id, cx.caller.user_id).await?;
    Ok(cx.in_place(words::mine(&words::Seen::of(cx), &actions)))
}

/// What is open, as far as the caller may see it here.
pub async fn list(cx: &Context, args: ActionList) -> Answer {
    let after = args.after.map_or(0, |action| action.0);
    let read = store::open_page(&mut &cx.db, cx.guild.id, after).await?;
    let last_read = read.last().map(|action| action.id).filter(|_| read.len() == 200);
    let viewer = Viewer::of(cx);
    let mut seen: Vec<Action> = read.into_iter().filter(|action| rules::may_see(viewer, action)).collect();
    let is_cut = seen.len() > PER_PAGE;
    seen.truncate(PER_PAGE);
    let more = if is_cut { seen.last().map(|action| action.id) } else { last_read };
    Ok(cx.in_place(words::list(&words::Seen::of(cx), &seen, more)))
}

/// Those of the actions that there are, for a room above that tells of them.
///
/// # Errors
/// When the database does not answer.
pub async fn actions_named(on: &mut dyn Reads, guild_id: i64, ids: &[i64]) -> Result<Vec<Action>, Error> {
    Ok(store::actions_of(on, guild_id, ids).await?)
}

/// Those of the decisions that there are, for a room above that tells of them.
///
/// # Errors
/// When the database does not answer.
pub async fn decisions_named(on: &mut dyn Reads, guild_id: i64, ids: &[i64]) -> Result<Vec<Decision>, Error> {
    Ok(store::decisions_of(on, guild_id, ids).await?)
}

/// The newest hundred actions, the latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn newest_actions(on: &mut impl Reads, guild_id: i64) -> Result<Vec<Action>, Error> {
    Ok(store::newest_actions(on, guild_id).await?)
}
