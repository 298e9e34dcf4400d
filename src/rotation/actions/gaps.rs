//! Nobody on a seat is never silent: said at once where it is so now, and ahead of time where it will be.

use super::{
    effects::{announce, as_called, as_told},
    open::Loaded,
};
use crate::{
    contract::Guild,
    db::Tx,
    error::Error,
    rotation::{
        rules::{FOREVER, Nobody, Span, holders, shift_at, stretches},
        store::{self, By},
        words,
    },
    workspace,
};
use chrono::{DateTime, TimeDelta, Utc};

/// How far ahead somebody has to be on.
const GAP_SEARCH: TimeDelta = TimeDelta::days(30);

/// Nobody on a seat is said at once, to the channel's people and the admins, once per shift and seat.
pub(super) async fn warn_now(tx: &mut Tx, by: By, guild: &Guild, loaded: &Loaded) -> Result<(), Error> {
    let shift = shift_at(loaded.plan(), by.now);
    for (seat, duty) in holders(loaded.plan(), by.now).iter().enumerate() {
        let Err(why @ (Nobody::NoMembers | Nobody::TooFewMembers | Nobody::AllAway(_))) = duty.user else {
            continue;
        };
        let key = format!("gap:{seat}:{}", shift.from.timestamp_micros());
        if store::first_time(tx, by, &key).await? {
            let message = words::gap_now(&as_called(guild, &loaded.row), seat, why);
            announce(tx, by, guild, &loaded.row, &message, None)?;
            workspace::report_problem(tx, by.now, guild, &message.text).await?;
        }
    }
    Ok(())
}

/// Times in the next 30 days with nobody on, told once each.
pub(super) async fn look_ahead(tx: &mut Tx, by: By, guild: &Guild, loaded: &Loaded) -> Result<(), Error> {
    let mut gaps: Vec<(usize, Span, Nobody)> = Vec::new();
    for seat in 0..loaded.seats(by.now) {
        for stretch in stretches(loaded.plan(), seat, by.now, by.now + GAP_SEARCH) {
            let Err(why @ (Nobody::NoMembers | Nobody::TooFewMembers | Nobody::AllAway(_))) =
                stretch.duty.user
            else {
                continue;
            };
            let until = if stretch.span.until >= FOREVER { 0 } else { stretch.span.until.timestamp() };
            let key = format!("gap_ahead:{seat}:{}:{until}", gap_start(loaded, stretch.span, by.now));
            if store::first_time(tx, by, &key).await? {
                gaps.push((seat, stretch.span, why));
            }
        }
    }
    if gaps.is_empty() {
        return Ok(());
    }
    workspace::report_problem(tx, by.now, guild, &words::gap_ahead(&as_told(guild, &loaded.row), &gaps)).await
}

/// Where a gap that is running already began is the start of its shift, so that it is the same gap tomorrow.
fn gap_start(loaded: &Loaded, span: Span, now: DateTime<Utc>) -> i64 {
    let start = if span.from > now { span.from } else { shift_at(loaded.plan(), now).from };
    start.timestamp()
}
