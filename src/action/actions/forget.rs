//! Forgetting somebody: a member's actions have no owner any more; names of customers go out of all texts.

use super::settle::{draw_card, draw_decision};
use crate::{
    action::store,
    base::similar,
    contract::Timer,
    db::Tx,
    error::Error,
    room::{Forgetting, Step},
};

/// Takes somebody out of actions and decisions, which are found by what is left; the cards of those that people still
/// look at are drawn anew.
pub async fn forget(tx: &mut Tx, timer: &Timer, who: &Forgetting) -> Result<Step, Error> {
    let guild = &timer.guild;
    let mut after = 0;
    loop {
        let texts = store::texts_after(tx, guild.id, after, 100).await?;
        let Some((last, _)) = texts.last() else { break };
        after = *last;
        for (id, text) in &texts {
            if let Some(left) = who.text(text) {
                store::insert_terms(tx, guild.id, *id, similar::distinct_words(&left, guild.language));
            }
        }
    }
    let mut rows = store::forget_texts_of(tx, guild.id, who).await?;
    if let Some(user_id) = who.member() {
        rows += store::nobody(tx, guild.id, user_id).await?;
    }
    if rows > 0 {
        for action in store::open_page(tx, guild.id, 0).await? {
            draw_card(tx, guild, timer.now, &action, None).await?;
        }
        for decision in store::newest(tx, guild.id, i64::MAX).await? {
            draw_decision(tx, guild, timer.now, &decision)?;
        }
    }
    Ok(Step { rows, next: None })
}
