//! How far each watched channel has been read. A mark never passes a mention that is still being answered.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// How many messages a mark may stay behind before it is written down without a mention.
const SLACK: u32 = 100;

/// The channel of a guild.
pub(super) type ChannelKey = (i64, i64);

#[derive(Default)]
struct Progress {
    newest: i64,
    answering: BTreeSet<i64>,
    unwritten: u32,
    /// False while the channel is being caught up on: then the mark stays where it was.
    is_open: bool,
}

impl Progress {
    /// The newest message up to which nothing is left to do.
    fn mark(&mut self) -> Option<i64> {
        if !self.is_open {
            return None;
        }
        self.unwritten = 0;
        Some(self.answering.first().map_or(self.newest, |oldest| self.newest.min(oldest - 1)))
    }
}

/// The progress in the channels that are watched. Messages in other channels are not followed.
#[derive(Default)]
pub(super) struct Marks(Mutex<BTreeMap<ChannelKey, Progress>>);

impl Marks {
    /// Holds all marks, because docket may have missed something; each moves again once its channel is caught up on.
    pub fn pause(&self) {
        self.all().values_mut().for_each(|progress| progress.is_open = false);
    }

    /// Follows a channel, its mark held.
    pub fn watch(&self, channel: ChannelKey) {
        self.all().entry(channel).or_default().is_open = false;
    }

    /// Whether a channel is followed, its mark held or not.
    pub fn is_watched(&self, channel: ChannelKey) -> bool {
        self.all().contains_key(&channel)
    }

    /// Whether a channel has been caught up on since its mark was last held.
    pub fn is_open(&self, channel: ChannelKey) -> bool {
        self.all().get(&channel).is_some_and(|progress| progress.is_open)
    }

    /// Follows, of a guild, no channels but these.
    pub fn keep_only(&self, guild_id: i64, channel_ids: &BTreeSet<i64>) {
        self.all().retain(|(of, channel_id), _| *of != guild_id || channel_ids.contains(channel_id));
    }

    /// Follows a channel no longer.
    pub fn forget(&self, channel: ChannelKey) {
        self.all().remove(&channel);
    }

    /// A channel has been caught up on as far as `newest`. Returns the mark to write down.
    pub fn open(&self, channel: ChannelKey, newest: i64) -> Option<i64> {
        self.with(channel, |progress| {
            progress.newest = progress.newest.max(newest);
            progress.is_open = true;
            progress.mark()
        })
    }

    /// A message came by that asks nothing. Returns the mark when it is worth writing down.
    pub fn seen(&self, channel: ChannelKey, message_id: i64) -> Option<i64> {
        self.with(channel, |progress| {
            progress.newest = progress.newest.max(message_id);
            progress.unwritten += 1;
            if progress.unwritten < SLACK { None } else { progress.mark() }
        })
    }

    /// A mention is being answered.
    pub fn begin(&self, channel: ChannelKey, message_id: i64) {
        self.with(channel, |progress| {
            progress.newest = progress.newest.max(message_id);
            progress.answering.insert(message_id);
            None
        });
    }

    /// A mention has been answered. Returns the mark to write down.
    pub fn end(&self, channel: ChannelKey, message_id: i64) -> Option<i64> {
        self.with(channel, |progress| {
            progress.answering.remove(&message_id);
            progress.mark()
        })
    }

    fn with(&self, channel: ChannelKey, change: impl FnOnce(&mut Progress) -> Option<i64>) -> Option<i64> {
        self.all().get_mut(&channel).and_then(change)
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<ChannelKey, Progress>> {
        // Nothing panics while it is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: ChannelKey = (1, 20);

    fn open(channel: ChannelKey) -> Marks {
        let marks = Marks::default();
        marks.watch(channel);
        marks.open(channel, 0);
        marks
    }

    #[test]
    fn a_mark_waits_for_the_oldest_mention_that_is_being_answered() {
        let marks = open(PLACE);
        marks.begin(PLACE, 100);
        marks.begin(PLACE, 200);
        assert_eq!(marks.end(PLACE, 200), Some(99), "100 is not answered yet");
        assert_eq!(marks.end(PLACE, 100), Some(200));
    }

    #[test]
    fn a_mark_moves_now_and_then_without_mentions() {
        let marks = open(PLACE);
        let written: Vec<_> = (1..=250).filter_map(|id| marks.seen(PLACE, id)).collect();
        assert_eq!(written, [100, 200]);
        marks.begin(PLACE, 251);
        let held: Vec<_> = (252..=360).filter_map(|id| marks.seen(PLACE, id)).collect();
        assert_eq!(held, [250], "the mention 251 is not answered yet");
    }

    #[test]
    fn a_mark_stays_until_its_channel_is_caught_up_on() {
        let marks = open(PLACE);
        marks.pause();
        marks.begin(PLACE, 500);
        assert_eq!(marks.end(PLACE, 500), None, "what came before 500 may have been missed");
        marks.begin(PLACE, 600);
        assert_eq!(marks.open(PLACE, 450), Some(599), "600 is not answered yet");
        assert_eq!(marks.end(PLACE, 600), Some(600));
    }

    #[test]
    fn channels_that_are_not_watched_are_not_followed() {
        let marks = open(PLACE);
        marks.begin((1, 21), 300);
        assert_eq!(marks.end((1, 21), 300), None);
        assert_eq!(marks.all().len(), 1);
    }
}
