//! Who may do what is decided by docket, for every command, whatever a client offers.

use crate::{
    in_every_world, tour,
    world::{Person, World},
};
use docket::contract::Level;

/// A member whose level is just below `level`.
fn below<'w>(world: &'w World, level: Level) -> Option<Person<'w>> {
    let name = match level {
        Level::Everyone => return None,
        Level::Reporter => "Guest",
        Level::Pm => "Support engineer",
        Level::Lead => "PM Growth",
        Level::Admin => "PM lead",
    };
    Some(world.member(name))
}

/// The role that gives `level` in the sample team.
fn role(level: Level) -> &'static str {
    match level {
        Level::Everyone => "@everyone",
        Level::Reporter => "Reporter",
        Level::Pm => "PM",
        Level::Lead => "PM lead",
        Level::Admin => "Admin",
    }
}

in_every_world! {
    async fn a_person_below_the_level_is_told_which_role_it_takes(world) {
        world.member("Support engineer").types("/feedback text:SSO login loops").await.sees("REQ-1");
        let message = world.member("Sales").says("Something worth filing");
        // From the first command on it is kept that they are a lead.
        world.member("PM lead").types("/help").await;
        world.settle().await;
        // What a person typed is kept for them, which is no change of the team's.
        let rows = async || {
            let is_draft = |row: &String| row.contains("\"table\":\"draft\"") || row.contains("\"noun\":\"draft\"");
            world.rows(world.guild()).await.into_iter().filter(|row| !is_draft(row)).collect::<Vec<_>>()
        };
        let before = rows().await;
        let mut refused = 0;
        for leaf in tour::leaves() {
            let Some(person) = below(world, leaf.1.who) else { continue };
            let answer = tour::runs(&person, leaf, &message).await;
            let needed = world.role(role(leaf.1.who));
            let higher = if leaf.1.who == Level::Admin { "" } else { " or higher" };
            let says = format!("You need the <@&{needed}> role{higher} for `/{}`. Nothing was changed.", leaf.1.words());
            answer.is_private().sees(&says);
            assert_eq!(rows().await, before, "{} changed something", leaf.1.words());
            refused += 1;
        }
        assert!(refused > 20, "only {refused} commands need a level");
    }

    async fn completions_tell_nothing_to_whom_the_command_is_closed(world) {
        world.member("Support engineer").types("/feedback text:SSO login loops customer:Acme").await.sees("REQ-1");
        let lines = ["/feedback text:x customer:Ac", "/customer show customer:Ac", "/request show request:SSO"];
        for line in lines {
            assert!(!world.member("Support engineer").completes(line).await.is_empty(), "{line}");
            assert_eq!(world.member("Guest").completes(line).await, Vec::<String>::new(), "{line}");
        }
    }

    async fn whoever_has_the_level_is_let_in(world) {
        world.member("Support engineer").types("/feedback text:SSO login loops").await.sees("REQ-1");
        let message = world.member("Sales").says("Something worth filing");
        for leaf in tour::leaves() {
            let person = match leaf.1.who {
                Level::Everyone => world.member("Guest"),
                Level::Reporter => world.member("Support engineer"),
                Level::Pm => world.member("PM Growth"),
                Level::Lead => world.member("PM lead"),
                // The last, because what an admin sets decides who may do the rest.
                Level::Admin => continue,
            };
            tour::runs(&person, leaf, &message).await.sees_not("You need the role");
        }
    }

    async fn whoever_manages_the_server_may_set_docket_up(world in crate::world::Plan::fresh()) {
        world.member("Admin").types("/settings zone zone:Europe/Berlin").await.sees("Europe/Berlin");
        world.member("PM lead").types("/settings zone zone:Asia/Tokyo").await.sees("Manage Server");
    }

    async fn a_button_gives_nobody_more_than_their_role(world) {
        world.member("Support engineer").types("/feedback text:SSO login loops").await.sees("REQ-1");
        let card = world.channel("requests").shows("REQ-1").await;
        let refused = world.member("Support engineer").presses(&card, "Take it").await;
        refused.is_private().sees("You need the <@&");
        world.settle().await;
        world.channel("requests").only("REQ-1 · new");
    }
}
