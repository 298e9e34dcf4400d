//! A real serenity bot: connects, answers, and resumes.

use super::*;
use serenity::{
    all::{
        Client, Context, CreateCommand, CreateInteractionResponse, CreateInteractionResponseMessage,
        EventHandler, GatewayIntents, HttpBuilder, Interaction, Ready, ShardManager,
    },
    async_trait,
};
use std::sync::Arc;
use tokio::task::JoinHandle;

struct Pong;

#[async_trait]
impl EventHandler for Pong {
    async fn ready(&self, ctx: Context, _: Ready) {
        let command = CreateCommand::new("ping").description("Answers");
        serenity::all::Command::create_global_command(&ctx.http, command).await.expect("registered");
    }

    async fn interaction_create(&self, ctx: Context, interaction: Interaction) {
        let Interaction::Command(command) = interaction else { return };
        let message = CreateInteractionResponseMessage::new().content("pong").ephemeral(true);
        let response = CreateInteractionResponse::Message(message);
        command.create_response(&ctx.http, response).await.expect("answered");
    }
}

async fn start_bot(sandbox: &Sandbox) -> (Arc<ShardManager>, JoinHandle<()>) {
    let token = sandbox.token();
    let http = HttpBuilder::new(&token).proxy(sandbox.url()).ratelimiter_disabled(true).build();
    let intents = GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES | GatewayIntents::DIRECT_MESSAGES;
    let building = serenity::client::ClientBuilder::new_with_http(http, intents).event_handler(Pong);
    let mut client: Client = building.await.expect("a client");
    assert!(client.ws_url.lock().await.starts_with("ws://127.0.0.1"), "never the public gateway");
    let shards = client.shard_manager.clone();
    (shards, tokio::spawn(async move { client.start().await.expect("ran") }))
}

async fn ping(scene: &Scene) -> String {
    let by = scene.member("Support engineer");
    scene.sandbox.type_line(scene.channel("support"), by, "/ping").outcome().await.text()
}

#[tokio::test]
async fn a_serenity_bot_connects_answers_and_resumes() {
    let scene = Scene::open().await;
    let (shards, running) = start_bot(&scene.sandbox).await;
    assert!(scene.sandbox.wait_for_bot().await);
    assert_eq!(ping(&scene).await, "pong");
    for (round, trouble) in [
        (1, Box::new(|scene: &Scene| scene.sandbox.faults().reconnect()) as Box<dyn Fn(&Scene)>),
        (2, Box::new(|scene: &Scene| scene.sandbox.faults().cut_gateway())),
    ] {
        trouble(&scene);
        // Sent while nobody listens, or just before: the resumed session hears of it.
        assert_eq!(ping(&scene).await, "pong");
        let resumed = |state: &crate::sandbox::state::State| (state.gateway.resumed >= round).then_some(());
        assert!(scene.sandbox.core.wait(resumed).await.is_some(), "resume {round}");
    }
    assert_eq!(scene.sandbox.session_counts().0, 1, "one session all along");
    shards.shutdown_all().await;
    running.await.expect("the bot stopped");
    scene.sandbox.stop().await;
}

#[tokio::test]
async fn a_heartbeat_that_is_asked_for_comes_at_once() {
    let mut options = Options::new(Clock::fixed(noon()), World::sample());
    options.heartbeat_interval = std::time::Duration::from_secs(3600);
    let sandbox = Sandbox::start(options).await.expect("a free port");
    let (shards, running) = start_bot(&sandbox).await;
    assert!(sandbox.wait_for_bot().await);
    let before = sandbox.core.read(|state| state.gateway.heartbeats);
    sandbox.faults().ask_for_heartbeat();
    let comes = |state: &crate::sandbox::state::State| (state.gateway.heartbeats > before).then_some(());
    assert!(sandbox.core.wait(comes).await.is_some());
    shards.shutdown_all().await;
    running.await.expect("the bot stopped");
}

#[tokio::test]
async fn an_invalid_session_makes_the_bot_identify_again() {
    let scene = Scene::open().await;
    let (shards, running) = start_bot(&scene.sandbox).await;
    assert!(scene.sandbox.wait_for_bot().await);
    scene.sandbox.faults().invalid_session(false);
    let again = |state: &crate::sandbox::state::State| (state.gateway.identified >= 2).then_some(());
    assert!(scene.sandbox.core.wait(again).await.is_some());
    assert_eq!(ping(&scene).await, "pong");
    shards.shutdown_all().await;
    running.await.expect("the bot stopped");
}

#[tokio::test]
async fn privileged_intents_must_be_switched_on() {
    let scene = Scene::open().await;
    let token = scene.sandbox.token();
    let http = HttpBuilder::new(&token).proxy(scene.sandbox.url()).ratelimiter_disabled(true).build();
    let intents = GatewayIntents::GUILDS | GatewayIntents::GUILD_MEMBERS;
    let mut client = serenity::client::ClientBuilder::new_with_http(http, intents).await.expect("a client");
    let error = client.start().await.expect_err("refused");
    assert!(error.to_string().to_lowercase().contains("intent"), "{error}");
}

#[tokio::test]
async fn a_connection_without_heartbeat_acks_is_given_up_and_replaced() {
    let mut options = Options::new(Clock::fixed(noon()), World::sample());
    options.heartbeat_interval = std::time::Duration::from_millis(400);
    let sandbox = Sandbox::start(options).await.expect("a free port");
    let (shards, running) = start_bot(&sandbox).await;
    assert!(sandbox.wait_for_bot().await);
    sandbox.faults().mute_heartbeat_acks(true);
    let replaced = |state: &crate::sandbox::state::State| {
        (state.gateway.identified + state.gateway.resumed >= 2).then_some(())
    };
    assert!(sandbox.core.wait(replaced).await.is_some());
    sandbox.faults().mute_heartbeat_acks(false);
    shards.shutdown_all().await;
    running.await.expect("the bot stopped");
}
