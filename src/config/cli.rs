//! What can be typed after `docket`. The doc comments are the text of `--help`.

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// A Discord bot that keeps what a product-management team owes somebody.
///
/// docket keeps one docket, in one database, of what customers asked for and whose turn it is to look. Nothing on
/// it gets lost, and nobody has to remember it.
///
/// To see it at work without Discord: `docket sandbox`. To run it for your team: set DISCORD_TOKEN, then `docket run`.
#[derive(Debug, Parser)]
#[command(name = "docket", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,

    /// Which log lines to write, as `level` or `module=level`, comma-separated
    ///
    /// They go to standard error: readable on a terminal, one JSON object per line elsewhere. The default is
    /// `info,serenity=warn,sqlx=warn`.
    #[arg(long, env = "DOCKET_LOG", global = true, value_name = "FILTER", hide_env_values = true)]
    pub log: Option<String>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run docket against Discord until it is told to stop
    ///
    /// Opens the database and brings it up to date, registers the commands with Discord if they changed, and answers.
    /// Several instances may share one PostgreSQL database. SIGTERM or Ctrl-C stops it: what was acknowledged is
    /// finished first, for at most ten seconds.
    ///
    /// To be in a server, docket needs an invitation with the scopes `bot` and `applications.commands`; `docket check`
    /// then says which permission is missing.
    Run(ServeArgs),

    /// Try docket in your browser, against a Discord of its own on this machine
    ///
    /// Starts a small chat server with a sample team, docket connected to it exactly as to Discord, and prints the
    /// address of a chat page. Type `/feedback`, press buttons, act as another member, and turn the clock forward to see
    /// what docket does by itself. Nothing leaves this machine and no account is needed.
    Sandbox(SandboxArgs),

    /// Say in words what is missing: settings, database, permissions, channels, roles
    ///
    /// Connects to the database and to Discord, looks at every server that docket is in, and ends with code 1 when
    /// something has to be put right. Changes nothing.
    Check(ServeArgs),

    /// Write the whole database as text, one JSON object per line
    ///
    /// The text can be read by `docket import` into an empty database of either kind, so this is the way from SQLite to
    /// PostgreSQL and back. It is taken from one consistent snapshot; docket may be running meanwhile.
    Export {
        #[command(flatten)]
        database: DatabaseArgs,
        /// The file to write, which must not exist yet; `-` is standard output
        #[arg(default_value = "-")]
        file: PathBuf,
    },

    /// Read what `docket export` wrote into an empty database
    ///
    /// All of it or nothing: a text that is cut short, of an unknown version or damaged is refused, and the database stays
    /// empty.
    Import {
        #[command(flatten)]
        database: DatabaseArgs,
        /// The file to read; `-` is standard input
        #[arg(default_value = "-")]
        file: PathBuf,
    },

    /// Remove everything that docket keeps of one server, for good
    ///
    /// Requests, customers, files, settings, rotations, reminders, the record of what happened, and what waits to be sent: all
    /// rows of that server go, and that they did is put on record. Without --yes it says how much that is and removes
    /// nothing. docket may be running meanwhile. What docket has posted in Discord stays there.
    Forget {
        #[command(flatten)]
        database: DatabaseArgs,
        /// Discord's id of the server
        #[arg(value_name = "SERVER")]
        guild_id: i64,
        /// Yes, remove it; this cannot be undone
        #[arg(long)]
        yes: bool,
    },

    /// Log in to X by user context, so that your own posts and mentions cost a fifth
    ///
    /// Prints the address of the page on which X asks for your leave. The answer comes back to this machine by itself, or you
    /// paste the address that your browser ends at. docket keeps the login sealed with DOCKET_KEY in its database, and renews it.
    XLogin(XLoginArgs),

    /// Bring the database up to date and stop
    ///
    /// `docket run` does the same when it starts; this is for those who like to do it apart.
    Migrate(DatabaseArgs),

    /// Print docket's commands, or register them with Discord
    Commands(CommandsArgs),
}

/// Where the data lies.
#[derive(Args, Clone, Debug, Default)]
pub struct DatabaseArgs {
    /// The database: `sqlite:///path/to/docket.db` or `postgres://user:password@host:5432/docket`
    ///
    /// Without it docket keeps a SQLite file, docket/docket.db, in your data folder (XDG_DATA_HOME or ~/.local/share; on
    /// macOS ~/Library/Application Support; on Windows %LOCALAPPDATA%). A folder that you name must exist; on a terminal docket
    /// asks whether to make it.
    #[arg(long, env = "DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
}

/// How to reach Discord.
#[derive(Args, Clone, Default)]
pub struct DiscordArgs {
    /// The bot's token; better set in the environment, where other users of the machine do not see it
    #[arg(long, env = "DISCORD_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub token: Option<String>,

    /// The application's public key (64 hexadecimal digits); needed for interactions over HTTP
    #[arg(long, env = "DISCORD_PUBLIC_KEY", value_name = "KEY", hide_env_values = true)]
    pub public_key: Option<String>,

    /// Where Discord's REST interface is: a proxy, or a test server [default: `https://discord.com`]
    #[arg(long, env = "DISCORD_API_URL", value_name = "URL", hide_env_values = true)]
    pub api_url: Option<String>,

    /// How interactions come in: `gateway` (docket connects to Discord) or `http` (Discord posts to /interactions)
    /// [default: gateway]
    #[arg(long, env = "DOCKET_INTERACTIONS", value_name = "WAY", hide_env_values = true)]
    pub interactions: Option<String>,

    /// Whether docket asks for the privileged Server Members intent, to hear at once when somebody leaves; it has to be
    /// switched on in the developer portal too: `true` or `false` [default: false]
    #[arg(long, env = "DOCKET_MEMBERS_INTENT", value_name = "BOOL", hide_env_values = true)]
    pub members_intent: Option<String>,

    /// Whether docket asks for the privileged Message Content intent, to read link and question at once of a message that
    /// mentions the PM role in the channel for public questions; it has to be switched on in the developer portal too: `true`
    /// or `false` [default: false]
    #[arg(long, env = "DOCKET_CONTENT_INTENT", value_name = "BOOL", hide_env_values = true)]
    pub content_intent: Option<String>,
}

impl std::fmt::Debug for DiscordArgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DiscordArgs").finish_non_exhaustive()
    }
}

/// What `docket run` needs.
#[derive(Args, Clone, Debug, Default)]
pub struct ServeArgs {
    #[command(flatten)]
    pub discord: DiscordArgs,
    #[command(flatten)]
    pub database: DatabaseArgs,

    /// Where to serve HTTP: /healthz, /readyz, /metrics, /interactions and /calendar [default: 127.0.0.1:8787]
    #[arg(long, env = "DOCKET_LISTEN", value_name = "ADDRESS", hide_env_values = true)]
    pub listen: Option<String>,

    /// The address at which docket's HTTP server is reached from outside, such as `https://docket.example.org`; calendar
    /// feeds are told with it
    #[arg(long, env = "DOCKET_PUBLIC_URL", value_name = "URL", hide_env_values = true)]
    pub public_url: Option<String>,

    #[command(flatten)]
    pub posts: PostArgs,
}

/// How to read public posts.
#[derive(Args, Clone, Default)]
pub struct PostArgs {
    /// A bearer token for X's API, which tells of edits and conversations and costs about $0.015 a look; without it posts on X
    /// are read by oEmbed, for nothing
    #[arg(long, env = "DOCKET_X_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub x_token: Option<String>,

    /// The id of your app on X, for a login of the account whose mentions are watched: its own posts and mentions cost a fifth
    /// then; `docket x-login` logs in
    #[arg(long, env = "DOCKET_X_CLIENT_ID", value_name = "ID", hide_env_values = true)]
    pub x_client_id: Option<String>,

    /// The secret of that app, if it is a confidential one; better set in the environment
    #[arg(long, env = "DOCKET_X_CLIENT_SECRET", value_name = "SECRET", hide_env_values = true)]
    pub x_client_secret: Option<String>,

    /// The account on X that is logged in, which has to be the one that owns the app
    #[arg(long, env = "DOCKET_X_ACCOUNT", value_name = "HANDLE", hide_env_values = true)]
    pub x_account: Option<String>,

    /// What the login is sealed with in the database: at least 32 characters that nobody can guess; better set in the environment
    #[arg(long, env = "DOCKET_KEY", value_name = "KEY", hide_env_values = true)]
    pub key: Option<String>,

    /// The page of X on which a login is allowed [default: `https://x.com/i/oauth2/authorize`]
    #[arg(long, env = "DOCKET_X_LOGIN_URL", value_name = "URL", hide_env_values = true)]
    pub x_login_url: Option<String>,

    /// Where X's API is: a proxy, or a test server [default: `https://api.x.com`]
    #[arg(long, env = "DOCKET_X_API_URL", value_name = "URL", hide_env_values = true)]
    pub x_api_url: Option<String>,

    /// Where X's oEmbed is [default: `https://publish.x.com`]
    #[arg(long, env = "DOCKET_X_EMBED_URL", value_name = "URL", hide_env_values = true)]
    pub x_embed_url: Option<String>,

    /// Where Bluesky's public interface is [default: `https://public.api.bsky.app`]
    #[arg(long, env = "DOCKET_BLUESKY_URL", value_name = "URL", hide_env_values = true)]
    pub bluesky_url: Option<String>,

    /// The instances of Mastodon whose public posts are read, with commas between them, or `none`; `host=URL` asks another
    /// server for one [default: mastodon.social]
    #[arg(long, env = "DOCKET_FEDIVERSE_HOSTS", value_name = "HOSTS", hide_env_values = true)]
    pub fediverse_hosts: Option<String>,

    /// The most that one source on X may cost in a month, in dollars; a team may set less [default: 50]
    #[arg(long, env = "DOCKET_X_CEILING", value_name = "DOLLARS", hide_env_values = true)]
    pub x_ceiling: Option<String>,

    /// An account on Bluesky whose mentions can be watched by its notifications, such as `acme.bsky.social`
    #[arg(long, env = "DOCKET_BLUESKY_ACCOUNT", value_name = "HANDLE", hide_env_values = true)]
    pub bluesky_account: Option<String>,

    /// An app password of that account; better set in the environment
    #[arg(long, env = "DOCKET_BLUESKY_PASSWORD", value_name = "PASSWORD", hide_env_values = true)]
    pub bluesky_password: Option<String>,

    /// The server that the account is on [default: `https://bsky.social`]
    #[arg(long, env = "DOCKET_BLUESKY_SERVER", value_name = "URL", hide_env_values = true)]
    pub bluesky_server: Option<String>,

    /// The stream of everything that is posted on Bluesky, for words and for accounts without a password, or `none`
    /// [default: `https://jetstream2.us-east.bsky.network`]
    #[arg(long, env = "DOCKET_JETSTREAM_URL", value_name = "URL", hide_env_values = true)]
    pub jetstream_url: Option<String>,

    /// Tokens of accounts on Mastodon whose mentions can be watched, as `instance=token`, with commas between them; better set
    /// in the environment
    #[arg(long, env = "DOCKET_MASTODON_TOKENS", value_name = "TOKENS", hide_env_values = true)]
    pub mastodon_tokens: Option<String>,

    /// Whether instances of Mastodon tell over a connection of their own at once what is new: `true` or `false` [default: true]
    #[arg(long, env = "DOCKET_MASTODON_STREAMING", value_name = "BOOL", hide_env_values = true)]
    pub mastodon_streaming: Option<String>,

    /// The servers that may use these accounts and what they cost: their ids with commas between them, or `all`. Without it no
    /// server may, so that nobody drains an account by inviting docket
    #[arg(long, env = "DOCKET_ACCOUNT_SERVERS", value_name = "SERVERS", hide_env_values = true)]
    pub account_servers: Option<String>,
}

impl PostArgs {
    /// All networks on one test server, as the sandbox serves them: `social.example` is the instance of Mastodon.
    pub fn at(url: &str) -> Self {
        Self {
            x_token: None,
            x_api_url: Some(format!("{url}/x")),
            x_login_url: Some(format!("{url}/x/i/oauth2/authorize")),
            x_embed_url: Some(format!("{url}/x")),
            bluesky_url: Some(format!("{url}/bluesky")),
            fediverse_hosts: Some(format!("social.example={url}/mastodon")),
            bluesky_server: Some(format!("{url}/bluesky")),
            jetstream_url: Some(format!("{url}/bluesky")),
            mastodon_streaming: Some("false".to_owned()),
            account_servers: Some("all".to_owned()),
            ..Self::default()
        }
    }
}

impl std::fmt::Debug for PostArgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostArgs").finish_non_exhaustive()
    }
}

/// What `docket x-login` needs.
#[derive(Args, Clone, Debug, Default)]
pub struct XLoginArgs {
    #[command(flatten)]
    pub database: DatabaseArgs,
    #[command(flatten)]
    pub posts: PostArgs,

    /// The address of this machine that X sends the browser back to; your app on X has to know it as
    /// `http://ADDRESS/` [default: 127.0.0.1:8788]
    #[arg(long, value_name = "ADDRESS")]
    pub callback: Option<String>,
}

/// What `docket sandbox` can be told. It reads no settings from the environment, so that trying things out never
/// touches the data of a team.
#[derive(Args, Clone, Debug, Default)]
pub struct SandboxArgs {
    /// Where to serve the chat page; port 0 picks a free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,

    /// The database to use [default: sandbox.db in your data folder]
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,

    /// Begin anew: remove the SQLite file of the last time first
    #[arg(long)]
    pub fresh: bool,

    /// How interactions reach docket: `gateway` or `http` [default: gateway]
    #[arg(long, value_name = "WAY")]
    pub interactions: Option<String>,
}

/// What `docket commands` does.
#[derive(Args, Clone, Debug, Default)]
pub struct CommandsArgs {
    /// Print a Markdown table, as in the README
    #[arg(long)]
    pub markdown: bool,

    /// Register the commands with Discord if they changed; `docket run` does this by itself
    #[arg(long, conflicts_with = "markdown")]
    pub register: bool,

    #[command(flatten)]
    pub discord: DiscordArgs,
}
