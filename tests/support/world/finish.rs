//! What must be true when a test is over.

use super::{Door, World, openapi};
use docket::{
    app::App,
    sandbox::{Entry, Message, Sandbox},
};
use std::{collections::BTreeSet, time::Duration};

/// What a test has said may be otherwise.
#[derive(Default)]
pub struct Leave {
    statuses: Vec<u16>,
    dead: i64,
    faults: bool,
    role_pings: bool,
}

/// The name that two controls of a message share, if any do.
fn told_twice(message: &Message) -> Option<String> {
    let mut names = BTreeSet::new();
    let named = message.all_components().into_iter();
    let mut named = named.filter_map(|it| it["label"].as_str().or(it["placeholder"].as_str()));
    let twice = named.find(|name| !names.insert(*name));
    twice.map(str::to_owned)
}

/// Stops docket. serenity looks only twice a second whether it is to stop, unless it hears of something: so Discord asks
/// for heartbeats meanwhile.
pub(super) async fn stop(app: App, sandbox: &Sandbox) {
    let mut glances = tokio::time::interval(Duration::from_millis(10));
    let asks = async {
        // Half as many as a session may answer in a minute.
        for _ in 0..60 {
            glances.tick().await;
            sandbox.faults().ask_for_heartbeat();
        }
        std::future::pending().await
    };
    tokio::select! {
        () = app.stop() => {}
        () = asks => {}
    }
}

impl World {
    /// Discord will answer docket with this status, because the test makes it.
    pub fn expects_status(&self, status: u16) {
        self.leave().statuses.push(status);
    }

    /// This many jobs and messages will be put aside.
    pub fn expects_put_aside(&self, count: i64) {
        self.leave().dead = count;
    }

    /// Somebody will be told that something did not work.
    pub fn expects_apologies(&self) {
        self.leave().faults = true;
    }

    /// Somebody lets docket mention a role that they may mention.
    pub fn expects_role_pings(&self) {
        self.leave().role_pings = true;
    }

    fn leave(&self) -> std::sync::MutexGuard<'_, Leave> {
        self.leave.lock().expect("no test panics while it holds this")
    }

    /// Ends the test: everything is done, nothing was put aside, and docket has kept to Discord's rules.
    pub(super) async fn finish(self) {
        if self.app.read().await.is_none() {
            self.starts().await;
        }
        assert_eq!(self.left_undone().await, 0, "something that is due was left undone");
        let dead = "SELECT (SELECT COUNT(*) FROM job WHERE state = 'dead') + \
                    (SELECT COUNT(*) FROM outbox WHERE state = 'dead')";
        assert_eq!(self.count(dead).await, self.leave().dead, "jobs and messages that were put aside");
        self.nothing_invisible_was_kept().await;
        self.look_through_the_journal();
        self.nobody_was_pinged_needlessly();
        self.what_all_see_fits_a_phone();
        self.controls_have_names_of_their_own();
        let Self { sandbox, app, .. } = self;
        if let Some(app) = app.into_inner() {
            stop(app, &sandbox).await;
        }
        sandbox.stop().await;
    }

    /// How much is due after everything was done. What Discord tells of docket's last deeds may come in just after them and
    /// ask for a look, so there is more than one try.
    async fn left_undone(&self) -> i64 {
        const COUNT: &str = "SELECT (SELECT COUNT(*) FROM job WHERE state = 'waiting' AND run_at <= $1) + \
                             (SELECT COUNT(*) FROM outbox WHERE state = 'waiting' AND run_at <= $1)";
        let mut due = 0;
        for _ in 0..3 {
            self.settle().await;
            let now = docket::db::At::from(self.now());
            (due,) = self.db.q(COUNT).bind(now).one().await.expect("a count");
            if due == 0 {
                break;
            }
        }
        due
    }

    /// No text in the database holds a control character but newline and tab, so every engine can hold it.
    async fn nothing_invisible_was_kept(&self) {
        let mut text = Vec::new();
        docket::db::transfer::export(&self.db, &mut text).await.expect("an export");
        let text = String::from_utf8(text).expect("JSON is UTF-8");
        // As JSON writes them; a text that holds these letters has its backslash doubled.
        let odd = text.lines().find(|line| line.replace(r"\\", "").contains(r"\u00"));
        assert!(odd.is_none(), "a control character was kept: {odd:?}");
    }

    fn look_through_the_journal(&self) {
        let journal = self.sandbox.journal();
        let problems: Vec<String> = journal.entries().filter_map(|entry| self.problem(entry)).collect();
        assert!(problems.is_empty(), "docket sent what Discord does not take:\n{}", problems.join("\n"));
    }

    /// No two buttons or selects of a message have the same name, so that whoever hears names only can tell them apart.
    fn controls_have_names_of_their_own(&self) {
        let bot = self.sandbox.bot_id();
        for guild in self.sandbox.guilds() {
            let channels = self.sandbox.channels(guild.id, guild.owner_id);
            let public =
                channels.iter().flat_map(|channel| self.sandbox.messages(channel.id, guild.owner_id));
            let private = guild.members.keys().flat_map(|member| {
                self.sandbox.ephemerals(*member).into_iter().chain(self.sandbox.dms(*member))
            });
            for message in public.chain(private).filter(|message| message.author_id == bot) {
                let twice = told_twice(&message);
                assert!(twice.is_none(), "{twice:?} is the name of two controls: {}", message.text());
            }
        }
    }

    /// docket never pings everyone, and no role but one that somebody let it, whatever people write.
    fn nobody_was_pinged_needlessly(&self) {
        let (bot, may_ping_roles) = (self.sandbox.bot_id(), self.leave().role_pings);
        for guild in self.sandbox.guilds() {
            let channels = self.sandbox.channels(guild.id, guild.owner_id);
            let public =
                channels.iter().flat_map(|channel| self.sandbox.messages(channel.id, guild.owner_id));
            let private = guild.members.keys().flat_map(|member| self.sandbox.ephemerals(*member));
            for message in public.chain(private).filter(|message| message.author_id == bot) {
                let pings_role = !may_ping_roles && !message.pinged_roles.is_empty();
                let is_loud = message.pinged_everyone || pings_role;
                assert!(!is_loud, "a message pings everyone or a role: {}", message.text());
            }
        }
    }

    /// Under what everybody sees there are at most two rows of controls.
    fn what_all_see_fits_a_phone(&self) {
        let bot = self.sandbox.bot_id();
        for guild in self.sandbox.guilds() {
            for channel in self.sandbox.channels(guild.id, guild.owner_id) {
                let messages = self.sandbox.messages(channel.id, guild.owner_id);
                for message in messages.iter().filter(|message| message.author_id == bot) {
                    let rows = message.components.len();
                    assert!(rows <= 2, "{rows} rows of controls for all to see: {}", message.text());
                }
            }
        }
    }

    /// Whether a follow-up overtook the first answer, which went over HTTP, and arrived when it was tried again.
    fn was_early(&self, early: &Entry) -> bool {
        let is_follow_up =
            self.door == Door::Http && early.status == 404 && early.template.starts_with("/webhooks/");
        let journal = self.sandbox.journal();
        let mut later =
            journal.entries().filter(|entry| entry.number > early.number && entry.path == early.path);
        is_follow_up && later.any(|entry| entry.status == 200 && entry.method == early.method)
    }

    fn problem(&self, entry: &Entry) -> Option<String> {
        let leave = self.leave();
        let named =
            |what: String| Some(format!("{} {}: {what}\n  {:?}", entry.method, entry.template, entry.body));
        if let Some(why) = openapi::mistake(entry) {
            return named(why);
        }
        let is_refused = (400..500).contains(&entry.status) && !leave.statuses.contains(&entry.status);
        if is_refused && !self.was_early(entry) {
            return named(format!("answered with {}", entry.status));
        }
        let text = entry.body.as_ref().map(ToString::to_string).unwrap_or_default();
        let is_apology = text.contains("That did not work");
        if is_apology && !leave.faults { named("an apology for a fault".to_owned()) } else { None }
    }
}
