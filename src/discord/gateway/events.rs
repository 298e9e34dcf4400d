//! What happens in Discord, as it happens.

use super::{
    super::{
        doors::{Doors, Heard, Reaction, Social, may_be_meant},
        permissions,
        wire::id,
    },
    catch_up,
    marks::{ChannelKey, Marks},
    store, voice,
};
use crate::{db::again, error::Error, room::Voice, workspace};
use serenity::{
    all::{
        Context, EventHandler, Guild, GuildChannel, GuildId, GuildMemberUpdateEvent, Interaction, Member,
        Message, Ready, ResumedEvent, Role, ScheduledEvent, ScheduledEventStatus, ShardStageUpdateEvent,
        UnavailableGuild, User, VoiceState,
    },
    async_trait,
    gateway::ConnectionStage,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Takes events to where they belong. serenity runs each in a task of its own.
pub(super) struct Events {
    pub doors: Arc<Doors>,
    pub marks: Arc<Marks>,
    /// Whether what happens is this process's to answer. It may have lost the gateway and not be off it yet.
    pub held: watch::Receiver<bool>,
    pub is_connected: Arc<AtomicBool>,
    /// The guilds that docket is in, as far as the gateway has said, each with what ends its catching up.
    pub guilds: Mutex<BTreeMap<i64, CancellationToken>>,
    /// Ends with the connection.
    pub stop: CancellationToken,
}

#[async_trait]
impl EventHandler for Events {
    async fn ready(&self, _: Context, ready: Ready) {
        self.marks.pause();
        self.is_connected.store(true, Ordering::Relaxed);
        tracing::info!(guilds = ready.guilds.len(), "connected to the gateway");
        self.say_farewells(&ready).await;
        for guild in &ready.guilds {
            let guild_id = id(guild.id.get());
            self.catch_up(guild_id);
        }
    }

    async fn resume(&self, _: Context, _: ResumedEvent) {
        self.marks.pause();
        self.is_connected.store(true, Ordering::Relaxed);
        tracing::info!("connected to the gateway again");
        let guilds: Vec<i64> = self.guilds().keys().copied().collect();
        guilds.into_iter().for_each(|guild_id| self.catch_up(guild_id));
    }

    async fn shard_stage_update(&self, _: Context, event: ShardStageUpdateEvent) {
        self.is_connected.store(event.new == ConnectionStage::Connected, Ordering::Relaxed);
    }

    async fn interaction_create(&self, _: Context, interaction: Interaction) {
        if !*self.held.borrow() {
            return;
        }
        let changed = guild_whose_settings_change(&interaction);
        self.doors.tracker.track_future(self.doors.over_gateway(interaction)).await;
        if let Some(guild_id) = changed {
            self.catch_up_on_what_is_new(guild_id).await;
        }
    }

    async fn guild_create(&self, _: Context, guild: Guild, _: Option<bool>) {
        let guild_id = id(guild.id.get());
        self.guilds().entry(guild_id).or_default();
        let facts = permissions::facts(&permissions::from_gateway(&guild, self.doors.own_user_id));
        let now = self.doors.clock.now();
        if let Err(error) = again(Error::is_conflict, || {
            workspace::joined(&self.doors.db, &self.doors.rooms, now, &facts, guild_id)
        })
        .await
            && self.doors.db.is_worth_a_line(error.is_passing())
        {
            tracing::error!(guild.id = guild_id, error = %error, "a guild could not be greeted");
        }
        self.may_post_again(guild_id).await;
        self.in_voice(guild_id, &voice::all(&guild)).await;
        self.doors.nudge.notify_one();
    }

    async fn guild_delete(&self, _: Context, guild: UnavailableGuild, _: Option<Guild>) {
        // An outage of Discord's is not a farewell.
        if guild.unavailable {
            return;
        }
        let guild_id = id(guild.id.get());
        if let Some(catching_up) = self.guilds().remove(&guild_id) {
            catching_up.cancel();
        }
        let now = self.doors.clock.now();
        if let Err(error) = again(Error::is_conflict, || workspace::left(&self.doors.db, now, guild_id)).await
            && self.doors.db.is_worth_a_line(error.is_passing())
        {
            tracing::error!(guild.id = guild_id, error = %error, "a farewell could not be noted");
        }
    }

    async fn channel_delete(&self, _: Context, channel: GuildChannel, _: Option<Vec<Message>>) {
        let (guild_id, channel_id) = (id(channel.guild_id.get()), id(channel.id.get()));
        let now = self.doors.clock.now();
        if let Err(error) = again(Error::is_conflict, || {
            workspace::channel_gone(&self.doors.db, &self.doors.rooms, now, guild_id, channel_id)
        })
        .await
            && self.doors.db.is_worth_a_line(error.is_passing())
        {
            tracing::error!(guild.id = guild_id, channel.id = channel_id, error = %error, "a lost channel could not be noted");
        }
        self.doors.nudge.notify_one();
    }

    async fn channel_update(&self, _: Context, _: Option<GuildChannel>, channel: GuildChannel) {
        self.may_post_again(id(channel.guild_id.get())).await;
    }

    async fn guild_role_update(&self, _: Context, _: Option<Role>, role: Role) {
        self.may_post_again(id(role.guild_id.get())).await;
    }

    async fn guild_member_update(
        &self,
        _: Context,
        _: Option<Member>,
        _: Option<Member>,
        changed: GuildMemberUpdateEvent,
    ) {
        // Other people's roles let docket do no more than before.
        if id(changed.user.id.get()) == self.doors.own_user_id {
            self.may_post_again(id(changed.guild_id.get())).await;
        }
    }

    async fn guild_member_removal(&self, _: Context, guild: GuildId, user: User, _: Option<Member>) {
        let (guild_id, user_id) = (id(guild.get()), id(user.id.get()));
        let now = self.doors.clock.now();
        let rooms = self.doors.rooms;
        if let Err(error) =
            again(Error::is_conflict, || rooms.member_left(&self.doors.db, now, guild_id, user_id)).await
            && self.doors.db.is_worth_a_line(error.is_passing())
        {
            tracing::error!(guild.id = guild_id, user.id = user_id, error = %error, "a member's leaving could not be noted");
        }
        self.doors.nudge.notify_one();
    }

    async fn guild_scheduled_event_delete(&self, _: Context, event: ScheduledEvent) {
        self.event_gone(&event).await;
    }

    async fn guild_scheduled_event_update(&self, _: Context, event: ScheduledEvent) {
        if event.status == ScheduledEventStatus::Canceled {
            self.event_gone(&event).await;
        }
    }

    async fn voice_state_update(&self, _: Context, _: Option<VoiceState>, state: VoiceState) {
        if let Some((guild_id, voice)) = voice::moved(&state) {
            self.in_voice(guild_id, &voice).await;
        }
    }

    async fn reaction_add(&self, _: Context, reaction: serenity::all::Reaction) {
        if !*self.held.borrow() {
            return;
        }
        if let Some(reaction) = Reaction::read(&reaction) {
            self.doors.tracker.track_future(self.doors.reacted(reaction)).await;
        }
    }

    async fn message(&self, _: Context, mut message: Message) {
        let Some(guild_id) = message.guild_id.map(|guild| id(guild.get())) else { return };
        let channel = (guild_id, id(message.channel_id.get()));
        let (message_id, own_user_id) = (id(message.id.get()), self.doors.own_user_id);
        // Whoever has the gateway now catches up on it.
        if !*self.held.borrow() {
            return;
        }
        if !may_be_meant(&message, own_user_id) {
            self.hear(&message, guild_id).await;
            return self.write(channel, self.marks.seen(channel, message_id)).await;
        }
        self.marks.begin(channel, message_id);
        let social = match workspace::guild(&self.doors.db, guild_id).await {
            Ok(guild) => Social::of(&guild),
            Err(error) => {
                if self.doors.db.is_worth_a_line(error.is_passing()) {
                    tracing::warn!(guild.id = guild_id, error = %error, "the settings could not be read for a message");
                }
                if !message.mention_roles.is_empty() {
                    // The mark stays before it, so that it is caught up on.
                    return;
                }
                Social::default()
            }
        };
        match self.doors.read_mention(&mut message, guild_id, None, social).await {
            Some(mentioned) => self.doors.tracker.track_future(self.doors.mentioned(mentioned)).await,
            None => self.hear(&message, guild_id).await,
        }
        self.write(channel, self.marks.end(channel, message_id)).await;
    }
}

impl Events {
    /// Passes on what is said in a thread or as an answer that a room waits for.
    async fn hear(&self, message: &Message, guild_id: i64) {
        if let Some(heard) = Heard::read(message, guild_id, self.doors.own_user_id) {
            self.doors.tracker.track_future(self.doors.heard(heard)).await;
        }
    }

    /// Tells the rooms that an event of docket's own is gone.
    async fn event_gone(&self, event: &ScheduledEvent) {
        let is_own = event.creator_id.is_none_or(|user| id(user.get()) == self.doors.own_user_id);
        if !is_own || !*self.held.borrow() {
            return;
        }
        let (guild_id, event_id) = (id(event.guild_id.get()), id(event.id.get()));
        let (now, rooms) = (self.doors.clock.now(), self.doors.rooms);
        if let Err(error) =
            again(Error::is_conflict, || rooms.event_gone(&self.doors.db, now, guild_id, event_id)).await
            && self.doors.db.is_worth_a_line(error.is_passing())
        {
            tracing::error!(guild.id = guild_id, error = %error, "a deleted event could not be noted");
        }
        self.doors.nudge.notify_one();
    }

    /// Tells the rooms who is in voice channels.
    async fn in_voice(&self, guild_id: i64, voice: &Voice) {
        if !*self.held.borrow() {
            return;
        }
        let (now, rooms) = (self.doors.clock.now(), self.doors.rooms);
        if let Err(error) =
            again(Error::is_conflict, || rooms.in_voice(&self.doors.db, now, guild_id, voice)).await
            && self.doors.db.is_worth_a_line(error.is_passing())
        {
            tracing::error!(guild.id = guild_id, error = %error, "who is in a voice channel could not be noted");
        }
        self.doors.nudge.notify_one();
    }

    /// Permissions have changed: what was put aside because one was missing is tried again.
    async fn may_post_again(&self, guild_id: i64) {
        match workspace::works_again(&self.doors.db, self.doors.clock.now(), guild_id).await {
            Ok(false) => {}
            Ok(true) => self.doors.nudge.notify_one(),
            Err(error) if !self.doors.db.is_worth_a_line(error.is_passing()) => {}
            Err(error) => {
                tracing::warn!(guild.id = guild_id, error = %error, "what was put aside was not tried again yet");
            }
        }
    }

    /// Catches up on a guild, from here on alone: what was still to be tried again is tried by this one.
    fn catch_up(&self, guild_id: i64) {
        let stop = self.stop.child_token();
        if let Some(before) = self.guilds().insert(guild_id, stop.clone()) {
            before.cancel();
        }
        let (doors, marks) = (Arc::clone(&self.doors), Arc::clone(&self.marks));
        self.doors.tracker.spawn(async move { catch_up::guild(&doors, &marks, guild_id, &stop).await });
    }

    /// Guilds that removed docket while it was not connected are not among those that Discord lists. Of several shards each
    /// hears of its own guilds (Discord's documentation, "Sharding").
    async fn say_farewells(&self, ready: &Ready) {
        let shards = ready.shard.map_or((0, 1), |shard| (u64::from(shard.id.0), u64::from(shard.total)));
        let is_listed = |guild_id: i64| {
            let is_ours = u64::try_from(guild_id).is_ok_and(|id| (id >> 22) % shards.1.max(1) == shards.0);
            !is_ours || ready.guilds.iter().any(|guild| id(guild.id.get()) == guild_id)
        };
        let now = self.doors.clock.now();
        if let Err(error) = workspace::left_unless_listed(&self.doors.db, now, is_listed).await
            && self.doors.db.is_worth_a_line(error.is_passing())
        {
            tracing::error!(error = %error, "farewells could not be noted");
        }
    }

    /// Catches up on a guild if its settings name a channel that is not watched. A command that was refused, or changed
    /// something else, asks nothing of Discord.
    async fn catch_up_on_what_is_new(&self, guild_id: i64) {
        match workspace::guild(&self.doors.db, guild_id).await {
            Ok(guild) => {
                let channels: BTreeSet<i64> = guild.channels.values().copied().collect();
                self.marks.keep_only(guild_id, &channels);
                let mut channels = channels.into_iter();
                if channels.any(|channel_id| !self.marks.is_watched((guild_id, channel_id))) {
                    self.catch_up(guild_id);
                }
            }
            // It tries again until the settings can be read.
            Err(_) => self.catch_up(guild_id),
        }
    }

    async fn write(&self, channel: ChannelKey, mark: Option<i64>) {
        let Some(mark) = mark else { return };
        if let Err(error) = store::set_mark(&self.doors.db, channel, mark).await
            && self.doors.db.is_worth_a_line(error.is_unavailable())
        {
            tracing::warn!(guild.id = channel.0, channel.id = channel.1, error = %error, "a mark was not written down");
        }
    }

    fn guilds(&self) -> MutexGuard<'_, BTreeMap<i64, CancellationToken>> {
        // Nothing panics while it is held.
        self.guilds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The guild, when the interaction may name a channel to be watched.
fn guild_whose_settings_change(interaction: &Interaction) -> Option<i64> {
    const SETTINGS: &str = "settings";
    let (guild, line) = match interaction {
        Interaction::Command(it) => (it.guild_id, it.data.name.as_str()),
        Interaction::Component(it) => (it.guild_id, it.data.custom_id.as_str()),
        Interaction::Modal(it) => (it.guild_id, it.data.custom_id.as_str()),
        _ => return None,
    };
    guild.filter(|_| line.starts_with(SETTINGS)).map(|guild| id(guild.get()))
}
