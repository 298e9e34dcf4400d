//! Somebody in a guild, and what they can do.

use super::{Answer, World};
use docket::sandbox::{Beside, Handle, Id, Message, Typed, Upload};

/// A member of a guild, in one of its channels.
#[derive(Clone)]
pub struct Person<'w> {
    pub world: &'w World,
    pub id: Id,
    pub guild: Id,
    /// Where they type.
    pub channel: Id,
}

impl<'w> Person<'w> {
    pub(super) fn find(world: &'w World, guild: Id, name: &str) -> Self {
        let id = world.sandbox.member(guild, name).unwrap_or_else(|| panic!("there is no member {name}"));
        let channel = world.sandbox.channel(guild, "support").expect("each guild has #support");
        Self { world, id, guild, channel }
    }

    /// The same person in another channel.
    pub fn in_channel(mut self, name: &str) -> Self {
        self.channel =
            self.world.sandbox.channel(self.guild, name).unwrap_or_else(|| panic!("there is no #{name}"));
        self
    }

    /// The same person in a thread, or any channel by its id.
    pub fn in_room(mut self, room: super::Room<'_>) -> Self {
        self.channel = room.id;
        self
    }

    /// How a message names them.
    pub fn mention(&self) -> String {
        format!("<@{}>", self.id)
    }

    /// Types a command and waits for the answer.
    pub async fn types(&self, line: &str) -> Answer<'w> {
        self.awaits(self.world.sandbox.type_line(self.channel, self.id, line)).await
    }

    /// The same with a file, which an attachment option names.
    pub async fn types_with(&self, line: &str, file: Upload) -> Answer<'w> {
        self.awaits(self.world.sandbox.type_with_files(self.channel, self.id, line, vec![file])).await
    }

    /// Types a command and does not wait.
    pub fn begins(&self, line: &str) -> Handle {
        match self.world.sandbox.type_line(self.channel, self.id, line) {
            Typed::Sent(handle) => handle,
            Typed::Refused(why) => panic!("`{line}` was not sent: {why}"),
            Typed::Posted(_) => panic!("`{line}` is no command"),
        }
    }

    /// Writes a message for all to see.
    pub fn says(&self, text: &str) -> Message {
        self.says_with(text, Vec::new())
    }

    /// Writes a message with files.
    pub fn says_with(&self, text: &str, files: Vec<Upload>) -> Message {
        posted(self.world.sandbox.type_with_files(self.channel, self.id, text, files))
    }

    /// Writes a reply to a message.
    pub fn replies(&self, message: &Message, text: &str) -> Message {
        self.posts(text, Beside { reply_to: Some(message.id), ..Beside::default() })
    }

    /// Posts a message with what is not words: fields of Discord's message object as they are.
    pub fn posts_with(&self, text: &str, more: serde_json::Value) -> Message {
        let serde_json::Value::Object(more) = more else { panic!("fields are an object") };
        self.posts(text, Beside { more, ..Beside::default() })
    }

    fn posts(&self, text: &str, beside: Beside) -> Message {
        posted(self.world.sandbox.post(self.channel, self.id, text, beside))
    }

    /// Puts a reaction on a message.
    pub fn reacts(&self, message: &Message, emoji: &str) {
        let reacted = self.world.sandbox.react(self.id, message.id, emoji);
        reacted.unwrap_or_else(|why| panic!("no reaction: {why}"));
    }

    /// Points at a message and chooses "File feedback".
    pub async fn files_feedback_on(&self, message: &Message) -> Answer<'w> {
        self.chooses_on(message, "File feedback").await
    }

    /// Points at a message and chooses an entry of its menu.
    pub async fn chooses_on(&self, message: &Message, entry: &str) -> Answer<'w> {
        self.awaits(self.world.sandbox.run_menu(self.id, message.id, entry)).await
    }

    /// Presses a button of a message that they can see.
    pub async fn presses(&self, message: &Message, label: &str) -> Answer<'w> {
        self.awaits(self.world.sandbox.press(self.id, message.id, label)).await
    }

    /// Presses a button and does not wait.
    pub fn begins_press(&self, message: &Message, label: &str) -> Handle {
        let pressed = self.world.sandbox.press(self.id, message.id, label);
        pressed.handle().unwrap_or_else(|| panic!("“{label}” cannot be pressed"))
    }

    /// Chooses from a select of a message that they can see.
    pub async fn chooses(&self, message: &Message, which: &str, value: &str) -> Answer<'w> {
        self.awaits(self.world.sandbox.choose(self.id, message.id, which, &[value])).await
    }

    /// Submits an open form.
    pub async fn submits(&self, form: Id, inputs: &[(&str, &str)]) -> Answer<'w> {
        self.awaits(self.world.sandbox.submit(self.id, form, inputs)).await
    }

    /// What is offered while they type `line`: the labels, best first.
    pub async fn completes(&self, line: &str) -> Vec<String> {
        let offered = self.world.sandbox.complete(self.channel, self.id, line).await;
        offered.into_iter().map(|suggestion| suggestion.label).collect()
    }

    /// The messages that docket has sent them in private.
    pub fn direct_messages(&self) -> Vec<Message> {
        let bot = self.world.sandbox.bot_id();
        self.world.sandbox.dms(self.id).into_iter().filter(|message| message.author_id == bot).collect()
    }

    pub(super) async fn awaits(&self, typed: Typed) -> Answer<'w> {
        let handle = match &typed {
            Typed::Sent(handle) => Some(handle.clone()),
            _ => None,
        };
        Answer { person: self.clone(), outcome: typed.outcome().await, handle }
    }

    /// Waits for the answer to something begun before.
    pub async fn sees_answer_to(&self, handle: &Handle) -> Answer<'w> {
        Answer { person: self.clone(), outcome: handle.outcome().await, handle: Some(handle.clone()) }
    }
}

/// The message that was posted.
#[track_caller]
fn posted(typed: Typed) -> Message {
    match typed {
        Typed::Posted(message) => *message,
        Typed::Refused(why) => panic!("the message was not posted: {why}"),
        Typed::Sent(_) => panic!("what was typed is a command and no message"),
    }
}
