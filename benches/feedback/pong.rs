//! The bare bot: serenity and nothing else, answering every command with "pong".

use serenity::{
    all::{
        Command, CommandOptionType, Context, CreateCommand, CreateCommandOption, CreateInteractionResponse,
        CreateInteractionResponseMessage, EventHandler, GatewayIntents, HttpBuilder, Interaction, Ready,
    },
    async_trait,
    client::ClientBuilder,
};

/// The argument that makes the bench this bot.
pub const ARGUMENT: &str = "pong";
/// What its command says of itself.
pub const DESCRIPTION: &str = "Answers pong";

struct Pong;

#[async_trait]
impl EventHandler for Pong {
    async fn ready(&self, ctx: Context, _: Ready) {
        let option = |name: &str, is_required| {
            CreateCommandOption::new(CommandOptionType::String, name, "Not looked at").required(is_required)
        };
        let command = CreateCommand::new("feedback").description(DESCRIPTION);
        let command = command.add_option(option("text", true)).add_option(option("customer", false));
        Command::set_global_commands(&ctx.http, vec![command]).await.expect("commands are registered");
    }

    async fn interaction_create(&self, ctx: Context, interaction: Interaction) {
        let Interaction::Command(command) = interaction else { return };
        let message = CreateInteractionResponseMessage::new().content("pong").ephemeral(true);
        let response = CreateInteractionResponse::Message(message);
        if let Err(error) = command.create_response(&ctx.http, response).await {
            eprintln!("the bare bot could not answer: {error}");
        }
    }
}

/// Answers until it is ended.
pub async fn run(url: &str, token: &str) {
    let http = HttpBuilder::new(token).proxy(url).ratelimiter_disabled(true).build();
    // The same as docket asks for.
    let intents = GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES | GatewayIntents::DIRECT_MESSAGES;
    let mut client = ClientBuilder::new_with_http(http, intents).event_handler(Pong).await.expect("a client");
    let loopback = url.replacen("http", "ws", 1);
    assert!(client.ws_url.lock().await.starts_with(&loopback), "never the public gateway");
    client.start().await.expect("the gateway is there");
}
