//! How every card of triage comes about: what is known beforehand, taking the next, looking at it closely.

use super::super::{change::held, ended::how_they_ended, file::CLOSED_LATELY, lookup};
use crate::{
    base::language::Language,
    base::similar,
    contract::{Answer, Context, Name, Source},
    db::{At, Tx},
    error::{Error, Refusal},
    request::{
        State,
        rules::{
            alike::likest,
            triage::{self, Away, CLAIM},
        },
        store::{
            self, View,
            triage::{Wish, claim, first_free, holder, known, latest_question, progress, release},
        },
        words::{self, CurrentRequest, Round, Said},
    },
    room::{fresh, outdated},
    rotation,
    workspace::{self, Area},
};
use std::sync::Arc;

/// People who take cards at the same instant are fewer than this.
const MOST_TRIES: usize = 20;
/// Notes that a card shows.
const NOTES: i64 = 2;

/// What is known before the transaction begins.
pub struct Session {
    pub round: Round,
    pub areas: Arc<[Area]>,
    pub away: Away,
    pub language: Language,
}

impl Session {
    /// Reads what the cards of a round need.
    pub async fn open(cx: &Context, area: Option<&Name>, done: Option<i64>) -> Result<Self, Error> {
        let areas = workspace::areas(&cx.db, &cx.guild).await?;
        let area = match area.map(|name| lookup::area(&areas, &name.0).or_refused()) {
            Some(Ok(area)) => Some((area.id, area.name.clone())),
            // An area that was archived while somebody worked through it no longer narrows anything.
            Some(Err(refusal)) if cx.source == Source::Slash => return Err(refusal.into()),
            _ => None,
        };
        let round = Round {
            area,
            done: done.unwrap_or(0),
            deadline: rotation::next_deadline(&cx.db, cx.guild.id, cx.now).await?,
            names: rotation::names(&cx.db, cx.guild.id).await?,
        };
        let away = rotation::away_for(cx).await?;
        Ok(Self { round, areas, away, language: cx.guild.language })
    }

    /// What the caller wants to triage.
    pub fn wish(&self, cx: &Context) -> Wish {
        Wish {
            guild_id: cx.guild.id,
            user_id: cx.caller.user_id,
            area_id: self.round.area.as_ref().map(|(id, _)| *id),
            now: cx.now,
        }
    }
}

/// Shows the next card, and above it what was just decided. `wanted` comes first when nobody else has it.
pub async fn show(
    cx: &Context,
    mut tx: Tx,
    session: &Session,
    said: Option<Said>,
    wanted: Option<i64>,
) -> Answer {
    let wish = session.wish(cx);
    release(&mut tx, wish);
    store::triage::forget_skips(&mut tx, wish, false);
    let hand = match take(&mut tx, wish, wanted).await? {
        Some(id) => Some(look_closely(cx, &mut tx, session, id).await?),
        None => None,
    };
    let progress = progress(&mut tx, wish).await?;
    let reply = words::triage_card(cx, &session.round, progress, hand.as_ref(), said);
    cx.commit(tx, reply).await
}

/// Takes a request in hand.
async fn take(tx: &mut Tx, wish: Wish, wanted: Option<i64>) -> Result<Option<i64>, Error> {
    let until = wish.now + CLAIM;
    if let Some(id) = wanted
        && claim(tx, wish, id, until).await?
    {
        return Ok(Some(id));
    }
    for _ in 0..MOST_TRIES {
        let Some(id) = first_free(tx, wish).await? else { return Ok(None) };
        // Somebody may have taken it between the look and the hold; then the next look passes it over.
        if claim(tx, wish, id, until).await? {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// The request with everything that helps to decide.
async fn look_closely(
    cx: &Context,
    tx: &mut Tx,
    session: &Session,
    id: i64,
) -> Result<CurrentRequest, Error> {
    let view = held(cx, tx, id).await?;
    let text = &view.request.facts.text;
    let terms = similar::distinct_words(text, cx.guild.language);
    let lately = At::from(cx.now - CLOSED_LATELY);
    let mut found = store::alike(tx, cx.guild.id, &terms, lately).await?.found;
    found.retain(|other| other.id != id);
    let mut alike = likest(text, found, cx.guild.language);
    how_they_ended(cx, tx, &mut alike).await?;
    let ids: Vec<i64> = alike.iter().map(|other| other.id).collect();
    let known = known(tx, cx.guild.id, id, &ids).await?;
    let takers = ids.iter().filter_map(|id| known.taken.iter().find(|(other, _)| other == id).copied());
    let takers: Vec<(i64, i64)> = takers.collect();
    let Session { areas, away, language, .. } = session;
    let proposal = triage::proposal_for(&view.request.facts, &takers, areas, *language, away);
    let question = latest_question(tx, cx.guild.id, id).await?;
    let notes = store::notes_in(tx, cx.guild.id, id, NOTES).await?;
    let account_owner_user_id = known.account_owner_user_id;
    Ok(CurrentRequest { view, alike, takers, proposal, account_owner_user_id, question, notes })
}

/// Holds the request that a card is about, if it is as the card showed it and in nobody else's hands; else the caller is
/// told so and shown the next card, and a form is refused with `refusal`. `other` is held too, in the order of their
/// numbers, so that two people who join requests crosswise wait for each other in turn.
pub async fn grip(
    cx: &Context,
    session: &Session,
    id: i64,
    other: Option<i64>,
    refusal: impl Fn(i64, &str) -> Refusal,
) -> Result<(Tx, View), Error> {
    let mut tx = cx.begin().await?;
    if let Some(first) = other.filter(|other| *other < id) {
        held(cx, &mut tx, first).await?;
    }
    let view = held(cx, &mut tx, id).await?;
    let changed = words::changed_meanwhile(&view);
    let as_it_is = missed(cx, session, &changed);
    let mut tx = fresh(cx, tx, view.request.version, || refusal(id, &changed), as_it_is).await?;
    let why = if view.request.facts.state == State::New {
        let holder = holder(&mut tx, session.wish(cx), id).await?;
        holder.map(|user_id| words::in_other_hands(&view, user_id))
    } else {
        Some(changed)
    };
    match why {
        None => Ok((tx, view)),
        Some(why) => Err(outdated(cx, tx, || refusal(id, &why), missed(cx, session, &why)).await),
    }
}

/// Nothing was decided, because of `why`; shows the next card.
pub async fn missed(cx: &Context, session: &Session, why: &str) -> Answer {
    show(cx, cx.begin().await?, session, Some(Said::only(why)), None).await
}

/// Opens a form about a held request, which stays in hand while the person types.
pub async fn keep_in_hand(
    cx: &Context,
    session: &Session,
    mut tx: Tx,
    id: i64,
    form: crate::contract::Form,
) -> Answer {
    let wish = session.wish(cx);
    claim(&mut tx, wish, id, cx.now + CLAIM).await?;
    cx.commit(tx, crate::contract::Reply::Form(form)).await
}
