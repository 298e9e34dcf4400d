//! `/settings holiday`: days on which nobody works.

use super::settings::{change, refuse};
use crate::{
    base::{text, when},
    contract::{
        Answer, Context, InstantText, Reply,
        args::{SettingsHolidayAdd, SettingsHolidayList, SettingsHolidayRemove},
    },
    error::Error,
    workspace::{rules, settings::HOLIDAY, words},
};
use chrono::NaiveDate;

/// `/settings holiday add`: a day off for everyone.
pub async fn holiday_add(cx: &Context, args: SettingsHolidayAdd) -> Answer {
    let name = text::one_line(&args.name);
    let date = date(cx, &args.date)?;
    let outcome = words::holiday_added(date, &name);
    change(cx, HOLIDAY.key_of(date), Some(name), outcome).await
}

/// `/settings holiday remove`: a working day again.
pub async fn holiday_remove(cx: &Context, args: SettingsHolidayRemove) -> Answer {
    let date = date(cx, &args.date)?;
    let holidays = rules::holidays(&cx.guild);
    let known = holidays.into_iter().find(|(known, _)| *known == date);
    let (_, name) = known.ok_or_else(|| words::no_holiday(date))?;
    change(cx, HOLIDAY.key_of(date), None, words::holiday_removed(date, &name)).await
}

/// `/settings holiday list`: those to come.
pub async fn holiday_list(cx: &Context, _args: SettingsHolidayList) -> Answer {
    let today = cx.guild.zone.date(cx.now);
    let mut holidays = rules::holidays(&cx.guild);
    holidays.retain(|(date, _)| *date >= today);
    Ok(Reply::new(words::holidays(&holidays)))
}

/// The day that is meant. A text that can mean two days is refused, with a button for each.
fn date(cx: &Context, typed: &InstantText) -> Result<NaiveDate, Error> {
    let zone = &cx.guild.zone;
    let reading = when::parse_instant(&typed.0, cx.now, zone, &cx.guild.hours);
    let reading = reading.map_err(|error| refuse(error.to_string()))?;
    let all = [reading.at].into_iter().chain(reading.others.into_iter().map(|(other, _)| other));
    let mut days: Vec<NaiveDate> = all.map(|at| zone.date(at)).collect();
    days.dedup();
    match days.as_slice() {
        [date] => Ok(*date),
        days => Err(words::which_day(days).into()),
    }
}
