//! What is on the agenda of an occurrence: the sections that rooms offer, and the topics that are queued.

use super::item::boxed;
use crate::{
    contract::{AgendaAsk, AgendaEntry, AgendaScope, AgendaSection, Guild, Noun, Sight},
    db::{Db, Reads},
    error::Error,
    meeting::{
        Computed, Item, Occurrence, Rsvp, Series, State,
        rules::{self, Fit},
        store,
    },
    room::{Thing, links_of},
};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// Entries of a section that a board shows.
const MOST_ENTRIES: usize = 6;
/// Topics whose links are looked at, so that a thing is named once.
const MOST_LINKED: usize = 25;
/// Things that one topic is about, at most.
const MOST_ABOUT: i64 = 5;

/// All that a board shows of an occurrence.
#[derive(Clone, Debug)]
pub struct Agenda {
    pub series: Series,
    pub occurrence: Occurrence,
    pub sections: Vec<Computed>,
    /// In their order, the confidential ones as well: who shows them decides.
    pub items: Vec<Item>,
    pub votes: Vec<store::Count>,
    pub readers: Vec<store::Count>,
    pub answers: Vec<Rsvp>,
    pub fit: Fit,
    /// What became of topics, once it is over.
    pub became: Vec<store::Outcome>,
}

impl Agenda {
    /// The topics that everybody may see.
    pub fn open_items(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| !item.is_confidential)
    }

    /// The topics for the private channel.
    pub fn private_items(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.is_confidential)
    }
}

/// The sections as they were kept when the meeting began, as they may be read now; `None` before that.
fn kept(occurrence: &Occurrence, sight: Sight<'_>) -> Option<Vec<Computed>> {
    let frozen = occurrence.facts.frozen_json.as_ref()?;
    let all = serde_json::from_value::<Vec<Computed>>(frozen.0.clone()).ok()?;
    Some(all.into_iter().map(|section| section.seen_with(sight)).collect())
}

/// What rooms have for an occurrence; once it has begun, as that was kept then. Not inside a transaction.
///
/// # Errors
/// When the database does not answer.
pub async fn offered(
    (db, guild): (&Db, &Guild),
    offered: &[&'static AgendaSection],
    (series, occurrence): (&Series, &Occurrence),
    (sight, now): (Sight<'_>, DateTime<Utc>),
) -> Result<Vec<Computed>, Error> {
    if let Some(kept) = kept(occurrence, sight) {
        return Ok(kept);
    }
    let on = &mut { db };
    let about = about(on, guild.id, occurrence.id).await?;
    let since = store::last_started(on, guild.id, series.id, occurrence.facts.starts_at.utc()).await?;
    let ask = AgendaAsk { now, since, sight, scope: AgendaScope::All, most: MOST_ENTRIES + 1 };
    Ok(sections((db, guild), offered, series, (&ask, about)).await)
}

/// The agenda with these sections, and all that belongs to this room as it is now: read in the transaction that shows it, so that
/// what is shown last is the newest.
///
/// # Errors
/// When the database does not answer.
pub async fn agenda(
    on: &mut impl Reads,
    guild: &Guild,
    (series, occurrence): (&Series, &Occurrence),
    sections: Vec<Computed>,
) -> Result<Agenda, Error> {
    let is_over = matches!(occurrence.facts.state, State::Wrapping | State::Published);
    let items = match is_over {
        true => store::items_of(on, guild.id, occurrence.id).await?,
        false => store::queued(on, guild.id, occurrence.id).await?,
    };
    let became = if is_over { store::outcomes(on, guild.id, occurrence.id).await? } else { Vec::new() };
    let ids: Vec<i64> = items.iter().map(|item| item.id).collect();
    let votes = store::votes(on, guild.id, &ids).await?;
    let readers = store::readers(on, guild.id, &ids).await?;
    let answers = store::answers(on, guild.id, occurrence.id).await?;
    let all: Vec<rules::Boxed> = items.iter().map(|item| boxed(item, &votes)).collect();
    let fit = rules::fit(occurrence.facts.duration_minutes, &all);
    let (series, occurrence) = (series.clone(), occurrence.clone());
    Ok(Agenda { series, occurrence, sections, items, votes, readers, answers, fit, became })
}

/// The sections of a series, each thing once: what `named` has already is left out. One that fails says so.
pub async fn sections(
    (db, guild): (&Db, &Guild),
    offered: &[&'static AgendaSection],
    series: &Series,
    (ask, mut named): (&AgendaAsk<'_>, BTreeSet<String>),
) -> Vec<Computed> {
    let wanted: Vec<&'static AgendaSection> =
        offered.iter().copied().filter(|section| series.facts.sections_json.0.has(section.key)).collect();
    let most = ask.most.saturating_sub(1);
    let mut all = Vec::new();
    for section in wanted {
        let mut computed = Computed {
            key: section.key.to_owned(),
            title: section.title.to_owned(),
            lines: Vec::new(),
            keys: Vec::new(),
            owners: Vec::new(),
            has_more: false,
            is_broken: false,
            nothing: section.nothing.to_owned(),
            above: None,
        };
        match found((db, guild), section, ask).await {
            Ok((entries, above)) => {
                computed.above = above;
                computed.has_more = entries.len() > most;
                for entry in entries.into_iter().take(most) {
                    if named.insert(entry.key.clone()) {
                        computed.lines.push(entry.text);
                        computed.keys.push(entry.key);
                        computed.owners.push(entry.owner_user_id);
                    }
                }
                let is_alone = computed.lines.is_empty() && !computed.has_more;
                if let Some(above) = computed.above.take_if(|_| is_alone)
                    && section.above.is_some_and(|it| it.stands_alone)
                {
                    computed.nothing = format!("{} {above}", computed.nothing);
                }
            }
            Err(error) => {
                tracing::error!(guild.id = guild.id, section = section.key, %error, "a section of an agenda failed");
                computed.is_broken = true;
            }
        }
        all.push(computed);
    }
    all
}

/// What a room has for its section; what stands above it is no word to one member.
async fn found(
    (db, guild): (&Db, &Guild),
    section: &AgendaSection,
    ask: &AgendaAsk<'_>,
) -> Result<(Vec<AgendaEntry>, Option<String>), Error> {
    let entries = (section.entries)(db, guild, ask).await?;
    let above = match section.above.filter(|_| ask.owed_by().is_none()) {
        Some(above) => (above.line)(db, guild, ask).await?,
        None => None,
    };
    Ok((entries, above))
}

/// Noun and number of what the topics of an occurrence are about: no section names that again.
pub async fn about(
    on: &mut impl Reads,
    guild_id: i64,
    occurrence_id: i64,
) -> Result<BTreeSet<String>, Error> {
    let items = store::queued(&mut *on, guild_id, occurrence_id).await?;
    let mut named = BTreeSet::new();
    for item in items.iter().filter(|item| !item.is_confidential).take(MOST_LINKED) {
        let thing = Thing { noun: Noun::AGENDA_ITEM, id: item.id };
        let links = links_of(&mut *on, guild_id, thing, MOST_ABOUT).await?;
        named.extend(links.into_iter().map(|link| format!("{}:{}", link.noun, link.id)));
    }
    Ok(named)
}
