//! Agendas and topics, shown to one person.

use super::{
    agenda::{agenda, offered},
    item::is_later,
    live::{running, series_here},
    open::{find_item, may_change, sees_private, which_date},
};
use crate::{
    contract::{
        Answer, Context, Noun, Reply,
        args::{AgendaItem, AgendaShow},
    },
    db::{Reads, Tx},
    error::Error,
    meeting::{
        Item, Occurrence, OccurrenceFacts, Series,
        rules::{self, Slot},
        store, words,
    },
    room::{Thing, linked},
};

/// Things that are named on a topic.
const MOST_LINKS: i64 = 5;

/// `/agenda show`: the agenda of a meeting as it is now, in the thread of one that is held of that one; or what a
/// series has for later.
pub async fn show(cx: &Context, args: AgendaShow) -> Answer {
    let series = series_here(cx, args.meeting.as_ref()).await?;
    let seen = words::Seen::of(cx);
    let sees_private = sees_private(cx, &series).await;
    if args.r#for.as_deref().is_some_and(is_later) {
        let items = store::later(&mut &cx.db, cx.guild.id, series.id).await?;
        let visible: Vec<Item> =
            items.into_iter().filter(|item| sees_private || !item.is_confidential).collect();
        return Ok(cx.in_place(words::backlog(&seen, &series, &visible)));
    }
    let wanted = args.r#for.as_deref();
    let occurrence = match running(cx, &series, wanted).await? {
        Some(row) => row,
        None => {
            let slot = which_date(cx, &mut &cx.db, &series, (wanted, "for")).await?;
            as_row(cx, &series, &slot).await?
        }
    };
    let all = cx.neighbours.agenda();
    let sections = offered((&cx.db, &cx.guild), &all, (&series, &occurrence), (cx.sight(), cx.now)).await?;
    let found = agenda(&mut &cx.db, &cx.guild, (&series, &occurrence), sections).await?;
    Ok(cx.in_place(words::agenda(&seen, &found, sees_private)))
}

/// The row of a date; for one that has none yet what it would be.
async fn as_row(cx: &Context, series: &Series, slot: &Slot) -> Result<Occurrence, Error> {
    let known = match slot.occurrence_id {
        Some(id) => store::find_occurrence(&mut &cx.db, cx.guild.id, id).await?,
        None => None,
    };
    Ok(known.unwrap_or_else(|| Occurrence {
        id: 0,
        series_id: series.id,
        original_local: slot.original,
        is_extra: false,
        facts: OccurrenceFacts {
            note_taker_user_id: Some(rules::note_taker(&series.facts, slot.index)),
            ..OccurrenceFacts::planned(slot.at, slot.minutes)
        },
        version: 0,
    }))
}

/// `/agenda item`: one topic, with all that can be done about it.
pub async fn item(cx: &Context, args: AgendaItem) -> Answer {
    let (item, series) = find_item(cx, args.item.0).await?;
    shown(cx, (&series, &item), None).await
}

/// A topic that the caller may see, under `head`. Not inside a transaction.
pub async fn shown(cx: &Context, (series, item): (&Series, &Item), head: Option<String>) -> Answer {
    let around = linked(cx, Thing { noun: Noun::AGENDA_ITEM, id: item.id }, MOST_LINKS).await?;
    let view = view(&mut &cx.db, cx, item).await?;
    let message = words::item(&words::Seen::of(cx), (series, item), &view, &around);
    Ok(cx.in_place(crate::contract::Message { text: head.unwrap_or_default(), ..message }))
}

/// The same inside a transaction, after something was done; what it is about is not named then.
pub async fn told(
    cx: &Context,
    tx: &mut Tx,
    (series, item): (&Series, &Item),
    head: String,
) -> Result<Reply, Error> {
    let view = view(tx, cx, item).await?;
    let message = words::item(&words::Seen::of(cx), (series, item), &view, &[]);
    Ok(cx.in_place(crate::contract::Message { text: head, ..message }))
}

async fn view(on: &mut impl Reads, cx: &Context, item: &Item) -> Result<words::View, Error> {
    let count = |counts: Vec<store::Count>| counts.first().map_or(0, |count| count.count);
    let occurrence = match item.facts.occurrence_id {
        Some(id) => store::find_occurrence(on, cx.guild.id, id).await?,
        None => None,
    };
    let series = store::find_series(on, cx.guild.id, item.series_id).await?;
    Ok(words::View {
        votes: count(store::votes(on, cx.guild.id, &[item.id]).await?),
        readers: count(store::readers(on, cx.guild.id, &[item.id]).await?),
        occurrence,
        is_theirs: series.is_some_and(|series| may_change(cx, &series, item)),
    })
}
