//! Nobody comes to more power by a role that docket hands out: whatever command takes a role, by whatever way.

use crate::{
    in_every_world, on_each_engine, tour,
    world::{Person, Plan, SAMPLE, World},
};
use docket::{
    contract::{Leaf, spec::OptionKind},
    sandbox::{Fault, Id, Permissions},
};
use std::collections::BTreeMap;

/// The sample team with roles that docket must not hand out, one that it may ("Duty"), and somebody of the leads' level who
/// may give roles ("Keeper").
fn with_more_roles() -> Plan {
    Plan::team().seed(|seed| {
        seed.changing_guild(SAMPLE, |guild| {
            let keeper = guild.role("Role keeper", Permissions::MANAGE_ROLES);
            let runs_server = guild.role("Server manager", Permissions::MANAGE_GUILD);
            let administrates = guild.role("Second admin", Permissions::ADMINISTRATOR);
            let duty = guild.role("Duty", Permissions::NONE);
            let high = guild.role("High", Permissions::NONE);
            let top = guild.role("Above docket", Permissions::NONE);
            for (role, position) in
                [(keeper, 20), (runs_server, 1), (administrates, 1), (duty, 1), (high, 30), (top, 90)]
            {
                guild.edit_role(role, |role| role.position = position);
            }
            guild.member("Keeper", &[keeper]);
        })
    })
}

/// The keeper is a lead too.
fn keeper(world: &World) -> Person<'_> {
    let keeper = world.member("Keeper");
    let roles = [world.role("Role keeper"), world.role("PM lead")];
    world.sandbox.set_roles(keeper.guild, keeper.id, &roles);
    keeper
}

/// Who has which roles.
fn held(world: &World) -> BTreeMap<Id, Vec<Id>> {
    let guilds = world.sandbox.guilds();
    let guild = guilds.iter().find(|guild| guild.id == world.guild()).expect("it is there");
    guild.members.iter().map(|(id, member)| (*id, member.roles.clone())).collect()
}

/// The commands that take a role, with the name of the option.
fn commands() -> Vec<(&'static Leaf, &'static str)> {
    let of = |leaf: &'static Leaf| {
        let roles = leaf.options.iter().filter(|option| option.kind == OptionKind::Role);
        roles.map(move |option| (leaf, option.name))
    };
    let found: Vec<_> = tour::leaves().flat_map(|(_, leaf)| of(leaf)).collect();
    assert!(found.len() > 1, "the manifests have options of kind `role`");
    found
}

/// Each of them as in its example, but with this role, and the lead first where members are named: of what is there, and
/// of something new.
fn lines(role: &str) -> Vec<String> {
    let line = |(leaf, option): &(&Leaf, &str)| {
        assert!(!leaf.is_hidden, "say how `/{}` is given a role", leaf.words());
        let example = leaf.examples.first().expect("what is not hidden has an example").line;
        let mark = format!(" {option}:");
        let given = example.split_once(&mark).map_or(example, |(before, _)| before);
        format!("{given}{mark}@{role}").replace("@Admin ", "@PM lead @Keeper ")
    };
    let of_what_is_there: Vec<_> = commands().iter().map(line).collect();
    let renamed = |line: &String| line.replace("name:customer requests", &format!("name:{role}"));
    let of_something_new = of_what_is_there.iter().map(renamed);
    of_something_new.chain(of_what_is_there.clone()).collect()
}

/// What the examples need.
async fn prepare(world: &World) {
    let admin = world.member("Admin");
    let before =
        commands().into_iter().flat_map(|(leaf, _)| leaf.examples).flat_map(|example| example.before);
    for line in before {
        admin.types(line).await;
    }
    world.settle().await;
}

/// Tries by each command to have docket hand out the role, through to the end.
async fn tries(person: &Person<'_>, role: &str) {
    let before = held(person.world);
    for line in lines(role) {
        let answer = person.types(&line).await;
        let is_preview =
            answer.outcome.message().is_some() && answer.buttons().iter().any(|label| label == "Save");
        if is_preview {
            answer.presses("Save").await;
        }
        person.world.settle().await;
        person.types("/rotation take rotation:customer requests").await;
        person.world.settle().await;
        assert_eq!(held(person.world), before, "`{line}` gave somebody a role");
    }
}

on_each_engine! {
    async fn no_command_gives_a_role_that_decides_what_people_may_do(world in with_more_roles()) {
        prepare(world).await;
        for role in ["Admin", "PM", "Server manager", "Second admin", "docket"] {
            tries(&world.member("PM lead"), role).await;
            tries(&keeper(world), role).await;
        }
    }

    async fn no_command_gives_a_role_to_whom_discord_would_not_let_give_it(world in with_more_roles()) {
        prepare(world).await;
        tries(&world.member("PM lead"), "Duty").await;
        for role in ["High", "Above docket"] {
            tries(&keeper(world), role).await;
        }
    }

    async fn no_command_gives_a_role_while_discord_does_not_tell_who_may(world in with_more_roles()) {
        prepare(world).await;
        let keeper = keeper(world);
        world.expects_status(403);
        world.sandbox.faults().next(1000, "GET", "/guilds/{guild_id}", Fault::Status(403));
        tries(&keeper, "Duty").await;
        assert!(world.sandbox.faults().pending() < 1000, "Discord was asked");
        world.sandbox.faults().clear();
    }

    async fn a_role_is_decided_about_again_when_it_is_saved(world in with_more_roles()) {
        prepare(world).await;
        let keeper = keeper(world);
        let before = held(world);
        let line = lines("Duty").into_iter().find(|line| line.starts_with("/rotation setup")).expect("it takes a role");
        let preview = keeper.types(&line).await;
        world.sandbox.set_role_permissions(world.guild(), world.role("Role keeper"), Permissions::NONE);
        preview.presses("Save").await.is_private().sees("Manage Roles").sees("Nothing was changed");
        world.settle().await;
        assert_eq!(held(world), before);
    }
}

in_every_world! {
    async fn what_docket_hands_out_comes_to_decide_no_level(world in with_more_roles()) {
        prepare(world).await;
        let (keeper, admin) = (keeper(world), world.member("Admin"));
        let duty = world.role("Duty");
        keeper.types("/rotation role role:@Duty rotation:customer requests").await.sees("has the role");
        world.settle().await;
        assert!(held(world).values().any(|roles| roles.contains(&duty)));
        admin.types("/settings role level:admin role:@Duty").await.is_private().sees("docket itself gives");
        // Nor by undoing, once the role is in between.
        keeper.types("/rotation role rotation:customer requests").await.sees("No role");
        world.settle().await;
        let set = admin.types("/settings role level:admin role:@Duty").await;
        set.sees("Duty").sees_not("docket itself gives");
        admin.types("/settings role level:admin role:@Admin").await.sees("Admin");
        keeper.types("/rotation role role:@Duty rotation:customer requests").await.sees("has the role");
        let undone = admin.types("/settings role level:admin role:@Duty").await;
        undone.is_private().sees("docket itself gives");
        // An ended rotation hands out nothing.
        keeper.types("/rotation end rotation:customer requests").await.sees("has ended");
        world.settle().await;
        admin.types("/settings role level:admin role:@Duty").await.sees_not("docket itself gives");
        assert!(!held(world).values().any(|roles| roles.contains(&duty)));
    }

    async fn whoever_may_give_a_role_has_docket_hand_it_out(world in with_more_roles()) {
        let keeper = keeper(world);
        let line = "/rotation setup name:customer requests members:@PM Growth @PM Platform handoff:every Wednesday 09:30 \
                    zone:America/Los_Angeles role:@Duty";
        keeper.types(line).await.presses("Save").await.sees("is set up");
        world.settle().await;
        let growth = world.member("PM Growth").id;
        assert!(held(world)[&growth].contains(&world.role("Duty")));
        // Who may not give it may change the rest.
        let lead = world.member("PM lead");
        let change = "/rotation setup name:customer requests handoff:every Monday 09:30";
        lead.types(change).await.presses("Save").await.sees("is changed");
        world.settle().await;
        assert!(held(world)[&growth].contains(&world.role("Duty")));
    }
}
