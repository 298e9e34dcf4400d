//! `/remind list` and `/remind show`.

use super::make::seen;
use crate::{
    base::paging::{Page, Start},
    contract::{
        Answer, Choice, Completion, Context, Guild,
        args::{RemindList, RemindShow, RemindTurn},
    },
    db::{At, Db},
    error::Error,
    reminder::{
        Reminder, rules,
        store::{self, Key},
        words,
    },
};
use chrono::DateTime;

/// Reminders on one page.
const PER_PAGE: usize = 10;
/// What is looked through for completions.
const MOST_COMPLETED: usize = 100;

/// The caller's reminders, those that mention them, and those of the channel they are in. Its `page` is on buttons of older
/// messages alone, which lead to the first page as well.
pub async fn list(cx: &Context, _args: RemindList) -> Answer {
    tell(cx, Start::First).await
}

/// Another page of the list, behind a reminder or in front of it. Where that one stood is said by the button: it may have come
/// meanwhile, and stand elsewhere.
pub async fn turn(cx: &Context, args: RemindTurn) -> Answer {
    let at = DateTime::from_timestamp_micros(args.at).map(At::from);
    let key = at.map(|due_at| Key { due_at, id: args.number });
    let start = match (key, args.back) {
        (None, _) => Start::First,
        (Some(key), Some(true)) => Start::Before(key),
        (Some(key), _) => Start::After(key),
    };
    tell(cx, start).await
}

async fn tell(cx: &Context, start: Start<Key>) -> Answer {
    let who = (cx.caller.user_id, cx.caller.channel_id);
    let total = store::count(&cx.db, cx.guild.id, who).await?;
    let page = store::page(&cx.db, cx.guild.id, who, start, PER_PAGE).await?;
    let rows = page.rows.into_iter().map(|reminder| for_caller(cx, reminder)).collect();
    Ok(cx.in_place(words::list(&Page { rows, ..page }, total)))
}

fn for_caller(cx: &Context, reminder: Reminder) -> Reminder {
    rules::as_read(reminder, cx.caller.user_id, cx.sight())
}

/// One reminder, with buttons for what can be done with it.
pub async fn show(cx: &Context, args: RemindShow) -> Answer {
    let reminder = for_caller(cx, seen(cx, &args.reminder.0, false).await?);
    Ok(cx.in_place(words::shown(&cx.guild, &reminder, cx.now, rules::may_change(cx, &reminder))))
}

/// Reminders whose number or text fits what is typed.
pub async fn complete(db: &Db, guild: &Guild, completion: &Completion) -> Result<Vec<Choice>, Error> {
    let who = (completion.caller.user_id, completion.caller.channel_id);
    let found = store::first_few(db, guild.id, who, MOST_COMPLETED).await?;
    let typed = completion.typed.trim().trim_start_matches('#').to_lowercase();
    let fits = |reminder: &Reminder| {
        reminder.id.to_string().starts_with(&typed) || reminder.text.to_lowercase().contains(&typed)
    };
    let sight = guild.sight_of(completion.caller.level(&guild.roles));
    let read = found.into_iter().map(|reminder| rules::as_read(reminder, completion.caller.user_id, sight));
    Ok(read.filter(fits).map(|reminder| words::choice(&reminder)).collect())
}
