//! Who may do what, and who owes something.

use crate::{
    contract::{Context, Level},
    release::{Item, Release},
};
use chrono::{DateTime, Utc};

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

/// Whether somebody should say how the item stands, because nobody has since `since`.
pub fn owes_update(item: &Item, since: DateTime<Utc>) -> bool {
    item.is_open() && item.facts.reported_at.is_none_or(|at| at.utc() < since)
}
