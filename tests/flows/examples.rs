//! Every example in the manifests shows what it says, each in a guild of its own, set up by nobody.

use crate::{in_every_world, world::Plan};
use docket::{
    contract::{MANIFESTS, spec::Example},
    sandbox::{GuildBuilder, Permissions},
};

fn examples() -> impl Iterator<Item = (usize, &'static Example)> {
    MANIFESTS.iter().flat_map(|manifest| manifest.leaves).flat_map(|leaf| leaf.examples).enumerate()
}

fn name(n: usize) -> String {
    format!("Example {n}")
}

/// The members, roles and channels that examples name.
fn team(guild: &mut GuildBuilder<'_>) {
    let roles = ["Reporter", "PM", "PM lead"].map(|name| guild.role(name, Permissions::NONE));
    let admin = guild.role("Admin", Permissions::ADMINISTRATOR);
    guild.member("Admin", &[admin]);
    for area in [
        "Growth",
        "Platform",
        "User management",
        "Self-service",
        "Channels and posts",
        "Apps and integrations",
    ] {
        guild.member(&format!("PM {area}"), &[roles[1]]);
    }
    guild.member("PM lead", &[roles[1], roles[2]]);
    guild.member("Support engineer", &[roles[0]]);
    for channel in ["general", "requests", "support", "pm-sync", "social", "admin"] {
        guild.channel(channel, "");
    }
}

fn a_guild_for_each() -> Plan {
    let fresh = Plan::fresh();
    examples().fold(fresh, |plan, (n, _)| plan.seed(|seed| seed.with_guild(&name(n), team)))
}

in_every_world! {
    async fn each_example_shows_what_it_says(world in a_guild_for_each()) {
        let mut wrong = Vec::new();
        for (n, example) in examples() {
            let admin = world.member_of(&name(n), "Admin");
            for before in example.before {
                let answer = admin.types(before).await;
                assert!(answer.outcome.message().is_some(), "before `{}`: `{before}`: {}", example.line, answer.text());
            }
            let answer = admin.types(example.line).await;
            if !answer.text().contains(example.shows) {
                wrong.push(format!("`{}` does not show “{}” but:\n{}", example.line, example.shows, answer.text()));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    }
}
