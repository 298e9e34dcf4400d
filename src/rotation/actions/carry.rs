//! What was agreed goes along when the order or the rhythm changes; what no longer fits ends, and both people hear of it.

use super::{cover, open::Loaded};
use crate::{
    contract::Guild,
    db::Tx,
    error::Error,
    rotation::{
        rules::{Carried, Fate, Override, What, carried_span, carry, partner},
        store::{self, By, Rows},
    },
};
use std::collections::BTreeSet;

/// What a change of the order or the rhythm did to what was agreed and asked for.
#[derive(Debug, Default)]
pub(super) struct CarriedOver {
    /// What no longer fits, and has ended.
    pub ended: Vec<Override>,
    /// The asks for cover whose cards say something else now.
    asks: BTreeSet<i64>,
}

/// Lets what was agreed before follow the order as the rows of the rotation say it now. Nothing that was is touched.
pub(super) async fn carry_over(tx: &mut Tx, by: By, before: &Loaded) -> Result<CarriedOver, Error> {
    let rows = store::rows(tx, by.guild_id, by.rotation_id).await?;
    let mut over = CarriedOver::default();
    for Carried { was, fate } in carry(before.plan(), &rows.plan, by.now, partner(&before.rows)) {
        match fate {
            Fate::Moves(span) => store::move_override(tx, by.guild_id, was.id, span),
            Fate::Ends if store::take_back(tx, by.guild_id, was.id, by.now).await? => over.ended.push(was),
            Fate::Ends => {}
        }
        over.asks.extend(ask_of(&before.rows, was.id));
    }
    for ask in store::asks_ahead(tx, by.guild_id, by.rotation_id, by.now).await? {
        let moved = |span| carried_span(before.plan(), &rows.plan, span, by.now).unwrap_or(span);
        let (own, other) = (moved(ask.span()), ask.other_span().map(moved));
        if (own, other) != (ask.span(), ask.other_span()) {
            store::move_ask(tx, by.guild_id, ask.id, own, other);
            over.asks.insert(ask.id);
        }
    }
    Ok(over)
}

fn ask_of(rows: &Rows, id: i64) -> Option<i64> {
    rows.overrides.iter().find(|row| row.id == id)?.ask_id
}

impl CarriedOver {
    /// Brings the cards of the asks up to date.
    pub async fn redraw(&self, tx: &mut Tx, by: By, guild: &Guild, after: &Loaded) -> Result<(), Error> {
        for ask in &self.asks {
            cover::refresh(tx, by, guild, after, *ask).await?;
        }
        Ok(())
    }

    /// The numbers of what has ended.
    pub fn ended_ids(&self) -> impl Iterator<Item = i64> {
        self.ended.iter().map(|one| one.id)
    }

    /// The people of what has ended, each with what it was.
    pub fn of(&self, user_id: i64) -> Vec<Override> {
        let is_theirs = |one: &&Override| parties(one.what).contains(&Some(user_id));
        self.ended.iter().filter(is_theirs).copied().collect()
    }

    /// Everybody who had agreed to something that has ended.
    pub fn people(&self) -> BTreeSet<i64> {
        self.ended.iter().flat_map(|one| parties(one.what)).flatten().collect()
    }
}

fn parties(what: What) -> [Option<i64>; 2] {
    match what {
        What::Cover { for_user_id, user_id } => [Some(user_id), Some(for_user_id)],
        What::Slot { user_id, .. } => [Some(user_id), None],
        What::Stay { .. } | What::Away { .. } | What::Left { .. } => [None, None],
    }
}
