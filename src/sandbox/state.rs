//! Everything the sandbox knows, under one lock, and the small steps that change it.

use super::{
    Options,
    error::ApiError,
    faults::FaultState,
    gateway::Gateway,
    ids::{Id, Ids},
    interactions::{Form, Interaction},
    journal::Journal,
    limits::Buckets,
    model::{Attachment, Channel, Command, Guild, Message, Upload, User, kind},
    networks::NetworkState,
    permissions::{self, Permissions},
    world::Application,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// The whole of "Discord".
pub struct State {
    pub app: Application,
    /// Where this server can be reached, without a slash at the end.
    pub base_url: String,
    pub ids: Ids,
    pub users: BTreeMap<Id, User>,
    pub guilds: BTreeMap<Id, Guild>,
    pub channels: BTreeMap<Id, Channel>,
    pub messages: HashMap<Id, Message>,
    /// Message ids by channel, oldest first.
    pub by_channel: HashMap<Id, BTreeSet<Id>>,
    /// Private replies in order of birth, to forget the oldest.
    private_order: VecDeque<Id>,
    pub files: HashMap<Id, Upload>,
    pub commands: Vec<Command>,
    /// How many commands were created on a day, globally and per guild.
    pub commands_created: HashMap<(Option<Id>, NaiveDate), u32>,
    pub scheduled_events: BTreeMap<Id, Map<String, Value>>,
    /// The voice or stage channel that a member of a guild is in.
    pub voice: BTreeMap<(Id, Id), Id>,
    pub interactions: HashMap<Id, Interaction>,
    pub interactions_by_token: HashMap<String, Id>,
    /// Interactions in order of birth, to forget the oldest.
    pub interaction_order: VecDeque<Id>,
    pub forms: BTreeMap<Id, Form>,
    /// The latest autocomplete choices that each user was offered.
    pub offered: HashMap<Id, Vec<Value>>,
    /// Sent nonces by channel, with the message and when it was sent.
    pub nonces: HashMap<(Id, String), (Id, DateTime<Utc>)>,
    pub endpoint: Option<String>,
    pub gateway: Gateway,
    pub journal: Journal,
    pub buckets: Buckets,
    pub faults: FaultState,
    pub networks: NetworkState,
}

impl State {
    pub fn new(options: &Options, base_url: String) -> Self {
        let world = options.world.clone();
        Self {
            app: world.application,
            base_url,
            ids: Ids::default(),
            users: world.users,
            guilds: world.guilds,
            channels: world.channels,
            messages: HashMap::new(),
            by_channel: HashMap::new(),
            private_order: VecDeque::new(),
            files: HashMap::new(),
            commands: Vec::new(),
            commands_created: HashMap::new(),
            scheduled_events: BTreeMap::new(),
            voice: BTreeMap::new(),
            interactions: HashMap::new(),
            interactions_by_token: HashMap::new(),
            interaction_order: VecDeque::new(),
            forms: BTreeMap::new(),
            offered: HashMap::new(),
            nonces: HashMap::new(),
            endpoint: None,
            gateway: Gateway::default(),
            journal: Journal::new(options.journal_keep),
            buckets: Buckets::new(options.limits.clone()),
            faults: FaultState::default(),
            networks: NetworkState::default(),
        }
    }

    pub fn bot_id(&self) -> Id {
        self.app.bot_id
    }

    /// The guild, if the bot is in it.
    pub fn guild(&self, id: Id) -> Result<&Guild, ApiError> {
        let guild = self.guilds.get(&id).ok_or_else(ApiError::unknown_guild)?;
        match guild.members.contains_key(&self.app.bot_id) {
            true => Ok(guild),
            false => Err(ApiError::missing_access()),
        }
    }

    pub fn guild_mut(&mut self, id: Id) -> Result<&mut Guild, ApiError> {
        self.guild(id)?;
        self.guilds.get_mut(&id).ok_or_else(ApiError::unknown_guild)
    }

    /// The channel, if it exists and the bot can see it.
    pub fn channel(&self, id: Id) -> Result<&Channel, ApiError> {
        let channel = self.channels.get(&id).ok_or_else(ApiError::unknown_channel)?;
        match self.bot_may(channel, Permissions::VIEW_CHANNEL) {
            true => Ok(channel),
            false => Err(ApiError::missing_access()),
        }
    }

    /// The channel, if the bot can see it and has `needed` there (else 50013).
    pub fn channel_for(&self, id: Id, needed: Permissions) -> Result<&Channel, ApiError> {
        let channel = self.channel(id)?;
        match self.bot_may(channel, needed) {
            true => Ok(channel),
            false => Err(ApiError::missing_permissions()),
        }
    }

    pub fn bot_may(&self, channel: &Channel, needed: Permissions) -> bool {
        permissions::in_channel(self, channel, self.app.bot_id).has(needed)
    }

    /// What the bot may do in the guild as a whole (else 50013).
    pub fn need_in_guild(&self, guild_id: Id, needed: Permissions) -> Result<(), ApiError> {
        match permissions::in_guild(self.guild(guild_id)?, self.app.bot_id).has(needed) {
            true => Ok(()),
            false => Err(ApiError::missing_permissions()),
        }
    }

    /// A message in a channel that everyone there can see.
    pub fn message_in(&self, channel_id: Id, id: Id) -> Result<&Message, ApiError> {
        let found = self.messages.get(&id);
        let found = found.filter(|m| m.channel_id == channel_id && m.private_to.is_none());
        found.ok_or_else(ApiError::unknown_message)
    }

    /// The messages of a channel, oldest first, private replies of all members included.
    pub fn messages_of(&self, channel_id: Id) -> impl DoubleEndedIterator<Item = &Message> {
        let ids = self.by_channel.get(&channel_id).into_iter().flatten();
        ids.filter_map(|id| self.messages.get(id))
    }

    /// Stores a new message at the end of its channel.
    pub fn insert_message(&mut self, message: Message) {
        self.by_channel.entry(message.channel_id).or_default().insert(message.id);
        if let Some(channel) = self.channels.get_mut(&message.channel_id)
            && message.private_to.is_none()
        {
            channel.last_message_id = Some(message.id);
        }
        if message.private_to.is_some() {
            self.private_order.push_back(message.id);
        }
        self.messages.insert(message.id, message);
        self.forget_old_private();
    }

    /// Private replies live on one person's screen only; very old ones are let go, as by a client that
    /// was restarted.
    fn forget_old_private(&mut self) {
        const KEPT: usize = 5_000;
        while self.private_order.len() > KEPT {
            let Some(id) = self.private_order.pop_front() else { return };
            // It may have been dismissed long ago.
            let _ = self.delete_message(id);
        }
    }

    /// Removes a message and tells the gateway, unless only one person saw it.
    pub fn delete_message(&mut self, id: Id) -> Result<(), ApiError> {
        let message = self.messages.remove(&id).ok_or_else(ApiError::unknown_message)?;
        if let Some(ids) = self.by_channel.get_mut(&message.channel_id) {
            ids.remove(&id);
        }
        for attachment in &message.attachments {
            self.files.remove(&attachment.id);
        }
        if message.private_to.is_none() {
            self.send_message_deleted(&message);
        }
        Ok(())
    }

    /// Keeps a file and gives it an address.
    pub fn store_file(&mut self, now: DateTime<Utc>, channel_id: Id, upload: Upload) -> Attachment {
        let id = self.ids.next(now);
        let attachment = Attachment {
            id,
            filename: upload.filename.clone(),
            description: None,
            content_type: upload.content_type.clone(),
            size: upload.bytes.len(),
            url: format!("{}/attachments/{channel_id}/{id}/{}", self.base_url, url_safe(&upload.filename)),
        };
        self.files.insert(id, upload);
        attachment
    }

    /// The direct-message channel between the bot and a user, opened if need be.
    pub fn dm_channel(&mut self, now: DateTime<Utc>, user_id: Id) -> Id {
        let bot_id = self.app.bot_id;
        let open = self.channels.values().find(|c| c.kind == kind::DM && c.recipients.contains(&user_id));
        if let Some(channel) = open {
            return channel.id;
        }
        let id = self.ids.next(now);
        let channel = Channel {
            id,
            kind: kind::DM,
            guild_id: None,
            name: String::new(),
            topic: None,
            position: 0,
            parent_id: None,
            overwrites: Vec::new(),
            recipients: vec![user_id, bot_id],
            thread: None,
            last_message_id: None,
        };
        self.channels.insert(id, channel);
        id
    }

    /// The commands that can be used in a guild (its own before global ones), or in a direct message.
    pub fn commands_in(&self, guild_id: Option<Id>) -> impl Iterator<Item = &Command> {
        let own = self.commands.iter().filter(move |c| guild_id.is_some() && c.guild_id == guild_id);
        let global = self.commands.iter().filter(move |c| c.guild_id.is_none() && c.allowed_in(guild_id));
        own.chain(global)
    }
}

impl Command {
    /// Whether a global command can be used in a guild, or without one in a direct message.
    fn allowed_in(&self, guild_id: Option<Id>) -> bool {
        let context = if guild_id.is_some() { 0 } else { 1 };
        match self.json.get("contexts").and_then(Value::as_array) {
            Some(contexts) => contexts.iter().any(|c| c.as_u64() == Some(context)),
            None => guild_id.is_some() || self.json.get("dm_permission") != Some(&Value::Bool(false)),
        }
    }
}

/// A file name as a path segment: anything unusual becomes an underscore, as Discord does.
fn url_safe(name: &str) -> String {
    let keep = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' };
    name.chars().map(keep).take(200).collect()
}
