//! Every event and answer must be readable by serenity's types.

use super::*;
use crate::sandbox::{gateway::Frame, intent};
use serenity::model::{
    application::{Command, CurrentApplicationInfo, Interaction},
    channel::{GuildChannel, Message, PrivateChannel},
    event::{Event, GatewayEvent},
    gateway::BotGateway,
    guild::{Member, PartialGuild, Role, ScheduledEvent},
};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// Opens a session that is read frame by frame.
fn listen(scene: &Scene, intents: u64) -> UnboundedReceiver<Frame> {
    let (out, frames) = unbounded_channel();
    scene.sandbox.core.change(|state, _| state.gateway.open(intents, out));
    frames
}

/// The names of all events so far; each must be one that serenity knows and can read.
fn events(frames: &mut UnboundedReceiver<Frame>) -> Vec<String> {
    let mut names = Vec::new();
    while let Ok(frame) = frames.try_recv() {
        let Frame::Text(text) = frame else { continue };
        match serde_json::from_str(&text) {
            Ok(GatewayEvent::Dispatch(_, Event::Unknown(event))) => panic!("unknown event {}", event.kind),
            Ok(GatewayEvent::Dispatch(_, event)) => names.push(event.name().unwrap_or_default().to_owned()),
            Ok(other) => panic!("not a dispatch: {other:?}"),
            Err(error) => panic!("{error} in {text}"),
        }
    }
    names
}

#[tokio::test]
async fn serenity_reads_every_event() {
    let scene = Scene::open().await;
    let all = intent::GUILDS | intent::GUILD_MEMBERS | intent::GUILD_MESSAGES | intent::DIRECT_MESSAGES;
    let mut frames = listen(&scene, all | intent::GUILD_SCHEDULED_EVENTS);
    scene.register_note().await;
    let (guild, sales) = (scene.guild, scene.member("Sales"));
    let general = scene.channel("general");
    scene.sandbox.core.change(|state, _| state.send_guild(guild));
    let (_, sent) = scene.send("general", json!({ "content": "x", "embeds": [{ "title": "t", "fields": [{ "name": "n", "value": "v" }] }], "components": [
        { "type": 1, "components": [{ "type": 2, "style": 5, "label": "Open", "url": "https://example.com" }, { "type": 2, "style": 4, "label": "No", "custom_id": "no" }] },
        { "type": 1, "components": [{ "type": 7, "custom_id": "where", "channel_types": [0] }] },
    ] })).await;
    let id = sent["id"].as_str().expect("an id").to_owned();
    let message = format!("/channels/{general}/messages/{id}");
    scene.call(Method::PATCH, &message, json!({ "content": "y" })).await;
    scene.post(&format!("{message}/threads"), json!({ "name": "Talk" })).await;
    scene.call(Method::DELETE, &message, json!(null)).await;
    let handle = scene.note();
    scene.answer(&handle, json!({ "type": 4, "data": { "content": "Filed." } })).await;
    let new = scene.sandbox.join(guild, "New support engineer", &[]);
    scene.sandbox.set_roles(guild, new, &[scene.role("Reporter")]);
    scene.sandbox.leave(guild, new);
    scene.sandbox.set_role_permissions(guild, scene.role("PM"), Default::default());
    scene.sandbox.delete_role(guild, scene.role("PM"));
    let made = scene.sandbox.create_channel(guild, "new");
    scene.sandbox.set_overwrite(made, guild, Default::default(), Default::default());
    scene.sandbox.faults().delete_channel(made).expect("there");
    let dm = scene.sandbox.dm_channel(sales);
    scene.sandbox.type_line(dm, sales, "hello");
    let at = |hours: i64| (noon() + chrono::Duration::hours(hours)).to_rfc3339();
    scene.post(&format!("/guilds/{guild}/scheduled-events"), json!({ "name": "Sync", "privacy_level": 2, "entity_type": 3,
        "scheduled_start_time": at(1), "scheduled_end_time": at(2), "entity_metadata": { "location": "here" } })).await;
    scene.sandbox.leave(guild, scene.sandbox.bot_id());
    scene.sandbox.add_bot(guild, &[]);
    let seen = events(&mut frames);
    for expected in [
        "GUILD_CREATE",
        "MESSAGE_CREATE",
        "MESSAGE_UPDATE",
        "MESSAGE_DELETE",
        "THREAD_CREATE",
        "INTERACTION_CREATE",
        "GUILD_MEMBER_ADD",
        "GUILD_MEMBER_UPDATE",
        "GUILD_MEMBER_REMOVE",
        "GUILD_ROLE_UPDATE",
        "GUILD_ROLE_DELETE",
        "CHANNEL_CREATE",
        "CHANNEL_UPDATE",
        "CHANNEL_DELETE",
        "GUILD_SCHEDULED_EVENT_CREATE",
        "GUILD_DELETE",
    ] {
        assert!(seen.iter().any(|name| name == expected), "{expected} in {seen:?}");
    }
}

#[tokio::test]
async fn text_of_others_is_empty_without_the_intent_unless_the_bot_is_meant() {
    let scene = Scene::open().await;
    let mut frames = listen(&scene, intent::GUILD_MESSAGES | intent::DIRECT_MESSAGES);
    let (general, sales) = (scene.channel("general"), scene.member("Sales"));
    scene.sandbox.type_line(general, sales, "not for the bot");
    scene.sandbox.type_line(general, sales, "@docket look at this");
    let dm = scene.sandbox.dm_channel(sales);
    scene.sandbox.type_line(dm, sales, "in private");
    let mut contents = Vec::new();
    while let Ok(Frame::Text(text)) = frames.try_recv() {
        let value: Value = serde_json::from_str(&text).expect("JSON");
        contents.push(value["d"]["content"].as_str().unwrap_or_default().to_owned());
    }
    let mention = format!("<@{}> look at this", scene.sandbox.bot_id());
    assert_eq!(contents, ["", mention.as_str(), "in private"]);
}

#[tokio::test]
async fn serenity_reads_every_answer() {
    let scene = Scene::open().await;
    scene.register_note().await;
    let guild = scene.guild;
    async fn read<T: serde::de::DeserializeOwned>(scene: &Scene, path: &str) -> T {
        let (status, body) = scene.get(path).await;
        assert_eq!(status, 200, "{path}: {body}");
        let text = body.to_string();
        serde_json::from_value(body).unwrap_or_else(|error| panic!("{path}: {error} in {text}"))
    }
    let _: BotGateway = read(&scene, "/gateway/bot").await;
    let info: CurrentApplicationInfo = read(&scene, "/oauth2/applications/@me").await;
    assert_eq!(info.verify_key, scene.sandbox.public_key());
    let _: serenity::model::user::CurrentUser = read(&scene, "/users/@me").await;
    let commands: Vec<Command> = read(&scene, &format!("/applications/{}/commands", scene.app())).await;
    assert_eq!(commands.len(), 2);
    let partial: PartialGuild = read(&scene, &format!("/guilds/{guild}")).await;
    assert!(partial.roles.len() > 4);
    let _: Vec<Role> = read(&scene, &format!("/guilds/{guild}/roles")).await;
    let _: Vec<GuildChannel> = read(&scene, &format!("/guilds/{guild}/channels")).await;
    let _: Member = read(&scene, &format!("/guilds/{guild}/members/{}", scene.member("Sales"))).await;
    let found: Vec<Member> = read(&scene, &format!("/guilds/{guild}/members/search?query=PM%20G")).await;
    assert_eq!(found.len(), 1);
    let _: Vec<ScheduledEvent> = read(&scene, &format!("/guilds/{guild}/scheduled-events")).await;
    scene.send("general", json!({ "content": "x" })).await;
    let _: Vec<Message> = read(&scene, &format!("/channels/{}/messages", scene.channel("general"))).await;
    let (_, dm) =
        scene.post("/users/@me/channels", json!({ "recipient_id": scene.member("Sales").to_string() })).await;
    let _: PrivateChannel = serde_json::from_value(dm).expect("a direct message");
    let interaction: Interaction =
        serde_json::from_value(scene.payload_of(&scene.note())).expect("an interaction");
    assert_eq!(interaction.command().map(|command| command.data.name), Some("note".to_owned()));
}
