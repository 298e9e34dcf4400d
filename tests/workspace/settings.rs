use crate::{on_both_engines, world::*};
use docket::{
    contract::{ChannelFacts, ChannelKind, FetchError, GuildFacts, Level, Line, Reply},
    workspace,
};

fn channel(purpose: &str, id: i64) -> Line {
    Line::new("settings channel").with("purpose", purpose).with("channel", id)
}

/// Both commands list the same things that are missing, and there are some.
async fn shows_the_same_list(world: &World) {
    let mut lists = Vec::new();
    for command in ["settings show", "settings check"] {
        let answer = world.say(ADMIN, Line::new(command)).await;
        let cards = &message(&answer).cards;
        let list = cards.iter().find(|card| card.title == "What docket lacks here").expect("a list");
        assert!(!text(&answer).contains("Everything is set"), "{list:?}");
        lists.push(list.text.clone());
    }
    assert_eq!(lists[0], lists[1]);
}

on_both_engines! {
    async fn a_new_guild_has_defaults_and_is_shown_the_first_step(db: TestDb) {
        let world = World::new(&db);
        let guild = workspace::guild(&db, GUILD).await.expect("it reads");
        assert_eq!((guild.zone.name(), guild.language.code()), ("UTC", "en"));
        let shown = world.say(ADMIN, Line::new("settings show")).await;
        shows(&shown, "Mon-Fri 9:00-17:00");
        shows(&shown, "Customer requests: not set");
        button(&shown, "Channel for customer requests");
    }

    async fn what_is_set_is_what_every_room_sees(db: TestDb) {
        let world = World::new(&db);
        for line in [
            channel("requests", 20),
            Line::new("settings role").with("level", "lead").with("role", LEAD_ROLE),
            Line::new("settings hours").with("hours", "Mon-Thu 8-16, Fri 8-14"),
            Line::new("settings zone").with("zone", "Europe/Berlin"),
            Line::new("settings language").with("language", "de"),
            Line::new("settings internal").with("channel", 22).with("on", "yes"),
            Line::new("settings holiday add").with("date", "2026-12-25").with("name", "Christmas Day"),
        ] {
            button(&world.say(ADMIN, line).await, "Undo");
        }
        let guild = workspace::guild(&db, GUILD).await.expect("it reads");
        assert_eq!(guild.channels["requests"], 20);
        assert_eq!(guild.roles[&Level::Lead], LEAD_ROLE);
        assert_eq!(guild.hours.to_string(), "Mon-Thu 8:00-16:00, Fri 8:00-14:00");
        assert_eq!((guild.zone.name(), guild.hours.zone().name()), ("Europe/Berlin", "Europe/Berlin"));
        assert!(guild.is_internal(22) && guild.language.code() == "de");
        assert_eq!(guild.hours.holidays().count(), 1);
        shows(&world.say(REPORTER, Line::new("settings holiday list")).await, "Friday 25 December 2026: Christmas Day");
        let elsewhere = workspace::guild(&db, GUILD + 1).await.expect("it reads");
        assert!(elsewhere.channels.is_empty() && elsewhere.roles.is_empty());
    }

    async fn a_change_is_taken_back_and_made_again(db: TestDb) {
        let world = World::new(&db);
        world.say(ADMIN, channel("requests", 20)).await;
        let changed = world.say(ADMIN, channel("requests", 21)).await;
        let undone = world.press(ADMIN, &button(&changed, "Undo"), None).await;
        assert_eq!(workspace::guild(&db, GUILD).await.expect("it reads").channels["requests"], 20);
        world.press(ADMIN, &button(&undone, "Redo"), None).await;
        assert_eq!(workspace::guild(&db, GUILD).await.expect("it reads").channels["requests"], 21);
    }

    async fn an_undo_that_would_lose_a_later_change_is_refused(db: TestDb) {
        let world = World::new(&db);
        let first = world.say(ADMIN, channel("requests", 20)).await;
        world.say(ADMIN, channel("requests", 21)).await;
        shows(&world.say(ADMIN, button(&first, "Undo")).await, "changed again since");
        assert_eq!(workspace::guild(&db, GUILD).await.expect("it reads").channels["requests"], 21);
    }

    async fn an_undo_touches_its_own_setting_only(db: TestDb) {
        let world = World::new(&db);
        let first = world.say(ADMIN, channel("requests", 20)).await;
        world.say(ADMIN, channel("admin", 21)).await;
        world.say(ADMIN, button(&first, "Undo")).await;
        let guild = workspace::guild(&db, GUILD).await.expect("it reads");
        assert_eq!(guild.channels.into_iter().collect::<Vec<_>>(), [("admin".to_owned(), 21)]);
    }

    async fn an_undo_button_with_a_foreign_number_is_refused(db: TestDb) {
        let world = World::new(&db);
        for event in [0, 12, i64::MAX, -1] {
            let line = Line::new("settings undo").with("event", event);
            shows(&world.say(ADMIN, line).await, "not on record");
        }
    }

    async fn setting_what_is_set_already_changes_nothing(db: TestDb) {
        let world = World::new(&db);
        world.say(ADMIN, channel("requests", 20)).await;
        let again = world.say(ADMIN, channel("requests", 20)).await;
        shows(&again, "That was the case already");
        assert!(message(&again).rows.is_empty(), "there is nothing to undo");
        assert_eq!(world.events().await, ["settings 0 changed"]);
    }

    async fn a_channel_can_be_unset(db: TestDb) {
        let world = World::new(&db);
        world.say(ADMIN, channel("requests", 20)).await;
        let line = Line::new("settings channel").with("purpose", "requests");
        shows(&world.say(ADMIN, line).await, "no channel for customer requests");
        assert!(workspace::guild(&db, GUILD).await.expect("it reads").channels.is_empty());
    }

    async fn the_card_leads_through_all_steps(db: TestDb) {
        let world = World::new(&db);
        let mut card = world.say(ADMIN, Line::new("settings show")).await;
        for (label, chosen) in [
            ("Channel for customer requests", 20),
            ("Channel for problems with docket itself", 21),
            ("Role that may read all requests and customers", REPORTER_ROLE),
            ("Role that may work on requests", PM_ROLE),
            ("Role that may keep areas and rotations", LEAD_ROLE),
        ] {
            let picker = world.press(ADMIN, &button(&card, label), None).await;
            assert!(matches!(picker, Reply::Update(_)), "{label} changes the card in place");
            card = world.press(ADMIN, &select(&picker).line, Some(chosen)).await;
            assert!(matches!(card, Reply::Update(_)), "{label} comes back to the card");
            button(&card, "Undo");
        }
        let Reply::Form(form) = world.press(ADMIN, &button(&card, "Time zone"), None).await else {
            panic!("the zone is typed into a form");
        };
        assert_eq!(form.inputs.len(), 1);
        assert!(matches!(world.press(ADMIN, &button(&card, "First area of the product"), None).await, Reply::Form(_)));
    }

    async fn the_check_says_what_is_missing_until_nothing_is(db: TestDb) {
        let world = World::new(&db);
        let missing = world.say(ADMIN, Line::new("settings check")).await;
        shows(&missing, "/settings channel purpose:requests");
        shows(&missing, "/settings role level:pm");
        shows(&missing, "/settings role level:reporter");
        for line in [
            channel("requests", 20),
            channel("admin", 21),
            Line::new("settings role").with("level", "reporter").with("role", GUILD),
            Line::new("settings role").with("level", "pm").with("role", PM_ROLE),
            Line::new("settings role").with("level", "lead").with("role", LEAD_ROLE),
            Line::new("settings zone").with("zone", "Europe/Berlin"),
            Line::new("area add").with("name", "Billing"),
        ] {
            shows_the_same_list(&world).await;
            world.say(ADMIN, line).await;
        }
        shows(&world.say(ADMIN, Line::new("settings check")).await, "All is well");
        shows(&world.say(ADMIN, Line::new("settings show")).await, "Everything is set");
        *world.discord.facts.lock().expect("free") = Err(FetchError::Later("timed out".to_owned()));
        shows(&world.say(ADMIN, Line::new("settings check")).await, "Discord is not answering");
        let shown = world.say(ADMIN, Line::new("settings show")).await;
        shows(&shown, "Discord is not answering");
        assert!(!text(&shown).contains("Everything is set"), "nobody has looked");
    }

    async fn what_discord_stands_against_is_shown_as_it_is_checked(db: TestDb) {
        let world = World::with_roles(&db).await;
        let bits = |own_permissions| ChannelFacts { id: 30, name: "requests".to_owned(), kind: ChannelKind::Text, own_permissions, everyones_permissions: 0 };
        let with = |channel: ChannelFacts| {
            let mut facts = facts();
            facts.channels.push(channel);
            facts
        };
        *world.discord.facts.lock().expect("free") = Ok(with(bits(ALL)));
        for line in [
            channel("requests", 30),
            channel("admin", 21),
            Line::new("settings zone").with("zone", "Europe/Berlin"),
            Line::new("area add").with("name", "Billing"),
        ] {
            world.say(ADMIN, line).await;
        }
        let voice = ChannelFacts { kind: ChannelKind::Voice, ..bits(ALL) };
        let without_roles = GuildFacts { roles: Vec::new(), ..with(bits(ALL)) };
        for (facts, says) in [
            (with(bits(ALL & !(1 << 11))), "lacks Send Messages"),
            (with(voice), "is not a text channel"),
            (facts(), "does not exist any more, or docket may not see it"),
            (without_roles, "The role with the level lead does not exist any more"),
        ] {
            *world.discord.facts.lock().expect("free") = Ok(facts);
            shows(&world.say(ADMIN, Line::new("settings show")).await, says);
            shows_the_same_list(&world).await;
        }
    }

    async fn a_channel_in_which_docket_cannot_write_is_set_with_a_warning(db: TestDb) {
        let world = World::new(&db);
        let mute = ChannelFacts { id: 30, name: "mute".to_owned(), kind: ChannelKind::Text, own_permissions: ALL & !(1 << 11), everyones_permissions: ALL };
        *world.discord.facts.lock().expect("free") = Ok(GuildFacts { channels: vec![mute], ..facts() });
        shows(&world.say(ADMIN, channel("requests", 30)).await, "lacks Send Messages");
        assert_eq!(workspace::guild(&db, GUILD).await.expect("it reads").channels["requests"], 30);
    }

    async fn what_does_not_read_is_refused_and_changes_nothing(db: TestDb) {
        let world = World::new(&db);
        for (line, says) in [
            (Line::new("settings hours").with("hours", "Mon-Fri 9-25"), "“9-25”"),
            (Line::new("settings zone").with("zone", "Los Angeles"), "America/Los_Angeles"),
            (Line::new("settings role").with("level", "pm").with("role", GUILD), "no higher one"),
            (Line::new("settings holiday add").with("date", "2026-02-30").with("name", "X"), "2026-02-30"),
            (Line::new("settings holiday remove").with("date", "2026-12-25"), "isn't a holiday"),
            (Line::new("settings choose").with("step", "colour"), "another version"),
        ] {
            let reply = world.say(ADMIN, line.clone()).await;
            shows(&reply, says);
            shows(&reply, "othing was changed");
        }
        assert!(world.events().await.is_empty());
    }

    async fn a_date_that_can_mean_two_days_is_asked_back(db: TestDb) {
        let world = World::new(&db);
        let line = Line::new("settings holiday add").with("date", "3/4").with("name", "Founders' day");
        let asked = world.say(ADMIN, line).await;
        shows(&asked, "which one do you mean?");
        world.press(ADMIN, &button(&asked, "Saturday 3 April 2027"), None).await;
        let guild = workspace::guild(&db, GUILD).await.expect("it reads");
        assert_eq!(guild.hours.holidays().map(|date| date.to_string()).collect::<Vec<_>>(), ["2027-04-03"]);
    }

    async fn only_admins_change_settings_and_the_refusal_names_the_role(db: TestDb) {
        let world = World::with_roles(&db).await;
        let before = world.events().await.len();
        shows(&world.say(LEAD, channel("requests", 20)).await, "Manage Server");
        shows(&world.say(REPORTER, Line::new("settings show")).await, &format!("<@&{LEAD_ROLE}>"));
        let shown = world.say(LEAD, Line::new("settings show")).await;
        assert!(message(&shown).rows.is_empty(), "a lead sees the settings and no buttons to change them");
        assert_eq!(world.events().await.len(), before);
    }
}
