//! A guild never sees or changes what belongs to another.

use crate::{
    in_every_world, tour,
    world::{OTHER, World},
};

/// A word that only the sample team has.
const SECRET: &str = "Quicksilver";

/// Gives the sample team something of each kind under number 1, with the word in it.
async fn fill(world: &World) {
    let admin = world.member("Admin");
    for line in [
        "/area edit area:#1 name:Quicksilver area",
        "/customer edit customer:#1 name:Quicksilver customer alias:Quicksilver alias",
        "/settings holiday add date:2030-12-25 name:Quicksilver day",
        "/feedback text:Quicksilver loops customer:#1",
        "/request note request:1 text:Quicksilver note",
        "/rotation setup name:Quicksilver rota members:@Admin @PM Growth handoff:every Wednesday 09:30 \
         zone:America/Los_Angeles",
        "/rotation save draft:1",
        "/remind me text:Quicksilver call when:in 3 days",
        "/release plan name:Quicksilver release target:2030-12-18",
        "/release add text:Quicksilver item release:Quicksilver release",
        "/action add what:Quicksilver action who:@PM Growth",
        "/decision record text:Quicksilver decision",
        "/meeting create name:Quicksilver sync when:every Wednesday 9am",
        "/meeting save draft:1",
        "/agenda add topic:Quicksilver topic",
        "/escalate url:Quicksilver asks",
        "/escalation note escalation:1 text:Quicksilver remark",
        "/escalation keep title:Quicksilver answer text:Quicksilver says so kind:Quicksilver",
        "/escalation reviewers people:@PM Growth",
        "/escalation topic name:Quicksilver topic keywords:Quicksilver responders:@PM Growth",
        "/source add network:bluesky watch:Quicksilver rockets",
        "/mention mute network:x author:@Quicksilver",
    ] {
        admin.types(line).await.is_private().sees_not("Nothing was changed");
    }
    world.settle().await;
}

in_every_world! {
    async fn no_command_shows_or_changes_another_guilds_rows(world) {
        fill(world).await;
        let before = world.rows(world.guild()).await;
        assert!(before.iter().any(|row| row.contains(SECRET)), "there is something to protect");
        let stranger = world.member_of(OTHER, "Admin");
        let message = stranger.says("Something worth filing");
        for leaf in tour::leaves() {
            let answer = tour::runs(&stranger, leaf, &message).await;
            answer.sees_not(SECRET);
            assert!(!answer.text().is_empty(), "{} is answered", leaf.1.words());
            assert_eq!(world.rows(world.guild()).await, before, "{} changed another guild", leaf.1.words());
        }
        world.settle().await;
        assert_eq!(world.rows(world.guild()).await, before);
        for guild_channel in ["general", "requests", "support"] {
            assert!(!world.channel_of(OTHER, guild_channel).transcript().contains(SECRET));
        }
    }

    async fn no_completion_names_another_guilds_things(world) {
        fill(world).await;
        let stranger = world.member_of(OTHER, "Admin");
        for line in ["/feedback text:x customer:Quick", "/feedback text:x area:Quick", "/request show request:Quick",
            "/request show request:", "/customer show customer:", "/area edit area:"] {
            let offered = stranger.completes(line).await;
            assert!(!offered.iter().any(|label| label.contains(SECRET) || label.contains("REQ-1")), "{line}: {offered:?}");
        }
        let own = world.member("Admin").completes("/request show request:Quick").await;
        assert!(own.iter().any(|label| label.contains(SECRET)), "the own guild sees it: {own:?}");
    }

    async fn look_alikes_come_from_the_own_guild(world) {
        fill(world).await;
        let stranger = world.member_of(OTHER, "Somebody");
        stranger.types("/feedback text:Quicksilver loops").await.sees("REQ-1").sees_not("Looks like");
    }
}
