//! A channel, as everyone in it sees it.

use super::{Person, World};
use docket::sandbox::{Id, Message};

/// One channel of a guild.
#[derive(Clone, Copy)]
pub struct Room<'w> {
    world: &'w World,
    pub id: Id,
}

impl<'w> Room<'w> {
    pub(super) fn find(world: &'w World, guild: Id, name: &str) -> Self {
        let id = world.sandbox.channel(guild, name).unwrap_or_else(|| panic!("there is no #{name}"));
        Self { world, id }
    }

    /// The thread on a message here.
    #[track_caller]
    pub fn thread_on(&self, message: &Message) -> Room<'w> {
        let message = self.world.sandbox.message(message.id).expect("the message is there");
        Room { world: self.world, id: message.thread_id.expect("a thread is on it") }
    }

    /// Waits until a message for everyone holds `text`.
    pub async fn shows(&self, text: &str) -> Message {
        let bot = self.world.sandbox.bot_id();
        let fits = |m: &Message| m.private_to.is_none() && m.author_id == bot && m.text().contains(text);
        let found = self.world.sandbox.wait_for(self.id, fits).await;
        found.unwrap_or_else(|| panic!("the channel does not show “{text}”:\n{}", self.transcript()))
    }

    /// What docket has said here for everyone, oldest first.
    pub fn messages(&self) -> Vec<Message> {
        let bot = self.world.sandbox.bot_id();
        let seen = self.world.sandbox.messages(self.id, bot).into_iter();
        seen.filter(|message| message.author_id == bot && message.private_to.is_none()).collect()
    }

    /// The one message here that holds `text`.
    #[track_caller]
    pub fn only(&self, text: &str) -> Message {
        let mut found: Vec<_> =
            self.messages().into_iter().filter(|message| message.text().contains(text)).collect();
        assert_eq!(found.len(), 1, "messages with “{text}”:\n{}", self.transcript());
        found.remove(0)
    }

    /// Everything docket has said here, to be shown when a test fails.
    pub fn transcript(&self) -> String {
        self.messages().iter().map(Message::text).collect::<Vec<_>>().join("\n---\n")
    }

    /// How often docket has posted something here that pings `person`; edits do not ping.
    pub fn pings(&self, person: &Person<'_>) -> usize {
        let mention = person.mention();
        let path = format!("/channels/{}/messages", self.id);
        let journal = self.world.sandbox.journal();
        let posted = journal.to("POST", "/channels/{channel_id}/messages").filter(|entry| entry.path == path);
        posted
            .filter(|entry| entry.status == 200)
            .filter_map(|entry| entry.body.as_ref())
            .filter(|body| body["content"].as_str().is_some_and(|content| content.contains(&mention)))
            .filter(|body| {
                let listed = body["allowed_mentions"]["users"].as_array();
                listed.is_some_and(|users| users.iter().any(|user| *user == person.id.to_string()))
            })
            .count()
    }
}
