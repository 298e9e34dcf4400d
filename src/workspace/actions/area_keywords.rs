//! `/area keywords`: the words that lead to an area, one by one.

use super::{
    area::{fits, read, read_keywords, update},
    record::begin,
};
use crate::{
    contract::{Answer, Context, Level, args::AreaKeywords},
    workspace::{
        rules,
        store::{self, AreaFields},
        words,
    },
};

/// Adds words and phrases that lead to an area, or takes them away; with neither, shows them. Whoever answers for an area
/// may do so, and leads.
pub async fn area_keywords(cx: &Context, args: AreaKeywords) -> Answer {
    let mut tx = begin(cx).await?;
    let areas = store::areas_in(&mut tx, cx.guild.id).await?;
    let area = rules::pick_area(&areas, &args.area.0)?;
    if args.add.is_none() && args.remove.is_none() {
        return Ok(cx.in_place(words::area_keywords(area, None)));
    }
    let answers_for_it = [Some(area.owner_user_id), area.backup_user_id].contains(&Some(cx.caller.user_id));
    if cx.level < Level::Lead && !answers_for_it {
        return Err(words::keywords_not_theirs(area).into());
    }
    let mut fields = AreaFields::of(area);
    let language = cx.guild.language;
    if let Some(removed) = &args.remove {
        let removed = read_keywords(cx, removed)?;
        if let Some(unknown) = rules::without(&mut fields.keywords, &removed, language) {
            return Err(words::keyword_unknown(area, &unknown).into());
        }
    }
    if let Some(added) = &args.add {
        let added = read_keywords(cx, added)?;
        // The same word with another weight takes its place.
        rules::without(&mut fields.keywords, &added, language);
        let all = fields.keywords.iter().chain(&added).cloned().collect::<Vec<_>>().join(", ");
        fields.keywords = read_keywords(cx, &all)?;
    }
    fits(cx, &fields, &areas, Some(area.id))?;
    let event = update(&mut tx, cx, area, &fields, "changed").await?;
    let area = read(&mut tx, cx, area.id).await?;
    cx.commit(tx, cx.in_place(words::area_keywords(&area, event))).await
}
