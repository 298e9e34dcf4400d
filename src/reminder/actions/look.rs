//! `/remind list` and `/remind show`.

use super::make::seen;
use crate::{
    contract::{
        Answer, Choice, Completion, Context, Guild,
        args::{RemindList, RemindShow},
    },
    db::Db,
    error::Error,
    reminder::{Reminder, rules, store, words},
};

/// Reminders on one page.
const PER_PAGE: i64 = 10;
/// What is looked through for completions.
const MOST_COMPLETED: i64 = 100;

/// The caller's reminders, those that mention them, and those of the channel they are in.
pub async fn list(cx: &Context, args: RemindList) -> Answer {
    let page = args.page.unwrap_or(1).max(1);
    let who = (cx.caller.user_id, cx.caller.channel_id);
    let found = store::page(&cx.db, cx.guild.id, who, PER_PAGE, (page - 1).saturating_mul(PER_PAGE)).await?;
    let total = found.first().map_or(0, |first| first.total);
    let reminders: Vec<Reminder> = found.into_iter().map(|listed| listed.reminder).collect();
    Ok(cx.in_place(words::list(&reminders, page, total, PER_PAGE)))
}

/// One reminder, with buttons for what can be done with it.
pub async fn show(cx: &Context, args: RemindShow) -> Answer {
    let reminder = seen(cx, &args.reminder.0, false).await?;
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
    Ok(found.iter().filter(|reminder| fits(reminder)).map(words::choice).collect())
}
