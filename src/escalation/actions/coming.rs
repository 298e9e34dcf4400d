//! Whom the next step of a ladder asks, as things are now.

use super::around::Around;
use crate::{
    contract::Guild,
    db::Reads,
    error::Error,
    escalation::{
        Escalation,
        rules::{
            climb::{is_climbing, whom},
            ladder::{self, Ladder, Next},
            steps,
        },
        store,
    },
};

/// The ladder of an escalation: along the responders of its topic, else as the team has set it.
pub async fn ladder_of(
    on: &mut dyn Reads,
    guild: &Guild,
    around: &Around,
    row: &Escalation,
) -> Result<Ladder, Error> {
    let severity = row.facts.severity;
    let set = store::ladder_for(on, guild.id, row.facts.area_id, severity.word()).await?;
    let own = set.and_then(|set| steps::read(&set.steps, set.rounds).ok());
    let own = own.unwrap_or_else(|| Ladder::usual(severity));
    Ok(match around.topic(row.facts.topic_id) {
        Some(topic) => Ladder::along(topic.responders.len(), &own),
        None => own,
    })
}

/// Whom the next step asks, as things are now; `None` where there is none, or the area is asked for first.
pub async fn coming(
    on: &mut dyn Reads,
    guild: &Guild,
    around: &Around,
    row: &Escalation,
) -> Result<Option<Next>, Error> {
    let climb = &row.climb;
    if !is_climbing(&row.facts) || climb.is_area_asked || climb.next_step_at.is_none() {
        return Ok(None);
    }
    let ladder = ladder_of(on, guild, around, row).await?;
    Ok(ladder::next(&ladder, &around.people(&row.facts), climb.place(), climb.last().as_ref().map(whom)))
}
