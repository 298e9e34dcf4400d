//! Completion of request numbers while a person types.

use crate::{
    base::similar,
    contract::{Choice, Completion, Guild, RequestNumber, argument::Argument, invocation::Given},
    db::Db,
    error::Error,
    request::{
        rules::{
            input,
            lifecycle::{Actor, may_read},
        },
        store::{self, Alike},
        words,
    },
};
use chrono::{DateTime, Utc};

/// The requests that the person may mean, best first: by number, else by words, one's own and the newest first.
///
/// `now` is part of every completion's face; recency here is the order of the rows.
pub async fn complete(
    db: &Db,
    _now: DateTime<Utc>,
    guild: &Guild,
    completion: &Completion,
) -> Result<Vec<Choice>, Error> {
    let typed = completion.typed.trim();
    let number = RequestNumber::read(Given::Text(typed.to_owned())).ok().map(|number| number.0);
    let mut rows = store::candidates(db, guild.id, completion.caller.user_id, number).await?;
    if number.is_none() {
        let more = store::alike(&mut &*db, guild.id, &input::terms(typed, guild.language)).await?;
        let known: Vec<i64> = rows.iter().map(|row| row.id).collect();
        rows.extend(more.into_iter().filter(|row| !known.contains(&row.id)));
    }
    let actor = Actor { user_id: completion.caller.user_id, level: completion.caller.level(&guild.roles) };
    rows.retain(|row| may_read(actor, row.reporter_user_id, row.assignee_user_id));
    let sight = guild.sight_of(actor.level);
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
    Ok(order.into_iter().map(|place| choices[place].clone()).collect())
}
