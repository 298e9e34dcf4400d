//! The messages of a meeting that is held: each is a card, edited in place.

use super::clock;
use crate::{
    action,
    contract::{Context, Directory, Guild, Message, NOBODY, Noun, Purpose, Timer},
    db::{At, Reads, Tx},
    error::{Error, Fault},
    meeting::{
        Computed, Item, Live, OCCURRENCE, Occurrence, Series,
        rules::{self, Mark},
        store,
        words::{self, Scene, Seen},
    },
    queue::{self, Target},
    room::{Actor, Place, Ports, Thing, draw, draw_or_say_once, links_of},
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

/// The card with a part of the agenda in the thread; the first is part 0.
pub fn agenda_key(occurrence_id: i64, part: usize) -> String {
    match part {
        0 => format!("{OCCURRENCE}:{occurrence_id}:agenda"),
        part => format!("{OCCURRENCE}:{occurrence_id}:agenda:{part}"),
    }
}

/// The card in the thread that stands for a confidential topic.
pub fn stand_in_key(occurrence_id: i64, item_id: i64) -> String {
    format!("{OCCURRENCE}:{occurrence_id}:elsewhere:{item_id}")
}

/// The card of an item of a release whose turn it is.
pub fn round_key(occurrence_id: i64, item_id: i64) -> String {
    format!("{OCCURRENCE}:{occurrence_id}:round:{item_id}")
}

/// The card of the time-cop about a topic.
pub fn time_key(occurrence_id: i64, item_id: i64) -> String {
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
    /// Whether Discord did not say who reads it.
    pub is_unsure: bool,
    /// Whether docket hears replies in the thread.
    hears_messages: bool,
}

impl<'a> Draws<'a> {
    /// For what a person does. Asks Discord about the private channel, so not inside a transaction.
    pub async fn of(cx: &'a Context, series: &Series) -> Self {
        let (private, is_unsure) = closed(&*cx.directory, cx.guild.id, series).await;
        let (by, hears_messages) = (Actor::from(cx), cx.hears_messages);
        Self { guild: &cx.guild, by, private, is_unsure, hears_messages }
    }

    /// For what docket does by itself.
    pub async fn by_itself(guild: &'a Guild, by: Actor, ports: &Ports, series: &Series) -> Self {
        let (private, is_unsure) = closed(&*ports.directory, guild.id, series).await;
        Self { guild, by, private, is_unsure, hears_messages: ports.hears_messages }
    }

    /// For a job that publishes what is confidential: it is tried again while Discord does not say who reads the private
    /// channel. The last time it goes on without.
    pub fn are_sure(&self, timer: &Timer) -> Result<(), Error> {
        match self.is_unsure && timer.job.attempts < queue::MAX_ATTEMPTS {
            true => {
                Err(Fault::Broken("Discord does not say yet who reads a private channel".to_owned()).into())
            }
            false => Ok(()),
        }
    }

    fn seen(&self, channel_id: i64) -> Seen<'a> {
        Seen { guild: self.guild, sight: self.guild.sight_in(channel_id), now: self.by.now }
    }

    /// Draws a card of the meeting. That the channel is lost in the middle of it is said once, not for each card.
    fn card<'p>(
        &self,
        tx: &mut Tx,
        scene: &Scene,
        place: impl Into<Place<'p>>,
        card: &str,
        message: &Message,
    ) -> Result<(), Error> {
        let (mark, instead) = lost(self.guild, &scene.series);
        draw_or_say_once(tx, &self.by, place, card, message, (&mark, instead))
    }

    /// Brings the head up to date.
    pub fn head(&self, tx: &mut Tx, scene: &Scene) -> Result<(), Error> {
        let channel_id = scene.series.facts.channel_id;
        let message = words::live_head(&self.seen(channel_id), scene);
        self.card(tx, scene, Target::Channel(channel_id), &head_key(scene.occurrence.id), &message)
    }

    /// Shows the agenda in the thread, each part a card of its own; says how many there are.
    pub fn agenda(&self, tx: &mut Tx, scene: &Scene, sections: &[Computed]) -> Result<usize, Error> {
        let parts = words::live_agenda(scene, sections, self.hears_messages);
        for (part, message) in parts.iter().enumerate() {
            self.agenda_part(tx, scene, (part, message))?;
        }
        Ok(parts.len())
    }

    /// Draws one part of the agenda.
    pub fn agenda_part(
        &self,
        tx: &mut Tx,
        scene: &Scene,
        (part, message): (usize, &Message),
    ) -> Result<(), Error> {
        let head = head_key(scene.occurrence.id);
        let place = Place::thread(scene.series.facts.channel_id, &head);
        self.card(tx, scene, place, &agenda_key(scene.occurrence.id, part), message)
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
            return self.card(tx, scene, thread, &key, &message);
        }
        self.stand_in(tx, scene, item)?;
        if let Some(private) = self.private {
            let message = words::live_topic(&self.seen(private), scene, item, ping);
            draw(tx, &self.by, Target::Channel(private), &key, &message, None)?;
        }
        Ok(())
    }

    /// Brings the head up to date after a topic was changed, and the topic's message if it is there.
    pub async fn changed(
        &self,
        tx: &mut Tx,
        (series, occurrence): (&Series, &Occurrence),
        item_id: i64,
    ) -> Result<(), Error> {
        let guild_id = self.guild.id;
        let scene = look(tx, guild_id, (series, occurrence), self.private).await?;
        self.head(tx, &scene)?;
        let is_shown = queue::card(tx, guild_id, &topic_key(occurrence.id, item_id)).await?.is_some();
        match scene.items.iter().find(|item| item.id == item_id).filter(|_| is_shown) {
            Some(item) => self.topic(tx, &scene, item, None),
            None => Ok(()),
        }
    }

    /// Says in the thread that a confidential topic is spoken about in the private channel.
    pub fn stand_in(&self, tx: &mut Tx, scene: &Scene, item: &Item) -> Result<(), Error> {
        let id = scene.occurrence.id;
        let head = head_key(id);
        let thread = Place::thread(scene.series.facts.channel_id, &head);
        let message = words::elsewhere(scene, scene.is_current(item));
        self.card(tx, scene, thread, &stand_in_key(id, item.id), &message)
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
        let key = time_key(scene.occurrence.id, item.id);
        self.card(tx, scene, Place::thread(channel_id, &head), &key, &message)
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
        self.card(tx, scene, Place::thread(channel_id, &head), &over_key(scene.occurrence.id), &message)
    }
}

/// Under what it is said once that the channel of a series is lost, and what is said then, and where.
pub fn lost(guild: &Guild, series: &Series) -> (String, Option<(Target, Message)>) {
    let channel_id = series.facts.channel_id;
    let admin = guild.channel_of(Purpose::ADMIN).filter(|admin| *admin != channel_id);
    let instead = admin.map(|admin| (Target::Channel(admin), words::channel_is_lost(guild, series)));
    (format!("meeting:{}:{channel_id}", series.id), instead)
}

/// The private channel of a series, if it is there and not everybody reads it; and whether Discord did not say.
async fn closed(directory: &dyn Directory, guild_id: i64, series: &Series) -> (Option<i64>, bool) {
    let Some(channel_id) = series.facts.private_channel_id else { return (None, false) };
    let Ok(facts) = directory.facts_as(guild_id, NOBODY, Vec::new()).await else { return (None, true) };
    let channels = facts.map(|facts| facts.channels).unwrap_or_default();
    let channel = channels.iter().find(|channel| channel.id == channel_id);
    (channel.filter(|channel| channel.own_permissions & SEES == 0).map(|channel| channel.id), false)
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
    let made = made(on, guild_id, &items).await?;
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

/// What was made of topics, as people name it; what was taken back is not.
pub async fn made(on: &mut impl Reads, guild_id: i64, items: &[Item]) -> Result<Vec<(i64, String)>, Error> {
    let mut links = Vec::new();
    for item in items {
        let thing = Thing { noun: Noun::AGENDA_ITEM, id: item.id };
        links.extend(links_of(on, guild_id, thing, MOST_MADE).await?.into_iter().map(|link| (item.id, link)));
    }
    let ids = |noun: &str| -> Vec<i64> {
        links.iter().filter(|(_, link)| link.noun == noun).map(|(_, link)| link.id).collect()
    };
    let (actions, decisions) = (ids(ACTION), ids(DECISION));
    let mut gone: Vec<(&str, i64)> = Vec::new();
    if !actions.is_empty() {
        let all = action::actions_named(on, guild_id, &actions).await?;
        gone.extend(
            all.iter().filter(|it| it.facts.state == action::State::Withdrawn).map(|it| (ACTION, it.id)),
        );
    }
    if !decisions.is_empty() {
        let all = action::decisions_named(on, guild_id, &decisions).await?;
        gone.extend(all.iter().filter(|it| !it.counts()).map(|it| (DECISION, it.id)));
    }
    links.retain(|(_, link)| !gone.contains(&(link.noun.as_str(), link.id)));
    Ok(links.iter().filter_map(|(item_id, link)| Some((*item_id, code(&link.noun, link.id)?))).collect())
}

/// The nouns of what is made of topics.
const ACTION: &str = "action";
const DECISION: &str = "decision";

/// How people name what was made of a topic.
fn code(noun: &str, id: i64) -> Option<String> {
    match noun {
        ACTION => Some(format!("ACT-{id}")),
        DECISION => Some(format!("DEC-{id}")),
        _ => None,
    }
}
