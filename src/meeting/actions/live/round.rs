//! The release round: items of a release one after another, each with buttons for its owner.

use super::{
    apply::touch,
    draw::{Draws, head_key, round_key},
    open::{begin_live, find_live, lead},
};
use crate::{
    contract::{Answer, Context, args::MeetingRound},
    db::{At, Tx},
    error::Error,
    meeting::{Occurrence, Series, words},
    release::{self, Health, Item, Release},
    room::{Actor, Place, draw},
};

/// `/meeting round`: the next item of the release, after `after`; its owner is told that it is their turn.
pub async fn round(cx: &Context, args: MeetingRound) -> Answer {
    let (series, _) = find_live(cx, args.occurrence).await?;
    let (release, items) = release::round_of(cx, args.release.as_ref()).await?;
    let draws = Draws::of(cx, &series).await;
    let (mut tx, series, occurrence) = begin_live(cx, args.occurrence).await?;
    let occurrence = match release.facts.manager_user_id == cx.caller.user_id {
        true => occurrence,
        false => lead(cx, &mut tx, (&series, occurrence)).await?,
    };
    touch(&mut tx, &Actor::from(cx), occurrence.id);
    let after = args.after.map(|item| item.0);
    let walk = Walk { draws: &draws, series: &series, occurrence: &occurrence, release: &release };
    if let Some(before) = items.iter().find(|item| Some(item.id) == after) {
        walk.show(&mut tx, before, false)?;
    }
    let next = items
        .iter()
        .find(|item| item.facts.health != Health::Done && after.is_none_or(|after| item.id > after));
    if let Some(next) = next {
        walk.show(&mut tx, next, true)?;
    }
    let began = occurrence.facts.started_at.unwrap_or(At::from(cx.now));
    let is_silent = |item: &&Item| {
        item.facts.health != Health::Done && item.facts.reported_at.is_none_or(|at| at < began)
    };
    let silent: Vec<i64> = items.iter().filter(is_silent).map(|item| item.id).collect();
    let reply = cx.in_place(words::round(&occurrence, &release, next.map(|item| item.id), &silent));
    cx.commit(tx, reply).await
}

struct Walk<'a> {
    draws: &'a Draws<'a>,
    series: &'a Series,
    occurrence: &'a Occurrence,
    release: &'a Release,
}

impl Walk<'_> {
    fn show(&self, tx: &mut Tx, item: &Item, is_on: bool) -> Result<(), Error> {
        let (channel_id, id) = (self.series.facts.channel_id, self.occurrence.id);
        let sight = self.draws.guild.sight_in(channel_id);
        let message =
            release::round_message((self.draws.guild, sight, self.draws.by.now), self.release, item, is_on);
        let head = head_key(id);
        let place = Place::thread(channel_id, &head);
        draw(tx, &self.draws.by, place, &round_key(id, item.id), &message, None)
    }
}
