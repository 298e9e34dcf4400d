//! Setting a world up: the sandbox, docket against it, and the sample team's settings.

use super::{Door, Leave, OTHER, Plan, SAMPLE, World, plan::beginning};
use crate::engines::TestDb;
use docket::{
    app::{App, AppOptions, Report, check},
    base::clock::Clock,
    config::{
        DatabaseArgs, DiscordArgs, DiscordSettings, Interactions, PostArgs, PostSettings, Secret, ServeArgs,
        Settings,
    },
    sandbox::{Options, Sandbox},
};
use std::{net::SocketAddr, sync::Mutex};
use tokio::sync::RwLock;

/// What an admin of the sample team types first.
const SET_UP: &[&str] = &[
    "/settings channel purpose:requests channel:#requests",
    "/settings channel purpose:admin channel:#admin",
    "/settings role level:reporter role:@Reporter",
    "/settings role level:pm role:@PM",
    "/settings role level:lead role:@PM lead",
    "/settings role level:admin role:@Admin",
    "/settings zone zone:America/Los_Angeles",
    "/area add name:User management owner:@PM User management backup:@PM Platform keywords:login, SSO, SAML",
    "/area add name:Self-service owner:@PM Self-service backup:@PM Growth keywords:invoice, billing, price",
    "/area add name:Platform owner:@PM Platform keywords:performance, slow, database",
    "/customer add name:Acme alias:a manufacturer tier:strategic",
    "/customer add name:Bluebird Bank alias:a bank tier:enterprise",
];

impl World {
    /// Starts everything and waits until docket is reachable.
    pub(super) async fn start(db: TestDb, door: Door, plan: Plan) -> Self {
        shows_logs();
        let clock = Clock::fixed(beginning());
        let options = Options {
            limits: plan.limits.clone(),
            heartbeat_interval: plan.heartbeat,
            ..Options::new(clock.clone(), plan.seed.clone())
        };
        let sandbox = Sandbox::start(options).await.expect("a free port on loopback");
        let guild = sandbox.guild(SAMPLE).expect("the sample team");
        if plan.has_accounts {
            let networks = sandbox.networks();
            networks.x_token("bearer");
            networks.x_account("acme");
            networks.bluesky_account("acme.example", "abcd-efgh");
            networks.mastodon_account("acme", "token");
        }
        let (app, leave) = (RwLock::new(None), Mutex::new(Leave::default()));
        let world = Self { sandbox, db, clock, door, plan, app, guild, leave };
        world.starts().await;
        if door == Door::Gateway {
            world.is_greeted(SAMPLE).await;
            world.is_greeted(OTHER).await;
        }
        if world.plan.is_set_up {
            world.set_up().await;
        }
        world
    }

    /// Starts docket, as after a crash or an update.
    pub async fn starts(&self) {
        let options =
            AppOptions { defer_after: self.plan.defer_after, ..AppOptions::new(self.clock.clone()) };
        let app = App::start(self.settings(), options).await.expect("docket starts");
        let address = app.address();
        *self.app.write().await = Some(app);
        if self.door == Door::Http {
            let endpoint = format!("http://{address}/interactions");
            self.sandbox.set_interactions_endpoint(Some(&endpoint)).await.expect("the endpoint is accepted");
        }
        assert!(self.sandbox.wait_for_bot().await, "docket did not connect to its Discord");
    }

    /// Stops docket gracefully.
    pub async fn stops(&self) {
        let app = self.app.write().await.take().expect("docket runs");
        super::finish::stop(app, &self.sandbox).await;
    }

    /// What docket is started with.
    pub fn settings(&self) -> Settings {
        let interactions = match self.door {
            Door::Gateway => Interactions::Gateway,
            Door::Http => Interactions::Http { public_key: self.sandbox.public_key() },
        };
        let api_url = self.sandbox.url().parse().expect("an address");
        Settings {
            database_url: Secret::new(self.db.url.clone()),
            discord: DiscordSettings {
                token: Secret::new(self.sandbox.token()),
                api_url,
                interactions,
                has_members_intent: self.plan.has_members_intent,
                has_content_intent: self.plan.has_content_intent,
            },
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            public_url: Some("https://docket.example.org".to_owned()),
            posts: PostSettings::from_args(&self.posts()).expect("usable"),
        }
    }

    fn posts(&self) -> PostArgs {
        let open = PostArgs::at(self.sandbox.url());
        if !self.plan.has_accounts {
            return open;
        }
        PostArgs {
            x_token: Some("bearer".to_owned()),
            bluesky_account: Some("acme.example".to_owned()),
            bluesky_password: Some("abcd-efgh".to_owned()),
            mastodon_tokens: Some("social.example=token".to_owned()),
            mastodon_streaming: Some(self.plan.is_told.to_string()),
            account_servers: Some(self.plan.account_servers.to_owned()),
            ..open
        }
    }

    /// What `docket check` says, started as docket is here.
    pub async fn check(&self, has_members_intent: bool) -> Report {
        let args = ServeArgs {
            discord: DiscordArgs {
                token: Some(self.sandbox.token()),
                api_url: Some(self.sandbox.url().to_owned()),
                members_intent: has_members_intent.then(|| "true".to_owned()),
                content_intent: self.plan.has_content_intent.then(|| "true".to_owned()),
                ..DiscordArgs::default()
            },
            database: DatabaseArgs { database: Some(self.db.url.clone()) },
            ..ServeArgs::default()
        };
        check(&args, None).await
    }

    async fn is_greeted(&self, guild: &str) {
        let general = self.channel_of(guild, "general");
        general.shows("docket is here").await;
    }

    async fn set_up(&self) {
        let admin = self.member("Admin").in_channel("admin");
        for line in SET_UP {
            let answer = admin.types(line).await;
            let message = answer.message();
            assert!(message.private_to.is_some(), "`{line}` gave: {}", message.text());
            self.sandbox.dismiss(admin.id, message.id);
        }
    }
}

/// What docket logs is shown with a test that fails; `DOCKET_LOG` says how much.
fn shows_logs() {
    let filter = std::env::var("DOCKET_LOG").unwrap_or_else(|_| "docket=info,serenity=warn".to_owned());
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_test_writer();
    // In one process only the first world sets it up.
    let _ = logs.try_init();
}
