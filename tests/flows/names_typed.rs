//! Whatever text is given to whatever command, no customer's name in it stands where everybody reads.

use crate::{
    meeting_live::{begin, chair, next, set_up, thread},
    meeting_minutes::draft,
    names::{ALIAS, fill, is_hidden_in_public},
    on_each_engine,
    tour::{self, Given},
    world::{Person, Plan, Raw, World},
};
use docket::{
    contract::{
        Leaf, Level,
        spec::{CommandKind, OptionSpec},
    },
    sandbox::{GuildBuilder, Id, Permissions},
};

/// What is typed, and what is typed where an address is asked for.
const NAME: &str = "Quicksilver Rockets";
const ADDRESS: &str = "https://quicksilverrockets.example.com/1";

/// What each guild has before anything is typed: channels, none of them internal, and the customer.
const BEFORE: [&str; 4] = [
    "/settings channel purpose:requests channel:#requests",
    "/settings channel purpose:social channel:#social",
    "/settings channel purpose:sync channel:#pm-sync",
    "/customer add name:Quicksilver Rockets alias:a launcher",
];

/// One text that a person can give.
struct Case {
    leaf: &'static Leaf,
    option: &'static OptionSpec,
    /// Whether it is given in a form instead of a line.
    is_form: bool,
}

impl Case {
    fn name(&self) -> String {
        let way = if self.is_form { "form" } else { "line" };
        format!("{} {} {way}", self.leaf.words(), self.option.name)
    }
}

/// Each text of each command that people can type, once for each way to give it.
fn cases() -> Vec<Case> {
    let slash =
        tour::leaves().filter(|(manifest, leaf)| manifest.kind == CommandKind::Slash && !leaf.is_hidden);
    let texts = slash.flat_map(|(_, leaf)| tour::texts(leaf).map(move |option| (leaf, option)));
    let ways = texts.flat_map(|(leaf, option)| {
        let is_input = leaf.form.as_ref().is_some_and(|form| form.inputs.contains(&option.name));
        let line = Case { leaf, option, is_form: false };
        [line].into_iter().chain(is_input.then_some(Case { leaf, option, is_form: true }))
    });
    ways.collect()
}

/// The members, roles and channels that examples name.
fn team(guild: &mut GuildBuilder<'_>) {
    let roles = ["Reporter", "PM", "PM lead"].map(|name| guild.role(name, Permissions::NONE));
    let admin = guild.role("Admin", Permissions::ADMINISTRATOR);
    guild.member("Admin", &[admin]);
    for area in ["Growth", "Platform", "User management", "Self-service"] {
        guild.member(&format!("PM {area}"), &[roles[1]]);
    }
    guild.member("PM lead", &[roles[1], roles[2]]);
    guild.member("Support engineer", &[roles[0]]);
    for channel in ["general", "requests", "support", "pm-sync", "social", "admin"] {
        guild.channel(channel, "");
    }
}

/// A guild for each case, so that none finds what another has left.
fn a_guild_for_each() -> Plan {
    cases().iter().fold(Plan::fresh(), |plan, case| plan.seed(|seed| seed.with_guild(&case.name(), team)))
}

/// Gives the text, on top of what the command's example needs, and saves what is only shown at first.
async fn gives(admin: &Person<'_>, case: &Case) {
    for line in BEFORE.iter().chain(tour::example_of(case.leaf, case.option).before) {
        admin.types(line).await;
    }
    let is_address = tour::typed_for(case.leaf, case.option).is_some_and(|text| text.starts_with("https://"));
    let text = if is_address { ADDRESS } else { NAME };
    let answer = match case.is_form {
        true => admin.sends(Raw::Form, tour::form_with(case.leaf, admin, case.option, text)).await,
        false => admin.types(&tour::line_with(case.leaf, case.option, text)).await,
    };
    let is_shown_first =
        answer.outcome.message().is_some() && answer.buttons().iter().any(|label| label == "Save");
    if is_shown_first {
        answer.presses("Save").await;
    }
}

/// All that everybody reads of docket in a guild: channels, threads and what they are called, events.
fn public(world: &World, guild: Id) -> String {
    let bot = world.sandbox.bot_id();
    let mut said = Vec::new();
    for channel in world.sandbox.channels(guild, bot) {
        let messages = world.sandbox.messages(channel.id, bot).into_iter();
        let own = messages.filter(|message| message.author_id == bot && message.private_to.is_none());
        said.push(channel.name);
        for message in own {
            let components = message.all_components();
            let urls: Vec<&str> = components.iter().filter_map(|it| it["url"].as_str()).collect();
            said.push(format!("{} {}", message.text(), urls.join(" ")));
        }
    }
    for event in world.sandbox.events(guild) {
        said.push(format!("{} {} {}", event.name, event.description, event.location.unwrap_or_default()));
    }
    said.join("\n---\n")
}

on_each_engine! {
    async fn no_text_of_a_command_says_a_name_where_everybody_reads(world in a_guild_for_each()) {
        // An example may name the role of the leads, whom it then asks.
        world.expects_role_pings();
        let cases = cases();
        for case in &cases {
            gives(&world.member_of(&case.name(), "Admin"), case).await;
        }
        world.settle().await;
        world.turn(chrono::TimeDelta::hours(30)).await;
        let said = cases.iter().map(|case| (case.name(), public(world, world.guild_named(&case.name()))));
        let said: Vec<(String, String)> = said.collect();
        let tells = |(_, text): &&(String, String)| {
            let text = text.to_lowercase();
            text.contains("quicksilver") || text.contains("rockets")
        };
        let wrong: Vec<String> =
            said.iter().filter(tells).map(|(case, text)| format!("`{case}` is told to everybody:\n{text}")).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
        let hidden = said.iter().filter(|(_, text)| text.contains(ALIAS)).count();
        assert!(hidden >= 10, "only {hidden} texts stand where everybody reads");
    }

    async fn no_text_behind_a_button_says_a_name_where_everybody_reads(world in Plan::team().listening()) {
        let message = fill(world).await;
        let lead = world.member("PM lead");
        for (manifest, leaf) in tour::leaves().filter(|(_, leaf)| leaf.is_hidden && leaf.who < Level::Admin) {
            for option in tour::texts(leaf) {
                let given = Given { one: Some((option.name, NAME)), ..Given::default() };
                tour::runs_given(&lead, (manifest, leaf), &message, &given).await;
            }
        }
        world.turn(chrono::TimeDelta::hours(30)).await;
        is_hidden_in_public(world);
    }

    async fn what_everybody_reads_of_a_change_calls_the_rotation_as_the_channel_may(world) {
        let (lead, admin) = (world.member("PM lead"), world.member("Admin"));
        lead.types("/customer add name:Quicksilver Rockets alias:a launcher").await.sees_not("Nothing was changed");
        let line = "/rotation setup name:Quicksilver Rockets rota members:@PM Growth @PM Platform handoff:every Thursday 09:30 \
                    zone:America/Los_Angeles channel:#requests";
        lead.types(line).await.presses("Save").await.sees("is set up");
        lead.types("/rotation pause").await.is_public().sees("**a launcher rota** is paused").sees_not("Quicksilver");
        lead.types("/rotation who").await.is_private().sees("Quicksilver Rockets rota");
        world.member("Guest").types("/rotation who").await.is_private().sees("a customer rota").sees_not("Quicksilver");
        admin.types("/settings internal channel:#support on:yes").await.is_private().sees("real names");
        lead.types("/rotation resume").await.is_public().sees("**Quicksilver Rockets rota** resumes");
    }

    async fn an_address_that_holds_a_name_is_not_followed_where_everybody_reads(world) {
        let lead = world.member("PM lead").in_channel("pm-sync");
        lead.types("/customer add name:Quicksilver Rockets alias:a launcher").await.sees_not("Nothing was changed");
        set_up(world, "place:https://quicksilverrockets.example.com/1").await;
        lead.types("/agenda add topic:Plans meeting:Standup").await.sees("on the agenda");
        let shown = chair(world).types("/agenda show meeting:Standup").await;
        shown.is_private().sees("<https://quicksilverrockets.example.com/1>");
        world.settle().await;
        begin(world).await;
        let sync = world.channel("pm-sync");
        let head = sync.only("Standup is on");
        assert!(head.text().contains("Where"), "{}", head.text());
        assert!(head.all_components().iter().all(|it| it["label"] != "Join"), "{}", head.text());
        next(world).await;
        chair(world).in_room(thread(world)).types("/note text:All is well").await.sees("Noted");
        chair(world).types("/meeting end").await.sees("over");
        world.settle().await;
        chair(world).presses(&draft(world), "Publish").await.sees("published");
        world.settle().await;
        let line = "/meeting recording url:https://quicksilverrockets.example.com/rec meeting:Standup";
        chair(world).types(line).await.sees("The recording is kept");
        world.settle().await;
        let said = public(world, world.guild());
        assert!(said.contains("Recording: "), "{said}");
        assert!(!said.to_lowercase().contains("quicksilver"), "everybody reads it: {said}");
    }
}
