//! The look at a rotation every morning: who has left, what the calendar says, whether somebody is on in the weeks to come.

use super::{
    super::{
        carry::carry_over,
        effects::{announce, as_called, follow, record, tell_ended},
        gaps::look_ahead,
        open::{Loaded, load},
    },
    by, give_up,
    left::{look_up, see_off},
    lock_active, peek,
};
use crate::{
    contract::{Guild, Timer},
    db::Tx,
    error::Error,
    room::{Job, Ports},
    rotation::{
        rules::{ChangedRows, Edit, Effect, did, expected, lately_gone, members_from, moved, rearrange},
        store::{self, By},
        words,
    },
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Another morning.
#[derive(Serialize, Deserialize)]
pub struct Daily {
    pub rotation: i64,
}

impl Job for Daily {
    const KIND: &'static str = "rotation.daily";

    fn occurrence(&self, run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.rotation, run_at.timestamp())
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let by = by(timer, self.rotation);
        let Some(seen) = peek(timer, by).await? else { return give_up(timer).await };
        let mut people = members_from(seen.plan(), by.now);
        people.extend(lately_gone(seen.plan(), by.now));
        let found = look_up(ports, by, &people.into_iter().collect::<Vec<_>>()).await;
        let mut tx = timer.begin().await?;
        let Some(loaded) = lock_active(&mut tx, by).await? else { return timer.finish(tx).await };
        let loaded = see_off(&mut tx, by, &timer.guild, loaded, &found).await?;
        let loaded = take_holidays(&mut tx, by, &timer.guild, loaded).await?;
        notice_zone_rules(&mut tx, by, &timer.guild, &loaded).await?;
        look_ahead(&mut tx, by, &timer.guild, &loaded).await?;
        follow(&mut tx, by, &timer.guild, &loaded).await?;
        timer.finish(tx).await
    }
}

/// Holidays of the settings that the rotation does not know yet, or knows and are none any more, count from now on.
pub async fn take_holidays(tx: &mut Tx, by: By, guild: &Guild, loaded: Loaded) -> Result<Loaded, Error> {
    let Some(epoch) = loaded.plan().epoch_at(by.now) else { return Ok(loaded) };
    let Some(working) = epoch.rhythm.working() else { return Ok(loaded) };
    let today = epoch.rhythm.zone().date(by.now);
    let past = working.holidays.iter().copied().filter(|date| *date <= today);
    let holidays: BTreeSet<_> = past.chain(guild.hours.holidays().filter(|date| *date > today)).collect();
    if holidays == working.holidays {
        return Ok(loaded);
    }
    let edit = Edit::Set { rhythm: epoch.rhythm.with_holidays(holidays), seats: epoch.seats };
    let Ok(additions) = rearrange(loaded.plan(), edit, Effect::Now, by.now) else { return Ok(loaded) };
    let (epochs, overrides) = store::add(tx, by, &additions).await?;
    let over = carry_over(tx, by, &loaded).await?;
    let parts =
        ChangedRows { epochs, overrides, taken_back: over.ended_ids().collect(), ..ChangedRows::default() };
    store::touch(tx, by.guild_id, by.rotation_id);
    record(tx, by, None, "took over the holidays of the settings", &parts)?;
    let after = load(tx, by.guild_id, loaded.row.clone()).await?;
    let did = did(&parts, &after.rows, "took over the holidays of the settings");
    tell_ended(tx, by, guild, &after, &over, &did).await?;
    over.redraw(tx, by, guild, &after).await?;
    Ok(after)
}

/// Told once: what is expected now is remembered.
async fn notice_zone_rules(tx: &mut Tx, by: By, guild: &Guild, loaded: &Loaded) -> Result<(), Error> {
    let Some(epoch) = loaded.plan().epochs().last() else { return Ok(()) };
    let now = expected(loaded.plan(), by.now);
    let moved = moved(&loaded.row.expected_json.0, &now);
    if !moved.is_empty() {
        let message =
            words::zone_rules_changed(&as_called(guild, &loaded.row), epoch.rhythm.zone().name(), &moved);
        announce(tx, by, guild, &loaded.row, &message, None)?;
    }
    if loaded.row.expected_json.0 != now {
        store::set_expected(tx, by.guild_id, by.rotation_id, now);
    }
    Ok(())
}
