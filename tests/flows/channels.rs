//! Whatever command names a channel: it is one that people write in, the person may write there, and so may docket where it
//! is to post; otherwise the reason is said and nothing is changed.

use crate::{
    on_each_engine, tour,
    world::{Person, Plan, Raw, SAMPLE, World},
};
use docket::{
    contract::{
        Leaf,
        spec::{CommandKind, Manifest, OptionKind},
    },
    sandbox::{Channel, Fault, Id, Permissions, kind},
};

/// The sample team with channels in which nobody can write.
fn with_odd_channels() -> Plan {
    Plan::team().seed(|seed| {
        seed.changing_guild(SAMPLE, |guild| {
            for (name, kind) in OTHERS {
                let id = guild.channel(name, "");
                guild.edit_channel(id, |channel: &mut Channel| channel.kind = kind);
            }
        })
    })
}

const OTHERS: [(&str, u8); 3] = [("ideas", kind::FORUM), ("standup", kind::VOICE), ("team", kind::CATEGORY)];

/// The commands that name a channel: those that can be typed.
fn commands() -> Vec<(&'static Manifest, &'static Leaf)> {
    let names_one = |leaf: &Leaf| leaf.options.iter().any(|option| option.kind == OptionKind::Channel);
    // What is hidden is reached by docket's own buttons, which name what was checked before.
    let found: Vec<_> = tour::leaves().filter(|(_, leaf)| !leaf.is_hidden && names_one(leaf)).collect();
    assert!(found.len() > 5, "the manifests have options of kind `channel`");
    assert!(found.iter().all(|(manifest, _)| manifest.kind == CommandKind::Slash));
    found
}

/// Each of them as typed by the person, with this channel; what it was answered, with its words.
async fn each_with(person: &Person<'_>, channel: Id) -> Vec<(String, String)> {
    let mut answers = Vec::new();
    for (_, leaf) in commands() {
        let command = tour::example_in(leaf, person, channel);
        let answer = person.sends(Raw::Command, command).await;
        answers.push((leaf.words(), answer.text()));
    }
    answers
}

/// What is the team's own, without what was typed and refused.
async fn rows(world: &World) -> Vec<String> {
    let is_draft = |row: &String| row.contains("\"table\":\"draft\"") || row.contains("\"noun\":\"draft\"");
    world.rows(world.guild()).await.into_iter().filter(|row| !is_draft(row)).collect()
}

/// What the examples need.
async fn prepare(world: &World) {
    // A reminder that is told in a channel, as the number that examples name.
    world
        .member("Admin")
        .types("/remind channel text:Release when:tomorrow 9am channel:#general")
        .await
        .sees("#1");
    let lines = commands()
        .into_iter()
        .filter_map(|(_, leaf)| leaf.examples.first())
        .flat_map(|example| example.before);
    for line in lines {
        world.member("Admin").types(line).await;
    }
    // From the first command on it is kept that they are a lead.
    world.member("PM lead").types("/help").await;
    world.settle().await;
}

/// Each command refuses the channel in these words and changes nothing.
async fn all_refuse(world: &World, person: &Person<'_>, channel: Id, why: &str) {
    let before = rows(world).await;
    for (command, said) in each_with(person, channel).await {
        assert!(said.contains(why) && said.contains("Nothing was changed"), "/{command}: {said}");
    }
    assert_eq!(rows(world).await, before);
}

on_each_engine! {
    async fn a_channel_in_which_nobody_writes_is_refused_with_the_reason(world in with_odd_channels()) {
        prepare(world).await;
        let admin = world.member("Admin");
        for (name, why) in [("ideas", "is a forum"), ("standup", "is a voice channel"), ("team", "is a category")] {
            all_refuse(world, &admin, world.channel(name).id, why).await;
        }
        all_refuse(world, &admin, Id(1_234_567), "a channel of this server, or it is a thread").await;
    }

    async fn a_channel_in_which_the_person_may_not_write_is_refused(world in with_odd_channels()) {
        prepare(world).await;
        let (lead, general) = (world.member("PM lead"), world.channel("general").id);
        // Admins by docket's own settings, who are nobody in particular to Discord.
        world.member("Admin").types("/settings role level:admin role:@PM lead").await.sees("may set docket up");
        world.sandbox.set_overwrite(general, lead.id, Permissions::NONE, Permissions::SEND_MESSAGES);
        all_refuse(world, &lead, general, "You may not post in").await;
    }

    async fn where_docket_may_not_post_it_is_told_to_post_only_with_a_warning(world in with_odd_channels()) {
        prepare(world).await;
        let (admin, general, bot) = (world.member("Admin"), world.channel("general").id, world.sandbox.bot_id());
        world.sandbox.set_overwrite(general, bot, Permissions::NONE, Permissions::SEND_MESSAGES);
        // What docket knew of the server a moment ago counts for three seconds.
        world.stops().await;
        world.starts().await;
        let mut refused = 0;
        for (command, said) in each_with(&admin, general).await {
            let is_refused = said.contains("docket may not post in") && said.contains("Nothing was changed");
            let is_warned = said.contains("lacks Send Messages");
            let says_something_about_it = ["settings internal", "customer channel"].contains(&command.as_str());
            assert!(is_refused || is_warned || says_something_about_it, "/{command}: {said}");
            refused += usize::from(is_refused);
        }
        assert!(refused > 3, "only {refused} refuse");
    }

    async fn while_discord_does_not_tell_no_channel_is_taken(world in with_odd_channels()) {
        prepare(world).await;
        world.stops().await;
        world.starts().await;
        world.sandbox.faults().next(1000, "GET", "/guilds/{guild_id}", Fault::Status(403));
        world.expects_status(403);
        all_refuse(world, &world.member("Admin"), world.channel("general").id, "could not check whether").await;
        world.sandbox.faults().clear();
    }
}
