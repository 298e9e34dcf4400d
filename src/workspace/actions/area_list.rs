//! `/area list`.

use crate::{
    contract::{Answer, Context, args::AreaList},
    workspace::{store, words},
};

/// `/area list`: all areas in use, or all archived ones, by name.
pub async fn area_list(cx: &Context, args: AreaList) -> Answer {
    let is_archived = args.archived.unwrap_or(false);
    let mut areas = store::areas(&cx.db, cx.guild.id).await?;
    areas.retain(|area| area.is_archived == is_archived);
    let page = usize::try_from(args.page.unwrap_or(1)).unwrap_or(1);
    Ok(cx.in_place(words::area_list(&areas, is_archived, page)))
}
