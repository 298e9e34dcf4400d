//! What minutes say, out of what happened.

use crate::{
    action::{self, RAISED_IN},
    contract::{Guild, Noun},
    db::{At, Reads, Tx},
    error::Error,
    meeting::{
        ActionLine, Became, CarriedLine, Coming, ConfirmedLine, DecisionLine, Item, Minutes, Note, NoteLine,
        Occurrence, Regret, Series, TopicMinutes, rules, store, words::Scene,
    },
    queue,
    room::{Actor, Thing, link, links_of},
};
use chrono::TimeDelta;
use std::collections::{BTreeMap, BTreeSet};

/// Things made of one topic.
const MOST_MADE: i64 = 50;
/// A meeting that has not ended is over after so long in any case.
const LONGEST: TimeDelta = TimeDelta::days(1);

/// The minutes of a meeting as they would be now, with what is confidential or without.
pub async fn gather(
    on: &mut impl Reads,
    guild_id: i64,
    (series, occurrence): (&Series, &Occurrence),
    is_inside: bool,
) -> Result<Minutes, Error> {
    let outcomes = store::outcomes(on, guild_id, occurrence.id).await?;
    let ids: Vec<i64> = outcomes.iter().map(|outcome| outcome.item_id).collect();
    let items: BTreeMap<i64, Item> =
        store::named_items(on, guild_id, &ids).await?.into_iter().map(|item| (item.id, item)).collect();
    let notes = store::notes(on, guild_id, occurrence.id).await?;
    let notes: Vec<&Note> = notes.iter().filter(|note| is_inside || !note.is_confidential).collect();
    let recording = store::recording(on, guild_id, occurrence.id).await?;
    let mut minutes = Minutes {
        began_at: occurrence.facts.started_at,
        ended_at: occurrence.facts.ended_at,
        chair_user_id: occurrence.chair(series),
        note_taker_user_id: occurrence.facts.note_taker_user_id,
        recording: recording.as_ref().and_then(|recording| recording.url.clone()),
        transcript: recording.as_ref().and_then(|recording| recording.transcript_url.clone()),
        ..Minutes::default()
    };
    attendance(on, guild_id, occurrence, &mut minutes).await?;
    minutes.confirmed = confirmed(on, guild_id, occurrence).await?;
    let mut told = BTreeSet::new();
    for outcome in &outcomes {
        let Some(item) = items.get(&outcome.item_id) else { continue };
        let was_parked = outcome.became == Became::Deferred && outcome.began_at.is_some();
        let is_told = matches!(outcome.became, Became::Discussed | Became::Carried) || was_parked;
        if !is_told {
            continue;
        }
        if item.is_confidential && !is_inside {
            minutes.hidden += 1;
            continue;
        }
        if outcome.became != Became::Discussed {
            minutes.carried.push(CarriedLine {
                item_id: item.id,
                topic: item.facts.topic.clone(),
                carried: item.facts.carried,
                is_parked: was_parked,
            });
        }
        if outcome.began_at.is_some() {
            let made = made(on, guild_id, item, is_inside).await?;
            told.extend(made.1.iter().map(|action| action.id));
            minutes.topics.push(TopicMinutes {
                item_id: item.id,
                topic: item.facts.topic.clone(),
                is_confidential: item.is_confidential,
                presenter_user_id: Some(item.owner()),
                link: item.facts.link.clone(),
                began_at: outcome.began_at,
                heard_at: recording.as_ref().and_then(|it| rules::heard_at(it, outcome.began_at?.utc())),
                notes: lines(&notes, Some(item.id)),
                decisions: made.0,
                actions: made.1,
            });
        }
    }
    minutes.topics.sort_by_key(|topic| topic.began_at);
    let with_topic: BTreeSet<i64> = minutes.topics.iter().map(|topic| topic.item_id).collect();
    let is_apart = |note: &&&Note| note.item_id.is_none_or(|id| !with_topic.contains(&id));
    let apart: Vec<&Note> = notes.iter().filter(is_apart).copied().collect();
    minutes.notes = apart.iter().map(|note| line(note)).collect();
    minutes.actions = besides(on, guild_id, (series, occurrence), (&told, is_inside)).await?;
    Ok(minutes)
}

async fn attendance(
    on: &mut impl Reads,
    guild_id: i64,
    occurrence: &Occurrence,
    minutes: &mut Minutes,
) -> Result<(), Error> {
    let here = store::attendance(on, guild_id, occurrence.id).await?;
    minutes.present = here.iter().filter(|it| it.is_present).map(|it| it.user_id).collect();
    minutes.regrets = here
        .iter()
        .filter(|it| !it.is_present)
        .map(|it| Regret { user_id: it.user_id, reason: it.reason.clone() })
        .collect();
    for answer in store::answers(on, guild_id, occurrence.id).await? {
        let is_known = here.iter().any(|it| it.user_id == answer.user_id);
        if answer.answer == Coming::No && !is_known {
            minutes.regrets.push(Regret { user_id: answer.user_id, reason: answer.reason });
        }
    }
    Ok(())
}

/// Decisions that were confirmed while a meeting was held.
async fn confirmed(
    on: &mut impl Reads,
    guild_id: i64,
    occurrence: &Occurrence,
) -> Result<Vec<ConfirmedLine>, Error> {
    let Some(from) = occurrence.facts.started_at else { return Ok(Vec::new()) };
    let until = occurrence.facts.ended_at.unwrap_or_else(|| At::from(from.utc() + LONGEST));
    let found = action::confirmed_in(on, guild_id, (from, until)).await?;
    let line = |it: action::Decision| {
        it.confirmed_by_user_id.map(|by_user_id| ConfirmedLine { id: it.id, text: it.text, by_user_id })
    };
    Ok(found.into_iter().filter_map(line).collect())
}

/// Notes of a topic; a decision stands among the decisions.
fn lines(notes: &[&Note], item_id: Option<i64>) -> Vec<NoteLine> {
    let of_item = notes.iter().filter(|note| note.item_id == item_id && note.decision_id.is_none());
    of_item.map(|note| line(note)).collect()
}

fn line(note: &Note) -> NoteLine {
    NoteLine { kind: note.facts.kind, text: note.facts.text.clone(), user_id: note.user_id }
}

/// Decisions that count and actions that were not taken back, made of a topic.
async fn made(
    on: &mut impl Reads,
    guild_id: i64,
    item: &Item,
    is_inside: bool,
) -> Result<(Vec<DecisionLine>, Vec<ActionLine>), Error> {
    let thing = Thing { noun: Noun::AGENDA_ITEM, id: item.id };
    let links = links_of(on, guild_id, thing, MOST_MADE).await?;
    let ids = |noun: &str| -> Vec<i64> {
        links.iter().filter(|link| link.noun == noun && link.kind == RAISED_IN).map(|link| link.id).collect()
    };
    let mut decisions = action::decisions_named(on, guild_id, &ids(Noun::DECISION.word)).await?;
    decisions.sort_by_key(|decision| decision.id);
    let decisions = decisions.into_iter().filter(|it| it.counts() && (is_inside || !it.is_confidential));
    let decisions = decisions.map(|it| DecisionLine { id: it.id, text: it.text }).collect();
    let mut actions = action::actions_named(on, guild_id, &ids(Noun::ACTION.word)).await?;
    actions.sort_by_key(|action| action.id);
    let shown = actions.iter().filter(|it| is_told(it, is_inside));
    Ok((decisions, shown.map(|it| action_line(it, Some(item))).collect()))
}

fn is_told(action: &action::Action, is_inside: bool) -> bool {
    action.facts.state != action::State::Withdrawn && (is_inside || !action.is_confidential)
}

fn action_line(action: &action::Action, item: Option<&Item>) -> ActionLine {
    let owner = action.facts.owner_user_id;
    let raised =
        [item.map(|item| item.raised_by_user_id), item.map(Item::owner), Some(action.created_by_user_id)];
    ActionLine {
        id: action.id,
        text: action.facts.text.clone(),
        owner_user_id: owner,
        for_role_id: action.facts.for_role_id,
        due_at: action.facts.due_at,
        is_for_another: owner.is_some() && !raised.contains(&owner),
    }
}

/// Actions that were made in the meeting's channels while it was held, about none of these topics.
async fn besides(
    on: &mut impl Reads,
    guild_id: i64,
    (series, occurrence): (&Series, &Occurrence),
    (told, is_inside): (&BTreeSet<i64>, bool),
) -> Result<Vec<ActionLine>, Error> {
    let Some(began) = occurrence.facts.started_at else { return Ok(Vec::new()) };
    let card = queue::card(on, guild_id, &super::super::live::head_key(occurrence.id)).await?;
    let thread = occurrence.facts.thread_id.or_else(|| card.and_then(|card| card.thread_id));
    let channels = [Some(series.facts.channel_id), thread, series.facts.private_channel_id];
    let mut newest = action::newest_actions(on, guild_id).await?;
    newest.retain(|it| {
        let is_then =
            it.created_at >= began && occurrence.facts.ended_at.is_none_or(|ended| it.created_at <= ended);
        is_then && channels.contains(&Some(it.channel_id)) && !told.contains(&it.id) && is_told(it, is_inside)
    });
    newest.reverse();
    Ok(newest.iter().map(|action| action_line(action, None)).collect())
}

/// Actions made in a meeting that is held and that nobody has yet.
pub async fn ownerless(tx: &mut Tx, guild: &Guild, scene: &Scene) -> Result<Vec<i64>, Error> {
    let mut ids: BTreeSet<i64> = BTreeSet::new();
    for (_, code) in &scene.made {
        ids.extend(code.strip_prefix("ACT-").and_then(|digits| digits.parse::<i64>().ok()));
    }
    let of_topics: Vec<i64> = ids.into_iter().collect();
    let found = action::actions_named(tx, guild.id, &of_topics).await?;
    let told: BTreeSet<i64> = of_topics.iter().copied().collect();
    let besides = besides(tx, guild.id, (&scene.series, &scene.occurrence), (&told, true)).await?;
    let is_free = |owner: Option<i64>, role: Option<i64>| owner.is_none() && role.is_none();
    let open = found.iter().filter(|it| {
        it.facts.state == action::State::Open && is_free(it.facts.owner_user_id, it.facts.for_role_id)
    });
    let mut free: Vec<i64> = open.map(|it| it.id).collect();
    free.extend(besides.iter().filter(|it| is_free(it.owner_user_id, it.for_role_id)).map(|it| it.id));
    free.sort_unstable();
    Ok(free)
}

/// Links a decision with the topic that it was made of.
pub async fn raised_in(tx: &mut Tx, by: &Actor, decision_id: i64, item_id: i64) -> Result<(), Error> {
    let decision = Thing { noun: Noun::DECISION, id: decision_id };
    link(tx, by, decision, RAISED_IN, Thing { noun: Noun::AGENDA_ITEM, id: item_id }).await?;
    Ok(())
}
