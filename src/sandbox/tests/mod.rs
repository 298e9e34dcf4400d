//! The sandbox against real clients: serenity, and plain HTTP.

mod endpoint;
mod interactions;
mod messages;
mod page;
mod people;
mod rest;
mod serenity_client;
mod serenity_models;

use super::{Handle, Id, Limits, Options, Sandbox, Typed, World};
use crate::base::clock::Clock;
use chrono::{DateTime, Utc};
use reqwest::Method;
use serde_json::{Value, json};

fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).expect("in range")
}

/// A sandbox with the sample team, a clock that stands still, and a bot that speaks plain HTTP.
struct Scene {
    sandbox: Sandbox,
    http: reqwest::Client,
    guild: Id,
}

impl Scene {
    async fn open() -> Self {
        Self::with(World::sample(), Limits::generous()).await
    }

    async fn with(world: World, limits: Limits) -> Self {
        let mut options = Options::new(Clock::fixed(noon()), world);
        options.limits = limits;
        let sandbox = Sandbox::start(options).await.expect("a free port");
        let guild = sandbox.guild("Sample team").expect("seeded");
        let http = reqwest::Client::builder().no_proxy().user_agent("DiscordBot (test, 1)").build();
        Self { sandbox, http: http.expect("plain HTTP"), guild }
    }

    fn channel(&self, name: &str) -> Id {
        self.sandbox.channel(self.guild, name).expect("seeded")
    }

    fn member(&self, name: &str) -> Id {
        self.sandbox.member(self.guild, name).expect("seeded")
    }

    fn role(&self, name: &str) -> Id {
        self.sandbox.role(self.guild, name).expect("seeded")
    }

    fn app(&self) -> Id {
        self.sandbox.core.read(|state| state.app.id)
    }

    /// Sends a request as the bot.
    async fn call(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        let url = format!("{}/api/v10{path}", self.sandbox.url());
        let auth = format!("Bot {}", self.sandbox.token());
        let mut request = self.http.request(method, url).header("authorization", auth);
        if !body.is_null() {
            request = request.json(&body);
        }
        let response = request.send().await.expect("the sandbox answers");
        let status = response.status().as_u16();
        (status, response.json().await.unwrap_or(Value::Null))
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.call(Method::POST, path, body).await
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        self.call(Method::GET, path, Value::Null).await
    }

    /// Sends a message as the bot.
    async fn send(&self, channel: &str, body: Value) -> (u16, Value) {
        self.post(&format!("/channels/{}/messages", self.channel(channel)), body).await
    }

    /// Registers global commands.
    async fn register(&self, commands: Value) -> (u16, Value) {
        self.call(Method::PUT, &format!("/applications/{}/commands", self.app()), commands).await
    }

    /// Registers `/note text:… [importance:…]` and the menu "File feedback".
    async fn register_note(&self) {
        let (status, body) = self
            .register(json!([
                { "name": "note", "description": "Notes something", "options": [
                    { "type": 3, "name": "text", "description": "What", "required": true, "max_length": 40 },
                    { "type": 3, "name": "customer", "description": "Who", "autocomplete": true },
                    { "type": 4, "name": "importance", "description": "0 to 3", "min_value": 0, "max_value": 3 },
                    { "type": 6, "name": "member", "description": "Whom" },
                    { "type": 11, "name": "file", "description": "A file" },
                ]},
                { "type": 3, "name": "File feedback" },
            ]))
            .await;
        assert_eq!(status, 200, "{body}");
    }

    /// Types `/note` as the support engineer and returns the handle.
    fn note(&self) -> Handle {
        let typed = self.sandbox.type_line(
            self.channel("support"),
            self.member("Support engineer"),
            "/note text:SSO login loops",
        );
        sent(typed)
    }

    fn token_of(&self, handle: &Handle) -> String {
        self.sandbox.core.read(|state| state.interactions[&handle.id()].token.clone())
    }

    fn payload_of(&self, handle: &Handle) -> Value {
        let text = self.sandbox.core.read(|state| state.interactions[&handle.id()].payload.clone());
        serde_json::from_str(&text).expect("JSON")
    }

    /// Answers an interaction by the callback route.
    async fn answer(&self, handle: &Handle, body: Value) -> (u16, Value) {
        let token = self.token_of(handle);
        self.post(&format!("/interactions/{}/{token}/callback", handle.id()), body).await
    }
}

fn sent(typed: Typed) -> Handle {
    match typed {
        Typed::Sent(handle) => handle,
        Typed::Refused(why) => panic!("refused: {why}"),
        Typed::Posted(_) => panic!("posted as a message"),
    }
}

fn refused(typed: Typed) -> String {
    match typed {
        Typed::Refused(why) => why,
        Typed::Sent(_) => panic!("sent to the bot"),
        Typed::Posted(_) => panic!("posted as a message"),
    }
}
