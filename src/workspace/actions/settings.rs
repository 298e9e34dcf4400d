//! `/settings`: one key changed at a time, with the guild's settings as they are then.

use super::{
    channel::may_use_channel,
    check::warning,
    follow::let_follow,
    handed_role::not_handed_out,
    record::{Row, begin, past, record, taken_back},
};
use crate::{
    base::{language::Language, working_hours::WorkingHours},
    contract::{
        Answer, Context, Level, Message, Purpose, Reply,
        args::{
            SettingsChannel, SettingsChannelPurpose, SettingsChoose, SettingsHours, SettingsInternal,
            SettingsLanguage, SettingsRole, SettingsRoleLevel, SettingsShow, SettingsUndo, SettingsZone,
        },
    },
    db::Tx,
    error::{Error, Fault, Refusal},
    queue::try_all_cards,
    room::{self, Actor, Change, Fields, difference},
    workspace::{
        rules::{self, ChannelUse, Key, Setting},
        store, words,
    },
};
use serde_json::Value;

/// Settings are one row of their guild as far as events are concerned.
const ROW: Row = Row("settings", 0);

/// `/settings show`: everything that is set, with a button for each next step.
pub async fn settings_show(cx: &Context, _args: SettingsShow) -> Answer {
    let rows = store::settings(&cx.db, cx.guild.id).await?;
    let has_areas = !store::areas(&cx.db, cx.guild.id).await?.is_empty();
    let card = overview(cx, &rows, has_areas);
    Ok(cx.in_place(card))
}

/// `/settings channel`: where docket posts what.
pub async fn settings_channel(cx: &Context, args: SettingsChannel) -> Answer {
    let purpose = purpose(args.purpose);
    let channel_id = args.channel.map(|channel| channel.0);
    let warning = match channel_id {
        Some(channel_id) => {
            may_use_channel(cx, channel_id, ChannelUse::SetUp).await?;
            warning(cx, purpose, channel_id).await?
        }
        None => None,
    };
    let outcome = words::channel_set(purpose, channel_id, warning.as_ref());
    change(cx, Key::Channel(purpose), channel_id.map(|id| id.to_string()), outcome).await
}

/// `/settings role`: which Discord role may do how much.
pub async fn settings_role(cx: &Context, args: SettingsRole) -> Answer {
    let level = level(args.level);
    let role_id = args.role.map(|role| role.0);
    if role_id == Some(cx.guild.id) && level != Level::Reporter {
        return Err(words::role_is_everyone().into());
    }
    let outcome = words::role_set(&cx.guild, level, role_id);
    change(cx, Key::Role(level), role_id.map(|id| id.to_string()), outcome).await
}

/// `/settings zone`: where the team's clocks hang.
pub async fn settings_zone(cx: &Context, args: SettingsZone) -> Answer {
    let outcome = words::zone_set(&args.zone, cx.now);
    change(cx, Key::Zone, Some(args.zone.name().to_owned()), outcome).await
}

/// `/settings hours`: when the team works.
pub async fn settings_hours(cx: &Context, args: SettingsHours) -> Answer {
    let hours = WorkingHours::parse(&args.hours, cx.guild.zone.clone());
    let hours = hours.map_err(|error| words::not_read(&error.to_string()))?;
    let outcome = words::hours_set(&hours);
    change(cx, Key::Hours, Some(hours.to_string()), outcome).await
}

/// `/settings language`: what the team writes in.
pub async fn settings_language(cx: &Context, args: SettingsLanguage) -> Answer {
    let code = args.language.word();
    let language =
        Language::of_code(code).ok_or_else(|| Fault::Broken(format!("no language has the code `{code}`")))?;
    change(cx, Key::Language, Some(code.to_owned()), words::language_set(language.name())).await
}

/// Cards that could not be posted where they belonged are tried where they belong now.
async fn let_cards_follow(cx: &Context, tx: &mut Tx, key: Key) -> Result<(), Error> {
    if matches!(key, Key::Channel(_)) {
        try_all_cards(tx, cx.guild.id, cx.now).await?;
    }
    Ok(())
}

/// `/settings internal`: whether customers' real names may be written in a channel.
pub async fn settings_internal(cx: &Context, args: SettingsInternal) -> Answer {
    if args.on {
        may_use_channel(cx, args.channel.0, ChannelUse::Mark).await?;
    }
    let outcome = words::internal_set(args.channel.0, args.on);
    change(cx, Key::Internal(args.channel.0), args.on.then(|| "yes".to_owned()), outcome).await
}

/// The picker behind a button of `/settings show`.
pub async fn settings_choose(cx: &Context, args: SettingsChoose) -> Answer {
    let message = match Key::parse(&args.step) {
        Some(Key::Channel(purpose)) => words::choose_channel(purpose),
        Some(Key::Role(level)) => words::choose_role(&cx.guild, level),
        _ => return Err(words::unknown_step().into()),
    };
    Ok(cx.in_place(message))
}

/// The button under a change: everything as it was before.
pub async fn settings_undo(cx: &Context, args: SettingsUndo) -> Answer {
    let past = past(cx, ROW, args.event).await?;
    let mut tx = begin(cx).await?;
    let now = fields(&store::settings_in(&mut tx, cx.guild.id).await?);
    let back = taken_back(Some(&now), &past)?.unwrap_or_default();
    let mut keys = Vec::new();
    for (key, value) in difference(&now, &back).and_then(|change| change.after).unwrap_or_default() {
        let key = Key::parse(&key).ok_or_else(|| Fault::Broken(format!("no setting `{key}`")))?;
        may_be(&mut tx, cx.guild.id, key, value.as_str()).await?;
        keys.push(key);
        store::set(&mut tx, cx.guild.id, key, value.as_str());
        let_cards_follow(cx, &mut tx, key).await?;
    }
    let event = record(&mut tx, cx, ROW, "undone", Some(&now), Some(&back))?;
    if let Some(event) = event {
        let_follow(cx, &mut tx, &keys, event).await?;
    }
    finish(cx, tx, words::settings_taken_back(), event, "Redo").await
}

/// Sets or unsets one key and answers with the outcome and an undo button.
pub(super) async fn change(cx: &Context, key: Key, value: Option<String>, outcome: String) -> Answer {
    let mut tx = begin(cx).await?;
    let rows = store::settings_in(&mut tx, cx.guild.id).await?;
    let old = rows.iter().find(|(known, _)| *known == key.to_string()).map(|(_, value)| value.clone());
    let side = |value: &Option<String>| {
        Fields::from_iter([(key.to_string(), value.clone().map_or(Value::Null, Value::String))])
    };
    let event = record(&mut tx, cx, ROW, "changed", Some(&side(&old)), Some(&side(&value)))?;
    if let Some(event) = event {
        may_be(&mut tx, cx.guild.id, key, value.as_deref()).await?;
        let_follow(cx, &mut tx, &[key], event).await?;
        store::set(&mut tx, cx.guild.id, key, value.as_deref());
        let_cards_follow(cx, &mut tx, key).await?;
    }
    finish(cx, tx, outcome, event, "Undo").await
}

/// Refuses a value that something else in the guild stands against.
async fn may_be(tx: &mut Tx, guild_id: i64, key: Key, value: Option<&str>) -> Result<(), Error> {
    match (key, value.and_then(|value| value.parse().ok())) {
        (Key::Role(_), Some(role_id)) => not_handed_out(tx, guild_id, role_id).await,
        _ => Ok(()),
    }
}

/// Answers on the card of `/settings show` when the change was made there, else with a message of its own.
async fn finish(cx: &Context, mut tx: Tx, outcome: String, event: Option<i64>, undo: &str) -> Answer {
    if !cx.source.is_on_private_message() {
        return cx.commit(tx, Reply::new(words::settings_changed(&outcome, event, undo))).await;
    }
    let rows = store::settings_in(&mut tx, cx.guild.id).await?;
    let has_areas = !store::areas_in(&mut tx, cx.guild.id).await?.is_empty();
    let mut card = overview(cx, &rows, has_areas);
    card.text = outcome;
    let card = card.buttons(words::settings_undo_button(event, undo));
    cx.commit(tx, Reply::Update(card)).await
}

fn overview(cx: &Context, rows: &[Setting], has_areas: bool) -> Message {
    let guild = rules::guild(cx.guild.id, rows);
    let steps = rules::missing(&guild, rows, has_areas);
    let today = guild.zone.date(cx.now);
    let may_change = cx.level >= Level::Admin;
    words::overview(&guild, &rules::holidays(rows), today, &steps, may_change)
}

fn fields(rows: &[Setting]) -> Fields {
    rows.iter().map(|(key, value)| (key.clone(), Value::String(value.clone()))).collect()
}

fn purpose(chosen: SettingsChannelPurpose) -> Purpose {
    match chosen {
        SettingsChannelPurpose::Requests => Purpose::Requests,
        SettingsChannelPurpose::Admin => Purpose::Admin,
        SettingsChannelPurpose::Rotation => Purpose::Rotation,
        SettingsChannelPurpose::Sync => Purpose::Sync,
        SettingsChannelPurpose::Social => Purpose::Social,
    }
}

fn level(chosen: SettingsRoleLevel) -> Level {
    match chosen {
        SettingsRoleLevel::Reporter => Level::Reporter,
        SettingsRoleLevel::Pm => Level::Pm,
        SettingsRoleLevel::Lead => Level::Lead,
        SettingsRoleLevel::Admin => Level::Admin,
    }
}

/// Takes a channel that does not exist any more out of the settings. Returns what it was for.
pub(super) async fn forget_channel(tx: &mut Tx, guild_id: i64, channel_id: i64) -> Result<Vec<Key>, Error> {
    let rows = store::settings_in(tx, guild_id).await?;
    let guild = rules::guild(guild_id, &rows);
    let purposes = guild.channels.iter().filter(|(_, id)| **id == channel_id);
    let mut keys: Vec<_> = purposes.map(|(purpose, _)| Key::Channel(*purpose)).collect();
    keys.extend(guild.is_internal(channel_id).then_some(Key::Internal(channel_id)));
    for key in &keys {
        store::set(tx, guild_id, *key, None);
    }
    Ok(keys)
}

/// Records that a channel was taken out of the settings by docket itself.
pub(super) fn record_forgotten(tx: &mut Tx, actor: &Actor, keys: &[Key], channel_id: i64) {
    let side = |value: &dyn Fn(&Key) -> Value| -> Fields {
        keys.iter().map(|key| (key.to_string(), value(key))).collect()
    };
    let was = |key: &Key| match key {
        Key::Internal(_) => Value::from("yes"),
        _ => Value::from(channel_id.to_string()),
    };
    let change = Change { before: Some(side(&was)), after: Some(side(&|_| Value::Null)) };
    let Row(noun, id) = ROW;
    room::record(tx, actor, noun, id, "channel_gone", change);
}

/// Refuses a sentence that says what is wrong with an input.
pub(super) fn refuse(sentence: String) -> Refusal {
    words::not_read(&sentence)
}
