//! Who may do what, and who owes something.

use crate::{
    base::civil::Zone,
    contract::{Context, Level},
    release::{Item, Release},
};
use chrono::{DateTime, NaiveDate, Utc};

/// Whether the caller may change the release: its manager, or a PM.
pub fn may_manage(cx: &Context, release: &Release) -> bool {
    cx.level >= Level::Pm || release.facts.manager_user_id == cx.caller.user_id
}

/// Whether the caller may say how the item stands: its owner, the release's manager, or a PM.
pub fn may_report(cx: &Context, item: &Item, release: Option<&Release>) -> bool {
    item.facts.owner_user_id == Some(cx.caller.user_id)
        || cx.level >= Level::Pm
        || release.is_some_and(|release| may_manage(cx, release))
}

/// Whether the item's owner was asked about it on that day of theirs, and has not answered.
pub fn was_asked_on(item: &Item, day: NaiveDate, zone: &Zone) -> bool {
    item.is_waiting && item.asked_at.is_some_and(|at| zone.date(at.utc()) == day)
}

/// Since when items of one owner count that is asked in rounds of releases: a round asks who owes its own release something,
/// and then about all that they have.
pub fn asked_in_rounds(items: &[Item], rounds: &[(i64, DateTime<Utc>)]) -> Vec<DateTime<Utc>> {
    let asks = |(release_id, since): &&(i64, DateTime<Utc>)| {
        items.iter().any(|item| item.facts.release_id == Some(*release_id) && owes_update(item, *since))
    };
    rounds.iter().filter(asks).map(|(_, since)| *since).collect()
}

/// Whether somebody should say how the item stands, because nobody has since `since`.
pub fn owes_update(item: &Item, since: DateTime<Utc>) -> bool {
    item.is_open() && item.facts.reported_at.is_none_or(|at| at.utc() < since)
}
