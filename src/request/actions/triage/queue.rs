//! How much waits.

use crate::{
    contract::{Answer, Context, args::TriageQueue},
    request::{
        store::triage::{ages, by_area, held_areas},
        words::{self, Waits},
    },
    rotation, workspace,
};

/// What waits for a decision, by age and by area, and what is put off.
pub async fn queue(cx: &Context, _args: TriageQueue) -> Answer {
    let areas = workspace::areas(&cx.db, &cx.guild).await?;
    let ids: Vec<i64> = areas.iter().map(|area| area.id).collect();
    let waits = Waits {
        ages: ages(&cx.db, cx.guild.id, cx.now).await?,
        areas: by_area(&cx.db, cx.guild.id, &ids, cx.now).await?,
        held: held_areas(&cx.db, cx.guild.id, cx.now).await?.into_iter().map(|(area,)| area).collect(),
        deadline: rotation::next_deadline(&cx.db, cx.guild.id, cx.now).await?,
    };
    Ok(words::queue(cx, waits, &areas))
}
