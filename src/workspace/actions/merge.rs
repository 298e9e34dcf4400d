//! `/customer merge`: two rows, one customer.

use super::{
    customer::{SUBJECT, read},
    find::{follow, matching},
    record::{Row, begin, record},
};
use crate::{
    contract::{Answer, Context, args::CustomerMerge},
    room::fields,
    workspace::{
        rules::with_moved,
        store::{self, CustomerFields},
        words::{self, Reader},
    },
};

/// `/customer merge`: the customer that goes points at the one that stays, and so does whoever pointed at it. Its
/// name keeps working; what belongs to it is read as the survivor's.
pub async fn customer_merge(cx: &Context, args: CustomerMerge) -> Answer {
    let goes =
        matching(&cx.db, cx.guild.id, ("customer", args.customer.0.as_str()), Some(cx.sight())).await?;
    let stays = matching(&cx.db, cx.guild.id, ("into", args.into.0.as_str()), Some(cx.sight())).await?;
    let stays = follow(&cx.db, cx.guild.id, stays).await?;
    let mut tx = begin(cx).await?;
    let (goes, stays) = (read(&mut tx, cx, goes.id).await?, read(&mut tx, cx, stays.id).await?);
    if goes.id == stays.id || goes.merged_into_id == Some(stays.id) {
        return Err(words::merged_with_itself(&stays, cx.sight()).into());
    }
    if goes.merged_into_id.is_some() || stays.merged_into_id.is_some() {
        return Err(words::merged_already(&goes, cx.sight()).into());
    }
    let moved = store::merged_into(&mut tx, cx.guild.id, goes.id).await?;
    let before = CustomerFields::of(&goes);
    let after = CustomerFields { merged_into_id: Some(stays.id), ..before.clone() };
    store::update_customer(&mut tx, cx.guild.id, goes.id, &after).await?;
    if !moved.is_empty() {
        store::repoint(&mut tx, cx.guild.id, &moved, goes.id, stays.id).await?;
    }
    let (before, after) = (fields(&before)?, with_moved(Some(&after), &moved)?);
    let event = record(&mut tx, cx, Row(SUBJECT, goes.id), "merged", Some(&before), after.as_ref())?;
    cx.commit(tx, cx.in_place(words::customer_merged(&goes, &stays, Reader::of(cx), event))).await
}
