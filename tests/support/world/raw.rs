//! Interactions made by hand, for what no client of Discord's would send.

use super::{Answer, Person};
use docket::sandbox::{Handle, Id, Permissions};
use serde_json::{Value, json};

/// The kind of an interaction, by Discord's number.
#[derive(Clone, Copy, Debug)]
pub enum Raw {
    Command = 2,
    Component = 3,
    Form = 5,
}

impl<'w> Person<'w> {
    /// Sends an interaction with this `data` as it is and waits for the answer.
    pub async fn sends(&self, kind: Raw, data: Value) -> Answer<'w> {
        let handle = self.sends_at_once(self.interaction(kind, data));
        self.sees_answer_to(&handle).await
    }

    /// Sends a whole interaction and does not wait.
    pub fn sends_at_once(&self, interaction: Value) -> Handle {
        self.world.sandbox.raw_interaction(interaction)
    }

    /// A slash command with these options.
    pub fn command(&self, name: &str, options: Value) -> Value {
        self.interaction(Raw::Command, command(name, options))
    }

    /// An interaction as Discord would send it from this person, around `data`.
    pub fn interaction(&self, kind: Raw, data: Value) -> Value {
        let sandbox = &self.world.sandbox;
        let guilds = sandbox.guilds();
        let guild = guilds.iter().find(|guild| guild.id == self.guild).expect("the guild is there");
        let roles: &[Id] = guild.members.get(&self.id).map_or(&[], |member| &member.roles);
        let user = json!({ "id": self.id, "username": "somebody", "global_name": "Somebody", "discriminator": "0",
            "avatar": null, "bot": false });
        let permissions = Permissions::everyone().0.to_string();
        let mut interaction = json!({
            "application_id": sandbox.bot_id(), "type": kind as u8, "data": data, "version": 1,
            "guild_id": self.guild, "channel_id": self.channel, "locale": "en-US", "guild_locale": "en-US",
            "app_permissions": "2251800082120704", "context": 0, "entitlements": [],
            "attachment_size_limit": 10_485_760, "authorizing_integration_owners": { "0": self.guild },
            "channel": { "id": self.channel, "type": 0, "guild_id": self.guild, "name": "support",
                "permissions": "2147483648" },
            "member": { "user": user, "roles": roles, "joined_at": "2026-01-01T00:00:00.000000+00:00", "nick": null,
                "avatar": null, "deaf": false, "mute": false, "pending": false, "flags": 0, "premium_since": null,
                "communication_disabled_until": null, "permissions": permissions },
        });
        if matches!(kind, Raw::Component) {
            interaction["message"] = self.some_message();
        }
        interaction
    }

    /// A message of docket's that a button could be on.
    fn some_message(&self) -> Value {
        let bot = self.world.sandbox.bot_id();
        json!({
            "id": "1400000000000000001", "channel_id": self.channel, "type": 0, "content": "", "embeds": [],
            "components": [], "attachments": [], "mentions": [], "mention_roles": [], "mention_everyone": false,
            "pinned": false, "tts": false, "flags": 0, "timestamp": "2026-11-18T17:59:00.000000+00:00",
            "edited_timestamp": null,
            "author": { "id": bot, "username": "docket", "global_name": null, "discriminator": "0", "avatar": null,
                "bot": true },
        })
    }
}

/// The data of a slash command.
pub fn command(name: &str, options: Value) -> Value {
    json!({ "id": "1400000000000000002", "name": name, "type": 1, "options": options })
}
