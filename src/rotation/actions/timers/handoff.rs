//! The start of a shift, and changes of who is on in the middle of one.

use super::{
    super::{
        effects::{channel, drawn, follow, show_shift, tell},
        gaps::warn_now,
        open::{Loaded, is_about_requests},
    },
    by, give_up,
    left::{look_up, see_off},
    lock_active, peek,
};
use crate::{
    contract::{Guild, Timer},
    db::Tx,
    error::Error,
    room::{Job, Open, Ports},
    rotation::{
        rules::{Nobody, Span, holders, next_difference, shift_at},
        store::{self, By, Handover},
        words,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A handoff told later than this says that it is late.
const LATE: TimeDelta = TimeDelta::minutes(15);

/// Something about who is on may have changed.
#[derive(Serialize, Deserialize)]
pub struct Handoff {
    pub rotation: i64,
    pub at: DateTime<Utc>,
}

impl Job for Handoff {
    const KIND: &'static str = "rotation.handoff";

    fn occurrence(&self, run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.rotation, run_at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let by = by(timer, self.rotation);
        let Some(seen) = peek(timer, by).await? else { return give_up(timer).await };
        let found = look_up(ports, by, &on(&seen, by.now)).await;
        let open = ports.rooms.open_work(&timer.db, by.guild_id, by.now).await?;
        let mut tx = timer.begin().await?;
        let Some(loaded) = lock_active(&mut tx, by).await? else { return timer.finish(tx).await };
        let is_about = is_about_requests(&mut tx, by.guild_id, &loaded.row).await?;
        let open = Some(open).filter(|_| is_about);
        let mut loaded = see_off(&mut tx, by, &timer.guild, loaded, &found).await?;
        let shift = shift_at(loaded.plan(), by.now);
        let before = just_before(&loaded, shift.from);
        if !announce_shift(&mut tx, by, &timer.guild, &mut loaded, open, before).await? {
            tell_newcomers(&mut tx, by, &timer.guild, &loaded, timer.job.run_at).await?;
        }
        warn_now(&mut tx, by, &timer.guild, &loaded).await?;
        follow(&mut tx, by, &timer.guild, &loaded).await?;
        timer.finish(tx).await
    }
}

/// Whoever holds a seat at `at`.
fn on(loaded: &Loaded, at: DateTime<Utc>) -> Vec<i64> {
    holders(loaded.plan(), at).iter().filter_map(|duty| duty.user.ok()).collect()
}

fn just_before(loaded: &Loaded, at: DateTime<Utc>) -> Vec<i64> {
    if at == DateTime::<Utc>::MIN_UTC { Vec::new() } else { on(loaded, at - TimeDelta::microseconds(1)) }
}

/// Posts the card of the current shift, once. Returns false when it was posted before, or nobody is on and no card is
/// due.
pub async fn announce_shift(
    tx: &mut Tx,
    by: By,
    guild: &Guild,
    loaded: &mut Loaded,
    open: Option<Open>,
    before: Vec<i64>,
) -> Result<bool, Error> {
    let shift = shift_at(loaded.plan(), by.now);
    let duties = holders(loaded.plan(), by.now);
    let is_closed = |why: &Nobody| matches!(why, Nobody::Paused(_) | Nobody::NotStarted(_));
    if duties.iter().all(|duty| duty.user.as_ref().is_err_and(is_closed)) {
        return Ok(false);
    }
    let Some(channel_id) = channel(guild, &loaded.row) else { return Ok(false) };
    if !store::first_time(tx, by, &format!("shift:{}", shift.from.timestamp_micros())).await? {
        return Ok(false);
    }
    close_card(tx, by, guild, channel_id, loaded, shift.from)?;
    let since =
        loaded.row.handover_json.as_ref().map_or(shift.from - TimeDelta::days(31), |json| json.0.shift_from);
    let note = store::latest_note(tx, by.guild_id, by.rotation_id, since).await?;
    let mut handover = Handover {
        shift_from: shift.from,
        channel_id,
        after: before,
        open,
        note: note.map(|note| (note.user_id, note.text)),
        is_late: by.now - shift.from > LATE && loaded.row.handover_json.is_some(),
        drawn: String::new(),
    };
    let people = duties.iter().filter_map(|duty| duty.user.ok());
    let sight = guild.sight_in(channel_id);
    let is_about = is_about_requests(tx, by.guild_id, &loaded.row).await?;
    let message = words::shift_card(&loaded.row, loaded.plan(), &handover, sight, is_about, by.now);
    handover.drawn = drawn(&message)?;
    let message = people.fold(message, |message, user_id| message.ping(user_id));
    show_shift(tx, by, channel_id, (shift.from, shift.until), &message)?;
    store::set_handover(tx, by.guild_id, by.rotation_id, handover);
    // The card just written is fresh; the copy in hand is left without one so that it is not drawn again at once.
    loaded.row.handover_json = None;
    Ok(true)
}

/// The card of the shift before becomes a record.
fn close_card(
    tx: &mut Tx,
    by: By,
    guild: &Guild,
    channel_id: i64,
    loaded: &Loaded,
    until: DateTime<Utc>,
) -> Result<(), Error> {
    let Some(last) = loaded.row.handover_json.as_ref().map(|json| &json.0) else { return Ok(()) };
    let row = loaded.row.seen_with(guild.sight_in(channel_id));
    let message = words::past_card(&row, loaded.plan(), last, until);
    show_shift(tx, by, channel_id, (last.shift_from, until), &message)
}

/// Tells whoever came on in mid-shift, since the job was due.
async fn tell_newcomers(
    tx: &mut Tx,
    by: By,
    guild: &Guild,
    loaded: &Loaded,
    due: DateTime<Utc>,
) -> Result<(), Error> {
    let (plan, shift) = (loaded.plan(), shift_at(loaded.plan(), by.now));
    if due <= shift.from {
        // The card has told who begins with the shift.
        return Ok(());
    }
    let before = just_before(loaded, due.min(by.now));
    for (seat, duty) in holders(plan, by.now).iter().enumerate() {
        let Ok(user_id) = duty.user else { continue };
        let key = format!("on:{user_id}:{}", due.timestamp_micros());
        if before.contains(&user_id) || !store::first_time(tx, by, &key).await? {
            continue;
        }
        let until = next_difference(plan, seat, by.now, shift.until);
        let message = words::on_now(
            &loaded.row.seen_with(guild.sight_anywhere()),
            user_id,
            Span { from: by.now, until },
        );
        tell(tx, by, guild, &loaded.row, user_id, &message)?;
    }
    Ok(())
}
