//! `/escalation list` and `/escalation show`, and how others name an escalation.

use super::{
    around::Around,
    chain::chain,
    change::read,
    library::{Beginnings, beginnings},
};
use crate::{
    base::similar,
    contract::{
        Answer, Called, Choice, Completion, Context, EscalationNumber, Guild, Naming,
        args::{EscalationList, EscalationListState, EscalationShow},
        argument::Argument,
        invocation::Given,
    },
    db::{Db, Reads, event},
    error::Error,
    escalation::{
        Escalation, SUBJECT, State,
        store::{self, Key, Of},
        words,
    },
    workspace,
};

/// Escalations that are offered.
const MOST_OFFERED: i64 = 200;
/// Events that are told.
const MOST_TOLD: i64 = 15;
/// Notes that are read to be shown, as far as they fit.
const MOST_NOTES: i64 = 50;

/// Escalations by state, those that wait longest first.
pub async fn list(cx: &Context, args: EscalationList) -> Answer {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let of = match (&args.area, args.mine.unwrap_or(false)) {
        (_, true) => Of::Owner(cx.caller.user_id),
        (Some(area), false) => Of::Area(workspace::find_area(&cx.db, cx.guild.id, &area.0).await?.id),
        (None, false) => Of::All,
    };
    let states: &[State] = match args.state.unwrap_or(EscalationListState::Open) {
        EscalationListState::Open => &[State::New, State::Routed, State::Acknowledged],
        EscalationListState::Waiting => &[State::New, State::Routed],
        EscalationListState::Answered => &[State::Answered],
        EscalationListState::Closed => &[State::Closed, State::NotOurs, State::Duplicate],
        EscalationListState::All => &State::ALL,
    };
    let after = match args.after {
        Some(EscalationNumber(id)) => {
            let row = store::find(&mut &cx.db, cx.guild.id, id).await?.ok_or_else(|| words::unknown(id))?;
            Some(Key { created_at: row.created_at, id: row.id })
        }
        None => None,
    };
    let listed = store::page(&cx.db, cx.guild.id, of, states, after).await?;
    let line = words::list_line(&args);
    Ok(cx.in_place(words::list(cx, &around, &listed, line)))
}

/// Everything about one escalation, with what became of it and whatever it led to.
pub async fn show(cx: &Context, args: EscalationShow) -> Answer {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let view = read(cx, &around, args.escalation.0).await?;
    let events = event::history(&mut &cx.db, cx.guild.id, SUBJECT, view.row.id, None, MOST_TOLD).await?;
    let chain = chain(cx, view.row.id).await?;
    let notes = store::notes(&mut &cx.db, cx.guild.id, view.row.id, MOST_NOTES).await?;
    let beginnings = match view.row.facts.state.is_open() {
        true => beginnings(cx, &around, &view).await?,
        false => Beginnings::default(),
    };
    Ok(cx.in_place(words::shown(cx, &around, &view, (&events, &chain, &notes), &beginnings)))
}

/// The escalations that the person may mean, best first: by number, else by words, the newest first.
pub async fn complete(db: &Db, guild: &Guild, completion: &Completion) -> Result<Vec<Choice>, Error> {
    let typed = completion.typed.trim();
    let sight = guild.sight_of(completion.caller.level(&guild.roles));
    let number = EscalationNumber::read(Given::Text(typed.to_owned())).ok();
    let mut rows = store::candidates(db, guild.id, MOST_OFFERED).await?;
    if let Some(EscalationNumber(id)) = number
        && !rows.iter().any(|row| row.id == id)
    {
        rows.extend(store::find(&mut &*db, guild.id, id).await?);
    }
    // What is sensitive is offered by its number alone.
    let label = |row: &Escalation| words::choice(row, sight);
    let choices: Vec<Choice> =
        rows.iter().map(|row| Choice { label: label(row), value: words::code(row.id) }).collect();
    if typed.is_empty() {
        return Ok(choices);
    }
    let labels: Vec<&str> = choices.iter().map(|choice| choice.label.as_str()).collect();
    let mut order = similar::fuzzy_rank(typed, &labels);
    if let Some(exact) = number.and_then(|number| rows.iter().position(|row| row.id == number.0)) {
        order.retain(|place| *place != exact);
        order.insert(0, exact);
    }
    Ok(order.into_iter().map(|place| choices[place].clone()).collect())
}

/// How escalations are named on the cards of others.
pub async fn called(on: &mut dyn Reads, naming: Naming<'_>) -> Result<Vec<Called>, Error> {
    let rows = store::find_all(on, naming.guild.id, naming.ids).await?;
    Ok(rows.iter().map(words::called).collect())
}
