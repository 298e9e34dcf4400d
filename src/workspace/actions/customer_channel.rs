//! `/customer channel`: whose channel it is.

use super::{
    channel::may_use_channel,
    find::asked_customer,
    record::{Row, begin, past, record, taken_back},
};
use crate::{
    contract::{
        Answer, Context,
        args::{CustomerChannel, CustomerUndoChannel},
    },
    error::Error,
    room::Fields,
    workspace::{
        rules::ChannelUse,
        store,
        words::{self, Reader},
    },
};
use serde_json::Value;

const SUBJECT: &str = "channel";
const FIELD: &str = "customer_id";

/// `/customer channel`: feedback filed in the channel is guessed to be that customer's. Without a customer, nobody's.
pub async fn customer_channel(cx: &Context, args: CustomerChannel) -> Answer {
    let customer = match &args.customer {
        Some(name) => Some(asked_customer(cx, &name.0).await?),
        None => None,
    };
    if customer.is_some() {
        may_use_channel(cx, args.channel.0, ChannelUse::Mark).await?;
    }
    let mut tx = begin(cx).await?;
    let owner = store::channel_owner(&mut tx, cx.guild.id, args.channel.0).await?;
    let new = customer.as_ref().map(|customer| customer.id);
    let row = Row(SUBJECT, args.channel.0);
    let event = record(&mut tx, cx, row, "mapped", Some(&side(owner)), Some(&side(new)))?;
    if event.is_some() {
        store::set_channel_owner(&mut tx, cx.guild.id, args.channel.0, new).await?;
    }
    let said = words::channel_mapped(args.channel.0, customer.as_ref(), Reader::of(cx), event);
    cx.commit(tx, cx.in_place(said)).await
}

/// The button under that change.
pub async fn customer_undo_channel(cx: &Context, args: CustomerUndoChannel) -> Answer {
    let row = Row(SUBJECT, args.channel.0);
    let past = past(cx, row, args.event).await?;
    let mut tx = begin(cx).await?;
    let owner = store::channel_owner(&mut tx, cx.guild.id, args.channel.0).await?;
    let back = taken_back(Some(&side(owner)), &past)?.unwrap_or_default();
    let back = back.get(FIELD).and_then(Value::as_i64);
    if let Some(customer_id) = back {
        exists(&mut tx, cx, customer_id).await?;
    }
    store::set_channel_owner(&mut tx, cx.guild.id, args.channel.0, back).await?;
    let event = record(&mut tx, cx, row, "undone", Some(&side(owner)), Some(&side(back)))?;
    cx.commit(tx, cx.in_place(words::channel_taken_back(args.channel.0, event))).await
}

/// Refuses to give a channel back to a customer that was taken back meanwhile.
async fn exists(tx: &mut crate::db::Tx, cx: &Context, customer_id: i64) -> Result<(), Error> {
    let customer = store::customer_row_in(tx, cx.guild.id, customer_id).await?;
    customer.map(drop).ok_or_else(|| words::stale_undo().into())
}

fn side(customer_id: Option<i64>) -> Fields {
    Fields::from_iter([(FIELD.to_owned(), customer_id.map_or(Value::Null, Value::from))])
}
