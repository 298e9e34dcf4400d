//! `/settings`: one key changed at a time, with the guild's settings as they are then.

use super::{
    channel::may_use_channel,
    check::{Looked, warning},
    follow::let_follow,
    greeting::redraw_greeting,
    handed_role::not_handed_out,
    record::{Row, begin, past, record, taken_back},
};
use crate::{
    base::{language::Language, working_hours::WorkingHours},
    contract::{
        Answer, Context, Guild, Level, Message, Purpose, Reply, SetUp,
        args::{
            SettingsChannel, SettingsChoose, SettingsHours, SettingsInternal, SettingsLanguage, SettingsRole,
            SettingsRoleLevel, SettingsShow, SettingsUndo, SettingsValue, SettingsZone,
        },
    },
    db::Tx,
    error::{Error, Fault, Refusal},
    queue::try_all_cards,
    room::{self, Actor, Change, Fields, difference},
    workspace::{
        rules::{self, ChannelUse, LEVELS, Setting},
        settings::{CHANNEL, HOURS, INTERNAL, LANGUAGE, ROLE, ZONE},
        store, words,
    },
};
use serde_json::Value;
use std::sync::Arc;

/// Settings are one row of their guild as far as events are concerned.
const ROW: Row = Row("settings", 0);

/// `/settings show`: everything that is set, with a button for each next step.
pub async fn settings_show(cx: &Context, _args: SettingsShow) -> Answer {
    let looked = Looked::at(cx, &cx.guild).await?;
    Ok(cx.in_place(overview(cx, &cx.guild, &looked)))
}

/// `/settings channel`: where docket posts what.
pub async fn settings_channel(cx: &Context, args: SettingsChannel) -> Answer {
    let purposes = cx.neighbours.purposes();
    let typed = &args.purpose.0;
    let purpose = rules::purpose(typed, &purposes).ok_or_else(|| words::no_purpose(typed, &purposes))?;
    let channel_id = args.channel.map(|channel| channel.0);
    let warning = match channel_id {
        Some(channel_id) => {
            may_use_channel(cx, channel_id, ChannelUse::SetUp).await?;
            warning(cx, purpose, channel_id).await?
        }
        None => None,
    };
    let outcome = words::channel_set(purpose, channel_id, warning.as_ref());
    change(cx, CHANNEL.key_of(purpose.word), channel_id.map(|id| id.to_string()), outcome).await
}

/// `/settings role`: which Discord role may do how much.
pub async fn settings_role(cx: &Context, args: SettingsRole) -> Answer {
    let level = level(args.level);
    let role_id = args.role.map(|role| role.0);
    if role_id == Some(cx.guild.id) && level != Level::Reporter {
        return Err(words::role_is_everyone().into());
    }
    let outcome = words::role_set(&cx.guild, level, role_id);
    change(cx, ROLE.key_of(level.word()), role_id.map(|id| id.to_string()), outcome).await
}

/// `/settings zone`: where the team's clocks hang.
pub async fn settings_zone(cx: &Context, args: SettingsZone) -> Answer {
    let outcome = words::zone_set(&args.zone, cx.now);
    change(cx, ZONE.key.to_owned(), Some(args.zone.name().to_owned()), outcome).await
}

/// `/settings hours`: when the team works.
pub async fn settings_hours(cx: &Context, args: SettingsHours) -> Answer {
    let hours = WorkingHours::parse(&args.hours, cx.guild.zone.clone());
    let hours = hours.map_err(|error| words::not_read(&error.to_string()))?;
    let outcome = words::hours_set(&hours);
    change(cx, HOURS.key.to_owned(), Some(hours.to_string()), outcome).await
}

/// `/settings language`: what the team writes in.
pub async fn settings_language(cx: &Context, args: SettingsLanguage) -> Answer {
    let code = args.language.word();
    let language =
        Language::of_code(code).ok_or_else(|| Fault::Broken(format!("no language has the code `{code}`")))?;
    let outcome = words::language_set(language.name());
    change(cx, LANGUAGE.key.to_owned(), Some(code.to_owned()), outcome).await
}

/// Cards that could not be posted where they belonged are tried where they belong now.
async fn let_cards_follow(cx: &Context, tx: &mut Tx, key: &str) -> Result<(), Error> {
    if CHANNEL.name_in(key).is_some() {
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
    change(cx, INTERNAL.key_of(args.channel.0), args.on.then(|| "yes".to_owned()), outcome).await
}

/// The picker behind a button of `/settings show`.
pub async fn settings_choose(cx: &Context, args: SettingsChoose) -> Answer {
    let purposes = cx.neighbours.purposes();
    let purpose = CHANNEL.name_in(&args.step).and_then(|word| rules::purpose(word, &purposes));
    let level =
        ROLE.name_in(&args.step).and_then(|word| LEVELS.into_iter().find(|level| level.word() == word));
    let message = match (purpose, level) {
        (Some(purpose), _) => words::choose_channel(purpose),
        (None, Some(level)) => words::choose_role(&cx.guild, level),
        (None, None) => return Err(words::unknown_step().into()),
    };
    Ok(cx.in_place(message))
}

/// The form behind a button of `/settings show`: the setting of some room, as typed.
pub async fn settings_value(cx: &Context, args: SettingsValue) -> Answer {
    let all = cx.neighbours.settings();
    let settable = all.into_iter().find(|settable| settable.key == args.setting);
    let (settable, parse) =
        settable.and_then(|settable| Some((settable, settable.parse?))).ok_or_else(words::unknown_step)?;
    let value = parse(&cx.guild, &args.value).map_err(refuse)?;
    let mut set = (*cx.guild.settings).clone();
    match &value {
        Some(value) => drop(set.insert(settable.key.to_owned(), value.clone())),
        None => drop(set.remove(settable.key)),
    }
    let guild = Guild { settings: Arc::new(set), ..cx.guild.clone() };
    let purposes = cx.neighbours.purposes();
    let outcome = words::value_set(settable, &set_up(cx, &guild, &purposes));
    change(cx, settable.key.to_owned(), value, outcome).await
}

/// The button under a change: everything as it was before.
pub async fn settings_undo(cx: &Context, args: SettingsUndo) -> Answer {
    let past = past(cx, ROW, args.event).await?;
    let before = past.before.iter().flatten();
    let before = before.map(|(key, value)| (key.clone(), value.as_str().map(str::to_owned))).collect();
    let looked = look(cx, before).await?;
    let mut tx = begin(cx).await?;
    let now = fields(&store::settings_in(&mut tx, cx.guild.id).await?);
    let back = taken_back(Some(&now), &past)?.unwrap_or_default();
    let (mut keys, known) = (Vec::new(), cx.neighbours.settings());
    for (key, value) in difference(&now, &back).and_then(|change| change.after).unwrap_or_default() {
        if !known.iter().any(|settable| settable.name_in(&key).is_some()) {
            return Err(Fault::Broken(format!("no setting `{key}`")).into());
        }
        may_be(&mut tx, cx.guild.id, &key, value.as_str()).await?;
        store::set(&mut tx, cx.guild.id, &key, value.as_str());
        let_cards_follow(cx, &mut tx, &key).await?;
        keys.push(key);
    }
    let event = record(&mut tx, cx, ROW, "undone", Some(&now), Some(&back))?;
    if let Some(event) = event {
        let_greeting_follow(cx, &mut tx, &keys).await?;
        let_follow(cx, &mut tx, &keys, event).await?;
    }
    finish(cx, (tx, looked), words::settings_taken_back(), event, "Redo").await
}

/// Sets or unsets one key and answers with the outcome and an undo button.
pub(super) async fn change(cx: &Context, key: String, value: Option<String>, outcome: String) -> Answer {
    let looked = look(cx, vec![(key.clone(), value.clone())]).await?;
    let mut tx = begin(cx).await?;
    let rows = store::settings_in(&mut tx, cx.guild.id).await?;
    let old = rows.iter().find(|(known, _)| *known == key).map(|(_, value)| value.clone());
    let side = |value: &Option<String>| {
        Fields::from_iter([(key.clone(), value.clone().map_or(Value::Null, Value::String))])
    };
    let event = record(&mut tx, cx, ROW, "changed", Some(&side(&old)), Some(&side(&value)))?;
    if let Some(event) = event {
        may_be(&mut tx, cx.guild.id, &key, value.as_deref()).await?;
        store::set(&mut tx, cx.guild.id, &key, value.as_deref());
        let_cards_follow(cx, &mut tx, &key).await?;
        let keys = [key];
        if old.is_some() != value.is_some() {
            let_greeting_follow(cx, &mut tx, &keys).await?;
        }
        let_follow(cx, &mut tx, &keys, event).await?;
    }
    finish(cx, (tx, looked), outcome, event, "Undo").await
}

/// Looks at the guild as it will be with these values, for the card of `/settings show`, if the change is made there.
async fn look(cx: &Context, values: Vec<(String, Option<String>)>) -> Result<Option<Looked>, Error> {
    if !cx.source.is_on_private_message() {
        return Ok(None);
    }
    let mut set = (*cx.guild.settings).clone();
    for (key, value) in values {
        match value {
            Some(value) => drop(set.insert(key, value)),
            None => drop(set.remove(&key)),
        }
    }
    let guild = rules::guild(cx.guild.id, &set.into_iter().collect::<Vec<_>>());
    Looked::at(cx, &guild).await.map(Some)
}

/// The greeting offers what is still to be set.
async fn let_greeting_follow(cx: &Context, tx: &mut Tx, keys: &[String]) -> Result<(), Error> {
    if keys.iter().any(|key| rules::is_a_step(key)) {
        redraw_greeting(tx, &*cx.neighbours, &Actor::from(cx)).await?;
    }
    Ok(())
}

/// Refuses a value that something else in the guild stands against.
async fn may_be(tx: &mut Tx, guild_id: i64, key: &str, value: Option<&str>) -> Result<(), Error> {
    match (ROLE.name_in(key), value.and_then(|value| value.parse().ok())) {
        (Some(_), Some(role_id)) => not_handed_out(tx, guild_id, role_id).await,
        _ => Ok(()),
    }
}

/// Answers on the card of `/settings show` when the change was made there, else with a message of its own.
async fn finish(
    cx: &Context,
    (mut tx, looked): (Tx, Option<Looked>),
    outcome: String,
    event: Option<i64>,
    undo: &str,
) -> Answer {
    let Some(looked) = looked else {
        return cx.commit(tx, Reply::new(words::settings_changed(&outcome, event, undo))).await;
    };
    let guild = rules::guild(cx.guild.id, &store::settings_in(&mut tx, cx.guild.id).await?);
    let mut card = overview(cx, &guild, &looked);
    card.text = outcome;
    let card = card.buttons(words::settings_undo_button(event, undo));
    cx.commit(tx, Reply::Update(card)).await
}

fn overview(cx: &Context, guild: &Guild, looked: &Looked) -> Message {
    let purposes = cx.neighbours.purposes();
    let set_up = set_up(cx, guild, &purposes);
    let (list, steps) = (looked.list(cx, guild), looked.steps(cx, guild));
    let missing = words::Missing { list: &list, steps: &steps, is_looked_at: looked.is_complete() };
    words::overview(&set_up, &cx.neighbours.settings(), &missing, cx.level >= Level::Admin)
}

fn set_up<'a>(cx: &Context, guild: &'a Guild, purposes: &'a [Purpose]) -> SetUp<'a> {
    SetUp { guild, today: guild.zone.date(cx.now), purposes }
}

fn fields(rows: &[Setting]) -> Fields {
    rows.iter().map(|(key, value)| (key.clone(), Value::String(value.clone()))).collect()
}

fn level(chosen: SettingsRoleLevel) -> Level {
    match chosen {
        SettingsRoleLevel::Reporter => Level::Reporter,
        SettingsRoleLevel::Pm => Level::Pm,
        SettingsRoleLevel::Lead => Level::Lead,
        SettingsRoleLevel::Admin => Level::Admin,
    }
}

/// Takes a channel that does not exist any more out of the settings. Returns the keys that named it.
pub(super) async fn forget_channel(
    tx: &mut Tx,
    guild_id: i64,
    channel_id: i64,
) -> Result<Vec<String>, Error> {
    let id = channel_id.to_string();
    let names_it = |(key, value): &Setting| {
        (CHANNEL.name_in(key).is_some() && *value == id) || INTERNAL.name_in(key) == Some(id.as_str())
    };
    let rows = store::settings_in(tx, guild_id).await?;
    let keys: Vec<_> = rows.into_iter().filter(names_it).map(|(key, _)| key).collect();
    for key in &keys {
        store::set(tx, guild_id, key, None);
    }
    Ok(keys)
}

/// Records that a channel was taken out of the settings by docket itself.
pub(super) fn record_forgotten(tx: &mut Tx, actor: &Actor, keys: &[String], channel_id: i64) {
    let side = |value: &dyn Fn(&str) -> Value| -> Fields {
        keys.iter().map(|key| (key.clone(), value(key))).collect()
    };
    let was = |key: &str| match INTERNAL.name_in(key) {
        Some(_) => Value::from("yes"),
        None => Value::from(channel_id.to_string()),
    };
    let change = Change { before: Some(side(&was)), after: Some(side(&|_| Value::Null)) };
    let Row(noun, id) = ROW;
    room::record(tx, actor, noun, id, "channel_gone", change);
}

/// Refuses a sentence that says what is wrong with an input.
pub(super) fn refuse(sentence: String) -> Refusal {
    words::not_read(&sentence)
}
