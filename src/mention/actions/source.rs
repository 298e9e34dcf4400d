//! What is watched: added, changed, shown, tested.

use super::{
    poll::{noted, set},
    record,
};
use crate::{
    base::post::Network,
    contract::{
        Answer, Ask, Context, Guild, Pass, Watch,
        args::{SourceAdd, SourceAddNetwork, SourceEdit, SourceList, SourceShow, SourceTest},
    },
    db::{At, Db, Json, next_number},
    error::Error,
    mention::{
        Filters, Kind, SOURCE, Source, SourceFacts, SourceState,
        rules::{filter, poll, watch},
        store, words,
    },
    room::{Actor, Change, difference, fields},
    workspace::SOCIAL,
};
use chrono::{DateTime, Utc};

/// Languages, and words that leave a post out.
const MOST_FILTERS: usize = 25;
/// Posts that a test reads.
const TESTED: usize = 10;

/// `/source add`: watches an account or words from now on.
pub async fn add(cx: &Context, args: SourceAdd) -> Answer {
    let network = match args.network {
        SourceAddNetwork::X => Network::X,
        SourceAddNetwork::Bluesky => Network::Bluesky,
        SourceAddNetwork::Mastodon => Network::Mastodon,
    };
    let wanted = watch::read(network, &args.watch, args.instance.as_deref())
        .map_err(|why| words::unreadable(network, &why))?;
    let terms = cx.posts.sources().terms(&wanted);
    if let Some(lacks) = &terms.lacks {
        return Err(words::cannot_be_watched(lacks, &terms).into());
    }
    if cx.guild.channel(SOCIAL).is_none() {
        return Err(words::no_channel().into());
    }
    let all = store::sources(&mut &cx.db, cx.guild.id).await?;
    let what_key = watch::key(&wanted);
    let kind = watch::kind(wanted.kind);
    let by = (network, kind, wanted.host.as_str(), what_key.as_str());
    let known = store::source_of(&mut &cx.db, cx.guild.id, by).await?;
    if let Some(known) = all.iter().find(|source| Some(source.id) == known) {
        return match cx.first_answer().await? {
            Some(first) => Ok(first),
            None => Err(words::watched_already(known).into()),
        };
    }
    if all.len() >= store::MOST_SOURCES {
        return Err(words::too_many_sources(store::MOST_SOURCES).into());
    }
    let ceiling_mills =
        poll::ceiling(&terms, args.ceiling).ok_or_else(|| words::ceiling_too_high(terms.most_mills))?;
    let mut tx = cx.begin().await?;
    let mut source = match known {
        Some(id) => store::lock_source(&mut tx, cx.guild.id, id).await?,
        None => None,
    };
    let is_new = source.is_none();
    let mut row = match source.take() {
        Some(removed) => removed,
        None => new_source(next_number(&mut tx, cx.guild.id, SOURCE).await?, cx, &wanted, kind),
    };
    begin_anew(&mut row, cx, ceiling_mills);
    if is_new {
        if !store::insert_source(&mut tx, cx.guild.id, &row, &what_key).await? {
            drop(tx);
            return match cx.first_answer().await? {
                Some(first) => Ok(first),
                None => Err(words::watched_already(&row).into()),
            };
        }
    } else {
        store::save_source(&mut tx, cx.guild.id, &row);
    }
    noted(&mut tx, &Actor::from(cx), &row, "added", Some(Change::noted(fields(&row.facts)?)));
    set(&mut tx, cx.guild.id, &row, cx.now).await?;
    let channel_id = cx.guild.channel(SOCIAL).unwrap_or_default();
    let reply = cx.in_place(words::added(cx, &row, &terms, channel_id));
    cx.commit(tx, reply).await
}

fn new_source(id: i64, cx: &Context, wanted: &Watch, kind: Kind) -> Source {
    Source {
        id,
        network: wanted.network,
        kind,
        host: wanted.host.clone(),
        what: wanted.what.clone(),
        facts: SourceFacts {
            state: SourceState::Active,
            pause: None,
            pause_note: None,
            paused_at: None,
            filters_json: Json(Filters::default()),
            ceiling_mills: 0,
        },
        mark: None,
        session_bytes: None,
        since_at: At::from(cx.now),
        next_poll_at: None,
        next_wide_at: At::from(poll::next_wide(cx.now)),
        polled_at: None,
        heard_at: None,
        trouble: None,
        trouble_since_at: None,
        failures: 0,
        day: cx.guild.zone.date(cx.now).to_string(),
        posts_today: 0,
        month: poll::month(cx.now),
        cost_mills: 0,
        version: 0,
        created_at: At::from(cx.now),
    }
}

/// From now on; one that was removed forgets where it was, and not what it has cost.
fn begin_anew(row: &mut Source, cx: &Context, ceiling_mills: i64) {
    poll::roll(row, &cx.guild.zone, cx.now);
    poll::go_on(row, cx.now);
    (row.mark, row.since_at) = (None, At::from(cx.now));
    (row.polled_at, row.heard_at) = (None, None);
    row.next_wide_at = At::from(poll::next_wide(cx.now));
    row.facts.ceiling_mills = ceiling_mills;
    row.version += 1;
}

/// The source of that number, unless it was removed.
pub async fn read(cx: &Context, id: i64) -> Result<Source, Error> {
    let found = store::source(&mut &cx.db, cx.guild.id, id).await?;
    let found = found.filter(|source| source.facts.state != SourceState::Removed);
    let mut source = found.ok_or_else(|| words::unknown_source(id))?;
    poll::roll(&mut source, &cx.guild.zone, cx.now);
    Ok(source)
}

/// `/source list`: what is watched, and what could be.
pub async fn source_list(cx: &Context, _args: SourceList) -> Answer {
    let mut all = store::sources(&mut &cx.db, cx.guild.id).await?;
    all.iter_mut().for_each(|source| poll::roll(source, &cx.guild.zone, cx.now));
    let ways: Vec<String> =
        [Network::X, Network::Bluesky, Network::Mastodon].map(|network| cx.posts.way(network)).into();
    Ok(cx.in_place(words::source_list(cx, &all, &ways)))
}

/// `/source show`: how one is.
pub async fn source_show(cx: &Context, args: SourceShow) -> Answer {
    let source = read(cx, args.source.0).await?;
    let terms = cx.posts.sources().terms(&source.watch());
    Ok(cx.in_place(words::source_card(cx, &source, &terms)))
}

/// `/source edit`: what it may cost, and what leaves a post out.
pub async fn edit(cx: &Context, args: SourceEdit) -> Answer {
    let source = read(cx, args.source.0).await?;
    let terms = cx.posts.sources().terms(&source.watch());
    let mut tx = cx.begin().await?;
    let held = store::lock_source(&mut tx, cx.guild.id, source.id).await?;
    let mut row = held.ok_or_else(|| words::unknown_source(source.id))?;
    let before = row.facts.clone();
    let filters = &mut row.facts.filters_json.0;
    for (typed, list) in [(&args.languages, &mut filters.languages), (&args.without, &mut filters.without)] {
        if let Some(typed) = typed {
            *list = filter::list(typed);
            if list.len() > MOST_FILTERS {
                return Err(words::too_many_filters(MOST_FILTERS).into());
            }
        }
    }
    let is_code = |code: &String| code.len() == 2 && code.bytes().all(|c| c.is_ascii_alphabetic());
    if let Some(wrong) = filters.languages.iter().find(|code| !is_code(code)) {
        return Err(words::no_language(wrong).into());
    }
    filters.followers = args.followers.unwrap_or(filters.followers);
    if args.ceiling.is_some() {
        row.facts.ceiling_mills =
            poll::ceiling(&terms, args.ceiling).ok_or_else(|| words::ceiling_too_high(terms.most_mills))?;
    }
    let Some(change) = difference(&fields(&before)?, &fields(&row.facts)?) else {
        drop(tx);
        return Ok(cx.in_place(words::source_card(cx, &source, &terms)));
    };
    row.version += 1;
    store::save_source(&mut tx, cx.guild.id, &row);
    noted(&mut tx, &Actor::from(cx), &row, "edited", Some(change));
    poll::roll(&mut row, &cx.guild.zone, cx.now);
    let reply = cx.in_place(words::source_changed(cx, &row, &terms));
    cx.commit(tx, reply).await
}

/// **Test**: asks the network now, and keeps nothing of what it says but what that cost.
pub async fn test(cx: &Context, args: SourceTest) -> Answer {
    let source = read(cx, args.source.0).await?;
    let watch = source.watch();
    let terms = cx.posts.sources().terms(&watch);
    if let Some(lacks) = &terms.lacks {
        return Err(words::cannot_be_watched(lacks, &terms).into());
    }
    let most_posts = poll::room(&source, &terms).min(TESTED);
    if most_posts == 0 {
        return Err(words::not_tested_at_ceiling(&source).into());
    }
    let ask = Ask {
        watch: &watch,
        since: source.since_at.utc(),
        mark: source.mark.as_deref(),
        session: source.session_bytes.as_deref(),
        pass: Pass::Usual,
        most_posts,
        wants_own: false,
        now: cx.now,
    };
    let heard = cx.posts.sources().hear(ask).await;
    let reply = cx.in_place(words::tested(cx, &source, &heard));
    if terms.post_mills == 0 {
        return Ok(reply);
    }
    let mut tx = cx.begin().await?;
    if let Some(mut row) = store::lock_source(&mut tx, cx.guild.id, source.id).await? {
        poll::roll(&mut row, &cx.guild.zone, cx.now);
        record::paid(&mut tx, cx.guild.id, &mut row, (&terms, &heard), cx.now).await?;
        store::save_source(&mut tx, cx.guild.id, &row);
    }
    cx.commit(tx, reply).await
}

/// What `/settings check` tells of sources.
pub async fn checks(db: &Db, guild: &Guild) -> Result<Vec<String>, Error> {
    let all = store::sources(&mut &*db, guild.id).await?;
    Ok(all.iter().filter_map(|source| words::finding(source, guild.sight_anywhere())).collect())
}

/// What a source costs this month is told as of now.
pub fn as_of(mut source: Source, guild: &Guild, now: DateTime<Utc>) -> Source {
    poll::roll(&mut source, &guild.zone, now);
    source
}
