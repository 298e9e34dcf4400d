//! `/mention list` and `/mention show`.

use super::{card, decide::read};
use crate::{
    contract::{
        Answer, Context,
        args::{MentionList, MentionListState, MentionShow},
    },
    mention::{State, store, words},
};

/// Mentions of a state, oldest first.
pub async fn list(cx: &Context, args: MentionList) -> Answer {
    let state = match args.state.unwrap_or(MentionListState::Waiting) {
        MentionListState::Waiting => State::Waiting,
        MentionListState::Escalated => State::Escalated,
        MentionListState::Ignored => State::Ignored,
        MentionListState::NoAction => State::NoAction,
    };
    let after = args.after.map_or(0, |after| after.0);
    let (mut rows, total) = store::page(&mut &cx.db, cx.guild.id, state, after).await?;
    let is_more = rows.len() > store::PER_PAGE;
    rows.truncate(store::PER_PAGE);
    let mut views = Vec::new();
    for row in &rows {
        views.push(card::view(&mut &cx.db, cx.guild.id, row).await?);
    }
    Ok(cx.in_place(words::list(cx, state, &views, (total, is_more))))
}

/// One mention, with what can be done about it.
pub async fn show(cx: &Context, args: MentionShow) -> Answer {
    let view = read(cx, args.mention.0).await?;
    Ok(cx.in_place(words::shown(&view, cx.sight())))
}
