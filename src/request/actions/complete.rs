//! Completion of request numbers while a person types.

use super::search;
use crate::{
    base::{similar, text::limits},
    contract::{Choice, Completion, Guild, RequestNumber, argument::Argument, invocation::Given},
    db::Db,
    error::Error,
    request::{
        rules::lifecycle::{Rights, may_read},
        store::{self, Alike},
        words,
    },
};

/// The requests that the person may mean, best first: by number, else by words, one's own and the newest first.
pub async fn complete(db: &Db, guild: &Guild, completion: &Completion) -> Result<Vec<Choice>, Error> {
    let typed = completion.typed.trim();
    let number = RequestNumber::read(Given::Text(typed.to_owned())).ok().map(|number| number.0);
    let rights = Rights { user_id: completion.caller.user_id, level: completion.caller.level(&guild.roles) };
    let sight = guild.sight_of(rights.level);
    let mut rows = store::candidates(db, guild.id, completion.caller.user_id, number).await?;
    rows.retain(|row| may_read(rights, row.reporter_user_id, row.assignee_user_id));
    let near = rows.len();
    if number.is_none() && !typed.is_empty() {
        let matches = search::matching(db, guild, typed, i64::MAX).await?;
        let others = matches.ids.iter().copied().filter(|id| !rows.iter().any(|row| row.id == *id));
        let found: Vec<i64> = others.take(limits::CHOICES).collect();
        if !found.is_empty() {
            let mut found = store::named(db, guild.id, &found).await?;
            found.retain(|row| may_read(rights, row.reporter_user_id, row.assignee_user_id));
            found.retain(|row| matches.hold_for(&sight.text(&row.text), guild.language));
            rows.extend(found);
        }
    }
    let choice = |row: &Alike| Choice { label: words::choice(row, sight), value: format!("REQ-{}", row.id) };
    let choices: Vec<Choice> = rows.iter().map(choice).collect();
    if typed.is_empty() {
        return Ok(choices);
    }
    let labels: Vec<_> = choices.iter().map(|choice| choice.label.as_str()).collect();
    let mut order = similar::fuzzy_rank(typed, &labels);
    if let Some(exact) =
        choices.iter().position(|choice| number.is_some_and(|n| choice.value == format!("REQ-{n}")))
    {
        order.retain(|place| *place != exact);
        order.insert(0, exact);
    }
    // Their words may be farther back in the text than the label reaches.
    let by_words: Vec<usize> = (near..rows.len()).filter(|place| !order.contains(place)).collect();
    order.extend(by_words);
    Ok(order.into_iter().map(|place| choices[place].clone()).collect())
}
