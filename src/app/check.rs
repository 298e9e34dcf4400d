//! `docket check`: what is missing, in words.

use super::{ROOMS, folder::no_folder};
use crate::{
    base::{clock::Clock, text::one_line},
    config::{self, ConfigError, ConfigErrors, DiscordSettings, Interactions, ServeArgs, Settings},
    contract::{Directory, FetchError, GuildFacts},
    db::Db,
    discord::{self, Discord},
    workspace,
};
use futures::future::BoxFuture;
use prometheus_client::registry::Registry;
use std::{fmt, time::Duration};

/// How often Discord is asked about a guild, with a pause after each: longer than its usual limits last.
const MOST_ASKED: u32 = 15;
const PAUSE: Duration = Duration::from_secs(1);

/// What was looked at, in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    lines: Vec<Finding>,
}

#[derive(Debug, PartialEq, Eq)]
struct Finding {
    is_well: bool,
    /// What it is about: `database`, or a server's name.
    about: String,
    text: String,
}

impl Report {
    /// Whether nothing has to be put right.
    pub fn is_well(&self) -> bool {
        self.lines.iter().all(|line| line.is_well)
    }

    fn add(&mut self, is_well: bool, about: &str, text: impl Into<String>) {
        self.lines.push(Finding { is_well, about: one_line(about), text: text.into() });
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            let mark = if line.is_well { "ok " } else { "!! " };
            writeln!(f, "{mark} {}: {}", line.about, line.text)?;
        }
        let wrong = self.lines.iter().filter(|line| !line.is_well).count();
        match wrong {
            0 => writeln!(f, "All is well."),
            1 => writeln!(f, "One thing has to be put right."),
            _ => writeln!(f, "{wrong} things have to be put right."),
        }
    }
}

/// Looks at the settings, the database, Discord, and every server that docket is in. Changes nothing. What is wrong in one
/// place keeps nothing else from being looked at, as far as that is possible; `log` is what is wrong with the log's filter.
pub fn check<'a>(args: &'a ServeArgs, log: Option<&'a ConfigError>) -> BoxFuture<'a, Report> {
    Box::pin(async move {
        let mut report = Report::default();
        let wrong = Settings::from_args(args).err();
        for error in log.into_iter().chain(wrong.iter().flat_map(ConfigErrors::iter)) {
            report.add(false, error.variable, format!("{}. {}", error.problem, error.remedy));
        }
        let db = match config::database_url(&args.database) {
            Ok(url) => database(&mut report, args, url.expose()).await,
            Err(_) => None,
        };
        let Ok(settings) = DiscordSettings::from_args(&args.discord) else { return report };
        let metrics = discord::Metrics::new(&mut Registry::default());
        match super::connect(&settings, metrics).await {
            Err(error) => report.add(false, "Discord", error.to_string()),
            Ok(discord) => {
                report.add(true, "Discord", format!("the token is that of {}", one_line(discord.name())));
                intents(&mut report, &settings, &discord);
                guilds(&mut report, db.as_ref(), &discord).await;
            }
        }
        report
    })
}

/// A privileged intent, as the settings and the developer portal call it.
struct Intent {
    called: &'static str,
    variable: &'static str,
    /// What docket does with it.
    gain: &'static str,
    /// What comes over the gateway alone.
    what: &'static str,
    /// What docket does without it.
    without: &'static str,
}

const MEMBERS: Intent = Intent {
    called: "Server Members",
    variable: "DOCKET_MEMBERS_INTENT",
    gain: "docket hears at once when somebody leaves a server",
    what: "docket hears of members",
    without: "it notices by looking who has left",
};
const CONTENT: Intent = Intent {
    called: "Message Content",
    variable: "DOCKET_CONTENT_INTENT",
    gain: "docket reads link and question at once where a message mentions the PM role in the channel for public questions",
    what: "docket is told what messages say",
    without: "a message that mentions the PM role is linked to, not read",
};

/// Whether docket is told what it wishes for.
fn intents(report: &mut Report, settings: &DiscordSettings, discord: &Discord) {
    let is_gateway = settings.interactions == Interactions::Gateway;
    for (intent, is_wished, is_allowed) in [
        (MEMBERS, settings.has_members_intent, discord.allows_members_intent()),
        (CONTENT, settings.has_content_intent, discord.allows_content_intent()),
    ] {
        if is_wished {
            intent.look(report, is_allowed, is_gateway);
        }
    }
}

impl Intent {
    fn look(&self, report: &mut Report, is_allowed: bool, is_gateway: bool) {
        let Self { called, variable, gain, what, without } = self;
        let (is_well, text) = match (is_allowed, is_gateway) {
            (true, true) => (true, (*gain).to_owned()),
            (true, false) => (
                false,
                format!(
                    "{variable} is true, but {what} only over the gateway; set DOCKET_INTERACTIONS to gateway, or leave it out"
                ),
            ),
            (false, _) => (
                false,
                format!(
                    "{variable} is true, but the intent is not switched on in the developer portal, so Discord refuses it (close \
                     code 4014) and docket runs without it: {without}; switch on {called} Intent under Bot, or leave it out"
                ),
            ),
        };
        report.add(is_well, &format!("{called} intent"), text);
    }
}

async fn database(report: &mut Report, args: &ServeArgs, url: &str) -> Option<Db> {
    if let (true, Ok(Some(folder))) = (args.database.is_named(), Db::missing_folder(url)) {
        report.add(false, "database", no_folder(&folder));
        return None;
    }
    if let Ok(false) = Db::is_there(url) {
        report.add(true, "database", "there is none yet; `docket run` creates it when it starts");
        return None;
    }
    match Db::open(url).await {
        Err(error) => {
            report.add(false, "database", error.to_string());
            None
        }
        Ok(db) => {
            report.add(true, "database", format!("{} answers", db.engine()));
            Some(db)
        }
    }
}

async fn guilds(report: &mut Report, db: Option<&Db>, discord: &Discord) {
    let guild_ids = match discord.guild_ids().await {
        Ok(guild_ids) => guild_ids,
        Err(error) => return report.add(false, "servers", format!("Discord does not say which: {error}")),
    };
    if guild_ids.is_empty() {
        report.add(
            false,
            "servers",
            "docket is in no server yet; invite it with the scopes bot and applications.commands",
        );
    }
    let directory = discord.directory();
    for guild_id in guild_ids {
        if let Some(db) = db {
            guild(report, db, &*directory, guild_id).await;
        }
    }
}

/// A sentence with channels by their names, as Discord would show them.
fn on_a_terminal(sentence: String, facts: &GuildFacts) -> String {
    facts.channels.iter().fold(sentence, |sentence, channel| {
        sentence.replace(&format!("<#{}>", channel.id), &format!("#{}", channel.name.escape_default()))
    })
}

/// What Discord says of the guild, asked again for a while where it wants a pause: who checks waits rather than checks anew.
async fn facts(directory: &dyn Directory, guild_id: i64) -> Result<GuildFacts, FetchError> {
    for _ in 1..MOST_ASKED {
        match directory.facts(guild_id).await {
            Err(FetchError::Later(_)) => tokio::time::sleep(PAUSE).await,
            answer => return answer,
        }
    }
    directory.facts(guild_id).await
}

/// Looks at the guild's settings with Discord's eyes.
async fn guild(report: &mut Report, db: &Db, directory: &dyn Directory, guild_id: i64) {
    let facts = match facts(directory, guild_id).await {
        Ok(facts) => facts,
        Err(FetchError::Later(why) | FetchError::Never(why)) => {
            return report.add(false, &format!("server {guild_id}"), why);
        }
    };
    match workspace::guild(db, guild_id).await {
        Err(error) => report.add(false, &facts.name, format!("its settings cannot be read: {error}")),
        Ok(guild) => {
            let mut findings = workspace::check(&ROOMS, &guild, &facts, Clock::system().now());
            for found in [ROOMS.checks(db, &guild).await, ROOMS.needs(db, &guild, &facts).await] {
                match found {
                    Ok(found) => findings.extend(found),
                    Err(error) => {
                        findings.push(format!("What it does by itself cannot be looked at: {error}"))
                    }
                }
            }
            if findings.is_empty() {
                report.add(true, &facts.name, "docket can work here");
            }
            for finding in findings {
                report.add(false, &facts.name, on_a_terminal(finding, &facts));
            }
        }
    }
}
