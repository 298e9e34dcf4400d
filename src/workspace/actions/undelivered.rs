//! `/settings undelivered`: what docket had to put aside, and trying it again.

use super::record::{Change, answer, begin, record};
use crate::{
    contract::{
        Answer, Context,
        args::{SettingsRetry, SettingsUndelivered},
    },
    queue,
    workspace::{rules::Fields, words},
};
use serde_json::Value;

const SUBJECT: &str = "undelivered";
/// What was put aside has no number of its own as far as events are concerned.
const SUBJECT_ID: i64 = 0;

/// `/settings undelivered`: messages and work that were put aside, with a button that tries all of it again.
pub async fn settings_undelivered(cx: &Context, _args: SettingsUndelivered) -> Answer {
    let messages = queue::dead_messages(&cx.db, cx.guild.id, words::MOST_UNDELIVERED).await?;
    let jobs = queue::dead(&cx.db, cx.guild.id, words::MOST_UNDELIVERED).await?;
    Ok(answer(cx, words::undelivered(&messages, &jobs)))
}

/// The button under the list: everything of this guild that was put aside is tried again.
pub async fn settings_retry(cx: &Context, _args: SettingsRetry) -> Answer {
    let mut tx = begin(cx).await?;
    let messages = queue::revive_messages(&mut tx, cx.guild.id, cx.now).await?;
    let jobs = queue::revive(&mut tx, cx.guild.id, cx.now).await?;
    if messages + jobs > 0 {
        let counts = [("messages", messages), ("jobs", jobs)];
        let counts = counts.map(|(what, count)| (what.to_owned(), Value::from(count)));
        let after = Some(Fields::from_iter(counts));
        record(
            &mut tx,
            cx,
            Change { subject: SUBJECT, subject_id: SUBJECT_ID, verb: "retried", before: None, after },
        );
    }
    cx.commit(tx, answer(cx, words::tried_again(messages, jobs))).await
}
