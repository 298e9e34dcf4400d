//! What a team would write in an afternoon: serenity, sqlx, one INSERT per command in its own transaction, one message to
//! the channel. No areas, no look-alikes, no undo, and what could not be sent is lost.

use serenity::{
    all::{
        ChannelId, Command, CommandInteraction, CommandOptionType, Context, CreateCommand,
        CreateCommandOption, CreateInteractionResponse, CreateInteractionResponseMessage, EventHandler,
        GatewayIntents, HttpBuilder, Interaction, Ready,
    },
    async_trait,
    client::ClientBuilder,
};
use sqlx::{
    PgPool, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};
use std::str::FromStr;

/// The argument that makes the bench this bot; then come the sandbox, the token, the database and the channel.
pub const ARGUMENT: &str = "afternoon";
/// What its command says of itself.
pub const DESCRIPTION: &str = "File feedback";

const TABLE: &str = "CREATE TABLE feedback (id INTEGER PRIMARY KEY, guild_id BIGINT NOT NULL, author_id BIGINT NOT NULL, \
                     customer TEXT, text TEXT NOT NULL)";
const INSERT: &str =
    "INSERT INTO feedback (guild_id, author_id, customer, text) VALUES ($1, $2, $3, $4) RETURNING id";

enum Store {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Store {
    /// A database of its own beside docket's, with the settings that are recommended for each.
    async fn open(url: &str) -> Self {
        if url.starts_with("sqlite") {
            let options = SqliteConnectOptions::from_str(&format!("{url}.afternoon")).expect("a file");
            let options = options.create_if_missing(true).journal_mode(SqliteJournalMode::Wal);
            let pool = SqlitePool::connect_with(options).await.expect("the file opens");
            sqlx::query(TABLE).execute(&pool).await.expect("a table");
            Self::Sqlite(pool)
        } else {
            let pool = PgPool::connect(url).await.expect("the database opens");
            let table = "CREATE TABLE feedback (id BIGSERIAL PRIMARY KEY, guild_id BIGINT NOT NULL, \
                         author_id BIGINT NOT NULL, customer TEXT, text TEXT NOT NULL)";
            sqlx::query(table).execute(&pool).await.expect("a table");
            Self::Postgres(pool)
        }
    }

    async fn insert(
        &self,
        command: &CommandInteraction,
        text: &str,
        customer: Option<&str>,
    ) -> sqlx::Result<i64> {
        let guild_id = command.guild_id.map_or(0, |id| id.get().cast_signed());
        let author_id = command.user.id.get().cast_signed();
        let (id,): (i64,) = match self {
            Self::Sqlite(pool) => {
                let insert = sqlx::query_as(INSERT).bind(guild_id).bind(author_id).bind(customer).bind(text);
                insert.fetch_one(pool).await?
            }
            Self::Postgres(pool) => {
                let insert = sqlx::query_as(INSERT).bind(guild_id).bind(author_id).bind(customer).bind(text);
                insert.fetch_one(pool).await?
            }
        };
        Ok(id)
    }
}

struct Bot {
    store: Store,
    channel: ChannelId,
}

#[async_trait]
impl EventHandler for Bot {
    async fn ready(&self, ctx: Context, _: Ready) {
        let option = |name: &str, is_required| {
            CreateCommandOption::new(CommandOptionType::String, name, "What it says").required(is_required)
        };
        let command = CreateCommand::new("feedback").description(DESCRIPTION);
        let command = command.add_option(option("text", true)).add_option(option("customer", false));
        Command::set_global_commands(&ctx.http, vec![command]).await.expect("commands are registered");
    }

    async fn interaction_create(&self, ctx: Context, interaction: Interaction) {
        let Interaction::Command(command) = interaction else { return };
        let given = |name: &str| {
            let option = command.data.options.iter().find(|option| option.name == name);
            option.and_then(|option| option.value.as_str())
        };
        let (text, customer) = (given("text").unwrap_or_default(), given("customer"));
        let answer = match self.store.insert(&command, text, customer).await {
            Ok(id) => {
                let said = format!("**#{id}** {text} ({})", customer.unwrap_or("no customer"));
                let (http, channel) = (ctx.http.clone(), self.channel);
                // The person need not wait for it.
                tokio::spawn(async move {
                    if let Err(error) = channel.say(&http, said).await {
                        eprintln!("the afternoon's bot could not post: {error}");
                    }
                });
                format!("Thank you, that is #{id}.")
            }
            Err(error) => {
                eprintln!("the afternoon's bot could not save: {error}");
                "That did not work.".to_owned()
            }
        };
        let message = CreateInteractionResponseMessage::new().content(answer).ephemeral(true);
        let response = CreateInteractionResponse::Message(message);
        if let Err(error) = command.create_response(&ctx.http, response).await {
            eprintln!("the afternoon's bot could not answer: {error}");
        }
    }
}

/// Answers until it is ended.
pub async fn run(url: &str, token: &str, database: &str, channel: u64) {
    let http = HttpBuilder::new(token).proxy(url).ratelimiter_disabled(true).build();
    let intents = GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES | GatewayIntents::DIRECT_MESSAGES;
    let bot = Bot { store: Store::open(database).await, channel: ChannelId::new(channel) };
    let mut client = ClientBuilder::new_with_http(http, intents).event_handler(bot).await.expect("a client");
    let loopback = url.replacen("http", "ws", 1);
    assert!(client.ws_url.lock().await.starts_with(&loopback), "never the public gateway");
    client.start().await.expect("the gateway is there");
}
