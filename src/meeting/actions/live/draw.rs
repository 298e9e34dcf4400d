//! The messages of a meeting that is held: each is a card, edited in place.

use super::clock;
use crate::{
    contract::{Context, Directory, Guild, NOBODY, Noun, Purpose},
    db::{At, Reads, Tx},
    error::Error,
    meeting::{
        Computed, Item, Live, OCCURRENCE, Occurrence, Series, State,
        rules::{self, Mark},
        store,
        words::{self, Scene, Seen},
    },
    queue::Target,
    room::{Actor, Place, Ports, Thing, draw, links_of, tell},
};

/// Discord's `VIEW_CHANNEL`.
const SEES: u64 = 1 << 10;
/// Things made of one topic that its message names.
const MOST_MADE: i64 = 20;

/// The card in the channel that the thread hangs on.
pub fn head_key(occurrence_id: i64) -> String {
    format!("{OCCURRENCE}:{occurrence_id}")
}

/// The card of a topic.
pub fn topic_key(occurrence_id: i64, item_id: i64) -> String {
    format!("{OCCURRENCE}:{occurrence_id}:topic:{item_id}")
}

/// The card in the thread that stands for a confidential topic.
fn stand_in_key(occurrence_id: i64, item_id: i64) -> String {
    format!("{OCCURRENCE}:{occurrence_id}:elsewhere:{item_id}")
}

fn time_key(occurrence_id: i64, item_id: i64) -> String {
    format!("{OCCURRENCE}:{occurrence_id}:time:{item_id}")
}

fn over_key(occurrence_id: i64) -> String {
    format!("{OCCURRENCE}:{occurrence_id}:over")
}

/// What draws the messages of meetings in a guild.
pub struct Draws<'a> {
    pub guild: &'a Guild,
    pub by: Actor,
    /// The private channel of the series, if not everybody reads it.
    pub private: Option<i64>,
}

impl<'a> Draws<'a> {
    /// For what a person does. Asks Discord about the private channel, so not inside a transaction.
    pub async fn of(cx: &'a Context, series: &Series) -> Self {
        let private = closed(&*cx.directory, cx.guild.id, series).await;
        Self { guild: &cx.guild, by: Actor::from(cx), private }
    }

    /// For what docket does by itself.
    pub async fn by_itself(guild: &'a Guild, by: Actor, ports: &Ports, series: &Series) -> Self {
        Self { guild, by, private: closed(&*ports.directory, guild.id, series).await }
    }

    fn seen(&self, channel_id: i64) -> Seen<'a> {
        Seen { guild: self.guild, sight: self.guild.sight_in(channel_id), now: self.by.now }
    }

    /// Brings the head up to date.
    pub fn head(&self, tx: &mut Tx, scene: &Scene) -> Result<(), Error> {
        let channel_id = scene.series.facts.channel_id;
        let message = words::live_head(&self.seen(channel_id), scene);
        let admin = self.guild.channel_of(Purpose::ADMIN).filter(|admin| *admin != channel_id);
        let fallback = admin.map(|admin| (Target::Channel(admin), words::not_posted_live(&scene.series)));
        draw(tx, &self.by, Target::Channel(channel_id), &head_key(scene.occurrence.id), &message, fallback)
    }

    /// Says the agenda in the thread, once.
    pub fn agenda(&self, tx: &mut Tx, scene: &Scene, sections: &[Computed]) -> Result<(), Error> {
        let channel_id = scene.series.facts.channel_id;
        let message = words::live_agenda(scene, sections);
        tell(tx, &self.by, Place::thread(channel_id, &head_key(scene.occurrence.id)), &message, None)
    }

    /// Brings the message of a topic up to date; a confidential one is in the private channel. `ping` is told that it is
    /// theirs to begin.
    pub fn topic(&self, tx: &mut Tx, scene: &Scene, item: &Item, ping: Option<i64>) -> Result<(), Error> {
        let (channel_id, id) = (scene.series.facts.channel_id, scene.occurrence.id);
        let head = head_key(id);
        let thread = Place::thread(channel_id, &head);
        let key = topic_key(id, item.id);
        if !item.is_confidential {
            let message = words::live_topic(&self.seen(channel_id), scene, item, ping);
            return draw(tx, &self.by, thread, &key, &message, None);
        }
        let is_current = scene.occurrence.facts.current_item_id == Some(item.id)
            && scene.occurrence.facts.state == State::Live;
        draw(tx, &self.by, thread, &stand_in_key(id, item.id), &words::elsewhere(scene, is_current), None)?;
        if let Some(private) = self.private {
            let message = words::live_topic(&self.seen(private), scene, item, ping);
            draw(tx, &self.by, Target::Channel(private), &key, &message, None)?;
        }
        Ok(())
    }

    /// Brings the message of the topic that is spoken about up to date.
    pub fn current(&self, tx: &mut Tx, scene: &Scene) -> Result<(), Error> {
        match scene.current() {
            Some(item) => self.topic(tx, scene, item, None),
            None => Ok(()),
        }
    }

    /// The time-cop speaks.
    pub fn time(&self, tx: &mut Tx, scene: &Scene, item: &Item, mark: Option<Mark>) -> Result<(), Error> {
        let channel_id = scene.series.facts.channel_id;
        let seen = self.seen(channel_id);
        let message = match mark {
            Some(mark) => words::time_is(&seen, scene, item, mark),
            None => words::time_was(&seen, scene, item),
        };
        let head = head_key(scene.occurrence.id);
        draw(
            tx,
            &self.by,
            Place::thread(channel_id, &head),
            &time_key(scene.occurrence.id, item.id),
            &message,
            None,
        )
    }

    /// What the time-cop has said about a topic is over, if it has spoken.
    pub fn time_is_over(
        &self,
        tx: &mut Tx,
        scene: &Scene,
        item: &Item,
        (began, minutes): clock::Boxed,
    ) -> Result<(), Error> {
        match rules::reached(began, minutes, self.by.now) {
            Some(_) => self.time(tx, scene, item, None),
            None => Ok(()),
        }
    }

    /// The planned end is near, has come, or does not matter any more.
    pub async fn soon_over(&self, tx: &mut Tx, scene: &Scene) -> Result<(), Error> {
        let channel_id = scene.series.facts.channel_id;
        let ownerless = super::super::minutes::ownerless(tx, self.guild, scene).await?;
        let message = words::soon_over(&self.seen(channel_id), scene, &ownerless);
        let head = head_key(scene.occurrence.id);
        draw(tx, &self.by, Place::thread(channel_id, &head), &over_key(scene.occurrence.id), &message, None)
    }
}

/// The private channel of a series, if it is there and not everybody reads it.
async fn closed(directory: &dyn Directory, guild_id: i64, series: &Series) -> Option<i64> {
    let channel_id = series.facts.private_channel_id?;
    let facts = directory.facts_as(guild_id, NOBODY, Vec::new()).await.ok()??;
    let channel = facts.channels.iter().find(|channel| channel.id == channel_id)?;
    (channel.own_permissions & SEES == 0).then_some(channel_id)
}

/// A meeting with all that its messages show.
pub async fn look(
    on: &mut impl Reads,
    guild_id: i64,
    (series, occurrence): (&Series, &Occurrence),
    private: Option<i64>,
) -> Result<Scene, Error> {
    let id = occurrence.id;
    let unknown =
        Live { occurrence_id: id, active_at: At::from(occurrence.facts.starts_at.utc()), is_late: false };
    let items = store::items_of(on, guild_id, id).await?;
    let notes = store::notes(on, guild_id, id).await?;
    let mut made = Vec::new();
    for item in &items {
        let thing = Thing { noun: Noun::AGENDA_ITEM, id: item.id };
        for link in links_of(on, guild_id, thing, MOST_MADE).await? {
            if let Some(code) = code(&link.noun, link.id) {
                made.push((item.id, code));
            }
        }
    }
    Ok(Scene {
        series: series.clone(),
        occurrence: occurrence.clone(),
        live: store::live(on, guild_id, id).await?.unwrap_or(unknown),
        speakers: store::speakers(on, guild_id, id).await?,
        attendance: store::attendance(on, guild_id, id).await?,
        items,
        notes,
        made,
        private,
    })
}

/// How people name what was made of a topic.
fn code(noun: &str, id: i64) -> Option<String> {
    match noun {
        "action" => Some(format!("ACT-{id}")),
        "decision" => Some(format!("DEC-{id}")),
        _ => None,
    }
}
